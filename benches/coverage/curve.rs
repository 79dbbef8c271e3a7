//! Studies a1 to a3: Kaplan-Meier with delayed entry, from the start that the report chooses.

use retraffic::estimate::{Event, Level, RiskSet, Transform, kaplan_meier};
use retraffic::simulate::Stream;

use super::law::{Delay, Law, SEED, whole};
use super::tally::{Label, Replicate, Shot, Target};

/// Where curves are read, in days.
pub const WINDOWS: [i32; 3] = [184, 366, 731];

/// Fewest people at risk from whom a curve starts.
const LEAST: f64 = 100.0;

/// From where a curve is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Day 0, thin or not.
    Zero,
    /// The time from which enough stay at risk.
    Firm,
    /// The last event or censoring with fewer at risk, before the risk set is at its largest: the rule before.
    LastThin,
}

impl Start {
    /// The scales that are tried: all from the firm start, else that of the report.
    fn scales(self) -> &'static [(Transform, &'static str)] {
        if self == Start::Firm { &SCALES } else { &SCALES[..1] }
    }

    /// The start in this risk set; `None` where there is none.
    fn of(self, set: &RiskSet) -> Option<f64> {
        match self {
            Start::Zero => Some(0.0),
            Start::Firm => set.firm_start(LEAST).map(|start| start.unwrap_or(0.0)),
            Start::LastThin => {
                let table = set.table();
                let sizes: Vec<f64> = (0..table.times().len()).map(|j| table.all_at_risk(j)).collect();
                let peak = (0..sizes.len()).reduce(|best, j| if sizes[j] > sizes[best] { j } else { best })?;
                let last = (0..peak).rev().find(|&j| sizes[j] < LEAST);
                (sizes[peak] >= LEAST).then(|| last.map_or(0.0, |j| table.times()[j]))
            }
        }
    }
}

const SCALES: [(Transform, &str); 3] =
    [(Transform::LogLog, "log-log"), (Transform::Plain, "plain"), (Transform::Log, "log")];

/// A population with delayed entry.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Number of the study.
    pub study: u16,
    /// Persons seen.
    pub persons: usize,
    /// Time to the event.
    pub law: Law,
    /// First identification.
    pub delay: Delay,
}

/// a1.
pub const MODERATE: Setting = Setting {
    study: 1,
    persons: 600,
    law: Law::Weibull { shape: 0.7, scale: 2400.0 },
    delay: Delay { at_once: 0.1, median: 60.0, sigma: 1.2 },
};

/// a2.
pub const RARE: Setting = Setting {
    study: 2,
    persons: 14_000,
    law: Law::Falling(2.0),
    delay: Delay { at_once: 0.4, median: 40.0, sigma: 1.2 },
};

/// a3.
pub const THIN: Setting =
    Setting { study: 3, persons: 300, delay: Delay { at_once: 0.0, median: 120.0, sigma: 1.0 }, ..MODERATE };

impl Setting {
    /// The risk set of one replicate.
    pub fn draw(&self, replicate: u32) -> Option<RiskSet> {
        let mut stream = Stream::of_study(SEED, self.study, replicate);
        let (mut entry, mut exit, mut cause) = (Vec::new(), Vec::new(), Vec::new());
        while exit.len() < self.persons {
            let event = whole(self.law.draw(&mut stream));
            let delay = self.delay.draw(&mut stream);
            let end = stream.between(366, 3653);
            if delay < event.min(end) {
                entry.push(delay);
                exit.push(event.min(end));
                cause.push(u16::from(event <= end));
            }
        }
        RiskSet::from_days(Some(&entry), &exit, &cause, None).ok()
    }

    /// The shots of one replicate.
    pub fn shoot(&self, replicate: u32, start: Start) -> Replicate {
        let set = self.draw(replicate);
        let from = set.as_ref().and_then(|set| start.of(set));
        let curve = set.zip(from).and_then(|(set, day)| kaplan_meier(&set.table().after(day), Event::Any).ok());
        let mut shots = Vec::new();
        for day in WINDOWS.map(f64::from) {
            let point = curve.as_ref().map(|curve| curve.at(day));
            for &(scale, _) in start.scales() {
                shots.push(Some(Shot {
                    truth: self.law.survival(day) / self.law.survival(from.unwrap_or(0.0)),
                    estimate: point.map(|point| point.value),
                    interval: point.and_then(|point| point.interval(scale, Level::P95)),
                }));
            }
        }
        shots
    }
}

/// What the shots are of; the log-log scale from the firm start has a target.
pub fn labels(start: Start) -> Vec<Label> {
    let how = match start {
        Start::Zero => "from day 0",
        Start::Firm => "from the firm start",
        Start::LastThin => "from the last thin exit",
    };
    let label = |day: i32, &(scale, name): &(Transform, &str)| {
        let promised = start == Start::Firm && scale == Transform::LogLog;
        let target = if promised { Target::Asymptotic } else { Target::None };
        Label::new(format!("Kaplan-Meier {how}, {name}"), day, target)
    };
    WINDOWS.iter().flat_map(|&day| start.scales().iter().map(move |scale| label(day, scale))).collect()
}

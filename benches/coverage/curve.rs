//! Studies a1 to a3: Kaplan-Meier with delayed entry, from the start that the report chooses.

use retraffic::estimate::{Event, Level, RiskSet, RiskTable, Transform, kaplan_meier};
use retraffic::simulate::Stream;

use super::law::{Delay, Law, SEED, whole};
use super::tally::{Label, Replicate, Shot, Target};

/// Where curves are read, in days.
pub const WINDOWS: [i32; 3] = [184, 366, 731];

/// Fewest people at risk from whom a curve starts.
const LEAST: f64 = 100.0;

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
    /// The risk table of one replicate.
    pub fn draw(&self, replicate: u32) -> Option<RiskTable> {
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
        Some(RiskSet::from_days(Some(&entry), &exit, &cause, None).ok()?.table())
    }

    /// The shots of one replicate, with the rule of the firm start or without.
    pub fn shoot(&self, replicate: u32, firm: bool) -> Replicate {
        self.draw(replicate).map_or_else(|| vec![None; WINDOWS.len() * SCALES.len()], |table| self.read(&table, firm))
    }

    fn read(&self, table: &RiskTable, firm: bool) -> Replicate {
        let start = if firm { table.thin_until(LEAST) } else { Some(None) };
        let curve = start.and_then(|start| match start {
            Some(day) => kaplan_meier(&table.after(day), Event::Any).ok(),
            None => kaplan_meier(table, Event::Any).ok(),
        });
        let from = start.flatten().unwrap_or(0.0);
        let mut shots = Vec::new();
        for day in WINDOWS.map(f64::from) {
            let point = curve.as_ref().map(|curve| curve.at(day));
            for (scale, _) in SCALES {
                shots.push(Some(Shot {
                    truth: self.law.survival(day) / self.law.survival(from),
                    estimate: point.map(|point| point.value),
                    interval: point.and_then(|point| point.interval(scale, Level::P95)),
                }));
            }
        }
        shots
    }
}

/// What the shots are of; a target for the log-log scale only where `promised`.
pub fn labels(promised: bool) -> Vec<Label> {
    let label = |day: i32, (scale, name): (Transform, &str)| {
        let target = if promised && scale == Transform::LogLog { Target::Asymptotic } else { Target::None };
        Label::new(format!("Kaplan-Meier, {name}"), day, target)
    };
    WINDOWS.iter().flat_map(|&day| SCALES.map(|scale| label(day, scale))).collect()
}

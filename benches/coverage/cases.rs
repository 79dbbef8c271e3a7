//! Studies b1 and b2, and bias ii: known cases only, truncated on the right.

use retraffic::analysis::{QualityCounts, Question, analyse, base_grid};
use retraffic::calendar::Day;
use retraffic::codebook::Codebook;
use retraffic::cohort::{AnalysisSet, CaseSample, SpellKind};
use retraffic::disclosure::{CaseCurve, Policy, Terms, protect};
use retraffic::estimate::{
    Interval, Level, ReverseGrid, Transform, incidence_interval, reverse_at_risk, reverse_time_days,
};
use retraffic::ingest::CaseTable;
use retraffic::simulate::Stream;
use retraffic::study::Plan;

use super::cohort::rules;
use super::curve::WINDOWS;
use super::law::{Law, SEED, whole};
use super::tally::{Label, Replicate, Shot, Target};

/// Days from the opening to the cut-off.
const PERIOD: i32 = 4017;

/// Longest horizon, and fewest cases that must be observable there.
const HORIZON: i32 = 1826;
const LEAST: u32 = 10;

/// The gap.
const GAP: Law = Law::Weibull { shape: 0.8, scale: 700.0 };

/// Known cases: gap, truncation time, and truncation time without the delay.
pub struct Cases {
    gap: Vec<i32>,
    truncation: Vec<i32>,
    without_delay: Vec<i32>,
}

impl Cases {
    /// Draws until `n` are known.
    pub fn draw(n: usize, replicate: u32) -> Self {
        let mut stream = Stream::of_study(SEED, 10, replicate);
        let mut cases = Cases { gap: Vec::new(), truncation: Vec::new(), without_delay: Vec::new() };
        while cases.gap.len() < n {
            let exit = stream.between(0, PERIOD);
            let gap = whole(GAP.draw(&mut stream));
            let delay = whole(stream.log_normal(250.0, 0.9));
            if exit + gap + delay <= PERIOD {
                cases.gap.push(gap);
                cases.truncation.push(PERIOD - exit - delay);
                cases.without_delay.push(PERIOD - exit);
            }
        }
        cases
    }

    /// The horizon by the rule of the report.
    fn horizon(&self) -> Option<i32> {
        let enough = |&day: &i32| day <= HORIZON && reverse_at_risk(&self.gap, &self.truncation, day) >= LEAST;
        base_grid().into_iter().rev().find(enough)
    }

    /// The estimates of one replicate, as [`labels`] names them.
    pub fn shoot(&self) -> Replicate {
        let horizon = self.horizon();
        let mut shots = self.exact(horizon);
        shots.extend(self.grouped(horizon));
        let curve = self.released();
        shots.extend(printed(curve.as_ref()));
        shots.extend(self.unwidened(curve.as_ref()));
        shots
    }

    fn exact(&self, horizon: Option<i32>) -> Replicate {
        let curve = horizon.and_then(|h| Some((h, reverse_time_days(&self.gap, &self.truncation, Some(h)).ok()?)));
        let Some((h, curve)) = curve else { return vec![None; WINDOWS.len() + 1] };
        let read = |day: i32| {
            let point = curve.at(f64::from(day));
            (day < h).then(|| shot(share(day, h), point.value, point.std_err))
        };
        let mut shots: Replicate = WINDOWS.map(read).to_vec();
        let median = curve.quantile(0.5, Transform::LogLog, Level::P95);
        shots.push(Some(Shot {
            truth: median_within(h),
            estimate: median.value,
            interval: median.lower.zip(median.upper).map(|(lower, upper)| Interval { lower, upper }),
        }));
        shots
    }

    fn grouped(&self, horizon: Option<i32>) -> Replicate {
        let made = horizon.and_then(|h| {
            let grid: Vec<i32> = base_grid().into_iter().take_while(|&day| day <= h).collect();
            let estimate = ReverseGrid::count(&self.gap, &self.truncation, &grid).ok()?.estimate().ok()?;
            Some((h, grid, estimate))
        });
        let Some((h, grid, estimate)) = made else { return vec![None; WINDOWS.len()] };
        let read = |day: i32| {
            let j = grid.iter().position(|&point| point == day).filter(|_| day < h)?;
            Some(shot(share(day, h), estimate.distribution[j], estimate.std_err[j]))
        };
        WINDOWS.map(read).to_vec()
    }

    /// The printed steps from rounded counts, as if they were exact.
    fn unwidened(&self, curve: Option<&CaseCurve>) -> Replicate {
        let made = curve.and_then(|curve| {
            let grid: Vec<i32> = curve.points.iter().map(|point| point.day).collect();
            let mut counts = ReverseGrid::count(&self.gap, &self.truncation, &grid).ok()?;
            counts.at_risk.iter_mut().chain(&mut counts.before).for_each(|n| *n = rounded(*n));
            Some((curve, grid, counts.estimate().ok()?))
        });
        let Some((curve, grid, estimate)) = made else { return vec![None; WINDOWS.len()] };
        let read = |day: i32| {
            let j = grid.iter().position(|&point| point == day).filter(|_| day < curve.horizon)?;
            Some(shot(share(day, curve.horizon), estimate.distribution[j], estimate.std_err[j]))
        };
        WINDOWS.map(read).to_vec()
    }

    fn released(&self) -> Option<CaseCurve> {
        let n = self.gap.len();
        let cases = CaseSample {
            spell: (0..n).collect(),
            gap: self.gap.clone(),
            truncation: self.truncation.clone(),
            kind: vec![SpellKind::Prospective; n],
            ..CaseSample::default()
        };
        let set = AnalysisSet { cases, ..AnalysisSet::default() };
        let (plan, codebook, observation) = (Plan::default(), Codebook::new(), rules());
        let question = Question {
            plan: &plan,
            codebook: &codebook,
            own_variables: 0,
            observation: &observation,
            roll_up_below: 24,
            lives: false,
        };
        let results = analyse(&question, &CaseTable::default(), &set, QualityCounts::default());
        let terms = Terms { policy: Policy::Round5, headline: &[], edition: "", cutoff: Day(0) };
        let release = protect(&results, &terms);
        release.case_curves.iter().find(|curve| curve.name == "pooled").cloned()
    }

    /// Bias ii: the share within twelve months and the median, corrected, without the delay, and naive.
    pub fn shortcuts(&self) -> Option<Replicate> {
        let h = self.horizon()?;
        let day = 366;
        let right = reverse_time_days(&self.gap, &self.truncation, Some(h)).ok()?;
        let wrong = reverse_time_days(&self.gap, &self.without_delay, Some(h)).ok()?;
        let mut within: Vec<i32> = self.gap.iter().copied().filter(|&gap| gap <= h).collect();
        within.sort_unstable();
        let naive = within.iter().filter(|&&gap| gap <= day).count() as f64 / within.len() as f64;
        let only = |truth: f64, estimate: f64| Some(Shot { truth, estimate: Some(estimate), interval: None });
        let middle = |q: Option<f64>| only(median_within(h), q.unwrap_or(f64::from(h)));
        let median =
            |curve: &retraffic::estimate::ReverseTime| curve.quantile(0.5, Transform::LogLog, Level::P95).value;
        Some(vec![
            only(share(day, h), right.at(f64::from(day)).value),
            only(share(day, h), wrong.at(f64::from(day)).value),
            only(share(day, h), naive),
            middle(median(&right)),
            middle(median(&wrong)),
            middle(Some(f64::from(within[(within.len() - 1) / 2]))),
        ])
    }
}

/// What a public report prints of these cases.
fn printed(curve: Option<&CaseCurve>) -> Replicate {
    let read = |day: i32| {
        let curve = curve.filter(|curve| day < curve.horizon)?;
        let point = &curve.points.iter().find(|point| point.day == day)?.corrected;
        let limits = point.lower.value().zip(point.upper.value());
        Some(Shot {
            truth: share(day, curve.horizon),
            estimate: point.value.value(),
            interval: limits.map(|(lower, upper)| Interval { lower, upper }),
        })
    };
    WINDOWS.map(read).to_vec()
}

/// The nearest multiple of 5.
fn rounded(n: f64) -> f64 {
    ((n + 2.0) / 5.0).floor() * 5.0
}

fn shot(truth: f64, value: f64, std_err: Option<f64>) -> Shot {
    let interval = std_err.and_then(|se| incidence_interval(value, se, Transform::LogLog, Level::P95));
    Shot { truth, estimate: Some(value), interval }
}

/// F(t)/F(h).
fn share(day: i32, horizon: i32) -> f64 {
    GAP.distribution(f64::from(day)) / GAP.distribution(f64::from(horizon))
}

/// The first whole day by which half of those within the horizon have happened.
fn median_within(horizon: i32) -> f64 {
    let mut day = 1;
    while share(day, horizon) < 0.5 {
        day += 1;
    }
    f64::from(day)
}

/// What the shots of [`Cases::shoot`] are of.
pub fn labels() -> Vec<Label> {
    let row = |what: &'static str, target| WINDOWS.map(move |day| Label::new(what, day, target));
    let mut labels = row("reverse time, days", Target::Asymptotic).to_vec();
    labels.push(Label::new("its median, days", "0.5", Target::None));
    labels.extend(row("reverse time, base grid", Target::Asymptotic));
    labels.extend(row("as printed, round-5", Target::Least));
    labels.extend(row("the same, rounding not allowed for", Target::None));
    labels
}

/// What [`Cases::shortcuts`] are of.
pub fn shortcut_labels() -> Vec<Label> {
    let share = |what| Label::new(what, "share within 366 days", Target::None);
    let median = |what| Label::new(what, "median in days", Target::None);
    vec![
        share("corrected"),
        share("truncation time without the delay"),
        share("naive"),
        median("corrected"),
        median("truncation time without the delay"),
        median("naive"),
    ]
}

//! Shots at a known truth, counted: what one replicate estimates, and the rows of the table that many of them make.

use retraffic::estimate::Interval;

/// What coverage a method promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// 0.935 to 0.965.
    Asymptotic,
    /// At least 0.935.
    Least,
    /// Nothing: shown for comparison.
    None,
}

/// What a shot is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The estimate and its interval.
    pub what: String,
    /// Where it is read.
    pub at: String,
    /// What is promised.
    pub target: Target,
}

impl Label {
    /// A label.
    pub fn new(what: impl Into<String>, at: impl ToString, target: Target) -> Self {
        Label { what: what.into(), at: at.to_string(), target }
    }
}

/// One estimate of one replicate beside the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shot {
    /// The truth, given what the rules chose.
    pub truth: f64,
    /// The estimate, where there is one.
    pub estimate: Option<f64>,
    /// Its interval, where there is one; an absent one does not cover.
    pub interval: Option<Interval>,
}

/// One replicate: a shot for each label, `None` where the report would print nothing.
pub type Replicate = Vec<Option<Shot>>;

/// All shots of one label.
#[derive(Clone, Debug)]
pub struct Tally {
    /// What they are of.
    pub label: Label,
    /// Shots taken.
    pub shots: u32,
    /// Truth within the interval.
    pub covered: u32,
    /// Truth below the interval.
    pub below: u32,
    /// Truth above the interval.
    pub above: u32,
    /// Mean of the truths.
    pub truth: f64,
    /// Mean of the estimates.
    pub mean: f64,
    /// Standard deviation of the errors.
    pub spread: f64,
}

impl Tally {
    /// The tally of label number `place` over replicates in order.
    pub fn of(label: &Label, place: usize, replicates: &[Replicate]) -> Self {
        let shots: Vec<Shot> = replicates.iter().filter_map(|shots| shots[place]).collect();
        let count = |test: &dyn Fn(&Shot, &Interval) -> bool| {
            shots.iter().filter(|shot| shot.interval.is_some_and(|interval| test(shot, &interval))).count() as u32
        };
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let errors: Vec<f64> = shots.iter().filter_map(|shot| Some(shot.estimate? - shot.truth)).collect();
        let bias = mean(&errors);
        let squares: Vec<f64> = errors.iter().map(|error| (error - bias) * (error - bias)).collect();
        Tally {
            label: label.clone(),
            shots: shots.len() as u32,
            covered: count(&|shot, interval| interval.contains(shot.truth)),
            below: count(&|shot, interval| shot.truth < interval.lower),
            above: count(&|shot, interval| shot.truth > interval.upper),
            truth: mean(&shots.iter().map(|shot| shot.truth).collect::<Vec<_>>()),
            mean: mean(&shots.iter().filter_map(|shot| shot.estimate).collect::<Vec<_>>()),
            spread: mean(&squares).sqrt(),
        }
    }

    /// The share of shots whose interval holds the truth.
    pub fn coverage(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.shots.max(1))
    }

    /// Whether the target is met; `None` where there is none.
    pub fn verdict(&self) -> Option<bool> {
        let coverage = self.coverage();
        match self.label.target {
            Target::Asymptotic => Some((0.935..=0.965).contains(&coverage)),
            Target::Least => Some(coverage >= 0.935),
            Target::None => None,
        }
    }
}

/// The head of a table of tallies.
pub const HEAD: &str = "| estimate and interval | at | shots | truth | mean estimate | sd of error | truth below | truth above | coverage | target |\n|---|---|---|---|---|---|---|---|---|---|";

/// A row of the table, numbers times `scale`.
pub fn row(tally: &Tally, scale: f64, decimals: usize) -> String {
    let share = |n: u32| f64::from(n) / f64::from(tally.shots.max(1));
    let target = match (tally.label.target, tally.verdict()) {
        (_, None) => "for information".to_owned(),
        (_, Some(true)) => "met".to_owned(),
        (_, Some(false)) => format!("**misses: {:.4}**", tally.coverage()),
    };
    format!(
        "| {} | {} | {} | {:.decimals$} | {:.decimals$} | {:.decimals$} | {:.4} | {:.4} | {:.4} | {target} |",
        tally.label.what,
        tally.label.at,
        tally.shots,
        tally.truth * scale,
        tally.mean * scale,
        tally.spread * scale,
        share(tally.below),
        share(tally.above),
        tally.coverage(),
    )
}

//! Which covariates a model can hold, and who is in it: one analysis sample that meets the thresholds at every level.

use super::printed::ModelGap;
use crate::analysis::ModelData;
use crate::disclosure::policy::Policy;
use crate::study::{ModelKind, Source};

/// The level of those without an answer.
pub const NOT_RECORDED: u8 = u8::MAX;

/// Events to a parameter: with fewer than the first a covariate has to wait, with fewer than the second there is no fit.
const WANTED: u64 = 10;
const LEAST: u64 = 5;

/// The largest share of events that a covariate may cost by its missing answers, one in so many.
const AFFORDED: u64 = 10;

/// Fewest people, events and people without the event in a level under any policy: fewer events tell nothing.
const LEAST_IN_LEVEL: u64 = 5;

/// Fewest person-years of a level, so that their rounding to tens stays within one tenth.
const LEAST_YEARS: f64 = 50.0;

/// A covariate in the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its place in the plan.
    pub term: usize,
    /// Its levels, the reference first.
    pub levels: Vec<u8>,
    /// Levels of the plan that hold too few.
    pub dropped: Vec<u8>,
}

/// What one level holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Distinct people.
    pub persons: u64,
    /// Events.
    pub events: u64,
    /// Days at risk.
    pub days: i64,
}

/// The sample of a model and its covariates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Covariates in order.
    pub chosen: Vec<Chosen>,
    /// Covariates left out, with the reason.
    pub omitted: Vec<(usize, ModelGap)>,
    /// Rows that are in it.
    pub rows: Vec<bool>,
}

impl Sample {
    /// Takes covariates in the order of the plan as long as every level of every covariate keeps enough people, events
    /// and people without the event, and as long as there are 10 printed events to a parameter (5 for the first one).
    ///
    /// Missing answers are a level of their own where that is large enough; else the rows are left out.
    pub fn choose(data: &ModelData, policy: Policy) -> Sample {
        let mut sample = Sample { rows: vec![true; data.subject.len()], ..Sample::default() };
        for term in 0..data.levels.len() {
            let tries = [sample.with(data, term, true, policy), sample.with(data, term, false, policy)];
            match tries {
                [Ok(better), _] | [Err(_), Ok(better)] => sample = better,
                [Err(gap), Err(_)] => sample.omitted.push((term, gap)),
            }
        }
        sample
    }

    /// The sample with one more covariate, or why it cannot be had.
    fn with(&self, data: &ModelData, term: usize, own_level: bool, policy: Policy) -> Result<Sample, ModelGap> {
        let changes =
            matches!(data.spec.terms[term].source, Source::Course(_)) && data.spec.kind != ModelKind::Landmark;
        let codes = (0..data.spec.terms[term].levels.len() as u8).collect::<Vec<u8>>();
        let holds = |rows: &[bool], code: u8| enough(tally(data, rows, term, code), policy);
        let (mut levels, dropped): (Vec<u8>, Vec<u8>) = codes.into_iter().partition(|&code| holds(&self.rows, code));
        if data.levels[term].iter().all(Option::is_none) {
            return Err(ModelGap::NotRecorded);
        }
        if levels.len() < 2 {
            return Err(ModelGap::TooFew);
        }
        if own_level && !changes && holds(&self.rows, NOT_RECORDED) {
            levels.push(NOT_RECORDED);
        } else if own_level {
            // The second try is the same.
            return self.with(data, term, false, policy);
        }
        let code = |row: usize| data.levels[term][row].unwrap_or(NOT_RECORDED);
        let rows: Vec<bool> = (0..self.rows.len()).map(|row| self.rows[row] && levels.contains(&code(row))).collect();
        let mut next = Sample { chosen: self.chosen.clone(), omitted: self.omitted.clone(), rows };
        next.chosen.push(Chosen { term, levels, dropped });
        let still = |c: &Chosen| c.levels.iter().all(|&code| enough(tally(data, &next.rows, c.term, code), policy));
        if !next.chosen.iter().all(still) {
            return Err(ModelGap::TooFew);
        }
        let (before, after) = (events(data, &self.rows), events(data, &next.rows));
        if !changes && (before - after) * AFFORDED > before {
            return Err(ModelGap::Missing);
        }
        let printed = policy.protect(after).printed.ok_or(ModelGap::TooFew)?;
        let least = if self.chosen.is_empty() { LEAST } else { WANTED };
        if (next.parameters() as u64) * least > printed { Err(ModelGap::Parameters) } else { Ok(next) }
    }

    /// Number of coefficients.
    pub fn parameters(&self) -> usize {
        self.chosen.iter().map(|c| c.levels.len() - 1).sum()
    }

    /// Covariates of these rows as 0/1 columns: terms in order, each without its reference.
    pub fn columns(&self, data: &ModelData, rows: &[usize]) -> Vec<Vec<f64>> {
        let column = |term: usize, code: u8| {
            let is = |&row: &usize| f64::from(data.levels[term][row].unwrap_or(NOT_RECORDED) == code);
            rows.iter().map(is).collect::<Vec<f64>>()
        };
        self.chosen
            .iter()
            .flat_map(|c| c.levels[1..].iter().map(move |&l| (c.term, l)))
            .map(|(t, l)| column(t, l))
            .collect()
    }

    /// What the whole sample holds.
    pub fn whole(&self, data: &ModelData) -> Tally {
        count(data, |row| self.rows[row])
    }

    /// What a level of the sample holds.
    pub fn tally(&self, data: &ModelData, term: usize, code: u8) -> Tally {
        tally(data, &self.rows, term, code)
    }
}

fn enough(tally: Tally, policy: Policy) -> bool {
    let least = policy.threshold().max(LEAST_IN_LEVEL);
    let years = tally.days as f64 / crate::disclosure::rate::YEAR;
    tally.persons >= least
        && tally.events >= least
        && tally.persons.saturating_sub(tally.events) >= least
        && (policy == Policy::Internal || years >= LEAST_YEARS)
}

fn tally(data: &ModelData, rows: &[bool], term: usize, code: u8) -> Tally {
    count(data, |row| rows[row] && data.levels[term][row].unwrap_or(NOT_RECORDED) == code)
}

fn events(data: &ModelData, rows: &[bool]) -> u64 {
    count(data, |row| rows[row]).events
}

fn count(data: &ModelData, keep: impl Fn(usize) -> bool) -> Tally {
    let (mut tally, mut last) = (Tally::default(), None);
    for row in (0..data.subject.len()).filter(|&row| keep(row)) {
        if last != Some(data.subject[row]) {
            tally.persons += 1;
            last = Some(data.subject[row]);
        }
        tally.events += u64::from(data.event[row]);
        tally.days += i64::from(data.exit[row] - data.entry[row]);
    }
    tally
}

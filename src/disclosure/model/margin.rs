//! What a published model is fitted to: printed margins of events, and person-time brought to printed person-years.

use std::collections::BTreeMap;

use super::sample::{NOT_RECORDED, Sample};
use crate::analysis::{LifeTable, ModelData};
use crate::disclosure::grid::merge;
use crate::disclosure::policy::{Count, Policy};
use crate::disclosure::rate::{YEAR, rounded_years};
use crate::estimate::{EstimateError, GroupedHazard, GroupedLifetimeFit};

/// Rounds of proportional fitting at most, and what change of a cell counts as none.
const ROUNDS: usize = 200;
const SETTLED: f64 = 1e-13;

/// One level's printed counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelMargin {
    /// People.
    pub persons: Count,
    /// Events.
    pub events: Count,
    /// Person-years as printed.
    pub years: f64,
}

/// Everything that the fit reads of a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Margins {
    /// Per covariate and level, the reference first.
    pub terms: Vec<Vec<LevelMargin>>,
    /// Events of the sample.
    pub total: Count,
    /// Events per step.
    pub steps: Vec<Count>,
    /// Levels of each pattern, one per covariate, as places in `terms`.
    patterns: Vec<Vec<usize>>,
    /// Person-time per step and pattern, weighed by the shape of the hazard within the step.
    time: Vec<Vec<f64>>,
}

impl Margins {
    /// Counts the sample on steps that join those of the overall curve (`whole`, places in the base grid), protects every
    /// margin, and brings the person-time to the printed person-years.
    ///
    /// Within a joined step the hazard is taken to follow `shape`, a law fitted to the printed life table; without one it
    /// is constant there. `None` where no step holds enough events.
    pub fn new(
        data: &ModelData,
        sample: &Sample,
        whole: &[usize],
        shape: Option<&GroupedLifetimeFit>,
        policy: Policy,
    ) -> Option<Margins> {
        let base = crate::analysis::base_grid();
        let table = life_table(data, sample, &base);
        let mut cuts = merge(&table, whole, policy, 0);
        if cuts.len() < 2 {
            return None;
        }
        // What is left at the end with few events joins the last step.
        let last = cuts.len() - 1;
        cuts[last] = base.len() - 1;
        let terms: Vec<Vec<LevelMargin>> = sample
            .chosen
            .iter()
            .map(|c| c.levels.iter().map(|&code| margin(data, sample, c.term, code, policy)).collect())
            .collect();
        let (patterns, days, mut time) = exposure(data, sample, &base, &cuts, shape);
        let factors = raked(&patterns, &days, &terms)?;
        time.iter_mut().for_each(|step| step.iter_mut().zip(&factors).for_each(|(t, f)| *t *= f));
        let steps = cuts.windows(2).map(|w| policy.protect(table.events[w[0]..w[1]].iter().sum())).collect();
        Some(Margins { terms, total: policy.protect(sample.whole(data).events), steps, patterns, time })
    }

    /// The data of the fit with each count as `value` has it. Margins are brought to the total in proportion.
    pub fn hazard(&self, value: impl Fn(Place, Count) -> f64) -> Result<GroupedHazard, EstimateError> {
        let total = self.total.central();
        let shared = |counts: Vec<f64>| {
            let all: f64 = counts.iter().sum();
            counts.into_iter().map(|n| n * total / all).collect::<Vec<f64>>()
        };
        let of_term = |(t, levels): (usize, &Vec<LevelMargin>)| {
            let counts = levels.iter().enumerate().map(|(l, m)| value(Place::Level(t, l), m.events)).collect();
            shared(counts).into_iter().skip(1)
        };
        let covariate_events: Vec<f64> = self.terms.iter().enumerate().flat_map(of_term).collect();
        let steps = self.steps.iter().enumerate().map(|(j, &c)| value(Place::Step(j), c)).collect();
        let indicator = |pattern: &Vec<usize>| {
            let of = |(levels, &at): (&Vec<LevelMargin>, &usize)| (1..levels.len()).map(move |l| f64::from(l == at));
            self.terms.iter().zip(pattern).flat_map(of).collect::<Vec<f64>>()
        };
        let patterns: Vec<Vec<f64>> = self.patterns.iter().map(indicator).collect();
        GroupedHazard::new(&patterns, &self.time, &shared(steps), &covariate_events)
    }

    /// Every count that the fit reads.
    pub fn places(&self) -> Vec<(Place, Count)> {
        let levels = self.terms.iter().enumerate();
        let levels = levels.flat_map(|(t, ls)| ls.iter().enumerate().map(move |(l, m)| (Place::Level(t, l), m.events)));
        levels.chain(self.steps.iter().enumerate().map(|(j, &c)| (Place::Step(j), c))).collect()
    }
}

/// Which count of the margins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Events of a level: covariate and level.
    Level(usize, usize),
    /// Events of a step.
    Step(usize),
}

fn margin(data: &ModelData, sample: &Sample, term: usize, code: u8, policy: Policy) -> LevelMargin {
    let tally = sample.tally(data, term, code);
    LevelMargin {
        persons: policy.protect(tally.persons),
        events: policy.protect(tally.events),
        years: rounded_years(tally.days, policy),
    }
}

/// Events and numbers at risk of the sample on the base grid; nothing else is read from it.
fn life_table(data: &ModelData, sample: &Sample, grid: &[i32]) -> LifeTable {
    let steps = grid.len() - 1;
    let mut table = LifeTable {
        grid: grid.to_vec(),
        at_risk: vec![0; steps],
        events: vec![0; steps],
        entries: vec![0; steps],
        deaths: vec![0; steps],
        withdrawals: vec![0; steps],
    };
    for row in (0..data.subject.len()).filter(|&row| sample.rows[row]) {
        let (entry, exit) = (data.entry[row], data.exit[row]);
        for j in (0..steps).filter(|&j| entry <= grid[j] && grid[j] < exit) {
            table.at_risk[j] += 1;
        }
        if data.event[row] {
            let at = grid.partition_point(|&g| g < exit).saturating_sub(1).min(steps - 1);
            table.events[at] += 1;
        }
    }
    table
}

type Exposure = (Vec<Vec<usize>>, Vec<f64>, Vec<Vec<f64>>);

/// Patterns, days at risk of each, and person-time per step and pattern weighed by the shape of the hazard.
fn exposure(
    data: &ModelData,
    sample: &Sample,
    base: &[i32],
    cuts: &[usize],
    shape: Option<&GroupedLifetimeFit>,
) -> Exposure {
    let weight: Vec<f64> = base
        .windows(2)
        .map(|w| shape.map_or(1.0, |law| law.hazard(0.5 * f64::from(w[0] + w[1]))))
        .map(|h| if h.is_finite() && h > 0.0 { h } else { 1.0 })
        .collect();
    let mut places: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let rows: Vec<usize> = (0..data.subject.len()).filter(|&row| sample.rows[row]).collect();
    let pattern = |row: usize| -> Vec<usize> {
        let place = |c: &super::sample::Chosen| {
            let code = data.levels[c.term][row].unwrap_or(NOT_RECORDED);
            c.levels.iter().position(|&l| l == code).unwrap_or(0)
        };
        sample.chosen.iter().map(place).collect()
    };
    for &row in &rows {
        places.entry(pattern(row)).or_insert(0);
    }
    places.values_mut().enumerate().for_each(|(k, place)| *place = k);
    let mut days = vec![0.0; places.len()];
    let mut time = vec![vec![0.0; places.len()]; cuts.len() - 1];
    for &row in &rows {
        let Some(&k) = places.get(&pattern(row)) else { continue };
        for (j, step) in cuts.windows(2).enumerate() {
            for piece in step[0]..step[1] {
                let (from, to) = (data.entry[row].max(base[piece]), data.exit[row].min(base[piece + 1]));
                if from < to {
                    days[k] += f64::from(to - from);
                    time[j][k] += f64::from(to - from) * weight[piece];
                }
            }
        }
    }
    (places.into_keys().collect(), days, time)
}

/// Factors of the patterns by which their days meet the printed person-years of every level, by iterative proportional
/// fitting (Deming and Stephan 1940). Levels of a covariate are first brought to one total, that of all of them.
fn raked(patterns: &[Vec<usize>], days: &[f64], terms: &[Vec<LevelMargin>]) -> Option<Vec<f64>> {
    let total = terms.first()?.iter().map(|m| m.years).sum::<f64>() * YEAR;
    let mut fitted = days.to_vec();
    for _ in 0..ROUNDS {
        let mut moved: f64 = 0.0;
        for (t, levels) in terms.iter().enumerate() {
            let all: f64 = levels.iter().map(|m| m.years).sum();
            for (l, margin) in levels.iter().enumerate() {
                let members = || (0..patterns.len()).filter(|&k| patterns[k][t] == l);
                let now: f64 = members().map(|k| fitted[k]).sum();
                if now <= 0.0 || all <= 0.0 {
                    return None;
                }
                let factor = margin.years / all * total / now;
                moved = moved.max((factor - 1.0).abs());
                members().for_each(|k| fitted[k] *= factor);
            }
        }
        if moved < SETTLED {
            break;
        }
    }
    Some(fitted.iter().zip(days).map(|(f, d)| if *d > 0.0 { f / d } else { 1.0 }).collect())
}

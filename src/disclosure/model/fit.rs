//! Fits of a sample: to its printed margins for a public report, to its rows for the office.

use std::collections::BTreeMap;

use super::margin::{Margins, Place};
use super::printed::Drift;
use super::sample::Sample;
use crate::analysis::ModelData;
use crate::disclosure::policy::Count;
use crate::estimate::cox::{Clock, CoxModel, Ties};
use crate::estimate::{EstimateError, Event, GroupedHazard, Level, RiskSet};

/// Log hazard ratio and the ends of its interval; an end that the profile does not reach is `None`.
pub type LogRatio = (f64, Option<f64>, Option<f64>);

/// What is fitted, by coefficient: terms in order, each without its reference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitted {
    /// Firth's.
    pub firth: Vec<LogRatio>,
    /// By maximum likelihood; empty where it does not exist.
    pub plain: Vec<LogRatio>,
    /// How well Firth's fit orders people.
    pub concordance: Option<f64>,
}

/// Rounded person-years are off by at most this.
const YEARS_REACH: f64 = 5.0;

/// Fits the printed margins. Each interval is widened on both sides by what the rounding can hide: for every count that
/// the fit reads, the largest shift of the coefficient between the least and the most that print so, others held; for
/// the person-years of a level and of its reference, the shift of their ratio. The shifts are summed.
pub fn from_margins(margins: &Margins, plain_too: bool) -> Result<Fitted, EstimateError> {
    let printed = |_: Place, count: Count| count.central();
    let hazard = margins.hazard(printed)?;
    let best = hazard.firth(Level::P95)?;
    let p = best.coefficients.len();
    let (mut down, mut up) = (vec![0.0_f64; p], vec![0.0_f64; p]);
    for (place, count) in margins.places() {
        let (mut lowest, mut highest) = (vec![0.0_f64; p], vec![0.0_f64; p]);
        for end in [count.least, count.most] {
            let moved = margins.hazard(|at, c| if at == place { end as f64 } else { c.central() })?.firth_estimate()?;
            for a in 0..p {
                lowest[a] = lowest[a].min(moved[a] - best.coefficients[a]);
                highest[a] = highest[a].max(moved[a] - best.coefficients[a]);
            }
        }
        for a in 0..p {
            down[a] -= lowest[a];
            up[a] += highest[a];
        }
    }
    let coefficients = margins.terms.iter().flat_map(|levels| levels.iter().skip(1).map(|level| (level, &levels[0])));
    for (a, (level, reference)) in coefficients.enumerate() {
        let reach = YEARS_REACH / level.years + YEARS_REACH / reference.years;
        down[a] += reach;
        up[a] += reach;
    }
    let widened = |a: usize, b: f64, lower: Option<f64>, upper: Option<f64>| {
        (b, lower.map(|x| x - down[a]), upper.map(|x| x + up[a]))
    };
    let penalised = (0..p).map(|a| widened(a, best.coefficients[a], best.profile[a].0, best.profile[a].1));
    let concordance = hazard.concordance(&best.coefficients);
    let mut fitted = Fitted { firth: penalised.collect(), plain: Vec::new(), concordance };
    if plain_too {
        fitted.plain =
            wald(&hazard).into_iter().enumerate().map(|(a, (b, low, high))| widened(a, b, low, high)).collect();
    }
    Ok(fitted)
}

/// Exact fits, for the office: one interval per day with an event, and the numbers at risk on it by pattern. With these the
/// likelihood is Cox's with Breslow's ties.
pub fn from_rows(data: &ModelData, sample: &Sample, plain_too: bool) -> Result<Fitted, EstimateError> {
    let rows: Vec<usize> = (0..data.subject.len()).filter(|&row| sample.rows[row]).collect();
    let covariates: Vec<Vec<f64>> = sample.columns(data, &rows);
    let pattern = |i: usize| covariates.iter().map(|x| x[i] > 0.0).collect::<Vec<bool>>();
    let mut days: Vec<i32> = rows.iter().filter(|&&row| data.event[row]).map(|&row| data.exit[row]).collect();
    days.sort_unstable();
    days.dedup();
    let mut at_risk: BTreeMap<Vec<bool>, Vec<f64>> = BTreeMap::new();
    let (mut events, mut sums) = (vec![0.0; days.len()], vec![0.0; covariates.len()]);
    for (i, &row) in rows.iter().enumerate() {
        let counts = at_risk.entry(pattern(i)).or_insert_with(|| vec![0.0; days.len()]);
        let from = days.partition_point(|&day| day <= data.entry[row]);
        let to = days.partition_point(|&day| day <= data.exit[row]);
        counts[from..to].iter_mut().for_each(|n| *n += 1.0);
        if data.event[row] {
            events[to - 1] += 1.0;
            sums.iter_mut().zip(&covariates).for_each(|(sum, x)| *sum += x[i]);
        }
    }
    let patterns: Vec<Vec<f64>> =
        at_risk.keys().map(|p| p.iter().map(|&one| f64::from(u8::from(one))).collect()).collect();
    let time: Vec<Vec<f64>> = (0..days.len()).map(|j| at_risk.values().map(|n| n[j]).collect()).collect();
    let hazard = GroupedHazard::new(&patterns, &time, &events, &sums)?;
    let best = hazard.firth(Level::P95)?;
    let penalised = best.coefficients.iter().zip(&best.profile).map(|(&b, &(low, high))| (b, low, high));
    let plain = if plain_too { wald(&hazard) } else { Vec::new() };
    Ok(Fitted { firth: penalised.collect(), plain, concordance: hazard.concordance(&best.coefficients) })
}

/// Maximum likelihood with Wald's intervals; empty where it has no finite maximum.
fn wald(hazard: &GroupedHazard) -> Vec<LogRatio> {
    let Some(fit) = hazard.fit().ok().filter(|fit| fit.infinite.is_empty()) else { return Vec::new() };
    let reach = fit.std_err.iter().map(|se| Level::P95.z() * se);
    fit.coefficients.iter().zip(reach).map(|(&b, reach)| (b, Some(b - reach), Some(b + reach))).collect()
}

/// The rows of a sample as a Cox model, for its diagnostics.
pub struct Rows(CoxModel);

impl Rows {
    /// Lays out the rows. Errors: as [`CoxModel::new`].
    pub fn new(data: &ModelData, sample: &Sample) -> Result<Rows, EstimateError> {
        let rows: Vec<usize> = (0..data.subject.len()).filter(|&row| sample.rows[row]).collect();
        let days = |column: &[i32]| rows.iter().map(|&row| column[row]).collect::<Vec<i32>>();
        let cause: Vec<u16> = rows.iter().map(|&row| u16::from(data.event[row])).collect();
        let set = RiskSet::from_days(Some(&days(&data.entry)), &days(&data.exit), &cause, None)?;
        let covariates = sample.columns(data, &rows);
        let columns: Vec<&[f64]> = covariates.iter().map(Vec::as_slice).collect();
        CoxModel::new(&set, Event::Any, &columns, None).map(Rows)
    }

    /// Whether ratios drift with time, by coefficient and together. Nothing where the fit has no finite maximum.
    pub fn diagnosed(&self) -> Option<Diagnosis> {
        let fit = self.0.fit(Ties::Efron, None).ok()?;
        if !fit.infinite.is_empty() {
            return None;
        }
        let tests = self.0.proportionality(&fit, Clock::KaplanMeier).ok()?;
        let class = |p: Option<f64>| p.map(Drift::of);
        Some(Diagnosis {
            each: tests.coefficients.iter().map(|t| t.as_ref().and_then(|t| class(t.p))).collect(),
            together: class(tests.global.p),
        })
    }
}

/// What diagnostics say of a fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// By coefficient.
    pub each: Vec<Option<Drift>>,
    /// All together.
    pub together: Option<Drift>,
}

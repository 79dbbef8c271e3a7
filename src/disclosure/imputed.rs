//! Figures over imputations of coarse dates: counts are averaged first and protected once.
//!
//! To average figures that were each made from rounded counts would undo the rounding.

use super::curve::{ProtectedTable, case_curve, per_thousand};
use super::grid::{LEAST_AT_RISK, merge_until};
use super::number::{Number, Protected};
use super::policy::{Count, Policy};
use super::release::Estimate;
use crate::analysis::{CaseOnly, LifeTable};
use crate::estimate::imputation::{Imputed, combine, from_log_log, log_log, widening};
use crate::estimate::{Interval, Level, LifeTableCounts, Transform, incidence_interval, life_table};

/// Steps in which the part of the variance that is due to the dates is printed; always rounded up, and never 0.
const STEP: f64 = 0.05;

/// Incidence at a window over all imputations, with the events up to it.
pub struct ImputedIncidence {
    /// Per thousand.
    pub incidence: Estimate,
    /// Events, on average.
    pub events: Protected<Number>,
}

/// The incidence at `window`; `None` where the averaged counts do not bear it.
///
/// Public: the life table of the averaged counts, protected once; its standard error on the log-log scale is widened by
/// t sqrt(1 + r)/z (Rubin 1987), with r, the growth of variance by imputation, rounded up to a twentieth. Internal: Rubin's
/// rules over the exact life tables.
pub fn imputed_incidence(tables: &[LifeTable], window: i32, policy: Policy) -> Option<ImputedIncidence> {
    let mean = average(tables)?;
    let cuts = merge_until(&mean, window, policy, LEAST_AT_RISK);
    let (&first, &last) = (cuts.first()?, cuts.last()?);
    let pooled = pooled(tables, first, last)?;
    let events = policy.protect(mean.events[first..last].iter().sum());
    let incidence = match policy {
        Policy::Internal => {
            let limits = pooled.interval(Level::P95);
            let back = Interval { lower: from_log_log(limits.lower), upper: from_log_log(limits.upper) };
            per_thousand(from_log_log(pooled.estimate), Some(back), Some(back), policy)
        }
        Policy::Round5 => {
            let increase = (libm::ceil(pooled.increase / STEP - 1e-9) * STEP).max(STEP);
            let wider = widening(tables.len(), increase, Level::P95).ok()?;
            let table = ProtectedTable::new(&mean, &cuts, policy);
            let at_end = |events: fn(Count) -> f64| {
                let table = life_table(&table.counts(events)).ok()?;
                let cause = table.causes.first()?;
                Some((*cause.incidence.last()?, *cause.std_err.last()?))
            };
            let limits = |(f, se): (f64, f64)| incidence_interval(f, se * wider, Transform::LogLog, Level::P95);
            let (low, high) = (at_end(|c| c.least as f64)?, at_end(|c| c.most as f64)?);
            per_thousand(at_end(Count::central)?.0, limits(low), limits(high), policy)
        }
    };
    Some(ImputedIncidence { incidence, events: policy.number(events) })
}

/// Rubin's rules over the exact life tables from grid day `first` to `last`, on the log-log scale.
fn pooled(tables: &[LifeTable], first: usize, last: usize) -> Option<Imputed> {
    let floats = |column: &[u64]| column[first..last].iter().map(|&n| n as f64).collect::<Vec<f64>>();
    let one = |table: &LifeTable| {
        let counts = LifeTableCounts {
            bounds: table.grid[first..=last].iter().map(|&day| f64::from(day)).collect(),
            at_risk: floats(&table.at_risk),
            entries: floats(&table.entries),
            events: vec![floats(&table.events), floats(&table.deaths)],
            withdrawals: floats(&table.withdrawals),
        };
        let made = life_table(&counts).ok()?;
        log_log(*made.causes[0].incidence.last()?, *made.causes[0].std_err.last()?)
    };
    let (estimates, variances): (Vec<f64>, Vec<f64>) =
        tables.iter().map(one).collect::<Option<Vec<_>>>()?.into_iter().unzip();
    combine(&estimates, &variances, None).ok()
}

/// Mean counts, to the nearest whole.
fn average(tables: &[LifeTable]) -> Option<LifeTable> {
    let column = |of: fn(&LifeTable) -> &Vec<u64>| mean(&tables.iter().map(|t| of(t).as_slice()).collect::<Vec<_>>());
    Some(LifeTable {
        grid: tables.first()?.grid.clone(),
        at_risk: column(|t| &t.at_risk),
        entries: column(|t| &t.entries),
        events: column(|t| &t.events),
        deaths: column(|t| &t.deaths),
        withdrawals: column(|t| &t.withdrawals),
    })
}

fn mean(columns: &[&[u64]]) -> Vec<u64> {
    let m = columns.len().max(1) as u64;
    let shortest = columns.iter().map(|c| c.len()).min().unwrap_or(0);
    (0..shortest).map(|j| (columns.iter().map(|c| c[j]).sum::<u64>() * 2 + m) / (2 * m)).collect()
}

/// The corrected median among known cases, in months, from counts averaged over the imputations.
pub fn imputed_median(imputed: &[CaseOnly], policy: Policy) -> Option<Protected<Number>> {
    let first = imputed.first()?;
    let column = |of: fn(&CaseOnly) -> &Vec<u64>| mean(&imputed.iter().map(|c| of(c).as_slice()).collect::<Vec<_>>());
    let seen = |j: usize| mean(&imputed.iter().map(|c| c.seen[j].as_slice()).collect::<Vec<_>>());
    let totals: Vec<[u64; 1]> = imputed.iter().map(|c| [c.total]).collect();
    let total = mean(&totals.iter().map(|t| t.as_slice()).collect::<Vec<_>>());
    let cases = CaseOnly {
        name: first.name,
        grid: first.grid.clone(),
        within: column(|c| &c.within),
        seen: (0..first.grid.len()).map(seen).collect(),
        naive: column(|c| &c.naive),
        total: total.first().copied()?,
        dependence: None,
    };
    case_curve(&cases, policy).map(|curve| curve.corrected_median)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(events: [u64; 3]) -> LifeTable {
        LifeTable {
            grid: vec![0, 184, 366, 731],
            at_risk: vec![5000, 4800, 4500],
            entries: vec![0; 3],
            events: events.to_vec(),
            deaths: vec![3; 3],
            withdrawals: vec![150; 3],
        }
    }

    fn limits(tables: &[LifeTable], policy: Policy) -> (f64, f64, f64) {
        let e = imputed_incidence(tables, 731, policy).unwrap().incidence;
        (e.value.value().unwrap(), e.lower.value().unwrap(), e.upper.value().unwrap())
    }

    #[test]
    fn draws_that_differ_widen_the_interval() {
        let alike: Vec<LifeTable> = (0..20).map(|_| table([20, 15, 20])).collect();
        let apart: Vec<LifeTable> = (0..20).map(|i| table([20, 15, if i % 2 == 0 { 10 } else { 30 }])).collect();
        for policy in [Policy::Internal, Policy::Round5] {
            let (a, b) = (limits(&alike, policy), limits(&apart, policy));
            assert!((a.0 - b.0).abs() <= 0.3, "{a:?} {b:?}");
            assert!(b.1 < a.1 && b.2 > a.2, "{a:?} {b:?}");
        }
    }

    #[test]
    fn tables_of_one_print_give_one_figure() {
        // Every draw moves; the mean prints alike: so does the figure, but for the width of its interval.
        let one: Vec<LifeTable> = (0..20).map(|_| table([20, 15, 20])).collect();
        let other: Vec<LifeTable> = (0..20).map(|_| table([21, 14, 18])).collect();
        assert_eq!(limits(&one, Policy::Round5), limits(&other, Policy::Round5));
        assert_ne!(limits(&one, Policy::Internal), limits(&other, Policy::Internal));
    }

    #[test]
    fn too_few_events_give_nothing() {
        let few: Vec<LifeTable> = (0..20).map(|_| table([2, 1, 1])).collect();
        assert!(imputed_incidence(&few, 731, Policy::Round5).is_none());
        assert!(imputed_incidence(&[], 731, Policy::Internal).is_none());
        let none: Vec<LifeTable> = (0..20).map(|_| table([0; 3])).collect();
        assert!(imputed_incidence(&none, 731, Policy::Internal).is_none());
        assert_eq!(mean(&[&[1, 2], &[2, 2]]), [2, 2]);
    }
}

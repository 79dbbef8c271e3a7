//! Curves from protected life tables: counts are protected per merged step, all else follows from them.

use super::grid::{LEAST_AT_RISK, merge, merge_until, merged};
use super::number::{Number, Protected, Unit};
use super::policy::{Count, Policy};
use super::release::{CaseCurve, CasePoint, Curve, CurveSet, Estimate, Step};
use crate::analysis::{CaseOnly, CurveResult, LifeTable, Stratum};
use crate::estimate::{
    Event, GroupedLifetimes, Interval, Level, LifeTableCounts, ReverseGrid, Transform, Weighting, incidence_interval,
    life_table, life_table_log_rank,
};

/// Days in a month on axes and in texts.
const MONTH: f64 = 30.4375;

/// Longest horizon of the conditional distribution: 60 months.
const HORIZON: i32 = 1826;

/// Fewest known cases that must still be observable at the horizon.
const LEAST_CASES: u64 = 10;

/// A life table after protection.
pub(super) struct ProtectedTable {
    pub(super) grid: Vec<i32>,
    pub(super) at_risk: Vec<Count>,
    entries: Vec<Count>,
    pub(super) events: Vec<Count>,
    deaths: Vec<Count>,
    withdrawals: Vec<Count>,
}

impl ProtectedTable {
    pub(super) fn new(table: &LifeTable, cuts: &[usize], policy: Policy) -> Self {
        let table = merged(table, cuts);
        let protect = |column: &[u64]| column.iter().map(|&n| policy.protect(n)).collect();
        ProtectedTable {
            at_risk: protect(&table.at_risk),
            entries: protect(&table.entries),
            events: protect(&table.events),
            deaths: protect(&table.deaths),
            withdrawals: protect(&table.withdrawals),
            grid: table.grid,
        }
    }

    /// What the estimators read; `events` chooses among the counts that print alike.
    pub(super) fn counts(&self, events: impl Fn(Count) -> f64) -> LifeTableCounts {
        let central = |column: &[Count]| column.iter().map(|c| c.central()).collect::<Vec<f64>>();
        LifeTableCounts {
            bounds: self.grid.iter().map(|&day| f64::from(day)).collect(),
            at_risk: central(&self.at_risk),
            entries: central(&self.entries),
            events: vec![self.events.iter().map(|&c| events(c)).collect(), central(&self.deaths)],
            withdrawals: central(&self.withdrawals),
        }
    }
}

/// The curves of one set, on steps nested in those of the whole.
pub fn curve_set(result: &CurveResult, overall: Option<&Stratum>, policy: Policy) -> CurveSet {
    let whole = overall.map(|s| merge(&s.table, &[], policy, LEAST_AT_RISK)).unwrap_or_default();
    let mut tables = Vec::new();
    let curves = result
        .strata
        .iter()
        .map(|stratum| {
            let cuts = if stratum.given.is_none() {
                whole.clone()
            } else if whole.is_empty() {
                Vec::new()
            } else {
                merge(&stratum.table, &whole, policy, LEAST_AT_RISK)
            };
            if cuts.len() < 2 {
                return Curve { given: stratum.given, start: 0, steps: Vec::new() };
            }
            tables.push((&stratum.table, cuts.clone()));
            curve(stratum, &cuts, policy)
        })
        .collect();
    CurveSet {
        id: result.spec.id.clone(),
        title: result.spec.title.clone(),
        by: result.spec.by,
        curves,
        log_rank: log_rank(&tables, policy),
    }
}

fn curve(stratum: &Stratum, cuts: &[usize], policy: Policy) -> Curve {
    let table = ProtectedTable::new(&stratum.table, cuts, policy);
    let estimate = |events: fn(Count) -> f64| life_table(&table.counts(events)).ok();
    let (Some(middle), Some(low), Some(high)) =
        (estimate(Count::central), estimate(|c| c.least as f64), estimate(|c| c.most as f64))
    else {
        return Curve { given: stratum.given, start: 0, steps: Vec::new() };
    };
    let number = |c: Count| policy.number(c);
    let (mut events_so_far, mut left_so_far) = (0.0, 0.0);
    let steps = (0..table.at_risk.len()).map(|j| {
        events_so_far += table.events[j].central();
        left_so_far += table.withdrawals[j].central();
        Step {
            from: table.grid[j],
            to: table.grid[j + 1],
            at_risk: number(table.at_risk[j]),
            entries: number(table.entries[j]),
            events: number(table.events[j]),
            deaths: number(table.deaths[j]),
            withdrawals: number(table.withdrawals[j]),
            events_so_far: policy.sum(events_so_far),
            withdrawals_so_far: policy.sum(left_so_far),
            incidence: per_thousand(
                middle.causes[0].incidence[j],
                low.incidence_interval(0, j, Level::P95),
                high.incidence_interval(0, j, Level::P95),
                policy,
            ),
            death_incidence: Number::printed(middle.causes[1].incidence[j] * 1000.0, 1, Unit::PerThousand),
        }
    });
    Curve { given: stratum.given, start: table.grid[0], steps: steps.collect() }
}

/// The printed counts of a curve's steps for laws of a lifetime: n' and re-trafficked; death is censored. `None` where
/// there is no step. A step of which rounding leaves nobody at risk has no time.
pub(super) fn lifetimes(stratum: &Stratum, cuts: &[usize], policy: Policy) -> Option<GroupedLifetimes> {
    if cuts.len() < 2 {
        return None;
    }
    let counts = ProtectedTable::new(&stratum.table, cuts, policy).counts(Count::central);
    let lost = |j: usize| counts.withdrawals[j] + counts.events[1][j];
    let at_risk: Vec<f64> =
        (0..counts.at_risk.len()).map(|j| (counts.at_risk[j] + 0.5 * (counts.entries[j] - lost(j))).max(0.0)).collect();
    let events = counts.events[0].iter().zip(&at_risk).map(|(d, n)| d.min(*n)).collect();
    Some(GroupedLifetimes { bounds: counts.bounds, at_risk, events })
}

/// The interval runs from the lower limit at the fewest events that print so to the upper limit at the most.
pub(super) fn per_thousand(value: f64, low: Option<Interval>, high: Option<Interval>, policy: Policy) -> Estimate {
    let number = |x: f64| Number::printed(x * 1000.0, 1, Unit::PerThousand);
    let limit = |x: Option<f64>| x.map_or_else(|| policy.withheld(Unit::PerThousand), number);
    Estimate { value: number(value), lower: limit(low.map(|i| i.lower)), upper: limit(high.map(|i| i.upper)) }
}

/// Mantel-Haenszel over the steps that all shown strata share.
fn log_rank(tables: &[(&LifeTable, Vec<usize>)], policy: Policy) -> Option<Protected<Number>> {
    if tables.len() < 2 {
        return None;
    }
    let shared: Vec<usize> =
        tables[0].1.iter().copied().filter(|cut| tables.iter().all(|(_, cuts)| cuts.contains(cut))).collect();
    if shared.len() < 2 {
        return None;
    }
    let groups: Vec<LifeTableCounts> =
        tables.iter().map(|(t, _)| ProtectedTable::new(t, &shared, policy).counts(Count::central)).collect();
    let result = life_table_log_rank(&groups, Event::Cause(1), Weighting::LogRank).ok()?;
    result.test.p.map(|p| Number::printed(p, 3, Unit::PValue))
}

/// Incidence at a window from a life table of its own, and the events up to it.
pub fn incidence_at(table: &LifeTable, window: i32, policy: Policy) -> (Estimate, Protected<Number>) {
    let none = || (Estimate::withheld(Unit::PerThousand, policy), policy.withheld(Unit::Count));
    let cuts = merge_until(table, window, policy, LEAST_AT_RISK);
    if cuts.len() < 2 {
        return none();
    }
    let total: u64 = merged(table, &cuts).events.iter().sum();
    let stratum = Stratum { given: None, table: table.clone(), days: Default::default() };
    let curve = curve(&stratum, &cuts, policy);
    match curve.steps.last() {
        Some(step) => (step.incidence.clone(), policy.number(policy.protect(total))),
        None => none(),
    }
}

/// The conditional distribution of time to re-trafficking among known cases; `None` where there are too few.
pub fn case_curve(cases: &CaseOnly, policy: Policy) -> Option<CaseCurve> {
    let threshold = policy.threshold().max(1);
    let end = (0..cases.grid.len())
        .rev()
        .find(|&j| cases.grid[j] <= HORIZON && cases.within[j] >= LEAST_CASES.max(threshold))?;
    let mut cuts = vec![end];
    // From the horizon back: a step is closed once it and what stays before it hold enough.
    for j in (1..end).rev() {
        let last = cuts[cuts.len() - 1];
        let in_step = cases.within[last] - seen_before(cases, last, j);
        if in_step >= threshold
            && cases.within[j] >= threshold
            && seen_before(cases, last, j) >= threshold
            && cases.naive[last] - cases.naive[j] >= threshold
        {
            cuts.push(j);
        }
    }
    cuts.reverse();
    if cuts.len() < 2 {
        return None;
    }
    let within: Vec<Count> = cuts.iter().map(|&j| policy.protect(cases.within[j])).collect();
    let before: Vec<Count> = cuts.windows(2).map(|w| policy.protect(seen_before(cases, w[1], w[0]))).collect();
    let naive: Vec<Count> = cuts.iter().map(|&j| policy.protect(cases.naive[j])).collect();
    let counts = ReverseGrid {
        grid: cuts.iter().map(|&j| f64::from(cases.grid[j])).collect(),
        at_risk: within.iter().map(|c| c.central()).collect(),
        before: std::iter::once(0.0).chain(before.iter().map(|c| c.central())).collect(),
    };
    let estimate = counts.estimate_rounded(policy.rounding_variance()).ok()?;
    let all = naive[naive.len() - 1];
    let points: Vec<CasePoint> = cuts
        .iter()
        .enumerate()
        .map(|(i, &j)| CasePoint {
            day: cases.grid[j],
            naive: Number::printed(naive[i].central() / all.central(), 0, Unit::Share),
            corrected: share(estimate.distribution[i], estimate.std_err[i]),
        })
        .collect();
    let days: Vec<f64> = points.iter().map(|p| f64::from(p.day)).collect();
    let median = |shares: Vec<f64>| median(&days, &shares, policy);
    Some(CaseCurve {
        name: cases.name,
        cases: policy.number(all),
        horizon: cases.grid[end],
        naive_median: median(naive.iter().map(|c| c.central() / all.central()).collect()),
        corrected_median: median(estimate.distribution.clone()),
        points,
    })
}

/// Cases with gap at most `grid[to]` among those observable at `grid[from]`.
fn seen_before(cases: &CaseOnly, from: usize, to: usize) -> u64 {
    cases.seen[from][to]
}

fn share(value: f64, std_err: Option<f64>) -> Estimate {
    let interval = std_err.and_then(|se| incidence_interval(value, se, Transform::LogLog, Level::P95));
    let number = |x: f64| Number::printed(x.clamp(0.0, 1.0), 0, Unit::Share);
    let limit = |x: Option<f64>| x.map_or_else(|| number(value), number);
    Estimate { value: number(value), lower: limit(interval.map(|i| i.lower)), upper: limit(interval.map(|i| i.upper)) }
}

/// Where the line through the points, from 0 on day 0, crosses one half; in whole months.
fn median(days: &[f64], shares: &[f64], policy: Policy) -> Protected<Number> {
    let mut last = (0.0, 0.0);
    for (&day, &share) in days.iter().zip(shares) {
        if share >= 0.5 {
            let part = if share > last.1 { (0.5 - last.1) / (share - last.1) } else { 1.0 };
            return Number::printed((last.0 + part * (day - last.0)) / MONTH, 0, Unit::Months);
        }
        last = (day, share);
    }
    policy.withheld(Unit::Months)
}

//! Later episodes of the same person: how many on average by a time, and how often after a first and after a later exit.

use super::curve::{ProtectedTable, per_thousand};
use super::grid::{LEAST_AT_RISK, merge};
use super::model::two_digits;
use super::number::{Number, Protected};
use super::policy::{Count, Policy};
use super::rate::{rate, rate_ratio};
use super::release::Estimate;
use crate::analysis;
use crate::estimate::{self, Level, RecurrenceCounts, clustering, mean_cumulative_grid};

/// Events after a later exit from which a ratio is printed, and from which a model of recurrence could be fitted to one
/// parameter.
pub const LEAST_EVENTS: u64 = 10;

/// Released figures of recurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    /// Steps of the mean cumulative function; empty where there are too few events.
    pub steps: Vec<MeanStep>,
    /// Persons with one, two, and three or more later episodes under observation.
    pub persons: [Protected<Number>; 3],
    /// After the first exit that could be watched.
    pub first: ExitRate,
    /// After a later exit.
    pub later: ExitRate,
    /// Rate after a later exit over that after the first, where events are enough.
    pub ratio: Option<Estimate>,
}

/// One step of the mean cumulative function. Days since the first exit.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanStep {
    /// First day, not included.
    pub from: i32,
    /// Last day, included.
    pub to: i32,
    /// At risk at `from`.
    pub at_risk: Protected<Number>,
    /// Later episodes within the step, of any order.
    pub events: Protected<Number>,
    /// Later episodes per thousand persons by `to`.
    pub mean: Estimate,
}

/// A rate after one kind of exit.
#[derive(Clone, Debug, PartialEq)]
pub struct ExitRate {
    /// Person-years.
    pub person_years: Protected<Number>,
    /// Re-trafficked.
    pub events: Protected<Number>,
    /// Per 1,000 person-years.
    pub rate: Estimate,
}

/// Protects what is known of later episodes. `within` are the steps of the curve of all, none where it is not drawn.
pub fn recurrence(found: &analysis::Recurrence, within: &[usize], policy: Policy) -> Recurrence {
    let persons = found.persons.map(|n| policy.protect(n));
    let exit = |(days, events): (i64, u64)| {
        let (person_years, events, rate) = rate(events, days, policy);
        ExitRate { person_years, events, rate }
    };
    Recurrence {
        steps: if within.len() < 2 { Vec::new() } else { steps(found, within, &persons, policy).unwrap_or_default() },
        persons: persons.map(|count| policy.number(count)),
        first: exit(found.first),
        later: exit(found.later),
        ratio: ratio(found, policy),
    }
}

fn steps(
    found: &analysis::Recurrence,
    within: &[usize],
    persons: &[Count; 3],
    policy: Policy,
) -> Option<Vec<MeanStep>> {
    let cuts = merge(&found.table, within, policy, LEAST_AT_RISK);
    if cuts.len() < 2 {
        return None;
    }
    let table = ProtectedTable::new(&found.table, &cuts, policy);
    // The most clustering that the printed numbers of persons allow.
    let clustering = clustering(&[persons[0].least, persons[1].most, persons[2].most]).max(1.0);
    let mean = |events: fn(Count) -> f64| {
        let mut all = table.counts(events);
        let deaths = all.events.pop()?;
        let counts = RecurrenceCounts {
            at_risk: all.at_risk,
            entries: all.entries,
            events: all.events.pop()?,
            deaths,
            withdrawals: all.withdrawals,
        };
        mean_cumulative_grid(&counts, clustering).ok()
    };
    let (low, middle, high) = (mean(|c| c.least as f64)?, mean(Count::central)?, mean(|c| c.most as f64)?);
    let limits = |m: &estimate::MeanEvents| m.interval(Level::P95);
    Some(
        (0..middle.len())
            .map(|j| MeanStep {
                from: table.grid[j],
                to: table.grid[j + 1],
                at_risk: policy.number(table.at_risk[j]),
                events: policy.number(table.events[j]),
                mean: per_thousand(middle[j].mean, limits(&low[j]), limits(&high[j]), policy),
            })
            .collect(),
    )
}

/// The exact rate ratio, its limits from the ends of what the printed events can be; none from few events.
fn ratio(found: &analysis::Recurrence, policy: Policy) -> Option<Estimate> {
    let events = [found.first.1, found.later.1];
    if events.iter().any(|&n| policy.protect(n).printed.is_none_or(|n| n < LEAST_EVENTS)) {
        return None;
    }
    let (ratio, limits) = rate_ratio((events[0], found.first.0), (events[1], found.later.0), policy)?;
    Some(Estimate {
        value: two_digits(ratio, libm::round),
        lower: two_digits(limits.lower, libm::floor),
        upper: two_digits(limits.upper, libm::ceil),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::LifeTable;

    fn found(later: (i64, u64)) -> analysis::Recurrence {
        analysis::Recurrence {
            table: LifeTable {
                grid: vec![0, 184, 366, 731],
                at_risk: vec![5000, 4900, 4700],
                entries: vec![0; 3],
                events: vec![21, 17, 26],
                deaths: vec![4, 3, 1],
                withdrawals: vec![100, 200, 400],
            },
            persons: [50, 6, 1],
            first: (3_652_500, 57),
            later,
        }
    }

    #[test]
    fn the_ratio_waits_for_ten_events() {
        assert_eq!(recurrence(&found((20_000, 7)), &[0, 1, 2, 3], Policy::Round5).ratio, None);
        assert_eq!(recurrence(&found((20_000, 9)), &[0, 1, 2, 3], Policy::Internal).ratio, None);
        let wide = recurrence(&found((36_525, 12)), &[0, 1, 2, 3], Policy::Round5).ratio.unwrap();
        let exact = recurrence(&found((36_525, 12)), &[0, 1, 2, 3], Policy::Internal).ratio.unwrap();
        // 12 in 100 person-years against 57 in 10,000.
        assert_eq!(exact.value.value(), Some(21.0));
        assert!(wide.lower.value() < exact.lower.value() && wide.upper.value() > exact.upper.value());
    }

    #[test]
    fn a_ratio_below_one_keeps_two_digits() {
        // 12 in 100,000 person-years against 57 in 10,000.
        let low = recurrence(&found((36_525_000, 12)), &[0, 1, 2, 3], Policy::Internal).ratio.unwrap();
        assert_eq!(low.value.value(), Some(0.021));
        assert!(low.lower.value() < Some(0.021) && low.upper.value() > Some(0.021));
    }

    #[test]
    fn the_mean_follows_from_what_is_printed() {
        let one = recurrence(&found((20_000, 7)), &[0, 1, 2, 3], Policy::Round5);
        assert_eq!(one.steps.iter().map(|s| s.to).collect::<Vec<_>>(), [184, 366, 731]);
        let mut other = found((20_000, 7));
        other.table.events = vec![18, 15, 27];
        other.persons = [48, 2, 0];
        let mut printed_alike = recurrence(&other, &[0, 1, 2, 3], Policy::Round5);
        printed_alike.first = one.first.clone();
        assert_eq!(one, printed_alike);
        assert!(recurrence(&found((0, 0)), &[], Policy::Round5).steps.is_empty());
        assert!(recurrence(&found((0, 0)), &[0, 3], Policy::Round5).steps.len() == 1);
    }
}

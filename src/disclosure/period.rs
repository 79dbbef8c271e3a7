//! Rates by calendar period, and what can be said of the last beside the first.

use super::number::{Number, Unit};
use super::policy::Policy;
use super::rate::{rate, rate_ratio};
use super::release::{Estimate, PeriodRate};
use crate::analysis::YearRate;

/// A calendar period before protection.
struct Period {
    first: i16,
    last: i16,
    days: i64,
    events: u64,
}

/// Rates of the periods.
pub fn periods(years: &[YearRate], policy: Policy) -> Vec<PeriodRate> {
    let rates = joined(years, policy).into_iter().map(|p| {
        let (person_years, events, rate) = rate(p.events, p.days, policy);
        PeriodRate { first: p.first, last: p.last, person_years, events, rate }
    });
    rates.collect()
}

/// The rate of the last period over that of the first. `rose` and `fell` are said where these limits exclude 1, and
/// nowhere else.
pub fn period_ratio(years: &[YearRate], policy: Policy) -> Option<Estimate> {
    let periods = joined(years, policy);
    let [first, .., last] = periods.as_slice() else { return None };
    let (ratio, limits) = rate_ratio((first.events, first.days), (last.events, last.days), policy)?;
    let number = |x: f64| Number::printed(x, 2, Unit::Ratio);
    Some(Estimate { value: number(ratio), lower: number(limits.lower), upper: number(limits.upper) })
}

/// Calendar years, joined from the first on until each period holds enough events; a rest joins the last period.
fn joined(years: &[YearRate], policy: Policy) -> Vec<Period> {
    let least = policy.threshold().max(1) * 5 / 4;
    let mut joined: Vec<Period> = Vec::new();
    for y in years {
        match joined.last_mut() {
            Some(period) if period.events < least && policy != Policy::Internal => {
                period.extend(y.year, y.days, y.events)
            }
            _ => joined.push(Period { first: y.year, last: y.year, days: y.days, events: y.events }),
        }
    }
    let rest_is_small = joined.last().is_some_and(|rest| rest.events < least) && policy != Policy::Internal;
    if joined.len() > 1
        && rest_is_small
        && let (Some(rest), Some(period)) = (joined.pop(), joined.last_mut())
    {
        period.extend(rest.last, rest.days, rest.events);
    }
    joined
}

impl Period {
    fn extend(&mut self, last: i16, days: i64, events: u64) {
        self.last = last;
        self.days += days;
        self.events += events;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(of: &[(i64, u64)]) -> Vec<YearRate> {
        let year = |(i, &(years, events)): (usize, &(i64, u64))| YearRate {
            year: 2000 + i as i16,
            days: years * 1461 / 4,
            events,
        };
        of.iter().enumerate().map(year).collect()
    }

    #[test]
    fn a_rest_without_enough_events_joins_the_last_period() {
        let years = years(&[(400, 4), (400, 7), (800, 10), (800, 3)]);
        let found: Vec<_> = periods(&years, Policy::Round5).iter().map(|p| (p.first, p.last)).collect();
        assert_eq!(found, [(2000, 2001), (2002, 2003)]);
        assert_eq!(periods(&years, Policy::Internal).len(), 4);
    }

    /// 12 events in 10,000 person-years, then 30 in 10,000. Clopper and Pearson's limits of 30 in 42 are 0.5542 and 0.8428:
    /// as odds 1.2430 and 5.3617.
    #[test]
    fn the_exact_ratio_is_that_of_the_binomial_law() {
        let years = years(&[(10_000, 12), (10_000, 30)]);
        let exact = period_ratio(&years, Policy::Internal).unwrap();
        let values = [&exact.value, &exact.lower, &exact.upper].map(|n| n.value().unwrap());
        assert_eq!(values, [2.5, 1.24, 5.36]);
        // As printed the events are 8 to 12 and 28 to 32.
        let printed = period_ratio(&years, Policy::Round5).unwrap();
        assert!(printed.lower.value() < exact.lower.value() && printed.upper.value() > exact.upper.value());
    }

    /// Limits of two rates that do not meet are a stricter rule than a ratio that excludes 1, and not the rule here.
    #[test]
    fn a_rise_can_be_certain_while_the_intervals_of_both_rates_meet() {
        let years = years(&[(10_000, 40), (10_000, 65)]);
        let rates = periods(&years, Policy::Internal);
        assert!(rates[1].rate.lower.value() < rates[0].rate.upper.value());
        assert!(period_ratio(&years, Policy::Internal).unwrap().lower.value() > Some(1.0));
    }

    #[test]
    fn one_period_has_no_ratio_and_prints_alike_compare_alike() {
        assert_eq!(period_ratio(&years(&[(400, 4), (400, 7)]), Policy::Round5), None);
        let one = period_ratio(&years(&[(10_000, 13), (9_996, 28)]), Policy::Round5);
        assert!(one.is_some());
        assert_eq!(one, period_ratio(&years(&[(10_004, 17), (10_000, 32)]), Policy::Round5));
    }
}

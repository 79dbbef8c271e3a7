//! Events per person-years, and the ratio of two such rates, from what is printed of them.

use super::number::{Number, Protected, Unit};
use super::policy::{Count, Policy};
use super::release::Estimate;
use crate::estimate::rate::poisson_interval;
use crate::estimate::{self, Interval, Level};

/// Days in a year of person-time.
pub const YEAR: f64 = 365.25;

/// Person-years to the nearest 10 (exact under internal), printed events, and the rate per 1,000 person-years with
/// Garwood's interval from the ends of what the printed events can be.
pub fn rate(events: u64, days: i64, policy: Policy) -> (Protected<Number>, Protected<Number>, Estimate) {
    let count = policy.protect(events);
    let years = rounded_years(days, policy);
    (Number::printed(years, 0, Unit::PersonYears), policy.number(count), rate_of(count, years, policy))
}

/// Person-years as they are printed and reckoned with.
pub fn rounded_years(days: i64, policy: Policy) -> f64 {
    let years = days as f64 / YEAR;
    if policy == Policy::Internal { years } else { libm::round(years / 10.0) * 10.0 }
}

fn rate_of(count: Count, years: f64, policy: Policy) -> Estimate {
    let number = |x: f64| Number::printed(x * 1000.0, 2, Unit::PerThousand);
    let Some(n) = count.printed.filter(|_| years > 0.0) else {
        return Estimate::withheld(Unit::PerThousand, policy);
    };
    let limits = |n: u64| poisson_interval(n, Level::P95);
    Estimate {
        value: number(n as f64 / years),
        lower: number(limits(count.least).lower / years),
        upper: number(limits(count.most).upper / years),
    }
}

/// The exact ratio of the second rate to the first, and its limits from the ends of what the printed events and
/// person-years can be. None where a count is withheld, a time is nothing, or there are no events at all.
pub fn rate_ratio(first: (u64, i64), second: (u64, i64), policy: Policy) -> Option<(f64, Interval)> {
    let (c1, c2) = (policy.protect(first.0), policy.protect(second.0));
    let [y1, y2] = [first.1, second.1].map(|days| rounded_years(days, policy));
    if y1 <= 0.0 || y2 <= 0.0 {
        return None;
    }
    let reach = if policy == Policy::Internal { 0.0 } else { 5.0 };
    let of = |a: (u64, f64), b: (u64, f64)| estimate::rate::rate_ratio(a, b, Level::P95).ok();
    let middle = of((c1.printed?, y1), (c2.printed?, y2))?;
    let low = of((c1.most, y1 - reach), (c2.least, y2 + reach))?;
    let high = of((c1.least, y1 + reach), (c2.most, y2 - reach))?;
    Some((middle.ratio?, Interval { lower: low.exact.lower, upper: high.exact.upper }))
}

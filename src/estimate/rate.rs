//! Person-time rates: exact intervals, and the exact comparison of two.

use super::proportion::clopper_pearson;
use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::gamma_quantile;
use crate::numeric::special::{binomial_density, incomplete_beta};

/// The most events for which the exact limits are worked out to full precision.
const MOST: u64 = 100_000_000;

/// Events per unit of person-time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events.
    pub events: u64,
    /// Person-time, in the caller's unit.
    pub person_time: f64,
    /// Events / person-time.
    pub rate: f64,
    /// Exact (Garwood) limits of the rate.
    pub exact: Interval,
    /// Byar's approximate limits.
    pub byar: Interval,
}

/// A Poisson rate with the exact interval: for d events the limits of the mean are the tail quantiles of
/// gamma(d) and gamma(d + 1), divided by person-time; the lower limit is 0 at d = 0.
///
/// Source: F. Garwood (1936), Biometrika 28, 437-442; Byar's in N. E. Breslow and N. E. Day (1987),
/// "Statistical Methods in Cancer Research II", equation 2.13. Domain: person-time > 0.
pub fn poisson_rate(events: u64, person_time: f64, level: Level) -> Result<Rate, EstimateError> {
    if !(1e-75..=1e75).contains(&person_time) {
        return Err(EstimateError::Domain("person-time"));
    }
    if events > MOST {
        return Err(EstimateError::TooLarge);
    }
    let d = events as f64;
    let limits = poisson_interval(events, level);
    let byar = |d: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * d) + z / (3.0 * d.sqrt());
        d * root * root * root
    };
    let lower = if events == 0 { 0.0 } else { byar(d, -level.z()).max(0.0) };
    Ok(Rate {
        events,
        person_time,
        rate: d / person_time,
        exact: Interval { lower: limits.lower / person_time, upper: limits.upper / person_time },
        byar: Interval { lower: lower / person_time, upper: byar(d + 1.0, level.z()) / person_time },
    })
}

/// Garwood's exact limits for the mean of a Poisson count.
pub fn poisson_interval(events: u64, level: Level) -> Interval {
    let d = events as f64;
    let lower = if events == 0 { 0.0 } else { gamma_quantile(level.tail(), d) };
    Interval { lower, upper: gamma_quantile(1.0 - level.tail(), d + 1.0) }
}

/// The ratio of two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// (d2/t2) / (d1/t1); `None` where no events make it undefined (0/0), infinite at d1 = 0.
    pub ratio: Option<f64>,
    /// Exact limits; the upper one may be infinite.
    pub exact: Interval,
    /// Exact two-sided p-value for a ratio of 1.
    pub p: f64,
}

/// The exact ratio of the second rate to the first: given d1 + d2 events, d2 is binomial with
/// probability r t2/(t1 + r t2); Clopper-Pearson limits of that probability give those of r. The p-value
/// sums the probabilities not above that of the table seen.
///
/// Source: E. L. Lehmann (1986), "Testing Statistical Hypotheses", section 4.5; as R's `poisson.test`.
/// No events at all: ratio `None`, limits 0 to infinity, p = 1. Domain: person-times > 0.
pub fn rate_ratio(first: (u64, f64), second: (u64, f64), level: Level) -> Result<RateRatio, EstimateError> {
    let ((d1, t1), (d2, t2)) = (first, second);
    if [t1, t2].iter().any(|t| !(1e-75..=1e75).contains(t)) {
        return Err(EstimateError::Domain("person-time"));
    }
    let total = d1.saturating_add(d2);
    if total == 0 {
        return Ok(RateRatio { ratio: None, exact: Interval { lower: 0.0, upper: f64::INFINITY }, p: 1.0 });
    }
    let share = clopper_pearson(d2, total, level)?;
    let scale = t1 / t2;
    // The upper limit of the share is 1 less the lower limit of the other's, without losing digits.
    let other = clopper_pearson(d1, total, level)?;
    let odds = |part: f64, rest: f64| if rest > 0.0 { part / rest * scale } else { f64::INFINITY };
    let ratio = if d1 == 0 { f64::INFINITY } else { d2 as f64 / d1 as f64 * scale };
    Ok(RateRatio {
        ratio: Some(ratio),
        exact: Interval { lower: odds(share.lower, other.upper), upper: odds(share.upper, other.lower) },
        p: binomial_two_sided(d2, total, t2 / (t1 + t2), t1 / (t1 + t2)),
    })
}

/// The exact two-sided binomial p-value: all counts not more probable than `x`, with R's allowance of
/// 1e-7 for rounding. `q` = 1 - `p`.
pub fn binomial_two_sided(x: u64, n: u64, p: f64, q: f64) -> f64 {
    let density = |k: u64| binomial_density(k as f64, n as f64, p, q);
    let limit = density(x) * (1.0 + 1e-7);
    let mean = n as f64 * p;
    if x as f64 == mean {
        return 1.0;
    }
    // The density rises to the mode and falls from it: both tails are runs.
    let mode = (((n + 1) as f64) * p).floor().clamp(0.0, n as f64) as u64;
    let left = first_above(0, mode, |k| density(k) > limit);
    let right = first_above(0, n - mode, |k| density(n - k) > limit);
    (binomial_lower(left, n, p, q) + binomial_lower(right, n, q, p)).min(1.0)
}

/// P(X < k) for a binomial X.
fn binomial_lower(k: u64, n: u64, p: f64, q: f64) -> f64 {
    match k {
        0 => 0.0,
        k if k > n => 1.0,
        k => incomplete_beta(k as f64, (n - k + 1) as f64, p, q).upper,
    }
}

/// The first k in low..=high with `above(k)`, which must be monotone; high + 1 when there is none.
fn first_above(low: u64, high: u64, above: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (low, high + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if above(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Person-time of rows with real times: the sum of how long each was followed, which does not depend on their order.
pub fn person_time(lasted: impl Iterator<Item = f64>) -> f64 {
    let mut lasted: Vec<f64> = lasted.collect();
    lasted.sort_unstable_by(f64::total_cmp);
    crate::numeric::sum::sum(lasted)
}

/// Person-time of rows in days: the sum of exit - entry (entry 0 when absent).
pub fn person_days(entry: Option<&[i32]>, exit: &[i32]) -> Result<i64, EstimateError> {
    match entry {
        Some(entry) if entry.len() != exit.len() => Err(EstimateError::UnequalLengths),
        Some(entry) => Ok(exit.iter().zip(entry).map(|(&b, &a)| i64::from(b) - i64::from(a)).sum()),
        None => Ok(exit.iter().map(|&b| i64::from(b)).sum()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_limits_cover_with_the_right_tails() {
        let rate = poisson_rate(0, 100.0, Level::P95).unwrap();
        assert_eq!(rate.exact.lower, 0.0);
        assert!((rate.exact.upper + libm::log(0.025) / 100.0).abs() < 1e-15);
        assert!(poisson_rate(1, 0.0, Level::P95).is_err());
    }

    #[test]
    fn a_ratio_of_nothing_says_nothing() {
        let none = rate_ratio((0, 99.0), (0, 266.0), Level::P95).unwrap();
        assert_eq!((none.ratio, none.exact.upper, none.p), (None, f64::INFINITY, 1.0));
        let one = rate_ratio((0, 10.0), (3, 10.0), Level::P95).unwrap();
        assert_eq!(one.exact.upper, f64::INFINITY);
        assert!((one.p - 0.25).abs() < 1e-15);
    }

    #[test]
    fn two_sided_binomial_by_hand() {
        // P(0) = P(3) = 1/8 against P(1) = 3/8.
        assert!((binomial_two_sided(0, 3, 0.5, 0.5) - 0.25).abs() < 1e-15);
        assert_eq!(binomial_two_sided(2, 4, 0.5, 0.5), 1.0);
        assert!((binomial_two_sided(1, 3, 0.5, 0.5) - 1.0).abs() < 1e-15);
    }
}

//! A share of a total, with its intervals.

use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::beta_quantile_pair;
use crate::numeric::root::find_root;
use crate::numeric::special::{binomial_density, incomplete_beta};

fn check(x: u64, n: u64) -> Result<(f64, f64), EstimateError> {
    if n == 0 {
        return Err(EstimateError::NoRows);
    }
    if x > n { Err(EstimateError::Domain("a count above its total")) } else { Ok((x as f64, n as f64)) }
}

/// The most rows for which an exact limit is worked out to full precision.
const MOST: u64 = 1_000_000_000;

fn check_exact(x: u64, n: u64) -> Result<(f64, f64), EstimateError> {
    if n > MOST { Err(EstimateError::TooLarge) } else { check(x, n) }
}

/// x/n. No rows: an error.
pub fn share(x: u64, n: u64) -> Result<f64, EstimateError> {
    check(x, n).map(|(x, n)| x / n)
}

/// Wilson's score interval: (x + z^2/2 -+ z sqrt(x (n-x)/n + z^2/4)) / (n + z^2).
///
/// Source: E. B. Wilson (1927), JASA 22, 209-212. Limits lie in [0, 1]; 0 at x = 0 and 1 at x = n are
/// exact. No rows: an error.
pub fn wilson(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check(x, n)?;
    let z = level.z();
    let centre = xf + 0.5 * z * z;
    let spread = z * (xf * (nf - xf) / nf + 0.25 * z * z).sqrt();
    let total = nf + z * z;
    Ok(Interval {
        lower: if x == 0 { 0.0 } else { (centre - spread) / total },
        upper: if x == n { 1.0 } else { (centre + spread) / total },
    })
}

/// Wilson's interval with continuity correction.
///
/// Source: R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, method 4; as R's `prop.test`, whose
/// correction is the smaller of 1/2 and |x - n/2|.
pub fn wilson_continuity(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check(x, n)?;
    let z = level.z();
    let correction = (xf - 0.5 * nf).abs().min(0.5);
    let p = xf / nf;
    let bound = |p: f64, side: f64| {
        let centre = p + z * z / (2.0 * nf);
        let spread = z * (p * (1.0 - p) / nf + z * z / (4.0 * nf * nf)).max(0.0).sqrt();
        (centre + side * spread) / (1.0 + z * z / nf)
    };
    let lower = bound(p - correction / nf, -1.0);
    let upper = bound(p + correction / nf, 1.0);
    Ok(Interval { lower: if x == 0 { 0.0 } else { lower.max(0.0) }, upper: if x == n { 1.0 } else { upper.min(1.0) } })
}

/// Clopper and Pearson's exact interval, from quantiles of beta(x, n-x+1) and beta(x+1, n-x).
///
/// Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404-413. No rows, or more than 10^9: an error.
pub fn clopper_pearson(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check_exact(x, n)?;
    let tail = level.tail();
    Ok(Interval {
        lower: if x == 0 { 0.0 } else { beta_quantile_pair(tail, xf, nf - xf + 1.0).0 },
        upper: if x == n { 1.0 } else { beta_quantile_pair(tail, nf - xf, xf + 1.0).1 },
    })
}

/// Jeffreys' interval: the tail quantiles of beta(x + 1/2, n - x + 1/2), with the lower limit 0 at
/// x = 0 and the upper 1 at x = n.
///
/// Source: L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16, 101-133, section 3.1.3.
pub fn jeffreys(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let raw = jeffreys_raw(x, n, level)?;
    Ok(Interval { lower: if x == 0 { 0.0 } else { raw.lower }, upper: if x == n { 1.0 } else { raw.upper } })
}

/// Jeffreys' interval without the correction at the ends.
pub fn jeffreys_raw(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check_exact(x, n)?;
    let (a, b) = (xf + 0.5, nf - xf + 0.5);
    Ok(Interval { lower: beta_quantile_pair(level.tail(), a, b).0, upper: beta_quantile_pair(level.tail(), b, a).1 })
}

/// Agresti and Coull's interval: p~ -+ z sqrt(p~ (1-p~)/n~) with n~ = n + z^2, p~ = (x + z^2/2)/n~. Not cut
/// to [0, 1].
///
/// Source: A. Agresti and B. A. Coull (1998), The American Statistician 52, 119-126.
pub fn agresti_coull(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check(x, n)?;
    let z = level.z();
    let total = nf + z * z;
    let p = (xf + 0.5 * z * z) / total;
    let spread = z * (p * (1.0 - p) / total).sqrt();
    Ok(Interval { lower: p - spread, upper: p + spread })
}

/// The plain normal interval p -+ z sqrt(p (1-p)/n), not cut to [0, 1]. For comparison only: it covers
/// badly for small shares.
pub fn wald(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check(x, n)?;
    let p = xf / nf;
    let spread = level.z() * (p * (1.0 - p) / nf).sqrt();
    Ok(Interval { lower: p - spread, upper: p + spread })
}

/// The mid-p exact interval: limits at which the tail probability, with half that of x itself, is
/// (1 - level)/2; 0 at x = 0 and 1 at x = n.
///
/// Source: H. O. Lancaster (1961), JASA 56, 223-234. Errors: no rows, more than 10^9, or a search that does not settle.
pub fn mid_p(x: u64, n: u64, level: Level) -> Result<Interval, EstimateError> {
    let (xf, nf) = check_exact(x, n)?;
    let tail = level.tail();
    // Both ends as a function of the logit, so that small limits keep their digits.
    let solve = |upper_end: bool| {
        let gap = |u: f64| {
            let (p, q) = (1.0 / (1.0 + libm::exp(-u)), 1.0 / (1.0 + libm::exp(u)));
            let own = 0.5 * binomial_density(xf, nf, p, q);
            let beyond = if upper_end {
                if x == 0 { 0.0 } else { incomplete_beta(xf, nf - xf + 1.0, p, q).upper }
            } else if x == n {
                0.0
            } else {
                incomplete_beta(xf + 1.0, nf - xf, p, q).lower
            };
            own + beyond - tail
        };
        find_root(-60.0, 60.0, gap).map(|u| 1.0 / (1.0 + libm::exp(-u))).ok_or(EstimateError::NotConverged)
    };
    Ok(Interval { lower: if x == 0 { 0.0 } else { solve(false)? }, upper: if x == n { 1.0 } else { solve(true)? } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_exact_and_nothing_is_an_error() {
        for interval in [wilson, wilson_continuity, clopper_pearson, jeffreys, mid_p] {
            assert_eq!(interval(0, 10, Level::P95).unwrap().lower, 0.0);
            assert_eq!(interval(10, 10, Level::P95).unwrap().upper, 1.0);
            assert_eq!(interval(0, 0, Level::P95), Err(EstimateError::NoRows));
            assert!(interval(3, 2, Level::P95).is_err());
        }
    }

    #[test]
    fn clopper_pearson_of_none_is_closed_form() {
        let upper = clopper_pearson(0, 10, Level::P95).unwrap().upper;
        assert!((upper + libm::expm1(libm::log(0.025) / 10.0)).abs() < 1e-14);
    }
}

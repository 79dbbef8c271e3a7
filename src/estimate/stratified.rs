//! 2x2 tables in strata: one odds ratio for all, approximate and exact.

use super::contingency::whole;
use super::fisher::Hypergeometric;
use super::log_rank::ChiSquareTest;
use super::{EstimateError, Interval, Level};
use crate::numeric::root::find_root;
use crate::numeric::sum::sum;

/// The Mantel-Haenszel analysis of 2x2 tables in strata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MantelHaenszel {
    /// The common odds ratio; infinite where no stratum has the crossed pair.
    pub odds_ratio: f64,
    /// Robins, Breslow and Greenland's interval; `None` where the ratio is 0 or infinite.
    pub interval: Option<Interval>,
    /// The test without continuity correction.
    pub test: ChiSquareTest,
    /// The test with it.
    pub test_continuity: ChiSquareTest,
}

/// Mantel and Haenszel's common odds ratio sum (a d/n) / sum (b c/n) and test over strata.
///
/// Source: N. Mantel and W. Haenszel (1959), JNCI 22, 719-748; J. Robins, N. Breslow and S. Greenland (1986),
/// Biometrics 42, 311-323; as R's `mantelhaen.test`. Strata with fewer than two rows say nothing and are passed over.
/// Errors: no stratum that says something, a stratum above 2^53.
pub fn mantel_haenszel(strata: &[[[u64; 2]; 2]], level: Level) -> Result<MantelHaenszel, EstimateError> {
    strata.iter().try_for_each(|table| whole(table.as_flattened()).map(drop))?;
    let cell = |t: &[[u64; 2]; 2]| [t[0][0] as f64, t[0][1] as f64, t[1][0] as f64, t[1][1] as f64];
    let used = || strata.iter().map(cell).map(|t| (t, t.iter().sum::<f64>())).filter(|(_, n)| *n >= 2.0);
    let over = |f: &dyn Fn([f64; 4], f64) -> f64| sum(used().map(|(t, n)| f(t, n)));
    let gap = over(&|[a, b, c, _], n| a - (a + b) * (a + c) / n);
    let variance = over(&|[a, b, c, d], n| (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1.0)));
    let (r, s) = (over(&|[a, _, _, d], n| a * d / n), over(&|[_, b, c, _], n| b * c / n));
    if variance <= 0.0 {
        return Err(EstimateError::EmptyMargin);
    }
    let spread = over(&|[a, _, _, d], n| (a + d) * a * d / (n * n)) / (2.0 * r * r)
        + over(&|[a, b, c, d], n| ((a + d) * b * c + (b + c) * a * d) / (n * n)) / (2.0 * r * s)
        + over(&|[_, b, c, _], n| (b + c) * b * c / (n * n)) / (2.0 * s * s);
    let odds_ratio = if s > 0.0 { r / s } else { f64::INFINITY };
    let interval = (r > 0.0 && s > 0.0).then(|| {
        let (centre, reach) = (libm::log(odds_ratio), level.z() * spread.sqrt());
        Interval { lower: libm::exp(centre - reach), upper: libm::exp(centre + reach) }
    });
    // As R: no correction where it would turn the gap round.
    let corrected = if gap.abs() >= 0.5 { gap.abs() - 0.5 } else { gap.abs() };
    Ok(MantelHaenszel {
        odds_ratio,
        interval,
        test: ChiSquareTest::new(gap * gap / variance, 1),
        test_continuity: ChiSquareTest::new(corrected * corrected / variance, 1),
    })
}

/// The exact conditional analysis of 2x2 tables in strata.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactStratified {
    /// Two-sided p-value for an odds ratio of 1.
    pub p: f64,
    /// The conditional maximum likelihood estimate: 0 or infinite at the ends.
    pub odds_ratio: f64,
    /// Its exact interval; the upper limit may be infinite.
    pub interval: Interval,
}

/// The most steps of the convolution of strata.
const BUDGET: u64 = 400_000_000;

/// Fisher's test over strata: given all margins the sum of the upper left cells follows the convolution of
/// hypergeometric laws, weighted by psi^sum.
///
/// Source: N. E. Breslow and N. E. Day (1980), "Statistical Methods in Cancer Research I", section 4.4; as R's
/// `mantelhaen.test(exact = TRUE)`, but that roots are found to full precision. Errors: no stratum that says something, or
/// tables too large ([`EstimateError::TooLarge`]).
pub fn exact_stratified(strata: &[[[u64; 2]; 2]], level: Level) -> Result<ExactStratified, EstimateError> {
    strata.iter().try_for_each(|table| whole(table.as_flattened()).map(drop))?;
    let laws: Vec<Hypergeometric> = strata.iter().map(|table| Hypergeometric::new(*table)).collect();
    let spread = |law: &Hypergeometric| law.high - law.low;
    let all = laws.iter().map(spread).fold(0, u64::saturating_add);
    if all == 0 {
        return Err(EstimateError::EmptyMargin);
    }
    if laws.iter().fold(0_u64, |steps, law| steps.saturating_add(spread(law).saturating_mul(all))) > BUDGET {
        return Err(EstimateError::TooLarge);
    }
    let x: u64 = strata.iter().zip(&laws).map(|(table, law)| table[0][0] - law.low).sum();
    let mut density = vec![1.0];
    for law in &laws {
        let own: Vec<f64> = (law.low..=law.high).map(|cell| law.density(cell)).collect();
        let mut next = vec![0.0; density.len() + own.len() - 1];
        for (i, a) in density.iter().enumerate() {
            for (j, b) in own.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        density = next;
    }
    solve(&density, x as usize, level)
}

fn solve(density: &[f64], x: usize, level: Level) -> Result<ExactStratified, EstimateError> {
    let limit = density[x] * (1.0 + 1e-7);
    let p = sum(density.iter().copied().filter(|&d| d <= limit)).min(1.0);
    // Weights psi^k, scaled by the largest so that nothing overflows.
    let at = |log: f64, keep: &dyn Fn(usize) -> f64| {
        let logs: Vec<f64> = density.iter().enumerate().map(|(k, d)| libm::log(*d) + log * k as f64).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights = || logs.iter().map(|l| libm::exp(l - most)).enumerate();
        sum(weights().map(|(k, w)| w * keep(k))) / sum(weights().map(|(_, w)| w))
    };
    let root =
        |gap: &dyn Fn(f64) -> f64| find_root(-100.0, 100.0, gap).map(libm::exp).ok_or(EstimateError::NotConverged);
    let (first, last, tail) = (x == 0, x + 1 == density.len(), level.tail());
    let odds_ratio = match (first, last) {
        (true, _) => 0.0,
        (_, true) => f64::INFINITY,
        _ => root(&|log| at(log, &|k| k as f64 - x as f64))?,
    };
    let lower = if first { 0.0 } else { root(&|log| at(log, &|k| f64::from(k >= x)) - tail)? };
    let upper = if last { f64::INFINITY } else { root(&|log| tail - at(log, &|k| f64::from(k <= x)))? };
    Ok(ExactStratified { p, odds_ratio, interval: Interval { lower, upper } })
}

#[cfg(test)]
mod tests {
    use super::super::fisher::fisher_two_by_two;
    use super::*;

    #[test]
    fn one_stratum_is_fishers_test() {
        let table = [[10, 20], [30, 5]];
        let (one, fisher) =
            (exact_stratified(&[table], Level::P95).unwrap(), fisher_two_by_two(table, Level::P95).unwrap());
        assert!((one.p - fisher.p).abs() < 1e-15);
        assert!((one.odds_ratio / fisher.odds_ratio - 1.0).abs() < 1e-10);
        assert!((one.interval.upper / fisher.interval.upper - 1.0).abs() < 1e-10);
        assert_eq!(exact_stratified(&[[[0, 0], [3, 4]]], Level::P95), Err(EstimateError::EmptyMargin));
        assert_eq!(mantel_haenszel(&[[[0, 0], [3, 4]]], Level::P95), Err(EstimateError::EmptyMargin));
    }
}

//! Rubin's rules: one estimate and one interval from several data sets that were completed by drawing what is missing.

use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::student_quantile;
use crate::numeric::sum::sum;

/// What several completed data sets say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Imputed {
    /// Number of completed data sets, m.
    pub sets: usize,
    /// The mean of their estimates.
    pub estimate: f64,
    /// The mean of their variances, U.
    pub within: f64,
    /// The variance between their estimates, B, with m - 1 below.
    pub between: f64,
    /// T = U + (1 + 1/m) B.
    pub total: f64,
    /// r = (1 + 1/m) B/U, by how much the variance grows because values are missing.
    pub increase: f64,
    /// Degrees of freedom of the t distribution; `None` where they have no end (B = 0 and no `complete_df`).
    pub df: Option<f64>,
    /// (r + 2/(df + 3))/(r + 1), the part of what could be known that is missing.
    pub missing: f64,
}

/// Combines m estimates of one quantity with their variances. With the degrees of freedom that complete data would
/// have, `complete_df`, those of Barnard and Rubin; else Rubin's (m - 1)(1 + 1/r)^2.
///
/// Source: D. B. Rubin (1987), "Multiple Imputation for Nonresponse in Surveys", section 3.3; J. Barnard and D. B. Rubin
/// (1999), Biometrika 86, 948-955. The estimates should be on a scale on which they are about normal.
///
/// Errors: unequal columns, fewer than two sets, an estimate that is not finite, a variance that is not above 0.
pub fn combine(estimates: &[f64], variances: &[f64], complete_df: Option<f64>) -> Result<Imputed, EstimateError> {
    if estimates.len() != variances.len() {
        return Err(EstimateError::UnequalLengths);
    }
    if estimates.len() < 2 {
        return Err(EstimateError::TooFewRows { needed: 2 });
    }
    if let Some(row) = estimates.iter().position(|q| !crate::numeric::is_tractable(*q)) {
        return Err(EstimateError::NotFinite { row });
    }
    if variances.iter().any(|u| !(1e-75..=1e75).contains(u)) || complete_df.is_some_and(|df| df.is_nan() || df <= 0.0) {
        return Err(EstimateError::Domain("a variance or degrees of freedom"));
    }
    let m = estimates.len() as f64;
    let estimate = sum(estimates.iter().copied()) / m;
    let within = sum(variances.iter().copied()) / m;
    let between = sum(estimates.iter().map(|q| (q - estimate) * (q - estimate))) / (m - 1.0);
    let extra = (1.0 + 1.0 / m) * between;
    let (total, increase) = (within + extra, extra / within);
    let df = degrees_of_freedom(m, increase, complete_df);
    let tail = df.map_or(0.0, |df| 2.0 / (df + 3.0));
    let missing = (increase + tail) / (increase + 1.0);
    Ok(Imputed { sets: estimates.len(), estimate, within, between, total, increase, df, missing })
}

fn degrees_of_freedom(m: f64, increase: f64, complete_df: Option<f64>) -> Option<f64> {
    let old = (increase > 0.0).then(|| {
        let ratio = 1.0 + 1.0 / increase;
        (m - 1.0) * ratio * ratio
    });
    let observed = complete_df.map(|df| (df + 1.0) / (df + 3.0) * df / (1.0 + increase));
    match (old, observed) {
        (Some(old), Some(observed)) => Some(1.0 / (1.0 / old + 1.0 / observed)),
        (old, observed) => old.or(observed),
    }
}

impl Imputed {
    /// The interval estimate -+ t sqrt(T).
    pub fn interval(&self, level: Level) -> Interval {
        let reach = quantile(self.df, level) * self.total.sqrt();
        Interval { lower: self.estimate - reach, upper: self.estimate + reach }
    }
}

/// How much wider an interval of one complete data set becomes when `sets` imputations add the part `increase` to its
/// variance: t sqrt(1 + r)/z. 1 where nothing is added.
///
/// Errors: fewer than two sets, an increase that is negative or not finite.
pub fn widening(sets: usize, increase: f64, level: Level) -> Result<f64, EstimateError> {
    if sets < 2 {
        return Err(EstimateError::TooFewRows { needed: 2 });
    }
    if !(0.0..=1e75).contains(&increase) {
        return Err(EstimateError::Domain("an increase of variance"));
    }
    let df = degrees_of_freedom(sets as f64, increase, None);
    Ok(quantile(df, level) * (1.0 + increase).sqrt() / level.z())
}

/// Student's quantile, the normal one without an end of the degrees of freedom.
fn quantile(df: Option<f64>, level: Level) -> f64 {
    df.filter(|df| *df < 1e9).map_or(level.z(), |df| student_quantile(1.0 - level.tail(), df))
}

/// A probability and its standard error on the scale ln(-ln(1 - F)), on which rare incidences are about normal:
/// the value and its variance (delta method). `None` unless 0 < F < 1.
pub fn log_log(f: f64, std_err: f64) -> Option<(f64, f64)> {
    let hazard = -libm::log1p(-f);
    let se = std_err / ((1.0 - f) * hazard);
    (f > 0.0 && f < 1.0 && se.is_finite()).then(|| (libm::log(hazard), se * se))
}

/// Back from [`log_log`]: 1 - exp(-exp(q)).
pub fn from_log_log(q: f64) -> f64 {
    -libm::expm1(-libm::exp(q))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_sets_by_hand() {
        // Mean 12; deviations -2, -1, 0, 1, 2: B = 10/4. U = 3. T = 3 + 1.2 * 2.5 = 6, r = 1.
        let got = combine(&[10.0, 11.0, 12.0, 13.0, 14.0], &[2.0, 4.0, 3.0, 2.0, 4.0], None).unwrap();
        assert_eq!((got.estimate, got.within, got.between, got.total), (12.0, 3.0, 2.5, 6.0));
        assert!((got.increase - 1.0).abs() < 1e-15);
        // (5 - 1)(1 + 1)^2 = 16; (1 + 2/19)/2 = 21/38.
        assert!((got.df.unwrap() - 16.0).abs() < 1e-12);
        assert!((got.missing - 21.0 / 38.0).abs() < 1e-14);
        // Barnard and Rubin with 27 complete degrees of freedom: 28/30 * 27/2 = 12.6; 1/(1/16 + 1/12.6) = 201.6/28.6.
        let small = combine(&[10.0, 11.0, 12.0, 13.0, 14.0], &[2.0, 4.0, 3.0, 2.0, 4.0], Some(27.0)).unwrap();
        assert!((small.df.unwrap() - 201.6 / 28.6).abs() < 1e-12);
        // t(0.975, 16) = 2.119905299221255 (R).
        let interval = got.interval(Level::P95);
        assert!((interval.upper - 12.0 - 2.119905299221255 * 6.0_f64.sqrt()).abs() < 1e-9);
        let wider = widening(5, 1.0, Level::P95).unwrap();
        assert!((wider - 2.119905299221255 * 2.0_f64.sqrt() / 1.959963984540054).abs() < 1e-9);
    }

    #[test]
    fn sets_that_agree_add_nothing() {
        let got = combine(&[0.3; 4], &[0.01; 4], None).unwrap();
        assert_eq!((got.increase, got.df, got.missing), (0.0, None, 0.0));
        assert!((got.interval(Level::P95).upper - 0.3 - 0.1 * 1.959963984540054).abs() < 1e-12);
        assert_eq!(widening(20, 0.0, Level::P95), Ok(1.0));
        assert_eq!(combine(&[0.3], &[0.01], None), Err(EstimateError::TooFewRows { needed: 2 }));
        assert!(combine(&[0.3, f64::NAN], &[0.01, 0.01], None).is_err());
        assert!(combine(&[0.3, 0.4], &[0.0, 0.01], None).is_err());
    }

    #[test]
    fn there_and_back() {
        for f in [1e-6, 0.004, 0.3, 0.99] {
            let (q, _) = log_log(f, 0.001).unwrap();
            assert!((from_log_log(q) - f).abs() < 1e-14, "{f}");
        }
        assert_eq!((log_log(0.0, 0.1), log_log(1.0, 0.1)), (None, None));
    }
}

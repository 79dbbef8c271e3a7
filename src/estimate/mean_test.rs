//! Comparisons of means and of variances: t, analysis of variance, Bartlett.

use super::log_rank::ChiSquareTest;
use super::summary::{mean, squares};
use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::{f_upper, student_quantile, student_two_sided};
use crate::numeric::sum::sum;

/// A t test of the difference of two means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TTest {
    /// The statistic.
    pub t: f64,
    /// Degrees of freedom; not whole for Welch's.
    pub df: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// mean(x) - mean(y).
    pub difference: f64,
    /// The interval of the difference.
    pub interval: Interval,
}

/// Size, mean and variance of each group.
fn moments(groups: &[&[f64]], least: usize) -> Result<Vec<(f64, f64, f64)>, EstimateError> {
    groups
        .iter()
        .map(|group| {
            if group.len() < least {
                return Err(EstimateError::TooFewRows { needed: least });
            }
            if let Some(row) = group.iter().position(|value| !crate::numeric::is_tractable(*value)) {
                return Err(EstimateError::NotFinite { row });
            }
            let (n, centre) = (group.len() as f64, mean(group));
            let variance = if group.len() > 1 { squares(group, centre) / (n - 1.0) } else { 0.0 };
            Ok((n, centre, variance))
        })
        .collect()
}

fn t_test(means: (f64, f64), se: f64, df: f64, level: Level) -> Result<TTest, EstimateError> {
    // As R: a spread that is the rounding of the means is none.
    if se <= 10.0 * f64::EPSILON * means.0.abs().max(means.1.abs()) || !se.is_finite() {
        return Err(EstimateError::NoVariation);
    }
    let difference = means.0 - means.1;
    let t = difference / se;
    let reach = student_quantile(1.0 - level.tail(), df) * se;
    let interval = Interval { lower: difference - reach, upper: difference + reach };
    Ok(TTest { t, df, p: student_two_sided(t, df), difference, interval })
}

/// Welch's t test: variances may differ.
///
/// Source: B. L. Welch (1947), Biometrika 34, 28-35, with Satterthwaite's degrees of freedom. Errors: fewer than two
/// values in a group, values that do not vary.
pub fn welch(x: &[f64], y: &[f64], level: Level) -> Result<TTest, EstimateError> {
    let groups = moments(&[x, y], 2)?;
    let ((n1, m1, v1), (n2, m2, v2)) = (groups[0], groups[1]);
    let (a, b) = (v1 / n1, v2 / n2);
    if a + b <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let (a_share, b_share) = (a / (a + b), b / (a + b));
    let df = 1.0 / (a_share * a_share / (n1 - 1.0) + b_share * b_share / (n2 - 1.0));
    t_test((m1, m2), (a + b).sqrt(), df, level)
}

/// Student's t test: one variance. Source: Student (1908), Biometrika 6, 1-25. Errors: as [`welch`], but that one
/// group may have one value.
pub fn student(x: &[f64], y: &[f64], level: Level) -> Result<TTest, EstimateError> {
    let groups = moments(&[x, y], 1)?;
    let ((n1, m1, v1), (n2, m2, v2)) = (groups[0], groups[1]);
    let df = n1 + n2 - 2.0;
    if df <= 0.0 {
        return Err(EstimateError::TooFewRows { needed: 3 });
    }
    let pooled = ((n1 - 1.0) * v1 + (n2 - 1.0) * v2) / df;
    t_test((m1, m2), (pooled * (1.0 / n1 + 1.0 / n2)).sqrt(), df, level)
}

/// Cohen's d: the difference of means over the pooled standard deviation. Source: J. Cohen (1988), "Statistical Power
/// Analysis", equation 2.5.1. Errors: as [`student`].
pub fn cohens_d(x: &[f64], y: &[f64]) -> Result<f64, EstimateError> {
    let test = student(x, y, Level::P95)?;
    Ok(test.t * (1.0 / x.len() as f64 + 1.0 / y.len() as f64).sqrt())
}

/// An F test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FTest {
    /// The statistic.
    pub f: f64,
    /// Degrees of freedom between groups.
    pub df1: f64,
    /// Degrees of freedom within groups; not whole for Welch's.
    pub df2: f64,
    /// P(F >= f).
    pub p: f64,
}

impl FTest {
    fn new(f: f64, df1: f64, df2: f64) -> Result<FTest, EstimateError> {
        if f.is_finite() && df2.is_finite() {
            Ok(FTest { f, df1, df2, p: f_upper(f, df1, df2) })
        } else {
            Err(EstimateError::NoVariation)
        }
    }
}

/// One-way analysis of variance. Source: R. A. Fisher (1925), "Statistical Methods for Research Workers", chapter 7.
/// Errors: fewer than two groups, an empty group, no spread within groups.
pub fn anova(groups: &[&[f64]]) -> Result<FTest, EstimateError> {
    let moments = several(groups, 1)?;
    let (k, n) = (moments.len() as f64, sum(moments.iter().map(|m| m.0)));
    let centre = sum(moments.iter().map(|m| m.0 * m.1)) / n;
    let between = sum(moments.iter().map(|m| m.0 * (m.1 - centre) * (m.1 - centre)));
    let within = sum(moments.iter().map(|m| (m.0 - 1.0) * m.2));
    if n <= k || within <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    FTest::new(between / (k - 1.0) / (within / (n - k)), k - 1.0, n - k)
}

/// Welch's one-way analysis: variances may differ. Source: B. L. Welch (1951), Biometrika 38, 330-336, as R's
/// `oneway.test`. Errors: fewer than two groups, fewer than two values or no spread in a group.
pub fn welch_anova(groups: &[&[f64]]) -> Result<FTest, EstimateError> {
    let moments = several(groups, 2)?;
    if moments.iter().any(|m| m.2 <= 0.0) {
        return Err(EstimateError::NoVariation);
    }
    let k = moments.len() as f64;
    let weight = |m: &(f64, f64, f64)| m.0 / m.2;
    let total = sum(moments.iter().map(weight));
    let centre = sum(moments.iter().map(|m| weight(m) * m.1)) / total;
    let spread = sum(moments.iter().map(|m| {
        let free = 1.0 - weight(m) / total;
        free * free / (m.0 - 1.0)
    })) / (k * k - 1.0);
    let between = sum(moments.iter().map(|m| weight(m) * (m.1 - centre) * (m.1 - centre)));
    FTest::new(between / ((k - 1.0) * (1.0 + 2.0 * (k - 2.0) * spread)), k - 1.0, 1.0 / (3.0 * spread))
}

/// Bartlett's test that variances are equal. Source: M. S. Bartlett (1937), Proceedings of the Royal Society A 160, 268-282.
/// Errors: as [`welch_anova`].
pub fn bartlett(groups: &[&[f64]]) -> Result<ChiSquareTest, EstimateError> {
    let moments = several(groups, 2)?;
    if moments.iter().any(|m| m.2 <= 0.0) {
        return Err(EstimateError::NoVariation);
    }
    let k = moments.len() as f64;
    let free = sum(moments.iter().map(|m| m.0 - 1.0));
    let pooled = sum(moments.iter().map(|m| (m.0 - 1.0) * m.2)) / free;
    let gap = free * libm::log(pooled) - sum(moments.iter().map(|m| (m.0 - 1.0) * libm::log(m.2)));
    let correction = 1.0 + (sum(moments.iter().map(|m| 1.0 / (m.0 - 1.0))) - 1.0 / free) / (3.0 * (k - 1.0));
    Ok(ChiSquareTest::new((gap / correction).max(0.0), moments.len() - 1))
}

fn several(groups: &[&[f64]], least: usize) -> Result<Vec<(f64, f64, f64)>, EstimateError> {
    if groups.len() < 2 {
        return Err(EstimateError::OneGroup);
    }
    moments(groups, least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_agree_across_tests() {
        let (x, y) = ([4.0, 7.0, 1.0, 5.0, 6.5], [9.0, 3.0, 8.0, 8.5]);
        let t = student(&x, &y, Level::P95).unwrap();
        let f = anova(&[&x, &y]).unwrap();
        assert!((t.t * t.t - f.f).abs() < 1e-12 && (t.p - f.p).abs() < 1e-12);
        let (w, wf) = (welch(&x, &y, Level::P95).unwrap(), welch_anova(&[&x, &y]).unwrap());
        assert!((w.t * w.t - wf.f).abs() < 1e-12 && (w.df - wf.df2).abs() < 1e-10);
    }

    #[test]
    fn what_does_not_vary_is_refused() {
        assert_eq!(welch(&[1.0, 1.0], &[2.0, 2.0], Level::P95), Err(EstimateError::NoVariation));
        assert_eq!(welch(&[1.0], &[2.0, 3.0], Level::P95), Err(EstimateError::TooFewRows { needed: 2 }));
        assert_eq!(anova(&[&[1.0, 2.0]]), Err(EstimateError::OneGroup));
    }
}

//! Summaries of a numeric column: moments and quantiles.

use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::student_quantile;
use crate::numeric::sum::sum;

/// How a sample quantile is read between order statistics; numbers as in R. J. Hyndman and Y. Fan (1996), The
/// American Statistician 50, 361-365.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantileType {
    /// Type 2: the inverse of the empirical distribution, averaged at its jumps (SAS; the report's own).
    Averaged,
    /// Type 6: at (n + 1) p (SPSS, Minitab).
    Weibull,
    /// Type 7: at 1 + (n - 1) p (R, Excel).
    Linear,
}

/// A numeric column, sorted.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    sorted: Vec<f64>,
    mean: f64,
}

fn checked(values: &[f64]) -> Result<(), EstimateError> {
    if values.is_empty() {
        return Err(EstimateError::NoRows);
    }
    match values.iter().position(|value| !crate::numeric::is_tractable(*value)) {
        Some(row) => Err(EstimateError::NotFinite { row }),
        None => Ok(()),
    }
}

/// The mean, corrected once for the rounding of the first pass.
pub(crate) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let first = sum(values.iter().copied()) / n;
    first + sum(values.iter().map(|value| value - first)) / n
}

/// The sum of squared deviations from `centre`, corrected for the rounding of the mean.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque (1983), The American Statistician 37, 242-247, equation 1.7.
pub(crate) fn squares(values: &[f64], centre: f64) -> f64 {
    let drift = sum(values.iter().map(|value| value - centre));
    let raw = sum(values.iter().map(|value| (value - centre) * (value - centre)));
    (raw - drift * drift / values.len() as f64).max(0.0)
}

impl Summary {
    /// Sorts `values`. Errors: no rows, a value that is not finite.
    pub fn new(values: &[f64]) -> Result<Summary, EstimateError> {
        checked(values)?;
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let mean = mean(&sorted);
        Ok(Summary { sorted, mean })
    }

    /// The number of values.
    pub fn n(&self) -> usize {
        self.sorted.len()
    }

    /// The arithmetic mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance with n - 1; `None` for one value.
    pub fn variance(&self) -> Option<f64> {
        (self.n() > 1).then(|| squares(&self.sorted, self.mean) / (self.n() - 1) as f64)
    }

    /// The standard deviation with n - 1; `None` for one value.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The standard error of the mean; `None` for one value.
    pub fn std_err(&self) -> Option<f64> {
        self.variance().map(|variance| (variance / self.n() as f64).sqrt())
    }

    /// The t interval of the mean; `None` for one value.
    pub fn mean_interval(&self, level: Level) -> Option<Interval> {
        let reach = student_quantile(1.0 - level.tail(), (self.n() - 1) as f64) * self.std_err()?;
        Some(Interval { lower: self.mean - reach, upper: self.mean + reach })
    }

    /// The least value.
    pub fn min(&self) -> f64 {
        self.sorted[0]
    }

    /// The greatest value.
    pub fn max(&self) -> f64 {
        self.sorted[self.n() - 1]
    }

    /// The values in order.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// The quantile at `p`, cut to [0, 1].
    pub fn quantile(&self, p: f64, kind: QuantileType) -> f64 {
        let n = self.n() as f64;
        let p = p.clamp(0.0, 1.0);
        let place = match kind {
            QuantileType::Averaged => n * p,
            QuantileType::Weibull => (n + 1.0) * p,
            QuantileType::Linear => 1.0 + (n - 1.0) * p,
        };
        // n p may miss a whole number by rounding alone.
        let fuzz = 4.0 * f64::EPSILON * place.max(1.0);
        let whole = (place + fuzz).floor();
        let rest = if (place - whole).abs() <= fuzz { 0.0 } else { place - whole };
        let share = match kind {
            QuantileType::Averaged => {
                if rest > 0.0 {
                    1.0
                } else {
                    0.5
                }
            }
            _ => rest,
        };
        let at = |k: f64| self.sorted[(k.max(1.0).min(n) - 1.0) as usize];
        let (low, high) = (at(whole), at(whole + 1.0));
        if share == 0.0 || low == high {
            low
        } else if share == 1.0 {
            high
        } else {
            (1.0 - share) * low + share * high
        }
    }

    /// The median, the same for all three types.
    pub fn median(&self) -> f64 {
        self.quantile(0.5, QuantileType::Averaged)
    }

    /// The median distance from the median, not scaled.
    pub fn median_deviation(&self) -> f64 {
        let median = self.median();
        let mut gaps: Vec<f64> = self.sorted.iter().map(|value| (value - median).abs()).collect();
        gaps.sort_unstable_by(f64::total_cmp);
        Summary { mean: 0.0, sorted: gaps }.median()
    }

    /// The third standardised moment g1 = m3/m2^(3/2), moments with n; `None` where all values are one.
    pub fn skewness(&self) -> Option<f64> {
        let [m2, m3, _] = self.moments()?;
        Some(m3 / (m2 * m2.sqrt()))
    }

    /// The fourth standardised moment less 3, g2 = m4/m2^2 - 3; `None` where all values are one.
    pub fn kurtosis(&self) -> Option<f64> {
        let [m2, _, m4] = self.moments()?;
        Some(m4 / (m2 * m2) - 3.0)
    }

    /// The second, third and fourth moments about the mean, in units of the largest distance from it.
    fn moments(&self) -> Option<[f64; 3]> {
        let unit = (self.max() - self.mean).max(self.mean - self.min());
        let of = |power: fn(f64) -> f64| {
            sum(self.sorted.iter().map(|value| power((value - self.mean) / unit))) / self.n() as f64
        };
        let moments = [of(|g| g * g), of(|g| g * g * g), of(|g| g * g * g * g)];
        (unit > 0.0 && moments[0] > 0.0 && moments.iter().all(|m| m.is_finite())).then_some(moments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_ten() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        let summary = Summary::new(&values).unwrap();
        let at = |p, kind| summary.quantile(p, kind);
        assert_eq!(at(0.3, QuantileType::Averaged), 3.5);
        assert_eq!(at(0.25, QuantileType::Averaged), 3.0);
        assert_eq!(at(0.25, QuantileType::Weibull), 2.75);
        assert_eq!(at(0.25, QuantileType::Linear), 3.25);
        assert_eq!((at(0.0, QuantileType::Averaged), at(1.0, QuantileType::Weibull)), (1.0, 10.0));
    }

    #[test]
    fn one_value_and_none() {
        let one = Summary::new(&[4.0]).unwrap();
        assert_eq!((one.mean(), one.sd(), one.median(), one.mean_interval(Level::P95)), (4.0, None, 4.0, None));
        assert_eq!(Summary::new(&[]), Err(EstimateError::NoRows));
        assert_eq!(Summary::new(&[1.0, f64::INFINITY]), Err(EstimateError::NotFinite { row: 1 }));
    }

    #[test]
    fn a_far_mean_does_not_eat_the_spread() {
        let far: Vec<f64> = [1.0, 2.0, 3.0].iter().map(|x| x + 1e15).collect();
        assert_eq!(Summary::new(&far).unwrap().variance(), Some(1.0));
    }
}

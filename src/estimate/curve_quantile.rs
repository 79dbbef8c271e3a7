//! Quantiles of a survival curve, and the mean time lived up to a limit.

use super::{Interval, Level, SurvivalCurve, Transform};
use crate::numeric::sum::Sum;

/// How close to p the curve must be to count as flat at p, as in R.
const FLAT: f64 = 1.490_116_119_384_765_6e-8;

/// Steps that differ by less are one: what a robust limit leaves of rounding from row to row.
const SAME: f64 = 1e-12;

/// A quantile with its limits; `None` where the curve, or a limit of it, never gets there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The time by which a share p has had the event.
    pub value: Option<f64>,
    /// Lower confidence limit.
    pub lower: Option<f64>,
    /// Upper confidence limit.
    pub upper: Option<f64>,
}

/// A restricted mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// Mean time lived between 0 and the limit.
    pub mean: f64,
    /// Its standard error.
    pub std_err: f64,
}

impl SurvivalCurve {
    /// The time by which a share `p` in (0, 1) has had the event, with limits where the limits of the
    /// curve cross 1 - p. Where the curve is flat exactly at 1 - p, the middle of the flat piece (R and
    /// SAS; others give its left end); a flat last piece ends at the last time.
    ///
    /// Source: R. Brookmeyer and J. Crowley (1982), Biometrics 38, 29-41; the midpoint as in R's
    /// `quantile.survfit`. All censored: all `None`.
    pub fn quantile(&self, p: f64, transform: Transform, level: Level) -> Quantile {
        let limits = self.intervals(transform, level);
        let of = |pick: fn(&Interval) -> f64| crossing(&self.time, p, limits.iter().map(|i| i.as_ref().map(pick)));
        Quantile {
            value: crossing(&self.time, p, self.survival.iter().map(|&s| Some(s))),
            lower: of(|interval| interval.lower),
            upper: of(|interval| interval.upper),
        }
    }

    /// The area under the curve between 0 and `tau` >= 0, the mean time lived up to `tau`; beyond the
    /// last time the curve is taken as it ends there.
    ///
    /// Variance: sum over event times t_j <= tau of (area from t_j to tau)^2 d_j / (n_j (n_j - d_j)).
    /// Source: Klein and Moeschberger (2003), equations 4.5.1 and 4.5.2. All censored: tau, error 0.
    pub fn restricted_mean(&self, tau: f64) -> RestrictedMean {
        let used = self.time.partition_point(|&t| t <= tau);
        let mut area = Sum::ZERO;
        let mut variance = Sum::ZERO;
        let mut right = tau;
        for j in (0..used).rev() {
            area.add((right - self.time[j]) * self.survival[j]);
            let (n, d) = (self.at_risk[j], self.events[j]);
            if d > 0.0 && n > d {
                variance.add(area.value() * area.value() * d / (n * (n - d)));
            }
            right = self.time[j];
        }
        area.add(right);
        RestrictedMean { mean: area.value(), std_err: variance.value().sqrt() }
    }
}

/// Where a curve of survival falls to 1 - p; undefined steps are passed over.
///
/// The curve is at p where its failed share is the least that reaches p, as in R. For S that is the first
/// such time; a limit need not fall steadily (it rises after a thin start, or where few are left), and
/// then it is the step nearest beyond p that counts.
pub(crate) fn crossing(time: &[f64], p: f64, curve: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let mut touching: Option<(f64, f64)> = None;
    let mut beyond: Option<(f64, f64)> = None;
    let mut piece: Option<(f64, Option<f64>)> = None;
    for (&t, s) in time.iter().zip(curve) {
        let failed = s.map(|s| 1.0 - s);
        let same = |level: Option<f64>| match (level, failed) {
            (Some(level), Some(failed)) => (level - failed).abs() <= SAME,
            (level, failed) => level == failed,
        };
        if piece.is_none_or(|(_, level)| !same(level)) {
            piece = Some((t, failed));
        }
        let Some(failed) = failed else { continue };
        if failed >= p - FLAT && touching.is_none_or(|(_, least)| failed < least - SAME) {
            touching = Some((t, failed));
        }
        if failed >= p + FLAT && beyond.is_none_or(|(_, least)| failed < least - SAME) {
            beyond = Some((t, failed));
        }
    }
    // A last piece that is flat at p ends with the data.
    if let (Some((start, Some(level))), Some(&end)) = (piece, time.last())
        && (level - p).abs() < FLAT
    {
        return Some(0.5 * (start + end));
    }
    Some(0.5 * (touching?.0 + beyond?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Event, RiskSet, kaplan_meier};

    fn curve(exit: &[i32], cause: &[u16]) -> SurvivalCurve {
        kaplan_meier(&RiskSet::from_days(None, exit, cause, None).unwrap().table(), Event::Any).unwrap()
    }

    #[test]
    fn median_of_a_flat_piece_is_its_middle() {
        let flat = curve(&[4, 6, 9, 11, 15, 18, 21, 23], &[1, 1, 1, 1, 1, 1, 0, 0]);
        let median = |p| flat.quantile(p, Transform::LogLog, Level::P95).value;
        assert_eq!(median(0.5), Some(13.0));
        assert_eq!(median(0.25), Some(7.5));
        assert_eq!(median(0.75), Some(20.5));
        assert_eq!(median(0.76), None);
        let none = curve(&[3, 5], &[0, 0]);
        assert_eq!(none.quantile(0.5, Transform::Plain, Level::P95).value, None);
    }

    #[test]
    fn restricted_mean_without_censoring_is_the_mean_of_capped_times() {
        let all = curve(&[2, 4, 9, 30], &[1, 1, 1, 1]);
        let mean = all.restricted_mean(10.0);
        assert!((mean.mean - (2.0 + 4.0 + 9.0 + 10.0) / 4.0).abs() < 1e-14);
        let spread: f64 = [2.0, 4.0, 9.0, 10.0].iter().map(|x: &f64| (x - 6.25) * (x - 6.25)).sum();
        assert!((mean.std_err - spread.sqrt() / 4.0).abs() < 1e-13);
        assert_eq!(curve(&[5], &[0]).restricted_mean(7.0), RestrictedMean { mean: 7.0, std_err: 0.0 });
    }
}

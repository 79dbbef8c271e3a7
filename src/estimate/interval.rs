//! Confidence levels, intervals, and the transformations on which an interval for a probability is
//! symmetric.

use super::EstimateError;
use crate::numeric::distribution::normal_quantile;

/// A two-sided confidence level, strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Level {
    share: f64,
    z: f64,
}

impl Level {
    /// 95 per cent.
    pub const P95: Level = Level { share: 0.95, z: 1.959_963_984_540_053_6 };

    /// The level `level`, or an error outside (0, 1).
    pub fn new(level: f64) -> Result<Level, EstimateError> {
        if level > 0.0 && level < 1.0 {
            Ok(Level { share: level, z: -normal_quantile(0.5 * (1.0 - level)) })
        } else {
            Err(EstimateError::Domain("confidence level"))
        }
    }

    /// The level as a share.
    pub fn get(self) -> f64 {
        self.share
    }

    /// The probability left in each tail.
    pub fn tail(self) -> f64 {
        0.5 * (1.0 - self.share)
    }

    /// The normal quantile that leaves `tail()` above it.
    pub fn z(self) -> f64 {
        self.z
    }
}

/// Two confidence limits. A one-sided unbounded upper limit is `f64::INFINITY`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Interval {
    /// Whether `x` lies within the closed interval.
    pub fn contains(&self, x: f64) -> bool {
        self.lower <= x && x <= self.upper
    }
}

/// The scale on which an interval for a survival probability is symmetric.
///
/// R's default is the logarithm; Stata, SAS and lifelines use log-log.
/// Source: O. Borgan and K. Liestol (1990), Scandinavian Journal of Statistics 17, 35-41; J. P. Klein
/// and M. L. Moeschberger (2003), "Survival Analysis", 2nd ed., section 4.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// S itself, cut to [0, 1].
    Plain,
    /// ln S, cut at 1.
    Log,
    /// ln(-ln S).
    LogLog,
    /// arcsin sqrt S.
    Arcsine,
    /// ln(S / (1 - S)).
    Logit,
}

impl Transform {
    /// All five, in a fixed order.
    pub const ALL: [Transform; 5] =
        [Transform::Plain, Transform::Log, Transform::LogLog, Transform::Arcsine, Transform::Logit];

    /// The interval around the probability `p` with standard error `se` (on the scale of `p`).
    ///
    /// `None` where the scale is not defined: p = 0 for every scale but the plain one, and p = 1 for
    /// log-log, arcsine and logit. Limits lie in [0, 1].
    pub fn interval(self, p: f64, se: f64, level: Level) -> Option<Interval> {
        let z = level.z();
        let inside = p > 0.0 && p < 1.0;
        let defined = match self {
            Transform::Plain => (0.0..=1.0).contains(&p),
            Transform::Log => p > 0.0 && p <= 1.0,
            _ => inside,
        };
        if !defined || !se.is_finite() {
            return None;
        }
        let (lower, upper) = match self {
            Transform::Plain => (p - z * se, p + z * se),
            Transform::Log => {
                let spread = z * se / p;
                (libm::exp(libm::log(p) - spread), libm::exp(libm::log(p) + spread))
            }
            Transform::LogLog => {
                let (centre, spread) = (libm::log(-libm::log(p)), z * se / (p * libm::log(p)));
                (libm::exp(-libm::exp(centre - spread)), libm::exp(-libm::exp(centre + spread)))
            }
            Transform::Arcsine => {
                let (centre, spread) = (libm::asin(p.sqrt()), 0.5 * z * se / (p * (1.0 - p)).sqrt());
                let lower = libm::sin((centre - spread).max(0.0));
                let upper = libm::sin((centre + spread).min(std::f64::consts::FRAC_PI_2));
                (lower * lower, upper * upper)
            }
            Transform::Logit => {
                let (centre, spread) = (libm::log(p / (1.0 - p)), z * se / (p * (1.0 - p)));
                (logistic(centre - spread), logistic(centre + spread))
            }
        };
        Some(Interval { lower: lower.clamp(0.0, 1.0), upper: upper.clamp(0.0, 1.0) })
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_level_is_the_level_of_its_share() {
        assert_eq!(Level::new(0.95), Ok(Level::P95));
    }

    #[test]
    fn every_scale_brackets_the_estimate_and_stays_in_the_unit_interval() {
        for transform in Transform::ALL {
            for (p, se) in [(0.02, 0.05), (0.5, 0.1), (0.97, 0.05)] {
                let interval = transform.interval(p, se, Level::P95).unwrap();
                assert!(interval.lower <= p && p <= interval.upper, "{transform:?} {p}");
                assert!(interval.lower >= 0.0 && interval.upper <= 1.0);
            }
        }
    }

    #[test]
    fn scales_end_where_they_are_not_defined() {
        assert!(Transform::LogLog.interval(1.0, 0.0, Level::P95).is_none());
        assert!(Transform::Log.interval(0.0, 0.0, Level::P95).is_none());
        assert!(Transform::Log.interval(1.0, 0.0, Level::P95).is_some());
        assert!(Level::new(1.0).is_err() && Level::new(f64::NAN).is_err());
    }
}

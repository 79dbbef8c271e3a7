//! Parametric lifetimes: log T = location + scale W, with W of a standard law.

use crate::numeric::distribution::normal_quantile;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The law of a lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// Constant hazard: W extreme-value, scale 1.
    Exponential,
    /// W extreme-value; the shape of T is 1/scale.
    Weibull,
    /// W normal.
    LogNormal,
    /// W logistic.
    LogLogistic,
}

/// A function of w with its first two derivatives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Jet {
    pub(crate) value: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
}

impl Lifetime {
    /// Whether the scale is estimated.
    pub fn has_scale(self) -> bool {
        self != Lifetime::Exponential
    }

    /// ln of the density of W.
    pub(crate) fn log_density(self, w: f64) -> Jet {
        match self {
            Lifetime::Exponential | Lifetime::Weibull => {
                let e = libm::exp(w);
                Jet { value: w - e, first: 1.0 - e, second: -e }
            }
            Lifetime::LogNormal => Jet { value: -0.5 * w * w - 0.5 * libm::log(2.0 * PI), first: -w, second: -1.0 },
            Lifetime::LogLogistic => {
                let p = logistic(w);
                Jet { value: w - 2.0 * soft(w), first: 1.0 - 2.0 * p, second: -2.0 * p * (1.0 - p) }
            }
        }
    }

    /// ln P(W > w).
    pub(crate) fn log_survival(self, w: f64) -> Jet {
        match self {
            Lifetime::Exponential | Lifetime::Weibull => {
                let e = libm::exp(w);
                Jet { value: -e, first: -e, second: -e }
            }
            Lifetime::LogNormal => {
                let tail = 0.5 * libm::erfc(w * FRAC_1_SQRT_2);
                let density = libm::exp(-0.5 * w * w) / (2.0 * PI).sqrt();
                // Far out the hazard is w + 1/w - ...
                let hazard = if tail > 1e-300 { density / tail } else { w + 1.0 / w };
                let value =
                    if tail > 1e-300 { libm::log(tail) } else { -0.5 * w * w - libm::log(hazard * (2.0 * PI).sqrt()) };
                Jet { value, first: -hazard, second: -hazard * (hazard - w) }
            }
            Lifetime::LogLogistic => {
                let p = logistic(w);
                Jet { value: -soft(w), first: -p, second: -p * (1.0 - p) }
            }
        }
    }

    /// P(W <= w) and P(W > w), each accurate where small.
    pub(crate) fn tails(self, w: f64) -> (f64, f64) {
        match self {
            Lifetime::Exponential | Lifetime::Weibull => {
                let e = libm::exp(w);
                (-libm::expm1(-e), libm::exp(-e))
            }
            Lifetime::LogNormal => (0.5 * libm::erfc(-w * FRAC_1_SQRT_2), 0.5 * libm::erfc(w * FRAC_1_SQRT_2)),
            Lifetime::LogLogistic => (logistic(w), logistic(-w)),
        }
    }

    /// The `p` quantile of W.
    pub(crate) fn quantile(self, p: f64) -> f64 {
        match self {
            Lifetime::Exponential | Lifetime::Weibull => libm::log(-libm::log1p(-p)),
            Lifetime::LogNormal => normal_quantile(p),
            Lifetime::LogLogistic => libm::log(p / (1.0 - p)),
        }
    }
}

fn logistic(w: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-w))
}

/// ln(1 + e^w).
fn soft(w: f64) -> f64 {
    if w > 0.0 { w + libm::log1p(libm::exp(-w)) } else { libm::log1p(libm::exp(w)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_and_quantiles_agree_with_the_functions() {
        let laws = [Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic];
        let h = 1e-5;
        for law in laws {
            for w in [-2.0, -0.3, 0.0, 0.8, 1.9] {
                for jet in [Lifetime::log_density, Lifetime::log_survival] {
                    let (low, here, high) = (jet(law, w - h), jet(law, w), jet(law, w + h));
                    assert!(((high.value - low.value) / (2.0 * h) - here.first).abs() < 1e-8);
                    assert!(((high.first - low.first) / (2.0 * h) - here.second).abs() < 1e-8);
                }
                let (lower, upper) = law.tails(w);
                assert!((lower + upper - 1.0).abs() < 1e-15);
                assert!((law.quantile(lower) - w).abs() < 1e-10);
            }
        }
    }
}

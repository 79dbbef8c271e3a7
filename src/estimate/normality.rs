//! The Shapiro-Wilk test of normality.

use super::{EstimateError, Summary};
use crate::numeric::distribution::{normal_cdf, normal_quantile};
use crate::numeric::sum::sum;

/// Shapiro and Wilk's W and its p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapiroWilk {
    /// W, at most 1.
    pub w: f64,
    /// The p-value.
    pub p: f64,
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |value, c| value * x + c)
}

/// Shapiro and Wilk's test for 3 to 5,000 values.
///
/// Source: P. Royston (1995), "Algorithm AS R94", Applied Statistics 44, 547-551. Errors: fewer than 3 values or more than
/// 5,000, values that do not vary.
pub fn shapiro_wilk(summary: &Summary) -> Result<ShapiroWilk, EstimateError> {
    let x = summary.sorted();
    let n = x.len();
    if n < 3 {
        return Err(EstimateError::TooFewRows { needed: 3 });
    }
    if n > 5_000 {
        return Err(EstimateError::TooLarge);
    }
    let range = summary.max() - summary.min();
    if range <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let a = weights(n);
    let scaled: Vec<f64> = x.iter().map(|value| (value - summary.mean()) / range).collect();
    let weight = |i: usize| {
        if i < n / 2 {
            -a[i]
        } else if n - 1 - i < n / 2 {
            a[n - 1 - i]
        } else {
            0.0
        }
    };
    let ssa = sum((0..n).map(|i| weight(i) * weight(i)));
    let ssx = sum(scaled.iter().map(|value| value * value));
    let sax = sum((0..n).map(|i| weight(i) * scaled[i]));
    let root = (ssa * ssx).sqrt();
    // 1 - W, without the cancellation.
    let rest = (root - sax) * (root + sax) / (ssa * ssx);
    Ok(ShapiroWilk { w: 1.0 - rest, p: p_value(rest, n) })
}

fn weights(n: usize) -> Vec<f64> {
    if n == 3 {
        return vec![0.5_f64.sqrt()];
    }
    let m: Vec<f64> = (1..=n / 2).map(|i| normal_quantile((i as f64 - 0.375) / (n as f64 + 0.25))).collect();
    let total = 2.0 * sum(m.iter().map(|m| m * m));
    let root = 1.0 / (n as f64).sqrt();
    let first = polynomial(&[0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], root) - m[0] / total.sqrt();
    let mut a = vec![first];
    let rest = if n > 5 {
        let second =
            polynomial(&[0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], root) - m[1] / total.sqrt();
        a.push(second);
        (total - 2.0 * (m[0] * m[0] + m[1] * m[1])) / (1.0 - 2.0 * (first * first + second * second))
    } else {
        (total - 2.0 * m[0] * m[0]) / (1.0 - 2.0 * first * first)
    };
    let known = a.len();
    a.extend(m[known..].iter().map(|m| -m / rest.sqrt()));
    a
}

fn p_value(rest: f64, n: usize) -> f64 {
    let size = n as f64;
    if n == 3 {
        let w = (1.0 - rest).max(0.75);
        return (6.0 / std::f64::consts::PI * (libm::asin(w.sqrt()) - libm::asin(0.75_f64.sqrt()))).clamp(0.0, 1.0);
    }
    if rest <= 0.0 {
        return 1.0;
    }
    let y = libm::log(rest);
    let (y, mean, sd) = if n <= 11 {
        let gamma = polynomial(&[-2.273, 0.459], size);
        if y >= gamma {
            return 1e-99;
        }
        let sd = libm::exp(polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], size));
        (-libm::log(gamma - y), polynomial(&[0.544, -0.39978, 0.025054, -6.714e-4], size), sd)
    } else {
        let log = libm::log(size);
        let sd = libm::exp(polynomial(&[-0.4803, -0.082676, 0.0030302], log));
        (y, polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], log), sd)
    };
    normal_cdf((mean - y) / sd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain() {
        let test = |values: &[f64]| shapiro_wilk(&Summary::new(values).unwrap());
        assert_eq!(test(&[1.0, 2.0]), Err(EstimateError::TooFewRows { needed: 3 }));
        assert_eq!(test(&[2.0; 5]), Err(EstimateError::NoVariation));
        let even = test(&[-1.0, 0.0, 1.0]).unwrap();
        assert!((even.w - 1.0).abs() < 1e-15 && (even.p - 1.0).abs() < 1e-7);
        assert!(test(&[0.0, 0.0, 0.0, 0.0, 0.0, 9.0]).unwrap().p < 0.001);
    }
}

//! Special functions: saddle-point probabilities, the regularised incomplete gamma and beta
//! functions. Knows no statistics beyond these formulas.
//!
//! Both incomplete functions return the lower and the upper tail together, each with full relative
//! accuracy where it is the smaller one, so that a p-value of 1e-58 keeps its digits.

use std::f64::consts::PI;

const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;
const TINY: f64 = 1e-300;
const STEPS: usize = 200_000;

/// ln Gamma(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The error of Stirling's formula, ln Gamma(n+1) - (n + 1/2) ln n + n - ln sqrt(2 pi), for n > 0.
///
/// Source: C. Loader (2000), "Fast and accurate computation of binomial probabilities", section 3.
pub fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - LN_SQRT_2PI;
    }
    let nn = n * n;
    const S: [f64; 8] = [
        1.0 / 12.0,
        1.0 / 360.0,
        1.0 / 1260.0,
        1.0 / 1680.0,
        1.0 / 1188.0,
        691.0 / 360_360.0,
        1.0 / 156.0,
        3617.0 / 122_400.0,
    ];
    S.iter().rev().fold(0.0, |tail, s| s - tail / nn) / n
}

/// The deviance term x ln(x/m) + m - x for x, m > 0, without cancellation where x is near m.
///
/// Source: C. Loader (2000), section 4.
pub fn deviance_term(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut total = (x - m) * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = total + term / f64::from(2 * j + 1);
        if next == total {
            break;
        }
        total = next;
    }
    total
}

/// The binomial probability x^.. of Loader's form, for real 0 <= x <= n and p + q = 1 (both given, so
/// that neither loses digits): Gamma(n+1)/(Gamma(x+1) Gamma(n-x+1)) p^x q^(n-x).
///
/// Source: C. Loader (2000), section 2. Arguments outside their domain give 0.
pub fn binomial_density(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if x < 0.0 || x > n || n.is_nan() || x.is_nan() {
        return 0.0;
    }
    if p == 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if q == 0.0 {
        return if x == n { 1.0 } else { 0.0 };
    }
    let y = n - x;
    if x == 0.0 {
        return if p < 0.1 { libm::exp(-deviance_term(n, n * q) - n * p) } else { libm::exp(n * libm::log(q)) };
    }
    if y == 0.0 {
        return if q < 0.1 { libm::exp(-deviance_term(n, n * p) - n * q) } else { libm::exp(n * libm::log(p)) };
    }
    let exponent =
        stirling_error(n) - stirling_error(x) - stirling_error(y) - deviance_term(x, n * p) - deviance_term(y, n * q);
    libm::exp(exponent) * (n / (2.0 * PI * x * y)).sqrt()
}

/// The Poisson probability of real x >= 0 at mean m > 0: m^x e^-m / Gamma(x+1).
///
/// Source: C. Loader (2000), section 2.
pub fn poisson_density(x: f64, m: f64) -> f64 {
    if x == 0.0 {
        return libm::exp(-m);
    }
    if x < 0.0 || m <= 0.0 {
        return 0.0;
    }
    libm::exp(-stirling_error(x) - deviance_term(x, m)) / (2.0 * PI * x).sqrt()
}

/// The two tails of a distribution at one point; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// P(X <= x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

impl Tails {
    fn from_lower(lower: f64) -> Tails {
        let lower = lower.clamp(0.0, 1.0);
        Tails { lower, upper: 1.0 - lower }
    }

    fn from_upper(upper: f64) -> Tails {
        Tails::from_lower(upper).swap()
    }

    fn swap(self) -> Tails {
        Tails { lower: self.upper, upper: self.lower }
    }
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x), for a > 0 and x >= 0.
///
/// Series for x < a + 1, else the continued fraction by Lentz's method (Abramowitz and Stegun 1964,
/// 6.5.29 and 6.5.31), with Loader's prefactor.
pub fn incomplete_gamma(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails::from_lower(0.0);
    }
    if x == f64::INFINITY {
        return Tails::from_upper(0.0);
    }
    let density = poisson_density(a, x);
    if x < a + 1.0 {
        let mut term = 1.0;
        let mut total = 1.0;
        for k in 1..STEPS {
            term *= x / (a + k as f64);
            total += term;
            if term < total * 1e-17 {
                break;
            }
        }
        return Tails::from_lower(density * total);
    }
    // x^a e^-x / Gamma(a) = density * a
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for k in 1..STEPS {
        let k = k as f64;
        let an = -k * (k - a);
        b += 2.0;
        d = 1.0 / nonzero(an * d + b);
        c = nonzero(b + an / c);
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-16 {
            break;
        }
    }
    Tails::from_upper(density * a * h)
}

/// The regularised incomplete beta function I_x(a, b) and its complement, for a, b > 0 and
/// x + y = 1 (both given, so that neither loses digits).
///
/// Continued fraction by Lentz's method (Abramowitz and Stegun 1964, 26.5.8), with Loader's prefactor.
pub fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x <= 0.0 {
        return Tails::from_lower(0.0);
    }
    if y <= 0.0 {
        return Tails::from_upper(0.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return incomplete_beta_fraction(b, a, y, x).swap();
    }
    incomplete_beta_fraction(a, b, x, y)
}

fn incomplete_beta_fraction(a: f64, b: f64, x: f64, y: f64) -> Tails {
    // x^a y^b / (a B(a, b))
    let front = binomial_density(a, a + b, x, y) * b / (a + b);
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..STEPS {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-16 {
            break;
        }
    }
    Tails::from_lower(front * h)
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance * want.abs(), "{got} is not {want}");
    }

    #[test]
    fn densities_match_closed_forms() {
        close(binomial_density(3.0, 10.0, 0.25, 0.75), 120.0 * 2187.0 / 1_048_576.0, 1e-13);
        close(binomial_density(0.0, 5.0, 0.5, 0.5), 1.0 / 32.0, 1e-15);
        close(poisson_density(2.0, 3.0), 4.5 * libm::exp(-3.0), 1e-14);
        assert_eq!(binomial_density(6.0, 5.0, 0.5, 0.5), 0.0);
    }

    #[test]
    fn gamma_tails_match_the_exponential_and_erlang_laws() {
        for x in [1e-9, 0.3, 1.0, 2.5, 40.0, 600.0] {
            close(incomplete_gamma(1.0, x).upper, libm::exp(-x), 2e-13);
            close(incomplete_gamma(2.0, x).upper, libm::exp(-x) * (1.0 + x), 2e-13);
        }
        close(incomplete_gamma(1.0, 1e-9).lower, -libm::expm1(-1e-9), 1e-14);
    }

    #[test]
    fn beta_tails_match_the_uniform_and_arcsine_laws() {
        for x in [1e-12, 0.1, 0.5, 0.9] {
            close(incomplete_beta(1.0, 1.0, x, 1.0 - x).lower, x, 1e-14);
            close(incomplete_beta(2.0, 1.0, x, 1.0 - x).lower, x * x, 1e-13);
            close(incomplete_beta(0.5, 0.5, x, 1.0 - x).lower, 2.0 / PI * libm::asin(x.sqrt()), 1e-13);
        }
    }
}

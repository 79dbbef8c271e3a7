//! Tails and quantiles of the distributions that tests and intervals need. Built on [`super::special`].
//!
//! Every function is total: arguments outside the domain give the nearest limit, never NaN.

use super::special::{Tails, incomplete_beta, incomplete_gamma};

/// P(Z <= z) for a standard normal Z, with full relative accuracy in the left tail.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// P(|Z| >= |z|): the two-sided p-value of a normal statistic.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// The quantile of the standard normal law: -inf at 0, +inf at 1.
///
/// Source: M. J. Wichura (1988), "Algorithm AS 241", Applied Statistics 37, 477-484 (PPND16,
/// relative accuracy about 1e-16).
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * horner(&CENTRE_NUM, r) / horner(&CENTRE_DEN, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let x = if r <= 5.0 {
        horner(&MIDDLE_NUM, r - 1.6) / horner(&MIDDLE_DEN, r - 1.6)
    } else {
        horner(&FAR_NUM, r - 5.0) / horner(&FAR_DEN, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

fn horner(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |value, c| value * x + c)
}

const CENTRE_NUM: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_DEN: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const MIDDLE_NUM: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MIDDLE_DEN: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_NUM: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DEN: [f64; 8] = [
    1.0,
    0.599_832_206_555_887_9,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// P(X >= x) for a chi-square X with `df` > 0 degrees of freedom.
pub fn chi_square_upper(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if df == 1.0 {
        return libm::erfc((0.5 * x).sqrt());
    }
    if df == 2.0 {
        return libm::exp(-0.5 * x);
    }
    incomplete_gamma(0.5 * df, 0.5 * x).upper
}

/// The `p` quantile of the chi-square law with `df` > 0 degrees of freedom.
pub fn chi_square_quantile(p: f64, df: f64) -> f64 {
    2.0 * gamma_quantile(p, 0.5 * df)
}

/// P(|T| >= |t|) for Student's T with `df` > 0 degrees of freedom (they need not be whole).
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    let tt = t * t;
    incomplete_beta(0.5 * df, 0.5, df / (df + tt), tt / (df + tt)).lower
}

/// The `p` quantile of Student's law with `df` > 0 degrees of freedom.
pub fn student_quantile(p: f64, df: f64) -> f64 {
    if p == 0.5 {
        return 0.0;
    }
    let tail = if p < 0.5 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if p < 0.5 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let (x, y) = beta_quantile_pair(2.0 * tail, 0.5 * df, 0.5);
    let t = (df * y / x).sqrt();
    if p < 0.5 { -t } else { t }
}

/// P(F >= f) for Fisher's F with `df1` and `df2` > 0 degrees of freedom.
pub fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    if f == f64::INFINITY {
        return 0.0;
    }
    let total = df2 + df1 * f;
    incomplete_beta(0.5 * df2, 0.5 * df1, df2 / total, df1 * f / total).lower
}

/// The `p` quantile of the beta law with shapes `a`, `b` > 0.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    beta_quantile_pair(p, a, b).0
}

/// The `p` quantile x of the beta law and 1 - x, each with full relative accuracy.
///
/// Newton's method on logit x, kept in a bracket, on the logarithm of the smaller tail.
pub fn beta_quantile_pair(p: f64, a: f64, b: f64) -> (f64, f64) {
    if p <= 0.0 {
        return (0.0, 1.0);
    }
    if p >= 1.0 {
        return (1.0, 0.0);
    }
    let u = solve_tail(p, libm::log(a / b), |u| {
        let x = 1.0 / (1.0 + libm::exp(-u));
        let y = 1.0 / (1.0 + libm::exp(u));
        // d I / d logit x = x^a y^b / B(a, b)
        let slope = super::special::binomial_density(a, a + b, x, y) * a * b / (a + b);
        (incomplete_beta(a, b, x, y), slope)
    });
    (1.0 / (1.0 + libm::exp(-u)), 1.0 / (1.0 + libm::exp(u)))
}

/// The `p` quantile of the gamma law with `shape` > 0 and scale 1; infinite at 1.
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let u = solve_tail(p, libm::log(shape), |u| {
        let x = libm::exp(u);
        // d P / d ln x = x^a e^-x / Gamma(a)
        (incomplete_gamma(shape, x), super::special::poisson_density(shape, x) * shape)
    });
    libm::exp(u)
}

/// Solves lower(u) = p for increasing `tails`, which also gives the slope d lower / du.
fn solve_tail(p: f64, start: f64, tails: impl Fn(f64) -> (Tails, f64)) -> f64 {
    let (mut low, mut high) = (-700.0_f64, 700.0_f64);
    let mut u = start.clamp(low, high);
    for _ in 0..300 {
        let (tail, slope) = tails(u);
        // On the log of the smaller target tail the curve is nearly straight far out.
        let (gap, steepness) = if p <= 0.5 {
            (libm::log(tail.lower / p), slope / tail.lower)
        } else {
            (libm::log((1.0 - p) / tail.upper), slope / tail.upper)
        };
        if gap > 0.0 {
            high = u;
        } else {
            low = u;
        }
        let newton = u - gap / steepness;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        let step = (next - u).abs();
        u = next;
        if step <= 1e-16 * u.abs().max(1.0) || high - low <= 1e-15 {
            break;
        }
    }
    u
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got} is not {want}");
    }

    #[test]
    fn normal_quantile_inverts_the_distribution() {
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(normal_quantile(0.5 + 1e-3), 2.506_630_899_571_813e-3);
        for p in [1e-300, 1e-40, 1e-9, 0.01, 0.2, 0.5, 0.93, 0.999_999] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back - p).abs() <= 1e-12 * p, "{back} is not {p}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn chi_square_tails_and_quantiles() {
        close(chi_square_upper(3.841_458_820_694_124, 1.0), 0.05);
        close(chi_square_upper(11.070_497_693_516_355, 5.0), 0.05);
        close(chi_square_quantile(0.95, 5.0), 11.070_497_693_516_355);
        // The extreme left tail: P = x^(df/2) / (2^(df/2) Gamma(df/2 + 1)) there.
        let far = chi_square_quantile(1e-20, 4.0) / (8.0 * 1e-20_f64).sqrt();
        assert!((far - 1.0).abs() < 1e-9);
    }

    #[test]
    fn student_and_f() {
        close(student_two_sided(2.570_581_835_636_314, 5.0), 0.05);
        close(student_quantile(0.975, 5.0), 2.570_581_835_636_314);
        close(student_quantile(0.975, 1.0), 12.706_204_736_174_7);
        close(f_upper(4.0, 1.0, 7.0), student_two_sided(2.0, 7.0));
    }

    #[test]
    fn beta_quantiles_invert() {
        close(beta_quantile(0.025, 1.0, 10.0), -libm::expm1(libm::log(0.975) / 10.0));
        for (a, b) in [(0.5, 10.5), (79.0, 13_922.0), (3.0, 0.5)] {
            for p in [1e-12, 0.025, 0.5, 0.975] {
                let (x, y) = beta_quantile_pair(p, a, b);
                let back = incomplete_beta(a, b, x, y).lower;
                assert!((back - p).abs() <= 1e-11 * p, "{back} is not {p}");
            }
        }
    }

    #[test]
    fn gamma_quantile_of_the_exponential() {
        close(gamma_quantile(0.975, 1.0), -libm::log(0.025));
        let low = gamma_quantile(0.025, 7.0);
        assert!((low - 2.814_363_051_519_87).abs() < 1e-13 * low);
    }
}

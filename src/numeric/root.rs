//! Bracketed root finding.

/// The root of a continuous `f` in `[low, high]`, where it must change sign (or be 0 at an end).
/// `None` when it does not, or when a value is not a number.
///
/// Source: R. P. Brent (1973), "Algorithms for Minimization without Derivatives", chapter 4 (zeroin),
/// run to the resolution of the arithmetic.
pub fn find_root(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa.is_nan() || fb.is_nan() || fa * fb > 0.0 {
        return None;
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut before = step;
    for _ in 0..500 {
        if fb * fc > 0.0 {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
        if fc.abs() < fb.abs() {
            (a, fa) = (b, fb);
            (b, fb) = (c, fc);
            (c, fc) = (a, fa);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + f64::MIN_POSITIVE;
        let middle = 0.5 * (c - b);
        if middle.abs() <= tolerance || fb == 0.0 {
            return Some(b);
        }
        if before.abs() >= tolerance && fa.abs() > fb.abs() {
            let (p, q) = interpolate(a, b, c, fa, fb, fc, middle);
            if 2.0 * p < (3.0 * middle * q - (tolerance * q).abs()).min((before * q).abs()) {
                before = step;
                step = p / q;
            } else {
                step = middle;
                before = middle;
            }
        } else {
            step = middle;
            before = middle;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(middle) };
        fb = f(b);
        if fb.is_nan() {
            return None;
        }
    }
    Some(b)
}

/// Secant or inverse quadratic step from `b`, as a fraction p/q with p >= 0.
fn interpolate(a: f64, b: f64, c: f64, fa: f64, fb: f64, fc: f64, middle: f64) -> (f64, f64) {
    let s = fb / fa;
    let (p, q) = if a == c {
        (2.0 * middle * s, 1.0 - s)
    } else {
        let (r, t) = (fb / fc, fa / fc);
        (s * (2.0 * middle * t * (t - r) - (b - a) * (r - 1.0)), (t - 1.0) * (r - 1.0) * (s - 1.0))
    };
    if p > 0.0 { (p, -q) } else { (-p, q) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_and_refuses_an_empty_bracket() {
        let root = find_root(0.0, 2.0, |x| x * x * x - 2.0).unwrap();
        assert!((root - libm::cbrt(2.0)).abs() < 1e-15);
        assert_eq!(find_root(1.0, 2.0, |x| x + 1.0), None);
        assert_eq!(find_root(0.0, 1.0, |x| x), Some(0.0));
    }
}

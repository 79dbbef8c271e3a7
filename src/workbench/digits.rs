//! Numbers as a person reads them in a terminal. What programs read has full precision.

/// A number with `decimals` digits after the point; a dash where there is none.
pub fn fixed(x: impl Into<Option<f64>>, decimals: usize) -> String {
    match x.into() {
        None => "-".into(),
        Some(x) if x == f64::INFINITY => "Inf".into(),
        Some(x) if x == f64::NEG_INFINITY => "-Inf".into(),
        Some(x) => {
            let text = format!("{x:.decimals$}");
            // A small negative number that rounds to nought is nought.
            if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
                text.trim_start_matches('-').to_owned()
            } else {
                text
            }
        }
    }
}

/// A number with about `digits` significant digits, in plain form where that is short.
pub fn significant(x: impl Into<Option<f64>>, digits: usize) -> String {
    let Some(x) = x.into() else { return "-".into() };
    if x == 0.0 || !x.is_finite() {
        return fixed(x, 0);
    }
    let size = libm::floor(libm::log10(x.abs())) as i32;
    if !(-5..9).contains(&size) {
        return format!("{x:.*e}", digits.saturating_sub(1));
    }
    let decimals = (digits as i32 - 1 - size).max(0) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A count, or a sum of weights.
pub fn count(x: f64) -> String {
    if x == libm::trunc(x) && x.abs() < 1e15 { fixed(x, 0) } else { fixed(x, 2) }
}

/// A p-value: four digits, and never 0.
pub fn p_value(p: impl Into<Option<f64>>) -> String {
    match p.into() {
        Some(p) if p < 0.0001 => "<0.0001".into(),
        p => fixed(p, 4),
    }
}

/// Two limits.
pub fn limits(lower: Option<f64>, upper: Option<f64>, decimals: usize) -> String {
    match (lower, upper) {
        (None, None) => "-".into(),
        (lower, upper) => format!("{} to {}", fixed(lower, decimals), fixed(upper, decimals)),
    }
}

/// `1 row`, `2 rows`.
pub fn counted(n: f64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1.0 { one } else { many })
}

/// Nought and round times up to `last`, at most `most` of these: steps of 1, 2, 2.5 or 5 times a power of ten.
pub fn round_times(last: f64, most: usize) -> Vec<f64> {
    if !(last > 0.0 && last < 1e300) {
        return Vec::new();
    }
    let power = libm::pow(10.0, libm::floor(libm::log10(last / most as f64)));
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0, 20.0];
    let step = steps.iter().map(|s| s * power).find(|step| last / step <= most as f64).unwrap_or(last);
    let times = (0..=most).map(|k| k as f64 * step);
    times.take_while(|time| *time <= last * (1.0 + 1e-12)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(fixed(-0.00001, 3), "0.000");
        assert_eq!(significant(1234.5678, 4), "1235");
        assert_eq!(significant(0.00123456, 3), "0.00123");
        assert_eq!(significant(12.0, 4), "12");
        assert_eq!(p_value(1e-9), "<0.0001");
        assert_eq!(p_value(None), "-");
        assert_eq!(limits(Some(0.1), None, 2), "0.10 to -");
    }

    #[test]
    fn times_are_round_and_few() {
        assert_eq!(
            round_times(1022.0, 12),
            [0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0]
        );
        assert_eq!(round_times(0.0, 12), Vec::<f64>::new());
        assert!(round_times(9.99, 12).len() >= 4 && round_times(7e7, 12).len() <= 13);
    }
}

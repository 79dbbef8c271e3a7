//! Effects in 2x2 tables: odds ratio, risk ratio, risk difference. Rows are exposed and unexposed, columns event
//! and no event.

use super::proportion::wilson;
use super::{EstimateError, Interval, Level};

/// A ratio with its interval on the log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The estimate.
    pub ratio: f64,
    /// The standard error of its logarithm.
    pub log_se: f64,
    /// The interval.
    pub interval: Interval,
}

impl Ratio {
    fn new(ratio: f64, log_se: f64, level: Level) -> Ratio {
        let (centre, reach) = (libm::log(ratio), level.z() * log_se);
        let interval = Interval { lower: libm::exp(centre - reach), upper: libm::exp(centre + reach) };
        Ratio { ratio, log_se, interval }
    }
}

/// The sample odds ratio a d/(b c) with Woolf's interval, log se = sqrt(1/a + 1/b + 1/c + 1/d).
///
/// Source: B. Woolf (1955), Annals of Human Genetics 19, 251-253. Errors: a zero cell ([`EstimateError::EmptyMargin`]);
/// then [`odds_ratio_haldane`] or Fisher's interval answers.
pub fn odds_ratio(table: [[u64; 2]; 2], level: Level) -> Result<Ratio, EstimateError> {
    if table.iter().flatten().any(|&cell| cell == 0) {
        return Err(EstimateError::EmptyMargin);
    }
    Ok(woolf(table.map(|row| row.map(|cell| cell as f64)), level))
}

/// The odds ratio after adding 1/2 to each cell.
///
/// Source: J. B. S. Haldane (1956), Annals of Human Genetics 20, 309-311; F. J. Anscombe (1956). Never fails.
pub fn odds_ratio_haldane(table: [[u64; 2]; 2], level: Level) -> Ratio {
    woolf(table.map(|row| row.map(|cell| cell as f64 + 0.5)), level)
}

fn woolf(table: [[f64; 2]; 2], level: Level) -> Ratio {
    let [[a, b], [c, d]] = table;
    Ratio::new(a * d / (b * c), (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt(), level)
}

/// The risk ratio (a/n1)/(c/n2), log se = sqrt(1/a - 1/n1 + 1/c - 1/n2).
///
/// Source: D. Katz and others (1978), Biometrics 34, 469-474. Errors: no events in a row, or an empty row.
pub fn risk_ratio(table: [[u64; 2]; 2], level: Level) -> Result<Ratio, EstimateError> {
    let [[a, b], [c, d]] = table.map(|row| row.map(|cell| cell as f64));
    if a == 0.0 || c == 0.0 {
        return Err(EstimateError::EmptyMargin);
    }
    let (n1, n2) = (a + b, c + d);
    // 1/a - 1/n1 = b/(a n1), without the cancellation.
    Ok(Ratio::new(a * n2 / (c * n1), (b / (a * n1) + d / (c * n2)).sqrt(), level))
}

/// A difference of shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskDifference {
    /// a/n1 - c/n2.
    pub difference: f64,
    /// The plain normal interval.
    pub wald: Interval,
    /// Newcombe's interval from two Wilson intervals, which keeps to [-1, 1].
    pub newcombe: Interval,
}

/// The risk difference a/n1 - c/n2.
///
/// Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. Errors: an empty row.
pub fn risk_difference(table: [[u64; 2]; 2], level: Level) -> Result<RiskDifference, EstimateError> {
    let [[a, b], [c, d]] = table;
    let (w1, w2) = (wilson(a, a + b, level)?, wilson(c, c + d, level)?);
    let (n1, n2) = ((a + b) as f64, (c + d) as f64);
    let (p1, p2) = (a as f64 / n1, c as f64 / n2);
    let difference = p1 - p2;
    let spread = level.z() * (p1 * (1.0 - p1) / n1 + p2 * (1.0 - p2) / n2).sqrt();
    let reach = |x: f64, y: f64| (x * x + y * y).sqrt();
    Ok(RiskDifference {
        difference,
        wald: Interval { lower: difference - spread, upper: difference + spread },
        newcombe: Interval {
            lower: difference - reach(p1 - w1.lower, w2.upper - p2),
            upper: difference + reach(w1.upper - p1, p2 - w2.lower),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_cells_are_told() {
        let table = [[0, 12], [5, 9]];
        assert_eq!(odds_ratio(table, Level::P95), Err(EstimateError::EmptyMargin));
        assert_eq!(risk_ratio(table, Level::P95), Err(EstimateError::EmptyMargin));
        let haldane = odds_ratio_haldane(table, Level::P95);
        assert!((haldane.ratio - 0.5 * 9.5 / (12.5 * 5.5)).abs() < 1e-15);
        assert!(risk_difference(table, Level::P95).unwrap().newcombe.lower >= -1.0);
    }

    #[test]
    fn swapping_rows_inverts_the_ratios() {
        let there = risk_ratio([[10, 20], [30, 5]], Level::P95).unwrap();
        let back = risk_ratio([[30, 5], [10, 20]], Level::P95).unwrap();
        assert!((there.ratio * back.ratio - 1.0).abs() < 1e-14);
        assert!((there.interval.lower * back.interval.upper - 1.0).abs() < 1e-13);
    }
}

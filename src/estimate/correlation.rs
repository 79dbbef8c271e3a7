//! Correlation of two numeric columns: Pearson, Spearman, Kendall.

use super::rank_test::rank;
use super::summary::mean;
use super::{EstimateError, Interval, Level};
use crate::numeric::distribution::{normal_two_sided, student_two_sided};
use crate::numeric::sum::sum;

/// A correlation with the p-value of none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// From -1 to 1.
    pub r: f64,
    /// Two-sided p-value; `None` with too few rows.
    pub p: Option<f64>,
    /// Fisher's interval (Pearson only, from 4 rows on).
    pub interval: Option<Interval>,
}

fn product_moment(x: &[f64], y: &[f64]) -> Result<f64, EstimateError> {
    let (a, b) = (mean(x), mean(y));
    let cross = |u: &[f64], v: &[f64], a: f64, b: f64| sum(u.iter().zip(v).map(|(u, v)| (u - a) * (v - b)));
    let spread = (cross(x, x, a, a) * cross(y, y, b, b)).sqrt();
    if spread.is_nan() || spread <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    Ok((cross(x, y, a, b) / spread).clamp(-1.0, 1.0))
}

fn check(x: &[f64], y: &[f64]) -> Result<(), EstimateError> {
    if x.len() != y.len() {
        return Err(EstimateError::UnequalLengths);
    }
    if x.len() < 2 {
        return Err(EstimateError::TooFewRows { needed: 2 });
    }
    match x.iter().zip(y).position(|(x, y)| !(crate::numeric::is_tractable(*x) && crate::numeric::is_tractable(*y))) {
        Some(row) => Err(EstimateError::NotFinite { row }),
        None => Ok(()),
    }
}

fn t_approximation(r: f64, n: usize) -> Option<f64> {
    let df = n.checked_sub(2).filter(|&df| df > 0)? as f64;
    Some(if r.abs() == 1.0 { 0.0 } else { student_two_sided(r * (df / ((1.0 - r) * (1.0 + r))).sqrt(), df) })
}

/// Pearson's product-moment correlation, t test, and interval on Fisher's z scale.
///
/// Source: K. Pearson (1896); R. A. Fisher (1921), Metron 1, 3-32. Errors: fewer than two rows, unequal columns, a column that
/// does not vary.
pub fn pearson(x: &[f64], y: &[f64], level: Level) -> Result<Correlation, EstimateError> {
    check(x, y)?;
    let r = product_moment(x, y)?;
    let interval = (x.len() > 3).then(|| {
        let reach = level.z() / ((x.len() - 3) as f64).sqrt();
        Interval { lower: libm::tanh(libm::atanh(r) - reach), upper: libm::tanh(libm::atanh(r) + reach) }
    });
    Ok(Correlation { r, p: t_approximation(r, x.len()), interval })
}

/// Spearman's rank correlation: Pearson's of mean ranks, with the t approximation. Source: C. Spearman (1904). Errors: as
/// [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> Result<Correlation, EstimateError> {
    check(x, y)?;
    let r = product_moment(&rank(x)?.ranks, &rank(y)?.ranks)?;
    Ok(Correlation { r, p: t_approximation(r, x.len()), interval: None })
}

/// Kendall's tau-b with the normal test corrected for ties.
///
/// Source: M. G. Kendall (1970), "Rank Correlation Methods", 4th ed., sections 3.4 and 4.3, equation 4.3; W. R. Knight
/// (1966), JASA 61, 436-439, for counting in n log n. Errors: as [`pearson`].
pub fn kendall(x: &[f64], y: &[f64]) -> Result<Correlation, EstimateError> {
    check(x, y)?;
    let s = concordant_less_discordant(x, y) as f64;
    let n = x.len() as f64;
    let (tx, ty) = (tie_sizes(x), tie_sizes(y));
    let over = |ties: &[f64], f: fn(f64) -> f64| sum(ties.iter().map(|&t| f(t)));
    let couples = |t: f64| t * (t - 1.0);
    let spread = ((n * (n - 1.0) - over(&tx, couples)) * (n * (n - 1.0) - over(&ty, couples))).sqrt();
    if spread.is_nan() || spread <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let full = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let triple = |t: f64| t * (t - 1.0) * (t - 2.0);
    let mut variance = (full(n) - over(&tx, full) - over(&ty, full)) / 18.0
        + over(&tx, couples) * over(&ty, couples) / (2.0 * n * (n - 1.0));
    if x.len() > 2 {
        variance += over(&tx, triple) * over(&ty, triple) / (9.0 * n * (n - 1.0) * (n - 2.0));
    }
    let p = (variance > 0.0).then(|| normal_two_sided(s / variance.sqrt()));
    Ok(Correlation { r: 2.0 * s / spread, p, interval: None })
}

/// Pairs in the same order in x and y less pairs in opposite order: all pairs, less those tied in either, less twice the
/// exchanges that bring y into order once rows are in the order of x.
fn concordant_less_discordant(x: &[f64], y: &[f64]) -> i64 {
    // Adding 0 makes one of 0 and -0.
    let mut rows: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let couples = |n: usize| (n * n.saturating_sub(1) / 2) as i64;
    let tied = |same: fn(&(f64, f64), &(f64, f64)) -> bool, rows: &[(f64, f64)]| -> i64 {
        rows.chunk_by(same).map(|run| couples(run.len())).sum()
    };
    let both = tied(|a, b| a == b, &rows);
    let in_x = tied(|a, b| a.0 == b.0, &rows);
    let mut column: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let exchanges = merge_sort(&mut column);
    let in_y: i64 = column.chunk_by(|a, b| a == b).map(|run| couples(run.len())).sum();
    couples(x.len()) - in_x - in_y + both - 2 * exchanges
}

/// Sorts `values` and counts the pairs that stood in falling order.
fn merge_sort(values: &mut [f64]) -> i64 {
    let (mut exchanges, mut width) = (0_i64, 1);
    let mut merged = values.to_vec();
    while width < values.len() {
        for (from, to) in values.chunks(2 * width).zip(merged.chunks_mut(2 * width)) {
            let (left, right) = from.split_at(width.min(from.len()));
            let (mut i, mut j) = (0, 0);
            for cell in to {
                if j == right.len() || (i < left.len() && left[i] <= right[j]) {
                    *cell = left[i];
                    i += 1;
                } else {
                    *cell = right[j];
                    j += 1;
                    exchanges += (left.len() - i) as i64;
                }
            }
        }
        values.copy_from_slice(&merged);
        width *= 2;
    }
    exchanges
}

fn tie_sizes(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|run| run.len() as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kendalls_count_is_that_of_all_pairs() {
        let sign = |a: f64, b: f64| i64::from(a > b) - i64::from(a < b);
        for n in [2_usize, 3, 7, 64, 101] {
            let x: Vec<f64> = (0..n).map(|k| ((k * 7) % 5) as f64 - 2.0).collect();
            let y: Vec<f64> = (0..n).map(|k| ((k * k + 3) % 11) as f64 * if k % 3 == 0 { -0.0 } else { 1.0 }).collect();
            let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
            let slow: i64 = pairs.map(|(i, j)| sign(x[i], x[j]) * sign(y[i], y[j])).sum();
            assert_eq!(concordant_less_discordant(&x, &y), slow);
        }
    }

    #[test]
    fn a_line_is_one_and_a_constant_is_refused() {
        let (x, y) = ([1.0, 2.0, 4.0, 7.0], [3.0, 5.0, 9.0, 15.0]);
        assert!((pearson(&x, &y, Level::P95).unwrap().r - 1.0).abs() < 1e-15);
        assert_eq!(kendall(&x, &y).unwrap().r, 1.0);
        assert_eq!(spearman(&x, &y).unwrap().r, 1.0);
        assert_eq!(kendall(&x, &[1.0; 4]), Err(EstimateError::NoVariation));
        assert_eq!(pearson(&x, &[1.0; 4], Level::P95), Err(EstimateError::NoVariation));
    }
}

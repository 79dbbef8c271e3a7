//! Adjustment of p-values for being many.

use super::EstimateError;

fn order(p: &[f64]) -> Result<Vec<usize>, EstimateError> {
    if let Some(row) = p.iter().position(|p| !p.is_finite()) {
        return Err(EstimateError::NotFinite { row });
    }
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return Err(EstimateError::Domain("a p-value outside [0, 1]"));
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    Ok(order)
}

/// From the smallest up: the running maximum of factor(rank) p.
fn step_down(p: &[f64], factor: impl Fn(usize) -> f64) -> Result<Vec<f64>, EstimateError> {
    let mut adjusted = vec![0.0; p.len()];
    let mut highest = 0.0_f64;
    for (rank, at) in order(p)?.into_iter().enumerate() {
        highest = highest.max(factor(rank) * p[at]).min(1.0);
        adjusted[at] = highest;
    }
    Ok(adjusted)
}

/// From the largest down: the running minimum of factor(rank) p.
fn step_up(p: &[f64], factor: impl Fn(usize) -> f64) -> Result<Vec<f64>, EstimateError> {
    let mut adjusted = vec![0.0; p.len()];
    let mut lowest = 1.0_f64;
    for (rank, at) in order(p)?.into_iter().enumerate().rev() {
        lowest = lowest.min(factor(rank) * p[at]);
        adjusted[at] = lowest;
    }
    Ok(adjusted)
}

/// Bonferroni: m p, at most 1. Errors: a p-value outside [0, 1].
pub fn bonferroni(p: &[f64]) -> Result<Vec<f64>, EstimateError> {
    order(p)?;
    Ok(p.iter().map(|one| (one * p.len() as f64).min(1.0)).collect())
}

/// Holm's step-down: controls the chance of any false finding. S. Holm (1979), Scandinavian Journal of Statistics 6,
/// 65-70. Errors: a p-value outside [0, 1].
pub fn holm(p: &[f64]) -> Result<Vec<f64>, EstimateError> {
    step_down(p, |rank| (p.len() - rank) as f64)
}

/// Hochberg's step-up. Y. Hochberg (1988), Biometrika 75, 800-802. Errors: a p-value outside [0, 1].
pub fn hochberg(p: &[f64]) -> Result<Vec<f64>, EstimateError> {
    step_up(p, |rank| (p.len() - rank) as f64)
}

/// Benjamini and Hochberg's false discovery rate (1995), JRSS B 57, 289-300. Errors: a p-value outside [0, 1].
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, EstimateError> {
    step_up(p, |rank| p.len() as f64 / (rank + 1) as f64)
}

/// Benjamini and Yekutieli's, under any dependence (2001), Annals of Statistics 29, 1165-1188. Errors: a p-value
/// outside [0, 1].
pub fn benjamini_yekutieli(p: &[f64]) -> Result<Vec<f64>, EstimateError> {
    let harmonic = crate::numeric::sum::sum((1..=p.len()).map(|k| 1.0 / k as f64));
    step_up(p, |rank| harmonic * p.len() as f64 / (rank + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_example() {
        let p = [0.01, 0.04, 0.03, 0.005];
        let close = |a: Vec<f64>, b: [f64; 4]| a.iter().zip(b).for_each(|(a, b)| assert!((a - b).abs() < 1e-15));
        close(holm(&p).unwrap(), [0.03, 0.06, 0.06, 0.02]);
        close(hochberg(&p).unwrap(), [0.03, 0.04, 0.04, 0.02]);
        close(benjamini_hochberg(&p).unwrap(), [0.02, 0.04, 0.04, 0.02]);
        close(bonferroni(&p).unwrap(), [0.04, 0.16, 0.12, 0.02]);
        assert!(holm(&[1.5]).is_err() && holm(&[f64::NAN]).is_err());
        assert_eq!(holm(&[]), Ok(vec![]));
    }
}

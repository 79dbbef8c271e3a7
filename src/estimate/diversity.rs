//! How evenly a total is spread over categories.

use super::EstimateError;
use crate::numeric::sum::sum;

/// Indices of diversity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diversity {
    /// Shannon's entropy, - sum p ln p.
    pub shannon: f64,
    /// Simpson's index, 1 - sum p^2.
    pub simpson: f64,
    /// Herfindahl's index, sum p^2.
    pub herfindahl: f64,
    /// exp(entropy): as many equal categories would be as diverse.
    pub effective_number: f64,
    /// Entropy over its most for the categories in use; `None` for one.
    pub evenness: Option<f64>,
}

/// Diversity of `counts`; categories without rows add nothing.
///
/// Source: C. E. Shannon (1948); E. H. Simpson (1949), Nature 163, 688; M. O. Hill (1973), Ecology 54, 427-432. Errors: no rows, a total
/// above 2^53.
pub fn diversity(counts: &[u64]) -> Result<Diversity, EstimateError> {
    let total = super::contingency::whole(counts)?;
    if total == 0 {
        return Err(EstimateError::NoRows);
    }
    let shares: Vec<f64> = counts.iter().filter(|&&c| c > 0).map(|&c| c as f64 / total as f64).collect();
    let shannon = -sum(shares.iter().map(|p| p * libm::log(*p)));
    let herfindahl = sum(shares.iter().map(|p| p * p));
    Ok(Diversity {
        shannon: shannon.max(0.0),
        simpson: 1.0 - herfindahl,
        herfindahl,
        effective_number: libm::exp(shannon),
        evenness: (shares.len() > 1).then(|| shannon / libm::log(shares.len() as f64)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_and_single() {
        let even = diversity(&[5, 5, 5, 5, 0]).unwrap();
        assert!((even.effective_number - 4.0).abs() < 1e-14 && (even.evenness.unwrap() - 1.0).abs() < 1e-15);
        assert_eq!(diversity(&[7]).unwrap().evenness, None);
        assert_eq!(diversity(&[0, 0]), Err(EstimateError::NoRows));
    }
}

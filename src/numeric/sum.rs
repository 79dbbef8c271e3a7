//! Compensated sums. Owns the one way this crate adds up floating-point numbers.

/// A running sum with Neumaier's compensation: the error does not grow with the number of terms.
///
/// Source: A. Neumaier (1974), "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
/// Summen", ZAMM 54, 39-51, algorithm IV.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// The empty sum.
    pub const ZERO: Sum = Sum { high: 0.0, low: 0.0 };

    /// Adds one term.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let total = self.high + term;
        self.low += if self.high.abs() >= term.abs() { (self.high - total) + term } else { (term - total) + self.high };
        self.high = total;
    }

    /// Adds all that another sum holds.
    #[inline]
    pub fn merge(&mut self, other: Sum) {
        self.add(other.high);
        self.low += other.low;
    }

    /// The sum so far, rounded once.
    #[inline]
    pub fn value(self) -> f64 {
        // An overflow leaves the compensation undefined; the plain sum is then the answer.
        if self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Sum {
        let mut sum = Sum::ZERO;
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// The compensated sum of `terms`, in their order; 0 for none.
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_a_plain_sum_loses() {
        let terms = [1.0, 1e100, 1.0, -1e100];
        assert_eq!(terms.iter().sum::<f64>(), 0.0);
        assert_eq!(sum(terms), 2.0);
        assert_eq!(sum((0..10).map(|_| 0.1)), 1.0);
        let (mut left, right) = (Sum::from_iter(terms[..3].iter().copied()), Sum::from_iter([-1e100]));
        left.merge(right);
        assert_eq!(left.value(), 2.0);
    }

    #[test]
    fn overflow_is_infinite_and_not_a_number_never() {
        assert_eq!(sum([f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(sum([]), 0.0);
    }
}

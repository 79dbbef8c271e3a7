//! Seeded uniform numbers for the imputation of coarse dates.
//!
//! Persons are sorted before anything is drawn, so that the order of the file's rows does not matter.

use crate::numeric::split_mix::split_mix;

/// A stream of SplitMix64.
pub struct Draw(u64);

impl Draw {
    /// The stream of one imputation: the same seed and number give the same draws.
    pub fn of(seed: u64, number: usize) -> Self {
        let mut draw = Draw(seed ^ (number as u64).wrapping_mul(0xD134_2543_DE82_EF95));
        split_mix(&mut draw.0);
        draw
    }

    /// A number in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        (split_mix(&mut self.0) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn streams_are_uniform_and_apart() {
        let mean = |number| {
            let mut draw = Draw::of(7, number);
            (0..4000).map(|_| draw.uniform()).sum::<f64>() / 4000.0
        };
        // Four standard errors of a mean of 4,000 uniform numbers.
        (0..20).for_each(|number| assert!((mean(number) - 0.5).abs() < 0.02, "{number}"));
        assert_ne!(Draw::of(7, 0).uniform(), Draw::of(7, 1).uniform());
        assert_eq!(Draw::of(7, 3).uniform(), Draw::of(7, 3).uniform());
    }
}

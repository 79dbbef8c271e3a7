//! What is asked of the simulation: how many people, and from which seed.

use crate::calendar::Day;

/// The seed of the committed sample: with 14,000 people its model leaves 79 persons known to have been re-trafficked.
pub const SAMPLE_SEED: u64 = 815;

/// Number of people in the committed sample.
pub const SAMPLE_PERSONS: u32 = 14_000;

/// A simulation to run. The same design always gives the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    /// People in the case file.
    pub persons: u32,
    /// Seed of every stream.
    pub seed: u64,
}

impl Default for Design {
    fn default() -> Self {
        Design { persons: SAMPLE_PERSONS, seed: SAMPLE_SEED }
    }
}

/// First day of the simulated database, 1999-01-01.
pub(super) const OPENED: Day = Day(10_592);

/// Last day of the simulated extract, 2009-12-31.
pub(super) const CUTOFF: Day = Day(14_609);

/// Last day of the truth, 2014-12-31: five years beyond the extract, so that what it could not see is known.
pub(super) const HORIZON: Day = Day(16_435);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_the_dates_named() {
        let days = [OPENED, CUTOFF, HORIZON].map(|day| day.to_string());
        assert_eq!(days, ["1999-01-01", "2009-12-31", "2014-12-31"]);
    }
}

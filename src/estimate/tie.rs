//! Which float times are one time. Integer days need none of this.

/// Merges times that differ by rounding alone: neighbours among the distinct values closer than
/// sqrt(machine epsilon), absolutely or relative to the mean of the distinct absolute values, become
/// the smallest of their run. All columns that hold times of one kind must be merged together.
///
/// Source: T. M. Therneau, R package survival, `aeqSurv` ("timefix").
pub(crate) struct TieRule {
    /// Smallest member of each run, ascending; empty when nothing is tied by rounding.
    cuts: Vec<f64>,
}

impl TieRule {
    /// Finds the runs among all values of `columns`, which must be finite.
    pub(crate) fn new(columns: &[&[f64]]) -> TieRule {
        let mut values: Vec<f64> = columns.iter().flat_map(|column| column.iter().copied()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let mean = crate::numeric::sum::sum(values.iter().map(|v| v.abs())) / values.len().max(1) as f64;
        let tolerance = f64::EPSILON.sqrt();
        let tied = |pair: &[f64]| {
            let gap = pair[1] - pair[0];
            gap <= tolerance || gap / mean <= tolerance
        };
        if !values.windows(2).any(tied) {
            return TieRule { cuts: Vec::new() };
        }
        let mut cuts = vec![values[0]];
        cuts.extend(values.windows(2).filter(|pair| !tied(pair)).map(|pair| pair[1]));
        TieRule { cuts }
    }

    /// The time that stands for `time`.
    fn snap(&self, time: f64) -> f64 {
        match self.cuts.partition_point(|&cut| cut <= time) {
            0 => time,
            k => self.cuts[k - 1],
        }
    }

    /// A copy of `column` with every time snapped.
    pub(crate) fn apply(&self, column: &[f64]) -> Vec<f64> {
        if self.cuts.is_empty() {
            return column.to_vec();
        }
        column.iter().map(|&time| self.snap(time)).collect()
    }
}

/// Whether a step at `step` has happened by `time`, a time that may have been printed to 15 digits and read again.
pub(crate) fn reached(step: f64, time: f64) -> bool {
    step <= time || step - time <= 1e-12 * time.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_one_time_and_a_day_is_not() {
        let times = [0.1 + 0.2, 0.3, 1.0, 2.0];
        let rule = TieRule::new(&[&times]);
        assert_eq!(rule.apply(&times), [0.3, 0.3, 1.0, 2.0]);
        assert_eq!(TieRule::new(&[&[1.0, 2.0]]).apply(&[1.0, 2.0]), [1.0, 2.0]);
    }
}

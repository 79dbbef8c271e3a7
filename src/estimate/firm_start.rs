//! Where a curve with delayed entry may start: the time from which enough stay at risk.

use super::RiskSet;

impl RiskSet {
    /// The first time from which at least `least` (rows, or weight) stay at risk up to the time at which most are;
    /// just after t those with entry <= t < exit are at risk. What [`super::RiskTable::after`] this time gives is
    /// conditional on being event-free at it.
    ///
    /// `Some(None)`: firm from the beginning of time (rows without entry). `None`: no rows, or never so many at risk.
    ///
    /// The time of the last event or censoring before that will not do: the time from there to the firm start is free of
    /// events because it was chosen so, and a curve said to start there is too high (METHODS gives by how much).
    pub fn firm_start(&self, least: f64) -> Option<Option<f64>> {
        let mut present = 0.0;
        let mut changes: Vec<(f64, f64)> = Vec::with_capacity(2 * self.len());
        for k in 0..self.len() {
            match self.entry_time(k) {
                Some(entry) => changes.push((entry, self.weight(k))),
                None => present += self.weight(k),
            }
            changes.push((self.times()[self.exit(k)], -self.weight(k)));
        }
        changes.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let (mut start, mut most) = (Some(None).filter(|_| present >= least), present);
        // The start that holds at the largest risk set so far.
        let mut firm = start;
        let mut at = changes.as_slice();
        while let Some(&(time, _)) = at.first() {
            let (now, later) = at.split_at(at.partition_point(|change| change.0 <= time));
            present += now.iter().map(|change| change.1).sum::<f64>();
            at = later;
            start = if present < least { None } else { start.or(Some(Some(time))) };
            if present > most {
                (most, firm) = (present, start);
            }
        }
        firm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(entry: &[i32], exit: &[i32]) -> RiskSet {
        RiskSet::from_days(Some(entry), exit, &vec![0; exit.len()], None).unwrap()
    }

    #[test]
    fn worked_by_hand() {
        // Just after 0, 1, 2, 3, 4, 5, 9: 1, 4, 5, 4, 5, 4, 0 at risk.
        let risk = set(&[0, 1, 1, 1, 2, 4], &[3, 9, 9, 9, 9, 5]);
        assert_eq!(risk.firm_start(1.0), Some(Some(0.0)));
        assert_eq!(risk.firm_start(4.0), Some(Some(1.0)));
        assert_eq!(risk.firm_start(5.0), Some(Some(2.0)));
        assert_eq!(risk.firm_start(6.0), None);
    }

    #[test]
    fn a_thin_stretch_before_the_largest_risk_set_puts_the_start_off() {
        // Just after 0, 2, 3, 5: 3, 1, 4 at risk, then fewer.
        let risk = set(&[0, 0, 0, 3, 3, 3], &[2, 2, 9, 9, 9, 5]);
        assert_eq!(risk.firm_start(2.0), Some(Some(3.0)));
        // Thin again after it: no matter.
        assert_eq!(risk.firm_start(4.0), Some(Some(3.0)));
    }

    #[test]
    fn without_entries_there_is_nothing_to_wait_for() {
        let set = RiskSet::from_days(None, &[3, 4, 9], &[1, 0, 1], None).unwrap();
        assert_eq!(set.firm_start(3.0), Some(None));
        assert_eq!(set.firm_start(4.0), None);
    }

    #[test]
    fn weight_counts() {
        let set = RiskSet::from_days(Some(&[0, 2]), &[5, 8], &[1, 0], Some(&[2.0, 3.0])).unwrap();
        assert_eq!((set.firm_start(2.0), set.firm_start(4.0)), (Some(Some(0.0)), Some(Some(2.0))));
    }
}

//! Counts at every distinct time: at risk, events by cause, censored. What estimators fold over.

use super::{Event, RiskSet};
use crate::numeric::sum::Sum;

/// Counts (or weights) by time and group. At risk means just before the time.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTable {
    times: Vec<f64>,
    groups: usize,
    causes: usize,
    sizes: Vec<u32>,
    at_risk: Vec<f64>,
    events: Vec<f64>,
    event_rows: Vec<u32>,
    censored: Vec<f64>,
}

impl RiskTable {
    pub(crate) fn count(set: &RiskSet, group: impl Fn(usize) -> usize, groups: usize) -> RiskTable {
        let times = set.times().to_vec();
        let causes = set.causes();
        let mut table = RiskTable {
            sizes: vec![0; groups],
            at_risk: vec![0.0; times.len() * groups],
            events: vec![0.0; times.len() * groups * causes],
            event_rows: vec![0; if set.has_weights() { times.len() * groups * causes } else { 0 }],
            censored: vec![0.0; times.len() * groups],
            times,
            groups,
            causes,
        };
        for k in 0..set.len() {
            let g = group(k);
            let cell = set.exit(k) * groups + g;
            table.sizes[g] += 1;
            match set.cause(k) {
                0 => table.censored[cell] += set.weight(k),
                cause => {
                    table.events[cell * causes + cause - 1] += set.weight(k);
                    // A row without weight is as none.
                    if set.has_weights() && set.weight(k) > 0.0 {
                        table.event_rows[cell * causes + cause - 1] += 1;
                    }
                }
            }
        }
        if set.has_weights() {
            table.sum_weights(set, group)
        } else {
            table.sum_counts(set, group)
        }
        table
    }

    /// A table of given counts, one cause, by time and then group.
    pub(crate) fn from_counts(times: Vec<f64>, groups: usize, at_risk: Vec<f64>, events: Vec<f64>) -> RiskTable {
        RiskTable {
            censored: vec![0.0; at_risk.len()],
            event_rows: Vec::new(),
            sizes: vec![0; groups],
            causes: 1,
            times,
            groups,
            at_risk,
            events,
        }
    }

    /// At risk at j = rows that leave at j or later, less those that enter at j or later. Counts are exact as they are.
    fn sum_counts(&mut self, set: &RiskSet, group: impl Fn(usize) -> usize) {
        if set.has_entry() {
            for k in (0..set.len()).filter(|&k| set.entry(k) > 0) {
                self.at_risk[(set.entry(k) - 1) * self.groups + group(k)] -= 1.0;
            }
        }
        let mut present = vec![0.0; self.groups];
        for j in (0..self.times.len()).rev() {
            for (g, present) in present.iter_mut().enumerate() {
                let cell = j * self.groups + g;
                let left = self.events[cell * self.causes..(cell + 1) * self.causes].iter().sum::<f64>();
                *present += self.censored[cell] + left + self.at_risk[cell];
                self.at_risk[cell] = *present;
            }
        }
    }

    /// The same with weights. Where nobody is left the sum is exactly 0, and where all have the event it is exactly
    /// theirs: a curve then ends at 0 and not at a rounding of it.
    fn sum_weights(&mut self, set: &RiskSet, group: impl Fn(usize) -> usize) {
        let mut late: Vec<usize> = (0..set.len()).filter(|&k| set.entry(k) > 0).collect();
        late.sort_by_key(|&k| std::cmp::Reverse(set.entry(k)));
        let mut late = late.into_iter().peekable();
        let mut leaving = (0..set.len()).rev().peekable();
        let mut present = vec![(Sum::ZERO, 0_i64); self.groups];
        let counts = |k: usize| i64::from(set.weight(k) > 0.0);
        for j in (0..self.times.len()).rev() {
            while let Some(k) = leaving.next_if(|&k| set.exit(k) == j) {
                let (sum, rows) = &mut present[group(k)];
                sum.add(set.weight(k));
                *rows += counts(k);
            }
            while let Some(k) = late.next_if(|&k| set.entry(k) > j) {
                let (sum, rows) = &mut present[group(k)];
                sum.add(-set.weight(k));
                *rows -= counts(k);
            }
            for (g, &(sum, rows)) in present.iter().enumerate() {
                let with_event = i64::from(self.event_rows(j, g, Event::Any));
                self.at_risk[j * self.groups + g] =
                    if rows == with_event { self.events(j, g, Event::Any) } else { sum.value() };
            }
        }
    }

    /// The distinct exit times, ascending.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The number of groups (columns).
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The number of causes.
    pub fn causes(&self) -> usize {
        self.causes
    }

    /// Rows (not weight) of group `g`.
    pub fn size(&self, g: usize) -> u32 {
        self.sizes[g]
    }

    /// At risk in group `g` just before time `j`.
    #[inline]
    pub fn at_risk(&self, j: usize, g: usize) -> f64 {
        self.at_risk[j * self.groups + g]
    }

    /// At risk in all groups just before time `j`.
    pub fn all_at_risk(&self, j: usize) -> f64 {
        self.at_risk[j * self.groups..(j + 1) * self.groups].iter().sum()
    }

    /// Events of the chosen kind in group `g` at time `j`.
    #[inline]
    pub fn events(&self, j: usize, g: usize, event: Event) -> f64 {
        let cell = j * self.groups + g;
        match event {
            // Not `sum`, which gives -0 for no causes.
            Event::Any => self.events[cell * self.causes..(cell + 1) * self.causes].iter().fold(0.0, |a, b| a + b),
            Event::Cause(cause) if cause >= 1 && usize::from(cause) <= self.causes => {
                self.events[cell * self.causes + usize::from(cause) - 1]
            }
            Event::Cause(_) => 0.0,
        }
    }

    /// Rows (not weight) with the event.
    pub fn event_rows(&self, j: usize, g: usize, event: Event) -> u32 {
        if self.event_rows.is_empty() {
            return self.events(j, g, event) as u32;
        }
        let cell = j * self.groups + g;
        match event {
            Event::Any => self.event_rows[cell * self.causes..(cell + 1) * self.causes].iter().sum(),
            Event::Cause(cause) if cause >= 1 && usize::from(cause) <= self.causes => {
                self.event_rows[cell * self.causes + usize::from(cause) - 1]
            }
            Event::Cause(_) => 0,
        }
    }

    /// Rows that leave group `g` at time `j` without the chosen event: censored, or with another.
    pub fn withdrawn(&self, j: usize, g: usize, event: Event) -> f64 {
        self.censored[j * self.groups + g] + (self.events(j, g, Event::Any) - self.events(j, g, event))
    }

    /// Rows of group `g` censored at time `j`.
    pub fn censored(&self, j: usize, g: usize) -> f64 {
        self.censored[j * self.groups + g]
    }

    /// The table from the first time after `start` on: estimates from it are conditional on being
    /// event-free at `start`.
    pub fn after(&self, start: f64) -> RiskTable {
        let first = self.times.partition_point(|&time| super::tie::reached(time, start));
        let (cells, causes) = (first * self.groups, first * self.groups * self.causes);
        RiskTable {
            times: self.times[first..].to_vec(),
            groups: self.groups,
            causes: self.causes,
            sizes: self.sizes.clone(),
            at_risk: self.at_risk[cells..].to_vec(),
            events: self.events[causes..].to_vec(),
            event_rows: self.event_rows.get(causes..).unwrap_or_default().to_vec(),
            censored: self.censored[cells..].to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::Labels;

    #[test]
    fn strata_sum_to_the_whole() {
        let entry = [0, 0, 2, 1, 3, 0, 5];
        let exit = [4, 6, 6, 3, 9, 9, 7];
        let cause = [1, 0, 2, 1, 0, 2, 1];
        let codes = [0, 1, 2, 1, 0, 2, 0];
        let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        let (whole, by) = (set.table(), set.table_by(&Labels::new(&codes, 3).unwrap()).unwrap());
        for j in 0..whole.times().len() {
            assert_eq!(whole.at_risk(j, 0), by.all_at_risk(j));
            for event in [Event::Any, Event::Cause(1), Event::Cause(2), Event::Cause(3)] {
                assert_eq!(whole.events(j, 0, event), (0..3).map(|g| by.events(j, g, event)).sum::<f64>());
            }
        }
    }

    #[test]
    fn whole_weights_count_as_rows() {
        let doubled = RiskSet::from_days(Some(&[0, 0, 2, 2]), &[5, 5, 8, 8], &[1, 1, 0, 0], None).unwrap();
        let weighted = RiskSet::from_days(Some(&[0, 2]), &[5, 8], &[1, 0], Some(&[2.0, 2.0])).unwrap();
        let (a, b) = (doubled.table(), weighted.table());
        assert_eq!(a.at_risk, b.at_risk);
        assert_eq!(a.events, b.events);
        assert_eq!((a.event_rows(0, 0, Event::Any), b.event_rows(0, 0, Event::Any)), (2, 1));
    }
}

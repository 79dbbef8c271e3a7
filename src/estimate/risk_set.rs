//! The risk set: rows of follow-up, sorted once. Every time-to-event estimator is a fold over it.
//!
//! A row is at risk on (entry, exit]; without an entry column it is at risk from the beginning of
//! time, so that an event at time 0 counts (as in R). At one time events come before censorings.

use super::tie::TieRule;
use super::{EstimateError, Labels, RiskTable};

/// Rows of follow-up in ascending order of exit, with the distinct exit times numbered.
///
/// Cause 0 is censoring, causes 1, 2, ... are competing kinds of event. All columns are in sorted
/// order; [`RiskSet::rows`] leads back to the caller's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskSet {
    times: Vec<f64>,
    rows: Vec<u32>,
    exit: Vec<u32>,
    entry: Vec<u32>,
    entry_time: Vec<f64>,
    cause: Vec<u16>,
    weight: Vec<f64>,
    causes: usize,
}

impl RiskSet {
    /// From integer days. `cause` is 0 for a censored row; `entry` and `weight` may be absent.
    ///
    /// Errors: no rows, columns of unequal length, a row with entry >= exit, an invalid weight.
    pub fn from_days(
        entry: Option<&[i32]>,
        exit: &[i32],
        cause: &[u16],
        weight: Option<&[f64]>,
    ) -> Result<RiskSet, EstimateError> {
        check(entry.map(<[i32]>::len), exit.len(), cause.len(), weight)?;
        let days = DayIndex::new(exit);
        let exit_index = exit.iter().map(|&day| days.rank(day)).collect();
        let entry_index = match entry {
            None => Vec::new(),
            Some(entry) => {
                if let Some(row) = entry.iter().zip(exit).position(|(a, b)| a >= b) {
                    return Err(EstimateError::EmptyInterval { row });
                }
                entry.iter().map(|&day| days.upto(day)).collect()
            }
        };
        let entry_time = entry.unwrap_or_default().iter().map(|&day| f64::from(day)).collect();
        Ok(RiskSet::sorted(days.times(), exit_index, entry_index, entry_time, cause, weight))
    }

    /// From real times. Times that differ by rounding alone are one tie, as in R: see METHODS.
    ///
    /// Errors: as [`RiskSet::from_days`], and a time that is not finite.
    pub fn from_times(
        entry: Option<&[f64]>,
        exit: &[f64],
        cause: &[u16],
        weight: Option<&[f64]>,
    ) -> Result<RiskSet, EstimateError> {
        check(entry.map(<[f64]>::len), exit.len(), cause.len(), weight)?;
        for column in [Some(exit), entry].into_iter().flatten() {
            if let Some(row) = column.iter().position(|time| !crate::numeric::is_tractable(*time)) {
                return Err(EstimateError::NotFinite { row });
            }
        }
        if let (Some(exit), Some(entry)) = (whole_days(exit), whole_days(entry.unwrap_or_default())) {
            return RiskSet::from_days((!entry.is_empty()).then_some(&entry), &exit, cause, weight);
        }
        let rule = TieRule::new(&[exit, entry.unwrap_or_default()]);
        let exit = rule.apply(exit);
        let entry_time = entry.map(|entry| rule.apply(entry)).unwrap_or_default();
        if let Some(row) = entry_time.iter().zip(&exit).position(|(a, b)| a >= b) {
            return Err(EstimateError::EmptyInterval { row });
        }
        let mut times = exit.clone();
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        let exit_index = exit.iter().map(|&time| times.partition_point(|&t| t < time) as u32).collect();
        let entry_index = entry_time.iter().map(|&time| times.partition_point(|&t| t <= time) as u32).collect();
        Ok(RiskSet::sorted(times, exit_index, entry_index, entry_time, cause, weight))
    }

    /// Puts the columns in order of exit, cause, entry and weight: an order that does not depend on
    /// that of the rows as far as any sum over them goes.
    fn sorted(
        times: Vec<f64>,
        exit: Vec<u32>,
        entry: Vec<u32>,
        entry_time: Vec<f64>,
        cause: &[u16],
        weight: Option<&[f64]>,
    ) -> RiskSet {
        let causes = cause.iter().copied().max().map_or(0, usize::from);
        let bucket = |row: usize| exit[row] as usize * (causes + 1) + usize::from(cause[row]);
        let mut start = vec![0_u32; times.len() * (causes + 1) + 1];
        for row in 0..exit.len() {
            start[bucket(row) + 1] += 1;
        }
        for k in 1..start.len() {
            start[k] += start[k - 1];
        }
        let ends = start.clone();
        let mut rows = vec![0_u32; exit.len()];
        for row in 0..exit.len() {
            let place = &mut start[bucket(row)];
            rows[*place as usize] = row as u32;
            *place += 1;
        }
        if weight.is_some() || !entry.is_empty() {
            let key = |row: &u32| {
                let row = *row as usize;
                (entry.get(row).copied(), weight.map(|weight| weight[row].to_bits()))
            };
            for ends in ends.windows(2) {
                rows[ends[0] as usize..ends[1] as usize].sort_by_key(key);
            }
        }
        // Within a bucket exit and cause are the same: they are written in runs, not looked up row by row.
        let mut sorted_exit = Vec::with_capacity(rows.len());
        let mut sorted_cause = Vec::with_capacity(rows.len());
        for (bucket, ends) in ends.windows(2).enumerate() {
            let size = (ends[1] - ends[0]) as usize;
            sorted_exit.extend(std::iter::repeat_n((bucket / (causes + 1)) as u32, size));
            sorted_cause.extend(std::iter::repeat_n((bucket % (causes + 1)) as u16, size));
        }
        let take = |row: &u32| *row as usize;
        RiskSet {
            exit: sorted_exit,
            entry: if entry.is_empty() { entry } else { rows.iter().map(|row| entry[take(row)]).collect() },
            entry_time: if entry_time.is_empty() {
                entry_time
            } else {
                rows.iter().map(|row| entry_time[take(row)]).collect()
            },
            cause: sorted_cause,
            weight: weight.map(|weight| rows.iter().map(|row| weight[take(row)]).collect()).unwrap_or_default(),
            times,
            rows,
            causes,
        }
    }

    /// Declares `causes` kinds of event, though some have no row here. Never lowers their number.
    pub fn with_causes(mut self, causes: usize) -> RiskSet {
        self.causes = self.causes.max(causes);
        self
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row (only a part made by [`RiskSet::split`] can be empty).
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The distinct exit times, ascending.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// The caller's row numbers in sorted order.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The number of causes.
    pub fn causes(&self) -> usize {
        self.causes
    }

    /// Whether rows come under observation late.
    pub fn has_entry(&self) -> bool {
        !self.entry.is_empty()
    }

    /// Whether rows carry weights.
    pub fn has_weights(&self) -> bool {
        !self.weight.is_empty()
    }

    /// Index into [`RiskSet::times`] of the exit of sorted row `k`.
    #[inline]
    pub fn exit(&self, k: usize) -> usize {
        self.exit[k] as usize
    }

    /// First index into [`RiskSet::times`] at which sorted row `k` is at risk.
    #[inline]
    pub fn entry(&self, k: usize) -> usize {
        self.entry.get(k).map_or(0, |&index| index as usize)
    }

    /// When sorted row `k` comes under observation; `None` without delayed entry.
    #[inline]
    pub fn entry_time(&self, k: usize) -> Option<f64> {
        self.entry_time.get(k).copied()
    }

    /// The cause of sorted row `k`; 0 is censoring.
    #[inline]
    pub fn cause(&self, k: usize) -> usize {
        usize::from(self.cause[k])
    }

    /// The weight of sorted row `k`.
    #[inline]
    pub fn weight(&self, k: usize) -> f64 {
        self.weight.get(k).copied().unwrap_or(1.0)
    }

    /// How many rows (or weight) are at risk just before `time`: entry < time <= exit.
    pub fn at_risk_before(&self, time: f64) -> f64 {
        let first = self.exit.partition_point(|&index| self.times[index as usize] < time);
        if self.entry_time.is_empty() && self.weight.is_empty() {
            return (self.len() - first) as f64;
        }
        crate::numeric::sum::sum(
            (first..self.len())
                .filter(|&k| self.entry_time.get(k).is_none_or(|&entry| entry < time))
                .map(|k| self.weight(k)),
        )
    }

    /// Counts at every distinct exit time, all rows together.
    pub fn table(&self) -> RiskTable {
        RiskTable::count(self, |_| 0, 1)
    }

    /// Counts at every distinct exit time, by group. `group` labels the caller's rows.
    ///
    /// Errors: a label column of another length.
    pub fn table_by(&self, group: &Labels) -> Result<RiskTable, EstimateError> {
        self.check_labels(group)?;
        Ok(RiskTable::count(self, |k| group.of(self.rows[k]), group.levels()))
    }

    /// One risk set per level of `by`, in the order of levels, each with its own distinct times;
    /// a level without rows gives an empty one.
    ///
    /// Errors: a label column of another length.
    pub fn split(&self, by: &Labels) -> Result<Vec<RiskSet>, EstimateError> {
        self.check_labels(by)?;
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); by.levels()];
        for (k, &row) in self.rows.iter().enumerate() {
            members[by.of(row)].push(k as u32);
        }
        Ok(members.iter().map(|members| self.part(members)).collect())
    }

    /// The risk set of the sorted rows `members`, ascending.
    fn part(&self, members: &[u32]) -> RiskSet {
        let mut kept: Vec<u32> = members.iter().map(|&k| self.exit[k as usize]).collect();
        kept.dedup();
        let floats = |values: &[f64]| members.iter().filter_map(|&k| values.get(k as usize).copied()).collect();
        // Exits ascend, so that their places among the kept times are counted as they come.
        let mut place = 0;
        let exit = members.iter().map(|&k| {
            while kept[place] < self.exit[k as usize] {
                place += 1;
            }
            place as u32
        });
        RiskSet {
            exit: exit.collect(),
            times: kept.iter().map(|&t| self.times[t as usize]).collect(),
            rows: members.iter().map(|&k| self.rows[k as usize]).collect(),
            entry: if self.entry.is_empty() { Vec::new() } else { self.entries_among(members, &kept) },
            entry_time: floats(&self.entry_time),
            cause: members.iter().map(|&k| self.cause[k as usize]).collect(),
            weight: floats(&self.weight),
            causes: self.causes,
        }
    }

    /// For each member the number of kept times before it comes under risk.
    fn entries_among(&self, members: &[u32], kept: &[u32]) -> Vec<u32> {
        let entries = members.iter().map(|&k| self.entry[k as usize]);
        if members.len() < self.times.len() / 8 {
            return entries.map(|entry| kept.partition_point(|&t| t < entry) as u32).collect();
        }
        let mut before = vec![0_u32; self.times.len() + 1];
        for &time in kept {
            before[time as usize + 1] = 1;
        }
        for t in 1..before.len() {
            before[t] += before[t - 1];
        }
        entries.map(|entry| before[entry as usize]).collect()
    }

    pub(crate) fn check_labels(&self, labels: &Labels) -> Result<(), EstimateError> {
        let known = labels.rows();
        if self.rows.iter().all(|&row| (row as usize) < known) { Ok(()) } else { Err(EstimateError::UnequalLengths) }
    }
}

fn check(entry: Option<usize>, exit: usize, cause: usize, weight: Option<&[f64]>) -> Result<(), EstimateError> {
    if exit == 0 {
        return Err(EstimateError::NoRows);
    }
    if exit > u32::MAX as usize {
        return Err(EstimateError::TooManyRows);
    }
    if entry.is_some_and(|n| n != exit) || cause != exit || weight.is_some_and(|w| w.len() != exit) {
        return Err(EstimateError::UnequalLengths);
    }
    match weight.and_then(|w| w.iter().position(|w| !(*w == 0.0 || (1e-75..=1e75).contains(w)))) {
        Some(row) => Err(EstimateError::InvalidWeight { row }),
        None => Ok(()),
    }
}

/// Times as days, where all are whole and so small that R's rule for ties, which is relative to their mean, cannot
/// join two days.
fn whole_days(times: &[f64]) -> Option<Vec<i32>> {
    const LARGEST: f64 = 33_554_432.0;
    times
        .iter()
        .all(|t| t.abs() <= LARGEST && *t == f64::from(*t as i32))
        .then(|| times.iter().map(|t| *t as i32).collect())
}

/// The distinct days of a column, numbered: by a table over their range where that is small.
struct DayIndex {
    first: i64,
    /// For each day from `first` on, how many distinct days come before it.
    below: Vec<u32>,
    days: Vec<i32>,
}

impl DayIndex {
    fn new(column: &[i32]) -> DayIndex {
        let first = i64::from(column.iter().copied().min().unwrap_or(0));
        let last = i64::from(column.iter().copied().max().unwrap_or(0));
        let range = (last - first + 1) as usize;
        if range > 8 * column.len() + 65_536 {
            let mut days = column.to_vec();
            days.sort_unstable();
            days.dedup();
            return DayIndex { first, below: Vec::new(), days };
        }
        let mut seen = vec![false; range];
        for &day in column {
            seen[(i64::from(day) - first) as usize] = true;
        }
        let mut below = Vec::with_capacity(range);
        let mut days = Vec::new();
        for (offset, &seen) in seen.iter().enumerate() {
            below.push(days.len() as u32);
            if seen {
                days.push((first + offset as i64) as i32);
            }
        }
        DayIndex { first, below, days }
    }

    /// How many distinct days are below `day`.
    fn rank(&self, day: i32) -> u32 {
        let offset = i64::from(day) - self.first;
        if offset < 0 {
            return 0;
        }
        if self.below.is_empty() {
            return self.days.partition_point(|&d| d < day) as u32;
        }
        self.below.get(offset as usize).copied().unwrap_or(self.days.len() as u32)
    }

    /// How many distinct days are at or below `day`.
    fn upto(&self, day: i32) -> u32 {
        day.checked_add(1).map_or(self.days.len() as u32, |next| self.rank(next))
    }

    fn times(&self) -> Vec<f64> {
        self.days.iter().map(|&day| f64::from(day)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_risk_is_open_at_entry_and_closed_at_exit() {
        let set = RiskSet::from_days(Some(&[0, 3, 5]), &[3, 5, 9], &[1, 0, 2], None).unwrap();
        let table = set.table();
        assert_eq!(table.times(), [3.0, 5.0, 9.0]);
        assert_eq!((0..3).map(|j| table.at_risk(j, 0)).collect::<Vec<_>>(), [1.0, 1.0, 1.0]);
        assert_eq!(set.at_risk_before(3.0), 1.0);
        assert_eq!(set.at_risk_before(3.5), 1.0);
        assert_eq!(set.at_risk_before(5.1), 1.0);
        assert_eq!(set.at_risk_before(0.0), 0.0);
    }

    #[test]
    fn refuses_what_it_cannot_count() {
        assert_eq!(RiskSet::from_days(None, &[], &[], None), Err(EstimateError::NoRows));
        assert_eq!(RiskSet::from_days(None, &[1], &[], None), Err(EstimateError::UnequalLengths));
        let same_day = RiskSet::from_days(Some(&[1, 4]), &[2, 4], &[0, 0], None);
        assert_eq!(same_day, Err(EstimateError::EmptyInterval { row: 1 }));
        let nan = RiskSet::from_times(None, &[f64::NAN], &[0], None);
        assert_eq!(nan, Err(EstimateError::NotFinite { row: 0 }));
        let weight = RiskSet::from_days(None, &[1], &[0], Some(&[-1.0]));
        assert_eq!(weight, Err(EstimateError::InvalidWeight { row: 0 }));
    }

    #[test]
    fn a_part_counts_as_it_would_by_itself() {
        let rows = 4000_i32;
        let exit: Vec<i32> = (0..rows).map(|k| 50 + (k * 7919) % 997).collect();
        let entry: Vec<i32> = (0..rows).map(|k| (k * 31) % 50).collect();
        let cause: Vec<u16> = (0..rows).map(|k| (k % 3) as u16).collect();
        let codes: Vec<u32> = (0..rows).map(|k| if k % 400 == 0 { 1 } else { 0 }).collect();
        let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        for (level, part) in set.split(&Labels::new(&codes, 2).unwrap()).unwrap().iter().enumerate() {
            let own = |column: &[i32]| -> Vec<i32> {
                column.iter().zip(&codes).filter(|(_, c)| **c as usize == level).map(|(x, _)| *x).collect()
            };
            let causes: Vec<u16> =
                cause.iter().zip(&codes).filter(|(_, c)| **c as usize == level).map(|(x, _)| *x).collect();
            let alone = RiskSet::from_days(Some(&own(&entry)), &own(&exit), &causes, None).unwrap();
            assert_eq!(part.table(), alone.table());
        }
    }

    #[test]
    fn days_and_times_give_the_same_set_near_and_far() {
        let (entry, exit, cause) = ([0, 2, -4, 1], [9, 4, 4, 2_000_000_000], [1, 0, 2, 1]);
        let floats = |column: &[i32]| column.iter().map(|&d| f64::from(d)).collect::<Vec<_>>();
        let days = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        let times = RiskSet::from_times(Some(&floats(&entry)), &floats(&exit), &cause, None);
        // A mean of 5e8 makes R's relative rule merge small times: compare without the far one.
        assert!(times.is_err());
        let near = RiskSet::from_times(Some(&floats(&entry[..3])), &floats(&exit[..3]), &cause[..3], None).unwrap();
        assert_eq!(RiskSet::from_days(Some(&entry[..3]), &exit[..3], &cause[..3], None).unwrap(), near);
        assert_eq!(days.times().len(), 3);
    }
}

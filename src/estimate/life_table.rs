//! The actuarial life table: survival and incidence from counts per interval of a fixed grid.
//!
//! It needs no rows, only counts, and so can be computed again from the counts that are published.

use super::competing::{GreenwoodVariance, incidence_interval};
use super::log_rank::{LogRank, Weighting, log_rank_tables};
use super::{EstimateError, Event, Interval, Level, RiskTable, Transform};
use crate::numeric::sum::Sum;

/// Counts per interval (b_0, b_1], (b_1, b_2], ... of one group. All columns but `bounds` have one cell per
/// interval. Counts may be rounded for publication: they need not add up from interval to interval.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTableCounts {
    /// Interval bounds, ascending: one more than there are intervals.
    pub bounds: Vec<f64>,
    /// At risk at the start of each interval.
    pub at_risk: Vec<f64>,
    /// Rows that come under observation within each.
    pub entries: Vec<f64>,
    /// Events within each, one column per cause.
    pub events: Vec<Vec<f64>>,
    /// Rows lost to sight within each, without an event.
    pub withdrawals: Vec<f64>,
}

/// The incidence of one cause at the end of each interval.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTableIncidence {
    /// F_k.
    pub incidence: Vec<f64>,
    /// Its standard error.
    pub std_err: Vec<f64>,
}

/// A life table; all columns have one cell per interval.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTable {
    /// n' = n + (entries - withdrawals)/2.
    pub effective: Vec<f64>,
    /// q = d/n', the conditional probability of any event, at most 1.
    pub probability: Vec<f64>,
    /// S at the end of the interval.
    pub survival: Vec<f64>,
    /// Greenwood's error of S; `None` where S = 0.
    pub std_err: Vec<Option<f64>>,
    /// One entry per cause.
    pub causes: Vec<LifeTableIncidence>,
    /// width (n + (entries - events - withdrawals)/2), in units of `bounds`.
    pub person_time: Vec<f64>,
}

/// The life table of `counts`: n'_j = n_j + (e_j - w_j)/2, q_j = d_j/n'_j, S = prod (1 - q_j),
/// F_k = sum S_{j-1} d_kj/n'_j; errors as Greenwood's with n' in place of n.
///
/// Source: S. J. Cutler and F. Ederer (1958), Journal of Chronic Diseases 8, 699-712; E. A. Gehan (1969), same
/// journal 21, 629-644; Klein and Moeschberger (2003), section 5.4; late entries count half, as withdrawals do.
///
/// A probability above 1, which rounded counts can give, is taken for 1. Errors: no interval, columns of
/// unequal length, bounds that do not ascend, a count that is negative or not finite.
pub fn life_table(counts: &LifeTableCounts) -> Result<LifeTable, EstimateError> {
    counts.check()?;
    let intervals = counts.at_risk.len();
    let mut table = LifeTable {
        effective: (0..intervals).map(|j| counts.effective(j)).collect(),
        probability: Vec::with_capacity(intervals),
        survival: Vec::with_capacity(intervals),
        std_err: Vec::with_capacity(intervals),
        causes: Vec::new(),
        person_time: (0..intervals).map(|j| counts.person_time(j)).collect(),
    };
    let (mut survival, mut variance) = (1.0, Sum::ZERO);
    for j in 0..intervals {
        let (n, d) = (table.effective[j], counts.any_event(j));
        let q = probability(d, n);
        survival *= 1.0 - q;
        if q > 0.0 && q < 1.0 {
            variance.add(q / (n * (1.0 - q)));
        }
        table.probability.push(q);
        table.survival.push(survival);
        table.std_err.push((survival > 0.0).then(|| survival * variance.value().sqrt()));
    }
    table.causes = counts.events.iter().map(|events| incidence(&table, counts, events)).collect();
    Ok(table)
}

fn probability(d: f64, n: f64) -> f64 {
    if d <= 0.0 {
        0.0
    } else if n > d {
        d / n
    } else {
        1.0
    }
}

fn incidence(table: &LifeTable, counts: &LifeTableCounts, events: &[f64]) -> LifeTableIncidence {
    let mut result = LifeTableIncidence { incidence: Vec::new(), std_err: Vec::new() };
    let (mut total, mut variance) = (Sum::ZERO, GreenwoodVariance::default());
    for (j, &of_cause) in events.iter().enumerate() {
        let before = if j == 0 { 1.0 } else { table.survival[j - 1] };
        let (d, q) = (counts.any_event(j), table.probability[j]);
        if q > 0.0 {
            // Where q was cut to 1 the cause keeps its part of all events.
            let n = d / q;
            total.add(before * of_cause / n);
            variance.step(total.value(), before, n, d, of_cause);
        }
        result.incidence.push(total.value());
        result.std_err.push(variance.at(total.value()).sqrt());
    }
    result
}

impl LifeTableCounts {
    fn check(&self) -> Result<(), EstimateError> {
        let intervals = self.at_risk.len();
        if intervals == 0 {
            return Err(EstimateError::NoRows);
        }
        let columns = || [&self.at_risk, &self.entries, &self.withdrawals].into_iter().chain(&self.events);
        if self.bounds.len() != intervals + 1 || columns().any(|column| column.len() != intervals) {
            return Err(EstimateError::UnequalLengths);
        }
        if self.bounds.windows(2).any(|pair| pair[0].partial_cmp(&pair[1]) != Some(std::cmp::Ordering::Less)) {
            return Err(EstimateError::Domain("a grid that does not ascend"));
        }
        match columns().flatten().position(|count| !(0.0..=1e75).contains(count)) {
            Some(cell) => Err(EstimateError::InvalidWeight { row: cell % intervals }),
            None => Ok(()),
        }
    }

    fn any_event(&self, j: usize) -> f64 {
        self.events.iter().map(|events| events[j]).sum()
    }

    fn effective(&self, j: usize) -> f64 {
        (self.at_risk[j] + 0.5 * (self.entries[j] - self.withdrawals[j])).max(0.0)
    }

    fn person_time(&self, j: usize) -> f64 {
        let present = self.at_risk[j] + 0.5 * (self.entries[j] - self.any_event(j) - self.withdrawals[j]);
        (self.bounds[j + 1] - self.bounds[j]) * present.max(0.0)
    }

    /// Counts the rows of integer days per interval of `bounds`: at risk at b_j are rows with
    /// entry <= b_j < exit, so that what happens on (b_j, b_{j+1}] belongs to interval j. A row that enters and
    /// leaves within one interval counts among both. Time outside the bounds is not seen.
    ///
    /// Errors: columns of unequal length, fewer than two bounds or bounds that do not ascend, a row that
    /// leaves at or before it enters, a cause above `causes`.
    pub fn count(
        entry: Option<&[i32]>,
        exit: &[i32],
        cause: &[u16],
        causes: usize,
        bounds: &[i32],
    ) -> Result<LifeTableCounts, EstimateError> {
        if cause.len() != exit.len() || entry.is_some_and(|entry| entry.len() != exit.len()) {
            return Err(EstimateError::UnequalLengths);
        }
        if bounds.len() < 2 || bounds.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(EstimateError::Domain("a grid that does not ascend"));
        }
        let intervals = bounds.len() - 1;
        let zeros = || vec![0.0; intervals];
        let mut counts = LifeTableCounts {
            bounds: bounds.iter().map(|&bound| f64::from(bound)).collect(),
            at_risk: zeros(),
            entries: zeros(),
            events: vec![zeros(); causes],
            withdrawals: zeros(),
        };
        for row in 0..exit.len() {
            let start = entry.map_or(i32::MIN, |entry| entry[row]);
            if start >= exit[row] {
                return Err(EstimateError::EmptyInterval { row });
            }
            if usize::from(cause[row]) > causes {
                return Err(EstimateError::CodeOutOfRange { row });
            }
            // First bound at or after entry, and the interval in which the row leaves.
            let first = bounds.partition_point(|&bound| bound < start);
            let last = bounds.partition_point(|&bound| bound < exit[row]);
            for j in first..last.min(intervals) {
                counts.at_risk[j] += 1.0;
            }
            if (1..=intervals).contains(&first) && start > bounds[first - 1] {
                counts.entries[first - 1] += 1.0;
            }
            if (1..=intervals).contains(&last) {
                match cause[row] {
                    0 => counts.withdrawals[last - 1] += 1.0,
                    cause => counts.events[usize::from(cause) - 1][last - 1] += 1.0,
                }
            }
        }
        Ok(counts)
    }
}

impl LifeTable {
    /// The log-log interval of S at the end of interval `j`; `None` at S = 0 or 1.
    pub fn survival_interval(&self, j: usize, level: Level) -> Option<Interval> {
        Transform::LogLog.interval(self.survival[j], self.std_err[j]?, level)
    }

    /// The interval of the incidence of the cause at position `cause`, on the log-log scale of 1 - F.
    pub fn incidence_interval(&self, cause: usize, j: usize, level: Level) -> Option<Interval> {
        let of = self.causes.get(cause)?;
        incidence_interval(of.incidence[j], of.std_err[j], Transform::LogLog, level)
    }
}

/// The log-rank test on interval counts: Mantel and Haenszel's test over intervals, with n' at risk. `event`
/// picks the cause; others count as withdrawn.
///
/// Source: N. Mantel (1966), Cancer Chemotherapy Reports 50, 163-170, whose example is a life table.
/// Errors: as [`life_table`], fewer than two groups, groups on different bounds, no events.
pub fn life_table_log_rank(
    groups: &[LifeTableCounts],
    event: Event,
    weighting: Weighting,
) -> Result<LogRank, EstimateError> {
    if groups.len() < 2 {
        return Err(EstimateError::OneGroup);
    }
    groups.iter().try_for_each(LifeTableCounts::check)?;
    let bounds = &groups[0].bounds;
    if groups.iter().any(|group| group.bounds != *bounds) {
        return Err(EstimateError::UnequalLengths);
    }
    let seen = |group: &LifeTableCounts, j: usize| match event {
        Event::Any => group.any_event(j),
        Event::Cause(cause) => group.events.get(usize::from(cause).wrapping_sub(1)).map_or(0.0, |events| events[j]),
    };
    let cells = |of: &dyn Fn(&LifeTableCounts, usize) -> f64| -> Vec<f64> {
        (0..bounds.len() - 1).flat_map(|j| groups.iter().map(move |group| (group, j))).map(|(g, j)| of(g, j)).collect()
    };
    let events = cells(&seen);
    let at_risk = cells(&|group, j| group.effective(j).max(seen(group, j)));
    let table = RiskTable::from_counts(bounds[1..].to_vec(), groups.len(), at_risk, events);
    log_rank_tables(&[table], Event::Any, weighting)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> LifeTableCounts {
        // 100 start; 10 die and 4 are lost in the first year, 6 and 10 in the second, 8 enter late there.
        LifeTableCounts {
            bounds: vec![0.0, 1.0, 2.0],
            at_risk: vec![100.0, 86.0],
            entries: vec![0.0, 8.0],
            events: vec![vec![10.0, 4.0], vec![0.0, 2.0]],
            withdrawals: vec![4.0, 10.0],
        }
    }

    #[test]
    fn worked_by_hand() {
        let table = life_table(&counts()).unwrap();
        assert_eq!(table.effective, [98.0, 85.0]);
        let (q1, q2) = (10.0 / 98.0, 6.0 / 85.0);
        assert!((table.survival[1] - (1.0 - q1) * (1.0 - q2)).abs() < 1e-15);
        let variance: f64 = 10.0 / (98.0 * 88.0) + 6.0 / (85.0 * 79.0);
        assert!((table.std_err[1].unwrap() - table.survival[1] * variance.sqrt()).abs() < 1e-15);
        assert!((table.causes[0].incidence[1] - (q1 + (1.0 - q1) * 4.0 / 85.0)).abs() < 1e-15);
        let total = table.causes[0].incidence[1] + table.causes[1].incidence[1] + table.survival[1];
        assert!((total - 1.0).abs() < 1e-15);
        assert_eq!(table.person_time, [93.0, 82.0]);
        assert!(table.survival_interval(1, Level::P95).unwrap().contains(table.survival[1]));
    }

    #[test]
    fn counting_rows() {
        let (entry, exit, cause) = ([0, 0, 5, 12, 11], [3, 25, 20, 18, 40], [1, 0, 2, 1, 0]);
        let counts = LifeTableCounts::count(Some(&entry), &exit, &cause, 2, &[0, 10, 20, 30]).unwrap();
        assert_eq!(counts.at_risk, [2.0, 2.0, 2.0]);
        assert_eq!(counts.entries, [1.0, 2.0, 0.0]);
        assert_eq!(counts.events, [[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]]);
        assert_eq!(counts.withdrawals, [0.0, 0.0, 1.0]);
        let table = life_table(&counts).unwrap();
        assert_eq!(table.effective, [2.5, 3.0, 1.5]);
    }

    #[test]
    fn rounded_counts_never_leave_the_unit_interval() {
        let odd = LifeTableCounts {
            bounds: vec![0.0, 1.0],
            at_risk: vec![0.0],
            entries: vec![5.0],
            events: vec![vec![5.0], vec![5.0]],
            withdrawals: vec![5.0],
        };
        let table = life_table(&odd).unwrap();
        assert_eq!((table.survival[0], table.std_err[0]), (0.0, None));
        assert_eq!(table.causes[0].incidence, [0.5]);
    }

    #[test]
    fn a_group_against_itself_differs_by_nothing() {
        let same = life_table_log_rank(&[counts(), counts()], Event::Cause(1), Weighting::LogRank).unwrap();
        assert_eq!(same.test.statistic, 0.0);
        assert_eq!(same.observed, [14.0, 14.0]);
        let one = life_table_log_rank(&[counts()], Event::Any, Weighting::LogRank);
        assert_eq!(one, Err(EstimateError::OneGroup));
    }
}

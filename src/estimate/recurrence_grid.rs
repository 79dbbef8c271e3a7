//! The mean cumulative function from counts per interval of a fixed grid, with death as an end.
//!
//! It needs no rows, only counts, and so can be computed again from the counts that are published.

use super::{EstimateError, Interval, Level};
use crate::numeric::sum::Sum;

/// Counts per interval of people who stay under observation after an event. One cell per interval.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurrenceCounts {
    /// Alive and under observation at the start of each interval, with events behind them or not.
    pub at_risk: Vec<f64>,
    /// People who come under observation within each.
    pub entries: Vec<f64>,
    /// Events within each; one person can have several.
    pub events: Vec<f64>,
    /// Deaths within each.
    pub deaths: Vec<f64>,
    /// People lost to sight within each.
    pub withdrawals: Vec<f64>,
}

/// The mean number of events per person up to the end of one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanEvents {
    /// M.
    pub mean: f64,
    /// Its standard error.
    pub std_err: f64,
}

/// M_j = sum over i <= j of S_(i-1) d_i/n'_i with n' = n + (e - w)/2 and S = prod (1 - b/n'), the mean number of events
/// per person with death as an end; variance `clustering` times sum S^2 d/n'^2.
///
/// `clustering` is sum k^2/sum k over persons with k events, by which the variance of a total exceeds Poisson's when
/// events come in persons (a compound Poisson law): 1 where nobody has two. The variance of S is left out; deaths are few
/// beside those at risk.
///
/// Source: D. Ghosh and D. Y. Lin (2000), Biometrics 56, 554-562, in actuarial form; W. Nelson (1995), Technometrics 37, 147-157.
/// Errors: no interval, unequal columns, a count that is negative or not finite, a clustering below 1.
pub fn mean_cumulative_grid(counts: &RecurrenceCounts, clustering: f64) -> Result<Vec<MeanEvents>, EstimateError> {
    let n = counts.at_risk.len();
    let columns = [&counts.at_risk, &counts.entries, &counts.events, &counts.deaths, &counts.withdrawals];
    if n == 0 {
        return Err(EstimateError::NoRows);
    }
    if columns.iter().any(|c| c.len() != n) {
        return Err(EstimateError::UnequalLengths);
    }
    if let Some(cell) = columns.iter().flat_map(|c| c.iter()).position(|x| !(0.0..=1e75).contains(x)) {
        return Err(EstimateError::InvalidWeight { row: cell % n });
    }
    if !(1.0..=1e6).contains(&clustering) {
        return Err(EstimateError::Domain("a clustering of events"));
    }
    let (mut alive, mut mean, mut variance) = (1.0_f64, Sum::ZERO, Sum::ZERO);
    let mut out = Vec::with_capacity(n);
    for j in 0..n {
        let exposed = counts.at_risk[j] + 0.5 * (counts.entries[j] - counts.withdrawals[j]);
        if exposed > 0.0 {
            mean.add(alive * counts.events[j] / exposed);
            variance.add(alive * alive * counts.events[j] / (exposed * exposed));
            alive *= (1.0 - counts.deaths[j] / exposed).max(0.0);
        }
        out.push(MeanEvents { mean: mean.value(), std_err: (clustering * variance.value()).sqrt() });
    }
    Ok(out)
}

impl MeanEvents {
    /// The interval symmetric on the logarithm, M exp(-+ z se/M); `None` where M = 0.
    pub fn interval(&self, level: Level) -> Option<Interval> {
        (self.mean > 0.0).then(|| {
            let reach = libm::exp(level.z() * self.std_err / self.mean);
            Interval { lower: self.mean / reach, upper: self.mean * reach }
        })
    }
}

/// sum k^2/sum k for persons with `persons[k - 1]` having k events; 1 where there are none.
pub fn clustering(persons: &[u64]) -> f64 {
    let (mut events, mut squares) = (0.0, 0.0);
    for (place, &n) in persons.iter().enumerate() {
        let k = (place + 1) as f64;
        events += k * n as f64;
        squares += k * k * n as f64;
    }
    if events > 0.0 { squares / events } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> RecurrenceCounts {
        RecurrenceCounts {
            at_risk: vec![100.0, 90.0],
            entries: vec![0.0, 10.0],
            events: vec![8.0, 19.0],
            deaths: vec![5.0, 0.0],
            withdrawals: vec![0.0, 10.0],
        }
    }

    #[test]
    fn two_steps_by_hand() {
        let got = mean_cumulative_grid(&counts(), 1.0).unwrap();
        // 8/100; then 95 in 100 are alive, 19 events among 90.
        assert!((got[0].mean - 0.08).abs() < 1e-15);
        assert!((got[1].mean - 0.08 - 0.95 * 19.0 / 90.0).abs() < 1e-15);
        let variance: f64 = 8.0 / 1e4 + 0.95 * 0.95 * 19.0 / 8100.0;
        assert!((got[1].std_err - variance.sqrt()).abs() < 1e-15);
        let wider = mean_cumulative_grid(&counts(), 4.0).unwrap();
        assert!((wider[1].std_err - 2.0 * got[1].std_err).abs() < 1e-15);
        assert!(mean_cumulative_grid(&counts(), 0.5).is_err());
    }

    #[test]
    fn events_that_come_in_persons_are_clustered() {
        assert_eq!(clustering(&[]), 1.0);
        assert_eq!(clustering(&[40]), 1.0);
        // 6 persons with one event, 2 with two: (6 + 8)/(6 + 4).
        assert!((clustering(&[6, 2]) - 1.4).abs() < 1e-15);
    }

    /// Persons with two events each on the same two days: the jackknife over persons gives twice Poisson's variance.
    #[test]
    fn clustering_agrees_with_the_jackknife_over_persons() {
        use super::super::{Event, Labels, RiskSet, mean_cumulative};
        let (mut entry, mut exit, mut status, mut person) = (vec![], vec![], vec![], vec![]);
        for id in 0..2000_u32 {
            let two = id % 50 == 0;
            let cuts: &[(i32, i32, u16)] = if two { &[(0, 10, 1), (10, 20, 1), (20, 30, 0)] } else { &[(0, 30, 0)] };
            for &(a, b, s) in cuts {
                entry.push(a);
                exit.push(b);
                status.push(s);
                person.push(id);
            }
        }
        let set = RiskSet::from_days(Some(&entry), &exit, &status, None).unwrap();
        let jackknife = mean_cumulative(&set, Event::Any, &Labels::new(&person, 2000).unwrap()).unwrap();
        let grid = RecurrenceCounts {
            at_risk: vec![2000.0; 2],
            entries: vec![0.0; 2],
            events: vec![40.0; 2],
            deaths: vec![0.0; 2],
            withdrawals: vec![0.0; 2],
        };
        let got = mean_cumulative_grid(&grid, clustering(&[0, 40])).unwrap();
        assert!((got[1].mean - jackknife.mean[1]).abs() < 1e-12);
        assert!(
            (got[1].std_err / jackknife.std_err[1] - 1.0).abs() < 0.03,
            "{} {}",
            got[1].std_err,
            jackknife.std_err[1]
        );
    }
}

//! The mean cumulative function: how many events a person has had by a time, on average.

use super::robust::robust_hazard;
use super::{EstimateError, Event, Interval, Labels, Level, RiskSet};

/// The mean number of events per person up to each time.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanCumulative {
    /// Every distinct exit time, ascending.
    pub time: Vec<f64>,
    /// Rows at risk just before each.
    pub at_risk: Vec<f64>,
    /// Events at each.
    pub events: Vec<f64>,
    /// M at each.
    pub mean: Vec<f64>,
    /// Its standard error, robust to persons.
    pub std_err: Vec<f64>,
}

/// Nelson's mean cumulative function, M(t) = sum over t_j <= t of d_j/n_j, where rows are the spells (entry, exit] of persons on
/// one clock, with the infinitesimal-jackknife error over persons.
///
/// Source: W. Nelson (1995), Technometrics 37, 147-157; J. F. Lawless and C. Nadeau (1995), Technometrics 37, 158-168; as R's
/// `survfit` with `id`. `person` labels the caller's rows. No rows: an error. No events: 0 with error 0.
pub fn mean_cumulative(set: &RiskSet, event: Event, person: &Labels) -> Result<MeanCumulative, EstimateError> {
    let std_err = robust_hazard(set, event, Some(person))?;
    let table = set.table();
    let hazard = super::nelson_aalen(&table, event)?;
    let steps = hazard.time.len();
    Ok(MeanCumulative {
        at_risk: (0..steps).map(|j| table.at_risk(j, 0)).collect(),
        events: (0..steps).map(|j| table.events(j, 0, event)).collect(),
        time: hazard.time,
        mean: hazard.hazard,
        std_err,
    })
}

impl MeanCumulative {
    /// The interval at step `j`, symmetric on the logarithm: M exp(-+ z se/M); `None` where M = 0.
    pub fn interval(&self, j: usize, level: Level) -> Option<Interval> {
        let (mean, se) = (self.mean[j], self.std_err[j]);
        (mean > 0.0).then(|| {
            let reach = libm::exp(level.z() * se / mean);
            Interval { lower: mean / reach, upper: mean * reach }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_persons_by_hand() {
        // Person 0: events at 2 and 5, seen to 6. Person 1: no event, seen to 4.
        let set = RiskSet::from_days(Some(&[0, 2, 5, 0]), &[2, 5, 6, 4], &[1, 1, 0, 0], None).unwrap();
        let codes = [0, 0, 0, 1];
        let mean = mean_cumulative(&set, Event::Any, &Labels::new(&codes, 2).unwrap()).unwrap();
        assert_eq!(mean.time, [2.0, 4.0, 5.0, 6.0]);
        assert_eq!(mean.mean, [0.5, 0.5, 1.5, 1.5]);
        // Influence at 2: person 0 (1 - 1/2)/2, person 1 -1/4; at 5 nothing more, as only person 0 is there.
        assert!((mean.std_err[3] - (2.0 / 16.0_f64).sqrt()).abs() < 1e-15);
    }
}

//! The Kaplan-Meier estimator of survival, with its standard error and intervals.

use super::tie::reached;
use super::{EstimateError, Event, Interval, Level, RiskTable, Transform};
use crate::numeric::sum::Sum;

/// A survival curve: a step function that jumps at the event times and holds from the left end of each
/// step. Before the first time S = 1.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurve {
    /// Rows behind the curve.
    pub rows: u32,
    /// Every distinct time of an event or a censoring, ascending.
    pub time: Vec<f64>,
    /// At risk just before each time.
    pub at_risk: Vec<f64>,
    /// Events at each time.
    pub events: Vec<f64>,
    /// Rows that leave at each time without the event.
    pub censored: Vec<f64>,
    /// S at each time.
    pub survival: Vec<f64>,
    /// The standard error of S; `None` where S = 0, where the variance formula is 0 times infinity.
    pub std_err: Vec<Option<f64>>,
}

/// A curve read at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The estimate.
    pub value: f64,
    /// Its standard error, where defined.
    pub std_err: Option<f64>,
}

impl CurvePoint {
    /// The interval on the given scale, where defined.
    pub fn interval(&self, transform: Transform, level: Level) -> Option<Interval> {
        transform.interval(self.value, self.std_err?, level)
    }
}

/// Kaplan-Meier: S(t) = product over t_j <= t of (1 - d_j/n_j), with Greenwood's variance
/// S(t)^2 sum d_j / (n_j (n_j - d_j)).
///
/// Source: E. L. Kaplan and P. Meier (1958), JASA 53, 457-481; M. Greenwood (1926); Klein and
/// Moeschberger (2003), equations 4.2.1 and 4.2.2; with delayed entry n_j counts entry < t_j <= exit
/// (their section 4.6). Times are in the unit of the risk set. Ties: events before censorings.
///
/// No rows: [`EstimateError::NoRows`]. All censored: S = 1 with standard error 0. One row with the
/// event: S = 0. Once everyone at risk has had the event S stays 0, even where delayed entry refills
/// the risk set: read [`super::RiskTable::after`] for a curve that is conditional on a later start.
/// A table of several groups is refused: split the risk set first.
pub fn kaplan_meier(table: &RiskTable, event: Event) -> Result<SurvivalCurve, EstimateError> {
    if table.groups() != 1 {
        return Err(EstimateError::Domain("a table of several groups"));
    }
    if table.times().is_empty() {
        return Err(EstimateError::NoRows);
    }
    let steps = table.times().len();
    let mut curve = SurvivalCurve {
        rows: table.size(0),
        time: table.times().to_vec(),
        at_risk: (0..steps).map(|j| table.at_risk(j, 0)).collect(),
        events: (0..steps).map(|j| table.events(j, 0, event)).collect(),
        censored: (0..steps).map(|j| table.withdrawn(j, 0, event)).collect(),
        survival: Vec::with_capacity(steps),
        std_err: Vec::with_capacity(steps),
    };
    let mut survival = 1.0;
    let mut variance = Sum::ZERO;
    for j in 0..steps {
        let (n, d) = (curve.at_risk[j], curve.events[j]);
        if d > 0.0 && n > d {
            survival *= (n - d) / n;
            variance.add(d / (n * (n - d)));
        } else if d > 0.0 {
            survival = 0.0;
        }
        curve.survival.push(survival);
        curve.std_err.push((survival > 0.0).then(|| survival * variance.value().sqrt()));
    }
    Ok(curve)
}

impl SurvivalCurve {
    /// The curve read at `time`: its value at the last step at or before it.
    pub fn at(&self, time: f64) -> CurvePoint {
        match self.time.partition_point(|&t| reached(t, time)) {
            0 => CurvePoint { value: 1.0, std_err: Some(0.0) },
            k => CurvePoint { value: self.survival[k - 1], std_err: self.std_err[k - 1] },
        }
    }

    /// Survival to `time` given survival to `start` < `time`, with Greenwood's error over the steps
    /// between. `None` where nobody survives to `start` or is observed beyond it.
    pub fn conditional(&self, start: f64, time: f64) -> Option<CurvePoint> {
        let before = self.at(start).value;
        let first = self.time.partition_point(|&t| reached(t, start));
        if before <= 0.0 || first == self.time.len() || time < start {
            return None;
        }
        let last = self.time.partition_point(|&t| reached(t, time));
        let value = self.at(time).value / before;
        let variance = self.greenwood(first, last);
        Some(CurvePoint { value, std_err: (value > 0.0).then(|| value * variance.sqrt()) })
    }

    /// The sum of d / (n (n - d)) over steps `first..last`, leaving out steps that end the curve.
    fn greenwood(&self, first: usize, last: usize) -> f64 {
        let term = |j: usize| {
            let (n, d) = (self.at_risk[j], self.events[j]);
            if n > d { d / (n * (n - d)) } else { 0.0 }
        };
        crate::numeric::sum::sum((first..last).map(term))
    }

    /// The interval at every step on the given scale; `None` where the scale is not defined.
    pub fn intervals(&self, transform: Transform, level: Level) -> Vec<Option<Interval>> {
        let limits = |(&s, &se): (&f64, &Option<f64>)| transform.interval(s, se?, level);
        self.survival.iter().zip(&self.std_err).map(limits).collect()
    }

    /// All events of the curve.
    pub fn total_events(&self) -> f64 {
        crate::numeric::sum::sum(self.events.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::RiskSet;

    fn close(got: f64, want: f64, tolerance: f64) {
        assert!((got - want).abs() <= tolerance, "{got} is not {want}");
    }

    /// The 6-MP arm of the leukaemia trial, worked by hand in Klein and Moeschberger, table 4.1A.
    #[test]
    fn six_mp_as_in_the_textbook() {
        let exit = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
        let cause = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
        let table = RiskSet::from_days(None, &exit, &cause, None).unwrap().table();
        let curve = kaplan_meier(&table, Event::Any).unwrap();
        for (time, survival, se) in [
            (6.0, 0.857, 0.0764),
            (7.0, 0.807, 0.0869),
            (10.0, 0.753, 0.0963),
            (13.0, 0.690, 0.1068),
            (16.0, 0.627, 0.1141),
            (22.0, 0.538, 0.1282),
            (34.0, 0.448, 0.1346),
        ] {
            close(curve.at(time).value, survival, 6e-4);
            close(curve.at(time).std_err.unwrap(), se, 6e-5);
        }
        close(curve.at(0.0).value, 1.0, 0.0);
        let later = curve.conditional(10.0, 22.0).unwrap();
        close(later.value, curve.at(22.0).value / curve.at(10.0).value, 1e-15);
    }

    #[test]
    fn edges() {
        let one = |cause| RiskSet::from_days(None, &[13], &[cause], None).unwrap().table();
        let died = kaplan_meier(&one(1), Event::Any).unwrap();
        assert_eq!((died.survival[0], died.std_err[0]), (0.0, None));
        let lost = kaplan_meier(&one(0), Event::Any).unwrap();
        assert_eq!((lost.survival[0], lost.std_err[0]), (1.0, Some(0.0)));
        assert_eq!(kaplan_meier(&one(1).after(13.0), Event::Any), Err(EstimateError::NoRows));
    }

    #[test]
    fn another_cause_only_censors() {
        let set = RiskSet::from_days(None, &[1, 2, 3], &[2, 1, 0], None).unwrap();
        let curve = kaplan_meier(&set.table(), Event::Cause(1)).unwrap();
        assert_eq!(curve.survival, [1.0, 0.5, 0.5]);
        assert_eq!(curve.censored, [1.0, 0.0, 1.0]);
    }
}

//! The Aalen-Johansen estimator: cumulative incidence of each of several competing causes.

use super::robust::robust_incidence;
use super::{EstimateError, Event, Interval, Labels, Level, RiskSet, RiskTable, Transform};
use crate::numeric::sum::Sum;

/// The cumulative incidence of one cause, at every time of its [`CumulativeIncidence`].
#[derive(Debug, Clone, PartialEq)]
pub struct CauseIncidence {
    /// The cause, from 1.
    pub cause: u16,
    /// Events of this cause at each time.
    pub events: Vec<f64>,
    /// F_k at each time.
    pub incidence: Vec<f64>,
    /// Greenwood-type standard error of F_k.
    pub std_err: Vec<f64>,
    /// Infinitesimal-jackknife standard error of F_k: equal to `std_err` without delayed entry and
    /// weights, and robust to clusters.
    pub robust_std_err: Vec<f64>,
}

/// Cumulative incidences of all causes, which with the event-free share sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeIncidence {
    /// Rows behind the estimate.
    pub rows: u32,
    /// Every distinct time of an event or a censoring, ascending.
    pub time: Vec<f64>,
    /// At risk just before each time.
    pub at_risk: Vec<f64>,
    /// The event-free share S at each time.
    pub event_free: Vec<f64>,
    /// One entry per cause, in order.
    pub causes: Vec<CauseIncidence>,
}

/// Aalen-Johansen: F_k(t) = sum over t_j <= t of S(t_j-) d_kj/n_j, where S is Kaplan-Meier for any
/// cause. Greenwood-type variance
/// sum [F_k(t) - F_k(t_j)]^2 d_j/(n_j (n_j - d_j)) + sum S(t_j-)^2 d_kj (n_j - d_kj)/n_j^3
/// - 2 sum [F_k(t) - F_k(t_j)] S(t_j-) d_kj/n_j^2.
///
/// Source: O. Aalen and S. Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; E. Marubini
/// and M. G. Valsecchi (1995), "Analysing Survival Data", equation 10.12 (as in etm's Greenwood); the
/// jackknife as in R's survival. `cluster` labels the caller's rows. With delayed entry the two errors
/// differ by a per cent or two. No rows: an error. All censored: F = 0 with error 0. A risk set emptied
/// by events (S = 0) ends all curves: they stay where they are.
pub fn aalen_johansen(set: &RiskSet, cluster: Option<&Labels>) -> Result<CumulativeIncidence, EstimateError> {
    if set.is_empty() {
        return Err(EstimateError::NoRows);
    }
    let table = set.table();
    let curve = super::kaplan_meier(&table, Event::Any)?;
    let causes = (1..=set.causes() as u16)
        .map(|cause| {
            let robust_std_err = robust_incidence(set, &table, cause, cluster)?;
            Ok(cause_incidence(&table, &curve.survival, cause, robust_std_err))
        })
        .collect::<Result<Vec<_>, EstimateError>>()?;
    Ok(CumulativeIncidence {
        rows: curve.rows,
        time: curve.time,
        at_risk: curve.at_risk,
        event_free: curve.survival,
        causes,
    })
}

fn cause_incidence(table: &RiskTable, survival: &[f64], cause: u16, robust_std_err: Vec<f64>) -> CauseIncidence {
    let steps = survival.len();
    let mut result = CauseIncidence {
        cause,
        events: (0..steps).map(|j| table.events(j, 0, Event::Cause(cause))).collect(),
        incidence: Vec::with_capacity(steps),
        std_err: Vec::with_capacity(steps),
        robust_std_err,
    };
    let mut variance = GreenwoodVariance::default();
    let mut incidence = Sum::ZERO;
    for j in 0..steps {
        let before = if j == 0 { 1.0 } else { survival[j - 1] };
        let (n, d, dk) = (table.at_risk(j, 0), table.events(j, 0, Event::Any), result.events[j]);
        if n > 0.0 {
            incidence.add(before * dk / n);
            variance.step(incidence.value(), before, n, d, dk);
        }
        // Rounding may carry the sum past 1.
        result.incidence.push(incidence.value().min(1.0));
        result.std_err.push(variance.at(incidence.value()).sqrt());
    }
    result
}

/// The variance as a quadratic in F(t): sum a_j (F - F_j)^2 + b_j - 2 c_j (F - F_j), with running sums.
#[derive(Default)]
pub(crate) struct GreenwoodVariance {
    a: Sum,
    af: Sum,
    aff: Sum,
    b: Sum,
    c: Sum,
    cf: Sum,
}

impl GreenwoodVariance {
    pub(crate) fn step(&mut self, f: f64, before: f64, n: f64, d: f64, dk: f64) {
        if n > d && d > 0.0 {
            let a = d / (n * (n - d));
            self.a.add(a);
            self.af.add(a * f);
            self.aff.add(a * f * f);
            let c = before * dk / (n * n);
            self.c.add(c);
            self.cf.add(c * f);
        }
        self.b.add(before * before * dk * (n - dk) / (n * n * n));
    }

    pub(crate) fn at(&self, f: f64) -> f64 {
        let mut total = Sum::ZERO;
        total.add(f * f * self.a.value());
        total.add(-2.0 * f * self.af.value());
        total.add(self.aff.value());
        total.add(self.b.value());
        total.add(-2.0 * f * self.c.value());
        total.add(2.0 * self.cf.value());
        total.value().max(0.0)
    }
}

impl CumulativeIncidence {
    /// Index of the last step at or before `time`; `None` before the first.
    pub fn step_at(&self, time: f64) -> Option<usize> {
        self.time.partition_point(|&t| super::tie::reached(t, time)).checked_sub(1)
    }

    /// F of the cause at position `cause` (from 0), read at `time`.
    pub fn incidence_at(&self, cause: usize, time: f64) -> super::CurvePoint {
        match (self.step_at(time), self.causes.get(cause)) {
            (Some(j), Some(of)) => super::CurvePoint { value: of.incidence[j], std_err: Some(of.std_err[j]) },
            _ => super::CurvePoint { value: 0.0, std_err: Some(0.0) },
        }
    }
}

impl CauseIncidence {
    /// The interval at step `j` from Greenwood's error, on the given scale of F (log-log here is the
    /// log-log scale of 1 - F); `None` where the scale is not defined.
    pub fn interval(&self, j: usize, transform: Transform, level: Level) -> Option<Interval> {
        incidence_interval(self.incidence[j], self.std_err[j], transform, level)
    }

    /// The same from the robust error.
    pub fn robust_interval(&self, j: usize, transform: Transform, level: Level) -> Option<Interval> {
        incidence_interval(self.incidence[j], self.robust_std_err[j], transform, level)
    }
}

/// An interval for an incidence `f`: log-log limits are those of survival 1 - f, turned round.
pub fn incidence_interval(f: f64, se: f64, transform: Transform, level: Level) -> Option<Interval> {
    match transform {
        Transform::LogLog => transform
            .interval(1.0 - f, se, level)
            .map(|survival| Interval { lower: 1.0 - survival.upper, upper: 1.0 - survival.lower }),
        _ => transform.interval(f, se, level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidences_and_event_free_share_sum_to_one() {
        let exit = [2, 3, 3, 5, 6, 6, 7, 9, 9, 11];
        let cause = [1, 2, 0, 1, 2, 1, 0, 2, 0, 1];
        let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
        let result = aalen_johansen(&set, None).unwrap();
        for j in 0..result.time.len() {
            let total: f64 = result.causes.iter().map(|c| c.incidence[j]).sum();
            assert!((total + result.event_free[j] - 1.0).abs() < 1e-14);
            for cause in &result.causes {
                assert!((cause.std_err[j] - cause.robust_std_err[j]).abs() < 1e-13, "{j}");
            }
        }
    }

    #[test]
    fn one_cause_is_one_minus_kaplan_meier_with_its_error() {
        let set = RiskSet::from_days(None, &[2, 3, 3, 5, 8], &[1, 1, 0, 1, 0], None).unwrap();
        let curve = super::super::kaplan_meier(&set.table(), Event::Any).unwrap();
        let result = aalen_johansen(&set, None).unwrap();
        for j in 0..curve.time.len() {
            assert!((1.0 - curve.survival[j] - result.causes[0].incidence[j]).abs() < 1e-15);
            assert!((curve.std_err[j].unwrap() - result.causes[0].std_err[j]).abs() < 1e-15);
        }
    }
}

//! A curve read at a few times, for a person and for the table under a picture.

use serde::Serialize;

use crate::estimate::RiskSet;

/// A curve at one time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// When.
    pub time: f64,
    /// At risk just before.
    pub n_risk: f64,
    /// Events up to it.
    pub n_event: f64,
    /// Left without an event up to it.
    pub n_censor: f64,
    /// The estimate.
    pub estimate: f64,
    /// Its error.
    pub std_err: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
}

/// What a curve is at each step, as far as readings need it.
pub struct Steps<'a> {
    /// Times.
    pub time: &'a [f64],
    /// At risk just before each.
    pub at_risk: &'a [f64],
    /// Events at each.
    pub events: &'a [f64],
    /// Rows that leave at each without the event.
    pub left: &'a [f64],
    /// The estimate at each.
    pub estimate: &'a [f64],
    /// The estimate before the first.
    pub start: f64,
    /// Error and limits of a step.
    pub error: &'a dyn Fn(usize) -> (Option<f64>, Option<f64>, Option<f64>),
}

impl Steps<'_> {
    /// Readings at `times`, as far as the curve goes. `set` is the risk set of the curve.
    pub fn read(&self, set: &RiskSet, times: &[f64]) -> Vec<Reading> {
        let last = self.time.last().copied().unwrap_or(0.0);
        let reached = times.iter().filter(|time| **time <= last * (1.0 + 1e-12));
        let read = reached.map(|&time| {
            let upto = self.time.partition_point(|t| *t <= time + 1e-12 * time.abs());
            let (std_err, lower, upper) = match upto {
                0 => (Some(0.0), None, None),
                upto => (self.error)(upto - 1),
            };
            Reading {
                time,
                n_risk: self.at_risk_before(set, time),
                n_event: self.events[..upto].iter().sum(),
                n_censor: self.left[..upto].iter().sum(),
                estimate: if upto == 0 { self.start } else { self.estimate[upto - 1] },
                std_err,
                lower,
                upper,
            }
        });
        read.collect()
    }

    /// Without delayed entry nobody comes between two times.
    fn at_risk_before(&self, set: &RiskSet, time: f64) -> f64 {
        if set.has_entry() {
            return set.at_risk_before(time);
        }
        let next = self.time.partition_point(|t| *t < time - 1e-12 * time.abs());
        self.at_risk.get(next).copied().unwrap_or(0.0)
    }
}

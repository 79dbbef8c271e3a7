//! The curves of an internal answer, for a figure that is stamped like the answer itself.

use super::internal::Internal;
use super::number::{Number, Protected, Unit};
use crate::workbench::{Answers, Outcome};

/// Curves that may be drawn under the stamp and in no report. `figure::internal_curve` is what draws them.
#[derive(Clone, Debug, PartialEq)]
pub struct InternalCurves {
    /// What is drawn, in words.
    pub(crate) title: String,
    /// The name of the time column.
    pub(crate) time: String,
    /// One curve each.
    pub(crate) strata: Vec<InternalStratum>,
    /// Where the axis ends.
    pub(crate) end: f64,
}

/// One curve of incidence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InternalStratum {
    /// Its name; empty for one alone.
    pub(crate) name: String,
    /// What it is at each step.
    pub(crate) points: Vec<InternalPoint>,
    /// Time, at risk, events and censored up to it.
    pub(crate) risk: Vec<(f64, [Protected<Number>; 3])>,
}

/// One step of a curve.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InternalPoint {
    /// When.
    pub(crate) time: f64,
    /// The estimate.
    pub(crate) estimate: Protected<Number>,
    /// Its limits.
    pub(crate) band: Option<(Protected<Number>, Protected<Number>)>,
}

/// Steps of one curve as numbers.
struct Steps<'a> {
    name: String,
    time: &'a [f64],
    estimate: Vec<f64>,
    limits: Vec<Option<(f64, f64)>>,
    risk: Vec<(f64, [f64; 3])>,
}

impl Internal<Answers> {
    /// The curves of the first answer that has some, against the time column `time`.
    pub fn curves(&self, time: &str) -> Option<InternalCurves> {
        let mut outcomes = self.content().iter().filter_map(|answer| answer.outcome.as_ref().ok());
        let (title, steps) = outcomes.find_map(steps_of)?;
        let top = steps.iter().flat_map(|s| &s.estimate).copied().fold(0.0, f64::max);
        let end = steps.iter().filter_map(|s| s.time.last()).copied().fold(0.0, f64::max);
        // Fine enough to be drawn, and short enough to stand beside the curve.
        let decimals = if top >= 0.1 {
            1
        } else if top >= 0.01 {
            2
        } else {
            3
        };
        let strata = steps.iter().map(|steps| stratum(steps, decimals)).collect();
        Some(InternalCurves { title: title.into(), time: time.into(), strata, end })
    }
}

fn stratum(steps: &Steps<'_>, decimals: u8) -> InternalStratum {
    let share = |x: f64| Number::printed(x, decimals, Unit::Share);
    let point = |((time, estimate), limits): ((&f64, &f64), &Option<(f64, f64)>)| InternalPoint {
        time: *time,
        estimate: share(*estimate),
        band: limits.map(|(lower, upper)| (share(lower), share(upper))),
    };
    let column = |(time, counts): &(f64, [f64; 3])| (*time, counts.map(|n| Number::printed(n, 0, Unit::Count)));
    InternalStratum {
        name: steps.name.clone(),
        points: steps.time.iter().zip(&steps.estimate).zip(&steps.limits).map(point).collect(),
        risk: steps.risk.iter().map(column).collect(),
    }
}

/// `sex = F`; empty without groups.
fn named(by: Option<&str>, label: Option<&str>) -> String {
    match (by, label) {
        (Some(by), Some(label)) => format!("{by} = {label}"),
        (None, Some(label)) => label.to_owned(),
        _ => String::new(),
    }
}

fn steps_of(outcome: &Outcome) -> Option<(&'static str, Vec<Steps<'_>>)> {
    match outcome {
        Outcome::Curves(curves) => {
            let steps = curves.groups.iter().map(|curve| {
                let limits = curves.limits(curve);
                Steps {
                    name: named(curves.by.as_deref(), curve.group.as_deref()),
                    time: &curve.time,
                    estimate: curve.surv.iter().map(|s| 1.0 - s).collect(),
                    limits: limits.into_iter().map(|l| l.map(|(lower, upper)| (1.0 - upper, 1.0 - lower))).collect(),
                    risk: curve.reading.iter().map(|r| (r.time, [r.n_risk, r.n_event, r.n_censor])).collect(),
                }
            });
            Some(("Cumulative incidence, 1 - S (Kaplan-Meier)", steps.collect()))
        }
        Outcome::Incidences(incidences) => {
            let causes = incidences.groups.iter().flat_map(|group| {
                group.causes.iter().map(move |cause| {
                    let group_name = named(incidences.by.as_deref(), group.group.as_deref());
                    let between = if group_name.is_empty() { "" } else { ": " };
                    let name = format!("{group_name}{between}{}", cause.cause.text());
                    Steps {
                        name,
                        time: &group.time,
                        estimate: cause.cif.clone(),
                        limits: cause.lower_log.iter().zip(&cause.upper_log).map(|(a, b)| (*a).zip(*b)).collect(),
                        risk: cause.reading.iter().map(|r| (r.time, [r.n_risk, r.n_event, r.n_censor])).collect(),
                    }
                })
            });
            Some(("Cumulative incidence of competing events (Aalen-Johansen)", causes.collect()))
        }
        _ => None,
    }
}

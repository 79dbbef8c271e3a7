//! `km`: the curve of survival with every interval, hazards, quantiles and restricted means.

use serde::Serialize;

use super::digits::round_times;
use super::follow_up::{Causes, FollowUp, LabelColumn};
use super::reading::{Reading, Steps};
use super::refusal::Refusal;
use super::source::Source;
use super::spec::{CurveSpec, Floats};
use crate::estimate::{
    EstimateError, Event, Interval, Labels, Level, RiskSet, SurvivalCurve, Transform, fleming_harrington, kaplan_meier,
    nelson_aalen, robust_curve,
};

/// Curves, one a group.
#[derive(Clone, Debug, Serialize)]
pub struct Curves {
    /// In order of labels.
    pub groups: Vec<Curve>,
    /// The column of the groups.
    #[serde(skip)]
    pub by: Option<String>,
    /// Times that were asked for.
    #[serde(skip)]
    pub at: Vec<f64>,
    /// The scale of the interval that is shown.
    #[serde(skip)]
    pub scale: Transform,
    /// Its name.
    #[serde(skip)]
    pub scale_name: &'static str,
    /// Whether errors are robust.
    #[serde(skip)]
    pub robust: bool,
    /// Rows that are never at risk.
    #[serde(skip)]
    pub never_at_risk: usize,
}

/// One curve. All lists have one cell for each distinct time of an event or a censoring.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// Its label; none without groups.
    pub group: Option<String>,
    /// Rows.
    pub n: u32,
    /// Events (their weight).
    pub n_events: f64,
    /// Times.
    pub time: Vec<f64>,
    /// At risk just before each.
    pub n_risk: Vec<f64>,
    /// Events at each.
    pub n_event: Vec<f64>,
    /// Censored at each.
    pub n_censor: Vec<f64>,
    /// S.
    pub surv: Vec<f64>,
    /// Its error; none where S = 0.
    pub std_err: Vec<Option<f64>>,
    /// Limits on five scales.
    pub ci: Scales<Limits>,
    /// Nelson-Aalen.
    pub cumhaz_nelson_aalen: Vec<f64>,
    /// Its error.
    pub cumhaz_nelson_aalen_se: Vec<f64>,
    /// Fleming-Harrington.
    pub cumhaz_fh2: Vec<f64>,
    /// Its error.
    pub cumhaz_fh2_se: Vec<f64>,
    /// exp(-H) of Fleming-Harrington.
    pub surv_fh2: Vec<f64>,
    /// exp(-H) of Nelson-Aalen.
    pub surv_breslow: Vec<f64>,
    /// Quartiles.
    pub quantiles: Scales<Quantiles>,
    /// Restricted means.
    pub rmst: Vec<Rmst>,
    /// The curve at the times asked for, else at round times.
    #[serde(skip)]
    pub reading: Vec<Reading>,
}

/// One thing on each scale of an interval.
#[derive(Clone, Debug, Serialize)]
pub struct Scales<T> {
    /// S itself.
    pub plain: T,
    /// ln S.
    pub log: T,
    /// ln(-ln S).
    #[serde(rename = "log-log")]
    pub log_log: T,
    /// arcsin sqrt S.
    pub arcsin: T,
    /// ln(S/(1 - S)).
    pub logit: T,
}

/// Limits at every time.
#[derive(Clone, Debug, Serialize)]
pub struct Limits {
    /// Lower.
    pub lower: Vec<Option<f64>>,
    /// Upper.
    pub upper: Vec<Option<f64>>,
}

/// Quartiles with limits.
#[derive(Clone, Debug, Serialize)]
pub struct Quantiles {
    /// Share that has had the event.
    pub p: [f64; 3],
    /// By when.
    pub value: [Option<f64>; 3],
    /// Lower limits.
    pub lower: [Option<f64>; 3],
    /// Upper limits.
    pub upper: [Option<f64>; 3],
}

/// A restricted mean.
#[derive(Clone, Debug, Serialize)]
pub struct Rmst {
    /// Up to when.
    pub tau: f64,
    /// Mean time lived.
    pub mean: f64,
    /// Its error.
    pub se: f64,
}

impl<T> Scales<T> {
    fn new(make: impl Fn(Transform) -> T) -> Scales<T> {
        Scales {
            plain: make(Transform::Plain),
            log: make(Transform::Log),
            log_log: make(Transform::LogLog),
            arcsin: make(Transform::Arcsine),
            logit: make(Transform::Logit),
        }
    }

    /// What stands for a scale.
    pub fn get(&self, transform: Transform) -> &T {
        match transform {
            Transform::Plain => &self.plain,
            Transform::Log => &self.log,
            Transform::LogLog => &self.log_log,
            Transform::Arcsine => &self.arcsin,
            Transform::Logit => &self.logit,
        }
    }
}

impl Limits {
    fn new(limits: &[Option<Interval>]) -> Limits {
        Limits {
            lower: limits.iter().map(|limit| limit.map(|i| i.lower)).collect(),
            upper: limits.iter().map(|limit| limit.map(|i| i.upper)).collect(),
        }
    }
}

/// Runs `km`.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn km(source: &Source, spec: &CurveSpec) -> Result<Curves, Refusal> {
    let causes = Causes::events(&spec.follow_up);
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &causes, |choice| {
        [&spec.group, &spec.cluster].into_iter().flatten().try_for_each(|name| choice.label(name))
    })?;
    let set = follow_up.risk_set()?;
    let cluster = spec.cluster.as_ref().map(|name| follow_up.labels(name)).transpose()?;
    let uneven = follow_up.weights.as_ref().is_some_and(|weights| weights.iter().any(|w| *w != libm::trunc(*w)));
    let robust = spec.robust.unwrap_or(uneven || cluster.is_some());
    let cluster = cluster.as_ref().map(LabelColumn::of).transpose()?;
    let tau = spec.rmst_tau.as_ref().map_or(&[][..], Floats::list);
    if tau.iter().any(|tau| *tau < 0.0) {
        return Err(Refusal::spec("a limit in `rmst_tau` is negative"));
    }
    let (scale, scale_name) = scale_of(spec.conf_type.as_deref())?;
    let at = spec.at.as_ref().map_or(&[][..], Floats::list).to_vec();
    let last = set.times().last().copied().unwrap_or(0.0);
    let read = if at.is_empty() { round_times(last, ROUND_TIMES) } else { at.clone() };
    let make = |label, set: &RiskSet| {
        let curve = curve(label, set, robust, cluster.as_ref(), tau);
        let curve = curve.map(|curve| Curve { reading: curve.read(set, scale, &read), ..curve });
        curve.map_err(|error| follow_up.refusal(error))
    };
    let groups = match &spec.group {
        None => vec![make(None, &set)?],
        Some(name) => {
            let groups = follow_up.labels(name)?;
            let parts = set.split(&groups.of()?)?;
            let labelled = groups.labels.iter().zip(&parts);
            labelled.map(|(label, part)| make(Some(label.clone()), part)).collect::<Result<_, _>>()?
        }
    };
    let never_at_risk = follow_up.never_at_risk;
    Ok(Curves { groups, by: spec.group.clone(), at, scale, scale_name, robust, never_at_risk })
}

/// Times at which a long curve is read.
pub const ROUND_TIMES: usize = 14;

/// The scale of an interval by its name; log-log where none is given.
///
/// # Errors
/// Another name.
pub fn scale_of(name: Option<&str>) -> Result<(Transform, &'static str), Refusal> {
    Ok(match name {
        None | Some("log-log" | "loglog") => (Transform::LogLog, "log-log"),
        Some("plain") => (Transform::Plain, "plain"),
        Some("log") => (Transform::Log, "log"),
        Some("arcsin") => (Transform::Arcsine, "arcsin"),
        Some("logit") => (Transform::Logit, "logit"),
        Some(_) => return Err(Refusal::spec("`conf_type` is none of plain, log, log-log, arcsin, logit")),
    })
}

impl Curves {
    /// The limits of a curve on the scale that is shown.
    pub fn limits(&self, curve: &Curve) -> Vec<Option<(f64, f64)>> {
        let limits = curve.ci.get(self.scale);
        limits.lower.iter().zip(&limits.upper).map(|(lower, upper)| lower.zip(*upper)).collect()
    }

    /// How errors were taken, in words.
    pub fn errors(&self) -> &'static str {
        if self.robust { "Errors are robust." } else { "Errors by Greenwood's formula." }
    }
}

impl Curve {
    fn read(&self, set: &RiskSet, scale: Transform, times: &[f64]) -> Vec<Reading> {
        let limits = self.ci.get(scale);
        let error = |j: usize| (self.std_err[j], limits.lower[j], limits.upper[j]);
        let steps = Steps {
            time: &self.time,
            at_risk: &self.n_risk,
            events: &self.n_event,
            left: &self.n_censor,
            estimate: &self.surv,
            start: 1.0,
            error: &error,
        };
        steps.read(set, times)
    }

    /// The steps with an event.
    pub fn event_steps(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.time.len()).filter(|&j| self.n_event[j] > 0.0)
    }

    /// The curve at every step with an event.
    pub fn event_readings(&self, scale: Transform) -> Vec<Reading> {
        let limits = self.ci.get(scale);
        let sum = |values: &[f64], upto: usize| values[..=upto].iter().sum();
        let read = self.event_steps().map(|j| Reading {
            time: self.time[j],
            n_risk: self.n_risk[j],
            n_event: sum(&self.n_event, j),
            n_censor: sum(&self.n_censor, j),
            estimate: self.surv[j],
            std_err: self.std_err[j],
            lower: limits.lower[j],
            upper: limits.upper[j],
        });
        read.collect()
    }
}

fn curve(
    group: Option<String>,
    set: &RiskSet,
    robust: bool,
    cluster: Option<&Labels<'_>>,
    tau: &[f64],
) -> Result<Curve, EstimateError> {
    let table = set.table();
    let mut curve = kaplan_meier(&table, Event::Any)?;
    let mut aalen = nelson_aalen(&table, Event::Any)?;
    let mut ties = fleming_harrington(&table, Event::Any)?;
    // The restricted mean keeps Greenwood's error, as R's does.
    let rmst = tau.iter().map(|&tau| {
        let mean = curve.restricted_mean(tau);
        Rmst { tau, mean: mean.mean, se: mean.std_err }
    });
    let rmst = rmst.collect();
    if robust {
        let errors = robust_curve(set, Event::Any, cluster)?;
        curve.std_err = errors.survival;
        aalen.std_err = errors.hazard;
        ties.std_err = errors.hazard_ties;
    }
    Ok(Curve {
        group,
        n: curve.rows,
        n_events: curve.total_events(),
        ci: Scales::new(|transform| Limits::new(&curve.intervals(transform, Level::P95))),
        quantiles: Scales::new(|transform| quantiles(&curve, transform)),
        surv_fh2: ties.survival(),
        surv_breslow: aalen.survival(),
        time: curve.time,
        n_risk: curve.at_risk,
        n_event: curve.events,
        n_censor: curve.censored,
        surv: curve.survival,
        std_err: curve.std_err,
        cumhaz_nelson_aalen: aalen.hazard,
        cumhaz_nelson_aalen_se: aalen.std_err,
        cumhaz_fh2: ties.hazard,
        cumhaz_fh2_se: ties.std_err,
        rmst,
        reading: Vec::new(),
    })
}

fn quantiles(curve: &SurvivalCurve, transform: Transform) -> Quantiles {
    let p = [0.25, 0.5, 0.75];
    let found = p.map(|p| curve.quantile(p, transform, Level::P95));
    Quantiles { p, value: found.map(|q| q.value), lower: found.map(|q| q.lower), upper: found.map(|q| q.upper) }
}

//! `aalen_johansen`, `gray_test`, `fine_gray`: several causes, of which each row has one at most.

use serde::Serialize;
use serde_json::{Value, json};

use super::curve::ROUND_TIMES;
use super::design::{Covariate, Design, Term};
use super::digits::round_times;
use super::follow_up::{Causes, FollowUp, LabelColumn};
use super::reading::{Reading, Steps};
use super::real::Real;
use super::refusal::Refusal;
use super::scalar::{Scalar, Scalars};
use super::source::Source;
use super::spec::CompetingSpec;
use crate::estimate::{
    CauseIncidence, CumulativeIncidence, Event, Labels, Level, RiskSet, Transform, aalen_johansen, fine_gray, gray_test,
};

/// Cumulative incidences, one set a group.
#[derive(Clone, Debug, Serialize)]
pub struct Incidences {
    /// In order of labels.
    pub groups: Vec<Incidence>,
    /// The column of the groups.
    #[serde(skip)]
    pub by: Option<String>,
    /// Rows that are never at risk.
    #[serde(skip)]
    pub never_at_risk: usize,
}

/// The incidences of one group. Lists have one cell for each distinct time of an event or a censoring.
#[derive(Clone, Debug, Serialize)]
pub struct Incidence {
    /// Its label; none without groups.
    pub group: Option<String>,
    /// Rows.
    pub n: u32,
    /// Times.
    pub time: Vec<f64>,
    /// At risk just before each.
    pub n_risk: Vec<f64>,
    /// The share without any event.
    pub event_free: Vec<f64>,
    /// The causes asked for.
    pub causes: Vec<Cause>,
}

/// The incidence of one cause.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// Its status value.
    pub cause: Scalar,
    /// Events at each time.
    pub n_event: Vec<f64>,
    /// F.
    pub cif: Vec<f64>,
    /// Its error by the infinitesimal jackknife.
    pub se_infinitesimal_jackknife: Vec<f64>,
    /// Its error by Greenwood's formula.
    pub se_greenwood: Vec<f64>,
    /// Lower limit on the scale of ln F.
    pub lower_log: Vec<Option<f64>>,
    /// Upper limit.
    pub upper_log: Vec<Option<f64>>,
    /// The incidence at the times asked for, else at round times.
    #[serde(skip)]
    pub reading: Vec<Reading>,
}

fn causes(spec: &CompetingSpec) -> Causes<'static> {
    Causes::competing(&spec.causes, spec.censor_value.as_ref().map(Scalars::list))
}

/// Runs `aalen_johansen`.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn incidence(source: &Source, spec: &CompetingSpec) -> Result<Incidences, Refusal> {
    if spec.causes.is_empty() {
        return Err(Refusal::spec("`causes` names no status"));
    }
    let follow_up = FollowUp::new(source, spec.into(), &causes(spec), |choice| {
        [&spec.group, &spec.cluster].into_iter().flatten().try_for_each(|name| choice.label(name))
    })?;
    let set = follow_up.risk_set()?;
    let cluster = spec.cluster.as_ref().map(|name| follow_up.labels(name)).transpose()?;
    let cluster = cluster.as_ref().map(LabelColumn::of).transpose()?;
    let last = set.times().last().copied().unwrap_or(0.0);
    let read = spec.at.as_ref().map_or_else(|| round_times(last, ROUND_TIMES), |at| at.list().to_vec());
    let make = |label, set: &RiskSet| one(label, set, &spec.causes, cluster.as_ref(), &read);
    let groups = match &spec.group {
        None => vec![make(None, &set)?],
        Some(name) => {
            let groups = follow_up.labels(name)?;
            let parts = set.split(&groups.of()?)?;
            let labelled = groups.labels.iter().zip(&parts);
            labelled.map(|(label, part)| make(Some(label.clone()), part)).collect::<Result<_, _>>()?
        }
    };
    Ok(Incidences { groups, by: spec.group.clone(), never_at_risk: follow_up.never_at_risk })
}

fn one(
    group: Option<String>,
    set: &RiskSet,
    names: &[Scalar],
    cluster: Option<&Labels<'_>>,
    read: &[f64],
) -> Result<Incidence, Refusal> {
    let found = aalen_johansen(set, cluster)?;
    let causes = found.causes.iter().zip(names).map(|(of, name)| {
        let mut cause = cause(of.clone(), name);
        cause.reading = cause.read(set, &found, read);
        cause
    });
    let causes = causes.collect();
    Ok(Incidence {
        group,
        n: found.rows,
        time: found.time,
        n_risk: found.at_risk,
        event_free: found.event_free,
        causes,
    })
}

fn cause(of: CauseIncidence, name: &Scalar) -> Cause {
    let limits: Vec<_> = (0..of.incidence.len()).map(|j| of.robust_interval(j, Transform::Log, Level::P95)).collect();
    Cause {
        cause: name.clone(),
        lower_log: limits.iter().map(|limit| limit.map(|i| i.lower)).collect(),
        upper_log: limits.iter().map(|limit| limit.map(|i| i.upper)).collect(),
        n_event: of.events,
        cif: of.incidence,
        se_infinitesimal_jackknife: of.robust_std_err,
        se_greenwood: of.std_err,
        reading: Vec::new(),
    }
}

impl Cause {
    fn read(&self, set: &RiskSet, found: &CumulativeIncidence, times: &[f64]) -> Vec<Reading> {
        let table = set.table();
        let all = |k: usize| table.events(k, 0, Event::Any) + table.censored(k, 0);
        let left: Vec<f64> = (0..found.time.len()).map(|k| all(k) - self.n_event[k]).collect();
        let error = |j: usize| (Some(self.se_infinitesimal_jackknife[j]), self.lower_log[j], self.upper_log[j]);
        let steps = Steps {
            time: &found.time,
            at_risk: &found.at_risk,
            events: &self.n_event,
            left: &left,
            estimate: &self.cif,
            start: 0.0,
            error: &error,
        };
        steps.read(set, times)
    }
}

/// Runs `gray_test`. A cause without events has no test.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn gray(source: &Source, spec: &CompetingSpec) -> Result<Value, Refusal> {
    let Some(group) = &spec.group else { return Err(Refusal::spec("`group` is missing")) };
    if spec.causes.is_empty() {
        return Err(Refusal::spec("`causes` names no status"));
    }
    let follow_up = FollowUp::new(source, spec.into(), &causes(spec), |choice| {
        choice.label(group)?;
        spec.strata.iter().try_for_each(|name| choice.label(name))
    })?;
    let set = follow_up.risk_set()?;
    let groups = follow_up.labels(group)?;
    let strata = spec.strata.as_ref().map(|name| follow_up.labels(name)).transpose()?;
    let strata = strata.as_ref().map(LabelColumn::of).transpose()?;
    let labels = groups.of()?;
    let mut tests = Vec::new();
    let mut first = None;
    for (name, cause) in spec.causes.iter().zip(1..) {
        match gray_test(&set, cause, &labels, strata.as_ref(), spec.rho.unwrap_or(0.0)) {
            Ok(test) => tests.push(json!({ "cause": name, "stat": test.statistic, "df": test.df, "p": test.p })),
            Err(error) => {
                first.get_or_insert(error);
                tests.push(json!({ "cause": name, "stat": null, "df": null, "p": null }));
            }
        }
    }
    match first {
        Some(error) if tests.iter().all(|test| test["stat"].is_null()) => Err(follow_up.refusal(error)),
        _ => Ok(json!({ "groups": groups.labels, "n": labels.counts(), "tests": tests })),
    }
}

/// A Fine-Gray model.
#[derive(Clone, Debug, Serialize)]
pub struct FineGray {
    /// Rows used.
    pub n: usize,
    /// Rows with the cause.
    pub n_event: usize,
    /// One a column of the design.
    pub coefficients: Vec<Subdistribution>,
    /// Sandwich variance.
    pub vcov: Vec<Vec<f64>>,
    /// Weighted log partial likelihood.
    pub pseudo_loglik: f64,
    /// The same with all coefficients 0.
    pub pseudo_loglik_null: f64,
    /// Whether the iteration settled; one that did not is refused.
    pub converged: bool,
}

/// One line of a table of subdistribution hazard ratios.
#[derive(Clone, Debug, Serialize)]
pub struct Subdistribution {
    /// What it is called.
    #[serde(flatten)]
    pub term: Term,
    /// Log ratio.
    pub coef: f64,
    /// Its error.
    pub se: f64,
    /// Wald's z.
    pub z: f64,
    /// P-value.
    pub p: f64,
    /// Ratio.
    pub shr: Real,
    /// Lower limit.
    pub shr_lower: Real,
    /// Upper limit.
    pub shr_upper: Real,
}

/// Runs `fine_gray`: the cause is 1, every other status that is not censored competes.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn subdistribution(source: &Source, spec: &CompetingSpec) -> Result<FineGray, Refusal> {
    let Some(cause) = &spec.cause else { return Err(Refusal::spec("`cause` is missing")) };
    if spec.censor_value.is_none() && spec.causes.is_empty() {
        return Err(Refusal::spec(
            "`censor_value` is missing: what else than the cause is censored, and what competes?",
        ));
    }
    if spec.covariates.is_empty() {
        return Err(Refusal::spec("`covariates` names no column"));
    }
    let covariates = Covariate::settle(source, &spec.covariates)?;
    let all: Vec<Scalar> =
        std::iter::once(cause).chain(spec.causes.iter().filter(|other| !other.is(&cause.text()))).cloned().collect();
    let causes = Causes::competing(&all, spec.censor_value.as_ref().map(Scalars::list));
    let follow_up = FollowUp::new(source, spec.into(), &causes, |choice| {
        covariates.iter().try_for_each(|covariate| covariate.choose(choice))
    })?;
    let design = Design::new(source, &follow_up.rows, &covariates)?;
    let set = follow_up.risk_set()?;
    let fit = fine_gray(&set, 1, &design.slices()).map_err(|error| follow_up.refusal(error))?;
    let line = |(a, term): (usize, &Term)| {
        let row = fit.coefficient(a, Level::P95);
        Subdistribution {
            term: term.clone(),
            coef: row.coefficient,
            se: row.std_err,
            z: row.z,
            p: row.p,
            shr: Real(row.ratio),
            shr_lower: Real(row.interval.lower),
            shr_upper: Real(row.interval.upper),
        }
    };
    Ok(FineGray {
        n: fit.rows,
        n_event: fit.events,
        coefficients: design.terms.iter().enumerate().map(line).collect(),
        vcov: (0..design.columns.len()).map(|a| fit.variance.row(a).to_vec()).collect(),
        pseudo_loglik: fit.log_likelihood,
        pseudo_loglik_null: fit.log_likelihood_null,
        converged: true,
    })
}

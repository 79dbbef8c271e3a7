//! `cox`, `cox_firth`, `cox_diagnosis`: regression on the hazard, laid out as R's `coxph` and `coxphf` tell it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::design::{Compact, Covariate, Term};
use super::follow_up::{Causes, FollowUp, LabelColumn};
use super::real::{Real, Test};
use super::refusal::Refusal;
use super::source::Source;
use super::spec::RegressionSpec;
use crate::estimate::cox::{Clock, CoxFit, CoxModel, Ties, concordance, firth};
use crate::estimate::{EstimateError, Event, Labels, Level, RiskSet, Transform};

/// Residuals are listed up to this many rows, or where the specification asks for them.
const LISTED: usize = 100_000;

/// A fitted model.
#[derive(Clone, Debug, Serialize)]
pub struct Cox {
    /// Rows used.
    pub n: usize,
    /// Rows with the event.
    pub n_event: usize,
    /// One a column of the design.
    pub coefficients: Vec<Coefficient>,
    /// The variance that tests use; `null` for a column that is a combination of others.
    pub vcov: Vec<Vec<Option<f64>>>,
    /// Log partial likelihood with all coefficients 0.
    pub loglik_null: f64,
    /// And at the estimate.
    pub loglik: f64,
    /// Likelihood-ratio test.
    pub lr_test: Test,
    /// Wald's test.
    pub wald_test: Test,
    /// Score test.
    pub score_test: Test,
    /// Robust score test.
    pub robust_score_test: Option<Test>,
    /// Harrell's C; none where no pair can be compared.
    pub concordance: Option<Concordance>,
    /// Akaike's criterion.
    pub aic: f64,
    /// Tests of proportional hazards on four clocks.
    pub cox_zph: Value,
    /// The same under whole-number weights, for which R gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cox_zph_frequency_weights: Option<Value>,
    /// Cumulative hazard with all covariates 0.
    pub baseline_cumhaz_at_zero: Option<Baseline>,
    /// Residuals in the order of the rows used.
    pub residuals: Option<Residuals>,
    /// A predicted curve.
    pub predicted_survival: Option<Predicted>,
    /// How tied events were treated.
    #[serde(skip)]
    pub ties: &'static str,
    /// Rows that are never at risk.
    #[serde(skip)]
    pub never_at_risk: usize,
}

/// One line of a table of coefficients; empty for a column that is a combination of others.
#[derive(Clone, Debug, Serialize)]
pub struct Coefficient {
    /// What it is called.
    #[serde(flatten)]
    pub term: Term,
    /// Log hazard ratio.
    pub coef: Option<f64>,
    /// Its error from the information.
    pub se: Option<f64>,
    /// Its robust error.
    pub robust_se: Option<f64>,
    /// Wald's z.
    pub z: Option<f64>,
    /// P-value.
    pub p: Option<f64>,
    /// Hazard ratio.
    pub hr: Option<Real>,
    /// Lower limit.
    pub hr_lower: Option<Real>,
    /// Upper limit.
    pub hr_upper: Option<Real>,
}

/// Harrell's C.
#[derive(Clone, Debug, Serialize)]
pub struct Concordance {
    /// C.
    pub c: f64,
    /// Its error.
    pub se: f64,
}

/// The hazard of a row whose covariates are all 0.
#[derive(Clone, Debug, Serialize)]
pub struct Baseline {
    /// Times, stratum after stratum.
    pub time: Vec<f64>,
    /// H at each.
    pub cumhaz: Vec<f64>,
    /// The stratum of each.
    pub strata: Option<Vec<String>>,
}

/// Residuals by row.
#[derive(Clone, Debug, Serialize)]
pub struct Residuals {
    /// Events less expected events.
    pub martingale: Vec<f64>,
    /// The same, nearer to normal.
    pub deviance: Vec<f64>,
}

/// A curve predicted for one row.
#[derive(Clone, Debug, Serialize)]
pub struct Predicted {
    /// The row, by columns of the design.
    pub at: Map<String, Value>,
    /// How it was chosen.
    pub at_rule: &'static str,
    /// The scale of the interval.
    pub conf_type: &'static str,
    /// Quantiles of the times of events.
    pub time: Vec<f64>,
    /// S.
    pub surv: Vec<f64>,
    /// Its error.
    pub std_err: Vec<f64>,
    /// Lower limits.
    pub lower: Vec<Option<f64>>,
    /// Upper limits.
    pub upper: Vec<Option<f64>>,
}

/// Rows, design and risk set of one model.
pub struct Setting<'s> {
    /// Follow-up of the rows used.
    pub follow_up: FollowUp<'s>,
    /// Covariates.
    pub design: Compact,
    set: Arc<RiskSet>,
    strata: Option<LabelColumn>,
    cluster: Option<LabelColumn>,
}

impl<'s> Setting<'s> {
    /// Reads what a specification names.
    ///
    /// # Errors
    /// What the columns refuse; no covariates.
    pub fn new(source: &'s Source, spec: &RegressionSpec) -> Result<Setting<'s>, Refusal> {
        if spec.covariates.is_empty() {
            return Err(Refusal::spec("`covariates` names no column"));
        }
        let covariates = Covariate::settle(source, &spec.covariates)?;
        let causes = Causes::events(&spec.follow_up);
        let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &causes, |choice| {
            covariates.iter().try_for_each(|covariate| covariate.choose(choice))?;
            [&spec.strata, &spec.cluster].into_iter().flatten().try_for_each(|name| choice.label(name))
        })?;
        let label = |name: &Option<String>| name.as_ref().map(|name| follow_up.labels(name)).transpose();
        Ok(Setting {
            design: Compact::new(source, &follow_up.rows, &covariates)?,
            set: follow_up.risk_set()?,
            strata: label(&spec.strata)?,
            cluster: label(&spec.cluster)?,
            follow_up,
        })
    }

    fn model(&self) -> Result<CoxModel, Refusal> {
        let strata = self.strata.as_ref().map(LabelColumn::of).transpose()?;
        CoxModel::with_covariates(&self.set, Event::Any, &self.design.covariates()?, strata.as_ref())
            .map_err(|e| self.follow_up.refusal(e))
    }

    fn whole_weights(&self) -> bool {
        self.follow_up.weights.as_ref().is_none_or(|weights| weights.iter().all(|w| *w == libm::trunc(*w)))
    }
}

/// Runs `cox`.
///
/// # Errors
/// What the columns or the estimators refuse; `monotone-likelihood` where a coefficient is infinite.
pub fn cox(source: &Source, spec: &RegressionSpec) -> Result<Cox, Refusal> {
    let ties = match spec.ties.as_deref() {
        None | Some("efron") => (Ties::Efron, "efron"),
        Some("breslow") => (Ties::Breslow, "breslow"),
        Some("exact") => (Ties::Exact, "exact"),
        Some(_) => return Err(Refusal::spec("`ties` is none of efron, breslow, exact")),
    };
    let setting = Setting::new(source, spec)?;
    let model = setting.model()?;
    // As R: a cluster, or weights that are not whole, make errors robust; each row is then a cluster of its own.
    let robust = spec.robust.unwrap_or(setting.cluster.is_some() || !setting.whole_weights());
    let rows = setting.follow_up.rows.len();
    let own: Vec<u32> = if robust && setting.cluster.is_none() { (0..rows as u32).collect() } else { Vec::new() };
    let cluster = match &setting.cluster {
        Some(cluster) => Some(cluster.of()?),
        None if robust => Some(Labels::new(&own, rows)?),
        None => None,
    };
    let fit = model.fit(ties.0, cluster.as_ref().filter(|_| robust))?;
    if !fit.infinite.is_empty() {
        return Err(monotone(&setting, &fit));
    }
    let mut result = Cox {
        n: model.rows(),
        n_event: model.events(),
        coefficients: coefficients(&setting.design, &fit),
        vcov: variance(&fit),
        loglik_null: fit.log_likelihood_null,
        loglik: fit.log_likelihood,
        lr_test: fit.likelihood_ratio_test().into(),
        wald_test: fit.wald_test().into(),
        score_test: fit.score_test.into(),
        robust_score_test: fit.robust_score_test.map(Test::from),
        concordance: agreement(&setting, &model, &fit, cluster.as_ref())?,
        aic: fit.aic(),
        cox_zph: Value::Null,
        cox_zph_frequency_weights: None,
        baseline_cumhaz_at_zero: None,
        residuals: None,
        predicted_survival: None,
        ties: ties.1,
        never_at_risk: setting.follow_up.never_at_risk,
    };
    if fit.ties != Ties::Exact {
        diagnose(&mut result, &setting, &model, &fit, spec.residuals)?;
    }
    Ok(result)
}

/// What exact ties have not: tests of proportional hazards, baseline, residuals, a prediction.
fn diagnose(
    result: &mut Cox,
    setting: &Setting<'_>,
    model: &CoxModel,
    fit: &CoxFit,
    listed: Option<bool>,
) -> Result<(), Refusal> {
    let tests = proportionality(setting, model, fit)?;
    if setting.follow_up.weights.is_some() && setting.whole_weights() {
        result.cox_zph = json!([]);
        result.cox_zph_frequency_weights = Some(tests);
    } else {
        result.cox_zph = tests;
    }
    result.baseline_cumhaz_at_zero = Some(baseline(setting, model, fit)?);
    if listed.unwrap_or(model.rows() <= LISTED) {
        let martingale = model.martingale_residuals(fit)?;
        result.residuals = Some(Residuals { martingale, deviance: model.deviance_residuals(fit)? });
    }
    if setting.strata.is_none() {
        result.predicted_survival = Some(predicted(setting, model, fit)?);
    }
    Ok(())
}

fn monotone(setting: &Setting<'_>, fit: &CoxFit) -> Refusal {
    let name = |infinite: &crate::estimate::cox::Infinite| {
        let way = if infinite.positive { "plus" } else { "minus" };
        format!("{} runs to {way} infinity", setting.design.terms[infinite.coefficient].place_name())
    };
    let names: Vec<String> = fit.infinite.iter().map(name).collect();
    let message = format!("monotone likelihood: the coefficient of {}; ask cox_firth for it", names.join(", that of "));
    Refusal::new("monotone-likelihood", message)
}

fn coefficients(design: &Compact, fit: &CoxFit) -> Vec<Coefficient> {
    let line = |(a, term): (usize, &Term)| {
        let row = fit.coefficient(a, Level::P95);
        Coefficient {
            term: term.clone(),
            coef: row.map(|row| row.coefficient),
            se: row.map(|row| row.std_err),
            robust_se: row.and_then(|row| row.robust_std_err),
            z: row.map(|row| row.z),
            p: row.map(|row| row.p),
            hr: row.map(|row| Real(row.ratio)),
            hr_lower: row.map(|row| Real(row.interval.lower)),
            hr_upper: row.map(|row| Real(row.interval.upper)),
        }
    };
    design.terms.iter().enumerate().map(line).collect()
}

fn variance(fit: &CoxFit) -> Vec<Vec<Option<f64>>> {
    let p = fit.coefficients.len();
    let cell = |a: usize, b: usize| (!fit.aliased[a] && !fit.aliased[b]).then(|| fit.working_variance()[(a, b)]);
    (0..p).map(|a| (0..p).map(|b| cell(a, b)).collect()).collect()
}

/// C of the linear predictor. It is summed in one order for all rows: rounding must not part rows that are equal.
fn agreement(
    setting: &Setting<'_>,
    model: &CoxModel,
    fit: &CoxFit,
    cluster: Option<&Labels<'_>>,
) -> Result<Option<Concordance>, Refusal> {
    let score = model.linear_predictor(&fit.coefficients);
    let strata = setting.strata.as_ref().map(LabelColumn::of).transpose()?;
    match concordance(&setting.set, Event::Any, &score, strata.as_ref(), cluster) {
        Ok(found) => Ok(Some(Concordance { c: found.c, se: found.std_err })),
        Err(EstimateError::NoEvents) => Ok(None),
        Err(error) => Err(setting.follow_up.refusal(error)),
    }
}

/// By clock: the test of each coefficient and of all. Empty where events come at one time only: nothing can drift.
fn proportionality(setting: &Setting<'_>, model: &CoxModel, fit: &CoxFit) -> Result<Value, Refusal> {
    let mut times = setting.follow_up.exit.iter().zip(&setting.follow_up.cause).filter(|(_, cause)| **cause > 0);
    let first = times.next().map(|(time, _)| *time);
    if times.all(|(time, _)| Some(*time) == first) {
        return Ok(json!([]));
    }
    let clocks =
        [("km", Clock::KaplanMeier), ("identity", Clock::Identity), ("rank", Clock::Rank), ("log", Clock::Log)];
    let mut result = Map::new();
    let found = model.proportionality_on(fit, &clocks.map(|(_, clock)| clock));
    for ((name, clock), found) in clocks.into_iter().zip(found) {
        let found = match found {
            Ok(found) => found,
            // Rows that leave at time 0 have no place on the clock of logarithms.
            Err(EstimateError::Domain(_)) if clock == Clock::Log => continue,
            Err(error) => return Err(error.into()),
        };
        let tests = || found.coefficients.iter();
        let value = json!({
            "chisq": tests().map(|test| test.map(|t| t.statistic)).collect::<Vec<_>>(),
            "df": tests().map(|test| test.map(|t| t.df)).collect::<Vec<_>>(),
            "p": tests().map(|test| test.and_then(|t| t.p)).collect::<Vec<_>>(),
            "global": Test::from(found.global),
        });
        result.insert(name.into(), value);
    }
    Ok(result.into())
}

fn baseline(setting: &Setting<'_>, model: &CoxModel, fit: &CoxFit) -> Result<Baseline, Refusal> {
    let labels = setting.strata.as_ref().map(|strata| &strata.labels);
    let mut result = Baseline { time: Vec::new(), cumhaz: Vec::new(), strata: labels.map(|_| Vec::new()) };
    for part in model.baseline(fit)? {
        if let (Some(strata), Some(labels)) = (&mut result.strata, labels) {
            strata.extend(part.time.iter().map(|_| labels[part.stratum].clone()));
        }
        result.time.extend(part.time);
        result.cumhaz.extend(part.hazard);
    }
    Ok(result)
}

/// A row with 0 in every 0/1 column and the median of every other, at tenths and quarters of the times of events.
fn predicted(setting: &Setting<'_>, model: &CoxModel, fit: &CoxFit) -> Result<Predicted, Refusal> {
    let at = setting.design.typical()?;
    let time = event_times(&setting.follow_up);
    let points = model.predict(fit, 0, &at, &time, Transform::LogLog, Level::P95)?;
    let named = setting.design.terms.iter().zip(&at).map(|(term, x)| (term.name(), json!(x)));
    Ok(Predicted {
        at: named.collect(),
        at_rule: "0 for 0/1 columns, median otherwise",
        conf_type: "log-log",
        surv: points.iter().map(|point| point.survival).collect(),
        std_err: points.iter().map(|point| point.std_err).collect(),
        lower: points.iter().map(|point| point.interval.map(|i| i.lower)).collect(),
        upper: points.iter().map(|point| point.interval.map(|i| i.upper)).collect(),
        time,
    })
}

/// The 10, 25, 50, 75 and 90 % points of the times of events, each the time of an event (type 1 of Hyndman and Fan).
fn event_times(follow_up: &FollowUp<'_>) -> Vec<f64> {
    let events = follow_up.exit.iter().zip(&follow_up.cause).filter(|(_, cause)| **cause > 0);
    let mut events: Vec<f64> = events.map(|(time, _)| *time).collect();
    events.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| {
        // A product that is whole but for rounding is whole.
        let place = libm::ceil(events.len() as f64 * p - 1e-9).max(1.0) as usize;
        events.get(place - 1).copied()
    };
    let mut times: Vec<f64> = [0.1, 0.25, 0.5, 0.75, 0.9].into_iter().filter_map(at).collect();
    times.dedup();
    times
}

/// A penalised fit.
#[derive(Clone, Debug, Serialize)]
pub struct Firth {
    /// Rows used.
    pub n: usize,
    /// Rows with the event.
    pub n_event: usize,
    /// One a column of the design.
    pub coefficients: Vec<FirthCoefficient>,
    /// l + ln det I / 2 at the estimate.
    pub penalised_loglik: f64,
    /// The same with all coefficients 0.
    pub penalised_loglik_null: f64,
}

/// One line of a table of penalised coefficients.
#[derive(Clone, Debug, Serialize)]
pub struct FirthCoefficient {
    /// What it is called.
    #[serde(flatten)]
    pub term: Term,
    /// Log hazard ratio.
    pub coef: f64,
    /// Its error from the unpenalised information.
    pub se: f64,
    /// Hazard ratio.
    pub hr: Real,
    /// Penalised likelihood-ratio statistic that it is 0.
    pub plr_chisq: f64,
    /// Its p-value.
    pub plr_p: Option<f64>,
    /// Lower profile limit of the log hazard ratio.
    pub profile_lower: Option<f64>,
    /// Upper profile limit.
    pub profile_upper: Option<f64>,
}

/// Runs `cox_firth`.
///
/// # Errors
/// What the columns or the estimators refuse; ties other than Breslow's.
pub fn cox_firth(source: &Source, spec: &RegressionSpec) -> Result<Firth, Refusal> {
    if !matches!(spec.ties.as_deref(), None | Some("breslow")) {
        return Err(Refusal::unsupported("ties other than breslow"));
    }
    if spec.cluster.is_some() || spec.robust == Some(true) {
        return Err(Refusal::unsupported("a robust variance"));
    }
    let setting = Setting::new(source, spec)?;
    let model = setting.model()?;
    let fit = firth(&model, Level::P95)?;
    let line = |(a, term): (usize, &Term)| FirthCoefficient {
        term: term.clone(),
        coef: fit.coefficients[a],
        se: fit.std_err[a],
        hr: Real(libm::exp(fit.coefficients[a])),
        plr_chisq: fit.tests[a].statistic,
        plr_p: fit.tests[a].p,
        profile_lower: fit.profile[a].0,
        profile_upper: fit.profile[a].1,
    };
    Ok(Firth {
        n: model.rows(),
        n_event: model.events(),
        coefficients: setting.design.terms.iter().enumerate().map(line).collect(),
        penalised_loglik: fit.log_likelihood,
        penalised_loglik_null: fit.log_likelihood_null,
    })
}

/// Runs `cox_diagnosis`: which coefficients of the plain fit are infinite, and which way.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn cox_diagnosis(source: &Source, spec: &RegressionSpec) -> Result<Value, Refusal> {
    let setting = Setting::new(source, spec)?;
    let fit = setting.model()?.fit(Ties::Efron, None)?;
    let names: Vec<String> = fit.infinite.iter().map(|i| setting.design.terms[i.coefficient].name()).collect();
    let way = |positive: bool| if positive { "Inf" } else { "-Inf" };
    Ok(json!({
        "infinite_coefficients": names,
        "direction": fit.infinite.first().map(|infinite| way(infinite.positive)),
        "directions": fit.infinite.iter().map(|infinite| way(infinite.positive)).collect::<Vec<_>>(),
    }))
}

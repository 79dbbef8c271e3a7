//! `aft`, `aft_interval`, `mixture_cure`, `turnbull`: laws of a lifetime, and intervals that hold it.

use serde_json::{Value, json};

use super::design::{Covariate, Design, Term};
use super::follow_up::{Causes, FollowUp, LabelColumn};
use super::real::Real;
use super::refusal::Refusal;
use super::rows::{Choice, Rows};
use super::source::Source;
use super::spec::{IntervalSpec, RegressionSpec};
use crate::estimate::{EstimateError, Lifetime, Observation, TrendTest, accelerated_failure, mixture_cure};

fn law(name: Option<&str>) -> Result<Lifetime, Refusal> {
    Ok(match name {
        Some("exponential") => Lifetime::Exponential,
        None | Some("weibull") => Lifetime::Weibull,
        Some("lognormal" | "log-normal") => Lifetime::LogNormal,
        Some("loglogistic" | "log-logistic") => Lifetime::LogLogistic,
        Some(_) => return Err(Refusal::spec("`dist` is none of exponential, weibull, lognormal, loglogistic")),
    })
}

fn plain(spec: &RegressionSpec) -> Result<(), Refusal> {
    let asked = [
        ("`entry`", spec.follow_up.entry.is_some()),
        ("`weights`", spec.follow_up.weights.is_some()),
        ("`strata`", spec.strata.is_some()),
        ("`cluster`", spec.cluster.is_some()),
    ];
    match asked.into_iter().find(|(_, asked)| *asked) {
        Some((name, _)) => Err(Refusal::unsupported(name)),
        None => Ok(()),
    }
}

/// Runs `aft`: log T = x'b + scale W, rows at or before time 0 left out.
///
/// # Errors
/// What the columns or the estimators refuse; entry, weights, strata, clusters.
pub fn accelerated(source: &Source, spec: &RegressionSpec) -> Result<Value, Refusal> {
    plain(spec)?;
    let lifetime = law(spec.dist.as_deref())?;
    let covariates = Covariate::settle(source, &spec.covariates)?;
    let causes = Causes::events(&spec.follow_up);
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &causes, |choice| {
        covariates.iter().try_for_each(|covariate| covariate.choose(choice))
    })?;
    let mut design = Design::new(source, &follow_up.rows, &covariates)?;
    let used: Vec<usize> = (0..follow_up.exit.len()).filter(|&row| follow_up.exit[row] > 0.0).collect();
    let observe = |&row: &usize| {
        let time = follow_up.exit[row];
        if follow_up.cause[row] > 0 { Observation::Exact(time) } else { Observation::After(time) }
    };
    let observations: Vec<Observation> = used.iter().map(observe).collect();
    for column in &mut design.columns {
        *column = used.iter().map(|&row| column[row]).collect();
    }
    let fit = accelerated_failure(lifetime, &observations, &design.slices())?;
    let intercept = Term::intercept();
    let line = |(a, term): (usize, &Term)| {
        let (coef, se) = (fit.coefficients[a], fit.variance[(a, a)].sqrt());
        let test = TrendTest::new(coef / se);
        json!({
            "column": term.column, "level": term.level, "transform": term.transform,
            "coef": coef, "se": se, "z": test.z, "p": test.p,
        })
    };
    let coefficients: Vec<Value> = std::iter::once(&intercept).chain(&design.terms).enumerate().map(line).collect();
    let last = fit.coefficients.len();
    let scale = fit.lifetime.has_scale().then(
        || json!({ "log_scale": libm::log(fit.scale), "se": fit.variance[(last, last)].sqrt(), "scale": fit.scale }),
    );
    let p = [0.25, 0.5, 0.75];
    Ok(json!({
        "n": fit.rows,
        "n_event": used.iter().filter(|&&row| follow_up.cause[row] > 0).count(),
        "coefficients": coefficients,
        "log_scale": scale,
        "loglik": fit.log_likelihood,
        "loglik_null": fit.log_likelihood_null,
        "aic": fit.aic(),
        "bic": fit.bic(),
        "quantiles_null_model": design.terms.is_empty().then(|| json!({ "p": p, "t": p.map(|p| fit.quantile(p, &[])) })),
    }))
}

/// Runs `mixture_cure`: S(t) = c + (1 - c) exp(-(t/scale)^shape).
///
/// # Errors
/// What the columns or the estimators refuse; laws other than Weibull's, covariates, entry, weights.
pub fn cure(source: &Source, spec: &RegressionSpec) -> Result<Value, Refusal> {
    plain(spec)?;
    if !matches!(spec.dist.as_deref(), None | Some("weibull")) {
        return Err(Refusal::unsupported("a `dist` other than weibull"));
    }
    if !spec.covariates.is_empty() {
        return Err(Refusal::unsupported("`covariates`"));
    }
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &Causes::events(&spec.follow_up), |_| Ok(()))?;
    let event: Vec<bool> = follow_up.cause.iter().map(|&cause| cause > 0).collect();
    let fit = mixture_cure(&follow_up.exit, &event).map_err(|error| follow_up.refusal(error))?;
    let se = |a: usize| fit.variance[(a, a)].sqrt();
    Ok(json!({
        "n": fit.rows,
        "cured_fraction": fit.cured(),
        "logit_cured": fit.parameters[0],
        "logit_cured_se": se(0),
        "shape": libm::exp(fit.parameters[1]),
        "scale": libm::exp(fit.parameters[2]),
        "log_shape_se": se(1),
        "log_scale_se": se(2),
        "loglik": fit.log_likelihood,
        "aic": fit.aic(),
        "bic": fit.bic(),
    }))
}

/// Ends of intervals by row, where at least one of them is known.
struct Ends {
    left: Vec<Option<f64>>,
    right: Vec<Option<f64>>,
    group: Option<LabelColumn>,
    rows: std::sync::Arc<Rows>,
    known: Vec<usize>,
}

impl Ends {
    fn new(source: &Source, spec: &IntervalSpec) -> Result<Ends, Refusal> {
        let mut choice = Choice::new(source, spec.subset.as_ref())?;
        spec.group.iter().try_for_each(|name| choice.label(name))?;
        let (rows, _, _) = choice.finish();
        let column = |name: &str| -> Result<Vec<Option<f64>>, Refusal> {
            let (column, numbers) = source.numbers(name)?;
            source.check_numbers(column, &numbers, &rows)?;
            Ok(rows.codes(column).map(|code| numbers.get(code)).collect())
        };
        let (left, right) = (column(&spec.left)?, column(&spec.right)?);
        let group = spec.group.as_ref().map(|name| LabelColumn::new(source, &rows, name)).transpose()?;
        let known: Vec<usize> = (0..left.len()).filter(|&row| left[row].is_some() || right[row].is_some()).collect();
        if known.is_empty() {
            return Err(EstimateError::NoRows.into());
        }
        Ok(Ends { left, right, group, rows, known })
    }

    /// A refusal with the line of a row counted among those in `used`.
    fn refusal(&self, source: &Source, used: &[usize], error: EstimateError) -> Refusal {
        Refusal::of(error, |row| used.get(row).and_then(|&row| source.line(self.rows.row(row))))
    }
}

/// Runs `turnbull`. A row without a left end has it at 0, one without a right end never ends.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn npmle(source: &Source, spec: &IntervalSpec) -> Result<Value, Refusal> {
    let ends = Ends::new(source, spec)?;
    let one = |label: Option<&String>, used: &[usize]| -> Result<Value, Refusal> {
        let left: Vec<f64> = used.iter().map(|&row| ends.left[row].unwrap_or(0.0)).collect();
        let right: Vec<f64> = used.iter().map(|&row| ends.right[row].unwrap_or(f64::INFINITY)).collect();
        let found = crate::estimate::turnbull(&left, &right).map_err(|error| ends.refusal(source, used, error))?;
        let reals = |values: &[f64]| values.iter().map(|&x| Real(x)).collect::<Vec<_>>();
        Ok(json!({
            "group": label,
            "n": used.len(),
            "npmle": {
                "interval_left": reals(&found.left),
                "interval_right": reals(&found.right),
                "mass": found.mass,
            },
            "loglik": found.log_likelihood,
        }))
    };
    let groups = match &ends.group {
        None => vec![one(None, &ends.known)?],
        Some(group) => {
            let of = |code: u32| -> Vec<usize> {
                ends.known.iter().copied().filter(|&row| group.codes[row] == code).collect()
            };
            let labelled = group.labels.iter().zip(0..).map(|(label, code)| (label, of(code)));
            labelled
                .filter(|(_, used)| !used.is_empty())
                .map(|(label, used)| one(Some(label), &used))
                .collect::<Result<_, _>>()?
        }
    };
    Ok(json!({ "groups": groups }))
}

/// Runs `aft_interval`: the same laws where a lifetime is known to lie in an interval; the group is a factor.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn accelerated_interval(source: &Source, spec: &IntervalSpec) -> Result<Value, Refusal> {
    let lifetime = law(spec.dist.as_deref())?;
    let ends = Ends::new(source, spec)?;
    // A left end of 0 says no more than that the lifetime ended before the right one.
    let observe = |&row: &usize| match (ends.left[row].filter(|left| *left != 0.0), ends.right[row]) {
        (None, Some(right)) => Some(Observation::Before(right)),
        (Some(left), None) => Some(Observation::After(left)),
        (Some(left), Some(right)) if left == right => Some(Observation::Exact(left)),
        (Some(left), Some(right)) => Some(Observation::Between(left, right)),
        (None, None) => None,
    };
    // Known to last longer than 0: nothing is known.
    let used: Vec<usize> = ends.known.iter().copied().filter(|row| observe(row).is_some()).collect();
    let observations: Vec<Observation> = used.iter().filter_map(observe).collect();
    let mut terms: Vec<String> = vec!["(Intercept)".into()];
    let mut columns: Vec<Vec<f64>> = Vec::new();
    if let (Some(group), Some(name)) = (&ends.group, &spec.group) {
        let reference = match &spec.group_reference {
            None => Some(0),
            Some(wanted) => group.labels.iter().position(|label| wanted.is(label)),
        };
        let Some(reference) = reference else {
            return Err(Refusal::spec("`group_reference` is none of the labels of the group"));
        };
        for (code, label) in group.labels.iter().enumerate().filter(|(code, _)| *code != reference) {
            terms.push(format!("{name}={label}"));
            columns.push(used.iter().map(|&row| f64::from(u8::from(group.codes[row] as usize == code))).collect());
        }
    }
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let fit = accelerated_failure(lifetime, &observations, &slices).map_err(|e| ends.refusal(source, &used, e))?;
    Ok(json!({
        "n": fit.rows,
        "terms": terms,
        "coef": fit.coefficients,
        "se": (0..fit.parameters()).map(|a| fit.variance[(a, a)].sqrt()).collect::<Vec<_>>(),
        "se_note": "of the coefficients, then of log(scale) where there is one",
        "scale": fit.scale,
        "loglik": fit.log_likelihood,
        "aic": fit.aic(),
    }))
}

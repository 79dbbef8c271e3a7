//! Regression analyses in the layout of the reference.

use super::fixture::{Analysis, number, numbers, text};
use super::survival::risk_set;
use retraffic::estimate::cox::{Clock, CoxFit, CoxModel, Ties, concordance, firth};
use retraffic::estimate::{
    ChiSquareTest, EstimateError, Event, Labels, Level, Lifetime, Observation, RiskSet, Transform, TrendTest,
    accelerated_failure, mixture_cure,
};
use serde_json::{Map, Value, json};

/// Columns of a design with what the reference calls them.
pub struct Design {
    pub columns: Vec<Vec<f64>>,
    pub names: Vec<Value>,
}

impl Design {
    pub fn new(analysis: &Analysis) -> Design {
        let mut design = Design { columns: Vec::new(), names: Vec::new() };
        for covariate in analysis.spec["covariates"].as_array().unwrap() {
            let column = covariate["column"].as_str().unwrap();
            let cells: Vec<String> = analysis.rows().iter().map(|row| row[column].clone()).collect();
            if covariate["kind"] == "factor" {
                let reference = text(&covariate["reference"]);
                for level in
                    covariate["levels"].as_array().unwrap().iter().map(text).filter(|level| *level != reference)
                {
                    design.columns.push(cells.iter().map(|cell| f64::from(*cell == level)).collect());
                    design.names.push(json!({ "column": column, "level": level, "transform": null }));
                }
            } else {
                let transform: fn(f64) -> f64 = match covariate["transform"].as_str() {
                    Some("log") => libm::log,
                    Some("sqrt") => f64::sqrt,
                    _ => |x| x,
                };
                design.columns.push(cells.iter().map(|cell| transform(cell.parse().unwrap())).collect());
                let transform = &covariate["transform"];
                design.names.push(json!({ "column": column, "level": null, "transform": transform }));
            }
        }
        design
    }

    pub fn slices(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }
}

fn model(analysis: &Analysis, design: &Design) -> (RiskSet, CoxModel, Vec<String>) {
    let set = risk_set(analysis, &analysis.causes("event_values"));
    let strata = analysis.labels("strata");
    let labels = strata.as_ref().map(|(codes, labels)| Labels::new(codes, labels.len()).unwrap());
    let model = CoxModel::new(&set, Event::Any, &design.slices(), labels.as_ref()).unwrap();
    (set, model, strata.map(|(_, labels)| labels).unwrap_or_default())
}

fn ties(analysis: &Analysis) -> Ties {
    match analysis.name("ties") {
        Some("breslow") => Ties::Breslow,
        Some("exact") => Ties::Exact,
        _ => Ties::Efron,
    }
}

fn chi(test: ChiSquareTest) -> Value {
    json!({ "stat": test.statistic, "df": test.df, "p": test.p })
}

pub fn cox(analysis: &Analysis) -> Value {
    let design = Design::new(analysis);
    let (set, model, strata) = model(analysis, &design);
    let cluster = analysis.labels("cluster");
    let cluster = cluster.as_ref().map(|(codes, labels)| Labels::new(codes, labels.len()).unwrap());
    let fit = model.fit(ties(analysis), cluster.as_ref()).unwrap();
    assert!(fit.infinite.is_empty(), "{}", analysis.id);
    let coefficients: Vec<Value> = design
        .names
        .iter()
        .enumerate()
        .map(|(a, name)| {
            let row = fit.coefficient(a, Level::P95).unwrap();
            json!({
                "column": name["column"], "level": name["level"], "transform": name["transform"],
                "coef": row.coefficient, "se": row.std_err, "robust_se": row.robust_std_err, "z": row.z, "p": row.p,
                "hr": number(row.ratio),
                "hr_lower": number(row.interval.lower),
                "hr_upper": number(row.interval.upper),
            })
        })
        .collect();
    let vcov: Vec<&[f64]> = (0..design.columns.len()).map(|a| fit.working_variance().row(a)).collect();
    let mut result = json!({
        "n": model.rows(),
        "n_event": model.events(),
        "coefficients": coefficients,
        "vcov": vcov,
        "loglik_null": fit.log_likelihood_null,
        "loglik": fit.log_likelihood,
        "lr_test": chi(fit.likelihood_ratio_test()),
        "wald_test": chi(fit.wald_test()),
        "score_test": chi(fit.score_test),
        "robust_score_test": fit.robust_score_test.map(|test| json!({ "stat": test.statistic, "df": test.df, "p": test.p })),
        "aic": fit.aic(),
    });
    let codes = analysis.labels("strata");
    let labels = codes.as_ref().map(|(codes, labels)| Labels::new(codes, labels.len()).unwrap());
    let score = predictor(&design, &fit);
    let found = concordance(&set, Event::Any, &score, labels.as_ref(), cluster.as_ref()).unwrap();
    result["concordance"] = json!({ "c": found.c, "se": found.std_err });
    if fit.ties != Ties::Exact {
        result["cox_zph"] = zph(analysis, &model, &fit);
        result["baseline_cumhaz_at_zero"] = baseline(&model, &fit, &strata);
        result["residuals"] = json!({
            "martingale": model.martingale_residuals(&fit).unwrap(),
            "deviance": model.deviance_residuals(&fit).unwrap(),
        });
        result["predicted_survival"] = predicted(analysis, &model, &fit);
    }
    result
}

/// The linear predictor by row; rounding must not part rows that are equal.
fn predictor(design: &Design, fit: &CoxFit) -> Vec<f64> {
    let rows = design.columns[0].len();
    (0..rows).map(|row| design.columns.iter().zip(&fit.coefficients).map(|(x, b)| x[row] * b).sum()).collect()
}

fn zph(analysis: &Analysis, model: &CoxModel, fit: &CoxFit) -> Value {
    // An empty list stands for tests that R could not make.
    if analysis.result["cox_zph"].as_array().is_some() {
        return json!([]);
    }
    let clocks =
        [("km", Clock::KaplanMeier), ("identity", Clock::Identity), ("rank", Clock::Rank), ("log", Clock::Log)];
    let mut result = Map::new();
    for (name, clock) in clocks {
        match model.proportionality(fit, clock) {
            Ok(found) => {
                let column = |of: fn(ChiSquareTest) -> Value| -> Value {
                    found.coefficients.iter().map(|test| test.map_or(Value::Null, of)).collect()
                };
                result.insert(
                    name.into(),
                    json!({
                        "chisq": column(|test| json!(test.statistic)),
                        "df": column(|test| json!(test.df)),
                        "p": column(|test| json!(test.p)),
                        "global": chi(found.global),
                    }),
                );
            }
            Err(error) => assert!(matches!(error, EstimateError::Domain(_)) && clock == Clock::Log, "{error}"),
        }
    }
    result.into()
}

fn baseline(model: &CoxModel, fit: &CoxFit, strata: &[String]) -> Value {
    let parts = model.baseline(fit).unwrap();
    let (mut time, mut hazard, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        if !strata.is_empty() {
            labels.extend(part.time.iter().map(|_| strata[part.stratum].clone()));
        }
        time.extend(part.time);
        hazard.extend(part.hazard);
    }
    json!({ "time": time, "cumhaz": hazard, "strata": (!strata.is_empty()).then_some(labels) })
}

fn predicted(analysis: &Analysis, model: &CoxModel, fit: &CoxFit) -> Value {
    let wanted = &analysis.result["predicted_survival"];
    let Some(at) = wanted["at"].as_object() else {
        return Value::Null;
    };
    let at_values: Vec<f64> = at.values().map(|value| value.as_f64().unwrap()).collect();
    let times: Vec<f64> = serde_json::from_value(wanted["time"].clone()).unwrap();
    let points = model.predict(fit, 0, &at_values, &times, Transform::LogLog, Level::P95).unwrap();
    json!({
        "at": at,
        "at_rule": wanted["at_rule"],
        "conf_type": wanted["conf_type"],
        "time": times,
        "surv": numbers(points.iter().map(|point| point.survival)),
        "std_err": numbers(points.iter().map(|point| point.std_err)),
        "lower": numbers(points.iter().map(|point| point.interval.map(|i| i.lower))),
        "upper": numbers(points.iter().map(|point| point.interval.map(|i| i.upper))),
    })
}

pub fn cox_firth(analysis: &Analysis) -> Value {
    let design = Design::new(analysis);
    let (_, model, _) = model(analysis, &design);
    let fit = firth(&model, Level::P95).unwrap();
    let coefficients: Vec<Value> = design
        .names
        .iter()
        .enumerate()
        .map(|(a, name)| {
            json!({
                "column": name["column"], "level": name["level"], "transform": name["transform"],
                "coef": fit.coefficients[a], "se": fit.std_err[a], "hr": libm::exp(fit.coefficients[a]),
                "plr_chisq": fit.tests[a].statistic, "plr_p": fit.tests[a].p,
                "profile_lower": fit.profile[a].0, "profile_upper": fit.profile[a].1,
            })
        })
        .collect();
    json!({
        "n": model.rows(),
        "n_event": model.events(),
        "coefficients": coefficients,
        "penalised_loglik": fit.log_likelihood,
        "penalised_loglik_null": fit.log_likelihood_null,
    })
}

pub fn cox_diagnosis(analysis: &Analysis) -> Value {
    let design = Design::new(analysis);
    let (_, model, _) = model(analysis, &design);
    let fit = model.fit(Ties::Efron, None).unwrap();
    let name =
        |a: usize| format!("{}={}", design.names[a]["column"].as_str().unwrap(), text(&design.names[a]["level"]));
    json!({
        "infinite_coefficients": fit.infinite.iter().map(|infinite| name(infinite.coefficient)).collect::<Vec<_>>(),
        "direction": if fit.infinite[0].positive { "Inf" } else { "-Inf" },
    })
}

pub fn fine_gray(analysis: &Analysis) -> Value {
    let design = Design::new(analysis);
    // The cause of interest is 1, any other event 2.
    let (status, censored) = (analysis.name("status").unwrap(), text(&analysis.spec["censor_value"]));
    let cause = text(&analysis.spec["cause"]);
    let code = |value: &str| {
        if value == censored {
            0
        } else if value == cause {
            1
        } else {
            2
        }
    };
    let causes: Vec<u16> = analysis.rows().iter().map(|row| code(&row[status])).collect();
    let fit = retraffic::estimate::fine_gray(&risk_set(analysis, &causes), 1, &design.slices()).unwrap();
    let coefficients: Vec<Value> = design
        .names
        .iter()
        .enumerate()
        .map(|(a, name)| {
            let row = fit.coefficient(a, Level::P95);
            json!({
                "column": name["column"], "level": name["level"], "transform": name["transform"],
                "coef": row.coefficient, "se": row.std_err, "z": row.z, "p": row.p,
                "shr": row.ratio, "shr_lower": row.interval.lower, "shr_upper": row.interval.upper,
            })
        })
        .collect();
    json!({
        "n": fit.rows,
        "n_event": fit.events,
        "coefficients": coefficients,
        "vcov": (0..design.columns.len()).map(|a| fit.variance.row(a)).collect::<Vec<_>>(),
        "pseudo_loglik": fit.log_likelihood,
        "pseudo_loglik_null": fit.log_likelihood_null,
        "converged": true,
    })
}

fn lifetime(analysis: &Analysis) -> Lifetime {
    match analysis.name("dist").unwrap() {
        "exponential" => Lifetime::Exponential,
        "weibull" => Lifetime::Weibull,
        "lognormal" => Lifetime::LogNormal,
        "loglogistic" => Lifetime::LogLogistic,
        other => panic!("{other}"),
    }
}

pub fn accelerated(analysis: &Analysis) -> Value {
    let design = Design::new(analysis);
    let (time, causes) = (analysis.numbers("time").unwrap(), analysis.causes("event_values"));
    let used: Vec<usize> = (0..time.len()).filter(|&row| time[row] > 0.0).collect();
    let observe =
        |&row: &usize| if causes[row] > 0 { Observation::Exact(time[row]) } else { Observation::After(time[row]) };
    let observations: Vec<Observation> = used.iter().map(observe).collect();
    let columns: Vec<Vec<f64>> =
        design.columns.iter().map(|column| used.iter().map(|&row| column[row]).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let fit = accelerated_failure(lifetime(analysis), &observations, &columns).unwrap();
    let intercept = json!({ "column": "(Intercept)", "level": null, "transform": null });
    let coefficients: Vec<Value> = std::iter::once(&intercept)
        .chain(&design.names)
        .enumerate()
        .map(|(a, name)| {
            let (coefficient, se) = (fit.coefficients[a], fit.variance[(a, a)].sqrt());
            let test = TrendTest::new(coefficient / se);
            json!({
                "column": name["column"], "level": name["level"], "transform": name["transform"],
                "coef": coefficient, "se": se, "z": test.z, "p": test.p,
            })
        })
        .collect();
    let last = fit.coefficients.len();
    let scale = fit.lifetime.has_scale().then(
        || json!({ "log_scale": libm::log(fit.scale), "se": fit.variance[(last, last)].sqrt(), "scale": fit.scale }),
    );
    let p = [0.25, 0.5, 0.75];
    json!({
        "n": fit.rows,
        "n_event": used.iter().filter(|&&row| causes[row] > 0).count(),
        "coefficients": coefficients,
        "log_scale": scale,
        "loglik": fit.log_likelihood,
        "loglik_null": fit.log_likelihood_null,
        "aic": fit.aic(),
        "bic": fit.bic(),
        "quantiles_null_model": columns.is_empty().then(|| json!({ "p": p, "t": p.map(|p| fit.quantile(p, &[])) })),
    })
}

pub fn accelerated_interval(analysis: &Analysis) -> Value {
    let rows = analysis.rows();
    let cell = |row: &std::collections::BTreeMap<String, String>, key: &str| -> Option<f64> {
        let cell = &row[analysis.name(key).unwrap()];
        (!cell.is_empty()).then(|| cell.parse().unwrap())
    };
    let observe = |row: &&std::collections::BTreeMap<String, String>| match (cell(row, "left"), cell(row, "right")) {
        (None | Some(0.0), Some(right)) => Observation::Before(right),
        (Some(left), None) => Observation::After(left),
        (Some(left), Some(right)) if left == right => Observation::Exact(left),
        (Some(left), Some(right)) => Observation::Between(left, right),
        (None, None) => panic!("nothing is known of a row"),
    };
    let observations: Vec<Observation> = rows.iter().map(observe).collect();
    let columns: Vec<Vec<f64>> = analysis
        .name("group")
        .map(|group| rows.iter().map(|row| f64::from(row[group] != text(&analysis.spec["group_reference"]))).collect())
        .into_iter()
        .collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let fit = accelerated_failure(lifetime(analysis), &observations, &columns).unwrap();
    json!({
        "coef": fit.coefficients,
        "se": (0..fit.parameters()).map(|a| fit.variance[(a, a)].sqrt()).collect::<Vec<_>>(),
        "scale": fit.scale,
        "loglik": fit.log_likelihood,
        "aic": fit.aic(),
    })
}

pub fn cure(analysis: &Analysis) -> Value {
    let time = analysis.numbers("time").unwrap();
    let event: Vec<bool> = analysis.causes("event_values").iter().map(|&cause| cause > 0).collect();
    let fit = mixture_cure(&time, &event).unwrap();
    let se = |a: usize| fit.variance[(a, a)].sqrt();
    json!({
        "cured_fraction": fit.cured(),
        "logit_cured": fit.parameters[0],
        "logit_cured_se": se(0),
        "shape": libm::exp(fit.parameters[1]),
        "scale": libm::exp(fit.parameters[2]),
        "log_shape_se": se(1),
        "log_scale_se": se(2),
        "loglik": fit.log_likelihood,
    })
}

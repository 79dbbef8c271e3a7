//! Time-to-event analyses in the layout of the reference.

use super::fixture::{Analysis, number, numbers};
use retraffic::estimate::rate::{poisson_rate, rate_ratio};
use retraffic::estimate::{
    Event, Interval, Labels, Level, LogRank, RiskSet, SurvivalCurve, Transform, Weighting, comparison_tables,
    fleming_harrington, gray_test, kaplan_meier, log_rank_tables, nelson_aalen, reverse_time, robust_curve,
};
use serde_json::{Map, Value, json};

const SCALES: [(&str, Transform); 5] = [
    ("plain", Transform::Plain),
    ("log", Transform::Log),
    ("log-log", Transform::LogLog),
    ("arcsin", Transform::Arcsine),
    ("logit", Transform::Logit),
];

pub fn risk_set(analysis: &Analysis, causes: &[u16]) -> RiskSet {
    let exit = analysis.numbers("time").unwrap();
    let (entry, weight) = (analysis.numbers("entry"), analysis.numbers("weights"));
    RiskSet::from_times(entry.as_deref(), &exit, causes, weight.as_deref()).unwrap()
}

/// The parts by group with the label of each; one part without a label when there is no group.
fn parts(analysis: &Analysis, set: RiskSet) -> Vec<(Value, RiskSet)> {
    match analysis.labels("group") {
        None => vec![(Value::Null, set)],
        Some((codes, labels)) => {
            let by = Labels::new(&codes, labels.len()).unwrap();
            labels.into_iter().map(Value::String).zip(set.split(&by).unwrap()).collect()
        }
    }
}

fn side(limits: &[Option<Interval>], pick: fn(&Interval) -> f64) -> Value {
    numbers(limits.iter().map(|limit| limit.as_ref().map(pick)))
}

pub fn km(analysis: &Analysis) -> Value {
    let set = risk_set(analysis, &analysis.causes("event_values"));
    let robust = analysis.spec["robust"].as_bool() == Some(true);
    let groups: Vec<Value> =
        parts(analysis, set).iter().map(|(label, part)| km_group(analysis, label, part, robust)).collect();
    json!({ "groups": groups })
}

fn km_group(analysis: &Analysis, label: &Value, set: &RiskSet, robust: bool) -> Value {
    let table = set.table();
    let mut curve = kaplan_meier(&table, Event::Any).unwrap();
    let mut aalen = nelson_aalen(&table, Event::Any).unwrap();
    let mut ties = fleming_harrington(&table, Event::Any).unwrap();
    // The restricted mean keeps Greenwood's error, as R's does.
    let rmst: Vec<Value> = analysis.spec["rmst_tau"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tau| {
            let mean = curve.restricted_mean(tau.as_f64().unwrap());
            json!({ "tau": tau, "mean": mean.mean, "se": mean.std_err })
        })
        .collect();
    if robust {
        let errors = robust_curve(set, Event::Any, None).unwrap();
        curve.std_err = errors.survival;
        aalen.std_err = errors.hazard;
        ties.std_err = errors.hazard_ties;
    }
    let mut ci = Map::new();
    let mut quantiles = Map::new();
    for (name, transform) in SCALES {
        let limits = curve.intervals(transform, Level::P95);
        ci.insert(name.into(), json!({ "lower": side(&limits, |i| i.lower), "upper": side(&limits, |i| i.upper) }));
        quantiles.insert(name.into(), quantile(&curve, transform));
    }
    json!({
        "group": label,
        "n": curve.rows,
        "n_events": curve.total_events(),
        "time": curve.time,
        "n_risk": curve.at_risk,
        "n_event": curve.events,
        "n_censor": curve.censored,
        "surv": curve.survival,
        "std_err": numbers(curve.std_err.iter().copied()),
        "ci": ci,
        "cumhaz_nelson_aalen": aalen.hazard,
        "cumhaz_nelson_aalen_se": aalen.std_err,
        "cumhaz_fh2": ties.hazard,
        "cumhaz_fh2_se": ties.std_err,
        "surv_fh2": ties.survival(),
        "surv_breslow": aalen.survival(),
        "quantiles": quantiles,
        "rmst": rmst,
    })
}

fn quantile(curve: &SurvivalCurve, transform: Transform) -> Value {
    let p = [0.25, 0.5, 0.75];
    let found = p.map(|p| curve.quantile(p, transform, Level::P95));
    json!({
        "p": p,
        "value": numbers(found.map(|q| q.value)),
        "lower": numbers(found.map(|q| q.lower)),
        "upper": numbers(found.map(|q| q.upper)),
    })
}

pub fn log_rank(analysis: &Analysis) -> Value {
    let set = risk_set(analysis, &analysis.causes("event_values"));
    let (codes, labels) = analysis.labels("group").unwrap();
    let group = Labels::new(&codes, labels.len()).unwrap();
    let strata = analysis.labels("strata");
    let strata = strata.as_ref().map(|(codes, labels)| Labels::new(codes, labels.len()).unwrap());
    let tables = comparison_tables(&set, &group, strata.as_ref()).unwrap();
    let run = |weighting| log_rank_tables(&tables, Event::Any, weighting).unwrap();
    let plain = run(Weighting::LogRank);
    let mut tests = Map::new();
    tests.insert("logrank".into(), survdiff(&plain));
    tests.insert("fh_rho1_peto_peto".into(), survdiff(&run(Weighting::FlemingHarrington { p: 1.0, q: 0.0 })));
    for (name, weighting) in [
        ("gehan_breslow", Weighting::GehanBreslow),
        ("tarone_ware", Weighting::TaroneWare),
        ("peto_peto_modified", Weighting::PetoPeto),
        ("fh_0_1", Weighting::FlemingHarrington { p: 0.0, q: 1.0 }),
    ] {
        let result = run(weighting);
        tests.insert(name.into(), test_parts(&result, &result.observed, &result.expected));
    }
    if let Some(scores) = analysis.spec["trend_scores"].as_array() {
        let scores: Vec<f64> = scores.iter().map(|s| s.as_f64().unwrap()).collect();
        let trend = plain.trend(&scores).unwrap();
        tests.insert("logrank_trend".into(), json!({ "scores": scores, "z": trend.z, "p": trend.p }));
    }
    json!({ "groups": labels, "n": group.counts(), "tests": tests })
}

fn survdiff(result: &LogRank) -> Value {
    test_parts(result, &result.weighted_observed, &result.weighted_expected)
}

fn test_parts(result: &LogRank, observed: &[f64], expected: &[f64]) -> Value {
    let variance: Vec<&[f64]> = (0..observed.len()).map(|g| result.variance.row(g)).collect();
    json!({
        "observed": observed,
        "expected": expected,
        "weighted_U": result.differences(),
        "var": variance,
        "chisq": result.test.statistic,
        "df": result.test.df,
        "p": result.test.p,
    })
}

pub fn aalen_johansen(analysis: &Analysis) -> Value {
    let set = risk_set(analysis, &analysis.causes("causes"));
    let names = analysis.spec["causes"].as_array().unwrap();
    let groups: Vec<Value> = parts(analysis, set.with_causes(names.len()))
        .iter()
        .zip(analysis.result["groups"].as_array().unwrap())
        .map(|((label, part), reference)| {
            let result = retraffic::estimate::aalen_johansen(part, None).unwrap();
            check_greenwood(&analysis.id, &result, &reference["etm"]);
            let causes: Vec<Value> = result
                .causes
                .iter()
                .zip(names)
                .map(|(of, name)| {
                    let limits: Vec<_> =
                        (0..result.time.len()).map(|j| of.robust_interval(j, Transform::Log, Level::P95)).collect();
                    json!({
                        "cause": name,
                        "n_event": of.events,
                        "cif": of.incidence,
                        "se_infinitesimal_jackknife": of.robust_std_err,
                        "lower_log": side(&limits, |i| i.lower),
                        "upper_log": side(&limits, |i| i.upper),
                    })
                })
                .collect();
            json!({
                "group": label,
                "n": result.rows,
                "time": result.time,
                "n_risk": result.at_risk,
                "event_free": result.event_free,
                "causes": causes,
            })
        })
        .collect();
    json!({ "groups": groups })
}

/// etm's Greenwood errors stand at a few times only.
fn check_greenwood(id: &str, result: &retraffic::estimate::CumulativeIncidence, etm: &Value) {
    for (k, time) in etm["time"].as_array().into_iter().flatten().enumerate() {
        for (cause, of) in etm["causes"].as_array().unwrap().iter().enumerate() {
            let got = result.incidence_at(cause, time.as_f64().unwrap());
            for (key, got) in [("cif", got.value), ("se_greenwood", got.std_err.unwrap())] {
                let want = of[key][k].as_f64().unwrap();
                assert!((got - want).abs() <= 1e-9 * want.abs(), "{id} etm {key} at {time}: {got}, not {want}");
            }
        }
    }
}

pub fn person_time_rate(analysis: &Analysis) -> Value {
    let exit = analysis.numbers("time").unwrap();
    let entry = analysis.numbers("entry").unwrap_or_else(|| vec![0.0; exit.len()]);
    let causes = analysis.causes("event_values");
    let (codes, labels) = analysis.labels("group").unwrap();
    let totals: Vec<(u64, f64)> = (0..labels.len() as u32)
        .map(|g| {
            let rows = || (0..exit.len()).filter(|&row| codes[row] == g);
            let time = retraffic::numeric::sum::sum(rows().map(|row| exit[row] - entry[row]));
            (rows().filter(|&row| causes[row] > 0).count() as u64, time)
        })
        .collect();
    let groups: Vec<Value> = labels
        .iter()
        .zip(&totals)
        .map(|(label, &(events, time))| {
            let rate = poisson_rate(events, time, Level::P95).unwrap();
            json!({
                "group": label, "events": events, "person_time": time, "rate": rate.rate,
                "lower_exact": rate.exact.lower, "upper_exact": rate.exact.upper,
            })
        })
        .collect();
    let mut result = json!({ "groups": groups });
    if let [first, second] = totals[..] {
        let ratio = rate_ratio(first, second, Level::P95).unwrap();
        result["rate_ratio_2_vs_1"] = json!({
            "ratio": number(ratio.ratio),
            "lower_exact": number(ratio.exact.lower),
            "upper_exact": number(ratio.exact.upper),
            "p_exact": ratio.p,
        });
    }
    result
}

pub fn right_truncation(analysis: &Analysis) -> Value {
    let (x, r) = (analysis.numbers("x").unwrap(), analysis.numbers("r").unwrap());
    let (codes, labels) = match analysis.labels("group") {
        Some((codes, labels)) => (codes, labels.into_iter().map(Value::String).collect()),
        None => (vec![0; x.len()], vec![Value::Null]),
    };
    let of = |values: &[f64], group: usize| -> Vec<f64> {
        values.iter().zip(&codes).filter(|&(_, &code)| code as usize == group).map(|(&value, _)| value).collect()
    };
    let groups: Vec<Value> = labels
        .iter()
        .enumerate()
        .map(|(group, label)| {
            let result = reverse_time(&of(&x, group), &of(&r, group), None).unwrap();
            json!({
                "group": label,
                "n": result.rows,
                "time": result.time,
                "n_risk_reverse": result.at_risk,
                "n_event": result.events,
                "cdf_conditional": result.distribution,
                "std_err": numbers(result.std_err.iter().copied()),
            })
        })
        .collect();
    json!({ "groups": groups })
}

pub fn mean_cumulative(analysis: &Analysis) -> Value {
    let set = risk_set(analysis, &analysis.causes("event_values"));
    let (persons, names) = analysis.labels("id").unwrap();
    let persons = Labels::new(&persons, names.len()).unwrap();
    let groups: Vec<Value> = parts(analysis, set)
        .iter()
        .map(|(label, part)| {
            let result = retraffic::estimate::mean_cumulative(part, Event::Any, &persons).unwrap();
            json!({
                "group": label,
                "time": result.time,
                "n_risk": result.at_risk,
                "n_event": result.events,
                "mcf": result.mean,
                "robust_se": result.std_err,
            })
        })
        .collect();
    json!({ "groups": groups })
}

pub fn gray(analysis: &Analysis) -> Value {
    let set = risk_set(analysis, &analysis.causes("causes"));
    let (codes, labels) = analysis.labels("group").unwrap();
    let group = Labels::new(&codes, labels.len()).unwrap();
    let names = analysis.spec["causes"].as_array().unwrap();
    let rho = analysis.spec["rho"].as_f64().unwrap();
    let tests: Vec<Value> = names
        .iter()
        .zip(1..)
        .map(|(name, cause)| {
            let test = gray_test(&set, cause, &group, None, rho).unwrap();
            json!({ "cause": name, "stat": test.statistic, "df": test.df, "p": test.p })
        })
        .collect();
    json!({ "tests": tests })
}

pub fn turnbull(analysis: &Analysis) -> Value {
    let rows = analysis.rows();
    let column = |key: &str, missing: f64| -> Vec<f64> {
        let name = analysis.name(key).unwrap();
        rows.iter().map(|row| if row[name].is_empty() { missing } else { row[name].parse().unwrap() }).collect()
    };
    let (left, right) = (column("left", 0.0), column("right", f64::INFINITY));
    let (codes, labels) = match analysis.labels("group") {
        Some((codes, labels)) => (codes, labels.into_iter().map(Value::String).collect()),
        None => (vec![0; left.len()], vec![Value::Null]),
    };
    let groups: Vec<Value> = labels
        .iter()
        .zip(0..)
        .map(|(label, group)| {
            let of = |values: &[f64]| -> Vec<f64> {
                values.iter().zip(&codes).filter(|&(_, &code)| code == group).map(|(&value, _)| value).collect()
            };
            let result = retraffic::estimate::turnbull(&of(&left), &of(&right)).unwrap();
            assert!(result.gap < 1e-9, "{} {}", analysis.id, result.gap);
            json!({
                "group": label,
                "n": of(&left).len(),
                "npmle": {
                    "interval_left": numbers(result.left.iter().copied()),
                    "interval_right": numbers(result.right.iter().copied()),
                    "mass": result.mass,
                },
                "loglik": result.log_likelihood,
            })
        })
        .collect();
    json!({ "groups": groups })
}

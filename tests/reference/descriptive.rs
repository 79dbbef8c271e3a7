//! Descriptive analyses, which carry their own input, in the layout of the reference.

use super::fixture::Analysis;
use retraffic::estimate::{Interval, Level, proportion, rate};
use serde_json::{Value, json};

fn pair(interval: Interval) -> Value {
    json!([interval.lower, interval.upper])
}

pub fn proportion(analysis: &Analysis) -> Value {
    let input = &analysis.input;
    let (x, n) = (input["x"].as_u64().unwrap(), input["n"].as_u64().unwrap());
    let level = Level::new(input["conf_level"].as_f64().unwrap()).unwrap();
    json!({
        "estimate": proportion::share(x, n).unwrap(),
        "wilson": pair(proportion::wilson(x, n, level).unwrap()),
        "wilson_continuity": pair(proportion::wilson_continuity(x, n, level).unwrap()),
        "clopper_pearson": pair(proportion::clopper_pearson(x, n, level).unwrap()),
        "agresti_coull": pair(proportion::agresti_coull(x, n, level).unwrap()),
        "jeffreys": pair(proportion::jeffreys(x, n, level).unwrap()),
        "jeffreys_raw": pair(proportion::jeffreys_raw(x, n, level).unwrap()),
        "wald": pair(proportion::wald(x, n, level).unwrap()),
        "mid_p": pair(proportion::mid_p(x, n, level).unwrap()),
    })
}

pub fn poisson_rate(analysis: &Analysis) -> Value {
    let events = analysis.input["events"].as_u64().unwrap();
    let rate = rate::poisson_rate(events, analysis.input["exposure"].as_f64().unwrap(), Level::P95).unwrap();
    json!({
        "rate": rate.rate,
        "exact_lower": rate.exact.lower,
        "exact_upper": rate.exact.upper,
        "byar_lower": rate.byar.lower,
        "byar_upper": rate.byar.upper,
    })
}

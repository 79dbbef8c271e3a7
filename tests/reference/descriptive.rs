//! Descriptive analyses, which carry their own input, in the layout of the reference.

use super::fixture::{Analysis, number};
use retraffic::estimate::contingency::{association, cochran_armitage};
use retraffic::estimate::effect::{Ratio, odds_ratio, odds_ratio_haldane, risk_difference, risk_ratio};
use retraffic::estimate::fisher::{fisher_exact, fisher_two_by_two};
use retraffic::estimate::{ChiSquareTest, Crosstab, Interval, Level, adjust, proportion, rate};
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

pub fn contingency(analysis: &Analysis) -> Value {
    let counts: Vec<Vec<u64>> = serde_json::from_value(analysis.input["counts"].clone()).unwrap();
    let rows: Vec<&[u64]> = counts.iter().map(Vec::as_slice).collect();
    let table = Crosstab::new(&rows).unwrap();
    let found = association(&table).unwrap();
    let share = |totals: &[u64], along: fn(usize, usize) -> usize| -> Value {
        let cell = |i: usize, j: usize| 100.0 * table.at(i, j) as f64 / totals[along(i, j)] as f64;
        (0..table.rows()).map(|i| (0..table.columns()).map(|j| cell(i, j)).collect::<Vec<_>>()).collect()
    };
    let test = |test: ChiSquareTest, name: &str| json!({ name: test.statistic, "p": test.p });
    let mut result = json!({
        "row_pct": share(&table.row_totals(), |i, _| i),
        "col_pct": share(&table.column_totals(), |_, j| j),
        "expected": found.expected,
        "chisq": found.pearson.statistic,
        "df": found.pearson.df,
        "p": found.pearson.p,
        "pearson_residuals": found.pearson_residuals,
        "std_residuals": found.standardised_residuals,
        "min_expected": found.min_expected,
        "share_expected_below_5": found.share_expected_below_5,
        "g_test": test(found.likelihood_ratio, "stat"),
        "cramers_v": found.cramers_v,
        "cramers_v_bias_corrected": found.cramers_v_corrected,
        "contingency_coef": found.contingency_coefficient,
        "fisher_p": fisher_exact(&table).unwrap(),
    });
    if let Some(cells) = table.two_by_two() {
        let fisher = fisher_two_by_two(cells, Level::P95).unwrap();
        assert!((fisher.p - result["fisher_p"].as_f64().unwrap()).abs() <= 1e-8 * fisher.p);
        result["fisher_p"] = json!(fisher.p);
        result["yates"] = test(found.yates.unwrap(), "chisq");
        result["fisher"] = json!({
            "p": fisher.p,
            "or_conditional_mle": number(fisher.odds_ratio),
            "lower": number(fisher.interval.lower),
            "upper": number(fisher.interval.upper),
        });
        result["fisher_less_p"] = json!(fisher.p_less);
        result["fisher_greater_p"] = json!(fisher.p_greater);
        effects(&mut result, cells);
    }
    if table.columns() == 2 && table.rows() > 2 {
        let scores: Vec<f64> = (1..=table.rows()).map(|k| k as f64).collect();
        let trend = cochran_armitage(&table, &scores).unwrap();
        result["cochran_armitage"] = json!({ "scores": scores, "chisq": trend.z * trend.z, "p": trend.p });
    }
    result
}

fn effects(result: &mut Value, cells: [[u64; 2]; 2]) {
    let ratio = |ratio: Ratio, name: &str| {
        let (lower, upper) = (ratio.interval.lower, ratio.interval.upper);
        json!({ name: ratio.ratio, "log_se": ratio.log_se, "lower": lower, "upper": upper })
    };
    result["odds_ratio_haldane"] = ratio(odds_ratio_haldane(cells, Level::P95), "or");
    if let Ok(found) = odds_ratio(cells, Level::P95) {
        result["odds_ratio"] = ratio(found, "or");
    }
    if let Ok(found) = risk_ratio(cells, Level::P95) {
        result["risk_ratio"] = ratio(found, "rr");
    }
    let found = risk_difference(cells, Level::P95).unwrap();
    result["risk_difference"] = json!({
        "rd": found.difference,
        "wald_lower": found.wald.lower,
        "wald_upper": found.wald.upper,
        "newcombe_lower": found.newcombe.lower,
        "newcombe_upper": found.newcombe.upper,
    });
}

pub fn p_adjust(analysis: &Analysis) -> Value {
    let p: Vec<f64> = serde_json::from_value(analysis.input["p"].clone()).unwrap();
    json!({
        "bonferroni": adjust::bonferroni(&p).unwrap(),
        "holm": adjust::holm(&p).unwrap(),
        "hochberg": adjust::hochberg(&p).unwrap(),
        "BH": adjust::benjamini_hochberg(&p).unwrap(),
        "BY": adjust::benjamini_yekutieli(&p).unwrap(),
    })
}

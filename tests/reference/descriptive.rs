//! Descriptive analyses, which carry their own input, in the layout of the reference.

use super::fixture::{Analysis, number};
use retraffic::estimate::contingency::{association, cochran_armitage};
use retraffic::estimate::correlation::{kendall, pearson, spearman};
use retraffic::estimate::effect::{Ratio, odds_ratio, odds_ratio_haldane, risk_difference, risk_ratio};
use retraffic::estimate::fisher::{fisher_exact, fisher_two_by_two};
use retraffic::estimate::mean_test::{FTest, anova, bartlett, cohens_d, student, welch, welch_anova};
use retraffic::estimate::paired::{bowker, kappa, marginal_homogeneity, mcnemar};
use retraffic::estimate::rank_test::{fligner_killeen, kolmogorov_smirnov, kruskal_wallis, mann_whitney};
use retraffic::estimate::{
    ChiSquareTest, Crosstab, Interval, Level, QuantileType, Summary, adjust, proportion, rate, shapiro_wilk, stratified,
};
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

fn column(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

pub fn numeric_summary(analysis: &Analysis) -> Value {
    let summary = Summary::new(&column(&analysis.input["x"])).unwrap();
    let p = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
    let at = |kind| p.map(|p| summary.quantile(p, kind)).to_vec();
    let quartile = |p| summary.quantile(p, QuantileType::Linear);
    let mut result = json!({
        "n": summary.n(),
        "mean": summary.mean(),
        "sd": summary.sd(),
        "var": summary.variance(),
        "se": summary.std_err(),
        "min": summary.min(),
        "max": summary.max(),
        "mad_raw": summary.median_deviation(),
        "iqr_type7": quartile(0.75) - quartile(0.25),
        "quantiles": {
            "p": p,
            "type2": at(QuantileType::Averaged),
            "type6": at(QuantileType::Weibull),
            "type7": at(QuantileType::Linear),
        },
        "skew_g1": summary.skewness(),
        "kurt_g2": summary.kurtosis(),
        "mean_ci_t": pair(summary.mean_interval(Level::P95).unwrap()),
    });
    if let Ok(test) = shapiro_wilk(&summary) {
        result["shapiro"] = json!({ "W": test.w, "p": test.p });
    }
    result
}

pub fn two_sample(analysis: &Analysis) -> Value {
    let (x, y) = (column(&analysis.input["x"]), column(&analysis.input["y"]));
    let (welch, student) = (welch(&x, &y, Level::P95).unwrap(), student(&x, &y, Level::P95).unwrap());
    let rank = mann_whitney(&x, &y, Level::P95).unwrap();
    let ks = kolmogorov_smirnov(&x, &y).unwrap();
    json!({
        "welch": {
            "t": welch.t, "df": welch.df, "p": welch.p, "diff": welch.difference,
            "lower": welch.interval.lower, "upper": welch.interval.upper,
        },
        "student": { "t": student.t, "df": student.df, "p": student.p },
        "wilcoxon": {
            "W": rank.w,
            "p_normal_continuity": rank.p_continuity,
            "p_normal": rank.p_normal,
            "p_exact_ties_conditional": rank.p_exact,
            "ties": rank.ties,
            "hodges_lehmann": rank.shift,
            "hl_exact_lower": rank.shift_interval.map(|i| i.lower),
            "hl_exact_upper": rank.shift_interval.map(|i| i.upper),
        },
        "ks_asymptotic": { "D": ks.d, "p": ks.p },
        "cohens_d_pooled": cohens_d(&x, &y).unwrap(),
    })
}

pub fn k_sample(analysis: &Analysis) -> Value {
    let groups: Vec<Vec<f64>> = analysis.input["groups"].as_array().unwrap().iter().map(column).collect();
    let groups: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let chi = |test: ChiSquareTest, name: &str| json!({ name: test.statistic, "df": test.df, "p": test.p });
    let f = |test: FTest| json!({ "F": test.f, "df1": test.df1, "df2": test.df2, "p": test.p });
    json!({
        "kruskal": chi(kruskal_wallis(&groups).unwrap(), "H"),
        "anova": f(anova(&groups).unwrap()),
        "welch_anova": f(welch_anova(&groups).unwrap()),
        "bartlett": chi(bartlett(&groups).unwrap(), "K2"),
        "fligner": chi(fligner_killeen(&groups).unwrap(), "X2"),
    })
}

pub fn correlation(analysis: &Analysis) -> Value {
    let (x, y) = (column(&analysis.input["x"]), column(&analysis.input["y"]));
    let (pearson, spearman) = (pearson(&x, &y, Level::P95).unwrap(), spearman(&x, &y).unwrap());
    let kendall = kendall(&x, &y).unwrap();
    json!({
        "pearson": {
            "r": pearson.r, "p": pearson.p,
            "lower": pearson.interval.unwrap().lower, "upper": pearson.interval.unwrap().upper,
        },
        "spearman": { "rho": spearman.r, "p_t_approx": spearman.p },
        "kendall_tau_b": { "tau": kendall.r, "p_normal": kendall.p },
    })
}

pub fn paired(analysis: &Analysis) -> Value {
    let counts: Vec<Vec<u64>> = serde_json::from_value(analysis.input["counts"].clone()).unwrap();
    let table = Crosstab::new(&counts.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let bowker = bowker(&table).unwrap();
    let margins = marginal_homogeneity(&table).unwrap();
    let kappa = kappa(&table).unwrap();
    let chi = |test: ChiSquareTest| json!({ "stat": test.statistic, "df": test.df, "p": test.p });
    let mut result = json!({
        "bowker": {
            "stat": bowker.used.statistic,
            "df_nonzero_pairs": bowker.used.df,
            "p_nonzero_pairs": bowker.used.p,
            "df_full": bowker.full.df,
            "p_full": bowker.full.p,
        },
        "stuart_maxwell": chi(margins.stuart_maxwell),
        "bhapkar": chi(margins.bhapkar.unwrap()),
        "kappa": {
            "kappa": kappa.kappa,
            "ase": kappa.std_err,
            "observed_agreement": kappa.observed,
            "expected_agreement": kappa.expected,
        },
        "kappa_quadratic": kappa.quadratic,
        "kappa_linear": kappa.linear,
        "row_conditional": table.row_shares(),
        "expected_independence": table.expected().unwrap(),
    });
    if let Ok(test) = mcnemar(&table) {
        result["mcnemar"] = json!({
            "chisq": test.test.statistic,
            "p": test.test.p,
            "chisq_continuity": test.continuity.statistic,
            "p_continuity": test.continuity.p,
            "p_exact": test.p_exact,
            "p_mid": test.p_mid,
            "or": number(test.odds_ratio),
        });
    }
    result
}

pub fn diversity(analysis: &Analysis) -> Value {
    let counts: Vec<u64> = serde_json::from_value(analysis.input["counts"].clone()).unwrap();
    let found = retraffic::estimate::diversity(&counts).unwrap();
    json!({
        "shannon": found.shannon,
        "simpson": found.simpson,
        "herfindahl": found.herfindahl,
        "effective_number": found.effective_number,
        "theil_evenness": found.evenness,
    })
}

pub fn mantel_haenszel(analysis: &Analysis) -> Value {
    let strata: Vec<[[u64; 2]; 2]> = serde_json::from_value(analysis.input["strata"].clone()).unwrap();
    let found = stratified::mantel_haenszel(&strata, Level::P95).unwrap();
    let exact = stratified::exact_stratified(&strata, Level::P95).unwrap();
    json!({
        "or": found.odds_ratio,
        "lower": found.interval.unwrap().lower,
        "upper": found.interval.unwrap().upper,
        "chisq": found.test.statistic,
        "p": found.test.p,
        "chisq_continuity": found.test_continuity.statistic,
        "p_continuity": found.test_continuity.p,
        "exact_p": exact.p,
        "exact_or": exact.odds_ratio,
    })
}

//! The descriptive analyses: counts, samples and shares given as they are, or taken from columns.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::real::{Real, pair, real};
use super::refusal::Refusal;
use crate::estimate::contingency::{association, cochran_armitage};
use crate::estimate::correlation::{kendall, pearson, spearman};
use crate::estimate::effect::{Ratio, odds_ratio, odds_ratio_haldane, risk_difference, risk_ratio};
use crate::estimate::fisher::{fisher_exact, fisher_two_by_two};
use crate::estimate::mean_test::{FTest, anova, bartlett, cohens_d, student, welch, welch_anova};
use crate::estimate::paired::{bowker, kappa, marginal_homogeneity, mcnemar};
use crate::estimate::rank_test::{fligner_killeen, kolmogorov_smirnov, kruskal_wallis, mann_whitney};
use crate::estimate::{
    ChiSquareTest, Crosstab, EstimateError, Level, QuantileType, Summary, adjust, proportion, rate, shapiro_wilk,
    stratified,
};

/// The input of a case in its own form.
fn read<T: DeserializeOwned>(input: &Value) -> Result<T, Refusal> {
    T::deserialize(input).map_err(|error| Refusal::spec(format!("`input`: {error}")))
}

/// A part that may not be possible while the rest is.
fn maybe<T>(part: Result<T, EstimateError>, lay_out: impl Fn(T) -> Value) -> Value {
    part.map_or(Value::Null, lay_out)
}

fn level(share: Option<f64>) -> Result<Level, Refusal> {
    share.map_or(Ok(Level::P95), |share| Ok(Level::new(share)?))
}

/// `proportion_ci`: x among n.
pub fn proportion_ci(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        x: u64,
        n: u64,
        conf_level: Option<f64>,
    }
    let Input { x, n, conf_level } = read(input)?;
    if x > n {
        return Err(Refusal::spec("`x` is larger than `n`"));
    }
    let level = level(conf_level)?;
    Ok(json!({
        "estimate": proportion::share(x, n)?,
        "wilson": pair(proportion::wilson(x, n, level)?),
        "wilson_continuity": pair(proportion::wilson_continuity(x, n, level)?),
        "clopper_pearson": pair(proportion::clopper_pearson(x, n, level)?),
        "agresti_coull": pair(proportion::agresti_coull(x, n, level)?),
        "agresti_coull_note": "not cut to [0, 1]",
        "jeffreys": pair(proportion::jeffreys(x, n, level)?),
        "jeffreys_note": "0 at x = 0 and 1 at x = n",
        "jeffreys_raw": pair(proportion::jeffreys_raw(x, n, level)?),
        "wald": pair(proportion::wald(x, n, level)?),
        "mid_p": pair(proportion::mid_p(x, n, level)?),
    }))
}

/// `poisson_rate`: events over an exposure.
pub fn poisson_rate(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        events: u64,
        exposure: f64,
        conf_level: Option<f64>,
    }
    let Input { events, exposure, conf_level } = read(input)?;
    let rate = rate::poisson_rate(events, exposure, level(conf_level)?)?;
    Ok(json!({
        "rate": rate.rate,
        "exact_lower": rate.exact.lower,
        "exact_upper": rate.exact.upper,
        "byar_lower": rate.byar.lower,
        "byar_upper": rate.byar.upper,
    }))
}

/// Counts of a two-way table.
#[derive(Deserialize)]
struct Counts {
    counts: Vec<Vec<u64>>,
}

impl Counts {
    fn table(input: &Value) -> Result<Crosstab, Refusal> {
        let Counts { counts } = read(input)?;
        Ok(Crosstab::new(&counts.iter().map(Vec::as_slice).collect::<Vec<_>>())?)
    }
}

/// `contingency_table`: counts, rows exposed and not, columns event and not, or any table.
pub fn contingency_table(input: &Value) -> Result<Value, Refusal> {
    contingency(&Counts::table(input)?)
}

/// Pearson's test with all that goes with it. Rows and columns that are 0 throughout are left out of the tests; then
/// `left_out` says so.
pub fn contingency(whole: &Crosstab) -> Result<Value, Refusal> {
    let table = whole.without_empty()?;
    let found = association(&table)?;
    let share = |totals: &[u64], along: fn(usize, usize) -> usize| -> Value {
        let cell = |i: usize, j: usize| {
            let total = totals[along(i, j)];
            (total > 0).then(|| 100.0 * whole.at(i, j) as f64 / total as f64)
        };
        (0..whole.rows()).map(|i| (0..whole.columns()).map(|j| cell(i, j)).collect::<Vec<_>>()).collect()
    };
    let test = |test: ChiSquareTest, name: &str| json!({ name: test.statistic, "df": test.df, "p": test.p });
    let mut result = json!({
        "row_pct": share(&whole.row_totals(), |i, _| i),
        "col_pct": share(&whole.column_totals(), |_, j| j),
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
        "fisher_p": null,
    });
    let left_out = (whole.rows() - table.rows(), whole.columns() - table.columns());
    if left_out != (0, 0) {
        result["left_out"] = json!({ "empty_rows": left_out.0, "empty_columns": left_out.1 });
    }
    match table.two_by_two() {
        Some(cells) => two_by_two(&mut result, cells, found.yates)?,
        None => result["fisher_p"] = maybe(fisher_exact(&table), |p| json!(p)),
    }
    if table.columns() == 2 && table.rows() > 2 {
        let scores: Vec<f64> = (1..=table.rows()).map(|k| k as f64).collect();
        result["cochran_armitage"] = maybe(
            cochran_armitage(&table, &scores),
            |trend| json!({ "scores": scores, "chisq": trend.z * trend.z, "p": trend.p }),
        );
    }
    Ok(result)
}

fn two_by_two(result: &mut Value, cells: [[u64; 2]; 2], yates: Option<ChiSquareTest>) -> Result<(), Refusal> {
    let fisher = fisher_two_by_two(cells, Level::P95)?;
    result["fisher_p"] = json!(fisher.p);
    result["yates"] = yates.map_or(Value::Null, |test| json!({ "chisq": test.statistic, "p": test.p }));
    result["fisher"] = json!({
        "p": fisher.p,
        "or_conditional_mle": Real(fisher.odds_ratio),
        "lower": Real(fisher.interval.lower),
        "upper": Real(fisher.interval.upper),
    });
    result["fisher_less_p"] = json!(fisher.p_less);
    result["fisher_greater_p"] = json!(fisher.p_greater);
    let ratio = |ratio: Ratio, name: &str| {
        let (lower, upper) = (Real(ratio.interval.lower), Real(ratio.interval.upper));
        json!({ name: Real(ratio.ratio), "log_se": ratio.log_se, "lower": lower, "upper": upper })
    };
    result["odds_ratio"] = maybe(odds_ratio(cells, Level::P95), |found| ratio(found, "or"));
    result["odds_ratio_haldane"] = ratio(odds_ratio_haldane(cells, Level::P95), "or");
    result["risk_ratio"] = maybe(risk_ratio(cells, Level::P95), |found| ratio(found, "rr"));
    result["risk_difference"] = maybe(risk_difference(cells, Level::P95), |found| {
        json!({
            "rd": found.difference,
            "wald_lower": found.wald.lower,
            "wald_upper": found.wald.upper,
            "newcombe_lower": found.newcombe.lower,
            "newcombe_upper": found.newcombe.upper,
        })
    });
    result["layout"] = json!("rows: exposed, not exposed; columns: event, no event");
    Ok(())
}

/// `p_adjust`: p-values of one family.
pub fn p_adjust(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        p: Vec<f64>,
    }
    let Input { p } = read(input)?;
    Ok(json!({
        "bonferroni": adjust::bonferroni(&p)?,
        "holm": adjust::holm(&p)?,
        "hochberg": adjust::hochberg(&p)?,
        "BH": adjust::benjamini_hochberg(&p)?,
        "BY": adjust::benjamini_yekutieli(&p)?,
    }))
}

/// Numbers, the missing ones left out.
fn sample(values: Vec<Option<f64>>) -> Vec<f64> {
    values.into_iter().flatten().collect()
}

/// Two samples, or two columns of one length.
#[derive(Deserialize)]
struct Pair {
    x: Vec<Option<f64>>,
    y: Vec<Option<f64>>,
}

/// `numeric_summary`: one sample.
pub fn numeric_summary(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        x: Vec<Option<f64>>,
    }
    let Input { x } = read(input)?;
    summary(&sample(x))
}

/// Moments, quantiles of three types, and a test of normality.
pub fn summary(x: &[f64]) -> Result<Value, Refusal> {
    let summary = Summary::new(x)?;
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
        "mean_ci_t": summary.mean_interval(Level::P95).map(pair),
    });
    if let Ok(test) = shapiro_wilk(&summary) {
        result["shapiro"] = json!({ "W": test.w, "p": test.p });
    }
    Ok(result)
}

/// `two_sample`: two independent samples.
pub fn two_sample(input: &Value) -> Result<Value, Refusal> {
    let Pair { x, y } = read(input)?;
    two_samples(&sample(x), &sample(y))
}

/// Tests of two samples. A test that these samples do not allow is `null`.
pub fn two_samples(x: &[f64], y: &[f64]) -> Result<Value, Refusal> {
    let rank = mann_whitney(x, y, Level::P95)?;
    Ok(json!({
        "welch": maybe(welch(x, y, Level::P95), |test| json!({
            "t": test.t, "df": test.df, "p": test.p, "diff": test.difference,
            "lower": test.interval.lower, "upper": test.interval.upper,
        })),
        "student": maybe(student(x, y, Level::P95), |test| json!({ "t": test.t, "df": test.df, "p": test.p })),
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
        "ks_asymptotic": maybe(kolmogorov_smirnov(x, y), |test| json!({ "D": test.d, "p": test.p })),
        "cohens_d_pooled": maybe(cohens_d(x, y), |d| json!(d)),
    }))
}

/// `k_sample`: several independent samples.
pub fn k_sample(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        groups: Vec<Vec<Option<f64>>>,
    }
    let Input { groups } = read(input)?;
    let groups: Vec<Vec<f64>> = groups.into_iter().map(sample).collect();
    k_samples(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Tests of several samples. A test that these samples do not allow is `null`.
pub fn k_samples(groups: &[&[f64]]) -> Result<Value, Refusal> {
    let chi = |test: ChiSquareTest, name: &str| json!({ name: test.statistic, "df": test.df, "p": test.p });
    let f = |test: FTest| json!({ "F": test.f, "df1": test.df1, "df2": test.df2, "p": test.p });
    Ok(json!({
        "kruskal": chi(kruskal_wallis(groups)?, "H"),
        "anova": maybe(anova(groups), f),
        "welch_anova": maybe(welch_anova(groups), f),
        "bartlett": maybe(bartlett(groups), |test| chi(test, "K2")),
        "fligner": maybe(fligner_killeen(groups), |test| chi(test, "X2")),
    }))
}

/// `correlation`: two columns; rows with a missing number are left out.
pub fn correlation(input: &Value) -> Result<Value, Refusal> {
    let Pair { x, y } = read(input)?;
    if x.len() != y.len() {
        return Err(EstimateError::UnequalLengths.into());
    }
    let (x, y): (Vec<f64>, Vec<f64>) = x.into_iter().zip(y).filter_map(|(x, y)| Some((x?, y?))).unzip();
    let (pearson, spearman) = (pearson(&x, &y, Level::P95)?, spearman(&x, &y)?);
    let kendall = kendall(&x, &y)?;
    Ok(json!({
        "pearson": {
            "r": pearson.r, "p": pearson.p,
            "lower": pearson.interval.map(|i| i.lower), "upper": pearson.interval.map(|i| i.upper),
        },
        "spearman": { "rho": spearman.r, "p_t_approx": spearman.p },
        "kendall_tau_b": { "tau": kendall.r, "p_normal": kendall.p },
    }))
}

/// `paired_table`: the same categories before and after.
pub fn paired_table(input: &Value) -> Result<Value, Refusal> {
    let table = Counts::table(input)?;
    let chi = |test: ChiSquareTest| json!({ "stat": test.statistic, "df": test.df, "p": test.p });
    let symmetry = bowker(&table)?;
    let margins = marginal_homogeneity(&table).ok();
    let mut result = json!({
        "bowker": {
            "stat": symmetry.used.statistic,
            "df_nonzero_pairs": symmetry.used.df,
            "p_nonzero_pairs": symmetry.used.p,
            "df_full": symmetry.full.df,
            "p_full": symmetry.full.p,
        },
        "stuart_maxwell": margins.as_ref().map(|margins| chi(margins.stuart_maxwell)),
        "bhapkar": margins.as_ref().and_then(|margins| margins.bhapkar.map(chi)),
        "kappa": null,
        "kappa_quadratic": null,
        "kappa_linear": null,
        "row_conditional": table.row_shares(),
        "expected_independence": table.expected()?,
    });
    if let Ok(kappa) = kappa(&table) {
        result["kappa"] = json!({
            "kappa": kappa.kappa,
            "ase": kappa.std_err,
            "observed_agreement": kappa.observed,
            "expected_agreement": kappa.expected,
            "ase_note": "Fleiss, Cohen and Everitt (1969)",
        });
        result["kappa_quadratic"] = json!(kappa.quadratic);
        result["kappa_linear"] = json!(kappa.linear);
    }
    if table.two_by_two().is_some() {
        result["mcnemar"] = maybe(mcnemar(&table), |test| {
            json!({
                "chisq": test.test.statistic,
                "p": test.test.p,
                "chisq_continuity": test.continuity.statistic,
                "p_continuity": test.continuity.p,
                "p_exact": test.p_exact,
                "p_mid": test.p_mid,
                "or": real(test.odds_ratio),
            })
        });
    }
    Ok(result)
}

/// `diversity`: counts of categories.
pub fn diversity(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        counts: Vec<u64>,
    }
    let Input { counts } = read(input)?;
    let found = crate::estimate::diversity(&counts)?;
    Ok(json!({
        "shannon": found.shannon,
        "simpson": found.simpson,
        "herfindahl": found.herfindahl,
        "effective_number": found.effective_number,
        "theil_evenness": found.evenness,
    }))
}

/// `mantel_haenszel`: 2x2 tables in strata.
pub fn mantel_haenszel(input: &Value) -> Result<Value, Refusal> {
    #[derive(Deserialize)]
    struct Input {
        strata: Vec<[[u64; 2]; 2]>,
    }
    let Input { strata } = read(input)?;
    let found = stratified::mantel_haenszel(&strata, Level::P95)?;
    let exact = stratified::exact_stratified(&strata, Level::P95).ok();
    Ok(json!({
        "or": Real(found.odds_ratio),
        "lower": found.interval.map(|i| i.lower),
        "upper": found.interval.map(|i| i.upper),
        "chisq": found.test.statistic,
        "p": found.test.p,
        "chisq_continuity": found.test_continuity.statistic,
        "p_continuity": found.test_continuity.p,
        "exact_p": exact.as_ref().map(|exact| exact.p),
        "exact_or": exact.as_ref().map(|exact| Real(exact.odds_ratio)),
    }))
}

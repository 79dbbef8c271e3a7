//! `logrank`: the weighted family of tests that groups share one hazard.

use serde::Serialize;

use super::follow_up::{Causes, FollowUp, LabelColumn};
use super::refusal::Refusal;
use super::source::Source;
use super::spec::ComparisonSpec;
use crate::estimate::{Event, LogRank, Weighting, comparison_tables, log_rank_tables};

/// The tests of one comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Labels.
    pub groups: Vec<String>,
    /// Rows of each.
    pub n: Vec<u32>,
    /// The tests.
    pub tests: Tests,
}

/// The family.
#[derive(Clone, Debug, Serialize)]
pub struct Tests {
    /// Weight 1.
    pub logrank: Family,
    /// Weight S(t-).
    pub fh_rho1_peto_peto: Family,
    /// Weight n.
    pub gehan_breslow: Family,
    /// Weight sqrt n.
    pub tarone_ware: Family,
    /// Andersen's modified estimate.
    pub peto_peto_modified: Family,
    /// Weight 1 - S(t-).
    pub fh_0_1: Family,
    /// Trend over scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logrank_trend: Option<Trend>,
}

/// One test of the family.
#[derive(Clone, Debug, Serialize)]
pub struct Family {
    /// Events seen; weighted in the test that R makes with rho = 1.
    pub observed: Vec<f64>,
    /// Events expected, alike.
    pub expected: Vec<f64>,
    /// Weighted observed less expected.
    #[serde(rename = "weighted_U")]
    pub weighted_u: Vec<f64>,
    /// Their covariance.
    pub var: Vec<Vec<f64>>,
    /// Chi-square.
    pub chisq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// P-value; none where nothing can be compared.
    pub p: Option<f64>,
}

/// A test of trend.
#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    /// Scores.
    pub scores: Vec<f64>,
    /// Standard normal statistic.
    pub z: f64,
    /// P-value.
    pub p: f64,
}

/// Runs `logrank`.
///
/// # Errors
/// What the columns or the estimators refuse; weights.
pub fn log_rank(source: &Source, spec: &ComparisonSpec) -> Result<Comparison, Refusal> {
    if spec.follow_up.weights.is_some() {
        return Err(Refusal::unsupported("`weights`"));
    }
    let causes = Causes::events(&spec.follow_up);
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &causes, |choice| {
        choice.label(&spec.group)?;
        spec.strata.iter().try_for_each(|name| choice.label(name))
    })?;
    let set = follow_up.risk_set()?;
    let groups = follow_up.labels(&spec.group)?;
    let strata = spec.strata.as_ref().map(|name| follow_up.labels(name)).transpose()?;
    let strata = strata.as_ref().map(LabelColumn::of).transpose()?;
    let tables = comparison_tables(&set, &groups.of()?, strata.as_ref())?;
    let run = |weighting| log_rank_tables(&tables, Event::Any, weighting);
    let plain = run(Weighting::LogRank)?;
    let logrank_trend = match &spec.trend_scores {
        None => None,
        Some(scores) if scores.len() != groups.labels.len() => {
            let message = format!("`trend_scores` has {} scores for {} groups", scores.len(), groups.labels.len());
            return Err(Refusal::spec(message));
        }
        Some(scores) => {
            let trend = plain.trend(scores)?;
            Some(Trend { scores: scores.clone(), z: trend.z, p: trend.p })
        }
    };
    let tests = Tests {
        fh_rho1_peto_peto: Family::weighted(&run(Weighting::FlemingHarrington { p: 1.0, q: 0.0 })?),
        gehan_breslow: Family::counted(&run(Weighting::GehanBreslow)?),
        tarone_ware: Family::counted(&run(Weighting::TaroneWare)?),
        peto_peto_modified: Family::counted(&run(Weighting::PetoPeto)?),
        fh_0_1: Family::counted(&run(Weighting::FlemingHarrington { p: 0.0, q: 1.0 })?),
        logrank: Family::weighted(&plain),
        logrank_trend,
    };
    Ok(Comparison { n: groups.of()?.counts(), groups: groups.labels, tests })
}

impl Family {
    fn weighted(result: &LogRank) -> Family {
        Family::new(result, &result.weighted_observed, &result.weighted_expected)
    }

    fn counted(result: &LogRank) -> Family {
        Family::new(result, &result.observed, &result.expected)
    }

    fn new(result: &LogRank, observed: &[f64], expected: &[f64]) -> Family {
        Family {
            observed: observed.to_vec(),
            expected: expected.to_vec(),
            weighted_u: result.differences(),
            var: (0..observed.len()).map(|g| result.variance.row(g).to_vec()).collect(),
            chisq: result.test.statistic,
            df: result.test.df,
            p: result.test.p,
        }
    }
}

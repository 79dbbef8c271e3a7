//! The log-rank test and its weighted family: do groups share one hazard?

use super::{EstimateError, Event, Labels, RiskSet, RiskTable};
use crate::numeric::distribution::{chi_square_upper, normal_two_sided};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::sum::Sum;

/// The weight given to each event time. S is the pooled estimate within the stratum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weighting {
    /// 1: Mantel (1966), Cochran; Peto and Peto's log-rank.
    LogRank,
    /// n: Gehan (1965), Breslow (1970).
    GehanBreslow,
    /// sqrt n: Tarone and Ware (1977).
    TaroneWare,
    /// prod (1 - d/(n+1)) up to and with the current time: Andersen's modified Peto-Peto.
    PetoPeto,
    /// S(t-)^p (1 - S(t-))^q with Kaplan-Meier: Fleming and Harrington (1981). (1, 0) is R's rho = 1.
    FlemingHarrington {
        /// Power of S(t-), at least 0.
        p: f64,
        /// Power of 1 - S(t-), at least 0.
        q: f64,
    },
}

/// A chi-square test. `df` = 0, and no p-value, where nothing can be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// P(chi-square >= statistic); `None` at 0 degrees of freedom.
    pub p: Option<f64>,
}

impl ChiSquareTest {
    /// The test of `statistic` on `df` degrees of freedom.
    pub fn new(statistic: f64, df: usize) -> ChiSquareTest {
        ChiSquareTest { statistic, df, p: (df > 0).then(|| chi_square_upper(statistic, df as f64)) }
    }
}

/// A normal test of one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendTest {
    /// The standard normal statistic; its square is chi-square on one degree of freedom. Positive when
    /// events come more often at high scores.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
}

impl TrendTest {
    /// The test of the standardised statistic `z`.
    pub fn new(z: f64) -> TrendTest {
        TrendTest { z, p: normal_two_sided(z) }
    }
}

/// The parts of a (weighted, stratified) log-rank test, by group.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Events seen.
    pub observed: Vec<f64>,
    /// Events expected under one hazard.
    pub expected: Vec<f64>,
    /// Weighted events seen.
    pub weighted_observed: Vec<f64>,
    /// Weighted events expected.
    pub weighted_expected: Vec<f64>,
    /// The covariance of weighted observed less expected (hypergeometric).
    pub variance: Matrix,
    /// The test that all groups share one hazard.
    pub test: ChiSquareTest,
}

/// The weighted log-rank test over groups, stratified if asked:
/// U_g = sum w_j (d_gj - n_gj d_j/n_j), V_gh = sum w_j^2 d_j (n_j - d_j)/(n_j - 1) (n_gj/n_j)
/// (delta_gh - n_hj/n_j), summed over strata; U' V^- U is chi-square with rank(V) degrees of freedom.
///
/// Source: Klein and Moeschberger (2003), equations 7.3.3 to 7.3.6 and 7.5.2; Fleming and Harrington
/// (1981) for the weights; as R's `survdiff`. Delayed entry is allowed; weights of rows are not.
///
/// Errors: no rows, no events, rows in one group only, weighted rows. A group never at risk with
/// another adds nothing and takes no degree of freedom.
pub fn log_rank(
    set: &RiskSet,
    event: Event,
    group: &Labels,
    strata: Option<&Labels>,
    weighting: Weighting,
) -> Result<LogRank, EstimateError> {
    log_rank_tables(&comparison_tables(set, group, strata)?, event, weighting)
}

/// One table per stratum, with a column per group: shared by several tests on the same rows.
///
/// Errors: no rows, rows in one group only, weighted rows, labels of another length.
pub fn comparison_tables(
    set: &RiskSet,
    group: &Labels,
    strata: Option<&Labels>,
) -> Result<Vec<RiskTable>, EstimateError> {
    if set.is_empty() {
        return Err(EstimateError::NoRows);
    }
    if set.has_weights() {
        return Err(EstimateError::Domain("a log-rank test of weighted rows"));
    }
    set.check_labels(group)?;
    let first = group.of(set.rows()[0]);
    if set.rows().iter().all(|&row| group.of(row) == first) {
        return Err(EstimateError::OneGroup);
    }
    match strata {
        None => Ok(vec![set.table_by(group)?]),
        Some(strata) => set.split(strata)?.iter().map(|stratum| stratum.table_by(group)).collect(),
    }
}

/// [`log_rank`] on tables from [`comparison_tables`].
pub fn log_rank_tables(tables: &[RiskTable], event: Event, weighting: Weighting) -> Result<LogRank, EstimateError> {
    let groups = tables.first().map_or(0, RiskTable::groups);
    let mut parts = Parts::new(groups);
    for table in tables {
        parts.fold(table, event, weighting);
    }
    if parts.observed.iter().all(|sum| sum.value() == 0.0) {
        return Err(EstimateError::NoEvents);
    }
    Ok(parts.finish())
}

struct Parts {
    observed: Vec<Sum>,
    expected: Vec<Sum>,
    weighted_observed: Vec<Sum>,
    weighted_expected: Vec<Sum>,
    variance: Vec<Sum>,
}

impl Parts {
    fn new(groups: usize) -> Parts {
        let zeros = || vec![Sum::ZERO; groups];
        Parts {
            observed: zeros(),
            expected: zeros(),
            weighted_observed: zeros(),
            weighted_expected: zeros(),
            variance: vec![Sum::ZERO; groups * groups],
        }
    }

    fn fold(&mut self, table: &RiskTable, event: Event, weighting: Weighting) {
        let groups = table.groups();
        let mut survival = 1.0;
        let mut modified = 1.0;
        for j in 0..table.times().len() {
            let d: f64 = (0..groups).map(|g| table.events(j, g, event)).sum();
            if d == 0.0 {
                continue;
            }
            let n = table.all_at_risk(j);
            modified *= 1.0 - d / (n + 1.0);
            let weight = match weighting {
                Weighting::LogRank => 1.0,
                Weighting::GehanBreslow => n,
                Weighting::TaroneWare => n.sqrt(),
                Weighting::PetoPeto => modified,
                Weighting::FlemingHarrington { p, q } => power(survival, p) * power(1.0 - survival, q),
            };
            survival *= (n - d) / n;
            self.step(table, event, j, n, d, weight);
        }
    }

    fn step(&mut self, table: &RiskTable, event: Event, j: usize, n: f64, d: f64, weight: f64) {
        let groups = table.groups();
        let spread = if n > 1.0 { weight * weight * d * (n - d) / (n - 1.0) } else { 0.0 };
        for g in 0..groups {
            let share = table.at_risk(j, g) / n;
            let seen = table.events(j, g, event);
            self.observed[g].add(seen);
            self.expected[g].add(share * d);
            self.weighted_observed[g].add(weight * seen);
            self.weighted_expected[g].add(weight * share * d);
            if share == 0.0 || spread == 0.0 {
                continue;
            }
            for h in 0..groups {
                let other = table.at_risk(j, h) / n;
                self.variance[g * groups + h].add(spread * share * (f64::from(g == h) - other));
            }
        }
    }

    fn finish(self) -> LogRank {
        let values = |sums: &[Sum]| sums.iter().map(|sum| sum.value()).collect::<Vec<_>>();
        let groups = self.observed.len();
        let variance = Matrix::from_fn(groups, groups, |g, h| self.variance[g * groups + h].value());
        let mut result = LogRank {
            observed: values(&self.observed),
            expected: values(&self.expected),
            weighted_observed: values(&self.weighted_observed),
            weighted_expected: values(&self.weighted_expected),
            variance,
            test: ChiSquareTest::new(0.0, 0),
        };
        result.test = result.overall();
        result
    }
}

/// x^p with 0^0 = 1, and without a call for the common powers.
fn power(x: f64, p: f64) -> f64 {
    if p == 0.0 {
        1.0
    } else if p == 1.0 {
        x
    } else {
        libm::pow(x, p)
    }
}

impl LogRank {
    /// Weighted observed less expected, by group; sums to 0.
    pub fn differences(&self) -> Vec<f64> {
        self.weighted_observed.iter().zip(&self.weighted_expected).map(|(o, e)| o - e).collect()
    }

    fn overall(&self) -> ChiSquareTest {
        let live: Vec<usize> = (0..self.observed.len()).filter(|&g| self.variance[(g, g)] > 0.0).collect();
        // The rows of V sum to 0: the last group follows from the others.
        let Some((_, kept)) = live.split_last() else {
            return ChiSquareTest::new(0.0, 0);
        };
        let u = self.differences();
        let u: Vec<f64> = kept.iter().map(|&g| u[g]).collect();
        let cholesky = Cholesky::new(&self.variance.select(kept), 1e-10);
        ChiSquareTest::new(cholesky.quadratic_form(&u), cholesky.rank())
    }

    /// The test for trend over groups with the given scores: z = sum a_g U_g / sqrt(sum a_g a_h V_gh).
    ///
    /// Source: R. E. Tarone (1975), Biometrika 62, 679-682; Klein and Moeschberger (2003), 7.4.1.
    /// Errors: scores that do not match the groups, or that do not vary over groups at risk together.
    pub fn trend(&self, scores: &[f64]) -> Result<TrendTest, EstimateError> {
        if scores.len() != self.observed.len() {
            return Err(EstimateError::UnequalLengths);
        }
        if let Some(row) = scores.iter().position(|score| !crate::numeric::is_tractable(*score)) {
            return Err(EstimateError::NotFinite { row });
        }
        // Centring changes neither sum and keeps large scores from cancelling.
        let centre = scores.iter().sum::<f64>() / scores.len() as f64;
        let centred: Vec<f64> = scores.iter().map(|score| score - centre).collect();
        let dot = |a: &[f64], b: &[f64]| crate::numeric::sum::sum(a.iter().zip(b).map(|(a, b)| a * b));
        let variance = dot(&centred, &self.variance.times(&centred));
        let scale = dot(&centred, &centred) * (0..centred.len()).map(|g| self.variance[(g, g)]).fold(0.0, f64::max);
        if variance <= 1e-12 * scale {
            return Err(EstimateError::NoVariation);
        }
        let u = dot(&centred, &self.differences());
        Ok(TrendTest::new(u / variance.sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Freireich's leukaemia trial, 6-MP (0) against placebo (1); Klein and Moeschberger, and Cox and
    /// Oakes, give chi-square 16.79 with 9 events against 19.25 expected.
    fn leukaemia() -> (RiskSet, Vec<u32>) {
        let drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
        let drug_cause = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
        let placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
        let exit: Vec<i32> = drug.iter().chain(&placebo).copied().collect();
        let cause: Vec<u16> = drug_cause.iter().chain(&[1; 21]).copied().collect();
        let group = (0..42).map(|row| u32::from(row >= 21)).collect();
        (RiskSet::from_days(None, &exit, &cause, None).unwrap(), group)
    }

    #[test]
    fn leukaemia_as_in_the_textbook() {
        let (set, group) = leukaemia();
        let group = Labels::new(&group, 2).unwrap();
        let result = log_rank(&set, Event::Any, &group, None, Weighting::LogRank).unwrap();
        assert_eq!(result.observed, [9.0, 21.0]);
        assert!((result.expected[0] - 19.25).abs() < 0.005);
        assert!((result.test.statistic - 16.79).abs() < 0.005);
        assert_eq!(result.test.df, 1);
        let trend = result.trend(&[0.0, 1.0]).unwrap();
        assert!((trend.z * trend.z - result.test.statistic).abs() < 1e-12);
        assert!(trend.z > 0.0);
    }

    #[test]
    fn refuses_one_group_and_no_events() {
        let (set, group) = leukaemia();
        let same = vec![1; 42];
        let one = log_rank(&set, Event::Any, &Labels::new(&same, 2).unwrap(), None, Weighting::LogRank);
        assert_eq!(one, Err(EstimateError::OneGroup));
        let labels = Labels::new(&group, 2).unwrap();
        let none = log_rank(&set, Event::Cause(2), &labels, None, Weighting::LogRank);
        assert_eq!(none, Err(EstimateError::NoEvents));
    }
}

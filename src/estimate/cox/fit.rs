//! Fits: coefficients, variances, tests, and the diagnosis of a monotone likelihood.

use super::model::{CoxModel, Ties};
use crate::estimate::{ChiSquareTest, EstimateError, Interval, Labels, Level};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Stopping, maximise};

/// A coefficient whose estimate is infinite: the likelihood rises for ever in that direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Infinite {
    /// The coefficient, by its column.
    pub coefficient: usize,
    /// Whether it runs to plus infinity.
    pub positive: bool,
}

/// A fitted Cox model. Everything is on the scale of the caller's covariates.
#[derive(Debug, Clone)]
pub struct CoxFit {
    /// How ties were treated.
    pub ties: Ties,
    /// Log hazard ratios; 0 for a column that is a combination of those before it.
    pub coefficients: Vec<f64>,
    /// Columns that are combinations of those before them (or do not vary).
    pub aliased: Vec<bool>,
    /// Coefficients that run to infinity: then nothing else of the fit may be printed. See [`super::firth()`].
    pub infinite: Vec<Infinite>,
    /// The inverse information.
    pub variance: Matrix,
    /// The robust (sandwich) variance over clusters, if asked for.
    pub robust_variance: Option<Matrix>,
    /// The log partial likelihood with all coefficients 0.
    pub log_likelihood_null: f64,
    /// The log partial likelihood at the estimate.
    pub log_likelihood: f64,
    /// The score test of all coefficients.
    pub score_test: ChiSquareTest,
    /// The robust score test, if clusters were given.
    pub robust_score_test: Option<ChiSquareTest>,
    /// Newton steps taken.
    pub steps: usize,
    /// The estimate on the inner scale.
    pub(crate) inner: Vec<f64>,
}

/// One row of a table of coefficients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Log hazard ratio.
    pub coefficient: f64,
    /// Its standard error from the information.
    pub std_err: f64,
    /// Its robust standard error, if asked for; z, p and the interval then use it.
    pub robust_std_err: Option<f64>,
    /// Wald's z.
    pub z: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Hazard ratio.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
}

impl CoxModel {
    /// Maximises the partial likelihood. With `cluster` (labels of the caller's rows) the variance is also given robust
    /// to rows that belong together: the sum over clusters of squared influence.
    ///
    /// Source: D. R. Cox (1972), JRSS B 34, 187-220; Therneau and Grambsch (2000), sections 3.1 to 3.4 and 7.2; D. Y. Lin and L. J.
    /// Wei (1989), JASA 84, 1074-1078. As R's `coxph`.
    ///
    /// One event: fits. A column without variation among risk sets is aliased. A monotone likelihood (no event among
    /// those with z = 1, say) is told in [`CoxFit::infinite`]. Errors: no covariates; a likelihood that overflows at the
    /// start; no convergence; exact ties where the computation would take too long.
    pub fn fit(&self, ties: Ties, cluster: Option<&Labels>) -> Result<CoxFit, EstimateError> {
        let p = self.covariates;
        if p == 0 {
            return Err(EstimateError::Domain("a model without covariates"));
        }
        if ties == Ties::Exact {
            super::exact::check(self)?;
        }
        let stopping = Stopping::default();
        let start = vec![0.0; p];
        let null = self.likelihood(&start, ties).ok_or(EstimateError::NotConverged)?;
        let null_cholesky = Cholesky::new(&null.information, stopping.singular);
        let at = |beta: &[f64]| if beta == start { Some(null.clone()) } else { self.likelihood(beta, ties) };
        let maximum = maximise(&start, stopping, at).ok_or(EstimateError::NotConverged)?;
        let infinite = self.infinite(&maximum.parameters, ties);
        if !maximum.converged && infinite.is_empty() {
            return Err(EstimateError::NotConverged);
        }
        let cholesky = Cholesky::new(&maximum.likelihood.information, stopping.singular);
        let inverse = cholesky.inverse();
        let rank = null_cholesky.rank();
        let mut fit = CoxFit {
            ties,
            coefficients: (0..p).map(|a| maximum.parameters[a] / self.scale[a]).collect(),
            aliased: (0..p).map(|a| null_cholesky.is_dropped(a)).collect(),
            infinite,
            variance: self.outer(&inverse),
            robust_variance: None,
            log_likelihood_null: null.value,
            log_likelihood: maximum.likelihood.value,
            score_test: ChiSquareTest::new(null_cholesky.quadratic_form(&null.score), rank),
            robust_score_test: None,
            steps: maximum.steps,
            inner: maximum.parameters,
        };
        if let Some(cluster) = cluster {
            if ties == Ties::Exact {
                return Err(EstimateError::Domain("a robust variance with exact ties"));
            }
            let spread = self.clustered_scores(&fit.inner, ties, cluster)?;
            let middle = self.cross_products(&spread);
            let sandwich = product(&product(&inverse, &middle), &inverse);
            fit.robust_variance = Some(self.outer(&sandwich));
            let at_null = self.cross_products(&self.clustered_scores(&start, ties, cluster)?);
            let robust = Cholesky::new(&at_null, stopping.singular);
            fit.robust_score_test = Some(ChiSquareTest::new(robust.quadratic_form(&null.score), robust.rank()));
        }
        Ok(fit)
    }

    /// A variance on the inner scale, brought to the caller's.
    pub(crate) fn outer(&self, inner: &Matrix) -> Matrix {
        let p = self.covariates;
        Matrix::from_fn(p, p, |a, b| inner[(a, b)] / (self.scale[a] * self.scale[b]))
    }

    fn cross_products(&self, rows: &[Vec<f64>]) -> Matrix {
        let p = self.covariates;
        Matrix::from_fn(p, p, |a, b| crate::numeric::sum::sum(rows.iter().map(|row| row[a] * row[b])))
    }
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    Matrix::from_fn(a.rows(), b.columns(), |i, j| {
        crate::numeric::sum::sum((0..a.columns()).map(|k| a[(i, k)] * b[(k, j)]))
    })
}

impl CoxFit {
    /// The variance that tests use: the robust one if there is one.
    pub fn working_variance(&self) -> &Matrix {
        self.robust_variance.as_ref().unwrap_or(&self.variance)
    }

    /// The coefficient of column `a` with what belongs in a table; `None` for an aliased or infinite one, and for one about which
    /// nothing is left to know where another is infinite.
    pub fn coefficient(&self, a: usize, level: Level) -> Option<Coefficient> {
        if self.aliased[a] || self.infinite.iter().any(|infinite| infinite.coefficient == a) {
            return None;
        }
        let coefficient = self.coefficients[a];
        let se = self.working_variance()[(a, a)].sqrt();
        if se.is_nan() || se <= 0.0 {
            return None;
        }
        let test = crate::estimate::TrendTest::new(coefficient / se);
        let reach = level.z() * se;
        Some(Coefficient {
            coefficient,
            std_err: self.variance[(a, a)].sqrt(),
            robust_std_err: self.robust_variance.as_ref().map(|variance| variance[(a, a)].sqrt()),
            z: test.z,
            p: test.p,
            ratio: libm::exp(coefficient),
            interval: Interval { lower: libm::exp(coefficient - reach), upper: libm::exp(coefficient + reach) },
        })
    }

    /// Coefficients that are estimated.
    pub fn df(&self) -> usize {
        self.aliased.iter().filter(|&&aliased| !aliased).count()
    }

    /// The likelihood-ratio test of all coefficients.
    pub fn likelihood_ratio_test(&self) -> ChiSquareTest {
        ChiSquareTest::new((2.0 * (self.log_likelihood - self.log_likelihood_null)).max(0.0), self.df())
    }

    /// Wald's test of all coefficients, with the robust variance if there is one.
    pub fn wald_test(&self) -> ChiSquareTest {
        let cholesky = Cholesky::new(self.working_variance(), 1e-12);
        ChiSquareTest::new(cholesky.quadratic_form(&self.coefficients), self.df())
    }

    /// Akaike's criterion, 2 df - 2 ln L.
    pub fn aic(&self) -> f64 {
        2.0 * self.df() as f64 - 2.0 * self.log_likelihood
    }
}

#[cfg(test)]
mod tests {
    use super::super::design::Covariate;
    use super::*;
    use crate::estimate::{Event, RiskSet};

    /// The example worked by hand in Therneau and Grambsch (2000), appendix E.1: with r the hazard ratio the score
    /// equations are r^2 - 3r - 6 = 0 (Breslow) and r^3 - 23r - 30 = 0 (Efron).
    #[test]
    fn therneau_and_grambsch_test_data_1() {
        let (time, cause, x) = ([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&x], None).unwrap();
        let breslow = model.fit(Ties::Breslow, None).unwrap();
        assert!((libm::exp(breslow.coefficients[0]) - 0.5 * (3.0 + 33.0_f64.sqrt())).abs() < 1e-9);
        assert!((breslow.log_likelihood_null + libm::log(6.0) + 2.0 * libm::log(4.0)).abs() < 1e-14);
        let efron = model.fit(Ties::Efron, None).unwrap();
        let r = libm::exp(efron.coefficients[0]);
        assert!((r * r * r - 23.0 * r - 30.0).abs() < 1e-7);
        let by_hand = libm::log(r * r / (3.0 * r + 3.0) / (r + 3.0) / (0.5 * r + 2.5));
        assert!((efron.log_likelihood - by_hand).abs() < 1e-14);
    }

    #[test]
    fn a_group_without_events_is_infinite() {
        let (time, cause) = ([1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 1, 0, 1, 0, 1, 0]);
        let z = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let fit = CoxModel::new(&set, Event::Any, &[&z], None).unwrap().fit(Ties::Efron, None).unwrap();
        assert_eq!(fit.infinite, [Infinite { coefficient: 0, positive: false }]);
        assert_eq!(fit.coefficient(0, Level::P95), None);
    }

    /// The rarer the group, the nearer to nought its coefficient on a scale of mean deviations.
    #[test]
    fn a_rare_group_without_events_is_infinite_too() {
        let rows = 1000;
        let time: Vec<i32> = (0..rows).map(|k| 1 + (k * 7) % 500).collect();
        let z: Vec<f64> = (0..rows).map(|k| f64::from(u8::from(k % 100 == 3))).collect();
        let cause: Vec<u16> = (0..rows).map(|k| u16::from(k % 5 == 0 && k % 100 != 3)).collect();
        let codes: Vec<u32> = z.iter().map(|&z| z as u32).collect();
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let factor = Covariate::Factor { labels: Labels::new(&codes, 2).unwrap(), levels: &[1] };
        for covariate in [Covariate::Number(&z), factor] {
            let model = CoxModel::with_covariates(&set, Event::Any, &[covariate], None).unwrap();
            let fit = model.fit(Ties::Efron, None).unwrap();
            assert_eq!(fit.infinite, [Infinite { coefficient: 0, positive: false }]);
        }
    }

    /// Levels as a factor, or as columns of 0 and 1, in strata and with late entry: one model.
    #[test]
    fn a_factor_is_its_columns() {
        let rows = 600_i32;
        let exit: Vec<i32> = (0..rows).map(|k| 40 + (k * 37) % 211).collect();
        let entry: Vec<i32> = (0..rows).map(|k| (k * 13) % 40).collect();
        let cause: Vec<u16> = (0..rows).map(|k| u16::from((k * 29) % 7 < 3)).collect();
        let codes: Vec<u32> = (0..rows).map(|k| (k * 7 % 13 % 4) as u32).collect();
        let strata: Vec<u32> = (0..rows).map(|k| (k % 3) as u32).collect();
        let number: Vec<f64> = (0..rows).map(|k| f64::from((k * 17) % 23)).collect();
        let level = |l: u32| codes.iter().map(|&c| f64::from(u8::from(c == l))).collect::<Vec<f64>>();
        let (one, two, three) = (level(1), level(2), level(3));
        let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        let strata = Labels::new(&strata, 3).unwrap();
        let factor = Covariate::Factor { labels: Labels::new(&codes, 4).unwrap(), levels: &[1, 2, 3] };
        let short = [factor, Covariate::Number(&number)];
        let long = CoxModel::new(&set, Event::Any, &[&one, &two, &three, &number], Some(&strata)).unwrap();
        let short = CoxModel::with_covariates(&set, Event::Any, &short, Some(&strata)).unwrap();
        for ties in [Ties::Efron, Ties::Breslow] {
            let (a, b) = (long.fit(ties, None).unwrap(), short.fit(ties, None).unwrap());
            assert!((a.log_likelihood - b.log_likelihood).abs() < 1e-10);
            for k in 0..4 {
                assert!((a.coefficients[k] - b.coefficients[k]).abs() < 1e-10);
                assert!((a.variance[(k, k)] / b.variance[(k, k)] - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_combination_is_aliased() {
        let (time, cause) = ([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1]);
        let (x, y) = ([0.0, 1.0, 1.0, 0.0, 0.0, 1.0], [2.0, 0.0, 0.0, 2.0, 2.0, 0.0]);
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let fit = CoxModel::new(&set, Event::Any, &[&x, &y, &[3.0; 6]], None).unwrap().fit(Ties::Efron, None).unwrap();
        assert_eq!(fit.aliased, [false, true, true]);
        assert_eq!(fit.likelihood_ratio_test().df, 1);
    }
}

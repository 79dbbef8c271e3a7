//! The baseline hazard of a Cox model, and curves predicted from it.

use super::fit::CoxFit;
use super::model::{CoxModel, Ties};
use crate::estimate::tie::reached;
use crate::estimate::{EstimateError, Interval, Level, Transform};
use crate::numeric::sum::Sum;

/// The cumulative hazard of one stratum for a row with all covariates 0.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineHazard {
    /// The stratum, by its label.
    pub stratum: usize,
    /// Every distinct exit time of the stratum, ascending.
    pub time: Vec<f64>,
    /// H at each.
    pub hazard: Vec<f64>,
}

/// A predicted curve at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictedPoint {
    /// Predicted survival.
    pub survival: f64,
    /// Its standard error.
    pub std_err: f64,
    /// Its interval on the chosen scale; `None` where the scale is not defined.
    pub interval: Option<Interval>,
}

/// What one event time adds to a prediction.
#[derive(Clone)]
struct Jump {
    hazard: f64,
    /// The variance of the hazard itself.
    variance: f64,
    /// Hazard times the distance of the row from the mean at risk.
    pull: Vec<f64>,
}

impl CoxModel {
    /// The baseline cumulative hazards: Breslow's estimate, or with Efron ties that of the same hazard by parts.
    ///
    /// Source: N. E. Breslow (1972), discussion of Cox; Therneau and Grambsch (2000), section 10.2. Not for exact ties.
    pub fn baseline(&self, fit: &CoxFit) -> Result<Vec<BaselineHazard>, EstimateError> {
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("a baseline with exact ties"));
        }
        let offset = libm::exp(-(0..self.covariates).map(|a| self.shift[a] * fit.coefficients[a]).sum::<f64>());
        Ok(self
            .strata
            .iter()
            .enumerate()
            .map(|(stratum, part)| {
                let mut jumps = vec![0.0; part.set.times().len()];
                part.sweep(&fit.inner, 1, |step| {
                    jumps[part.events[step.index].0] = step.parts(fit.ties).map(|(_, hazard)| hazard).sum();
                });
                let mut total = Sum::ZERO;
                let hazard = jumps.into_iter().map(|jump| {
                    total.add(jump);
                    total.value() * offset
                });
                BaselineHazard { stratum, time: part.set.times().to_vec(), hazard: hazard.collect() }
            })
            .collect())
    }

    /// Survival predicted for a row with covariates `at` in stratum `stratum`, read at `times`.
    ///
    /// S(t) = exp(- H_0(t) e^(x b)); variance of H: e^(2 x b) [ sum dH^2-type terms + q' V q ] with
    /// q(t) = integral of (x - mean) dH_0 and V the variance of the fit (robust if there is one).
    /// Source: A. A. Tsiatis (1981), Annals of Statistics 9, 93-108; C. L. Link (1984), Biometrics 40, 601-610; Therneau and
    /// Grambsch (2000), section 10.2.3. Errors: covariates of another number, no such stratum, exact ties.
    pub fn predict(
        &self,
        fit: &CoxFit,
        stratum: usize,
        at: &[f64],
        times: &[f64],
        transform: Transform,
        level: Level,
    ) -> Result<Vec<PredictedPoint>, EstimateError> {
        let p = self.covariates;
        let part = self.strata.get(stratum).ok_or(EstimateError::Domain("a stratum"))?;
        if at.len() != p {
            return Err(EstimateError::UnequalLengths);
        }
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("a prediction with exact ties"));
        }
        let x: Vec<f64> = (0..p).map(|a| (at[a] - self.shift[a]) / self.scale[a]).collect();
        let risk = libm::exp(x.iter().zip(&fit.inner).map(|(x, b)| x * b).sum::<f64>());
        let mut jumps = vec![Jump { hazard: 0.0, variance: 0.0, pull: vec![0.0; p] }; part.events.len()];
        part.sweep(&fit.inner, 1, |step| {
            let jump = &mut jumps[step.index];
            let each = step.weight / if fit.ties == Ties::Breslow { 1.0 } else { step.deaths as f64 };
            for (gone, hazard) in step.parts(fit.ties) {
                jump.hazard += hazard;
                jump.variance += hazard * hazard / each;
                for (a, x) in x.iter().enumerate() {
                    jump.pull[a] += hazard * (x - step.mean(a, gone));
                }
            }
        });
        let variance = fit.working_variance();
        Ok(times
            .iter()
            .map(|&time| {
                let used = part.events.partition_point(|(j, _)| reached(part.set.times()[*j], time));
                let total = |of: &dyn Fn(&Jump) -> f64| crate::numeric::sum::sum(jumps[..used].iter().map(of));
                // On the caller's scale, as the variance is.
                let q: Vec<f64> = (0..p).map(|a| total(&|jump| jump.pull[a]) * self.scale[a]).collect();
                let spread: f64 = variance.times(&q).iter().zip(&q).map(|(v, q)| v * q).sum();
                let survival = libm::exp(-risk * total(&|jump| jump.hazard));
                let std_err = survival * risk * (total(&|jump| jump.variance) + spread).max(0.0).sqrt();
                PredictedPoint { survival, std_err, interval: transform.interval(survival, std_err, level) }
            })
            .collect())
    }
}

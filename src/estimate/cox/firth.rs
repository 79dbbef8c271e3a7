//! Firth's penalised Cox regression: finite estimates where events are rare.

use super::model::{CoxModel, Ties};
use super::moments::Moments;
use crate::estimate::{ChiSquareTest, EstimateError, Level};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Stopping, maximise};
use crate::numeric::root::find_root;

/// A penalised fit, on the scale of the caller's covariates.
#[derive(Debug, Clone)]
pub struct FirthFit {
    /// Log hazard ratios.
    pub coefficients: Vec<f64>,
    /// Their standard errors from the unpenalised information at the estimate.
    pub std_err: Vec<f64>,
    /// For each coefficient, the penalised likelihood-ratio test that it is 0.
    pub tests: Vec<ChiSquareTest>,
    /// For each, the profile interval of the log hazard ratio; a limit that the profile does not reach is `None`.
    pub profile: Vec<(Option<f64>, Option<f64>)>,
    /// The penalised log-likelihood at the estimate.
    pub log_likelihood: f64,
    /// The penalised log-likelihood with all coefficients 0.
    pub log_likelihood_null: f64,
}

/// Maximises l(b) + ln det I(b) / 2 with Breslow ties, Jeffreys' prior as penalty: the estimate is finite even where the
/// likelihood is monotone, and its bias is of smaller order. Tests and intervals are by profile.
///
/// Source: D. Firth (1993), Biometrika 80, 27-38; G. Heinze and M. Schemper (2001), Biometrics 57, 114-119; as R's `coxphf`.
/// Errors: an information that is singular (aliased columns), or no convergence.
pub fn firth(model: &CoxModel, level: Level) -> Result<FirthFit, EstimateError> {
    let p = model.coefficients();
    if p == 0 {
        return Err(EstimateError::Domain("a model without covariates"));
    }
    let start = vec![0.0; p];
    let null = penalised(model, &start).ok_or(EstimateError::NoVariation)?;
    let maximum = profile(model, &start, &[]).ok_or(EstimateError::NotConverged)?;
    let at = penalised(model, &maximum.parameters).ok_or(EstimateError::NotConverged)?;
    let variance = model.outer(&Cholesky::new(&at.information, 1e-12).inverse());
    let best = maximum.likelihood.value;
    let drop_to = best - 0.5 * level.z() * level.z();
    let mut fit = FirthFit {
        coefficients: (0..p).map(|a| maximum.parameters[a] / model.scale[a]).collect(),
        std_err: (0..p).map(|a| variance[(a, a)].sqrt()).collect(),
        tests: Vec::with_capacity(p),
        profile: Vec::with_capacity(p),
        log_likelihood: best,
        log_likelihood_null: null.value,
    };
    for a in 0..p {
        let fixed = |value: f64| {
            let mut from = maximum.parameters.clone();
            from[a] = value;
            profile(model, &from, &[a]).map(|maximum| maximum.likelihood.value)
        };
        let without = fixed(0.0).ok_or(EstimateError::NotConverged)?;
        fit.tests.push(ChiSquareTest::new((2.0 * (best - without)).max(0.0), 1));
        let limit = |side: f64| {
            profile_limit(maximum.parameters[a], side * variance[(a, a)].sqrt() * model.scale[a], drop_to, fixed)
        };
        fit.profile.push((limit(-1.0).map(|b| b / model.scale[a]), limit(1.0).map(|b| b / model.scale[a])));
    }
    Ok(fit)
}

/// Where the profile falls to `target`, searched from `centre` in steps of `stride`.
fn profile_limit(centre: f64, stride: f64, target: f64, profile: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let gap = |b: f64| profile(b).map_or(f64::NAN, |value| value - target);
    let mut inside = centre;
    let mut reach = 2.0 * stride;
    for _ in 0..40 {
        let outside = centre + reach;
        let height = gap(outside);
        if height.is_nan() {
            return None;
        }
        if height <= 0.0 {
            return find_root(inside.min(outside), inside.max(outside), gap);
        }
        inside = outside;
        reach *= 1.5;
    }
    None
}

/// The penalised maximum with the coefficients in `fixed` held where `start` has them.
fn profile(model: &CoxModel, start: &[f64], fixed: &[usize]) -> Option<crate::numeric::newton::Maximum> {
    let p = start.len();
    let stopping = Stopping { decrement: 1e-16, steps: 500, singular: 1e-12 };
    let found = maximise(start, stopping, |beta| {
        let mut at = penalised(model, beta)?;
        for &a in fixed {
            at.score[a] = 0.0;
            for b in 0..p {
                at.information[(a, b)] = f64::from(a == b);
                at.information[(b, a)] = f64::from(a == b);
            }
        }
        Some(at)
    })?;
    found.converged.then_some(found)
}

/// The penalised log-likelihood, its score, and the unpenalised information; `None` where that is singular.
fn penalised(model: &CoxModel, beta: &[f64]) -> Option<Likelihood> {
    let p = beta.len();
    let mut at = model.likelihood(beta, Ties::Breslow)?;
    let cholesky = Cholesky::new(&at.information, 1e-12);
    if cholesky.rank() < p {
        return None;
    }
    let inverse = cholesky.inverse();
    // The determinant on the caller's scale, of which the inner one is a multiple.
    at.value += 0.5 * cholesky.ln_determinant();
    at.value += crate::numeric::sum::sum(model.scale.iter().map(|scale| libm::log(*scale)));
    for (u, pull) in at.score.iter_mut().zip(pulls(model, beta, &inverse)) {
        *u += 0.5 * pull;
    }
    at.value.is_finite().then_some(at)
}

/// For each c the trace of I^-1 dI/db_c, where dI_ab/db_c is the sum over events of third central moments.
fn pulls(model: &CoxModel, beta: &[f64], inverse: &Matrix) -> Vec<f64> {
    let p = beta.len();
    let mut pulls = vec![0.0; p];
    let third = |a: usize, b: usize, c: usize| {
        let mut order = [a, b, c];
        order.sort_unstable();
        Moments::third(p, order[2], order[1], order[0])
    };
    let second = |a: usize, b: usize| Moments::second(p, a.max(b), a.min(b));
    for stratum in &model.strata {
        stratum.sweep(beta, 3, |step| {
            let mean = |a: usize| step.mean(a, 0.0);
            let two = |a: usize, b: usize| step.moment(second(a, b), 0.0);
            for (c, pull) in pulls.iter_mut().enumerate() {
                for a in 0..p {
                    for b in 0..p {
                        let central = step.moment(third(a, b, c), 0.0)
                            - mean(a) * two(b, c)
                            - mean(b) * two(a, c)
                            - mean(c) * two(a, b)
                            + 2.0 * mean(a) * mean(b) * mean(c);
                        *pull += step.weight * inverse[(a, b)] * central;
                    }
                }
            }
        });
    }
    pulls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Event, RiskSet};

    #[test]
    fn the_penalised_score_is_the_slope_of_the_penalised_likelihood() {
        let (time, cause) = ([1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 1, 1, 1, 0, 1, 0]);
        let (x, z) = ([0.3, 1.0, 2.0, -1.0, 0.5, 0.0, 1.0, 0.2], [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&x, &z], None).unwrap();
        let at = |b: [f64; 2]| penalised(&model, &b).unwrap();
        let here = at([0.2, -0.4]);
        let h = 1e-5;
        let slope = (at([0.2 + h, -0.4]).value - at([0.2 - h, -0.4]).value) / (2.0 * h);
        assert!((slope - here.score[0]).abs() < 1e-8, "{slope} {}", here.score[0]);
    }

    #[test]
    fn a_group_without_events_has_a_finite_estimate_and_an_open_interval() {
        let (time, cause) = ([1, 2, 3, 4, 5, 6, 7, 8], [1, 0, 1, 0, 1, 0, 1, 0]);
        let z = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let fit = firth(&CoxModel::new(&set, Event::Any, &[&z], None).unwrap(), Level::P95).unwrap();
        let (lower, upper) = fit.profile[0];
        assert!(lower.unwrap() < fit.coefficients[0] && fit.coefficients[0] < upper.unwrap());
    }
}

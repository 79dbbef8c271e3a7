//! The exact partial likelihood: given that d of the n rows at risk had the event, which ones?

use super::model::CoxModel;
use crate::estimate::EstimateError;
use crate::numeric::matrix::Matrix;
use crate::numeric::newton::Likelihood;
use crate::numeric::sum::Sum;

/// Most steps of one evaluation.
const BUDGET: f64 = 2e8;

/// Errors: weights (the conditional likelihood has none), or an evaluation that would take too long.
pub(crate) fn check(model: &CoxModel) -> Result<(), EstimateError> {
    let p = model.coefficients() as f64;
    let mut cost = 0.0;
    for stratum in &model.strata {
        if stratum.set.has_weights() {
            return Err(EstimateError::Domain("exact ties of weighted rows"));
        }
        for (_, rows) in &stratum.events {
            cost += rows.len() as f64 * stratum.set.len() as f64 * (1.0 + p * (p + 3.0) / 2.0);
        }
    }
    if cost > BUDGET { Err(EstimateError::TooLarge) } else { Ok(()) }
}

/// ln L = sum over event times of sum of x_i b over events - ln e_d(r), with e_d the elementary symmetric function of the
/// relative risks of the risk set, built row by row with its derivatives: e_k <- e_k + r e_(k-1).
///
/// Source: M. H. Gail, J. H. Lubin and L. V. Rubinstein (1981), Biometrika 68, 703-707. `None` where it overflows.
pub(crate) fn likelihood(model: &CoxModel, beta: &[f64]) -> Option<Likelihood> {
    let p = beta.len();
    let mut value = Sum::ZERO;
    let mut score = vec![Sum::ZERO; p];
    let mut information = Matrix::zeros(p, p);
    for stratum in &model.strata {
        let predictor = stratum.predictor(beta);
        let set = &stratum.set;
        let x: Vec<Vec<f64>> = (0..set.len()).map(|k| stratum.design.row(k)).collect();
        for (j, rows) in &stratum.events {
            let at_risk = (0..set.len()).rev().take_while(|&k| set.exit(k) >= *j).filter(|&k| set.entry(k) <= *j);
            let mut functions = Symmetric::new(rows.len(), p);
            at_risk.for_each(|k| functions.add(libm::exp(predictor[k]), &x[k]));
            for k in rows.clone() {
                value.add(predictor[k]);
                score.iter_mut().zip(&x[k]).for_each(|(u, x)| u.add(*x));
            }
            let (total, first, second) = functions.top();
            value.add(-libm::log(total));
            for a in 0..p {
                score[a].add(-first[a] / total);
                for b in 0..p {
                    information.add(a, b, second[a * p + b] / total - first[a] * first[b] / (total * total));
                }
            }
        }
    }
    let score: Vec<f64> = score.iter().map(|u| u.value()).collect();
    let value = value.value();
    (value.is_finite() && score.iter().all(|u| u.is_finite())).then_some(Likelihood { value, score, information })
}

/// e_0, ..., e_d with first and second derivatives.
struct Symmetric {
    value: Vec<f64>,
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
}

impl Symmetric {
    fn new(d: usize, p: usize) -> Symmetric {
        let mut value = vec![0.0; d + 1];
        value[0] = 1.0;
        Symmetric { value, first: vec![vec![0.0; p]; d + 1], second: vec![vec![0.0; p * p]; d + 1] }
    }

    fn add(&mut self, r: f64, x: &[f64]) {
        let p = x.len();
        for k in (1..self.value.len()).rev() {
            let before = self.value[k - 1];
            let (lower, upper) = self.first.split_at_mut(k);
            let first = &lower[k - 1];
            let (under, over) = self.second.split_at_mut(k);
            for a in 0..p {
                for b in 0..p {
                    let cross = x[a] * x[b] * before + x[a] * first[b] + x[b] * first[a];
                    over[0][a * p + b] += r * (cross + under[k - 1][a * p + b]);
                }
            }
            for a in 0..p {
                upper[0][a] += r * (x[a] * before + first[a]);
            }
            self.value[k] += r * before;
        }
    }

    fn top(&self) -> (f64, &[f64], &[f64]) {
        let d = self.value.len() - 1;
        (self.value[d], &self.first[d], &self.second[d])
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Ties;
    use super::*;
    use crate::estimate::{Event, RiskSet};

    #[test]
    fn without_ties_all_methods_are_one() {
        let (time, cause, x) = ([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0], [0.3, 1.0, 2.0, -1.0, 0.5, 0.0]);
        let set = RiskSet::from_days(None, &time, &cause, None).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&x], None).unwrap();
        let (exact, efron) = (model.fit(Ties::Exact, None).unwrap(), model.fit(Ties::Efron, None).unwrap());
        assert!((exact.coefficients[0] - efron.coefficients[0]).abs() < 1e-10);
        assert!((exact.variance[(0, 0)] - efron.variance[(0, 0)]).abs() < 1e-10);
    }
}

//! The Weibull mixture cure model, for comparison only: a cure fraction is never printed.

use super::EstimateError;
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Stopping, maximise};
use crate::numeric::sum::Sum;

/// A fit of S(t) = c + (1 - c) exp(-(t/scale)^shape).
#[derive(Debug, Clone)]
pub struct CureFit {
    /// ln(c/(1 - c)), ln shape, ln scale.
    pub parameters: [f64; 3],
    /// Their variance.
    pub variance: Matrix,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// Rows of the model.
    pub rows: usize,
}

impl CureFit {
    /// The share that never has the event, as fitted. It is hardly identified: with no one cured, fits have given
    /// susceptible shares of 1 to 26 per cent, or none.
    pub fn cured(&self) -> f64 {
        1.0 / (1.0 + libm::exp(-self.parameters[0]))
    }

    /// Akaike's criterion.
    pub fn aic(&self) -> f64 {
        6.0 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, with the number of rows.
    pub fn bic(&self) -> f64 {
        3.0 * libm::log(self.rows as f64) - 2.0 * self.log_likelihood
    }
}

/// Maximum likelihood from times above 0 and whether each ended in the event.
///
/// Source: J. W. Boag (1949), JRSS B 11, 15-53; V. T. Farewell (1982), Biometrics 38, 1041-1046. Errors: no rows, unequal columns, a time
/// that is not above 0 and finite, no events, or no inner maximum ([`EstimateError::NotConverged`]): c at 0 or 1.
pub fn mixture_cure(time: &[f64], event: &[bool]) -> Result<CureFit, EstimateError> {
    if time.is_empty() {
        return Err(EstimateError::NoRows);
    }
    if time.len() != event.len() {
        return Err(EstimateError::UnequalLengths);
    }
    if time.iter().any(|t| !(1e-75..=1e75).contains(t)) {
        return Err(EstimateError::Domain("a time that is not above 0"));
    }
    let events = event.iter().filter(|&&event| event).count();
    if events == 0 {
        return Err(EstimateError::NoEvents);
    }
    let mean = time.iter().zip(event).filter(|(_, event)| **event).map(|(t, _)| t).sum::<f64>() / events as f64;
    let share = (events as f64 / time.len() as f64).min(0.95);
    let start = [libm::log((1.0 - share) / share), 0.0, libm::log(mean)];
    let stopping = Stopping { decrement: 1e-16, steps: 500, singular: 1e-11 };
    let found =
        maximise(&start, stopping, |at| likelihood(time, event, at, true)).ok_or(EstimateError::NotConverged)?;
    let end = likelihood(time, event, &found.parameters, false).ok_or(EstimateError::NotConverged)?;
    let cholesky = Cholesky::new(&end.information, 1e-9);
    let [a, b, c] = found.parameters[..] else {
        return Err(EstimateError::NotConverged);
    };
    if !found.converged || cholesky.rank() < 3 || a.abs() > 15.0 {
        return Err(EstimateError::NotConverged);
    }
    Ok(CureFit { parameters: [a, b, c], variance: cholesky.inverse(), log_likelihood: end.value, rows: time.len() })
}

/// A row's score in (logit c, ln shape, ln scale), and its log-likelihood.
fn row(t: f64, event: bool, at: &[f64]) -> (f64, [f64; 3]) {
    let (c, rest) = (1.0 / (1.0 + libm::exp(-at[0])), 1.0 / (1.0 + libm::exp(at[0])));
    let shape = libm::exp(at[1]);
    let u = libm::log(t) - at[2];
    let h = libm::exp(shape * u);
    if event {
        let value = libm::log(rest) + at[1] - libm::log(t) + shape * u - h;
        return (value, [-c, 1.0 + shape * u * (1.0 - h), shape * (h - 1.0)]);
    }
    let s = libm::exp(-h);
    let total = c + rest * s;
    // d total/d h = - rest s.
    let pull = -rest * s / total;
    (libm::log(total), [c * rest * (1.0 - s) / total, pull * h * shape * u, -pull * h * shape])
}

/// The log-likelihood; the information by central differences of the score, or (climbing, where that is not positive) by squares.
fn likelihood(time: &[f64], event: &[bool], at: &[f64], climb: bool) -> Option<Likelihood> {
    let total = |at: &[f64]| {
        let (mut value, mut score) = (Sum::ZERO, [Sum::ZERO; 3]);
        for (&t, &event) in time.iter().zip(event) {
            let (part, slope) = row(t, event, at);
            value.add(part);
            score.iter_mut().zip(slope).for_each(|(sum, slope)| sum.add(slope));
        }
        (value.value(), score.map(Sum::value))
    };
    let (value, score) = total(at);
    if !value.is_finite() || score.iter().any(|u| !u.is_finite()) {
        return None;
    }
    let shifted = |a: usize, step: f64| {
        let mut moved = at.to_vec();
        moved[a] += step;
        total(&moved).1
    };
    const STEP: f64 = 1e-5;
    let slopes: Vec<([f64; 3], [f64; 3])> = (0..3).map(|a| (shifted(a, STEP), shifted(a, -STEP))).collect();
    let second = |a: usize, b: usize| -(slopes[a].0[b] - slopes[a].1[b]) / (2.0 * STEP);
    let mut information = Matrix::from_fn(3, 3, |a, b| 0.5 * (second(a, b) + second(b, a)));
    if climb && Cholesky::new(&information, 1e-11).rank() < 3 {
        let slopes: Vec<[f64; 3]> = time.iter().zip(event).map(|(&t, &event)| row(t, event, at).1).collect();
        information = Matrix::from_fn(3, 3, |a, b| slopes.iter().map(|slope| slope[a] * slope[b]).sum());
    }
    Some(Likelihood { value, score: score.to_vec(), information })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_is_the_slope() {
        let at = [0.3, -0.2, 1.1];
        for event in [true, false] {
            let (_, slope) = row(2.7, event, &at);
            for a in 0..3 {
                let moved = |step: f64| {
                    let mut moved = at;
                    moved[a] += step;
                    row(2.7, event, &moved).0
                };
                assert!(((moved(1e-6) - moved(-1e-6)) / 2e-6 - slope[a]).abs() < 1e-8);
            }
        }
        assert_eq!(mixture_cure(&[1.0], &[false]).unwrap_err(), EstimateError::NoEvents);
    }
}

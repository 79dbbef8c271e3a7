//! Newton's method for a concave log-likelihood, with step halving.

use super::matrix::{Cholesky, Matrix};

/// A log-likelihood at one point.
#[derive(Debug, Clone)]
pub struct Likelihood {
    /// ln L.
    pub value: f64,
    /// d ln L / d parameter.
    pub score: Vec<f64>,
    /// Minus the second derivatives.
    pub information: Matrix,
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub struct Stopping {
    /// Relative change of the log-likelihood that counts as none.
    pub tolerance: f64,
    /// Most Newton steps.
    pub steps: usize,
    /// A pivot of the information below this share of its diagonal cell is taken for 0.
    pub singular: f64,
}

impl Default for Stopping {
    fn default() -> Stopping {
        Stopping { tolerance: 1e-13, steps: 60, singular: 1e-11 }
    }
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub struct Maximum {
    /// The parameters reached.
    pub parameters: Vec<f64>,
    /// The likelihood there.
    pub likelihood: Likelihood,
    /// Steps taken.
    pub steps: usize,
    /// Whether the log-likelihood had stopped changing.
    pub converged: bool,
}

/// Maximises `likelihood` from `start`. A step that lowers the value, or leaves its domain (`None`),
/// is halved. `None` when the start itself is outside the domain.
///
/// A monotone likelihood does converge in value while a parameter runs off; the caller recognises it
/// by an information that vanishes or a parameter that still moves.
pub fn maximise(
    start: &[f64],
    stopping: Stopping,
    likelihood: impl Fn(&[f64]) -> Option<Likelihood>,
) -> Option<Maximum> {
    let mut parameters = start.to_vec();
    let mut current = likelihood(&parameters)?;
    for steps in 0..stopping.steps {
        let step = Cholesky::new(&current.information, stopping.singular).solve(&current.score);
        let mut share = 1.0;
        let mut accepted = None;
        for _ in 0..40 {
            let trial: Vec<f64> = parameters.iter().zip(&step).map(|(b, s)| b + share * s).collect();
            if let Some(next) = likelihood(&trial) {
                let slack = stopping.tolerance * current.value.abs().max(1.0);
                if next.value >= current.value - slack {
                    accepted = Some((trial, next));
                    break;
                }
            }
            share *= 0.5;
        }
        let Some((trial, next)) = accepted else {
            return Some(Maximum { parameters, likelihood: current, steps, converged: false });
        };
        let change = (next.value - current.value).abs();
        let still = change <= stopping.tolerance * next.value.abs().max(1e-3) && share == 1.0;
        parameters = trial;
        current = next;
        if still {
            return Some(Maximum { parameters, likelihood: current, steps: steps + 1, converged: true });
        }
    }
    Some(Maximum { parameters, likelihood: current, steps: stopping.steps, converged: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_a_poisson_rate_on_the_log_scale() {
        // 7 events in 423 units: ln L = 7 b - 423 e^b.
        let fit = maximise(&[0.0], Stopping::default(), |b| {
            let mean = 423.0 * libm::exp(b[0]);
            Some(Likelihood {
                value: 7.0 * b[0] - mean,
                score: vec![7.0 - mean],
                information: Matrix::from_fn(1, 1, |_, _| mean),
            })
        })
        .unwrap();
        assert!(fit.converged);
        assert!((fit.parameters[0] - libm::log(7.0 / 423.0)).abs() < 1e-9);
    }

    #[test]
    fn a_start_outside_the_domain_is_refused() {
        assert!(maximise(&[0.0], Stopping::default(), |_| None).is_none());
    }
}

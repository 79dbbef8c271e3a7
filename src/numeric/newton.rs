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
    /// Newton's decrement score' information^- score (twice the rise still to come) that counts as none.
    pub decrement: f64,
    /// Most Newton steps.
    pub steps: usize,
    /// A pivot of the information below this share of its diagonal cell is taken for 0.
    pub singular: f64,
}

impl Default for Stopping {
    fn default() -> Stopping {
        Stopping { decrement: 1e-18, steps: 100, singular: 1e-10 }
    }
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub struct Maximum {
    /// The parameters reached.
    pub parameters: Vec<f64>,
    /// The likelihood there.
    pub likelihood: Likelihood,
    /// The last step taken, or tried.
    pub step: Vec<f64>,
    /// Steps taken.
    pub steps: usize,
    /// Whether nothing was left to gain.
    pub converged: bool,
}

/// Maximises `likelihood` from `start`. A step that lowers the value, or leaves its domain (`None`), is halved.
/// `None` when the start itself is outside the domain. A parameter whose information vanishes is not moved.
///
/// A monotone likelihood does settle in value while a parameter runs off: the caller must recognise it.
pub fn maximise(
    start: &[f64],
    stopping: Stopping,
    likelihood: impl Fn(&[f64]) -> Option<Likelihood>,
) -> Option<Maximum> {
    let mut parameters = start.to_vec();
    let mut current = likelihood(&parameters)?;
    let mut last = f64::INFINITY;
    for steps in 0..=stopping.steps {
        let step = Cholesky::new(&current.information, stopping.singular).solve(&current.score);
        let decrement: f64 = step.iter().zip(&current.score).map(|(s, u)| s * u).sum();
        let ended =
            |parameters, likelihood, step, converged| Some(Maximum { parameters, likelihood, step, steps, converged });
        if decrement.is_nan() || decrement <= stopping.decrement || steps == stopping.steps {
            return ended(parameters, current, step, decrement <= stopping.decrement.max(BLIND));
        }
        // Small, and no longer falling: the score holds no more digits.
        if decrement < 1e-12 && decrement >= last {
            return ended(parameters, current, step, true);
        }
        last = decrement;
        match rising(&parameters, &step, current.value, decrement, &likelihood) {
            Some((next, better)) => (parameters, current) = (next, better),
            None => return ended(parameters, current, step, decrement < BLIND),
        }
    }
    None
}

/// What is left to gain is then below the resolution of a value that is a sum over many rows: the step is taken on the word of
/// the score unless the value clearly falls. To halve it for the sake of noise would be to stand still.
const BLIND: f64 = 1e-9;

/// The longest of the step and its halves that gains at least a quarter of what its slope promises, noise apart: a step
/// that merely does not lower the value can go to and fro for ever, where the information given is half the true one.
fn rising(
    from: &[f64],
    step: &[f64],
    value: f64,
    decrement: f64,
    likelihood: &impl Fn(&[f64]) -> Option<Likelihood>,
) -> Option<(Vec<f64>, Likelihood)> {
    let noise = if decrement < BLIND { 1e-12 } else { 1e-14 };
    let mut share = 1.0;
    for _ in 0..40 {
        let trial: Vec<f64> = from.iter().zip(step).map(|(b, s)| b + share * s).collect();
        if let Some(next) = likelihood(&trial)
            && next.value >= value + 0.25 * share * decrement - noise * value.abs()
        {
            return Some((trial, next));
        }
        share *= 0.5;
    }
    None
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
        assert!((fit.parameters[0] - libm::log(7.0 / 423.0)).abs() < 1e-14);
    }

    /// A value with the noise of a sum over 10,000 rows: the score finds the maximum all the same.
    #[test]
    fn a_value_that_is_known_to_twelve_digits_does_not_stop_the_score() {
        for seed in 0..200 {
            let fit = maximise(&[0.0], Stopping::default(), |b| {
                let mean = 423.0 * libm::exp(b[0]);
                let rough = libm::sin(1e17 * b[0] + f64::from(seed));
                Some(Likelihood {
                    value: (7.0 * b[0] - mean - 3000.0) * (1.0 + 1e-13 * rough),
                    score: vec![7.0 - mean],
                    information: Matrix::from_fn(1, 1, |_, _| mean),
                })
            })
            .unwrap();
            assert!(fit.converged && fit.steps < 20, "{} steps", fit.steps);
            assert!((fit.parameters[0] - libm::log(7.0 / 423.0)).abs() < 1e-14);
        }
    }

    #[test]
    fn half_the_true_information_does_not_go_to_and_fro() {
        // A parabola whose information is told as half of what it is.
        let fit = maximise(&[3.0], Stopping::default(), |b| {
            let information = Matrix::from_fn(1, 1, |_, _| 1.0);
            Some(Likelihood { value: -b[0] * b[0], score: vec![-2.0 * b[0]], information })
        })
        .unwrap();
        assert!(fit.converged && fit.parameters[0].abs() < 1e-8);
    }

    #[test]
    fn a_score_that_holds_no_more_digits_ends_the_search() {
        let asked = std::cell::Cell::new(0);
        let fit = maximise(&[0.0], Stopping::default(), |b| {
            asked.set(asked.get() + 1);
            let mean = 4e4 * libm::exp(b[0]);
            // What a sum of many terms leaves of a score of 0.
            Some(Likelihood {
                value: 7e4 * b[0] - mean,
                score: vec![7e4 - mean + 3e-6],
                information: Matrix::from_fn(1, 1, |_, _| mean),
            })
        })
        .unwrap();
        assert!(
            fit.converged && fit.steps < 20 && asked.get() < 100,
            "{} steps, asked {} times",
            fit.steps,
            asked.get()
        );
        assert!((fit.parameters[0] - libm::log(1.75)).abs() < 1e-9);
    }

    #[test]
    fn a_start_outside_the_domain_is_refused() {
        assert!(maximise(&[0.0], Stopping::default(), |_| None).is_none());
    }
}

//! Accelerated failure time regression on parametric lifetimes, with censoring of every kind.

use super::{EstimateError, Lifetime, recession};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Maximum, Stopping, maximise};
use crate::numeric::sum::{Sum, sum};

/// What is known of one lifetime; times above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// It ended at this time.
    Exact(f64),
    /// It ended after this time.
    After(f64),
    /// It ended before this time.
    Before(f64),
    /// It ended between two times.
    Between(f64, f64),
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct AcceleratedFit {
    /// The law fitted.
    pub lifetime: Lifetime,
    /// The intercept, then one coefficient per covariate: effects on ln T.
    pub coefficients: Vec<f64>,
    /// The scale of W; 1 for the exponential law.
    pub scale: f64,
    /// The variance of the coefficients and, but for the exponential law, of ln scale in the last place.
    pub variance: Matrix,
    /// The log-likelihood, on the scale of T.
    pub log_likelihood: f64,
    /// The same without covariates.
    pub log_likelihood_null: f64,
    /// Rows of the model.
    pub rows: usize,
}

impl AcceleratedFit {
    /// The number of parameters.
    pub fn parameters(&self) -> usize {
        self.coefficients.len() + usize::from(self.lifetime.has_scale())
    }

    /// Akaike's criterion.
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, with the number of rows.
    pub fn bic(&self) -> f64 {
        self.parameters() as f64 * libm::log(self.rows as f64) - 2.0 * self.log_likelihood
    }

    /// The time by which a share `p` has ended, for a row with covariates `x`.
    pub fn quantile(&self, p: f64, x: &[f64]) -> f64 {
        let location = self.coefficients[0] + self.coefficients[1..].iter().zip(x).map(|(b, x)| b * x).sum::<f64>();
        libm::exp(location + self.scale * self.lifetime.quantile(p))
    }

    /// Survival to `time` for a row with covariates `x`.
    pub fn survival(&self, time: f64, x: &[f64]) -> f64 {
        let location = self.coefficients[0] + self.coefficients[1..].iter().zip(x).map(|(b, x)| b * x).sum::<f64>();
        self.lifetime.tails((libm::log(time) - location) / self.scale).1
    }
}

/// Maximum likelihood for ln T = x'b + scale W.
///
/// Source: J. D. Kalbfleisch and R. L. Prentice (2002), "The Statistical Analysis of Failure Time Data", 2nd ed., chapter 3; as R's
/// `survreg`. `covariates` are columns over the rows. Errors: no rows, columns of another length, a time that is not above 0 and
/// finite, an interval that is empty, no row that ended (the likelihood then has no maximum), aliased columns, a coefficient that runs
/// to infinity ([`EstimateError::Infinite`]: a group in which nothing ended, say), no convergence.
pub fn accelerated_failure(
    lifetime: Lifetime,
    observations: &[Observation],
    covariates: &[&[f64]],
) -> Result<AcceleratedFit, EstimateError> {
    check(observations, covariates)?;
    let (fit, variance) = Model::new(lifetime, observations, covariates).fit()?;
    let null = if covariates.is_empty() { fit.value } else { Model::new(lifetime, observations, &[]).fit()?.0.value };
    Ok(AcceleratedFit {
        lifetime,
        scale: fit.scale,
        coefficients: fit.coefficients,
        variance,
        log_likelihood: fit.value,
        log_likelihood_null: null,
        rows: observations.len(),
    })
}

fn check(observations: &[Observation], covariates: &[&[f64]]) -> Result<(), EstimateError> {
    if observations.is_empty() {
        return Err(EstimateError::NoRows);
    }
    for column in covariates {
        if column.len() != observations.len() {
            return Err(EstimateError::UnequalLengths);
        }
        if let Some(row) = column.iter().position(|value| !crate::numeric::is_tractable(*value)) {
            return Err(EstimateError::NotFinite { row });
        }
    }
    let placed = |time: f64| (1e-75..=1e75).contains(&time);
    for (row, observation) in observations.iter().enumerate() {
        let fine = match *observation {
            Observation::Exact(t) | Observation::After(t) | Observation::Before(t) => placed(t),
            Observation::Between(a, b) if a >= b => return Err(EstimateError::EmptyInterval { row }),
            Observation::Between(a, b) => placed(a) && placed(b),
        };
        if !fine {
            return Err(EstimateError::Domain("a time that is not above 0"));
        }
    }
    let censored = |observation: &Observation| matches!(observation, Observation::After(_));
    if observations.iter().all(censored) { Err(EstimateError::NoEvents) } else { Ok(()) }
}

struct Model {
    lifetime: Lifetime,
    /// On the logarithm of time.
    observations: Vec<Observation>,
    p: usize,
    shift: Vec<f64>,
    spread: Vec<f64>,
    /// Row by row, centred and scaled, with the intercept's 1 in front.
    x: Vec<f64>,
}

struct Fit {
    coefficients: Vec<f64>,
    scale: f64,
    value: f64,
}

/// A row's log-likelihood in location and ln scale, with first and second derivatives.
#[derive(Default)]
struct Part {
    value: f64,
    by_location: f64,
    by_scale: f64,
    location2: f64,
    cross: f64,
    scale2: f64,
}

impl Model {
    fn new(lifetime: Lifetime, observations: &[Observation], covariates: &[&[f64]]) -> Model {
        let n = observations.len() as f64;
        let shift: Vec<f64> = covariates.iter().map(|column| sum(column.iter().copied()) / n).collect();
        let spread: Vec<f64> = covariates
            .iter()
            .zip(&shift)
            .map(|(column, centre)| sum(column.iter().map(|x| (x - centre).abs())) / n)
            .map(|spread| if spread > 0.0 { spread } else { 1.0 })
            .collect();
        let mut x = Vec::with_capacity(observations.len() * (covariates.len() + 1));
        for row in 0..observations.len() {
            x.push(1.0);
            x.extend((0..covariates.len()).map(|a| (covariates[a][row] - shift[a]) / spread[a]));
        }
        let log = |observation: &Observation| match *observation {
            Observation::Exact(t) => Observation::Exact(libm::log(t)),
            Observation::After(t) => Observation::After(libm::log(t)),
            Observation::Before(t) => Observation::Before(libm::log(t)),
            Observation::Between(a, b) => Observation::Between(libm::log(a), libm::log(b)),
        };
        Model {
            lifetime,
            observations: observations.iter().map(log).collect(),
            p: covariates.len() + 1,
            shift,
            spread,
            x,
        }
    }

    fn size(&self) -> usize {
        self.p + usize::from(self.lifetime.has_scale())
    }

    /// The intercept and ln scale of the middles of what is known.
    fn start(&self) -> Vec<f64> {
        let middle = |observation: &Observation| match *observation {
            Observation::Exact(y) | Observation::After(y) | Observation::Before(y) => y,
            Observation::Between(a, b) => 0.5 * (a + b),
        };
        let middles: Vec<f64> = self.observations.iter().map(middle).collect();
        let centre = sum(middles.iter().copied()) / middles.len() as f64;
        let variance = sum(middles.iter().map(|y| (y - centre) * (y - centre))) / middles.len() as f64;
        let mut start = vec![0.0; self.size()];
        start[0] = centre;
        if self.lifetime.has_scale() {
            start[self.p] = 0.5 * libm::log(variance.max(1e-4));
        }
        start
    }

    fn fit(&self) -> Result<(Fit, Matrix), EstimateError> {
        if recession::rank(&self.x, self.p) < self.p {
            return Err(EstimateError::NoVariation);
        }
        let (maximum, cholesky) = self.climb()?;
        // Back from centred and scaled covariates.
        let size = self.size();
        let back = Matrix::from_fn(size, size, |i, j| match (i, j) {
            (0, j) if (1..self.p).contains(&j) => -self.shift[j - 1] / self.spread[j - 1],
            (i, j) if i != j => 0.0,
            (i, _) if (1..self.p).contains(&i) => 1.0 / self.spread[i - 1],
            _ => 1.0,
        });
        let inverse = cholesky.inverse();
        let half = Matrix::from_fn(size, size, |i, j| sum((0..size).map(|k| back[(i, k)] * inverse[(k, j)])));
        let variance = Matrix::from_fn(size, size, |i, j| sum((0..size).map(|k| half[(i, k)] * back[(j, k)])));
        let parameters = back.times(&maximum.parameters);
        let scale = if self.lifetime.has_scale() { libm::exp(parameters[self.p]) } else { 1.0 };
        Ok((Fit { coefficients: parameters[..self.p].to_vec(), scale, value: maximum.likelihood.value }, variance))
    }

    /// The maximum, and its information. With few rows a search can end in a flat corner: others then begin with a wider or a
    /// narrower scale, and all that settle settle at the one maximum there is.
    fn climb(&self) -> Result<(Maximum, Cholesky), EstimateError> {
        let stopping = Stopping { steps: 500, ..Stopping::default() };
        let mut last = None;
        for stretch in [1.0, 4.0, 0.25, 20.0] {
            let mut start = self.start();
            start.iter_mut().skip(self.p).for_each(|log_scale| *log_scale += libm::log(stretch));
            let Some(maximum) = maximise(&start, stopping, |at| self.likelihood(at, true)) else { continue };
            let Some(end) = self.likelihood(&maximum.parameters, false) else { continue };
            let cholesky = Cholesky::new(&end.information, 1e-11);
            let settled = maximum.converged && cholesky.rank() == self.size();
            if settled || last.is_none() {
                last = Some((maximum, cholesky, settled));
            }
            if settled {
                break;
            }
        }
        let (maximum, cholesky, settled) = last.ok_or(EstimateError::NotConverged)?;
        if self.runs_off(&maximum.parameters, settled) {
            return Err(EstimateError::Infinite);
        }
        if settled { Ok((maximum, cholesky)) } else { Err(EstimateError::NotConverged) }
    }

    /// Whether a coefficient runs to infinity: along a single column, or along the step that Newton's method would still take.
    fn runs_off(&self, at: &[f64], settled: bool) -> bool {
        if recession::along_a_column(&self.x, self.p, &self.observations) {
            return true;
        }
        let scale = if self.lifetime.has_scale() { libm::exp(at[self.p]) } else { 1.0 };
        let far = (1..self.p).any(|a| at[a].abs() * recession::reach(&self.x, self.p, a) > 5.0 * scale);
        let early = Stopping { steps: 500, decrement: 1e-5, ..Stopping::default() };
        let step = || maximise(&self.start(), early, |at| self.likelihood(at, true)).map(|maximum| maximum.step);
        let along = |step: Vec<f64>| recession::along(&self.x, &self.observations, &step[..self.p], 1e-4);
        (far || !settled) && step().is_some_and(along)
    }

    /// The log-likelihood at the parameters. Where it is not concave and `climb` is asked for, the information is the
    /// sum of squared scores instead, which always points uphill.
    fn likelihood(&self, at: &[f64], climb: bool) -> Option<Likelihood> {
        let size = self.size();
        let log_scale = if self.lifetime.has_scale() { at[self.p] } else { 0.0 };
        let mut value = Sum::ZERO;
        let mut score = vec![Sum::ZERO; size];
        let (mut information, mut squares) = (Matrix::zeros(size, size), Matrix::zeros(size, size));
        let mut slope = vec![0.0; size];
        for (row, observation) in self.observations.iter().enumerate() {
            let x = &self.x[row * self.p..(row + 1) * self.p];
            let location: f64 = x.iter().zip(at).map(|(x, b)| x * b).sum();
            let part = self.part(observation, location, log_scale);
            value.add(part.value);
            let by = |a: usize| if a < self.p { x[a] } else { 1.0 };
            for a in 0..size {
                slope[a] = by(a) * if a < self.p { part.by_location } else { part.by_scale };
                score[a].add(slope[a]);
                for b in 0..=a {
                    let second = match (a < self.p, b < self.p) {
                        (true, _) => part.location2,
                        (false, true) => part.cross,
                        (false, false) => part.scale2,
                    };
                    information.add(a, b, -by(a) * by(b) * second);
                    squares.add(a, b, slope[a] * slope[b]);
                }
            }
        }
        let value = value.value();
        let score: Vec<f64> = score.iter().map(|sum| sum.value()).collect();
        if !value.is_finite() || score.iter().any(|u| !u.is_finite()) {
            return None;
        }
        if climb && Cholesky::new(&information, 1e-11).rank() < size {
            information = squares;
        }
        Some(Likelihood { value, score, information })
    }

    fn part(&self, observation: &Observation, location: f64, log_scale: f64) -> Part {
        let scale = libm::exp(log_scale);
        let w = |y: f64| (y - location) / scale;
        let one = |w: f64, jet: super::lifetime::Jet| Part {
            value: jet.value,
            by_location: -jet.first / scale,
            by_scale: -w * jet.first,
            location2: jet.second / (scale * scale),
            cross: (w * jet.second + jet.first) / scale,
            scale2: w * jet.first + w * w * jet.second,
        };
        match *observation {
            Observation::Exact(y) => {
                let mut part = one(w(y), self.lifetime.log_density(w(y)));
                // d w/d t: on the scale of T.
                part.value -= log_scale + y;
                part.by_scale -= 1.0;
                part
            }
            Observation::After(y) => one(w(y), self.lifetime.log_survival(w(y))),
            Observation::Before(y) => self.between(None, w(y), scale),
            Observation::Between(a, b) => self.between(Some(w(a)), w(b), scale),
        }
    }

    /// ln P(low < W <= high).
    fn between(&self, low: Option<f64>, high: f64, scale: f64) -> Part {
        let end = |w: f64| {
            let jet = self.lifetime.log_density(w);
            let density = libm::exp(jet.value);
            (density, density * jet.first)
        };
        let (f2, g2) = end(high);
        let (f1, g1) = low.map_or((0.0, 0.0), end);
        let w1 = low.unwrap_or(0.0);
        let (above, below) = (self.lifetime.tails(high), low.map_or((0.0, 1.0), |w| self.lifetime.tails(w)));
        let mass = if high > 0.0 && w1 > 0.0 { below.1 - above.1 } else { above.0 - below.0 };
        let by_location = -(f2 - f1) / (scale * mass);
        let by_scale = -(high * f2 - w1 * f1) / mass;
        let cross = (high * g2 + f2 - w1 * g1 - f1) / (scale * mass);
        let scale2 = (high * f2 + high * high * g2 - w1 * f1 - w1 * w1 * g1) / mass;
        Part {
            value: libm::log(mass),
            by_location,
            by_scale,
            location2: (g2 - g1) / (scale * scale * mass) - by_location * by_location,
            cross: cross - by_location * by_scale,
            scale2: scale2 - by_scale * by_scale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_rate_is_events_over_time() {
        let seen = [Observation::Exact(3.0), Observation::After(7.0), Observation::Exact(1.0), Observation::Exact(4.0)];
        let fit = accelerated_failure(Lifetime::Exponential, &seen, &[]).unwrap();
        assert!((libm::exp(fit.coefficients[0]) - 5.0).abs() < 1e-9);
        assert!((fit.variance[(0, 0)] - 1.0 / 3.0).abs() < 1e-9);
        assert!((fit.log_likelihood - (-3.0 * libm::log(5.0) - 3.0)).abs() < 1e-12);
        assert!((fit.survival(5.0, &[]) - libm::exp(-1.0)).abs() < 1e-9);
    }

    #[test]
    fn narrow_intervals_are_exact_times() {
        let times = [1.3, 0.7, 4.1, 2.2, 9.0, 3.3];
        let exact: Vec<Observation> = times.iter().map(|&t| Observation::Exact(t)).collect();
        let narrow: Vec<Observation> = times.iter().map(|&t| Observation::Between(t - 1e-4, t + 1e-4)).collect();
        for law in [Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic] {
            let (a, b) =
                (accelerated_failure(law, &exact, &[]).unwrap(), accelerated_failure(law, &narrow, &[]).unwrap());
            assert!((a.coefficients[0] - b.coefficients[0]).abs() < 1e-6);
            assert!((a.scale - b.scale).abs() < 1e-6);
            assert!((a.log_likelihood - (b.log_likelihood - 6.0 * libm::log(2e-4))).abs() < 1e-6);
        }
    }

    #[test]
    fn what_has_no_maximum_is_refused() {
        let never = accelerated_failure(Lifetime::Weibull, &[Observation::After(2.0)], &[]);
        assert_eq!(never.unwrap_err(), EstimateError::NoEvents);
        let zero = accelerated_failure(Lifetime::Weibull, &[Observation::Exact(0.0)], &[]);
        assert!(matches!(zero.unwrap_err(), EstimateError::Domain(_)));
        let seen = [Observation::Exact(3.0), Observation::Exact(4.0), Observation::Exact(9.0)];
        let aliased = accelerated_failure(Lifetime::Weibull, &seen, &[&[1.0, 1.0, 1.0]]);
        assert_eq!(aliased.unwrap_err(), EstimateError::NoVariation);
    }
}

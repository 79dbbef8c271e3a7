//! Parametric laws of a lifetime fitted to a life table: grouped data, with late entries and withdrawals.

use super::{EstimateError, Lifetime};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Stopping, maximise};
use crate::numeric::sum::Sum;

/// The law that is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupedLaw {
    /// ln T = location + scale W.
    Plain(Lifetime),
    /// S = c + (1 - c) S_Weibull: a share c never has the event. For comparison only.
    WeibullCure,
}

/// Counts of a life table: what happened in (bounds_j, bounds_(j+1)].
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedLifetimes {
    /// Ascending, from 0 or later; one more than there are intervals.
    pub bounds: Vec<f64>,
    /// n', effectively at risk in each.
    pub at_risk: Vec<f64>,
    /// Events in each.
    pub events: Vec<f64>,
}

/// A fitted law.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedLifetimeFit {
    /// The law.
    pub law: GroupedLaw,
    /// Location; ln scale, but for the exponential law; logit c in the last place for the cure model.
    pub parameters: Vec<f64>,
    /// Their variance.
    pub variance: Matrix,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// Events, of which Schwarz's criterion takes the logarithm.
    pub events: f64,
}

impl GroupedLifetimeFit {
    /// Akaike's criterion, 2 k - 2 ln L.
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, k ln d - 2 ln L with d the number of events: of censored data they carry the information.
    /// Source: C. T. Volinsky and A. E. Raftery (2000), Biometrics 56, 256-262.
    pub fn bic(&self) -> f64 {
        self.parameters.len() as f64 * libm::log(self.events) - 2.0 * self.log_likelihood
    }

    /// P(T <= time given T > from); 0 where `time` is not after `from`.
    pub fn incidence(&self, from: f64, time: f64) -> f64 {
        let hazard = |t| cumulative(self.law, &self.parameters, t).value;
        if time <= from { 0.0 } else { -libm::expm1(hazard(from) - hazard(time)) }
    }

    /// The hazard at `time`, per unit of time; for shapes only.
    pub fn hazard(&self, time: f64) -> f64 {
        let step = 1e-4 * time;
        let at = |t| cumulative(self.law, &self.parameters, t).value;
        (at(time + step) - at(time - step)) / (2.0 * step)
    }
}

/// Maximum likelihood: sum over intervals of d ln q + (n' - d) ln(1 - q), with q = 1 - S(b)/S(a), so that only what
/// happened after an interval's beginning counts and late entries need no more. Other causes are censored.
///
/// Source: J. D. Kalbfleisch and R. L. Prentice (2002), "The Statistical Analysis of Failure Time Data", 2nd ed., section
/// 4.6; the cure model: J. W. Boag (1949), JRSS B 11, 15-53. Newton with step halving; n' and d need not be whole.
///
/// Errors: no interval, columns of unequal length, bounds that do not ascend from 0 or later, a count that is negative
/// or not finite, more events than at risk, no events, fewer intervals with time at risk than parameters
/// ([`EstimateError::TooFewRows`]), no inner maximum ([`EstimateError::NotConverged`]; for the cure model: c at 0 or 1).
pub fn grouped_lifetime(law: GroupedLaw, data: &GroupedLifetimes) -> Result<GroupedLifetimeFit, EstimateError> {
    data.check()?;
    let size = law.size();
    let told = data.at_risk.iter().filter(|&&n| n > 0.0).count();
    if told < size {
        return Err(EstimateError::TooFewRows { needed: size });
    }
    let stopping = Stopping { decrement: 1e-18, steps: 500, singular: 1e-12 };
    let mut best: Option<(f64, Vec<f64>, Matrix)> = None;
    for start in data.starts(law) {
        let Some(found) = maximise(&start, stopping, |at| data.likelihood(law, at, true)) else { continue };
        let Some(end) = data.likelihood(law, &found.parameters, false) else { continue };
        let cholesky = Cholesky::new(&end.information, 1e-11);
        let inner = found.parameters.iter().skip(2).all(|logit| logit.abs() < 12.0);
        let near = found.parameters.get(1).is_none_or(|ln_scale| ln_scale.abs() < 12.0);
        let higher = best.as_ref().is_none_or(|(value, ..)| end.value > value + 1e-9);
        if found.converged && cholesky.rank() == size && inner && near && higher {
            best = Some((end.value, found.parameters, cholesky.inverse()));
        }
    }
    let (log_likelihood, parameters, variance) = best.ok_or(EstimateError::NotConverged)?;
    let events = data.events.iter().copied().collect::<Sum>().value();
    Ok(GroupedLifetimeFit { law, parameters, variance, log_likelihood, events })
}

impl GroupedLaw {
    fn size(self) -> usize {
        match self {
            GroupedLaw::Plain(lifetime) => 1 + usize::from(lifetime.has_scale()),
            GroupedLaw::WeibullCure => 3,
        }
    }
}

impl GroupedLifetimes {
    /// The log-likelihood of the life table itself, q = d/n', with as many parameters as it has intervals with time at
    /// risk: no law can do better. Errors: as [`grouped_lifetime`].
    pub fn saturated(&self) -> Result<(f64, usize), EstimateError> {
        self.check()?;
        let part = |(&n, &d): (&f64, &f64)| {
            let log = |share: f64| if share > 0.0 { libm::log(share) } else { 0.0 };
            if n > 0.0 { d * log(d / n) + (n - d) * log(1.0 - d / n) } else { 0.0 }
        };
        let value = self.at_risk.iter().zip(&self.events).map(part).collect::<Sum>().value();
        Ok((value, self.at_risk.iter().filter(|&&n| n > 0.0).count()))
    }

    fn check(&self) -> Result<(), EstimateError> {
        let n = self.at_risk.len();
        if n == 0 {
            return Err(EstimateError::NoRows);
        }
        if self.bounds.len() != n + 1 || self.events.len() != n {
            return Err(EstimateError::UnequalLengths);
        }
        let fine = |x: &f64| *x >= 0.0 && crate::numeric::is_tractable(*x);
        if !self.bounds.iter().all(fine) || self.bounds.windows(2).any(|w| w[0] >= w[1]) {
            return Err(EstimateError::Domain("the bounds of a life table"));
        }
        if let Some(row) = (0..n).find(|&j| !fine(&self.at_risk[j]) || !fine(&self.events[j])) {
            return Err(EstimateError::NotFinite { row });
        }
        if (0..n).any(|j| self.events[j] > self.at_risk[j]) {
            return Err(EstimateError::Domain("more events than at risk"));
        }
        if self.events.iter().all(|&d| d == 0.0) { Err(EstimateError::NoEvents) } else { Ok(()) }
    }

    /// The exponential fit and, for laws of more parameters, points around it: these likelihoods need not be concave.
    fn starts(&self, law: GroupedLaw) -> Vec<Vec<f64>> {
        let width = |j: usize| self.bounds[j + 1] - self.bounds[j];
        let time: f64 = (0..self.at_risk.len()).map(|j| (self.at_risk[j] - 0.5 * self.events[j]) * width(j)).sum();
        let location = libm::log(time / self.events.iter().sum::<f64>());
        let last = libm::log(self.bounds[self.bounds.len() - 1]);
        match law {
            GroupedLaw::Plain(Lifetime::Exponential) => vec![vec![location]],
            GroupedLaw::Plain(_) => {
                vec![vec![location, 0.0], vec![1.5 * location - 0.5 * last, 0.5], vec![location, -0.7]]
            }
            GroupedLaw::WeibullCure => {
                let susceptible = [0.02, 0.2, 0.7];
                let from = |s: f64| vec![(location + libm::log(s)).max(last - 2.0), 0.0, libm::log((1.0 - s) / s)];
                susceptible.map(from).into()
            }
        }
    }

    /// The log-likelihood at the parameters. Where it is not concave and `climb` is asked for, the information is that
    /// of squared slopes alone, which always points uphill.
    fn likelihood(&self, law: GroupedLaw, at: &[f64], climb: bool) -> Option<Likelihood> {
        let size = at.len();
        let (mut value, mut score) = (Sum::ZERO, vec![Sum::ZERO; size]);
        let (mut information, mut squares) = (Matrix::zeros(size, size), Matrix::zeros(size, size));
        let mut low = cumulative(law, at, self.bounds[0]);
        for j in 0..self.at_risk.len() {
            let high = cumulative(law, at, self.bounds[j + 1]);
            let rise = high.value - low.value;
            let (n, d) = (self.at_risk[j], self.events[j]);
            let q = -libm::expm1(-rise);
            if n > 0.0 {
                if !(q > 0.0 && rise.is_finite()) {
                    return None;
                }
                value.add(if d > 0.0 { d * libm::log(q) } else { 0.0 });
                value.add(-(n - d) * rise);
                // d/d rise of d ln q is d (1 - q)/q, and its slope - d (1 - q)/q^2.
                let (first, second) = (d * (1.0 - q) / q - (n - d), -d * (1.0 - q) / (q * q));
                for (a, score) in score.iter_mut().enumerate().take(size) {
                    let slope = high.slope[a] - low.slope[a];
                    score.add(first * slope);
                    for b in 0..size {
                        let both = slope * (high.slope[b] - low.slope[b]);
                        information.add(a, b, -second * both - first * (high.curve[a][b] - low.curve[a][b]));
                        squares.add(a, b, (-second).max(1e-12 * n) * both);
                    }
                }
            }
            low = high;
        }
        if climb && Cholesky::new(&information, 1e-11).rank() < size {
            information = squares;
        }
        let (value, score) = (value.value(), score.into_iter().map(Sum::value).collect::<Vec<f64>>());
        let finite = value.is_finite() && score.iter().all(|u| u.is_finite());
        (finite && (0..size).all(|a| information[(a, a)].is_finite())).then_some(Likelihood {
            value,
            score,
            information,
        })
    }
}

/// A function of up to three parameters with its derivatives.
struct Surface {
    value: f64,
    slope: [f64; 3],
    curve: [[f64; 3]; 3],
}

/// - ln S(t).
fn cumulative(law: GroupedLaw, at: &[f64], t: f64) -> Surface {
    let mut out = Surface { value: 0.0, slope: [0.0; 3], curve: [[0.0; 3]; 3] };
    if t <= 0.0 {
        return out;
    }
    let (lifetime, scale) = match law {
        GroupedLaw::Plain(lifetime) if !lifetime.has_scale() => (lifetime, 1.0),
        GroupedLaw::Plain(lifetime) => (lifetime, libm::exp(at[1])),
        GroupedLaw::WeibullCure => (Lifetime::Weibull, libm::exp(at[1])),
    };
    let w = (libm::log(t) - at[0]) / scale;
    let tail = lifetime.log_survival(w);
    let (value, first, second) = (-tail.value, -tail.first, -tail.second);
    out.value = value;
    out.slope = [-first / scale, -w * first, 0.0];
    let cross = (first + w * second) / scale;
    out.curve = [[second / (scale * scale), cross, 0.0], [cross, w * first + w * w * second, 0.0], [0.0; 3]];
    if law == GroupedLaw::WeibullCure { cured(&out, at[2]) } else { out }
}

/// - ln(c + (1 - c) exp(-H)) with c = 1/(1 + exp(-logit)), by the chain rule.
fn cured(of: &Surface, logit: f64) -> Surface {
    let (c, rest) = (1.0 / (1.0 + libm::exp(-logit)), 1.0 / (1.0 + libm::exp(logit)));
    let (s, gone) = (libm::exp(-of.value), -libm::expm1(-of.value));
    let total = c + rest * s;
    let by_h = rest * s / total;
    let by_logit = -c * rest * gone / total;
    let h_h = by_h * by_h - by_h;
    let h_logit = -c * rest * s / (total * total);
    let logit_logit = -c * rest * gone * ((rest - c) * total - c * rest * gone) / (total * total);
    let mut out = Surface { value: -libm::log(total), slope: [0.0; 3], curve: [[0.0; 3]; 3] };
    for a in 0..2 {
        out.slope[a] = by_h * of.slope[a];
        for b in 0..2 {
            out.curve[a][b] = by_h * of.curve[a][b] + h_h * of.slope[a] * of.slope[b];
        }
        out.curve[a][2] = h_logit * of.slope[a];
        out.curve[2][a] = out.curve[a][2];
    }
    out.slope[2] = by_logit;
    out.curve[2][2] = logit_logit;
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Observation, accelerated_failure};

    const LAWS: [GroupedLaw; 5] = [
        GroupedLaw::Plain(Lifetime::Exponential),
        GroupedLaw::Plain(Lifetime::Weibull),
        GroupedLaw::Plain(Lifetime::LogNormal),
        GroupedLaw::Plain(Lifetime::LogLogistic),
        GroupedLaw::WeibullCure,
    ];

    #[test]
    fn slopes_and_curvatures_agree_with_differences() {
        let h = 1e-5;
        for law in LAWS {
            let at = &[1.3, 0.4, 0.8][..law.size()];
            for t in [0.4, 2.0, 9.0] {
                let here = cumulative(law, at, t);
                for a in 0..at.len() {
                    let moved = |step: f64| {
                        let mut moved = at.to_vec();
                        moved[a] += step;
                        cumulative(law, &moved, t)
                    };
                    let (low, high) = (moved(-h), moved(h));
                    assert!(((high.value - low.value) / (2.0 * h) - here.slope[a]).abs() < 1e-8, "{law:?} {a}");
                    for b in 0..at.len() {
                        let second = (high.slope[b] - low.slope[b]) / (2.0 * h);
                        assert!((second - here.curve[a][b]).abs() < 1e-7, "{law:?} {a} {b}");
                    }
                }
            }
        }
    }

    /// One interval: q = d/n', so the rate is -ln(1 - d/n')/width.
    #[test]
    fn one_interval_gives_the_rate_by_hand() {
        let data = GroupedLifetimes { bounds: vec![0.0, 731.0], at_risk: vec![10_000.0], events: vec![45.0] };
        let fit = grouped_lifetime(LAWS[0], &data).unwrap();
        assert!((fit.parameters[0] - libm::log(731.0 / -libm::log1p(-0.0045))).abs() < 1e-10);
        assert!((fit.incidence(0.0, 731.0) - 0.0045).abs() < 1e-12);
        assert!((fit.log_likelihood - data.saturated().unwrap().0).abs() < 1e-8);
        assert_eq!(grouped_lifetime(LAWS[1], &data).unwrap_err(), EstimateError::TooFewRows { needed: 2 });
    }

    /// Grouped rows are interval-censored rows: the same likelihood, another program path.
    #[test]
    fn agrees_with_interval_censored_rows() {
        let data = GroupedLifetimes {
            bounds: vec![0.0, 1.0, 2.0, 4.0, 8.0, 16.0],
            at_risk: vec![200.0, 180.0, 165.0, 140.0, 95.0],
            events: vec![20.0, 15.0, 25.0, 45.0, 60.0],
        };
        let mut rows = Vec::new();
        for j in 0..5 {
            let (low, high) = (data.bounds[j], data.bounds[j + 1]);
            let one = if j == 0 { Observation::Before(high) } else { Observation::Between(low, high) };
            rows.extend(std::iter::repeat_n(one, data.events[j] as usize));
        }
        rows.extend(std::iter::repeat_n(Observation::After(16.0), 35));
        for law in [Lifetime::Exponential, Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic] {
            let fit = grouped_lifetime(GroupedLaw::Plain(law), &data).unwrap();
            let by_rows = accelerated_failure(law, &rows, &[]).unwrap();
            assert!((fit.parameters[0] - by_rows.coefficients[0]).abs() < 1e-6, "{law:?}");
            assert!((fit.log_likelihood - by_rows.log_likelihood).abs() < 1e-7, "{law:?}");
            if law.has_scale() {
                assert!((libm::exp(fit.parameters[1]) - by_rows.scale).abs() < 1e-6, "{law:?}");
            }
            for (a, b) in [(0, 0), (1, 1)].into_iter().take(fit.parameters.len()) {
                assert!((fit.variance[(a, b)] / by_rows.variance[(a, b)] - 1.0).abs() < 1e-4, "{law:?}");
            }
            assert!(fit.log_likelihood < data.saturated().unwrap().0);
        }
    }

    /// R 4.2.2, `optim` on formulas written anew; late entries make n' rise at first.
    #[test]
    fn agrees_with_an_independent_optimiser() {
        let data = GroupedLifetimes {
            bounds: vec![0.0, 184.0, 275.0, 366.0, 731.0, 1826.0],
            at_risk: vec![7000.0, 10_900.0, 10_780.0, 10_560.0, 9150.0],
            events: vec![10.0, 10.0, 10.0, 15.0, 10.0],
        };
        let expected: [(&[f64], f64, f64); 5] = [
            (&[12.6486866603], -449.8276649565, 0.002345053941),
            (&[18.394425674836, 0.761150019047], -436.4393289502, 0.004029371259),
            (&[23.1093807296, 1.8297927163], -435.6410342983, 0.004027281284),
            (&[18.363022514334, 0.758909633741], -436.424697906, 0.004030654298),
            (&[6.143273335265, -0.208230259179, 5.134634607996], -427.7830442431, 0.004830124276),
        ];
        for (law, (parameters, value, by_731)) in LAWS.into_iter().zip(expected) {
            let fit = grouped_lifetime(law, &data).unwrap();
            assert!((fit.log_likelihood - value).abs() < 1e-8, "{law:?} {}", fit.log_likelihood);
            assert!(fit.parameters.iter().zip(parameters).all(|(a, b)| (a - b).abs() < 2e-5), "{law:?} {fit:?}");
            assert!((fit.incidence(0.0, 731.0) - by_731).abs() < 1e-9, "{law:?}");
            assert!((fit.aic() - 2.0 * (parameters.len() as f64 - value)).abs() < 1e-7);
            assert!((fit.bic() - parameters.len() as f64 * libm::log(55.0) + 2.0 * value).abs() < 1e-7);
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_named() {
        let data = |bounds: &[f64], at_risk: &[f64], events: &[f64]| GroupedLifetimes {
            bounds: bounds.to_vec(),
            at_risk: at_risk.to_vec(),
            events: events.to_vec(),
        };
        let fault = |d: GroupedLifetimes| grouped_lifetime(LAWS[1], &d).unwrap_err();
        assert_eq!(fault(data(&[0.0], &[], &[])), EstimateError::NoRows);
        assert_eq!(fault(data(&[0.0, 1.0], &[5.0], &[])), EstimateError::UnequalLengths);
        assert_eq!(fault(data(&[0.0, 1.0, 2.0], &[5.0, 4.0], &[0.0, 0.0])), EstimateError::NoEvents);
        assert!(matches!(fault(data(&[0.0, 1.0, 1.0], &[5.0, 4.0], &[1.0, 0.0])), EstimateError::Domain(_)));
        assert!(matches!(fault(data(&[0.0, 1.0, 2.0], &[5.0, 4.0], &[6.0, 0.0])), EstimateError::Domain(_)));
        assert_eq!(fault(data(&[0.0, 1.0, 2.0], &[5.0, f64::NAN], &[1.0, 0.0])), EstimateError::NotFinite { row: 1 });
        // Nobody is cured where the hazard rises to the end.
        let rising = data(&[0.0, 1.0, 2.0, 3.0, 4.0], &[1000.0; 4], &[5.0, 15.0, 25.0, 35.0]);
        assert_eq!(grouped_lifetime(GroupedLaw::WeibullCure, &rising).unwrap_err(), EstimateError::NotConverged);
    }
}

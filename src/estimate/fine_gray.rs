//! Fine and Gray's regression on the subdistribution hazard of one of several causes.

use super::{Coefficient, EstimateError, Level, RiskSet};
use crate::numeric::distribution::normal_two_sided;
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Stopping, maximise};
use crate::numeric::sum::{Sum, sum};

/// A fit, on the scale of the caller's covariates.
#[derive(Debug, Clone)]
pub struct FineGrayFit {
    /// Log subdistribution hazard ratios.
    pub coefficients: Vec<f64>,
    /// Their sandwich variance, the estimation of the censoring weights included.
    pub variance: Matrix,
    /// The weighted log partial likelihood at the estimate.
    pub log_likelihood: f64,
    /// The same with all coefficients 0.
    pub log_likelihood_null: f64,
    /// Rows of the model.
    pub rows: usize,
    /// Rows with the event.
    pub events: usize,
}

impl FineGrayFit {
    /// The coefficient of column `a` with what belongs in a table.
    pub fn coefficient(&self, a: usize, level: Level) -> Coefficient {
        let (coefficient, std_err) = (self.coefficients[a], self.variance[(a, a)].sqrt());
        let z = coefficient / std_err;
        let reach = level.z() * std_err;
        Coefficient {
            coefficient,
            std_err,
            robust_std_err: None,
            z,
            p: normal_two_sided(z),
            ratio: libm::exp(coefficient),
            interval: super::Interval { lower: libm::exp(coefficient - reach), upper: libm::exp(coefficient + reach) },
        }
    }
}

/// The subdistribution hazard of `cause` by weighted partial likelihood: a row that had a competing event at T stays in the risk set
/// at t > T with weight G(t-)/G(T-), where G is Kaplan-Meier of the time to censoring, failures tied with a censoring still at
/// risk. Breslow ties. The variance is the sandwich of the weighted scores and of the influence of G.
///
/// Source: J. P. Fine and R. J. Gray (1999), JASA 94, 496-509; conventions of cmprsk's `crr`. `covariates` are columns over the caller's
/// rows. Errors: no rows, no events of the cause, columns of another length, a covariate that is not finite, delayed entry or weights,
/// aliased columns, no convergence, an infinite estimate ([`EstimateError::Infinite`]: no event of the cause in a group, say).
pub fn fine_gray(set: &RiskSet, cause: u16, covariates: &[&[f64]]) -> Result<FineGrayFit, EstimateError> {
    let model = Model::new(set, cause, covariates)?;
    let p = model.p;
    let start = vec![0.0; p];
    let stopping = Stopping::default();
    let null = model.likelihood(&start).ok_or(EstimateError::NotConverged)?;
    if Cholesky::new(&null.information, stopping.singular).rank() < p {
        return Err(EstimateError::NoVariation);
    }
    let maximum = maximise(&start, stopping, |beta| model.likelihood(beta)).ok_or(EstimateError::NotConverged)?;
    if model.runs_off(&maximum.parameters) {
        return Err(EstimateError::Infinite);
    }
    if !maximum.converged {
        return Err(EstimateError::NotConverged);
    }
    let inverse = Cholesky::new(&maximum.likelihood.information, stopping.singular).inverse();
    let influence = model.influence(&maximum.parameters);
    let middle = Matrix::from_fn(p, p, |a, b| sum(influence.chunks_exact(p).map(|row| row[a] * row[b])));
    let product = |x: &Matrix, y: &Matrix| Matrix::from_fn(p, p, |i, j| sum((0..p).map(|k| x[(i, k)] * y[(k, j)])));
    let sandwich = product(&product(&inverse, &middle), &inverse);
    Ok(FineGrayFit {
        coefficients: (0..p).map(|a| maximum.parameters[a] / model.scale[a]).collect(),
        variance: Matrix::from_fn(p, p, |a, b| sandwich[(a, b)] / (model.scale[a] * model.scale[b])),
        log_likelihood: maximum.likelihood.value,
        log_likelihood_null: null.value,
        rows: set.len(),
        events: (0..set.len()).filter(|&k| set.cause(k) == model.cause).count(),
    })
}

struct Model<'a> {
    set: &'a RiskSet,
    cause: usize,
    p: usize,
    scale: Vec<f64>,
    x: Vec<f64>,
    /// Sorted rows from which each distinct time's run starts; one more at the end.
    runs: Vec<usize>,
    /// Distinct times at which the cause occurs, with the number of events.
    events: Vec<(usize, f64)>,
    /// G just before each distinct time.
    censoring: Vec<f64>,
}

/// Weighted sums over a risk set: of risk, and of risk times covariates (and their products).
struct Sums {
    s0: f64,
    s1: Vec<f64>,
    s2: Vec<f64>,
}

impl Sums {
    fn new(p: usize) -> Sums {
        Sums { s0: 0.0, s1: vec![0.0; p], s2: vec![0.0; p * p] }
    }

    fn add(&mut self, x: &[f64], r: f64) {
        let p = x.len();
        self.s0 += r;
        for a in 0..p {
            self.s1[a] += r * x[a];
            for b in 0..p {
                self.s2[a * p + b] += r * x[a] * x[b];
            }
        }
    }
}

impl<'a> Model<'a> {
    fn new(set: &'a RiskSet, cause: u16, covariates: &[&[f64]]) -> Result<Model<'a>, EstimateError> {
        if set.is_empty() {
            return Err(EstimateError::NoRows);
        }
        if set.has_entry() || set.has_weights() {
            return Err(EstimateError::Domain("a Fine-Gray model with delayed entry or weights"));
        }
        if covariates.is_empty() {
            return Err(EstimateError::Domain("a model without covariates"));
        }
        let highest = set.rows().iter().copied().max().unwrap_or(0) as usize;
        for column in covariates {
            if column.len() <= highest {
                return Err(EstimateError::UnequalLengths);
            }
            if let Some(row) = column.iter().position(|value| !crate::numeric::is_tractable(*value)) {
                return Err(EstimateError::NotFinite { row });
            }
        }
        let p = covariates.len();
        let n = set.len() as f64;
        let rows = || set.rows().iter().map(|&row| row as usize);
        let mean = |column: &[f64]| sum(rows().map(|row| column[row])) / n;
        let shift: Vec<f64> = covariates.iter().map(|column| mean(column)).collect();
        let spread = |(column, centre): (&&[f64], &f64)| sum(rows().map(|row| (column[row] - centre).abs())) / n;
        let scale =
            covariates.iter().zip(&shift).map(spread).map(|s| if s > 0.0 { s } else { 1.0 }).collect::<Vec<_>>();
        let cell = |row: usize| (0..p).map(move |a| (row, a));
        let x = rows().flat_map(cell).map(|(row, a)| (covariates[a][row] - shift[a]) / scale[a]).collect();
        let mut model =
            Model { set, cause: usize::from(cause), p, scale, x, runs: vec![], events: vec![], censoring: vec![] };
        model.lay_out();
        if cause == 0 || model.events.is_empty() { Err(EstimateError::NoEvents) } else { Ok(model) }
    }

    fn lay_out(&mut self) {
        let (set, steps) = (self.set, self.set.times().len());
        let mut first = 0;
        let mut censoring = 1.0;
        for j in 0..steps {
            self.runs.push(first);
            self.censoring.push(censoring);
            let at_risk = (set.len() - first) as f64;
            let (mut events, mut lost) = (0.0, 0.0);
            while first < set.len() && set.exit(first) == j {
                events += f64::from(set.cause(first) == self.cause);
                lost += f64::from(set.cause(first) == 0);
                first += 1;
            }
            censoring *= 1.0 - lost / at_risk;
            if events > 0.0 && self.cause > 0 {
                self.events.push((j, events));
            }
        }
        self.runs.push(first);
    }

    fn x(&self, k: usize) -> &[f64] {
        &self.x[k * self.p..(k + 1) * self.p]
    }

    fn risks(&self, beta: &[f64]) -> Vec<f64> {
        let predictor = |k: usize| self.x(k).iter().zip(beta).map(|(x, b)| x * b).sum::<f64>();
        (0..self.set.len()).map(|k| libm::exp(predictor(k))).collect()
    }

    fn competing(&self, k: usize) -> bool {
        self.set.cause(k) != 0 && self.set.cause(k) != self.cause
    }

    /// The weighted sums at every time of the cause: rows still followed, and rows with an earlier competing event.
    fn sums(&self, risks: &[f64]) -> Vec<Sums> {
        let mut all: Vec<Sums> = self.events.iter().map(|_| Sums::new(self.p)).collect();
        let mut present = Sums::new(self.p);
        let mut next = self.set.len();
        for (at, &(j, _)) in all.iter_mut().zip(&self.events).rev() {
            while next > self.runs[j] {
                next -= 1;
                present.add(self.x(next), risks[next]);
            }
            at.merge(&present, 1.0);
        }
        let mut past = Sums::new(self.p);
        let mut passed = 0;
        for (at, &(j, _)) in all.iter_mut().zip(&self.events) {
            while passed < self.runs[j] {
                if self.competing(passed) {
                    past.add(self.x(passed), risks[passed] / self.censoring[self.set.exit(passed)]);
                }
                passed += 1;
            }
            at.merge(&past, self.censoring[j]);
        }
        all
    }

    fn likelihood(&self, beta: &[f64]) -> Option<Likelihood> {
        let p = self.p;
        let risks = self.risks(beta);
        let mut value = Sum::ZERO;
        let mut score = vec![Sum::ZERO; p];
        let mut information = Matrix::zeros(p, p);
        for (sums, &(j, d)) in self.sums(&risks).iter().zip(&self.events) {
            for k in (self.runs[j]..self.runs[j + 1]).filter(|&k| self.set.cause(k) == self.cause) {
                value.add(libm::log(risks[k]));
                score.iter_mut().zip(self.x(k)).for_each(|(u, x)| u.add(*x));
            }
            value.add(-d * libm::log(sums.s0));
            for (a, score) in score.iter_mut().enumerate() {
                score.add(-d * sums.s1[a] / sums.s0);
                for b in 0..p {
                    let mean = sums.s1[a] * sums.s1[b] / (sums.s0 * sums.s0);
                    information.add(a, b, d * (sums.s2[a * p + b] / sums.s0 - mean));
                }
            }
        }
        let likelihood =
            Likelihood { value: value.value(), score: score.iter().map(|u| u.value()).collect(), information };
        let finite = likelihood.value.is_finite() && likelihood.score.iter().all(|u| u.is_finite());
        finite.then_some(likelihood)
    }

    /// Whether the likelihood is monotone, as told for Cox's model: along a column with a far estimate, or along the step
    /// still to come, no row at risk lies beyond the rows with the event.
    fn runs_off(&self, beta: &[f64]) -> bool {
        let p = self.p;
        let end =
            |a: usize, pick: fn(f64, f64) -> f64| self.x.iter().skip(a).step_by(p).copied().reduce(pick).unwrap_or(0.0);
        let reach: Vec<f64> = (0..p).map(|a| end(a, f64::max) - end(a, f64::min)).collect();
        let far: Vec<usize> = (0..p).filter(|&a| beta[a].abs() * reach[a] > 5.0).collect();
        let alone = |&a: &usize| (0..p).map(|b| if a == b { beta[a].signum() } else { 0.0 }).collect::<Vec<_>>();
        if far.iter().any(|a| self.recedes(&alone(a), 1e-9)) {
            return true;
        }
        let early = Stopping { decrement: 1e-5, ..Stopping::default() };
        let step = || maximise(&vec![0.0; p], early, |beta| self.likelihood(beta)).map(|maximum| maximum.step);
        !far.is_empty() && step().is_some_and(|step| self.recedes(&step, 1e-4))
    }

    fn recedes(&self, direction: &[f64], slack: f64) -> bool {
        let n = self.set.len();
        let along: Vec<f64> = (0..n).map(|k| self.x(k).iter().zip(direction).map(|(x, b)| x * b).sum()).collect();
        let slack = slack * along.iter().fold(0.0_f64, |most, z| most.max(z.abs()));
        // Ends of the risk set at each event time: rows still followed, and rows with an earlier competing event.
        let widen = |ends: (f64, f64), k: usize| (ends.0.min(along[k]), ends.1.max(along[k]));
        let mut followed = vec![(f64::INFINITY, f64::NEG_INFINITY); n + 1];
        (0..n).rev().for_each(|k| followed[k] = widen(followed[k + 1], k));
        let (mut past, mut passed, mut strict) = ((f64::INFINITY, f64::NEG_INFINITY), 0, false);
        for &(j, _) in &self.events {
            while passed < self.runs[j] {
                if self.competing(passed) {
                    past = widen(past, passed);
                }
                passed += 1;
            }
            let rows = (self.runs[j]..self.runs[j + 1]).filter(|&k| self.set.cause(k) == self.cause);
            let least = rows.map(|k| along[k]).fold(f64::INFINITY, f64::min);
            let (mut low, mut high) = followed[self.runs[j]];
            if self.censoring[j] > 0.0 {
                (low, high) = (low.min(past.0), high.max(past.1));
            }
            if high > least + slack {
                return false;
            }
            strict |= low < least - slack;
        }
        strict
    }

    /// The influence of each sorted row on the score: that of its own weighted residual, and through G.
    fn influence(&self, beta: &[f64]) -> Vec<f64> {
        let (p, n) = (self.p, self.set.len());
        let risks = self.risks(beta);
        let sums = self.sums(&risks);
        // Hazard and hazard times mean of each event time, plain and weighted by G, added up from the first.
        let total = |weight: &dyn Fn(usize) -> f64| {
            let mut totals = vec![vec![0.0; p + 1]];
            for (at, &(j, d)) in sums.iter().zip(&self.events) {
                let hazard = weight(j) * d / at.s0;
                let mut next = totals[totals.len() - 1].clone();
                next[0] += hazard;
                (0..p).for_each(|a| next[a + 1] += hazard * at.s1[a] / at.s0);
                totals.push(next);
            }
            totals
        };
        let (plain, weighted) = (total(&|_| 1.0), total(&|j| self.censoring[j]));
        // How many event times lie at or before time j.
        let upto = |j: usize| self.events.partition_point(|&(event, _)| event <= j);
        let mut influence = vec![0.0; n * p];
        for k in 0..n {
            let (j, x) = (self.set.exit(k), self.x(k));
            let own = upto(j);
            for a in 0..p {
                let mut residual = -risks[k] * (x[a] * plain[own][0] - plain[own][a + 1]);
                if self.set.cause(k) == self.cause {
                    let at = &sums[own - 1];
                    residual += x[a] - at.s1[a] / at.s0;
                } else if self.competing(k) {
                    residual -= self.late(k, a, risks[k], own, &weighted);
                }
                influence[k * p + a] = residual;
            }
        }
        self.add_censoring(&mut influence, &risks, &weighted);
        influence
    }

    /// The weighted integral of (x - mean) dH over event times after the first `from`, for a row with a competing event.
    fn late(&self, k: usize, a: usize, risk: f64, from: usize, weighted: &[Vec<f64>]) -> f64 {
        let last = &weighted[weighted.len() - 1];
        let hazard = last[0] - weighted[from][0];
        let pulled = last[a + 1] - weighted[from][a + 1];
        risk / self.censoring[self.set.exit(k)] * (self.x(k)[a] * hazard - pulled)
    }

    /// Adds the influence through G: at a censoring time u, q(u)/n(u) for the row censored, less its share for all at risk,
    /// with q(u) the integrals from u on of rows with a competing event before u.
    fn add_censoring(&self, influence: &mut [f64], risks: &[f64], weighted: &[Vec<f64>]) {
        let p = self.p;
        // Sums over rows with a competing event so far: of risk/G, and of the same times covariates.
        let mut past = vec![0.0; p + 1];
        let mut share = vec![0.0; p];
        for j in 0..self.set.times().len() {
            let rows = self.runs[j]..self.runs[j + 1];
            let lost = rows.clone().filter(|&k| self.set.cause(k) == 0).count() as f64;
            let at_risk = (self.set.len() - self.runs[j]) as f64;
            // `crr` counts an event at u itself, and competing events before it only.
            let from = self.events.partition_point(|&(event, _)| event < j);
            let last = &weighted[weighted.len() - 1];
            let hazard = last[0] - weighted[from][0];
            for a in 0..p {
                let q = past[a + 1] * hazard - past[0] * (last[a + 1] - weighted[from][a + 1]);
                share[a] += q * lost / (at_risk * at_risk);
                for k in rows.clone() {
                    let jump = if self.set.cause(k) == 0 { q / at_risk } else { 0.0 };
                    influence[k * p + a] += jump - share[a];
                }
            }
            for k in rows.clone().filter(|&k| self.competing(k)) {
                let r = risks[k] / self.censoring[j];
                past[0] += r;
                self.x(k).iter().enumerate().for_each(|(a, x)| past[a + 1] += r * x);
            }
        }
    }
}

impl Sums {
    fn merge(&mut self, other: &Sums, weight: f64) {
        self.s0 += weight * other.s0;
        self.s1.iter_mut().zip(&other.s1).for_each(|(a, b)| *a += weight * b);
        self.s2.iter_mut().zip(&other.s2).for_each(|(a, b)| *a += weight * b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::cox::{CoxModel, Ties};
    use crate::estimate::{Event, Labels};

    #[test]
    fn without_competing_events_it_is_cox_with_a_robust_variance() {
        let (exit, cause) = ([1, 2, 2, 3, 4, 5, 6, 7], [1, 1, 0, 1, 0, 1, 1, 0]);
        let x = [0.2, 1.0, -0.5, 2.0, 0.3, -1.0, 0.9, 0.0];
        let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
        let fit = fine_gray(&set, 1, &[&x]).unwrap();
        let each: Vec<u32> = (0..8).collect();
        let cluster = Labels::new(&each, 8).unwrap();
        let cox = CoxModel::new(&set, Event::Any, &[&x], None).unwrap().fit(Ties::Breslow, Some(&cluster)).unwrap();
        assert!((fit.coefficients[0] - cox.coefficients[0]).abs() < 1e-9);
        assert!((fit.variance[(0, 0)] - cox.working_variance()[(0, 0)]).abs() < 1e-9);
        assert!(fine_gray(&set, 2, &[&x]).is_err());
    }
}

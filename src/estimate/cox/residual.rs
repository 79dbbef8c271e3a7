//! Residuals of a Cox model, in the order of the caller's rows.

use super::fit::CoxFit;
use super::model::{CoxModel, Ties};
use super::sweep::Stratum;
use crate::estimate::{EstimateError, Labels};
use crate::numeric::sum::Sum;

/// How far the covariates of a row with the event lie from their mean over the rows at risk.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoenfeldResidual {
    /// The stratum, by its label.
    pub stratum: usize,
    /// The caller's row.
    pub row: u32,
    /// The time of the event.
    pub time: f64,
    /// One distance per covariate.
    pub gap: Vec<f64>,
}

/// The hazard of one stratum as it adds up, and the means it was taken at.
pub(crate) struct Path {
    p: usize,
    /// At the end of each event time: the sum of hazard from the first, and of hazard times mean, time by time.
    hazard: Vec<f64>,
    pulled: Vec<f64>,
    /// At each event time, for a row with the event: its part of the hazard of this time (tied rows leave little by
    /// little), the same times the mean, and the mean of means.
    own: Vec<f64>,
    own_pulled: Vec<f64>,
    own_mean: Vec<f64>,
    /// Index of each event time among the stratum's times.
    times: Vec<usize>,
}

impl Path {
    /// The hazard, and what it pulls on covariates.
    pub(crate) fn new(stratum: &Stratum, beta: &[f64], ties: Ties) -> Path {
        Path::of(stratum, beta, ties, beta.len())
    }

    /// The hazard alone.
    fn hazard_alone(stratum: &Stratum, beta: &[f64], ties: Ties) -> Path {
        Path::of(stratum, beta, ties, 0)
    }

    fn of(stratum: &Stratum, beta: &[f64], ties: Ties, p: usize) -> Path {
        let events = stratum.events.len();
        let zeros = || vec![0.0; events * p];
        let (mut hazard, mut own) = (vec![0.0; events], vec![0.0; events]);
        let (mut pulled, mut own_pulled, mut own_mean) = (zeros(), zeros(), zeros());
        stratum.sweep(beta, usize::from(p > 0), |step| {
            let first = step.index * p;
            let parts = if ties == Ties::Breslow { 1.0 } else { step.deaths as f64 };
            for (gone, part) in step.parts(ties) {
                hazard[step.index] += part;
                own[step.index] += (1.0 - gone) * part;
                for a in 0..p {
                    let mean = step.mean(a, gone);
                    pulled[first + a] += part * mean;
                    own_pulled[first + a] += (1.0 - gone) * part * mean;
                    own_mean[first + a] += mean / parts;
                }
            }
        });
        let (mut total, mut totals) = (Sum::ZERO, vec![Sum::ZERO; p]);
        for index in 0..events {
            total.add(hazard[index]);
            hazard[index] = total.value();
            for (cell, total) in pulled[index * p..(index + 1) * p].iter_mut().zip(&mut totals) {
                total.add(*cell);
                *cell = total.value();
            }
        }
        let times = stratum.events.iter().map(|(time, _)| *time).collect();
        Path { p, hazard, pulled, own, own_pulled, own_mean, times }
    }

    /// How many event times lie before index `time` of the stratum's times.
    fn before(&self, time: usize) -> usize {
        self.times.partition_point(|&t| t < time)
    }

    /// The hazard over event times `first..last`.
    fn hazard(&self, first: usize, last: usize) -> f64 {
        let upto = |k: usize| if k == 0 { 0.0 } else { self.hazard[k - 1] };
        upto(last) - upto(first)
    }

    fn pulled(&self, first: usize, last: usize, a: usize) -> f64 {
        let upto = |k: usize| if k == 0 { 0.0 } else { self.pulled[(k - 1) * self.p + a] };
        upto(last) - upto(first)
    }
}

/// Which event time, if any, sorted row `k` has its event at.
fn own_event(stratum: &Stratum, k: usize) -> Option<usize> {
    let index = stratum.events.partition_point(|(_, rows)| rows.end <= k);
    stratum.events.get(index).filter(|(_, rows)| rows.contains(&k)).map(|_| index)
}

impl CoxModel {
    /// Martingale residuals, events less expected events, by the caller's rows; rows outside the model have 0.
    ///
    /// Source: T. M. Therneau, P. M. Grambsch and T. R. Fleming (1990), Biometrika 77, 147-160; with Efron ties a tied row counts
    /// the hazard only while it is still there. Not for exact ties.
    pub fn martingale_residuals(&self, fit: &CoxFit) -> Result<Vec<f64>, EstimateError> {
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("residuals with exact ties"));
        }
        let mut residuals = vec![0.0; self.highest_row() + 1];
        for stratum in &self.strata {
            let path = Path::hazard_alone(stratum, &fit.inner, fit.ties);
            let predictor = stratum.predictor(&fit.inner);
            for k in 0..stratum.set.len() {
                let first = path.before(stratum.set.entry(k));
                let event = own_event(stratum, k);
                let hazard = match event {
                    Some(index) => path.hazard(first, index) + path.own[index],
                    None => path.hazard(first, path.before(stratum.set.exit(k) + 1)),
                };
                // A row without weight makes no event time, but has its event.
                let seen = f64::from(event.is_some() || stratum.has_event(k));
                residuals[stratum.set.rows()[k] as usize] = seen - libm::exp(predictor[k]) * hazard;
            }
        }
        Ok(residuals)
    }

    /// Deviance residuals, sign(M) sqrt(-2 (M + N ln(N - M))), by the caller's rows. Source: as for
    /// [`CoxModel::martingale_residuals`].
    pub fn deviance_residuals(&self, fit: &CoxFit) -> Result<Vec<f64>, EstimateError> {
        let mut residuals = self.martingale_residuals(fit)?;
        for stratum in &self.strata {
            for k in 0..stratum.set.len() {
                let m = &mut residuals[stratum.set.rows()[k] as usize];
                let log = if stratum.has_event(k) { libm::log(1.0 - *m) } else { 0.0 };
                *m = (-2.0 * (*m + log)).max(0.0).sqrt().copysign(*m);
            }
        }
        Ok(residuals)
    }

    /// The sums of weighted score residuals by cluster, at `beta` on the inner scale: for row i
    /// w_i [ (x_i - mean at its event) - risk_i integral of (x_i - mean) dH while at risk ].
    pub(crate) fn clustered_scores(
        &self,
        beta: &[f64],
        ties: Ties,
        cluster: &Labels,
    ) -> Result<Vec<Vec<f64>>, EstimateError> {
        if self.highest_row() >= cluster.rows() {
            return Err(EstimateError::UnequalLengths);
        }
        let p = self.covariates;
        let mut sums = vec![vec![0.0; p]; cluster.levels()];
        self.each_score(beta, ties, |row, weight, residual| {
            let sum = &mut sums[cluster.of(row)];
            (0..p).for_each(|a| sum[a] += weight * residual[a]);
        });
        Ok(sums)
    }

    /// Visits the score residual of every row, by the caller's number of it, with its weight.
    fn each_score(&self, beta: &[f64], ties: Ties, mut visit: impl FnMut(u32, f64, &[f64])) {
        let p = self.covariates;
        let mut residual = vec![0.0; p];
        for stratum in &self.strata {
            let path = Path::new(stratum, beta, ties);
            let mut x = vec![0.0; p];
            for (k, along) in stratum.predictor(beta).into_iter().enumerate() {
                stratum.design.fill(k, &mut x);
                let risk = libm::exp(along);
                let first = path.before(stratum.set.entry(k));
                let event = own_event(stratum, k);
                let last = event.unwrap_or_else(|| path.before(stratum.set.exit(k) + 1));
                let hazard = path.hazard(first, last);
                for a in 0..p {
                    residual[a] = -risk * (x[a] * hazard - path.pulled(first, last, a));
                    if let Some(index) = event {
                        let at = index * p + a;
                        residual[a] += x[a] - path.own_mean[at] - risk * (x[a] * path.own[index] - path.own_pulled[at]);
                    }
                }
                visit(stratum.set.rows()[k], stratum.set.weight(k), &residual);
            }
        }
    }

    /// Score residuals, one column per covariate by the caller's rows, not multiplied by weights: what each row adds to the score,
    /// (x_i - mean at its event) - risk_i integral of (x_i - mean) dH while at risk. Weighted, they sum to 0.
    ///
    /// Source: Therneau and Grambsch (2000), sections 4.6 and 7.2; tied events share as for martingale residuals. Not for exact ties.
    pub fn score_residuals(&self, fit: &CoxFit) -> Result<Vec<Vec<f64>>, EstimateError> {
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("residuals with exact ties"));
        }
        let mut columns = vec![vec![0.0; self.highest_row() + 1]; self.covariates];
        self.each_score(&fit.inner, fit.ties, |row, _, residual| {
            for (a, column) in columns.iter_mut().enumerate() {
                column[row as usize] = residual[a] * self.scale[a];
            }
        });
        Ok(columns)
    }

    /// Schoenfeld residuals: of each row with the event and a weight, its covariates less their mean at risk, in the order of
    /// strata and then of times. With Efron ties the mean is that over the parts of the tie.
    ///
    /// Source: D. Schoenfeld (1982), Biometrika 69, 239-241. Not for exact ties.
    pub fn schoenfeld_residuals(&self, fit: &CoxFit) -> Result<Vec<SchoenfeldResidual>, EstimateError> {
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("residuals with exact ties"));
        }
        let p = self.covariates;
        let mut found = Vec::new();
        for (index, stratum) in self.strata.iter().enumerate() {
            let path = Path::new(stratum, &fit.inner, fit.ties);
            for ((j, rows), mean) in stratum.events.iter().zip(path.own_mean.chunks(p.max(1))) {
                let gap = |k: usize| {
                    let x = stratum.design.row(k);
                    (0..p).map(|a| (x[a] - mean[a]) * self.scale[a]).collect()
                };
                found.extend(rows.clone().filter(|&k| stratum.set.weight(k) > 0.0).map(|k| SchoenfeldResidual {
                    stratum: index,
                    row: stratum.set.rows()[k],
                    time: stratum.set.times()[*j],
                    gap: gap(k),
                }));
            }
        }
        Ok(found)
    }

    fn highest_row(&self) -> usize {
        self.strata.iter().flat_map(|stratum| stratum.set.rows()).copied().max().unwrap_or(0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{Event, RiskSet};

    #[test]
    fn residuals_sum_to_nothing() {
        let (entry, time) = ([0, 0, 1, 0, 2, 4, 0], [3, 5, 5, 5, 6, 9, 9]);
        let (cause, x) = ([1, 1, 0, 1, 1, 1, 0], [0.5, 1.0, -1.0, 2.0, 0.0, 0.3, 1.2]);
        let set = RiskSet::from_days(Some(&entry), &time, &cause, None).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&x], None).unwrap();
        for ties in [Ties::Efron, Ties::Breslow] {
            let fit = model.fit(ties, None).unwrap();
            assert!(model.martingale_residuals(&fit).unwrap().iter().sum::<f64>().abs() < 1e-12);
            let each: Vec<u32> = (0..7).collect();
            let scores = model.clustered_scores(&fit.inner, ties, &Labels::new(&each, 7).unwrap()).unwrap();
            assert!(scores.iter().map(|row| row[0]).sum::<f64>().abs() < 1e-9);
        }
    }
}

//! The data of a Cox model in risk-set order, and its likelihood.

use super::design::{Covariate, Design, Scale};
use super::moments::Moments;
use super::sweep::{Step, Stratum};
use crate::estimate::{EstimateError, Event, Labels, RiskSet};
use crate::numeric::matrix::Matrix;
use crate::numeric::newton::Likelihood;
use crate::numeric::parallel::in_order;
use crate::numeric::sum::Sum;
use std::ops::Range;

/// An information that is this share of its second moments, or less, is that of a column without variation.
const CONSTANT: f64 = 1e-12;

/// How events at one time are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// B. Efron (1977), JASA 72, 557-565: tied events leave the risk set little by little. R's default.
    Efron,
    /// N. E. Breslow (1974), Biometrics 30, 89-99: all see the whole risk set. Stata's and SAS's default.
    Breslow,
    /// D. R. Cox (1972): the conditional likelihood of who among the risk set had the events. See [`super::exact`].
    Exact,
}

/// Covariates and follow-up in the order of strata and risk sets.
///
/// Numbers are centred on their mean and scaled by their mean absolute deviation inside, so that a mean of 12,345
/// with a spread of 1e-5 loses no digits; all results are on the caller's scale.
#[derive(Debug, Clone)]
pub struct CoxModel {
    pub(crate) covariates: usize,
    pub(crate) shift: Vec<f64>,
    pub(crate) scale: Vec<f64>,
    /// By column, from its smallest to its largest value on the inner scale.
    pub(crate) range: Vec<f64>,
    pub(crate) strata: Vec<Stratum>,
    pub(crate) rows: usize,
}

impl CoxModel {
    /// Lays out a model. `covariates` are columns over the caller's rows, factors as 0/1 columns already; `strata`
    /// label the caller's rows; rows with another cause than `event` leave as if censored.
    ///
    /// Errors: no rows, no events, a column of another length, a covariate that is not finite.
    pub fn new(
        set: &RiskSet,
        event: Event,
        covariates: &[&[f64]],
        strata: Option<&Labels>,
    ) -> Result<CoxModel, EstimateError> {
        let covariates: Vec<Covariate> = covariates.iter().map(|column| Covariate::Number(column)).collect();
        CoxModel::with_covariates(set, event, &covariates, strata)
    }

    /// As [`CoxModel::new`], with factors as such: a factor of many levels costs a row no more than one number, in
    /// memory and in time. Coefficients come in the order of covariates, and of levels within a factor.
    pub fn with_covariates(
        set: &RiskSet,
        event: Event,
        covariates: &[Covariate],
        strata: Option<&Labels>,
    ) -> Result<CoxModel, EstimateError> {
        if set.is_empty() {
            return Err(EstimateError::NoRows);
        }
        let Scale { shift, scale, range } = Scale::new(covariates, set.rows())?;
        let inner = Scale { shift, scale, range };
        let parts = match strata {
            None => vec![set.clone()],
            Some(strata) => set.split(strata)?,
        };
        let stratum = |part: RiskSet| {
            let design = Design::new(covariates, part.rows(), &inner);
            Stratum::new(part, event, design)
        };
        let strata: Vec<Stratum> = parts.into_iter().map(stratum).collect();
        if strata.iter().all(|stratum| stratum.events.is_empty()) {
            return Err(EstimateError::NoEvents);
        }
        let Scale { shift, scale, range } = inner;
        Ok(CoxModel { covariates: shift.len(), shift, scale, range, strata, rows: set.len() })
    }

    /// Rows of the model.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows with the event.
    pub fn events(&self) -> usize {
        self.strata.iter().flat_map(|stratum| &stratum.deaths).sum()
    }

    /// The number of coefficients.
    pub fn coefficients(&self) -> usize {
        self.covariates
    }

    /// The linear predictor of the caller's rows, covariates as they are (not centred); rows outside the model have 0. It is
    /// summed in one order for all rows, so that rounding does not part rows that are equal. `coefficients` are those
    /// of the fit; those beyond the columns of the model are left aside.
    pub fn linear_predictor(&self, coefficients: &[f64]) -> Vec<f64> {
        let inner: Vec<f64> =
            (0..self.covariates).map(|a| coefficients.get(a).copied().unwrap_or(0.0) * self.scale[a]).collect();
        let offset: f64 =
            inner.iter().zip(&self.shift).zip(&self.scale).map(|((b, shift), scale)| b * shift / scale).sum();
        let mut along =
            vec![0.0; self.strata.iter().flat_map(|part| part.set.rows()).max().map_or(0, |&row| row as usize + 1)];
        for stratum in &self.strata {
            for (value, &row) in stratum.predictor(&inner).into_iter().zip(stratum.set.rows()) {
                along[row as usize] = value + offset;
            }
        }
        along
    }

    /// Visits every event time of every stratum, two threads at a time, and gives what each band of them made of it, in
    /// order: `visit` gets the place of the stratum, the step, and the result of its band so far.
    pub(crate) fn sweep<R: Send>(
        &self,
        beta: &[f64],
        order: usize,
        start: impl Fn() -> R + Sync,
        visit: impl Fn(&mut R, usize, &Step) + Sync,
    ) -> Vec<R> {
        let risks = self.risks(beta);
        let bands = || self.strata.iter().enumerate().flat_map(|(s, part)| part.bands.iter().map(move |b| (s, b)));
        // A stratum of one band begins with nothing; for others what later bands add must be known first.
        let several: Vec<(usize, &Range<usize>)> = bands().filter(|(s, _)| self.strata[*s].bands.len() > 1).collect();
        let mut added =
            in_order(several, |(s, band)| self.strata[s].added(&risks[s], band.clone(), self.covariates, order))
                .into_iter();
        let mut beginnings = Vec::new();
        for stratum in &self.strata {
            match stratum.bands.len() {
                0 => {}
                1 => beginnings.push(Moments::new(self.covariates, order)),
                bands => beginnings.extend(stratum.beginnings(added.by_ref().take(bands).collect())),
            }
        }
        in_order(bands().zip(beginnings).collect(), |((s, band), beginning)| {
            let mut result = start();
            self.strata[s].sweep_band(&risks[s], band.clone(), beginning, |step| visit(&mut result, s, step));
            result
        })
    }

    /// The weighted relative risk of every sorted row, by stratum.
    fn risks(&self, beta: &[f64]) -> Vec<Vec<f64>> {
        const CHUNK: usize = 32_768;
        let mut risks: Vec<Vec<f64>> = self.strata.iter().map(|stratum| vec![0.0; stratum.set.len()]).collect();
        let chunks = |(stratum, risks)| {
            let pieces: std::slice::ChunksMut<f64> = <[f64]>::chunks_mut(risks, CHUNK);
            pieces.enumerate().map(move |(piece, risks)| (stratum, piece * CHUNK, risks))
        };
        let pieces = self.strata.iter().zip(risks.iter_mut().map(Vec::as_mut_slice)).flat_map(chunks).collect();
        in_order(pieces, |(stratum, first, risks): (&Stratum, usize, &mut [f64])| {
            stratum.fill_risks(beta, first, risks)
        });
        risks
    }

    /// The log partial likelihood, its score and information at `beta` on the inner scale; `None` where it overflows.
    pub(crate) fn likelihood(&self, beta: &[f64], ties: Ties) -> Option<Likelihood> {
        if ties == Ties::Exact {
            return super::exact::likelihood(self, beta);
        }
        let p = self.covariates;
        let mut total = self.of_events(beta);
        let parts = self.sweep(beta, 2, || Parts::new(p), |parts, _, step| parts.add(step, ties));
        parts.iter().for_each(|part| total.merge(part));
        let likelihood = total.likelihood();
        let finite = likelihood.value.is_finite()
            && likelihood.score.iter().all(|u| u.is_finite())
            && (0..p).all(|a| likelihood.information[(a, a)].is_finite());
        finite.then_some(likelihood)
    }

    /// What the rows with the event add by themselves: their predictors and covariates.
    fn of_events(&self, beta: &[f64]) -> Parts {
        let mut parts = Parts::new(self.covariates);
        let mut x = vec![0.0; self.covariates];
        for stratum in &self.strata {
            let slopes = stratum.design.slopes(beta);
            for k in stratum.events.iter().flat_map(|(_, rows)| rows.clone()) {
                let w = stratum.set.weight(k);
                parts.value.add(w * stratum.design.along(k, &slopes));
                stratum.design.fill(k, &mut x);
                parts.score.iter_mut().zip(&x).for_each(|(u, x)| u.add(w * x));
            }
        }
        parts
    }
}

/// A log-likelihood in the making.
struct Parts {
    value: Sum,
    score: Vec<Sum>,
    /// Cells a >= b, row by row.
    information: Vec<Sum>,
    /// The diagonal before the squared means are taken off.
    second: Vec<f64>,
}

impl Parts {
    fn new(p: usize) -> Parts {
        Parts {
            value: Sum::ZERO,
            score: vec![Sum::ZERO; p],
            information: vec![Sum::ZERO; p * (p + 1) / 2],
            second: vec![0.0; p],
        }
    }

    fn add(&mut self, step: &Step, ties: Ties) {
        let p = self.score.len();
        let shares = step.shares(ties);
        self.value.add(-shares.logarithm);
        let mut cells = self.information.iter_mut();
        for a in 0..p {
            self.score[a].add(-shares.moment(step, 1 + a));
            let row = Moments::second(p, a, 0);
            for (b, cell) in (0..=a).zip(cells.by_ref()) {
                cell.add(shares.moment(step, row + b) - shares.product(step, a, b));
            }
            self.second[a] += shares.moment(step, row + a);
        }
    }

    fn merge(&mut self, other: &Parts) {
        self.value.merge(other.value);
        self.score.iter_mut().zip(&other.score).for_each(|(sum, more)| sum.merge(*more));
        self.information.iter_mut().zip(&other.information).for_each(|(sum, more)| sum.merge(*more));
        self.second.iter_mut().zip(&other.second).for_each(|(sum, more)| *sum += more);
    }

    fn likelihood(self) -> Likelihood {
        let p = self.score.len();
        let cell = |a: usize, b: usize| self.information[a.max(b) * (a.max(b) + 1) / 2 + a.min(b)].value();
        // What rounding leaves of the information of a column without variation is no information.
        let constant: Vec<bool> = (0..p).map(|a| cell(a, a) <= CONSTANT * self.second[a]).collect();
        let varies = |a: usize, b: usize| !constant[a] && !constant[b];
        Likelihood {
            value: self.value.value(),
            score: (0..p).map(|a| if constant[a] { 0.0 } else { self.score[a].value() }).collect(),
            information: Matrix::from_fn(p, p, |a, b| if varies(a, b) { cell(a, b) } else { 0.0 }),
        }
    }
}

//! The data of a Cox model in risk-set order, and the sweep over its event times.

use crate::estimate::{EstimateError, Event, Labels, RiskSet};
use crate::numeric::matrix::Matrix;
use crate::numeric::newton::Likelihood;
use crate::numeric::sum::Sum;
use std::ops::Range;

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

/// Information below this share of the raw second moment is the rounding of 0.
const FLAT: f64 = 1e-12;

/// Covariates and follow-up in the order of strata and risk sets.
///
/// Covariates are centred on their mean and scaled by their mean absolute deviation inside, so that a mean of
/// 12,345 with a spread of 1e-5 loses no digits; all results are on the caller's scale.
#[derive(Debug, Clone)]
pub struct CoxModel {
    pub(crate) covariates: usize,
    pub(crate) shift: Vec<f64>,
    pub(crate) scale: Vec<f64>,
    pub(crate) strata: Vec<Stratum>,
    pub(crate) rows: usize,
}

/// One stratum: its risk set, its covariates in the same order, its event times.
#[derive(Debug, Clone)]
pub(crate) struct Stratum {
    pub(crate) set: RiskSet,
    /// Row by row.
    pub(crate) x: Vec<f64>,
    /// Ascending: index of the time, and the sorted rows with the event, some of them perhaps without weight.
    pub(crate) events: Vec<(usize, Range<usize>)>,
    /// At each event time, the rows with the event and a weight: at least one.
    pub(crate) deaths: Vec<usize>,
    /// Sorted rows that enter late, by entry, latest first.
    late: Vec<u32>,
    event: Event,
}

/// Sums over a set of rows of r, r x_a, r x_a x_b (a >= b) and, if asked, r x_a x_b x_c (a >= b >= c), with r the
/// weighted relative risk.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    pub(crate) cells: Vec<f64>,
    order: usize,
}

impl Moments {
    fn new(p: usize, order: usize) -> Moments {
        let second = if order >= 2 { p * (p + 1) / 2 } else { 0 };
        let third = if order >= 3 { p * (p + 1) * (p + 2) / 6 } else { 0 };
        Moments { cells: vec![0.0; 1 + p + second + third], order }
    }

    fn clear(&mut self) {
        self.cells.fill(0.0);
    }

    #[inline]
    fn add(&mut self, x: &[f64], r: f64) {
        self.cells[0] += r;
        let (first, rest) = self.cells[1..].split_at_mut(x.len());
        for (cell, x) in first.iter_mut().zip(x) {
            *cell += r * x;
        }
        if self.order < 2 {
            return;
        }
        let mut rest = rest.iter_mut();
        for a in 0..x.len() {
            let ra = r * x[a];
            for (xb, cell) in x[..=a].iter().zip(rest.by_ref()) {
                *cell += ra * xb;
            }
        }
        if self.order < 3 {
            return;
        }
        for a in 0..x.len() {
            for b in 0..=a {
                let rab = r * x[a] * x[b];
                for (xc, cell) in x[..=b].iter().zip(rest.by_ref()) {
                    *cell += rab * xc;
                }
            }
        }
    }

    /// Index of the second moment of a >= b.
    #[inline]
    pub(crate) fn second(p: usize, a: usize, b: usize) -> usize {
        1 + p + a * (a + 1) / 2 + b
    }
}

/// One event time of the sweep.
pub(crate) struct Step<'a> {
    /// Index of the event time among the stratum's event times.
    pub(crate) index: usize,
    /// Rows with the event that have a weight, and their total weight.
    pub(crate) deaths: usize,
    pub(crate) weight: f64,
    /// Over the risk set, and over the rows with the event.
    pub(crate) at_risk: &'a Moments,
    pub(crate) tied: &'a Moments,
}

impl Step<'_> {
    /// The parts into which a tied time falls: for each, the share k/d of the tied rows that has left and the hazard
    /// it adds. One part for Breslow.
    pub(crate) fn parts(&self, ties: Ties) -> impl Iterator<Item = (f64, f64)> + '_ {
        let parts = if ties == Ties::Breslow { 1 } else { self.deaths };
        let each = self.weight / parts as f64;
        (0..parts).map(move |k| {
            let gone = k as f64 / self.deaths as f64;
            (gone, each / (self.at_risk.cells[0] - gone * self.tied.cells[0]))
        })
    }

    /// Mean of covariate `a` over what is left of the risk set.
    #[inline]
    pub(crate) fn mean(&self, a: usize, gone: f64) -> f64 {
        self.moment(1 + a, gone)
    }

    /// The moment in cell `cell` over what is left of the risk set, per unit of risk.
    #[inline]
    pub(crate) fn moment(&self, cell: usize, gone: f64) -> f64 {
        (self.at_risk.cells[cell] - gone * self.tied.cells[cell]) / (self.at_risk.cells[0] - gone * self.tied.cells[0])
    }
}

fn is_event(event: Event, cause: usize) -> bool {
    match event {
        Event::Any => cause > 0,
        Event::Cause(wanted) => wanted > 0 && cause == usize::from(wanted),
    }
}

impl Stratum {
    fn new(set: RiskSet, event: Event, x: Vec<f64>) -> Stratum {
        let mut events: Vec<(usize, Range<usize>)> = Vec::new();
        for k in (0..set.len()).filter(|&k| is_event(event, set.cause(k))) {
            match events.last_mut() {
                Some((j, rows)) if *j == set.exit(k) => rows.end = k + 1,
                _ => events.push((set.exit(k), k..k + 1)),
            }
        }
        // A row without weight is no event: it makes no event time, and no tie.
        let weighty = |rows: &Range<usize>| rows.clone().filter(|&k| set.weight(k) > 0.0).count();
        events.retain(|(_, rows)| weighty(rows) > 0);
        let deaths = events.iter().map(|(_, rows)| weighty(rows)).collect();
        let mut late: Vec<u32> = (0..set.len() as u32).filter(|&k| set.entry(k as usize) > 0).collect();
        late.sort_by_key(|&k| std::cmp::Reverse(set.entry(k as usize)));
        Stratum { set, x, events, deaths, late, event }
    }

    /// Whether sorted row `k` has the event, with or without weight.
    pub(crate) fn has_event(&self, k: usize) -> bool {
        is_event(self.event, self.set.cause(k))
    }

    pub(crate) fn x(&self, k: usize, p: usize) -> &[f64] {
        &self.x[k * p..(k + 1) * p]
    }

    /// The linear predictor of every sorted row.
    pub(crate) fn predictor(&self, beta: &[f64]) -> Vec<f64> {
        let p = beta.len();
        (0..self.set.len()).map(|k| self.x(k, p).iter().zip(beta).map(|(x, b)| x * b).sum()).collect()
    }

    /// Visits the event times from the last to the first with the moments of each risk set, up to `order`.
    pub(crate) fn sweep(&self, predictor: &[f64], p: usize, order: usize, mut visit: impl FnMut(&Step)) {
        let set = &self.set;
        let (mut at_risk, mut tied) = (Moments::new(p, order), Moments::new(p, order));
        let (mut next, mut gone, mut present) = (set.len(), 0, 0_usize);
        let risk = |k: usize| set.weight(k) * libm::exp(predictor[k]);
        for (index, (j, rows)) in self.events.iter().enumerate().rev() {
            while next > 0 && set.exit(next - 1) >= *j {
                next -= 1;
                present += 1;
                at_risk.add(self.x(next, p), risk(next));
            }
            while gone < self.late.len() && set.entry(self.late[gone] as usize) > *j {
                let k = self.late[gone] as usize;
                gone += 1;
                present -= 1;
                if present == 0 {
                    at_risk.clear();
                } else {
                    at_risk.add(self.x(k, p), -risk(k));
                }
            }
            tied.clear();
            let mut weight = 0.0;
            for k in rows.clone() {
                weight += set.weight(k);
                tied.add(self.x(k, p), risk(k));
            }
            visit(&Step { index, deaths: self.deaths[index], weight, at_risk: &at_risk, tied: &tied });
        }
    }
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
        if set.is_empty() {
            return Err(EstimateError::NoRows);
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
        let mean_of = |values: &mut dyn Iterator<Item = f64>| values.collect::<Sum>().value() / set.len() as f64;
        let rows = || set.rows().iter().map(|&row| row as usize);
        let shift: Vec<f64> = covariates.iter().map(|column| mean_of(&mut rows().map(|row| column[row]))).collect();
        let spread = |(column, centre): (&&[f64], &f64)| {
            let mean = mean_of(&mut rows().map(|row| (column[row] - centre).abs()));
            if mean > 0.0 { mean } else { 1.0 }
        };
        let scale: Vec<f64> = covariates.iter().zip(&shift).map(spread).collect();
        let parts = match strata {
            None => vec![set.clone()],
            Some(strata) => set.split(strata)?,
        };
        let arrange = |part: &RiskSet| -> Vec<f64> {
            let mut x = vec![0.0; part.len() * covariates.len()];
            for (a, column) in covariates.iter().enumerate() {
                let cells = x.iter_mut().skip(a).step_by(covariates.len());
                for (cell, &row) in cells.zip(part.rows()) {
                    *cell = (column[row as usize] - shift[a]) / scale[a];
                }
            }
            x
        };
        let strata: Vec<Stratum> = parts
            .into_iter()
            .map(|part| {
                let x = arrange(&part);
                Stratum::new(part, event, x)
            })
            .collect();
        if strata.iter().all(|stratum| stratum.events.is_empty()) {
            return Err(EstimateError::NoEvents);
        }
        Ok(CoxModel { covariates: covariates.len(), shift, scale, strata, rows: set.len() })
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

    /// The log partial likelihood, its score and information at `beta` on the inner scale; `None` where it overflows.
    pub(crate) fn likelihood(&self, beta: &[f64], ties: Ties) -> Option<Likelihood> {
        if ties == Ties::Exact {
            return super::exact::likelihood(self, beta);
        }
        let p = self.covariates;
        let mut value = Sum::ZERO;
        let mut score = vec![Sum::ZERO; p];
        let mut information = vec![Sum::ZERO; p * (p + 1) / 2];
        let (mut mean, mut raw) = (vec![0.0; p], vec![0.0; p]);
        for stratum in &self.strata {
            let predictor = stratum.predictor(beta);
            for (_, rows) in &stratum.events {
                for k in rows.clone() {
                    let w = stratum.set.weight(k);
                    value.add(w * predictor[k]);
                    for (u, x) in score.iter_mut().zip(stratum.x(k, p)) {
                        u.add(w * x);
                    }
                }
            }
            stratum.sweep(&predictor, p, 2, |step| {
                for (gone, hazard) in step.parts(ties) {
                    let left = step.at_risk.cells[0] - gone * step.tied.cells[0];
                    let each = hazard * left;
                    value.add(-each * libm::log(left));
                    for a in 0..p {
                        mean[a] = step.mean(a, gone);
                        score[a].add(-each * mean[a]);
                        for b in 0..=a {
                            let second = step.moment(Moments::second(p, a, b), gone);
                            information[a * (a + 1) / 2 + b].add(each * (second - mean[a] * mean[b]));
                        }
                        raw[a] += each * step.moment(Moments::second(p, a, a), gone);
                    }
                }
            });
        }
        let stored = |a: usize, b: usize| information[a.max(b) * (a.max(b) + 1) / 2 + a.min(b)].value();
        // A column that does not vary within risk sets leaves the rounding of a cancellation: 0 in truth.
        let flat: Vec<bool> = (0..p).map(|a| stored(a, a) <= FLAT * raw[a]).collect();
        let cell = |a: usize, b: usize| if flat[a] || flat[b] { 0.0 } else { stored(a, b) };
        let likelihood = Likelihood {
            value: value.value(),
            score: (0..p).map(|a| if flat[a] { 0.0 } else { score[a].value() }).collect(),
            information: Matrix::from_fn(p, p, cell),
        };
        let finite = likelihood.value.is_finite()
            && likelihood.score.iter().all(|u| u.is_finite())
            && (0..p).all(|a| likelihood.information[(a, a)].is_finite());
        finite.then_some(likelihood)
    }
}

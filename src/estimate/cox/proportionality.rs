//! Tests of proportional hazards: does a coefficient change with time?

use super::fit::CoxFit;
use super::model::{CoxModel, Ties};
use super::moments::Moments;
use super::sweep::Step;
use crate::estimate::{ChiSquareTest, EstimateError};
use crate::numeric::matrix::{Cholesky, Matrix};

/// The clock on which a coefficient might drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// 1 - S(t-), Kaplan-Meier of all rows without their weights: R's default.
    KaplanMeier,
    /// Time itself.
    Identity,
    /// The rank of the event time among all exit times.
    Rank,
    /// ln t; rows that leave at time 0 cannot be placed.
    Log,
}

/// The tests of one fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportionality {
    /// One test per coefficient, on one degree of freedom; none for an aliased one.
    pub coefficients: Vec<Option<ChiSquareTest>>,
    /// The test of all together.
    pub global: ChiSquareTest,
}

impl CoxModel {
    /// The score test that coefficients do not drift on `clock`: adds g(t) x to the model, with its score at 0,
    /// U = sum over events of g(t) (x - mean), and the information of both.
    ///
    /// Source: P. M. Grambsch and T. M. Therneau (1994), Biometrika 81, 515-526, in the exact form of R's `cox.zph` since survival
    /// 3.0. Errors: exact ties, a time that the clock cannot place.
    pub fn proportionality(&self, fit: &CoxFit, clock: Clock) -> Result<Proportionality, EstimateError> {
        self.proportionality_on(fit, &[clock]).pop().unwrap_or(Err(EstimateError::NoRows))
    }

    /// [`CoxModel::proportionality`] on several clocks in one sweep, one answer each.
    pub fn proportionality_on(&self, fit: &CoxFit, clocks: &[Clock]) -> Vec<Result<Proportionality, EstimateError>> {
        if fit.ties == Ties::Exact {
            let error = EstimateError::Domain("a test of proportional hazards with exact ties");
            return clocks.iter().map(|_| Err(error)).collect();
        }
        let read: Vec<Result<Vec<Vec<f64>>, EstimateError>> = clocks.iter().map(|&clock| self.clock(clock)).collect();
        let known: Vec<&Vec<Vec<f64>>> = read.iter().flatten().collect();
        let mut drift = Drift::new(self.covariates, known.len());
        self.add_events(&mut drift, &known);
        let bands = self.sweep(
            &fit.inner,
            2,
            || Drift::new(self.covariates, known.len()),
            |drift, s, step| drift.add(step, fit.ties, |clock| known[clock][s][step.index]),
        );
        bands.iter().for_each(|band| drift.merge(band));
        let mut tests = drift.clocks.iter().map(|clock| drift.test(clock, fit));
        // A clock that cannot be read has no test to take.
        read.iter()
            .map(|clock| clock.as_ref().map_err(|error| *error).and_then(|_| tests.next().ok_or(EstimateError::NoRows)))
            .collect()
    }

    /// What rows with the event add by themselves: their covariates.
    fn add_events(&self, drift: &mut Drift, clocks: &[&Vec<Vec<f64>>]) {
        let mut x = vec![0.0; self.covariates];
        for (s, stratum) in self.strata.iter().enumerate() {
            for (index, (_, rows)) in stratum.events.iter().enumerate() {
                for k in rows.clone() {
                    let w = stratum.set.weight(k);
                    stratum.design.fill(k, &mut x);
                    for (a, x) in x.iter().enumerate() {
                        drift.score[a] += w * x;
                        for (on, clock) in drift.clocks.iter_mut().zip(clocks) {
                            on.score[a] += w * clock[s][index] * x;
                        }
                    }
                }
            }
        }
    }

    /// The clock at every event time of every stratum, centred on its mean over events.
    fn clock(&self, clock: Clock) -> Result<Vec<Vec<f64>>, EstimateError> {
        let time = |s: usize, index: usize| {
            let stratum = &self.strata[s];
            stratum.set.times()[stratum.events[index].0]
        };
        let all = || (0..self.strata.len()).flat_map(|s| (0..self.strata[s].events.len()).map(move |index| (s, index)));
        // A clock belongs to the rows, and not to their weights, as in R.
        let deaths = |s: usize, index: usize| self.strata[s].events[index].1.len() as f64;
        // Distinct event times of all strata, with the events at each.
        let mut distinct: Vec<(f64, f64)> = all().map(|(s, index)| (time(s, index), deaths(s, index))).collect();
        distinct.sort_by(|a, b| a.0.total_cmp(&b.0));
        distinct.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let values: Vec<f64> = match clock {
            Clock::Identity => distinct.iter().map(|&(t, _)| t).collect(),
            Clock::Log => {
                if self.exit_times().any(|t| t <= 0.0) {
                    return Err(EstimateError::Domain("a logarithm of times at or below 0"));
                }
                distinct.iter().map(|&(t, _)| libm::log(t)).collect()
            }
            Clock::Rank => {
                let mut exits: Vec<f64> = self.exit_times().collect();
                exits.sort_unstable_by(f64::total_cmp);
                let rank = |t: f64| {
                    let below = exits.partition_point(|&exit| exit < t);
                    0.5 * (below + exits.partition_point(|&exit| exit <= t) + 1) as f64
                };
                distinct.iter().map(|&(t, _)| rank(t)).collect()
            }
            Clock::KaplanMeier => {
                let mut survival = 1.0;
                let at_risk = self.at_risk(&distinct);
                let jump = |(&(_, d), n): (&(f64, f64), f64)| {
                    let before = survival;
                    survival *= (n - d) / n;
                    1.0 - before
                };
                distinct.iter().zip(at_risk).map(jump).collect()
            }
        };
        let place = |s: usize, index: usize| values[distinct.partition_point(|&(t, _)| t < time(s, index))];
        let total: f64 = distinct.iter().map(|&(_, d)| d).sum();
        let centre = all().map(|(s, index)| deaths(s, index) * place(s, index)).sum::<f64>() / total;
        let of = |s: usize| (0..self.strata[s].events.len()).map(|index| place(s, index) - centre).collect();
        Ok((0..self.strata.len()).map(of).collect())
    }

    fn exit_times(&self) -> impl Iterator<Item = f64> + '_ {
        self.strata.iter().flat_map(|part| (0..part.set.len()).map(|k| part.set.times()[part.set.exit(k)]))
    }

    /// Rows at risk over all strata just before each of `times`, ascending.
    fn at_risk(&self, times: &[(f64, f64)]) -> Vec<f64> {
        // What leaves at or after a time, less what enters at or after it, counted from the last. Strata have
        // times of their own, so that entry is compared as a time.
        let mut change = vec![0.0; times.len() + 1];
        let upto = |t: f64| times.partition_point(|&(time, _)| time <= t);
        for part in &self.strata {
            let place: Vec<usize> = part.set.times().iter().map(|&t| upto(t)).collect();
            for k in 0..part.set.len() {
                change[place[part.set.exit(k)]] += 1.0;
                if let Some(entry) = part.set.entry_time(k) {
                    change[upto(entry)] -= 1.0;
                }
            }
        }
        let mut present = 0.0;
        let mut at_risk = vec![0.0; times.len()];
        for (j, at_risk) in at_risk.iter_mut().enumerate().rev() {
            present += change[j + 1];
            *at_risk = present;
        }
        at_risk
    }
}

/// Score and information of the coefficients, and of their drift on each clock.
struct Drift {
    score: Vec<f64>,
    information: Vec<f64>,
    clocks: Vec<OnClock>,
}

/// The same times g(t), and the information times its square.
#[derive(Clone)]
struct OnClock {
    score: Vec<f64>,
    once: Vec<f64>,
    twice: Vec<f64>,
}

impl Drift {
    fn new(p: usize, clocks: usize) -> Drift {
        let (score, cells) = (vec![0.0; p], vec![0.0; p * (p + 1) / 2]);
        let clock = OnClock { score: score.clone(), once: cells.clone(), twice: cells.clone() };
        Drift { score, information: cells, clocks: vec![clock; clocks] }
    }

    fn add(&mut self, step: &Step, ties: Ties, clock: impl Fn(usize) -> f64) {
        let p = self.score.len();
        let shares = step.shares(ties);
        for a in 0..p {
            let expected = shares.moment(step, 1 + a);
            self.score[a] -= expected;
            for (c, on) in self.clocks.iter_mut().enumerate() {
                on.score[a] -= clock(c) * expected;
            }
            for b in 0..=a {
                let cell = shares.moment(step, Moments::second(p, a, b)) - shares.product(step, a, b);
                let place = a * (a + 1) / 2 + b;
                self.information[place] += cell;
                for (c, on) in self.clocks.iter_mut().enumerate() {
                    let g = clock(c);
                    on.once[place] += g * cell;
                    on.twice[place] += g * g * cell;
                }
            }
        }
    }

    fn merge(&mut self, other: &Drift) {
        let join = |to: &mut [f64], from: &[f64]| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        join(&mut self.score, &other.score);
        join(&mut self.information, &other.information);
        for (to, from) in self.clocks.iter_mut().zip(&other.clocks) {
            join(&mut to.score, &from.score);
            join(&mut to.once, &from.once);
            join(&mut to.twice, &from.twice);
        }
    }

    fn test(&self, on: &OnClock, fit: &CoxFit) -> Proportionality {
        let p = self.score.len();
        let cell = |cells: &[f64], a: usize, b: usize| cells[a.max(b) * (a.max(b) + 1) / 2 + a.min(b)];
        let information = Matrix::from_fn(2 * p, 2 * p, |i, j| match (i < p, j < p) {
            (true, true) => cell(&self.information, i, j),
            (false, false) => cell(&on.twice, i - p, j - p),
            _ => cell(&on.once, i % p, j % p),
        });
        let score: Vec<f64> = self.score.iter().chain(&on.score).copied().collect();
        let test = |extra: &[usize]| {
            let keep: Vec<usize> = (0..p).chain(extra.iter().map(|a| p + a)).collect();
            let part: Vec<f64> = keep.iter().map(|&a| score[a]).collect();
            Cholesky::new(&information.select(&keep), 1e-10).quadratic_form(&part)
        };
        let live: Vec<usize> = (0..p).filter(|&a| !fit.aliased[a]).collect();
        let one = |a: usize| (!fit.aliased[a]).then(|| ChiSquareTest::new(test(&[a]), 1));
        Proportionality { coefficients: (0..p).map(one).collect(), global: ChiSquareTest::new(test(&live), live.len()) }
    }
}

//! Tests of proportional hazards: does a coefficient change with time?

use super::fit::CoxFit;
use super::model::{CoxModel, Moments, Ties};
use crate::estimate::{ChiSquareTest, EstimateError};
use crate::numeric::matrix::{Cholesky, Matrix};

/// The clock on which a coefficient might drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// 1 - S(t-), Kaplan-Meier of all rows: R's default.
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
        if fit.ties == Ties::Exact {
            return Err(EstimateError::Domain("a test of proportional hazards with exact ties"));
        }
        let p = self.covariates;
        let clock = self.clock(clock)?;
        let mut score = vec![0.0; 2 * p];
        let mut information = Matrix::zeros(2 * p, 2 * p);
        for (stratum, clock) in self.strata.iter().zip(&clock) {
            for ((_, rows), g) in stratum.events.iter().zip(clock) {
                for k in rows.clone() {
                    for (a, x) in stratum.x(k, p).iter().enumerate() {
                        score[a] += stratum.set.weight(k) * x;
                        score[p + a] += stratum.set.weight(k) * g * x;
                    }
                }
            }
            stratum.sweep(&stratum.predictor(&fit.inner), p, 2, |step| {
                let g = clock[step.index];
                for (gone, hazard) in step.parts(fit.ties) {
                    let each = hazard * (step.at_risk.cells[0] - gone * step.tied.cells[0]);
                    for a in 0..p {
                        let mean = step.mean(a, gone);
                        score[a] -= each * mean;
                        score[p + a] -= each * g * mean;
                        for b in 0..=a {
                            let second = step.moment(Moments::second(p, a, b), gone);
                            let cell = each * (second - mean * step.mean(b, gone));
                            add_blocks(&mut information, p, a, b, g, cell);
                        }
                    }
                }
            });
        }
        let test = |extra: &[usize]| {
            let keep: Vec<usize> = (0..p).chain(extra.iter().map(|a| p + a)).collect();
            let part: Vec<f64> = keep.iter().map(|&a| score[a]).collect();
            Cholesky::new(&information.select(&keep), 1e-10).quadratic_form(&part)
        };
        let live: Vec<usize> = (0..p).filter(|&a| !fit.aliased[a]).collect();
        let one = |a: usize| (!fit.aliased[a]).then(|| ChiSquareTest::new(test(&[a]), 1));
        Ok(Proportionality {
            coefficients: (0..p).map(one).collect(),
            global: ChiSquareTest::new(test(&live), live.len()),
        })
    }

    /// The clock at every event time of every stratum, centred on its mean over events.
    fn clock(&self, clock: Clock) -> Result<Vec<Vec<f64>>, EstimateError> {
        let time = |s: usize, index: usize| {
            let stratum = &self.strata[s];
            stratum.set.times()[stratum.events[index].0]
        };
        let all = || (0..self.strata.len()).flat_map(|s| (0..self.strata[s].events.len()).map(move |index| (s, index)));
        let deaths = |s: usize, index: usize| {
            let stratum = &self.strata[s];
            stratum.events[index].1.clone().map(|k| stratum.set.weight(k)).sum::<f64>()
        };
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

    /// Weight at risk over all strata just before each of `times`, ascending.
    fn at_risk(&self, times: &[(f64, f64)]) -> Vec<f64> {
        // What leaves at or after a time, less what enters at or after it, counted from the last. Strata have
        // times of their own, so that entry is compared as a time.
        let mut change = vec![0.0; times.len() + 1];
        for part in &self.strata {
            let all = part.set.times();
            for k in 0..part.set.len() {
                let upto = |t: f64| times.partition_point(|&(time, _)| time <= t);
                change[upto(all[part.set.exit(k)])] += part.set.weight(k);
                if let Some(entry) = part.set.entry_time(k) {
                    change[upto(entry)] -= part.set.weight(k);
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

fn add_blocks(information: &mut Matrix, p: usize, a: usize, b: usize, g: f64, cell: f64) {
    let mut put = |i: usize, j: usize| {
        information.add(i, j, cell);
        information.add(p + i, j, g * cell);
        information.add(i, p + j, g * cell);
        information.add(p + i, p + j, g * g * cell);
    };
    put(a, b);
    if a != b {
        put(b, a);
    }
}

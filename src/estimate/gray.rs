//! Gray's test: do groups share one cumulative incidence of a cause?

use super::{ChiSquareTest, EstimateError, Event, Labels, RiskSet, RiskTable};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::sum::Sum;

/// Gray's K-sample test of the subdistribution of `cause` over groups, stratified if asked, with weight (1 - F(t-))^rho.
///
/// Scores are weighted differences of subdistribution hazards, U_g = sum W R_g (dF_g/(1 - F_g-) - dF/(1 - F-)) with R_g = n_g (1 -
/// F_g-)/S_g-; the variance is of the influence of all causes.
///
/// Source: R. J. Gray (1988), Annals of Statistics 16, 1141-1154; its computation as in cmprsk's `cuminc`. Without delayed entry and
/// weights. Errors: no rows, one group, no events of the cause, delayed entry or weights, a pooled incidence of 1 with several groups
/// still at risk.
pub fn gray_test(
    set: &RiskSet,
    cause: u16,
    group: &Labels,
    strata: Option<&Labels>,
    rho: f64,
) -> Result<ChiSquareTest, EstimateError> {
    if set.has_entry() || set.has_weights() {
        return Err(EstimateError::Domain("Gray's test with delayed entry or weights"));
    }
    let tables = super::comparison_tables(set, group, strata)?;
    // Groups without rows take no part.
    let live: Vec<usize> = (0..group.levels()).filter(|&g| tables.iter().any(|table| table.size(g) > 0)).collect();
    let mut total = Parts::new(live.len());
    let mut seen = 0.0;
    for table in &tables {
        seen += (0..table.times().len())
            .map(|j| live.iter().map(|&g| table.events(j, g, Event::Cause(cause))).sum::<f64>())
            .sum::<f64>();
        total.add(&stratum(table, &live, cause, rho));
    }
    if seen == 0.0 {
        return Err(EstimateError::NoEvents);
    }
    let kept: Vec<usize> = (0..live.len() - 1).collect();
    let score: Vec<f64> = kept.iter().map(|&g| total.score[g].value()).collect();
    let variance = total.variance.select(&kept);
    if (0..kept.len()).any(|g| !variance[(g, g)].is_finite()) {
        return Err(EstimateError::Domain("Gray's test where the pooled incidence reaches 1"));
    }
    let cholesky = Cholesky::new(&variance, 1e-10);
    Ok(ChiSquareTest::new(cholesky.quadratic_form(&score), cholesky.rank()))
}

struct Parts {
    score: Vec<Sum>,
    variance: Matrix,
}

impl Parts {
    fn new(groups: usize) -> Parts {
        Parts { score: vec![Sum::ZERO; groups], variance: Matrix::zeros(groups, groups) }
    }

    fn add(&mut self, other: &Parts) {
        for g in 0..self.score.len() {
            self.score[g].add(other.score[g].value());
            for h in 0..self.score.len() {
                self.variance.add(g, h, other.variance[(g, h)]);
            }
        }
    }
}

/// The running state of one stratum.
struct State {
    /// Per group: survival of any cause and incidence of the cause, before the current time.
    survival: Vec<f64>,
    incidence: Vec<f64>,
    /// Pooled incidence before the current time.
    pooled: f64,
    /// Accumulated a dF/(1 - F), and the moments of the later influence.
    c: Matrix,
    v2: Matrix,
    v3: Vec<f64>,
}

fn stratum(table: &RiskTable, live: &[usize], cause: u16, rho: f64) -> Parts {
    let k = live.len();
    let mut parts = Parts::new(k);
    let mut state = State {
        survival: vec![1.0; k],
        incidence: vec![0.0; k],
        pooled: 0.0,
        c: Matrix::zeros(k, k),
        v2: Matrix::zeros(k, k),
        v3: vec![0.0; k],
    };
    for j in 0..table.times().len() {
        let n: Vec<f64> = live.iter().map(|&g| table.at_risk(j, g)).collect();
        let own: Vec<f64> = live.iter().map(|&g| table.events(j, g, Event::Cause(cause))).collect();
        let other: Vec<f64> = live.iter().zip(&own).map(|(&g, d)| table.events(j, g, Event::Any) - d).collect();
        if own.iter().chain(&other).any(|&d| d > 0.0) {
            state.step(&mut parts, &n, &own, &other, rho);
        }
    }
    // What the weights still to come add to every later influence.
    for i in 0..k {
        for j in 0..k {
            let late = (0..k).map(|g| {
                let (ci, cj) = (state.c[(i, g)], state.c[(j, g)]);
                ci * cj * state.v3[g] + ci * state.v2[(j, g)] + cj * state.v2[(i, g)]
            });
            let late: Sum = late.collect();
            parts.variance.add(i, j, late.value());
        }
    }
    parts
}

impl State {
    fn step(&mut self, parts: &mut Parts, n: &[f64], own: &[f64], other: &[f64], rho: f64) {
        let k = n.len();
        let live = |g: usize| n[g] > 0.0;
        let d: f64 = own.iter().sum();
        let before = self.survival.clone();
        let adjusted: Vec<f64> = (0..k).map(|g| if live(g) { n[g] / before[g] } else { 0.0 }).collect();
        let pool: f64 = adjusted.iter().sum();
        let weighted: f64 = (0..k).map(|g| adjusted[g] * (1.0 - self.incidence[g])).sum();
        let pooled = self.pooled + d / pool;
        let weight = if rho == 0.0 { 1.0 } else { libm::pow(1.0 - self.pooled, rho) };
        let mut a = Matrix::zeros(k, k);
        for i in 0..k {
            for j in 0..k {
                a[(i, j)] = weight * adjusted[i] * (f64::from(i == j) - adjusted[j] / pool);
                // A group alone at risk adds nothing, even where the pooled incidence has come to 1.
                if a[(i, j)] != 0.0 && d > 0.0 {
                    self.c.add(i, j, a[(i, j)] * d / (pool * (1.0 - self.pooled)));
                }
            }
            parts.score[i].add(weight * (own[i] - d * adjusted[i] * (1.0 - self.incidence[i]) / weighted));
        }
        for g in (0..k).filter(|&g| live(g)) {
            self.survival[g] = before[g] * (n[g] - own[g] - other[g]) / n[g];
            self.incidence[g] += before[g] * own[g] / n[g];
        }
        for g in (0..k).filter(|&g| live(g)) {
            let after = self.survival[g];
            if d > 0.0 {
                let reach = if after > 0.0 { 1.0 - (1.0 - pooled) / after } else { 1.0 };
                let tied = if d > 1.0 { 1.0 - (d - 1.0) / (pool * before[g] - 1.0) } else { 1.0 };
                let spread = tied * before[g] * d / (pool * n[g]);
                let form: Vec<f64> = (0..k).map(|i| a[(i, g)] - reach * self.c[(i, g)]).collect();
                self.influence(parts, g, &form, reach, spread);
            }
            if other[g] > 0.0 && after > 0.0 {
                let reach = (1.0 - pooled) / after;
                let tied = if other[g] > 1.0 { 1.0 - (other[g] - 1.0) / (n[g] - 1.0) } else { 1.0 };
                let spread = tied * before[g] * before[g] * other[g] / (n[g] * n[g]);
                let form: Vec<f64> = (0..k).map(|i| reach * self.c[(i, g)]).collect();
                self.influence(parts, g, &form, -reach, spread);
            }
        }
        self.pooled = pooled;
    }

    fn influence(&mut self, parts: &mut Parts, g: usize, form: &[f64], reach: f64, spread: f64) {
        for i in 0..form.len() {
            self.v2.add(i, g, form[i] * reach * spread);
            for j in 0..form.len() {
                parts.variance.add(i, j, form[i] * form[j] * spread);
            }
        }
        self.v3[g] += reach * reach * spread;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_does_not_differ_from_itself() {
        let (exit, cause) = ([1, 2, 2, 3, 4, 5, 1, 2, 2, 3, 4, 5], [1, 2, 0, 1, 1, 0, 1, 2, 0, 1, 1, 0]);
        let codes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
        let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
        let test = gray_test(&set, 1, &Labels::new(&codes, 2).unwrap(), None, 0.0).unwrap();
        assert!(test.statistic.abs() < 1e-20 && test.df == 1);
        let none = gray_test(&set, 3, &Labels::new(&codes, 2).unwrap(), None, 0.0);
        assert_eq!(none, Err(EstimateError::NoEvents));
    }
}

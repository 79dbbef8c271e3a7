//! Turnbull's estimator: the distribution of times known to intervals.

use super::EstimateError;
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::sum::sum;
use std::collections::BTreeMap;

/// The non-parametric maximum likelihood estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Turnbull {
    /// Maximal intersections with mass: (left, right], or a point where left = right; right may be infinite.
    pub left: Vec<f64>,
    /// Their right ends.
    pub right: Vec<f64>,
    /// Their masses, which sum to 1. Within an intersection the mass has no place.
    pub mass: Vec<f64>,
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// The largest gradient less 1 over all intersections: 0 at the maximum (Gentleman and Geyer's condition).
    pub gap: f64,
}

/// Most maximal intersections.
const WIDEST: usize = 3000;

/// The maximum likelihood distribution of times in half-open intervals (left, right], with left = right for an exact time and
/// an infinite right for a censored one.
///
/// Masses lie on maximal intersections only. They are found by a constrained Newton method as Wang's: each round maximises the
/// quadratic approximation of ln L - n sum(mass) over intersections of positive mass or gradient, none negative, and steps as
/// far as the likelihood rises.
///
/// Source: R. Peto (1973), Applied Statistics 22, 86-91; B. W. Turnbull (1976), JRSS B 38, 290-295; Y. Wang (2008), Computational Statistics
/// and Data Analysis 52, 2388-2402; R. Gentleman and C. J. Geyer (1994), Biometrika 81, 618-623, for the condition. Programs with closed
/// intervals differ where one interval ends as another begins.
///
/// Errors: no rows, unequal columns, a left end that is not finite, left > right, no convergence; more than 3,000 maximal intersections,
/// since a round costs their cube (real times at full precision may need rounding to days). All censored beyond the last left end: all
/// mass on (that end, infinity].
pub fn turnbull(left: &[f64], right: &[f64]) -> Result<Turnbull, EstimateError> {
    if left.is_empty() {
        return Err(EstimateError::NoRows);
    }
    if left.len() != right.len() {
        return Err(EstimateError::UnequalLengths);
    }
    if let Some(row) = left.iter().zip(right).position(|(l, r)| !crate::numeric::is_tractable(*l) || r.is_nan()) {
        return Err(EstimateError::NotFinite { row });
    }
    if let Some(row) = left.iter().zip(right).position(|(l, r)| l > r) {
        return Err(EstimateError::EmptyInterval { row });
    }
    let problem = Problem::new(left, right);
    if problem.support.len() > WIDEST {
        return Err(EstimateError::TooLarge);
    }
    let mass = problem.solve()?;
    let fitted = problem.fitted(&mass);
    let gradient = problem.gradient(&fitted);
    let gap = gradient.iter().map(|g| g / left.len() as f64 - 1.0).fold(f64::NEG_INFINITY, f64::max);
    // Below this a mass is the rounding of 0.
    let kept: Vec<usize> = (0..mass.len()).filter(|&j| mass[j] > 1e-12).collect();
    Ok(Turnbull {
        left: kept.iter().map(|&j| problem.support[j].0).collect(),
        right: kept.iter().map(|&j| problem.support[j].1).collect(),
        mass: kept.iter().map(|&j| mass[j]).collect(),
        log_likelihood: problem.log_likelihood(&fitted),
        gap,
    })
}

impl Turnbull {
    /// The share surely past `time`, and the share that may be: S lies between them.
    pub fn survival(&self, time: f64) -> (f64, f64) {
        let over = |keep: &dyn Fn(usize) -> bool| sum((0..self.mass.len()).filter(|&j| keep(j)).map(|j| self.mass[j]));
        let surely = over(&|j| self.left[j] >= time && self.right[j] > time);
        (surely.clamp(0.0, 1.0), over(&|j| self.right[j] > time).clamp(0.0, 1.0))
    }
}

struct Problem {
    support: Vec<(f64, f64)>,
    /// Distinct intervals as ranges of support, with how many rows have each.
    rows: Vec<(usize, usize, f64)>,
    total: f64,
}

impl Problem {
    fn new(left: &[f64], right: &[f64]) -> Problem {
        // At one value: the closed left end of an exact time, right ends, open left ends.
        let mut ends: Vec<(f64, u8)> = Vec::with_capacity(2 * left.len());
        for (&l, &r) in left.iter().zip(right) {
            ends.push((l, if l == r { 0 } else { 2 }));
            ends.push((r, 1));
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut support: Vec<(f64, f64)> = ends
            .windows(2)
            .filter(|pair| pair[0].1 != 1 && pair[1].1 == 1)
            .map(|pair| (pair[0].0, pair[1].0))
            .collect();
        support.dedup();
        let mut rows: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (&l, &r) in left.iter().zip(right) {
            // Support within (l, r]: for an exact time the point itself.
            let first = support.partition_point(|&(a, b)| if l == r { b < l } else { a < l || (a == l && b == l) });
            let last = support.partition_point(|&(_, b)| b <= r);
            *rows.entry((first, last)).or_insert(0.0) += 1.0;
        }
        let rows = rows.into_iter().map(|((first, last), count)| (first, last, count)).collect();
        Problem { support, rows, total: left.len() as f64 }
    }

    /// The probability of each distinct interval.
    fn fitted(&self, mass: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|&(first, last, _)| sum(mass[first..last].iter().copied())).collect()
    }

    fn log_likelihood(&self, fitted: &[f64]) -> f64 {
        sum(self.rows.iter().zip(fitted).map(|(row, p)| row.2 * libm::log(*p)))
    }

    /// d ln L / d mass: at most the number of rows everywhere at the maximum.
    fn gradient(&self, fitted: &[f64]) -> Vec<f64> {
        let mut change = vec![0.0; self.support.len() + 1];
        for (&(first, last, count), p) in self.rows.iter().zip(fitted) {
            change[first] += count / p;
            change[last] -= count / p;
        }
        let mut running = 0.0;
        change[..self.support.len()]
            .iter()
            .map(|c| {
                running += c;
                running
            })
            .collect()
    }

    fn solve(&self) -> Result<Vec<f64>, EstimateError> {
        let m = self.support.len();
        let mut mass = vec![1.0 / m as f64; m];
        for _ in 0..30 {
            mass = self.expectation_step(&mass);
        }
        for _ in 0..300 {
            let fitted = self.fitted(&mass);
            let gradient = self.gradient(&fitted);
            let worst = (0..m).map(|j| gradient[j] / self.total - 1.0).fold(0.0, f64::max);
            if worst < 1e-11 {
                return Ok(mass);
            }
            let next = self.newton_step(&mass, &fitted, &gradient);
            let settled = next.iter().zip(&mass).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-15;
            mass = next;
            if settled {
                return if worst < 1e-6 { Ok(mass) } else { Err(EstimateError::NotConverged) };
            }
        }
        Err(EstimateError::NotConverged)
    }

    fn expectation_step(&self, mass: &[f64]) -> Vec<f64> {
        let gradient = self.gradient(&self.fitted(mass));
        mass.iter().zip(gradient).map(|(p, g)| p * g / self.total).collect()
    }

    /// Intersections worth a step: those with mass, and the highest of each run of others whose gradient asks for some.
    fn candidates(&self, mass: &[f64], gradient: &[f64]) -> Vec<usize> {
        let mut chosen = Vec::new();
        let mut best: Option<usize> = None;
        for j in 0..mass.len() {
            if mass[j] > 0.0 {
                chosen.extend(best.take());
                chosen.push(j);
            } else if gradient[j] > self.total && best.is_none_or(|best| gradient[j] > gradient[best]) {
                best = Some(j);
            }
        }
        chosen.extend(best);
        chosen
    }

    fn newton_step(&self, mass: &[f64], fitted: &[f64], gradient: &[f64]) -> Vec<f64> {
        let chosen = self.candidates(mass, gradient);
        // Newton's equations of ln L - n sum(q), whose maximum has sum 1: G q = 2 gradient - n.
        let place = |j: usize| chosen.partition_point(|&c| c < j);
        let spans: Vec<(usize, usize, f64)> = self
            .rows
            .iter()
            .zip(fitted)
            .map(|(&(first, last, count), f)| (place(first), place(last), count / (f * f)))
            .collect();
        let k = chosen.len();
        // Rows cover runs of candidates: the Gram matrix by differences in two directions.
        let mut gram = Matrix::zeros(k + 1, k + 1);
        for &(first, last, weight) in spans.iter().filter(|span| span.0 < span.1) {
            gram.add(first, first, weight);
            gram.add(first, last, -weight);
            gram.add(last, first, -weight);
            gram.add(last, last, weight);
        }
        for i in 0..=k {
            for j in 1..=k {
                gram[(i, j)] += gram[(i, j - 1)];
            }
        }
        for i in 1..=k {
            for j in 0..=k {
                gram[(i, j)] += gram[(i - 1, j)];
            }
        }
        let target: Vec<f64> = chosen.iter().map(|&j| 2.0 * gradient[j] - self.total).collect();
        let start: Vec<bool> = chosen.iter().map(|&j| mass[j] > 0.0).collect();
        let solution = non_negative(&gram, &target, start);
        let total = sum(solution.iter().copied());
        let mut toward = vec![0.0; mass.len()];
        for (&j, q) in chosen.iter().zip(&solution) {
            toward[j] = q / total;
        }
        self.line_search(mass, &toward, fitted)
    }

    /// The longest of the step and its halves that raises the likelihood; an EM step where none does.
    fn line_search(&self, mass: &[f64], toward: &[f64], fitted: &[f64]) -> Vec<f64> {
        let here = self.log_likelihood(fitted);
        let mut share = 1.0;
        for _ in 0..40 {
            let trial: Vec<f64> = mass.iter().zip(toward).map(|(p, q)| p + share * (q - p)).collect();
            let value = self.log_likelihood(&self.fitted(&trial));
            if value.is_finite() && value >= here {
                return trial;
            }
            share *= 0.5;
        }
        self.expectation_step(mass)
    }
}

/// Minimises q'Gq/2 - c'q over q >= 0. C. L. Lawson and R. J. Hanson (1974), "Solving Least Squares Problems", chapter 23, from the
/// passive set `active`.
fn non_negative(gram: &Matrix, target: &[f64], mut free: Vec<bool>) -> Vec<f64> {
    let k = target.len();
    let mut q = vec![0.0; k];
    for _ in 0..3 * k + 10 {
        loop {
            let kept: Vec<usize> = (0..k).filter(|&j| free[j]).collect();
            let part: Vec<f64> = kept.iter().map(|&j| target[j]).collect();
            let cholesky = Cholesky::new(&gram.select(&kept), 1e-13);
            let solved = cholesky.solve(&part);
            let blocked = |&(i, _): &(usize, &usize)| solved[i] <= 0.0;
            if kept.iter().enumerate().all(|pair| !blocked(&(pair.0, pair.1))) {
                q.fill(0.0);
                kept.iter().zip(&solved).for_each(|(&j, value)| q[j] = *value);
                break;
            }
            // Go as far as no variable turns negative, and bind those that reach 0.
            let mut share = 1.0_f64;
            for (i, &j) in kept.iter().enumerate().filter(blocked) {
                share = share.min(if q[j] > solved[i] { q[j] / (q[j] - solved[i]) } else { 0.0 });
            }
            for (i, &j) in kept.iter().enumerate() {
                q[j] += share * (solved[i] - q[j]);
                if solved[i] <= 0.0 && q[j] <= 1e-300_f64.max(1e-15 * share) {
                    q[j] = 0.0;
                    free[j] = false;
                }
            }
            if kept.iter().all(|&j| free[j]) {
                // Rounding kept all afloat: bind the lowest.
                let lowest = kept.iter().enumerate().min_by(|a, b| solved[a.0].total_cmp(&solved[b.0]));
                if let Some((_, &j)) = lowest {
                    q[j] = 0.0;
                    free[j] = false;
                }
            }
        }
        let pull = gram.times_square(&q, k);
        let worth = |j: usize| target[j] - pull[j];
        let best = (0..k).filter(|&j| !free[j]).max_by(|&a, &b| worth(a).total_cmp(&worth(b)));
        match best {
            Some(j) if worth(j) > 1e-10 * target[j].abs() => free[j] = true,
            _ => break,
        }
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_intersections_than_can_be_solved_are_refused() {
        let left: Vec<f64> = (0..5000).map(f64::from).collect();
        assert_eq!(turnbull(&left, &left), Err(EstimateError::TooLarge));
    }

    #[test]
    fn right_censored_data_is_kaplan_meier() {
        let inf = f64::INFINITY;
        let found = turnbull(&[1.0, 2.0, 2.0, 4.0, 5.0], &[1.0, inf, 2.0, 4.0, inf]).unwrap();
        assert_eq!(found.left, [1.0, 2.0, 4.0, 5.0]);
        assert_eq!(found.right, [1.0, 2.0, 4.0, inf]);
        for (got, want) in found.mass.iter().zip([0.2, 0.2, 0.3, 0.3]) {
            assert!((got - want).abs() < 1e-9, "{:?}", found.mass);
        }
        assert!(found.gap < 1e-9);
    }

    #[test]
    fn intervals_that_touch_do_not_meet() {
        let found = turnbull(&[0.0, 5.0], &[5.0, 9.0]).unwrap();
        assert_eq!((found.left, found.right), (vec![0.0, 5.0], vec![5.0, 9.0]));
        assert_eq!(turnbull(&[3.0], &[1.0]), Err(EstimateError::EmptyInterval { row: 0 }));
        let all = turnbull(&[1.0, 4.0], &[f64::INFINITY; 2]).unwrap();
        assert_eq!((all.left, all.mass), (vec![4.0], vec![1.0]));
    }
}

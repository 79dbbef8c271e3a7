//! Monotone likelihood: which coefficients run to infinity.

use super::fit::Infinite;
use super::model::{CoxModel, Ties};
use super::sweep::Stratum;
use crate::numeric::newton::{Stopping, maximise};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A hazard ratio above e^5 between the ends of a column asks for a closer look.
const FAR: f64 = 5.0;
/// What a direction may miss by rounding, and by having been found by iteration.
const EXACT: f64 = 1e-9;
const FOUND: f64 = 1e-4;

impl CoxModel {
    /// Coefficients that run off at the estimate `beta` (on the inner scale). Where one has come far, the likelihood is asked: a direction
    /// is one of monotone likelihood when, at every event time, no row at risk lies further along it than each row with the
    /// event. Single columns are tried, and then the step that Newton's method would still take: several may
    /// run off together, as do all levels against a reference without events.
    ///
    /// Source: M. Jacobsen (1989), Scandinavian Journal of Statistics 16, 335-349. Cost: n log n for each direction.
    pub(super) fn infinite(&self, beta: &[f64], ties: Ties) -> Vec<Infinite> {
        let p = self.coefficients();
        let reach = &self.range;
        let far: Vec<usize> = (0..p).filter(|&a| beta[a].abs() * reach[a] > FAR).collect();
        if far.is_empty() {
            return Vec::new();
        }
        let mut runs: Vec<Option<bool>> = vec![None; p];
        for &a in &far {
            let mut direction = vec![0.0; p];
            direction[a] = beta[a].signum();
            if self.recedes(&direction, EXACT) {
                runs[a] = Some(beta[a] > 0.0);
            }
        }
        // Where single columns are not all of it: the step still to come, taken while it has digits left.
        let early = Stopping { decrement: 1e-5, ..Stopping::default() };
        if far.iter().any(|&a| runs[a].is_none())
            && let Some(maximum) = maximise(&vec![0.0; p], early, |beta| self.likelihood(beta, ties))
        {
            let longest = (0..p).map(|a| (maximum.step[a] * reach[a]).abs()).fold(0.0, f64::max);
            let kept = |a: usize| (maximum.step[a] * reach[a]).abs() >= 1e-3 * longest;
            let direction: Vec<f64> = (0..p).map(|a| if kept(a) { maximum.step[a] } else { 0.0 }).collect();
            if longest > 0.0 && self.recedes(&direction, FOUND) {
                (0..p).filter(|&a| direction[a] != 0.0).for_each(|a| runs[a] = Some(direction[a] > 0.0));
            }
        }
        let found = |(coefficient, run): (usize, &Option<bool>)| run.map(|positive| Infinite { coefficient, positive });
        runs.iter().enumerate().filter_map(found).collect()
    }

    fn recedes(&self, direction: &[f64], slack: f64) -> bool {
        let mut strict = false;
        for stratum in &self.strata {
            match stratum.recedes(direction, slack) {
                None => return false,
                Some(here) => strict |= here,
            }
        }
        strict
    }
}

impl Stratum {
    /// Whether some row at risk lies short of the rows with the event along `direction`; `None` where one lies beyond.
    fn recedes(&self, direction: &[f64], slack: f64) -> Option<bool> {
        let along = self.predictor(direction);
        let slack = slack * along.iter().fold(0.0_f64, |most, z| most.max(z.abs()));
        let mut strict = false;
        // The rows at risk, furthest and nearest first; those not yet under risk are dropped as they come up.
        let (mut furthest, mut nearest) = (BinaryHeap::new(), BinaryHeap::new());
        let mut next = self.set.len();
        for (j, rows) in self.events.iter().rev() {
            while next > 0 && self.set.exit(next - 1) >= *j {
                next -= 1;
                if self.set.weight(next) > 0.0 {
                    furthest.push((ordered(along[next]), next));
                    nearest.push(Reverse((ordered(along[next]), next)));
                }
            }
            while furthest.peek().is_some_and(|&(_, k)| self.set.entry(k) > *j) {
                furthest.pop();
            }
            while nearest.peek().is_some_and(|&Reverse((_, k))| self.set.entry(k) > *j) {
                nearest.pop();
            }
            let events = rows.clone().filter(|&k| self.set.weight(k) > 0.0);
            let least = events.map(|k| along[k]).fold(f64::INFINITY, f64::min);
            if furthest.peek().is_some_and(|&(_, k)| along[k] > least + slack) {
                return None;
            }
            strict |= nearest.peek().is_some_and(|&Reverse((_, k))| along[k] < least - slack);
        }
        Some(strict)
    }
}

/// An integer in the order of `x`.
fn ordered(x: f64) -> u64 {
    let bits = x.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_in_the_order_of_numbers() {
        let rising = [f64::NEG_INFINITY, -2.0, -1e-300, 0.0, 1e-300, 0.5, 3.0, f64::INFINITY];
        assert!(rising.windows(2).all(|pair| ordered(pair[0]) < ordered(pair[1])));
    }
}

//! What the covariates of censored times cannot tell: columns that are combinations, and directions in which the
//! likelihood rises for ever.
//!
//! A direction of the latter kind moves no row whose end is known, and moves censored rows only to where they may be: later,
//! if they ended after some time, earlier, if before. There is then no maximum, as where nothing ended in a group.

use super::Observation;
use crate::numeric::matrix::{Cholesky, Matrix};

/// How many of the `p` columns of `x` are no combination of those before them.
pub(crate) fn rank(x: &[f64], p: usize) -> usize {
    let mut products = Matrix::zeros(p, p);
    for x in x.chunks_exact(p) {
        (0..p).for_each(|a| (0..=a).for_each(|b| products.add(a, b, x[a] * x[b])));
    }
    Cholesky::new(&products, 1e-11).rank()
}

/// Whether `direction` is one, but for a share `slack` of the furthest move. `x` is row by row, as wide as `direction`.
pub(crate) fn along(x: &[f64], observations: &[Observation], direction: &[f64], slack: f64) -> bool {
    let moves = || x.chunks_exact(direction.len()).map(|x| x.iter().zip(direction).map(|(x, b)| x * b).sum::<f64>());
    let slack = slack * moves().fold(0.0_f64, |most, z| most.max(z.abs()));
    let allowed = |(z, observation): (f64, &Observation)| match observation {
        Observation::After(_) => z >= -slack,
        Observation::Before(_) => z <= slack,
        Observation::Exact(_) | Observation::Between(..) => z.abs() <= slack,
    };
    moves().zip(observations).all(allowed) && moves().any(|z| z.abs() > slack)
}

/// Whether moving along a single column, from either of its ends, is one. Column 0 is the intercept.
pub(crate) fn along_a_column(x: &[f64], p: usize, observations: &[Observation]) -> bool {
    let from = |a: usize, side: f64, end: f64| {
        let mut direction = vec![0.0; p];
        (direction[0], direction[a]) = (-side * end, side);
        along(x, observations, &direction, 1e-9)
    };
    (1..p).any(|a| {
        let (low, high) = ends(x, p, a);
        [low, high].iter().any(|&end| from(a, 1.0, end) || from(a, -1.0, end))
    })
}

/// The distance between the ends of column `a`.
pub(crate) fn reach(x: &[f64], p: usize, a: usize) -> f64 {
    let (low, high) = ends(x, p, a);
    high - low
}

fn ends(x: &[f64], p: usize, a: usize) -> (f64, f64) {
    let column = || x.iter().skip(a).step_by(p).copied();
    (column().fold(f64::INFINITY, f64::min), column().fold(f64::NEG_INFINITY, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_censored_group_recedes_and_a_mixed_one_does_not() {
        let x = [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        let (seen, later) = (Observation::Exact(2.0), Observation::After(3.0));
        assert!(along_a_column(&x, 2, &[seen, later, later, later]));
        assert!(along_a_column(&x, 2, &[later, later, seen, seen]));
        assert!(!along_a_column(&x, 2, &[seen, later, later, seen]));
        // Ended before and after cannot both run off.
        assert!(!along_a_column(&x, 2, &[seen, seen, later, Observation::Before(1.0)]));
        assert_eq!(reach(&x, 2, 1), 1.0);
    }
}

//! Deterministic maths: sums, special functions, distributions, matrices, root finding, Newton's method.
//!
//! Knows nothing of data or of statistics as reported. Every transcendental function goes through
//! `libm`, every sum runs in a fixed order, so that equal inputs give equal bytes on one platform.
//!
//! - [`sum`]: compensated sums
//! - [`special`]: incomplete gamma and beta functions, saddle-point probabilities
//! - [`distribution`]: tails and quantiles of the normal, chi-square, t, F, beta and gamma laws
//! - [`matrix`]: small dense matrices, Cholesky with detection of rank deficiency
//! - [`root`]: bracketed root finding
//! - [`newton`]: maximisation by Newton's method with step halving
//! - [`split_mix`]: random bits
//! - [`parallel`]: two threads with the result of one

/// Whether `x` can be squared and multiplied without leaving the range of the arithmetic: not NaN, and at most 1e75 in size. Input
/// beyond that is refused as if it were infinite.
pub fn is_tractable(x: f64) -> bool {
    x.abs() <= 1e75
}

pub mod distribution;
pub mod matrix;
pub mod newton;
pub mod parallel;
pub mod root;
pub mod special;
pub mod split_mix;
pub mod sum;

//! Deterministic maths: sums, special functions, distributions, matrices.

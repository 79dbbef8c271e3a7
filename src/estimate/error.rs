//! Why an estimate cannot be given. Carries counts of rows or positions, never a data value.

use thiserror::Error;

/// The reason an estimator declines. Every estimator returns this rather than NaN or a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EstimateError {
    /// There is no row to estimate from.
    #[error("there are no rows to estimate from")]
    NoRows,
    /// Nobody had the event.
    #[error("there are no events")]
    NoEvents,
    /// Fewer rows than the formula needs.
    #[error("at least {needed} rows are needed")]
    TooFewRows {
        /// The least number of rows that would do.
        needed: usize,
    },
    /// Only one group has rows, so nothing can be compared.
    #[error("all rows are in one group")]
    OneGroup,
    /// Columns that belong together differ in length.
    #[error("columns differ in length")]
    UnequalLengths,
    /// A value is infinite, not a number, or beyond 1e75 in size.
    #[error("row {row} is not a usable number")]
    NotFinite {
        /// Position of the row, from 0.
        row: usize,
    },
    /// A row leaves observation at or before it comes under it.
    #[error("row {row} leaves at or before it enters")]
    EmptyInterval {
        /// Position of the row, from 0.
        row: usize,
    },
    /// A weight is negative, not finite, or neither 0 nor between 1e-75 and 1e75.
    #[error("the weight of row {row} is negative or not a usable number")]
    InvalidWeight {
        /// Position of the row, from 0.
        row: usize,
    },
    /// A label, cause or category code is beyond its declared number of levels.
    #[error("the code of row {row} is out of range")]
    CodeOutOfRange {
        /// Position of the row, from 0.
        row: usize,
    },
    /// More rows than 32 bits can number.
    #[error("more than 4,294,967,295 rows")]
    TooManyRows,
    /// An argument is outside the domain of the formula.
    #[error("{0} is outside its domain")]
    Domain(&'static str),
    /// Everything lies in one row or column of the table, or a whole margin is zero.
    #[error("a margin of the table is zero")]
    EmptyMargin,
    /// All values are the same, so there is no spread to divide by.
    #[error("the values do not vary")]
    NoVariation,
    /// The exact computation would take more than the allowed number of steps.
    #[error("the table is too large for the exact computation")]
    TooLarge,
    /// The likelihood rises for ever as a coefficient grows: no event in a group, say, or separation.
    #[error("the likelihood has no maximum: an estimate is infinite")]
    Infinite,
    /// An iteration did not settle.
    #[error("the iteration did not converge")]
    NotConverged,
}

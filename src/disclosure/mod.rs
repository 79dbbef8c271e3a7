//! The only door from confidential results to protected ones.
//!
//! Owns the policies and everything that may be printed. Never sees a row of the case file.

mod number;

pub use number::{Number, Protected, Unit};

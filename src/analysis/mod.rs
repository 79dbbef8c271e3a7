//! Plan and analysis set to confidential results: every count of the report once.
//!
//! Calls formulas and holds none; decides nothing about what may be shown.

mod confidential;

pub use confidential::Confidential;

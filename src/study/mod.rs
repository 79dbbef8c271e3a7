//! The plan of a report: what report.toml and the profiles ask for. Never reads case data.

mod observation;

pub use observation::{Observation, Scheme};

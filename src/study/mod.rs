//! The plan of a report: what report.toml and the profiles ask for. Never reads case data.

mod mapping;
mod observation;

pub use mapping::{Flag, Mapping, Placed};
pub use observation::{Observation, Scheme};

//! Intervals against a known truth, in few replicates: the models are those of the coverage bench.

#![allow(dead_code, reason = "the bench uses more of its models than these tests do")]

#[path = "../../benches/coverage/bias.rs"]
mod bias;
#[path = "../../benches/coverage/cases.rs"]
mod cases;
#[path = "../../benches/coverage/cohort.rs"]
mod cohort;
#[path = "../../benches/coverage/curve.rs"]
mod curve;
#[path = "../../benches/coverage/exact.rs"]
mod exact;
#[path = "../../benches/coverage/law.rs"]
mod law;
#[path = "../../benches/coverage/pool.rs"]
mod pool;
#[path = "../../benches/coverage/rare.rs"]
mod rare;
#[path = "../../benches/coverage/tally.rs"]
mod tally;

mod headline;
mod models;

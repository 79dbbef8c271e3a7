//! Damaged inputs: each is answered with the exact code, line and column, and never with a value of the data.

mod clean;
mod command;
mod noise;
mod plan;
mod rows;
mod sample;
mod structure;

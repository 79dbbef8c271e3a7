//! Plan and analysis set to confidential results: every count of the report once.
//!
//! Calls formulas and holds none; decides nothing about what may be shown.

mod analyse;
mod cell_set;
mod course;
mod derive;
mod draw;
mod frame;
mod life;
mod life_table;
mod model;
mod results;
mod roll_up;
mod tabulate;

pub use crate::confidential::Confidential;
pub use analyse::{Question, analyse};
pub use cell_set::{CellKey, CellSet};
pub use course::{ContactTable, Course, IMPUTATIONS, Recurrence, SEED};
pub use frame::{Column, Frame};
pub use life::{Life, Lives, Stay, lives};
pub use life_table::base_grid;
pub use model::LANDMARK;
pub use results::{
    CaseOnly, CurveResult, DatePrecision, Dependence, Finding, FlowStep, LifeTable, ModelData, QualityCounts, Results,
    SpellDays, Stratum, Variant, YearRate,
};
pub use tabulate::{everyone, slots, tabulate};

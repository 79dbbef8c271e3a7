//! From coded columns to a case table of roles and codebook variables, or to rejects.
//!
//! Knows what a case file is; knows no statistics.

mod case_table;

pub use case_table::{Answers, CaseTable, Cells, ContactStatus, PersonId};

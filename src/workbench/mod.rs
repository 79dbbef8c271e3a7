//! The analyst's estimates on any table: a specification and columns in, confidential answers out.
//!
//! [`estimate()`] runs a list of analyses, each of which answers or is refused by itself. Formulas are those of
//! `estimate`; here columns become slices, and results their layout. Knows nothing of the report.

mod answer;
mod codes;
mod comparison;
mod competing;
mod cox;
mod curve;
mod descriptive;
mod design;
mod digits;
mod estimate;
mod follow_up;
mod grid;
mod lifetime;
mod occurrence;
mod portrait;
mod question;
mod reading;
mod real;
mod refusal;
mod rows;
mod scalar;
mod source;
mod spec;
mod tally;
mod text;
mod tree;

pub use answer::{Answer, Answers, Outcome};
pub use codes::CODES;
pub use estimate::{DataFile, Estimated, estimate, read_spec};
pub use portrait::describe;
pub use question::{Question, ask};
pub use refusal::{REFUSALS, Refusal};
pub use spec::{Entry, SpecFile};

//! What a variable is: its kind, its categories in order, their labels and their hierarchy.
//!
//! Owns names; after it only ids travel. Knows no case data and no file but its own text.

mod variable;

pub use variable::{Band, Category, CategoryId, Codebook, Group, Kind, Labels, Level, VarId, Variable};

//! What a variable is: its kind, its categories in order, their labels and their hierarchy.
//!
//! Owns names; after it only ids travel. Knows no case data and no file but its own text.
//! [`Codebook::parse`] reads codebook.toml, [`Codebook::extend_from`] adds variables of another such text.

mod codes;
mod countries;
mod hierarchy;
mod label;
mod parse;
mod role;
mod source;
mod variable;

pub use codes::CODES;
pub use countries::{REGION, SUBREGION, alpha2};
pub use label::{LabelFault, fault as label_fault};
pub use parse::check_format;
pub use role::{BIRTH_YEAR, CONTACT_STATUS, DateRole, EPISODE, PERSON, reserved, role_names};
pub use source::{Located, Section, Source, nearest};
pub use variable::{
    Band, Category, CategoryId, Codebook, Group, Kind, Labels, Level, REMAINDER, SHOWN, VarId, Variable,
};

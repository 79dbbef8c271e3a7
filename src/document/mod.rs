//! Protected numbers to a typeset page. Computes no number.
//!
//! Owns the manuscript (what a report holds), the narrative (templates to Typst markup) and the press (Typst to
//! PDF/A-3a and PDF/UA-1). Everything happens in memory: no disk, no packages, no network, no clock.

mod caption;
mod citation;
mod codes;
mod dress;
mod fact;
mod hand;
mod literal;
mod manuscript;
mod markdown;
mod marked;
mod meaning;
mod narrative;
mod part;
mod press;
mod printed;
mod proof;
mod release_change;
mod release_course;
mod release_extra;
mod release_fact;
mod release_key;
mod release_lead;
mod release_model;
mod release_pair;
mod release_table;
mod rendered;
mod screen;
mod sentence;
mod settle;
mod shape;
mod sheet;
mod substitute;
mod template;
mod virtual_file;
mod world;

#[cfg(test)]
mod checks;
#[cfg(test)]
pub(crate) mod demo;
#[cfg(test)]
mod spanish;
#[cfg(test)]
mod wording;

pub use caption::{Caption, captions};
pub use citation::{Citation, Cited};
pub use codes::CODES;
pub use dress::{Dress, Picture};
pub use fact::Fact;
pub use hand::{Literal, bare_numbers, literals};
pub use manuscript::{Attachment, Imprint, Manuscript, Meta, OwnText};
pub use markdown::markdown;
pub use meaning::{Meaning, fact_meaning, sheet_meaning};
pub use part::{Part, PartKind};
pub use press::{Composed, Forme, Medium, Print, forget, typeset};
pub use printed::{Origin, Printed};
pub use release_change::{change_facts, change_lists, change_sheets};
pub use release_extra::extra_sheets;
pub use release_fact::release_facts;
pub use release_key::cell_names;
pub use release_lead::lead_lists;
pub use release_model::model_lists;
pub use release_table::table_sheet;
pub use sentence::{Sentence, generated};
pub use settle::LastLayout;
pub use sheet::{Cell, Column, ColumnKind, FigureSheet, Row, TableSheet};
pub use substitute::Substitute;
pub use template::Templates;

//! Protected numbers to a typeset page. Computes no number.
//!
//! Owns the manuscript (what a report holds), the narrative (templates to Typst markup) and the press (Typst to
//! PDF/A-3a and PDF/UA-1). Everything happens in memory: no disk, no packages, no network, no clock.

mod fact;
mod literal;
mod manuscript;
mod narrative;
mod part;
mod press;
mod proof;
mod sheet;
mod template;
mod virtual_file;
mod world;

#[cfg(test)]
mod checks;
#[cfg(test)]
pub(crate) mod demo;

pub use fact::Fact;
pub use manuscript::{Attachment, Manuscript, Meta, OwnText};
pub use part::{Part, PartKind};
pub use press::{Print, typeset};
pub use sheet::{Cell, Column, ColumnKind, FigureSheet, Row, TableSheet};
pub use template::Templates;

//! Codes that nobody knows, and what they may mean.
//!
//! Owns the proposals for `[data.codes]`. A cell's text appears only where it spells a label of the codebook or
//! occurs often enough to name nobody.

use super::coding::Reader;
use super::columns::Columns;
use crate::codebook::{Codebook, VarId};
use crate::study::Mapping;

/// A code of the file that the codebook does not name.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Variable.
    pub variable: VarId,
    /// The code as it stands in the file: confidential, for `output/private/` alone.
    pub code: String,
    /// Name of the category that it seems to mean.
    pub category: Option<String>,
    /// Rows in which it occurs.
    pub rows: u32,
}

impl std::fmt::Debug for Proposal {
    /// Without the code: texts of a case file never reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proposal({:?}, {:?}, {} rows)", self.variable, self.category, self.rows)
    }
}

/// Unknown codes that spell a label, or occur in at least `threshold` rows; by variable, then by code.
pub(super) fn proposals(
    columns: &Columns<'_>,
    mapping: &Mapping,
    codebook: &Codebook,
    threshold: u32,
) -> Vec<Proposal> {
    let mut found = Vec::new();
    for (&variable, sources) in &columns.variables {
        let reader = Reader::new(codebook, variable, mapping);
        if codebook.get(variable).kind == crate::codebook::Kind::Number {
            continue;
        }
        for column in &sources.columns {
            for (code, rows) in reader.strangers(column) {
                let category = reader.spelt(code).map(str::to_owned);
                if category.is_some() || rows >= threshold {
                    found.push(Proposal { variable, code: code.to_owned(), category, rows });
                }
            }
        }
    }
    found
}

//! What an answer is called in print, and the order that follows from it.

use super::number::Protected;
use super::release::{Release, Row, Table};
use crate::codebook::{Codebook, VarId};
use crate::diagnostic::Diagnostic;
use crate::language::{self, Alphabet, Language, Strings};
use crate::study::{Answer, Order};

impl Release {
    /// The printed label of an answer to a variable; the total for `None`.
    ///
    /// # Errors
    /// A missing string.
    pub fn label(&self, variable: VarId, answer: Option<Answer>, strings: &Strings) -> Result<String, Diagnostic> {
        Ok(match answer {
            Some(Answer::Is(c)) => {
                let category = self.codebook.get(variable).categories.get(usize::from(c.0));
                category
                    .map_or_else(String::new, |c| language::bound(c.labels.get(strings.language()), strings.language()))
            }
            Some(Answer::Known) => strings.get("answer.known")?.into(),
            Some(Answer::NotRecorded) => strings.get("answer.not_recorded")?.into(),
            None => strings.get("answer.total")?.into(),
        })
    }

    /// The stable name of an answer; `*` for the total.
    pub fn name(&self, variable: VarId, answer: Option<Answer>) -> &str {
        match answer {
            None => "*",
            Some(Answer::Known) => "known",
            Some(Answer::NotRecorded) => "not_recorded",
            Some(Answer::Is(c)) => {
                self.codebook.get(variable).categories.get(usize::from(c.0)).map_or("", |c| c.name.as_str())
            }
        }
    }
}

impl Protected<Release> {
    /// The same release with the rows of tables that are ordered by value as a language lists them: rows that print the
    /// same total stand in the order of its alphabet.
    pub fn in_language(&self, language: Language) -> Protected<Release> {
        let mut release = (**self).clone();
        let alphabet = Alphabet::of(language);
        for table in release.tables.iter_mut().filter(|table| table.order == Order::Value) {
            list(table, &release.codebook, language, &alphabet);
        }
        Protected::seal(release)
    }
}

/// Sorts each run of rows with the same printed total, among answers of the same standing.
fn list(table: &mut Table, codebook: &Codebook, language: Language, alphabet: &Alphabet) {
    let categories = &codebook.get(table.rows_of).categories;
    let category = |row: &Row| match row.answer {
        Some(Answer::Is(c)) => categories.get(usize::from(c.0)).filter(|c| !c.unknown && !c.not_applicable),
        _ => None,
    };
    let alike = |a: &Row, b: &Row| {
        let total = |row: &Row| row.cells.last().and_then(|cell| cell.count.value());
        category(a).is_some() && category(b).is_some() && total(a) == total(b)
    };
    for run in table.rows.chunk_by_mut(alike) {
        let label = |row: &Row| category(row).map_or("", |c| c.labels.get(language));
        run.sort_by(|a, b| alphabet.compare(label(a), label(b)));
    }
}

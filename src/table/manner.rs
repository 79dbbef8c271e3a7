//! How one text is read, and how its faults are told.
//!
//! Owns the words for faults that more than one reader can find. Knows no row.

use super::Options;
use super::block::Uncoded;
use super::dictionary::CellFault;
use crate::diagnostic::{Diagnostic, Place};

/// What goes wrong, as a list: a reader may find several.
pub(super) type Faults = Vec<Diagnostic>;

/// How the text is to be read, whichever way.
#[derive(Clone, Copy)]
pub(super) struct Manner<'o> {
    pub(super) options: &'o Options,
    pub(super) converted: bool,
    pub(super) tried: u8,
    pub(super) other: Option<u8>,
}

impl Manner<'_> {
    pub(super) fn file(&self) -> Place {
        Place::file(self.options.file.clone())
    }

    pub(super) fn place(&self, line: u64, column: Option<usize>) -> Place {
        Place { file: self.options.file.clone(), line: Some(line), column: column.map(|c| c.to_string()) }
    }

    pub(super) fn unread(&self, kind: &str) -> Diagnostic {
        Diagnostic::error("T004", format!("the file cannot be read: {kind}"), "try again, or copy it").at(self.file())
    }

    pub(super) fn uncoded(&self, (line, column, fault): Uncoded) -> Diagnostic {
        match fault {
            CellFault::NotText => self.not_text(u64::from(line), column),
            CellFault::Full => self.too_large(u64::from(line)),
        }
    }

    pub(super) fn not_text(&self, line: u64, column: usize) -> Diagnostic {
        let place = self.place(line, Some(column));
        if self.converted {
            let help = "check `encoding` under [data], or save the file as CSV UTF-8";
            return Diagnostic::error("T016", "this cell cannot be read in the file's encoding", help).at(place);
        }
        Diagnostic::error(
            "T013",
            "the file is not UTF-8; it looks like Windows-1252 (Latin-1), first in this cell",
            "save it as CSV UTF-8, or set `encoding = \"windows-1252\"` under [data] in report.toml",
        )
        .at(place)
    }

    pub(super) fn too_large(&self, line: u64) -> Diagnostic {
        let help = "split the file; four thousand million lines or distinct texts are the limit";
        Diagnostic::error("T018", "the file is larger than the program can hold", help).at(self.place(line, None))
    }
}

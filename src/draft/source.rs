//! Opens a case file of unknown form: encoding, delimiter, header.
//!
//! Owns the attempts. Columns that may not be read are never asked for.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place};
use crate::table::{self, Options, Table};

/// Bytes looked at for the delimiter.
const HEAD: u64 = 1 << 16;

/// How the file turned out to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// To be written into report.toml, where the program would not recognise it by itself.
    pub(super) delimiter: Option<u8>,
    /// The same of the encoding.
    pub(super) encoding: Option<&'static str>,
}

/// A file that can be read.
pub(super) struct Source<'p> {
    path: &'p Path,
    shown: String,
    head: Vec<u8>,
    pub(super) manner: Manner,
}

impl<'p> Source<'p> {
    /// Opens a file; `shown` is what diagnostics call it.
    ///
    /// # Errors
    /// A file that is not there or may not be read.
    pub(super) fn open(path: &'p Path, shown: String) -> Result<Self, Vec<Diagnostic>> {
        if !path.exists() {
            let fault = Diagnostic::error("B056", "there is no such case file", "check the name given with --data");
            return Err(vec![fault.at(Place::file(shown))]);
        }
        let mut head = Vec::new();
        if path.is_file() {
            // What cannot be opened or read is told below, with its reason.
            let _ = File::open(path).map(|file| file.take(HEAD).read_to_end(&mut head));
        }
        Ok(Source { path, shown, head, manner: Manner::default() })
    }

    /// The names in the first line; no column is read.
    ///
    /// # Errors
    /// Faults of the file's structure.
    pub(super) fn header(&mut self) -> Result<Vec<String>, Vec<Diagnostic>> {
        Ok(self.read(BTreeSet::new())?.header().to_vec())
    }

    /// The columns of these names.
    ///
    /// # Errors
    /// Faults of the file's structure.
    pub(super) fn read(&mut self, columns: BTreeSet<String>) -> Result<Table, Vec<Diagnostic>> {
        loop {
            let options = Options {
                file: self.shown.clone(),
                delimiter: self.manner.delimiter,
                encoding: self.manner.encoding.map(str::to_owned),
                columns: Some(columns.clone()),
            };
            match table::read_path(self.path, &options) {
                Ok(table) => return Ok(table),
                Err(faults) => match self.other_manner(&faults) {
                    Some(manner) => self.manner = manner,
                    None => return Err(faults),
                },
            }
        }
    }

    /// What to try next, after these faults; each is tried once.
    fn other_manner(&self, faults: &[Diagnostic]) -> Option<Manner> {
        let code = faults.first()?.code;
        let mut next = self.manner.clone();
        match code {
            "T013" if next.encoding.is_none() => next.encoding = Some("windows-1252"),
            "T014" if next.encoding.is_none() => {
                // Of a Latin letter in UTF-16 the second byte is zero where the small end comes first.
                let first_is_zero = self.head.first() == Some(&0);
                next.encoding = Some(if first_is_zero { "utf-16be" } else { "utf-16le" });
            }
            "T007" if next.delimiter.is_none() && self.head.contains(&b'|') => next.delimiter = Some(b'|'),
            _ => return None,
        }
        Some(next)
    }

    /// The delimiter, in words.
    pub(super) fn delimiter(&self) -> &'static str {
        match self.manner.delimiter.or_else(|| table::recognised_delimiter(&self.head)) {
            Some(b';') => "semicolon",
            Some(b'\t') => "tab",
            Some(b'|') => "bar",
            _ => "comma",
        }
    }

    /// The encoding, in words.
    pub(super) fn encoding(&self) -> &'static str {
        match (self.manner.encoding, self.head.as_slice()) {
            (Some("windows-1252"), _) => "Windows-1252",
            (Some(_), _) | (None, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) => "UTF-16",
            _ => "UTF-8",
        }
    }
}

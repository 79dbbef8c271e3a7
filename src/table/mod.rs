//! Bytes to dictionary-coded columns with line numbers. Any table, no meaning.
//!
//! [`read_path`] and [`read`] stream a delimited text of any usual encoding and give a [`Table`], or every fault of
//! its structure as a diagnostic. Columns that nobody asked for are dropped at the door and never held.

mod block;
mod cell_codes;
mod chunk;
mod codes;
mod delimiter;
mod dictionary;
mod encoding;
mod manner;
mod quotes;
mod read;
mod rows;
mod stream;

use std::collections::BTreeSet;
use std::fmt;

pub use cell_codes::Codes;
pub use codes::CODES;
pub use delimiter::recognise as recognised_delimiter;
pub use dictionary::Dictionary;
pub use encoding::encoding_named;
pub use read::{open, read, read_path};

/// How a table is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What diagnostics call the file.
    pub file: String,
    /// What stands between cells; recognised among comma, semicolon and tab when not given.
    pub delimiter: Option<u8>,
    /// Name of the encoding; UTF-8, or UTF-16 with its mark, when not given.
    pub encoding: Option<String>,
    /// Names of the columns to keep; all that have a name when not given.
    pub columns: Option<BTreeSet<String>>,
}

/// One column: a code per row into the dictionary of its distinct texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Column {
    name: String,
    number: usize,
    codes: Codes,
    dictionary: Dictionary,
}

/// A delimited text in memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Table {
    file: String,
    header: Vec<String>,
    columns: Vec<Column>,
    lines: Vec<u32>,
}

impl Column {
    /// Its name in the header, without blanks at the ends.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its position in the file, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// A code per row; 0 is an empty cell.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// The code of a row; 0 beyond the end.
    #[inline]
    pub fn code(&self, row: usize) -> u32 {
        self.codes.get(row)
    }

    /// The texts behind the codes.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The text of a row; empty beyond the end.
    pub fn text(&self, row: usize) -> &str {
        self.dictionary.text(self.codes.get(row))
    }

    /// How many rows have each code.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.dictionary.len()];
        self.codes.iter().for_each(|code| counts[code as usize] += 1);
        counts
    }
}

impl Table {
    /// What diagnostics call the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// All names in the header, kept or dropped, in the order of the file. In a file without a header line these
    /// are data: print them only once some of them are recognised.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Columns that were kept, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Line of each row in the file, from 1; of a row over several lines, the first.
    pub fn lines(&self) -> &[u32] {
        &self.lines
    }

    /// Number of rows, the header not counted.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }
}

impl fmt::Debug for Column {
    /// Sizes alone: texts of a case file never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({}: {} rows, {} texts)", self.number, self.codes.len(), self.dictionary.len())
    }
}

impl fmt::Debug for Table {
    /// Sizes alone: texts of a case file never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({} rows, {} columns)", self.lines.len(), self.columns.len())
    }
}

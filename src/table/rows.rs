//! Rows read with care: every fault of structure is found and named.
//!
//! Owns the diagnostics of a text. Slower than the stream of sound rows, and right about all others.

use std::collections::BTreeMap;
use std::io::Read;

use csv::ByteRecord;

use super::block::Block;
use super::manner::{Faults, Manner};
use super::quotes::{QuoteFault, QuoteWatch};
use super::{Table, delimiter};
use crate::diagnostic::Diagnostic;

/// Rows of the wrong width that are listed one by one.
const RAGGED_LISTED: usize = 50;

/// A text on its way into columns, every fault of its structure found.
pub(super) struct Rows<'o, R> {
    reader: csv::Reader<QuoteWatch<R>>,
    manner: Manner<'o>,
    /// Lines of the file before this text.
    before: u64,
    line: u64,
    ragged: Faults,
    ragged_more: u64,
}

impl<'o, R: Read> Rows<'o, R> {
    /// `before` lines of the file come before `source`.
    pub(super) fn new(source: R, manner: Manner<'o>, before: u64) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(manner.tried)
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(QuoteWatch::new(source, manner.tried, before));
        Rows { reader, manner, before, line: before + 1, ragged: Vec::new(), ragged_more: 0 }
    }

    /// The byte of this text, from 0, at which the next row begins.
    pub(super) fn next_byte(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The line of the file on which it begins.
    pub(super) fn next_line(&self) -> u64 {
        self.before + self.reader.position().line()
    }

    /// Reads the next row that is not blank and sets `self.line` to its first line.
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Faults> {
        while self.advance(record)? {
            // The reader says where it began to look, blank lines included; the row's own line follows from its end.
            let end = self.reader.position();
            let ends_open = self.reader.get_ref().ends_open(end.byte());
            self.line = (self.before + end.line()).saturating_sub(breaks(record) + u64::from(!ends_open));
            if !(record.len() == 1 && record.get(0) == Some(b"\r")) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn advance(&mut self, record: &mut ByteRecord) -> Result<bool, Faults> {
        self.reader.read_byte_record(record).map_err(|error| {
            let kind = match error.kind() {
                csv::ErrorKind::Io(e) => e.kind().to_string(),
                _ => "the text is damaged".to_owned(),
            };
            vec![self.manner.unread(&kind)]
        })
    }

    pub(super) fn header(&mut self) -> Result<Vec<String>, Faults> {
        let mut record = ByteRecord::new();
        let mut found = self.next(&mut record)?;
        // A first line `sep=;` is Excel's own note on the delimiter.
        if found && record.len() <= 2 && record.get(0) == Some(b"sep=") {
            found = self.next(&mut record)?;
        }
        if !found {
            let fault = Diagnostic::error("T005", "the file holds blank lines only", "export the cases again");
            return Err(vec![fault.at(self.manner.file())]);
        }
        let line = self.line;
        self.unquoted(&record)?;
        if let (1, Some(other)) = (record.len(), self.manner.other) {
            return Err(vec![self.one_column(line, other)]);
        }
        let mut names = Vec::with_capacity(record.len());
        for (i, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(name) if !(self.manner.converted && name.contains('\u{FFFD}')) => {
                    names.push(trimmed(name).to_owned())
                }
                _ => return Err(vec![self.manner.not_text(line, i + 1)]),
            }
        }
        let faults = self.duplicates(&names, line);
        if faults.is_empty() { Ok(names) } else { Err(faults) }
    }

    fn one_column(&self, line: u64, other: u8) -> Diagnostic {
        let message = format!(
            "with the {} as delimiter the file has one column; the first line has the {} instead",
            delimiter::shown(self.manner.tried),
            delimiter::shown(other)
        );
        let help = format!("set `delimiter = \"{}\"` under [data] in report.toml", delimiter::written(other));
        Diagnostic::error("T007", message, help).at(self.manner.place(line, None))
    }

    fn duplicates(&self, names: &[String], line: u64) -> Faults {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut faults = Vec::new();
        for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            match seen.get(name.as_str()) {
                Some(first) => {
                    let message = format!("columns {} and {} have the same name", first + 1, i + 1);
                    let help = "rename or remove one of them; if this line is data, put a line of names above it";
                    faults.push(Diagnostic::error("T008", message, help).at(self.manner.place(line, Some(i + 1))));
                }
                None => {
                    seen.insert(name, i);
                }
            }
        }
        faults
    }

    pub(super) fn body(mut self, header: Vec<String>, mut block: Block) -> Result<Table, Faults> {
        let manner = self.manner;
        let uncoded = |uncoded| vec![manner.uncoded(uncoded)];
        while self.next(block.room())? {
            let line = self.line;
            if self.reader.get_ref().fault().is_some() {
                self.unquoted(block.room())?;
            }
            let width = block.room().len();
            if width != header.len() {
                self.note_ragged(line, width, header.len());
                continue;
            }
            let line = u32::try_from(line).map_err(|_| vec![self.manner.too_large(line)])?;
            block.keep(line).map_err(uncoded)?;
        }
        block.code().map_err(uncoded)?;
        self.finish(header, block)
    }

    fn finish(mut self, header: Vec<String>, block: Block) -> Result<Table, Faults> {
        if let Some(fault) = self.reader.get_ref().fault() {
            return Err(vec![self.quote_fault(fault, None)]);
        }
        if self.ragged_more > 0 {
            let message = format!("{} more rows have the wrong number of cells", self.ragged_more);
            let help = "see the rows listed above";
            self.ragged.push(Diagnostic::error("T010", message, help).at(self.manner.file()));
        }
        if !self.ragged.is_empty() {
            return Err(self.ragged);
        }
        if block.is_empty() {
            let help = "export the cases again: there is no row below the names of the columns";
            let fault = Diagnostic::error("T006", "the file holds a header and nothing else", help);
            return Err(vec![fault.at(self.manner.place(1, None))]);
        }
        Ok(block.table(self.manner.options.file.clone(), header))
    }

    fn note_ragged(&mut self, line: u64, found: usize, wanted: usize) {
        if self.ragged.len() == RAGGED_LISTED {
            self.ragged_more += 1;
            return;
        }
        let message = format!("this row has {found} cells, the header has {wanted}");
        let help = "a cell that holds the delimiter must stand in \"quotes\"; else add or remove what differs";
        self.ragged.push(Diagnostic::error("T010", message, help).at(self.manner.place(line, None)));
    }

    /// Reports a fault of quoting once its record is the one at hand.
    fn unquoted(&self, record: &ByteRecord) -> Result<(), Faults> {
        let Some(fault) = self.reader.get_ref().fault() else { return Ok(()) };
        if fault.line < self.line || fault.line > self.line + breaks(record) {
            return Ok(());
        }
        let mut faults = self.ragged.clone();
        faults.push(self.quote_fault(fault, Some(record)));
        Err(faults)
    }

    fn quote_fault(&self, fault: QuoteFault, record: Option<&ByteRecord>) -> Diagnostic {
        let column = record.and_then(|r| culprit(r, self.line, fault)).map(|i| i + 1);
        let (code, message, help) = if fault.ran_on {
            ("T011", "a quote is opened here and not closed in this cell", "close it, or remove the opening quote")
        } else {
            ("T012", "there is text after the closing quote", "write a quote inside quotes twice: \"\"")
        };
        Diagnostic::error(code, message, help).at(self.manner.place(fault.line, column))
    }
}

/// Which cell of a record a fault of quoting is in.
fn culprit(record: &ByteRecord, mut line: u64, fault: QuoteFault) -> Option<usize> {
    if !fault.ran_on {
        return record.iter().position(|cell| cell.contains(&b'"'));
    }
    for (i, cell) in record.iter().enumerate() {
        let breaks = cell.iter().filter(|&&b| b == b'\n').count() as u64;
        if breaks > 0 && line == fault.line {
            return Some(i);
        }
        line += breaks;
    }
    record.len().checked_sub(1)
}

fn breaks(record: &ByteRecord) -> u64 {
    record.as_slice().iter().filter(|&&b| b == b'\n').count() as u64
}

/// Without blanks at the ends, no-break spaces included.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

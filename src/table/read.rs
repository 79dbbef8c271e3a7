//! Streams a delimited text into columns, or says what is wrong with its structure.
//!
//! Owns the rules of the file: header, width of rows, quotes, encoding. Knows no meaning of a cell.
//! Columns are given by number in diagnostics: in a file without a header the first line is data.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use csv::ByteRecord;

use super::block::{Block, Uncoded};
use super::dictionary::CellFault;
use super::encoding::{Decoding, Opening, encoding_named, is_utf8, opening};
use super::quotes::{QuoteFault, QuoteWatch};
use super::{Options, Table, delimiter};
use crate::diagnostic::{Diagnostic, Place};

/// Bytes looked at before the first line is read.
const HEAD: u64 = 1 << 16;
/// Rows of the wrong width that are listed one by one.
const RAGGED_LISTED: usize = 50;

type Faults = Vec<Diagnostic>;

/// Reads a file. Errors: `T001` to `T003` where it cannot be opened, and all of [`read`].
pub fn read_path(path: &Path, options: &Options) -> Result<Table, Faults> {
    let at = |d: Diagnostic| vec![d.at(Place::file(options.file.clone()))];
    let metadata = std::fs::metadata(path).map_err(|e| at(unopened(&e)))?;
    if metadata.is_dir() {
        let help = "give the file itself, for instance `cases.csv` inside it";
        return Err(at(Diagnostic::error("T002", "this is a directory, not a file", help)));
    }
    let file = File::open(path).map_err(|e| at(unopened(&e)))?;
    read(file, options)
}

fn unopened(error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error("T001", "there is no such file", "check `file` under [data] in report.toml")
        }
        io::ErrorKind::PermissionDenied => Diagnostic::error(
            "T003",
            "you have no permission to read this file",
            "ask its owner for the right to read it, or copy it to where you may",
        ),
        kind => Diagnostic::error("T004", format!("the file cannot be read: {kind}"), "try again, or copy the file"),
    }
}

/// Reads a delimited text to its end.
///
/// Errors: `T004` to `T018`, every ragged row (up to a limit), else the first fault that makes the rest unreadable.
pub fn read(mut source: impl Read, options: &Options) -> Result<Table, Faults> {
    let whole = |code, message: &str, help: &str| {
        vec![Diagnostic::error(code, message, help).at(Place::file(options.file.clone()))]
    };
    let head = head(&mut source).map_err(|e| whole("T004", &format!("the file cannot be read: {}", e.kind()), ""))?;
    let given = match &options.encoding {
        None => None,
        Some(name) => Some(encoding_named(name).ok_or_else(|| {
            whole("T017", "there is no such encoding", "use a name such as \"utf-8\", \"windows-1252\" or \"utf-16le\"")
        })?),
    };
    let all = Cursor::new(head.clone()).chain(source);
    match (opening(&head), given) {
        (Opening::Empty, _) => Err(whole("T005", "the file is empty", "export the cases again")),
        (Opening::Spreadsheet, _) => {
            let help = "open it in the spreadsheet program and save the sheet as CSV UTF-8";
            Err(whole("T015", "this is a spreadsheet, not a delimited text", help))
        }
        (Opening::Pdf, _) => Err(whole("T015", "this is a PDF, not a delimited text", "export the cases as CSV")),
        (Opening::Utf16(encoding), _) => decoded(Decoding::new(all, encoding), true, options),
        (_, Some(encoding)) if !is_utf8(encoding) => decoded(Decoding::new(all, encoding), true, options),
        (Opening::Binary, _) => Err(whole(
            "T014",
            "the file holds zero bytes: it is UTF-16 without its mark, or no text at all",
            "save it as CSV UTF-8, or set `encoding = \"utf-16le\"` under [data]",
        )),
        (Opening::Text(marked), _) => {
            let mut all = all;
            if marked {
                let mut mark = [0; 3];
                all.read_exact(&mut mark).map_err(|_| whole("T004", "the file cannot be read", ""))?;
            }
            decoded(all, false, options)
        }
    }
}

fn head(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// Reads what is UTF-8 by now. `converted`: a character that could not be decoded shows as U+FFFD.
fn decoded(source: impl Read, converted: bool, options: &Options) -> Result<Table, Faults> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let mut first = Vec::new();
    let lost = |e: io::Error| vec![unopened(&e).at(Place::file(options.file.clone()))];
    source.by_ref().take(HEAD).read_to_end(&mut first).map_err(lost)?;
    if first.contains(&b'\r') && !first.contains(&b'\n') {
        let help = "save it as CSV UTF-8 with the line ends of Windows or Unix";
        let fault = Diagnostic::error("T009", "the lines end in carriage returns alone", help);
        return Err(vec![fault.at(Place::file(options.file.clone()))]);
    }
    let tried = options.delimiter.or_else(|| delimiter::recognise(&first)).unwrap_or(b',');
    let other = delimiter::other_than(&first, tried);
    let watch = QuoteWatch::new(Cursor::new(first).chain(source), tried);
    let reader = csv::ReaderBuilder::new()
        .delimiter(tried)
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(1 << 16)
        .from_reader(watch);
    let mut rows = Rows { reader, options, converted, line: 1, tried, other, ragged: Vec::new(), ragged_more: 0 };
    let header = rows.header()?;
    rows.body(header)
}

/// A text on its way into columns.
struct Rows<'o, R> {
    reader: csv::Reader<QuoteWatch<R>>,
    options: &'o Options,
    converted: bool,
    line: u64,
    tried: u8,
    other: Option<u8>,
    ragged: Faults,
    ragged_more: u64,
}

impl<R: Read> Rows<'_, R> {
    fn place(&self, line: u64, column: Option<usize>) -> Place {
        Place { file: self.options.file.clone(), line: Some(line), column: column.map(|c| c.to_string()) }
    }

    /// Reads the next row that is not blank and sets `self.line` to its first line.
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Faults> {
        while self.advance(record)? {
            // The reader says where it began to look, blank lines included; the row's own line follows from its end.
            let end = self.reader.position();
            let ends_open = self.reader.get_ref().ends_open(end.byte());
            self.line = end.line().saturating_sub(breaks(record) + u64::from(!ends_open));
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
            let fault = Diagnostic::error("T004", format!("the file cannot be read: {kind}"), "try again, or copy it");
            vec![fault.at(Place::file(self.options.file.clone()))]
        })
    }

    fn header(&mut self) -> Result<Vec<String>, Faults> {
        let mut record = ByteRecord::new();
        let mut found = self.next(&mut record)?;
        // A first line `sep=;` is Excel's own note on the delimiter.
        if found && record.len() <= 2 && record.get(0) == Some(b"sep=") {
            found = self.next(&mut record)?;
        }
        if !found {
            let fault = Diagnostic::error("T005", "the file holds blank lines only", "export the cases again");
            return Err(vec![fault.at(Place::file(self.options.file.clone()))]);
        }
        let line = self.line;
        self.unquoted(&record)?;
        if let (1, Some(other)) = (record.len(), self.other) {
            return Err(vec![self.one_column(line, other)]);
        }
        let mut names = Vec::with_capacity(record.len());
        for (i, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(name) if !(self.converted && name.contains('\u{FFFD}')) => names.push(trimmed(name).to_owned()),
                _ => return Err(vec![self.not_text(line, i + 1)]),
            }
        }
        let faults = self.duplicates(&names, line);
        if faults.is_empty() { Ok(names) } else { Err(faults) }
    }

    fn one_column(&self, line: u64, other: u8) -> Diagnostic {
        let message = format!(
            "with the {} as delimiter the file has one column; the first line has the {} instead",
            delimiter::shown(self.tried),
            delimiter::shown(other)
        );
        let help = format!("set `delimiter = \"{}\"` under [data] in report.toml", delimiter::written(other));
        Diagnostic::error("T007", message, help).at(self.place(line, None))
    }

    fn duplicates(&self, names: &[String], line: u64) -> Faults {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut faults = Vec::new();
        for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            match seen.get(name.as_str()) {
                Some(first) => {
                    let message = format!("columns {} and {} have the same name", first + 1, i + 1);
                    let help = "rename or remove one of them; if this line is data, put a line of names above it";
                    faults.push(Diagnostic::error("T008", message, help).at(self.place(line, Some(i + 1))));
                }
                None => {
                    seen.insert(name, i);
                }
            }
        }
        faults
    }

    fn body(mut self, header: Vec<String>) -> Result<Table, Faults> {
        let wanted = |name: &String| match &self.options.columns {
            Some(columns) => columns.contains(name),
            None => !name.is_empty(),
        };
        let kept = (0..header.len()).filter(|&i| wanted(&header[i]));
        let mut block = Block::new(kept, header.len(), self.converted);
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
            let line = u32::try_from(line).map_err(|_| vec![self.too_large(line)])?;
            block.keep(line).map_err(|uncoded| self.uncoded(uncoded))?;
        }
        block.code().map_err(|uncoded| self.uncoded(uncoded))?;
        self.finish(header, block)
    }

    fn uncoded(&self, (line, column, fault): Uncoded) -> Faults {
        vec![match fault {
            CellFault::NotText => self.not_text(u64::from(line), column),
            CellFault::Full => self.too_large(u64::from(line)),
        }]
    }

    fn finish(mut self, header: Vec<String>, block: Block) -> Result<Table, Faults> {
        if let Some(fault) = self.reader.get_ref().fault() {
            return Err(vec![self.quote_fault(fault, None)]);
        }
        if self.ragged_more > 0 {
            let message = format!("{} more rows have the wrong number of cells", self.ragged_more);
            let help = "see the rows listed above";
            self.ragged.push(Diagnostic::error("T010", message, help).at(Place::file(self.options.file.clone())));
        }
        if !self.ragged.is_empty() {
            return Err(self.ragged);
        }
        if block.is_empty() {
            let help = "export the cases again: there is no row below the names of the columns";
            let fault = Diagnostic::error("T006", "the file holds a header and nothing else", help);
            return Err(vec![fault.at(self.place(1, None))]);
        }
        Ok(block.table(self.options.file.clone(), header))
    }

    fn note_ragged(&mut self, line: u64, found: usize, wanted: usize) {
        if self.ragged.len() == RAGGED_LISTED {
            self.ragged_more += 1;
            return;
        }
        let message = format!("this row has {found} cells, the header has {wanted}");
        let help = "a cell that holds the delimiter must stand in \"quotes\"; else add or remove what differs";
        self.ragged.push(Diagnostic::error("T010", message, help).at(self.place(line, None)));
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
        Diagnostic::error(code, message, help).at(self.place(fault.line, column))
    }

    fn not_text(&self, line: u64, column: usize) -> Diagnostic {
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

    fn too_large(&self, line: u64) -> Diagnostic {
        let help = "split the file; four thousand million lines or distinct texts are the limit";
        Diagnostic::error("T018", "the file is larger than the program can hold", help).at(self.place(line, None))
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

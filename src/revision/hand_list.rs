//! The last edition from a list made by hand: CSV with a name and a printed text a line.

use std::collections::BTreeMap;

use super::last_edition::{Content, Entry, LONGEST_NAME, LastEdition, Terms};
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place};

/// What report.toml says of an edition that cannot say it itself.
pub(super) struct Imprint {
    /// Name of the edition.
    pub(super) edition: String,
    /// Last day of its extract.
    pub(super) cutoff: Day,
    /// Counts to the nearest so many.
    pub(super) rounded_to: u16,
}

/// Longest note that is printed.
const LONGEST_NOTE: usize = 400;

/// Reads the list: a header `fact,text` or `fact,text,note`, with comma, semicolon or tab, then a line for each number.
///
/// # Errors
/// Every fault found: `R001` a header or a line that does not read, `R003` a name that is none, `R008` a number twice.
pub(super) fn read(text: &str, file: &str, imprint: Imprint) -> Result<LastEdition, Vec<Diagnostic>> {
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().ok().and_then(Columns::of).ok_or_else(|| {
        let help = "begin the file with the line `fact,text`, or `fact,text,note`";
        vec![Diagnostic::error("R001", "the list has no columns `fact` and `text`", help).at(Place::line(file, 1))]
    })?;
    let (mut entries, mut faults) = (BTreeMap::new(), Vec::new());
    for record in reader.into_records() {
        let Ok(record) = record else {
            let help = "save the list as CSV in UTF-8, with every quote closed";
            faults.push(Diagnostic::error("R001", "the list stops to be a table here", help).at(Place::file(file)));
            break;
        };
        let line = record.position().map_or(0, csv::Position::line);
        match columns.entry(&record, line) {
            Ok(None) => {}
            Ok(Some((name, _))) if entries.contains_key(&name) => {
                let message = "this number stands in the list already";
                faults.push(Diagnostic::error("R008", message, "keep one of the lines").at(Place::line(file, line)));
            }
            Ok(Some((name, entry))) => {
                entries.insert(name, entry);
            }
            Err(message) => {
                let help = "`retraffic list facts` shows the names that numbers have";
                faults.push(Diagnostic::error("R003", message, help).at(Place::line(file, line)));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(LastEdition {
        edition: imprint.edition,
        cutoff: imprint.cutoff,
        file: file.into(),
        terms: Terms::ByHand(imprint.rounded_to),
        entries,
        counts: BTreeMap::new(),
    })
}

/// Comma, semicolon or tab, whichever the header has most.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let often = |sign: &u8| head.bytes().filter(|b| b == sign).count();
    // Of several alike the last is taken: the comma.
    b"\t;,".iter().copied().max_by_key(often).unwrap_or(b',')
}

struct Columns {
    fact: usize,
    text: usize,
    note: Option<usize>,
    width: usize,
}

impl Columns {
    fn of(head: &csv::StringRecord) -> Option<Self> {
        let at = |name: &str| head.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
        Some(Columns { fact: at("fact")?, text: at("text")?, note: at("note"), width: head.len() })
    }

    /// None for a line without anything.
    fn entry(&self, record: &csv::StringRecord, line: u64) -> Result<Option<(String, Entry)>, &'static str> {
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let name = field(self.fact);
        let note = self.note.map(field).filter(|note| !note.is_empty());
        if name.is_empty() && field(self.text).is_empty() {
            return Ok(None);
        }
        if record.iter().skip(self.width).any(|field| !field.trim().is_empty()) {
            return Err("there are more fields than in the header; a text with a comma in it stands in quotes");
        }
        if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err("there is no name of a number here");
        }
        if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE || note.chars().any(char::is_control)) {
            return Err("the note is longer than 400 characters, or more than one line");
        }
        let content = Content::Text(field(self.text).into());
        Ok(Some((name.into(), Entry { number: content, line: Some(line), note: note.map(str::to_string) })))
    }
}

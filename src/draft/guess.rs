//! Which column of a file is which role or variable.
//!
//! Owns the guesses, each with its reason. Knows names and shapes of columns, and no answer.

use std::collections::{BTreeMap, BTreeSet};

use super::column::{Shape, looks_like_data};
use super::lexicon::{Lexicon, Reason};
use super::privacy::forbidden;
use super::standard::Standard;
use super::told::LeftOut;
use crate::codebook::{BIRTH_YEAR, DateRole, EPISODE, Kind};
use crate::ingest::{identifies, trimmed};
use crate::table::{Column, Table};

/// A column taken for a role or variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) column: String,
    pub(super) native: String,
    pub(super) reason: Reason,
}

/// A column of flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flagged {
    pub(super) column: String,
    pub(super) variable: String,
    pub(super) answer: String,
}

/// The header by itself: what each name may be.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// In the order of the file.
    pub(super) taken: Vec<Taken>,
    pub(super) flagged: Vec<Flagged>,
    /// Names that nothing is known of.
    pub(super) spare: Vec<String>,
    pub(super) left: Vec<(String, LeftOut)>,
}

impl Header {
    /// Reads the names. `None` where they do not look like names: no known one among them, or cells of data.
    pub(super) fn read(names: &[String], lexicon: &Lexicon, standard: &Standard) -> Option<Header> {
        if names.iter().any(|name| looks_like_data(name)) {
            return None;
        }
        let mut header = Header::default();
        let mut best: BTreeMap<String, (Reason, usize)> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            if let Some((reason, native)) = lexicon.native(name).filter(|_| !identifies(name)) {
                let entry = best.entry(native).or_insert((reason, at));
                *entry = (*entry).min((reason, at));
            }
        }
        for (at, name) in names.iter().enumerate() {
            header.one(at, name, &best, lexicon, standard);
        }
        let known = header.taken.len() + header.flagged.len();
        // One word in many that happens to be known is no header.
        (known >= 2 || (known == 1 && names.len() <= 3)).then_some(header)
    }

    fn one(
        &mut self,
        at: usize,
        name: &str,
        best: &BTreeMap<String, (Reason, usize)>,
        lexicon: &Lexicon,
        standard: &Standard,
    ) {
        let owned = name.to_owned();
        if name.is_empty() {
            self.left.push((format!("(column {})", at + 1), LeftOut::Nameless));
        } else if identifies(name) {
            self.left.push((owned, LeftOut::Person));
        } else if let Some((reason, native)) = lexicon.native(name) {
            if best.get(&native).is_some_and(|(_, first)| *first == at) {
                self.taken.push(Taken { column: owned, native, reason });
            } else {
                self.left.push((owned, LeftOut::Second));
            }
        } else if let Some((variable, answer)) = lexicon.flag(name, standard) {
            self.flagged.push(Flagged { column: owned, variable, answer });
        } else if let Some(reason) = forbidden(name) {
            self.left.push((owned, reason));
        } else {
            self.spare.push(owned);
        }
    }

    /// Names of the columns that may be read.
    pub(super) fn wanted(&self) -> BTreeSet<String> {
        let taken = self.taken.iter().map(|t| &t.column).chain(self.flagged.iter().map(|f| &f.column));
        taken.chain(&self.spare).cloned().collect()
    }

    /// True where names stand among the cells of their own columns, below the first row: the first line is data then.
    pub(super) fn is_data(&self, table: &Table) -> bool {
        let again = table.columns().iter().filter(|column| {
            let code = column.dictionary().iter().position(|text| trimmed(text) == column.name());
            let rows = code.and_then(|code| Some((code as u32, *column.counts().get(code)?)));
            rows.is_some_and(|(code, rows)| rows > u32::from(column.code(0) == code))
        });
        again.count() > 1
    }

    /// Takes back what the cells do not bear out.
    pub(super) fn hold_against(&mut self, table: &Table, standard: &Standard) {
        let shape = |name: &str| table.column(name).map(Shape::of).unwrap_or_default();
        let (taken, unlike): (Vec<Taken>, Vec<Taken>) =
            std::mem::take(&mut self.taken).into_iter().partition(|t| fits(&t.native, shape(&t.column), standard));
        self.left.extend(unlike.into_iter().map(|t| (t.column, LeftOut::Unlike)));
        self.taken = taken;
        let (flagged, odd): (Vec<Flagged>, Vec<Flagged>) =
            std::mem::take(&mut self.flagged).into_iter().partition(|f| {
                let shape = shape(&f.column);
                shape.filled == 0 || shape.mostly(shape.flags, 90)
            });
        self.flagged = flagged;
        self.spare.extend(odd.into_iter().map(|f| f.column));
    }

    /// True where the first row holds the names again, in other words, as in the templates of HTCDS.
    pub(super) fn is_repeated(&self, table: &Table, lexicon: &Lexicon) -> bool {
        let cells = self.taken.iter().filter_map(|t| Some((t, table.column(&t.column)?.text(0))));
        let filled: Vec<(&Taken, &str)> = cells.filter(|(_, text)| !text.trim().is_empty()).collect();
        let again =
            filled.iter().filter(|(t, text)| lexicon.native(text).is_some_and(|(_, native)| native == t.native));
        filled.len() > 1 && again.count() * 2 > filled.len()
    }

    /// The column taken for a native name.
    pub(super) fn column<'t>(&self, native: &str, table: &'t Table) -> Option<&'t Column> {
        self.taken.iter().find(|t| t.native == native).and_then(|t| table.column(&t.column))
    }

    /// The columns of dates.
    pub(super) fn dates<'t>(&self, table: &'t Table) -> Vec<&'t Column> {
        DateRole::ALL.into_iter().filter_map(|role| self.column(role.name(), table)).collect()
    }
}

/// True where the cells of a column can be what its name says. An empty column can be anything.
fn fits(native: &str, shape: Shape, standard: &Standard) -> bool {
    if shape.filled == 0 {
        return true;
    }
    if DateRole::ALL.iter().any(|role| role.name() == native) {
        return shape.mostly(shape.dates, 50);
    }
    let number = standard.variable(native).is_some_and(|v| v.kind == Kind::Number);
    if number || native == EPISODE || native == BIRTH_YEAR {
        return shape.mostly(shape.numbers, 50);
    }
    true
}

//! The data file: columns by name, the numbers behind their texts, and what several analyses share.
//!
//! Each distinct text of a column is parsed once; a risk set is sorted once for all analyses of the same rows. Analyses may run
//! on several threads: what one has worked out, all share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::refusal::Refusal;
use super::rows::Rows;
use super::scalar::{is_missing_number, number};
use crate::estimate::RiskSet;
use crate::table::{Column, Table};

/// A table with what was worked out of it so far.
pub struct Source {
    table: Table,
    numbers: Mutex<BTreeMap<usize, Arc<Numbers>>>,
    rows: Mutex<BTreeMap<String, Arc<Rows>>>,
    sets: Mutex<BTreeMap<String, SharedSet>>,
}

/// A risk set that is made once, and waited for by whoever asks for it meanwhile.
type SharedSet = Arc<OnceLock<Result<Arc<RiskSet>, Refusal>>>;

/// What a lock keeps is whole at any time: a thread that panicked left nothing half done.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The numbers behind the codes of a column.
pub struct Numbers {
    /// By code; not a number where the text is none.
    values: Vec<f64>,
    /// Codes whose text is neither a number nor missing.
    strange: Vec<u32>,
}

impl Numbers {
    fn new(column: &Column) -> Numbers {
        let mut numbers = Numbers { values: Vec::with_capacity(column.dictionary().len()), strange: Vec::new() };
        for (code, text) in column.dictionary().iter().enumerate() {
            let value = if is_missing_number(text) { None } else { number(text) };
            if value.is_none() && !is_missing_number(text) {
                numbers.strange.push(code as u32);
            }
            numbers.values.push(value.unwrap_or(f64::NAN));
        }
        numbers
    }

    /// The number of a code; `None` where it is missing.
    pub fn get(&self, code: u32) -> Option<f64> {
        self.values.get(code as usize).copied().filter(|x| !x.is_nan())
    }

    /// The numbers of codes that are known to have one.
    pub fn raw(&self, code: u32) -> f64 {
        self.values[code as usize]
    }

    /// Codes that are neither a number nor missing.
    pub fn strange(&self) -> &[u32] {
        &self.strange
    }
}

impl Source {
    /// A table at the beginning of its work.
    pub fn new(table: Table) -> Source {
        Source { table, numbers: Mutex::default(), rows: Mutex::default(), sets: Mutex::default() }
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// A column by name.
    ///
    /// # Errors
    /// `unknown-column`, with the nearest name there is.
    pub fn column(&self, name: &str) -> Result<&Column, Refusal> {
        self.table.column(name).ok_or_else(|| Refusal::new("unknown-column", self.unknown(name)))
    }

    fn unknown(&self, name: &str) -> String {
        match nearest(name, self.table.header().iter().map(String::as_str)) {
            Some(near) => format!("there is no column `{name}`; did you mean `{near}`?"),
            None => format!("there is no column `{name}`"),
        }
    }

    /// The numbers of a column over the whole file: every text must be a number or missing.
    ///
    /// # Errors
    /// `unknown-column`; `not-a-number` with the first line, never the text.
    pub fn numbers(&self, name: &str) -> Result<(&Column, Arc<Numbers>), Refusal> {
        let column = self.column(name)?;
        let known = open(&self.numbers).get(&column.number()).cloned();
        let numbers = known.unwrap_or_else(|| {
            let numbers = Arc::new(Numbers::new(column));
            open(&self.numbers).insert(column.number(), Arc::clone(&numbers));
            numbers
        });
        Ok((column, numbers))
    }

    /// A `not-a-number` for a column where a text stands among `rows`.
    pub fn check_numbers(&self, column: &Column, numbers: &Numbers, rows: &Rows) -> Result<(), Refusal> {
        if numbers.strange().is_empty() {
            return Ok(());
        }
        let strange = |row: &usize| numbers.strange().binary_search(&column.code(*row)).is_ok();
        let mut found = rows.iter().filter(strange);
        let Some(first) = found.next() else { return Ok(()) };
        let count = 1 + found.count();
        let line = self.table.lines().get(first).copied().unwrap_or(0);
        let cells = if count == 1 { "one cell is".to_owned() } else { format!("{count} cells are") };
        let message = format!("in column `{}` {cells} neither a number nor empty, first in line {line}", column.name());
        Err(Refusal::new("not-a-number", message))
    }

    /// Rows by a key that tells how they were chosen.
    pub fn shared_rows(&self, key: &str, make: impl FnOnce() -> Rows) -> Arc<Rows> {
        if let Some(rows) = open(&self.rows).get(key) {
            return Arc::clone(rows);
        }
        let rows = Arc::new(make());
        Arc::clone(open(&self.rows).entry(key.to_owned()).or_insert(rows))
    }

    /// A risk set by a key that tells its rows and columns.
    pub fn shared_set(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<RiskSet, Refusal>,
    ) -> Result<Arc<RiskSet>, Refusal> {
        let shared = Arc::clone(open(&self.sets).entry(key.to_owned()).or_default());
        shared.get_or_init(|| make().map(Arc::new)).clone()
    }

    /// The line in the file of a row.
    pub fn line(&self, row: usize) -> Option<u64> {
        self.table.lines().get(row).map(|&line| u64::from(line))
    }
}

/// The name most like another, if one is near.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = name.to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&wanted, &other.to_lowercase());
    let (near, off) = known.filter(|n| !n.is_empty()).map(|n| (n, distance(n))).min_by_key(|(_, off)| *off)?;
    (off <= (name.chars().count() / 3).max(1)).then_some(near)
}

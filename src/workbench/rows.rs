//! Which rows an analysis uses: those of its subset that are complete on the columns it names.

use std::sync::Arc;

use super::refusal::Refusal;
use super::scalar::Scalar;
use super::source::{Numbers, Source};
use super::spec::Subset;
use crate::table::Column;

/// Rows of a table, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// `None`: all rows.
    index: Option<Vec<u32>>,
    total: usize,
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.index.as_ref().map_or(self.total, Vec::len)
    }

    /// Rows of the table.
    pub fn iter(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        let all = if self.index.is_none() { self.total } else { 0 };
        let some = self.index.as_deref().unwrap_or_default();
        (0..all).chain(some.iter().map(|&row| row as usize))
    }

    /// The row of the table at a position.
    pub fn row(&self, position: usize) -> usize {
        self.index.as_ref().map_or(position, |index| index.get(position).copied().unwrap_or(0) as usize)
    }

    /// The codes of a column, row by row.
    pub fn codes<'a>(&'a self, column: &'a Column) -> impl Iterator<Item = u32> + 'a {
        self.iter().map(|row| column.code(row))
    }
}

/// Rows in the making: conditions are added column by column.
pub struct Choice<'s> {
    source: &'s Source,
    /// What tells this choice from others: the conditions that leave rows out.
    key: String,
    mask: Option<Vec<bool>>,
    /// Rows left out because entry is not before exit.
    never_at_risk: usize,
}

impl<'s> Choice<'s> {
    /// All rows, or those of a subset.
    ///
    /// # Errors
    /// An unknown column.
    pub fn new(source: &'s Source, subset: Option<&Subset>) -> Result<Choice<'s>, Refusal> {
        let mut choice = Choice { source, key: String::new(), mask: None, never_at_risk: 0 };
        if let Some(subset) = subset {
            let column = source.column(&subset.column)?;
            let wanted = |text: &str| subset.equals.list().iter().any(|value| value.is(text));
            let tag = serde_json::to_string(subset.equals.list()).unwrap_or_default();
            choice.keep(column, &format!("= {tag}"), wanted);
        }
        Ok(choice)
    }

    /// Keeps rows whose text satisfies `wanted`; `tag` names the condition.
    fn keep(&mut self, column: &Column, tag: &str, wanted: impl Fn(&str) -> bool) {
        let keep: Vec<bool> = column.dictionary().iter().map(wanted).collect();
        self.keep_codes(column, tag, &keep);
    }

    fn keep_codes(&mut self, column: &Column, tag: &str, keep: &[bool]) {
        if keep.iter().all(|&k| k) || column.codes().iter().all(|code| keep[code as usize]) {
            return;
        }
        let mask = self.mask.get_or_insert_with(|| vec![true; column.codes().len()]);
        for (place, code) in mask.iter_mut().zip(column.codes().iter()) {
            *place &= keep[code as usize];
        }
        self.key.push_str(&format!("{}{tag}\n", column.number()));
    }

    /// Leaves out rows where a label is missing.
    ///
    /// # Errors
    /// An unknown column.
    pub fn label(&mut self, name: &str) -> Result<(), Refusal> {
        let column = self.source.column(name)?;
        self.keep(column, "", |text| !text.is_empty());
        Ok(())
    }

    /// Leaves out rows where a number is missing.
    ///
    /// # Errors
    /// An unknown column.
    pub fn number(&mut self, name: &str) -> Result<(), Refusal> {
        let (column, numbers) = self.source.numbers(name)?;
        let keep: Vec<bool> = (0..column.dictionary().len() as u32)
            .map(|code| numbers.get(code).is_some() || numbers.strange().binary_search(&code).is_ok())
            .collect();
        self.keep_codes(column, "#", &keep);
        Ok(())
    }

    /// Leaves out rows where a status is missing: empty, or `NA` unless that is one of its `values`.
    ///
    /// # Errors
    /// An unknown column.
    pub fn status(&mut self, name: &str, values: &[Scalar]) -> Result<(), Refusal> {
        let column = self.source.column(name)?;
        let named = values.iter().any(|value| value.text() == "NA");
        self.keep(column, "?", |text| !text.is_empty() && (named || text != "NA"));
        Ok(())
    }

    /// Leaves out rows that hold none of the levels.
    ///
    /// # Errors
    /// An unknown column.
    pub fn levels(&mut self, name: &str, levels: &[Scalar]) -> Result<(), Refusal> {
        let column = self.source.column(name)?;
        let tag = serde_json::to_string(levels).unwrap_or_default();
        self.keep(column, &tag, |text| !text.is_empty() && levels.iter().any(|level| level.is(text)));
        Ok(())
    }

    /// Leaves out rows that leave at or before they enter: they are never at risk. Both columns were checked before.
    pub fn at_risk(&mut self, entry: (&Column, &Numbers), time: (&Column, &Numbers)) {
        let empty = |row: usize| {
            let (from, to) = (entry.1.get(entry.0.code(row)), time.1.get(time.0.code(row)));
            matches!((from, to), (Some(from), Some(to)) if from >= to)
        };
        let mask = self.mask.get_or_insert_with(|| vec![true; time.0.codes().len()]);
        for (row, place) in mask.iter_mut().enumerate() {
            if *place && empty(row) {
                *place = false;
                self.never_at_risk += 1;
            }
        }
        if self.never_at_risk > 0 {
            self.key.push_str(&format!("{}<{}\n", entry.0.number(), time.0.number()));
        } else if self.key.is_empty() {
            self.mask = None;
        }
    }

    /// The rows, shared with every analysis that chose the same, their key, and how many were never at risk.
    pub fn finish(self) -> (Arc<Rows>, String, usize) {
        let Choice { source, key, mask, never_at_risk } = self;
        let total = source.table().rows();
        let rows = source.shared_rows(&key, || {
            let index = mask
                .map(|mask| (0_u32..).zip(&mask).filter(|(_, kept)| **kept).map(|(row, _)| row).collect::<Vec<u32>>());
            Rows { index, total }
        });
        (rows, key, never_at_risk)
    }
}

//! The case file in memory: one entry per usable row in every column, rows sorted by person and episode.

use std::collections::BTreeMap;

use crate::calendar::Date;
use crate::codebook::{CategoryId, DateRole, VarId};

/// A person, as a dense number given in order of first appearance; nothing of the file's own id is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

/// What was known of a person at the last contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactStatus {
    /// Still in contact.
    InContact,
    /// Contact was lost.
    Lost,
    /// Known to have died.
    Deceased,
    /// Known to have emigrated.
    Emigrated,
}

/// A single-answer column: a category per row, `None` where the cell was empty (not recorded).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells(Vec<u16>);

/// A multi-response column: the categories of each row, sorted and distinct; empty where the cell was empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    offsets: Vec<u32>,
    values: Vec<CategoryId>,
}

/// The usable rows of a case file, column by column. Every vector has one entry per row.
///
/// Rows are sorted by person, then by episode number; a role that the file does not have is all `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseTable {
    /// Line of each row in the case file, from 1 (the header is line 1).
    pub line: Vec<u32>,
    /// Person of each row.
    pub person: Vec<PersonId>,
    /// Episode number of each row, 1 for the first.
    pub episode: Vec<u16>,
    /// Entry into the trafficking situation.
    pub entry: Vec<Option<Date>>,
    /// Exit from it.
    pub exit: Vec<Option<Date>>,
    /// When the person was identified as a victim of this episode.
    pub identified: Vec<Option<Date>>,
    /// Return to the country of origin.
    pub returned: Vec<Option<Date>>,
    /// First day of assistance.
    pub assistance_start: Vec<Option<Date>>,
    /// Last day of assistance.
    pub assistance_end: Vec<Option<Date>>,
    /// Last contact.
    pub last_contact: Vec<Option<Date>>,
    /// What was known then.
    pub contact_status: Vec<Option<ContactStatus>>,
    /// Numbers as recorded, by variable of kind `Number`.
    pub numbers: BTreeMap<VarId, Vec<Option<i32>>>,
    /// Single answers, by variable (numbers as their bands too).
    pub cells: BTreeMap<VarId, Cells>,
    /// Several answers, by variable of kind `MultiResponse`.
    pub answers: BTreeMap<VarId, Answers>,
    /// Number of distinct persons.
    pub persons: u32,
    /// Whether a column numbers the episodes of each person. Without it, rows that each have a person of their own do
    /// not tell whether anybody came back.
    pub numbered: bool,
}

impl Cells {
    /// An empty column with room for `rows`.
    pub fn with_capacity(rows: usize) -> Self {
        Cells(Vec::with_capacity(rows))
    }

    /// Appends a row.
    pub fn push(&mut self, category: Option<CategoryId>) {
        self.0.push(category.map_or(0, |c| c.0 + 1));
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The category of a row; `None` where not recorded, or beyond the end.
    pub fn get(&self, row: usize) -> Option<CategoryId> {
        self.0.get(row).and_then(|&c| c.checked_sub(1)).map(CategoryId)
    }

    /// Sets a row that exists.
    pub fn set(&mut self, row: usize, category: Option<CategoryId>) {
        if let Some(cell) = self.0.get_mut(row) {
            *cell = category.map_or(0, |c| c.0 + 1);
        }
    }

    /// The same column with its rows in another order.
    pub fn reordered(&self, order: &[usize]) -> Self {
        Cells(order.iter().map(|&row| self.0[row]).collect())
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<CategoryId>> + '_ {
        self.0.iter().map(|c| c.checked_sub(1).map(CategoryId))
    }
}

impl Default for Answers {
    fn default() -> Self {
        Answers { offsets: vec![0], values: Vec::new() }
    }
}

impl Answers {
    /// Appends a row; `categories` need not be sorted.
    pub fn push(&mut self, categories: &[CategoryId]) {
        let start = self.values.len();
        self.values.extend_from_slice(categories);
        self.values[start..].sort_unstable();
        let mut kept = start;
        for i in start..self.values.len() {
            if i == start || self.values[i] != self.values[kept - 1] {
                self.values[kept] = self.values[i];
                kept += 1;
            }
        }
        self.values.truncate(kept);
        self.offsets.push(self.values.len() as u32);
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// True when there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The categories of a row, sorted; empty where not recorded or beyond the end.
    pub fn get(&self, row: usize) -> &[CategoryId] {
        match (self.offsets.get(row), self.offsets.get(row + 1)) {
            (Some(&from), Some(&to)) => &self.values[from as usize..to as usize],
            _ => &[],
        }
    }

    /// Gives all rows of each range the same categories; ranges are in order and do not overlap.
    pub(super) fn replace(&mut self, ranges: &[(std::ops::Range<usize>, Vec<CategoryId>)]) {
        let mut out = Answers::default();
        let mut row = 0;
        for (rows, categories) in ranges {
            (row..rows.start).for_each(|row| out.push(self.get(row)));
            rows.clone().for_each(|_| out.push(categories));
            row = rows.end;
        }
        (row..self.len()).for_each(|row| out.push(self.get(row)));
        *self = out;
    }

    /// The same column with its rows in another order.
    pub fn reordered(&self, order: &[usize]) -> Self {
        let mut out = Answers::default();
        for &row in order {
            out.push(self.get(row));
        }
        out
    }
}

impl CaseTable {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.line.len()
    }

    /// The dates of one role, one per row.
    pub fn dates(&self, role: DateRole) -> &[Option<Date>] {
        match role {
            DateRole::Entry => &self.entry,
            DateRole::Exit => &self.exit,
            DateRole::Identified => &self.identified,
            DateRole::Returned => &self.returned,
            DateRole::AssistanceStart => &self.assistance_start,
            DateRole::AssistanceEnd => &self.assistance_end,
            DateRole::LastContact => &self.last_contact,
        }
    }

    pub(super) fn dates_mut(&mut self, role: DateRole) -> &mut Vec<Option<Date>> {
        match role {
            DateRole::Entry => &mut self.entry,
            DateRole::Exit => &mut self.exit,
            DateRole::Identified => &mut self.identified,
            DateRole::Returned => &mut self.returned,
            DateRole::AssistanceStart => &mut self.assistance_start,
            DateRole::AssistanceEnd => &mut self.assistance_end,
            DateRole::LastContact => &mut self.last_contact,
        }
    }

    /// Row ranges of each person, in order.
    pub fn by_person(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start >= self.person.len() {
                return None;
            }
            let from = start;
            while start < self.person.len() && self.person[start] == self.person[from] {
                start += 1;
            }
            Some(from..start)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_sorted_and_distinct() {
        let mut answers = Answers::default();
        answers.push(&[CategoryId(3), CategoryId(1), CategoryId(3)]);
        answers.push(&[]);
        answers.push(&[CategoryId(0)]);
        assert_eq!(answers.get(0), [CategoryId(1), CategoryId(3)]);
        assert!(answers.get(1).is_empty());
        assert_eq!(answers.reordered(&[2, 0]).get(1), [CategoryId(1), CategoryId(3)]);
    }

    #[test]
    fn an_empty_cell_is_not_a_category() {
        let mut cells = Cells::with_capacity(2);
        cells.push(None);
        cells.push(Some(CategoryId(0)));
        assert_eq!(cells.iter().collect::<Vec<_>>(), [None, Some(CategoryId(0))]);
    }
}

//! What became of the file: rows used and set aside, values missing, precision of dates.
//!
//! Owns exact counts, which are confidential like every other count of cases. Prints nothing.

use std::collections::BTreeMap;

use super::case_table::CaseTable;
use crate::calendar::{Date, Precision};
use crate::codebook::{Codebook, DateRole, Kind, VarId};

/// A count by whether the person has more than one episode in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Rows of persons with several episodes.
    pub retrafficked: u32,
    /// Rows of all others.
    pub others: u32,
}

/// How completely a variable was recorded, over the rows used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Rows with an answer, `unknown` and `not applicable` apart.
    pub known: u32,
    /// Asked, but not known.
    pub unknown: u32,
    /// The question did not arise.
    pub not_applicable: u32,
    /// Left empty, or set aside by a rule.
    pub missing: u32,
}

/// How finely a date was recorded, over the rows used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatePrecision {
    /// To the day.
    pub day: u32,
    /// To the month.
    pub month: u32,
    /// To the year.
    pub year: u32,
    /// Left empty, or set aside by a rule.
    pub missing: u32,
}

/// Counts for the annex on data quality.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Rows below the header.
    pub rows_read: u32,
    /// Rows in the case table.
    pub rows_used: u32,
    /// Rows set aside, by code of the rule.
    pub rejected: BTreeMap<&'static str, Split>,
    /// Findings on values and dates, by code of the rule; the rows stay.
    pub flagged: BTreeMap<&'static str, Split>,
    /// Completeness of every codebook variable that the file has.
    pub variables: BTreeMap<VarId, Completeness>,
    /// Precision of every date that the file has.
    pub dates: BTreeMap<DateRole, DatePrecision>,
    /// Codebook variables that the file does not have.
    pub absent: Vec<VarId>,
}

impl Split {
    /// Adds one.
    pub(super) fn add(&mut self, retrafficked: bool) {
        if retrafficked {
            self.retrafficked += 1;
        } else {
            self.others += 1;
        }
    }

    /// Both together.
    pub fn total(self) -> u32 {
        self.retrafficked + self.others
    }
}

impl Quality {
    /// Counts what stands in the finished table.
    pub(super) fn measure(&mut self, cases: &CaseTable, codebook: &Codebook, dates: &[DateRole]) {
        self.rows_used = cases.rows() as u32;
        for (&id, cells) in &cases.cells {
            let categories = &codebook.get(id).categories;
            let mut counts = vec![0u32; categories.len()];
            let mut found = Completeness::default();
            for cell in cells.iter() {
                match cell {
                    Some(category) => counts[usize::from(category.0)] += 1,
                    None => found.missing += 1,
                }
            }
            for (category, count) in categories.iter().zip(counts) {
                match (category.unknown, category.not_applicable) {
                    (true, _) => found.unknown += count,
                    (_, true) => found.not_applicable += count,
                    _ => found.known += count,
                }
            }
            self.variables.insert(id, found);
        }
        self.measure_answers(cases, codebook);
        for &role in dates {
            self.dates.insert(role, precision(cases.dates(role)));
        }
        self.absent = codebook.iter().map(|(id, _)| id).filter(|id| !self.variables.contains_key(id)).collect();
    }

    fn measure_answers(&mut self, cases: &CaseTable, codebook: &Codebook) {
        for (&id, answers) in &cases.answers {
            debug_assert_eq!(codebook.get(id).kind, Kind::MultiResponse);
            let categories = &codebook.get(id).categories;
            let mut found = Completeness::default();
            for row in 0..answers.len() {
                let row = answers.get(row);
                let all = |test: fn(&crate::codebook::Category) -> bool| {
                    row.iter().all(|c| test(&categories[usize::from(c.0)]))
                };
                if row.is_empty() {
                    found.missing += 1;
                } else if all(|c| c.unknown) {
                    found.unknown += 1;
                } else if all(|c| c.not_applicable) {
                    found.not_applicable += 1;
                } else {
                    found.known += 1;
                }
            }
            self.variables.insert(id, found);
        }
    }
}

fn precision(dates: &[Option<Date>]) -> DatePrecision {
    let mut found = DatePrecision::default();
    for date in dates {
        match date.map(Date::precision) {
            Some(Precision::Day) => found.day += 1,
            Some(Precision::Month) => found.month += 1,
            Some(Precision::Year) => found.year += 1,
            None => found.missing += 1,
        }
    }
    found
}

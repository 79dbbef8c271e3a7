//! Fills the columns of the case table from the texts of the file.
//!
//! Owns the passage from text to value, row by row. Knows neither order nor agreement.

use super::case_table::{Answers, CaseTable, Cells, ContactStatus};
use super::coding::{Meaning, Reader, dates, flag, trimmed};
use super::columns::{Columns, Sources};
use super::findings::Findings;
use super::rows::{Dates, Rows};
use super::rule::Rule;
use crate::calendar::{Date, Day};
use crate::codebook::{BIRTH_YEAR, CONTACT_STATUS, CategoryId, Codebook, DateRole, Kind, VarId};
use crate::study::Mapping;
use crate::table::{Column, Table};

/// The variable whose numbers are checked against the year of birth.
const AGE: &str = "age_at_entry";

/// All that is needed to fill a case table.
pub(super) struct Reading<'r, 't> {
    pub(super) table: &'r Table,
    pub(super) columns: &'r Columns<'t>,
    pub(super) mapping: &'r Mapping,
    pub(super) codebook: &'r Codebook,
    pub(super) rows: &'r Rows,
}

/// The meaning of every text in the columns of dates.
pub(super) fn date_meanings<'t>(columns: &Columns<'t>, mapping: &Mapping) -> Dates<'t> {
    columns.dates.iter().map(|(&role, &column)| (role, (column, dates(column, mapping.dates)))).collect()
}

impl Reading<'_, '_> {
    /// The case table, its dates not yet in order and its persons not yet in agreement.
    pub(super) fn cases(&self, dates: &Dates<'_>, cutoff: Day, findings: &mut Findings<'_>) -> CaseTable {
        let order = &self.rows.order;
        let mut cases = CaseTable {
            line: order.iter().map(|&row| self.table.lines()[row]).collect(),
            person: self.rows.person.clone(),
            episode: self.rows.episode.clone(),
            persons: self.rows.persons,
            numbered: self.columns.episode.is_some() && self.columns.person.is_some(),
            ..CaseTable::default()
        };
        for role in DateRole::ALL {
            *cases.dates_mut(role) = match dates.get(&role) {
                Some((column, meanings)) => self.dates(column, meanings, cutoff, findings),
                None => vec![None; order.len()],
            };
        }
        for (&id, sources) in &self.columns.variables {
            self.variable(id, sources, &mut cases, findings);
        }
        cases.contact_status = self.contact_status(&cases, findings);
        cases
    }

    fn find(&self, rule: Rule, row: usize, column: &Column, findings: &mut Findings<'_>) {
        findings.cell(rule, self.table.lines()[row], column.name(), self.rows.retrafficked[row]);
    }

    fn dates(
        &self,
        column: &Column,
        meanings: &[Result<Option<Date>, Rule>],
        cutoff: Day,
        findings: &mut Findings<'_>,
    ) -> Vec<Option<Date>> {
        let mut read = |&row: &usize| match meanings[column.code(row) as usize] {
            Ok(Some(date)) if date.first() > cutoff => {
                self.find(Rule::AfterCutoff, row, column, findings);
                None
            }
            Ok(date) => date,
            Err(rule) => {
                self.find(rule, row, column, findings);
                None
            }
        };
        self.rows.order.iter().map(&mut read).collect()
    }

    fn variable(&self, id: VarId, sources: &Sources<'_>, cases: &mut CaseTable, findings: &mut Findings<'_>) {
        let reader = Reader::new(self.codebook, id, self.mapping);
        let kind = self.codebook.get(id).kind;
        if kind == Kind::MultiResponse {
            cases.answers.insert(id, self.answers(&reader, sources, findings));
            return;
        }
        let Some(column) = sources.columns.first() else { return };
        let meanings = reader.column(column);
        let mut cells = Cells::with_capacity(self.rows.order.len());
        let mut numbers = Vec::new();
        for &row in &self.rows.order {
            let meaning = &meanings[column.code(row) as usize];
            if let Some(rule) = meaning.fault {
                self.find(rule, row, column, findings);
            }
            cells.push(meaning.categories.first().copied());
            if kind == Kind::Number {
                numbers.push(meaning.number);
            }
        }
        cases.cells.insert(id, cells);
        if kind == Kind::Number {
            cases.numbers.insert(id, numbers);
        }
    }

    fn answers(&self, reader: &Reader<'_>, sources: &Sources<'_>, findings: &mut Findings<'_>) -> Answers {
        let texts: Vec<(&Column, Vec<Meaning>)> = sources.columns.iter().map(|&c| (c, reader.column(c))).collect();
        let flags: Vec<(CategoryId, &Column, Vec<Option<bool>>)> =
            sources.flags.iter().map(|&(id, c)| (id, c, c.dictionary().iter().map(flag).collect())).collect();
        let mut answers = Answers::default();
        let mut row_answers = Vec::new();
        for &row in &self.rows.order {
            row_answers.clear();
            for (column, meanings) in &texts {
                let meaning = &meanings[column.code(row) as usize];
                row_answers.extend_from_slice(&meaning.categories);
                if let Some(rule) = meaning.fault {
                    self.find(rule, row, column, findings);
                }
            }
            for (category, column, meanings) in &flags {
                match meanings[column.code(row) as usize] {
                    Some(true) => row_answers.push(*category),
                    Some(false) => {}
                    None => self.find(Rule::UnknownFlag, row, column, findings),
                }
            }
            answers.push(&row_answers);
        }
        answers
    }

    /// The role of the last contact: from the codebook's variable where there is one, else from its own names.
    fn contact_status(&self, cases: &CaseTable, findings: &mut Findings<'_>) -> Vec<Option<ContactStatus>> {
        if let Some((id, cells)) = self.codebook.find(CONTACT_STATUS).and_then(|id| Some((id, cases.cells.get(&id)?))) {
            let categories = &self.codebook.get(id).categories;
            return cells.iter().map(|c| c.and_then(|c| status(&categories[usize::from(c.0)].name))).collect();
        }
        let Some(column) = self.columns.contact_status else { return vec![None; self.rows.order.len()] };
        let codes = self.mapping.codes.get(CONTACT_STATUS);
        let native = |text: &str| match codes.and_then(|codes| codes.get(text)) {
            Some(to) => to.name.clone(),
            None => text.to_owned(),
        };
        let meanings: Vec<String> = column.dictionary().iter().map(|t| native(trimmed(t))).collect();
        let mut read = |&row: &usize| {
            let name = meanings[column.code(row) as usize].as_str();
            let known = status(name);
            if known.is_none() && !name.is_empty() && name != "unknown" {
                self.find(Rule::UnknownCode, row, column, findings);
            }
            known
        };
        self.rows.order.iter().map(&mut read).collect()
    }

    /// Warns where age at entry, year of birth and date of entry contradict each other.
    ///
    /// Ages are told, not computed: one year either way is let pass.
    pub(super) fn check_ages(&self, cases: &CaseTable, findings: &mut Findings<'_>) {
        let Some(ages) = self.codebook.find(AGE).and_then(|id| cases.numbers.get(&id)) else { return };
        let Some(births) = self.births(cases) else { return };
        let column = self.codebook.find(AGE).and_then(|id| self.columns.variables.get(&id)?.columns.first().copied());
        let Some(column) = column else { return };
        for (row, (age, birth)) in ages.iter().zip(&births).enumerate() {
            if let (Some(age), Some(birth), Some(entry)) = (age, birth, cases.entry[row]) {
                let youngest = i32::from(entry.first().year()) - birth - 2;
                let oldest = i32::from(entry.last().year()) - birth + 1;
                if !(youngest..=oldest).contains(age) {
                    self.find(Rule::AgeContradicts, self.rows.order[row], column, findings);
                }
            }
        }
    }

    fn births(&self, cases: &CaseTable) -> Option<Vec<Option<i32>>> {
        if let Some(numbers) = self.codebook.find(BIRTH_YEAR).and_then(|id| cases.numbers.get(&id)) {
            return Some(numbers.clone());
        }
        let column = self.columns.birth_year?;
        let years: Vec<Option<i32>> =
            column.dictionary().iter().map(|t| trimmed(t).parse().ok().filter(|y| (1850..2400).contains(y))).collect();
        Some(self.rows.order.iter().map(|&row| years[column.code(row) as usize]).collect())
    }
}

fn status(name: &str) -> Option<ContactStatus> {
    match name {
        "in_contact" => Some(ContactStatus::InContact),
        "lost" => Some(ContactStatus::Lost),
        "deceased" => Some(ContactStatus::Deceased),
        "emigrated" => Some(ContactStatus::Emigrated),
        _ => None,
    }
}

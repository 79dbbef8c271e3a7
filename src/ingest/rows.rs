//! Which rows can be used, whose they are, and in which order they stand.
//!
//! Owns persons, episodes and rejects. Knows no variable.

use std::collections::BTreeMap;

use super::case_table::PersonId;
use super::coding::{DateMeaning, trimmed};
use super::columns::Columns;
use super::findings::Findings;
use super::rule::Rule;
use super::{Reject, Rules};
use crate::calendar::Date;
use crate::codebook::{DateRole, EPISODE, PERSON};
use crate::diagnostic::Diagnostic;
use crate::table::{Column, Table};

/// The usable rows, by person and episode.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Row of the table behind each row of the case table.
    pub(super) order: Vec<usize>,
    pub(super) person: Vec<PersonId>,
    pub(super) episode: Vec<u16>,
    pub(super) persons: u32,
    /// By row of the table: does its person have more than one episode in the file?
    pub(super) retrafficked: Vec<bool>,
    pub(super) rejects: Vec<Reject>,
}

/// Dates of a file, as the meaning of each column's texts.
pub(super) type Dates<'t> = BTreeMap<DateRole, (&'t Column, Vec<DateMeaning>)>;

impl Rows {
    /// Sorts the usable rows and sets the others aside, each with its diagnostic.
    pub(super) fn sort(
        table: &Table,
        columns: &Columns<'_>,
        dates: &Dates<'_>,
        rules: &Rules,
        findings: &mut Findings<'_>,
    ) -> Rows {
        let persons = persons(table, columns.person);
        let episodes = episodes(table, columns);
        let mut rows = Rows { retrafficked: retrafficked(&persons, &episodes), ..Rows::default() };
        let mut keys = Vec::with_capacity(table.rows());
        let mut dense: Vec<Option<u32>> = vec![None; persons.iter().flatten().max().map_or(0, |&p| p as usize + 1)];
        for row in 0..table.rows() {
            let rejected = match (persons[row], episodes[row]) {
                (None, _) => Some((Rule::NoPerson, column_name(columns.person, PERSON))),
                (_, None) => Some((Rule::NoEpisode, column_name(columns.episode, EPISODE))),
                _ if beyond(row, dates, rules) => {
                    Some((Rule::BeyondCutoff, column_name(dates.get(&DateRole::Entry).map(|d| d.0), "entry_date")))
                }
                (Some(person), Some(episode)) => {
                    let next = rows.persons;
                    let slot = &mut dense[person as usize];
                    let id = *slot.get_or_insert_with(|| {
                        rows.persons += 1;
                        next
                    });
                    keys.push((id, episode, row));
                    None
                }
            };
            if let Some((rule, column)) = rejected {
                rows.reject(rule, row, column, table, findings);
            }
        }
        keys.sort_unstable();
        rows.take(&keys, table, columns, findings);
        rows
    }

    fn take(&mut self, keys: &[(u32, u16, usize)], table: &Table, columns: &Columns<'_>, findings: &mut Findings<'_>) {
        if columns.episode.is_none() && keys.windows(2).any(|w| w[0].0 == w[1].0) {
            // A copied row must not pass for another episode: without numbers the two cannot be told apart.
            findings.about_file(Diagnostic::error(
                "D011",
                "there is no column episode, but persons have several rows",
                "number each person's episodes 1, 2, 3 in a column `episode`",
            ));
            return;
        }
        let mut last = None;
        for &(person, episode, row) in keys {
            if last == Some((person, episode)) {
                self.reject(Rule::Duplicate, row, column_name(columns.episode, EPISODE), table, findings);
                continue;
            }
            let skipped = match last {
                Some((before, number)) if before == person => episode > number + 1,
                _ => episode > 1,
            };
            if skipped {
                let (line, retrafficked) = (table.lines()[row], self.retrafficked[row]);
                findings.cell(Rule::EpisodeSkipped, line, column_name(columns.episode, EPISODE), retrafficked);
            }
            last = Some((person, episode));
            self.order.push(row);
            self.person.push(PersonId(person));
            self.episode.push(episode);
        }
        self.rejects.sort_unstable_by_key(|r| r.line);
    }

    fn reject(&mut self, rule: Rule, row: usize, column: &str, table: &Table, findings: &mut Findings<'_>) {
        let (line, retrafficked) = (table.lines()[row], self.retrafficked[row]);
        self.rejects.push(Reject { line, code: rule.code(), retrafficked });
        findings.cell(rule, line, column, retrafficked);
    }
}

fn column_name<'t>(column: Option<&'t Column>, native: &'t str) -> &'t str {
    column.map_or(native, Column::name)
}

/// The person of each row as a number; `None` where the cell is empty. Without the column every row is a person.
fn persons(table: &Table, column: Option<&Column>) -> Vec<Option<u32>> {
    let Some(column) = column else { return (0..table.rows() as u32).map(Some).collect() };
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    let texts = column.dictionary().iter().enumerate();
    let canonical: Vec<Option<u32>> = texts
        .map(|(code, text)| match trimmed(text) {
            "" => None,
            id => Some(*first.entry(id).or_insert(code as u32)),
        })
        .collect();
    column.codes().iter().map(|code| canonical[code as usize]).collect()
}

/// The episode of each row; `None` where it is not a number from 1 up. Without the column every row is the first.
fn episodes(table: &Table, columns: &Columns<'_>) -> Vec<Option<u16>> {
    let Some(column) = columns.episode.filter(|_| columns.person.is_some()) else {
        return vec![Some(1); table.rows()];
    };
    let number = |text: &str| {
        let text = trimmed(text);
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten().filter(|&n| n > 0)
    };
    let numbers: Vec<Option<u16>> = column.dictionary().iter().map(number).collect();
    column.codes().iter().map(|code| numbers[code as usize]).collect()
}

/// By row: does its person have two episodes, or one that is not the first?
fn retrafficked(persons: &[Option<u32>], episodes: &[Option<u16>]) -> Vec<bool> {
    let mut several = vec![false; persons.iter().flatten().max().map_or(0, |&p| p as usize + 1)];
    for (person, episode) in persons.iter().zip(episodes) {
        if let (Some(person), Some(2..)) = (person, episode) {
            several[*person as usize] = true;
        }
    }
    persons.iter().map(|p| p.is_some_and(|p| several[p as usize])).collect()
}

/// True where entry, exit or identification is dated, and every date of the row is after the cut-off.
///
/// Such an episode belongs to a later edition: counting it would count an event that nobody could know at the
/// cut-off. Where any date is earlier, what is later must be wrong (or planned), and the row stays.
fn beyond(row: usize, dates: &Dates<'_>, rules: &Rules) -> bool {
    let date = |role: DateRole| -> Option<Date> {
        let (column, meanings) = dates.get(&role)?;
        meanings[column.code(row) as usize].ok().flatten()
    };
    let placed = [DateRole::Entry, DateRole::Exit, DateRole::Identified].into_iter().any(|role| date(role).is_some());
    placed && DateRole::ALL.into_iter().filter_map(date).all(|d| d.first() > rules.cutoff)
}

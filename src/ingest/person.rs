//! What belongs to a person is the same in all of that person's rows.
//!
//! Owns the agreement of rows. A disagreement costs the value, never a row.

use std::ops::Range;

use super::case_table::CaseTable;
use super::columns::Columns;
use super::findings::Findings;
use super::rule::Rule;
use crate::codebook::{CategoryId, Codebook, Kind, Level, VarId};

/// Makes person-level variables agree over each person's rows.
///
/// Empty and `unknown` do not contradict an answer: the answer holds for all rows. Two different answers do: the value
/// becomes missing in all rows, with a warning at the first row that differs from an earlier one.
pub(super) fn agree(cases: &mut CaseTable, columns: &Columns<'_>, codebook: &Codebook, findings: &mut Findings<'_>) {
    let several: Vec<Range<usize>> = cases.by_person().filter(|rows| rows.len() > 1).collect();
    for (&id, sources) in &columns.variables {
        let variable = codebook.get(id);
        if variable.level != Level::Person {
            continue;
        }
        let name = sources.columns.first().or(sources.flags.first().map(|(_, c)| c)).map_or("", |c| c.name());
        if variable.kind == Kind::MultiResponse {
            agree_answers(cases, id, &several, name, findings);
            continue;
        }
        for rows in &several {
            let odd = match variable.kind {
                Kind::Number => agree_numbers(cases, id, codebook, rows.clone()),
                _ => agree_cells(cases, id, codebook, rows.clone()),
            };
            if let Some(row) = odd {
                // Only people with several rows can disagree with themselves.
                findings.cell(Rule::Disagreement, cases.line[row], name, true);
            }
        }
    }
}

/// What rows agree on: nothing said, one value, or the first row that differs.
enum Verdict<T> {
    Silent,
    Agreed(T),
    Odd(usize),
}

fn verdict<T: PartialEq>(values: impl Iterator<Item = (usize, T)>) -> Verdict<T> {
    let mut verdict = Verdict::Silent;
    for (row, value) in values {
        match &verdict {
            Verdict::Silent => verdict = Verdict::Agreed(value),
            Verdict::Agreed(first) if *first != value => return Verdict::Odd(row),
            _ => {}
        }
    }
    verdict
}

fn agree_cells(cases: &mut CaseTable, id: VarId, codebook: &Codebook, rows: Range<usize>) -> Option<usize> {
    let cells = cases.cells.get_mut(&id)?;
    let unknown = |c: CategoryId| codebook.get(id).categories[usize::from(c.0)].unknown;
    let answers = |known: bool| {
        let found = rows.clone().filter_map(|row| cells.get(row).map(|c| (row, c)));
        verdict(found.filter(move |(_, c)| !known || !unknown(*c)))
    };
    let (value, odd) = match answers(true) {
        Verdict::Agreed(value) => (Some(value), None),
        Verdict::Odd(row) => (None, Some(row)),
        Verdict::Silent => match answers(false) {
            Verdict::Agreed(value) => (Some(value), None),
            _ => return None,
        },
    };
    rows.for_each(|row| cells.set(row, value));
    odd
}

fn agree_numbers(cases: &mut CaseTable, id: VarId, codebook: &Codebook, rows: Range<usize>) -> Option<usize> {
    let numbers = cases.numbers.get_mut(&id)?;
    let (number, odd) = match verdict(rows.clone().filter_map(|row| numbers[row].map(|n| (row, n)))) {
        // No number in any row, but perhaps the names of bands.
        Verdict::Silent => return agree_cells(cases, id, codebook, rows),
        Verdict::Agreed(number) => (Some(number), None),
        Verdict::Odd(row) => (None, Some(row)),
    };
    let cells = cases.cells.get_mut(&id)?;
    let cell =
        rows.clone().find(|&row| numbers[row].is_some()).and_then(|row| cells.get(row)).filter(|_| odd.is_none());
    for row in rows {
        numbers[row] = number;
        cells.set(row, cell);
    }
    odd
}

fn agree_answers(cases: &mut CaseTable, id: VarId, several: &[Range<usize>], name: &str, findings: &mut Findings<'_>) {
    let Some(answers) = cases.answers.get_mut(&id) else { return };
    let mut changed = Vec::new();
    for rows in several {
        let given = rows.clone().filter(|&row| !answers.get(row).is_empty());
        match verdict(given.map(|row| (row, answers.get(row).to_vec()))) {
            Verdict::Silent => {}
            Verdict::Agreed(value) => changed.push((rows.clone(), value)),
            Verdict::Odd(row) => {
                findings.cell(Rule::Disagreement, cases.line[row], name, true);
                changed.push((rows.clone(), Vec::new()));
            }
        }
    }
    answers.replace(&changed);
}

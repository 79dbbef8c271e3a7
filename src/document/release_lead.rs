//! The answers that lead a table: recorded most often, or with the highest and the lowest rate. Answers whose printed
//! values are equal lead together, so that no sentence names one of them alone.

use std::collections::BTreeMap;

use super::Fact;
use super::release_fact::{answer_name, cell_facts, estimate};
use crate::codebook::{Category, CategoryId, SHOWN};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Estimate, Number, Protected, Release, Row, Table};
use crate::language::Strings;
use crate::study::Answer;

const RANKS: [&str; 5] = ["top", "second", "third", "fourth", "fifth"];

/// The answers recorded most often, overall and in each group of a comparison, under `top`, `second`, ... as far as
/// the list does not end among equals, those of the second largest number under `next`, and the answers with the
/// `highest` and the `lowest` rate.
pub(super) fn leading(
    facts: &mut BTreeMap<String, Fact>,
    table: &Table,
    release: &Release,
    strings: &Strings,
) -> Result<(), Diagnostic> {
    for (prefix, at) in groups(table, release) {
        let rows = ranked(table, at, release);
        let counts: Vec<f64> = rows.iter().map(|row| value(&row.cells[at].count)).collect();
        for (rank, row) in RANKS.iter().zip(&rows).take(leaders(&counts)) {
            let label = release.label(table.rows_of, row.answer, strings)?;
            facts.insert(format!("{prefix}.{rank}"), Fact::Label(label));
            cell_facts(facts, &format!("{prefix}.{rank}"), &row.cells[at]);
        }
        if let Some(row) = rows.get(tied(&counts)) {
            cell_facts(facts, &format!("{prefix}.next"), &row.cells[at]);
        }
    }
    let rated = rated(table, release);
    if rated.len() > 1 {
        for (rank, found) in [("highest", rated.first()), ("lowest", rated.last())] {
            if let Some((row, rate)) = found {
                let label = release.label(table.rows_of, row.answer, strings)?;
                facts.insert(format!("{}.{rank}", table.id), Fact::Label(label));
                estimate(facts, &format!("{}.{rank}.rate", table.id), rate);
            }
        }
    }
    Ok(())
}

/// Lists of the answers that lead together: `TABLE.top`, `TABLE.next`, `TABLE.highest` and `TABLE.lowest`, and the
/// first two for each group of a comparison. Each holds one answer where nothing is equal to it.
///
/// # Errors
/// A missing string.
pub fn lead_lists(release: &Release, strings: &Strings) -> Result<BTreeMap<String, Vec<String>>, Diagnostic> {
    let mut lists = BTreeMap::new();
    for table in &release.tables {
        let labels = |rows: &[&Row]| -> Result<Vec<String>, Diagnostic> {
            rows.iter().map(|row| release.label(table.rows_of, row.answer, strings)).collect()
        };
        for (prefix, at) in groups(table, release) {
            let rows = ranked(table, at, release);
            let counts: Vec<f64> = rows.iter().map(|row| value(&row.cells[at].count)).collect();
            let first = tied(&counts);
            let next = first + tied(&counts[first..]);
            for (rank, equal) in [("top", &rows[..first]), ("next", &rows[first..next])] {
                if !equal.is_empty() {
                    lists.insert(format!("{prefix}.{rank}"), labels(equal)?);
                }
            }
        }
        let mut rated = rated(table, release);
        if rated.len() > 1 {
            for rank in ["highest", "lowest"] {
                let rates: Vec<f64> = rated.iter().map(|(_, rate)| value(&rate.value)).collect();
                let mut equal: Vec<&Row> = rated[..tied(&rates)].iter().map(|(row, _)| *row).collect();
                if rank == "lowest" {
                    equal.reverse();
                }
                lists.insert(format!("{}.{rank}", table.id), labels(&equal)?);
                rated.reverse();
            }
        }
    }
    Ok(lists)
}

/// Names and places of the columns whose leading answers are told: everyone's, and those of the groups compared.
fn groups(table: &Table, release: &Release) -> Vec<(String, usize)> {
    let mut groups = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        match (table.by, column) {
            (None, None) | (Some(_), None) => groups.push((table.id.clone(), at)),
            (Some(by), Some(answer @ Answer::Is(_))) => {
                groups.push((format!("{}.{}", table.id, answer_name(Some(*answer), by, release)), at));
            }
            _ => {}
        }
    }
    groups
}

/// Rows of answers that anybody gave, most first; equal ones in the order of the table.
fn ranked<'a>(table: &'a Table, at: usize, release: &Release) -> Vec<&'a Row> {
    let mut rows = substantive(table, release);
    rows.retain(|row| row.cells[at].count.value().is_some_and(|n| n > 0.0));
    rows.retain(|row| !joined(row, table, release));
    rows.sort_by(|a, b| value(&b.cells[at].count).total_cmp(&value(&a.cells[at].count)));
    rows
}

/// True for a row of what is left of a group when its small categories were joined: no answer that anybody gave.
fn joined(row: &Row, table: &Table, release: &Release) -> bool {
    let variable = release.codebook.get(table.rows_of);
    let category = match row.answer {
        Some(Answer::Is(c)) => variable.categories.get(usize::from(c.0)),
        _ => None,
    };
    variable.name.ends_with(SHOWN) && category.is_some_and(Category::is_remainder)
}

/// Rows whose rate is printed, highest first.
fn rated<'a>(table: &'a Table, release: &Release) -> Vec<(&'a Row, &'a Estimate)> {
    let rows = substantive(table, release).into_iter();
    let mut rated: Vec<_> = rows.filter_map(|row| row.per_thousand.as_ref().map(|rate| (row, rate))).collect();
    rated.retain(|(_, rate)| rate.value.value().is_some());
    rated.sort_by(|a, b| value(&b.1.value).total_cmp(&value(&a.1.value)));
    rated
}

/// How many of sorted values are equal to the first.
fn tied(values: &[f64]) -> usize {
    values.iter().take_while(|v| Some(*v) == values.first()).count()
}

/// How many of sorted values are named: three where the list does not end among equals then, else two, four, five or one.
/// Where more than five are equal at the top it is one, and the list of those equal tells the rest.
fn leaders(values: &[f64]) -> usize {
    let whole = |n: usize| n == values.len() || n < values.len() && values[n - 1] != values[n];
    [3, 2, 4, 5, 1].into_iter().find(|n| whole(*n)).unwrap_or(1)
}

fn value(number: &Protected<Number>) -> f64 {
    number.value().unwrap_or(f64::NEG_INFINITY)
}

/// Rows of real answers: no unknown, no total.
fn substantive<'a>(table: &'a Table, release: &Release) -> Vec<&'a Row> {
    let categories = &release.codebook.get(table.rows_of).categories;
    let real = |c: CategoryId| {
        let category = &categories[usize::from(c.0)];
        !category.unknown && !category.not_applicable
    };
    table.rows.iter().filter(|r| matches!(r.answer, Some(Answer::Is(c)) if real(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_does_not_end_among_equals() {
        assert_eq!(leaders(&[]), 1);
        assert_eq!(leaders(&[9.0]), 1);
        assert_eq!(leaders(&[9.0, 9.0]), 2);
        assert_eq!(leaders(&[9.0, 8.0, 7.0, 6.0]), 3);
        assert_eq!(leaders(&[9.0, 8.0, 7.0, 7.0]), 2);
        assert_eq!(leaders(&[9.0, 7.0, 7.0, 7.0, 5.0]), 4);
        assert_eq!(leaders(&[7.0, 7.0, 7.0, 7.0, 7.0, 5.0]), 5);
        assert_eq!(leaders(&[7.0; 6]), 1);
        assert_eq!(leaders(&[9.0, 7.0, 7.0, 7.0, 7.0, 7.0]), 1);
    }

    #[test]
    fn equals_are_counted_from_the_first() {
        assert_eq!([tied(&[]), tied(&[5.0]), tied(&[5.0, 5.0, 4.0]), tied(&[5.0, 4.0, 4.0])], [0, 1, 2, 1]);
    }
}

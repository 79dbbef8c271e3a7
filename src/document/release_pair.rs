//! One sheet of the questions that are asked of both episodes of a step.

use super::release_extra::{limits, sheet};
use super::{Cell, Column, ColumnKind, Row, TableSheet};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, Release, Table};
use crate::language::Strings;
use crate::study::Answer;

/// Each pair of tables as a group of rows, its answers before and after; `None` without any.
///
/// # Errors
/// A missing string.
pub fn pair_sheet(release: &Release, strings: &Strings) -> Result<Option<TableSheet>, Diagnostic> {
    let mut columns = vec![Column::new("", ColumnKind::Label)];
    for over in ["transition.from", "transition.to"] {
        for (head, kind) in [
            ("column.n", ColumnKind::Figure),
            ("column.share", ColumnKind::PerCent),
            ("column.interval", ColumnKind::PerCent),
        ] {
            columns.push(Column::new(strings.get(head)?, kind).over(strings.get(over)?));
        }
    }
    let mut rows = Vec::new();
    for (_, before, later) in release.pairs() {
        rows.push(Row::Group(release.codebook.get(before.rows_of).labels.get(strings.language()).into()));
        for row in &before.rows {
            let Some(other) = later.row(row.answer) else { continue };
            if is_shown(row.answer, before, release) {
                let mut cells = vec![Cell::Text(release.label(before.rows_of, row.answer, strings)?)];
                cells.extend(numbers(row).into_iter().chain(numbers(other)));
                rows.push(Row::indented(cells));
            }
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let mut made = sheet(strings, "before_later", columns, rows)?;
    made.notes.push(strings.get("note.share_of_known")?.into());
    Ok(Some(made))
}

/// Real answers, and how many are not recorded; totals stand in the tables themselves.
fn is_shown(answer: Option<Answer>, table: &Table, release: &Release) -> bool {
    match answer {
        Some(Answer::Is(category)) => {
            let category = &release.codebook.get(table.rows_of).categories[usize::from(category.0)];
            !category.not_applicable
        }
        Some(Answer::NotRecorded) => true,
        _ => false,
    }
}

fn numbers(row: &disclosure::Row) -> [Cell; 3] {
    let Some(cell) = row.cells.last() else { return [Cell::Empty, Cell::Empty, Cell::Empty] };
    let share = cell.share_known.as_ref();
    [
        Cell::Number(cell.count.clone()),
        share.map_or(Cell::Empty, |s| Cell::Number(s.value.clone())),
        share.map_or(Cell::Empty, limits),
    ]
}

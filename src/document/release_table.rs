//! Released tables as they are printed: labels from the codebook, numbers as released.

use super::{Cell, Column, ColumnKind, Row, TableSheet};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Association, Estimate, Release, Table};
use crate::language::Strings;
use crate::study::{Answer, Population};

/// A table of the release as a sheet.
///
/// # Errors
/// A missing string.
pub fn table_sheet(
    table: &Table,
    release: &Release,
    strings: &Strings,
    source: &str,
) -> Result<TableSheet, Diagnostic> {
    let language = strings.language();
    let compared = is_compared(table, release);
    let columns = shown_columns(table, compared);
    let mut sheet = TableSheet {
        title: table.title.get(language).into(),
        subtitle: strings
            .get(match table.population {
                Population::Assisted if of_the_retrafficked(table, release) => "population.retrafficked",
                Population::Assisted => "population.assisted",
                Population::Transitions => "population.transitions",
            })?
            .into(),
        columns: vec![Column::new("", ColumnKind::Label)],
        rows: Vec::new(),
        notes: Vec::new(),
        source: source.into(),
        wide: columns.len() > 1,
    };
    heads(&mut sheet, table, release, strings, &columns, compared)?;
    for row in &table.rows {
        if row.answer == Some(Answer::Known) || is_empty_remark(row) {
            continue;
        }
        let label = release.label(table.rows_of, row.answer, strings)?;
        let mut cells = vec![Cell::Text(label)];
        for &at in &columns {
            let cell = &row.cells[at];
            cells.push(Cell::Number(cell.count.clone()));
            if has_shares(table, compared) {
                cells.push(cell.share_known.as_ref().map_or(Cell::Empty, |share| Cell::Number(share.value.clone())));
                if table.by.is_none() {
                    cells.push(cell.share_known.as_ref().map_or(Cell::Empty, interval));
                }
            }
        }
        if compared {
            let rate = row.per_thousand.as_ref();
            cells.push(rate.map_or(Cell::Empty, |r| Cell::Number(r.value.clone())));
            cells.push(rate.map_or(Cell::Empty, interval));
        }
        sheet.rows.push(if row.answer.is_none() { Row::total(cells) } else { Row::line(cells) });
    }
    notes(&mut sheet, table, strings, compared)?;
    Ok(sheet)
}

/// Whether a table counts those known to be re-trafficked alone.
fn of_the_retrafficked(table: &Table, release: &Release) -> bool {
    table.only.iter().any(|(variable, category)| {
        let variable = release.codebook.get(*variable);
        variable.name == "retrafficked" && variable.categories[usize::from(category.0)].name == "yes"
    })
}

/// Whether the columns of a table set those known to be re-trafficked beside the others.
pub(super) fn is_compared(table: &Table, release: &Release) -> bool {
    table.by.is_some_and(|by| release.codebook.get(by).name == "retrafficked")
}

/// Columns to print: all but "not recorded" where the column variable is always known, and but the total where the
/// two groups of the comparison are all there is.
pub(super) fn shown_columns(table: &Table, compared: bool) -> Vec<usize> {
    let keep = |column: &Option<Answer>| match column {
        Some(Answer::NotRecorded) => !compared,
        None => !compared || table.by.is_none(),
        _ => true,
    };
    (0..table.columns.len()).filter(|&i| keep(&table.columns[i])).collect()
}

/// "Not recorded" is left out where it is exactly nothing: then there is nothing to say.
pub(super) fn is_empty_remark(row: &crate::disclosure::Row) -> bool {
    row.answer == Some(Answer::NotRecorded) && row.cells.iter().all(|c| c.count.value() == Some(0.0))
}

/// Matrices of two questions print counts alone; a share of a small cell would say no more.
pub(super) fn has_shares(table: &Table, compared: bool) -> bool {
    table.by.is_none() || compared
}

fn interval(estimate: &Estimate) -> Cell {
    if estimate.value.value().is_none() {
        return Cell::Empty;
    }
    Cell::Interval(estimate.lower.clone(), estimate.upper.clone())
}

fn heads(
    sheet: &mut TableSheet,
    table: &Table,
    release: &Release,
    strings: &Strings,
    columns: &[usize],
    compared: bool,
) -> Result<(), Diagnostic> {
    let (n, share, limits) = (strings.get("column.n")?, strings.get("column.share")?, strings.get("column.interval")?);
    for &at in columns {
        let over = match table.by {
            Some(by) => Some(release.label(by, table.columns[at], strings)?),
            None => None,
        };
        let column = |head: &str, kind| {
            let column = Column::new(head, kind);
            match &over {
                Some(over) if has_shares(table, compared) => column.over(over),
                _ => column,
            }
        };
        if has_shares(table, compared) {
            sheet.columns.push(column(n, ColumnKind::Figure));
            sheet.columns.push(column(share, ColumnKind::PerCent));
            if table.by.is_none() {
                sheet.columns.push(column(limits, ColumnKind::PerCent));
            }
        } else {
            sheet.columns.push(column(over.as_deref().unwrap_or(n), ColumnKind::Figure));
        }
    }
    if compared {
        let over = strings.get("column.per_thousand")?;
        sheet.columns.push(Column::new(strings.get("column.rate")?, ColumnKind::Figure).over(over));
        sheet.columns.push(Column::new(limits, ColumnKind::Figure).over(over));
    }
    Ok(())
}

fn notes(sheet: &mut TableSheet, table: &Table, strings: &Strings, compared: bool) -> Result<(), Diagnostic> {
    if has_shares(table, compared) {
        sheet.notes.push(strings.get("note.share_of_known")?.into());
    }
    if table.several_answers {
        sheet.notes.push(strings.get("note.several_answers")?.into());
    }
    if let Some(association) = &table.association {
        sheet.notes.push(association_note(association, strings)?);
    }
    Ok(())
}

fn association_note(association: &Association, strings: &Strings) -> Result<String, Diagnostic> {
    let key = if association.rounded { "note.association_rounded" } else { "note.association" };
    let language = strings.language();
    let p = association.p.text(language);
    let p = if p.starts_with(['<', '>']) { p } else { format!("= {p}") };
    strings.fill(key, &[("p", &p), ("v", &association.cramers_v.text(language))])
}

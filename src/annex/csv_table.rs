//! One table as CSV: a line per row, with names for machines beside labels for people.

use super::digits::digits;
use super::label::inert;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Estimate, Number, Protected, Release, Table};
use crate::language::Strings;

/// The table as UTF-8 CSV with comma and LF, one line per row and column.
///
/// `count` and the shares are as printed; where a count is withheld `mark` holds what is printed in its place.
///
/// # Errors
/// A missing string.
pub fn csv_table(table: &Table, release: &Release, strings: &Strings) -> Result<Vec<u8>, Diagnostic> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let head = [
        "row",
        "row_label",
        "column",
        "column_label",
        "count",
        "mark",
        "share",
        "share_of_known",
        "share_of_known_lower",
        "share_of_known_upper",
        "per_thousand",
        "per_thousand_lower",
        "per_thousand_upper",
    ];
    let mut ok = out.write_record(head).is_ok();
    for row in &table.rows {
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let rate = column.is_none().then_some(row.per_thousand.as_ref()).flatten();
            let mut record = vec![
                release.name(table.rows_of, row.answer).to_string(),
                inert(&release.label(table.rows_of, row.answer, strings)?),
                table.by.map_or("*", |by| release.name(by, *column)).to_string(),
                match table.by {
                    Some(by) => inert(&release.label(by, *column, strings)?),
                    None => String::new(),
                },
                plain(&cell.count),
                cell.count.mark().unwrap_or("").into(),
                cell.share.as_ref().map(plain).unwrap_or_default(),
            ];
            record.extend(three(cell.share_known.as_ref()));
            record.extend(three(rate));
            ok &= out.write_record(&record).is_ok();
        }
    }
    // Writing to memory cannot fail; an empty file would be noticed by its hash and by every reader.
    Ok(if ok { out.into_inner().unwrap_or_default() } else { Vec::new() })
}

pub(super) fn three(estimate: Option<&Estimate>) -> [String; 3] {
    estimate.map_or_else(Default::default, |e| [plain(&e.value), plain(&e.lower), plain(&e.upper)])
}

/// The printed value with a point, as a machine reads it; empty where withheld.
pub(super) fn plain(number: &Protected<Number>) -> String {
    number.value().map_or_else(String::new, |v| digits(v, number.decimals(), number.unit()))
}

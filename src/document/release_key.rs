//! Which fact stands in which cell of a printed table of the release.

use std::collections::BTreeMap;

use super::release_fact::answer_name;
use super::release_table::{has_shares, is_compared, is_empty_remark, shown_columns};
use crate::disclosure::{Release, Table};
use crate::study::Answer;

/// Names of facts by row and column of the table's sheet, from 0.
pub fn cell_names(table: &Table, release: &Release) -> BTreeMap<(usize, usize), String> {
    let compared = is_compared(table, release);
    let shown = shown_columns(table, compared);
    let rows = table.rows.iter().filter(|row| row.answer != Some(Answer::Known) && !is_empty_remark(row));
    let mut names = BTreeMap::new();
    for (at, row) in rows.enumerate() {
        let row_name = format!("{}.{}", table.id, answer_name(row.answer, table.rows_of, release));
        let mut column = 0;
        let mut name = |name: String| {
            column += 1;
            names.insert((at, column), name);
        };
        for &place in &shown {
            let cell = match (table.by, table.columns[place]) {
                (Some(by), Some(answer)) => format!("{row_name}.{}", answer_name(Some(answer), by, release)),
                _ => row_name.clone(),
            };
            name(format!("{cell}.n"));
            if has_shares(table, compared) {
                name(format!("{cell}.share"));
                if table.by.is_none() {
                    name(format!("{cell}.ci"));
                }
            }
        }
        if compared {
            name(format!("{row_name}.rate"));
            name(format!("{row_name}.rate.ci"));
        }
    }
    names
}

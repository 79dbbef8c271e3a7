//! Charts of what is recorded and what is not.

use super::{Chart, Made, Plate};
use crate::disclosure::{Release, Table};
use crate::figure::{Heat, Stacked, StackedRow, Value};
use crate::study::Answer;

/// Variables that the matrix shows at most.
const ROWS: usize = 24;

impl Plate<'_> {
    /// How finely each date is recorded: the more exact, the darker.
    pub(super) fn dates(&self) -> Made {
        let categories = ["missing", "year", "month", "day"].map(|key| self.text(&format!("dates.{key}")));
        let categories = categories.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::new();
        for date in &self.release.dates {
            let label = self.text(&format!("dates.{}", date.role))?;
            rows.push(StackedRow { label, shares: date.shares.to_vec() });
        }
        let printed = rows.iter().flat_map(|r| &r.shares).any(|share| share.value().is_some());
        Ok(printed.then_some(Chart::Stacked(Stacked { categories, roles: None, rows })))
    }

    /// Share not recorded, by variable of the file, among the re-trafficked and among the others; most first.
    pub(super) fn not_recorded(&self) -> Made {
        let mut rows: Vec<(String, Vec<Value>, f64)> = Vec::new();
        let mut columns = Vec::new();
        for (table, groups) in compared(self.release) {
            let Some(row) = table.row(Some(Answer::NotRecorded)) else { continue };
            let shares: Option<Vec<Value>> = groups.iter().map(|&at| row.cells.get(at)?.share.clone()).collect();
            let Some(shares) = shares else { continue };
            let most = shares.iter().filter_map(|s| s.value()).fold(0.0, f64::max);
            if most > 0.0 {
                let label = self.release.codebook.get(table.rows_of).labels.get(self.strings.language());
                rows.push((label.to_string(), shares, most));
            }
            if let (true, Some(by)) = (columns.is_empty(), table.by) {
                for at in groups {
                    columns.push(self.release.label(by, table.columns[at], self.strings)?);
                }
            }
        }
        if rows.len() < 2 {
            return Ok(None);
        }
        rows.sort_by(|a, b| b.2.total_cmp(&a.2));
        rows.truncate(ROWS);
        Ok(Some(Chart::Heat(Heat {
            row_title: String::new(),
            column_title: String::new(),
            columns,
            cells: rows.iter().map(|(_, shares, _)| shares.clone()).collect(),
            rows: rows.into_iter().map(|(label, _, _)| label).collect(),
            diagonal: false,
        })))
    }
}

/// Tables of the file's own variables that compare the re-trafficked with the others, and the places of the two groups.
fn compared(release: &Release) -> impl Iterator<Item = (&Table, Vec<usize>)> {
    let own: Vec<_> = release.codebook.iter().take(release.own_variables).map(|(id, _)| id).collect();
    release.tables.iter().filter_map(move |table| {
        table.by.filter(|by| release.codebook.get(*by).name == "retrafficked")?;
        let groups = (0..table.columns.len()).filter(|&at| matches!(table.columns[at], Some(Answer::Is(_))));
        (own.contains(&table.rows_of) && table.only.is_empty()).then(|| (table, groups.collect()))
    })
}

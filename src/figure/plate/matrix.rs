//! Charts of tables that cross two variables: pyramids, heat maps, ribbons.

use super::{Chart, Made, Plate};
use crate::codebook::{CategoryId, VarId};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Cell, Row, Table};
use crate::figure::{Band, Flow, FlowLink, FlowNode, Heat, Pyramid, Role, Value};
use crate::study::Answer;

/// Left or right ends that ribbons have at most; more are a thicket.
const ENDS: usize = 8;

/// A category's row or column: its place in the table and its label.
struct Line {
    place: usize,
    label: String,
    name: String,
}

/// Rows and columns that are real answers.
type Crossed = Result<Option<(Vec<Line>, Vec<Line>)>, Diagnostic>;

impl Plate<'_> {
    /// Categories that are real answers, with their places among `answers`.
    fn lines(&self, variable: VarId, answers: impl Iterator<Item = Option<Answer>>) -> Result<Vec<Line>, Diagnostic> {
        let real = |category: CategoryId| {
            let category = self.release.codebook.get(variable).categories.get(usize::from(category.0));
            category.is_some_and(|c| !c.unknown && !c.not_applicable)
        };
        let mut lines = Vec::new();
        for (place, answer) in answers.enumerate() {
            if matches!(answer, Some(Answer::Is(category)) if real(category)) {
                let label = self.release.label(variable, answer, self.strings)?;
                lines.push(Line { place, label, name: self.release.name(variable, answer).to_string() });
            }
        }
        Ok(lines)
    }

    /// Rows and columns of a table by two variables; `None` for a table by one.
    fn crossed(&self, table: &Table) -> Crossed {
        let Some(by) = table.by else { return Ok(None) };
        let rows = self.lines(table.rows_of, table.rows.iter().map(|r| r.answer))?;
        let columns = self.lines(by, table.columns.iter().copied())?;
        Ok(Some((rows, columns)))
    }

    /// Those rows and columns alone whose totals are printed; `None` where less than a quarter of their cells is, for
    /// a picture of marks shows nothing.
    fn printed(&self, table: &Table) -> Crossed {
        let Some((mut rows, mut columns)) = self.crossed(table)? else { return Ok(None) };
        let last = table.columns.len().saturating_sub(1);
        let total = table.row(None);
        rows.retain(|r| is_printed(table.rows[r.place].cells.get(last).map(|c| &c.count)));
        columns.retain(|c| is_printed(total.and_then(|t| t.cells.get(c.place)).map(|c| &c.count)));
        let cells = rows.iter().flat_map(|r| columns.iter().map(move |c| count(table, r, c)));
        let printed = cells.filter(|c| is_printed(*c)).count();
        Ok((printed * 4 >= rows.len() * columns.len() && printed > 1).then_some((rows, columns)))
    }

    /// Ages against the first two categories of the other variable; the oldest on top.
    pub(super) fn pyramid(&self, table: &Table) -> Made {
        let Some((rows, columns)) = self.crossed(table)? else { return Ok(None) };
        let [left, right, ..] = columns.as_slice() else { return Ok(None) };
        let band = |row: &Line| {
            let (left, right) = (count(table, row, left)?.clone(), count(table, row, right)?.clone());
            Some(Band { label: row.label.clone(), left, right })
        };
        let bands: Vec<Band> = rows.iter().rev().filter_map(band).collect();
        if !bands.iter().any(|b| is_printed(Some(&b.left)) || is_printed(Some(&b.right))) {
            return Ok(None);
        }
        let side = |line: &Line| (line.label.clone(), self.whom(table));
        Ok(Some(Chart::Pyramid(Pyramid { left: side(left), right: side(right), bands })))
    }

    /// What is printed of the matrix; its diagonal is framed where rows and columns are the same categories.
    pub(super) fn heat(&self, table: &Table) -> Made {
        let Some((rows, columns)) = self.printed(table)? else { return Ok(None) };
        let line = |row: &Line| columns.iter().filter_map(|c| count(table, row, c).cloned()).collect();
        let names = |lines: &[Line]| lines.iter().map(|l| l.name.clone()).collect::<Vec<_>>();
        Ok(Some(Chart::Heat(Heat {
            row_title: self.text("transition.from")?,
            column_title: self.text("transition.to")?,
            diagonal: names(&rows) == names(&columns),
            cells: rows.iter().map(line).collect(),
            rows: rows.into_iter().map(|l| l.label).collect(),
            columns: columns.into_iter().map(|l| l.label).collect(),
        })))
    }

    /// Ribbons between ends whose totals are printed; those that lead elsewhere in the first hue, the others grey.
    pub(super) fn ribbons(&self, table: &Table) -> Made {
        let Some((mut rows, mut columns)) = self.printed(table)? else { return Ok(None) };
        // The same answer stands at the same height on both sides, as far as it is on both.
        let place = |column: &Line| rows.iter().position(|row| row.name == column.name).unwrap_or(usize::MAX);
        columns.sort_by_key(place);
        rows.truncate(ENDS);
        columns.truncate(ENDS);
        let total = table.row(None);
        let node = |line: &Line, total: Option<&Cell>| {
            Some(FlowNode { label: line.label.clone(), total: total?.count.clone() })
        };
        let left: Option<Vec<FlowNode>> = rows.iter().map(|l| node(l, table.rows[l.place].cells.last())).collect();
        let right: Option<Vec<FlowNode>> =
            columns.iter().map(|l| node(l, total.and_then(|t| t.cells.get(l.place)))).collect();
        let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
        let mut links = Vec::new();
        for (from, row) in rows.iter().enumerate() {
            for (to, column) in columns.iter().enumerate() {
                let role = if row.name == column.name { Role::Rest } else { Role::Subject };
                let link = |value: &Value| FlowLink { from, to, value: value.clone(), role };
                links.extend(count(table, row, column).map(link));
            }
        }
        Ok(Some(Chart::Flow(Flow {
            left_title: self.text("transition.from")?,
            right_title: self.text("transition.to")?,
            left,
            right,
            links,
            key: vec![(self.text("transition.other")?, Role::Subject), (self.text("transition.same")?, Role::Rest)],
        })))
    }
}

fn count<'t>(table: &'t Table, row: &Line, column: &Line) -> Option<&'t Value> {
    let row: &Row = table.rows.get(row.place)?;
    row.cells.get(column.place).map(|cell| &cell.count)
}

fn is_printed(value: Option<&Value>) -> bool {
    value.is_some_and(|v| v.value() > Some(0.0))
}

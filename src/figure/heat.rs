//! A labelled heat map: from what in the rows to what in the columns.

use super::canvas::{Align, Canvas, pt};
use super::label::{LabelColumn, Type, cut, widest, wrapped};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Sheet, Value, note};
use crate::theme::Palette;

/// A matrix, darker for more.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// What the rows are: `First episode`.
    pub row_title: String,
    /// What the columns are: `Later episode`.
    pub column_title: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// `cells[row][column]`; what is missing is left blank.
    pub cells: Vec<Vec<Value>>,
    /// Frame the cells in which row and column are the same: no change.
    pub diagonal: bool,
}

const CELL: f64 = 21.0;

/// Sizes of the parts.
struct Layout {
    left: i32,
    top: i32,
    cell: i32,
    height: i32,
    /// Column names read upwards.
    turned: bool,
    /// Cells are wide enough for their numbers.
    labelled: bool,
}

impl Heat {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.columns.is_empty() {
            return note::nothing(sheet);
        }
        let labels = LabelColumn::new(&self.rows, Type::label(), sheet.width() * 32 / 100);
        let layout = self.layout(&labels, sheet);
        let lines = self.rows.len() as i32;
        let canvas = Canvas::new(sheet, layout.top + layout.height * lines + pt(1.0));
        self.heads(&canvas, &layout, sheet);
        let most = self.most();
        for (i, lines) in labels.lines.iter().enumerate() {
            let y = layout.top + layout.height * i as i32;
            let at = (layout.left - pt(6.0), y + layout.height / 2);
            canvas.block(lines, at, Type::label(), Align::Right);
            for (j, value) in self.cells.get(i).into_iter().flatten().take(self.columns.len()).enumerate() {
                let x = layout.left + layout.cell * j as i32;
                cell(&canvas, &layout, (x, y), value, most, sheet);
            }
        }
        if self.diagonal {
            for i in 0..self.rows.len().min(self.columns.len()) as i32 {
                let (x, y) = (layout.left + layout.cell * i, layout.top + layout.height * i);
                canvas.outline((x, y), (x + layout.cell, y + layout.height), Palette::INK, 1.0);
            }
        }
        canvas.finish()
    }

    fn most(&self) -> f64 {
        self.cells.iter().flatten().filter_map(|v| axis_value(v)).fold(0.0, f64::max)
    }

    fn layout(&self, labels: &LabelColumn, sheet: &Sheet) -> Layout {
        let title = Type::axis();
        let left =
            labels.width.max(title.width(&format!("{} ↓", self.row_title)).min(sheet.width() * 32 / 100)) + pt(6.0);
        let cell = (sheet.width() - pt(0.5) - left) / self.columns.len() as i32;
        let style = Type::number();
        let words = self.columns.iter().flat_map(|c| c.split(' '));
        let turned = widest(words, style) + pt(4.0) > cell;
        let heads = if turned {
            widest(&self.columns, style).min(pt(96.0))
        } else {
            let most = self.columns.iter().map(|c| wrapped(c, style, cell - pt(4.0), 3).len()).max();
            most.unwrap_or(1) as i32 * style.leading()
        };
        let texts = self.cells.iter().flatten().map(|v| number_text(v, sheet.language));
        let labelled = widest(texts, style) + pt(3.0) <= cell;
        let height = labels.lines.iter().map(Vec::len).max().unwrap_or(1).max(1) as i32;
        let height = pt(CELL).max(height * Type::label().leading() + pt(4.0));
        Layout { left, top: pt(14.0) + heads + pt(6.0), cell, height, turned, labelled }
    }

    fn heads(&self, canvas: &Canvas, layout: &Layout, sheet: &Sheet) {
        let title = Type::axis();
        let room = sheet.width() - layout.left;
        canvas.text(&cut(&format!("{} →", self.column_title), title, room), (layout.left, pt(5.0)), title, Align::Left);
        let corner = cut(&format!("{} ↓", self.row_title), title, layout.left - pt(6.0));
        canvas.text(&corner, (layout.left - pt(6.0), layout.top - pt(7.0)), title, Align::Right);
        let style = Type::number();
        // Turned names need room for one line each; where columns are narrower, some go unnamed.
        let every = if layout.turned { (pt(10.0) / layout.cell.max(1)) as usize + 1 } else { 1 };
        for (j, column) in self.columns.iter().enumerate().step_by(every) {
            let x = layout.left + layout.cell * j as i32 + layout.cell / 2;
            let y = layout.top - pt(4.0);
            if layout.turned {
                let name = cut(column, style, pt(96.0));
                canvas.text(&name, (x, y), style.turned(), Align::Left);
            } else {
                let lines = wrapped(column, style, layout.cell - pt(4.0), 3);
                let last = lines.len() as i32 - 1;
                for (k, line) in lines.iter().enumerate() {
                    let up = style.leading() * (last - k as i32) + pt(3.0);
                    canvas.text(line, (x, y - up), style, Align::Centre);
                }
            }
        }
    }
}

fn cell(canvas: &Canvas, layout: &Layout, (x, y): (i32, i32), value: &Value, most: f64, sheet: &Sheet) {
    let inner = pt(0.5).min(layout.cell / 8);
    let (a, b) = ((x + inner, y + inner), (x + layout.cell - inner, y + layout.height - inner));
    let middle = (x + layout.cell / 2, y + layout.height / 2);
    match axis_value(value) {
        Some(v) => {
            let ground = Palette::ramp(if most > 0.0 { v / most } else { 0.0 });
            canvas.rect(a, b, ground, 1.0);
            if layout.labelled {
                let style = Type::number().colour(ground.text_on());
                canvas.text(&number_text(value, sheet.language), middle, style, Align::Centre);
            }
        }
        None => {
            canvas.outline(a, b, Palette::GRID, 0.5);
            if layout.labelled {
                canvas.text(&number_text(value, sheet.language), middle, Type::axis(), Align::Centre);
            } else {
                canvas.dot(middle, pt(1.0).min(layout.cell / 3), Palette::GREY);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, sheet};
    use crate::language::Language;

    #[test]
    fn sound_for_any_size() {
        for side in [0, 1, 2, 8, 40] {
            for withheld in [false, true] {
                let value = |i: usize, j: usize| {
                    if withheld || (i + j).is_multiple_of(3) { hidden() } else { count(1000.0 * (i * j) as f64) }
                };
                let name = |i: usize| if i == 1 { LONG.to_string() } else { format!("Forced labour {i}") };
                let chart = Heat {
                    row_title: "First episode".into(),
                    column_title: LONG.into(),
                    rows: (0..side).map(name).collect(),
                    columns: (0..side).map(name).collect(),
                    cells: (0..side).map(|i| (0..side).map(|j| value(i, j)).collect()).collect(),
                    diagonal: true,
                };
                for sheet in [sheet(200.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{side} {withheld}");
                }
            }
        }
    }

    #[test]
    fn ink_on_pale_and_paper_on_dark() {
        let chart = Heat {
            row_title: "From".into(),
            column_title: "To".into(),
            rows: vec!["a".into()],
            columns: vec!["a".into(), "b".into(), "c".into()],
            cells: vec![vec![count(10.0), count(500.0), hidden()]],
            diagonal: false,
        };
        let figure = chart.draw(&sheet(330.0)).expect("draws");
        let fill = |colour: crate::theme::Colour, text: &str| {
            figure.svg.lines().any(|l| l.contains(&format!("fill=\"{}\"", colour.hex())) && l.contains(text))
        };
        assert!(fill(Palette::INK, ">10<") && fill(Palette::PAPER, ">500<") && fill(Palette::MUTED, ">&lt;8<"));
    }
}

//! A labelled heat map: from what in the rows to what in the columns.

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{LabelColumn, Type, cut, widest, wrapped};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Sheet, Value, note};
use crate::theme::{self, Palette};

/// A matrix, darker for more.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// What the rows are: `First episode`; may be empty.
    pub row_title: String,
    /// What the columns are: `Later episode`; may be empty.
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
/// Height of a row in a longer list.
const FLAT: f64 = 15.5;
/// Rows of a short one.
const FEW: usize = 8;
/// Height of a row where there are very many.
const LOW: f64 = 12.0;
/// Columns narrower than this have no room for a name, even a turned one.
const NARROW: f64 = 10.5;
const TITLE: f64 = 14.0;
/// Longest turned name.
const TURNED: f64 = 96.0;
/// A line of the list of columns.
const LINE: f64 = 11.0;

/// How the columns are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heads {
    /// Upright, over each column.
    Upright,
    /// Reading upwards.
    Turned,
    /// By number: the rows have the same names and bear the numbers.
    Numbered,
    /// By number, with a list of the names below.
    Listed,
}

/// Sizes of the parts.
struct Layout {
    left: i32,
    top: i32,
    cell: i32,
    height: i32,
    heads: Heads,
    /// Cells are wide enough for their numbers.
    labelled: bool,
}

impl Heat {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.columns.is_empty() {
            return note::nothing(sheet);
        }
        let two = LabelColumn::new(&self.rows, Type::label(), self.label_room(sheet));
        let many = self.row_height(&two) * self.rows.len() as i32 > room - pt(TURNED + 20.0);
        let numbered = |heads: Heads| heads == Heads::Numbered;
        let width = self.label_room(sheet);
        let labels = |heads: Heads| {
            let name = |(place, row): (usize, &String)| {
                if numbered(heads) { format!("{} {row}", place + 1) } else { row.clone() }
            };
            let names: Vec<String> = self.rows.iter().enumerate().map(name).collect();
            LabelColumn::of_lines(&names, Type::label(), width, if many { 1 } else { 2 })
        };
        let heads = self.layout(&labels(Heads::Turned), many, sheet).heads;
        let labels = labels(heads);
        let layout = self.layout(&labels, many, sheet);
        let bottom = layout.top + layout.height * self.rows.len() as i32;
        let list = if heads == Heads::Listed { self.list(sheet) } else { Vec::new() };
        let lines = list.iter().map(Vec::len).max().unwrap_or(0) as i32;
        let below = if lines > 0 { pt(LINE) * lines + pt(6.0) } else { 0 };
        let canvas = Canvas::new(sheet, bottom + below + pt(1.0));
        self.heads(&canvas, &layout, sheet);
        for (i, lines) in labels.lines.iter().enumerate() {
            let at = (layout.left - pt(6.0), layout.top + layout.height * i as i32 + layout.height / 2);
            canvas.block(lines, at, Type::label(), Align::Right);
        }
        let right = layout.left + layout.cell * self.columns.len() as i32;
        let area = Extent { left: layout.left, top: layout.top, right, bottom };
        canvas.inside(area, || self.cells(&canvas, &layout, sheet));
        for (place, names) in list.iter().enumerate() {
            let x = sheet.width() * place as i32 / list.len() as i32;
            for (line, name) in names.iter().enumerate() {
                let y = bottom + pt(6.0) + pt(LINE) * line as i32 + pt(LINE / 2.0);
                canvas.text(name, (x, y), Type::axis(), Align::Left);
            }
        }
        canvas.finish()
    }

    fn cells(&self, canvas: &Canvas, layout: &Layout, sheet: &Sheet) {
        let most = self.most();
        let at = |i: usize, j: usize| (layout.left + layout.cell * j as i32, layout.top + layout.height * i as i32);
        for (i, row) in self.cells.iter().take(self.rows.len()).enumerate() {
            for (j, value) in row.iter().take(self.columns.len()).enumerate() {
                cell(canvas, layout, at(i, j), value, most, sheet);
            }
        }
        if self.diagonal {
            for i in 0..self.rows.len().min(self.columns.len()) {
                let (x, y) = at(i, i);
                canvas.outline((x, y), (x + layout.cell, y + layout.height), Palette::INK, 1.0);
            }
        }
    }

    /// Height of every row: what its name takes, and more where there are few.
    fn row_height(&self, labels: &LabelColumn) -> i32 {
        let least = if self.rows.len() > FEW { pt(FLAT) } else { pt(CELL) };
        let tall = |lines: &Vec<String>| lines.len() as i32 * Type::label().pitch(lines) + pt(4.0);
        labels.lines.iter().map(tall).fold(least, i32::max)
    }

    /// Width of the rows' names at most: few columns leave them more.
    fn label_room(&self, sheet: &Sheet) -> i32 {
        let part = if self.columns.len() <= 3 { 48 } else { 32 };
        sheet.width() * part / 100
    }

    fn most(&self) -> f64 {
        self.cells.iter().flatten().filter_map(|v| axis_value(v)).fold(0.0, f64::max)
    }

    fn layout(&self, labels: &LabelColumn, many: bool, sheet: &Sheet) -> Layout {
        let title = Type::axis();
        let corner = if self.row_title.is_empty() { 0 } else { title.width(&format!("{} ↓", self.row_title)) };
        let left = labels.width.max(corner.min(self.label_room(sheet))) + pt(6.0);
        let cell = (sheet.width() - pt(0.5) - left) / self.columns.len() as i32;
        let style = Type::number();
        let words = self.columns.iter().flat_map(|c| c.split(' '));
        let heads = if widest(words, style) + pt(4.0) <= cell {
            Heads::Upright
        } else if cell >= pt(NARROW) {
            Heads::Turned
        } else if self.rows == self.columns {
            Heads::Numbered
        } else {
            Heads::Listed
        };
        let above = match heads {
            Heads::Upright => {
                self.columns.iter().map(|c| upright(c, cell)).map(|(l, pitch)| l.len() as i32 * pitch).max()
            }
            Heads::Turned => Some(widest(&self.columns, style).min(pt(TURNED))),
            // Numbers stand on two levels by turns.
            Heads::Numbered | Heads::Listed => Some(pt(2.0 * LINE)),
        };
        let texts = self.cells.iter().flatten().map(|v| number_text(v, sheet.language));
        let labelled = widest(texts, style) + pt(3.0) <= cell;
        let height = if many { pt(LOW) } else { self.row_height(labels) };
        let titles = if self.column_title.is_empty() { 0 } else { pt(TITLE) };
        Layout { left, top: titles + above.unwrap_or(0) + pt(6.0), cell, height, heads, labelled }
    }

    /// The columns' names behind their numbers, in three lists.
    fn list(&self, sheet: &Sheet) -> Vec<Vec<String>> {
        let room = sheet.width() / 3 - pt(8.0);
        let name = |(place, name): (usize, &String)| cut(&format!("{} {name}", place + 1), Type::axis(), room);
        let names: Vec<String> = self.columns.iter().enumerate().map(name).collect();
        names.chunks(names.len().div_ceil(3)).map(<[String]>::to_vec).collect()
    }

    fn heads(&self, canvas: &Canvas, layout: &Layout, sheet: &Sheet) {
        self.titles(canvas, layout, sheet);
        let style = Type::number();
        // Numbers of one level stand two columns apart; where even that is too near, some columns go without.
        let number = style.width(&self.columns.len().to_string()) + pt(1.5);
        let every = (number / (2 * layout.cell.max(1)) + 1) as usize;
        for (j, column) in self.columns.iter().enumerate() {
            let x = layout.left + layout.cell * j as i32 + layout.cell / 2;
            let y = layout.top - pt(4.0);
            match layout.heads {
                Heads::Turned => {
                    canvas.text(&cut(column, style, pt(TURNED)), (x, y), style.turned(), Align::Left);
                }
                Heads::Upright => {
                    let (lines, pitch) = upright(column, layout.cell);
                    let last = lines.len() as i32 - 1;
                    for (k, line) in lines.iter().enumerate() {
                        let up = pitch * (last - k as i32) + pt(3.0);
                        canvas.text(line, (x, y - up), style, Align::Centre);
                    }
                }
                Heads::Numbered | Heads::Listed if j % every != 0 => {}
                Heads::Numbered | Heads::Listed => {
                    let up = pt(3.0) + if (j / every).is_multiple_of(2) { 0 } else { pt(LINE - 1.0) };
                    let number = (j + 1).to_string();
                    let x = x.min(sheet.width() - style.width(&number) / 2 - 1);
                    canvas.text(&number, (x, y - up), style, Align::Centre);
                }
            }
        }
    }

    fn titles(&self, canvas: &Canvas, layout: &Layout, sheet: &Sheet) {
        let title = Type::axis();
        if !self.column_title.is_empty() {
            let words = cut(&format!("{} →", self.column_title), title, sheet.width() - layout.left);
            canvas.text(&words, (layout.left, pt(6.0)), title, Align::Left);
        }
        if !self.row_title.is_empty() {
            let corner = cut(&format!("{} ↓", self.row_title), title, layout.left - pt(6.0));
            canvas.text(&corner, (layout.left - pt(6.0), layout.top - pt(7.0)), title, Align::Right);
        }
    }
}

/// A column's name on up to three lines, and their distance.
fn upright(name: &str, cell: i32) -> (Vec<String>, i32) {
    let lines = wrapped(name, Type::number(), cell - pt(4.0), 3);
    let pitch = Type::number().pitch(&lines);
    (lines, pitch)
}

fn cell(canvas: &Canvas, layout: &Layout, (x, y): (i32, i32), value: &Value, most: f64, sheet: &Sheet) {
    let inner = pt(0.5).min(layout.cell / 8);
    let (a, b) = ((x + inner, y + inner), (x + layout.cell - inner, y + layout.height - inner));
    let middle = (x + layout.cell / 2, y + layout.height / 2);
    match axis_value(value) {
        Some(v) => {
            let ground = theme::palette().ramp(if most > 0.0 { v / most } else { 0.0 });
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
                canvas.dot(middle, pt(1.0).min(layout.cell / 3), Palette::NEUTRAL.fill);
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

//! Slopes: the same measure before and after, category by category, named at both ends.

use super::canvas::{Align, Canvas, pt};
use super::estimate::{mark, mark_reach};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, spread, widest, wrapped};
use super::number::{axis_value, largest, number_text};
use super::scale::Scale;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Panels of slopes on one scale, side by side where the sheet is wide enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes {
    /// What the left ends are: `Episode before`.
    pub left_title: String,
    /// What the right ends are: `Later episode`.
    pub right_title: String,
    /// One question each.
    pub panels: Vec<SlopePanel>,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopePanel {
    /// The question: `Means of control`; empty if there is only one.
    pub title: String,
    /// Its answers.
    pub rows: Vec<SlopeRow>,
}

/// One answer. An end that is withheld has its mark below the scale and no line.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopeRow {
    /// Its name.
    pub label: String,
    /// Before.
    pub left: Value,
    /// After.
    pub right: Value,
}

/// Width of a panel at least.
const LEAST: f64 = 215.0;
const BETWEEN: f64 = 24.0;
/// Distance of the scales at least.
const OPEN: f64 = 44.0;
const HEADS: f64 = 14.0;
/// Height of the scale at least, and at most where labels do not ask for more.
const BODY: (f64, f64) = (60.0, 230.0);
/// Names go on one line where there are more of them.
const FEW: usize = 14;
/// Room from a mark to its label, where a leader may run.
const LEADER: f64 = 14.0;
/// A share is near zero where it is less than this part of the largest.
const NEAR: f64 = 0.3;
/// Panels that one figure holds.
const MOST: usize = 4;

/// The labels of one end of a panel.
struct Ends {
    lines: Vec<Vec<String>>,
    values: Vec<String>,
    /// Height of each label.
    apart: i32,
    name_width: i32,
    value_width: i32,
}

/// One panel, measured.
struct Layout {
    ends: [Ends; 2],
    width: i32,
    title: Vec<String>,
    /// Height of the scale, and of the shelf below it for what is withheld.
    body: i32,
    shelf: i32,
    top: i32,
}

impl Slopes {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let panels: Vec<&SlopePanel> = self.panels.iter().filter(|p| !p.rows.is_empty()).take(MOST).collect();
        if panels.is_empty() {
            return note::nothing(sheet);
        }
        let most = ((sheet.width() + pt(BETWEEN)) / pt(LEAST + BETWEEN)).max(1).min(panels.len() as i32);
        let set = |across: i32| {
            let width = (sheet.width() - pt(BETWEEN) * (across - 1)) / across;
            let room = room / ((panels.len() as i32 + across - 1) / across) - pt(8.0);
            (across, width, panels.iter().map(|p| Layout::new(p, width, room, sheet)).collect::<Vec<Layout>>())
        };
        // Long numbers can leave no room for the lines of panels side by side.
        let open = |(_, _, layouts): &(i32, i32, Vec<Layout>)| layouts.iter().all(Layout::is_open);
        let (across, width, layouts) = (2..=most).rev().map(set).find(open).unwrap_or_else(|| set(1));
        // Panels of one row are equally high, so that equal shares stand at equal heights.
        let rows: Vec<&[Layout]> = layouts.chunks(across as usize).collect();
        let body = layouts.iter().map(|l| l.body).max().unwrap_or(0);
        let height = |row: &[Layout]| row.iter().map(|l| l.top + l.shelf).max().unwrap_or(0) + body + pt(8.0);
        let canvas = Canvas::new(sheet, rows.iter().map(|row| height(row)).sum());
        let span = self.span();
        let (mut y, mut shown) = (0, panels.iter());
        for row in rows {
            let head = row.iter().map(|l| l.top).max().unwrap_or(0);
            for (place, (layout, panel)) in row.iter().zip(&mut shown).enumerate() {
                let at = ((width + pt(BETWEEN)) * place as i32, y + head);
                canvas.shifted(at, || self.panel(&canvas, panel, layout, (body, span), sheet));
            }
            y += height(row);
        }
        canvas.finish()
    }

    /// The ends of the scale. Slopes have no length from zero: the scale begins there only where a share is near it.
    fn span(&self) -> (f64, f64) {
        let values = || self.panels.iter().flat_map(|p| &p.rows).flat_map(|r| [&*r.left, &*r.right]);
        let most = largest(values());
        let least = values().filter_map(axis_value).fold(most, f64::min);
        (if least > most * NEAR { least } else { 0.0 }, most)
    }

    /// One panel; the scale begins at its upper edge.
    fn panel(
        &self,
        canvas: &Canvas,
        panel: &SlopePanel,
        layout: &Layout,
        (body, span): (i32, (f64, f64)),
        sheet: &Sheet,
    ) {
        let (left, right) = layout.axes();
        let scale = Scale::linear(span.0, span.1, body, 0);
        self.heads(canvas, layout, sheet);
        for x in [left, right] {
            canvas.line([(x, 0), (x, body)], Palette::GRID, 0.75);
        }
        let area = Extent { left, top: 0, right, bottom: body };
        canvas.inside(area.grown(mark_reach()), || panel.lines(canvas, &scale, (left, right)));
        layout.labels(canvas, panel, &scale, body);
    }

    fn heads(&self, canvas: &Canvas, layout: &Layout, sheet: &Sheet) {
        let (left, right) = layout.axes();
        let title = Type::label().semibold();
        let pitch = title.pitch(&layout.title);
        for (place, line) in layout.title.iter().enumerate() {
            let y = pt(6.0) - layout.top + pitch * place as i32;
            canvas.text(line, (0, y), title, Align::Left);
        }
        let style = Type::axis();
        let middle = (left + right) / 2;
        let y = -pt(HEADS);
        let before = cut(&self.left_title, style, (middle - pt(4.0)).min(sheet.width()));
        let after = cut(&self.right_title, style, layout.width - middle - pt(4.0));
        // Over its axis, and within its half of the panel.
        let reach = |x: i32, wide: i32, from: i32, to: i32| (x - wide / 2).min(to - wide).max(from);
        let at = reach(left, style.width(&before), 0, middle - pt(4.0));
        canvas.text(&before, (at, y), style, Align::Left);
        let at = reach(right, style.width(&after), middle + pt(4.0), layout.width);
        canvas.text(&after, (at, y), style, Align::Left);
    }
}

impl SlopePanel {
    fn lines(&self, canvas: &Canvas, scale: &Scale, (left, right): (i32, i32)) {
        let colour = Role::Subject.hue().fill;
        for row in &self.rows {
            let ends = [(left, &row.left), (right, &row.right)];
            let known: Vec<(i32, i32)> =
                ends.iter().filter_map(|(x, value)| Some((*x, scale.at(axis_value(value)?)))).collect();
            if known.len() == 2 {
                canvas.line(known.iter().copied(), colour, 1.0);
            }
            known.into_iter().for_each(|at| mark(canvas, at, Role::Subject));
        }
    }
}

impl Layout {
    /// Names on two lines if there are few and `room` takes them, else on one.
    fn new(panel: &SlopePanel, width: i32, room: i32, sheet: &Sheet) -> Self {
        let two = Layout::of_lines(panel, width, room, 2, sheet);
        let fits = panel.rows.len() <= FEW && two.top + two.body + two.shelf <= room;
        if fits { two } else { Layout::of_lines(panel, width, room, 1, sheet) }
    }

    fn of_lines(panel: &SlopePanel, width: i32, room: i32, lines: usize, sheet: &Sheet) -> Self {
        let value = |of: fn(&SlopeRow) -> &Value| {
            panel.rows.iter().map(|r| number_text(of(r), sheet.language)).collect::<Vec<_>>()
        };
        let values = [value(|r| &r.left), value(|r| &r.right)];
        let numbers = values.iter().map(|v| widest(v, Type::number().semibold())).max().unwrap_or(0);
        let names = (width - pt(OPEN)) / 2 - numbers - pt(4.0 + LEADER);
        let names = names.min(width * 27 / 100).max(pt(24.0));
        let ends = values.map(|values| Ends::new(panel, values, names, lines));
        let title = wrapped(&panel.title, Type::label().semibold(), width, 2);
        let top = title.len() as i32 * Type::label().pitch(&title) + pt(HEADS + 8.0);
        let withheld = |of: fn(&SlopeRow) -> &Value| panel.rows.iter().filter(|r| axis_value(of(r)).is_none()).count();
        let counts = [withheld(|r| &r.left), withheld(|r| &r.right)];
        let height = |place: usize, many: usize| ends[place].apart * many as i32;
        let shelf = (0..2).map(|i| height(i, counts[i])).max().unwrap_or(0);
        let shelf = if shelf > 0 { shelf + pt(6.0) } else { 0 };
        let wanted = (0..2).map(|i| height(i, panel.rows.len() - counts[i])).max().unwrap_or(0);
        let body = wanted.max(pt(BODY.0)).max((wanted * 3 / 2).min(pt(BODY.1))).min((room - top - shelf).max(wanted));
        Layout { ends, width, title, body, shelf, top }
    }

    /// Whether the lines have room between the scales.
    fn is_open(&self) -> bool {
        let (left, right) = self.axes();
        right - left >= pt(OPEN)
    }

    /// Where the two scales stand.
    fn axes(&self) -> (i32, i32) {
        let room = |ends: &Ends| ends.name_width + ends.value_width + pt(4.0 + LEADER);
        (room(&self.ends[0]), self.width - room(&self.ends[1]))
    }

    /// Names and values outside the scales, moved apart; those of what is withheld on a shelf below.
    fn labels(&self, canvas: &Canvas, panel: &SlopePanel, scale: &Scale, body: i32) {
        let (left, right) = self.axes();
        for (ends, x, way) in [(&self.ends[0], left, -1), (&self.ends[1], right, 1)] {
            let value = |row: &SlopeRow| axis_value(if way < 0 { &row.left } else { &row.right });
            let (known, withheld): (Vec<usize>, Vec<usize>) =
                (0..panel.rows.len()).partition(|&i| value(&panel.rows[i]).is_some());
            let wanted: Vec<i32> = known.iter().filter_map(|&i| value(&panel.rows[i])).map(|v| scale.at(v)).collect();
            let over = ends.apart / 2;
            let set = spread(&wanted, ends.apart, over - pt(5.0), (body - over + pt(5.0)).max(over));
            for ((&i, &from), y) in known.iter().zip(&wanted).zip(set) {
                if (from - y).abs() > pt(1.5) {
                    let (near, far) = (x + way * mark_reach(), x + way * pt(LEADER - 2.0));
                    canvas.line([(near, from), (far, y)], Palette::GREY, 0.5);
                }
                ends.label(canvas, i, (x + way * pt(LEADER), y), way, Type::number());
            }
            for (place, &i) in withheld.iter().enumerate() {
                let y = body + pt(6.0) + ends.apart * place as i32 + over;
                ends.label(canvas, i, (x + way * pt(LEADER), y), way, Type::axis());
            }
        }
    }
}

impl Ends {
    fn new(panel: &SlopePanel, values: Vec<String>, room: i32, most: usize) -> Self {
        let style = Type::number();
        let lines: Vec<Vec<String>> = panel.rows.iter().map(|r| wrapped(&r.label, style, room, most)).collect();
        let height = |lines: &Vec<String>| lines.len().max(1) as i32 * style.pitch(lines) + pt(1.0);
        let apart = lines.iter().map(height).max().unwrap_or(0);
        let name_width = widest(lines.iter().flatten(), style);
        Ends { name_width, value_width: widest(&values, style.semibold()), lines, values, apart }
    }

    /// The value next to the scale, the name beyond it.
    fn label(&self, canvas: &Canvas, row: usize, (x, y): (i32, i32), way: i32, style: Type) {
        let align = if way < 0 { Align::Right } else { Align::Left };
        canvas.text(&self.values[row], (x, y), style.semibold(), align);
        canvas.block(&self.lines[row], (x + way * (self.value_width + pt(4.0)), y), style, align);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    fn panel(rows: usize, value: impl Fn(usize) -> Value) -> SlopePanel {
        let label = |i: usize| if i % 3 == 1 { LONG.to_string() } else { format!("Means of control {i}") };
        let row = |i: usize| SlopeRow { label: label(i), left: value(i), right: value(rows - i) };
        SlopePanel { title: LONG.into(), rows: (0..rows).map(row).collect() }
    }

    fn slopes(panels: Vec<SlopePanel>) -> Slopes {
        Slopes { left_title: "Episode before".into(), right_title: LONG.into(), panels }
    }

    #[test]
    fn sound_for_any_number_of_answers() {
        for rows in [0, 1, 2, 9, 40] {
            for panels in [0, 1, 2, 3] {
                let of = |i: usize| {
                    panel(if rows > 9 && panels > 2 { 6 } else { rows }, move |k| match (k + i) % 5 {
                        0 => hidden(),
                        1 => share(0.4),
                        _ => share(0.02 * k as f64),
                    })
                };
                let chart = slopes((0..panels).map(of).collect());
                for sheet in [sheet(323.0), sheet(465.0), full_sheet(465.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {panels}");
                }
            }
        }
    }

    #[test]
    fn a_withheld_end_has_its_mark_and_no_line() {
        let lines = |value: fn(usize) -> Value| {
            let svg = slopes(vec![panel(2, value)]).draw(&sheet(323.0)).expect("draws").svg;
            (svg.matches("stroke-width=\"1\"").count(), svg.matches("<circle").count(), svg.matches(">&lt;8<").count())
        };
        assert_eq!(lines(|i| share(0.1 * (i + 1) as f64)), (2, 4, 0));
        assert_eq!(lines(|i| if i == 0 { hidden() } else { share(0.3) }), (1, 3, 1));
    }
}

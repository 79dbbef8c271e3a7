//! The cohort as a flow chart: who remains after each step, and who was left out beside it.

use super::canvas::{Align, Canvas, pt};
use super::label::{Type, widest, wrapped};
use super::number::number_text;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Steps from everyone to the analysed, then the groups these fall into.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortFlow {
    /// From the top.
    pub steps: Vec<CohortStep>,
    /// Boxes side by side under the last step.
    pub groups: Vec<CohortGroup>,
}

/// One box of the main column, and what leaves after it.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortStep {
    /// Who they are.
    pub label: String,
    /// How many.
    pub count: Value,
    /// Who is left out between this box and the next.
    pub excluded: Vec<CohortGroup>,
}

/// A named count.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortGroup {
    /// Who they are.
    pub label: String,
    /// How many.
    pub count: Value,
}

const PAD: f64 = 7.0;
const ARROW: f64 = 18.0;

/// A box's text, measured.
struct Words {
    number: String,
    lines: Vec<String>,
}

impl Words {
    fn new(label: &str, count: &Value, width: i32, sheet: &Sheet) -> Self {
        let lines = wrapped(label, Type::label(), width - 2 * pt(PAD), 4);
        Words { number: number_text(count, sheet.language), lines }
    }

    fn height(&self) -> i32 {
        2 * pt(PAD) + pt(9.0) + self.lines.len() as i32 * Type::label().leading()
    }

    fn draw(&self, canvas: &Canvas, left: i32, top: i32) {
        let x = left + pt(PAD);
        let number = Type { size: 210, ..Type::label() }.semibold();
        canvas.text(&self.number, (x, top + pt(PAD)), number.top(), Align::Left);
        let mut y = top + pt(PAD + 12.5);
        for line in &self.lines {
            canvas.text(line, (x, y), Type::label().top(), Align::Left);
            y += Type::label().leading();
        }
    }
}

/// The list of those left out after one step, measured.
struct Side {
    rows: Vec<(Vec<String>, String)>,
    numbers: i32,
}

impl Side {
    fn new(excluded: &[CohortGroup], width: i32, sheet: &Sheet) -> Self {
        let texts: Vec<String> = excluded.iter().map(|e| number_text(&e.count, sheet.language)).collect();
        let numbers = widest(&texts, Type::number());
        let room = width - 2 * pt(PAD) - numbers - pt(6.0);
        let lines = excluded.iter().map(|e| wrapped(&e.label, Type::number(), room, 3));
        Side { rows: lines.zip(texts).collect(), numbers }
    }

    fn height(&self) -> i32 {
        let rows = self.rows.iter().map(|(lines, _)| row_height(lines)).sum::<i32>();
        if self.rows.is_empty() { 0 } else { rows + pt(2.0 * PAD - 4.0) }
    }

    fn draw(&self, canvas: &Canvas, left: i32, top: i32) {
        let mut y = top + pt(PAD - 1.0);
        for (lines, number) in &self.rows {
            let right = left + pt(PAD) + self.numbers;
            canvas.text(number, (right, y), Type::number().semibold().top(), Align::Right);
            for (place, line) in lines.iter().enumerate() {
                let at = (right + pt(6.0), y + Type::number().leading() * place as i32);
                canvas.text(line, at, Type::number().top(), Align::Left);
            }
            y += row_height(lines);
        }
    }
}

fn row_height(lines: &[String]) -> i32 {
    lines.len().max(1) as i32 * Type::number().leading() + pt(2.0)
}

impl CohortFlow {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.steps.is_empty() {
            return note::nothing(sheet);
        }
        let paper = sheet.width() - pt(1.0);
        let any = self.steps.iter().any(|s| !s.excluded.is_empty());
        let main = if any { paper * 46 / 100 } else { paper * 60 / 100 };
        let side_left = main / 2 + main * 22 / 100 + pt(40.0);
        let side_left = side_left.max(main + pt(12.0));
        let boxes: Vec<Words> = self.steps.iter().map(|s| Words::new(&s.label, &s.count, main, sheet)).collect();
        let sides: Vec<Side> = self.steps.iter().map(|s| Side::new(&s.excluded, paper - side_left, sheet)).collect();
        let each = self.group_width(paper);
        let groups: Vec<Words> = self.groups.iter().map(|g| Words::new(&g.label, &g.count, each, sheet)).collect();

        let last = boxes.len() - 1;
        let below = |i: usize| {
            if i == last && groups.is_empty() && sides[i].rows.is_empty() { 0 } else { gap_below(&sides[i]) }
        };
        let height: i32 = boxes.iter().enumerate().map(|(i, b)| b.height() + below(i)).sum();
        let foot = groups.iter().map(Words::height).max().map_or(0, |h| h + pt(ARROW));
        let canvas = Canvas::new(sheet, height + foot + pt(2.0));

        let mut y = pt(1.0);
        for (i, words) in boxes.iter().enumerate() {
            let bottom = y + words.height();
            filled(&canvas, (pt(0.5), y), (main, bottom), if i == last { Role::Subject } else { Role::Rest });
            words.draw(&canvas, pt(0.5), y);
            let next = bottom + below(i);
            if i < last {
                arrow_down(&canvas, main / 2, bottom, next);
            } else if next > bottom {
                canvas.line([(main / 2, bottom), (main / 2, next)], Palette::MUTED, 0.75);
            }
            if !sides[i].rows.is_empty() {
                let middle = (bottom + next) / 2;
                let top = middle - sides[i].height() / 2;
                arrow_right(&canvas, main / 2, side_left, middle);
                canvas.outline((side_left, top), (paper, top + sides[i].height()), Palette::GREY, 0.5);
                sides[i].draw(&canvas, side_left, top);
            }
            y = next;
        }
        self.draw_groups(&canvas, &groups, (main / 2, y), each);
        canvas.finish()
    }

    fn group_width(&self, paper: i32) -> i32 {
        let count = self.groups.len().max(1) as i32;
        (paper - pt(8.0) * (count - 1)) / count
    }

    fn draw_groups(&self, canvas: &Canvas, groups: &[Words], (from, y): (i32, i32), each: i32) {
        let Some(height) = groups.iter().map(Words::height).max() else { return };
        let middle = |i: usize| pt(0.5) + (each + pt(8.0)) * i as i32 + each / 2;
        let bus = y + pt(4.0);
        let (first, last) = (middle(0).min(from), middle(groups.len() - 1).max(from));
        canvas.line([(from, y), (from, bus)], Palette::MUTED, 0.75);
        canvas.line([(first, bus), (last, bus)], Palette::MUTED, 0.75);
        for (i, words) in groups.iter().enumerate() {
            let (x, top) = (middle(i) - each / 2, y + pt(ARROW));
            arrow_down(canvas, middle(i), bus, top);
            filled(canvas, (x, top), (x + each, top + height), Role::Rest);
            words.draw(canvas, x, top);
        }
    }
}

/// Room under a box: for the arrow, and for the list beside it.
fn gap_below(side: &Side) -> i32 {
    pt(ARROW).max(side.height() + pt(6.0))
}

fn filled(canvas: &Canvas, a: (i32, i32), b: (i32, i32), role: Role) {
    let (fill, edge) = match role {
        Role::Subject => (Palette::PRIMARY.pale, Palette::PRIMARY.fill),
        Role::Comparison | Role::Rest | Role::Third => (Palette::WASH, Palette::GREY),
    };
    canvas.rect(a, b, fill, 1.0);
    canvas.outline(a, b, edge, 0.5);
}

fn arrow_down(canvas: &Canvas, x: i32, from: i32, to: i32) {
    canvas.line([(x, from), (x, to - pt(3.0))], Palette::MUTED, 0.75);
    canvas.polygon(vec![(x, to), (x - pt(2.5), to - pt(5.0)), (x + pt(2.5), to - pt(5.0))], Palette::MUTED, 1.0);
}

fn arrow_right(canvas: &Canvas, from: i32, to: i32, y: i32) {
    canvas.line([(from, y), (to - pt(3.0), y)], Palette::MUTED, 0.75);
    canvas.polygon(vec![(to, y), (to - pt(5.0), y - pt(2.5)), (to - pt(5.0), y + pt(2.5))], Palette::MUTED, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, sheet};
    use crate::language::Language;

    fn group(i: usize) -> CohortGroup {
        let label = if i.is_multiple_of(2) { LONG.into() } else { "No exit date".into() };
        CohortGroup { label, count: if i == 1 { hidden() } else { count(1e4 * i as f64) } }
    }

    fn flow(steps: usize, excluded: usize, groups: usize) -> CohortFlow {
        let step = |i: usize| CohortStep {
            label: if i == 1 { LONG.into() } else { "Persons assisted".into() },
            count: if i == 2 { hidden() } else { count(14020.0) },
            excluded: (0..excluded).map(group).collect(),
        };
        CohortFlow { steps: (0..steps).map(step).collect(), groups: (0..groups).map(group).collect() }
    }

    #[test]
    fn sound_for_any_number_of_boxes() {
        for steps in [0, 1, 2, 6] {
            for excluded in [0, 1, 5] {
                for groups in 0..4 {
                    for sheet in [sheet(240.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                        let figure = flow(steps, excluded, groups).draw(&sheet).expect("draws");
                        assert_eq!(figure.faults(), Vec::<String>::new(), "{steps} {excluded} {groups}");
                    }
                }
            }
        }
    }
}

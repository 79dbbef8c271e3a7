//! The cohort as a flow chart: who remains after each step, and who was left out beside it.

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
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
/// Height of a box with its number before its label.
const BAR: f64 = 23.0;
const NUMBER: Type = Type::label().sized(210).semibold();

/// A box's text, measured.
struct Words {
    number: String,
    lines: Vec<String>,
    /// Width of the numbers' column, where numbers stand before their labels.
    beside: Option<i32>,
}

impl Words {
    fn new(label: &str, count: &Value, width: i32, most: usize, sheet: &Sheet) -> Self {
        let lines = wrapped(label, Type::label(), width - 2 * pt(PAD), most);
        Words { number: number_text(count, sheet.language), lines, beside: None }
    }

    fn height(&self) -> i32 {
        if self.beside.is_some() {
            return pt(BAR);
        }
        2 * pt(PAD) + pt(9.0) + self.lines.len() as i32 * self.pitch()
    }

    fn pitch(&self) -> i32 {
        Type::label().pitch(&self.lines)
    }

    /// The number before the label, on one line; `None` where a box is too narrow for that.
    fn beside(label: &str, count: &Value, width: i32, numbers: i32, sheet: &Sheet) -> Option<Self> {
        let room = width - 2 * pt(PAD) - numbers - pt(7.0);
        let lines = wrapped(label, Type::label(), i32::MAX / 2, 1);
        let fits = widest(&lines, Type::label()) <= room;
        fits.then(|| Words { number: number_text(count, sheet.language), lines, beside: Some(numbers) })
    }

    fn draw(&self, canvas: &Canvas, left: i32, top: i32) {
        let x = left + pt(PAD);
        if let Some(numbers) = self.beside {
            let middle = top + self.height() / 2;
            canvas.text(&self.number, (x + numbers, middle), NUMBER, Align::Right);
            canvas.block(&self.lines, (x + numbers + pt(7.0), middle), Type::label(), Align::Left);
            return;
        }
        canvas.text(&self.number, (x, top + pt(PAD)), NUMBER.top(), Align::Left);
        let mut y = top + pt(PAD + 12.5);
        for line in &self.lines {
            canvas.text(line, (x, y), Type::label().top(), Align::Left);
            y += self.pitch();
        }
    }
}

/// The list of those left out after one step, measured.
struct Side {
    rows: Vec<(Vec<String>, String)>,
    numbers: i32,
}

impl Side {
    fn new(excluded: &[CohortGroup], width: i32, most: usize, sheet: &Sheet) -> Self {
        let texts: Vec<String> = excluded.iter().map(|e| number_text(&e.count, sheet.language)).collect();
        let numbers = widest(&texts, Type::number());
        let room = width - 2 * pt(PAD) - numbers - pt(6.0);
        let lines = excluded.iter().map(|e| wrapped(&e.label, Type::number(), room, most));
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
                let at = (right + pt(6.0), y + Type::number().pitch(lines) * place as i32);
                canvas.text(line, at, Type::number().top(), Align::Left);
            }
            y += row_height(lines);
        }
    }
}

/// Everything measured.
struct Parts {
    paper: i32,
    main: i32,
    side_left: i32,
    each: i32,
    boxes: Vec<Words>,
    sides: Vec<Side>,
    groups: Vec<Words>,
}

impl Parts {
    /// Room below a box: none where nothing follows.
    fn below(&self, place: usize) -> i32 {
        let ends = place + 1 == self.boxes.len() && self.groups.is_empty() && self.sides[place].rows.is_empty();
        if ends { 0 } else { gap_below(&self.sides[place]) }
    }

    fn height(&self) -> i32 {
        let steps: i32 = self.boxes.iter().enumerate().map(|(i, b)| b.height() + self.below(i)).sum();
        let foot = self.groups.iter().map(Words::height).max().map_or(0, |h| h + pt(ARROW));
        steps + foot + pt(2.0)
    }
}

fn row_height(lines: &[String]) -> i32 {
    lines.len().max(1) as i32 * Type::number().pitch(lines) + pt(2.0)
}

impl CohortFlow {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow: with fewer lines to a label if need be.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.steps.is_empty() {
            return note::nothing(sheet);
        }
        let set = |lines: usize| self.measured(lines, sheet);
        let parts = (2..=4).rev().map(set).find(|parts| parts.height() <= room).unwrap_or_else(|| set(1));
        self.draw_parts(&parts, sheet)
    }

    /// Everything measured, with at most so many lines to a label.
    fn measured(&self, lines: usize, sheet: &Sheet) -> Parts {
        let paper = sheet.width() - pt(1.0);
        let any = self.steps.iter().any(|s| !s.excluded.is_empty());
        let main = if any { paper * 46 / 100 } else { paper * 60 / 100 };
        let side_left = (main / 2 + main * 22 / 100 + pt(40.0)).max(main + pt(12.0));
        let side = |s: &CohortStep| Side::new(&s.excluded, paper - side_left, lines.min(3), sheet);
        let each = self.group_width(paper);
        let group = |g: &CohortGroup| Words::new(&g.label, &g.count, each, lines, sheet);
        Parts {
            paper,
            main,
            side_left,
            each,
            boxes: self.boxes(main, lines, sheet),
            sides: self.steps.iter().map(side).collect(),
            groups: self.groups.iter().map(group).collect(),
        }
    }

    fn draw_parts(&self, parts: &Parts, sheet: &Sheet) -> Result<Figure, FigureError> {
        let Parts { paper, main, side_left, each, boxes, sides, groups } = parts;
        let (paper, main, side_left, each) = (*paper, *main, *side_left, *each);
        let last = boxes.len() - 1;
        let below = |i: usize| parts.below(i);
        let canvas = Canvas::new(sheet, parts.height());

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
        self.draw_groups(&canvas, groups, (main / 2, y), each);
        canvas.finish()
    }

    /// All with their numbers before their labels, or all with them above.
    fn boxes(&self, width: i32, lines: usize, sheet: &Sheet) -> Vec<Words> {
        let numbers = widest(self.steps.iter().map(|s| number_text(&s.count, sheet.language)), NUMBER);
        let flat = self.steps.iter().map(|s| Words::beside(&s.label, &s.count, width, numbers, sheet));
        let flat: Option<Vec<Words>> = flat.collect();
        let tall = || self.steps.iter().map(|s| Words::new(&s.label, &s.count, width, lines, sheet)).collect();
        flat.unwrap_or_else(tall)
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
        Role::Subject => (role.hue().pale, role.hue().fill),
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

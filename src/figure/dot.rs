//! Dots with intervals on a common axis from zero: where uncertainty is the point.

use std::ops::Range;

use super::canvas::{Align, Canvas, pt};
use super::estimate::{Estimate, mark, mark_reach};
use super::fold::{Fold, LEAST, PAGE};
use super::geometry::Extent;
use super::label::{LabelColumn, Type, cut, widest, wrapped};
use super::number::number_text;
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, Role, Sheet, note};
use crate::disclosure::Unit;
use crate::language::per_cent;
use crate::theme::Palette;

/// Estimates by category, for one group or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// Names and colours of the groups; a single group's name is not drawn.
    pub series: Vec<(String, Role)>,
    /// The categories.
    pub rows: Vec<DotRow>,
    /// Words under the axis: measure and unit.
    pub x_label: String,
}

/// One category.
#[derive(Clone, Debug, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub label: String,
    /// One estimate a group.
    pub estimates: Vec<Estimate>,
}

const ROW: f64 = 15.5;
/// Between the marks of one row.
const APART: f64 = 6.0;
const AXIS: f64 = 30.0;
/// Width of the names at most, in per cent of a column.
const LABELS: i32 = 34;
/// Width of the plot and of what stands around it, at least, in one of several columns.
const PLOT: f64 = 56.0;
/// Between the columns of numbers.
const BETWEEN: f64 = 10.0;
/// From a head's mark to its words.
const MARK: f64 = 8.0;

/// The numbers of one group, in a column of their own under the group's name.
struct Numbers {
    head: Vec<String>,
    role: Role,
    texts: Vec<String>,
    /// From the left edge to the right edge of the numbers.
    width: i32,
}

/// What all columns of rows share.
struct Layout {
    labels: LabelColumn,
    heights: Vec<i32>,
    numbers: Vec<Numbers>,
    head: i32,
    left: i32,
    right: i32,
    width: i32,
}

impl Dots {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.series.is_empty() {
            return note::nothing(sheet);
        }
        let whole = self.layout(sheet.width(), sheet);
        // Long numbers ask for wider columns, where there are several.
        let least = f64::from(whole.taken() + pt(PLOT)) / f64::from(pt(1.0)) * 100.0 / f64::from(100 - LABELS);
        let fixed = whole.head + pt(AXIS);
        let fold = Fold::new(sheet.width(), least.max(LEAST), room, fixed, |each| self.layout(each, sheet).heights);
        let layout = self.layout(fold.width, sheet);
        let ticks =
            Ticks::up_to(self.shown().filter_map(Estimate::span).map(|s| s.2.max(s.0)).fold(0.0, f64::max), 4, false);
        let bottom = layout.head + fold.height + pt(AXIS);
        let canvas = Canvas::new(sheet, bottom + fold.words_height());
        for (x, part) in fold.columns() {
            canvas.shifted((x, 0), || self.column(&canvas, &layout, &ticks, part, sheet));
        }
        fold.words(&canvas, bottom, sheet);
        canvas.finish()
    }

    fn layout(&self, width: i32, sheet: &Sheet) -> Layout {
        let names: Vec<&str> = self.rows.iter().map(|r| r.label.as_str()).collect();
        let labels = LabelColumn::new(&names, Type::label(), width * LABELS / 100);
        let marks = pt(APART) * (self.series.len() as i32 - 1);
        let least = |i: usize| (pt(ROW) + labels.extra(i, Type::label())).max(pt(11.0) + marks);
        let heights = (0..self.rows.len()).map(least).collect();
        let numbers: Vec<Numbers> = (0..self.series.len()).map(|i| self.numbers(i, width, sheet)).collect();
        let lines = numbers.iter().map(|n| n.head.len() as i32 * Type::number().pitch(&n.head)).max().unwrap_or(0);
        let head = if lines > 0 { lines + pt(6.0) } else { 0 };
        let left = labels.width + pt(10.0);
        let mut layout = Layout { labels, heights, numbers, head, left, right: width, width };
        layout.right = (width - layout.taken()).max(left + pt(20.0));
        layout
    }

    /// The first group with its intervals in words; of the others, which are larger as a rule, the estimate alone.
    fn numbers(&self, place: usize, width: i32, sheet: &Sheet) -> Numbers {
        let (name, role) = &self.series[place];
        let text = |row: &DotRow| match row.estimates.get(place) {
            Some(estimate) if place == 0 => estimate.text(sheet.language),
            Some(estimate) => number_text(&estimate.value, sheet.language),
            None => String::new(),
        };
        let texts: Vec<String> = self.rows.iter().map(text).collect();
        let numbers = widest(&texts, Type::number());
        if self.series.len() == 1 {
            return Numbers { head: Vec::new(), role: *role, width: numbers, texts };
        }
        let style = Type::number().semibold();
        let most = (width * 40 / 100 / self.series.len() as i32 - pt(BETWEEN)).max(numbers + pt(MARK));
        let head = wrapped(name, style, (most - pt(MARK)).min(pt(80.0)), 2);
        Numbers { width: numbers.max(widest(&head, style) + pt(MARK)), head, role: *role, texts }
    }

    fn shown(&self) -> impl Iterator<Item = &Estimate> {
        self.rows.iter().flat_map(|r| r.estimates.iter().take(self.series.len()))
    }

    fn column(&self, canvas: &Canvas, layout: &Layout, ticks: &Ticks, part: Range<usize>, sheet: &Sheet) {
        let bottom = layout.head + layout.heights[part.clone()].iter().sum::<i32>();
        let area = Extent { left: layout.left, top: layout.head, right: layout.right, bottom };
        let scale = Scale::linear(0.0, ticks.end, layout.left, layout.right);
        layout.heads(canvas);
        self.axis(canvas, layout, ticks, &scale, bottom, sheet);
        let mut top = layout.head;
        for place in part {
            let row = &self.rows[place];
            let middle = top + layout.heights[place] / 2;
            let at = (layout.labels.width, middle);
            canvas.block(&layout.labels.lines[place], at, Type::label(), Align::Right);
            canvas.inside(area.grown(mark_reach()), || self.marks(canvas, row, &scale, ticks, middle));
            layout.row_numbers(canvas, row, place, middle);
            top += layout.heights[place];
        }
    }

    /// The marks of one row: the first group's uppermost, and drawn last, for it is what the chart is about.
    fn marks(&self, canvas: &Canvas, row: &DotRow, scale: &Scale, ticks: &Ticks, middle: i32) {
        let first = middle - pt(APART) * (self.series.len() as i32 - 1) / 2;
        for (i, (estimate, (_, role))) in row.estimates.iter().zip(&self.series).enumerate().rev() {
            estimate.draw(canvas, scale, (0.0, ticks.end), first + pt(APART) * i as i32, *role);
        }
    }

    fn axis(&self, canvas: &Canvas, layout: &Layout, ticks: &Ticks, scale: &Scale, bottom: i32, sheet: &Sheet) {
        let share = self.shown().any(|e| e.value.unit() == Unit::Share);
        let texts: Vec<String> = ticks.values.iter().map(|t| ticks.text(*t, sheet.language)).collect();
        let texts: Vec<String> =
            texts.into_iter().map(|t| if share { per_cent(&t, sheet.language) } else { t }).collect();
        let step = ticks.values.get(1).map_or(1, |t| (scale.at(*t) - scale.at(0.0)).max(1));
        let every = (widest(&texts, Type::axis()) + pt(4.0)).div_euclid(step) as usize + 1;
        for (i, (tick, text)) in ticks.values.iter().zip(&texts).enumerate() {
            let x = scale.at(*tick);
            let colour = if i == 0 { Palette::INK } else { Palette::GRID };
            canvas.line([(x, layout.head), (x, bottom)], colour, if i == 0 { 0.75 } else { 0.5 });
            if i % every == 0 {
                canvas.text(text, (x, bottom + pt(5.0)), Type::axis().top(), Align::Centre);
            }
        }
        let style = Type::axis();
        let label = cut(&self.x_label, style, layout.width);
        let x = scale.at(0.0).min(layout.width - style.width(&label));
        canvas.text(&label, (x.max(0), bottom + pt(21.0)), style, Align::Left);
    }
}

impl Layout {
    /// Width of all numbers with the room before each.
    fn taken(&self) -> i32 {
        self.numbers.iter().map(|n| n.width + pt(BETWEEN)).sum()
    }

    /// Right edge of each group's numbers.
    fn edges(&self) -> Vec<i32> {
        let mut edge = self.width - self.taken();
        let next = |n: &Numbers| {
            edge += n.width + pt(BETWEEN);
            edge
        };
        self.numbers.iter().map(next).collect()
    }

    /// The groups' names over their numbers, each behind its mark.
    fn heads(&self, canvas: &Canvas) {
        for (numbers, edge) in self.numbers.iter().zip(self.edges()) {
            let style = Type::number().semibold().colour(numbers.role.hue().text).top();
            let pitch = style.pitch(&numbers.head);
            let first = self.head - pt(6.0) - pitch * numbers.head.len() as i32;
            for (place, line) in numbers.head.iter().enumerate() {
                canvas.text(line, (edge, first + pt(1.8) + pitch * place as i32), style, Align::Right);
            }
            if !numbers.head.is_empty() {
                let x = edge - widest(&numbers.head, style) - pt(MARK) + mark_reach();
                mark(canvas, (x, first + pt(1.8) + pt(2.7)), numbers.role);
            }
        }
    }

    fn row_numbers(&self, canvas: &Canvas, row: &DotRow, place: usize, middle: i32) {
        for (i, (numbers, edge)) in self.numbers.iter().zip(self.edges()).enumerate() {
            let known = row.estimates.get(i).is_some_and(|e| e.span().is_some());
            let style = if known { Type::number() } else { Type::axis() };
            canvas.text(&numbers.texts[place], (edge, middle), style, Align::Right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    fn dots(rows: usize, groups: usize) -> Dots {
        let value = |v: f64| if rows == 2 || (v * 1000.0) as i64 % 7 == 3 { hidden() } else { share(v) };
        let estimate = |i: usize| {
            let v = 0.01 * i as f64 + 0.001;
            Estimate { value: value(v), interval: (i != 5).then(|| (share(v * 0.5), value(v * 1.5))) }
        };
        let row = |i: usize| DotRow {
            label: LONG.chars().skip(i).take(12 + i * 5).collect(),
            estimates: (0..groups).map(|g| estimate(i + g)).collect(),
        };
        let role = |g| [Role::Subject, Role::Comparison, Role::Rest][g];
        let series = (0..groups).map(|g| (LONG.chars().take(15 + 40 * g).collect(), role(g))).collect();
        Dots { series, rows: (0..rows).map(row).collect(), x_label: LONG.into() }
    }

    #[test]
    fn sound_for_any_number_of_categories() {
        for rows in [0, 1, 2, 40] {
            for groups in 0..4 {
                for sheet in [sheet(323.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = dots(rows, groups).draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {groups}");
                }
            }
        }
    }

    #[test]
    fn two_groups_differ_in_form_as_well_as_in_colour() {
        let svg = dots(8, 2).draw(&sheet(465.0)).expect("draws").svg;
        let drawn = |shape: &str, role: Role| {
            let fill = format!("fill=\"{}\"", role.hue().fill.hex());
            svg.lines().filter(|l| l.starts_with(shape) && l.contains(&fill)).count()
        };
        assert!(drawn("<circle", Role::Subject) > 4 && drawn("<polygon", Role::Comparison) > 4);
        assert_eq!((drawn("<circle", Role::Comparison), drawn("<polygon", Role::Subject)), (0, 0));
    }
}

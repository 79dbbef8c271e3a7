//! A forest plot: ratios on a log axis, in groups, with their numbers beside them.

use super::canvas::{Align, Canvas, pt};
use super::estimate::{Estimate, mark_reach};
use super::fold::{Fold, PAGE};
use super::geometry::Extent;
use super::label::{Type, cut, widest, wrapped};
use super::number::number_text;
use super::scale::{Scale, log_tick_text, log_ticks};
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Ratios by covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// Heads of the columns: covariate, persons, events, estimate with its interval. A column without numbers is left out.
    pub heads: [String; 4],
    /// Covariates and their levels, in order.
    pub rows: Vec<ForestRow>,
    /// Words under the axis: `Hazard ratio (log scale)`.
    pub x_label: String,
    /// What lies left and right of one: `less often`, `more often`.
    pub sides: Option<(String, String)>,
}

/// One line of the plot.
#[derive(Clone, Debug, PartialEq)]
pub enum ForestRow {
    /// The name of a covariate over its levels.
    Head(String),
    /// The level that others are compared with.
    Reference {
        /// Its name.
        label: String,
        /// Persons in it.
        persons: Option<Value>,
        /// Events among them.
        events: Option<Value>,
        /// What stands for the estimate: `1 (reference)`.
        words: String,
    },
    /// A level or a single covariate.
    Level {
        /// Its name.
        label: String,
        /// Persons in it.
        persons: Option<Value>,
        /// Events among them.
        events: Option<Value>,
        /// Its ratio.
        ratio: Estimate,
    },
}

const ROW: f64 = 13.5;
/// Height of a row where a page is full.
const LOW: f64 = 12.0;
const HEAD: f64 = 17.0;
const AXIS: f64 = 34.0;
const INDENT: f64 = 8.0;
/// Intervals beyond these ends are clipped with an arrow; estimates near or beyond them move the ends to half or double.
const ENDS: (f64, f64) = (0.1, 10.0);

struct Columns {
    label: i32,
    persons: i32,
    events: i32,
    left: i32,
    right: i32,
}

impl Forest {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.rows.is_empty() {
            return note::nothing(sheet);
        }
        let columns = self.columns(sheet);
        let (labels, heights) = self.lines(columns.label, room - pt(HEAD + AXIS + 2.0));
        // One column, whatever the sheet: heads and axis belong to all rows.
        let fold = Fold::new(sheet.width(), f64::INFINITY, room, pt(HEAD + AXIS + 2.0), |_| heights.clone());
        let bottom = pt(HEAD) + fold.height + pt(2.0);
        let canvas = Canvas::new(sheet, bottom + pt(AXIS) + fold.words_height());
        let ends = self.ends();
        let scale = Scale::log(ends.0, ends.1, columns.left, columns.right);
        self.head(&canvas, &columns, sheet);
        self.axis(&canvas, &scale, ends, &columns, bottom, sheet);
        let mut top = pt(HEAD);
        for i in fold.parts.first().cloned().unwrap_or(0..0) {
            self.rows[i].draw(&canvas, &scale, ends, &columns, &labels[i], (top, top + heights[i]), sheet);
            top += heights[i];
        }
        fold.words(&canvas, bottom + pt(AXIS), sheet);
        canvas.finish()
    }

    /// The names on their lines, and the heights of the rows: two lines if `room` takes them, else one, else closer.
    fn lines(&self, width: i32, room: i32) -> (Vec<Vec<String>>, Vec<i32>) {
        let set = |lines: usize, row: f64| {
            let labels: Vec<Vec<String>> = self.rows.iter().map(|r| r.label_lines(width, lines)).collect();
            let heights: Vec<i32> = labels.iter().zip(&self.rows).map(|(l, r)| r.height(l, row)).collect();
            (labels, heights)
        };
        let tried = [set(2, ROW), set(1, ROW)];
        let fits = |(_, heights): &(_, Vec<i32>)| heights.iter().sum::<i32>() <= room;
        tried.into_iter().find(fits).unwrap_or_else(|| set(1, LOW))
    }

    fn columns(&self, sheet: &Sheet) -> Columns {
        let width = sheet.width();
        let head = Type::number().semibold();
        let estimates = widest(self.rows.iter().map(|r| r.estimate_text(sheet)), Type::number());
        let estimates = estimates.max(head.width(&self.heads[3])).min(width * 34 / 100);
        let counts = |of: &dyn Fn(&ForestRow) -> Option<&Value>, name: &String| {
            let widest = widest(self.rows.iter().map(|r| count_text(of(r), sheet)), Type::number());
            if widest == 0 { 0 } else { widest.max(head.width(name)).min(width * 16 / 100) + pt(10.0) }
        };
        let persons = counts(&ForestRow::persons, &self.heads[1]);
        let events = counts(&ForestRow::events, &self.heads[2]);
        let labels = self.rows.iter().map(ForestRow::natural_width).max().unwrap_or(0);
        let label = labels.max(head.width(&self.heads[0])).min(width * 34 / 100);
        let left = label + persons + events + pt(14.0);
        let right = (width - estimates - pt(14.0)).max(left + pt(30.0));
        Columns { label, persons: label + persons, events: label + persons + events, left, right }
    }

    /// The ends of the axis: all intervals if they are near, never less than half to double.
    fn ends(&self) -> (f64, f64) {
        let spans: Vec<(f64, f64, f64)> = self.rows.iter().filter_map(ForestRow::span).filter(|s| s.0 > 0.0).collect();
        let clip = spans.iter().fold(ENDS, |e, s| (e.0.min(s.0 / 2.0), e.1.max(s.0 * 2.0)));
        let low = spans.iter().map(|s| s.1.max(clip.0).min(s.0)).fold(0.5, f64::min);
        let high = spans.iter().map(|s| s.2.min(clip.1).max(s.0)).fold(2.0, f64::max);
        (low.max(1e-6), high.min(1e6))
    }

    fn head(&self, canvas: &Canvas, columns: &Columns, sheet: &Sheet) {
        let style = Type::number().semibold();
        let y = pt(5.0);
        let [label, persons, events, estimate] = &self.heads;
        canvas.text(&cut(label, style, columns.label), (0, y), style, Align::Left);
        if columns.persons > columns.label {
            let persons = cut(persons, style, columns.persons - columns.label - pt(4.0));
            canvas.text(&persons, (columns.persons, y), style, Align::Right);
        }
        if columns.events > columns.persons {
            let events = cut(events, style, columns.events - columns.persons - pt(4.0));
            canvas.text(&events, (columns.events, y), style, Align::Right);
        }
        let room = sheet.width() - columns.right - pt(8.0);
        canvas.text(&cut(estimate, style, room), (sheet.width(), y), style, Align::Right);
        canvas.line([(0, pt(HEAD - 4.0)), (sheet.width(), pt(HEAD - 4.0))], Palette::INK, 0.75);
    }

    fn axis(&self, canvas: &Canvas, scale: &Scale, ends: (f64, f64), columns: &Columns, bottom: i32, sheet: &Sheet) {
        for tick in ticks_that_fit(scale, ends, sheet) {
            let (x, text) = (scale.at(tick), log_tick_text(tick, sheet.language));
            if tick != 1.0 {
                canvas.line([(x, pt(HEAD)), (x, bottom)], Palette::GRID, 0.5);
            }
            canvas.text(&text, (x, bottom + pt(6.0)), Type::axis().top(), Align::Centre);
        }
        let one = scale.at(1.0);
        canvas.line([(one, pt(HEAD)), (one, bottom)], Palette::INK, 0.75);
        canvas.line([(columns.left, bottom), (columns.right, bottom)], Palette::INK, 0.75);
        self.words(canvas, one, bottom + pt(24.0), sheet);
    }

    /// What the two sides of one mean, or else what the axis is.
    fn words(&self, canvas: &Canvas, one: i32, y: i32, sheet: &Sheet) {
        let style = Type::axis();
        if let Some((less, more)) = &self.sides {
            let less = cut(&format!("← {less}"), style, one - pt(6.0));
            let more = cut(&format!("{more} →"), style, sheet.width() - one - pt(6.0));
            canvas.text(&less, (one - pt(6.0), y), style, Align::Right);
            canvas.text(&more, (one + pt(6.0), y), style, Align::Left);
        } else {
            let text = cut(&self.x_label, style, sheet.width());
            let half = style.width(&text) / 2 + 1;
            canvas.text(&text, (one.clamp(half, (sheet.width() - half).max(half)), y), style, Align::Centre);
        }
    }
}

/// The closest set of marks whose numbers do not touch; only 1 where none fits.
fn ticks_that_fit(scale: &Scale, ends: (f64, f64), sheet: &Sheet) -> Vec<f64> {
    let half = |t: f64| Type::axis().width(&log_tick_text(t, sheet.language)) / 2 + pt(2.0);
    let fits = |ticks: &Vec<f64>| ticks.windows(2).all(|w| scale.at(w[0]) + half(w[0]) <= scale.at(w[1]) - half(w[1]));
    log_ticks(ends.0, ends.1).into_iter().find(fits).unwrap_or_else(|| vec![1.0])
}

fn count_text(count: Option<&Value>, sheet: &Sheet) -> String {
    count.map(|n| number_text(n, sheet.language)).unwrap_or_default()
}

impl ForestRow {
    fn label(&self) -> (&str, Type, i32) {
        match self {
            ForestRow::Head(label) => (label, Type::label().semibold(), 0),
            ForestRow::Reference { label, .. } | ForestRow::Level { label, .. } => (label, Type::label(), pt(INDENT)),
        }
    }

    fn natural_width(&self) -> i32 {
        let (label, style, indent) = self.label();
        style.width(label) + indent
    }

    fn label_lines(&self, width: i32, most: usize) -> Vec<String> {
        let (label, style, indent) = self.label();
        wrapped(label, style, width - indent, most)
    }

    fn height(&self, lines: &[String], row: f64) -> i32 {
        let over = if matches!(self, ForestRow::Head(_)) { pt(3.0) } else { 0 };
        pt(row) + over + (lines.len().max(1) as i32 - 1) * Type::label().pitch(lines)
    }

    fn persons(&self) -> Option<&Value> {
        match self {
            ForestRow::Head(_) => None,
            ForestRow::Reference { persons, .. } | ForestRow::Level { persons, .. } => persons.as_ref(),
        }
    }

    fn events(&self) -> Option<&Value> {
        match self {
            ForestRow::Head(_) => None,
            ForestRow::Reference { events, .. } | ForestRow::Level { events, .. } => events.as_ref(),
        }
    }

    fn estimate_text(&self, sheet: &Sheet) -> String {
        match self {
            ForestRow::Head(_) => String::new(),
            ForestRow::Reference { words, .. } => words.clone(),
            ForestRow::Level { ratio, .. } => ratio.text(sheet.language),
        }
    }

    fn span(&self) -> Option<(f64, f64, f64)> {
        if let ForestRow::Level { ratio, .. } = self { ratio.span() } else { None }
    }

    #[expect(clippy::too_many_arguments, reason = "one row is drawn across all columns")]
    fn draw(
        &self,
        canvas: &Canvas,
        scale: &Scale,
        ends: (f64, f64),
        columns: &Columns,
        lines: &[String],
        (top, bottom): (i32, i32),
        sheet: &Sheet,
    ) {
        let (_, style, indent) = self.label();
        let over = if matches!(self, ForestRow::Head(_)) { pt(3.0) } else { 0 };
        let middle = (top + over + bottom) / 2;
        canvas.block(lines, (indent, middle), style, Align::Left);
        canvas.text(&count_text(self.persons(), sheet), (columns.persons, middle), Type::number(), Align::Right);
        canvas.text(&count_text(self.events(), sheet), (columns.events, middle), Type::number(), Align::Right);
        let known = self.span().is_some();
        let number = if known { Type::number() } else { Type::axis() };
        let text = cut(&self.estimate_text(sheet), number, sheet.width() - columns.right - pt(8.0));
        canvas.text(&text, (sheet.width(), middle), number, Align::Right);
        let area = Extent { left: columns.left, top, right: columns.right, bottom }.grown(mark_reach());
        canvas.inside(area, || match self {
            ForestRow::Level { ratio, .. } => ratio.draw(canvas, scale, ends, middle, Role::Subject),
            ForestRow::Reference { .. } => canvas.square((scale.at(1.0), middle), pt(2.2), Palette::MUTED),
            ForestRow::Head(_) => {}
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, ratio, sheet};
    use crate::language::Language;

    fn level(i: usize, value: f64, spread: f64) -> ForestRow {
        let ratio = Estimate { value: ratio(value), interval: Some((ratio(value / spread), ratio(value * spread))) };
        let label = if i % 4 == 1 { LONG.into() } else { format!("Level {i}") };
        let events = i.is_multiple_of(2).then(|| count(3.0 * i as f64));
        ForestRow::Level { label, persons: Some(count(1e3 * i as f64)), events, ratio }
    }

    fn forest(rows: Vec<ForestRow>) -> Forest {
        Forest {
            heads: ["Covariate".into(), "Persons".into(), "Re-trafficked".into(), "Hazard ratio (95% CI)".into()],
            rows,
            x_label: "Hazard ratio".into(),
            sides: Some(("re-trafficked less often".into(), "re-trafficked more often".into())),
        }
    }

    #[test]
    fn sound_for_any_ratios() {
        let withheld = Estimate { value: hidden(), interval: None };
        for rows in [0, 1, 2, 40] {
            for (value, spread) in [(1.0, 1.5), (0.01, 3.0), (900.0, 40.0), (3.0, 1e5), (0.0, 2.0)] {
                let mut all: Vec<ForestRow> = (0..rows).map(|i| level(i, value, spread)).collect();
                if rows > 1 {
                    all.insert(0, ForestRow::Head(LONG.into()));
                    let words = "1 (reference)".into();
                    let (persons, events) = (Some(hidden()), Some(hidden()));
                    all.insert(1, ForestRow::Reference { label: "Men".into(), persons, events, words });
                    all.push(ForestRow::Level {
                        label: "x".into(),
                        persons: None,
                        events: None,
                        ratio: withheld.clone(),
                    });
                }
                let mut chart = forest(all);
                for sheet in [sheet(260.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {value} {spread}");
                    chart.sides = None;
                }
            }
        }
    }

    #[test]
    fn a_clipped_interval_ends_in_an_arrow() {
        let clipped = forest(vec![level(0, 2.0, 100.0)]).draw(&sheet(330.0)).expect("draws");
        let whole = forest(vec![level(0, 2.0, 1.5)]).draw(&sheet(330.0)).expect("draws");
        let arrows = |f: &Figure| f.svg.matches("<polygon").count();
        assert_eq!((arrows(&clipped), arrows(&whole)), (2, 0));
    }
}

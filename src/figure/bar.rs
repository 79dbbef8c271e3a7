//! Horizontal bars: one value for each category, labelled directly.

use std::ops::Range;

use super::canvas::{Align, Canvas, pt};
use super::fold::{Fold, LEAST, PAGE};
use super::geometry::Extent;
use super::label::{LabelColumn, Type, gap, widest};
use super::number::{axis_value, largest, number_text};
use super::scale::Scale;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Bars, longest first unless the categories have an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The categories.
    pub rows: Vec<BarRow>,
    /// Keep the given order, because the categories have one. Otherwise the largest comes first, withheld ones last.
    pub ordered: bool,
}

/// One category.
///
/// Only a protected number can be drawn:
///
/// ```compile_fail,E0308
/// use retraffic::figure::{BarRow, Role};
/// let row = BarRow { label: "Women".into(), value: 79.0, beside: None, role: Role::Subject };
/// ```
///
/// ```
/// use retraffic::figure::{BarRow, Role, Value};
/// fn row(value: Value) -> BarRow {
///     BarRow { label: "Women".into(), value, beside: None, role: Role::Subject }
/// }
/// # let _ = row;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct BarRow {
    /// Its name.
    pub label: String,
    /// What the bar's length is.
    pub value: Value,
    /// A second number after the first, such as the share beside the count.
    pub beside: Option<Value>,
    /// What it is to the chart.
    pub role: Role,
}

const ROW: f64 = 14.5;
const BAR: f64 = 9.5;

/// What all columns of bars share.
struct Ruler<'a> {
    labels: &'a LabelColumn,
    heights: &'a [i32],
    texts: &'a [(String, String)],
    scale: Scale,
    base: i32,
    area: Extent,
}

impl Bars {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.rows.is_empty() {
            return note::nothing(sheet);
        }
        let rows = self.sequence();
        let names: Vec<&str> = rows.iter().map(|r| r.label.as_str()).collect();
        let labels = |each: i32| LabelColumn::new(&names, Type::label(), each * 42 / 100);
        let heights = |labels: &LabelColumn| -> Vec<i32> {
            (0..rows.len()).map(|i| pt(ROW) + labels.extra(i, Type::label())).collect()
        };
        let fold = Fold::new(sheet.width(), LEAST, room, pt(2.0), |each| heights(&labels(each)));
        let (labels, texts) = (labels(fold.width), rows.iter().map(|r| r.texts(sheet)).collect::<Vec<_>>());
        let heights = heights(&labels);

        let beside = widest(texts.iter().map(|t| &t.1), Type::number());
        let room = widest(texts.iter().map(|t| &t.0), Type::number()) + if beside > 0 { beside + gap() } else { 0 };
        let base = labels.width + pt(6.0);
        let end = (fold.width - room - gap()).max(base + pt(20.0));
        let scale = Scale::linear(0.0, largest(rows.iter().map(|r| &*r.value)), base, end);
        let area = Extent { left: base, top: 0, right: end, bottom: fold.height + pt(2.0) };
        let ruler = Ruler { labels: &labels, heights: &heights, texts: &texts, scale, base, area };

        let bottom = fold.height + pt(2.0);
        let canvas = Canvas::new(sheet, bottom + fold.words_height());
        for (x, part) in fold.columns() {
            canvas.shifted((x, 0), || ruler.column(&canvas, &rows, part));
        }
        fold.words(&canvas, bottom, sheet);
        canvas.finish()
    }

    fn sequence(&self) -> Vec<&BarRow> {
        let mut rows: Vec<&BarRow> = self.rows.iter().collect();
        if !self.ordered {
            let key = |row: &BarRow| axis_value(&row.value).unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|a, b| key(b).total_cmp(&key(a)));
        }
        rows
    }
}

impl Ruler<'_> {
    fn column(&self, canvas: &Canvas, rows: &[&BarRow], part: Range<usize>) {
        let mut top = pt(1.0);
        for place in part {
            let middle = top + self.heights[place] / 2;
            let at = (self.labels.width, middle);
            canvas.block(&self.labels.lines[place], at, Type::label(), Align::Right);
            canvas.inside(self.area, || rows[place].draw(canvas, &self.scale, (self.base, middle)));
            rows[place].number(canvas, &self.scale, (self.base, middle), &self.texts[place]);
            top += self.heights[place];
        }
        canvas.line([(self.base, 0), (self.base, top + pt(1.0))], Palette::INK, 0.75);
    }
}

impl BarRow {
    fn texts(&self, sheet: &Sheet) -> (String, String) {
        let text = |value: &Value| number_text(value, sheet.language);
        (text(&self.value), self.beside.as_ref().map(text).unwrap_or_default())
    }

    fn end(&self, scale: &Scale, base: i32) -> i32 {
        axis_value(&self.value).map_or(base, |v| scale.at(v))
    }

    fn draw(&self, canvas: &Canvas, scale: &Scale, (base, middle): (i32, i32)) {
        let (end, half) = (self.end(scale, base), pt(BAR) / 2);
        if end > base {
            canvas.rect((base, middle - half), (end, middle + half), self.role.hue().fill, 1.0);
        }
    }

    fn number(&self, canvas: &Canvas, scale: &Scale, (base, middle): (i32, i32), (value, beside): &(String, String)) {
        let known = axis_value(&self.value).is_some();
        let style = if known { Type::number() } else { Type::number().colour(Palette::MUTED) };
        let x = self.end(scale, base) + gap();
        canvas.text(value, (x, middle), style, Align::Left);
        if !beside.is_empty() {
            canvas.text(beside, (x + style.width(value) + gap(), middle), Type::axis(), Align::Left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, hidden, share, sheet};

    fn bars(rows: usize, value: impl Fn(usize) -> Value) -> Bars {
        let row = |i: usize| BarRow {
            label: format!("{} {i}", LONG.chars().take(i * 7 + 3).collect::<String>()),
            value: value(i),
            beside: i.is_multiple_of(2).then(|| share(0.123)),
            role: Role::Subject,
        };
        Bars { rows: (0..rows).map(row).collect(), ordered: false }
    }

    #[test]
    fn sound_for_any_number_of_categories() {
        for rows in [0, 1, 2, 40] {
            for chart in [
                bars(rows, |i| count(1e3 * i as f64)),
                bars(rows, |_| hidden()),
                bars(rows, |_| count(0.0)),
                bars(rows, |i| if i.is_multiple_of(2) { count(1e12) } else { hidden() }),
            ] {
                for width in [200.0, 330.0, 470.0] {
                    let figure = chart.draw(&sheet(width)).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} rows at {width}");
                }
            }
        }
    }

    #[test]
    fn a_withheld_value_has_a_mark_and_no_length() {
        let chart = bars(2, |i| if i == 0 { hidden() } else { count(50.0) });
        let figure = chart.draw(&sheet(330.0)).expect("draws");
        assert_eq!(figure.svg.matches("<rect").count(), 1);
        assert!(figure.svg.contains(">&lt;8</text>"));
    }

    #[test]
    fn largest_first_and_withheld_last() {
        let chart = bars(3, |i| if i == 1 { hidden() } else { count(10.0 * (i + 1) as f64) });
        let order: Vec<f64> = chart.sequence().iter().map(|r| axis_value(&r.value).unwrap_or(-1.0)).collect();
        assert_eq!(order, [30.0, 10.0, -1.0]);
    }
}

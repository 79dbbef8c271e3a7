//! Grouped bars: the same measure for two groups or more, category by category.

use super::canvas::{Align, Canvas, pt};
use super::label::{LabelColumn, Type, gap, widest};
use super::legend::{self, Entry};
use super::number::{axis_value, largest, number_text};
use super::scale::Scale;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Bars side by side, as the shares of the re-trafficked and of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupedBars {
    /// Names and colours of the groups.
    pub series: Vec<(String, Role)>,
    /// The categories.
    pub rows: Vec<GroupRow>,
    /// Keep the given order, because the categories have one; otherwise the first group's largest comes first.
    pub ordered: bool,
}

/// One category.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow {
    /// Its name.
    pub label: String,
    /// One value a group.
    pub values: Vec<Value>,
}

const BAR: f64 = 8.5;
const PITCH: f64 = 10.0;
const BETWEEN: f64 = 7.0;

impl GroupedBars {
    /// Draws the chart. Values beyond the named groups are left out.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.series.is_empty() {
            return note::nothing(sheet);
        }
        let rows = self.sequence();
        let names: Vec<&str> = rows.iter().map(|r| r.label.as_str()).collect();
        let labels = LabelColumn::new(&names, Type::label(), sheet.width() * 40 / 100);
        let entries: Vec<Entry<'_>> = self.series.iter().map(|(name, role)| Entry::of(name, *role)).collect();
        let head = legend::height(&entries, sheet.width());
        let bars = pt(PITCH) * self.series.len() as i32;
        let least = |place: usize| bars.max(pt(11.0) + labels.extra(place, Type::label())) + pt(BETWEEN);
        let heights: Vec<i32> = (0..rows.len()).map(least).collect();
        let canvas = Canvas::new(sheet, head + heights.iter().sum::<i32>());
        legend::draw(&canvas, &entries, sheet.width());

        let all = || rows.iter().flat_map(|r| r.values.iter().take(self.series.len()));
        let room = widest(all().map(|v| number_text(v, sheet.language)), Type::number());
        let base = labels.width + pt(6.0);
        let end = (sheet.width() - room - gap()).max(base + pt(20.0));
        let scale = Scale::linear(0.0, largest(all().map(|v| &**v)), base, end);
        let mut top = head;
        for (place, row) in rows.iter().enumerate() {
            let middle = top + heights[place] / 2;
            canvas.block(&labels.lines[place], (labels.width, middle), Type::label(), Align::Right);
            for (i, (value, (_, role))) in row.values.iter().zip(&self.series).enumerate() {
                let y = middle - bars / 2 + pt(PITCH) * i as i32 + pt(PITCH / 2.0);
                bar(&canvas, &scale, (base, y), value, *role, sheet);
            }
            top += heights[place];
        }
        canvas.line([(base, head), (base, top)], Palette::INK, 0.75);
        canvas.finish()
    }

    fn sequence(&self) -> Vec<&GroupRow> {
        let mut rows: Vec<&GroupRow> = self.rows.iter().collect();
        if !self.ordered {
            let key = |row: &GroupRow| row.values.first().and_then(|v| axis_value(v)).unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|a, b| key(b).total_cmp(&key(a)));
        }
        rows
    }
}

fn bar(canvas: &Canvas, scale: &Scale, (base, y): (i32, i32), value: &Value, role: Role, sheet: &Sheet) {
    let length = axis_value(value);
    let end = length.map_or(base, |v| scale.at(v));
    if end > base {
        canvas.rect((base, y - pt(BAR / 2.0)), (end, y + pt(BAR / 2.0)), role.hue().fill, 1.0);
    }
    let style = if length.is_some() { Type::number() } else { Type::axis() };
    canvas.text(&number_text(value, sheet.language), (end + gap(), y), style, Align::Left);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    #[test]
    fn sound_for_any_number_of_groups() {
        for rows in [0, 1, 2, 40] {
            for groups in 0..5 {
                for withheld in [false, true] {
                    let value = |i: usize, g: usize| {
                        if withheld || (i + g).is_multiple_of(5) { hidden() } else { share(0.02 * (i + g) as f64) }
                    };
                    let row = |i: usize| GroupRow {
                        label: LONG.chars().skip(i).take(20 + i * 5).collect(),
                        values: (0..groups).map(|g| value(i, g)).collect(),
                    };
                    let role = |g| [Role::Subject, Role::Comparison, Role::Rest, Role::Third][g];
                    let series = (0..groups).map(|g| (LONG.chars().take(15 + 60 * g).collect(), role(g))).collect();
                    let chart = GroupedBars { series, rows: (0..rows).map(row).collect(), ordered: rows == 2 };
                    for sheet in [sheet(200.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                        let figure = chart.draw(&sheet).expect("draws");
                        assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {groups} {withheld}");
                    }
                }
            }
        }
    }
}

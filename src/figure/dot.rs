//! Dots with intervals on a common axis from zero: where uncertainty is the point.

use super::canvas::{Align, Canvas, pt};
use super::estimate::Estimate;
use super::label::{LabelColumn, Type, widest};
use super::legend::{self, Entry};
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

const PITCH: f64 = 11.0;
const BETWEEN: f64 = 5.0;
const AXIS: f64 = 28.0;

impl Dots {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.series.is_empty() {
            return note::nothing(sheet);
        }
        let names: Vec<&str> = self.rows.iter().map(|r| r.label.as_str()).collect();
        let labels = LabelColumn::new(&names, Type::label(), sheet.width() * 36 / 100);
        let entries: Vec<Entry<'_>> = match self.series.as_slice() {
            [_] => Vec::new(),
            many => many.iter().map(|(name, role)| Entry::of(name, *role)).collect(),
        };
        let head = legend::height(&entries, sheet.width());
        let lines = pt(PITCH) * self.series.len() as i32;
        let least = |i: usize| lines.max(pt(11.0) + labels.extra(i, Type::label())) + pt(BETWEEN);
        let heights: Vec<i32> = (0..self.rows.len()).map(least).collect();
        let bottom = head + heights.iter().sum::<i32>();
        let canvas = Canvas::new(sheet, bottom + pt(AXIS));
        legend::draw(&canvas, &entries, sheet.width());

        let texts = self.shown().map(|e| e.text(sheet.language));
        let column = widest(texts, Type::number());
        let left = labels.width + pt(10.0);
        let right = (sheet.width() - column - pt(12.0)).max(left + pt(20.0));
        let ticks =
            Ticks::up_to(self.shown().filter_map(|e| e.span()).map(|s| s.2.max(s.0)).fold(0.0, f64::max), 4, false);
        let scale = Scale::linear(0.0, ticks.end, left, right);
        self.axis(&canvas, &ticks, &scale, (head, bottom), sheet);

        let mut top = head;
        for (place, row) in self.rows.iter().enumerate() {
            let middle = top + heights[place] / 2;
            canvas.block(&labels.lines[place], (labels.width, middle), Type::label(), Align::Right);
            for (i, (estimate, (_, role))) in row.estimates.iter().zip(&self.series).enumerate() {
                let y = middle - lines / 2 + pt(PITCH) * i as i32 + pt(PITCH / 2.0);
                estimate.draw(&canvas, &scale, (0.0, ticks.end), y, role.hue().fill);
                let known = estimate.span().is_some();
                let style = if known { Type::number() } else { Type::axis() };
                canvas.text(&estimate.text(sheet.language), (sheet.width(), y), style, Align::Right);
            }
            top += heights[place];
        }
        canvas.finish()
    }

    fn shown(&self) -> impl Iterator<Item = &Estimate> {
        self.rows.iter().flat_map(|r| r.estimates.iter().take(self.series.len()))
    }

    fn axis(&self, canvas: &Canvas, ticks: &Ticks, scale: &Scale, (top, bottom): (i32, i32), sheet: &Sheet) {
        let share = self.shown().any(|e| e.value.unit() == Unit::Share);
        let texts: Vec<String> = ticks.values.iter().map(|t| ticks.text(*t, sheet.language)).collect();
        let texts: Vec<String> =
            texts.into_iter().map(|t| if share { per_cent(&t, sheet.language) } else { t }).collect();
        let step = ticks.values.get(1).map_or(1, |t| (scale.at(*t) - scale.at(0.0)).max(1));
        let every = (widest(&texts, Type::axis()) + pt(4.0)).div_euclid(step) as usize + 1;
        for (i, (tick, text)) in ticks.values.iter().zip(&texts).enumerate() {
            let x = scale.at(*tick);
            let colour = if i == 0 { Palette::INK } else { Palette::GRID };
            canvas.line([(x, top), (x, bottom)], colour, if i == 0 { 0.75 } else { 0.5 });
            if i % every == 0 {
                canvas.text(text, (x, bottom + pt(5.0)), Type::axis().top(), Align::Centre);
            }
        }
        let style = Type::axis();
        let label = super::label::cut(&self.x_label, style, sheet.width());
        let x = scale.at(0.0).min(sheet.width() - style.width(&label));
        canvas.text(&label, (x.max(0), bottom + pt(20.0)), style, Align::Left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    #[test]
    fn sound_for_any_number_of_categories() {
        for rows in [0, 1, 2, 40] {
            for groups in 0..4 {
                let value = |v: f64| if rows == 2 || (v * 1000.0) as i64 % 7 == 3 { hidden() } else { share(v) };
                let estimate = |i: usize| {
                    let v = 0.01 * i as f64 + 0.001;
                    Estimate { value: value(v), interval: (i != 5).then(|| (share(v * 0.5), value(v * 1.5))) }
                };
                let row = |i: usize| DotRow {
                    label: LONG.chars().skip(i).take(12 + i * 5).collect(),
                    estimates: (0..groups).map(|g| estimate(i + g)).collect(),
                };
                let series = (0..groups).map(|g| (LONG.chars().take(15 + 40 * g).collect(), Role::Subject)).collect();
                let chart = Dots { series, rows: (0..rows).map(row).collect(), x_label: LONG.into() };
                for sheet in [sheet(230.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {groups}");
                }
            }
        }
    }
}

//! Columns by year, with a second measure on a panel of its own below.

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, gap, widest};
use super::number::{axis_value, largest, number_text};
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::disclosure::Unit;
use crate::language::per_cent;
use crate::theme::Palette;

/// Measures by period; each has its own panel and scale, all share the periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// The periods, in order: years as a rule.
    pub periods: Vec<String>,
    /// One measure each, from the top.
    pub panels: Vec<Panel>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What it is, above its panel.
    pub label: String,
    /// Its colour.
    pub role: Role,
    /// How it is drawn.
    pub mark: Mark,
    /// One value a period.
    pub values: Vec<Value>,
    /// Lower and upper ends of intervals, one pair a period; for [`Mark::Line`].
    pub intervals: Option<Vec<(Value, Value)>>,
}

/// How a measure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Columns from zero: counts.
    Column,
    /// Dots joined by a line, with intervals: rates.
    Line,
}

const HEAD: f64 = 18.0;
const PLOT: f64 = 88.0;
/// Height of a panel where there are very many.
const LOW: f64 = 40.0;
const FOOT: f64 = 11.0;
const YEARS: f64 = 16.0;
const DOT: f64 = 2.2;

/// Where one panel is drawn.
struct Place {
    top: i32,
    bottom: i32,
    slots: Vec<i32>,
    slot: i32,
    left: i32,
    right: i32,
}

impl Columns {
    /// Draws the chart. A panel that has fewer values than there are periods leaves the later ones empty.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let count = self.periods.len() as i32;
        if count == 0 || self.panels.is_empty() {
            return note::nothing(sheet);
        }
        let plot = (room - pt(YEARS)) / self.panels.len() as i32 - pt(HEAD + FOOT);
        let plot = plot.clamp(pt(LOW), pt(PLOT));
        let each = pt(HEAD + FOOT) + plot;
        let canvas = Canvas::new(sheet, each * self.panels.len() as i32 + pt(YEARS));
        let direct: Vec<bool> = self.panels.iter().map(|p| p.labels_fit(sheet.width() / count, sheet)).collect();
        let marks = self.panels.iter().zip(&direct).filter(|(_, d)| !**d).map(|(p, _)| p.widest_tick(sheet));
        let left = marks.max().map_or(0, |w| w + gap());
        let slot = (sheet.width() - left) / count;
        let slots: Vec<i32> = (0..count).map(|i| left + slot * i + slot / 2).collect();
        for (i, (panel, direct)) in self.panels.iter().zip(direct).enumerate() {
            let top = each * i as i32 + pt(HEAD);
            let right = left + slot * count;
            let place = Place { top, bottom: top + plot, slots: slots.clone(), slot, left, right };
            panel.draw(&canvas, &place, direct, sheet);
        }
        self.years(&canvas, &slots, slot, each * self.panels.len() as i32 - pt(FOOT));
        canvas.finish()
    }

    /// The periods under the last panel: all, or every second, third … so that they do not touch.
    fn years(&self, canvas: &Canvas, slots: &[i32], slot: i32, bottom: i32) {
        let style = Type::axis().top();
        let room = widest(&self.periods, style) + pt(5.0);
        let every = ((room + slot - 1) / slot.max(1)).max(1) as usize;
        let paper = slots.last().map_or(0, |x| x + slot / 2);
        for (period, x) in self.periods.iter().zip(slots).step_by(every) {
            let text = cut(period, style, paper.min(room.max(slot) * every as i32));
            let half = style.width(&text) / 2 + 1;
            canvas.text(
                &text,
                ((*x).clamp(half.min(paper / 2), (paper - half).max(paper / 2)), bottom + pt(5.0)),
                style,
                Align::Centre,
            );
        }
    }
}

impl Panel {
    /// Whether every value can stand over its own column.
    fn labels_fit(&self, slot: i32, sheet: &Sheet) -> bool {
        let widest = widest(self.values.iter().map(|v| number_text(v, sheet.language)), Type::number());
        self.mark == Mark::Column && widest + pt(3.0) <= slot
    }

    fn ticks(&self) -> Ticks {
        let uppers = self.intervals.iter().flatten().map(|(_, upper)| &**upper);
        let whole = self.values.iter().all(|v| v.unit() == Unit::Count);
        Ticks::up_to(largest(self.values.iter().map(|v| &**v).chain(uppers)), 3, whole)
    }

    fn tick_text(&self, ticks: &Ticks, value: f64, sheet: &Sheet) -> String {
        let text = ticks.text(value, sheet.language);
        let share = self.values.iter().any(|v| v.unit() == Unit::Share);
        if share { per_cent(&text, sheet.language) } else { text }
    }

    fn widest_tick(&self, sheet: &Sheet) -> i32 {
        let ticks = self.ticks();
        widest(ticks.values.iter().map(|v| self.tick_text(&ticks, *v, sheet)), Type::axis())
    }

    fn draw(&self, canvas: &Canvas, place: &Place, direct: bool, sheet: &Sheet) {
        let style = Type::number().semibold().colour(self.role.hue().text);
        let heading = cut(&self.label, style, place.right * 4 / 5);
        canvas.text(&heading, (0, place.top - pt(HEAD - 5.0)), style, Align::Left);
        let ticks = self.ticks();
        // Over a column stands its value, so the highest leaves room for it.
        let most = if direct { largest(self.values.iter().map(|v| &**v)) } else { ticks.end };
        let top = if direct { place.top + pt(8.0) } else { place.top };
        let scale = Scale::linear(0.0, most, place.bottom, top);
        if !direct {
            for tick in &ticks.values {
                let y = scale.at(*tick);
                let text = self.tick_text(&ticks, *tick, sheet);
                canvas.text(&text, (place.left - gap(), y), Type::axis(), Align::Right);
                canvas.line([(place.left, y), (place.right, y)], Palette::GRID, 0.5);
            }
        }
        let area = Extent { left: place.left, top: place.top, right: place.right, bottom: place.bottom };
        match self.mark {
            Mark::Column => canvas.inside(area, || self.columns(canvas, place, &scale)),
            Mark::Line => canvas.inside(area.grown(pt(DOT)), || self.line(canvas, place, &scale)),
        }
        if direct {
            self.numbers(canvas, place, &scale, sheet);
        }
        self.withheld(canvas, place, direct, sheet);
        canvas.line([(place.left, place.bottom), (place.right, place.bottom)], Palette::INK, 0.75);
    }

    fn columns(&self, canvas: &Canvas, place: &Place, scale: &Scale) {
        let half = (place.slot * 34 / 100).clamp(1, pt(16.0));
        for (value, x) in self.values.iter().zip(&place.slots) {
            let Some(v) = axis_value(value) else { continue };
            let y = scale.at(v);
            if y < place.bottom {
                canvas.rect((x - half, y), (x + half, place.bottom), self.role.hue().fill, 1.0);
            }
        }
    }

    /// Every value over its column.
    fn numbers(&self, canvas: &Canvas, place: &Place, scale: &Scale, sheet: &Sheet) {
        for (value, x) in self.values.iter().zip(&place.slots) {
            if let Some(v) = axis_value(value) {
                let at = (*x, scale.at(v) - pt(5.5));
                canvas.text(&number_text(value, sheet.language), at, Type::number(), Align::Centre);
            }
        }
    }

    fn line(&self, canvas: &Canvas, place: &Place, scale: &Scale) {
        let colour = self.role.hue().fill;
        let mut run: Vec<(i32, i32)> = Vec::new();
        for (i, (value, x)) in self.values.iter().zip(&place.slots).enumerate() {
            let Some(v) = axis_value(value) else {
                canvas.line(std::mem::take(&mut run), colour, 1.0);
                continue;
            };
            let ends = self.intervals.as_ref().and_then(|all| all.get(i));
            if let Some((Some(low), Some(high))) = ends.map(|(a, b)| (axis_value(a), axis_value(b))) {
                let span = [(*x, scale.at(low)), (*x, scale.at(high))];
                canvas.line(span, self.role.hue().fill, 0.75);
            }
            run.push((*x, scale.at(v)));
            canvas.dot((*x, scale.at(v)), pt(DOT).min(place.slot / 2), colour);
        }
        canvas.line(run, colour, 1.0);
    }

    /// Marks of withheld values at the foot of the panel; where they would touch, small rings and one mark in the head.
    fn withheld(&self, canvas: &Canvas, place: &Place, direct: bool, sheet: &Sheet) {
        let style = Type::axis();
        let marks: Vec<(String, i32)> = self
            .values
            .iter()
            .zip(&place.slots)
            .filter(|(v, _)| axis_value(v).is_none())
            .map(|(v, x)| (number_text(v, sheet.language), *x))
            .collect();
        let fit = direct || widest(marks.iter().map(|m| &m.0), style) + pt(2.0) <= place.slot;
        for (mark, x) in &marks {
            if fit {
                canvas.text(mark, (*x, place.bottom - pt(5.5)), style, Align::Centre);
            } else {
                let side = pt(1.5).min(place.slot / 3).max(1);
                let y = place.bottom - pt(4.0);
                canvas.outline((x - side, y - side), (x + side, y + side), Palette::MUTED, 0.5);
            }
        }
        if let (false, Some((mark, _))) = (fit, marks.first()) {
            let y = place.top - pt(HEAD - 5.0);
            let mark = cut(mark, style, place.right / 6);
            canvas.text(&mark, (place.right, y), style, Align::Right);
            let x = place.right - style.width(&mark) - pt(5.0);
            canvas.outline((x - pt(1.5), y - pt(1.5)), (x + pt(1.5), y + pt(1.5)), Palette::MUTED, 0.5);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    fn columns(periods: usize, value: impl Fn(usize) -> Value) -> Columns {
        let values: Vec<Value> = (0..periods).map(&value).collect();
        let around = |i: usize| (share(0.01), share(0.02 * i as f64));
        let rates = (0..periods).map(|i| if i == 3 { hidden() } else { share(0.015 * i as f64) }).collect();
        Columns {
            periods: (0..periods).map(|i| (1970 + i).to_string()).collect(),
            panels: vec![
                Panel { label: "Assisted".into(), role: Role::Comparison, mark: Mark::Column, values, intervals: None },
                Panel {
                    label: LONG.into(),
                    role: Role::Subject,
                    mark: Mark::Line,
                    values: rates,
                    intervals: Some((0..periods).map(around).collect()),
                },
            ],
        }
    }

    #[test]
    fn sound_for_any_number_of_years() {
        for periods in [0, 1, 2, 11, 40] {
            for chart in [
                columns(periods, |i| count(7.0 * i as f64)),
                columns(periods, |_| hidden()),
                columns(periods, |i| if i.is_multiple_of(2) { count(9.9e9) } else { hidden() }),
            ] {
                for width in [200.0, 330.0, 470.0] {
                    for sheet in [sheet(width), full_sheet(width, Language::Spanish)] {
                        let figure = chart.draw(&sheet).expect("draws");
                        assert_eq!(figure.faults(), Vec::<String>::new(), "{periods} periods at {width}");
                    }
                }
            }
        }
    }

    #[test]
    fn long_names_of_periods_stay_inside() {
        let mut chart = columns(3, |i| count(i as f64));
        chart.periods = vec![LONG.into(), LONG.into(), LONG.into()];
        assert_eq!(chart.draw(&sheet(200.0)).expect("draws").faults(), Vec::<String>::new());
    }

    #[test]
    fn a_withheld_year_breaks_the_line() {
        let figure = columns(8, |i| count(i as f64)).draw(&sheet(470.0)).expect("draws");
        let joined = figure.svg.lines().filter(|l| l.starts_with("<polyline") && l.contains("stroke-width=\"1\""));
        assert_eq!(joined.count(), 2);
    }
}

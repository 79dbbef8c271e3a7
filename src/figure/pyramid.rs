//! A pyramid: two sides by age band.

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, gap, widest};
use super::number::{axis_value, largest, number_text};
use super::scale::Scale;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Bars to the left and to the right of the bands' names, on one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Pyramid {
    /// Name and colour of the left side.
    pub left: (String, Role),
    /// Name and colour of the right side.
    pub right: (String, Role),
    /// From the top: the oldest first, as a rule.
    pub bands: Vec<Band>,
}

/// One band.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its name: `18–24`.
    pub label: String,
    /// The left side's value.
    pub left: Value,
    /// The right side's value.
    pub right: Value,
}

const ROW: f64 = 15.0;
/// Height of a band where there are very many.
const LOW: f64 = 11.5;
const HEAD: f64 = 18.0;

/// One side: where it begins, and which way it grows.
struct Side<'a> {
    base: i32,
    way: i32,
    role: Role,
    name: &'a str,
    scale: Scale,
    reach: i32,
    room: i32,
}

impl Side<'_> {
    fn at(&self, value: f64) -> i32 {
        self.base + self.way * self.scale.at(value)
    }

    fn area(&self, bottom: i32) -> Extent {
        let end = self.base + self.way * self.reach;
        Extent { left: self.base.min(end), top: pt(HEAD), right: self.base.max(end), bottom }
    }
}

impl Pyramid {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.bands.is_empty() {
            return note::nothing(sheet);
        }
        let row = pt(ROW).min((room - pt(HEAD)) / self.bands.len() as i32).max(pt(LOW));
        let bottom = pt(HEAD) + row * self.bands.len() as i32;
        let canvas = Canvas::new(sheet, bottom + pt(2.0));
        let middle = widest(self.bands.iter().map(|b| &b.label), Type::label()).min(sheet.width() * 26 / 100);
        let numbers = widest(self.values().map(|v| number_text(v, sheet.language)), Type::number()) + gap();
        let half = middle / 2 + pt(6.0);
        let reach = (sheet.width() / 2 - half - numbers).max(pt(10.0));
        let most = largest(self.values().map(|v| &**v));
        let sides = [
            self.side(-1, sheet.width() / 2 - half, (reach, numbers), most),
            self.side(1, sheet.width() / 2 + half, (reach, numbers), most),
        ];
        for side in &sides {
            self.draw_side(&canvas, side, row, sheet);
        }
        for (i, band) in self.bands.iter().enumerate() {
            let y = pt(HEAD) + row * i as i32 + row / 2;
            canvas.text(&cut(&band.label, Type::label(), middle), (sheet.width() / 2, y), Type::label(), Align::Centre);
        }
        canvas.finish()
    }

    fn side(&self, way: i32, base: i32, (reach, numbers): (i32, i32), most: f64) -> Side<'_> {
        let (name, role) = if way < 0 { &self.left } else { &self.right };
        Side { base, way, role: *role, name, scale: Scale::linear(0.0, most, 0, reach), reach, room: reach + numbers }
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        self.bands.iter().flat_map(|b| [&b.left, &b.right])
    }

    fn draw_side(&self, canvas: &Canvas, side: &Side<'_>, row: i32, sheet: &Sheet) {
        let away = if side.way < 0 { Align::Right } else { Align::Left };
        let style = Type::number().semibold().colour(side.role.hue().text);
        canvas.text(&cut(side.name, style, side.room), (side.base, pt(6.0)), style, away);
        let bottom = pt(HEAD) + row * self.bands.len() as i32;
        let thick = row * 4 / 5;
        for (i, band) in self.bands.iter().enumerate() {
            let value = if side.way < 0 { &band.left } else { &band.right };
            let y = pt(HEAD) + row * i as i32 + row / 2;
            let known = axis_value(value);
            let end = known.map_or(side.base, |v| side.at(v));
            if end != side.base {
                let (a, b) = ((side.base, y - thick / 2), (end, y + thick / 2));
                canvas.inside(side.area(bottom), || canvas.rect(a, b, side.role.hue().fill, 1.0));
            }
            let style = if known.is_some() { Type::number() } else { Type::axis() };
            canvas.text(&number_text(value, sheet.language), (end + side.way * gap(), y), style, away);
        }
        canvas.line([(side.base, pt(HEAD)), (side.base, bottom)], Palette::INK, 0.75);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    #[test]
    fn sound_for_any_bands() {
        for bands in [0, 1, 2, 9, 40] {
            for withheld in [false, true] {
                let value = |i: usize| {
                    if withheld || i.is_multiple_of(4) { hidden() } else { share(0.03 * i as f64) }
                };
                let band = |i: usize| Band {
                    label: if i == 1 { LONG.into() } else { format!("{i}–{}", i + 4) },
                    left: value(i),
                    right: value(i + 1),
                };
                let chart = Pyramid {
                    left: ("Women and girls".into(), Role::Subject),
                    right: (LONG.into(), Role::Comparison),
                    bands: (0..bands).map(band).collect(),
                };
                for sheet in [sheet(200.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{bands} {withheld}");
                }
            }
        }
    }
}

//! A pyramid: two sides by age band, with outlines of another population if wanted.

use super::canvas::{Align, Canvas, pt};
use super::label::{Type, cut, gap, widest};
use super::number::{axis_value, largest, number_text};
use super::scale::Scale;
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::{Colour, Palette};

/// Bars to the left and to the right of the bands' names, on one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Pyramid {
    /// Name and colour of the left side.
    pub left: (String, Role),
    /// Name and colour of the right side.
    pub right: (String, Role),
    /// From the top: the oldest first, as a rule.
    pub bands: Vec<Band>,
    /// Other populations as lines over the bars; two at most are drawn.
    pub outlines: Vec<Outline>,
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

/// Another population, in the bars' unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// One pair, left and right, for each band.
    pub values: Vec<(Value, Value)>,
}

const ROW: f64 = 15.0;
const BAR: f64 = 12.0;
const HEAD: f64 = 17.0;
const KEY: f64 = 15.0;

/// One side: where it begins, and which way it grows.
struct Side<'a> {
    base: i32,
    way: i32,
    role: Role,
    name: &'a str,
    scale: Scale,
    room: i32,
}

impl Side<'_> {
    fn at(&self, value: f64) -> i32 {
        self.base + self.way * self.scale.at(value)
    }
}

impl Pyramid {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.bands.is_empty() {
            return note::nothing(sheet);
        }
        let key = if self.outlines.is_empty() { 0 } else { pt(KEY) };
        let bottom = pt(HEAD) + pt(ROW) * self.bands.len() as i32;
        let canvas = Canvas::new(sheet, bottom + pt(2.0) + key);
        let middle = widest(self.bands.iter().map(|b| &b.label), Type::label()).min(sheet.width() * 26 / 100);
        let numbers = widest(self.values().map(|v| number_text(v, sheet.language)), Type::number()) + gap();
        let half = middle / 2 + pt(6.0);
        let reach = (sheet.width() / 2 - half - numbers).max(pt(10.0));
        let most = largest(self.values().chain(self.outline_values()).map(|v| &**v));
        let sides = [
            self.side(-1, sheet.width() / 2 - half, (reach, numbers), most),
            self.side(1, sheet.width() / 2 + half, (reach, numbers), most),
        ];
        for side in &sides {
            self.draw_side(&canvas, side, bottom, sheet);
        }
        for (i, band) in self.bands.iter().enumerate() {
            let y = pt(HEAD) + pt(ROW) * i as i32 + pt(ROW / 2.0);
            canvas.text(&cut(&band.label, Type::label(), middle), (sheet.width() / 2, y), Type::label(), Align::Centre);
        }
        self.key(&canvas, bottom + pt(KEY / 2.0 + 2.0), sheet);
        canvas.finish()
    }

    fn side(&self, way: i32, base: i32, (reach, numbers): (i32, i32), most: f64) -> Side<'_> {
        let (name, role) = if way < 0 { &self.left } else { &self.right };
        Side { base, way, role: *role, name, scale: Scale::linear(0.0, most, 0, reach), room: reach + numbers }
    }

    fn values(&self) -> impl Iterator<Item = &Value> {
        self.bands.iter().flat_map(|b| [&b.left, &b.right])
    }

    fn outline_values(&self) -> impl Iterator<Item = &Value> {
        self.drawn_outlines().flat_map(|o| &o.values).flat_map(|(left, right)| [left, right])
    }

    fn drawn_outlines(&self) -> impl Iterator<Item = &Outline> {
        self.outlines.iter().take(2)
    }

    fn draw_side(&self, canvas: &Canvas, side: &Side<'_>, bottom: i32, sheet: &Sheet) {
        let away = if side.way < 0 { Align::Right } else { Align::Left };
        let style = Type::number().semibold().colour(side.role.hue().text);
        canvas.text(&cut(side.name, style, side.room), (side.base, pt(5.0)), style, away);
        for (i, band) in self.bands.iter().enumerate() {
            let value = if side.way < 0 { &band.left } else { &band.right };
            let y = pt(HEAD) + pt(ROW) * i as i32 + pt(ROW / 2.0);
            let known = axis_value(value);
            let end = known.map_or(side.base, |v| side.at(v));
            if end != side.base {
                let (a, b) = ((side.base, y - pt(BAR / 2.0)), (end, y + pt(BAR / 2.0)));
                canvas.rect(a, b, side.role.hue().fill, 1.0);
            }
            let style = if known.is_some() { Type::number() } else { Type::axis() };
            // Beside its bar; where outlines would cross it, in a column at the edge.
            let edge = side.base + side.way * side.room;
            if !self.outlines.is_empty() {
                let flush = if side.way < 0 { Align::Left } else { Align::Right };
                canvas.text(&number_text(value, sheet.language), (edge, y), style, flush);
                continue;
            }
            let x = end + side.way * gap();
            canvas.text(&number_text(value, sheet.language), (x, y), style, away);
        }
        for (place, outline) in self.drawn_outlines().enumerate() {
            let steps = self.bands.len();
            let values: Vec<f64> = (0..steps).map(|i| outline.value(i, side.way).unwrap_or(0.0)).collect();
            let mut path = vec![(side.base, pt(HEAD))];
            for (i, value) in values.iter().enumerate() {
                let (top, x) = (pt(HEAD) + pt(ROW) * i as i32, side.at(*value));
                path.extend([(x, top), (x, top + pt(ROW))]);
            }
            path.push((side.base, bottom));
            path.dedup();
            stroke(canvas, &path, place);
        }
        canvas.line([(side.base, pt(HEAD)), (side.base, bottom)], Palette::INK, 0.75);
    }

    /// What the outlines are, below.
    fn key(&self, canvas: &Canvas, y: i32, sheet: &Sheet) {
        let room = sheet.width() / self.drawn_outlines().count().max(1) as i32 - pt(26.0);
        let mut x = 0;
        for (place, outline) in self.drawn_outlines().enumerate() {
            stroke(canvas, &[(x, y), (x + pt(14.0), y)], place);
            let name = cut(&outline.name, Type::axis(), room);
            canvas.text(&name, (x + pt(18.0), y), Type::axis(), Align::Left);
            x += Type::axis().width(&name) + pt(26.0);
        }
    }
}

impl Outline {
    fn value(&self, band: usize, way: i32) -> Option<f64> {
        let (left, right) = self.values.get(band)?;
        axis_value(if way < 0 { left } else { right })
    }
}

/// The first outline is a full line, the second a dashed one.
fn stroke(canvas: &Canvas, path: &[(i32, i32)], place: usize) {
    const COLOURS: [Colour; 2] = [Palette::INK, Palette::MUTED];
    canvas.line(path.to_vec(), Palette::PAPER, 2.4);
    if place == 0 { canvas.line(path.to_vec(), COLOURS[0], 1.0) } else { canvas.dashed_path(path, COLOURS[1], 1.0) }
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
                for outlines in 0..3 {
                    let value = |i: usize| {
                        if withheld || i.is_multiple_of(4) { hidden() } else { share(0.03 * i as f64) }
                    };
                    let band = |i: usize| Band {
                        label: if i == 1 { LONG.into() } else { format!("{i}–{}", i + 4) },
                        left: value(i),
                        right: value(i + 1),
                    };
                    let outline = |o: usize| Outline {
                        name: LONG.into(),
                        values: (0..bands).map(|i| (value(i + o), value(i * 2))).collect(),
                    };
                    let chart = Pyramid {
                        left: ("Women and girls".into(), Role::Subject),
                        right: (LONG.into(), Role::Comparison),
                        bands: (0..bands).map(band).collect(),
                        outlines: (0..outlines).map(outline).collect(),
                    };
                    for sheet in [sheet(200.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                        let figure = chart.draw(&sheet).expect("draws");
                        assert_eq!(figure.faults(), Vec::<String>::new(), "{bands} {withheld} {outlines}");
                    }
                }
            }
        }
    }
}

//! Bars of 100 %: how each group divides over a few answers.

use super::canvas::{Align, Canvas, pt};
use super::label::{LabelColumn, Type};
use super::legend::{self, Entry};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::{Colour, Palette};

/// Shares that add up, one bar a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Stacked {
    /// The answers, in order.
    pub categories: Vec<String>,
    /// Whether the answers have an order (a ramp of one hue), or a role each.
    pub roles: Option<Vec<Role>>,
    /// The groups.
    pub rows: Vec<StackedRow>,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedRow {
    /// Its name.
    pub label: String,
    /// One share for each answer; what is withheld is the blank part of the bar.
    pub shares: Vec<Value>,
}

const ROW: f64 = 20.0;
const BAR: f64 = 14.0;

impl Stacked {
    /// Draws the chart. Shares beyond the named answers are left out.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.categories.is_empty() {
            return note::nothing(sheet);
        }
        let names: Vec<&str> = self.rows.iter().map(|r| r.label.as_str()).collect();
        let labels = LabelColumn::new(&names, Type::label(), sheet.width() * 36 / 100);
        let fills: Vec<Colour> = (0..self.categories.len()).map(|i| self.fill(i)).collect();
        let entry = |(name, fill): (&'_ String, &Colour)| (name.clone(), *fill);
        let named: Vec<(String, Colour)> = self.categories.iter().zip(&fills).map(entry).collect();
        let entries: Vec<Entry<'_>> =
            named.iter().map(|(name, fill)| Entry { name, fill: *fill, text: Palette::INK }).collect();
        let head = legend::height(&entries, sheet.width());
        let heights: Vec<i32> =
            (0..self.rows.len()).map(|i| pt(ROW).max(pt(ROW - 4.0) + labels.extra(i, Type::label()))).collect();
        let canvas = Canvas::new(sheet, head + heights.iter().sum::<i32>() + pt(1.0));
        legend::draw(&canvas, &entries, sheet.width());
        let left = labels.width + pt(6.0);
        let mut top = head;
        for (place, row) in self.rows.iter().enumerate() {
            let middle = top + heights[place] / 2;
            canvas.block(&labels.lines[place], (labels.width, middle), Type::label(), Align::Right);
            row.draw(&canvas, &fills, (left, sheet.width() - pt(0.5)), middle, sheet);
            top += heights[place];
        }
        canvas.finish()
    }

    fn fill(&self, place: usize) -> Colour {
        match &self.roles {
            Some(roles) => roles.get(place).copied().unwrap_or(Role::Rest).hue().fill,
            None if self.categories.len() == 1 => Palette::PRIMARY.fill,
            // The palest step is the paper's neighbour; bars begin one darker.
            None => Palette::ramp(0.2 + 0.8 * place as f64 / (self.categories.len() - 1) as f64),
        }
    }
}

impl StackedRow {
    fn draw(&self, canvas: &Canvas, fills: &[Colour], (left, right): (i32, i32), y: i32, sheet: &Sheet) {
        let shown: Vec<f64> =
            self.shares.iter().take(fills.len()).map(|v| axis_value(v).unwrap_or(0.0).max(0.0)).collect();
        let whole = shown.iter().sum::<f64>().max(100.0);
        let (above, below) = (y - pt(BAR / 2.0), y + pt(BAR / 2.0));
        let at = |sum: f64| left + libm::round(f64::from(right - left) * sum / whole) as i32;
        let mut sum = 0.0;
        for ((value, share), fill) in self.shares.iter().zip(&shown).zip(fills) {
            let (a, b) = (at(sum), at(sum + share));
            sum += share;
            if b <= a {
                continue;
            }
            canvas.rect((a, above), (b, below), *fill, 1.0);
            canvas.line([(b, above), (b, below)], Palette::PAPER, 0.75);
            let text = number_text(value, sheet.language);
            let style = Type::number().colour(fill.text_on());
            if style.width(&text) + pt(4.0) <= b - a {
                canvas.text(&text, ((a + b) / 2, y), style, Align::Centre);
            }
        }
        let withheld = self.shares.iter().take(fills.len()).find(|v| axis_value(v).is_none());
        if let Some(value) = withheld {
            let (a, text) = (at(sum), number_text(value, sheet.language));
            if right - a > pt(1.0) {
                canvas.outline((a, above), (right, below), Palette::GREY, 0.5);
            }
            if Type::axis().width(&text) + pt(4.0) <= right - a {
                canvas.text(&text, ((a + right) / 2, y), Type::axis(), Align::Centre);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    #[test]
    fn sound_for_any_number_of_answers() {
        for rows in [0, 1, 2, 40] {
            for answers in [0, 1, 2, 6, 40] {
                for part in [0.0, 0.5, 1.0, 3.0] {
                    let value = |i: usize, j: usize| {
                        if (i + j).is_multiple_of(6) { hidden() } else { share(part / answers as f64) }
                    };
                    let row = |i: usize| StackedRow {
                        label: LONG.chars().take(10 + 3 * i).collect(),
                        shares: (0..answers).map(|j| value(i, j)).collect(),
                    };
                    let chart = Stacked {
                        categories: (0..answers).map(|j| LONG.chars().skip(j).take(8 + 5 * j).collect()).collect(),
                        roles: (rows == 2).then(|| vec![Role::Subject, Role::Comparison]),
                        rows: (0..rows).map(row).collect(),
                    };
                    for sheet in [sheet(200.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                        let figure = chart.draw(&sheet).expect("draws");
                        assert_eq!(figure.faults(), Vec::<String>::new(), "{rows} {answers} {part}");
                    }
                }
            }
        }
    }
}

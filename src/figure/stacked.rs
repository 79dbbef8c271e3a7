//! Bars of 100 %: how each group divides over a few answers.

use super::canvas::{Align, Canvas, pt};
use super::fold::{Fold, LEAST, PAGE};
use super::geometry::Extent;
use super::label::{LabelColumn, Type};
use super::legend::{self, Entry};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Heat, Role, Sheet, Value, note};
use crate::theme::{self, Colour, Palette};

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

/// Answers that shades can tell apart.
const MOST: usize = 6;
const ROW: f64 = 20.0;
const BAR: f64 = 14.0;

impl Stacked {
    /// Draws the chart. Shares beyond the named answers are left out.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.rows.is_empty() || self.categories.is_empty() {
            return note::nothing(sheet);
        }
        if self.categories.len() > MOST {
            return self.matrix().draw_within(sheet, room);
        }
        let names: Vec<&str> = self.rows.iter().map(|r| r.label.as_str()).collect();
        let labels = |each: i32| LabelColumn::new(&names, Type::label(), each * 36 / 100);
        let heights = |labels: &LabelColumn| -> Vec<i32> {
            (0..names.len()).map(|i| pt(ROW).max(pt(ROW - 4.0) + labels.extra(i, Type::label()))).collect()
        };
        let fills: Vec<Colour> = (0..self.categories.len()).map(|i| self.fill(i)).collect();
        let entry = |(name, fill): (&'_ String, &Colour)| (name.clone(), *fill);
        let named: Vec<(String, Colour)> = self.categories.iter().zip(&fills).map(entry).collect();
        let entries: Vec<Entry<'_>> =
            named.iter().map(|(name, fill)| Entry { name, fill: *fill, text: Palette::INK }).collect();
        let head = legend::height(&entries, sheet.width());
        let fold = Fold::new(sheet.width(), LEAST, room, head, |each| heights(&labels(each)));
        let labels = labels(fold.width);
        let heights = heights(&labels);
        let bottom = head + fold.height + pt(1.0);
        let canvas = Canvas::new(sheet, bottom + fold.words_height());
        legend::draw(&canvas, &entries, sheet.width());
        let (left, right) = (labels.width + pt(6.0), fold.width - pt(0.5));
        let area = Extent { left, top: 0, right, bottom };
        for (x, part) in fold.columns() {
            canvas.shifted((x, head), || {
                let mut top = 0;
                for place in part {
                    let middle = top + heights[place] / 2;
                    canvas.block(&labels.lines[place], (labels.width, middle), Type::label(), Align::Right);
                    canvas.inside(area, || self.rows[place].draw(&canvas, &fills, (left, right), middle, sheet));
                    top += heights[place];
                }
            });
        }
        fold.words(&canvas, bottom, sheet);
        canvas.finish()
    }

    /// The same as a matrix: more answers than there are shades.
    fn matrix(&self) -> Heat {
        Heat {
            row_title: String::new(),
            column_title: String::new(),
            rows: self.rows.iter().map(|r| r.label.clone()).collect(),
            columns: self.categories.clone(),
            cells: self.rows.iter().map(|r| r.shares.clone()).collect(),
            diagonal: false,
        }
    }

    fn fill(&self, place: usize) -> Colour {
        match &self.roles {
            Some(roles) => roles.get(place).copied().unwrap_or(Role::Rest).hue().fill,
            None if self.categories.len() == 1 => Role::Subject.hue().fill,
            // The palest step is the paper's neighbour; bars begin one darker.
            None => theme::palette().ramp(0.2 + 0.8 * place as f64 / (self.categories.len() - 1) as f64),
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

//! Small multiples of curves: one small plot a group, all on the same scales.

use super::canvas::{Align, Canvas, pt};
use super::curve::{Plot, Shape, Stratum, month_ticks};
use super::estimate::Estimate;
use super::geometry::Extent;
use super::label::{Type, cut, gap, widest};
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, Role, Sheet, note};
use crate::disclosure::Unit;
use crate::language::per_cent;

/// Curves side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiples {
    /// One plot each.
    pub panels: Vec<MultiplePanel>,
    /// Everyone's curve, in grey behind each.
    pub overall: Option<Stratum>,
    /// How points are joined.
    pub shape: Shape,
    /// Months at which the axes end.
    pub end: f64,
    /// Words on the month axis.
    pub x_label: String,
    /// Words above the value axis.
    pub y_label: String,
}

/// One small plot; its title is the group's name.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiplePanel {
    /// The group.
    pub title: String,
    /// Its curve.
    pub stratum: Stratum,
}

const HEAD: f64 = 16.0;
const TITLE: f64 = 27.0;
const PLOT: f64 = 70.0;
const FOOT: f64 = 20.0;
const LEAST: f64 = 96.0;
const BETWEEN: f64 = 14.0;

impl Multiples {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        let mut within = self.clone();
        within.panels.iter_mut().for_each(|p| p.stratum.cut_at(self.end));
        within.overall.iter_mut().for_each(|s| s.cut_at(self.end));
        within.draw_whole(sheet)
    }

    fn draw_whole(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        if self.panels.is_empty() {
            return note::nothing(sheet);
        }
        let ticks = self.ticks();
        let marks = self.marks(&ticks, sheet);
        let left = widest(&marks, Type::axis()) + gap();
        let count = self.panels.len();
        let across = ((sheet.width() - left + pt(BETWEEN)) / pt(LEAST + BETWEEN)).clamp(1, 4) as usize;
        let across = count.div_ceil(count.div_ceil(across));
        let width = (sheet.width() - left - pt(4.0) - pt(BETWEEN) * (across as i32 - 1)) / across as i32;
        let each = pt(TITLE + PLOT + FOOT);
        let rows = count.div_ceil(across) as i32;
        let canvas = Canvas::new(sheet, pt(HEAD) + each * rows + pt(12.0));
        canvas.text(&cut(&self.y_label, Type::axis(), sheet.width()), (0, pt(4.0)), Type::axis(), Align::Left);
        for (place, panel) in self.panels.iter().enumerate() {
            let x = left + (width + pt(BETWEEN)) * (place % across) as i32;
            let y = pt(HEAD) + each * (place / across) as i32;
            let frame = Extent { left: x, top: y + pt(TITLE), right: x + width, bottom: y + pt(TITLE + PLOT) };
            let first: &[String] = if place % across == 0 { &marks } else { &[] };
            self.panel(&canvas, panel, frame, &ticks, first, sheet);
        }
        let y = pt(HEAD) + each * rows + pt(4.0);
        let words = cut(&self.x_label, Type::axis(), sheet.width() - left);
        canvas.text(&words, (left, y), Type::axis(), Align::Left);
        canvas.finish()
    }

    fn strata(&self) -> impl Iterator<Item = &Stratum> {
        self.panels.iter().map(|p| &p.stratum).chain(&self.overall)
    }

    fn ticks(&self) -> Ticks {
        Ticks::up_to(self.strata().map(Stratum::top).fold(0.0, f64::max), 4, false)
    }

    fn marks(&self, ticks: &Ticks, sheet: &Sheet) -> Vec<String> {
        let share = self.strata().flat_map(|s| &s.points).any(|p| p.estimate.unit() == Unit::Share);
        let text = |v: &f64| ticks.text(*v, sheet.language);
        let sign = |t: String| if share { per_cent(&t, sheet.language) } else { t };
        ticks.values.iter().map(text).map(sign).collect()
    }

    /// One plot; `marks` are empty where the plot to its left already has them.
    fn panel(
        &self,
        canvas: &Canvas,
        panel: &MultiplePanel,
        frame: Extent,
        ticks: &Ticks,
        marks: &[String],
        sheet: &Sheet,
    ) {
        let plot = Plot {
            frame,
            months: Scale::linear(0.0, self.end, frame.left, frame.right),
            values: Scale::linear(0.0, ticks.end, frame.bottom, frame.top),
        };
        let blank = vec![String::new(); ticks.values.len()];
        plot.value_axis(canvas, &ticks.values, if marks.is_empty() { &blank } else { marks });
        if let Some(overall) = &self.overall {
            let grey = Stratum { role: Role::Rest, ..overall.clone() };
            plot.line(canvas, &grey, self.shape, 0, 0.9);
        }
        plot.band(canvas, &panel.stratum, self.shape, 0.15);
        plot.line(canvas, &panel.stratum, self.shape, 0, 1.4);
        let width = frame.right - frame.left;
        plot.month_axis(canvas, &month_ticks(0.0, self.end, if width > pt(85.0) { 6 } else { 3 }), sheet.language);
        let title = Type::number().semibold().colour(panel.stratum.role.hue().text);
        canvas.text(&cut(&panel.title, title, width), (frame.left, frame.top - pt(20.0)), title, Align::Left);
        if let Some(last) = panel.stratum.last() {
            let text = Estimate { value: last.estimate.clone(), interval: last.band.clone() }.text(sheet.language);
            let number = Type::number();
            canvas.text(&cut(&text, number, width), (frame.left, frame.top - pt(10.0)), number, Align::Left);
        } else if let Some(first) = panel.stratum.points.first() {
            let text = super::number_text(&first.estimate, sheet.language);
            canvas.text(&text, (frame.left, frame.top - pt(10.0)), Type::axis(), Align::Left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::CurvePoint;
    use crate::figure::sample::{LONG, full_sheet, hidden, share, sheet};
    use crate::language::Language;

    fn stratum(i: usize, withheld: bool) -> Stratum {
        let point = |k: usize| {
            let v = 0.001 * (i * k) as f64;
            let estimate = if withheld || k == i { hidden() } else { share(v) };
            CurvePoint { month: 6.0 * k as f64, estimate, band: Some((share(v * 0.6), share(v * 1.6))) }
        };
        let points = (0..=10).map(point).collect();
        Stratum { name: String::new(), role: Role::Subject, zero: None, points, risk: vec![] }
    }

    #[test]
    fn sound_for_any_number_of_panels() {
        for panels in [0, 1, 2, 7, 40] {
            for withheld in [false, true] {
                let title = |i: usize| if i == 1 { LONG.to_string() } else { format!("Country {i}") };
                let panel = |i: usize| MultiplePanel { title: title(i), stratum: stratum(i, withheld) };
                let chart = Multiples {
                    panels: (0..panels).map(panel).collect(),
                    overall: (panels > 1).then(|| stratum(3, false)),
                    shape: Shape::Linear,
                    end: 60.0,
                    x_label: LONG.into(),
                    y_label: LONG.into(),
                };
                for sheet in [sheet(160.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{panels} {withheld}");
                }
            }
        }
    }
}

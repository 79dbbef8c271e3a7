//! Small multiples of curves: one small plot a group, all on the same scales.

use super::canvas::{Align, Canvas, pt};
use super::curve::{Plot, RiskNames, RiskTable, Shape, Stratum, month_ticks};
use super::estimate::Estimate;
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, gap, widest, wrapped};
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, Role, Sheet, note};
use crate::disclosure::Unit;
use crate::language::per_cent;

/// Curves side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiples {
    /// One plot each.
    pub panels: Vec<MultiplePanel>,
    /// Everyone's curve, in grey behind each; its name stands in the key above.
    pub overall: Option<Stratum>,
    /// How points are joined.
    pub shape: Shape,
    /// Months at which the axes end.
    pub end: f64,
    /// Words on the month axis.
    pub x_label: String,
    /// Words above the value axis.
    pub y_label: String,
    /// Names of the rows of the table under each plot; `None` leaves the tables out, as do more plots than have room.
    pub risk: Option<RiskNames>,
}

/// One small plot; its title is the group's name.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiplePanel {
    /// The group.
    pub title: String,
    /// The last value in words, under the title: `12.0 (6.1–21.9) by month 24`; empty for the value alone.
    pub last: String,
    /// Its curve.
    pub stratum: Stratum,
}

const HEAD: f64 = 18.0;
const FOOT: f64 = 20.0;
const X_LABEL: f64 = 13.5;
const BETWEEN: f64 = 14.0;
/// Width of a plot over a table, of one without, and of one of very many.
const LEAST: [f64; 3] = [104.0, 92.0, 58.0];
/// Height of a plot: at most, and before many plots go without their values.
const PLOT: (f64, f64) = (112.0, 50.0);

/// Where the plots stand.
struct Grid {
    across: usize,
    rows: usize,
    left: i32,
    width: i32,
    between: i32,
    /// Height of one plot, and of one with its title, axis and table.
    plot: i32,
    each: i32,
    /// Lines of the titles.
    lines: usize,
    /// Whether values stand under the titles and months under each plot, or under the last row alone.
    roomy: bool,
    /// Whether tables stand under the plots.
    tabled: bool,
}

impl Multiples {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let mut within = self.clone();
        within.panels.iter_mut().for_each(|p| p.stratum.cut_at(self.end));
        within.overall.iter_mut().for_each(|s| s.cut_at(self.end));
        within.draw_whole(sheet, room)
    }

    fn draw_whole(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.panels.is_empty() {
            return note::nothing(sheet);
        }
        let ticks = self.ticks();
        let marks = self.marks(&ticks, sheet);
        let tables = self.tables(sheet);
        let grid = self.grid(&marks, &tables, sheet, room);
        let tables = if grid.tabled { tables } else { Vec::new() };
        let canvas = Canvas::new(sheet, pt(HEAD) + grid.each * grid.rows as i32 + grid.foot() + pt(X_LABEL));
        self.head(&canvas, sheet);
        for (place, panel) in self.panels.iter().enumerate() {
            let (column, row) = (place % grid.across, place / grid.across);
            let frame = grid.frame(column, row);
            let first: &[String] = if column == 0 { &marks } else { &[] };
            let plot = self.panel(&canvas, panel, frame, &ticks, first);
            grid.words(&canvas, panel, frame, sheet);
            let last = place + grid.across >= self.panels.len();
            let table = tables.get(place);
            let months = table.map_or_else(|| self.months(frame), |t| t.months(&plot.months, 0.0, self.end));
            let marked: &[f64] = if grid.roomy || last { &months } else { &[] };
            plot.month_axis(&canvas, marked, sheet.language);
            if let Some(table) = table {
                table.draw(&canvas, &plot, &months, frame.bottom + pt(FOOT), column == 0);
            }
        }
        let y = pt(HEAD) + grid.each * grid.rows as i32 + grid.foot() + pt(6.0);
        let words = cut(&self.x_label, Type::axis(), sheet.width() - grid.left);
        canvas.text(&words, (grid.left, y), Type::axis(), Align::Left);
        canvas.finish()
    }

    /// What the values are, and whose the grey line is.
    fn head(&self, canvas: &Canvas, sheet: &Sheet) {
        let style = Type::axis();
        let y = pt(6.0);
        let name = self.overall.as_ref().map(|s| cut(&s.name, style, sheet.width() * 2 / 5)).unwrap_or_default();
        let taken = if name.is_empty() { 0 } else { style.width(&name) + pt(22.0) };
        let words = cut(&self.y_label, style, sheet.width() - taken - pt(8.0));
        canvas.text(&words, (0, y), style, Align::Left);
        if !name.is_empty() {
            canvas.text(&name, (sheet.width(), y), style, Align::Right);
            let from = sheet.width() - taken;
            canvas.line([(from, y), (from + pt(18.0), y)], style.colour, 0.9);
        }
    }

    fn tables(&self, sheet: &Sheet) -> Vec<RiskTable> {
        let Some(names) = &self.risk else { return Vec::new() };
        let unnamed = |p: &MultiplePanel| Stratum { name: String::new(), ..p.stratum.clone() };
        self.panels.iter().map(|p| RiskTable::new(names, &[unnamed(p)], sheet)).collect()
    }

    fn grid(&self, marks: &[String], tables: &[RiskTable], sheet: &Sheet, room: i32) -> Grid {
        let marks = widest(marks, Type::axis()) + gap();
        let names = tables.iter().map(RiskTable::left).max().unwrap_or(0);
        let over = tables.iter().map(RiskTable::overhang).max().unwrap_or(0);
        let below = tables.iter().map(RiskTable::height).max().unwrap_or(0) + pt(4.0);
        let new = |left, least, below| Grid::new(self, sheet, room, left, least, below);
        let tabled = new(marks.max(names), (LEAST[0], 2 * over + pt(6.0)), below).filter(|_| !tables.is_empty());
        let tabled = tabled.map(|grid| Grid { tabled: true, ..grid });
        let plain = || new(marks, (LEAST[1], pt(BETWEEN)), 0);
        tabled.or_else(plain).unwrap_or_else(|| Grid::many(self.panels.len(), sheet, room, marks))
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

    fn months(&self, frame: Extent) -> Vec<f64> {
        month_ticks(0.0, self.end, if frame.right - frame.left > pt(85.0) { 6 } else { 3 })
    }

    /// One plot; `marks` are empty where the plot to its left already has them.
    fn panel(&self, canvas: &Canvas, panel: &MultiplePanel, frame: Extent, ticks: &Ticks, marks: &[String]) -> Plot {
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
        plot.band(canvas, &panel.stratum, self.shape, 0.18);
        plot.line(canvas, &panel.stratum, self.shape, 0, 1.4);
        plot
    }
}

impl Grid {
    /// Plots at least so wide with `below` under each; `None` if they would not fit a page at a good height.
    fn new(
        chart: &Multiples,
        sheet: &Sheet,
        room: i32,
        left: i32,
        (least, between): (f64, i32),
        below: i32,
    ) -> Option<Self> {
        let count = chart.panels.len();
        let right = between / 2;
        let most = ((sheet.width() - left - right + between) / (pt(least) + between)).max(1) as usize;
        let across = count.div_ceil(count.div_ceil(most));
        let rows = count.div_ceil(across);
        let width = (sheet.width() - left - right - between * (across as i32 - 1)) / across as i32;
        let style = Type::number().semibold();
        let lines = chart.panels.iter().map(|p| wrapped(&p.title, style, width, 2).len()).max().unwrap_or(1).max(1);
        let mut grid = Grid { across, rows, left, width, between, plot: 0, each: 0, lines, roomy: true, tabled: false };
        let beside = grid.above() + pt(FOOT) + below;
        let plot = (room - pt(HEAD + X_LABEL)) / rows as i32 - beside;
        grid.plot = plot.min(pt(PLOT.0)).min(width);
        grid.each = beside + grid.plot;
        (plot >= pt(PLOT.1) && width >= pt(least) / 2).then_some(grid)
    }

    /// As many small plots as a page takes: titles on one line, months under the last row alone.
    fn many(count: usize, sheet: &Sheet, room: i32, left: i32) -> Self {
        let (between, right) = (pt(8.0), pt(8.0));
        let across = ((sheet.width() - left - right + between) / (pt(LEAST[2]) + between)).max(1) as usize;
        let rows = count.div_ceil(across);
        let width = (sheet.width() - left - right - between * (across as i32 - 1)) / across as i32;
        let mut grid =
            Grid { across, rows, left, width, between, plot: 0, each: 0, lines: 1, roomy: false, tabled: false };
        let beside = grid.above() + pt(4.0);
        let plot = (room - pt(HEAD + X_LABEL + FOOT)) / rows as i32 - beside;
        grid.plot = plot.clamp(pt(24.0), pt(PLOT.1));
        grid.each = beside + grid.plot;
        grid
    }

    /// Room over a plot: title and value.
    fn above(&self) -> i32 {
        pt(12.0) * (self.lines as i32 + i32::from(self.roomy)) + pt(5.0)
    }

    /// Room under the last row, where the months stand there alone.
    fn foot(&self) -> i32 {
        if self.roomy { 0 } else { pt(FOOT - 4.0) }
    }

    fn frame(&self, column: usize, row: usize) -> Extent {
        let left = self.left + (self.width + self.between) * column as i32;
        let top = pt(HEAD) + self.each * row as i32 + self.above();
        Extent { left, top, right: left + self.width, bottom: top + self.plot }
    }

    /// Title and last value, over the plot.
    fn words(&self, canvas: &Canvas, panel: &MultiplePanel, frame: Extent, sheet: &Sheet) {
        let title = Type::number().semibold().colour(panel.stratum.role.hue().text);
        let (left, room) = (frame.left, self.width + self.between / 2);
        let lines = wrapped(&panel.title, title, room, self.lines);
        let first = frame.top - self.above() + pt(6.0) + pt(12.0) * (self.lines - lines.len().min(self.lines)) as i32;
        for (place, line) in lines.iter().enumerate() {
            canvas.text(line, (left, first + pt(12.0) * place as i32), title, Align::Left);
        }
        if !self.roomy {
            return;
        }
        let y = frame.top - pt(11.0);
        let (words, style) = match (panel.stratum.last(), panel.stratum.points.first()) {
            (Some(_), _) if !panel.last.is_empty() => (panel.last.clone(), Type::number()),
            (Some(last), _) => {
                let estimate = Estimate { value: last.estimate.clone(), interval: last.band.clone() };
                (estimate.text(sheet.language), Type::number())
            }
            (None, Some(first)) => (super::number_text(&first.estimate, sheet.language), Type::axis()),
            (None, None) => return,
        };
        canvas.text(&cut(&words, style, room), (left, y), style, Align::Left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, share, sheet};
    use crate::figure::{CurvePoint, RiskColumn};
    use crate::language::Language;

    fn stratum(i: usize, withheld: bool) -> Stratum {
        let point = |k: usize| {
            let v = 0.001 * (i * k) as f64;
            let estimate = if withheld || k == i { hidden() } else { share(v) };
            CurvePoint { month: 6.0 * k as f64, estimate, band: Some((share(v * 0.6), share(v * 1.6))) }
        };
        let points = (0..=10).map(point).collect();
        let column = |k: usize| RiskColumn {
            month: 6.0 * k as f64,
            at_risk: Some(count(1e4 * k as f64)),
            events: (k > 0).then(|| if k == i { hidden() } else { count(5.0 * k as f64) }),
            censored: (k > 0).then(|| count(1e3)),
        };
        let risk = (0..=10).map(column).collect();
        Stratum { name: "All of them".into(), role: Role::Subject, zero: None, points, risk }
    }

    #[test]
    fn sound_for_any_number_of_panels() {
        for panels in [0, 1, 2, 7, 40] {
            for (withheld, table) in [(false, true), (true, false), (false, false)] {
                let title = |i: usize| if i == 1 { LONG.to_string() } else { format!("Country {i}") };
                let panel = |i: usize| MultiplePanel {
                    title: title(i),
                    last: if i == 2 { LONG.into() } else { String::new() },
                    stratum: stratum(i, withheld),
                };
                let chart = Multiples {
                    panels: (0..panels).map(panel).collect(),
                    overall: (panels > 1).then(|| stratum(3, false)),
                    shape: Shape::Linear,
                    end: 60.0,
                    x_label: LONG.into(),
                    y_label: LONG.into(),
                    risk: table.then(|| RiskNames {
                        at_risk: "At risk".into(),
                        events: LONG.into(),
                        censored: "Left".into(),
                    }),
                };
                for sheet in [sheet(220.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{panels} {withheld}");
                }
            }
        }
    }
}

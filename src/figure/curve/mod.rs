//! Cumulative curves with bands, labelled at their ends, over a table of numbers at risk.
//!
//! A rare event gets an axis of its own size and, where there is room, an inset on the full scale. The table follows
//! KMunicate (Morris and others, BMJ Open 2019): at risk, events and censored at each tick, adding up to all.

mod ends;
mod inset;
mod plot;
mod risk;

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, gap};
use super::number::axis_value;
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, MultiplePanel, Multiples, Role, Sheet, Value, note};
use crate::disclosure::Unit;
use ends::Ends;
use inset::Inset;
pub(super) use plot::{Plot, month_ticks};
pub(super) use risk::RiskTable;

/// Curves over months.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// One curve each; four at most are told apart by colour, more are drawn side by side.
    pub strata: Vec<Stratum>,
    /// How points are joined.
    pub shape: Shape,
    /// Months at which the curve starts: zero, or t0 in "given not re-trafficked by t0".
    pub start: f64,
    /// Months at which the axis ends.
    pub end: f64,
    /// Words on the month axis: `Months since exit`.
    pub x_label: String,
    /// Words above the value axis: `Cumulative incidence`.
    pub y_label: String,
    /// Names of the table's rows; `None` leaves the table out.
    pub risk: Option<RiskNames>,
    /// Words over the inset on the full scale, 0 to 100 % or 0 to 1,000 in 1,000; `None` leaves it out.
    pub inset: Option<String>,
    /// Whether the last values stand beside the names: not where all curves end in the same by construction.
    pub end_values: bool,
}

/// How the points of a curve are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A value holds until the next point.
    Step,
    /// Straight from point to point, as a life table is drawn.
    Linear,
}

/// One curve and its numbers at risk.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// Its name, beside its end and over its rows; empty if there is only one.
    pub name: String,
    /// Its colour.
    pub role: Role,
    /// The month at which the curve is zero by definition: the start of a cumulative incidence.
    pub zero: Option<f64>,
    /// The curve, by month.
    pub points: Vec<CurvePoint>,
    /// The table's columns, by month.
    pub risk: Vec<RiskColumn>,
}

/// One point of a curve. Where the estimate is withheld the curve has a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePoint {
    /// Months since the origin.
    pub month: f64,
    /// The estimate.
    pub estimate: Value,
    /// Lower and upper end of its interval.
    pub band: Option<(Value, Value)>,
}

/// The table under the curve at one month.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskColumn {
    /// Months since the origin.
    pub month: f64,
    /// At risk just before it; blank where unknown, as at the end.
    pub at_risk: Option<Value>,
    /// Events up to it; blank at the start.
    pub events: Option<Value>,
    /// Censored up to it; blank at the start.
    pub censored: Option<Value>,
}

/// What the table's rows are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskNames {
    /// `At risk`.
    pub at_risk: String,
    /// `Events`.
    pub events: String,
    /// `Censored`.
    pub censored: String,
}

/// Curves that one plot can hold.
const MOST: usize = 4;
const HEIGHT: f64 = 165.0;
/// Height of a plot that has little room.
const LOW: f64 = 96.0;
const HEAD: f64 = 16.0;
const AXIS: f64 = 30.0;
/// How far a calendar grid's days may lie from whole months.
const DRIFT: f64 = 0.15;

impl Curve {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow; without its table if need be.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let curve = self.within_axis();
        if curve.strata.len() > MOST { curve.apart().draw_within(sheet, room) } else { curve.draw_whole(sheet, room) }
    }

    /// The same curves side by side, for one plot can hold only so many.
    fn apart(&self) -> Multiples {
        let panel = |stratum: &Stratum| MultiplePanel {
            title: stratum.name.clone(),
            last: String::new(),
            stratum: Stratum { role: Role::Subject, ..stratum.clone() },
        };
        Multiples {
            panels: self.strata.iter().map(panel).collect(),
            overall: None,
            shape: self.shape,
            end: self.end,
            x_label: self.x_label.clone(),
            y_label: self.y_label.clone(),
            risk: self.risk.clone(),
        }
    }

    /// The same without the points beyond the axis.
    fn within_axis(&self) -> Self {
        let mut curve = self.clone();
        curve.strata.iter_mut().for_each(|s| s.cut_at(self.end));
        curve
    }

    fn draw_whole(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        if self.strata.iter().all(Stratum::is_withheld) {
            return note::nothing(sheet);
        }
        let table = self.risk.as_ref().map(|names| RiskTable::new(names, &self.strata, sheet));
        let table = table.filter(|t| room - t.height() >= pt(HEAD + LOW + AXIS));
        let taken = pt(HEAD + AXIS) + table.as_ref().map_or(0, RiskTable::height);
        let height = (room - taken).clamp(pt(LOW), pt(HEIGHT));
        let ends = Ends::new(&self.strata, self.end_values, sheet);
        let (plot, ticks, inset) = self.plot(sheet, &ends, (table.as_ref().map_or(0, RiskTable::left), height));
        let below = table.as_ref().map_or(0, RiskTable::height);
        let canvas = Canvas::new(sheet, plot.frame.bottom + pt(AXIS) + below);

        let words = |text: &str, room: i32| cut(text, Type::axis(), room);
        // Names at the ends of curves may stand as high as these words.
        let above = words(&self.y_label, plot.frame.right);
        canvas.text(&above, (0, pt(6.0)), Type::axis(), Align::Left);
        plot.value_axis(&canvas, &ticks.values, &self.value_marks(&ticks, sheet));
        plot.before(&canvas, self.start);
        let opacity = if self.strata.len() > 2 { 0.10 } else { 0.15 };
        for stratum in &self.strata {
            plot.band(&canvas, stratum, self.shape, opacity);
        }
        for (place, stratum) in self.strata.iter().enumerate() {
            plot.line(&canvas, stratum, self.shape, place, 1.4);
        }
        let months = self.months(&plot, table.as_ref());
        plot.month_axis(&canvas, &months, sheet.language);
        let below_ticks = (plot.frame.left, plot.frame.bottom + pt(22.0));
        let room = sheet.width() - plot.frame.left;
        canvas.text(&words(&self.x_label, room), below_ticks, Type::axis(), Align::Left);
        ends.draw(&canvas, &plot);
        if let (Some(inset), Some(title)) = (inset, &self.inset) {
            inset.draw(&canvas, self, title, sheet.language);
        }
        if let Some(table) = &table {
            table.draw(&canvas, &plot, &months, plot.frame.bottom + pt(AXIS), true);
        }
        canvas.finish()
    }

    /// The plot with its ticks and the inset's place: inside if the curves leave room, else in the gutter, else
    /// inside under a somewhat longer axis, else nowhere.
    fn plot(&self, sheet: &Sheet, ends: &Ends, space: (i32, i32)) -> (Plot, Ticks, Option<Inset>) {
        let most = self.strata.iter().map(Stratum::top).fold(0.0, f64::max);
        let make = |most: f64| {
            let ticks = self.value_ticks(most);
            let plot = self.plot_with(sheet, ends, space, &ticks);
            (plot, ticks)
        };
        let (plot, ticks) = make(most);
        let rare = self.full_scale().is_some_and(|full| ticks.end <= full * 0.4);
        if self.inset.is_none() || !rare {
            return (plot, ticks, None);
        }
        let near = Inset::inside(&plot, self).or_else(|| Inset::beside(&plot, ends, sheet.width()));
        if near.is_some() {
            return (plot, ticks, near);
        }
        for stretch in [1.25, 1.5] {
            let (tall, tall_ticks) = make(most * stretch);
            if let Some(inset) = Inset::inside(&tall, self) {
                return (tall, tall_ticks, Some(inset));
            }
        }
        (plot, ticks, None)
    }

    /// `space` is what the table takes left of the plot, and the plot's height.
    fn plot_with(&self, sheet: &Sheet, ends: &Ends, (table_left, height): (i32, i32), ticks: &Ticks) -> Plot {
        let marks = self.value_marks(ticks, sheet);
        let widest_mark = marks.iter().map(|m| Type::axis().width(m)).max().unwrap_or(0);
        let left = (widest_mark + gap()).max(table_left);
        let right = (sheet.width() - ends.width()).max(left + pt(30.0));
        let frame = Extent { left, top: pt(HEAD), right, bottom: pt(HEAD) + height };
        Plot {
            months: Scale::linear(self.axis_start(), self.end, frame.left, frame.right),
            values: Scale::linear(0.0, ticks.end, frame.bottom, frame.top),
            frame,
        }
    }

    /// The months marked: those of the table's columns, and the axis's own beginning.
    fn months(&self, plot: &Plot, table: Option<&RiskTable>) -> Vec<f64> {
        let (start, end) = (self.axis_start(), self.end);
        let mut months = table.map_or_else(Vec::new, |t| t.months(&plot.months, start, end));
        match months.first() {
            None => return month_ticks(start, end, 8),
            Some(first) if *first > 0.0 && start == 0.0 && plot.months.at(*first) - plot.frame.left > pt(12.0) => {
                months.insert(0, 0.0);
            }
            Some(_) => {}
        }
        months
    }

    /// The axis begins at zero unless the curve starts so late that most of it would be empty.
    fn axis_start(&self) -> f64 {
        if self.start > self.end * 0.3 { self.start } else { 0.0 }
    }

    /// The most that the measure can be, where there is such a number.
    fn full_scale(&self) -> Option<f64> {
        match self.strata.iter().flat_map(|s| &s.points).map(|p| p.estimate.unit()).next()? {
            Unit::Share => Some(100.0),
            Unit::PerThousand => Some(1000.0),
            _ => None,
        }
    }

    fn is_share(&self) -> bool {
        self.strata.iter().flat_map(|s| &s.points).any(|p| p.estimate.unit() == Unit::Share)
    }

    /// Ticks up to `most`; never beyond 100 %.
    fn value_ticks(&self, most: f64) -> Ticks {
        let ticks = Ticks::up_to(most, 5, false);
        if self.is_share() && ticks.end > 100.0 { Ticks::up_to(100.0, 4, false) } else { ticks }
    }

    fn value_marks(&self, ticks: &Ticks, sheet: &Sheet) -> Vec<String> {
        let sign = |text: String| {
            if self.is_share() { crate::language::per_cent(&text, sheet.language) } else { text }
        };
        ticks.values.iter().map(|v| sign(ticks.text(*v, sheet.language))).collect()
    }
}

impl Stratum {
    /// Leaves out the points beyond the end of the axis.
    pub(super) fn cut_at(&mut self, end: f64) {
        self.points.retain(|p| p.month <= end + DRIFT);
    }

    /// Whether there is nothing to draw of it.
    pub(super) fn is_withheld(&self) -> bool {
        self.points.iter().all(|p| axis_value(&p.estimate).is_none())
    }

    /// Where the curve is zero, if its first point is the one at `first` and lies later.
    fn zero_before(&self, first: Option<f64>) -> Option<f64> {
        let real = self.points.first().map(|p| p.month);
        self.zero.filter(|zero| real == first && first.is_some_and(|f| *zero < f))
    }

    /// The highest value of its curve and band.
    pub(super) fn top(&self) -> f64 {
        self.points.iter().map(CurvePoint::top).fold(0.0, f64::max)
    }

    /// The highest value of its curve and band up to `month`, as if points were joined straight.
    fn top_until(&self, month: f64) -> f64 {
        let zero = self.zero.map(|m| (m, 0.0)).into_iter();
        let points: Vec<(f64, f64)> = zero.chain(self.points.iter().map(|p| (p.month, p.top()))).collect();
        let within = points.iter().filter(|p| p.0 <= month).map(|p| p.1).fold(0.0, f64::max);
        let crossing = points.windows(2).find(|w| w[0].0 <= month && w[1].0 > month);
        let at = |w: &[(f64, f64)]| w[0].1 + (w[1].1 - w[0].1) * (month - w[0].0) / (w[1].0 - w[0].0);
        within.max(crossing.map_or(0.0, at))
    }

    /// The last point that is not withheld.
    pub(super) fn last(&self) -> Option<&CurvePoint> {
        self.points.iter().rev().find(|p| axis_value(&p.estimate).is_some())
    }
}

impl CurvePoint {
    fn top(&self) -> f64 {
        let upper = self.band.as_ref().and_then(|(_, upper)| axis_value(upper));
        axis_value(&self.estimate).unwrap_or(0.0).max(upper.unwrap_or(0.0))
    }
}

#[cfg(test)]
mod tests;

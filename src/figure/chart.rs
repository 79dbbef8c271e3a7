//! A chart of any kind.

use super::canvas::pt;
use super::fold::PAGE;
use super::{
    Bars, CohortFlow, Columns, Curve, Dots, Figure, FigureError, Flow, Forest, Heat, Multiples, Pyramid, Sheet, Slopes,
    Stacked, Swim,
};

/// A chart that can be drawn on any sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Counts or shares by category.
    Bars(Bars),
    /// Estimates with intervals, for one group or several.
    Dots(Dots),
    /// Counts by period.
    Columns(Columns),
    /// Curves over months.
    Curve(Curve),
    /// Ratios.
    Forest(Forest),
    /// The cohort's flow.
    Cohort(CohortFlow),
    /// Two groups by age.
    Pyramid(Pyramid),
    /// From one answer to another.
    Heat(Heat),
    /// From one place to another.
    Flow(Flow),
    /// Curves side by side.
    Multiples(Multiples),
    /// Shares before and after.
    Slopes(Slopes),
    /// Shares that add up.
    Stacked(Stacked),
    /// Lives, one line a person.
    Swim(Swim),
}

/// Rows that one column of a page holds; more take the margin's width, for two columns.
const ROWS: usize = 34;

impl Chart {
    /// Draws it, no higher than a page takes with a caption.
    ///
    /// # Errors
    /// When the drawing library refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        sheet.theme.during(|| self.draw_within(sheet, pt(PAGE)))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        match self {
            Chart::Bars(chart) => chart.draw_within(sheet, room),
            Chart::Dots(chart) => chart.draw_within(sheet, room),
            Chart::Columns(chart) => chart.draw_within(sheet, room),
            Chart::Curve(chart) => chart.draw_within(sheet, room),
            Chart::Forest(chart) => chart.draw_within(sheet, room),
            Chart::Cohort(chart) => chart.draw_within(sheet, room),
            Chart::Pyramid(chart) => chart.draw_within(sheet, room),
            Chart::Heat(chart) => chart.draw_within(sheet, room),
            Chart::Flow(chart) => chart.draw_within(sheet, room),
            Chart::Multiples(chart) => chart.draw_within(sheet, room),
            Chart::Slopes(chart) => chart.draw_within(sheet, room),
            Chart::Stacked(chart) => chart.draw_within(sheet, room),
            Chart::Swim(chart) => chart.draw_within(sheet, room),
        }
    }

    /// True where the chart needs the margin's width as well.
    pub fn is_wide(&self) -> bool {
        match self {
            Chart::Curve(_)
            | Chart::Forest(_)
            | Chart::Cohort(_)
            | Chart::Flow(_)
            | Chart::Multiples(_)
            | Chart::Slopes(_)
            | Chart::Swim(_) => true,
            Chart::Heat(chart) => chart.columns.len() > 3,
            Chart::Dots(chart) => chart.series.len() > 1 || chart.rows.len() > ROWS,
            Chart::Bars(chart) => chart.rows.len() > ROWS,
            Chart::Columns(_) | Chart::Pyramid(_) | Chart::Stacked(_) => false,
        }
    }
}

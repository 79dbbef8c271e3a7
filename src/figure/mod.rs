//! Protected numbers to SVG charts. Never sees an analysis set.
//!
//! A chart is a plain struct of labels and `Protected<Number>`; `draw` turns it into a [`Figure`] on a [`Sheet`].
//! A number that is withheld is drawn as its mark and never as a length.

mod backend;
mod bar;
#[cfg(test)]
pub(crate) mod battery;
mod canvas;
mod chart;
mod cohort;
mod column;
mod curve;
mod dot;
mod estimate;
mod flow;
mod fold;
mod forest;
mod geometry;
mod heat;
mod internal;
mod label;
mod legend;
mod multiple;
mod note;
mod number;
mod plate;
mod pyramid;
mod raster;
#[cfg(test)]
pub(crate) mod sample;
mod scale;
mod slide;
mod slope;
mod stacked;
mod swim;

use crate::language::Language;
use crate::theme::{self, Hue, Palette, Theme};
pub use bar::{BarRow, Bars};
pub use chart::Chart;
pub use cohort::{CohortFlow, CohortGroup, CohortStep};
pub use column::{Columns, Mark, Panel};
pub use curve::{Curve, CurvePoint, RiskColumn, RiskNames, Shape, Stratum};
pub use dot::{DotRow, Dots};
pub use estimate::Estimate;
pub use flow::{Flow, FlowLink, FlowNode};
pub use forest::{Forest, ForestRow};
pub use geometry::{Extent, Geometry, ShapeBox, TextBox};
pub use heat::Heat;
pub use internal::internal_curve;
pub use multiple::{MultiplePanel, Multiples};
pub use number::number_text;
pub use plate::{IDS, charts};
pub use pyramid::{Band, Pyramid};
pub use raster::png;
pub use slope::{SlopePanel, SlopeRow, Slopes};
pub use stacked::{Stacked, StackedRow};
pub use swim::Swim;

/// A value in a figure: nothing else may be drawn.
pub type Value = crate::disclosure::Protected<crate::disclosure::Number>;

/// What a shape is to its chart; decides its colour, the same on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the chart is about: the re-trafficked.
    Subject,
    /// What it is compared with: all others.
    Comparison,
    /// Neither: the unknown, the rest, the total.
    Rest,
    /// A third group, where there is a reason for a third hue.
    Third,
}

impl Role {
    /// Its colours, in the theme of the drawing at hand.
    pub fn hue(self) -> Hue {
        match self {
            Role::Subject => theme::palette().primary,
            Role::Comparison => theme::palette().secondary,
            Role::Rest => Palette::NEUTRAL,
            Role::Third => Palette::TERTIARY,
        }
    }
}

/// What surrounds a chart, whichever it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Width in points.
    pub width_pt: f64,
    /// Language of numbers and of the few words that a chart adds.
    pub language: Language,
    /// Name of the figure for readers that do not see it.
    pub title: String,
    /// Alternative text: kind of chart, what it shows, the numbers that matter.
    pub description: String,
    /// Title, subtitle, note and source inside the picture, for a figure that stands alone. One without words makes such
    /// a figure without anything around it.
    pub caption: Option<Caption>,
    /// A line under the picture that goes wherever it goes: `INTERNAL – for …`, `Simulated data`.
    pub stamp: Option<String>,
    /// Colours and fonts.
    pub theme: Theme,
}

/// The words of a figure that stands alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caption {
    /// The finding in words.
    pub title: String,
    /// Measure, unit, population and n.
    pub subtitle: String,
    /// Method and caveat.
    pub note: String,
    /// Where the data comes from.
    pub source: String,
}

impl Sheet {
    /// What stands around the picture.
    fn words(&self) -> Option<&Caption> {
        self.caption.as_ref().filter(|c| **c != Caption::default())
    }

    /// Width in drawing units, between 120 and 2,000 points.
    fn width(&self) -> i32 {
        let width = if self.width_pt.is_finite() { self.width_pt } else { 330.0 };
        canvas::pt(width.clamp(120.0, 2000.0))
    }
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The SVG document.
    pub svg: String,
    /// What is drawn, without the document around it.
    body: String,
    /// Whether rows are left out for want of room.
    is_cut: bool,
    frame: Extent,
    geometry: Geometry,
}

impl Figure {
    /// Width in points.
    pub fn width_pt(&self) -> f64 {
        f64::from(self.frame.right) / f64::from(backend::UNITS)
    }

    /// Height in points.
    pub fn height_pt(&self) -> f64 {
        f64::from(self.frame.bottom) / f64::from(backend::UNITS)
    }

    /// What was drawn and where.
    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Texts that overlap, anything outside the frame, text too small to print; empty for a sound figure.
    pub fn faults(&self) -> Vec<String> {
        self.geometry.faults(self.frame.right, self.frame.bottom)
    }
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// The drawing library refused.
    #[error("the chart could not be drawn")]
    Draw,
    /// The picture could not be rendered as pixels.
    #[error("the figure could not be rendered as PNG")]
    Raster,
}

#[cfg(test)]
mod tests;

//! The same curves on the full scale, so that a rare event looks as rare as it is.

use super::ends::Ends;
use super::{Curve, Plot};
use crate::figure::canvas::{Align, Canvas, pt};
use crate::figure::geometry::Extent;
use crate::figure::label::{Type, cut};
use crate::figure::scale::Scale;
use crate::language::{Language, number, per_cent};
use crate::theme::Palette;

/// The box, in points: words above, marks to the left, the small plot in the rest.
const WIDE: f64 = 104.0;
const HIGH: f64 = 60.0;
const MARKS: f64 = 29.0;
const WORDS: f64 = 14.0;

/// Where the inset stands.
pub(super) struct Inset {
    ground: Extent,
}

impl Inset {
    fn at(left: i32, top: i32) -> Self {
        Inset { ground: Extent { left, top, right: left + pt(WIDE), bottom: top + pt(HIGH) } }
    }

    /// In the upper left of the plot, if curves and bands stay clear of it.
    pub(super) fn inside(plot: &Plot, curve: &Curve) -> Option<Self> {
        let left = plot.frame.left.max(plot.months.at(curve.start)) + pt(8.0);
        let inset = Inset::at(left, plot.frame.top + pt(6.0));
        let across = f64::from(inset.ground.right + pt(12.0) - plot.frame.left)
            / f64::from((plot.frame.right - plot.frame.left).max(1));
        let reach = curve.axis_start() + across * (curve.end - curve.axis_start());
        let highest = curve.strata.iter().map(|s| plot.values.at(s.top_until(reach))).min();
        let clear = highest.is_none_or(|y| y > inset.ground.bottom + pt(4.0));
        (clear && inset.ground.right + pt(20.0) < plot.frame.right).then_some(inset)
    }

    /// In the gutter, above or below the curves' names.
    pub(super) fn beside(plot: &Plot, ends: &Ends, paper: i32) -> Option<Self> {
        let left = paper - pt(WIDE);
        if left < plot.frame.right + pt(6.0) {
            return None;
        }
        let taken = ends.extent(plot)?;
        let above = taken.top - pt(6.0) - pt(HIGH);
        let below = taken.bottom + pt(6.0);
        if above >= 0 {
            Some(Inset::at(left, above.min(plot.frame.top)))
        } else if below + pt(HIGH) <= plot.frame.bottom {
            Some(Inset::at(left, plot.frame.bottom - pt(HIGH)))
        } else {
            None
        }
    }

    pub(super) fn draw(&self, canvas: &Canvas, curve: &Curve, words: &str, language: Language) {
        let ground = self.ground;
        let style = Type::note();
        let frame = Extent {
            left: ground.left + pt(MARKS),
            top: ground.top + pt(WORDS + 6.0),
            right: ground.right - pt(6.0),
            bottom: ground.bottom - pt(8.0),
        };
        canvas.rect((ground.left, ground.top), (ground.right, ground.bottom), Palette::PAPER, 1.0);
        canvas.outline((ground.left, ground.top), (ground.right, ground.bottom), Palette::GRID, 0.5);
        let words = cut(words, style, ground.right - ground.left - pt(10.0));
        canvas.text(&words, (ground.left + pt(5.0), ground.top + pt(8.0)), style, Align::Left);
        let full = curve.full_scale().unwrap_or(100.0);
        for (mark, y) in [(full, frame.top), (0.0, frame.bottom)] {
            let mark = number(mark, 0, language);
            let mark = if curve.is_share() { per_cent(&mark, language) } else { mark };
            canvas.text(&mark, (frame.left - pt(3.0), y), style, Align::Right);
        }
        canvas.line([(frame.left, frame.top), (frame.right, frame.top)], Palette::GRID, 0.5);
        canvas.line([(frame.left, frame.bottom), (frame.right, frame.bottom)], Palette::GREY, 0.5);
        let small = Plot {
            months: Scale::linear(curve.axis_start(), curve.end, frame.left, frame.right),
            values: Scale::linear(0.0, full, frame.bottom, frame.top),
            frame,
        };
        for stratum in &curve.strata {
            small.line(canvas, stratum, curve.shape, 0, 0.9);
        }
    }
}

//! An estimate with its interval: text, dot and whiskers.

use super::canvas::{Canvas, pt};
use super::number::{axis_value, number_text};
use super::scale::Scale;
use super::{Role, Value};
use crate::language::{Language, interval};

/// A number and the ends of its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: Value,
    /// Lower and upper end.
    pub interval: Option<(Value, Value)>,
}

impl Estimate {
    /// `1.4 (0.9–2.1)`, or the mark.
    pub(super) fn text(&self, language: Language) -> String {
        let value = number_text(&self.value, language);
        match &self.interval {
            Some((lower, upper)) if self.value.value().is_some() => {
                let ends = interval(&number_text(lower, language), &number_text(upper, language), language);
                format!("{value} ({ends})")
            }
            _ => value,
        }
    }

    /// Estimate and ends as values on an axis; an end that is withheld is the estimate itself.
    pub(super) fn span(&self) -> Option<(f64, f64, f64)> {
        let value = axis_value(&self.value)?;
        let ends = self.interval.as_ref().map(|(a, b)| (axis_value(a), axis_value(b)));
        let (lower, upper) = ends.unwrap_or((None, None));
        Some((value, lower.unwrap_or(value), upper.unwrap_or(value)))
    }

    /// Mark and whiskers at height `y`; a whisker that leaves `low..=high` ends in an arrow head.
    pub(super) fn draw(&self, canvas: &Canvas, scale: &Scale, (low, high): (f64, f64), y: i32, role: Role) {
        let Some((value, lower, upper)) = self.span() else { return };
        let (left, right) = (scale.at(lower), scale.at(upper));
        let colour = role.hue().fill;
        if right > left {
            canvas.line([(left, y), (right, y)], colour, 1.0);
        }
        let head = |x: i32, way: i32| {
            let back = x - way * pt(4.0);
            canvas.polygon(vec![(x, y), (back, y - pt(2.4)), (back, y + pt(2.4))], colour, 1.0);
        };
        if lower < low {
            head(left, -1);
        }
        if upper > high {
            head(right, 1);
        }
        if (low..=high).contains(&value) {
            mark(canvas, (scale.at(value), y), role);
        }
    }
}

/// How far a mark reaches from its middle.
pub(super) fn mark_reach() -> i32 {
    pt(3.2)
}

/// The mark of an estimate: its form tells what it is to the chart where colours cannot.
pub(super) fn mark(canvas: &Canvas, at: (i32, i32), role: Role) {
    let colour = role.hue().fill;
    match role {
        Role::Subject => canvas.dot(at, pt(2.6), colour),
        Role::Comparison => canvas.diamond(at, mark_reach(), colour),
        Role::Rest | Role::Third => canvas.square(at, pt(2.2), colour),
    }
}

//! One plot: its frame, its axes, bands and lines.

use super::{CurvePoint, DRIFT, Shape, Stratum};
use crate::figure::Role;
use crate::figure::canvas::{Align, Canvas, pt};
use crate::figure::geometry::Extent;
use crate::figure::label::{Type, gap};
use crate::figure::number::axis_value;
use crate::figure::scale::Scale;
use crate::language::{Language, number};
use crate::theme::{Colour, Palette};

/// A frame with months across and values upwards.
pub(in crate::figure) struct Plot {
    pub frame: Extent,
    pub months: Scale,
    pub values: Scale,
}

/// Months to mark between two ends: whole steps of 1, 2, 3, 6, 12, 24 … months, at most `most` of them.
pub(in crate::figure) fn month_ticks(start: f64, end: f64, most: usize) -> Vec<f64> {
    let span = (end - start).max(0.0);
    let steps = [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0, 240.0];
    let step = steps.into_iter().find(|s| span / s <= most.max(1) as f64).unwrap_or(480.0);
    let first = libm::ceil(start / step) as i64;
    let last = (libm::floor(end / step + 0.01) as i64).min(first + 100);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A curve of one point is a dot of this radius.
const DOT: f64 = 1.6;

/// A grey line is as dark as text.
fn line_colour(role: Role) -> Colour {
    if role == Role::Rest { Palette::MUTED } else { role.hue().fill }
}

impl Plot {
    /// Level lines with their numbers to the left; the lowest is the axis.
    pub(in crate::figure) fn value_axis(&self, canvas: &Canvas, ticks: &[f64], marks: &[String]) {
        for (tick, mark) in ticks.iter().zip(marks) {
            let y = self.values.at(*tick);
            if *tick > 0.0 {
                canvas.line([(self.frame.left, y), (self.frame.right, y)], Palette::GRID, 0.5);
            }
            canvas.text(mark, (self.frame.left - gap(), y), Type::axis(), Align::Right);
        }
    }

    /// The axis of months: line, ticks, numbers.
    pub(in crate::figure) fn month_axis(&self, canvas: &Canvas, months: &[f64], language: Language) {
        let bottom = self.frame.bottom;
        canvas.line([(self.frame.left, bottom), (self.frame.right, bottom)], Palette::INK, 0.75);
        for month in months {
            let x = self.months.at(*month);
            canvas.line([(x, bottom), (x, bottom + pt(3.0))], Palette::INK, 0.75);
            let whole = (month - libm::round(*month)).abs() < DRIFT;
            let text = number(*month, u8::from(!whole), language);
            canvas.text(&text, (x, bottom + pt(6.0)), Type::axis().top(), Align::Centre);
        }
    }

    /// The time before the curve starts, washed out.
    pub(in crate::figure) fn before(&self, canvas: &Canvas, start: f64) {
        let x = self.months.at(start);
        if x > self.frame.left {
            canvas.rect((self.frame.left, self.frame.top), (x, self.frame.bottom), Palette::WASH, 1.0);
        }
    }

    /// The band of one stratum, in as many pieces as what is withheld leaves.
    pub(in crate::figure) fn band(&self, canvas: &Canvas, stratum: &Stratum, shape: Shape, opacity: f64) {
        let ends = |p: &CurvePoint| {
            let (lower, upper) = p.band.as_ref()?;
            axis_value(&p.estimate)?;
            Some((p.month, axis_value(lower)?, axis_value(upper)?))
        };
        for (place, mut piece) in pieces(&stratum.points, ends).into_iter().enumerate() {
            if let Some(zero) = stratum.zero_before(piece.first().map(|p| p.0)).filter(|_| place == 0) {
                piece.insert(0, (zero, 0.0, 0.0));
            }
            let mut path = self.path(piece.iter().map(|p| (p.0, p.2)), shape);
            path.extend(self.path(piece.iter().map(|p| (p.0, p.1)), shape).into_iter().rev());
            canvas.inside(self.frame, || canvas.polygon(path, stratum.role.hue().fill, opacity));
        }
    }

    /// The line of the `place`-th stratum, `width` points wide; from the third on, and where it is a grey one beside
    /// another, dashed for a page printed in grey.
    pub(in crate::figure) fn line(&self, canvas: &Canvas, stratum: &Stratum, shape: Shape, place: usize, width: f64) {
        let value = |p: &CurvePoint| Some((p.month, axis_value(&p.estimate)?));
        for (place_in_line, mut piece) in pieces(&stratum.points, value).into_iter().enumerate() {
            if let Some(zero) = stratum.zero_before(piece.first().map(|p| p.0)).filter(|_| place_in_line == 0) {
                piece.insert(0, (zero, 0.0));
            }
            let path = self.path(piece.iter().copied(), shape);
            let dashed = place >= 2 || (place > 0 && stratum.role == Role::Rest);
            canvas.inside(self.frame.grown(pt(DOT)), || match path.as_slice() {
                [only] => canvas.dot(*only, pt(DOT), line_colour(stratum.role)),
                _ if dashed => canvas.dashed_path(&path, line_colour(stratum.role), width),
                _ => canvas.line(path.iter().copied(), line_colour(stratum.role), width),
            });
        }
    }

    /// Points on the paper, with the corners of steps.
    fn path(&self, points: impl Iterator<Item = (f64, f64)>, shape: Shape) -> Vec<(i32, i32)> {
        let mut path: Vec<(i32, i32)> = Vec::new();
        for (month, value) in points {
            let (x, y) = (self.months.at(month), self.values.at(value));
            if let (Shape::Step, Some((_, before))) = (shape, path.last().copied()) {
                path.push((x, before));
            }
            path.push((x, y));
        }
        path.dedup();
        path
    }
}

/// Runs of points that are not withheld.
fn pieces<T: Copy>(points: &[CurvePoint], read: impl Fn(&CurvePoint) -> Option<T>) -> Vec<Vec<T>> {
    let mut pieces: Vec<Vec<T>> = vec![Vec::new()];
    for point in points {
        match read(point) {
            Some(value) => pieces.last_mut().into_iter().for_each(|p| p.push(value)),
            None => pieces.push(Vec::new()),
        }
    }
    pieces.retain(|p| !p.is_empty());
    pieces
}

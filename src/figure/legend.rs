//! A line of swatches and names over a chart whose series cannot be named in place.

use super::Role;
use super::canvas::{Align, Canvas, pt};
use super::label::{Type, cut};
use crate::theme::Colour;

/// One entry.
pub(super) struct Entry<'a> {
    pub name: &'a str,
    pub fill: Colour,
    pub text: Colour,
}

impl<'a> Entry<'a> {
    pub(super) fn of(name: &'a str, role: Role) -> Self {
        Entry { name, fill: role.hue().fill, text: role.hue().text }
    }
}

const ROW: f64 = 13.0;

/// Where the entries go: place from the left and row, wrapped to the width.
fn places(entries: &[Entry<'_>], width: i32) -> Vec<(i32, i32)> {
    let (mut x, mut row) = (0, 0);
    let mut places = Vec::new();
    for entry in entries {
        let wide = (Type::number().width(entry.name) + pt(12.0)).min(width);
        if x > 0 && x + wide > width {
            (x, row) = (0, row + 1);
        }
        places.push((x, row));
        x += wide + pt(12.0);
    }
    places
}

/// Height of the legend with the room below it.
pub(super) fn height(entries: &[Entry<'_>], width: i32) -> i32 {
    places(entries, width).last().map_or(0, |(_, row)| pt(ROW) * (row + 1) + pt(5.0))
}

/// Draws it from the chart's upper left corner.
pub(super) fn draw(canvas: &Canvas, entries: &[Entry<'_>], width: i32) {
    for (entry, (x, row)) in entries.iter().zip(places(entries, width)) {
        let y = pt(ROW) * row + pt(ROW / 2.0);
        canvas.rect((x, y - pt(4.0)), (x + pt(8.0), y + pt(4.0)), entry.fill, 1.0);
        let style = Type::number().colour(entry.text);
        let name = cut(entry.name, style, width - x - pt(12.0));
        canvas.text(&name, (x + pt(12.0), y), style, Align::Left);
    }
}

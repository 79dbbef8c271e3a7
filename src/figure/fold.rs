//! Many rows on one page: broken into columns side by side, and counted where even these cannot hold them all.

use std::ops::Range;

use super::canvas::{Align, Canvas, pt};
use super::label::{Type, cut};
use super::{Sheet, note};

/// Height in points that a chart may take on a page, with its caption above and below.
pub(super) const PAGE: f64 = 570.0;

/// A column of bars or dots narrower than this holds no chart.
pub(super) const LEAST: f64 = 190.0;
const GUTTER: f64 = 22.0;
/// Room for the words on what is left out.
const WORDS: f64 = 14.0;

/// How rows are laid out.
pub(super) struct Fold {
    /// The rows of each column.
    pub parts: Vec<Range<usize>>,
    /// Width of one column.
    pub width: i32,
    /// Height of the tallest column's rows.
    pub height: i32,
    /// Rows that no column has room for.
    pub left_out: usize,
}

impl Fold {
    /// Rows in as few columns as `room` asks for, each at least `least` points wide, and of like height. `fixed` is what
    /// a column needs beside its rows; `measure` gives the heights of all rows in a column of some width.
    pub(super) fn new(width: i32, least: f64, room: i32, fixed: i32, measure: impl Fn(i32) -> Vec<i32>) -> Self {
        let most = ((width + pt(GUTTER)) / pt(least + GUTTER)).max(1);
        let mut count = 1;
        loop {
            let each = (width - pt(GUTTER) * (count - 1)) / count;
            let heights = measure(each);
            let fold = Fold::fitted(&heights, each, count as usize, room - fixed);
            if fold.left_out == 0 || count == most {
                return fold;
            }
            count += 1;
        }
    }

    /// Rows in at most `count` columns of at most `room`.
    fn fitted(heights: &[i32], width: i32, count: usize, room: i32) -> Self {
        let like = heights.iter().sum::<i32>() / count as i32;
        let limits = (like..room).step_by(pt(2.0) as usize).chain([room]);
        let whole = limits.map(|limit| filled(heights, limit)).find(|parts| parts.len() <= count);
        let parts = whole.unwrap_or_else(|| {
            let mut parts = filled(heights, room - pt(WORDS));
            parts.truncate(count);
            parts
        });
        let height = parts.iter().map(|p| heights[p.clone()].iter().sum()).max().unwrap_or(0);
        let left_out = heights.len() - parts.last().map_or(0, |p| p.end);
        Fold { parts, width, height, left_out }
    }

    /// The columns: where each begins, and its rows.
    pub(super) fn columns(&self) -> impl Iterator<Item = (i32, Range<usize>)> + '_ {
        let step = self.width + pt(GUTTER);
        self.parts.iter().enumerate().map(move |(place, part)| (step * place as i32, part.clone()))
    }

    /// Height of the words on what is left out.
    pub(super) fn words_height(&self) -> i32 {
        if self.left_out > 0 { pt(WORDS) } else { 0 }
    }

    /// Says what is left out, below `y`.
    pub(super) fn words(&self, canvas: &Canvas, y: i32, sheet: &Sheet) {
        if self.left_out > 0 {
            canvas.mark_cut();
            let style = Type::axis().italic();
            let words = cut(&note::more(self.left_out, sheet.language), style, sheet.width());
            canvas.text(&words, (sheet.width(), y + pt(WORDS / 2.0)), style, Align::Right);
        }
    }
}

/// Rows from the top, a new column wherever the next row would go beyond `limit`; a row taller than that has one alone.
fn filled(heights: &[i32], limit: i32) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut sum = 0;
    for (row, height) in heights.iter().enumerate() {
        match parts.last_mut() {
            Some(part) if sum + height <= limit => {
                part.end = row + 1;
                sum += height;
            }
            _ => {
                parts.push(row..row + 1);
                sum = *height;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(rows: usize, width: f64, room: f64) -> (Vec<usize>, usize) {
        let fold = Fold::new(pt(width), LEAST, pt(room), 0, |_| vec![pt(15.0); rows]);
        (fold.parts.iter().map(ExactSizeIterator::len).collect(), fold.left_out)
    }

    #[test]
    fn rows_take_as_few_columns_as_they_need_and_share_them() {
        assert_eq!(fold(10, 465.0, 570.0), (vec![10], 0));
        assert_eq!(fold(40, 465.0, 570.0), (vec![20, 20], 0));
        assert_eq!(fold(41, 465.0, 570.0), (vec![21, 20], 0));
        assert_eq!(fold(0, 465.0, 570.0), (vec![], 0));
    }

    #[test]
    fn what_finds_no_room_is_counted() {
        let (parts, left_out) = fold(100, 323.0, 570.0);
        assert_eq!((parts, left_out), (vec![37], 63));
        let (parts, left_out) = fold(100, 465.0, 570.0);
        assert_eq!((parts, left_out), (vec![37, 37], 26));
    }
}

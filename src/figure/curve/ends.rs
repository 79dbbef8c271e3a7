//! Names and last values beside the ends of curves.

use super::{Plot, Stratum};
use crate::figure::Sheet;
use crate::figure::canvas::{Align, Canvas, pt};
use crate::figure::geometry::Extent;
use crate::figure::label::{Type, spread, widest, wrapped};
use crate::figure::number::{axis_value, number_text};
use crate::language::interval;
use crate::theme::Palette;

/// Room between the plot and the labels.
const LEADER: f64 = 10.0;

/// The labels of all strata, in a gutter right of the plot.
pub(super) struct Ends {
    ends: Vec<End>,
}

struct End {
    month: f64,
    value: f64,
    name: Vec<String>,
    name_type: Type,
    numbers: Vec<String>,
}

impl Ends {
    pub(super) fn new(strata: &[Stratum], values: bool, sheet: &Sheet) -> Self {
        let room = sheet.width() * 26 / 100 - pt(LEADER);
        Ends { ends: strata.iter().filter_map(|s| End::new(s, values, sheet, room)).collect() }
    }

    /// Width of the gutter.
    pub(super) fn width(&self) -> i32 {
        let name = self.ends.iter().map(|e| widest(&e.name, e.name_type)).max().unwrap_or(0);
        let numbers = self.ends.iter().map(|e| widest(&e.numbers, Type::number())).max().unwrap_or(0);
        pt(LEADER) + name.max(numbers).max(pt(12.0))
    }

    /// Height that every label is given.
    fn apart(&self) -> i32 {
        self.ends.iter().map(|e| e.lines() * e.pitch()).max().unwrap_or(0).max(Type::number().leading()) + pt(2.0)
    }

    /// The middles of the labels, moved apart.
    fn places(&self, plot: &Plot) -> Vec<i32> {
        let (apart, over) = (self.apart(), pt(6.0));
        let wanted: Vec<i32> = self.ends.iter().map(|e| plot.values.at(e.value)).collect();
        spread(&wanted, apart, plot.frame.top + apart / 2 - over, plot.frame.bottom - apart / 2 + over)
    }

    /// The box around all labels; `None` without any.
    pub(super) fn extent(&self, plot: &Plot) -> Option<Extent> {
        let half = self.apart() / 2;
        let x = plot.frame.right;
        Extent::around(self.places(plot).into_iter().flat_map(|y| [(x, y - half), (x, y + half)]))
    }

    pub(super) fn draw(&self, canvas: &Canvas, plot: &Plot) {
        for (end, y) in self.ends.iter().zip(self.places(plot)) {
            let wanted = plot.values.at(end.value);
            let x = plot.frame.right + pt(LEADER);
            let from = plot.months.at(end.month) + pt(1.5);
            let elbow = plot.frame.right + pt(2.0);
            let reach = x - pt(2.5);
            if from < elbow - pt(4.0) || (wanted - y).abs() > pt(3.0) {
                canvas.line([(from, wanted), (elbow.max(from), wanted), (reach, y)], Palette::GREY, 0.5);
            }
            let leading = end.pitch();
            let mut at = y - leading * (end.lines() - 1) / 2;
            for name in &end.name {
                canvas.text(name, (x, at), end.name_type, Align::Left);
                at += leading;
            }
            for numbers in &end.numbers {
                canvas.text(numbers, (x, at), Type::number(), Align::Left);
                at += leading;
            }
        }
    }
}

impl End {
    fn pitch(&self) -> i32 {
        self.name_type.pitch(&self.name)
    }

    fn lines(&self) -> i32 {
        (self.name.len() + self.numbers.len()).max(1) as i32
    }

    fn new(stratum: &Stratum, values: bool, sheet: &Sheet, room: i32) -> Option<Self> {
        let last = stratum.last()?;
        let name_type = Type::number().semibold().colour(stratum.role.hue().text);
        let text = |value| number_text(value, sheet.language);
        let mut numbers = vec![text(&last.estimate)];
        if !values {
            numbers.clear();
        } else if let Some((lower, upper)) = &last.band {
            let ends = format!("({})", interval(&text(lower), &text(upper), sheet.language));
            let joined = format!("{} {ends}", numbers[0]);
            if Type::number().width(&joined) <= room {
                numbers = vec![joined];
            } else {
                numbers.push(ends);
            }
        }
        Some(End {
            month: last.month,
            value: axis_value(&last.estimate)?,
            name: wrapped(&stratum.name, name_type, room, 2),
            name_type,
            numbers,
        })
    }
}

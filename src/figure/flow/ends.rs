//! Names and totals beside the two columns of a flow.

use super::{Column, FlowNode, HEAD};
use crate::figure::Sheet;
use crate::figure::canvas::{Align, Canvas, pt};
use crate::figure::label::{Type, cut, spread, widest, wrapped};
use crate::figure::number::number_text;

/// More ends than this have their name and total on one line.
const FEW: usize = 10;

/// The labels of one column, measured.
pub(super) struct Ends {
    lines: Vec<Vec<String>>,
    totals: Vec<String>,
    /// Height that each label is given.
    apart: i32,
    /// Width that the widest takes.
    width: i32,
}

impl Ends {
    pub(super) fn new(nodes: &[FlowNode], room: i32, sheet: &Sheet) -> Self {
        let totals: Vec<String> = nodes.iter().map(|n| number_text(&n.total, sheet.language)).collect();
        let style = Type::number();
        let few = nodes.len() <= FEW;
        let lines: Vec<Vec<String>> = nodes
            .iter()
            .zip(&totals)
            .map(|(node, total)| match few {
                true => wrapped(&node.label, style, room, 2),
                false => vec![cut(&node.label, style, room - style.width(total) - pt(5.0))],
            })
            .collect();
        let height = |lines: &Vec<String>| (lines.len() as i32 + i32::from(few)) * style.pitch(lines) + pt(2.0);
        let apart = lines.iter().map(height).max().unwrap_or(0);
        let beside = |(lines, total): (&Vec<String>, &String)| match few {
            true => widest(lines, style).max(style.width(total)),
            false => widest(lines, style) + pt(5.0) + style.width(total),
        };
        let width = lines.iter().zip(&totals).map(beside).max().unwrap_or(0);
        Ends { lines, totals, apart, width }
    }

    pub(super) fn width(&self) -> i32 {
        self.width
    }

    pub(super) fn apart(&self) -> i32 {
        self.apart
    }

    pub(super) fn draw(&self, canvas: &Canvas, column: &Column, (x, align): (i32, Align), body: i32) {
        let wanted: Vec<i32> = column.spans.iter().map(|(a, b)| (a + b) / 2).collect();
        let half = self.apart / 2;
        let set = spread(&wanted, self.apart, pt(HEAD) + half, pt(HEAD) + body - half);
        let few = self.lines.len() <= FEW;
        for ((lines, total), y) in self.lines.iter().zip(&self.totals).zip(set) {
            let style = Type::number();
            let pitch = style.pitch(lines);
            let mut at = if few { y - pitch * lines.len() as i32 / 2 } else { y };
            for line in lines {
                canvas.text(line, (x, at), style, align);
                at += pitch;
            }
            if few {
                canvas.text(total, (x, at), Type::axis(), align);
            } else {
                let beside = style.width(&lines[0]) + pt(5.0);
                let x = if align == Align::Right { x - beside } else { x + beside };
                canvas.text(total, (x, y), Type::axis(), align);
            }
        }
    }
}

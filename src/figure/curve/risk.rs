//! Numbers at risk, events and censored, under the ticks they belong to.

use super::{DRIFT, Plot, RiskColumn, RiskNames, Stratum};
use crate::figure::canvas::{Align, Canvas, pt};
use crate::figure::label::{Type, cut, gap};
use crate::figure::number::number_text;
use crate::figure::scale::Scale;
use crate::figure::{Sheet, Value};
use crate::theme::{Colour, Palette};

const ROW: f64 = 11.0;

/// The table, as text.
pub(in crate::figure) struct RiskTable {
    names: [String; 3],
    blocks: Vec<Block>,
    name_width: i32,
    /// Width of the widest number, and of the widest in a first column.
    number_width: i32,
    first_width: i32,
}

struct Block {
    name: String,
    colour: Colour,
    /// Month and the three numbers.
    columns: Vec<(f64, [String; 3])>,
}

impl RiskTable {
    pub(in crate::figure) fn new(names: &RiskNames, strata: &[Stratum], sheet: &Sheet) -> Self {
        let most = sheet.width() * 24 / 100;
        let names = [&names.at_risk, &names.events, &names.censored].map(|n| cut(n, Type::number(), most));
        let blocks: Vec<Block> = strata.iter().map(|s| Block::new(s, sheet)).collect();
        let width = |text: &String| Type::number().width(text);
        let all = blocks.iter().flat_map(|b| &b.columns).flat_map(|(_, texts)| texts);
        let first = blocks.iter().flat_map(|b| b.columns.first()).flat_map(|(_, texts)| texts);
        RiskTable {
            number_width: all.map(width).max().unwrap_or(0),
            first_width: first.map(width).max().unwrap_or(0),
            name_width: names.iter().map(width).max().unwrap_or(0),
            names,
            blocks,
        }
    }

    /// Room left of the plot for the names and half of the first column.
    pub(in crate::figure) fn left(&self) -> i32 {
        self.name_width + gap() + self.first_width / 2
    }

    /// How far the first column's numbers and the others reach to both sides of their ticks.
    pub(in crate::figure) fn overhang(&self) -> i32 {
        self.number_width.max(self.first_width) / 2
    }

    pub(in crate::figure) fn height(&self) -> i32 {
        self.blocks.iter().map(Block::height).sum()
    }

    /// The months whose columns fit side by side.
    pub(in crate::figure) fn months(&self, scale: &Scale, start: f64, end: f64) -> Vec<f64> {
        let mut months: Vec<f64> = self.blocks.iter().flat_map(|b| &b.columns).map(|c| c.0).collect();
        months.retain(|m| (start..=end + DRIFT).contains(m));
        months.sort_by(f64::total_cmp);
        months.dedup();
        let apart = self.number_width.max(pt(14.0)) + pt(5.0);
        let mut kept: Vec<f64> = Vec::new();
        for month in months {
            if kept.last().is_none_or(|last| scale.at(month) - scale.at(*last) >= apart) {
                kept.push(month);
            }
        }
        kept
    }

    /// The table below `top`; its rows are named at the left edge if they are `named`.
    pub(in crate::figure) fn draw(&self, canvas: &Canvas, plot: &Plot, months: &[f64], top: i32, named: bool) {
        let mut y = top;
        for block in &self.blocks {
            y += pt(2.0);
            if !block.name.is_empty() {
                let style = Type::number().semibold().colour(block.colour);
                let name = cut(&block.name, style, plot.frame.right);
                canvas.text(&name, (0, y + pt(ROW / 2.0)), style, Align::Left);
                y += pt(ROW);
            }
            for (row, name) in self.names.iter().enumerate() {
                let middle = y + pt(ROW / 2.0);
                let style = if row == 0 { Type::number() } else { Type::axis() };
                if named {
                    canvas.text(name, (0, middle), style, Align::Left);
                }
                for (month, texts) in block.columns.iter().filter(|(m, _)| months.contains(m)) {
                    canvas.text(&texts[row], (plot.months.at(*month), middle), style, Align::Centre);
                }
                y += pt(ROW);
            }
            y += pt(2.0);
        }
        if !self.blocks.is_empty() {
            let from = if named { 0 } else { plot.frame.left };
            canvas.line([(from, top), (plot.frame.right, top)], Palette::GRID, 0.5);
        }
    }
}

impl Block {
    fn new(stratum: &Stratum, sheet: &Sheet) -> Self {
        let text = |value: &Option<Value>| value.as_ref().map(|v| number_text(v, sheet.language)).unwrap_or_default();
        let column = |c: &RiskColumn| (c.month, [text(&c.at_risk), text(&c.events), text(&c.censored)]);
        Block {
            name: stratum.name.clone(),
            colour: stratum.role.hue().text,
            columns: stratum.risk.iter().map(column).collect(),
        }
    }

    fn height(&self) -> i32 {
        let rows = if self.name.is_empty() { 3 } else { 4 };
        pt(ROW) * rows + pt(4.0)
    }
}

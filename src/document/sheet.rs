//! Tables and figures as they are handed over: protected cells, drawn charts and the words around them.

use crate::diagnostic::Diagnostic;
use crate::disclosure::{Number, Protected};
use crate::language::{self, Language, Strings};
use crate::revision::Printed;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Row labels, flush left; takes the room that is left.
    Label,
    /// Text, flush left.
    Text,
    /// Numbers, aligned on the decimal mark.
    Figure,
    /// Percentages, aligned on the decimal mark; the percent sign stands in the head alone.
    PerCent,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Head, such as `n` or `%`.
    pub head: String,
    /// Head above several columns: neighbours with the same text share it.
    pub over: Option<String>,
    /// How it is set.
    pub kind: ColumnKind,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A label.
    Text(String),
    /// A number or its mark.
    Number(Protected<Number>),
    /// A number as an edition printed it, this one or another.
    Published(Printed),
    /// Both ends of an interval.
    Interval(Protected<Number>, Protected<Number>),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Head of a group of rows; repeated where the group breaks across pages.
    Group(String),
    /// A row: `level` 1 is indented under its group, 0 is not.
    Line {
        /// Steps of indent.
        level: u8,
        /// One for each column; missing ones are empty.
        cells: Vec<Cell>,
        /// Set as a total.
        total: bool,
    },
}

/// One table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSheet {
    /// What it holds.
    pub title: String,
    /// Measure, population and number of people; empty for none.
    pub subtitle: String,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Notes under the table. What a withheld mark means is added by itself.
    pub notes: Vec<String>,
    /// Where the numbers come from; empty for none.
    pub source: String,
    /// Takes the margin as well as the text column.
    pub wide: bool,
}

/// One chart.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSheet {
    /// The drawing.
    pub svg: String,
    /// What it says to one who cannot see it.
    pub alt: String,
    /// The finding, in words.
    pub title: String,
    /// Measure, unit, population and number of people.
    pub subtitle: String,
    /// Method and caveat; empty for none.
    pub note: String,
    /// Where the numbers come from; empty for none.
    pub source: String,
    /// Width in points; beyond the text column's 323 pt it takes the margin too (up to 465 pt).
    pub width: f64,
    /// Height in points.
    pub height: f64,
}

impl Column {
    /// A column under a head of its own.
    pub fn new(head: &str, kind: ColumnKind) -> Self {
        Column { head: head.into(), over: None, kind }
    }

    /// The same under a shared head.
    pub fn over(mut self, head: &str) -> Self {
        self.over = Some(head.into());
        self
    }
}

impl Row {
    /// A row outside a group.
    pub fn line(cells: Vec<Cell>) -> Self {
        Row::Line { level: 0, cells, total: false }
    }

    /// A row under its group's head.
    pub fn indented(cells: Vec<Cell>) -> Self {
        Row::Line { level: 1, cells, total: false }
    }

    /// A row of totals.
    pub fn total(cells: Vec<Cell>) -> Self {
        Row::Line { level: 0, cells, total: true }
    }

    fn cells(&self) -> &[Cell] {
        match self {
            Row::Group(_) => &[],
            Row::Line { cells, .. } => cells,
        }
    }
}

impl Cell {
    /// A label.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// The mark that is printed in place of a withheld number.
    fn mark(&self) -> Option<&str> {
        match self {
            Cell::Number(number) => number.mark(),
            Cell::Published(number) => number.mark(),
            Cell::Interval(lower, upper) => lower.mark().or(upper.mark()),
            Cell::Empty | Cell::Text(_) => None,
        }
    }

    /// Printed text and digits after the decimal mark.
    fn printed(&self, kind: ColumnKind, language: Language) -> (String, u8) {
        let bare = |text: String| {
            let sign = language::per_cent("", language);
            if kind == ColumnKind::PerCent {
                text.strip_suffix(&sign).map(str::to_string).unwrap_or(text)
            } else {
                text
            }
        };
        match self {
            Cell::Empty => (String::new(), 0),
            Cell::Text(text) => (text.clone(), 0),
            Cell::Number(number) => {
                let decimals = if number.value().is_some() { number.decimals() } else { 0 };
                (bare(number.text(language)), decimals)
            }
            Cell::Published(number) => {
                let decimals = if number.value().is_some() { number.decimals() } else { 0 };
                (bare(number.text(language)), decimals)
            }
            Cell::Interval(lower, upper) => match (lower.value(), upper.value()) {
                (Some(_), Some(_)) => {
                    let text = language::interval(&lower.text(language), &upper.text(language), language);
                    (bare(text), upper.decimals())
                }
                _ => (self.mark().unwrap_or("–").into(), 0),
            },
        }
    }
}

impl TableSheet {
    /// What the layout reads. Whatever can be counted is counted here: the layout language takes a thousand times as long.
    pub(super) fn json(&self, language: Language, strings: &Strings) -> Result<Value, Diagnostic> {
        let columns: Vec<SetColumn> = (self.columns.iter().enumerate())
            .map(|(place, column)| {
                let cells = self.rows.iter().filter(|row| matches!(row, Row::Line { .. }));
                let cells = cells.map(|row| row.cells().get(place).unwrap_or(&Cell::Empty));
                SetColumn::new(column.kind, cells.map(|cell| cell.printed(column.kind, language)).collect())
            })
            .collect();
        let heads: Vec<Value> = (self.columns.iter().zip(&columns))
            .map(|(column, set)| {
                let kind = match column.kind {
                    ColumnKind::Label => "label",
                    ColumnKind::Text => "text",
                    ColumnKind::Figure | ColumnKind::PerCent => "figure",
                };
                let (digits, mark) = set.widest_gap();
                json!({
                    "head": column.head, "over": column.over, "kind": kind, "longest": set.longest(),
                    "digits": digits, "mark": mark,
                })
            })
            .collect();
        let mut line = 0;
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            rows.push(match row {
                Row::Group(head) => json!({ "group": head }),
                Row::Line { level, total, .. } => {
                    let cells: Vec<Value> = columns.iter().map(|set| set.cell(line)).collect();
                    line += 1;
                    json!({ "level": level, "total": total, "cells": cells })
                }
            });
        }
        let levels = self.rows.iter().map(|row| if let Row::Line { level, .. } = row { *level } else { 0 });
        let mut notes = self.notes.clone();
        notes.extend(self.marks(strings)?);
        Ok(json!({
            "title": self.title, "subtitle": self.subtitle, "columns": heads, "rows": rows, "notes": notes,
            "source": self.source, "wide": self.wide, "level": levels.max().unwrap_or(0),
        }))
    }

    /// Where a cell stands, in words: `row “Women”, column “%” of “Known to be re-trafficked”`.
    pub fn words_at(&self, row: usize, column: usize) -> String {
        let label = match self.rows.get(row).map(Row::cells).and_then(<[Cell]>::first) {
            Some(Cell::Text(label)) => label.as_str(),
            _ => "",
        };
        let group = self.rows.iter().take(row).rev().find_map(|row| match row {
            Row::Group(head) => Some(head),
            Row::Line { .. } => None,
        });
        let indented = matches!(self.rows.get(row), Some(Row::Line { level: 1.., .. }));
        let group = group.filter(|_| indented).map(|head| format!(" under “{head}”")).unwrap_or_default();
        let head = self.columns.get(column);
        let over = head.and_then(|c| c.over.as_ref()).map(|over| format!(" of “{over}”")).unwrap_or_default();
        format!("row “{label}”{group}, column “{}”{over}", head.map_or("", |c| c.head.as_str()))
    }

    /// The cells that print something, by row and column.
    pub fn printed(&self, language: Language) -> BTreeMap<(usize, usize), String> {
        let cells = self.rows.iter().enumerate().flat_map(|(row, line)| {
            line.cells()
                .iter()
                .zip(&self.columns)
                .enumerate()
                .map(move |(column, (cell, head))| ((row, column), cell.printed(head.kind, language).0))
        });
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// One note for each kind of mark that stands in a cell.
    fn marks(&self, strings: &Strings) -> Result<Vec<String>, Diagnostic> {
        let marks: BTreeSet<&str> = self.rows.iter().flat_map(Row::cells).filter_map(Cell::mark).collect();
        marks
            .into_iter()
            .map(|mark| match mark.strip_prefix('<') {
                Some(limit) => strings.fill("table.withheld_below", &[("mark", mark), ("limit", limit)]),
                None if mark == "–" => strings.fill("table.not_calculated", &[("mark", mark)]),
                None => strings.fill("table.withheld", &[("mark", mark)]),
            })
            .collect()
    }
}

/// The printed cells of one column.
struct SetColumn {
    /// Text, and digits after the decimal mark where it is a number that has one to stand on.
    cells: Vec<(String, Option<u8>)>,
    decimals: u8,
}

impl SetColumn {
    /// How many of the longest texts decide a column's width: letters differ in width, so that one is not enough.
    const LONGEST: usize = 3;

    fn new(kind: ColumnKind, cells: Vec<(String, u8)>) -> Self {
        let decimals = cells.iter().map(|(_, decimals)| *decimals).max().unwrap_or(0);
        let aligned = matches!(kind, ColumnKind::Figure | ColumnKind::PerCent);
        // Words in a column of numbers have no decimal mark to stand on.
        let number = |text: &str| aligned && !text.is_empty() && !text.contains(char::is_alphabetic);
        let cells = cells.into_iter().map(|(text, own)| {
            let own = number(&text).then_some(own);
            (text, own)
        });
        SetColumn { cells: cells.collect(), decimals }
    }

    /// Room after a number, in digits and in decimal marks, so that marks stand under one another.
    fn gap(&self, own: Option<u8>) -> (u8, u8) {
        let digits = own.map_or(0, |own| self.decimals - own);
        (digits, u8::from(digits > 0 && own == Some(0)))
    }

    fn widest_gap(&self) -> (u8, u8) {
        self.cells.iter().map(|(_, own)| self.gap(*own)).max().unwrap_or((0, 0))
    }

    fn cell(&self, line: usize) -> Value {
        let (text, own) = &self.cells[line];
        let (digits, mark) = self.gap(*own);
        json!([text, digits, mark])
    }

    fn longest(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.cells.iter().map(|(text, _)| text.as_str()).collect();
        texts.sort_by_key(|text| (Reverse(text.chars().count()), *text));
        texts.dedup();
        texts.truncate(Self::LONGEST);
        texts
    }
}

impl FigureSheet {
    /// What the layout reads; the drawing itself is a file of its own.
    pub(super) fn json(&self) -> Value {
        json!({
            "alt": self.alt, "title": self.title, "subtitle": self.subtitle, "note": self.note, "source": self.source,
            "width": self.width, "height": self.height,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Unit;

    #[test]
    fn a_percent_column_prints_its_sign_in_the_head_alone() {
        let share = Cell::Number(Number::for_test(0.0057, 2, Unit::Share));
        assert_eq!(share.printed(ColumnKind::PerCent, Language::French), ("0,57".into(), 2));
        assert_eq!(share.printed(ColumnKind::Figure, Language::English), ("0.57%".into(), 2));
    }

    #[test]
    fn numbers_stand_on_their_decimal_marks_and_words_do_not() {
        let cells = [("1,234", 0), ("5.6", 1), ("0.57", 2), ("–", 0), ("too few", 0), ("", 0)];
        let cells: Vec<(String, u8)> = cells.map(|(text, decimals)| (text.to_string(), decimals)).into();
        let gaps = |kind| {
            let set = SetColumn::new(kind, cells.clone());
            (0..cells.len()).map(|line| set.cell(line)).map(|cell| json!([cell[1], cell[2]])).collect::<Vec<_>>()
        };
        let none = json!([0, 0]);
        let (whole, one) = (json!([2, 1]), json!([1, 0]));
        assert_eq!(gaps(ColumnKind::Figure), [&whole, &one, &none, &whole, &none, &none].map(Clone::clone));
        assert_eq!(gaps(ColumnKind::Label), vec![none; 6]);
        let set = SetColumn::new(ColumnKind::Figure, cells.clone());
        assert_eq!(set.widest_gap(), (2, 1));
        assert_eq!(set.longest(), ["too few", "1,234", "0.57"]);
    }

    #[test]
    fn every_mark_is_explained_once() {
        let withheld = || Cell::Number(Number::withheld_for_test("<8", Unit::Count));
        let sheet = TableSheet {
            title: "T".into(),
            subtitle: String::new(),
            columns: vec![Column::new("", ColumnKind::Label), Column::new("n", ColumnKind::Figure)],
            rows: vec![
                Row::line(vec![Cell::text("a"), withheld()]),
                Row::line(vec![Cell::text("b"), withheld()]),
                Row::line(vec![Cell::text("short row")]),
            ],
            notes: vec![],
            source: String::new(),
            wide: false,
        };
        let strings = Strings::embedded(Language::English).unwrap();
        let json = sheet.json(Language::English, &strings).unwrap();
        let notes = json["notes"].as_array().unwrap();
        assert_eq!(notes.len(), 1);
        assert!(notes[0].as_str().unwrap().contains("<8"));
        assert_eq!(json["rows"][2]["cells"][1][0], "");
    }
}

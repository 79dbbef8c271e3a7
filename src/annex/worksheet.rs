//! One table as a sheet of the workbook: heads that stay in sight, numbers that can be computed with, marks as text.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError};

use super::csv_table::plain;
use super::digits::sheet_format;
use super::label::inert;
use super::workbook::{Imprint, WorkbookError};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Cell, Estimate, Number, Protected, Release, Row, Table};
use crate::language::Strings;
use crate::study::Population;

/// Where a sheet stands, and what stands in each.
pub(super) struct Frame<'a> {
    pub(super) name: &'a str,
    pub(super) home: &'a str,
    pub(super) imprint: Imprint<'a>,
}

/// First of the two rows of heads; the title, the population and the way back stand above.
const HEADS: u32 = 4;
const BODY: u32 = HEADS + 2;

/// Fills one sheet.
///
/// # Errors
/// A missing string, or what the writer refuses.
pub(super) fn worksheet(
    sheet: &mut Worksheet,
    table: &Table,
    release: &Release,
    frame: Frame<'_>,
    strings: &Strings,
) -> Result<(), WorkbookError> {
    sheet.set_name(frame.name)?;
    let title = table.title.get(strings.language());
    sheet.write_string_with_format(0, 0, inert(title), &bold().set_font_size(14))?;
    sheet.write_string(1, 0, population(table, strings)?)?;
    let home = Url::new(format!("internal:'{}'!A1", frame.home.replace('\'', "''"))).set_text(frame.home);
    sheet.write_url(2, 0, home)?;
    let blocks = blocks(table, release, strings)?;
    heads(sheet, &blocks)?;
    let mut marks = BTreeSet::new();
    let mut longest = 0;
    for (r, row) in table.rows.iter().enumerate() {
        let at = BODY + r as u32;
        let label = inert(&release.label(table.rows_of, row.answer, strings)?);
        longest = longest.max(label.chars().count());
        let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        sheet.write_string_with_format(at, 0, label, &if row.answer.is_none() { format.set_bold() } else { format })?;
        for (column, value) in (1..).zip(blocks.iter().flat_map(|block| block.of.values(row))) {
            let Some(value) = value else { continue };
            number(sheet, at, column, value, row.answer.is_none())?;
            marks.extend(value.mark().map(str::to_string));
        }
    }
    notes(sheet, BODY + table.rows.len() as u32 + 1, &lines(table, &marks, &frame.imprint, strings)?)?;
    sheet.set_column_width(0, longest.clamp(24, 60) as f64)?;
    sheet.set_freeze_panes(BODY, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADS, BODY - 1)?.set_footer("&L&A&R&P / &N");
    Ok(())
}

/// Whom a table counts, in words.
pub(super) fn population<'a>(table: &Table, strings: &'a Strings) -> Result<&'a str, Diagnostic> {
    strings.get(match table.population {
        Population::Assisted => "population.assisted",
        Population::Transitions => "population.transitions",
    })
}

/// What a block of columns shows of a row.
enum Of {
    /// Count and share of known answers with its limits, at this place of the table's columns.
    Cell(usize),
    /// Known re-trafficked per 1,000, with limits.
    Rate,
    /// Ratio to all others with a known answer, with limits.
    Ratio,
}

impl Of {
    fn values<'r>(&self, row: &'r Row) -> Vec<Option<&'r Protected<Number>>> {
        let three = |e: Option<&'r Estimate>| [e.map(|e| &e.value), e.map(|e| &e.lower), e.map(|e| &e.upper)];
        match self {
            Of::Cell(at) => {
                let cell: &Cell = &row.cells[*at];
                std::iter::once(Some(&cell.count)).chain(three(cell.share_known.as_ref())).collect()
            }
            Of::Rate => three(row.per_thousand.as_ref()).to_vec(),
            Of::Ratio => three(row.risk_ratio.as_ref()).to_vec(),
        }
    }
}

/// Columns under one head.
struct Block<'a> {
    head: String,
    under: Vec<&'a str>,
    of: Of,
}

fn blocks<'a>(table: &Table, release: &Release, strings: &'a Strings) -> Result<Vec<Block<'a>>, Diagnostic> {
    let limits = [strings.get("workbook.lower")?, strings.get("workbook.upper")?];
    let mut blocks = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let head = table.by.map_or(Ok(String::new()), |by| release.label(by, *column, strings))?;
        let under = [&[strings.get("column.n")?, strings.get("column.share_of_known")?], &limits[..]].concat();
        blocks.push(Block { head: inert(&head), under, of: Of::Cell(at) });
    }
    if table.rows.iter().any(|row| row.per_thousand.is_some()) {
        let under = [&[strings.get("column.rate")?], &limits[..]].concat();
        blocks.push(Block { head: strings.get("column.per_thousand")?.into(), under, of: Of::Rate });
    }
    if table.rows.iter().any(|row| row.risk_ratio.is_some()) {
        let under = [&[strings.get("workbook.ratio")?], &limits[..]].concat();
        blocks.push(Block { head: strings.get("workbook.against_others")?.into(), under, of: Of::Ratio });
    }
    Ok(blocks)
}

fn heads(sheet: &mut Worksheet, blocks: &[Block<'_>]) -> Result<(), XlsxError> {
    let head = bold().set_text_wrap().set_align(FormatAlign::Right).set_align(FormatAlign::Bottom);
    let below = head.clone().set_border_bottom(FormatBorder::Thin);
    sheet.write_blank(HEADS + 1, 0, &below)?;
    let mut column = 1;
    for block in blocks {
        let end = column + block.under.len() as u16 - 1;
        if !block.head.is_empty() {
            let over = bold().set_text_wrap().set_align(FormatAlign::Center).set_border_bottom(FormatBorder::Hair);
            sheet.merge_range(HEADS, column, HEADS, end, &block.head, &over)?;
        }
        for text in &block.under {
            sheet.write_string_with_format(HEADS + 1, column, *text, &below)?;
            sheet.set_column_width(column, 12)?;
            column += 1;
        }
    }
    Ok(())
}

/// The lines under a table: what shares are of, what marks mean, the test, the protection, the source.
fn lines(
    table: &Table,
    marks: &BTreeSet<String>,
    imprint: &Imprint<'_>,
    strings: &Strings,
) -> Result<Vec<String>, Diagnostic> {
    let mut lines = vec![strings.get("note.share_of_known")?.to_string()];
    if table.several_answers {
        lines.push(strings.get("note.several_answers")?.into());
    }
    for mark in marks {
        lines.push(match mark.strip_prefix('<') {
            Some(limit) => strings.fill("table.withheld_below", &[("mark", mark), ("limit", limit)])?,
            None if mark == "–" => strings.fill("table.not_calculated", &[("mark", mark)])?,
            None => strings.fill("table.withheld", &[("mark", mark)])?,
        });
    }
    if let Some(association) = &table.association {
        let key = if association.rounded { "note.association_rounded" } else { "note.association" };
        let p = association.p.text(strings.language());
        let p = if p.starts_with(['<', '>']) { p } else { format!("= {p}") };
        lines.push(strings.fill(key, &[("p", &p), ("v", &association.cramers_v.text(strings.language()))])?);
    }
    lines.extend([imprint.note.to_string(), format!("{} {}", strings.get("sheet.source")?, imprint.source)]);
    Ok(lines)
}

fn notes(sheet: &mut Worksheet, from: u32, lines: &[String]) -> Result<(), XlsxError> {
    for (i, line) in lines.iter().enumerate() {
        sheet.write_string(from + i as u32, 0, inert(line))?;
    }
    Ok(())
}

fn bold() -> Format {
    Format::new().set_bold()
}

/// A number with the digits in which it is printed; a withheld one is its mark, as text.
fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    number: &Protected<Number>,
    total: bool,
) -> Result<(), XlsxError> {
    let right = Format::new().set_align(FormatAlign::Right).set_align(FormatAlign::Top);
    let right = if total { right.set_bold() } else { right };
    // The digits in print, and no others.
    match plain(number).parse::<f64>() {
        Ok(value) => {
            let form = sheet_format(number.decimals(), number.unit());
            sheet.write_number_with_format(row, column, value, &right.set_num_format(form))?
        }
        Err(_) => sheet.write_string_with_format(row, column, number.mark().unwrap_or("–"), &right)?,
    };
    Ok(())
}

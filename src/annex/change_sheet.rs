//! This edition against the last as a sheet of the workbook: everything that both print.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Url, Worksheet, XlsxError};

use super::digits::sheet_format;
use super::label::inert;
use super::workbook::WorkbookError;
use super::worksheet::Frame;
use crate::disclosure::Unit;
use crate::language::Strings;
use crate::revision::{Difference, Printed, Revision};

/// The row of heads; the title, the policy and the way back stand above.
const HEADS: u32 = 4;

/// Fills the sheet: name, last edition, this edition, difference, what it says.
///
/// # Errors
/// A missing string, or what the writer refuses.
pub(super) fn change_sheet(
    sheet: &mut Worksheet,
    revision: &Revision,
    edition: &str,
    frame: Frame<'_>,
    strings: &Strings,
) -> Result<(), WorkbookError> {
    sheet.set_name(frame.name)?.set_column_width(0, 48)?.set_column_width(4, 30)?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, inert(strings.get("extra.changes")?), &bold.clone().set_font_size(14))?;
    sheet.write_string(1, 0, inert(strings.get("extra.changes_subtitle")?))?;
    let home = Url::new(format!("internal:'{}'!A1", frame.home.replace('\'', "''"))).set_text(frame.home);
    sheet.write_url(2, 0, home)?;
    let head = |edition: &str| strings.fill("change.edition", &[("edition", edition)]);
    let heads = [
        String::new(),
        head(&revision.edition)?,
        head(edition)?,
        strings.get("change.difference")?.into(),
        strings.get("change.reading")?.into(),
    ];
    let below = bold.set_align(FormatAlign::Right).set_border_bottom(FormatBorder::Thin);
    for (column, text) in heads.iter().enumerate() {
        sheet.write_string_with_format(HEADS, column as u16, inert(text), &below)?;
    }
    let mut at = HEADS + 1;
    for c in revision.facts.iter().chain(&revision.cells) {
        sheet.write_string(at, 0, inert(&c.name))?;
        number(sheet, (at, 1), &c.then)?;
        number(sheet, (at, 2), &c.now)?;
        if let Some(d) = &c.difference {
            difference(sheet, (at, 3), d)?;
        }
        let says = strings.get(&format!("change.is_{}", c.reading.name()))?;
        sheet.write_string_with_format(at, 4, inert(says), &right())?;
        at += 1;
    }
    let source = format!("{} {}", strings.get("sheet.source")?, frame.imprint.source);
    for (i, line) in [frame.imprint.note, &source].into_iter().enumerate() {
        sheet.write_string(at + 1 + i as u32, 0, inert(line))?;
    }
    for column in 1..4 {
        sheet.set_column_width(column, 14)?;
    }
    sheet.set_freeze_panes(HEADS + 1, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADS, HEADS)?.set_footer("&L&A&R&P / &N");
    Ok(())
}

fn right() -> Format {
    Format::new().set_align(FormatAlign::Right)
}

fn number(sheet: &mut Worksheet, at: (u32, u16), number: &Printed) -> Result<(), XlsxError> {
    match number.value() {
        Some(v) => value(sheet, at, v, number.decimals(), number.unit()),
        None => sheet.write_string_with_format(at.0, at.1, inert(number.mark().unwrap_or("–")), &right()).map(|_| ()),
    }
}

fn difference(sheet: &mut Worksheet, at: (u32, u16), d: &Difference) -> Result<(), XlsxError> {
    value(sheet, at, d.value(), d.decimals(), d.unit())
}

/// With the digits in which it was printed.
fn value(sheet: &mut Worksheet, at: (u32, u16), value: f64, decimals: u8, unit: Unit) -> Result<(), XlsxError> {
    let form = sheet_format(decimals, unit);
    sheet.write_number_with_format(at.0, at.1, value, &right().set_num_format(form)).map(|_| ())
}

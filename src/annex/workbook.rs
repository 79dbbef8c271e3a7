//! All tables in one workbook: a contents sheet, then a sheet a table. No formula is ever written.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::label::inert;
use crate::calendar::Moment;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Number, Protected, Release, Table, Unit};
use crate::language::Strings;

/// The workbook's bytes. Its creation date is an input, so that the same release gives the same bytes.
///
/// # Errors
/// A missing string, or what the writer refuses, such as a text longer than a cell can hold.
pub fn workbook(
    release: &Release,
    title: &str,
    note: &str,
    date: Moment,
    strings: &Strings,
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let (day, second) = (date.day, date.second);
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day_of_month() as u8)?.and_hms(
        (second / 3600) as u16,
        (second / 60 % 60) as u8,
        f64::from(second % 60),
    )?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    contents(book.add_worksheet(), release, title, note, strings)?;
    for (i, table) in release.tables.iter().enumerate() {
        sheet(book.add_worksheet(), i + 1, table, release, note, strings)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Why there is no workbook.
#[derive(Debug)]
pub enum WorkbookError {
    /// A missing string.
    Text(Diagnostic),
    /// What the writer refuses.
    Writer(XlsxError),
}

impl From<Diagnostic> for WorkbookError {
    fn from(error: Diagnostic) -> Self {
        WorkbookError::Text(error)
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        WorkbookError::Writer(error)
    }
}

fn bold() -> Format {
    Format::new().set_bold()
}

fn contents(
    sheet: &mut Worksheet,
    release: &Release,
    title: &str,
    note: &str,
    strings: &Strings,
) -> Result<(), WorkbookError> {
    sheet.set_name(strings.get("page.contents")?)?.set_column_width(0, 8)?.set_column_width(1, 80)?;
    sheet.write_string_with_format(0, 0, inert(title), &bold())?;
    sheet.write_string(1, 0, inert(note))?;
    for (i, table) in release.tables.iter().enumerate() {
        let row = i as u32 + 3;
        sheet.write_string(row, 0, format!("T{}", i + 1))?;
        sheet.write_string(row, 1, inert(table.title.get(strings.language())))?;
    }
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    index: usize,
    table: &Table,
    release: &Release,
    note: &str,
    strings: &Strings,
) -> Result<(), WorkbookError> {
    sheet.set_name(format!("T{index}"))?.set_column_width(0, 42)?;
    sheet.write_string_with_format(0, 0, inert(table.title.get(strings.language())), &bold())?;
    let (n, share) = (strings.get("column.n")?, strings.get("column.share_of_known")?);
    let head = bold().set_align(FormatAlign::Right);
    for (c, column) in table.columns.iter().enumerate() {
        let at = 1 + 2 * c as u16;
        let label = table.by.map_or(Ok(String::new()), |by| release.label(by, *column, strings))?;
        sheet.write_string_with_format(2, at, inert(&label), &head)?;
        sheet.write_string_with_format(3, at, n, &head)?;
        sheet.write_string_with_format(3, at + 1, share, &head)?;
    }
    for (r, row) in table.rows.iter().enumerate() {
        let at = r as u32 + 4;
        sheet.write_string(at, 0, inert(&release.label(table.rows_of, row.answer, strings)?))?;
        for (c, cell) in row.cells.iter().enumerate() {
            let column = 1 + 2 * c as u16;
            number(sheet, at, column, &cell.count)?;
            if let Some(share) = &cell.share_known {
                number(sheet, at, column + 1, &share.value)?;
            }
        }
    }
    sheet.write_string(table.rows.len() as u32 + 5, 0, inert(note))?;
    Ok(())
}

fn number(sheet: &mut Worksheet, row: u32, column: u16, number: &Protected<Number>) -> Result<(), XlsxError> {
    let right = Format::new().set_align(FormatAlign::Right);
    let decimals = usize::from(number.decimals());
    let zeros = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
    match (number.value(), number.unit()) {
        (Some(v), Unit::Share) => {
            sheet.write_number_with_format(row, column, v, &right.set_num_format(format!("0{zeros}%")))?
        }
        (Some(v), _) => {
            sheet.write_number_with_format(row, column, v, &right.set_num_format(format!("#,##0{zeros}")))?
        }
        (None, _) => sheet.write_string_with_format(row, column, number.mark().unwrap_or("–"), &right)?,
    };
    Ok(())
}

//! All tables in one workbook: a contents sheet with links, then a sheet a table. No formula is ever written.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Url, Workbook, Worksheet, XlsxError};

use super::change_sheet::change_sheet;
use super::label::inert;
use super::worksheet::{Frame, population, worksheet};
use crate::calendar::Moment;
use crate::diagnostic::Diagnostic;
use crate::disclosure::Release;
use crate::language::Strings;
use crate::revision::Revision;

/// What stands about the report in every sheet.
#[derive(Clone, Copy, Debug)]
pub struct Imprint<'a> {
    /// Title of the report.
    pub title: &'a str,
    /// Who publishes it.
    pub organisation: &'a str,
    /// Where the numbers come from: organisation, edition, cut-off.
    pub source: &'a str,
    /// How the numbers were protected, and for whom the copy is.
    pub note: &'a str,
}

/// The workbook's bytes. Its creation date is an input, so that the same release gives the same bytes.
///
/// # Errors
/// A missing string, or what the writer refuses, such as a text longer than a cell can hold.
pub fn workbook(
    release: &Release,
    revision: Option<&Revision>,
    imprint: Imprint<'_>,
    date: Moment,
    strings: &Strings,
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(imprint.title)
            .set_company(imprint.organisation)
            .set_creation_datetime(&moment(date)?),
    );
    let home = sheet_name(strings.get("page.contents")?, &BTreeSet::new());
    let mut taken = BTreeSet::from([home.to_lowercase()]);
    let mut names = Vec::new();
    for table in &release.tables {
        let name = sheet_name(&table.id, &taken);
        taken.insert(name.to_lowercase());
        names.push(name);
    }
    contents(book.add_worksheet(), &home, &names, release, imprint, strings)?;
    for (table, name) in release.tables.iter().zip(&names) {
        let frame = Frame { name, home: &home, imprint };
        worksheet(book.add_worksheet(), table, release, frame, strings)?;
    }
    if let Some(revision) = revision {
        let name = sheet_name(strings.get("change.sheet")?, &taken);
        let frame = Frame { name: &name, home: &home, imprint };
        change_sheet(book.add_worksheet(), revision, &release.edition, frame, strings)?;
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

fn moment(date: Moment) -> Result<ExcelDateTime, XlsxError> {
    let (day, second) = (date.day, date.second);
    ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day_of_month() as u8)?.and_hms(
        (second / 3600) as u16,
        (second / 60 % 60) as u8,
        f64::from(second % 60),
    )
}

/// A name that spreadsheets take: at most 31 characters, none of `[]:*?/\`, no apostrophe at an end, and none taken.
fn sheet_name(wanted: &str, taken: &BTreeSet<String>) -> String {
    let clean: String = wanted.chars().map(|c| if "[]:*?/\\".contains(c) { '_' } else { c }).collect();
    let clean = clean.trim_matches('\'').trim();
    let clean = if clean.is_empty() { "_" } else { clean };
    // Excel counts UTF-16 units.
    let cut = |room: usize| {
        let mut left = room;
        let fits = |c: &char| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        };
        clean.chars().take_while(fits).collect::<String>()
    };
    let mut name = cut(31);
    let mut n = 2;
    while taken.contains(&name.to_lowercase()) {
        let end = format!("~{n}");
        name = cut(31 - end.len()) + &end;
        n += 1;
    }
    name
}

fn contents(
    sheet: &mut Worksheet,
    home: &str,
    names: &[String],
    release: &Release,
    imprint: Imprint<'_>,
    strings: &Strings,
) -> Result<(), WorkbookError> {
    let bold = Format::new().set_bold();
    sheet.set_name(home)?.set_column_width(0, 34)?.set_column_width(1, 74)?.set_column_width(2, 54)?;
    sheet.write_string_with_format(0, 0, inert(imprint.title), &bold.clone().set_font_size(14))?;
    sheet.write_string(1, 0, inert(imprint.source))?;
    sheet.write_string(2, 0, inert(imprint.note))?;
    for (column, key) in ["workbook.sheet", "workbook.table", "workbook.population"].into_iter().enumerate() {
        sheet.write_string_with_format(4, column as u16, strings.get(key)?, &bold)?;
    }
    for (i, (table, name)) in release.tables.iter().zip(names).enumerate() {
        let row = i as u32 + 5;
        sheet.write_url(row, 0, Url::new(format!("internal:'{}'!A1", name.replace('\'', "''"))).set_text(name))?;
        sheet.write_string(row, 1, inert(table.title.get(strings.language())))?;
        sheet.write_string(row, 2, population(table, strings)?)?;
    }
    sheet.set_freeze_panes(5, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(4, 4)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_plain_and_unlike() {
        let mut taken = BTreeSet::new();
        let long = "all.a_variable_whose_name_is_longer_than_a_sheet_allows";
        for wanted in [long, long, "a/b", "A_B", "'quoted'", "", "", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂"]
        {
            let name = sheet_name(wanted, &taken);
            assert!(!name.is_empty() && name.encode_utf16().count() <= 31, "{name}");
            assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']) && !name.starts_with('\''), "{name}");
            assert!(taken.insert(name.to_lowercase()), "{name} twice");
        }
        assert_eq!(sheet_name("gender", &BTreeSet::new()), "gender");
    }
}

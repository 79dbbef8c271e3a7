//! The files of the annex: tables, workbook, release.json.

use super::artefact::{Artefact, Shelf};
use super::fault::Fault;
use crate::annex::{self, WorkbookError};
use crate::calendar::Moment;
use crate::diagnostic::Diagnostic;
use crate::disclosure::Release;
use crate::language::Strings;
use crate::study::Report;

/// Tables, workbook and release.json.
///
/// # Errors
/// A missing string, or a label that no spreadsheet can hold.
pub fn annexes(
    release: &Release,
    report: &Report,
    date: Moment,
    strings: &Strings,
    shelf: Shelf,
) -> Result<Vec<Artefact>, Fault> {
    let text = |fault: Diagnostic| Fault::Input(vec![fault]);
    let sentence = release.policy.sentence(strings.language());
    let note = match &report.disclosure.recipient {
        Some(recipient) if shelf == Shelf::Internal => format!("INTERNAL - {recipient}. {sentence}"),
        _ => sentence.to_string(),
    };
    let mut out = Vec::new();
    for table in &release.tables {
        let bytes = annex::csv_table(table, release, strings).map_err(text)?;
        out.push(Artefact::new(shelf, format!("annex/{}.csv", table.id), bytes));
    }
    for model in release.models.iter().filter(|m| m.gap.is_none()) {
        let bytes = annex::model_csv(model, strings.language());
        out.push(Artefact::new(shelf, format!("annex/model_{}.csv", model.id), bytes));
    }
    if let Some(laws) = &release.lifetimes {
        out.push(Artefact::new(shelf, "annex/lifetimes.csv", annex::lifetime_csv(laws)));
    }
    out.push(Artefact::new(shelf, format!("annex/{}", annex::METADATA), metadata(release, &out, strings)));
    let json = annex::release_json(release, &report.identity.languages, &note);
    out.push(Artefact::new(shelf, "annex/release.json", json));
    let title = report.identity.title.get(strings.language());
    let book = annex::workbook(release, title, &note, date, strings).map_err(|error| {
        text(match error {
            WorkbookError::Text(fault) => fault,
            WorkbookError::Writer(_) => {
                Diagnostic::error("B041", "the workbook could not be written", "shorten the labels of the codebook")
            }
        })
    })?;
    out.push(Artefact::new(shelf, "annex/tables.xlsx", book));
    Ok(out)
}

/// What the columns of the CSV files mean.
fn metadata(release: &Release, files: &[Artefact], strings: &Strings) -> Vec<u8> {
    let described = files.iter().map(|file| {
        let name = file.path.trim_start_matches("annex/");
        let table = release.tables.iter().find(|table| Some(table.id.as_str()) == name.strip_suffix(".csv"));
        annex::Described { name, title: table.map_or("", |t| t.title.get(strings.language())), bytes: &file.bytes }
    });
    annex::csv_metadata(&described.collect::<Vec<_>>())
}

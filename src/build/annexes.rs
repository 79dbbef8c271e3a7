//! The files of the annex: tables, workbook, release.json.

use super::artefact::{Artefact, Shelf};
use super::edition::Edition;
use super::fault::Fault;
use crate::annex::{self, WorkbookError};
use crate::diagnostic::Diagnostic;
use crate::disclosure::Release;
use crate::language::{self, Strings};
use crate::study::Report;

/// Tables and workbook in the report's first language, the rows as that language lists them; `release.json`, which keeps
/// the order of the codebook.
///
/// # Errors
/// A missing string, or a label that no spreadsheet can hold.
pub fn annexes(edition: &Edition<'_>, strings: &Strings, literals: &[annex::Literal]) -> Result<Vec<Artefact>, Fault> {
    let Edition { release, report, revision, shelf, date, .. } = *edition;
    let text = |fault: Diagnostic| Fault::Input(vec![fault]);
    let sentence = release.policy.sentence(strings.language());
    let note = match &report.disclosure.recipient {
        Some(recipient) if shelf == Shelf::Internal => {
            format!("{} - {recipient}. {sentence}", strings.get("page.internal").map_err(text)?.to_uppercase())
        }
        _ => sentence.to_string(),
    };
    let listed = release.in_language(strings.language());
    let mut out = Vec::new();
    for table in &listed.tables {
        let bytes = annex::csv_table(table, &listed, strings).map_err(text)?;
        out.push(Artefact::new(shelf, format!("annex/{}.csv", table.id), bytes));
    }
    for model in release.models.iter().filter(|m| m.gap.is_none()) {
        let bytes = annex::model_csv(model, strings.language());
        out.push(Artefact::new(shelf, format!("annex/model_{}.csv", model.id), bytes));
    }
    if let Some(laws) = &release.lifetimes {
        out.push(Artefact::new(shelf, "annex/lifetimes.csv", annex::lifetime_csv(laws)));
    }
    if let Some(revision) = revision {
        out.push(Artefact::new(shelf, "annex/changes.csv", annex::changes_csv(revision)));
    }
    out.push(Artefact::new(
        shelf,
        format!("annex/{}", annex::METADATA),
        metadata(release, &out, strings).map_err(text)?,
    ));
    let json = annex::release_json(release, revision, &report.identity.languages, &note, literals);
    out.push(Artefact::new(shelf, "annex/release.json", json));
    let source = source(report, strings).map_err(text)?;
    let imprint = annex::Imprint {
        title: report.identity.title.get(strings.language()),
        organisation: &report.identity.organisation,
        source: &source,
        note: &note,
    };
    let book = annex::workbook(&listed, revision, imprint, date, strings).map_err(|error| {
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

/// Where the numbers come from, in one line.
fn source(report: &Report, strings: &Strings) -> Result<String, Diagnostic> {
    let (identity, language) = (&report.identity, strings.language());
    let cutoff = language::day(report.observation.cutoff, language);
    let line = format!("{}, {}. {} {cutoff}.", identity.organisation, identity.edition, strings.get("page.data_to")?);
    Ok(format!("{line} {}", identity.source.get(language)).trim().to_string())
}

/// What the columns of the CSV files mean.
fn metadata(release: &Release, files: &[Artefact], strings: &Strings) -> Result<Vec<u8>, Diagnostic> {
    let described = files.iter().map(|file| {
        let name = file.path.trim_start_matches("annex/");
        let title = title(name.strip_suffix(".csv").unwrap_or(name), release, strings)?;
        Ok(annex::Described { name, title, bytes: &file.bytes })
    });
    Ok(annex::csv_metadata(&described.collect::<Result<Vec<_>, _>>()?, strings.language()))
}

/// Title of the table, the model or the laws that a file holds.
fn title<'a>(id: &str, release: &'a Release, strings: &'a Strings) -> Result<&'a str, Diagnostic> {
    let language = strings.language();
    if id == "lifetimes" {
        return strings.get("extra.lifetimes");
    }
    if id == "changes" {
        return strings.get("extra.changes");
    }
    let model = id.strip_prefix("model_").and_then(|id| release.models.iter().find(|model| model.id == id));
    let table = release.tables.iter().find(|table| table.id == id).map(|table| &table.title);
    Ok(table.or(model.map(|model| &model.title)).map_or("", |labels| labels.get(language)))
}

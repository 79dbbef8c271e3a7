//! The stages in order: pure functions from bytes to artefacts, then one commit.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::artefact::{Artefact, Shelf};
use super::edition::{Edition, Ready, editions, ready};
use super::fault::Fault;
use super::manifest::manifest;
use super::project::Project;
use super::staging;
use crate::analysis::{Finding, QualityCounts, Question, analyse};
use crate::annex::{self, WorkbookError};
use crate::codebook::Codebook;
use crate::cohort::AnalysisSet;
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::{Policy, Protected, Release, Terms, protect};
use crate::ingest::{self, Ingested, Rules};
use crate::language::{Language, Strings};
use crate::study::{self, Plan, PolicyName, Report};
use crate::table;

/// Everything that a finished build will write.
pub struct Built {
    /// What was found on the way; no errors among it.
    pub diagnostics: Vec<Diagnostic>,
    /// Files as the user would name them, for the terminal.
    pub shown: Vec<String>,
    output: PathBuf,
    output_shown: String,
    artefacts: Vec<Artefact>,
    manifest: Vec<u8>,
}

/// What `check` found.
pub struct Checked {
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
    /// One line on what would be built.
    pub summary: String,
}

/// Report.toml, codebook and plan.
struct Planned {
    report: Report,
    own: Codebook,
    codebook: Codebook,
    plan: Plan,
}

impl Built {
    /// Writes it, or nothing.
    ///
    /// # Errors
    /// Another build at work, or a folder that cannot be written. The last report is then still there.
    pub fn commit(&self) -> Result<(), Fault> {
        staging::commit(&self.output, &self.output_shown, &self.artefacts, &self.manifest)
    }

    /// The files, before they are written.
    pub fn artefacts(&self) -> &[Artefact] {
        &self.artefacts
    }
}

fn planned(project: &Project) -> Result<Planned, Fault> {
    let report = Report::parse(&project.text("report.toml")?, "report.toml").map_err(Fault::Input)?;
    let text = project.text(&report.data.codebook)?;
    let own = Codebook::parse(&text, &report.data.codebook).map_err(Fault::Input)?;
    let codebook = study::derived_codebook(&own, &report.observation).map_err(Fault::Input)?;
    let plan = study::plan(&codebook, own.len()).map_err(Fault::Input)?;
    Ok(Planned { report, own, codebook, plan })
}

/// How many rows must share an unknown code before its text may be shown in a proposal.
const PROPOSAL_ROWS: u32 = 8;

fn read(project: &Project, planned: &Planned) -> Result<Ingested, Fault> {
    let data = &planned.report.data;
    let mut options = ingest::table_options(&data.file, &data.mapping, &planned.own);
    options.delimiter = data.delimiter.and_then(|c| u8::try_from(c).ok());
    options.encoding = data.encoding.clone();
    let table = table::read_path(&project.path(&data.file), &options).map_err(unread)?;
    let rules = Rules { cutoff: planned.report.observation.cutoff, threshold: PROPOSAL_ROWS };
    let mut ingested = ingest::ingest(&table, &data.mapping, &planned.own, &rules);
    ingested.diagnostics.splice(0..0, planned.own.warnings().iter().cloned());
    if ingested.has_errors() { Err(Fault::Input(ingested.diagnostics)) } else { Ok(ingested) }
}

/// A case file that the system does not let us read is a failure of reading; all else is a fault of the input.
fn unread(mut faults: Vec<Diagnostic>) -> Fault {
    match faults.pop() {
        Some(fault) if faults.is_empty() && matches!(fault.code, "T003" | "T004") => Fault::Io(fault),
        last => {
            faults.extend(last);
            Fault::Input(faults)
        }
    }
}

/// Reads and checks data and plan. Errors are findings here, not a reason to stop before all are found.
///
/// # Errors
/// Where report.toml, the codebook or the case file cannot be read at all.
pub fn check(project: &Project) -> Result<Checked, Fault> {
    let planned = planned(project)?;
    let ingested = match read(project, &planned) {
        Ok(ingested) => ingested,
        Err(Fault::Input(diagnostics)) => {
            return Ok(Checked { diagnostics, summary: "The case file cannot be used as it is.".into() });
        }
        Err(other) => return Err(other),
    };
    let release = release(&planned, &ingested);
    let cells: Vec<_> = release.tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells).collect();
    let withheld = cells.iter().filter(|c| c.count.value().is_none()).count();
    let summary = format!(
        "{} rows read, {} used; {} tables, {} of {} cells withheld under policy {}; {} parts of the plan have no data.",
        ingested.quality.rows_read,
        ingested.quality.rows_used,
        release.tables.len(),
        withheld,
        cells.len(),
        release.policy.name(),
        release.absent.len()
    );
    Ok(Checked { diagnostics: ingested.diagnostics, summary })
}

fn release(planned: &Planned, ingested: &Ingested) -> Protected<Release> {
    let report = &planned.report;
    let policy = Policy::of(report.disclosure.policy);
    let set = AnalysisSet::build(&ingested.cases, &planned.codebook, &report.observation);
    let question = Question {
        plan: &planned.plan,
        codebook: &planned.codebook,
        own_variables: planned.own.len(),
        observation: &report.observation,
        roll_up_below: 3 * policy.threshold(),
    };
    let results = analyse(&question, &ingested.cases, &set, quality(ingested));
    let terms = Terms {
        policy,
        headline: &report.disclosure.headline,
        edition: &report.identity.edition,
        cutoff: report.observation.cutoff,
    };
    protect(&results, &terms)
}

/// Remarks by code, and how many of them fell on persons with several rows.
fn quality(ingested: &Ingested) -> QualityCounts {
    let quality = &ingested.quality;
    let title = |code: &str| {
        let known = ingest::CODES.iter().chain(table::CODES).find(|(known, _, _)| *known == code);
        known.map_or("", |(_, title, _)| title)
    };
    let found: BTreeMap<_, _> = quality.rejected.iter().chain(&quality.flagged).collect();
    QualityCounts {
        rows_read: u64::from(quality.rows_read),
        rows_used: u64::from(quality.rows_used),
        findings: found
            .into_iter()
            .map(|(&code, split)| Finding {
                code,
                title: title(code),
                count: u64::from(split.total()),
                several_rows: u64::from(split.retrafficked),
            })
            .collect(),
        dates: Vec::new(),
    }
}

/// Rejected rows: line, code and whether the person has several rows. No values.
fn rejects_csv(ingested: &Ingested) -> Vec<u8> {
    let mut out = String::from("line,code,several_rows\n");
    for reject in &ingested.rejects {
        out.push_str(&format!("{},{},{}\n", reject.line, reject.code, reject.retrafficked));
    }
    out.into_bytes()
}

/// Proposed mappings, ready to be copied into report.toml after a look.
fn codes_toml(ingested: &Ingested, codebook: &Codebook) -> Vec<u8> {
    let mut tables = toml::Table::new();
    for proposal in &ingested.proposals {
        let codes = tables.entry(codebook.get(proposal.variable).name.clone()).or_insert(toml::Table::new().into());
        if let Some(codes) = codes.as_table_mut() {
            codes.insert(proposal.code.clone(), proposal.category.clone().unwrap_or_default().into());
        }
    }
    let mut text = String::from("# Unknown codes of the case file and what they may mean. Empty: not recorded.\n");
    for (variable, codes) in tables {
        let body = toml::to_string(&codes).unwrap_or_default();
        text.push_str(&format!("\n[data.codes.{variable}]\n{body}"));
    }
    text.into_bytes()
}

/// Everything up to the press: release, annex, and how it all was read.
struct Drafted {
    planned: Planned,
    ingested: Ingested,
    release: Protected<Release>,
    annex: Vec<Artefact>,
    shelf: Shelf,
}

fn draft(project: &Project) -> Result<Drafted, Fault> {
    let planned = planned(project)?;
    let report = &planned.report;
    let shelf = match report.disclosure.policy {
        PolicyName::Internal => Shelf::Internal,
        PolicyName::Round5 => Shelf::Public,
    };
    if shelf == Shelf::Public && !report.disclosure.first_edition {
        let message = "a public report needs to know what was published before, and there is no ledger yet";
        let help = "set `first_edition = true` under [disclosure] if nothing was published from this file";
        let fault = Diagnostic::error("B040", message, help).at(Place::file("report.toml"));
        return Err(Fault::Disclosure(vec![fault]));
    }
    let ingested = read(project, &planned)?;
    let release = release(&planned, &ingested);
    let language = report.identity.languages.first().copied().unwrap_or(Language::English);
    let strings = Strings::embedded(language).map_err(|fault| Fault::Input(vec![fault]))?;
    let annex = annexes(&release, report, &strings, shelf)?;
    Ok(Drafted { planned, ingested, release, annex, shelf })
}

/// The manuscript of every language as the press takes it, for measuring the press alone.
///
/// # Errors
/// As [`build`].
pub fn manuscripts(project: &Project) -> Result<Vec<Ready>, Fault> {
    let drafted = draft(project)?;
    let report = &drafted.planned.report;
    let edition = Edition { project, report, release: &drafted.release, shelf: drafted.shelf };
    report.identity.languages.iter().map(|&l| ready(&edition, &drafted.annex, l).map(|(ready, _)| ready)).collect()
}

/// Makes the whole report in memory.
///
/// # Errors
/// Faults of the input, of disclosure control or of a text.
pub fn build(project: &Project) -> Result<Built, Fault> {
    let Drafted { planned, ingested, release, annex: mut artefacts, shelf } = draft(project)?;
    let report = &planned.report;
    let edition = Edition { project, report, release: &release, shelf };
    let (reports, remarks) = editions(&edition, &artefacts)?;
    artefacts.extend(reports);
    artefacts.push(Artefact::new(Shelf::Private, "rejects.csv", rejects_csv(&ingested)));
    artefacts.push(Artefact::new(Shelf::Private, "codes.toml", codes_toml(&ingested, &planned.own)));
    artefacts.sort_by(|a, b| (a.shelf, &a.path).cmp(&(b.shelf, &b.path)));
    let output_shown = report.output.clone();
    let shown = artefacts
        .iter()
        .filter(|a| a.path.ends_with(".pdf"))
        .map(|a| project.path(&output_shown).join(a.shelf.folder()).join(&a.path).display().to_string())
        .collect();
    Ok(Built {
        shown,
        output: project.path(&output_shown),
        manifest: manifest(project, report, &artefacts)?,
        output_shown,
        artefacts,
        diagnostics: ingested.diagnostics.into_iter().chain(remarks).collect(),
    })
}

/// Tables, workbook and release.json.
fn annexes(release: &Release, report: &Report, strings: &Strings, shelf: Shelf) -> Result<Vec<Artefact>, Fault> {
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
    let json = annex::release_json(release, &report.identity.languages, &note);
    out.push(Artefact::new(shelf, "annex/release.json", json));
    let title = report.identity.title.get(strings.language());
    let book = annex::workbook(release, title, &note, strings).map_err(|error| {
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

//! From the project's files to the release: the confidential stages, which run again whenever they are needed.
//!
//! Nothing in between is kept on the disk.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::fingerprint::{Fingerprint, Mint};
use super::planned::Planned;
use super::project::Project;
use crate::analysis::{Finding, QualityCounts, Question, analyse};
use crate::codebook::Codebook;
use crate::cohort::AnalysisSet;
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::{Policy, Protected, Release, Terms, protect};
use crate::ingest::{self, Ingested, Rules};
use crate::revision::{self, Revision};
use crate::study;
use crate::table;

/// How many rows must share an unknown code before its text may be shown in a proposal.
const PROPOSAL_ROWS: u32 = 8;

/// A release, and what was found on the way to it.
pub struct Released {
    /// What may be printed.
    pub release: Protected<Release>,
    /// What changed since the last edition, where report.toml names one.
    pub revision: Option<Revision>,
    /// Findings; no errors among them.
    pub diagnostics: Vec<Diagnostic>,
    /// Rows read, rows used.
    pub rows: (u32, u32),
    /// Rejected rows: line, code and whether the person has several rows. No values.
    pub rejects: Vec<u8>,
    /// Proposed mappings, ready to be copied into report.toml after a look.
    pub codes: Vec<u8>,
    /// What it was made from.
    made_from: Vec<Fingerprint>,
}

impl Released {
    /// Runs the confidential stages.
    ///
    /// # Errors
    /// Faults of the case file, one that changed meanwhile among them.
    pub fn make(project: &Project, planned: &Planned, mint: &Mint) -> Result<Self, Fault> {
        let mut ingested = ingested(project, planned, mint)?;
        let release = release(planned, &ingested);
        let revision = revision(planned, &release)?;
        ingested.diagnostics.extend(study::unfilled(&project.text("report.toml")?, "report.toml"));
        Ok(Released {
            rejects: rejects_csv(&ingested),
            codes: codes_toml(&ingested, &planned.own),
            rows: (ingested.quality.rows_read, ingested.quality.rows_used),
            diagnostics: ingested.diagnostics,
            release,
            revision,
            made_from: inputs(planned),
        })
    }

    /// Whether the same plan and case file would give the same release.
    pub fn serves(&self, planned: &Planned) -> bool {
        self.made_from == inputs(planned)
    }
}

/// What decides a release.
fn inputs(planned: &Planned) -> Vec<Fingerprint> {
    let n = &planned.nodes;
    let nodes = [n.program, n.cases, n.edition, n.data, n.observation, n.disclosure, n.codebook];
    let last = n.last.into_iter().flat_map(|last| [last.numbers, last.said]);
    nodes.into_iter().chain(last).filter_map(|id| planned.graph.node(id).print).collect()
}

/// This edition against the last.
fn revision(planned: &Planned, release: &Release) -> Result<Option<Revision>, Fault> {
    let (Some(last), Some(named)) = (&planned.last, &planned.report.previous) else { return Ok(None) };
    let headline = &planned.report.disclosure.headline;
    let revision = revision::compare(release, last, named, headline).map_err(Fault::Input)?;
    let exposed = revision::exposed(release, last, &revision, headline);
    if exposed.is_empty() { Ok(Some(revision)) } else { Err(Fault::Disclosure(exposed)) }
}

fn ingested(project: &Project, planned: &Planned, mint: &Mint) -> Result<Ingested, Fault> {
    let data = &planned.report.data;
    let mut options = ingest::table_options(&data.file, &data.mapping, &planned.own);
    options.delimiter = data.delimiter.and_then(|c| u8::try_from(c).ok());
    options.encoding = data.encoding.clone();
    let file = table::open(&project.path(&data.file), &data.file).map_err(unread)?;
    let mut witness = mint.witness(file);
    let table = table::read(&mut witness, &options).map_err(unread)?;
    if Some(witness.fingerprint()) != planned.graph.node(planned.nodes.cases).print {
        let fault =
            Diagnostic::error("B070", "the case file changed while it was read", "build again when it is whole");
        return Err(Fault::Io(fault.at(Place::file(&data.file))));
    }
    let rules = Rules { cutoff: planned.report.observation.cutoff, threshold: PROPOSAL_ROWS };
    let mut ingested = ingest::ingest(&table, &data.mapping, &planned.own, &rules);
    ingested.diagnostics.splice(0..0, planned.own.warnings().iter().cloned());
    if ingested.has_errors() { Err(Fault::Input(ingested.diagnostics)) } else { Ok(ingested) }
}

/// A case file that the system does not let us read is a failure of reading; all else is a fault of the input.
pub(super) fn unread(mut faults: Vec<Diagnostic>) -> Fault {
    match faults.pop() {
        Some(fault) if faults.is_empty() && matches!(fault.code, "T003" | "T004") => Fault::Io(fault),
        last => {
            faults.extend(last);
            Fault::Input(faults)
        }
    }
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
        lives: policy == Policy::Internal,
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

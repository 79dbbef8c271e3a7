//! How things stand, without changing any: what is stale and why, what there is, how it hangs together.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::artefact::Shelf;
use super::edition::{self, Edition};
use super::fault::Fault;
use super::galley::{self, Galley, target_name};
use super::graph::{Change, Graph};
use super::make::{Order, with_inputs};
use super::prepared::Prepared;
use super::project::Project;
use super::record::Record;
use super::released::Released;
use super::select::select;
use super::site::{Memory, Site};
use super::staging;
use super::texts;
use super::verdict::{State, Verdict, judge, judge_unchanged};
pub use crate::annex::Literal;
use crate::document;
pub use crate::document::Sentence;
use crate::language::Language;

/// How the targets of a project stand.
pub struct Survey {
    /// Every target that was asked for.
    pub verdicts: Vec<Verdict>,
    /// Recorded files that the report no longer has.
    pub gone: Vec<String>,
    /// Sources, steps, targets, as they are now.
    pub graph: Graph,
    /// Why each target was made the last time: the sources that had changed.
    pub because: BTreeMap<String, Vec<Change>>,
    /// An interrupted build waits to be finished.
    pub pending: bool,
}

/// What texts can name.
pub struct Facts {
    /// By name, sorted.
    pub lines: Vec<FactLine>,
    /// The policy is `internal`: the figures are exact and for the office alone.
    pub exact: bool,
}

/// A fact of the release, in the project's languages.
pub struct FactLine {
    /// Name, as texts use it.
    pub name: String,
    /// Language tag and printed text.
    pub texts: Vec<(&'static str, String)>,
}

impl Survey {
    /// Whether all that was asked for is current.
    pub fn current(&self) -> bool {
        !self.pending && self.gone.is_empty() && self.verdicts.iter().all(|v| v.state == State::Current)
    }
}

/// Looks how the ordered targets stand. Writes nothing.
///
/// # Errors
/// As for building; `B071` for an unknown target.
pub fn survey(project: &Project, order: &Order) -> Result<Survey, Fault> {
    let site = Site::open(project, &order.parameters)?;
    let shelf = galley::shelf(&site.planned)?;
    let pending = staging::pending(&site.workshop);
    let because = site.record.as_ref().map(because).unwrap_or_default();
    if let (Some(outputs), Some(record)) = (site.unchanged(shelf), &site.record) {
        let chosen = select(&order.targets, outputs.iter().map(|o| (o.shelf, o.path.as_str())))?;
        let asked: Vec<_> = outputs.into_iter().filter(|o| chosen.contains(&(o.shelf, o.path.clone()))).collect();
        let verdicts = asked.par_iter().map(|o| judge_unchanged(o, &site.workshop, &site.mint)).collect();
        return Ok(Survey { verdicts, gone: Vec::new(), graph: record.graph(), because, pending });
    }
    let (_, galley) = site.galley(&mut Memory::default())?;
    let names = galley.targets.iter().map(|t| (t.shelf, t.path.as_str()));
    let chosen = with_inputs(&galley, select(&order.targets, names)?);
    let chosen: Vec<usize> = chosen.into_iter().collect();
    let record = site.record.as_ref();
    let verdict = |&i: &usize| judge(&galley.targets[i], &galley, record, &site.workshop, &site.mint);
    let verdicts = chosen.par_iter().map(verdict).collect();
    let gone = if order.targets.is_empty() { gone(&galley, record) } else { Vec::new() };
    Ok(Survey { verdicts, gone, graph: galley.graph, because, pending })
}

/// Every fact that texts can name, as the report prints it.
///
/// # Errors
/// As for building.
pub fn facts(project: &Project, order: &Order) -> Result<Facts, Fault> {
    let site = Site::open(project, &order.parameters)?;
    let shelf = galley::shelf(&site.planned)?;
    let released = Released::make(&site.project, &site.planned, &site.mint)?;
    let report = &site.planned.report;
    let mut lines: BTreeMap<String, Vec<(&'static str, String)>> = BTreeMap::new();
    for &language in &report.identity.languages {
        let release = released.release.in_language(language);
        let edition = Edition { release: &release, ..Edition::new(&site.project, &site.planned, &released, shelf) };
        let strings = edition::strings(&site.project, language)?;
        for (name, fact) in edition::manuscript(&edition, &strings)?.facts {
            lines.entry(name).or_default().push((language.tag(), fact.text(language)));
        }
    }
    let lines = lines.into_iter().map(|(name, texts)| FactLine { name, texts }).collect();
    Ok(Facts { lines, exact: shelf == Shelf::Internal })
}

/// What can be replaced in overrides.toml: generated sentences by language.
///
/// # Errors
/// As for building.
pub fn sentences(project: &Project, order: &Order) -> Result<Vec<(Language, Vec<Sentence>)>, Fault> {
    let site = Site::open(project, &order.parameters)?;
    let released = Released::make(&site.project, &site.planned, &site.mint)?;
    let edition = Edition::new(&site.project, &site.planned, &released, galley::shelf(&site.planned)?);
    let sentences = |&language: &Language| {
        let ready = Prepared::generated(&edition, language)?.ready;
        let found = document::generated(&ready.manuscript, &ready.templates, &ready.strings).map_err(Fault::one)?;
        Ok((language, found))
    };
    site.planned.report.identity.languages.iter().map(sentences).collect()
}

/// Numbers of the author's own, in every language of the report.
///
/// # Errors
/// Faults of the plan and of the texts.
pub fn literals(project: &Project, order: &Order) -> Result<Vec<Literal>, Fault> {
    let site = Site::open(project, &order.parameters)?;
    texts::all_literals(&site.project, &site.planned.report.identity.languages)
}

fn because(record: &Record) -> BTreeMap<String, Vec<Change>> {
    record.outputs.iter().map(|o| (target_name(o.shelf, &o.path), o.because.clone())).collect()
}

fn gone(galley: &Galley, record: Option<&Record>) -> Vec<String> {
    let has = |shelf: Shelf, path: &str| galley.targets.iter().any(|t| t.shelf == shelf && t.path == path);
    let outputs = record.iter().flat_map(|record| &record.outputs);
    let ours = outputs.filter(|o| o.shelf == galley.shelf || o.shelf == Shelf::Private);
    ours.filter(|o| !has(o.shelf, &o.path)).map(|o| target_name(o.shelf, &o.path)).collect()
}

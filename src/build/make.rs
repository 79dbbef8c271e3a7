//! Brings targets up to date: only what is stale is made, and the whole set is moved in at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::artefact::Shelf;
use super::clock::Stopwatch;
use super::event::{Event, Watcher};
use super::fault::Fault;
use super::galley::{self, Galley};
use super::graph::NodeId;
use super::lock::locked;
use super::planned::Parameters;
use super::project::Project;
use super::record::Output;
use super::select::select;
use super::shift::Shift;
use super::site::{Memory, Site};
use super::staging::{self, unwritable};
use super::verdict::{State, judge_unchanged};
use crate::diagnostic::Diagnostic;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Names of targets and groups; all where none is named.
    pub targets: Vec<String>,
    /// Make them even if they are up to date.
    pub force: bool,
    /// Wait for another build to end.
    pub wait: bool,
    /// Findings stop the build.
    pub strict: bool,
    /// The date of the documents.
    pub parameters: Parameters,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings on the way; none where nothing had to be set.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings of the last build, where nothing had to be set.
    pub earlier_remarks: usize,
    /// Reports that were asked for, as the user would name them.
    pub reports: Vec<String>,
    /// Targets that were made.
    pub made: Vec<String>,
    /// Files that were removed, because the report no longer has them.
    pub removed: Vec<String>,
    /// Targets that were up to date.
    pub current: usize,
    /// With [`Order::strict`]: nothing was made because of findings.
    pub refused: bool,
}

/// Brings what is ordered up to date.
///
/// # Errors
/// Faults of the project, of disclosure control, of the disk; another build at work; an interrupt. What stood in the
/// output is then still there.
pub fn make(project: &Project, order: &Order, memory: &mut Memory, watcher: Watcher<'_>) -> Result<Outcome, Fault> {
    loop {
        // Another first build may have chosen the key of the folder meanwhile: fingerprints are then made anew.
        if let Some(outcome) = make_once(project, order, memory, watcher)? {
            return Ok(outcome);
        }
    }
}

fn make_once(
    project: &Project,
    order: &Order,
    memory: &mut Memory,
    watcher: Watcher<'_>,
) -> Result<Option<Outcome>, Fault> {
    let watch = Stopwatch::start();
    watcher(Event::Stage { stage: "read" });
    let site = Site::open(project, &order.parameters)?;
    let shelf = galley::shelf(&site.planned)?;
    if !order.force
        && let Some(outcome) = nothing_to_do(&site, order, shelf)?
    {
        finished(&outcome, watch, watcher);
        return Ok(Some(outcome));
    }
    watcher(Event::Stage { stage: "draft" });
    let (released, galley) = site.galley(memory)?;
    if order.strict {
        let diagnostics = site.remarks(&released);
        if !diagnostics.is_empty() {
            return Ok(Some(Outcome { diagnostics, refused: true, ..Outcome::default() }));
        }
    }
    let chosen = with_inputs(&galley, select(&order.targets, names(&galley))?);
    site.workshop.open().map_err(|e| unwritable(&site.shown, &e))?;
    let waiting = |holder: &str| {
        if order.wait {
            watcher(Event::Waiting { holder: holder.into() });
        }
        order.wait
    };
    let outcome = locked(&site.workshop, &site.shown, waiting, || {
        if !site.workshop.keep(&site.mint).map_err(|e| unwritable(&site.shown, &e))? {
            return Ok(None);
        }
        let mut shift = Shift::begin(&site, &released, galley, chosen, watcher)?;
        shift.run(order.force)?;
        shift.commit(order, watch).map(Some)
    })?;
    if let Some(outcome) = &outcome {
        finished(outcome, watch, watcher);
    }
    Ok(outcome)
}

fn finished(outcome: &Outcome, watch: Stopwatch, watcher: Watcher<'_>) {
    watcher(Event::Finished {
        made: outcome.made.len(),
        removed: outcome.removed.len(),
        current: outcome.current,
        milliseconds: watch.milliseconds(),
    });
}

/// The outcome where everything stands as it should; the record alone is renewed where bytes of a source changed without
/// a change of meaning.
fn nothing_to_do(site: &Site, order: &Order, shelf: Shelf) -> Result<Option<Outcome>, Fault> {
    let Some(record) = &site.record else { return Ok(None) };
    let Some(outputs) = site.unchanged(shelf) else { return Ok(None) };
    let earlier_remarks = record.remarks.values().sum();
    if order.strict && earlier_remarks > 0 {
        return Ok(None);
    }
    let chosen = select(&order.targets, outputs.iter().map(|o| (o.shelf, o.path.as_str())))?;
    let asked: Vec<&&Output> = outputs.iter().filter(|o| chosen.contains(&(o.shelf, o.path.clone()))).collect();
    let current = |output: &&&Output| judge_unchanged(output, &site.workshop, &site.mint).state == State::Current;
    if !asked.par_iter().all(current) {
        return Ok(None);
    }
    if !record.same_inputs(&site.planned) {
        let renewed = record.clone().renewed(&site.planned).bytes();
        locked(
            &site.workshop,
            &site.shown,
            |_| false,
            || staging::commit(&site.workshop, &site.shown, &[], &[], &renewed),
        )?;
    }
    let reports = shown(&site.shown, asked.iter().map(|o| (o.shelf, o.path.as_str())));
    Ok(Some(Outcome { earlier_remarks, reports, current: asked.len(), ..Outcome::default() }))
}

/// PDFs as the user would name them.
pub fn shown<'a>(output: &str, targets: impl Iterator<Item = (Shelf, &'a str)>) -> Vec<String> {
    let reports = targets.filter(|(_, path)| path.starts_with("report."));
    let path = |(shelf, path): (Shelf, &str)| PathBuf::from(output).join(shelf.folder()).join(path);
    reports.map(|report| path(report).display().to_string()).collect()
}

fn names(galley: &Galley) -> impl Iterator<Item = (Shelf, &str)> + Clone {
    galley.targets.iter().map(|t| (t.shelf, t.path.as_str()))
}

/// Targets, and those that they are made from: a picture comes with its drawing, a report with its annex.
pub fn with_inputs(galley: &Galley, chosen: BTreeSet<(Shelf, String)>) -> BTreeSet<usize> {
    let by_node: BTreeMap<NodeId, usize> = galley.targets.iter().enumerate().map(|(i, t)| (t.node, i)).collect();
    let asked = galley.targets.iter().filter(|t| chosen.contains(&(t.shelf, t.path.clone())));
    let mut left: Vec<NodeId> = asked.map(|t| t.node).collect();
    let (mut seen, mut all) = (BTreeSet::new(), BTreeSet::new());
    while let Some(node) = left.pop() {
        if seen.insert(node) {
            all.extend(by_node.get(&node));
            left.extend(&galley.graph.node(node).inputs);
        }
    }
    all
}

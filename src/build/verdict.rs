//! Whether a target is what the project gives today, and if not, why.

use std::fs;

use super::fingerprint::Mint;
use super::galley::{Content, Galley, Target, target_name};
use super::graph::{Change, Graph, NodeId};
use super::record::{Output, Record, output_print};
use super::workshop::Workshop;

/// How a target stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is there and what it should be.
    Current,
    /// It is not there, or no record speaks of it.
    Missing,
    /// It is not what was written: somebody changed it.
    Altered,
    /// What it is made from changed.
    Stale,
}

/// How a target stands, and the ways to the sources that changed.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Name of the target.
    pub target: String,
    /// How it stands.
    pub state: State,
    /// From the target down to each source that changed.
    pub reasons: Vec<Vec<Change>>,
}

impl State {
    /// One word.
    pub fn word(&self) -> &'static str {
        match self {
            State::Current => "current",
            State::Missing => "missing",
            State::Altered => "altered",
            State::Stale => "stale",
        }
    }
}

impl Verdict {
    /// The sources that changed, each once.
    pub fn sources(&self) -> Vec<Change> {
        let mut sources: Vec<Change> = self.reasons.iter().filter_map(|way| way.last()).cloned().collect();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources.dedup();
        sources
    }
}

/// Whether a recorded file stands unchanged in its place.
pub fn stands(workshop: &Workshop, output: &Output, mint: &Mint) -> Option<bool> {
    let bytes = fs::read(workshop.place(output.shelf, &output.path)).ok()?;
    Some(output_print(output.shelf, &bytes, mint) == output.fingerprint)
}

/// How a target that is set stands against the record and the disk.
pub fn judge(target: &Target, galley: &Galley, record: Option<&Record>, workshop: &Workshop, mint: &Mint) -> Verdict {
    let verdict = |state, reasons| Verdict { target: target.name(), state, reasons };
    let Some((record, output)) = record.and_then(|r| Some((r, r.output(target.shelf, &target.path)?))) else {
        return verdict(State::Missing, Vec::new());
    };
    let then = record.snapshot(output);
    let same = match &target.content {
        Content::Made(bytes) => output_print(target.shelf, bytes, mint) == output.fingerprint,
        _ => {
            let now = |name: &str| galley.graph.find(name).and_then(|id| galley.graph.node(id).print);
            output.inputs.iter().all(|name| now(name).is_some() && now(name) == then.get(name).copied())
        }
    };
    if !same {
        let read: Vec<NodeId> = output.inputs.iter().filter_map(|name| galley.graph.find(name)).collect();
        let ways = galley.graph.reasons(target.node, &read, then);
        return verdict(State::Stale, ways.into_iter().flat_map(|way| gone(way, &galley.graph, record)).collect());
    }
    match stands(workshop, output, mint) {
        None => verdict(State::Missing, Vec::new()),
        Some(false) => verdict(State::Altered, Vec::new()),
        Some(true) => verdict(State::Current, Vec::new()),
    }
}

/// A way that ends at a step goes on to the sources that the step had and that are gone.
fn gone(way: Vec<Change>, graph: &Graph, record: &Record) -> Vec<Vec<Change>> {
    let Some(end) = way.last() else { return Vec::new() };
    let gone = record.inputs_of(&end.name).filter(|(name, _)| graph.find(name).is_none());
    let further = gone.map(|(name, old)| {
        let source = Change { name: name.into(), old, new: None };
        way.iter().cloned().chain([source]).collect()
    });
    let further: Vec<Vec<Change>> = further.collect();
    if further.is_empty() { vec![way] } else { further }
}

/// How a recorded target stands whose sources are known to be the same.
pub fn judge_unchanged(output: &Output, workshop: &Workshop, mint: &Mint) -> Verdict {
    let state = match stands(workshop, output, mint) {
        None => State::Missing,
        Some(false) => State::Altered,
        Some(true) => State::Current,
    };
    Verdict { target: target_name(output.shelf, &output.path), state, reasons: Vec::new() }
}

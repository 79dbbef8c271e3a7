//! `manifest.json`: the private record of what stands in the output, what it was made from, when and how fast.
//!
//! It stands in the private folder, and its fingerprints of inputs are keyed: the hash of a small case file could be
//! guessed. Fingerprints of public files are plain BLAKE3, for whoever wants to check a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::{Deserialize, Serialize};

use super::artefact::Shelf;
use super::fingerprint::{Fingerprint, Mint};
use super::galley::target_name;
use super::graph::{Change, Graph, Kind, NodeId, Snapshot};
use super::planned::{BUILD, PROGRAM, Planned};
use super::workshop::Workshop;
use crate::calendar::Moment;
use crate::diagnostic::Diagnostic;

const FORMAT: u32 = 2;

/// The record of an output folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    format: u32,
    /// Program and version.
    pub program: String,
    /// The very sources it was built from.
    pub build: String,
    /// Edition of the report.
    pub edition: String,
    /// Policy of the last build.
    pub policy: String,
    /// Last day of the data.
    pub cutoff: String,
    /// `SOURCE_DATE_EPOCH`, where it was given.
    pub source_date_epoch: Option<u64>,
    /// Files that were read.
    pub inputs: Vec<Input>,
    /// Files that stand in the output.
    pub outputs: Vec<Output>,
    /// Findings of the last build by code.
    pub remarks: BTreeMap<String, usize>,
    /// When, and how long.
    pub built: Built,
    /// How everything hangs together.
    nodes: Vec<Recorded>,
    /// What everything was at each build of which a file still stands.
    snapshots: Vec<Snapshot>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Name as the project has it.
    pub path: String,
    /// Keyed fingerprint.
    pub fingerprint: Fingerprint,
}

/// A file that stands in the output.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Output {
    /// Shelf.
    pub shelf: Shelf,
    /// Path below it.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// Plain for public files, keyed for others.
    pub fingerprint: Fingerprint,
    /// What was read for it.
    pub inputs: Vec<String>,
    /// Why it was made the last time; empty where it was not there.
    pub because: Vec<Change>,
    /// Milliseconds that making it took; none where it came from the cache.
    pub milliseconds: Option<u64>,
    /// Which of the snapshots; decided when the record is made.
    pub(super) snapshot: usize,
}

/// When a build ended and how long it took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Built {
    /// UTC.
    pub at: String,
    /// From start to commit.
    pub milliseconds: u64,
}

/// A node of the graph.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Recorded {
    name: String,
    kind: Kind,
    inputs: Vec<usize>,
}

/// What a record is about to be made of.
pub struct Basis<'a> {
    /// The plan.
    pub planned: &'a Planned,
    /// `SOURCE_DATE_EPOCH`.
    pub date: Option<Moment>,
    /// How everything hangs together.
    pub graph: &'a Graph,
    /// Findings.
    pub remarks: &'a [Diagnostic],
}

/// The fingerprint of a file of the output.
pub fn output_print(shelf: Shelf, bytes: &[u8], mint: &Mint) -> Fingerprint {
    if shelf == Shelf::Public { Fingerprint::plain(bytes) } else { mint.of(bytes) }
}

impl Record {
    /// The record of an output folder; none where there is none that this program can read.
    pub fn load(workshop: &Workshop) -> Option<Self> {
        let bytes = fs::read(workshop.manifest()).ok()?;
        let record: Record = serde_json::from_slice(&bytes).ok()?;
        let whole = record.outputs.iter().all(|output| output.snapshot < record.snapshots.len());
        (record.format == FORMAT && whole).then_some(record)
    }

    /// Whether the same program made all of it.
    pub fn of_this_program(&self) -> bool {
        self.program == PROGRAM && self.build == BUILD
    }

    /// The entry of a file.
    pub fn output(&self, shelf: Shelf, path: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.shelf == shelf && output.path == path)
    }

    /// What everything was when a file was made.
    pub fn snapshot(&self, output: &Output) -> &Snapshot {
        &self.snapshots[output.snapshot]
    }

    /// The entries of a report on its shelf, the private lists included; none where a target of it is not there.
    pub fn whole(&self, shelf: Shelf) -> Option<Vec<&Output>> {
        let outputs = self.outputs.iter().filter(|o| o.shelf == shelf || o.shelf == Shelf::Private);
        let outputs: Vec<&Output> = outputs.collect();
        let there: BTreeSet<String> = outputs.iter().map(|o| target_name(o.shelf, &o.path)).collect();
        let mut targets = self.nodes.iter().filter(|node| node.kind == Kind::Target);
        targets.all(|node| there.contains(&node.name)).then_some(outputs)
    }

    /// Whether files were made from these very sources and settings: then nothing need be set to know it.
    pub fn rest_on(&self, outputs: &[&Output], planned: &Planned) -> bool {
        let names: BTreeSet<&str> = planned.sources().map(|(name, _)| name).collect();
        let source = |node: &&Recorded| node.kind == Kind::Source;
        let mut gone = self.nodes.iter().filter(source).filter(|node| !names.contains(node.name.as_str()));
        let used: BTreeSet<usize> = outputs.iter().map(|output| output.snapshot).collect();
        let then: Vec<&Snapshot> = used.into_iter().map(|i| &self.snapshots[i]).collect();
        self.of_this_program()
            && !gone.any(|node| then.iter().any(|then| then.contains_key(&node.name)))
            && planned.roots().all(|(name, print)| then.iter().all(|then| then.get(name) == Some(&print)))
    }

    /// Whether the files that were read are byte for byte those of the plan.
    pub fn same_inputs(&self, planned: &Planned) -> bool {
        self.inputs == inputs(planned)
    }

    /// Names of inputs that are not what they were.
    pub fn changed_inputs(&self, planned: &Planned) -> Vec<String> {
        let now = inputs(planned);
        let by_name = |list: &[Input]| -> BTreeMap<String, Fingerprint> {
            list.iter().map(|input| (input.path.clone(), input.fingerprint)).collect()
        };
        let (then, now) = (by_name(&self.inputs), by_name(&now));
        let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        names.into_iter().filter(|name| then.get(*name) != now.get(*name)).cloned().collect()
    }

    /// Inputs of a node at the last build, and what they were.
    pub fn inputs_of(&self, name: &str) -> impl Iterator<Item = (&str, Option<Fingerprint>)> {
        let node = self.nodes.iter().find(|node| node.name == name);
        let then = self.snapshots.last();
        let inputs = node.into_iter().flat_map(|node| &node.inputs).filter_map(|&i| self.nodes.get(i));
        inputs.map(move |input| (input.name.as_str(), then.and_then(|then| then.get(&input.name)).copied()))
    }

    /// The graph of the last build, with the fingerprints of that time.
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        let mut ids: Vec<NodeId> = Vec::new();
        let then = self.snapshots.last();
        for node in &self.nodes {
            let inputs: Vec<NodeId> = node.inputs.iter().filter_map(|&i| ids.get(i).copied()).collect();
            let print = then.and_then(|then| then.get(&node.name)).copied();
            ids.push(graph.add(node.kind, &node.name, &inputs, print));
        }
        graph
    }

    /// The record after a build: files in `current` were made or found to be so; those in `kept` stay as they were
    /// recorded.
    pub fn after(basis: &Basis<'_>, before: Option<&Record>, current: Vec<Output>, kept: Vec<&Output>) -> Self {
        let mut snapshots: Vec<Snapshot> = Vec::new();
        let mut outputs = Vec::new();
        for output in kept {
            let Some(then) = before.map(|before| before.snapshot(output)) else { continue };
            let snapshot = snapshots.iter().position(|known| known == then).unwrap_or_else(|| {
                snapshots.push(then.clone());
                snapshots.len() - 1
            });
            outputs.push(Output { snapshot, ..output.clone() });
        }
        snapshots.push(basis.graph.snapshot());
        let snapshot = snapshots.len() - 1;
        outputs.extend(current.into_iter().map(|output| Output { snapshot, ..output }));
        outputs.sort_by(|a, b| (a.shelf, &a.path).cmp(&(b.shelf, &b.path)));
        let report = &basis.planned.report;
        let mut remarks = BTreeMap::new();
        for remark in basis.remarks {
            *remarks.entry(remark.code.to_string()).or_insert(0) += 1;
        }
        Record {
            format: FORMAT,
            program: PROGRAM.into(),
            build: BUILD.into(),
            edition: report.identity.edition.clone(),
            policy: report.disclosure.policy.name().into(),
            cutoff: report.observation.cutoff.to_string(),
            source_date_epoch: basis.date.map(|d| d.day.0 as u64 * 86_400 + u64::from(d.second)),
            inputs: inputs(basis.planned),
            outputs,
            remarks,
            built: Built::default(),
            nodes: nodes(basis.graph),
            snapshots,
        }
    }

    /// The same outputs, with sources whose bytes changed and whose meaning did not.
    pub fn renewed(mut self, planned: &Planned) -> Self {
        self.inputs = inputs(planned);
        for (name, print) in planned.sources() {
            if let Some(then) = self.snapshots.last_mut() {
                then.insert(name.into(), print);
            }
        }
        self
    }

    /// As JSON.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

fn inputs(planned: &Planned) -> Vec<Input> {
    let files = planned.sources().filter(|(name, _)| *name != PROGRAM && *name != "SOURCE_DATE_EPOCH");
    files.map(|(name, fingerprint)| Input { path: name.into(), fingerprint }).collect()
}

fn nodes(graph: &Graph) -> Vec<Recorded> {
    let place: BTreeMap<NodeId, usize> = graph.nodes().enumerate().map(|(i, (id, _))| (id, i)).collect();
    let recorded = graph.nodes().map(|(_, node)| Recorded {
        name: node.name.clone(),
        kind: node.kind,
        inputs: node.inputs.iter().filter_map(|id| place.get(id).copied()).collect(),
    });
    recorded.collect()
}

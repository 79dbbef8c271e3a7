//! Brings targets up to date: only what is stale is made, and the whole set is moved in at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;

use rayon::prelude::*;

use super::artefact::{Artefact, Shelf};
use super::cache::Cache;
use super::clock::{self, Stopwatch};
use super::draft::{self, Content, Draft, Pressed, Target, target_name};
use super::event::{Event, Watcher};
use super::fault::Fault;
use super::fingerprint::Mint;
use super::graph::{NodeId, Snapshot};
use super::interrupt;
use super::journal::{Journal, Made};
use super::lock::locked;
use super::planned::{Parameters, Planned};
use super::project::Project;
use super::record::{self, Entry, Output, Record, output_print};
use super::released::Released;
use super::select::select;
use super::staging::{self, Item, unwritable};
use super::verdict::{State, Verdict, judge, judge_unchanged};
use super::workshop::Workshop;
use crate::diagnostic::{Diagnostic, Place};
use crate::document;

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
    /// Findings on the way; none where nothing had to be drafted.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings of the last build, where nothing had to be drafted.
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

/// What one process keeps from build to build: the release, while what it rests on stays the same.
#[derive(Default)]
pub struct Memory(Option<Arc<Released>>);

/// Layouts that this many builds did not use are let go.
const LAYOUT_AGE: usize = 3;

/// Contents that are kept beside those of the report as it stands.
const CACHE_LIMIT: u64 = 512 << 20;

/// A project, its output and its record, as a build begins.
pub struct Site {
    /// The project.
    pub project: Project,
    /// Plan and sources.
    pub planned: Planned,
    /// The output folder as the user names it.
    pub shown: String,
    /// The output folder.
    pub workshop: Workshop,
    /// Makes fingerprints.
    pub mint: Mint,
    /// The record of the last build.
    pub record: Option<Record>,
}

impl Site {
    /// Reads plan and record; the case file is fingerprinted and not read.
    ///
    /// # Errors
    /// Faults of the plan, files that cannot be read.
    pub fn open(project: &Project, parameters: &Parameters) -> Result<Self, Fault> {
        let project = project.anew();
        // The key lies in the output folder, which report.toml names.
        let output = Planned::output(&project)?;
        let workshop = Workshop::of(project.path(&output));
        let mint = workshop.mint().map_err(|e| unwritable(&output, &e))?;
        let planned = Planned::read(&project, parameters, &mint)?;
        let record = Record::load(&workshop).filter(|_| !staging::pending(&workshop));
        let shown = project.path(&output).display().to_string();
        Ok(Site { project, planned, shown, workshop, mint, record })
    }

    /// The recorded targets of the report's shelf, where they are whole and all of them rest on what the project is now:
    /// then nothing need be drafted.
    pub fn unchanged(&self, shelf: Shelf) -> Option<Vec<&Output>> {
        let record = self.record.as_ref()?;
        let outputs = record.whole(shelf)?;
        outputs.iter().all(|output| record.rests_on(output, &self.planned)).then_some(outputs)
    }

    /// The release and all that is drafted from it.
    ///
    /// # Errors
    /// Faults of case file, texts and figures.
    pub fn draft(&self, memory: &mut Memory) -> Result<(Arc<Released>, Draft), Fault> {
        let released = match memory.0.take().filter(|released| released.serves(&self.planned)) {
            Some(released) => released,
            None => Arc::new(Released::make(&self.project, &self.planned, &self.mint)?),
        };
        memory.0 = Some(released.clone());
        interrupt::check()?;
        let draft = draft::draft(&self.project, &self.planned, &released, &self.mint)?;
        Ok((released, draft))
    }
}

/// The manuscript of every language as the press takes it, for measuring the press alone.
///
/// # Errors
/// As [`make`].
pub fn manuscripts(project: &Project) -> Result<Vec<draft::Ready>, Fault> {
    let site = Site::open(project, &Parameters::default())?;
    let released = Released::make(&site.project, &site.planned, &site.mint)?;
    draft::manuscripts(&site.project, &site.planned, &released, &site.mint)
}

/// Every file of the report, made from nothing and in memory: no cache, no record, no disk.
///
/// # Errors
/// As [`make`].
pub fn fresh(project: &Project, parameters: &Parameters) -> Result<Vec<Artefact>, Fault> {
    let site = Site::open(project, parameters)?;
    let (_, draft) = site.draft(&mut Memory::default())?;
    pressed(&draft)
}

/// Every target of a draft, made from nothing.
pub(super) fn pressed(draft: &Draft) -> Result<Vec<Artefact>, Fault> {
    // Documents take longest: they come first.
    let mut order: Vec<&Target> = draft.targets.iter().collect();
    order.sort_by_key(|target| !matches!(target.content, Content::Document(_)));
    let made = order.par_iter().with_max_len(1).map(|target| {
        interrupt::check()?;
        let bytes = target.press(&draft.graph)?.bytes;
        Ok(Artefact::new(target.shelf, &target.path, bytes))
    });
    made.collect()
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
    let shelf = draft::shelf(&site.planned)?;
    if !order.force
        && let Some(outcome) = nothing_to_do(&site, order, shelf)?
    {
        finished(&outcome, watch, watcher);
        return Ok(Some(outcome));
    }
    watcher(Event::Stage { stage: "draft" });
    let (released, draft) = site.draft(memory)?;
    if order.strict && !released.diagnostics.is_empty() {
        let diagnostics = released.diagnostics.clone();
        return Ok(Some(Outcome { diagnostics, refused: true, ..Outcome::default() }));
    }
    let chosen = with_inputs(&draft, select(&order.targets, names(&draft))?);
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
        let mut build = Build::begin(&site, &released, draft, chosen, watcher)?;
        build.run(order.force)?;
        build.commit(order, watch).map(Some)
    })?;
    document::forget(LAYOUT_AGE);
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
fn shown<'a>(output: &str, targets: impl Iterator<Item = (Shelf, &'a str)>) -> Vec<String> {
    let reports = targets.filter(|(_, path)| path.starts_with("report."));
    let path = |(shelf, path): (Shelf, &str)| PathBuf::from(output).join(shelf.folder()).join(path);
    reports.map(|report| path(report).display().to_string()).collect()
}

fn names(draft: &Draft) -> impl Iterator<Item = (Shelf, &str)> + Clone {
    draft.targets.iter().map(|t| (t.shelf, t.path.as_str()))
}

/// Targets, and those that they are made from: a picture comes with its drawing, a report with its annex.
pub fn with_inputs(draft: &Draft, chosen: BTreeSet<(Shelf, String)>) -> BTreeSet<usize> {
    let by_node: BTreeMap<NodeId, usize> = draft.targets.iter().enumerate().map(|(i, t)| (t.node, i)).collect();
    let asked = draft.targets.iter().filter(|t| chosen.contains(&(t.shelf, t.path.clone())));
    let mut left: Vec<NodeId> = asked.map(|t| t.node).collect();
    let (mut seen, mut all) = (BTreeSet::new(), BTreeSet::new());
    while let Some(node) = left.pop() {
        if seen.insert(node) {
            all.extend(by_node.get(&node));
            left.extend(&draft.graph.node(node).inputs);
        }
    }
    all
}

/// One build between lock and commit.
struct Build<'a> {
    site: &'a Site,
    draft: Draft,
    record: Option<Record>,
    now: Snapshot,
    chosen: BTreeSet<usize>,
    verdicts: Vec<Verdict>,
    watcher: Watcher<'a>,
    made: Vec<Product>,
    remarks: Vec<Diagnostic>,
}

/// A target that was made or fetched.
struct Product {
    target: usize,
    bytes: Vec<u8>,
    inputs: Vec<NodeId>,
    milliseconds: Option<u64>,
}

impl<'a> Build<'a> {
    /// Finishes what an earlier build left, and looks how every target stands.
    fn begin(
        site: &'a Site,
        released: &'a Released,
        draft: Draft,
        chosen: BTreeSet<usize>,
        watcher: Watcher<'a>,
    ) -> Result<Self, Fault> {
        let workshop = &site.workshop;
        if staging::recover(workshop).map_err(|e| unwritable(&site.shown, &e))? {
            watcher(Event::Recovered);
        }
        // Another build may have written since the plan was read.
        let record = Record::load(workshop);
        let judged = draft.targets.par_iter().map(|t| judge(t, &draft, record.as_ref(), workshop, &site.mint));
        let verdicts = judged.collect();
        let now = draft.graph.snapshot();
        let remarks = released.diagnostics.clone();
        Ok(Build { site, draft, record, now, chosen, verdicts, watcher, made: Vec::new(), remarks })
    }

    /// Makes what is stale, in parallel; what is ready in memory needs no making.
    fn run(&mut self, force: bool) -> Result<(), Fault> {
        let stale: Vec<usize> =
            (self.chosen.iter().copied()).filter(|&i| force || self.verdicts[i].state != State::Current).collect();
        (self.watcher)(Event::Planned { stale: stale.len(), current: self.chosen.len() - stale.len() });
        for &i in &stale {
            let Verdict { target, state, reasons } = self.verdicts[i].clone();
            (self.watcher)(Event::Stale { target, state: state.word(), reasons });
        }
        let journal = Mutex::new(Journal::load(&self.site.workshop, &self.site.mint));
        // Documents take longest: they come first.
        let mut order = stale;
        order.sort_by_key(|&i| !matches!(self.draft.targets[i].content, Content::Document(_)));
        (self.watcher)(Event::Stage { stage: "press" });
        let pressed = order.par_iter().with_max_len(1).map(|&i| {
            interrupt::check()?;
            self.press(i, &journal, force)
        });
        let pressed: Vec<(Product, Vec<Diagnostic>)> = pressed.collect::<Result<_, Fault>>()?;
        for (product, remarks) in pressed {
            self.remarks.extend(remarks);
            self.made.push(product);
        }
        self.made.sort_by_key(|product| product.target);
        Ok(())
    }

    fn press(&self, i: usize, journal: &Mutex<Journal>, force: bool) -> Result<(Product, Vec<Diagnostic>), Fault> {
        let target = &self.draft.targets[i];
        let graph = &self.draft.graph;
        if let Content::Made(bytes) = &target.content {
            let inputs = graph.node(target.node).inputs.clone();
            let name = target.name();
            (self.watcher)(Event::Made { target: name, cached: false, milliseconds: 0 });
            return Ok((Product { target: i, bytes: bytes.to_vec(), inputs, milliseconds: Some(0) }, Vec::new()));
        }
        let watch = Stopwatch::start();
        (self.watcher)(Event::Started { target: target.name() });
        let fetched = if force { None } else { self.fetch(target, journal) };
        let cached = fetched.is_some();
        let Pressed { bytes, inputs, remarks } = match fetched {
            Some(pressed) => pressed,
            None => target.press(graph)?,
        };
        // A document with remarks is typeset again the next time, so that they are not lost.
        if !cached && remarks.is_empty() {
            self.keep(target, &bytes, &inputs, journal);
        }
        let milliseconds = watch.milliseconds();
        (self.watcher)(Event::Made { target: target.name(), cached, milliseconds });
        let milliseconds = (!cached).then_some(milliseconds);
        Ok((Product { target: i, bytes, inputs, milliseconds }, remarks))
    }

    /// The content that the same inputs gave before.
    fn fetch(&self, target: &Target, journal: &Mutex<Journal>) -> Option<Pressed> {
        let journal = journal.lock().ok()?;
        let cache = Cache::of(&self.site.workshop);
        journal.find(&target.name(), &self.now).find_map(|made| {
            let bytes = cache.get(made.content, &self.site.mint)?;
            let inputs = made.inputs.keys().filter_map(|name| self.draft.graph.find(name)).collect();
            Some(Pressed { bytes, inputs, remarks: Vec::new() })
        })
    }

    /// Keeps a content for later. An internal report holds exact figures and is kept nowhere but in its place. A cache
    /// that cannot be written costs time, not the report.
    fn keep(&self, target: &Target, bytes: &[u8], inputs: &[NodeId], journal: &Mutex<Journal>) {
        if target.shelf != Shelf::Public {
            return;
        }
        let (workshop, mint) = (&self.site.workshop, &self.site.mint);
        let graph = &self.draft.graph;
        let inputs = inputs.iter().filter_map(|&id| Some((graph.node(id).name.clone(), graph.node(id).print?)));
        let inputs: Snapshot = inputs.collect();
        if let (Ok(content), Ok(mut journal)) = (Cache::of(workshop).put(bytes, mint), journal.lock()) {
            let made = Made { target: target.name(), inputs, content, bytes: bytes.len() as u64 };
            let _ = journal.append(workshop, mint, made);
        }
    }

    /// Moves everything in and writes the record.
    fn commit(mut self, order: &Order, watch: Stopwatch) -> Result<Outcome, Fault> {
        interrupt::check()?;
        let removed = self.removed();
        let entries = self.entries();
        for product in &self.made {
            self.draft.graph.narrow(self.draft.targets[product.target].node, product.inputs.clone());
        }
        let current = entries.iter().map(|e| (e.shelf, e.path.clone())).collect::<BTreeSet<_>>();
        let kept = self.kept(&current, &removed);
        let draft = record::Draft {
            planned: &self.site.planned,
            date: order.parameters.date,
            graph: &self.draft.graph,
            remarks: &self.remarks,
        };
        let mut record = Record::after(&draft, self.record.as_ref(), entries, kept);
        record.built.at = clock::now();
        record.built.milliseconds = watch.milliseconds();
        (self.watcher)(Event::Stage { stage: "write" });
        let names: Vec<String> = self.made.iter().map(|p| self.draft.targets[p.target].name()).collect();
        let artefacts: Vec<Artefact> = std::mem::take(&mut self.made)
            .into_iter()
            .map(|p| Artefact::new(self.draft.targets[p.target].shelf, &self.draft.targets[p.target].path, p.bytes))
            .collect();
        staging::commit(&self.site.workshop, &self.site.shown, &artefacts, &removed, &record.bytes())?;
        self.trim();
        let chosen = self.chosen.iter().map(|&i| &self.draft.targets[i]);
        self.remarks.extend(self.strangers());
        Ok(Outcome {
            reports: shown(&self.site.shown, chosen.map(|t| (t.shelf, t.path.as_str()))),
            current: self.chosen.len() - names.len(),
            made: names,
            removed: removed.iter().map(|item| target_name(item.shelf, &item.path)).collect(),
            diagnostics: self.remarks,
            earlier_remarks: 0,
            refused: false,
        })
    }

    /// Recorded files of this report that it no longer has.
    fn removed(&self) -> Vec<Item> {
        let has = |o: &Output| self.draft.targets.iter().any(|t| t.shelf == o.shelf && t.path == o.path);
        let ours = |o: &&Output| o.shelf == self.draft.shelf || o.shelf == Shelf::Private;
        let outputs = self.record.iter().flat_map(|record| &record.outputs);
        outputs.filter(|o| ours(o) && !has(o)).map(|o| Item { shelf: o.shelf, path: o.path.clone() }).collect()
    }

    /// What stands there after this build as the project gives it today: made now, or current before.
    fn entries(&self) -> Vec<Entry> {
        let graph = &self.draft.graph;
        let made: BTreeSet<usize> = self.made.iter().map(|p| p.target).collect();
        let mut entries: Vec<Entry> = Vec::new();
        for product in &self.made {
            let target = &self.draft.targets[product.target];
            entries.push(Entry {
                shelf: target.shelf,
                path: target.path.clone(),
                bytes: product.bytes.len() as u64,
                fingerprint: output_print(target.shelf, &product.bytes, &self.site.mint),
                inputs: product.inputs.iter().map(|&id| graph.node(id).name.clone()).collect(),
                because: self.verdicts[product.target].sources(),
                milliseconds: product.milliseconds,
            });
        }
        for (i, target) in self.draft.targets.iter().enumerate() {
            if made.contains(&i) || self.verdicts[i].state != State::Current {
                continue;
            }
            if let Some(output) = self.record.as_ref().and_then(|r| r.output(target.shelf, &target.path)) {
                let inputs = match target.content {
                    Content::Made(_) => graph.input_names(target.node).map(str::to_string).collect(),
                    _ => output.inputs.clone(),
                };
                entries.push(output.entry(inputs));
            }
        }
        entries
    }

    /// Recorded files that this build did not look after: stale targets that were not asked for, other shelves.
    fn kept(&self, current: &BTreeSet<(Shelf, String)>, removed: &[Item]) -> Vec<&Output> {
        let gone = |o: &Output| removed.iter().any(|item| item.shelf == o.shelf && item.path == o.path);
        let outputs = self.record.iter().flat_map(|record| &record.outputs);
        outputs.filter(|o| !gone(o) && !current.contains(&(o.shelf, o.path.clone()))).collect()
    }

    /// Lets go of old contents where the cache has grown large.
    fn trim(&self) {
        let (workshop, mint) = (&self.site.workshop, &self.site.mint);
        let size = |entry: fs::DirEntry| entry.metadata().map_or(0, |m| m.len());
        let total: u64 = fs::read_dir(workshop.cache()).into_iter().flatten().flatten().map(size).sum();
        if total > CACHE_LIMIT {
            // A cache that cannot be trimmed today is trimmed another day.
            let _ = prune_cache(workshop, mint, &self.now);
        }
    }

    /// Files in the public folder that are none of the report's.
    fn strangers(&self) -> Option<Diagnostic> {
        if self.draft.shelf != Shelf::Public {
            return None;
        }
        let ours: BTreeSet<PathBuf> = (self.draft.targets.iter())
            .filter(|t| t.shelf == Shelf::Public)
            .map(|t| self.site.workshop.place(t.shelf, &t.path))
            .collect();
        let mut count = 0;
        let mut folders = vec![self.site.workshop.output().join(Shelf::Public.folder())];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()) {
                if path.is_dir() { folders.push(path) } else { count += usize::from(!ours.contains(&path)) }
            }
        }
        let files = if count == 1 { "a file that is".to_string() } else { format!("{count} files that are") };
        (count > 0).then(|| {
            let message = format!("the public folder holds {files} not of this report");
            let help = "look whether they may be public, and move them away";
            Diagnostic::warning("B072", message, help).at(Place::file(format!("{}/public", self.site.shown)))
        })
    }
}

/// Keeps contents and entries that serve the project as it is now; the rest goes. Gives how many files went, and their
/// size.
///
/// # Errors
/// Where the cache cannot be written.
pub fn prune_cache(workshop: &Workshop, mint: &Mint, now: &Snapshot) -> std::io::Result<(usize, u64)> {
    let mut journal = Journal::load(workshop, mint);
    let serves = |made: &Made| made.inputs.iter().all(|(name, print)| now.get(name) == Some(print));
    journal.compact(workshop, mint, serves)?;
    let keep = journal.entries().map(|made| made.content).collect();
    Cache::of(workshop).prune(&keep)
}

/// So many threads work on targets and pages; as many as the machine has where nothing is said. Bytes do not depend on it.
pub fn workers(count: usize) {
    // Asked for once, before the first build; a second pool would be refused.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(count).build_global();
}

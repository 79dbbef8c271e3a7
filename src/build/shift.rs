//! One build between lock and commit: makes what is stale, moves it in, writes the record.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use rayon::prelude::*;

use super::artefact::{Artefact, Shelf};
use super::cache::{self, Cache};
use super::clock::{self, Stopwatch};
use super::crew;
use super::event::{Event, Watcher};
use super::fault::Fault;
use super::galley::{Content, Galley, Pressed, Target, target_name};
use super::graph::{NodeId, Snapshot};
use super::interrupt;
use super::journal::{Journal, Made};
use super::make::{Order, Outcome, shown};
use super::record::{self, Output, Record, output_print};
use super::released::Released;
use super::site::Site;
use super::staging::{self, Item, unwritable};
use super::verdict::{State, Verdict, judge};
use crate::diagnostic::{Diagnostic, Place};

/// Contents that are kept beside those of the report as it stands.
const CACHE_LIMIT: u64 = 512 << 20;

/// One build between lock and commit.
pub struct Shift<'a> {
    site: &'a Site,
    galley: Galley,
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

impl<'a> Shift<'a> {
    /// Finishes what an earlier build left, and looks how every target stands.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn begin(
        site: &'a Site,
        released: &'a Released,
        galley: Galley,
        chosen: BTreeSet<usize>,
        watcher: Watcher<'a>,
    ) -> Result<Self, Fault> {
        let workshop = &site.workshop;
        if staging::recover(workshop).map_err(|e| unwritable(&site.shown, &e))? {
            watcher(Event::Recovered);
        }
        // Another build may have written since the plan was read.
        let record = Record::load(workshop);
        let judged = galley.targets.par_iter().map(|t| judge(t, &galley, record.as_ref(), workshop, &site.mint));
        let verdicts = judged.collect();
        let now = galley.graph.snapshot();
        let remarks = site.remarks(released);
        Ok(Shift { site, galley, record, now, chosen, verdicts, watcher, made: Vec::new(), remarks })
    }

    /// Makes what is stale, in parallel; what is ready in memory needs no making.
    ///
    /// # Errors
    /// Faults of texts, layout or figures, an interrupt.
    pub fn run(&mut self, force: bool) -> Result<(), Fault> {
        let stale: Vec<usize> =
            (self.chosen.iter().copied()).filter(|&i| force || self.verdicts[i].state != State::Current).collect();
        (self.watcher)(Event::Planned { stale: stale.len(), current: self.chosen.len() - stale.len() });
        for &i in &stale {
            let Verdict { target, state, reasons } = self.verdicts[i].clone();
            (self.watcher)(Event::Stale { target, state: state.word(), reasons });
        }
        let journal = Mutex::new(Journal::load(&self.site.workshop, &self.site.mint));
        (self.watcher)(Event::Stage { stage: "press" });
        let targets: Vec<&Target> = stale.iter().map(|&i| &self.galley.targets[i]).collect();
        let pressed = crew::each(&targets, |place, _| {
            interrupt::check()?;
            self.press(stale[place], &journal, force)
        })?;
        for (product, remarks) in pressed {
            self.remarks.extend(remarks);
            self.made.push(product);
        }
        Ok(())
    }

    fn press(&self, i: usize, journal: &Mutex<Journal>, force: bool) -> Result<(Product, Vec<Diagnostic>), Fault> {
        let target = &self.galley.targets[i];
        let graph = &self.galley.graph;
        if let Content::Made(_) = &target.content {
            let Pressed { bytes, inputs, remarks } = target.press(graph)?;
            (self.watcher)(Event::Made { target: target.name(), cached: false, milliseconds: 0 });
            return Ok((Product { target: i, bytes, inputs, milliseconds: Some(0) }, remarks));
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
            let inputs = made.inputs.keys().filter_map(|name| self.galley.graph.find(name)).collect();
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
        let graph = &self.galley.graph;
        let inputs = inputs.iter().filter_map(|&id| Some((graph.node(id).name.clone(), graph.node(id).print?)));
        let inputs: Snapshot = inputs.collect();
        if let (Ok(content), Ok(mut journal)) = (Cache::of(workshop).put(bytes, mint), journal.lock()) {
            let made = Made { target: target.name(), inputs, content, bytes: bytes.len() as u64 };
            let _ = journal.append(workshop, mint, made);
        }
    }

    /// Moves everything in and writes the record.
    ///
    /// # Errors
    /// Faults of the disk, an interrupt; the old set is then still there.
    pub fn commit(mut self, order: &Order, watch: Stopwatch) -> Result<Outcome, Fault> {
        interrupt::check()?;
        let removed = self.removed();
        let entries = self.entries();
        for product in &self.made {
            self.galley.graph.narrow(self.galley.targets[product.target].node, product.inputs.clone());
        }
        let current = entries.iter().map(|e| (e.shelf, e.path.clone())).collect::<BTreeSet<_>>();
        let kept = self.kept(&current, &removed);
        let basis = record::Basis {
            planned: &self.site.planned,
            date: order.parameters.date,
            graph: &self.galley.graph,
            remarks: &self.remarks,
        };
        let mut record = Record::after(&basis, self.record.as_ref(), entries, kept);
        record.built.at = clock::now();
        record.built.milliseconds = watch.milliseconds();
        (self.watcher)(Event::Stage { stage: "write" });
        let names: Vec<String> = self.made.iter().map(|p| self.galley.targets[p.target].name()).collect();
        let artefacts: Vec<Artefact> = std::mem::take(&mut self.made)
            .into_iter()
            .map(|p| Artefact::new(self.galley.targets[p.target].shelf, &self.galley.targets[p.target].path, p.bytes))
            .collect();
        staging::commit(&self.site.workshop, &self.site.shown, &artefacts, &removed, &record.bytes())?;
        self.trim();
        let chosen = self.chosen.iter().map(|&i| &self.galley.targets[i]);
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
        let has = |o: &Output| self.galley.targets.iter().any(|t| t.shelf == o.shelf && t.path == o.path);
        let ours = |o: &&Output| o.shelf == self.galley.shelf || o.shelf == Shelf::Private;
        let outputs = self.record.iter().flat_map(|record| &record.outputs);
        outputs.filter(|o| ours(o) && !has(o)).map(|o| Item { shelf: o.shelf, path: o.path.clone() }).collect()
    }

    /// What stands there after this build as the project gives it today: made now, or current before.
    fn entries(&self) -> Vec<Output> {
        let graph = &self.galley.graph;
        let made: BTreeSet<usize> = self.made.iter().map(|p| p.target).collect();
        let mut entries: Vec<Output> = Vec::new();
        for product in &self.made {
            let target = &self.galley.targets[product.target];
            entries.push(Output {
                shelf: target.shelf,
                path: target.path.clone(),
                bytes: product.bytes.len() as u64,
                fingerprint: output_print(target.shelf, &product.bytes, &self.site.mint),
                inputs: product.inputs.iter().map(|&id| graph.node(id).name.clone()).collect(),
                because: self.verdicts[product.target].sources(),
                milliseconds: product.milliseconds,
                snapshot: 0,
            });
        }
        for (i, target) in self.galley.targets.iter().enumerate() {
            if made.contains(&i) || self.verdicts[i].state != State::Current {
                continue;
            }
            if let Some(output) = self.record.as_ref().and_then(|r| r.output(target.shelf, &target.path)) {
                let inputs = match target.content {
                    Content::Made(_) => graph.input_names(target.node).map(str::to_string).collect(),
                    _ => output.inputs.clone(),
                };
                entries.push(Output { inputs, ..output.clone() });
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
            let _ = cache::prune(workshop, mint, &self.now);
        }
    }

    /// Files in the public folder that are none of the report's.
    fn strangers(&self) -> Option<Diagnostic> {
        if self.galley.shelf != Shelf::Public {
            return None;
        }
        let ours: BTreeSet<PathBuf> = (self.galley.targets.iter())
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

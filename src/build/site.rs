//! A project, its output folder and the record of it, as a build begins; and the way from there to a galley.

use std::sync::Arc;

use super::artefact::{Artefact, Shelf};
use super::crew;
use super::fault::Fault;
use super::fingerprint::Mint;
use super::galley::{self, Desk, Galley, Target};
use super::interrupt;
use super::planned::{Parameters, Planned};
use super::prepared::Ready;
use super::project::Project;
use super::record::{Output, Record};
use super::released::Released;
use super::staging::{self, unwritable};
use super::texts;
use super::workshop::Workshop;
use crate::diagnostic::Diagnostic;

/// What one process keeps from build to build, while what it rests on stays the same.
#[derive(Default)]
pub struct Memory {
    released: Option<Arc<Released>>,
    desk: Desk,
}

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
        let report = project.report()?;
        let output = report.output.clone();
        let workshop = Workshop::of(project.path(&output));
        let mint = workshop.mint().map_err(|e| unwritable(&output, &e))?;
        let planned = Planned::read(&project, report, parameters, &mint)?;
        let record = Record::load(&workshop).filter(|_| !staging::pending(&workshop));
        let shown = project.path(&output).display().to_string();
        Ok(Site { project, planned, shown, workshop, mint, record })
    }

    /// What is to be told of case file, plan and texts when something is made.
    pub fn remarks(&self, released: &Released) -> Vec<Diagnostic> {
        let mut remarks = released.diagnostics.clone();
        remarks.extend(texts::remarks(&self.project, &self.planned.report.identity.languages));
        remarks
    }

    /// The recorded targets of the report's shelf, where they are whole and all of them rest on what the project is now:
    /// then nothing need be set.
    pub fn unchanged(&self, shelf: Shelf) -> Option<Vec<&Output>> {
        let record = self.record.as_ref()?;
        let outputs = record.whole(shelf)?;
        record.rest_on(&outputs, &self.planned).then_some(outputs)
    }

    /// The release and all that is set from it.
    ///
    /// # Errors
    /// Faults of case file, texts and figures.
    pub fn galley(&self, memory: &mut Memory) -> Result<(Arc<Released>, Galley), Fault> {
        let released = match memory.released.take().filter(|released| released.serves(&self.planned)) {
            Some(released) => released,
            None => Arc::new(Released::make(&self.project, &self.planned, &self.mint)?),
        };
        memory.released = Some(released.clone());
        interrupt::check()?;
        let galley = galley::set(&self.project, &self.planned, &released, &self.mint, &mut memory.desk)?;
        Ok((released, galley))
    }
}

/// The manuscript of every language as the press takes it, for measuring the press alone.
///
/// # Errors
/// As for building.
pub fn manuscripts(project: &Project) -> Result<Vec<Ready>, Fault> {
    let site = Site::open(project, &Parameters::default())?;
    let released = Released::make(&site.project, &site.planned, &site.mint)?;
    galley::manuscripts(&site.project, &site.planned, &released, &site.mint)
}

/// Every file of the report, made from nothing and in memory: no cache, no record, no disk.
///
/// # Errors
/// As for building.
pub fn fresh(project: &Project, parameters: &Parameters) -> Result<Vec<Artefact>, Fault> {
    let site = Site::open(project, parameters)?;
    let (_, galley) = site.galley(&mut Memory::default())?;
    pressed(&galley)
}

/// Every target of a galley, made from nothing.
pub(super) fn pressed(galley: &Galley) -> Result<Vec<Artefact>, Fault> {
    let mut targets: Vec<&Target> = galley.targets.iter().collect();
    // Whatever is to be said of them, the report is the first.
    targets.sort_by_key(|target| !target.is_document());
    crew::each(&targets, |_, target| {
        interrupt::check()?;
        let bytes = target.press(&galley.graph)?.bytes;
        Ok(Artefact::new(target.shelf, &target.path, bytes))
    })
}

/// So many threads work on targets and pages; as many as the machine has where nothing is said. Bytes do not depend on it.
pub fn workers(count: usize) {
    // Asked for once, before the first build; a second pool would be refused.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(count).build_global();
}

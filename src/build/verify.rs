//! Builds again from nothing and holds every byte against what stands in the output.

use std::fs;

use super::artefact::{Artefact, Shelf};
use super::fault::Fault;
use super::galley;
use super::planned::Parameters;
use super::project::Project;
use super::record::{Record, output_print};
use super::site::{Memory, Site, pressed};
use super::staging;
use crate::calendar::Moment;
use crate::diagnostic::{Diagnostic, Place};

/// What was held against the output.
#[derive(Debug)]
pub struct Verified {
    /// Files that are the same byte for byte.
    pub files: usize,
    /// Their size together.
    pub bytes: u64,
}

/// Makes every recorded file again, in memory, without cache, and compares it with the disk and the record.
///
/// # Errors
/// [`Fault::Unverified`] with the first differences: of sources (`B080`), of files (`B081`, `B082`) or of the record
/// (`B083`); faults of the project.
pub fn verify(project: &Project, parameters: &Parameters) -> Result<Verified, Fault> {
    let mut site = Site::open(project, parameters)?;
    let Some(record) = site.record.take() else {
        let message = "there is no complete report to verify";
        let help = if staging::pending(&site.workshop) {
            "an interrupted build waits to be finished: build again"
        } else {
            "build it first"
        };
        return Err(unverified(vec![Diagnostic::error("B083", message, help).at(Place::file(&site.shown))]));
    };
    // The report bears the date that it was given then.
    let date = record.source_date_epoch.and_then(Moment::from_epoch);
    if date != parameters.date {
        site = Site::open(project, &Parameters { date })?;
    }
    let shelf = galley::shelf(&site.planned)?;
    sources(&site, &record)?;
    let (_, galley) = site.galley(&mut Memory::default())?;
    let (mut faults, mut bytes) = (Vec::new(), 0);
    let files = pressed(&galley)?;
    for file in &files {
        match compare(&site, &record, file) {
            Some(fault) => faults.push(at(&site, fault, file.shelf, &file.path)),
            None => bytes += file.bytes.len() as u64,
        }
    }
    let has = |shelf: Shelf, path: &str| galley.targets.iter().any(|t| t.shelf == shelf && t.path == path);
    let ours = record.outputs.iter().filter(|o| o.shelf == shelf || o.shelf == Shelf::Private);
    for output in ours.filter(|o| !has(o.shelf, &o.path)) {
        let message = "the project does not give this file, and the record says that it was built";
        faults.push(at(&site, Diagnostic::error("B083", message, "build again"), output.shelf, &output.path));
    }
    if faults.is_empty() { Ok(Verified { files: files.len(), bytes }) } else { Err(unverified(faults)) }
}

/// Without the key of the output folder fingerprints of sources say nothing; the outputs are compared all the same.
fn sources(site: &Site, record: &Record) -> Result<(), Fault> {
    if !site.workshop.has_key() {
        return Ok(());
    }
    let changed = record.changed_inputs(&site.planned);
    let fault = |name: &String| {
        let message = "this source changed after the report was built";
        Diagnostic::error("B080", message, "build again, or bring the old source back").at(Place::file(name))
    };
    if changed.is_empty() { Ok(()) } else { Err(unverified(changed.iter().map(fault).collect())) }
}

/// What is wrong with a file as it stands in the output.
fn compare(site: &Site, record: &Record, file: &Artefact) -> Option<Diagnostic> {
    let Ok(there) = fs::read(site.workshop.place(file.shelf, &file.path)) else {
        return Some(Diagnostic::error("B082", "this file of the report is not there", "build again"));
    };
    if let Some(first) = first_difference(&there, &file.bytes) {
        let (old, new) = (there.len(), file.bytes.len());
        let message = format!(
            "this file is not what the project gives: byte {first} is the first to differ ({old} bytes there, {new} built)"
        );
        let help = "it was changed after it was built, or built by another version of the program; build again";
        return Some(Diagnostic::error("B081", message, help));
    }
    let Some(output) = record.output(file.shelf, &file.path) else {
        return Some(Diagnostic::error("B083", "no record says that this file was built", "build again"));
    };
    let told = !site.workshop.has_key() || output_print(file.shelf, &there, &site.mint) == output.fingerprint;
    (!told).then(|| Diagnostic::error("B083", "the record has another fingerprint for this file", "build again"))
}

/// The first byte, from 1, that two texts do not share.
fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let differ = a.iter().zip(b).position(|(a, b)| a != b);
    differ.or((a.len() != b.len()).then_some(a.len().min(b.len()))).map(|at| at + 1)
}

fn at(site: &Site, fault: Diagnostic, shelf: Shelf, path: &str) -> Diagnostic {
    fault.at(Place::file(format!("{}/{}/{path}", site.shown, shelf.folder())))
}

fn unverified(faults: Vec<Diagnostic>) -> Fault {
    Fault::Unverified(faults)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_difference_is_counted_from_one() {
        assert_eq!(first_difference(b"abc", b"abc"), None);
        assert_eq!(first_difference(b"abc", b"axc"), Some(2));
        assert_eq!(first_difference(b"abc", b"abcd"), Some(4));
        assert_eq!(first_difference(b"", b"a"), Some(1));
    }
}

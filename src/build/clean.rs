//! `clean` takes away what builds wrote, and nothing else; `prune` what the cache no longer needs.

use std::fs;

use super::cache;
use super::disk;
use super::fault::Fault;
use super::galley::target_name;
use super::lock::locked;
use super::make::Order;
use super::project::Project;
use super::record::Record;
use super::site::{Memory, Site};
use super::staging::{self, unwritable};
use super::workshop::Workshop;

/// What was taken away.
#[derive(Debug, Default)]
pub struct Cleaned {
    /// Files of reports.
    pub files: Vec<String>,
    /// Files that are none of the program's and stay.
    pub left: usize,
    /// The output folder as the user names it.
    pub output: String,
}

/// What the cache let go.
#[derive(Debug, Default)]
pub struct Pruned {
    /// Contents.
    pub files: usize,
    /// Their size in bytes.
    pub bytes: u64,
}

/// Removes every recorded file, the record and the workshop. Files that no build wrote stay.
///
/// # Errors
/// A build at work, a folder that cannot be written.
pub fn clean(project: &Project, dry: bool) -> Result<Cleaned, Fault> {
    let output = project.report()?.output;
    let shown = project.path(&output).display().to_string();
    let workshop = Workshop::of(project.path(&output));
    let failed = |error: std::io::Error| unwritable(&shown, &error);
    if !workshop.root().exists() && !workshop.manifest().exists() {
        return Ok(Cleaned { output: shown, ..Cleaned::default() });
    }
    let outputs = Record::load(&workshop).map(|record| record.outputs).unwrap_or_default();
    let files: Vec<String> = outputs.iter().map(|o| target_name(o.shelf, &o.path)).collect();
    if dry {
        return Ok(Cleaned { files, left: 0, output: shown });
    }
    workshop.open().map_err(failed)?;
    locked(
        &workshop,
        &shown,
        |_| false,
        || {
            staging::recover(&workshop).map_err(failed)?;
            // First the record: a set without it is not complete.
            disk::remove_file(&workshop.manifest()).map_err(failed)?;
            for output in &outputs {
                let path = workshop.place(output.shelf, &output.path);
                disk::remove_file(&path).map_err(failed)?;
                disk::remove_empty_folders(path.parent().unwrap_or(&path), workshop.output());
            }
            Ok(())
        },
    )?;
    let private = workshop.manifest();
    disk::remove_empty_folders(private.parent().unwrap_or(&private), workshop.output());
    disk::remove_folder(&workshop.root()).map_err(failed)?;
    let left = fs::read_dir(workshop.output()).into_iter().flatten().count();
    if left == 0 {
        // An output folder that is a link, or in use, stays.
        let _ = fs::remove_dir(workshop.output());
    }
    Ok(Cleaned { files, left, output: shown })
}

/// Lets go of cached contents that do not serve the project as it is now.
///
/// # Errors
/// Faults of the project, a build at work, a folder that cannot be written.
pub fn prune(project: &Project, order: &Order) -> Result<Pruned, Fault> {
    let site = Site::open(project, &order.parameters)?;
    if !site.workshop.root().exists() {
        return Ok(Pruned::default());
    }
    let (_, galley) = site.galley(&mut Memory::default())?;
    locked(
        &site.workshop,
        &site.shown,
        |_| false,
        || {
            let pruned = cache::prune(&site.workshop, &site.mint, &galley.graph.snapshot());
            pruned.map(|(files, bytes)| Pruned { files, bytes }).map_err(|e| unwritable(&site.shown, &e))
        },
    )
}

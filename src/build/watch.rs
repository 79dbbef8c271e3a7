//! Builds again whenever a file of the project is saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{RecursiveMode, Watcher as _};

use super::fault::Fault;
use super::interrupt;
use super::project::Project;
use crate::diagnostic::{Diagnostic, Place};
use crate::document;

/// Saving a file makes several events; they are taken together when none came for so long.
const QUIET: Duration = Duration::from_millis(25);

/// Layouts that so many builds did not use are let go.
const LAYOUT_AGE: usize = 3;

/// How often a waiting process looks whether it was interrupted.
const LOOK: Duration = Duration::from_millis(200);

/// Calls `build` now and after every change in the project, until the user stops it.
///
/// # Errors
/// `B090` where the system does not tell of changes; [`Fault::Interrupted`] at the end.
pub fn watch(project: &Project, mut build: impl FnMut(&Project)) -> Result<(), Fault> {
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !event.kind.is_access()
        {
            // Nobody listens any more only when the process ends.
            let _ = sender.send(event.paths);
        }
    })
    .map_err(|error| unwatched(project, &error))?;
    watcher.watch(project.root(), RecursiveMode::Recursive).map_err(|error| unwatched(project, &error))?;
    let mut outside: Vec<PathBuf> = Vec::new();
    loop {
        // The case file, the codebook, fonts and pictures may lie elsewhere, and report.toml may name others by now.
        for folder in folders_outside(project) {
            if !outside.contains(&folder) && watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                outside.push(folder);
            }
        }
        build(&project.anew());
        document::forget(LAYOUT_AGE);
        wait(project, &events)?;
    }
}

/// Waits for a change outside the output folder.
fn wait(project: &Project, events: &Receiver<Vec<PathBuf>>) -> Result<(), Fault> {
    let mut changed = false;
    loop {
        interrupt::check()?;
        match events.recv_timeout(if changed { QUIET } else { LOOK }) {
            Ok(paths) => {
                let output = project.anew().report().ok().map(|report| project.path(&report.output));
                changed |= paths.iter().any(|path| !within(path, output.as_deref()));
            }
            Err(RecvTimeoutError::Timeout) if changed => return Ok(()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::Interrupted),
        }
    }
}

fn within(path: &Path, folder: Option<&Path>) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    folder.is_some_and(|folder| path.starts_with(folder) || real(path).starts_with(real(folder)))
}

fn folders_outside(project: &Project) -> Vec<PathBuf> {
    let Ok(report) = project.anew().report() else { return Vec::new() };
    let last = report.previous.as_ref().map(|named| named.file.clone());
    let house = report.theme.files().map(|file| file.name.clone());
    let files: Vec<String> =
        [report.data.file.clone(), report.data.codebook.clone()].into_iter().chain(last).chain(house).collect();
    let folders = files.iter().filter_map(|file| project.path(file).parent().map(Path::to_path_buf));
    folders.filter(|folder| !within(folder, Some(project.root()))).collect()
}

fn unwatched(project: &Project, error: &notify::Error) -> Fault {
    let reason = match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system's limit of watched files is reached",
        _ => "the system does not tell of changes",
    };
    let fault = Diagnostic::error("B090", format!("this folder cannot be watched: {reason}"), "build by hand");
    Fault::Io(fault.at(Place::file(project.root().display().to_string())))
}

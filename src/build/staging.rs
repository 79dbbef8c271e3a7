//! The whole set or nothing: staged beside the output, moved in, the manifest last.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::artefact::{Artefact, Shelf};
use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};

/// Folder names beside the shelves while a build moves in.
const STAGED: &str = ".staged-";
const REPLACED: &str = ".replaced-";
const LOCK: &str = ".lock";

/// Name of the file whose presence says that a set is complete.
pub const MANIFEST: &str = "manifest.json";

/// Writes all artefacts below `output` so that a reader sees the old set or the new one.
///
/// Shelves that the set does not touch stay as they are. The manifest is taken away before the first move and put
/// back after the last: a set without it is not complete.
///
/// # Errors
/// Another build at work, or a folder that cannot be written. The old set is then still there.
pub fn commit(output: &Path, shown: &str, artefacts: &[Artefact], manifest: &[u8]) -> Result<(), Fault> {
    let failed = |error: io::Error| Fault::Io(unwritable(shown, &error));
    fs::create_dir_all(output).map_err(failed)?;
    let lock = File::create(output.join(LOCK)).map_err(failed)?;
    let mut lock = fd_lock::RwLock::new(lock);
    let held = lock.try_write().map_err(|_| {
        let message = "another build is writing to this folder";
        Fault::Busy(Diagnostic::error("B011", message, "wait for it to end, then build again").at(Place::file(shown)))
    })?;
    let done = write_and_move(output, artefacts, manifest);
    if done.is_err() {
        clear(output);
    }
    drop(held);
    done.map_err(failed)
}

fn write_and_move(output: &Path, artefacts: &[Artefact], manifest: &[u8]) -> io::Result<()> {
    clear(output);
    let mut shelves: Vec<Shelf> = artefacts.iter().map(|a| a.shelf).collect();
    shelves.push(Shelf::Private);
    shelves.sort_unstable();
    shelves.dedup();
    for shelf in &shelves {
        let staged = output.join(format!("{STAGED}{}", shelf.folder()));
        make_folder(&staged, *shelf)?;
        for artefact in artefacts.iter().filter(|a| a.shelf == *shelf) {
            let path = staged.join(&artefact.path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            write(&path, &artefact.bytes)?;
        }
    }
    let private = output.join(Shelf::Private.folder());
    remove_file(&private.join(MANIFEST))?;
    for shelf in &shelves {
        let (place, old) = (output.join(shelf.folder()), output.join(format!("{REPLACED}{}", shelf.folder())));
        if place.exists() {
            fs::rename(&place, &old)?;
        }
        fs::rename(output.join(format!("{STAGED}{}", shelf.folder())), &place)?;
    }
    let staged = private.join(format!(".{MANIFEST}"));
    write(&staged, manifest)?;
    fs::rename(&staged, private.join(MANIFEST))?;
    clear(output);
    Ok(())
}

/// What an interrupted build left: staged folders go; a replaced shelf whose place is empty comes back.
fn clear(output: &Path) {
    for shelf in [Shelf::Public, Shelf::Internal, Shelf::Private] {
        let (place, old) = (output.join(shelf.folder()), output.join(format!("{REPLACED}{}", shelf.folder())));
        if old.exists() && !place.exists() {
            // Best effort: what cannot be moved back is still beside it.
            let _ = fs::rename(&old, &place);
        }
        for left in [old, output.join(format!("{STAGED}{}", shelf.folder()))] {
            let _ = fs::remove_dir_all(left);
        }
    }
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn make_folder(path: &Path, shelf: Shelf) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let mode = if shelf == Shelf::Public { 0o755 } else { 0o700 };
    fs::DirBuilder::new().recursive(true).mode(mode).create(path)
}

#[cfg(not(unix))]
fn make_folder(path: &Path, _: Shelf) -> io::Result<()> {
    fs::create_dir_all(path)
}

fn unwritable(shown: &str, error: &io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("the output folder may not be written", "choose another `dir` under [output], or change its permissions")
        }
        io::ErrorKind::StorageFull => {
            ("the disk is full", "free some space and build again; the last report is untouched")
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            ("a file stands where the output folder should be", "move it away, or choose another `dir` under [output]")
        }
        _ => ("the output could not be written", "check the disk and build again; the last report is untouched"),
    };
    Diagnostic::error("B010", message, help).at(Place::file(shown))
}

//! The operations that change the disk: the only ones, each of them a point at which a trial can stop the program.
//!
//! `RETRAFFIC_FAILPOINT` is for the trials of a build's safety: `crash 12` ends the process without a last word before its
//! twelfth operation, `torn 12` in the midst of it, `full 12` lets it fail as on a full disk, `stop 12` is Ctrl-C.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::interrupt;

/// Who may read what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody; its owner may write.
    Public,
    /// Its owner alone.
    Owner,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trial {
    Crash,
    Torn,
    Full,
    Stop,
}

static TRIAL: LazyLock<Option<(Trial, u64)>> = LazyLock::new(|| {
    let text = std::env::var("RETRAFFIC_FAILPOINT").ok()?;
    let (kind, at) = text.split_once(' ')?;
    let kind = match kind {
        "crash" => Trial::Crash,
        "torn" => Trial::Torn,
        "full" => Trial::Full,
        "stop" => Trial::Stop,
        _ => return None,
    };
    Some((kind, at.parse().ok()?))
});

static DONE: AtomicU64 = AtomicU64::new(0);

/// Counts an operation that cannot be torn.
fn step() -> io::Result<()> {
    if point()? { std::process::abort() } else { Ok(()) }
}

/// Counts an operation; true where it is to be torn.
fn point() -> io::Result<bool> {
    let Some((trial, at)) = *TRIAL else { return Ok(false) };
    if DONE.fetch_add(1, Ordering::SeqCst) + 1 != at {
        return Ok(false);
    }
    match trial {
        Trial::Crash => std::process::abort(),
        Trial::Torn => Ok(true),
        Trial::Full => Err(io::ErrorKind::StorageFull.into()),
        Trial::Stop => {
            interrupt::ask();
            Ok(false)
        }
    }
}

/// Makes a folder and those above it. One that is there stays as it is.
pub fn make_folder(path: &Path, access: Access) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    step()?;
    new_folder(path, access)
}

/// Writes a whole file and sees it onto the disk. What stood there is lost: write beside, then [`rename`].
pub fn write(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let torn = point()?;
    let mut file = new_file(path, access)?;
    if torn {
        let _ = file.write_all(&bytes[..bytes.len() / 2]);
        std::process::abort();
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Adds to the end of a file, in one piece, without waiting for the disk.
pub fn append(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let torn = point()?;
    let mut file = if path.exists() { OpenOptions::new().append(true).open(path)? } else { new_file(path, access)? };
    if torn {
        let _ = file.write_all(&bytes[..bytes.len() / 2]);
        std::process::abort();
    }
    file.write_all(bytes)
}

/// Writes a file that may be lost, beside its place, and moves it there.
pub fn write_cheaply(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let torn = point()?;
    let beside = path.with_extension("part");
    let mut file = new_file(&beside, access)?;
    if torn {
        let _ = file.write_all(&bytes[..bytes.len() / 2]);
        std::process::abort();
    }
    file.write_all(bytes)?;
    drop(file);
    fs::rename(&beside, path)
}

/// Moves a file; what has the new name is replaced in one step.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Removes a file; one that is not there is no fault.
pub fn remove_file(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Removes a folder and all in it; one that is not there is no fault.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    step()?;
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Removes folders that are empty, from `path` up to below `root`.
pub fn remove_empty_folders(path: &Path, root: &Path) {
    let mut folder = Some(path);
    while let Some(path) = folder.filter(|path| *path != root && path.starts_with(root)) {
        if fs::remove_dir(path).is_err() {
            return;
        }
        folder = path.parent();
    }
}

/// Whether files can be made in a folder, by making one.
pub fn probe(folder: &Path) -> io::Result<()> {
    tempfile::Builder::new().prefix(".probe-").tempfile_in(folder).map(drop)
}

/// Sees the names in a folder onto the disk, where the system has a way to ask for it.
#[cfg(unix)]
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Sees the names in a folder onto the disk, where the system has a way to ask for it.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

// Modes are set, not left to the umask: a careless one must not open private files, nor a strict one close public ones.

#[cfg(unix)]
fn new_file(path: &Path, access: Access) -> io::Result<File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mode = if access == Access::Public { 0o644 } else { 0o600 };
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(file)
}

#[cfg(not(unix))]
fn new_file(path: &Path, _: Access) -> io::Result<File> {
    File::create(path)
}

#[cfg(unix)]
fn new_folder(path: &Path, access: Access) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let mode = if access == Access::Public { 0o755 } else { 0o700 };
    fs::DirBuilder::new().recursive(true).mode(mode).create(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn new_folder(path: &Path, _: Access) -> io::Result<()> {
    fs::create_dir_all(path)
}

//! Writes one file that the user named: complete, or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};

/// Writes a file by `content`, beside its place first; what stood there is replaced when all is written. Exact figures
/// go into it, so that only its owner may read it.
///
/// # Errors
/// A folder that is missing or may not be written, or a full disk.
pub fn write_file(
    path: &Path,
    shown: &str,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Fault> {
    let failed = |error: io::Error| {
        let (message, help) = match error.kind() {
            io::ErrorKind::NotFound => ("the folder of this file does not exist", "make it, or name another file"),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                ("this file may not be written", "name another, or change the permissions of its folder")
            }
            io::ErrorKind::IsADirectory => ("a folder has this name", "name a file"),
            io::ErrorKind::StorageFull => ("the disk is full", "free some space and try again"),
            _ => ("this file could not be written", "check the folder and the disk"),
        };
        Fault::Io(Diagnostic::error("B022", message, help).at(Place::file(shown)))
    };
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // A temporary file is readable by its owner alone, and goes when it is dropped.
    let mut staged = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::with_capacity(1 << 18, staged.as_file_mut());
    content(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    drop(out);
    staged.as_file().sync_all().map_err(failed)?;
    staged.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

//! Writes a simulated data set into a folder of its own.

use std::fs;
use std::path::Path;

use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};

/// Writes files (path below `folder`, content). An existing file is replaced only where `replace` is set.
///
/// # Errors
/// A file that is already there, or a folder that cannot be written. Nothing is written when a file is in the way.
pub fn write_sample(folder: &Path, files: &[(String, Vec<u8>)], replace: bool) -> Result<(), Fault> {
    if let Some((name, _)) = files.iter().find(|(name, _)| !replace && folder.join(name).exists()) {
        let fault = Diagnostic::error("B020", "this file is already there", "name an empty folder, or add `--force`");
        return Err(Fault::Io(fault.at(Place::file(name))));
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
            let staged = path.with_extension("part");
            fs::write(&staged, bytes)?;
            fs::rename(&staged, &path)
        });
        if let Err(error) = written {
            let fault = Diagnostic::error(
                "B021",
                format!("this file could not be written: {}", error.kind()),
                "check the folder",
            );
            return Err(Fault::Io(fault.at(Place::file(name))));
        }
    }
    Ok(())
}

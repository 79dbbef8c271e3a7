//! A report project on disk: where its files are, and how a missing one is told.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};

/// A folder with a report.toml. Everything it names is relative to it.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project in a folder.
    ///
    /// # Errors
    /// When the folder has no report.toml.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        if root.is_file() && root.file_name().is_some_and(|n| n == "report.toml") {
            let folder = root.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            return Ok(Project { root: folder.into() });
        }
        if !root.join("report.toml").exists() {
            let shown = root.display().to_string();
            let message = if root.exists() {
                format!("there is no report.toml in `{shown}`")
            } else {
                format!("there is no folder `{shown}`")
            };
            let help = "name the folder of a report project, such as `retraffic build data-sample`";
            return Err(Fault::Input(vec![Diagnostic::error("B001", message, help)]));
        }
        Ok(Project { root: root.into() })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file that the project names.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A text file, such as report.toml.
    ///
    /// # Errors
    /// When it cannot be read, or is not UTF-8.
    pub fn text(&self, name: &str) -> Result<String, Fault> {
        let bytes = self.bytes(name)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        String::from_utf8(bytes.to_vec()).map_err(|e| {
            let line = bytes[..e.utf8_error().valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
            let fault = Diagnostic::error("B002", "this file is not UTF-8 text", "save it as UTF-8")
                .at(Place::line(name, line as u64));
            Fault::Input(vec![fault])
        })
    }

    /// Names of the files in a folder, sorted; none where there is no such folder.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let path = self.path(name);
        if path.is_dir() {
            let fault =
                Diagnostic::error("B003", "a file is needed here, and this is a folder", "name the file itself");
            return Err(Fault::Input(vec![fault.at(Place::file(name))]));
        }
        fs::read(&path).map_err(|e| unreadable(name, &e))
    }
}

/// A file that the project names and that cannot be read.
fn unreadable(name: &str, error: &io::Error) -> Fault {
    let fault = match error.kind() {
        io::ErrorKind::NotFound => {
            Diagnostic::error("B004", "this file does not exist", "check its name in report.toml, or put it there")
        }
        io::ErrorKind::PermissionDenied => {
            Diagnostic::error("B005", "this file may not be read", "give yourself permission to read it")
        }
        kind => Diagnostic::error("B006", format!("this file cannot be read: {kind}"), "check the disk and try again"),
    };
    Fault::Input(vec![fault.at(Place::file(name))])
}

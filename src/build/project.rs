//! A report project on disk: where its files are, and how a missing one is told.
//!
//! A file is read once: whoever asks again gets the same bytes, even when it changes meanwhile. The case file is the
//! exception; it is read as a stream.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};
use crate::study::Report;

/// A folder with a report.toml. Everything it names is relative to it.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    read: Arc<Mutex<BTreeMap<String, Arc<[u8]>>>>,
}

impl Project {
    /// The project in a folder.
    ///
    /// # Errors
    /// When the folder has no report.toml.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        if root.is_file() && root.file_name().is_some_and(|n| n == "report.toml") {
            let folder = root.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            return Ok(Project::at(folder));
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
        Ok(Project::at(root))
    }

    fn at(root: &Path) -> Self {
        Project { root: root.into(), read: Arc::default() }
    }

    /// The same project as it is now: nothing is read yet.
    pub fn anew(&self) -> Self {
        Project::at(&self.root)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file that the project names.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The plan, report.toml.
    ///
    /// # Errors
    /// Where it cannot be read, and every fault of it.
    pub fn report(&self) -> Result<Report, Fault> {
        Report::parse(&self.text("report.toml")?, "report.toml").map_err(Fault::Input)
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

    /// Files below a folder, as paths from the project, sorted; none where there is no such folder.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_string()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.path(&folder)).into_iter().flatten().flatten() {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let name = format!("{folder}/{name}");
                if self.path(&name).is_dir() { folders.push(name) } else { files.push(name) }
            }
        }
        files.sort();
        files
    }

    /// Whether the project has this file.
    pub fn has(&self, name: &str) -> bool {
        self.read.lock().is_ok_and(|read| read.contains_key(name)) || self.path(name).is_file()
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Arc<[u8]>, Fault> {
        if let Some(bytes) = self.read.lock().ok().and_then(|read| read.get(name).cloned()) {
            return Ok(bytes);
        }
        let path = self.path(name);
        if path.is_dir() {
            let fault =
                Diagnostic::error("B003", "a file is needed here, and this is a folder", "name the file itself");
            return Err(Fault::Input(vec![fault.at(Place::file(name))]));
        }
        let bytes: Arc<[u8]> = fs::read(&path).map_err(|e| unreadable(name, &e))?.into();
        if let Ok(mut read) = self.read.lock() {
            read.insert(name.into(), bytes.clone());
        }
        Ok(bytes)
    }
}

/// A file that the project names and that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Fault {
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

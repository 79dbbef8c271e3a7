//! The files that the typesetter may read: those of the manuscript, in memory, and no others.

use std::collections::BTreeMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, VirtualRoot};
use typst_kit::files::FileLoader;

/// Files by absolute virtual path.
#[derive(Clone, Default)]
pub(super) struct VirtualFiles(BTreeMap<String, Bytes>);

impl VirtualFiles {
    /// Adds a text.
    pub(super) fn text(&mut self, path: &str, text: impl Into<String>) {
        self.0.insert(path.into(), Bytes::from_string(text.into()));
    }

    /// Adds a file of any kind.
    pub(super) fn bytes(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.into(), Bytes::new(bytes));
    }

    /// The text under a path, where it is one.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).and_then(|bytes| std::str::from_utf8(bytes.as_slice()).ok())
    }

    /// All files, sorted by path.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

impl FileLoader for VirtualFiles {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        match id.root() {
            VirtualRoot::Project => {
                let path = id.vpath().get_with_slash();
                self.0.get(path).cloned().ok_or_else(|| FileError::NotFound(path.into()))
            }
            VirtualRoot::Package(_) => Err(FileError::Other(Some("a report uses no packages".into()))),
        }
    }
}

//! The folder beside the shelves where a build keeps its tools: key, lock, journal, cache, what is staged.
//!
//! It can be deleted at any time between builds: then everything is built anew. Its owner alone may open it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::artefact::Shelf;
use super::disk::{self, Access};
use super::fingerprint::Mint;

/// Name of the folder.
pub const WORKSHOP: &str = ".retraffic";

/// Paths below an output folder.
#[derive(Clone, Debug)]
pub struct Workshop {
    output: PathBuf,
}

impl Workshop {
    /// Of an output folder, which need not exist yet.
    pub fn of(output: impl Into<PathBuf>) -> Self {
        Workshop { output: output.into() }
    }

    /// The output folder.
    pub fn output(&self) -> &Path {
        &self.output
    }

    /// The folder itself.
    pub fn root(&self) -> PathBuf {
        self.output.join(WORKSHOP)
    }

    /// Held while a build writes.
    pub fn lock(&self) -> PathBuf {
        self.root().join("lock")
    }

    /// Who holds the lock.
    pub fn holder(&self) -> PathBuf {
        self.root().join("holder")
    }

    /// What was made by which inputs.
    pub fn journal(&self) -> PathBuf {
        self.root().join("journal")
    }

    /// Contents by fingerprint.
    pub fn cache(&self) -> PathBuf {
        self.root().join("cache")
    }

    /// Files of a build that are complete and not yet moved in.
    pub fn staged(&self) -> PathBuf {
        self.root().join("staged")
    }

    /// What is to be moved where; there only while a set is being moved in.
    pub fn intent(&self) -> PathBuf {
        self.root().join("commit.json")
    }

    /// The record of the last build.
    pub fn manifest(&self) -> PathBuf {
        self.output.join(Shelf::Private.folder()).join("manifest.json")
    }

    /// The place of a file of a shelf.
    pub fn place(&self, shelf: Shelf, path: &str) -> PathBuf {
        self.output.join(shelf.folder()).join(path)
    }

    /// The key of this folder's fingerprints; a new one where there is none yet.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn mint(&self) -> io::Result<Mint> {
        let mut key = [0; blake3::KEY_LEN];
        match fs::read(self.key()) {
            Ok(bytes) if bytes.len() == key.len() => key.copy_from_slice(&bytes),
            _ => getrandom::fill(&mut key).map_err(io::Error::other)?,
        }
        Ok(Mint::new(key))
    }

    /// Whether the folder has a key: without it, fingerprints of an earlier build say nothing.
    pub fn has_key(&self) -> bool {
        fs::read(self.key()).is_ok_and(|bytes| bytes.len() == blake3::KEY_LEN)
    }

    /// Makes output folder and workshop.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn open(&self) -> io::Result<()> {
        disk::make_folder(&self.output, Access::Public)?;
        disk::make_folder(&self.root(), Access::Owner)
    }

    /// Keeps the key; false where the folder has another. The lock must be held.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, mint: &Mint) -> io::Result<bool> {
        match fs::read(self.key()) {
            Ok(bytes) if bytes.len() == blake3::KEY_LEN => return Ok(bytes == mint.key()),
            _ => {}
        }
        let beside = self.root().join("key.part");
        disk::write(&beside, mint.key(), Access::Owner)?;
        disk::rename(&beside, &self.key())?;
        Ok(true)
    }

    fn key(&self) -> PathBuf {
        self.root().join("key")
    }
}

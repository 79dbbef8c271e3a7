//! Contents by fingerprint. Holds protected values only, and may lose anything at any time.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::disk::{self, Access};
use super::fingerprint::{Fingerprint, Mint};
use super::graph::Snapshot;
use super::journal::{Journal, Made};
use super::workshop::Workshop;

/// The cache of a workshop.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
}

impl Cache {
    /// Of a workshop; nothing need be there.
    pub fn of(workshop: &Workshop) -> Self {
        Cache { root: workshop.cache() }
    }

    /// The content of a fingerprint; none where it is not kept, or is not what it was.
    pub fn get(&self, print: Fingerprint, mint: &Mint) -> Option<Vec<u8>> {
        let bytes = fs::read(self.path(print)).ok()?;
        (mint.of(&bytes) == print).then_some(bytes)
    }

    /// Keeps a content.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn put(&self, bytes: &[u8], mint: &Mint) -> io::Result<Fingerprint> {
        let print = mint.of(bytes);
        let path = self.path(print);
        if !path.exists() {
            disk::make_folder(&self.root, Access::Owner)?;
            disk::write_cheaply(&path, bytes, Access::Owner)?;
        }
        Ok(print)
    }

    /// Removes all contents but these; gives how many went, and their size.
    ///
    /// # Errors
    /// Where one cannot be removed.
    pub fn keep_only(&self, keep: &BTreeSet<Fingerprint>) -> io::Result<(usize, u64)> {
        let keep: BTreeSet<String> = keep.iter().map(ToString::to_string).collect();
        let (mut files, mut bytes) = (0, 0);
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            if !entry.file_name().to_str().is_some_and(|name| keep.contains(name)) {
                files += 1;
                bytes += entry.metadata().map_or(0, |m| m.len());
                disk::remove_file(&entry.path())?;
            }
        }
        Ok((files, bytes))
    }

    fn path(&self, print: Fingerprint) -> PathBuf {
        self.root.join(print.to_string())
    }
}

/// Keeps contents and entries that serve the project as it is now; the rest goes. Gives how many files went, and their
/// size.
///
/// # Errors
/// Where the cache cannot be written.
pub fn prune(workshop: &Workshop, mint: &Mint, now: &Snapshot) -> io::Result<(usize, u64)> {
    let mut journal = Journal::load(workshop, mint);
    let serves = |made: &Made| made.inputs.iter().all(|(name, print)| now.get(name) == Some(print));
    journal.compact(workshop, mint, serves)?;
    let keep = journal.entries().map(|made| made.content).collect();
    Cache::of(workshop).keep_only(&keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_or_missing_content_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (workshop, mint) = (Workshop::of(folder.path()), Mint::new([1; 32]));
        workshop.open().unwrap();
        let cache = Cache::of(&workshop);
        let print = cache.put(b"picture", &mint).unwrap();
        assert_eq!(cache.get(print, &mint).as_deref(), Some(&b"picture"[..]));
        fs::write(cache.path(print), b"pictur").unwrap();
        assert_eq!(cache.get(print, &mint), None);
        assert_eq!(cache.keep_only(&BTreeSet::new()).unwrap(), (1, 6));
        assert_eq!(cache.get(print, &mint), None);
        assert_eq!(cache.keep_only(&BTreeSet::new()).unwrap(), (0, 0));
    }
}

//! The whole set or nothing: staged in the workshop, moved in file by file, the manifest last.
//!
//! While files are staged the old set is untouched. A list of what goes where is then written; from that moment the new
//! set counts, and whoever comes next finishes what an interrupted build began. A file is replaced in one step: no reader
//! ever finds none.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::artefact::{Artefact, Shelf};
use super::disk::{self, Access};
use super::fault::Fault;
use super::interrupt;
use super::workshop::Workshop;
use crate::diagnostic::{Diagnostic, Place};

/// Name of the file whose presence says that a set is complete.
const MANIFEST: &str = "manifest.json";

/// What is to be moved where.
#[derive(Debug, Serialize, Deserialize)]
struct Intent {
    format: u32,
    moved: Vec<Item>,
    removed: Vec<Item>,
}

/// A file of a shelf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// Shelf.
    pub shelf: Shelf,
    /// Path below it.
    pub path: String,
}

const FORMAT: u32 = 1;

/// Moves new files in and old ones out, so that after a crash at any point the next call of [`recover`] leaves the old
/// set or the new one. The lock must be held.
///
/// # Errors
/// A folder that cannot be written, a link where a folder should be, an interrupt. Unless the list was already written,
/// the old set is then untouched.
pub fn commit(
    workshop: &Workshop,
    shown: &str,
    artefacts: &[Artefact],
    removed: &[Item],
    manifest: &[u8],
) -> Result<(), Fault> {
    let staged = stage(workshop, shown, artefacts, removed, manifest);
    if staged.is_err() && !pending(workshop) {
        // What is left of it goes with the next build, if it does not go now. Once listed it is still to be moved in.
        let _ = disk::remove_folder(&workshop.staged());
    }
    staged?;
    recover(workshop).map(drop).map_err(|error| unwritable(shown, &error))
}

/// Whether a build stopped in the middle of moving in.
pub fn pending(workshop: &Workshop) -> bool {
    workshop.intent().exists()
}

/// Finishes what an interrupted build began to move in, and clears away what it had only staged. True where there was
/// something to finish.
///
/// # Errors
/// A folder that cannot be written; the next call tries again.
pub fn recover(workshop: &Workshop) -> io::Result<bool> {
    let intent = fs::read(workshop.intent()).ok().and_then(|bytes| serde_json::from_slice::<Intent>(&bytes).ok());
    let intent = intent.filter(|intent| intent.format == FORMAT);
    if let Some(intent) = &intent {
        move_in(workshop, intent)?;
    }
    if pending(workshop) {
        disk::remove_file(&workshop.intent())?;
    }
    disk::remove_folder(&workshop.staged())?;
    Ok(intent.is_some())
}

fn stage(
    workshop: &Workshop,
    shown: &str,
    artefacts: &[Artefact],
    removed: &[Item],
    manifest: &[u8],
) -> Result<(), Fault> {
    let failed = |error: io::Error| unwritable(shown, &error);
    let moved: Vec<Item> = artefacts.iter().map(|a| Item { shelf: a.shelf, path: a.path.clone() }).collect();
    let folders = folders(workshop, &moved);
    for (folder, access) in &folders {
        real(workshop, shown, folder)?;
        disk::make_folder(folder, *access).map_err(failed)?;
        disk::probe(folder).map_err(failed)?;
    }
    for item in &moved {
        if workshop.place(item.shelf, &item.path).is_dir() {
            let name = format!("{shown}/{}/{}", item.shelf.folder(), item.path);
            let fault = Diagnostic::error("B013", "a folder stands where a file of the report goes", "move it away");
            return Err(Fault::Io(fault.at(Place::file(name))));
        }
    }
    disk::remove_folder(&workshop.staged()).map_err(failed)?;
    let mut made = BTreeSet::new();
    for artefact in artefacts {
        interrupt::check()?;
        let path = staged(workshop, artefact.shelf, &artefact.path);
        let folder = path.parent().unwrap_or(&path).to_path_buf();
        disk::make_folder(&folder, Access::Owner).map_err(failed)?;
        made.insert(folder);
        disk::write(&path, &artefact.bytes, access(artefact.shelf)).map_err(failed)?;
    }
    disk::make_folder(&workshop.staged(), Access::Owner).map_err(failed)?;
    disk::write(&workshop.staged().join(MANIFEST), manifest, Access::Owner).map_err(failed)?;
    for folder in made.iter().chain([&workshop.staged()]) {
        disk::sync_folder(folder).map_err(failed)?;
    }
    let intent = Intent { format: FORMAT, moved, removed: removed.to_vec() };
    let beside = workshop.intent().with_extension("part");
    let text = serde_json::to_vec(&intent).map_err(|error| failed(io::Error::other(error)))?;
    disk::write(&beside, &text, Access::Owner).map_err(failed)?;
    disk::rename(&beside, &workshop.intent()).map_err(failed)?;
    disk::sync_folder(&workshop.root()).map_err(failed)
}

/// Every step may have been done already, and whatever stood in the output may have gone since.
fn move_in(workshop: &Workshop, intent: &Intent) -> io::Result<()> {
    let folders = folders(workshop, &intent.moved);
    for (folder, access) in &folders {
        disk::make_folder(folder, *access)?;
    }
    let manifest = workshop.staged().join(MANIFEST);
    if manifest.exists() {
        // A set without it is not complete.
        disk::remove_file(&workshop.manifest())?;
    }
    for item in &intent.moved {
        let (from, to) = (staged(workshop, item.shelf, &item.path), workshop.place(item.shelf, &item.path));
        if from.exists() {
            disk::rename(&from, &to)?;
        }
    }
    for item in &intent.removed {
        let path = workshop.place(item.shelf, &item.path);
        disk::remove_file(&path)?;
        disk::remove_empty_folders(path.parent().unwrap_or(&path), workshop.output());
    }
    for (folder, _) in &folders {
        disk::sync_folder(folder)?;
    }
    if manifest.exists() {
        disk::rename(&manifest, &workshop.manifest())?;
        disk::sync_folder(&workshop.output().join(Shelf::Private.folder()))?;
    }
    Ok(())
}

/// Folders that the set needs, each after the one it is in.
fn folders(workshop: &Workshop, items: &[Item]) -> Vec<(PathBuf, Access)> {
    let private = (workshop.output().join(Shelf::Private.folder()), Access::Owner);
    let mut folders: BTreeSet<(PathBuf, bool)> = BTreeSet::new();
    for item in items {
        let place = workshop.place(item.shelf, &item.path);
        let above = place.ancestors().skip(1).take_while(|folder| *folder != workshop.output());
        folders.extend(above.map(|folder| (folder.to_path_buf(), item.shelf == Shelf::Public)));
    }
    let public = |public: bool| if public { Access::Public } else { Access::Owner };
    folders.into_iter().map(|(folder, open)| (folder, public(open))).chain([private]).collect()
}

/// A link would lead private files to where others look, or to a disk to which nothing can be moved in one step.
fn real(workshop: &Workshop, shown: &str, folder: &Path) -> Result<(), Fault> {
    if !folder.is_symlink() {
        return Ok(());
    }
    let below = folder.strip_prefix(workshop.output()).unwrap_or(folder).display().to_string().replace('\\', "/");
    let message = "a folder inside the output folder is a link to somewhere else";
    let help = "remove the link; the output folder itself may be one, or name another `dir` under [output]";
    Err(Fault::Io(Diagnostic::error("B012", message, help).at(Place::file(format!("{shown}/{below}")))))
}

fn staged(workshop: &Workshop, shelf: Shelf, path: &str) -> PathBuf {
    workshop.staged().join(shelf.folder()).join(path)
}

fn access(shelf: Shelf) -> Access {
    if shelf == Shelf::Public { Access::Public } else { Access::Owner }
}

/// Why the output folder could not be written, in words.
pub fn unwritable(shown: &str, error: &io::Error) -> Fault {
    let (message, help) = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "the output folder may not be written",
            "choose another `dir` under [output], change its permissions, or close the program that has a file of it open",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ("the disk is full", "free some space and build again; the last report is untouched")
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            ("a file stands where the output folder should be", "move it away, or choose another `dir` under [output]")
        }
        io::ErrorKind::NotFound => {
            ("the output folder leads nowhere", "make the folder that its link leads to, or remove the link")
        }
        _ => ("the output could not be written", "check the disk and build again; the last report is untouched"),
    };
    Fault::Io(Diagnostic::error("B010", message, help).at(Place::file(shown)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artefact(path: &str, text: &str) -> Artefact {
        Artefact::new(Shelf::Public, path, text.as_bytes().to_vec())
    }

    fn workshop(folder: &tempfile::TempDir) -> Workshop {
        let workshop = Workshop::of(folder.path().join("output"));
        workshop.open().unwrap();
        workshop
    }

    #[test]
    fn a_set_replaces_what_it_names_and_leaves_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let workshop = workshop(&folder);
        let both = [artefact("a.txt", "1"), artefact("figures/b.txt", "1")];
        commit(&workshop, "output", &both, &[], b"m1").unwrap();
        fs::write(workshop.place(Shelf::Public, "notes.txt"), "mine").unwrap();
        let gone = Item { shelf: Shelf::Public, path: "figures/b.txt".into() };
        commit(&workshop, "output", &[artefact("a.txt", "2")], &[gone], b"m2").unwrap();
        let read = |path: &str| fs::read_to_string(workshop.place(Shelf::Public, path)).ok();
        assert_eq!((read("a.txt").as_deref(), read("notes.txt").as_deref()), (Some("2"), Some("mine")));
        assert!(!workshop.place(Shelf::Public, "figures").exists());
        assert_eq!(fs::read(workshop.manifest()).unwrap(), b"m2");
        assert!(!pending(&workshop) && !workshop.staged().exists());
    }

    #[test]
    fn what_was_only_staged_goes_and_what_was_listed_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let workshop = workshop(&folder);
        commit(&workshop, "output", &[artefact("a.txt", "1")], &[], b"m1").unwrap();
        stage(&workshop, "output", &[artefact("a.txt", "2")], &[], b"m2").unwrap();
        assert_eq!(fs::read(workshop.place(Shelf::Public, "a.txt")).unwrap(), b"1");
        fs::remove_file(workshop.intent()).unwrap();
        assert!(!recover(&workshop).unwrap());
        assert_eq!(fs::read(workshop.manifest()).unwrap(), b"m1");
        stage(&workshop, "output", &[artefact("a.txt", "2")], &[], b"m2").unwrap();
        assert!(pending(&workshop));
        assert!(recover(&workshop).unwrap());
        assert_eq!(fs::read(workshop.place(Shelf::Public, "a.txt")).unwrap(), b"2");
        assert_eq!(fs::read(workshop.manifest()).unwrap(), b"m2");
        assert!(!recover(&workshop).unwrap());
    }

    #[test]
    fn a_listed_set_is_moved_in_even_where_its_folders_have_gone() {
        let folder = tempfile::tempdir().unwrap();
        let workshop = workshop(&folder);
        commit(&workshop, "output", &[artefact("annex/a.txt", "1")], &[], b"m1").unwrap();
        stage(&workshop, "output", &[artefact("annex/a.txt", "2")], &[], b"m2").unwrap();
        for shelf in [Shelf::Public, Shelf::Private] {
            fs::remove_dir_all(workshop.output().join(shelf.folder())).unwrap();
        }
        assert!(recover(&workshop).unwrap());
        assert_eq!(fs::read(workshop.place(Shelf::Public, "annex/a.txt")).unwrap(), b"2");
        assert_eq!(fs::read(workshop.manifest()).unwrap(), b"m2");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_in_the_way_are_refused_before_anything_moves() {
        let folder = tempfile::tempdir().unwrap();
        let workshop = workshop(&folder);
        commit(&workshop, "output", &[artefact("a.txt", "1")], &[], b"m1").unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, workshop.place(Shelf::Public, "figures")).unwrap();
        let refused = commit(&workshop, "output", &[artefact("figures/b", "2")], &[], b"m2").unwrap_err();
        assert_eq!(refused.diagnostics()[0].code, "B012");
        fs::create_dir(workshop.place(Shelf::Public, "c")).unwrap();
        let refused = commit(&workshop, "output", &[artefact("c", "2")], &[], b"m2").unwrap_err();
        assert_eq!(refused.diagnostics()[0].code, "B013");
        assert_eq!(fs::read(workshop.manifest()).unwrap(), b"m1");
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }
}

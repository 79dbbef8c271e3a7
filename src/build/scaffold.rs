//! Makes a new project, and adds templates to one: staged beside its place, moved in when complete, over nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::disk::{self, Access};
use super::fault::Fault;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::Templates;
use crate::language::{Language, Strings};

/// What templates may be edited for: the words on them.
const GUIDE: &str = include_str!("../../templates/README.md");

/// Path below a folder, with `/`, and text.
type Text = (String, String);

/// What adding templates did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ejected {
    /// New files, below the project.
    pub written: Vec<String>,
    /// Files that were there already and stay as they are.
    pub kept: Vec<String>,
}

/// Says whether a project can be made in a folder: where it does not exist or is empty.
///
/// # Errors
/// `B050` where anything is there already.
pub fn vacant(folder: &Path) -> Result<(), Fault> {
    let empty = || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if !folder.exists() || (folder.is_dir() && empty()) { Ok(()) } else { Err(in_the_way(folder)) }
}

/// Makes a project of these files in a folder that does not exist or is empty.
///
/// # Errors
/// `B050` where anything is there already, `B051` where it cannot be written; nothing is left of it then.
pub fn create(folder: &Path, files: &[Text]) -> Result<(), Fault> {
    let shown = folder.display().to_string();
    let failed = |error: io::Error| unwritten(&shown, &error);
    if !folder.exists() {
        let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(failed)?;
        let staged = staging(parent).map_err(failed)?;
        let whole = staged.path().join("project");
        fs::create_dir(&whole).and_then(|()| write_all(&whole, files)).map_err(failed)?;
        return fs::rename(&whole, folder).map_err(failed);
    }
    vacant(folder)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let staged = staging(folder).map_err(failed)?;
    write_all(staged.path(), files).and_then(|()| move_in(staged.path(), folder, &names)).map_err(failed)
}

/// Adds the files that a project does not have.
///
/// # Errors
/// `B051` where they cannot be written; none is left then.
pub fn eject(folder: &Path, files: &[Text]) -> Result<Ejected, Fault> {
    let shown = folder.display().to_string();
    let failed = |error: io::Error| unwritten(&shown, &error);
    let (kept, new): (Vec<&Text>, Vec<&Text>) = files.iter().partition(|(name, _)| folder.join(name).exists());
    let new: Vec<Text> = new.into_iter().cloned().collect();
    let names: Vec<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
    if !names.is_empty() {
        let staged = staging(folder).map_err(failed)?;
        write_all(staged.path(), &new).and_then(|()| move_in(staged.path(), folder, &names)).map_err(failed)?;
    }
    let written = names.into_iter().map(str::to_owned).collect();
    Ok(Ejected { written, kept: kept.into_iter().map(|(name, _)| name.clone()).collect() })
}

/// The program's own layouts, references and, for these languages, narrative, captions and strings, as files of a project.
pub fn program_templates(languages: &[Language]) -> Vec<Text> {
    let embedded = Templates::embedded();
    let wanted = |path: &str| match path.split_once('/') {
        Some((folder, _)) => {
            matches!(folder, "layout" | "html") || languages.iter().any(|language| language.tag() == folder)
        }
        None => true,
    };
    let mut files: Vec<Text> = embedded
        .iter()
        .filter(|(path, _)| wanted(path))
        .map(|(path, text)| (format!("templates/{path}"), text.to_owned()))
        .collect();
    for &language in languages {
        if let Some(text) = Strings::text(language) {
            files.push((format!("templates/{}/strings.toml", language.tag()), text.to_owned()));
        }
    }
    files.push(("templates/README.md".to_owned(), GUIDE.to_owned()));
    files.sort();
    files
}

/// How report.toml in a folder, which need not exist yet, names a file: relative to the folder where both have one root.
///
/// # Errors
/// `B052` where the path is not text, `B056` where the file's folder cannot be found.
pub fn relative(file: &Path, folder: &Path) -> Result<String, Fault> {
    let shown = || Place::file(file.display().to_string());
    let missing = |_: io::Error| {
        let fault = Diagnostic::error("B056", "there is no such case file", "check the name given with --data");
        Fault::Input(vec![fault.at(shown())])
    };
    let above = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let target = fs::canonicalize(above).map_err(missing)?.join(file.file_name().unwrap_or_default());
    let base = resolved(folder).map_err(missing)?;
    let (target, base): (Vec<Component>, Vec<Component>) = (target.components().collect(), base.components().collect());
    let shared = target.iter().zip(&base).take_while(|(a, b)| a == b).count();
    let pieces: Option<Vec<&str>> = target[shared..].iter().map(|piece| piece.as_os_str().to_str()).collect();
    let Some(pieces) = pieces else {
        let help = "rename the folder or file so that its name is plain text";
        let fault = Diagnostic::error("B052", "the path of the case file cannot be written into report.toml", help);
        return Err(Fault::Input(vec![fault.at(shown())]));
    };
    if shared == 0 {
        return Ok(file.display().to_string());
    }
    let mut names = vec![".."; base.len() - shared];
    names.extend(pieces);
    Ok(names.join("/"))
}

/// The absolute path of a folder whose last parts need not exist yet.
fn resolved(folder: &Path) -> io::Result<PathBuf> {
    let mut missing = Vec::new();
    let mut there = folder;
    while !there.as_os_str().is_empty() && !there.exists() {
        missing.extend(there.file_name());
        there = there.parent().unwrap_or(Path::new(""));
    }
    let there = if there.as_os_str().is_empty() { Path::new(".") } else { there };
    let mut whole = fs::canonicalize(there)?;
    missing.iter().rev().for_each(|name| whole.push(name));
    Ok(whole)
}

/// Writes man pages into a folder, those of an earlier version replaced.
///
/// # Errors
/// `B053` where they cannot be written.
pub fn write_pages(folder: &Path, pages: &[(String, Vec<u8>)]) -> Result<(), Fault> {
    let write = |(name, bytes): &(String, Vec<u8>)| disk::write_cheaply(&folder.join(name), bytes, Access::Public);
    fs::create_dir_all(folder).and_then(|()| pages.iter().try_for_each(write)).map_err(|error| {
        let message = format!("the man pages could not be written: {}", error.kind());
        let fault = Diagnostic::error("B053", message, "name another folder with --dir");
        Fault::Io(fault.at(Place::file(folder.display().to_string())))
    })
}

/// A folder of its own that goes when it is dropped.
fn staging(beside: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(".new-").tempdir_in(beside)
}

fn write_all(root: &Path, files: &[Text]) -> io::Result<()> {
    for (name, text) in files {
        let path = root.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

/// Moves files into a folder, report.toml last because it makes the folder a project. Where one cannot be moved, those
/// before it are taken out again.
fn move_in(staged: &Path, folder: &Path, names: &[&str]) -> io::Result<()> {
    let mut order = names.to_vec();
    order.sort_by_key(|name| *name == "report.toml");
    let mut moved: Vec<PathBuf> = Vec::new();
    let mut one = |name: &str| {
        let place = folder.join(name);
        if let Some(above) = place.parent() {
            fs::create_dir_all(above)?;
        }
        if place.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(staged.join(name), &place)?;
        moved.push(place);
        Ok(())
    };
    let done = order.into_iter().try_for_each(&mut one);
    if done.is_err() {
        take_out(folder, &moved);
    }
    done
}

/// Removes files, and the folders that are empty without them.
fn take_out(folder: &Path, files: &[PathBuf]) {
    for file in files {
        // Best effort: what cannot be removed is still only ours.
        let _ = fs::remove_file(file);
        disk::remove_empty_folders(file.parent().unwrap_or(folder), folder);
    }
}

fn in_the_way(folder: &Path) -> Fault {
    let (message, help) = if !folder.is_dir() {
        ("a file has this name", "name a folder that does not exist yet")
    } else if folder.join("report.toml").exists() {
        ("this folder is a report project already", "name a new folder, or add `--eject` to add the templates alone")
    } else {
        ("this folder is not empty", "name a new folder; the case file can stay where it is")
    };
    Fault::Io(Diagnostic::error("B050", message, help).at(Place::file(folder.display().to_string())))
}

fn unwritten(shown: &str, error: &io::Error) -> Fault {
    let (message, help) = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ("this folder may not be written", "name another, or change its permissions")
        }
        io::ErrorKind::StorageFull => ("the disk is full", "free some space and try again"),
        io::ErrorKind::NotADirectory => ("a file stands where a folder should be", "name another folder"),
        _ => ("the project could not be written", "check the folder and the disk"),
    };
    Fault::Io(Diagnostic::error("B051", message, help).at(Place::file(shown)))
}

//! What was made by which inputs, one line each, appended and never changed.
//!
//! A line is a check sum, a space and JSON. A torn tail, lines of a newer program and garbage are passed over: what cannot
//! be read was not made, and is made again.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io;

use serde::{Deserialize, Serialize};

use super::disk::{self, Access};
use super::fingerprint::{Fingerprint, Mint};
use super::graph::Snapshot;
use super::workshop::Workshop;

/// Entries of one target that are of use: older ones are forgotten.
const PER_TARGET: usize = 8;

/// A target was made: from these inputs came that content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Name of the target.
    pub target: String,
    /// What was read, and what it was.
    pub inputs: Snapshot,
    /// What came of it.
    pub content: Fingerprint,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The entries that can be read.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    made: BTreeMap<String, VecDeque<Made>>,
    /// The last line has no end: the next entry must start its own.
    torn: bool,
}

impl Journal {
    /// Reads what is there; an unreadable journal is an empty one.
    pub fn load(workshop: &Workshop, mint: &Mint) -> Self {
        let bytes = fs::read(workshop.journal()).unwrap_or_default();
        let mut journal = Journal { torn: bytes.last().is_some_and(|&b| b != b'\n'), ..Journal::default() };
        for line in bytes.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            if let Some(made) = entry(line, mint) {
                journal.enter(made);
            }
        }
        journal
    }

    /// The content that these inputs gave, newest first: `now` tells what each input is today.
    pub fn find<'a>(&'a self, target: &str, now: &'a Snapshot) -> impl Iterator<Item = &'a Made> {
        let entries = self.made.get(target).into_iter().flatten().rev();
        entries.filter(move |made| made.inputs.iter().all(|(name, print)| now.get(name) == Some(print)))
    }

    /// Adds an entry, on the disk too.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn append(&mut self, workshop: &Workshop, mint: &Mint, made: Made) -> io::Result<()> {
        let mut line = if self.torn { String::from("\n") } else { String::new() };
        line.push_str(&written(&made, mint));
        disk::append(&workshop.journal(), line.as_bytes(), Access::Owner)?;
        self.torn = false;
        self.enter(made);
        Ok(())
    }

    /// Writes the journal anew with the entries whose content is kept. Lines that this program cannot read go.
    ///
    /// # Errors
    /// Where the file cannot be written; the old one is then still there.
    pub fn compact(&mut self, workshop: &Workshop, mint: &Mint, keep: impl Fn(&Made) -> bool) -> io::Result<()> {
        for entries in self.made.values_mut() {
            entries.retain(&keep);
        }
        let lines: String = self.made.values().flatten().map(|made| written(made, mint)).collect();
        disk::write_cheaply(&workshop.journal(), lines.as_bytes(), Access::Owner)?;
        self.torn = false;
        Ok(())
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Made> {
        self.made.values().flatten()
    }

    fn enter(&mut self, made: Made) {
        let entries = self.made.entry(made.target.clone()).or_default();
        entries.push_back(made);
        if entries.len() > PER_TARGET {
            entries.pop_front();
        }
    }
}

fn written(made: &Made, mint: &Mint) -> String {
    let text = serde_json::to_string(made).unwrap_or_default();
    format!("{} {text}\n", mint.of(text.as_bytes()).short())
}

fn entry(line: &[u8], mint: &Mint) -> Option<Made> {
    let (sum, text) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    if mint.of(text.as_bytes()).short() != sum {
        return None;
    }
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(target: &str, input: &str, content: &str) -> Made {
        let print = |text: &str| Fingerprint::plain(text.as_bytes());
        Made { target: target.into(), inputs: [("in".into(), print(input))].into(), content: print(content), bytes: 3 }
    }

    fn now(input: &str) -> Snapshot {
        [("in".to_string(), Fingerprint::plain(input.as_bytes())), ("more".into(), Fingerprint::plain(b""))].into()
    }

    #[test]
    fn what_was_made_is_found_by_its_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let (workshop, mint) = (Workshop::of(folder.path()), Mint::new([7; 32]));
        workshop.open().unwrap();
        let mut journal = Journal::load(&workshop, &mint);
        for (input, content) in [("a", "1"), ("b", "2"), ("a", "3")] {
            journal.append(&workshop, &mint, made("x", input, content)).unwrap();
        }
        let again = Journal::load(&workshop, &mint);
        let found = |journal: &Journal, target: &str, input: &str| {
            journal.find(target, &now(input)).map(|m| m.content).collect::<Vec<_>>()
        };
        assert_eq!(found(&again, "x", "a"), [Fingerprint::plain(b"3"), Fingerprint::plain(b"1")]);
        assert_eq!(found(&again, "x", "c"), []);
        assert_eq!(found(&again, "y", "a"), []);
        assert_eq!(Journal::load(&workshop, &Mint::new([8; 32])).entries().count(), 0, "another key reads nothing");
    }

    #[test]
    fn every_torn_tail_garbage_and_newer_lines_are_passed_over_and_written_after() {
        let folder = tempfile::tempdir().unwrap();
        let (workshop, mint) = (Workshop::of(folder.path()), Mint::new([7; 32]));
        workshop.open().unwrap();
        let whole: Vec<u8> = ["1", "2"].iter().flat_map(|c| written(&made("x", "a", c), &mint).into_bytes()).collect();
        let first = written(&made("x", "a", "1"), &mint).len();
        let newer = "{\"sealed\":true,\"by\":\"a newer program\"}";
        let newer = format!("{} {newer}\n", mint.of(newer.as_bytes()).short());
        for cut in 0..=whole.len() {
            for middle in ["", "\u{0}\u{1}\u{ff}garbage\n\n", &newer] {
                let bytes = [middle.as_bytes(), &whole[..cut]].concat();
                fs::write(workshop.journal(), &bytes).unwrap();
                let mut journal = Journal::load(&workshop, &mint);
                let readable = usize::from(cut + 1 >= first) + usize::from(cut + 1 >= whole.len());
                assert_eq!(journal.entries().count(), readable, "cut at {cut}");
                journal.append(&workshop, &mint, made("y", "b", "9")).unwrap();
                let again = Journal::load(&workshop, &mint);
                assert_eq!(again.entries().count(), readable + 1, "cut at {cut}");
                assert!(fs::read(workshop.journal()).unwrap().starts_with(&bytes), "appended, not changed");
            }
        }
    }

    #[test]
    fn old_entries_are_forgotten_and_compacting_keeps_what_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let (workshop, mint) = (Workshop::of(folder.path()), Mint::new([7; 32]));
        workshop.open().unwrap();
        let mut journal = Journal::default();
        for i in 0..20 {
            journal.append(&workshop, &mint, made("x", &i.to_string(), &i.to_string())).unwrap();
        }
        assert_eq!(Journal::load(&workshop, &mint).entries().count(), PER_TARGET);
        journal.compact(&workshop, &mint, |made| made.content == Fingerprint::plain(b"19")).unwrap();
        assert_eq!(Journal::load(&workshop, &mint).entries().count(), 1);
    }
}

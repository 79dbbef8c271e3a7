//! The order of the rooms: each may use only what this table grants, and the grants have no circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// Open to every room.
const OPEN: [&str; 2] = ["calendar", "diagnostic"];

/// Room, and the rooms that it may use. A grant is a decision: see DESIGN.md.
const GRANTS: &[(&str, &[&str])] = &[
    ("calendar", &[]),
    ("diagnostic", &[]),
    ("language", &[]),
    ("theme", &[]),
    ("numeric", &[]),
    ("codebook", &["language"]),
    ("study", &["codebook", "language", "theme"]),
    ("table", &[]),
    ("ingest", &["table", "study", "codebook"]),
    ("draft", &["ingest", "table", "study", "codebook", "language"]),
    ("cohort", &["ingest", "study", "codebook"]),
    ("estimate", &["numeric"]),
    ("simulate", &["numeric", "study"]),
    ("confidential", &[]),
    ("analysis", &["cohort", "ingest", "numeric", "estimate", "confidential", "study", "codebook"]),
    ("workbench", &["table", "numeric", "estimate", "confidential"]),
    ("disclosure", &["analysis", "workbench", "numeric", "estimate", "confidential", "study", "codebook", "language"]),
    ("revision", &["disclosure", "study", "codebook", "language"]),
    ("figure", &["disclosure", "codebook", "study", "language", "theme"]),
    ("annex", &["revision", "disclosure", "codebook", "study", "language", "theme"]),
    ("document", &["revision", "disclosure", "codebook", "study", "language", "theme"]),
    (
        "build",
        &[
            "document",
            "annex",
            "figure",
            "revision",
            "disclosure",
            "analysis",
            "cohort",
            "ingest",
            "table",
            "study",
            "codebook",
            "language",
            "theme",
        ],
    ),
    ("cli", &["build", "draft", "study", "ingest", "codebook", "language", "simulate", "workbench", "disclosure"]),
];

/// Rooms named by `crate::room` paths, in code that is not for tests alone.
#[derive(Default)]
struct Rooms(BTreeSet<String>);

impl Rooms {
    fn enter<'a>(&mut self, mut names: impl Iterator<Item = &'a syn::Ident>) {
        if names.next().is_some_and(|first| first == "crate") {
            self.0.extend(names.next().map(ToString::to_string));
        }
    }

    fn tree(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                self.0.insert(path.ident.to_string());
            }
            syn::UseTree::Name(name) => {
                self.0.insert(name.ident.to_string());
            }
            syn::UseTree::Rename(name) => {
                self.0.insert(name.ident.to_string());
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item)),
            syn::UseTree::Glob(_) => {
                self.0.insert("*".into());
            }
        }
    }
}

fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .any(|a| a.path().is_ident("cfg") && a.meta.require_list().is_ok_and(|l| l.tokens.to_string() == "test"))
}

impl<'ast> Visit<'ast> for Rooms {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !for_tests(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            self.tree(&path.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.enter(path.segments.iter().map(|s| &s.ident));
        syn::visit::visit_path(self, path);
    }
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Files of a room that are compiled for tests alone, by the `#[cfg(test)] mod name;` that brings them in.
fn test_modules(file: &syn::File) -> Vec<String> {
    let modules = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() && for_tests(&module.attrs) => {
            Some(module.ident.to_string())
        }
        _ => None,
    });
    modules.collect()
}

fn used_rooms() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let parsed: Vec<(PathBuf, syn::File)> = files
        .into_iter()
        .map(|path| (path.clone(), syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap()))
        .collect();
    let mut only_tests = BTreeSet::new();
    for (path, file) in &parsed {
        for name in test_modules(file) {
            let beside = path.parent().unwrap();
            only_tests.insert(beside.join(format!("{name}.rs")));
            only_tests.insert(beside.join(&name).join("mod.rs"));
        }
    }
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, file) in parsed.iter().filter(|(path, _)| !only_tests.contains(path)) {
        let below = path.strip_prefix(&root).unwrap();
        let room = below.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_string();
        if room == "lib" || room == "main" {
            continue;
        }
        let mut found = Rooms::default();
        found.visit_file(file);
        rooms.entry(room).or_default().extend(found.0);
    }
    rooms
}

#[test]
fn every_room_uses_only_what_it_is_granted() {
    let rooms = used_rooms();
    let granted: BTreeMap<&str, BTreeSet<&str>> =
        GRANTS.iter().map(|(room, grants)| (*room, grants.iter().chain(&OPEN).copied().collect())).collect();
    let mut faults = Vec::new();
    for (room, used) in &rooms {
        match granted.get(room.as_str()) {
            None => faults.push(format!("`{room}` has no line in the table")),
            Some(grants) => {
                let outside = used.iter().filter(|u| *u != room && !grants.contains(u.as_str()));
                faults.extend(outside.map(|u| format!("{room} -> {u}")));
            }
        }
    }
    assert!(rooms.len() >= 18, "only {} rooms were found", rooms.len());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_grants_have_no_circle() {
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for (room, grants) in GRANTS {
        let early: Vec<_> = grants.iter().filter(|g| !placed.contains(*g)).collect();
        assert!(early.is_empty(), "{room} is granted {early:?}, which come after it");
        placed.insert(room);
    }
}

#[test]
fn only_build_writes_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let writers = ["fs::write", "File::create", "fs::rename", "create_dir", "remove_file", "remove_dir", "OpenOptions"];
    for path in files {
        let below = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let found: Vec<_> = writers.iter().filter(|w| code.contains(**w)).collect();
        assert!(found.is_empty() || below.starts_with("build"), "{below} writes: {found:?}");
    }
}

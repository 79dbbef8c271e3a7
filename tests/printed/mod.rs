//! Every number on every page, in three languages, is found in release.json under its key. What remains are the words of
//! the method, listed here one by one, the author's marked numbers, and page furniture.

mod number;
mod release;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use number::numbers;
use release::Released;
use retraffic::build::{self, Parameters, Project, Ready};
use retraffic::document::{Composed, Medium, Origin, Printed};
use retraffic::language::Language;

use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;

/// Numbers that the words of the program print: windows, levels, definitions. By part of the report.
const METHOD: &str = include_str!("method.toml");

/// Facts that are settings of the study, not counts.
const SETTINGS: [&str; 12] = [
    "lag_months",
    "grace_days",
    "contact_gap_days",
    "first_year",
    "last_year",
    "opened",
    "cutoff",
    "edition",
    "title",
    "policy",
    "policy.sentence",
    "program",
];

/// Layout files that print numbers of pages, sections, tables, figures and lists of them, or repeat the words above.
const FURNITURE: [&str; 7] = ["", "contents", "cover", "heading", "page", "figure", "narrative"];

pub fn sample(stage: &Stage) -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    let mut left = vec![root.clone()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                left.push(entry);
                continue;
            }
            let below = entry.strip_prefix(&root).unwrap().to_str().unwrap().to_string();
            let bytes = std::fs::read(&entry).unwrap();
            stage.write(&format!("project/{below}"), &bytes);
        }
    }
    stage.edit("report.toml", |text| text.replace("languages = [\"en\"]", "languages = [\"en\", \"fr\", \"es\"]"));
    Project::open(&stage.path("project")).unwrap()
}

/// What was found wrong: where, which number, in which words.
type Faults = BTreeSet<String>;

struct Walk<'a> {
    release: &'a Released,
    everything: Vec<f64>,
    method: toml::Table,
    ready: &'a Ready,
    language: Language,
    faults: Faults,
    seen: BTreeMap<&'static str, usize>,
}

/// Whether a number is among others; a sign is no part of what is read.
fn among(number: f64, of: &[f64]) -> bool {
    of.iter().any(|other| (number - other.abs()).abs() <= 1e-9 * number.abs().max(1.0))
}

impl Walk<'_> {
    fn piece(&mut self, piece: &Printed) {
        let found = numbers(&self.without_references(piece), self.language);
        if found.is_empty() {
            return;
        }
        let (kind, allowed) = self.allowed(&piece.origin);
        *self.seen.entry(kind).or_default() += found.len();
        for number in found {
            if !allowed.as_ref().is_none_or(|allowed| among(number, allowed)) {
                let text: String = piece.text.chars().take(160).collect();
                self.faults.insert(format!(
                    "{} page {}: {number} in `{text}` ({:?})",
                    self.language.tag(),
                    piece.page,
                    piece.origin
                ));
            }
        }
    }

    /// The words of a table or a figure without the numbers of tables, figures and sections in them.
    fn without_references(&self, piece: &Printed) -> String {
        let mut text = piece.text.clone();
        if !matches!(piece.origin, Origin::TableWords(_) | Origin::FigureWords(_) | Origin::Head(_)) {
            return text;
        }
        for key in
            ["sheet.table", "sheet.figure", "ref.table", "ref.figure", "page.section", "page.chapter", "page.annex"]
        {
            let word = self.ready.strings.get(key).unwrap();
            let pieces: Vec<String> = text.split(word).map(str::to_string).collect();
            let number = |c: char| c.is_ascii_digit() || c == '.';
            let rest = |piece: &String| piece.trim_start().trim_start_matches(number).to_string();
            text = pieces.iter().enumerate().map(|(at, p)| if at == 0 { p.clone() } else { rest(p) }).collect();
        }
        text
    }

    /// What kind of text it is, and the numbers that it may print; `None` for any.
    fn allowed(&self, origin: &Origin) -> (&'static str, Option<Vec<f64>>) {
        match origin {
            Origin::Fact(name, _) => ("fact", Some(self.fact(name))),
            Origin::Cell(id, ..) => {
                let mut allowed = self.release.of_sheet(id);
                allowed.extend(self.method(&format!("cells_{id}")));
                ("cell", Some(allowed))
            }
            Origin::Head(id) | Origin::TableWords(id) => {
                let mut allowed = self.release.of_sheet(id);
                allowed.extend(self.method("words_of_tables"));
                allowed.extend(self.works());
                ("words of a table", Some(allowed))
            }
            Origin::FigureWords(id) => {
                let names = self.ready.manuscript.caption_facts.get(id).into_iter().flatten();
                let mut allowed: Vec<f64> = names.flat_map(|name| self.fact(name)).collect();
                allowed.extend(self.method("words_of_figures"));
                allowed.extend(self.works());
                allowed.extend(self.release.of_sheet(id.trim_start_matches("fig.")));
                ("words of a figure", Some(allowed))
            }
            // Marks on an axis are round, and no result.
            Origin::Chart(_) => ("chart", Some(self.everything.iter().copied().chain(self.method("axes")).collect())),
            Origin::Literal(_) => ("literal", Some(self.literals())),
            Origin::Template(place) | Origin::Words(place) => {
                let part = place.file.rsplit('/').next().unwrap().split('.').next().unwrap();
                // The imprint says what edition it is; its facts are walked like others.
                if part == "imprint" {
                    return ("imprint", None);
                }
                let mut allowed = self.method(part);
                allowed.extend(self.works());
                if matches!(origin, Origin::Words(_)) {
                    self.release.labels(&self.variables(), &mut allowed);
                    release::collect(self.release.part("variables"), &mut allowed);
                }
                ("words", Some(allowed))
            }
            Origin::Layout(file) => {
                let name = file.rsplit('/').next().unwrap().split('.').next().unwrap();
                if FURNITURE.contains(&name) || file.ends_with(".bib") {
                    return ("furniture", None);
                }
                let mut allowed = self.everything.clone();
                allowed.extend(self.method("block"));
                ("layout", Some(allowed))
            }
        }
    }

    /// What a fact may print: what the release has under its name, or a setting of the study.
    fn fact(&self, name: &str) -> Vec<f64> {
        if SETTINGS.contains(&name) {
            // Two of them can stand in one word: the first and the last year.
            let facts = SETTINGS.iter().filter_map(|name| self.ready.manuscript.facts.get(*name));
            return facts.flat_map(|fact| numbers(&fact.text(self.language), self.language)).collect();
        }
        let mut allowed = self.release.under(name);
        if name.starts_with("independence.") || name.starts_with("symmetry.") {
            allowed.extend(self.method("classes"));
        }
        allowed
    }

    /// Years of the works that are cited.
    fn works(&self) -> Vec<f64> {
        let works = self.ready.templates.get("references.bib").unwrap();
        let years = works.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
        years.map(|year| year.parse().unwrap()).collect()
    }

    fn variables(&self) -> Vec<&str> {
        let variables = self.release.part("variables").as_array().unwrap();
        variables.iter().map(|v| v["name"].as_str().unwrap()).collect()
    }

    fn literals(&self) -> Vec<f64> {
        let literals = self.release.part("literals").as_array().unwrap().iter();
        let own = literals.filter(|l| l["language"] == self.language.tag());
        own.flat_map(|l| numbers(l["text"].as_str().unwrap(), self.language)).collect()
    }

    fn method(&self, part: &str) -> Vec<f64> {
        let listed = self.method.get(part).and_then(toml::Value::as_array).into_iter().flatten();
        listed.map(|n| n.as_float().or(n.as_integer().map(|n| n as f64)).unwrap()).collect()
    }
}

#[test]
fn every_number_on_every_page_is_in_the_release_under_its_key() {
    let stage = Stage::empty("printed");
    let project = sample(&stage);
    let files = build::fresh(&project, &Parameters::default()).unwrap_or_else(|f| panic!("{:?}", f.diagnostics()));
    let file = |name: &str| &files.iter().find(|f| f.path == name).unwrap_or_else(|| panic!("no {name}")).bytes;
    let release = Released::read(file("annex/release.json"));
    let mut faults = Faults::new();
    for ready in build::manuscripts(&project).unwrap_or_else(|f| panic!("{:?}", f.diagnostics())) {
        let language = ready.manuscript.language;
        let composed = Composed::new(&ready.manuscript, &ready.templates, &ready.strings).unwrap();
        let pages = composed.lock_up(Medium::Page).read_back().unwrap();
        let mut walk = Walk {
            release: &release,
            everything: release.everything(),
            method: METHOD.parse().unwrap(),
            ready: &ready,
            language,
            faults: Faults::new(),
            seen: BTreeMap::new(),
        };
        pages.iter().for_each(|piece| walk.piece(piece));
        // The walk saw the report, not a corner of it.
        for (kind, least) in [("fact", 400), ("cell", 1500), ("chart", 400), ("words", 100), ("words of a figure", 60)]
        {
            assert!(walk.seen.get(kind).is_some_and(|n| *n >= least), "{}: {:?}", language.tag(), walk.seen);
        }
        faults.extend(walk.faults);
        whole(&pages, &Pdf::read(file(&format!("report.{}.pdf", language.tag()))), language);
    }
    let shown: Vec<&String> = faults.iter().take(900).collect();
    assert!(faults.is_empty(), "{} numbers:\n{shown:#?}", faults.len());
}

/// The walk read what the file holds: page by page the PDF's own text has the same numbers.
fn whole(pages: &[Printed], pdf: &Pdf, language: Language) {
    let count = |numbers: Vec<f64>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        numbers.iter().for_each(|n| *counted.entry(n.to_string()).or_default() += 1);
        counted
    };
    for page in 1..=pdf.pages() {
        let mut walked: Vec<f64> = Vec::new();
        for piece in pages.iter().filter(|p| p.page == page) {
            walked.extend(numbers(&piece.text, language));
        }
        let (walked, printed) = (count(walked), count(numbers(&pdf.text(page as u32), language)));
        for number in printed.keys() {
            assert!(
                walked.contains_key(number),
                "{} page {page}: {number} is printed and was not walked",
                language.tag()
            );
        }
    }
}

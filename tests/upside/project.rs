//! Small projects that are turned over: rows chosen, copied or emptied, and what a reader gets of them.

use std::collections::BTreeMap;

use super::page::Page;
use crate::cli::stage::Stage;

/// Languages of every report here.
pub const LANGUAGES: [&str; 3] = ["en", "fr", "es"];

/// One row of the case file by column.
pub type Case = BTreeMap<String, String>;

/// A project whose case file can be rewritten.
pub struct Turned {
    pub stage: Stage,
    columns: Vec<String>,
    cases: Vec<Case>,
}

impl Turned {
    /// A simulated project of this many persons in three languages.
    pub fn new(name: &str, persons: u32) -> Self {
        let stage = Stage::project(name, persons);
        stage.edit("report.toml", |t| t.replace("languages = [\"en\"]", "languages = [\"en\", \"fr\", \"es\"]"));
        let bytes = std::fs::read(stage.path("project/cases.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_string).collect();
        let cases = reader.deserialize().map(|row| row.unwrap()).collect();
        Turned { stage, columns, cases }
    }

    /// Keeps the rows of persons for whom this holds; it is given all rows of one.
    pub fn persons(mut self, keep: impl Fn(&[Case]) -> bool) -> Self {
        let mut persons: BTreeMap<String, Vec<Case>> = BTreeMap::new();
        for case in self.cases.drain(..) {
            persons.entry(case["person_id"].clone()).or_default().push(case);
        }
        self.cases = persons.into_values().filter(|rows| keep(rows)).flatten().collect();
        assert!(!self.cases.is_empty(), "nobody is left");
        self
    }

    /// The first persons only.
    pub fn first(mut self, persons: usize) -> Self {
        let mut names: Vec<String> = self.cases.iter().map(|case| case["person_id"].clone()).collect();
        names.dedup();
        names.truncate(persons);
        self.cases.retain(|case| names.contains(&case["person_id"]));
        self
    }

    /// Every person so many times.
    pub fn times(mut self, times: usize) -> Self {
        let copy = |n: usize| {
            self.cases.iter().cloned().map(move |mut case| {
                case.entry("person_id".into()).and_modify(|id| *id = format!("{id}x{n}"));
                case
            })
        };
        self.cases = (0..times).flat_map(copy).collect();
        self
    }

    /// Writes these columns anew.
    pub fn filled(mut self, columns: impl Fn(&str) -> bool, with: &str) -> Self {
        for case in &mut self.cases {
            case.iter_mut().filter(|(column, _)| columns(column)).for_each(|(_, value)| *value = with.to_string());
        }
        self
    }

    /// Leaves a column out.
    pub fn without(mut self, column: &str) -> Self {
        self.columns.retain(|c| c != column);
        self
    }

    pub fn plan(self, change: impl Fn(&str) -> String) -> Self {
        self.stage.edit("report.toml", change);
        self
    }

    pub fn codebook(self, change: impl Fn(&str) -> String) -> Self {
        self.stage.edit("codebook.toml", change);
        self
    }

    pub fn internal(self) -> Self {
        self.plan(|t| t.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"The office\""))
    }

    /// Writes the case file and builds these targets, which must succeed.
    pub fn build(self, targets: &[&str]) -> Stage {
        let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
        out.write_record(&self.columns).unwrap();
        for case in &self.cases {
            out.write_record(self.columns.iter().map(|column| &case[column])).unwrap();
        }
        self.stage.write("project/cases.csv", &out.into_inner().unwrap());
        let run = self.stage.run(&[&["build", "project"], targets].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        self.stage
    }

    /// What the report says, by language.
    pub fn read(self) -> BTreeMap<&'static str, Page> {
        let stage = self.build(&["report.en.html", "report.fr.html", "report.es.html"]);
        let page = |language: &'static str| {
            let shelf = if stage.exists("output/internal") { "internal" } else { "public" };
            let path = stage.path(&format!("output/{shelf}/report.{language}.html"));
            (language, Page::read(&std::fs::read_to_string(path).unwrap()))
        };
        LANGUAGES.into_iter().map(page).collect()
    }
}

/// True for a person with a second episode a year or more after the first: no copy, and not one episode in two rows.
pub fn again(rows: &[Case]) -> bool {
    let [first, second, ..] = rows else { return false };
    let year = |case: &Case, column: &str| case[column].get(..4).map(str::to_string);
    let (exit, entry) = (year(first, "exit_date"), year(second, "entry_date"));
    first["episode"] == "1" && second["episode"] == "2" && exit.is_some() && entry > exit
}

/// True for a person of one row that is a first episode.
pub fn once(rows: &[Case]) -> bool {
    rows.len() == 1 && rows[0]["episode"] == "1"
}

//! The template files: layout, narrative and references, embedded in the program and overridable by a project.

use crate::language::Language;
use std::collections::BTreeMap;

/// Template texts by their path under `templates/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    files: BTreeMap<String, String>,
}

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../templates/", $path)))),*]
    };
}

/// The narrative of one language: every language has these files.
macro_rules! narrative {
    ($tag:literal) => {
        narrative!($tag,
            "acknowledgements.typ.j2",
            "acronyms.typ.j2",
            "assistance.typ.j2",
            "captions.j2",
            "captions.toml",
            "changes.typ.j2",
            "characteristics.typ.j2",
            "codebook.typ.j2",
            "conclusions.typ.j2",
            "course.typ.j2",
            "evidence.typ.j2",
            "experiences.typ.j2",
            "findings.typ.j2",
            "foreword.typ.j2",
            "glossary.typ.j2",
            "imprint.typ.j2",
            "index.typ.j2",
            "introduction.typ.j2",
            "methods.typ.j2",
            "models.typ.j2",
            "phrases.typ.j2",
            "quality.typ.j2",
            "references.typ.j2",
            "summary.typ.j2",
            "tables.typ.j2",
        )
    };
    ($tag:literal, $($name:literal),* $(,)?) => {
        [$((concat!($tag, "/", $name), include_str!(concat!("../../templates/", $tag, "/", $name)))),*]
    };
}

impl Templates {
    /// The files that come with the program.
    pub fn embedded() -> Self {
        let layout = embedded![
            "layout/block.typ",
            "layout/contents.typ",
            "layout/cover.typ",
            "layout/figure.typ",
            "layout/heading.typ",
            "layout/index.typ",
            "layout/margin.typ",
            "layout/narrative.typ",
            "layout/page.typ",
            "layout/report.typ",
            "layout/table.typ",
            "layout/theme.typ",
            "html/block.typ",
            "html/figure.typ",
            "html/heading.typ",
            "html/index.typ",
            "html/narrative.typ",
            "html/report.typ",
            "html/style.css",
            "html/table.typ",
            "html/theme.typ",
            "references.bib",
            "spacing.typ",
        ];
        // One line for each language that the program writes.
        let narratives = [narrative!("en"), narrative!("fr"), narrative!("es")];
        let files = layout.into_iter().chain(narratives.into_iter().flatten());
        Templates { files: files.map(|(path, text)| (path.to_string(), text.to_string())).collect() }
    }

    /// The same with one file replaced or added, as a project's own template does.
    pub fn with(mut self, path: &str, text: impl Into<String>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    /// A file's text.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Path of a part's narrative: `en/evidence.typ.j2`.
    pub(super) fn part(language: Language, name: &str) -> String {
        format!("{}/{name}.typ.j2", language.tag())
    }

    /// The narratives of a language under the names by which they call one another, with their texts.
    pub(super) fn narratives(&self, language: Language) -> impl Iterator<Item = (String, String)> {
        let files = self.iter().filter(move |(path, _)| {
            path.ends_with(".j2") && path.split_once('/').is_some_and(|(folder, _)| folder == language.tag())
        });
        files.map(|(path, text)| (format!("templates/{path}"), text.to_string()))
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

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

impl Templates {
    /// The files that come with the program.
    pub fn embedded() -> Self {
        let files = embedded![
            "layout/block.typ",
            "layout/contents.typ",
            "layout/cover.typ",
            "layout/figure.typ",
            "layout/heading.typ",
            "layout/margin.typ",
            "layout/narrative.typ",
            "layout/page.typ",
            "layout/report.typ",
            "layout/table.typ",
            "layout/theme.typ",
            "references.bib",
            "en/acknowledgements.typ.j2",
            "en/acronyms.typ.j2",
            "en/assistance.typ.j2",
            "en/captions.j2",
            "en/captions.toml",
            "en/changes.typ.j2",
            "en/characteristics.typ.j2",
            "en/codebook.typ.j2",
            "en/conclusions.typ.j2",
            "en/course.typ.j2",
            "en/evidence.typ.j2",
            "en/experiences.typ.j2",
            "en/findings.typ.j2",
            "en/glossary.typ.j2",
            "en/imprint.typ.j2",
            "en/introduction.typ.j2",
            "en/methods.typ.j2",
            "en/models.typ.j2",
            "en/phrases.typ.j2",
            "en/quality.typ.j2",
            "en/references.typ.j2",
            "en/summary.typ.j2",
            "en/tables.typ.j2",
            "es/acknowledgements.typ.j2",
            "es/acronyms.typ.j2",
            "es/assistance.typ.j2",
            "es/captions.j2",
            "es/captions.toml",
            "es/changes.typ.j2",
            "es/characteristics.typ.j2",
            "es/codebook.typ.j2",
            "es/conclusions.typ.j2",
            "es/course.typ.j2",
            "es/evidence.typ.j2",
            "es/experiences.typ.j2",
            "es/findings.typ.j2",
            "es/glossary.typ.j2",
            "es/imprint.typ.j2",
            "es/introduction.typ.j2",
            "es/methods.typ.j2",
            "es/models.typ.j2",
            "es/phrases.typ.j2",
            "es/quality.typ.j2",
            "es/references.typ.j2",
            "es/summary.typ.j2",
            "es/tables.typ.j2",
        ];
        Templates { files: files.map(|(path, text)| (path.to_string(), text.to_string())).into() }
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

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

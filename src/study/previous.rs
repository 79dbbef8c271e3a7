//! `[previous]` of report.toml: the last edition, and what is called or defined otherwise since.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

use super::report::LabelSection;
use super::toml_place::place;
use crate::calendar::{Date, Day, Precision};
use crate::codebook::Labels;
use crate::diagnostic::{Diagnostic, Place};

/// A number that has another name in this edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming {
    /// Name in the last edition.
    pub old: String,
    /// Name in this one.
    pub new: String,
    /// Where report.toml says so.
    pub place: Place,
}

/// A number that means something else in this edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redefinition {
    /// Its name in this edition.
    pub name: String,
    /// What changed, in one sentence.
    pub words: Labels,
    /// Where report.toml says so.
    pub place: Place,
}

/// The last edition as report.toml names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousPlan {
    /// Its release.json, or a list in CSV; relative to report.toml.
    pub file: String,
    /// Name of the edition, which a list cannot say itself.
    pub edition: Option<String>,
    /// Last day of its extract, likewise.
    pub cutoff: Option<Day>,
    /// To what its counts were rounded, likewise; 1 where they were exact.
    pub rounded_to: u16,
    /// Who compared the two editions for what their difference could tell of a person.
    pub reviewed_by: Option<String>,
    /// Other names.
    pub renamed: Vec<Renaming>,
    /// Other definitions.
    pub redefined: Vec<Redefinition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviousSection {
    file: String,
    edition: Option<String>,
    cutoff: Option<Spanned<String>>,
    rounded_to: Option<Spanned<u16>>,
    reviewed_by: Option<Spanned<String>>,
    #[serde(default)]
    renamed: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    definition_changed: BTreeMap<String, Spanned<LabelSection>>,
}

/// The section as a plan; faults are added to `faults`.
pub(super) fn previous(
    section: PreviousSection,
    file: &str,
    text: &str,
    first_edition: bool,
    faults: &mut Vec<Diagnostic>,
) -> PreviousPlan {
    let at = |start: usize| place(file, text, start);
    let cutoff = section.cutoff.as_ref().map(|field| {
        let day = Date::parse(field.get_ref()).filter(|d| d.precision() == Precision::Day).map(Date::first);
        day.ok_or_else(|| {
            Diagnostic::error("S003", "`previous.cutoff` is not a day", "write it as `2009-12-31`")
                .at(at(field.span().start))
        })
    });
    let cutoff = match cutoff.transpose() {
        Ok(cutoff) => cutoff,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    if let Some(step) = section.rounded_to.as_ref().filter(|step| !(1..=100).contains(step.get_ref())) {
        let help = "write 1 where its counts were exact, 5 where they were rounded to the nearest 5";
        let fault = Diagnostic::error("S013", "`rounded_to` is a whole number from 1 to 100", help);
        faults.push(fault.at(at(step.span().start)));
    }
    if let Some(name) = section.reviewed_by.as_ref().filter(|name| name.get_ref().trim().is_empty()) {
        let help = "name the person or the office that compared the editions, or leave the key out";
        faults.push(Diagnostic::error("S014", "`reviewed_by` names nobody", help).at(at(name.span().start)));
    }
    if first_edition {
        let help = "take `first_edition = true` away; a later edition needs `reviewed_by` under [previous] instead";
        let message = "report.toml says that nothing was published before, and names an earlier edition";
        faults.push(Diagnostic::error("S012", message, help).at(Place::file(file)));
    }
    let renamed = section.renamed.into_iter().map(|(old, new)| Renaming {
        old,
        place: at(new.span().start),
        new: new.into_inner(),
    });
    let redefined = section.definition_changed.into_iter().map(|(name, words)| Redefinition {
        name,
        place: at(words.span().start),
        words: words.into_inner().into(),
    });
    PreviousPlan {
        renamed: renamed.collect(),
        redefined: redefined.collect(),
        file: section.file,
        edition: section.edition,
        cutoff,
        rounded_to: section.rounded_to.map_or(1, Spanned::into_inner),
        reviewed_by: section.reviewed_by.map(Spanned::into_inner),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostic;
    use crate::study::Report;

    fn parse(previous: &str) -> Result<Report, Vec<Diagnostic>> {
        let text = format!(
            "format = 1\n[report]\ntitle = {{ en = \"T\" }}\norganisation = \"O\"\nedition = \"2010\"\n\
             [data]\nfile = \"cases.csv\"\ncutoff = \"2009-12-31\"\n[disclosure]\npolicy = \"round-5\"\n{previous}"
        );
        Report::parse(&text, "report.toml")
    }

    fn fault(previous: &str) -> (&'static str, Option<String>) {
        let faults = parse(previous).unwrap_err();
        (faults[0].code, faults[0].place.as_ref().map(ToString::to_string))
    }

    #[test]
    fn other_names_and_definitions_keep_their_places() {
        let text = "[previous]\nfile = \"last.json\"\nrenamed = { b = \"a\" }\n\
                    [previous.definition_changed]\n\"year.2008.n\" = { en = \"By entry.\" }\n";
        let last = parse(text).unwrap().previous.unwrap();
        assert_eq!((last.file.as_str(), last.rounded_to, last.reviewed_by), ("last.json", 1, None));
        let renamed = &last.renamed[0];
        assert_eq!((renamed.old.as_str(), renamed.new.as_str()), ("b", "a"));
        assert_eq!(renamed.place.to_string(), "report.toml:13:17");
        assert_eq!((last.redefined[0].name.as_str(), last.redefined[0].place.line), ("year.2008.n", Some(15)));
        assert_eq!(parse("").unwrap().previous, None);
    }

    #[test]
    fn what_cannot_be_is_told_with_its_place() {
        let at = |place: &str| Some(place.to_string());
        let first = "first_edition = true\n[previous]\nfile = \"last.json\"\n";
        assert_eq!(fault(first), ("S012", at("report.toml")));
        assert_eq!(fault("[previous]\nfile = \"a\"\ncutoff = \"2008\"\n"), ("S003", at("report.toml:13:10")));
        assert_eq!(fault("[previous]\nfile = \"a\"\nrounded_to = 0\n"), ("S013", at("report.toml:13:14")));
        assert_eq!(fault("[previous]\nfile = \"a\"\nreviewed_by = \"\"\n"), ("S014", at("report.toml:13:15")));
        assert_eq!(fault("[previous]\n"), ("S001", at("report.toml:11:1")));
        assert_eq!(fault("[previous]\nfile = \"a\"\nfiel = 1\n"), ("S001", at("report.toml:13:1")));
    }
}

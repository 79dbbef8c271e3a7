//! How the report is published: authors, publisher, catalogue numbers, rights, and how it asks to be cited.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use toml::Spanned;

use super::identifier::{Doi, IdentifierFault, Isbn, Issn};
use super::toml_place::place;
use crate::diagnostic::Diagnostic;
use crate::language::Language;

/// What the imprint and the file's metadata say beside title and organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Persons in order; none where the organisation speaks for itself.
    pub authors: Vec<String>,
    /// Place of publication.
    pub place: Option<String>,
    /// Publisher, where it is not the organisation.
    pub publisher: Option<String>,
    /// Each language edition may have its own.
    pub isbn: ByLanguage<Isbn>,
    /// Of the series.
    pub issn: ByLanguage<Issn>,
    /// Each language edition may have its own.
    pub doi: ByLanguage<Doi>,
    /// Rights notice. English stands in for a language that has none.
    pub license: ByLanguage<String>,
    /// How to cite; composed where the author gives none.
    pub citation: ByLanguage<String>,
}

/// A value for all languages, or one for each of some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByLanguage<T> {
    all: Option<T>,
    own: BTreeMap<Language, T>,
}

impl<T> Default for ByLanguage<T> {
    fn default() -> Self {
        ByLanguage { all: None, own: BTreeMap::new() }
    }
}

impl<T> ByLanguage<T> {
    /// The value of a language; that of another never stands in for it.
    pub fn get(&self, language: Language) -> Option<&T> {
        self.own.get(&language).or(self.all.as_ref())
    }

    /// The value of a language, or the English one.
    pub fn or_english(&self, language: Language) -> Option<&T> {
        self.get(language).or_else(|| self.get(Language::English))
    }
}

/// A text, or a table of texts by language, as report.toml has it.
pub(super) enum Worded {
    One(String),
    Each(Vec<(Spanned<String>, Spanned<String>)>),
}

impl<'de> Deserialize<'de> for Worded {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Worded;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text, or one for each language as { en = \"...\", fr = \"...\" }")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Worded, E> {
                Ok(Worded::One(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Worded, A::Error> {
                let mut each = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    each.push(entry);
                }
                Ok(Worded::Each(each))
            }
        }
        from.deserialize_any(Reader)
    }
}

/// The keys of [report] that are about publication.
#[derive(Default)]
pub(super) struct PublicationKeys {
    pub(super) authors: Vec<Spanned<String>>,
    pub(super) place: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) isbn: Option<Spanned<Worded>>,
    pub(super) issn: Option<Spanned<Worded>>,
    pub(super) doi: Option<Spanned<Worded>>,
    pub(super) license: Option<Spanned<Worded>>,
    pub(super) citation: Option<Spanned<Worded>>,
}

/// Where a fault goes: the file's name, its text, and the faults so far.
pub(super) struct Reading<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) faults: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    pub(super) fn fault(&mut self, at: usize, code: &'static str, message: impl Into<String>, help: &str) {
        self.faults.push(Diagnostic::error(code, message, help).at(place(self.file, self.text, at)));
    }
}

impl Publication {
    /// Checks the keys; faults are added to those of the reading.
    pub(super) fn read(keys: PublicationKeys, reading: &mut Reading<'_>) -> Self {
        let authors = keys.authors.into_iter().filter_map(|name| {
            let at = name.span().start;
            let name = name.into_inner().trim().to_string();
            if name.is_empty() {
                reading.fault(at, "S024", "this author has no name", "write the name, or take the entry out");
                return None;
            }
            Some(name)
        });
        Publication {
            authors: authors.collect(),
            place: keys.place.filter(|p| !p.trim().is_empty()),
            publisher: keys.publisher.filter(|p| !p.trim().is_empty()),
            isbn: by_language(keys.isbn, reading, &|text| Isbn::parse(text).map_err(isbn_fault)),
            issn: by_language(keys.issn, reading, &|text| Issn::parse(text).map_err(issn_fault)),
            doi: by_language(keys.doi, reading, &|text| Doi::parse(text).map_err(|_| DOI_FAULT)),
            license: by_language(keys.license, reading, &|text| Ok(text.trim().to_string())),
            citation: by_language(keys.citation, reading, &|text| Ok(text.trim().to_string())),
        }
    }
}

/// Code, reason, remedy.
pub(super) type Fault = (&'static str, &'static str, &'static str);

const DOI_FAULT: Fault = ("S022", "this is no DOI", "write it as `10.1234/name`, as the registration agency gave it");

fn isbn_fault(fault: IdentifierFault) -> Fault {
    match fault {
        IdentifierFault::Shape => {
            ("S020", "this is no ISBN", "write 13 digits that begin with 978 or 979, or 10 digits")
        }
        IdentifierFault::CheckDigit => ("S020", "the check digit of this ISBN does not fit", CHECK),
    }
}

fn issn_fault(fault: IdentifierFault) -> Fault {
    match fault {
        IdentifierFault::Shape => ("S021", "this is no ISSN", "write it as `1234-5679`"),
        IdentifierFault::CheckDigit => ("S021", "the check digit of this ISSN does not fit", CHECK),
    }
}

const CHECK: &str = "hold it against the agency's letter: a digit is wrong, or two changed places";

pub(super) fn by_language<T>(
    worded: Option<Spanned<Worded>>,
    reading: &mut Reading<'_>,
    parse: &dyn Fn(&str) -> Result<T, Fault>,
) -> ByLanguage<T> {
    let mut found = ByLanguage::default();
    let Some(worded) = worded else { return found };
    let at = worded.span().start;
    let one = |text: &str, at: usize, reading: &mut Reading<'_>| match parse(text) {
        _ if text.trim().is_empty() => None,
        Ok(value) => Some(value),
        Err((code, message, help)) => {
            reading.fault(at, code, message, help);
            None
        }
    };
    match worded.into_inner() {
        Worded::One(text) => found.all = one(&text, at, reading),
        Worded::Each(texts) => {
            for (tag, text) in texts {
                let Some(language) = Language::from_tag(tag.get_ref()) else {
                    let help = "choose among these tags";
                    reading.fault(tag.span().start, "S004", "the report is written in en, fr and es", help);
                    continue;
                };
                if let Some(value) = one(text.get_ref(), text.span().start, reading) {
                    found.own.insert(language, value);
                }
            }
        }
    }
    found
}

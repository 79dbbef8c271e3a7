//! The text of a TOML file with its places: what a key holds, and where a fault in it stands.
//!
//! Owns reading of keys and values with line and column. Knows no variable and no plan.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Place};

/// A TOML text, its name, and the faults found in it so far.
pub struct Source<'t> {
    file: String,
    text: &'t str,
    faults: Vec<Diagnostic>,
    /// Letters that can be printed beside those of the program's own fonts.
    letters: &'t dyn Fn(char) -> bool,
}

/// One table of a TOML text and where it stands.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Byte range in the text.
    pub span: Range<usize>,
}

impl<'a> Section<'a> {
    /// A table at a place.
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Section { table, span }
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Keys with their values, in the order of the text.
    pub fn entries(&self) -> impl Iterator<Item = (Located<&'a str>, Located<&'a DeValue<'a>>)> + use<'a> {
        self.table.iter().map(|(key, value)| {
            (
                Located { value: key.get_ref().as_ref(), span: key.span() },
                Located { value: value.get_ref(), span: value.span() },
            )
        })
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Located<&'a DeValue<'a>>> {
        self.entries().find(|(k, _)| k.value == key).map(|(_, value)| value)
    }
}

impl<'t> Source<'t> {
    /// A text under the name that its user knows it by.
    pub fn new(file: impl Into<String>, text: &'t str) -> Self {
        Source { file: file.into(), text, faults: Vec::new(), letters: &|_| false }
    }

    /// The same where other letters can be printed too.
    pub fn with_letters(self, letters: &'t dyn Fn(char) -> bool) -> Self {
        Source { letters, ..self }
    }

    /// Whether a letter can be printed beside those of the program's own fonts.
    pub fn letters(&self) -> &'t dyn Fn(char) -> bool {
        self.letters
    }

    /// The whole text as a tree, or the first fault of its syntax (`C001`).
    pub fn tree(&mut self) -> Option<toml::Spanned<DeTable<'t>>> {
        match DeTable::parse(self.text) {
            Ok(tree) => Some(tree),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
                self.fault(
                    "C001",
                    span,
                    format!("this is not valid TOML: {message}"),
                    "correct the line; text values stand in \"straight quotes\"",
                );
                None
            }
        }
    }

    /// Line and character (both from 1) of a byte position.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let at = self.text.floor_char_boundary(span.start.min(self.text.len()));
        let before = &self.text[..at];
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        Place::cell(self.file.clone(), line as u64, column.to_string())
    }

    /// Records an error at a place of the text.
    pub fn fault(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(&span);
        self.faults.push(Diagnostic::error(code, message, help).at(place));
    }

    /// Records a warning at a place of the text.
    pub fn warn(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.place(&span);
        self.faults.push(Diagnostic::warning(code, message, help).at(place));
    }

    /// What was found, in the order of the text.
    pub fn into_faults(mut self) -> Vec<Diagnostic> {
        self.faults.sort_by_key(|f| {
            let place = f.place.as_ref();
            let column = place.and_then(|p| p.column.as_ref()).and_then(|c| c.parse::<u64>().ok());
            (place.and_then(|p| p.line), column)
        });
        self.faults
    }

    /// Reports every key that is not among `known` (`C002`), with the nearest one that is.
    pub fn only(&mut self, section: &Section<'_>, known: &[&str]) {
        for (key, _) in section.entries() {
            if !known.contains(&key.value) {
                let help = match nearest(key.value, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.fault("C002", key.span, format!("unknown key `{}`", key.value), help);
            }
        }
    }

    /// A text, if the key is there.
    pub fn text<'a>(&mut self, section: &Section<'a>, key: &str) -> Option<Located<&'a str>> {
        let found = section.get(key)?;
        match found.value.as_str() {
            Some(value) => Some(Located { value, span: found.span }),
            None => self.wrong(key, &found, "a text in quotes"),
        }
    }

    /// A text that must be there (`C003` if it is not).
    pub fn needed_text<'a>(&mut self, section: &Section<'a>, key: &str) -> Option<Located<&'a str>> {
        if section.get(key).is_none() {
            self.missing(section, key);
            return None;
        }
        self.text(section, key)
    }

    /// True or false; `false` where the key is absent.
    pub fn flag(&mut self, section: &Section<'_>, key: &str) -> bool {
        let Some(found) = section.get(key) else { return false };
        match found.value.as_bool() {
            Some(value) => value,
            None => self.wrong(key, &found, "true or false").unwrap_or(false),
        }
    }

    /// A whole number, if the key is there.
    pub fn number(&mut self, section: &Section<'_>, key: &str) -> Option<Located<i32>> {
        let found = section.get(key)?;
        let parsed = found.value.as_integer().and_then(|i| i32::from_str_radix(i.as_str(), i.radix()).ok());
        match parsed {
            Some(value) => Some(Located { value, span: found.span }),
            None => self.wrong(key, &found, "a whole number"),
        }
    }

    /// A table, if the key is there.
    pub fn section<'a>(&mut self, section: &Section<'a>, key: &str) -> Option<Section<'a>> {
        let found = section.get(key)?;
        match found.value.as_table() {
            Some(table) => Some(Section { table, span: found.span }),
            None => self.wrong(key, &found, "a table"),
        }
    }

    /// The tables of `[[key]]`, in order.
    pub fn sections<'a>(&mut self, section: &Section<'a>, key: &str) -> Vec<Section<'a>> {
        let Some(found) = section.get(key) else { return Vec::new() };
        let Some(array) = found.value.as_array() else {
            return self.wrong(key, &found, "a list of tables, [[...]]").unwrap_or_default();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            let located = Located { value: item.get_ref(), span: item.span() };
            match located.value.as_table() {
                Some(table) => tables.push(Section { table, span: located.span }),
                None => self.wrong::<()>(key, &located, "a list of tables, [[...]]").unwrap_or_default(),
            }
        }
        tables
    }

    /// A list of texts; one text alone stands for a list of one. Empty where the key is absent.
    pub fn texts<'a>(&mut self, section: &Section<'a>, key: &str) -> Vec<Located<&'a str>> {
        match section.get(key) {
            Some(found) => self.texts_of(key, &found),
            None => Vec::new(),
        }
    }

    /// The same for a value at hand.
    pub fn texts_of<'a>(&mut self, key: &str, found: &Located<&'a DeValue<'a>>) -> Vec<Located<&'a str>> {
        if let Some(value) = found.value.as_str() {
            return vec![Located { value, span: found.span.clone() }];
        }
        let Some(array) = found.value.as_array() else {
            return self.wrong(key, found, "a text or a list of texts").unwrap_or_default();
        };
        let mut texts = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(value) => texts.push(Located { value, span: item.span() }),
                None => {
                    let item = Located { value: item.get_ref(), span: item.span() };
                    self.wrong::<()>(key, &item, "a list of texts").unwrap_or_default();
                }
            }
        }
        texts
    }

    /// Reports a key that must be there (`C003`).
    pub fn missing(&mut self, section: &Section<'_>, key: &str) {
        self.fault("C003", section.span(), format!("`{key}` is missing here"), format!("add `{key} = ...`"));
    }

    fn wrong<T>(&mut self, key: &str, found: &Located<&DeValue<'_>>, wanted: &str) -> Option<T> {
        let kind = found.value.type_str();
        self.fault(
            "C004",
            found.span.clone(),
            format!("`{key}` is of type {kind}, but must be {wanted}"),
            format!("write {wanted}"),
        );
        None
    }
}

/// The name nearest to a misspelt one, if any is near enough to be meant.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let folded = name.to_lowercase();
    known
        .map(|k| (strsim::damerau_levenshtein(&folded, &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= (k.chars().count().max(folded.chars().count()) / 3).clamp(1, 4))
        .min()
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let source = Source::new("x.toml", "a = 1\né = \"ß\" = 2\n");
        let place = source.place(&(14..15));
        assert_eq!(place.to_string(), "x.toml:2:7");
        assert_eq!(source.place(&(0..1)).to_string(), "x.toml:1:1");
        assert_eq!(source.place(&(999..1000)).line, Some(3));
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_a_stranger_none() {
        let known = ["labels", "level", "kind"];
        assert_eq!(nearest("lables", known.into_iter()), Some("labels"));
        assert_eq!(nearest("Kind", known.into_iter()), Some("kind"));
        assert_eq!(nearest("organisation", known.into_iter()), None);
    }
}

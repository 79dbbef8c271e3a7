//! Interface strings: the words of page furniture, tables and figures, by key.
//!
//! Owns `templates/<language>/strings.toml`. A missing key is an error that names it, never an empty space.

use super::Language;
use crate::diagnostic::{Diagnostic, Place};
use std::collections::BTreeMap;

/// The embedded texts: one line for each language that the program writes.
const EMBEDDED: &[(Language, &str)] = &[
    (Language::English, include_str!("../../templates/en/strings.toml")),
    (Language::French, include_str!("../../templates/fr/strings.toml")),
    (Language::Spanish, include_str!("../../templates/es/strings.toml")),
];

/// All interface strings of one language under dotted keys such as `page.chapter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strings {
    language: Language,
    texts: BTreeMap<String, String>,
}

impl Strings {
    /// The strings that come with the program.
    ///
    /// # Errors
    /// `L001` where the language has none.
    pub fn embedded(language: Language) -> Result<Self, Diagnostic> {
        let file = format!("templates/{}/strings.toml", language.tag());
        match EMBEDDED.iter().find(|(known, _)| *known == language) {
            Some((_, text)) => Self::parse(language, &file, text),
            None => {
                let known: Vec<String> = Self::languages().map(|l| format!("`{}`", l.tag())).collect();
                let message = format!("the program has no interface strings for `{}` yet", language.tag());
                let help = format!("write the report in {}", super::or(&known, Language::English));
                Err(Diagnostic::error("L001", message, help).at(Place::file(file)))
            }
        }
    }

    /// The languages that the program writes, in order.
    pub fn languages() -> impl Iterator<Item = Language> {
        EMBEDDED.iter().map(|(language, _)| *language)
    }

    /// The text of the strings file that comes with the program, where the language has one.
    pub fn text(language: Language) -> Option<&'static str> {
        EMBEDDED.iter().find(|(known, _)| *known == language).map(|(_, text)| *text)
    }

    /// Reads TOML: tables of strings, nested at will; the path to a string is its key.
    ///
    /// # Errors
    /// `L002` where the text is not TOML or holds something other than strings and tables.
    pub fn parse(language: Language, file: &str, text: &str) -> Result<Self, Diagnostic> {
        let fault = |message: String| {
            Diagnostic::error("L002", message, "a strings file holds tables of quoted strings only")
                .at(Place::file(file))
        };
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map(|span| text[..span.start].matches('\n').count() as u64 + 1);
            let mut diagnostic = fault(format!("not valid TOML: {}", e.message()));
            diagnostic.place = Some(Place { file: file.into(), line, column: None });
            diagnostic
        })?;
        let mut texts = BTreeMap::new();
        flatten(&table, "", &mut texts).map_err(|key| fault(format!("`{key}` is not a string")))?;
        texts.values_mut().for_each(|text| *text = super::bound(text, language));
        Ok(Strings { language, texts })
    }

    /// These strings with those of a project's own file in their place.
    pub fn overlaid(mut self, own: Strings) -> Self {
        self.texts.extend(own.texts);
        self
    }

    /// The language they are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The string under a key.
    ///
    /// # Errors
    /// `L003`, naming the key and the nearest one there is.
    pub fn get(&self, key: &str) -> Result<&str, Diagnostic> {
        self.texts.get(key).map(String::as_str).ok_or_else(|| {
            let near = self.texts.keys().max_by(|a, b| strsim::jaro(a, key).total_cmp(&strsim::jaro(b, key)));
            let help = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            Diagnostic::error("L003", format!("no interface string `{key}`"), help)
                .at(Place::file(format!("templates/{}/strings.toml", self.language.tag())))
        })
    }

    /// The string under a key with each `{name}` replaced by its value.
    ///
    /// # Errors
    /// As [`Strings::get`].
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let mut text = String::new();
        let mut rest = self.get(key)?;
        // One pass, so that a value with braces is never filled in turn.
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}').and_then(|(name, tail)| {
                values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, tail))
            }) {
                Some((value, tail)) => {
                    text.push_str(value);
                    rest = tail;
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        Ok(text)
    }

    /// All keys and strings, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

/// The key of the first value that is neither a string nor a table, as an error.
fn flatten(table: &toml::Table, prefix: &str, texts: &mut BTreeMap<String, String>) -> Result<(), String> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::String(text) => {
                texts.insert(key, text.clone());
            }
            toml::Value::Table(inner) => flatten(inner, &key, texts)?,
            _ => return Err(key),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Result<Strings, Diagnostic> {
        Strings::parse(Language::English, "strings.toml", text)
    }

    #[test]
    fn a_missing_key_is_named_with_the_nearest() {
        let strings = strings("[page]\nchapter = \"Chapter\"\n").unwrap();
        assert_eq!(strings.get("page.chapter"), Ok("Chapter"));
        let error = strings.get("page.chaptr").unwrap_err();
        assert!(error.message.contains("page.chaptr") && error.help.contains("page.chapter"), "{error}");
    }

    #[test]
    fn filling_is_one_pass() {
        let strings = strings("a = \"{x} of {y}, {z}\"").unwrap();
        assert_eq!(strings.fill("a", &[("x", "{y}"), ("y", "2")]), Ok("{y} of 2, {z}".into()));
    }

    #[test]
    fn faults_have_a_line_and_a_key() {
        assert_eq!(strings("a = \"b\"\nc = ").unwrap_err().place.unwrap().line, Some(2));
        assert!(strings("[a]\nb = 3").unwrap_err().message.contains("a.b"));
    }

    #[test]
    fn the_embedded_strings_are_whole() {
        let keys = |strings: &Strings| strings.iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>();
        let english = Strings::embedded(Language::English).unwrap();
        assert!(english.get("page.contents").is_ok());
        for language in Strings::languages() {
            let strings = Strings::embedded(language).unwrap();
            assert!(strings.iter().all(|(_, text)| !text.trim().is_empty()));
            assert_eq!(keys(&strings), keys(&english), "{}", language.tag());
        }
    }

    #[test]
    fn a_translation_fills_the_same_places() {
        let places = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|s| s.split_once('}')).map(|(name, _)| name.into()).collect();
            names.sort();
            names
        };
        let english = Strings::embedded(Language::English).unwrap();
        for strings in Strings::languages().map(|language| Strings::embedded(language).unwrap()) {
            for (key, text) in strings.iter() {
                let expected = places(english.get(key).unwrap());
                assert_eq!(places(text), expected, "{} {key}", strings.language().tag());
            }
        }
    }

    #[test]
    fn a_language_without_words_is_named_with_those_that_have_them() {
        for language in Language::ALL.into_iter().filter(|l| !Strings::languages().any(|known| known == *l)) {
            let error = Strings::embedded(language).unwrap_err();
            assert_eq!(error.code, "L001");
            assert!(error.help.contains("`en`") && error.help.contains("`fr`"), "{error}");
        }
    }
}

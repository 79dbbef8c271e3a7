//! The author's sentences in place of generated ones: `overrides.toml`.
//!
//! A sentence is named by its shape: its words with `{name}` where a fact stands. Words follow the direction and the
//! certainty of the numbers; when these change, no sentence has that shape any more, and the build says so.

use super::OwnText;
use super::marked::Marked;
use super::narrative::Narrative;
use super::rendered::{Rendered, spliced};
use super::shape::{Shape, occurrences, sentences};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::Language;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// The name under which templates of the file are rendered; a fault gets the place of its sentence.
const FILE: &str = "overrides.toml";

/// One sentence of the author's in place of a generated one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// The edition that it stands in.
    pub language: Language,
    /// Where generated sentences are looked for.
    scope: Scope,
    /// Shape of the generated sentence.
    replaces: String,
    /// A template.
    text: String,
    /// A condition on facts under which it may stand.
    holds: Option<String>,
    /// Where the shape stands in the file.
    place: Place,
    /// Where the text begins.
    begins: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scope {
    /// Every part of the text.
    Text,
    /// One part.
    Part(String),
    /// The words around one figure.
    Figure(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(default)]
    sentence: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    language: Spanned<String>,
    part: Option<String>,
    figure: Option<String>,
    replaces: Spanned<String>,
    text: Spanned<String>,
    holds: Option<String>,
}

impl Substitute {
    /// Reads overrides.toml. `file` is its name in diagnostics.
    ///
    /// # Errors
    /// `T130` for each fault, with its line and column.
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, Vec<Diagnostic>> {
        let at = |byte: usize| Place::byte(file, text, byte);
        let fault = |message: &str, byte: usize| {
            let help = "`retraffic explain T130` shows what overrides.toml holds";
            Diagnostic::error("T130", message.to_string(), help).at(at(byte))
        };
        let raw: File = toml::from_str(text).map_err(|error: toml::de::Error| {
            let byte = error.span().map_or(0, |span| span.start);
            vec![fault(&format!("overrides.toml does not read: {}", error.message()), byte)]
        })?;
        let mut faults = Vec::new();
        if raw.format != 1 {
            faults.push(fault("this program reads format 1 of overrides.toml", 0));
        }
        let mut substitutes = Vec::new();
        for entry in raw.sentence {
            let start = entry.replaces.span().start;
            let language = Language::from_tag(entry.language.get_ref());
            if language.is_none() {
                faults.push(fault("the report is written in en, fr and es", entry.language.span().start));
            }
            let scope = match (entry.part, entry.figure) {
                (None, None) => Scope::Text,
                (Some(part), None) => Scope::Part(part),
                (None, Some(figure)) => Scope::Figure(figure),
                (Some(_), Some(_)) => {
                    faults.push(fault("a sentence stands in a part or around a figure, not in both", start));
                    continue;
                }
            };
            let replaces = folded(entry.replaces.get_ref());
            if replaces.is_empty() {
                faults.push(fault("`replaces` is empty", start));
            }
            // A text in ''' begins on the line after the quotes, if a line ends there.
            let begins = at(entry.text.span().start);
            let holds = entry.holds;
            let text = entry.text.into_inner();
            if let Some(language) = language {
                substitutes.push(Substitute { language, scope, replaces, text, holds, place: at(start), begins });
            }
        }
        if faults.is_empty() { Ok(substitutes) } else { Err(faults) }
    }

    /// Its text, as one of the author's.
    pub fn own_text(&self) -> OwnText {
        // Blank lines bring the text to where it stands in the file.
        let lines = self.begins.line.unwrap_or(1).saturating_sub(1);
        let text = "\n".repeat(usize::try_from(lines).unwrap_or(0)) + &self.text;
        OwnText { file: self.begins.file.clone(), text }
    }

    /// Whether it may stand in place of a sentence with these facts.
    fn admit(&self, kept: &BTreeSet<&str>, with: &Marked, narrative: &Narrative) -> Result<(), Diagnostic> {
        let own: BTreeSet<&str> = with.facts().collect();
        if let Some(lost) = kept.difference(&own).next() {
            let help =
                format!("the sentence that it replaces prints `{lost}`: name it too, with << fact(\"{lost}\") >>");
            return Err(Diagnostic::error("T132", "a fact is lost", help).at(self.begins.clone()));
        }
        match &self.holds {
            Some(condition) if !narrative.holds(condition).map_err(|fault| fault.at(self.place.clone()))? => {
                let help = "read your sentence again, then change `holds` or take the sentence out";
                let message = "the condition of this sentence no longer holds";
                Err(Diagnostic::error("T133", message, help).at(self.place.clone()))
            }
            _ => Ok(()),
        }
    }

    fn gone(&self, shapes: &[String]) -> Diagnostic {
        let sentences = shapes.iter().flat_map(|shape| sentences(shape));
        let likeness = |sentence: &&str| strsim::normalized_levenshtein(sentence, &self.replaces);
        let near = sentences.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let help = match near {
            Some(near) => {
                format!("the nearest now reads `{near}`; if your sentence still fits, take this as `replaces`")
            }
            None => "`retraffic list sentences` shows what there is".into(),
        };
        let message = "no generated sentence reads so: its direction, its certainty or its words have changed";
        Diagnostic::error("T131", message, help).at(self.place.clone())
    }
}

/// Puts the author's sentences into the parts of a text.
///
/// # Errors
/// `T131` for a sentence that is no longer there, `T132` for a fact that is lost, `T133` for a condition that fails.
pub(super) fn in_parts<'a>(
    substitutes: &[Substitute],
    parts: &mut [(&'a str, &'a mut Rendered)],
    narrative: &Narrative,
) -> Result<(), Diagnostic> {
    for substitute in substitutes.iter().filter(|s| !matches!(s.scope, Scope::Figure(_))) {
        let meant = |part: &str| match &substitute.scope {
            Scope::Text => true,
            Scope::Part(name) => name == part,
            Scope::Figure(_) => false,
        };
        let with = narrative.markup(FILE, &substitute.text).map_err(|f| f.at(substitute.begins.clone()))?;
        let mut found = false;
        for (_, rendered) in parts.iter_mut().filter(|(part, _)| meant(part)) {
            for range in occurrences(rendered.marked(), &substitute.replaces).into_iter().rev() {
                substitute.admit(&facts_in(rendered.marked(), &range), &with, narrative)?;
                rendered.replace(range, &with, &substitute.begins);
                found = true;
            }
        }
        if !found {
            let shapes = parts.iter().filter(|(part, _)| meant(part)).map(|(_, r)| Shape::of(r.marked()).text);
            return Err(substitute.gone(&shapes.collect::<Vec<_>>()));
        }
    }
    Ok(())
}

/// The author's sentences in the words around figures, one figure after another.
pub(super) struct AroundFigures<'a> {
    substitutes: &'a [Substitute],
    /// Places of those that found their sentence.
    used: BTreeSet<usize>,
    /// Figures that a sentence is meant for, with the shape of each of their words.
    shapes: Vec<(String, String)>,
}

impl<'a> AroundFigures<'a> {
    /// With these sentences; those for parts of the text are passed over.
    pub(super) fn new(substitutes: &'a [Substitute]) -> Self {
        AroundFigures { substitutes, used: BTreeSet::new(), shapes: Vec::new() }
    }

    /// The words around a figure with the author's in their place.
    ///
    /// # Errors
    /// As [`in_parts`], but for sentences that are not there: see [`Self::unused`].
    pub(super) fn put(&mut self, id: &str, mut marked: Marked, narrative: &Narrative) -> Result<Marked, Diagnostic> {
        for (at, substitute) in self.substitutes.iter().enumerate() {
            if substitute.scope != Scope::Figure(id.into()) {
                continue;
            }
            self.shapes.push((id.into(), Shape::of(&marked).text));
            let with = narrative.plain(FILE, &substitute.text).map_err(|f| f.at(substitute.begins.clone()))?;
            for range in occurrences(&marked, &substitute.replaces).into_iter().rev() {
                substitute.admit(&facts_in(&marked, &range), &with, narrative)?;
                marked = spliced(&marked, &range, &with);
                self.used.insert(at);
            }
        }
        Ok(marked)
    }

    /// The fault of the first sentence that no figure had.
    pub(super) fn unused(&self) -> Option<Diagnostic> {
        let left = |(at, s): &(usize, &Substitute)| matches!(s.scope, Scope::Figure(_)) && !self.used.contains(at);
        let (_, substitute) = self.substitutes.iter().enumerate().find(left)?;
        let here = self.shapes.iter().filter(|(id, _)| substitute.scope == Scope::Figure(id.clone()));
        Some(substitute.gone(&here.map(|(_, shape)| shape.clone()).collect::<Vec<_>>()))
    }
}

fn facts_in<'a>(marked: &'a Marked, range: &Range<usize>) -> BTreeSet<&'a str> {
    let within = marked.values.iter().filter(|m| m.range.start >= range.start && m.range.end <= range.end);
    within.filter_map(|mention| mention.fact()).collect()
}

/// White space folded and trimmed.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_the_file_have_their_place() {
        let entry = "format = 1\n[[sentence]]\nlanguage = \"en\"\nreplaces = '{a} b'\ntext = 'x'\n";
        let parsed = Substitute::parse(entry, "overrides.toml").unwrap();
        assert_eq!((parsed[0].replaces.as_str(), parsed[0].place.line), ("{a} b", Some(4)));
        for (from, to, line) in
            [("\"en\"", "\"de\"", 3), ("'{a} b'", "' '", 4), ("text =", "txet =", 5), ("= 1", "= 2", 1)]
        {
            let faults = Substitute::parse(&entry.replacen(from, to, 1), "overrides.toml").unwrap_err();
            assert_eq!(faults[0].code, "T130");
            assert_eq!(faults[0].place.as_ref().and_then(|p| p.line), Some(line), "{to}");
        }
    }
}

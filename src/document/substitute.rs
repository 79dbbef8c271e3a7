//! The author's sentences in place of generated ones: `overrides.toml`.
//!
//! A sentence is named by its shape: its words with `{name}` where a fact stands. Words follow the direction and the
//! certainty of the numbers; when these change, no sentence has that shape any more, and the build says so.

use super::caption;
use super::marked::{Marked, Mention, Value};
use super::narrative::Narrative;
use super::rendered::{Rendered, spliced};
use super::{Manuscript, OwnText, Templates};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::{Language, Strings};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

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
    /// `T120` for each fault, with its line and column.
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, Vec<Diagnostic>> {
        let at = |byte: usize| Place::byte(file, text, byte);
        let fault = |message: &str, byte: usize| {
            let help = "`retraffic explain T120` shows what overrides.toml holds";
            Diagnostic::error("T120", message.to_string(), help).at(at(byte))
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

    /// What is printed in place of a sentence with these facts.
    fn rendered(&self, kept: &BTreeSet<&str>, with: &Marked, narrative: &Narrative) -> Result<(), Diagnostic> {
        let own: BTreeSet<&str> = with.facts().collect();
        if let Some(lost) = kept.difference(&own).next() {
            let help =
                format!("the sentence that it replaces prints `{lost}`: name it too, with << fact(\"{lost}\") >>");
            return Err(Diagnostic::error("T122", "a fact is lost", help).at(self.begins.clone()));
        }
        match &self.holds {
            Some(condition) if !narrative.holds(condition).map_err(|fault| fault.at(self.place.clone()))? => {
                let help = "read your sentence again, then change `holds` or take the sentence out";
                let message = "the condition of this sentence no longer holds";
                Err(Diagnostic::error("T123", message, help).at(self.place.clone()))
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
        Diagnostic::error("T121", message, help).at(self.place.clone())
    }
}

/// Puts the author's sentences into the parts of a text.
///
/// # Errors
/// `T121` for a sentence that is no longer there, `T122` for a fact that is lost, `T123` for a condition that fails.
pub(super) fn in_parts<'a>(
    substitutes: &[Substitute],
    parts: &mut [(&'a str, &'a mut Rendered)],
    narrative: &Narrative,
) -> Result<(), Diagnostic> {
    for substitute in substitutes {
        let meant = |part: &str| match &substitute.scope {
            Scope::Text => true,
            Scope::Part(name) => name == part,
            Scope::Figure(_) => false,
        };
        if matches!(substitute.scope, Scope::Figure(_)) {
            continue;
        }
        let with = narrative.markup("overrides.toml", &substitute.text).map_err(|f| f.at(substitute.begins.clone()))?;
        let mut found = false;
        for (_, rendered) in parts.iter_mut().filter(|(part, _)| meant(part)) {
            for range in occurrences(rendered.marked(), &substitute.replaces).into_iter().rev() {
                substitute.rendered(&facts_in(rendered.marked(), &range), &with, narrative)?;
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

/// The words around one figure with the author's in their place. `used` learns which substitutes were.
///
/// # Errors
/// As [`in_parts`], but for sentences that are not there: see [`unused`].
pub(super) fn around_figure(
    substitutes: &[Substitute],
    id: &str,
    mut marked: Marked,
    narrative: &Narrative,
    used: &mut BTreeSet<usize>,
) -> Result<Marked, Diagnostic> {
    for (at, substitute) in substitutes.iter().enumerate() {
        if substitute.scope != Scope::Figure(id.into()) {
            continue;
        }
        let with = narrative.plain("overrides.toml", &substitute.text).map_err(|f| f.at(substitute.begins.clone()))?;
        for range in occurrences(&marked, &substitute.replaces).into_iter().rev() {
            substitute.rendered(&facts_in(&marked, &range), &with, narrative)?;
            marked = spliced(&marked, &range, &with);
            used.insert(at);
        }
    }
    Ok(marked)
}

/// The fault of the first sentence for a figure that no figure had.
pub(super) fn unused(
    substitutes: &[Substitute],
    used: &BTreeSet<usize>,
    words: &[(String, String)],
) -> Option<Diagnostic> {
    let left = |(at, s): &(usize, &Substitute)| matches!(s.scope, Scope::Figure(_)) && !used.contains(at);
    let (_, substitute) = substitutes.iter().enumerate().find(left)?;
    let here = words.iter().filter(|(id, _)| substitute.scope == Scope::Figure(id.clone()));
    Some(substitute.gone(&here.map(|(_, shape)| shape.clone()).collect::<Vec<_>>()))
}

fn facts_in<'a>(marked: &'a Marked, range: &Range<usize>) -> BTreeSet<&'a str> {
    let within = marked.values.iter().filter(|m| m.range.start >= range.start && m.range.end <= range.end);
    within.filter_map(|mention| mention.fact()).collect()
}

/// The words of a text with `{name}` in place of each fact, white space folded.
pub(super) struct Shape {
    /// The words.
    pub(super) text: String,
    /// For each byte of them what it came from.
    from: Vec<Range<usize>>,
}

impl Shape {
    /// The shape of a text.
    pub(super) fn of(marked: &Marked) -> Self {
        let mut shape = Shape { text: String::new(), from: Vec::new() };
        let mut at = 0;
        for mention in &marked.values {
            shape.words(&marked.text, at..mention.range.start);
            match &mention.value {
                Value::Fact(name) => shape.add(&format!("{{{name}}}"), &mention.range),
                Value::Literal(text) | Value::Words(text) => {
                    for word in text.split_inclusive(char::is_whitespace) {
                        let ends = word.ends_with(char::is_whitespace);
                        shape.add(word.trim_end(), &mention.range);
                        if ends {
                            shape.blank(&mention.range);
                        }
                    }
                }
            }
            at = mention.range.end;
        }
        shape.words(&marked.text, at..marked.text.len());
        shape
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        for (at, c) in text[range.clone()].char_indices() {
            let own = range.start + at..range.start + at + c.len_utf8();
            if c.is_whitespace() {
                self.blank(&own);
            } else {
                self.add(c.encode_utf8(&mut [0; 4]), &own);
            }
        }
    }

    fn blank(&mut self, range: &Range<usize>) {
        if self.text.is_empty() {
            return;
        }
        match self.from.last_mut().filter(|_| self.text.ends_with(' ')) {
            Some(last) => last.end = range.end.max(last.end),
            None => self.add(" ", range),
        }
    }

    fn add(&mut self, text: &str, range: &Range<usize>) {
        self.text.push_str(text);
        self.from.extend(std::iter::repeat_n(range.clone(), text.len()));
    }
}

/// Where a shape stands in a text, in order.
fn occurrences(marked: &Marked, sought: &str) -> Vec<Range<usize>> {
    let shape = Shape::of(marked);
    let place = |at: usize| Some(shape.from.get(at)?.start..shape.from.get(at + sought.len() - 1)?.end);
    shape.text.match_indices(sought).filter_map(|(at, _)| place(at)).collect()
}

/// White space folded and trimmed.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A generated sentence that can be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// `part` or `figure`.
    pub kind: &'static str,
    /// Name of the part or the figure.
    pub name: String,
    /// Its shape.
    pub shape: String,
}

/// Every generated sentence of a report that names a fact, part by part and figure by figure.
///
/// # Errors
/// As for composing.
pub fn generated(
    manuscript: &Manuscript,
    templates: &Templates,
    strings: &Strings,
) -> Result<Vec<Sentence>, Diagnostic> {
    let files = templates.iter().filter(|(path, _)| path.ends_with(".j2"));
    let files = files.map(|(path, text)| (format!("templates/{path}"), text.to_string()));
    let narrative = Narrative::new(manuscript, strings, files)?;
    let mut found = Vec::new();
    for part in manuscript.parts.iter().filter(|part| !part.is_own()) {
        let rendered = narrative.render(&format!("templates/{}", Templates::part(manuscript.language, &part.name)))?;
        for shape in paragraphs(rendered.marked()).iter().map(|paragraph| Shape::of(paragraph).text) {
            let prose = sentences(&shape).into_iter().filter(|sentence| !sentence.starts_with('#'));
            found.extend(prose.map(|s| Sentence { kind: "part", name: part.name.clone(), shape: s.into() }));
        }
    }
    for (name, marked) in caption::rendered(manuscript, templates, &narrative)? {
        let shape = Shape::of(&marked).text;
        found.extend(sentences(&shape).into_iter().map(|s| Sentence {
            kind: "figure",
            name: name.clone(),
            shape: s.into(),
        }));
    }
    Ok(found)
}

/// A text cut at empty lines, items of lists and heads.
fn paragraphs(marked: &Marked) -> Vec<Marked> {
    let text = &marked.text;
    let starts = text.match_indices('\n').map(|(at, _)| at).filter(|&at| {
        let next = text[at + 1..].trim_start_matches(' ');
        next.is_empty() || next.starts_with(['\n', '-', '=', '/', '#', '+'])
    });
    let mut edges: Vec<usize> = std::iter::once(0).chain(starts).chain([text.len()]).collect();
    edges.dedup();
    let within = |from: usize, to: usize| Marked {
        text: text[from..to].trim_start_matches(['\n', ' ', '-', '=', '+']).into(),
        values: Vec::new(),
    };
    edges
        .windows(2)
        .map(|pair| {
            let mut piece = within(pair[0], pair[1]);
            let start = pair[1] - piece.text.len();
            let own = marked.values.iter().filter(|m| m.range.start >= start && m.range.end <= pair[1]);
            piece.values = own
                .map(|m| Mention { range: m.range.start - start..m.range.end - start, value: m.value.clone() })
                .collect();
            piece
        })
        .collect()
}

/// A shape cut into sentences that name a fact, about as a reader would.
fn sentences(shape: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let ends = shape.match_indices([' ']).map(|(at, _)| at).chain([shape.len()]);
    for end in ends {
        let (before, after) = (&shape[start..end], shape[end..].trim_start());
        let closes = before.trim_end_matches(['*', '_', ']', ')', '”', '"']).ends_with(['.', '!', '?']);
        let opens = after.starts_with(|c: char| c.is_uppercase() || "{*#_<¿¡-=".contains(c));
        if end == shape.len() || (closes && opens) {
            found.push(shape[start..end].trim());
            start = end;
        }
    }
    found.retain(|sentence| sentence.contains('{') && sentence.contains('}'));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked() -> Marked {
        let fact = |name: &str, text: &str| Value::Fact(name.into()).signed(&format!("#\"{text}\";"));
        let plural = Value::Words("people are".into()).signed("#\"people are\";");
        Marked::read(&format!("= Head\n\nOf  {} {plural}\nknown. The {} rose.\n", fact("n", "79"), fact("r", "1.2")))
    }

    #[test]
    fn a_shape_has_names_for_facts_and_words_for_words() {
        let shape = Shape::of(&marked());
        assert_eq!(shape.text, "= Head Of {n} people are known. The {r} rose. ");
        let cut = sentences(&shape.text);
        assert_eq!(cut, ["= Head Of {n} people are known.", "The {r} rose."]);
    }

    #[test]
    fn a_sentence_is_found_by_its_shape_and_only_by_it() {
        let marked = marked();
        let found = occurrences(&marked, "The {r} rose.");
        assert_eq!(found.len(), 1);
        assert_eq!(&marked.text[found[0].clone()], "The #\"1.2\"; rose.");
        assert_eq!(facts_in(&marked, &found[0]), BTreeSet::from(["r"]));
        let across = occurrences(&marked, "{n} people are known.");
        assert_eq!(&marked.text[across[0].clone()], "#\"79\"; #\"people are\";\nknown.");
        assert!(occurrences(&marked, "The {r} fell.").is_empty());
    }

    #[test]
    fn faults_of_the_file_have_their_place() {
        let entry = "format = 1\n[[sentence]]\nlanguage = \"en\"\nreplaces = '{a} b'\ntext = 'x'\n";
        let parsed = Substitute::parse(entry, "overrides.toml").unwrap();
        assert_eq!((parsed[0].replaces.as_str(), parsed[0].place.line), ("{a} b", Some(4)));
        for (from, to, line) in
            [("\"en\"", "\"de\"", 3), ("'{a} b'", "' '", 4), ("text =", "txet =", 5), ("= 1", "= 2", 1)]
        {
            let faults = Substitute::parse(&entry.replacen(from, to, 1), "overrides.toml").unwrap_err();
            assert_eq!(faults[0].code, "T120");
            assert_eq!(faults[0].place.as_ref().and_then(|p| p.line), Some(line), "{to}");
        }
    }
}

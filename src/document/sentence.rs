//! Generated sentences, listed for whoever would say one otherwise.

use super::caption;
use super::marked::{Marked, Mention};
use super::narrative::Narrative;
use super::shape::{Shape, sentences};
use super::{Manuscript, Templates};
use crate::diagnostic::Diagnostic;
use crate::language::Strings;

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
    let narrative = Narrative::new(manuscript, strings, templates.narratives(manuscript.language))?;
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

//! Words around figures: titles that say the finding, alternative texts, from `<language>/captions.toml`.

use std::collections::{BTreeMap, BTreeSet};

use super::substitute::{self, Shape};
use super::{Manuscript, Templates, narrative::Narrative};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::Strings;

/// The words of one figure or table, as plain text. Empty where the file says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The finding.
    pub title: String,
    /// Measure, unit, population.
    pub subtitle: String,
    /// Method and caveat.
    pub note: String,
    /// What it says to one who cannot see it.
    pub alt: String,
    /// Names of the facts in these texts.
    pub facts: BTreeSet<String>,
}

/// Renders the captions of these ids against the facts of a manuscript. An id without an entry has none.
///
/// # Errors
/// A captions file that is not a table of `[id]` with texts, or a template that names what is not there.
pub fn captions<'a>(
    manuscript: &Manuscript,
    ids: impl Iterator<Item = &'a String>,
    templates: &Templates,
    strings: &Strings,
) -> Result<BTreeMap<String, Caption>, Diagnostic> {
    let path = format!("{}/captions.toml", manuscript.language.tag());
    let file = format!("templates/{path}");
    let Some(text) = templates.get(&path) else { return Ok(BTreeMap::new()) };
    let entries: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() as u64 + 1);
        let message = format!("the captions do not read: {}", e.message());
        Diagnostic::error("T110", message, "mend the TOML").at(Place::line(&file, line))
    })?;
    let phrases = templates.iter().filter(|(path, _)| path.ends_with(".j2"));
    let phrases = phrases.map(|(path, text)| (format!("templates/{path}"), text.to_string()));
    let narrative = Narrative::new(manuscript, strings, phrases)?;
    let mut captions = BTreeMap::new();
    let (mut used, mut shapes) = (BTreeSet::new(), Vec::new());
    for id in ids {
        let Some(entry) = entry(&entries, id) else { continue };
        let mut facts = BTreeSet::new();
        let mut field = |key: &str| {
            let Some(template) = entry.get(key).and_then(toml::Value::as_str) else { return Ok(String::new()) };
            let marked = narrative.plain(&format!("{file} [{id}] {key}"), template)?;
            shapes.push((id.clone(), Shape::of(&marked).text));
            let marked = substitute::around_figure(&manuscript.substitutes, id, marked, &narrative, &mut used)?;
            facts.extend(marked.facts().map(str::to_string));
            Ok(marked.text)
        };
        let [title, subtitle, note, alt] = [field("title")?, field("subtitle")?, field("note")?, field("alt")?];
        let caption = Caption { title, subtitle, note, alt, facts };
        captions.insert(id.clone(), caption);
    }
    match substitute::unused(&manuscript.substitutes, &used, &shapes) {
        Some(fault) => Err(fault),
        None => Ok(captions),
    }
}

/// `[fig.gender]` and `["fig.gender"]` both name the figure.
fn entry<'a>(entries: &'a toml::Table, id: &str) -> Option<&'a toml::Table> {
    let direct = entries.get(id).or_else(|| {
        let (group, name) = id.split_once('.')?;
        entries.get(group)?.get(name)
    });
    direct.and_then(toml::Value::as_table)
}

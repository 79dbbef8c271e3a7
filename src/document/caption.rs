//! Words around figures: titles that say the finding, alternative texts, from `<language>/captions.toml`.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

use super::marked::Marked;
use super::substitute::AroundFigures;
use super::{Manuscript, Templates, narrative::Narrative};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::{Language, Strings};

/// What an entry may hold.
const FIELDS: [&str; 4] = ["title", "subtitle", "note", "alt"];

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
    let narrative = Narrative::new(manuscript, strings, templates.narratives(manuscript.language))?;
    let entries = entries(manuscript.language, templates)?;
    let ids: Vec<(&String, &toml::Table)> = ids.filter_map(|id| Some((id, entry(&entries, id)?))).collect();
    let fields = ids.par_iter().map(|(id, entry)| FIELDS.map(|key| words(entry, id, key, &narrative)));
    let fields: Vec<[Result<Marked, Diagnostic>; 4]> = fields.collect();
    let mut captions = BTreeMap::new();
    let mut own = AroundFigures::new(&manuscript.substitutes);
    for ((id, _), fields) in ids.into_iter().zip(fields) {
        let mut facts = BTreeSet::new();
        let mut field = |words: Result<Marked, Diagnostic>| {
            let marked = own.put(id, words?, &narrative)?;
            facts.extend(marked.facts().map(str::to_string));
            Ok(marked.text)
        };
        let [title, subtitle, note, alt] = fields.map(&mut field);
        let (title, subtitle, note, alt) = (title?, subtitle?, note?, alt?);
        captions.insert(id.clone(), Caption { title, subtitle, note, alt, facts });
    }
    match own.unused() {
        Some(fault) => Err(fault),
        None => Ok(captions),
    }
}

/// The words around each figure of a manuscript as they are generated, field by field.
pub(super) fn rendered(
    manuscript: &Manuscript,
    templates: &Templates,
    narrative: &Narrative,
) -> Result<Vec<(String, Marked)>, Diagnostic> {
    let entries = entries(manuscript.language, templates)?;
    let mut all = Vec::new();
    for id in manuscript.figures.keys() {
        let Some(entry) = entry(&entries, id) else { continue };
        for key in FIELDS {
            all.push((id.clone(), words(entry, id, key, narrative)?));
        }
    }
    Ok(all)
}

/// One field of an entry; empty where it says nothing.
fn words(entry: &toml::Table, id: &str, key: &str, narrative: &Narrative) -> Result<Marked, Diagnostic> {
    match entry.get(key).and_then(toml::Value::as_str) {
        Some(template) => narrative.plain(&format!("captions.toml [{id}] {key}"), template),
        None => Ok(Marked::default()),
    }
}

/// The file of captions.
fn entries(language: Language, templates: &Templates) -> Result<toml::Table, Diagnostic> {
    let path = format!("{}/captions.toml", language.tag());
    let Some(text) = templates.get(&path) else { return Ok(toml::Table::new()) };
    text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start].matches('\n').count() as u64 + 1);
        let message = format!("the captions do not read: {}", e.message());
        Diagnostic::error("T110", message, "mend the TOML").at(Place::line(format!("templates/{path}"), line))
    })
}

/// `[fig.gender]` and `["fig.gender"]` both name the figure.
fn entry<'a>(entries: &'a toml::Table, id: &str) -> Option<&'a toml::Table> {
    let direct = entries.get(id).or_else(|| {
        let (group, name) = id.split_once('.')?;
        entries.get(group)?.get(name)
    });
    direct.and_then(toml::Value::as_table)
}

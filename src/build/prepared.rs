//! One language of the report with everything that the press needs: manuscript, templates, words, figures.

use std::collections::BTreeMap;

use super::artefact::{Artefact, Shelf};
use super::edition::{self, Edition};
use super::fault::Fault;
use super::planned::Planned;
use super::plates::{Plate, plates};
use super::project::Project;
use super::released::Released;
use crate::document::{Manuscript, Templates};
use crate::language::{Language, Strings};

/// One language, ready for the press.
pub struct Ready {
    /// What is to be typeset.
    pub manuscript: Manuscript,
    /// Layout and narrative.
    pub templates: Templates,
    /// Interface strings.
    pub strings: Strings,
}

/// One language with its figures.
pub struct Prepared {
    /// What is typeset.
    pub ready: Ready,
    /// Its figures by id.
    pub plates: BTreeMap<String, Plate>,
}

impl Prepared {
    /// Sets the language's words, tables and figures.
    ///
    /// # Errors
    /// Faults of texts, templates or figures.
    pub fn new(edition: &Edition<'_>, annex: &[Artefact], language: Language) -> Result<Self, Fault> {
        Self::with(edition, annex, language, |_| {})
    }

    fn with(
        edition: &Edition<'_>,
        annex: &[Artefact],
        language: Language,
        change: impl Fn(&mut Manuscript),
    ) -> Result<Self, Fault> {
        // Rows that print alike stand in the order of the language's alphabet.
        let release = edition.release.in_language(language);
        let edition = &Edition { release: &release, ..*edition };
        let templates = edition::templates(edition.project)?;
        let strings = edition::strings(edition.project, language)?;
        let mut manuscript = edition::manuscript(edition, &strings)?;
        change(&mut manuscript);
        let plates = plates(edition, &manuscript, &templates, &strings)?;
        manuscript.figures = plates.iter().map(|(id, plate)| (id.clone(), plate.page.clone())).collect();
        manuscript.caption_facts = plates.iter().map(|(id, plate)| (id.clone(), plate.facts.clone())).collect();
        manuscript.attachments = edition::attachments(annex, &strings)?;
        Ok(Prepared { ready: Ready { manuscript, templates, strings }, plates })
    }
}

/// The manuscript of one language as the press takes it, without attachments: they change no page.
///
/// # Errors
/// As for building.
pub fn ready(
    project: &Project,
    planned: &Planned,
    released: &Released,
    shelf: Shelf,
    language: Language,
) -> Result<Ready, Fault> {
    let edition = Edition::new(project, planned, released, shelf);
    Prepared::new(&edition, &[], language).map(|prepared| prepared.ready)
}

/// The same as the program alone would write it, without the author's sentences in place of generated ones.
///
/// # Errors
/// As for building.
pub fn generated(
    project: &Project,
    planned: &Planned,
    released: &Released,
    shelf: Shelf,
    language: Language,
) -> Result<Ready, Fault> {
    let edition = Edition::new(project, planned, released, shelf);
    Prepared::with(&edition, &[], language, |manuscript| manuscript.substitutes.clear()).map(|prepared| prepared.ready)
}

//! One language of the report with everything that the press needs: manuscript, templates, words, figures.

use std::collections::BTreeMap;

use super::artefact::Artefact;
use super::edition::{self, Edition};
use super::fault::Fault;
use super::plates::{Drawings, Plate, plates};
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
    pub fn new(edition: &Edition<'_>, language: Language, drawings: &Drawings) -> Result<Self, Fault> {
        Self::with(edition, language, drawings, |_| {})
    }

    /// The same as the program alone would write it, without the author's sentences in place of generated ones.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn generated(edition: &Edition<'_>, language: Language) -> Result<Self, Fault> {
        Self::with(edition, language, &Drawings::default(), |manuscript| manuscript.substitutes.clear())
    }

    /// Attaches files of the annex; they change no page.
    ///
    /// # Errors
    /// A missing string.
    pub fn attach(&mut self, annex: &[Artefact]) -> Result<(), Fault> {
        self.ready.manuscript.attachments = edition::attachments(annex, &self.ready.strings)?;
        Ok(())
    }

    fn with(
        edition: &Edition<'_>,
        language: Language,
        drawings: &Drawings,
        change: impl Fn(&mut Manuscript),
    ) -> Result<Self, Fault> {
        // Rows that print alike stand in the order of the language's alphabet.
        let release = edition.release.in_language(language);
        let edition = &Edition { release: &release, ..*edition };
        let templates = edition::templates(edition.project)?;
        let strings = edition::strings(edition.project, language)?;
        let mut manuscript = edition::manuscript(edition, &strings)?;
        change(&mut manuscript);
        let plates = plates(edition, &manuscript, &templates, &strings, drawings)?;
        manuscript.figures = plates.iter().map(|(id, plate)| (id.clone(), plate.page.clone())).collect();
        manuscript.caption_facts = plates.iter().map(|(id, plate)| (id.clone(), plate.facts.clone())).collect();
        Ok(Prepared { ready: Ready { manuscript, templates, strings }, plates })
    }
}

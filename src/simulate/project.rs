//! The files around the simulated case file: codebook, plan, texts and README, from embedded templates.

use super::design::{CUTOFF, Design, SAMPLE_PERSONS, SAMPLE_SEED};
use super::history::{History, Step};

/// A file of the simulated project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// Path in the project's folder, with `/`.
    pub path: &'static str,
    /// Its text, UTF-8.
    pub text: String,
}

/// What the case file holds, counted while it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows of the case file.
    pub(super) rows: usize,
    /// Persons known to have been re-trafficked.
    pub(super) known: usize,
    /// Of these, persons first met after a later episode.
    pub(super) retrospective: usize,
    /// Persons truly re-trafficked by the cut-off.
    pub(super) truly: usize,
}

impl Tally {
    /// Counts a person.
    pub(super) fn count(&mut self, history: &History) {
        let entered = |step: &Step| step.next.is_some_and(|next| next <= CUTOFF);
        self.truly += usize::from(history.steps.iter().any(entered));
        if history.recorded() > 1 {
            let first = history.steps.iter().position(Step::recorded);
            self.known += 1;
            self.retrospective += usize::from(first.is_some_and(|first| first < history.first_met()));
        }
    }
}

/// The codebook.
pub(super) const CODEBOOK: &str = include_str!("../../templates/sample/codebook.toml");

/// The plan of the report.
const REPORT: &str = include_str!("../../templates/sample/report.toml");

/// What the committed sample says of the edition before it.
const PREVIOUS: &str = include_str!("../../templates/sample/previous.toml");

/// That edition: what the program printed of the rows known a year before the cut-off.
const LAST_EDITION: &str = include_str!("../../templates/sample/previous.json");

/// The plan of a design's report. The committed sample has an edition before it; of another design none was ever made.
pub(super) fn report(design: &Design) -> String {
    match last_edition(design) {
        None => REPORT.to_owned(),
        Some(_) => {
            REPORT.replace("first_edition = true\n", "").replace("[output]\n", &format!("{PREVIOUS}\n[output]\n"))
        }
    }
}

/// The edition before, where the design is that of the committed sample.
pub(super) fn last_edition(design: &Design) -> Option<String> {
    (*design == Design::default()).then(|| LAST_EDITION.to_owned())
}

const README: &str = include_str!("../../templates/sample/README.md");

/// The README, with the design and what came of it.
pub(super) fn readme(design: &Design, tally: &Tally) -> String {
    let facts = [
        ("{version}", env!("CARGO_PKG_VERSION").to_owned()),
        ("{persons}", design.persons.to_string()),
        ("{seed}", design.seed.to_string()),
        ("{sample_persons}", SAMPLE_PERSONS.to_string()),
        ("{sample_seed}", SAMPLE_SEED.to_string()),
        ("{rows}", tally.rows.to_string()),
        ("{known}", tally.known.to_string()),
        ("{retrospective}", tally.retrospective.to_string()),
        ("{truly}", tally.truly.to_string()),
    ];
    facts.into_iter().fold(README.to_owned(), |text, (name, value)| text.replace(name, &value))
}

/// The author's texts.
pub(super) fn texts() -> Vec<SampleFile> {
    [
        ("text/en/acknowledgements-after.md", include_str!("../../templates/sample/text/en/acknowledgements-after.md")),
        ("text/en/conclusions-after.typ.j2", include_str!("../../templates/sample/text/en/conclusions-after.typ.j2")),
        ("text/es/acknowledgements-after.md", include_str!("../../templates/sample/text/es/acknowledgements-after.md")),
        ("text/es/conclusions-after.typ.j2", include_str!("../../templates/sample/text/es/conclusions-after.typ.j2")),
        ("text/fr/acknowledgements-after.md", include_str!("../../templates/sample/text/fr/acknowledgements-after.md")),
        ("text/fr/conclusions-after.typ.j2", include_str!("../../templates/sample/text/fr/conclusions-after.typ.j2")),
    ]
    .into_iter()
    .map(|(path, text)| SampleFile { path, text: text.to_owned() })
    .collect()
}

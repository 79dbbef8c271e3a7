//! The parts of a report in their order.

/// Where a part stands and how it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Before the contents: imprint, foreword, acknowledgements.
    Front,
    /// After the contents and before the first chapter: acronyms, summary.
    Opening,
    /// A numbered chapter.
    Chapter,
    /// A lettered annex.
    Annex,
}

/// One part; its text is the template `<language>/<name>.typ.j2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Stable name, such as `evidence`.
    pub name: String,
    /// Where it stands.
    pub kind: PartKind,
}

impl Part {
    /// A part by name.
    pub fn new(name: &str, kind: PartKind) -> Self {
        Part { name: name.into(), kind }
    }

    /// True for a part that holds what the author writes and nothing else: without a text it is no part of the report.
    pub fn is_own(&self) -> bool {
        self.name == "foreword"
    }

    /// The parts of the annual report, in order; those that are the author's own among them.
    pub fn report() -> Vec<Part> {
        use PartKind::{Annex, Chapter, Front, Opening};
        [
            ("imprint", Front),
            ("foreword", Front),
            ("acknowledgements", Front),
            ("acronyms", Opening),
            ("summary", Opening),
            ("introduction", Chapter),
            ("evidence", Chapter),
            ("characteristics", Chapter),
            ("experiences", Chapter),
            ("assistance", Chapter),
            ("conclusions", Chapter),
            ("methods", Annex),
            ("codebook", Annex),
            ("tables", Annex),
            ("quality", Annex),
            ("changes", Annex),
            ("glossary", Annex),
            ("references", Annex),
            ("index", Annex),
        ]
        .map(|(name, kind)| Part::new(name, kind))
        .to_vec()
    }
}

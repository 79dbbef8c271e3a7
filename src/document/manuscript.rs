//! Everything one report holds before it is typeset.

use super::{Citation, Dress, Fact, FigureSheet, Literal, Part, Substitute, TableSheet};
use crate::calendar::{Day, Moment};
use crate::language::Language;
use std::collections::{BTreeMap, BTreeSet};

/// What stands on the cover, in the imprint and in the file's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Title of the report.
    pub title: String,
    /// Second line of the title; empty for none.
    pub subtitle: String,
    /// Who publishes it.
    pub organisation: String,
    /// Name of the edition, such as `2010`.
    pub edition: String,
    /// Last day of the data.
    pub cutoff: Day,
    /// When the document is from: an input, never the clock.
    pub date: Moment,
    /// How counts are protected, in one sentence.
    pub policy: String,
    /// Program and version, such as `retraffic 0.1.0`.
    pub program: String,
    /// The cases are invented: a notice stands on every page.
    pub simulated: bool,
    /// Policy `internal`: the name of the recipient stands on every page.
    pub recipient: Option<String>,
    /// Keywords of the file.
    pub keywords: Vec<String>,
    /// One sentence on what the document is, for the file's metadata.
    pub description: String,
    /// Authors, catalogue numbers, rights, citation.
    pub imprint: Imprint,
}

/// How one language edition is published: what the imprint says beside title and organisation. Empty where nothing is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// Persons in order; none where the organisation speaks for itself.
    pub authors: Vec<String>,
    /// Place and publisher, in one line.
    pub publisher: String,
    /// With its hyphens.
    pub isbn: Option<String>,
    /// With its hyphen.
    pub issn: Option<String>,
    /// Without the resolver's address.
    pub doi: Option<String>,
    /// Rights notice.
    pub license: String,
    /// How to cite.
    pub citation: Citation,
}

/// A text that the report's author wrote, with the file it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnText {
    /// File as the user names it, for diagnostics.
    pub file: String,
    /// A narrative template like the program's own.
    pub text: String,
}

/// A file carried inside the PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// File name, such as `tables.xlsx`.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Contents.
    pub bytes: Vec<u8>,
    /// What it holds, in one sentence.
    pub description: String,
}

/// One report in one language: protected values and texts, no markup.
#[derive(Clone, Debug, PartialEq)]
pub struct Manuscript {
    /// The language of everything in it.
    pub language: Language,
    /// Cover, imprint, metadata.
    pub meta: Meta,
    /// Parts in order; [`Part::report`] for the annual report.
    pub parts: Vec<Part>,
    /// What sentences can name.
    pub facts: BTreeMap<String, Fact>,
    /// Tables by id.
    pub tables: BTreeMap<String, TableSheet>,
    /// Figures by id.
    pub figures: BTreeMap<String, FigureSheet>,
    /// Names of the facts in the words around each figure.
    pub caption_facts: BTreeMap<String, BTreeSet<String>>,
    /// Lists that a template loops over: ids of tables, figures or facts, or labels.
    pub lists: BTreeMap<String, Vec<String>>,
    /// Names that this data cannot answer, each with the reason in one sentence. A key that ends in `*` stands for
    /// every name that begins so.
    pub absent: BTreeMap<String, String>,
    /// The author's texts under `<part>.before` and `<part>.after`.
    pub own_texts: BTreeMap<String, OwnText>,
    /// The author's sentences in place of generated ones.
    pub substitutes: Vec<Substitute>,
    /// Numbers that the author marked as the author's own.
    pub literals: Vec<Literal>,
    /// Files carried inside the PDF.
    pub attachments: Vec<Attachment>,
    /// Colours, fonts, pictures, paper.
    pub dress: Dress,
}

impl Manuscript {
    /// A report without content.
    pub fn new(language: Language, meta: Meta) -> Self {
        Manuscript {
            language,
            meta,
            parts: Part::report(),
            facts: BTreeMap::new(),
            tables: BTreeMap::new(),
            figures: BTreeMap::new(),
            caption_facts: BTreeMap::new(),
            lists: BTreeMap::new(),
            absent: BTreeMap::new(),
            own_texts: BTreeMap::new(),
            substitutes: Vec::new(),
            literals: Vec::new(),
            attachments: Vec::new(),
            dress: Dress::default(),
        }
    }
}

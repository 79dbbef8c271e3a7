//! Numbers, dates, plurals and interface strings in the report's languages.
//!
//! Knows no variable and no figure; takes plain values and gives text.

/// A language the report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them, in order.
    pub const ALL: [Language; 3] = [Language::English, Language::French, Language::Spanish];

    /// BCP 47 tag: `en`, `fr`, `es`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
            Language::Spanish => "es",
        }
    }

    /// The language of a tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }
}

//! Numbers, dates, plurals, lists, the alphabet and interface strings in the report's languages.
//!
//! Knows no variable and no figure; takes plain values and gives text. Conventions are CLDR's, save four of
//! typography: a true minus sign, an en dash between the ends of a range, the day that opens a French month, and a thin
//! space between Spanish thousands.

mod codes;
mod collation;
mod date;
mod list;
mod number;
mod plural;
mod spacing;
mod strings;

pub use codes::CODES;
pub use collation::Alphabet;
pub use date::{date, day, month, month_of_year};
pub use list::{and, answer_to, or, series};
pub use number::{interval, number, p_value, per_cent, share, year};
pub use plural::{Plural, ordinal, plural};
pub use spacing::bound;
pub use strings::Strings;

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

    /// The locale whose conventions apply.
    fn locale(self) -> icu_locale_core::Locale {
        match self {
            Language::English => icu_locale_core::locale!("en"),
            Language::French => icu_locale_core::locale!("fr"),
            Language::Spanish => icu_locale_core::locale!("es"),
        }
    }
}

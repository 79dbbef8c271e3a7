//! Which form of a word goes with a number, by CLDR's plural rules.

use super::Language;
use icu_decimal::input::Decimal;
use icu_plurals::{PluralCategory, PluralRules};

/// The form of a word that a number asks for. English, French and Spanish have no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plural {
    /// `1 case`; in French also `0 cas`, `1,5 cas`.
    One,
    /// Millions in French and Spanish (`1 million de cas`).
    Many,
    /// Everything else.
    Other,
}

/// The form that goes with `value` printed with `decimals` digits: `1 month`, but `1.0 months`.
pub fn plural(value: f64, decimals: u8, language: Language) -> Plural {
    let digits = format!("{:.*}", usize::from(decimals), value.abs());
    let category = PluralRules::try_new_cardinal(language.locale().into())
        .ok()
        .zip(digits.parse::<Decimal>().ok())
        .map(|(rules, decimal)| rules.category_for(&decimal));
    match category {
        Some(PluralCategory::One) => Plural::One,
        Some(PluralCategory::Many) => Plural::Many,
        _ => Plural::Other,
    }
}

/// A place in an order: `1st`, `2nd`, `1er`, `2e`, `1.º`.
pub fn ordinal(value: u32, language: Language) -> String {
    let category = PluralRules::try_new_ordinal(language.locale().into()).map(|rules| rules.category_for(value));
    let suffix = match (language, category) {
        (Language::English, Ok(PluralCategory::One)) => "st",
        (Language::English, Ok(PluralCategory::Two)) => "nd",
        (Language::English, Ok(PluralCategory::Few)) => "rd",
        (Language::English, _) => "th",
        (Language::French, Ok(PluralCategory::One)) => "er",
        (Language::French, _) => "e",
        (Language::Spanish, _) => ".º",
    };
    format!("{value}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_and_fractions_differ_by_language() {
        let forms = |value, decimals| Language::ALL.map(|l| plural(value, decimals, l));
        assert_eq!(forms(1.0, 0), [Plural::One; 3]);
        assert_eq!(forms(0.0, 0), [Plural::Other, Plural::One, Plural::Other]);
        assert_eq!(forms(1.5, 1), [Plural::Other, Plural::One, Plural::Other]);
        assert_eq!(forms(1.0, 1), [Plural::Other, Plural::One, Plural::One]);
        assert_eq!(forms(1e6, 0), [Plural::Other, Plural::Many, Plural::Many]);
    }

    #[test]
    fn ordinals_know_the_teens() {
        let texts = [1, 2, 3, 4, 11, 21, 112].map(|n| ordinal(n, Language::English));
        assert_eq!(texts, ["1st", "2nd", "3rd", "4th", "11th", "21st", "112th"]);
        assert_eq!(ordinal(1, Language::French), "1er");
        assert_eq!(ordinal(3, Language::Spanish), "3.º");
    }
}

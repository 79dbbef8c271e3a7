//! The order of words in a list: by the rules of the language, never by code points.

use super::Language;
use icu_collator::options::{AlternateHandling, CollatorOptions, MaxVariable};
use icu_collator::{Collator, CollatorBorrowed};
use std::cmp::Ordering;

/// The alphabet of a language. Spaces, hyphens and apostrophes count only where nothing else differs.
pub struct Alphabet(Option<CollatorBorrowed<'static>>);

impl Alphabet {
    /// That of a language, by CLDR.
    pub fn of(language: Language) -> Self {
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::Shifted);
        options.max_variable = Some(MaxVariable::Punctuation);
        // The compiled data has every language of the report; without it, code points would have to do.
        Alphabet(Collator::try_new(language.locale().into(), options).ok())
    }

    /// Which of two texts comes first. Texts that differ are never equal, so that an order has no chance in it.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_letters = self.0.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
        by_letters.then_with(|| a.cmp(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut words: Vec<&str>, language: Language) -> Vec<&str> {
        let alphabet = Alphabet::of(language);
        words.sort_by(|a, b| alphabet.compare(a, b));
        words
    }

    #[test]
    fn accents_do_not_move_a_word_to_the_end() {
        let words = vec!["Zambie", "Éthiopie", "Espagne", "Égypte", "Estonie", "Îles Cook", "Inde"];
        let expected = ["Égypte", "Espagne", "Estonie", "Éthiopie", "Îles Cook", "Inde", "Zambie"];
        assert_eq!(sorted(words, Language::French), expected);
        assert_eq!(sorted(vec!["Åland", "Zambia", "Albania"], Language::English), ["Åland", "Albania", "Zambia"]);
    }

    #[test]
    fn spanish_has_a_letter_of_its_own_after_n() {
        assert_eq!(sorted(vec!["nube", "ñandú", "oso"], Language::Spanish), ["nube", "ñandú", "oso"]);
        assert_eq!(sorted(vec!["nzz", "ñaa"], Language::Spanish), ["nzz", "ñaa"]);
        assert_eq!(sorted(vec!["nzz", "ñaa"], Language::French), ["ñaa", "nzz"]);
    }

    #[test]
    fn texts_that_differ_have_an_order() {
        for language in Language::ALL {
            let alphabet = Alphabet::of(language);
            assert_eq!(alphabet.compare("a", "a"), Ordering::Equal);
            assert_ne!(alphabet.compare("co-op", "coop"), Ordering::Equal);
            assert_eq!(alphabet.compare("re-entry", "reduce"), Ordering::Greater);
        }
    }
}

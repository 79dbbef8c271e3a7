//! Spaces that a language keeps on the line: before the tall marks of French, and inside its quotation marks.
//!
//! Only a space that is written is bound, and none is put in: a time, an address or a ratio stays as it is. What the
//! typesetter sets follows the same rule in `templates/spacing.typ`.

use super::Language;

/// A narrow space at which no line ends.
const NARROW: char = '\u{202f}';

/// Marks that French sets apart from the word before them.
const APART: [char; 6] = [';', ':', '!', '?', '%', '»'];

/// The text with the spaces bound that its language binds.
pub fn bound(text: &str, language: Language) -> String {
    if language != Language::French {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = rest.next() {
        let next = rest.peek().copied();
        let binds = letter == ' ' && (next.is_some_and(|mark| APART.contains(&mark)) || before == Some('«'));
        out.push(if binds { NARROW } else { letter });
        before = Some(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_binds_the_space_that_is_written_and_puts_none_in() {
        let text = bound("Genre : « Femmes » ; 95 % ? à 12:30, http://a.b/?c=d", Language::French);
        let expected = "Genre\u{202f}: «\u{202f}Femmes\u{202f}»\u{202f}; 95\u{202f}%\u{202f}? à 12:30, http://a.b/?c=d";
        assert_eq!(text, expected);
    }

    #[test]
    fn other_languages_keep_their_text() {
        for language in [Language::English, Language::Spanish] {
            assert_eq!(bound("a : b « c »", language), "a : b « c »");
        }
    }
}

//! Several things in one phrase: `a, b and c`; `question: answer`; `a; b`.

use super::Language;

/// `a`, `a and b`, `a, b and c`; empty for none.
pub fn and<T: AsRef<str>>(items: &[T], language: Language) -> String {
    joined(items, |last| match language {
        Language::English => "and",
        Language::French => "et",
        Language::Spanish if sounds_i(last) => "e",
        Language::Spanish => "y",
    })
}

/// `a`, `a or b`, `a, b or c`; empty for none.
pub fn or<T: AsRef<str>>(items: &[T], language: Language) -> String {
    joined(items, |last| match language {
        Language::English => "or",
        Language::French => "ou",
        Language::Spanish if sounds_o(last) => "u",
        Language::Spanish => "o",
    })
}

/// A question and one answer to it: `Gender: women`, `Genre\u{202f}: femmes`.
pub fn answer_to(question: &str, answer: &str, language: Language) -> String {
    match language {
        Language::English | Language::Spanish => format!("{question}: {answer}"),
        Language::French => format!("{question}\u{202f}: {answer}"),
    }
}

/// Items that may hold commas: `a; b, c; d`.
pub fn series<T: AsRef<str>>(items: &[T], language: Language) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(match language {
        Language::English | Language::Spanish => "; ",
        Language::French => "\u{202f}; ",
    })
}

fn joined<T: AsRef<str>>(items: &[T], word: impl Fn(&str) -> &'static str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_string(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} {} {}", rest.join(", "), word(last.as_ref()), last.as_ref())
        }
    }
}

/// Spanish writes `e` for `y` before the sound of i, diphthongs apart (`hierba`, `hielo`).
fn sounds_i(word: &str) -> bool {
    let word = word.to_lowercase();
    let after_h = word.strip_prefix('h').unwrap_or(&word);
    let mut letters = after_h.chars();
    matches!(letters.next(), Some('i' | 'í')) && !matches!(letters.next(), Some('a' | 'e' | 'o'))
}

/// Spanish writes `u` for `o` before the sound of o, figures that are read so included.
fn sounds_o(word: &str) -> bool {
    let word = word.to_lowercase();
    let after_h = word.strip_prefix('h').unwrap_or(&word);
    after_h.starts_with(['o', 'ó', '8']) || after_h == "11"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_by_length_and_language() {
        assert_eq!(and::<&str>(&[], Language::English), "");
        assert_eq!(and(&["a"], Language::English), "a");
        assert_eq!(and(&["a", "b", "c"], Language::English), "a, b and c");
        assert_eq!(or(&["a", "b"], Language::French), "a ou b");
    }

    #[test]
    fn the_marks_between_follow_the_language() {
        assert_eq!(Language::ALL.map(|l| answer_to("a", "b", l)), ["a: b", "a\u{202f}: b", "a: b"]);
        assert_eq!(Language::ALL.map(|l| series(&["a", "b"], l)), ["a; b", "a\u{202f}; b", "a; b"]);
    }

    #[test]
    fn spanish_avoids_the_hiatus() {
        assert_eq!(and(&["Francia", "Italia"], Language::Spanish), "Francia e Italia");
        assert_eq!(and(&["agua", "hielo"], Language::Spanish), "agua y hielo");
        assert_eq!(or(&["mujeres", "hombres"], Language::Spanish), "mujeres u hombres");
    }
}

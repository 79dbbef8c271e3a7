//! What may stand in a printed text.
//!
//! Owns the rules for labels. Knows neither file nor variable.

/// What is wrong, or odd, about a text meant for print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFault {
    /// A control character, a line break or an override of writing direction: it would be invisible in print.
    Control,
    /// Nothing but blanks.
    Blank,
    /// A letter or sign that no font of the report has.
    Script,
    /// A spreadsheet would take it for a formula.
    Spreadsheet,
    /// The typesetter's markup would take it for a command.
    Markup,
}

/// The first fault of a text, the gravest kind first.
pub fn fault(text: &str) -> Option<LabelFault> {
    fault_beside(text, &|_| false)
}

/// The same where other letters can be printed too: those of a project's own fonts.
pub(super) fn fault_beside(text: &str, has: &dyn Fn(char) -> bool) -> Option<LabelFault> {
    if text.chars().any(invisible) {
        return Some(LabelFault::Control);
    }
    if text.trim().is_empty() {
        return Some(LabelFault::Blank);
    }
    if text.chars().any(|c| !printable(c) && !has(c)) {
        return Some(LabelFault::Script);
    }
    if text.trim_start().starts_with(['=', '@', '+', '-']) {
        return Some(LabelFault::Spreadsheet);
    }
    let mut after = text.split('#').skip(1);
    if after.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "{[(".contains(c))) {
        return Some(LabelFault::Markup);
    }
    None
}

fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}')
        || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{E000}'..='\u{F8FF}')
}

/// Latin, Greek, Cyrillic and Arabic letters, and common signs: what the embedded fonts are for.
fn printable(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{52F}' | '\u{600}'..='\u{6FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2000}'..='\u{22FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_pass_and_hidden_characters_do_not() {
        for plain in ["Women and girls", "0–11", "Côte d’Ivoire", "Case # 5", "Género"] {
            assert_eq!(fault(plain), None, "{plain}");
        }
        for hidden in ["a\u{0}b", "a\nb", "a\u{202E}b", "\u{7}", "a\u{85}"] {
            assert_eq!(fault(hidden), Some(LabelFault::Control));
        }
        assert_eq!(fault(" \u{a0}"), Some(LabelFault::Blank));
        for strange in ["ភាសាខ្មែរ", "中国", "ไทย", "a 😀"] {
            assert_eq!(fault(strange), Some(LabelFault::Script));
        }
        assert_eq!((fault("Молдова"), fault("مصر"), fault("≥ 60 €")), (None, None, None));
    }

    #[test]
    fn formulas_and_commands_are_seen() {
        assert_eq!(fault("=HYPERLINK(\"x\")"), Some(LabelFault::Spreadsheet));
        assert_eq!(fault("@SUM(A1)"), Some(LabelFault::Spreadsheet));
        assert_eq!(fault("Other #panic()"), Some(LabelFault::Markup));
        assert_eq!(fault("#{1}"), Some(LabelFault::Markup));
    }
}

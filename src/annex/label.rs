//! Texts that a spreadsheet must read as texts.

/// A label that no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, tab or return
/// (OWASP, "CSV Injection").
pub fn inert(text: &str) -> String {
    match text.trim_start_matches([' ', '\u{a0}']).chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_lose_their_force() {
        for bad in ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\u{a0}=1"] {
            assert!(inert(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(inert("18–24"), "18–24");
        assert_eq!(inert(""), "");
    }
}

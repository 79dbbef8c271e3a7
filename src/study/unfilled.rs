//! Places of report.toml that `retraffic new` left for the author.
//!
//! Owns the mark. Reads the text alone, so that a remark that holds the mark is no place.

use crate::diagnostic::{Diagnostic, Place};

/// The words that mark what only the author can know.
const FILL_IN: &str = "FILL IN";

/// One warning for each text of report.toml that still begins with the mark.
pub fn unfilled(text: &str, file: &str) -> Vec<Diagnostic> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    let open = lines.filter_map(|(at, line)| {
        let byte = line.find(&format!("\"{FILL_IN}"))?;
        let column = line[..byte].chars().count() + 1;
        let help = "write what only you can know, and take the words away";
        let warning = Diagnostic::warning("S009", format!("this text still says {FILL_IN}"), help);
        Some(warning.at(Place::cell(file, at as u64 + 1, column.to_string())))
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_to_fill_in_has_its_place_and_a_remark_is_none() {
        let text = "# FILL IN the rest\n[report]\nedition = \"FILL IN\"\nfile = \"a\" # FILL IN\n";
        let found = unfilled(text, "report.toml");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.as_ref().unwrap().to_string(), "report.toml:3:11");
    }
}

//! From a span in a TOML text to a line and a column.

use crate::diagnostic::{Diagnostic, Place};

/// The place of a byte offset: line and character position, both from 1.
pub fn place(file: &str, text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    Place::cell(file, line as u64, column.to_string())
}

/// The diagnostic of a TOML text that does not read.
pub fn unreadable(code: &'static str, file: &str, text: &str, error: &toml::de::Error, help: &str) -> Diagnostic {
    let at = error.span().map_or_else(|| Place::file(file), |span| place(file, text, span.start));
    let message = error.message().lines().next().unwrap_or("this is not valid TOML").to_string();
    Diagnostic::error(code, message, help).at(at)
}

//! From a span in a TOML text to a line and a column.

use crate::diagnostic::{Diagnostic, Place};

/// The place of a byte offset: line and character position, both from 1.
pub fn place(file: &str, text: &str, offset: usize) -> Place {
    Place::byte(file, text, offset)
}

/// The diagnostic of a TOML text that does not read.
pub fn unreadable(code: &'static str, file: &str, text: &str, error: &toml::de::Error, help: &str) -> Diagnostic {
    let at = error.span().map_or_else(|| Place::file(file), |span| place(file, text, span.start));
    let message = error.message().lines().next().unwrap_or("this is not valid TOML").to_string();
    Diagnostic::error(code, message, help).at(at)
}

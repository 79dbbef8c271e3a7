//! An author's text in Markdown to a narrative template.
//!
//! Markdown is read first, with every template statement hidden behind a sign that is no markup, and the statements are put
//! back into what was set. So a value can never be read as Markdown, and plain words never as Typst. What comes out has
//! the lines of what went in, so that whoever finds a fault in the template names the author's line.

mod mask;
mod setter;
mod sink;

use crate::diagnostic::{Diagnostic, Place};
use mask::Masked;
use setter::Setter;

/// A fault at a line: code, reason, remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Flaw {
    line: u64,
    code: &'static str,
    message: String,
    help: &'static str,
}

/// CommonMark with tables and footnotes as a template that the narrative renders. `slot` tells this text's footnotes from
/// those of others.
///
/// # Errors
/// Raw HTML, pictures, links that lead nowhere, statements without an end, each with its line.
pub fn markdown(text: &str, file: &str, slot: &str) -> Result<String, Vec<Diagnostic>> {
    let told = |flaw: Flaw| Diagnostic::error(flaw.code, flaw.message, flaw.help).at(Place::line(file, flaw.line));
    let masked = Masked::of(text).map_err(|flaw| vec![told(flaw)])?;
    Setter::set(&masked, slot).map_err(|flaws| flaws.into_iter().map(told).collect())
}

#[cfg(test)]
mod tests;

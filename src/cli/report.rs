//! Diagnostics on a terminal: colours only there, and never where NO_COLOR is set.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use crate::diagnostic::{Diagnostic, Severity};

/// How many findings of one code a build shows before it only counts them.
const SHOWN: usize = 3;

/// Where text goes.
pub struct Console {
    out: Box<dyn Write>,
    colour: bool,
}

impl Console {
    /// Results.
    pub fn stdout() -> Self {
        let colour = std::io::stdout().is_terminal();
        Console { out: Box::new(std::io::stdout().lock()), colour: colour && colours_wanted() }
    }

    /// Findings and progress.
    pub fn stderr() -> Self {
        let colour = std::io::stderr().is_terminal();
        Console { out: Box::new(std::io::stderr().lock()), colour: colour && colours_wanted() }
    }

    /// One line. A closed pipe is not worth a word.
    pub fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    /// Every finding, errors last so that they are seen.
    pub fn all(&mut self, list: &[Diagnostic]) {
        let mut sorted: Vec<&Diagnostic> = list.iter().collect();
        sorted.sort_by_key(|d| d.severity);
        for diagnostic in sorted {
            self.one(diagnostic);
        }
    }

    /// The first findings of each code, and how many more there are.
    pub fn summary(&mut self, list: &[Diagnostic]) {
        let mut by_code: BTreeMap<(Severity, &str), Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in list {
            by_code.entry((diagnostic.severity, diagnostic.code)).or_default().push(diagnostic);
        }
        for ((_, code), found) in by_code {
            found.iter().take(SHOWN).for_each(|d| self.one(d));
            if found.len() > SHOWN {
                let more = found.len() - SHOWN;
                self.line(&format!("  ... and {more} more of {code}; `retraffic check` lists all"));
            }
        }
    }

    fn one(&mut self, diagnostic: &Diagnostic) {
        let text = diagnostic.to_string();
        if !self.colour {
            return self.line(&text);
        }
        let paint = match diagnostic.severity {
            Severity::Note => "36",
            Severity::Warning => "33",
            Severity::Error => "31",
        };
        let end = text.find(']').map_or(0, |i| i + 1);
        self.line(&format!("\u{1b}[1;{paint}m{}\u{1b}[0m{}", &text[..end], &text[end..]));
    }
}

fn colours_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

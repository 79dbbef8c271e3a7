//! What the program says when something is wrong: code, place, reason, remedy.
//!
//! Owns the form of a diagnostic. Never carries a data value from a case file.

use std::fmt;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something worth knowing; nothing is lost.
    Note,
    /// A value or a row was set aside; the build goes on.
    Warning,
    /// The build cannot go on.
    Error,
}

/// Where: a file as the user names it, a line (from 1) and a column's name or number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Place {
    /// File name, relative to the project.
    pub file: String,
    /// Line in the file, from 1.
    pub line: Option<u64>,
    /// Column: a header name in a table, a character position (from 1) in a text.
    pub column: Option<String>,
}

/// One finding about the input, the plan or the output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Diagnostic {
    /// Stable code such as `D012`; `retraffic explain D012` tells more.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Where, if anywhere.
    pub place: Option<Place>,
    /// What is wrong, in one sentence, without the offending value.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Place {
    /// The place of a byte of a text: line and character position, both from 1.
    pub fn byte(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Place::cell(file, line, column.to_string())
    }

    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), ..Place::default() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: u64) -> Self {
        Place { file: file.into(), line: Some(line), column: None }
    }

    /// A column of a line.
    pub fn cell(file: impl Into<String>, line: u64, column: impl Into<String>) -> Self {
        Place { file: file.into(), line: Some(line), column: Some(column.into()) }
    }
}

impl Diagnostic {
    /// An error: the build cannot go on.
    pub fn error(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message, help)
    }

    /// A warning: something was set aside.
    pub fn warning(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message, help)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message, help)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Diagnostic { code, severity, place: None, message: message.into(), help: help.into() }
    }

    /// The same, with its place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    /// `error[D012] cases.csv:14:entry_date: message` and the remedy on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]", self.code)?;
        if let Some(place) = &self.place {
            write!(f, " {place}:")?;
        }
        write!(f, " {}", self.message)?;
        if !self.help.is_empty() {
            write!(f, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

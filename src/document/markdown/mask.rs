//! Template statements hidden from the reader of Markdown, and found again.

use super::Flaw;

/// Before and after the number of a hidden statement: private-use signs, which are letters to Markdown.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Beginnings and ends of what the template language reads: a value, a statement, a remark.
const STATEMENTS: [(&str, &str); 3] = [("<<", ">>"), ("<%", "%>"), ("<#", "#>")];

/// A text with its statements hidden.
pub(super) struct Masked {
    /// Markdown without statements.
    pub(super) text: String,
    statements: Vec<Statement>,
    /// Where each line of the text begins, and the author's line that it is of.
    lines: Vec<(usize, u64)>,
}

/// A hidden statement.
pub(super) struct Statement {
    /// As the author wrote it; a remark is nothing.
    pub(super) text: String,
    /// It has a line of its own, and stands between paragraphs.
    pub(super) alone: bool,
}

/// A piece of a text: words, or a statement.
pub(super) enum Piece<'a> {
    Words(&'a str),
    Statement(&'a Statement),
}

impl Masked {
    /// Hides every statement.
    pub(super) fn of(source: &str) -> Result<Self, Flaw> {
        let mut masked = Masked { text: String::new(), statements: Vec::new(), lines: vec![(0, 1)] };
        let mut line = 1;
        let mut rest = source;
        while let Some((before, open, close)) = next(rest) {
            masked.words(before, &mut line)?;
            let statement = &rest[before.len()..];
            let Some(length) = end(statement, open, close) else {
                let message = format!("`{open}` is opened here and never closed with `{close}`");
                return Err(Flaw {
                    line,
                    code: "T122",
                    message,
                    help: "close it, or write `&lt;` for the sign itself",
                });
            };
            let (statement, after) = statement.split_at(length);
            masked.hide(statement, after, &mut line);
            rest = after;
        }
        masked.words(rest, &mut line)?;
        Ok(masked)
    }

    fn words(&mut self, words: &str, line: &mut u64) -> Result<(), Flaw> {
        for c in words.chars() {
            if matches!(c, OPEN | CLOSE) {
                let message = "a private-use character stands here, which no font of the report has".to_string();
                return Err(Flaw { line: *line, code: "T122", message, help: "take it out" });
            }
            self.text.push(c);
            if c == '\n' {
                *line += 1;
                self.lines.push((self.text.len(), *line));
            }
        }
        Ok(())
    }

    fn hide(&mut self, statement: &str, after: &str, line: &mut u64) {
        let own_line = self.text.is_empty() || self.text.ends_with('\n');
        let to_the_end = after.trim_start_matches([' ', '\t', '\r']);
        let alone = own_line && !statement.starts_with("<<") && (to_the_end.is_empty() || to_the_end.starts_with('\n'));
        if alone {
            self.blank(*line);
        }
        self.text.push_str(&format!("{OPEN}{}{CLOSE}", self.statements.len()));
        if alone {
            self.blank(*line);
        }
        let text = if statement.starts_with("<#") { String::new() } else { statement.to_string() };
        self.statements.push(Statement { text, alone });
        *line += statement.matches('\n').count() as u64;
        if let Some(last) = self.lines.last_mut().filter(|(start, _)| alone && *start == self.text.len()) {
            last.1 = *line;
        }
    }

    /// A line that the author did not write: the statement becomes a paragraph of its own.
    fn blank(&mut self, line: u64) {
        self.text.push('\n');
        self.lines.push((self.text.len(), line));
    }

    /// The author's line of a byte of the text.
    pub(super) fn line(&self, byte: usize) -> u64 {
        let after = self.lines.partition_point(|(start, _)| *start <= byte);
        after.checked_sub(1).map_or(1, |place| self.lines[place].1)
    }

    /// Words and statements of a piece of the text.
    pub(super) fn pieces<'a>(&'a self, mut text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        while let Some((before, hidden)) = text.split_once(OPEN) {
            if !before.is_empty() {
                pieces.push(Piece::Words(before));
            }
            let (number, after) = hidden.split_once(CLOSE).unwrap_or((hidden, ""));
            pieces.extend(number.parse().ok().and_then(|n: usize| self.statements.get(n)).map(Piece::Statement));
            text = after;
        }
        if !text.is_empty() {
            pieces.push(Piece::Words(text));
        }
        pieces
    }

    /// A piece of the text as the author wrote it, for code.
    pub(super) fn verbatim(&self, text: &str) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Words(words) => words.to_string(),
            Piece::Statement(statement) => statement.text.clone(),
        };
        self.pieces(text).into_iter().map(piece).collect()
    }

    /// Whether a statement is hidden in it.
    pub(super) fn hides(text: &str) -> bool {
        text.contains(OPEN)
    }
}

/// What stands before the next statement, and how that begins and ends.
fn next(text: &str) -> Option<(&str, &'static str, &'static str)> {
    let found = STATEMENTS.iter().filter_map(|(open, close)| Some((text.find(open)?, *open, *close)));
    found.min().map(|(at, open, close)| (&text[..at], open, close))
}

/// Length of the statement that begins here. Signs inside quotes do not end it.
fn end(statement: &str, open: &str, close: &str) -> Option<usize> {
    if open == "<#" {
        return statement.find(close).map(|at| at + close.len());
    }
    let mut quote = None;
    for (at, c) in statement.char_indices().skip(open.len()) {
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if statement[at..].starts_with(close) => return Some(at + close.len()),
            None => {}
        }
    }
    None
}

//! Numbers typed by hand into the author's own texts: those that are marked, and those that are not.
//!
//! A number of the author's own, such as that of a law, is written `<< literal("27/2016") >>` and listed for the data
//! protection officer. Every other number of a text comes from a fact; one that is typed bare is remarked on.

use super::manuscript::OwnText;
use crate::diagnostic::{Diagnostic, Place};
use std::ops::Range;
use typst::syntax::{LinkedNode, SyntaxKind, parse};

/// A number that the author marked as the author's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// File of the project.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The text.
    pub text: String,
}

/// Every `literal("…")` of a template, in order.
pub fn literals(own: &OwnText) -> Vec<Literal> {
    let mut found = Vec::new();
    for span in statements(&own.text) {
        let statement = &own.text[span.clone()];
        for (at, called) in statement.match_indices("literal(") {
            let argument = statement[at + called.len()..].trim_start();
            let Some(quote) = argument.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let Some((text, _)) = argument[1..].split_once(quote) else { continue };
            found.push(Literal {
                file: own.file.clone(),
                line: place(own, span.start + at).line.unwrap_or(1),
                text: text.into(),
            });
        }
    }
    found
}

/// A remark for each number that is neither a fact nor marked.
pub fn bare_numbers(own: &OwnText) -> Vec<Diagnostic> {
    let masked = masked(&own.text);
    let mut words = Vec::new();
    if own.file.ends_with(".md") {
        markdown(&masked, &mut words);
    } else {
        typst(&LinkedNode::new(&parse(&masked)), &mut words);
    }
    let help =
        "write << fact(\"…\") >> for a number of the report, << literal(\"…\") >> for one of your own, such as a law's";
    let remark = |byte| Diagnostic::warning("T103", "a number is typed by hand", help).at(place(own, byte));
    words.into_iter().flat_map(|range| numbers(&masked[range.clone()], range.start)).map(remark).collect()
}

/// Words with a digit in a text that begins at a byte.
fn numbers(text: &str, start: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut word = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), word) {
            (true, Some(from)) => {
                if text[from..at].chars().any(char::is_numeric) {
                    found.push(start + from);
                }
                word = None;
            }
            (false, None) => word = Some(at),
            _ => {}
        }
    }
    found
}

/// Words that Typst prints as they stand.
fn typst(node: &LinkedNode<'_>, words: &mut Vec<Range<usize>>) {
    if matches!(node.kind(), SyntaxKind::Text | SyntaxKind::MathText | SyntaxKind::RawTrimmed | SyntaxKind::Raw)
        && node.children().len() == 0
    {
        words.push(node.range());
    }
    if node.kind() == SyntaxKind::Raw {
        return words.push(node.range());
    }
    node.children().for_each(|child| typst(&child, words));
}

/// Words of a Markdown text.
fn markdown(text: &str, words: &mut Vec<Range<usize>>) {
    use pulldown_cmark::{Event, Options, Parser};
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let events = Parser::new_ext(text, options).into_offset_iter();
    words.extend(events.filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_))).map(|(_, range)| range));
}

/// The text with what stands between the template's signs blotted out, byte for byte, lines kept. A value leaves a word
/// without digits, a statement a blank.
fn masked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in statements(text) {
        let ink = if text[span.clone()].starts_with("<<") { b'x' } else { b' ' };
        bytes[span].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = ink);
    }
    // Signs are blotted out whole, and every byte between them with them.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Where `<< … >>`, `<% … %>` and `<# … #>` stand.
fn statements(text: &str) -> Vec<Range<usize>> {
    let signs = [("<<", ">>"), ("<%", "%>"), ("<#", "#>")];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = signs
        .iter()
        .filter_map(|(open, close)| Some((at + text[at..].find(open)?, close)))
        .min_by_key(|(start, _)| *start)
    {
        let stop = text[start..].find(end).map_or(text.len(), |length| start + length + end.len());
        found.push(start..stop);
        at = stop;
    }
    found
}

fn place(own: &OwnText, byte: usize) -> Place {
    Place::byte(own.file.clone(), &own.text, byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(file: &str, text: &str) -> OwnText {
        OwnText { file: file.into(), text: text.into() }
    }

    fn places(own: &OwnText) -> Vec<String> {
        bare_numbers(own).iter().map(|d| d.place.as_ref().unwrap().to_string()).collect()
    }

    #[test]
    fn marked_numbers_are_listed_and_not_remarked_on() {
        let text = own("t.typ.j2", "Law << literal(\"27/2016\") >> and\n<% if x %><< literal('3') >><% endif %>");
        let found: Vec<_> = literals(&text).into_iter().map(|l| (l.line, l.text)).collect();
        assert_eq!(found, [(1, "27/2016".to_string()), (2, "3".to_string())]);
        assert_eq!(places(&text), Vec::<String>::new());
    }

    #[test]
    fn bare_numbers_are_found_where_they_print() {
        let text = own(
            "t.typ.j2",
            "#v(3mm)\n== Steps\n<# 12 #>\n1. See @kaplan1958, in 2016,\n#panel(\"x\")[é 7 of `9`] << fact(\"a1\") >>",
        );
        assert_eq!(places(&text), ["t.typ.j2:4:24", "t.typ.j2:5:15", "t.typ.j2:5:20"]);
    }

    #[test]
    fn and_in_markdown() {
        let text = own("t.md", "# Head\n\n1. one << fact(\"n2\") >>\n2. in 2016 [a](http://x/2016)\n");
        assert_eq!(places(&text), ["t.md:4:7"]);
    }

    #[test]
    fn an_open_sign_ends_with_the_text() {
        assert_eq!(masked("a << 1"), "a xxxx");
        assert_eq!(literals(&own("t", "<< literal(\"1")).len(), 0);
    }
}

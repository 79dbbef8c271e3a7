//! A rendered template, and where each piece of it came from.

use super::marked::{Marked, Mention, Places};
use crate::diagnostic::Place;
use std::ops::Range;

/// A rendered template.
#[derive(Clone, Debug)]
pub(super) struct Rendered {
    /// Typst markup with its facts.
    marked: Marked,
    /// Pieces in order of the output.
    pieces: Vec<Piece>,
}

/// A piece of the output and the template that it came from.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Bytes of the output.
    pub(super) output: Range<usize>,
    /// Template file.
    pub(super) template: String,
    /// Its line, from 1.
    pub(super) line: u64,
    /// The piece stands in the template as it is.
    pub(super) verbatim: bool,
}

impl Rendered {
    /// From signed output and the pieces that it is made of, in order.
    pub(super) fn new(signed: &str, mut pieces: Vec<Piece>) -> Self {
        let mut places = Places::of(signed);
        for piece in &mut pieces {
            piece.output = places.clean(piece.output.start)..places.clean(piece.output.end);
        }
        Rendered { marked: Marked::read(signed), pieces }
    }

    /// Typst markup.
    pub(super) fn text(&self) -> &str {
        &self.marked.text
    }

    /// The markup with its facts.
    pub(super) fn marked(&self) -> &Marked {
        &self.marked
    }

    /// The template and line behind a byte of the markup.
    pub(super) fn origin(&self, byte: usize) -> Option<Place> {
        let after = self.pieces.partition_point(|piece| piece.output.start <= byte);
        let piece = self.pieces.get(after.saturating_sub(1))?;
        let start = piece.output.start;
        let within = if piece.verbatim { self.text().get(start..byte.clamp(start, piece.output.end)) } else { None };
        let lines = within.map_or(0, |text| text.matches('\n').count() as u64);
        Some(Place::line(piece.template.clone(), piece.line + lines))
    }

    /// Puts another text in place of a range, wherever it came from.
    pub(super) fn replace(&mut self, range: Range<usize>, with: &Marked, place: &Place) {
        self.marked = spliced(&self.marked, &range, with);
        let grown = |byte: usize| byte - range.len() + with.text.len();
        let mut pieces = Vec::new();
        for piece in self.pieces.drain(..) {
            let Range { start, end } = piece.output;
            if start < range.start {
                pieces.push(Piece { output: start..end.min(range.start), ..piece.clone() });
            }
            if end > range.end {
                // What is left of a piece keeps its template; its line is that of its beginning.
                pieces.push(Piece { output: grown(start.max(range.end))..grown(end), verbatim: false, ..piece });
            }
        }
        let own = range.start..range.start + with.text.len();
        let line = place.line.unwrap_or(1);
        pieces.push(Piece { output: own, template: place.file.clone(), line, verbatim: false });
        pieces.sort_by_key(|piece| piece.output.start);
        self.pieces = pieces;
    }
}

/// A marked text with another in place of a range. A value that the range cuts into is gone.
pub(super) fn spliced(marked: &Marked, range: &Range<usize>, with: &Marked) -> Marked {
    let text = format!("{}{}{}", &marked.text[..range.start], with.text, &marked.text[range.end..]);
    let moved = |mention: &Mention, by: &dyn Fn(usize) -> usize| Mention {
        range: by(mention.range.start)..by(mention.range.end),
        value: mention.value.clone(),
    };
    let before = marked.values.iter().filter(|m| m.range.end <= range.start).cloned();
    let own = with.values.iter().map(|m| moved(m, &|byte| byte + range.start));
    let after = marked.values.iter().filter(|m| m.range.start >= range.end);
    let after = after.map(|m| moved(m, &|byte| byte - range.len() + with.text.len()));
    Marked { text, values: before.chain(own).chain(after).collect() }
}

#[cfg(test)]
mod tests {
    use super::super::marked::Value;
    use super::*;

    #[test]
    fn a_replaced_range_moves_what_follows() {
        let fact = |name: &str, printed: &str| Value::Fact(name.into()).signed(printed);
        let signed = format!("a {} b {} c", fact("x", "1"), fact("y", "22"));
        let piece = |output, line| Piece { output, template: "t".into(), line, verbatim: true };
        let cut = signed.find(" b").unwrap();
        let mut rendered = Rendered::new(&signed, vec![piece(0..cut, 1), piece(cut..signed.len(), 2)]);
        assert_eq!(rendered.text(), "a 1 b 22 c");
        let with = Marked::read(&format!("one {}!", fact("x", "1")));
        rendered.replace(2..5, &with, &Place::line("overrides.toml", 7));
        assert_eq!(rendered.text(), "a one 1! 22 c");
        let at = |word: &str| rendered.text().find(word).unwrap();
        let values = rendered.marked().values.iter();
        let named: Vec<_> = values.map(|m| (m.fact().unwrap(), m.range.start)).collect();
        assert_eq!(named, [("x", at("1!")), ("y", at("22"))]);
        assert_eq!(rendered.origin(at("one")).unwrap().to_string(), "overrides.toml:7");
        assert_eq!(rendered.origin(at("22")).unwrap().to_string(), "t:2");
        assert_eq!(rendered.origin(0).unwrap().to_string(), "t:1");
    }
}

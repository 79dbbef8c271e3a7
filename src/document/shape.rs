//! The shape of a text: its words, with `{name}` where a fact stands.

use super::marked::{Marked, Value};
use std::ops::Range;

/// The words of a text with `{name}` in place of each fact, white space folded.
pub(super) struct Shape {
    /// The words.
    pub(super) text: String,
    /// For each byte of them what it came from.
    from: Vec<Range<usize>>,
}

impl Shape {
    /// The shape of a text.
    pub(super) fn of(marked: &Marked) -> Self {
        let mut shape = Shape { text: String::new(), from: Vec::new() };
        let mut at = 0;
        for mention in &marked.values {
            shape.words(&marked.text, at..mention.range.start);
            match &mention.value {
                Value::Fact(name) => shape.add(&format!("{{{name}}}"), &mention.range),
                Value::Literal(text) | Value::Words(text) => {
                    for word in text.split_inclusive(char::is_whitespace) {
                        let ends = word.ends_with(char::is_whitespace);
                        shape.add(word.trim_end(), &mention.range);
                        if ends {
                            shape.blank(&mention.range);
                        }
                    }
                }
            }
            at = mention.range.end;
        }
        shape.words(&marked.text, at..marked.text.len());
        shape
    }

    fn words(&mut self, text: &str, range: Range<usize>) {
        for (at, c) in text[range.clone()].char_indices() {
            let own = range.start + at..range.start + at + c.len_utf8();
            if c.is_whitespace() {
                self.blank(&own);
            } else {
                self.add(c.encode_utf8(&mut [0; 4]), &own);
            }
        }
    }

    fn blank(&mut self, range: &Range<usize>) {
        if self.text.is_empty() {
            return;
        }
        match self.from.last_mut().filter(|_| self.text.ends_with(' ')) {
            Some(last) => last.end = range.end.max(last.end),
            None => self.add(" ", range),
        }
    }

    fn add(&mut self, text: &str, range: &Range<usize>) {
        self.text.push_str(text);
        self.from.extend(std::iter::repeat_n(range.clone(), text.len()));
    }
}

/// Where a shape stands in a text, in order.
pub(super) fn occurrences(marked: &Marked, sought: &str) -> Vec<Range<usize>> {
    let shape = Shape::of(marked);
    let place = |at: usize| Some(shape.from.get(at)?.start..shape.from.get(at + sought.len() - 1)?.end);
    shape.text.match_indices(sought).filter_map(|(at, _)| place(at)).collect()
}

/// A shape cut into sentences that name a fact, about as a reader would.
pub(super) fn sentences(shape: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let ends = shape.match_indices([' ']).map(|(at, _)| at).chain([shape.len()]);
    for end in ends {
        let (before, after) = (&shape[start..end], shape[end..].trim_start());
        let closes = before.trim_end_matches(['*', '_', ']', ')', '”', '"']).ends_with(['.', '!', '?']);
        let opens = after.starts_with(|c: char| c.is_uppercase() || "{*#_<¿¡-=".contains(c));
        if end == shape.len() || (closes && opens) {
            found.push(shape[start..end].trim());
            start = end;
        }
    }
    found.retain(|sentence| sentence.contains('{') && sentence.contains('}'));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked() -> Marked {
        let fact = |name: &str, text: &str| Value::Fact(name.into()).signed(&format!("#\"{text}\";"));
        let plural = Value::Words("people are".into()).signed("#\"people are\";");
        Marked::read(&format!("= Head\n\nOf  {} {plural}\nknown. The {} rose.\n", fact("n", "79"), fact("r", "1.2")))
    }

    #[test]
    fn a_shape_has_names_for_facts_and_words_for_words() {
        let shape = Shape::of(&marked());
        assert_eq!(shape.text, "= Head Of {n} people are known. The {r} rose. ");
        let cut = sentences(&shape.text);
        assert_eq!(cut, ["= Head Of {n} people are known.", "The {r} rose."]);
    }

    #[test]
    fn a_sentence_is_found_by_its_shape_and_only_by_it() {
        let marked = marked();
        let found = occurrences(&marked, "The {r} rose.");
        assert_eq!(found.len(), 1);
        assert_eq!(&marked.text[found[0].clone()], "The #\"1.2\"; rose.");
        let across = occurrences(&marked, "{n} people are known.");
        assert_eq!(&marked.text[across[0].clone()], "#\"79\"; #\"people are\";\nknown.");
        assert!(occurrences(&marked, "The {r} fell.").is_empty());
    }
}

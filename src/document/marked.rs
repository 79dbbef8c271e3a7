//! Text that remembers which of it is a fact, from the moment a template prints it to the page.
//!
//! While a template is rendered, values stand between signs that no text holds (noncharacters of Unicode). Reading the
//! result takes the signs out and keeps the places.

use std::ops::Range;

/// Before what a value is.
const NAME: char = '\u{fdd0}';
/// Between that and what is printed of it.
const TEXT: char = '\u{fdd1}';
/// After what is printed.
const END: char = '\u{fdd2}';
/// Bytes of each sign.
const SIGN: usize = NAME.len_utf8();

/// What a template printed as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A fact, by its name.
    Fact(String),
    /// A number of the author's own.
    Literal(String),
    /// Words that a template chose: a plural, a label, a reason.
    Words(String),
}

/// Where a value stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// What stands there.
    pub(super) value: Value,
}

/// A text without signs, and the values in it in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    /// The text.
    pub(super) text: String,
    /// Values by where they stand.
    pub(super) values: Vec<Mention>,
}

impl Value {
    /// What is printed of it, between signs.
    pub(super) fn signed(&self, printed: &str) -> String {
        let (kind, text) = match self {
            Value::Fact(name) => ("f", name),
            Value::Literal(text) => ("l", text),
            Value::Words(text) => ("w", text),
        };
        format!("{NAME}{kind}{}{TEXT}{printed}{END}", unsigned(text))
    }

    fn read(signed: &str) -> Self {
        let text = signed.get(1..).unwrap_or_default().to_string();
        match signed.as_bytes().first() {
            Some(b'f') => Value::Fact(text),
            Some(b'l') => Value::Literal(text),
            _ => Value::Words(text),
        }
    }
}

impl Mention {
    /// The name, where it is a fact.
    pub(super) fn fact(&self) -> Option<&str> {
        match &self.value {
            Value::Fact(name) => Some(name),
            _ => None,
        }
    }
}

/// The text without any sign: for templates as they are read, so that none can pretend.
pub(super) fn unsigned(text: &str) -> String {
    text.replace([NAME, TEXT, END], "")
}

/// A place of a signed text in the same text without signs. Places must be asked for in rising order.
pub(super) struct Places<'a> {
    signed: &'a str,
    at: usize,
    removed: usize,
}

impl Marked {
    /// Takes the signs out. An end that is missing is that of the text.
    pub(super) fn read(signed: &str) -> Self {
        let mut marked = Marked::default();
        let mut rest = signed;
        while let Some(start) = rest.find([NAME, END]) {
            marked.text.push_str(&rest[..start]);
            let opened = rest[start..].starts_with(NAME);
            rest = &rest[start + SIGN..];
            if !opened {
                continue;
            }
            let (value, after) = rest.split_once(TEXT).unwrap_or((rest, ""));
            let (printed, after) = after.split_once(END).unwrap_or((after, ""));
            let from = marked.text.len();
            marked.text.push_str(printed);
            marked.values.push(Mention { range: from..marked.text.len(), value: Value::read(value) });
            rest = after;
        }
        marked.text.push_str(rest);
        marked
    }

    /// The value that stands at a byte.
    pub(super) fn at(&self, byte: usize) -> Option<&Mention> {
        let next = self.values.partition_point(|mention| mention.range.end <= byte);
        self.values.get(next).filter(|mention| mention.range.contains(&byte))
    }

    /// The same values in a text that differs in its white space alone.
    pub(super) fn respaced(self, text: String) -> Self {
        let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let mut solid = text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| at..at + c.len_utf8());
        let solid: Vec<Range<usize>> = solid.by_ref().collect();
        let place = |range: &Range<usize>| {
            let (first, many) = (count(&self.text[..range.start]), count(&self.text[range.clone()]));
            let start = solid.get(first).map_or(text.len(), |c| c.start);
            let end = if many == 0 { start } else { solid.get(first + many - 1).map_or(text.len(), |c| c.end) };
            start..end
        };
        let values = self.values.iter().map(|m| Mention { range: place(&m.range), value: m.value.clone() }).collect();
        Marked { text, values }
    }

    /// Names of the facts in it.
    pub(super) fn facts(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(Mention::fact)
    }
}

impl<'a> Places<'a> {
    /// Over a signed text.
    pub(super) fn of(signed: &'a str) -> Self {
        Places { signed, at: 0, removed: 0 }
    }

    /// Where a byte of the signed text stands without signs.
    pub(super) fn clean(&mut self, byte: usize) -> usize {
        while let Some(found) = self.signed[self.at..byte.max(self.at)].find([NAME, END]) {
            let sign = self.at + found;
            let end = if self.signed[sign..].starts_with(NAME) {
                self.signed[sign..].find(TEXT).map_or(self.signed.len(), |text| sign + text + SIGN)
            } else {
                sign + SIGN
            };
            self.removed += end - sign;
            self.at = end;
        }
        byte.saturating_sub(self.removed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, printed: &str) -> String {
        Value::Fact(name.into()).signed(printed)
    }

    #[test]
    fn signs_go_and_places_stay() {
        let signed = format!("of {} people {} are", fact("assisted", "14,000"), fact("known", "79"));
        let marked = Marked::read(&signed);
        assert_eq!(marked.text, "of 14,000 people 79 are");
        let read: Vec<_> = marked.values.iter().map(|m| (m.fact().unwrap(), &marked.text[m.range.clone()])).collect();
        assert_eq!(read, [("assisted", "14,000"), ("known", "79")]);
        assert_eq!(marked.at(3).and_then(Mention::fact), Some("assisted"));
        assert_eq!(marked.at(9), None);
        let mut places = Places::of(&signed);
        let clean: Vec<usize> = ["of", "people", "are"].map(|w| places.clean(signed.find(w).unwrap())).to_vec();
        assert_eq!(clean, ["of", "people", "are"].map(|w| marked.text.find(w).unwrap()));
        assert_eq!(Places::of(&signed).clean(signed.len()), marked.text.len());
    }

    #[test]
    fn no_text_can_pretend() {
        let forged = unsigned(&fact("known", "0"));
        assert_eq!(Marked::read(&forged), Marked { text: "fknown0".into(), values: Vec::new() });
        assert_eq!(Marked::read("\u{fdd0}fa\u{fdd1}b").text, "b");
        assert_eq!(Marked::read(&Value::Words(fact("x", "0")).signed("w")).facts().count(), 0);
    }
}

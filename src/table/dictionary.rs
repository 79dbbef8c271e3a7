//! Distinct texts of a column, numbered in order of first appearance.
//!
//! Owns the coding of cells: no allocation per cell, one arena per column. Knows no meaning.

use std::fmt;

/// Distinct texts of a column. Code 0 is always the empty text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Dictionary {
    text: String,
    ends: Vec<usize>,
}

/// A dictionary in the making.
#[derive(Debug)]
pub(super) struct Coder {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    slots: Vec<u32>,
    last: u32,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coded {
    /// It was seen before.
    Known(u32),
    /// It is new, and valid UTF-8.
    New(u32),
    /// It is not UTF-8.
    NotText,
    /// There is no code left for it.
    Full,
}

const EMPTY: u32 = u32::MAX;

impl Dictionary {
    /// The text of a code; empty where there is none.
    pub fn text(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends.get(code - 1).copied().unwrap_or(self.text.len()) };
        let end = self.ends.get(code).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// How many distinct texts there are, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when not even the empty text is there, as in a column that was never read.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|code| self.text(code as u32))
    }
}

impl fmt::Debug for Dictionary {
    /// Its size alone: texts of a case file never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({} texts)", self.ends.len())
    }
}

impl Coder {
    pub(super) fn new() -> Self {
        let mut coder = Coder { bytes: Vec::new(), ends: vec![0], slots: vec![EMPTY; 64], last: 0 };
        let slot = coder.free_slot(hash(b""));
        coder.slots[slot] = 0;
        coder
    }

    /// The code of a cell.
    pub(super) fn code(&mut self, cell: &[u8]) -> Coded {
        if cell.is_empty() {
            return Coded::Known(0);
        }
        // Case files are sorted by place and year more often than not: the same text again is the common case.
        if self.cell(self.last) == cell {
            return Coded::Known(self.last);
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(cell) as usize & mask;
        loop {
            match self.slots[slot] {
                EMPTY => break,
                code if self.cell(code) == cell => {
                    self.last = code;
                    return Coded::Known(code);
                }
                _ => slot = (slot + 1) & mask,
            }
        }
        self.add(cell, slot)
    }

    fn add(&mut self, cell: &[u8], slot: usize) -> Coded {
        if std::str::from_utf8(cell).is_err() {
            return Coded::NotText;
        }
        let code = self.ends.len() as u32;
        if code == EMPTY - 1 {
            return Coded::Full;
        }
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len());
        self.slots[slot] = code;
        self.last = code;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Coded::New(code)
    }

    fn grow(&mut self) {
        self.slots = vec![EMPTY; self.slots.len() * 4];
        for code in 0..self.ends.len() as u32 {
            let slot = self.free_slot(hash(self.cell(code)));
            self.slots[slot] = code;
        }
    }

    fn free_slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn cell(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.bytes[start..self.ends[code]]
    }

    /// The finished dictionary. Every cell was checked when it was added, so the whole is text too.
    pub(super) fn finish(self) -> Dictionary {
        match String::from_utf8(self.bytes) {
            Ok(text) => Dictionary { text, ends: self.ends },
            Err(_) => Dictionary::default(),
        }
    }
}

/// A multiplicative hash over words of eight bytes, folded so that low bits are good.
fn hash(cell: &[u8]) -> u64 {
    const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = SEED ^ cell.len() as u64;
    let mut mix = |word: u64| {
        let product = u128::from(state ^ word) * u128::from(SEED);
        state = (product as u64) ^ ((product >> 64) as u64);
    };
    let mut words = cell.chunks_exact(8);
    for word in words.by_ref() {
        mix(word.iter().rev().fold(0, |w, &b| (w << 8) | u64::from(b)));
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        mix(rest.iter().rev().fold(1, |w, &b| (w << 8) | u64::from(b)));
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_first_appearance_and_survive_growth() {
        let mut coder = Coder::new();
        let texts: Vec<String> = (0..5000).map(|i| format!("person-{}", i * 7919)).collect();
        for (i, text) in texts.iter().enumerate() {
            assert_eq!(coder.code(text.as_bytes()), Coded::New(i as u32 + 1));
        }
        for (i, text) in texts.iter().enumerate() {
            assert_eq!(coder.code(text.as_bytes()), Coded::Known(i as u32 + 1));
        }
        assert_eq!(coder.code(b""), Coded::Known(0));
        let dictionary = coder.finish();
        assert_eq!(dictionary.len(), 5001);
        assert_eq!((dictionary.text(0), dictionary.text(3), dictionary.text(9999)), ("", texts[2].as_str(), ""));
    }

    #[test]
    fn texts_that_differ_in_length_or_zeros_are_told_apart() {
        let mut coder = Coder::new();
        for (i, text) in ["a", "a\0", "a\0\0", "\0a", "aaaaaaaa", "aaaaaaaaa"].iter().enumerate() {
            assert_eq!(coder.code(text.as_bytes()), Coded::New(i as u32 + 1));
        }
        assert_eq!(coder.code(b"\xE9"), Coded::NotText);
    }
}

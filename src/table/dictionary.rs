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
    /// By code: up to seven bytes are their own key; longer texts have a hash, and are compared.
    keys: Vec<u64>,
    /// By place in the hash table: a code, or [`FREE`].
    slots: Vec<u32>,
    /// 64 less the number of bits of a place.
    shift: u32,
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

const FREE: u32 = u32::MAX;
/// Keys of texts too long to be their own key begin with this byte; a length never does.
const LONG: u64 = 0xFF << 56;
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

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
        let slots = vec![FREE; 64];
        let mut coder = Coder { bytes: Vec::new(), ends: vec![0], keys: vec![key(b"")], slots, shift: 64 - 6 };
        coder.place(0);
        coder
    }

    /// The code of a cell.
    pub(super) fn code(&mut self, cell: &[u8]) -> Coded {
        if cell.is_empty() {
            return Coded::Known(0);
        }
        let key = key(cell);
        let mut slot = self.first_slot(key);
        loop {
            match self.slots[slot] {
                FREE => return self.add(cell, key, slot),
                code if self.keys[code as usize] == key && (key < LONG || self.cell(code) == cell) => {
                    return Coded::Known(code);
                }
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    fn add(&mut self, cell: &[u8], key: u64, slot: usize) -> Coded {
        if std::str::from_utf8(cell).is_err() {
            return Coded::NotText;
        }
        let code = self.ends.len() as u32;
        if code == FREE - 1 {
            return Coded::Full;
        }
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len());
        self.keys.push(key);
        self.slots[slot] = code;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Coded::New(code)
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 4];
        self.shift -= 2;
        (0..self.ends.len() as u32).for_each(|code| self.place(code));
    }

    fn place(&mut self, code: u32) {
        let mut slot = self.first_slot(self.keys[code as usize]);
        while self.slots[slot] != FREE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = code;
    }

    fn first_slot(&self, key: u64) -> usize {
        ((key ^ (key >> 32)).wrapping_mul(MIX) >> self.shift) as usize
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

/// A short text with its length, or a hash of a long one.
fn key(cell: &[u8]) -> u64 {
    match *cell {
        [] => 0,
        [a] => u64::from(a) | 1 << 56,
        [a, b] => u64::from(u16::from_le_bytes([a, b])) | 2 << 56,
        [a, b, c] => u64::from(u32::from_le_bytes([a, b, c, 0])) | 3 << 56,
        [a, b, c, d, ref rest @ ..] if rest.len() < 4 => {
            let start = u64::from(u32::from_le_bytes([a, b, c, d]));
            let rest = rest.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte));
            start | rest << 32 | (cell.len() as u64) << 56
        }
        _ => hash(cell) | LONG,
    }
}

/// A multiplicative hash over words of eight bytes.
fn hash(cell: &[u8]) -> u64 {
    let mut state = MIX ^ cell.len() as u64;
    let mut mix = |word: u64| {
        let product = u128::from(state ^ word) * u128::from(MIX);
        state = (product as u64) ^ ((product >> 64) as u64);
    };
    let (words, rest) = cell.as_chunks::<8>();
    words.iter().for_each(|word| mix(u64::from_le_bytes(*word)));
    if !rest.is_empty() {
        mix(rest.iter().rev().fold(1, |word, &byte| (word << 8) | u64::from(byte)));
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
        for (i, text) in
            ["a", "a\0", "a\0\0", "\0a", "aaaa", "aaaa\0", "aaaaaaa", "aaaaaaaa", "aaaaaaa\0"].iter().enumerate()
        {
            assert_eq!(coder.code(text.as_bytes()), Coded::New(i as u32 + 1));
        }
        assert_eq!(coder.code(b"\xE9"), Coded::NotText);
    }
}

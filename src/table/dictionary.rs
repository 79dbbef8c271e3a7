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
    /// By code: up to fifteen bytes are their own key; longer texts have a hash, and are compared.
    keys: Vec<u128>,
    /// By place in the hash table: a code, or [`FREE`].
    slots: Vec<u32>,
    /// 64 less the number of bits of a place.
    shift: u32,
    /// The text was converted: U+FFFD stands for what could not be.
    converted: bool,
}

/// Why a cell has no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellFault {
    /// It is not text.
    NotText,
    /// There is no code left for it.
    Full,
}

/// Cells of one column that are coded together.
pub(super) const BLOCK: usize = 256;

const FREE: u32 = u32::MAX;
/// Keys of texts too long to be their own key begin with this byte; a length never does.
const LONG: u128 = 0xFF << 120;
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
    pub(super) fn new(converted: bool) -> Self {
        let (bytes, slots) = (Vec::new(), vec![FREE; 64]);
        let mut coder = Coder { bytes, ends: vec![0], keys: vec![key(b"")], slots, shift: 64 - 6, converted };
        coder.place(0);
        coder
    }

    /// Appends the codes of up to [`BLOCK`] cells, or says which cell is the first to have none, and why.
    pub(super) fn block(&mut self, cells: &[&[u8]], codes: &mut Vec<u32>) -> Result<(), (usize, CellFault)> {
        let mut keys = [0u128; BLOCK];
        let mut near = 0;
        for (key, cell) in keys.iter_mut().zip(cells) {
            *key = self::key(cell);
            // In a column of a million texts every look is at memory far away: start all looks before the first is used.
            near ^= self.slots[self.first_slot(*key)];
        }
        std::hint::black_box(near);
        for (i, (&key, cell)) in keys.iter().zip(cells).enumerate() {
            codes.push(self.code(key, cell).map_err(|fault| (i, fault))?);
        }
        Ok(())
    }

    /// How many distinct texts there are so far, the empty one included.
    pub(super) fn distinct(&self) -> usize {
        self.ends.len()
    }

    fn code(&mut self, key: u128, cell: &[u8]) -> Result<u32, CellFault> {
        let mut slot = self.first_slot(key);
        loop {
            match self.slots[slot] {
                FREE => return self.add(cell, key, slot),
                code if self.keys[code as usize] == key && (key < LONG || self.cell(code) == cell) => return Ok(code),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    fn add(&mut self, cell: &[u8], key: u128, slot: usize) -> Result<u32, CellFault> {
        let sound = std::str::from_utf8(cell).is_ok_and(|text| !(self.converted && text.contains('\u{FFFD}')));
        if !sound {
            return Err(CellFault::NotText);
        }
        let code = self.ends.len() as u32;
        if code == FREE - 1 {
            return Err(CellFault::Full);
        }
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len());
        self.keys.push(key);
        self.slots[slot] = code;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Ok(code)
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

    fn first_slot(&self, key: u128) -> usize {
        let folded = key as u64 ^ ((key >> 64) as u64).wrapping_mul(MIX);
        ((folded ^ (folded >> 32)).wrapping_mul(MIX) >> self.shift) as usize
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
fn key(cell: &[u8]) -> u128 {
    let (start, end) = match (cell, cell.len()) {
        (_, 16..) => return u128::from(hash(cell)) | LONG,
        // First and last bytes may overlap: with the length they still tell the text.
        (cell, 8..) => match (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last) >> 8),
            _ => (0, 0),
        },
        (cell, 4..) => match (cell.first_chunk::<4>(), cell.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
            _ => (0, 0),
        },
        ([a, b, c], _) => (u64::from(u32::from_le_bytes([*a, *b, *c, 0])), 0),
        ([a, b], _) => (u64::from(u16::from_le_bytes([*a, *b])), 0),
        ([a], _) => (u64::from(*a), 0),
        _ => (0, 0),
    };
    u128::from(start) | u128::from(end) << 64 | (cell.len() as u128) << 120
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

    fn codes(coder: &mut Coder, texts: &[&str]) -> Vec<u32> {
        let mut codes = Vec::new();
        for block in texts.chunks(BLOCK) {
            let cells: Vec<&[u8]> = block.iter().map(|t| t.as_bytes()).collect();
            coder.block(&cells, &mut codes).unwrap();
        }
        codes
    }

    #[test]
    fn codes_follow_first_appearance_and_survive_growth() {
        let mut coder = Coder::new(false);
        let texts: Vec<String> = (0..5000).map(|i| format!("person-{}", i * 7919)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let wanted: Vec<u32> = (1..=5000).collect();
        assert_eq!(codes(&mut coder, &texts), wanted);
        assert_eq!(codes(&mut coder, &texts), wanted);
        assert_eq!(codes(&mut coder, &[""]), [0]);
        let dictionary = coder.finish();
        assert_eq!(dictionary.len(), 5001);
        assert_eq!((dictionary.text(0), dictionary.text(3), dictionary.text(9999)), ("", texts[2], ""));
    }

    #[test]
    fn texts_that_differ_in_length_or_zeros_are_told_apart() {
        let mut coder = Coder::new(false);
        let texts = [
            "a",
            "a\0",
            "a\0\0",
            "\0a",
            "aaaa",
            "aaaa\0",
            "aaaaaaa",
            "aaaaaaaa",
            "aaaaaaa\0",
            "2004-05-17",
            "2004-05-71",
            "2004-50-17",
            "exactly fifteen",
            "exactly 16 bytes",
            "exactly 16 bytez",
        ];
        assert_eq!(codes(&mut coder, &texts), (1..=15).collect::<Vec<_>>());
        assert_eq!(codes(&mut coder, &texts), (1..=15).collect::<Vec<_>>());
        assert_eq!(coder.block(&[b"a", b"\xE9"], &mut Vec::new()), Err((1, CellFault::NotText)));
    }

    #[test]
    fn what_could_not_be_converted_is_a_fault() {
        let cell = "a\u{FFFD}".as_bytes();
        assert_eq!(Coder::new(true).block(&[cell], &mut Vec::new()), Err((0, CellFault::NotText)));
        assert_eq!(Coder::new(false).block(&[cell], &mut Vec::new()), Ok(()));
    }
}

//! The codes of a column, one a row, in as few bytes as its dictionary needs.
//!
//! Owns their width: most columns of a case file have fewer than 256 answers.

/// A code per row; 0 is an empty cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes(Width);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Width {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Codes {
    pub(super) fn new() -> Codes {
        Codes(Width::One(Vec::new()))
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.0 {
            Width::One(codes) => codes.len(),
            Width::Two(codes) => codes.len(),
            Width::Four(codes) => codes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row; 0, an empty cell, beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match &self.0 {
            Width::One(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Width::Two(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Width::Four(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    /// All codes, row by row.
    pub fn iter(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        let (one, two, four): (&[u8], &[u16], &[u32]) = match &self.0 {
            Width::One(codes) => (codes, &[], &[]),
            Width::Two(codes) => (&[], codes, &[]),
            Width::Four(codes) => (&[], &[], codes),
        };
        one.iter().map(|&code| code.into()).chain(two.iter().map(|&code| code.into())).chain(four.iter().copied())
    }

    /// Appends codes of a dictionary of `distinct` texts.
    pub(super) fn extend(&mut self, codes: &[u32], distinct: usize) {
        self.widen(distinct);
        match &mut self.0 {
            Width::One(own) => own.extend(codes.iter().map(|&code| code as u8)),
            Width::Two(own) => own.extend(codes.iter().map(|&code| code as u16)),
            Width::Four(own) => own.extend_from_slice(codes),
        }
    }

    fn widen(&mut self, distinct: usize) {
        let width = match &self.0 {
            Width::One(codes) if distinct > 1 << 16 => Width::Four(codes.iter().map(|&code| u32::from(code)).collect()),
            Width::One(codes) if distinct > 1 << 8 => Width::Two(codes.iter().map(|&code| u16::from(code)).collect()),
            Width::Two(codes) if distinct > 1 << 16 => Width::Four(codes.iter().map(|&code| u32::from(code)).collect()),
            _ => return,
        };
        self.0 = width;
    }

    /// Gives back memory that is not needed.
    pub(super) fn shrink(&mut self) {
        match &mut self.0 {
            Width::One(codes) => codes.shrink_to_fit(),
            Width::Two(codes) => codes.shrink_to_fit(),
            Width::Four(codes) => codes.shrink_to_fit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_grow_wider_as_the_dictionary_does() {
        let mut codes = Codes::new();
        codes.extend(&[0, 255], 256);
        assert_eq!(codes.0, Width::One(vec![0, 255]));
        codes.extend(&[256], 257);
        assert_eq!(codes.0, Width::Two(vec![0, 255, 256]));
        codes.extend(&[65_536], 65_537);
        assert_eq!(codes.iter().collect::<Vec<_>>(), [0, 255, 256, 65_536]);
        assert_eq!((codes.len(), codes.get(3), codes.get(4)), (4, 65_536, 0));
        let mut at_once = Codes::new();
        at_once.extend(&[0, 255, 256, 65_536], 65_537);
        assert_eq!(at_once, codes);
    }
}

//! Group and stratum labels: dictionary codes, never names.

use super::EstimateError;

/// One code per row, each below `levels`.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    codes: &'a [u32],
    levels: usize,
}

impl<'a> Labels<'a> {
    /// Codes of rows among `levels` levels; an error names the first row out of range.
    pub fn new(codes: &'a [u32], levels: usize) -> Result<Labels<'a>, EstimateError> {
        match codes.iter().position(|&code| code as usize >= levels) {
            Some(row) => Err(EstimateError::CodeOutOfRange { row }),
            None => Ok(Labels { codes, levels }),
        }
    }

    /// The number of levels, those without rows included.
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.codes.len()
    }

    /// The level of row `row`.
    #[inline]
    pub fn of(&self, row: u32) -> usize {
        self.codes[row as usize] as usize
    }

    /// How many rows each level has.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.levels];
        for &code in self.codes {
            counts[code as usize] += 1;
        }
        counts
    }
}

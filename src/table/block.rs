//! Rows on their way into columns, a block at a time.
//!
//! Owns the columns in the making. A block is coded column by column, so that one dictionary at a time is in the cache.

use csv::ByteRecord;

use super::dictionary::{BLOCK, CellFault, Coder};
use super::{Column, Table};

/// The columns that are kept, and the rows read but not yet coded.
#[derive(Debug)]
pub(super) struct Block {
    columns: Vec<(usize, Coder, Vec<u32>)>,
    width: usize,
    waiting: Vec<ByteRecord>,
    rows: usize,
    lines: Vec<u32>,
}

/// The first cell of a block that cannot be coded: line, column from 1, and why.
pub(super) type Uncoded = (u32, usize, CellFault);

impl Block {
    /// No row yet; `kept` are positions of columns among `width`.
    pub(super) fn new(kept: impl Iterator<Item = usize>, width: usize, converted: bool) -> Self {
        let columns = kept.map(|i| (i, Coder::new(converted), Vec::new())).collect();
        Block { columns, width, waiting: vec![ByteRecord::new(); BLOCK], rows: 0, lines: Vec::new() }
    }

    /// Where the next row is to be read into.
    pub(super) fn room(&mut self) -> &mut ByteRecord {
        &mut self.waiting[self.rows]
    }

    /// Keeps the row just read; codes the block where it is full.
    pub(super) fn keep(&mut self, line: u32) -> Result<(), Uncoded> {
        self.rows += 1;
        self.lines.push(line);
        if self.rows == BLOCK { self.code() } else { Ok(()) }
    }

    /// Codes the rows that wait.
    pub(super) fn code(&mut self) -> Result<(), Uncoded> {
        let lines = &self.lines[self.lines.len() - self.rows..];
        let mut first: Option<Uncoded> = None;
        for (i, coder, codes) in &mut self.columns {
            let mut cells: [&[u8]; BLOCK] = [b""; BLOCK];
            for (cell, record) in cells.iter_mut().zip(&self.waiting[..self.rows]) {
                *cell = record.get(*i).unwrap_or_default();
                if *i + 1 == self.width {
                    *cell = cell.strip_suffix(b"\r").unwrap_or(cell);
                }
            }
            if let Err((row, fault)) = coder.block(&cells[..self.rows], codes)
                && first.is_none_or(|(line, ..)| lines[row] < line)
            {
                first = Some((lines[row], *i + 1, fault));
            }
        }
        self.rows = 0;
        first.map_or(Ok(()), Err)
    }

    /// The table, once all rows are coded.
    pub(super) fn table(self, file: String, header: Vec<String>) -> Table {
        let columns = self.columns.into_iter().map(|(i, coder, codes)| Column {
            name: header[i].clone(),
            number: i + 1,
            codes,
            dictionary: coder.finish(),
        });
        Table { file, columns: columns.collect(), header, lines: self.lines }
    }

    /// True where no row was kept.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

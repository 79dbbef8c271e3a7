//! Columns in the making.
//!
//! Owns the coding of rows, column by column, so that one dictionary at a time is in the cache.

use csv::ByteRecord;

use super::cell_codes::Codes;
use super::chunk::Chunk;
use super::dictionary::{BLOCK, CellFault, Coder};
use super::{Column, Table};

/// One column in the making.
#[derive(Debug)]
pub(super) struct Coding {
    /// Its position in the file, from 0.
    position: usize,
    coder: Coder,
    codes: Codes,
    /// Codes of the block at hand.
    fresh: Vec<u32>,
}

/// The columns that are kept, and the rows read but not yet coded.
#[derive(Debug)]
pub(super) struct Block {
    columns: Vec<Coding>,
    width: usize,
    waiting: Vec<ByteRecord>,
    rows: usize,
    lines: Vec<u32>,
}

/// The first cell that cannot be coded: line, column from 1, and why.
pub(super) type Uncoded = (u32, usize, CellFault);

impl Coding {
    /// No row yet.
    pub(super) fn new(position: usize, converted: bool) -> Self {
        Coding { position, coder: Coder::new(converted), codes: Codes::new(), fresh: Vec::new() }
    }

    /// Its position in the file, from 0.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Codes the cells of a chunk; the column is the one at `place` among those kept.
    pub(super) fn code_chunk(&mut self, chunk: &Chunk, place: usize) -> Result<(), Uncoded> {
        for (block, lines) in chunk.lines.chunks(BLOCK).enumerate() {
            let mut cells: [&[u8]; BLOCK] = [b""; BLOCK];
            for (row, cell) in cells[..lines.len()].iter_mut().enumerate() {
                *cell = chunk.cell(place, block * BLOCK + row);
            }
            self.code(&cells[..lines.len()]).map_err(|(row, fault)| (lines[row] as u32, self.position + 1, fault))?;
        }
        Ok(())
    }

    /// Codes the cells of a block, or says which is the first that cannot be coded, and why.
    fn code(&mut self, cells: &[&[u8]]) -> Result<(), (usize, CellFault)> {
        self.fresh.clear();
        self.coder.block(cells, &mut self.fresh)?;
        self.codes.extend(&self.fresh, self.coder.distinct());
        Ok(())
    }
}

impl Block {
    /// Goes on from columns that hold the rows of `lines`; the file has `width` columns.
    pub(super) fn new(columns: Vec<Coding>, width: usize, lines: Vec<u32>) -> Self {
        Block { columns, width, waiting: Vec::new(), rows: 0, lines }
    }

    /// Where the next row is to be read into.
    pub(super) fn room(&mut self) -> &mut ByteRecord {
        if self.waiting.is_empty() {
            self.waiting = vec![ByteRecord::new(); BLOCK];
        }
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
        for column in &mut self.columns {
            let position = column.position;
            let mut cells: [&[u8]; BLOCK] = [b""; BLOCK];
            for (cell, record) in cells.iter_mut().zip(&self.waiting[..self.rows]) {
                *cell = record.get(position).unwrap_or_default();
                if position + 1 == self.width {
                    *cell = cell.strip_suffix(b"\r").unwrap_or(cell);
                }
            }
            if let Err((row, fault)) = column.code(&cells[..self.rows])
                && first.is_none_or(|(line, ..)| lines[row] < line)
            {
                first = Some((lines[row], position + 1, fault));
            }
        }
        self.rows = 0;
        first.map_or(Ok(()), Err)
    }

    /// The table, once all rows are coded.
    pub(super) fn table(self, file: String, header: Vec<String>) -> Table {
        let columns = self.columns.into_iter().map(|Coding { position, coder, mut codes, .. }| {
            codes.shrink();
            Column { name: header[position].clone(), number: position + 1, codes, dictionary: coder.finish() }
        });
        Table { file, columns: columns.collect(), header, lines: self.lines }
    }

    /// True where no row was kept.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

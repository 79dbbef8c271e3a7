//! A stretch of text cut into rows and cells.
//!
//! Owns the cutting of sound rows, at full speed. Where a row is not plainly sound it stops before it and says so: the
//! row goes to the careful reader, which knows every fault by name. Knows bytes only.

/// Bytes of text that are cut and coded together.
pub(super) const STRETCH: usize = 1 << 18;

/// What is the same for all rows of a file.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) delimiter: u8,
    /// By position in the file: the place among the columns that are kept.
    pub(super) kept: Vec<Option<usize>>,
}

/// A stretch of text, the cells of its rows by kept column, and the lines its rows begin on.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    /// Cells that are not in `bytes` as they are, since a quote in them is written twice. They count on from its end.
    unquoted: Vec<u8>,
    /// By kept column: where each cell starts and ends.
    cells: Vec<Vec<(u32, u32)>>,
    pub(super) lines: Vec<u64>,
}

/// Why cutting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The text that is left, from this byte on, is no whole row.
    Unfinished(usize),
    /// The row that begins here is not plainly sound.
    Doubtful(usize),
}

/// What follows a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Cell,
    Row,
    /// The text ended in the middle.
    Nothing,
    Doubt,
}

impl Chunk {
    /// Forgets all rows, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.unquoted.clear();
        self.cells.iter_mut().for_each(Vec::clear);
        self.lines.clear();
    }

    /// The text of a cell, by kept column and row.
    pub(super) fn cell(&self, column: usize, row: usize) -> &[u8] {
        let (start, end) = self.cells[column][row];
        let (start, end, inside) = (start as usize, end as usize, self.bytes.len());
        let cell =
            if start < inside { self.bytes.get(start..end) } else { self.unquoted.get(start - inside..end - inside) };
        cell.unwrap_or_default()
    }

    /// Cuts all whole rows; `line` is that of the first byte, and then of the first byte left.
    pub(super) fn cut(&mut self, shape: &Shape, line: &mut u64) -> Cut {
        self.cells.resize(shape.kept.iter().flatten().count(), Vec::new());
        let mut cells = std::mem::take(&mut self.cells);
        let (mut specials, mut from) = (Specials::new(&self.bytes, shape.delimiter), 0);
        let cut = loop {
            if from >= self.bytes.len() {
                break Cut::Unfinished(from);
            }
            let (mut at, mut column, mut breaks) = (from, 0, 0);
            let after = loop {
                let ((start, end), after) = if self.bytes.get(at) == Some(&b'"') {
                    let quoted = Quoted { bytes: &self.bytes, unquoted: &mut self.unquoted, breaks: &mut breaks };
                    let (cell, after) = quoted.cut(at + 1, shape.delimiter, &mut at);
                    specials.seek(at);
                    (cell, after)
                } else {
                    plain(&self.bytes, &mut specials, &mut at)
                };
                if matches!(after, After::Nothing | After::Doubt) {
                    break after;
                }
                let Some(kept) = shape.kept.get(column) else { break After::Doubt };
                column += 1;
                let last = column == shape.kept.len();
                if after == After::Row && column == 1 && self.blank(from, at) {
                    column = 0;
                    break after;
                }
                if let Some(kept) = kept {
                    let end = if last && end > start && self.bytes.get(end as usize - 1) == Some(&b'\r') {
                        end - 1
                    } else {
                        end
                    };
                    cells[*kept].push((start, end));
                }
                if after == After::Row {
                    break if last { after } else { After::Doubt };
                }
            };
            match after {
                After::Row => {
                    if column > 0 {
                        self.lines.push(*line);
                    }
                    *line += 1 + breaks;
                    from = at;
                }
                After::Doubt => break Cut::Doubtful(from),
                _ => break Cut::Unfinished(from),
            }
        };
        // A row that was given up half-way leaves nothing behind.
        cells.iter_mut().for_each(|column| column.truncate(self.lines.len()));
        self.cells = cells;
        cut
    }

    /// Whether a line, from its first byte to beyond its break, holds nothing.
    fn blank(&self, from: usize, beyond: usize) -> bool {
        matches!(&self.bytes[from..beyond], b"\n" | b"\r\n")
    }
}

type Cell = (u32, u32);

/// A cell without a quote at its start: up to the next delimiter or line break.
fn plain(bytes: &[u8], specials: &mut Specials, at: &mut usize) -> (Cell, After) {
    let start = *at;
    match specials.next() {
        None => ((0, 0), After::Nothing),
        Some(end) => {
            *at = end + 1;
            let after = if bytes[end] == b'\n' { After::Row } else { After::Cell };
            ((start as u32, end as u32), after)
        }
    }
}

/// A cell in quotes.
struct Quoted<'a> {
    bytes: &'a [u8],
    unquoted: &'a mut Vec<u8>,
    /// Line breaks inside.
    breaks: &'a mut u64,
}

impl Quoted<'_> {
    /// The cell whose text begins at `start`; sets `at` to the byte after what ends it.
    fn cut(self, start: usize, delimiter: u8, at: &mut usize) -> (Cell, After) {
        let (mut from, mut copied) = (start, None);
        loop {
            let Some(length) = self.bytes[from..].iter().position(|&b| b == b'"') else {
                return ((0, 0), After::Nothing);
            };
            let quote = from + length;
            *self.breaks += self.bytes[from..quote].iter().filter(|&&b| b == b'\n').count() as u64;
            let rest = &self.bytes[quote + 1..];
            let (after, width) = match rest {
                [] | [b'\r'] => (After::Nothing, 0),
                [b'"', ..] => {
                    copied.get_or_insert(self.unquoted.len());
                    self.unquoted.extend_from_slice(&self.bytes[from..=quote]);
                    from = quote + 2;
                    continue;
                }
                [b'\n', ..] => (After::Row, 1),
                [b'\r', b'\n', ..] => (After::Row, 2),
                [next, ..] if *next == delimiter => (After::Cell, 1),
                _ => (After::Doubt, 0),
            };
            *at = quote + 1 + width;
            let Some(copied) = copied else { return ((start as u32, quote as u32), after) };
            self.unquoted.extend_from_slice(&self.bytes[from..quote]);
            let inside = self.bytes.len();
            return (((inside + copied) as u32, (inside + self.unquoted.len()) as u32), after);
        }
    }
}

/// The places of delimiters and line breaks, found eight bytes at a time.
struct Specials<'a> {
    bytes: &'a [u8],
    delimiters: u64,
    /// First byte of the word at hand, and the high bits of those of its bytes that are still to be told.
    base: usize,
    found: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;

impl<'a> Specials<'a> {
    fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        let mut specials = Specials { bytes, delimiters: ONES * u64::from(delimiter), base: 0, found: 0 };
        specials.found = specials.look();
        specials
    }

    /// Goes on from byte `at`.
    fn seek(&mut self, at: usize) {
        self.base = at & !7;
        self.found = self.look() & (u64::MAX << (8 * (at & 7)));
    }

    fn look(&self) -> u64 {
        let word = match self.bytes.get(self.base..).and_then(<[u8]>::first_chunk::<8>) {
            Some(word) => u64::from_le_bytes(*word),
            None => {
                let rest = self.bytes.get(self.base..).unwrap_or_default();
                rest.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte))
            }
        };
        let zeros = |word: u64| !(((word & LOW) + LOW) | word | LOW);
        let found = zeros(word ^ self.delimiters) | zeros(word ^ (ONES * u64::from(b'\n')));
        // Beyond the end there is nothing, whatever the delimiter.
        match self.bytes.len().saturating_sub(self.base) {
            0 => 0,
            left @ 1..8 => found & (u64::MAX >> (64 - 8 * left)),
            _ => found,
        }
    }

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.base += 8;
            if self.base >= self.bytes.len() {
                return None;
            }
            self.found = self.look();
        }
        let place = self.base + (self.found.trailing_zeros() / 8) as usize;
        self.found &= self.found - 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, columns: usize) -> (Vec<Vec<String>>, Vec<u64>, Cut) {
        let shape = Shape { delimiter: b',', kept: (0..columns).map(Some).collect() };
        let mut chunk = Chunk { bytes: text.into(), ..Chunk::default() };
        let end = chunk.cut(&shape, &mut 2);
        let cell = |column, row| String::from_utf8(chunk.cell(column, row).to_vec()).unwrap();
        let rows = 0..chunk.lines.len();
        (rows.map(|row| (0..columns).map(|column| cell(column, row)).collect()).collect(), chunk.lines, end)
    }

    #[test]
    fn sound_rows_are_cut() {
        let text = "a,bc\r\n\n1,\"x, \"\"y\"\"\"\r\n\"two\nlines\",5\" pipe\n\r\n,\n\"\",end\nleft,";
        let (rows, lines, end) = cut(text, 2);
        let wanted = [["a", "bc"], ["1", "x, \"y\""], ["two\nlines", "5\" pipe"], ["", ""], ["", "end"]];
        assert_eq!(rows, wanted.map(|row| row.map(str::to_owned).to_vec()));
        assert_eq!(lines, [2, 4, 5, 8, 9]);
        assert_eq!(end, Cut::Unfinished(text.len() - 5));
    }

    #[test]
    fn a_row_in_doubt_is_left_whole() {
        for doubtful in ["1\n", "1,2,3\n", "1,\"x\" \n", "1,\"x\"y\n", "\"1\"\r,2\n"] {
            let (rows, lines, end) = cut(&format!("a,b\n{doubtful}c,d\n"), 2);
            assert_eq!((rows.len(), lines.len(), end), (1, 1, Cut::Doubtful(4)), "{doubtful}");
        }
        for unfinished in ["1", "1,2", "1,\"x", "1,\"x\"", "1,\"x\ny\n", "1,\"x\"\r"] {
            let (rows, _, end) = cut(&format!("a,b\n{unfinished}"), 2);
            assert_eq!((rows.len(), end), (1, Cut::Unfinished(4)), "{unfinished}");
        }
    }

    #[test]
    fn columns_that_are_not_kept_are_passed_over() {
        let shape = Shape { delimiter: b';', kept: vec![None, Some(0), None] };
        let mut chunk = Chunk { bytes: b"1;\"a\"\"b\";3\n;;\n".to_vec(), ..Chunk::default() };
        assert_eq!(chunk.cut(&shape, &mut 1), Cut::Unfinished(14));
        assert_eq!((chunk.cell(0, 0), chunk.cell(0, 1)), (b"a\"b".as_slice(), b"".as_slice()));
    }
}

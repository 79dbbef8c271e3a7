//! Columns of text, aligned: the first to the left, numbers to the right. Knows no meaning.

use std::fmt;

/// Lines of cells under heads.
pub struct Grid {
    rows: Vec<Vec<String>>,
    /// Columns that stand to the left.
    left: usize,
}

impl Grid {
    /// A grid with the given heads, of which the first `left` columns stand to the left.
    pub fn new<'a>(heads: impl IntoIterator<Item = &'a str>, left: usize) -> Grid {
        Grid { rows: vec![heads.into_iter().map(str::to_owned).collect()], left }
    }

    /// Adds a line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// Lines below the heads.
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }
}

/// Without signs that would move the cursor of a terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |k: usize| self.rows.iter().filter_map(|row| row.get(k)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|k| width(k).unwrap_or(0)).collect();
        for (place, row) in self.rows.iter().enumerate() {
            let mut line = String::from(" ");
            for (k, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push(' ');
                let padding = " ".repeat(width - cell.chars().count());
                if k < self.left {
                    line.push_str(cell);
                    line.push_str(&padding);
                } else {
                    line.push_str(&padding);
                    line.push_str(cell);
                }
                line.push(' ');
            }
            writeln!(f, "{}", line.trim_end())?;
            if place == 0 {
                let total: usize = widths.iter().map(|width| width + 2).sum();
                writeln!(f, "  {}", "-".repeat(total.saturating_sub(2)))?;
            }
        }
        Ok(())
    }
}

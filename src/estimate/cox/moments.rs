//! Sums over a set of rows of the relative risk and of its products with covariates.
//!
//! Owns their layout and how a row is added. Knows no time.

use super::design::Entries;

/// Rows of one run.
pub(crate) const RUN: usize = 128;

/// Sums over a set of rows of r, r x_a, r x_a x_b (a >= b) and, if asked, r x_a x_b x_c (a >= b >= c), with r the
/// weighted relative risk.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    pub(crate) cells: Vec<f64>,
    /// What rounding took from each cell in joining sets.
    rest: Vec<f64>,
    columns: usize,
    order: usize,
}

impl Moments {
    /// No row yet; sums of products of up to `order` of `p` columns.
    pub(crate) fn new(p: usize, order: usize) -> Moments {
        let second = if order >= 2 { p * (p + 1) / 2 } else { 0 };
        let third = if order >= 3 { p * (p + 1) * (p + 2) / 6 } else { 0 };
        let cells = vec![0.0; 1 + p + second + third];
        Moments { rest: cells.clone(), cells, columns: p, order }
    }

    pub(crate) fn clear(&mut self) {
        self.cells.fill(0.0);
        self.rest.fill(0.0);
    }

    /// Adds what another set of rows holds, and keeps what rounding would take.
    pub(crate) fn merge(&mut self, other: &Moments) {
        let others = other.cells.iter().zip(&other.rest);
        for ((cell, rest), (more, more_rest)) in self.cells.iter_mut().zip(&mut self.rest).zip(others) {
            let total = *cell + more;
            let part = total - *cell;
            let lost = (*cell - (total - part)) + (more - part);
            let low = *rest + more_rest + lost;
            *cell = total + low;
            *rest = low - (*cell - total);
        }
    }

    /// Adds many rows, each with its relative risk, in short runs: a million equal risks added one by one would be rounded the
    /// same way a million times. `run` is room for one of them.
    pub(crate) fn add_all(
        &mut self,
        rows: impl Iterator<Item = usize>,
        run: &mut Moments,
        mut add: impl FnMut(&mut Moments, usize),
    ) {
        run.clear();
        let mut waiting = 0;
        for k in rows {
            add(run, k);
            waiting += 1;
            if waiting == RUN {
                self.merge(run);
                run.clear();
                waiting = 0;
            }
        }
        if waiting > 0 {
            self.merge(run);
        }
    }

    /// Adds a row with relative risk `r`; takes it away again with `-r`.
    #[inline]
    pub(crate) fn add(&mut self, row: &Entries, r: f64) {
        let x = row.values.as_slice();
        self.cells[0] += r;
        if x.len() == self.columns {
            return self.add_full(x, r);
        }
        let columns = row.columns.as_slice();
        for (&a, x) in columns.iter().zip(x) {
            self.cells[1 + a] += r * x;
        }
        if self.order < 2 {
            return;
        }
        for (i, (&a, xa)) in columns.iter().zip(x).enumerate() {
            let start = 1 + self.columns + a * (a + 1) / 2;
            let cells = &mut self.cells[start..=start + a];
            let ra = r * xa;
            for (&b, xb) in columns[..=i].iter().zip(x) {
                cells[b] += ra * xb;
            }
        }
        if self.order >= 3 {
            self.add_third(columns, x, r);
        }
    }

    fn add_third(&mut self, columns: &[usize], x: &[f64], r: f64) {
        let p = self.columns;
        for (i, &a) in columns.iter().enumerate() {
            for (j, &b) in columns[..=i].iter().enumerate() {
                let rab = r * x[i] * x[j];
                let start = Moments::third(p, a, b, 0);
                for (&c, xc) in columns[..=j].iter().zip(x) {
                    self.cells[start + c] += rab * xc;
                }
            }
        }
    }

    /// A row of which every column stands: the same in one run over the cells.
    fn add_full(&mut self, x: &[f64], r: f64) {
        let (first, rest) = self.cells[1..].split_at_mut(x.len());
        for (cell, x) in first.iter_mut().zip(x) {
            *cell += r * x;
        }
        if self.order < 2 {
            return;
        }
        let mut rest = rest.iter_mut();
        for a in 0..x.len() {
            let ra = r * x[a];
            for (xb, cell) in x[..=a].iter().zip(rest.by_ref()) {
                *cell += ra * xb;
            }
        }
        if self.order < 3 {
            return;
        }
        for a in 0..x.len() {
            for b in 0..=a {
                let rab = r * x[a] * x[b];
                for (xc, cell) in x[..=b].iter().zip(rest.by_ref()) {
                    *cell += rab * xc;
                }
            }
        }
    }

    /// Index of the second moment of a >= b.
    #[inline]
    pub(crate) fn second(p: usize, a: usize, b: usize) -> usize {
        1 + p + a * (a + 1) / 2 + b
    }

    /// Index of the third moment of a >= b >= c.
    #[inline]
    pub(crate) fn third(p: usize, a: usize, b: usize, c: usize) -> usize {
        1 + p + p * (p + 1) / 2 + a * (a + 1) * (a + 2) / 6 + b * (b + 1) / 2 + c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_equal_risks_add_up() {
        let row = Entries { columns: vec![0], values: vec![0.1] };
        let (mut sum, mut run) = (Moments::new(2, 2), Moments::new(2, 2));
        sum.add_all(0..1_000_000, &mut run, |run, _| run.add(&row, 0.7));
        assert!((sum.cells[0] / 0.7e6 - 1.0).abs() < 1e-14, "{}", sum.cells[0]);
        assert!((sum.cells[1] / 0.07e6 - 1.0).abs() < 1e-14, "{}", sum.cells[1]);
    }

    #[test]
    fn a_row_with_gaps_adds_what_the_full_row_adds() {
        let full = Entries { columns: vec![0, 1, 2], values: vec![2.0, 0.0, 1.0] };
        let gaps = Entries { columns: vec![0, 2], values: vec![2.0, 1.0] };
        let (mut a, mut b) = (Moments::new(3, 3), Moments::new(3, 3));
        a.add(&full, 0.5);
        b.add(&gaps, 0.5);
        assert_eq!(a.cells, b.cells);
        assert_eq!(a.cells[Moments::third(3, 2, 0, 0)], 2.0);
        assert_eq!(a.cells[Moments::second(3, 2, 0)], 1.0);
    }
}

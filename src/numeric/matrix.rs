//! Small dense matrices: what a quadratic form, a variance or a Newton step needs.

use super::sum::sum;

/// A dense matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Matrix {
        Matrix { rows, columns, cells: vec![0.0; rows * columns] }
    }

    /// The matrix whose cell (i, j) is `cell(i, j)`.
    pub fn from_fn(rows: usize, columns: usize, mut cell: impl FnMut(usize, usize) -> f64) -> Matrix {
        let cells = (0..rows * columns).map(|k| cell(k / columns, k % columns)).collect();
        Matrix { rows, columns, cells }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row `i` as a slice.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.cells[i * self.columns..(i + 1) * self.columns]
    }

    /// Adds `x` to cell (i, j).
    #[inline]
    pub fn add(&mut self, i: usize, j: usize, x: f64) {
        self.cells[i * self.columns + j] += x;
    }

    /// The square matrix of the rows and columns in `keep`.
    pub fn select(&self, keep: &[usize]) -> Matrix {
        Matrix::from_fn(keep.len(), keep.len(), |i, j| self[(keep[i], keep[j])])
    }

    /// The product of the upper left `size` x `size` part with a vector.
    pub fn times_square(&self, x: &[f64], size: usize) -> Vec<f64> {
        (0..size).map(|i| sum(self.row(i)[..size].iter().zip(x).map(|(a, b)| a * b))).collect()
    }

    /// The product with a vector of `columns()` cells.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.rows).map(|i| sum(self.row(i).iter().zip(x).map(|(a, b)| a * b))).collect()
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.cells[i * self.columns + j]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.cells[i * self.columns + j]
    }
}

/// The factorisation A = L D L' of a symmetric, non-negative definite matrix. A pivot below
/// `tolerance` times its own diagonal cell is taken for 0 and its column left out: the matrix is then
/// rank deficient and every solution is that of a generalised inverse.
///
/// Source: as in R's survival (cholesky2.c); G. H. Golub and C. F. Van Loan (2013), "Matrix
/// Computations", section 4.1.
#[derive(Debug, Clone)]
pub struct Cholesky {
    /// Below the diagonal L, on it D.
    factor: Matrix,
    dropped: Vec<bool>,
}

impl Cholesky {
    /// Factorises `a`, reading its lower triangle.
    pub fn new(a: &Matrix, tolerance: f64) -> Cholesky {
        let n = a.rows();
        let mut factor = a.clone();
        let mut dropped = vec![false; n];
        for j in 0..n {
            let reduction = sum((0..j).map(|k| factor[(j, k)] * factor[(j, k)] * factor[(k, k)]));
            let pivot = a[(j, j)] - reduction;
            if pivot.is_nan() || pivot <= tolerance * a[(j, j)].abs() || pivot <= f64::MIN_POSITIVE {
                dropped[j] = true;
                factor[(j, j)] = 0.0;
                for i in j + 1..n {
                    factor[(i, j)] = 0.0;
                }
                continue;
            }
            factor[(j, j)] = pivot;
            for i in j + 1..n {
                let inner = sum((0..j).map(|k| factor[(i, k)] * factor[(j, k)] * factor[(k, k)]));
                factor[(i, j)] = (a[(i, j)] - inner) / pivot;
            }
        }
        Cholesky { factor, dropped }
    }

    /// How many pivots were kept.
    pub fn rank(&self) -> usize {
        self.dropped.iter().filter(|&&d| !d).count()
    }

    /// Whether column `j` was left out as a combination of those before it.
    pub fn is_dropped(&self, j: usize) -> bool {
        self.dropped[j]
    }

    /// ln det A over the kept pivots.
    pub fn ln_determinant(&self) -> f64 {
        sum((0..self.factor.rows()).filter(|&j| !self.dropped[j]).map(|j| libm::log(self.factor[(j, j)])))
    }

    /// A solution x of A x = b, with 0 where a column was left out.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.factor.rows();
        let mut x = b.to_vec();
        for i in 0..n {
            x[i] -= sum((0..i).map(|k| self.factor[(i, k)] * x[k]));
        }
        for i in (0..n).rev() {
            if self.dropped[i] {
                x[i] = 0.0;
                continue;
            }
            let above = sum((i + 1..n).map(|k| self.factor[(k, i)] * x[k]));
            x[i] = x[i] / self.factor[(i, i)] - above;
        }
        x
    }

    /// The (generalised) inverse of A.
    pub fn inverse(&self) -> Matrix {
        let n = self.factor.rows();
        let mut inverse = Matrix::zeros(n, n);
        for j in 0..n {
            if self.dropped[j] {
                continue;
            }
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            for (i, cell) in self.solve(&unit).into_iter().enumerate() {
                inverse[(i, j)] = cell;
            }
        }
        inverse
    }

    /// x' A^- x.
    pub fn quadratic_form(&self, x: &[f64]) -> f64 {
        sum(self.solve(x).iter().zip(x).map(|(a, b)| a * b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Matrix {
        let cells = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        Matrix::from_fn(3, 3, |i, j| cells[i][j])
    }

    #[test]
    fn solves_and_inverts() {
        let a = example();
        let cholesky = Cholesky::new(&a, 1e-12);
        let x = cholesky.solve(&[1.0, -2.0, 0.5]);
        for (got, want) in a.times(&x).iter().zip([1.0, -2.0, 0.5]) {
            assert!((got - want).abs() < 1e-14);
        }
        let inverse = cholesky.inverse();
        for i in 0..3 {
            let unit = a.times(&(0..3).map(|j| inverse[(j, i)]).collect::<Vec<_>>());
            assert!((unit[i] - 1.0).abs() < 1e-14);
        }
        assert!((cholesky.ln_determinant() - libm::log(44.6)).abs() < 1e-14);
    }

    #[test]
    fn finds_a_dependent_column() {
        let a = Matrix::from_fn(3, 3, |i, j| [1.0, 2.0, 3.0][i] * [1.0, 2.0, 3.0][j] + f64::from(i == j && i < 1));
        let cholesky = Cholesky::new(&a, 1e-10);
        assert_eq!(cholesky.rank(), 2);
        assert!(cholesky.is_dropped(2));
        assert_eq!(cholesky.solve(&[1.0, 1.0, 1.5])[2], 0.0);
    }
}

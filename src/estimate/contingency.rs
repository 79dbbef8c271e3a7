//! Tables of counts: expected counts, Pearson's chi-square, and how strong an association is.

use super::log_rank::ChiSquareTest;
use super::{EstimateError, Labels};
use crate::numeric::sum::sum;

/// A table of counts, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosstab {
    rows: usize,
    columns: usize,
    counts: Vec<u64>,
}

impl Crosstab {
    /// The table with the given rows. Errors: no rows or columns, rows of unequal length, a total above 2^53.
    pub fn new(rows: &[&[u64]]) -> Result<Crosstab, EstimateError> {
        let columns = rows.first().map_or(0, |row| row.len());
        if columns == 0 {
            return Err(EstimateError::NoRows);
        }
        if rows.iter().any(|row| row.len() != columns) {
            return Err(EstimateError::UnequalLengths);
        }
        let counts = rows.concat();
        whole(&counts)?;
        Ok(Crosstab { rows: rows.len(), columns, counts })
    }

    /// Counts two label columns against each other. Errors: columns of unequal length.
    pub fn count(rows: &Labels, columns: &Labels) -> Result<Crosstab, EstimateError> {
        if rows.rows() != columns.rows() {
            return Err(EstimateError::UnequalLengths);
        }
        if rows.levels() == 0 || columns.levels() == 0 {
            return Err(EstimateError::NoRows);
        }
        let mut counts = vec![0; rows.levels() * columns.levels()];
        for row in 0..rows.rows() as u32 {
            counts[rows.of(row) * columns.levels() + columns.of(row)] += 1;
        }
        Ok(Crosstab { rows: rows.levels(), columns: columns.levels(), counts })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The count in row `i`, column `j`.
    #[inline]
    pub fn at(&self, i: usize, j: usize) -> u64 {
        self.counts[i * self.columns + j]
    }

    /// All counts.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Totals of the rows.
    pub fn row_totals(&self) -> Vec<u64> {
        self.counts.chunks_exact(self.columns).map(|row| row.iter().sum()).collect()
    }

    /// Totals of the columns.
    pub fn column_totals(&self) -> Vec<u64> {
        (0..self.columns).map(|j| (0..self.rows).map(|i| self.at(i, j)).sum()).collect()
    }

    /// The 2x2 table, if it is one.
    pub fn two_by_two(&self) -> Option<[[u64; 2]; 2]> {
        (self.rows == 2 && self.columns == 2).then(|| [[self.at(0, 0), self.at(0, 1)], [self.at(1, 0), self.at(1, 1)]])
    }

    /// The table without rows and columns that are 0 throughout. Errors: fewer than two of either are left.
    pub fn without_empty(&self) -> Result<Crosstab, EstimateError> {
        let used = |totals: Vec<u64>| (0..totals.len()).filter(|&k| totals[k] > 0).collect::<Vec<_>>();
        let (rows, columns) = (used(self.row_totals()), used(self.column_totals()));
        if rows.is_empty() {
            return Err(EstimateError::NoRows);
        }
        if rows.len() < 2 || columns.len() < 2 {
            return Err(EstimateError::EmptyMargin);
        }
        let counts =
            rows.iter().flat_map(|&i| columns.iter().map(move |&j| (i, j))).map(|(i, j)| self.at(i, j)).collect();
        Ok(Crosstab { rows: rows.len(), columns: columns.len(), counts })
    }

    fn grid(&self, cell: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
        (0..self.rows).map(|i| (0..self.columns).map(|j| cell(i, j)).collect()).collect()
    }
}

/// The total of `counts`, where it is a whole number of the arithmetic: at most 2^53.
pub(super) fn whole(counts: &[u64]) -> Result<u64, EstimateError> {
    let total = counts.iter().try_fold(0_u64, |total, &count| total.checked_add(count));
    total.filter(|&total| total <= 1 << 53).ok_or(EstimateError::TooLarge)
}

/// Pearson's test and what goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Association {
    /// Counts expected under independence, row by row.
    pub expected: Vec<Vec<f64>>,
    /// (observed - expected)/sqrt(expected).
    pub pearson_residuals: Vec<Vec<f64>>,
    /// The same divided by sqrt((1 - row share)(1 - column share)): standard normal under independence.
    pub standardised_residuals: Vec<Vec<f64>>,
    /// The smallest expected count; below 5 the approximation is doubtful.
    pub min_expected: f64,
    /// The share of cells with an expected count below 5.
    pub share_expected_below_5: f64,
    /// sum (O - E)^2/E on (r - 1)(c - 1) degrees of freedom.
    pub pearson: ChiSquareTest,
    /// Yates's continuity correction, for 2x2 tables.
    pub yates: Option<ChiSquareTest>,
    /// 2 sum O ln(O/E).
    pub likelihood_ratio: ChiSquareTest,
    /// Cramer's V, from 0 to 1.
    pub cramers_v: f64,
    /// Cramer's V corrected for bias.
    pub cramers_v_corrected: f64,
    /// Pearson's contingency coefficient sqrt(X^2/(X^2 + n)).
    pub contingency_coefficient: f64,
}

/// Pearson's chi-square test of independence.
///
/// Sources: K. Pearson (1900); F. Yates (1934), JRSS Supplement 1, 217-235 (|O - E| less the smaller of 1/2 and
/// |O - E|); A. Agresti (2013), "Categorical Data Analysis", 3rd ed., sections 2.4, 3.2, 3.3; H. Cramer (1946); W. Bergsma
/// (2013), Journal of the Korean Statistical Society 42, 323-328, for the corrected V.
///
/// Rows and columns that are 0 throughout have no place here: pass the table through
/// [`Crosstab::without_empty`] first. Errors: a zero margin, fewer than two rows or columns.
pub fn association(table: &Crosstab) -> Result<Association, EstimateError> {
    let (rows, columns) = (table.row_totals(), table.column_totals());
    if table.total() == 0 {
        return Err(EstimateError::NoRows);
    }
    if rows.len() < 2 || columns.len() < 2 || rows.contains(&0) || columns.contains(&0) {
        return Err(EstimateError::EmptyMargin);
    }
    let n = table.total() as f64;
    let expected = table.grid(|i, j| rows[i] as f64 * columns[j] as f64 / n);
    let seen = |i: usize, j: usize| table.at(i, j) as f64;
    let cells = || (0..rows.len()).flat_map(|i| (0..columns.len()).map(move |j| (i, j)));
    let df = (rows.len() - 1) * (columns.len() - 1);
    let pearson = sum(cells().map(|(i, j)| {
        let gap = seen(i, j) - expected[i][j];
        gap * gap / expected[i][j]
    }));
    let ratio = sum(cells()
        .filter(|&(i, j)| table.at(i, j) > 0)
        .map(|(i, j)| seen(i, j) * libm::log(seen(i, j) / expected[i][j])));
    let free = |total: u64| 1.0 - total as f64 / n;
    let residual = |i: usize, j: usize| (seen(i, j) - expected[i][j]) / expected[i][j].sqrt();
    let least = (rows.len().min(columns.len()) - 1) as f64;
    Ok(Association {
        pearson_residuals: table.grid(residual),
        standardised_residuals: table.grid(|i, j| residual(i, j) / (free(rows[i]) * free(columns[j])).sqrt()),
        min_expected: cells().map(|(i, j)| expected[i][j]).fold(f64::INFINITY, f64::min),
        share_expected_below_5: cells().filter(|&(i, j)| expected[i][j] < 5.0).count() as f64
            / (rows.len() * columns.len()) as f64,
        pearson: ChiSquareTest::new(pearson, df),
        yates: table.two_by_two().map(|_| ChiSquareTest::new(yates(table, &expected), df)),
        likelihood_ratio: ChiSquareTest::new((2.0 * ratio).max(0.0), df),
        cramers_v: (pearson / (n * least)).sqrt().min(1.0),
        cramers_v_corrected: corrected_v(pearson / n, n, rows.len() as f64, columns.len() as f64),
        contingency_coefficient: (pearson / (pearson + n)).sqrt(),
        expected,
    })
}

fn yates(table: &Crosstab, expected: &[Vec<f64>]) -> f64 {
    let gap = (table.at(0, 0) as f64 - expected[0][0]).abs();
    let corrected = gap - gap.min(0.5);
    sum(expected.iter().flatten().map(|e| corrected * corrected / e))
}

fn corrected_v(phi2: f64, n: f64, r: f64, c: f64) -> f64 {
    if n <= 1.0 {
        return 0.0;
    }
    let phi2 = (phi2 - (r - 1.0) * (c - 1.0) / (n - 1.0)).max(0.0);
    let shrunk = |k: f64| k - (k - 1.0) * (k - 1.0) / (n - 1.0);
    let least = (shrunk(r).min(shrunk(c)) - 1.0).max(0.0);
    if least > 0.0 { (phi2 / least).sqrt().min(1.0) } else { 0.0 }
}

/// The Cochran-Armitage test for a trend in the share of the first column over scored rows of an r x 2 table:
/// z = sum s_i (x_i - n_i p) / sqrt(p q (sum n_i s_i^2 - (sum n_i s_i)^2/n)). Positive when the share
/// rises with the score.
///
/// Source: W. G. Cochran (1954), Biometrics 10, 417-451; P. Armitage (1955), Biometrics 11, 375-386; as R's
/// `prop.trend.test`, whose chi-square is z^2. Errors: not two columns, other than one score per row, scores that
/// do not vary over rows in use, an empty column.
pub fn cochran_armitage(table: &Crosstab, scores: &[f64]) -> Result<super::TrendTest, EstimateError> {
    if table.columns() != 2 {
        return Err(EstimateError::Domain("a trend over a table without two columns"));
    }
    if scores.len() != table.rows() {
        return Err(EstimateError::UnequalLengths);
    }
    if let Some(row) = scores.iter().position(|score| !crate::numeric::is_tractable(*score)) {
        return Err(EstimateError::NotFinite { row });
    }
    let totals = table.row_totals();
    let n = table.total() as f64;
    if n == 0.0 {
        return Err(EstimateError::NoRows);
    }
    if table.column_totals().contains(&0) {
        return Err(EstimateError::EmptyMargin);
    }
    let p = table.column_totals()[0] as f64 / n;
    let centre = sum(scores.iter().zip(&totals).map(|(s, &m)| s * m as f64)) / n;
    let spread = sum(scores.iter().zip(&totals).map(|(s, &m)| (s - centre) * (s - centre) * m as f64));
    if spread <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let u = sum((0..scores.len()).map(|i| (scores[i] - centre) * (table.at(i, 0) as f64 - totals[i] as f64 * p)));
    Ok(super::TrendTest::new(u / (p * (1.0 - p) * spread).sqrt()))
}

impl Crosstab {
    /// Shares of the row total, row by row; `None` in an empty row.
    pub fn row_shares(&self) -> Vec<Vec<Option<f64>>> {
        let totals = self.row_totals();
        let share = |i: usize, j: usize| (totals[i] > 0).then(|| self.at(i, j) as f64 / totals[i] as f64);
        (0..self.rows).map(|i| (0..self.columns).map(|j| share(i, j)).collect()).collect()
    }

    /// Counts expected under independence: row total x column total / total. Errors: no rows.
    pub fn expected(&self) -> Result<Vec<Vec<f64>>, EstimateError> {
        if self.total() == 0 {
            return Err(EstimateError::NoRows);
        }
        let (rows, columns, n) = (self.row_totals(), self.column_totals(), self.total() as f64);
        Ok(self.grid(|i, j| rows[i] as f64 * columns[j] as f64 / n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independence_gives_nothing_and_a_diagonal_everything() {
        let none = association(&Crosstab::new(&[&[10, 20], &[30, 60]]).unwrap()).unwrap();
        assert!(none.pearson.statistic < 1e-20 && none.cramers_v < 1e-10);
        let all = association(&Crosstab::new(&[&[7, 0, 0], &[0, 5, 0], &[0, 0, 9]]).unwrap()).unwrap();
        assert!((all.cramers_v - 1.0).abs() < 1e-15);
        assert_eq!(all.pearson.df, 4);
    }

    #[test]
    fn empty_margins_are_refused_or_dropped() {
        let table = Crosstab::new(&[&[3, 0, 1], &[2, 0, 5]]).unwrap();
        assert_eq!(association(&table), Err(EstimateError::EmptyMargin));
        assert_eq!(table.without_empty().unwrap(), Crosstab::new(&[&[3, 1], &[2, 5]]).unwrap());
        let one = Crosstab::new(&[&[3, 0], &[2, 0]]).unwrap();
        assert_eq!(one.without_empty(), Err(EstimateError::EmptyMargin));
    }

    #[test]
    fn counting_labels() {
        let (a, b) = ([0, 0, 1, 1, 1], [0, 1, 1, 1, 0]);
        let table = Crosstab::count(&Labels::new(&a, 2).unwrap(), &Labels::new(&b, 2).unwrap()).unwrap();
        assert_eq!(table.two_by_two(), Some([[1, 1], [1, 2]]));
    }

    #[test]
    fn a_two_row_trend_is_pearsons_test() {
        let table = Crosstab::new(&[&[12, 30], &[25, 18]]).unwrap();
        let trend = cochran_armitage(&table, &[0.0, 1.0]).unwrap();
        assert!((trend.z * trend.z - association(&table).unwrap().pearson.statistic).abs() < 1e-12);
        assert!(trend.z > 0.0);
        assert_eq!(cochran_armitage(&table, &[1.0, 1.0]), Err(EstimateError::NoVariation));
    }
}

//! The covariates of a Cox model in a form that stays small: a factor is one mark a row, however many columns it has.
//!
//! Owns the layout of covariates and their inner scale. Knows no time and no event.

use crate::estimate::{EstimateError, Labels};
use crate::numeric::sum::Sum;

/// One covariate over the caller's rows.
#[derive(Debug, Clone, Copy)]
pub enum Covariate<'a> {
    /// A number: one column.
    Number(&'a [f64]),
    /// A factor: one column of 0 and 1 for each level named, in that order; rows with any other level are its reference.
    Factor {
        /// The level of each row.
        labels: Labels<'a>,
        /// The levels that have a column; a level named twice has its last column alone.
        levels: &'a [u32],
    },
}

impl Covariate<'_> {
    /// The number of columns, and so of coefficients.
    pub fn columns(&self) -> usize {
        match self {
            Covariate::Number(_) => 1,
            Covariate::Factor { levels, .. } => levels.len(),
        }
    }

    fn rows(&self) -> usize {
        match self {
            Covariate::Number(column) => column.len(),
            Covariate::Factor { labels, .. } => labels.rows(),
        }
    }
}

/// What a covariate of a row is on the inner scale, and where its columns begin.
#[derive(Debug, Clone, Copy)]
enum Place {
    Number { column: usize },
    Factor,
}

/// The inner scale. Numbers are centred on their mean and divided by their mean absolute deviation, so that a mean of
/// 12,345 with a spread of 1e-5 loses no digits; columns of factors stay 0 and 1.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    pub(crate) shift: Vec<f64>,
    pub(crate) scale: Vec<f64>,
    /// By column, from the smallest to the largest value on the inner scale.
    pub(crate) range: Vec<f64>,
}

impl Scale {
    /// From all rows of a model, in the order of its risk set.
    ///
    /// Errors: a column shorter than the rows, a number that is not finite.
    pub(crate) fn new(covariates: &[Covariate], rows: &[u32]) -> Result<Scale, EstimateError> {
        let highest = rows.iter().copied().max().unwrap_or(0) as usize;
        let mut scale = Scale { shift: Vec::new(), scale: Vec::new(), range: Vec::new() };
        for covariate in covariates {
            if covariate.rows() <= highest {
                return Err(EstimateError::UnequalLengths);
            }
            match covariate {
                Covariate::Number(column) => scale.add_number(column, rows)?,
                Covariate::Factor { levels, .. } => {
                    scale.shift.extend(levels.iter().map(|_| 0.0));
                    scale.scale.extend(levels.iter().map(|_| 1.0));
                    scale.range.extend(levels.iter().map(|_| 1.0));
                }
            }
        }
        if scale.shift.len() >= usize::from(u16::MAX) {
            return Err(EstimateError::Domain("the number of covariates"));
        }
        Ok(scale)
    }

    fn add_number(&mut self, column: &[f64], rows: &[u32]) -> Result<(), EstimateError> {
        if let Some(row) = column.iter().position(|value| !crate::numeric::is_tractable(*value)) {
            return Err(EstimateError::NotFinite { row });
        }
        let values: Vec<f64> = rows.iter().map(|&row| column[row as usize]).collect();
        let mean = |sum: Sum| sum.value() / values.len() as f64;
        let centre = mean(values.iter().copied().collect());
        let spread = mean(values.iter().map(|value| (value - centre).abs()).collect());
        let spread = if spread > 0.0 { spread } else { 1.0 };
        let (low, high) = values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
        self.shift.push(centre);
        self.scale.push(spread);
        self.range.push((high - low) / spread);
        Ok(())
    }
}

/// The covariates of one stratum, in the order of its risk set.
#[derive(Debug, Clone)]
pub(crate) struct Design {
    columns: usize,
    places: Vec<Place>,
    /// Row by row, the numbers.
    numbers: Vec<f64>,
    numbers_per_row: usize,
    /// Row by row and factor by factor, the column that is 1, or `columns` where there is none.
    marks: Vec<u16>,
    marks_per_row: usize,
}

/// The columns of a row that are not 0, ascending, with their values.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) columns: Vec<usize>,
    pub(crate) values: Vec<f64>,
}

impl Design {
    /// The covariates of `rows`. Lengths were checked by [`Scale::new`].
    pub(crate) fn new(covariates: &[Covariate], rows: &[u32], scale: &Scale) -> Design {
        let columns = scale.shift.len();
        let numbers_per_row = covariates.iter().filter(|c| matches!(c, Covariate::Number(_))).count();
        let marks_per_row = covariates.len() - numbers_per_row;
        let mut design = Design {
            columns,
            places: Vec::with_capacity(covariates.len()),
            numbers: vec![0.0; rows.len() * numbers_per_row],
            numbers_per_row,
            marks: vec![columns as u16; rows.len() * marks_per_row],
            marks_per_row,
        };
        let (mut column, mut number, mut mark) = (0, 0, 0);
        for covariate in covariates {
            match covariate {
                Covariate::Number(values) => {
                    let cells = design.numbers.iter_mut().skip(number).step_by(numbers_per_row);
                    for (cell, &row) in cells.zip(rows) {
                        *cell = (values[row as usize] - scale.shift[column]) / scale.scale[column];
                    }
                    design.places.push(Place::Number { column });
                    number += 1;
                }
                Covariate::Factor { labels, levels } => {
                    let mut of_level = vec![columns as u16; labels.levels()];
                    for (&level, column) in levels.iter().zip(column..) {
                        if let Some(of_level) = of_level.get_mut(level as usize) {
                            *of_level = column as u16;
                        }
                    }
                    let cells = design.marks.iter_mut().skip(mark).step_by(marks_per_row);
                    for (cell, &row) in cells.zip(rows) {
                        *cell = of_level[labels.of(row)];
                    }
                    design.places.push(Place::Factor);
                    mark += 1;
                }
            }
            column += covariate.columns();
        }
        design
    }

    fn numbers(&self, k: usize) -> &[f64] {
        &self.numbers[k * self.numbers_per_row..(k + 1) * self.numbers_per_row]
    }

    fn marks(&self, k: usize) -> &[u16] {
        &self.marks[k * self.marks_per_row..(k + 1) * self.marks_per_row]
    }

    /// The columns of row `k` that are not 0; a number always stands, even where it is 0.
    #[inline]
    pub(crate) fn entries(&self, k: usize, entries: &mut Entries) {
        entries.columns.clear();
        entries.values.clear();
        let (mut numbers, mut marks) = (self.numbers(k).iter(), self.marks(k).iter());
        for place in &self.places {
            match place {
                Place::Number { column } => {
                    entries.columns.push(*column);
                    entries.values.push(numbers.next().copied().unwrap_or(0.0));
                }
                Place::Factor => {
                    let column = usize::from(marks.next().copied().unwrap_or(u16::MAX));
                    if column < self.columns {
                        entries.columns.push(column);
                        entries.values.push(1.0);
                    }
                }
            }
        }
    }

    /// All columns of row `k`.
    pub(crate) fn row(&self, k: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.columns];
        self.fill(k, &mut row);
        row
    }

    /// Writes all columns of row `k` into `row`.
    pub(crate) fn fill(&self, k: usize, row: &mut [f64]) {
        row.fill(0.0);
        let mut numbers = self.numbers(k).iter();
        for place in &self.places {
            if let Place::Number { column } = place {
                row[*column] = numbers.next().copied().unwrap_or(0.0);
            }
        }
        for &mark in self.marks(k) {
            if let Some(cell) = row.get_mut(usize::from(mark)) {
                *cell = 1.0;
            }
        }
    }

    /// Coefficients laid out for [`Design::along`].
    pub(crate) fn slopes(&self, beta: &[f64]) -> Slopes {
        let of_number = |place: &Place| match place {
            Place::Number { column } => Some(beta[*column]),
            Place::Factor => None,
        };
        Slopes {
            numbers: self.places.iter().filter_map(of_number).collect(),
            marks: beta.iter().copied().chain([0.0]).collect(),
        }
    }

    /// The linear predictor of row `k`.
    #[inline]
    pub(crate) fn along(&self, k: usize, slopes: &Slopes) -> f64 {
        let numbers: f64 = self.numbers(k).iter().zip(&slopes.numbers).map(|(x, b)| x * b).sum();
        self.marks(k).iter().fold(numbers, |sum, &mark| sum + slopes.marks[usize::from(mark)])
    }
}

/// Coefficients: those of the numbers, and those of all columns with a 0 for "none".
pub(crate) struct Slopes {
    numbers: Vec<f64>,
    marks: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_columns_say_the_same() {
        let (number, codes, rows) = ([3.0, 1.0, 2.0, 2.0], [0, 1, 2, 1], [2, 0, 3, 1]);
        let labels = Labels::new(&codes, 3).unwrap();
        let covariates = [Covariate::Factor { labels, levels: &[2, 1] }, Covariate::Number(&number)];
        let scale = Scale::new(&covariates, &rows).unwrap();
        assert_eq!((scale.shift.as_slice(), scale.range[2]), ([0.0, 0.0, 2.0].as_slice(), 4.0));
        let design = Design::new(&covariates, &rows, &scale);
        let wanted = [[1.0, 0.0, 0.0], [0.0, 0.0, 2.0], [0.0, 1.0, 0.0], [0.0, 1.0, -2.0]];
        let slopes = design.slopes(&[10.0, 20.0, 0.5]);
        for (k, wanted) in wanted.iter().enumerate() {
            assert_eq!(design.row(k), wanted);
            assert_eq!(design.along(k, &slopes), 10.0 * wanted[0] + 20.0 * wanted[1] + 0.5 * wanted[2]);
        }
        let mut entries = Entries::default();
        design.entries(0, &mut entries);
        assert_eq!((entries.columns.as_slice(), entries.values.as_slice()), ([0, 2].as_slice(), [1.0, 0.0].as_slice()));
    }
}

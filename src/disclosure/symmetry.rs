//! Symmetry of the tables from one episode to the next, as far as the printed counts can tell.

use super::number::{Number, Unit};
use super::p_class::PClass;
use super::policy::{Count, Policy};
use super::release::Estimate;
use super::table::ProtectedCells;
use crate::analysis::CellKey;
use crate::codebook::{CategoryId, Codebook};
use crate::estimate::{self, CellRange, Level, SymmetryRange};
use crate::study::{Answer, TableSpec};

/// Tables whose rows and columns are one question, asked of two episodes.
pub const SQUARE: [&str; 3] = ["exploitation_transition", "crossing_transition", "destination_flow"];

/// Whether steps in one direction are as frequent as in the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetry {
    /// Which table.
    pub table: String,
    /// `mcnemar` (exact) for two categories, else `bowker`.
    pub test: &'static str,
    /// What is printed of the p-value.
    pub p: PClass,
    /// Cohen's kappa, where every cell is printed.
    pub kappa: Option<Estimate>,
    /// The printed counts are rounded.
    pub rounded: bool,
}

/// The test of one square table; `None` where it is not square or no step leads elsewhere.
pub fn symmetry(spec: &TableSpec, cells: &ProtectedCells, codebook: &Codebook) -> Option<Symmetry> {
    let counts = square(spec, cells, codebook)?;
    if !moves(&counts) {
        return None;
    }
    let range = range(&counts)?;
    let policy = cells.policy();
    let p =
        if policy == Policy::Internal { PClass::value(range.most) } else { PClass::within(range.least, range.most) };
    let test = if counts.len() == 2 { "mcnemar" } else { "bowker" };
    let (table, rounded) = (spec.id.clone(), policy != Policy::Internal);
    Some(Symmetry { table, test, p, kappa: kappa(&counts), rounded })
}

/// True where a step from one answer to another may be among what is printed; without one there is nothing to test.
pub fn moves(counts: &[Vec<Count>]) -> bool {
    counts.iter().enumerate().any(|(i, row)| row.iter().enumerate().any(|(j, c)| i != j && c.most > 0))
}

/// The smallest and largest p-value over all tables that print so.
pub fn range(counts: &[Vec<Count>]) -> Option<SymmetryRange> {
    let cell = |c: &Count| CellRange { least: c.least, most: c.most };
    let ranges: Vec<Vec<CellRange>> = counts.iter().map(|row| row.iter().map(cell).collect()).collect();
    estimate::symmetry_range(&ranges).ok()
}

/// The protected counts of a table over its substantive answers; the columns must be the answers of the rows.
pub fn square(spec: &TableSpec, cells: &ProtectedCells, codebook: &Codebook) -> Option<Vec<Vec<Count>>> {
    let by = spec.by?;
    let (rows, columns) = (&codebook.get(spec.rows).categories, &codebook.get(by).categories);
    if rows.len() != columns.len() || rows.iter().zip(columns).any(|(a, b)| a.name != b.name) {
        return None;
    }
    let real = |i: &usize| !rows[*i].unknown && !rows[*i].not_applicable && !rows[*i].structural_zero;
    let answers: Vec<Answer> = (0..rows.len()).filter(real).map(|i| Answer::Is(CategoryId(i as u16))).collect();
    let base = CellKey::new(spec.population, spec.only.iter().map(|&(v, c)| (v, Answer::Is(c))).collect());
    let row = |&row: &Answer| {
        answers.iter().map(|&column| cells.get(&base.and(spec.rows, row).and(by, column))).collect::<Option<Vec<_>>>()
    };
    answers.iter().map(row).collect()
}

fn kappa(counts: &[Vec<Count>]) -> Option<Estimate> {
    let printed: Vec<Vec<u64>> =
        counts.iter().map(|row| row.iter().map(|c| c.printed).collect::<Option<_>>()).collect::<Option<_>>()?;
    let rows: Vec<&[u64]> = printed.iter().map(Vec::as_slice).collect();
    let found = estimate::paired::kappa(&estimate::Crosstab::new(&rows).ok()?).ok()?;
    // From a single step, or from answers that never differ, nothing can be said of chance.
    (found.std_err > 0.0).then_some(())?;
    let reach = Level::P95.z() * found.std_err;
    let number = |x: f64| Number::printed(x.clamp(-1.0, 1.0) + 0.0, 2, Unit::Plain);
    Some(Estimate {
        value: number(found.kappa),
        lower: number(found.kappa - reach),
        upper: number(found.kappa + reach),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(table: &[&[u64]]) -> Vec<Vec<Count>> {
        table.iter().map(|row| row.iter().map(|&n| Policy::Round5.protect(n)).collect()).collect()
    }

    fn class(table: &[&[u64]]) -> PClass {
        let range = range(&rounded(table)).unwrap();
        PClass::within(range.least, range.most)
    }

    #[test]
    fn only_what_every_table_in_print_shares_is_said() {
        assert_eq!(class(&[&[30, 60], &[20, 40]]), PClass::Below5);
        assert_eq!(class(&[&[30, 41], &[40, 40]]), PClass::Above20);
        assert_eq!(class(&[&[8, 5], &[17, 52]]), PClass::Untold);
        assert_eq!(class(&[&[26, 22, 6], &[17, 4, 2], &[2, 1, 0]]), PClass::Untold);
        assert_eq!(class(&[&[9, 90, 9], &[20, 9, 9], &[9, 9, 9]]), PClass::Below5);
    }

    #[test]
    fn the_same_print_gives_the_same_words() {
        let (one, other) = (rounded(&[&[30, 60], &[20, 40]]), rounded(&[&[28, 62], &[22, 38]]));
        assert_eq!(range(&one).unwrap(), range(&other).unwrap());
        assert_eq!(kappa(&one), kappa(&other));
        assert!(kappa(&one).is_some() && kappa(&rounded(&[&[30, 60], &[7, 40]])).is_none());
    }
}

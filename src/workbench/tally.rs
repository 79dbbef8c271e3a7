//! `frequency` and `crosstab`: how often each label stands in a column, and two columns against each other.

use serde::Serialize;

use super::follow_up::LabelColumn;
use super::refusal::Refusal;
use super::rows::Choice;
use super::source::Source;
use super::spec::{CrosstabSpec, FrequencySpec};
use crate::estimate::contingency::association;
use crate::estimate::fisher::fisher_exact;
use crate::estimate::{Crosstab, EstimateError};

/// Labels that one column lists at most.
const LISTED: usize = 1000;

/// Columns counted.
#[derive(Clone, Debug, Serialize)]
pub struct Frequencies {
    /// One each.
    pub columns: Vec<Frequency>,
}

/// One column counted.
#[derive(Clone, Debug, Serialize)]
pub struct Frequency {
    /// Its name.
    pub column: String,
    /// Rows, those without a value included.
    pub n: usize,
    /// Rows without a value.
    pub n_missing: usize,
    /// Distinct values.
    pub n_distinct: usize,
    /// Values in order of bytes; the most frequent where they are too many.
    pub levels: Vec<LevelCount>,
    /// Whether some are not listed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

/// One value of a column.
#[derive(Clone, Debug, Serialize)]
pub struct LevelCount {
    /// The value.
    pub value: String,
    /// How often.
    pub n: u64,
    /// Share of all rows.
    pub share: f64,
    /// Share of rows with a value.
    pub share_known: f64,
}

/// Two columns against each other.
#[derive(Clone, Debug, Serialize)]
pub struct CrossCounts {
    /// Labels of rows.
    pub row_levels: Vec<String>,
    /// Labels of columns.
    pub column_levels: Vec<String>,
    /// Counts, row by row.
    pub counts: Vec<Vec<u64>>,
    /// Pearson's chi-square; none where one label is all there is.
    pub chisq: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<usize>,
    /// Its p-value.
    pub p: Option<f64>,
    /// Cramer's V.
    pub cramers_v: Option<f64>,
    /// Fisher's exact p-value, where an expected count is below 5 and the table small enough.
    #[serde(skip)]
    pub fisher_p: Option<f64>,
    /// The smallest expected count.
    #[serde(skip)]
    pub min_expected: Option<f64>,
}

/// Runs `frequency`.
///
/// # Errors
/// An unknown column.
pub fn frequency(source: &Source, spec: &FrequencySpec) -> Result<Frequencies, Refusal> {
    let choice = Choice::new(source, spec.subset.as_ref())?;
    let (rows, _, _) = choice.finish();
    let count = |name: &String| -> Result<Frequency, Refusal> {
        let column = source.column(name)?;
        let mut counts = vec![0_u64; column.dictionary().len()];
        rows.codes(column).for_each(|code| counts[code as usize] += 1);
        let n_missing = counts.first().copied().unwrap_or(0) as usize;
        let n = rows.len();
        let mut codes: Vec<u32> = (1..counts.len() as u32).filter(|&code| counts[code as usize] > 0).collect();
        let n_distinct = codes.len();
        let text = |code: u32| column.dictionary().text(code);
        if n_distinct > LISTED {
            let order =
                |a: &u32, b: &u32| counts[*b as usize].cmp(&counts[*a as usize]).then_with(|| text(*a).cmp(text(*b)));
            codes.select_nth_unstable_by(LISTED - 1, order);
            codes.truncate(LISTED);
        }
        codes.sort_unstable_by(|a, b| text(*a).cmp(text(*b)));
        let level = |code: u32| {
            let count = counts[code as usize];
            LevelCount {
                value: text(code).to_owned(),
                n: count,
                share: count as f64 / n as f64,
                share_known: count as f64 / (n - n_missing) as f64,
            }
        };
        let levels = codes.into_iter().map(level).collect();
        Ok(Frequency { column: name.clone(), n, n_missing, n_distinct, levels, truncated: n_distinct > LISTED })
    };
    Ok(Frequencies { columns: spec.columns.iter().map(count).collect::<Result<_, _>>()? })
}

/// Cells that a table has at most.
const CELLS: usize = 4_000_000;
/// Cells beyond which an exact test is not tried.
const EXACT_CELLS: usize = 30;

fn exact(table: &Crosstab) -> Option<f64> {
    (table.rows() * table.columns() <= EXACT_CELLS).then(|| fisher_exact(table).ok()).flatten()
}

/// Runs `crosstab` over rows complete in both columns.
///
/// # Errors
/// An unknown column, no such rows.
pub fn crosstab(source: &Source, spec: &CrosstabSpec) -> Result<CrossCounts, Refusal> {
    let mut choice = Choice::new(source, spec.subset.as_ref())?;
    choice.label(&spec.rows)?;
    choice.label(&spec.columns)?;
    let (rows, _, _) = choice.finish();
    if rows.len() == 0 {
        return Err(EstimateError::NoRows.into());
    }
    let (down, across) =
        (LabelColumn::new(source, &rows, &spec.rows)?, LabelColumn::new(source, &rows, &spec.columns)?);
    if down.labels.len().saturating_mul(across.labels.len()) > CELLS {
        return Err(EstimateError::TooLarge.into());
    }
    let table = Crosstab::count(&down.of()?, &across.of()?)?;
    let counts = (0..table.rows()).map(|i| (0..table.columns()).map(|j| table.at(i, j)).collect()).collect();
    let found = association(&table).ok();
    Ok(CrossCounts {
        row_levels: down.labels,
        column_levels: across.labels,
        counts,
        chisq: found.as_ref().map(|found| found.pearson.statistic),
        df: found.as_ref().map(|found| found.pearson.df),
        p: found.as_ref().and_then(|found| found.pearson.p),
        cramers_v: found.as_ref().map(|found| found.cramers_v),
        fisher_p: found.as_ref().filter(|found| found.min_expected < 5.0).and_then(|_| exact(&table)),
        min_expected: found.as_ref().map(|found| found.min_expected),
    })
}

//! Follow-up of the rows used: time, status, entry and weights as a risk set, and columns beside it.

use std::sync::Arc;

use super::refusal::Refusal;
use super::rows::{Choice, Rows};
use super::scalar::Scalar;
use super::source::Source;
use super::spec::{CompetingSpec, FollowUpSpec, Subset};
use crate::estimate::{EstimateError, RiskSet};

/// Names of the columns of follow-up, whichever analysis asks.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    /// When a row leaves.
    pub time: &'a str,
    /// How it leaves.
    pub status: &'a str,
    /// When a row comes under observation.
    pub entry: Option<&'a str>,
    /// Weights of rows.
    pub weights: Option<&'a str>,
    /// Rows to look at.
    pub subset: Option<&'a Subset>,
}

impl<'a> From<&'a FollowUpSpec> for Columns<'a> {
    fn from(spec: &'a FollowUpSpec) -> Self {
        Columns {
            time: &spec.time,
            status: &spec.status,
            entry: spec.entry.as_deref(),
            weights: spec.weights.as_deref(),
            subset: spec.subset.as_ref(),
        }
    }
}

impl<'a> From<&'a CompetingSpec> for Columns<'a> {
    fn from(spec: &'a CompetingSpec) -> Self {
        Columns {
            time: &spec.time,
            status: &spec.status,
            entry: spec.entry.as_deref(),
            weights: spec.weights.as_deref(),
            subset: spec.subset.as_ref(),
        }
    }
}

/// What a status is: 0 censored, else the number of a cause.
pub struct Causes<'a> {
    /// Every status value that is named.
    pub named: Vec<Scalar>,
    /// The cause of a status.
    pub of: Box<dyn Fn(&str) -> u16 + 'a>,
    /// How many causes there are, though some have no row.
    pub count: usize,
}

impl Causes<'_> {
    /// One event: any of the values; 1 where none are given.
    pub fn events(spec: &FollowUpSpec) -> Causes<'static> {
        let values = match &spec.event_values {
            Some(values) => values.list().to_vec(),
            None => vec![Scalar::Number(1.into())],
        };
        let named = values.clone();
        Causes { named, of: Box::new(move |text| u16::from(values.iter().any(|v| v.is(text)))), count: 1 }
    }

    /// Competing causes in the order of `causes`, and one more for every other status where it is said what is censored.
    pub fn competing(causes: &[Scalar], censored: Option<&[Scalar]>) -> Causes<'static> {
        let named = causes.iter().chain(censored.unwrap_or_default()).cloned().collect();
        let (causes, censored) = (causes.to_vec(), censored.map(<[Scalar]>::to_vec));
        let count = causes.len();
        let of = move |text: &str| match causes.iter().position(|cause| cause.is(text)) {
            Some(place) => place as u16 + 1,
            None => match &censored {
                Some(censored) if !censored.iter().any(|value| value.is(text)) => count as u16 + 1,
                _ => 0,
            },
        };
        Causes { named, of: Box::new(of), count }
    }
}

/// The rows used with their follow-up.
pub struct FollowUp<'s> {
    source: &'s Source,
    /// Rows of the table, in order.
    pub rows: Arc<Rows>,
    /// Cause by row.
    pub cause: Vec<u16>,
    /// When each row leaves.
    pub exit: Vec<f64>,
    /// When each comes under observation.
    pub entry: Option<Vec<f64>>,
    /// Weights.
    pub weights: Option<Vec<f64>>,
    /// How many rows were left out because they leave at or before they enter.
    pub never_at_risk: usize,
    key: String,
    causes: usize,
}

impl<'s> FollowUp<'s> {
    /// Chooses the rows and reads the columns. `also` adds the conditions of other columns.
    ///
    /// # Errors
    /// An unknown column, a text where a number belongs, no rows.
    pub fn new(
        source: &'s Source,
        columns: Columns<'_>,
        causes: &Causes<'_>,
        also: impl FnOnce(&mut Choice<'s>) -> Result<(), Refusal>,
    ) -> Result<FollowUp<'s>, Refusal> {
        let mut choice = Choice::new(source, columns.subset)?;
        choice.number(columns.time)?;
        choice.status(columns.status, &causes.named)?;
        for name in [columns.entry, columns.weights].into_iter().flatten() {
            choice.number(name)?;
        }
        also(&mut choice)?;
        if let Some(entry) = columns.entry {
            let (entry, time) = (source.numbers(entry)?, source.numbers(columns.time)?);
            choice.at_risk((entry.0, &entry.1), (time.0, &time.1));
        }
        let (rows, rows_key, never_at_risk) = choice.finish();
        if rows.len() == 0 {
            return Err(EstimateError::NoRows.into());
        }
        let status = source.column(columns.status)?;
        let by_code: Vec<u16> = status.dictionary().iter().map(|text| (causes.of)(text)).collect();
        let column = |name| column_of(source, &rows, name);
        let cause: Vec<u16> = rows.codes(status).map(|code| by_code[code as usize]).collect();
        let named = serde_json::to_string(&causes.named).unwrap_or_default();
        let key = format!(
            "{rows_key}|{}|{}|{:?}|{:?}|{}|{named}",
            columns.time, columns.status, columns.entry, columns.weights, causes.count
        );
        Ok(FollowUp {
            exit: column(columns.time)?,
            entry: columns.entry.map(column).transpose()?,
            weights: columns.weights.map(column).transpose()?,
            causes: causes.count,
            never_at_risk,
            source,
            cause,
            rows,
            key,
        })
    }

    /// The sorted risk set, shared with every analysis of the same follow-up.
    ///
    /// # Errors
    /// Times or weights that are not usable.
    pub fn risk_set(&self) -> Result<Arc<RiskSet>, Refusal> {
        self.source.shared_set(&self.key, || {
            let weights = self.weights.as_deref();
            let set = match (days(&self.exit), self.entry.as_deref().map(days)) {
                (Some(exit), None) => RiskSet::from_days(None, &exit, &self.cause, weights),
                (Some(exit), Some(Some(entry))) => RiskSet::from_days(Some(&entry), &exit, &self.cause, weights),
                _ => RiskSet::from_times(self.entry.as_deref(), &self.exit, &self.cause, weights),
            };
            Ok(set.map_err(|error| self.refusal(error))?.with_causes(self.causes))
        })
    }

    /// An estimator's refusal with the line of its row.
    pub fn refusal(&self, error: EstimateError) -> Refusal {
        Refusal::of(error, |row| self.source.line(self.rows.row(row)))
    }

    /// Labels of a column over the rows used.
    ///
    /// # Errors
    /// An unknown column.
    pub fn labels(&self, name: &str) -> Result<LabelColumn, Refusal> {
        LabelColumn::new(self.source, &self.rows, name)
    }
}

/// A column of numbers over some rows, each of which has one.
///
/// # Errors
/// An unknown column, a text where a number belongs.
pub fn column_of(source: &Source, rows: &Rows, name: &str) -> Result<Vec<f64>, Refusal> {
    let (column, numbers) = source.numbers(name)?;
    source.check_numbers(column, &numbers, rows)?;
    Ok(rows.codes(column).map(|code| numbers.raw(code)).collect())
}

/// Times as whole days, where they are whole and small enough that no two of them could be one by rounding.
fn days(times: &[f64]) -> Option<Vec<i32>> {
    times.iter().map(|&t| (t == libm::trunc(t) && t.abs() < 1e7).then_some(t as i32)).collect()
}

/// Labels of a column: codes and their texts, sorted by bytes.
pub struct LabelColumn {
    /// A code a row.
    pub codes: Vec<u32>,
    /// The text of each code.
    pub labels: Vec<String>,
}

impl LabelColumn {
    /// The labels that `rows` hold.
    ///
    /// # Errors
    /// An unknown column.
    pub fn new(source: &Source, rows: &Rows, name: &str) -> Result<LabelColumn, Refusal> {
        let column = source.column(name)?;
        let mut used = vec![false; column.dictionary().len()];
        rows.codes(column).for_each(|code| used[code as usize] = true);
        let mut labels: Vec<(&str, usize)> = column
            .dictionary()
            .iter()
            .enumerate()
            .filter(|(code, _)| used[*code])
            .map(|(code, text)| (text, code))
            .collect();
        labels.sort_unstable();
        let mut place = vec![0_u32; used.len()];
        for (k, (_, code)) in labels.iter().enumerate() {
            place[*code] = k as u32;
        }
        Ok(LabelColumn {
            codes: rows.codes(column).map(|code| place[code as usize]).collect(),
            labels: labels.into_iter().map(|(text, _)| text.to_owned()).collect(),
        })
    }

    /// For the estimators.
    ///
    /// # Errors
    /// Never, since codes are those of the labels.
    pub fn of(&self) -> Result<crate::estimate::Labels<'_>, Refusal> {
        Ok(crate::estimate::Labels::new(&self.codes, self.labels.len())?)
    }
}

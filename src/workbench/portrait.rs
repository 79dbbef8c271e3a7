//! `retraffic describe`: what stands in the columns of a table, and how they differ by the labels of one.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::answer::{Answer, Answers, Outcome};
use super::descriptive;
use super::estimate::{DataFile, Estimated, open, samples};
use super::refusal::Refusal;
use super::scalar::number;
use super::source::Source;
use super::spec::{CrosstabSpec, FrequencySpec, NumbersSpec};
use super::tally;
use crate::diagnostic::{Diagnostic, Place};
use crate::estimate::{QuantileType, Summary};
use crate::table::Column;

/// Up to so many distinct whole numbers are categories.
const FEW: usize = 10;
/// A label column with more distinct values is listed by its most frequent ones, and not crossed.
const MANY: usize = 50;

/// What a column seems to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Empty,
    Numeric,
    Categorical,
    Date,
    /// A number or text that tells rows apart: never listed.
    Identifier,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Empty => "empty",
            Kind::Numeric => "numeric",
            Kind::Categorical => "categorical",
            Kind::Date => "date",
            Kind::Identifier => "nearly all distinct",
        }
    }

    fn of(column: &Column) -> Kind {
        let counts = column.counts();
        let known: usize = counts.iter().skip(1).map(|&n| n as usize).sum();
        let texts: Vec<&str> = column
            .dictionary()
            .iter()
            .skip(1)
            .zip(counts.iter().skip(1))
            .filter(|(_, n)| **n > 0)
            .map(|(text, _)| text)
            .collect();
        if known == 0 {
            return Kind::Empty;
        }
        let distinct = texts.len();
        let spread_out = known >= 20 && distinct * 10 >= known * 9;
        // A few are mistyped, or known to the year.
        if texts.iter().filter(|text| is_date(text)).count() * 20 >= distinct * 19 {
            return Kind::Date;
        }
        let numbers: Option<Vec<f64>> = texts.iter().map(|text| number(text).filter(|x| x.is_finite())).collect();
        match numbers {
            Some(numbers) => {
                let whole = numbers.iter().all(|x| *x == libm::trunc(*x));
                let (least, most) = numbers.iter().fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(*x), b.max(*x)));
                // Whole numbers in a row, one a line, number the lines.
                if whole && spread_out && most - least < 2.0 * known as f64 {
                    Kind::Identifier
                } else if whole && distinct <= FEW {
                    Kind::Categorical
                } else {
                    Kind::Numeric
                }
            }
            None if spread_out || (distinct > MANY && distinct * 2 > known) => Kind::Identifier,
            None => Kind::Categorical,
        }
    }
}

/// `2004-05-17`, `2004-05`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month] => digits(year, 4) && digits(month, 2),
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    }
}

/// Describes the columns of a table: all, or those named; by the labels of one where asked.
///
/// # Errors
/// A file that cannot be read; `W012` for every column that is not there.
pub fn describe(
    path: &Path,
    file: &DataFile,
    columns: &[String],
    by: Option<&str>,
) -> Result<Estimated, Vec<Diagnostic>> {
    let wanted =
        (!columns.is_empty()).then(|| columns.iter().cloned().chain(by.map(str::to_owned)).collect::<BTreeSet<_>>());
    let source = open(path, file, wanted)?;
    let unknown: Vec<Diagnostic> = columns
        .iter()
        .map(String::as_str)
        .chain(by)
        .filter_map(|name| {
            let refusal = source.column(name).err()?;
            let help = "the names of columns are in the first line of the file";
            Some(Diagnostic::error("W012", refusal.message, help).at(Place::file(&file.shown)))
        })
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    // In the order of the command, else of the file.
    let named: Vec<&Column> = if columns.is_empty() {
        source.table().columns().iter().collect()
    } else {
        columns.iter().filter_map(|name| source.table().column(name)).collect()
    };
    let mut analyses = vec![overview(&source, &named)];
    for column in named {
        let kind = Kind::of(column);
        analyses.extend(one(&source, column, kind));
        if let Some(by) = by.filter(|by| *by != column.name()) {
            analyses.extend(compared(&source, column, kind, by));
        }
    }
    Ok(Estimated::new(Answers { analyses: Some(analyses), cases: None }))
}

fn answer(id: String, kind: &str, outcome: Result<Outcome, Refusal>) -> Answer {
    Answer { id: id.into(), kind: kind.into(), outcome }
}

/// One line a column.
fn overview(source: &Source, columns: &[&Column]) -> Answer {
    let line = |column: &&Column| {
        let counts = column.counts();
        let (rows, missing) = (column.codes().len(), counts.first().copied().unwrap_or(0));
        let distinct = counts.iter().skip(1).filter(|n| **n > 0).count();
        json!({
            "column": column.name(), "kind": Kind::of(column).name(), "n": rows, "n_missing": missing, "n_distinct": distinct,
        })
    };
    let lines: Vec<Value> = columns.iter().map(line).collect();
    let value = json!({ "n_rows": source.table().rows(), "columns": lines });
    answer("overview".into(), "overview", Ok(Outcome::Plain(value)))
}

fn one(source: &Source, column: &Column, kind: Kind) -> Option<Answer> {
    let name = column.name().to_owned();
    match kind {
        Kind::Empty | Kind::Identifier => None,
        Kind::Numeric => {
            let spec = NumbersSpec { column: name.clone(), group: None, subset: None };
            let summary = samples(source, &spec).and_then(|(_, groups)| descriptive::summary(&groups[0]));
            Some(answer(name, "numeric_summary", summary.map(Outcome::Plain)))
        }
        Kind::Date => {
            let known = || column.dictionary().iter().filter(|text| is_date(text));
            let (first, last) = (known().min(), known().max());
            Some(answer(name, "date_range", Ok(Outcome::Plain(json!({ "first": first, "last": last })))))
        }
        Kind::Categorical => {
            let spec = FrequencySpec { columns: vec![name.clone()], subset: None };
            Some(answer(name, "frequency", tally::frequency(source, &spec).map(Outcome::Frequencies)))
        }
    }
}

/// A column by the labels of another.
fn compared(source: &Source, column: &Column, kind: Kind, by: &str) -> Vec<Answer> {
    let name = column.name();
    let id = format!("{name} by {by}");
    let distinct = source.table().column(by).map_or(0, |by| by.counts().iter().skip(1).filter(|n| **n > 0).count());
    if distinct > MANY {
        return Vec::new();
    }
    match kind {
        Kind::Categorical if column.dictionary().len() <= MANY + 1 => {
            let spec = CrosstabSpec { rows: name.to_owned(), columns: by.to_owned(), subset: None };
            vec![answer(id, "crosstab", tally::crosstab(source, &spec).map(Outcome::CrossCounts))]
        }
        Kind::Numeric => {
            let spec = NumbersSpec { column: name.to_owned(), group: Some(by.to_owned()), subset: None };
            match samples(source, &spec) {
                Ok((labels, groups)) => numbers_by(&id, &labels, &groups),
                Err(refusal) => vec![answer(id, "k_sample", Err(refusal))],
            }
        }
        _ => Vec::new(),
    }
}

fn numbers_by(id: &str, labels: &[String], groups: &[Vec<f64>]) -> Vec<Answer> {
    let line = |(label, values): (&String, &Vec<f64>)| {
        let summary = Summary::new(values).ok()?;
        let quartile = |p| summary.quantile(p, QuantileType::Linear);
        Some(json!({
            "group": label, "n": summary.n(), "mean": summary.mean(), "sd": summary.sd(), "min": summary.min(),
            "q1": quartile(0.25), "median": quartile(0.5), "q3": quartile(0.75), "max": summary.max(),
        }))
    };
    let lines: Vec<Value> = labels.iter().zip(groups).filter_map(line).collect();
    let table = answer(id.to_owned(), "summary_by_group", Ok(Outcome::Plain(json!({ "groups": lines }))));
    let test = match groups {
        [x, y] => answer(id.to_owned(), "two_sample", descriptive::two_samples(x, y).map(Outcome::Plain)),
        _ => {
            let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
            answer(id.to_owned(), "k_sample", descriptive::k_samples(&slices).map(Outcome::Plain))
        }
    };
    vec![table, test]
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_told_from_ranges() {
        assert!(is_date("2004-05-17") && is_date("2004-05"));
        assert!(!is_date("9-17") && !is_date("2004") && !is_date("30-38") && !is_date("2004-5-17"));
    }
}

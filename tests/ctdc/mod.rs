//! A file of the Counter-Trafficking Data Collaborative: one row per person, no pseudonym, no dates, flags and codes
//! of its own. Its frequencies must come out as in the frequency sheet that CTDC publishes with it.
//!
//! The rows are not here: the file is made up again from that sheet (`tabstat.csv`), each column by itself. Source:
//! CTDC, Global Victim-Perpetrator Synthetic Dataset, December 2022, sheet TabStat of its dictionary.

mod program;

use std::collections::BTreeMap;

use retraffic::calendar::Date;
use retraffic::codebook::{Codebook, Kind, VarId};
use retraffic::diagnostic::Severity;
use retraffic::ingest::{Ingested, Rules, ingest, table_options};
use retraffic::study::Mapping;
use retraffic::table;

const ROWS: usize = 21_195;
const REPORT: &str = include_str!("report.toml");

/// Column, value (empty for missing) and count, in the order of the sheet.
pub fn sheet() -> Vec<(&'static str, &'static str, usize)> {
    include_str!("tabstat.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0], cells[1], cells[2].parse().unwrap())
        })
        .collect()
}

/// A file with the sheet's frequencies. Columns are shifted against each other, so that rows mix.
pub fn file() -> String {
    let mut columns: Vec<(&str, Vec<&str>)> = Vec::new();
    for (column, value, count) in sheet() {
        if columns.last().is_none_or(|(name, _)| *name != column) {
            columns.push((column, Vec::new()));
        }
        columns.last_mut().unwrap().1.extend(std::iter::repeat_n(value, count));
    }
    for (i, (name, values)) in columns.iter_mut().enumerate() {
        assert_eq!(values.len(), ROWS, "{name}");
        values.rotate_left(i * 1_237);
    }
    let mut text = columns.iter().map(|c| c.0).collect::<Vec<_>>().join(",") + "\n";
    for row in 0..ROWS {
        text += &columns.iter().map(|c| c.1[row]).collect::<Vec<_>>().join(",");
        text.push('\n');
    }
    text
}

fn read() -> (Codebook, Ingested) {
    let codebook = Codebook::parse(include_str!("codebook.toml"), "codebook.toml").unwrap();
    let mapping = Mapping::read(REPORT, "report.toml").unwrap();
    let options = table_options("ctdc.csv", &mapping, &codebook);
    let table = table::read(file().as_bytes(), &options).unwrap();
    let rules = Rules { cutoff: Date::parse("2022-12-01").unwrap().last(), threshold: 8 };
    let ingested = ingest(&table, &mapping, &codebook, &rules);
    (codebook, ingested)
}

/// Rows by category name; the empty name counts rows without an answer.
fn counts(codebook: &Codebook, ingested: &Ingested, id: VarId) -> BTreeMap<String, usize> {
    let name = |c: u16| codebook.get(id).categories[usize::from(c)].name.clone();
    let mut counts = BTreeMap::new();
    if let Some(cells) = ingested.cases.cells.get(&id) {
        cells.iter().for_each(|c| *counts.entry(c.map_or(String::new(), |c| name(c.0))).or_default() += 1);
    } else {
        let answers = &ingested.cases.answers[&id];
        (0..answers.len()).flat_map(|row| answers.get(row)).for_each(|c| *counts.entry(name(c.0)).or_default() += 1);
    }
    counts
}

#[test]
fn every_row_is_a_person_and_nothing_is_wrong() {
    let (_, ingested) = read();
    assert_eq!((ingested.cases.persons as usize, ingested.cases.rows()), (ROWS, ROWS));
    let codes: Vec<&str> = ingested.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["D010", "D012", "D012"]);
    assert!(ingested.diagnostics.iter().all(|d| d.severity == Severity::Note));
}

/// Variable and category that a value of the sheet is mapped to; the empty category is "not recorded".
fn category_of(column: &str, value: &str) -> (String, String) {
    let mapping = Mapping::read(REPORT, "report.toml").unwrap();
    for (variable, flags) in &mapping.flags {
        if let Some(flag) = flags.iter().find(|f| f.column.name == column) {
            return (variable.clone(), flag.category.clone());
        }
    }
    let mapped = mapping.columns.iter().find(|(_, names)| names[0].name == column).map(|(name, _)| name.clone());
    let variable = mapped.unwrap_or(column.to_owned());
    let category = mapping.codes[&variable].get(value).map_or(String::new(), |c| c.name.clone());
    (variable, category)
}

#[test]
fn every_frequency_is_that_of_the_published_sheet() {
    let (codebook, ingested) = read();
    let sheet = sheet();
    assert_eq!(sheet.len(), 69);
    for (column, value, count) in sheet {
        let (variable, category) = category_of(column, value);
        let id = codebook.find(&variable).unwrap();
        let found = counts(&codebook, &ingested, id)[&category];
        // A flag that is not set is "missing" in the sheet.
        let unset = value.is_empty() && codebook.get(id).kind == Kind::MultiResponse;
        assert_eq!(if unset { ROWS - found } else { found }, count, "{column} = {value}");
    }
}

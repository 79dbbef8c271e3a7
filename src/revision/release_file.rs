//! The last edition from its own `release.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::count::CountKey;
use super::last_edition::{Content, Entry, LONGEST_NAME, LastEdition, Terms};
use super::printed::Printed;
use super::text_number::{decimals, mark};
use crate::calendar::{Date, Day, Precision};
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::Unit;
use crate::language::Language;

/// The one format that is read.
const FORMAT: u64 = 1;

/// The longest name of an edition.
const LONGEST_EDITION: usize = 100;

// Fields beyond these are left alone: later programs may add some without another format.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

#[derive(Deserialize)]
struct File {
    edition: String,
    policy: PolicyField,
    population: PopulationField,
    facts: Vec<FactField>,
    #[serde(default)]
    periods: Vec<PeriodField>,
    #[serde(default)]
    tables: Vec<TableField>,
}

#[derive(Deserialize)]
struct PolicyField {
    name: String,
}

#[derive(Deserialize)]
struct PopulationField {
    cutoff: String,
}

#[derive(Deserialize)]
struct FactField {
    name: String,
    value: Option<f64>,
    unit: Unit,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct NumberField {
    value: Option<f64>,
    mark: Option<String>,
}

#[derive(Deserialize)]
struct PeriodField {
    first: i16,
    last: i16,
    person_years: NumberField,
    events: NumberField,
    rate_per_thousand: NumberField,
}

#[derive(Deserialize)]
struct TableField {
    id: String,
    variables: Vec<String>,
    population: String,
    cells: Vec<CellField>,
}

#[derive(Deserialize)]
struct CellField {
    key: BTreeMap<String, String>,
    value: Option<f64>,
    mark: Option<String>,
}

/// Reads release.json. `file` is the name used in diagnostics.
///
/// # Errors
/// `R001` where it does not read, `R002` another format, `R003` what no edition can have printed, `R008` a number twice.
pub(super) fn read(text: &str, file: &str) -> Result<LastEdition, Diagnostic> {
    let head: Head = serde_json::from_str(text).map_err(|e| unreadable(&e, file))?;
    if head.format != FORMAT {
        let message = format!("this is format {} of release.json, and the program reads format {FORMAT}", head.format);
        let help = "compare with a program of the later version, or list the numbers in a CSV file";
        return Err(Diagnostic::error("R002", message, help).at(Place::file(file)));
    }
    let whole: File = serde_json::from_str(text).map_err(|e| unreadable(&e, file))?;
    let cutoff = Date::parse(&whole.population.cutoff).filter(|d| d.precision() == Precision::Day).map(Date::first);
    let cutoff: Day = cutoff.ok_or_else(|| wrong("population.cutoff", file))?;
    if !is_edition(&whole.edition) {
        return Err(wrong("edition", file));
    }
    let mut entries = Entries { file, found: BTreeMap::new() };
    for (i, fact) in whole.facts.iter().enumerate() {
        let number = fact_number(fact).ok_or_else(|| wrong(&format!("facts[{i}]"), file))?;
        entries.add(fact.name.clone(), number, &format!("facts[{i}].name"))?;
    }
    for (i, period) in whole.periods.iter().enumerate() {
        entries.period(period, &format!("periods[{i}]"))?;
    }
    let mut counts = BTreeMap::new();
    for (i, table) in whole.tables.iter().enumerate() {
        entries.table(table, &format!("tables[{i}]"), &mut counts)?;
    }
    Ok(LastEdition {
        edition: whole.edition,
        cutoff,
        file: file.into(),
        terms: Terms::Policy(whole.policy.name),
        entries: entries.found,
        counts,
    })
}

/// A name that can stand on a page.
pub(super) fn is_edition(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= LONGEST_EDITION && !name.chars().any(char::is_control)
}

struct Entries<'a> {
    file: &'a str,
    found: BTreeMap<String, Entry>,
}

impl Entries<'_> {
    fn add(&mut self, name: String, number: Printed, at: &str) -> Result<(), Diagnostic> {
        if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(wrong(at, self.file));
        }
        let entry = Entry { number: Content::Number(number), line: None, note: None };
        match self.found.insert(name, entry) {
            None => Ok(()),
            Some(_) => {
                let help = "name the file as the program wrote it";
                Err(Diagnostic::error("R008", format!("`{at}` names a number a second time"), help)
                    .at(Place::file(self.file)))
            }
        }
    }

    fn number(&self, field: &NumberField, decimals: Option<u8>, unit: Unit, at: &str) -> Result<Printed, Diagnostic> {
        shown(field.value, field.mark.as_deref(), decimals, unit).ok_or_else(|| wrong(at, self.file))
    }

    fn period(&mut self, period: &PeriodField, at: &str) -> Result<(), Diagnostic> {
        let name = format!("period.{}-{}", period.first, period.last);
        let numbers = [
            ("person_years", &period.person_years, Some(0), Unit::PersonYears),
            ("events", &period.events, Some(0), Unit::Count),
            ("rate", &period.rate_per_thousand, Some(2), Unit::PerThousand),
        ];
        for (what, field, decimals, unit) in numbers {
            let number = self.number(field, decimals, unit, &format!("{at}.{what}"))?;
            self.add(format!("{name}.{what}"), number, at)?;
        }
        Ok(())
    }

    fn table(
        &mut self,
        table: &TableField,
        at: &str,
        counts: &mut BTreeMap<CountKey, Option<f64>>,
    ) -> Result<(), Diagnostic> {
        for (i, cell) in table.cells.iter().enumerate() {
            let at = format!("{at}.cells[{i}]");
            let number = shown(cell.value, cell.mark.as_deref(), Some(0), Unit::Count);
            let number = number.ok_or_else(|| wrong(&at, self.file))?;
            counts.insert(CountKey::new(&table.population, cell.key.clone()), number.value());
            if let Some(name) = cell_name(table, cell) {
                self.add(name, number, &at)?;
            }
        }
        Ok(())
    }
}

/// `gender.female.yes.n`, as texts name it.
fn cell_name(table: &TableField, cell: &CellField) -> Option<String> {
    let row = cell.key.get(table.variables.first()?)?;
    let row = if row == "*" { "total" } else { row };
    match table.variables.get(1).map(|by| cell.key.get(by)) {
        None => Some(format!("{}.{row}.n", table.id)),
        Some(Some(column)) if column == "*" => Some(format!("{}.{row}.n", table.id)),
        Some(Some(column)) => Some(format!("{}.{row}.{column}.n", table.id)),
        Some(None) => None,
    }
}

fn fact_number(fact: &FactField) -> Option<Printed> {
    let written = fact.texts.iter().find_map(|(tag, text)| Some((Language::from_tag(tag)?, text)));
    let decimals =
        written.map(|(language, text)| decimals(text, if language == Language::English { '.' } else { ',' }));
    shown(fact.value, written.map(|(_, text)| text.as_str()), decimals, fact.unit)
}

/// A value with the digits it was printed with, or the mark in its place.
fn shown(value: Option<f64>, text: Option<&str>, decimals: Option<u8>, unit: Unit) -> Option<Printed> {
    match value {
        Some(value) => Printed::value_of(value, decimals.unwrap_or_else(|| own_decimals(value, unit)), unit),
        None => Some(Printed::withheld(&text.and_then(|t| mark(t, unit)).unwrap_or_else(|| "–".into()), unit)),
    }
}

/// The fewest digits that write a value.
fn own_decimals(value: f64, unit: Unit) -> u8 {
    let scaled = value * unit.scale();
    let whole = |d: &u8| {
        let at = scaled * libm::pow(10.0, f64::from(*d));
        (at - libm::round(at)).abs() < 1e-6
    };
    (0..6).find(whole).unwrap_or(6)
}

/// Where JSON stopped making sense. The words of the parser could hold what it found; these do not.
fn unreadable(error: &serde_json::Error, file: &str) -> Diagnostic {
    let message = match error.classify() {
        serde_json::error::Category::Eof => "the file ends in the midst of its text",
        serde_json::error::Category::Data => "this is no release.json, or not the whole of one",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "this is no valid JSON",
    };
    let help = "name the release.json in the annex of the last edition, as the program wrote it";
    let place = Place::cell(file, error.line().max(1) as u64, error.column().to_string());
    Diagnostic::error("R001", message, help).at(place)
}

fn wrong(what: &str, file: &str) -> Diagnostic {
    let message = format!("`{what}` is nothing that an edition can have printed");
    Diagnostic::error("R003", message, "name the file as the program wrote it").at(Place::file(file))
}

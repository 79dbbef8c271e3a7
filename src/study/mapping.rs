//! How a case file's own names, codes and dates map to native ones: `[data.columns]`, `[data.codes]`, `[data.flags]`,
//! `dates` and `between` under `[data]`.
//!
//! Owns the mapping and its places in report.toml. Never reads case data.

use std::collections::BTreeMap;

use crate::calendar::DateOrder;
use crate::codebook::{Located, Section, Source, nearest};
use crate::diagnostic::{Diagnostic, Place};

/// A name in report.toml and where it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// One flag column: a true value means one category of a multi-response variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Category that a true value means.
    pub category: String,
    /// The column in the file.
    pub column: Placed,
}

/// From the names and codes of one case file to native ones. Empty: the file is native.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Role or codebook variable to its column; to several, whose answers are joined, for a multi-response variable.
    pub columns: BTreeMap<String, Vec<Placed>>,
    /// Variable to (value in the file to category; an empty category is "not recorded").
    pub codes: BTreeMap<String, BTreeMap<String, Placed>>,
    /// Multi-response variable to its flag columns.
    pub flags: BTreeMap<String, Vec<Flag>>,
    /// How the file writes dates where the year does not come first.
    pub dates: DateOrder,
    /// What stands between several answers in one cell, where it is not `;`.
    pub between: Option<char>,
}

/// What may stand between several answers in one cell.
const BETWEEN: [&str; 6] = [";", ",", "|", "/", "+", " "];

impl Mapping {
    /// Reads the three tables, `dates` and `between` out of the text of report.toml and leaves all else alone.
    ///
    /// Errors: a value that is no text (`C004`), text that is not TOML (`C001`), an order that is none (`S007`), a sign
    /// that may not stand between answers (`S008`).
    pub fn read(text: &str, file_name: &str) -> Result<Mapping, Vec<Diagnostic>> {
        let mut source = Source::new(file_name, text);
        let mut mapping = Mapping::default();
        if let Some(tree) = source.tree() {
            let root = Section::new(tree.get_ref(), 0..0);
            if let Some(data) = source.section(&root, "data") {
                mapping.columns = columns(&mut source, &data);
                mapping.codes = codes(&mut source, &data);
                mapping.flags = flags(&mut source, &data);
                mapping.dates = dates(&mut source, &data);
                mapping.between = between(&mut source, &data);
            }
        }
        let faults = source.into_faults();
        if faults.is_empty() { Ok(mapping) } else { Err(faults) }
    }

    /// Names of the file's columns that the mapping speaks of.
    pub fn source_columns(&self) -> impl Iterator<Item = &Placed> {
        self.columns.values().flatten().chain(self.flags.values().flatten().map(|f| &f.column))
    }
}

fn placed(source: &Source<'_>, text: &Located<&str>) -> Placed {
    Placed { name: text.value.to_owned(), place: source.place(&text.span) }
}

fn columns(source: &mut Source<'_>, data: &Section<'_>) -> BTreeMap<String, Vec<Placed>> {
    let mut columns = BTreeMap::new();
    let Some(section) = source.section(data, "columns") else { return columns };
    for (key, value) in section.entries() {
        let names = source.texts_of(key.value, &value);
        let names = names.iter().map(|name| placed(source, name)).collect();
        columns.insert(key.value.to_owned(), names);
    }
    columns
}

fn codes(source: &mut Source<'_>, data: &Section<'_>) -> BTreeMap<String, BTreeMap<String, Placed>> {
    let mut codes = BTreeMap::new();
    let Some(section) = source.section(data, "codes") else { return codes };
    for (variable, _) in section.entries() {
        let Some(table) = source.section(&section, variable.value) else { continue };
        let mut map = BTreeMap::new();
        for (key, _) in table.entries() {
            if let Some(to) = source.text(&table, key.value) {
                map.insert(key.value.to_owned(), placed(source, &to));
            }
        }
        codes.insert(variable.value.to_owned(), map);
    }
    codes
}

fn flags(source: &mut Source<'_>, data: &Section<'_>) -> BTreeMap<String, Vec<Flag>> {
    let mut flags = BTreeMap::new();
    let Some(section) = source.section(data, "flags") else { return flags };
    for (variable, _) in section.entries() {
        let Some(table) = source.section(&section, variable.value) else { continue };
        let mut list = Vec::new();
        for (category, value) in table.entries() {
            for name in source.texts_of(category.value, &value) {
                list.push(Flag { category: category.value.to_owned(), column: placed(source, &name) });
            }
        }
        flags.insert(variable.value.to_owned(), list);
    }
    flags
}

fn dates(source: &mut Source<'_>, data: &Section<'_>) -> DateOrder {
    let Some(text) = source.text(data, "dates") else { return DateOrder::default() };
    DateOrder::ALL.into_iter().find(|order| order.name() == text.value).unwrap_or_else(|| {
        let help = match nearest(text.value, DateOrder::ALL.into_iter().map(DateOrder::name)) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "leave it out where all dates are written as 2004-05-17".to_owned(),
        };
        let message = "`dates` is one of \"year-first\", \"day-first\" and \"month-first\"";
        source.fault("S007", text.span, message, help);
        DateOrder::default()
    })
}

fn between(source: &mut Source<'_>, data: &Section<'_>) -> Option<char> {
    let text = source.text(data, "between")?;
    if !BETWEEN.contains(&text.value) {
        let message = "`between` is one of ; , | / + and a blank";
        let help = "leave it out where several answers in one cell stand between semicolons";
        source.fault("S008", text.span, message, help);
    }
    text.value.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_tables_are_read_with_their_places() {
        let text = "[data]\nfile = \"x\"\n[data.columns]\ngender = \"Sex\"\nmeans_of_control = [\"m1\", \"m2\"]\n\
            [data.codes.gender]\nF = \"female\"\n\"-99\" = \"\"\n[data.flags.exploitation_type]\nother = [\"a\", \"b\"]\n";
        let mapping = Mapping::read(text, "report.toml").unwrap();
        assert_eq!(mapping.columns["gender"][0].place.to_string(), "report.toml:4:10");
        assert_eq!(mapping.columns["means_of_control"].len(), 2);
        assert_eq!(mapping.codes["gender"]["F"].name, "female");
        assert_eq!(mapping.codes["gender"]["-99"].name, "");
        assert_eq!(mapping.flags["exploitation_type"][1].column.name, "b");
        assert_eq!(mapping.source_columns().count(), 5);
    }

    #[test]
    fn the_order_of_dates_is_one_of_three() {
        let read = |text: &str| Mapping::read(text, "report.toml");
        assert_eq!(read("[data]\ndates = \"day-first\"\n").unwrap().dates, DateOrder::DayFirst);
        assert_eq!(read("[data]\n").unwrap().dates, DateOrder::YearFirst);
        let faults = read("[data]\ndates = \"day first\"\n").unwrap_err();
        assert_eq!((faults[0].code, faults[0].help.as_str()), ("S007", "did you mean \"day-first\"?"));
    }

    #[test]
    fn what_stands_between_answers_is_one_of_six_signs() {
        let read = |text: &str| Mapping::read(text, "report.toml");
        assert_eq!(read("[data]\nbetween = \",\"\n").unwrap().between, Some(','));
        assert_eq!(read("[data]\n").unwrap().between, None);
        assert_eq!(read("[data]\nbetween = \", \"\n").unwrap_err()[0].code, "S008");
    }

    #[test]
    fn a_number_in_place_of_a_name_has_its_place() {
        let faults = Mapping::read("[data.columns]\ngender = 3\n", "report.toml").unwrap_err();
        assert_eq!(
            (faults[0].code, faults[0].place.as_ref().unwrap().to_string().as_str()),
            ("C004", "report.toml:2:10")
        );
    }
}

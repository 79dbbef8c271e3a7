//! Tiny case files written as text, one episode a line, for tests that say their rule in a name.

use retraffic::calendar::{Date, Day, Days};
use retraffic::codebook::{Category, Codebook, Kind, Labels, Level, VarId, Variable};
use retraffic::cohort::AnalysisSet;
use retraffic::ingest::{CaseTable, Cells, ContactStatus, PersonId};
use retraffic::study::{Observation, Scheme};

const COUNTRIES: [&str; 4] = ["it", "ro", "md", "unknown"];
const RETURNS: [&str; 4] = ["forced", "assisted_voluntary", "none", "unknown"];

pub fn day(text: &str) -> Day {
    let date = Date::parse(text).unwrap();
    assert_eq!(date.first(), date.last(), "{text} is no day");
    date.first()
}

/// Registry until 2009-12-31, no lag, 14 days of grace.
pub fn rules() -> Observation {
    Observation {
        cutoff: day("2009-12-31"),
        opened: None,
        scheme: Scheme::Registry,
        lag_months: 0,
        grace: Days(14),
        contact_gap: Days(180),
    }
}

fn variable(name: &str, categories: &[&str]) -> Variable {
    let category = |name: &&str| Category {
        name: name.to_string(),
        labels: Labels::same(*name),
        unknown: *name == "unknown",
        not_applicable: false,
        structural_zero: false,
    };
    Variable {
        name: name.into(),
        kind: Kind::Categorical,
        level: Level::Episode,
        labels: Labels::same(name),
        description: Labels::default(),
        sensitive: false,
        categories: categories.iter().map(category).collect(),
        bands: Vec::new(),
        groups: Vec::new(),
    }
}

pub fn codebook() -> Codebook {
    let mut codebook = Codebook::new();
    codebook.push(variable("country_of_exploitation", &COUNTRIES)).unwrap();
    codebook.push(variable("return_type", &RETURNS)).unwrap();
    codebook
}

/// Reads lines of `person episode entry exit key=value...`, `-` for an empty date. Keys: `id` identified, `ret`
/// returned, `as` and `ae` assistance, `lc` last contact, `st` its status, `in` country, `rt` return type.
pub fn table(text: &str) -> CaseTable {
    let (country, return_type) = (VarId(0), VarId(1));
    let codebook = codebook();
    let mut table = CaseTable::default();
    table.cells.insert(country, Cells::default());
    table.cells.insert(return_type, Cells::default());
    let mut names: Vec<&str> = Vec::new();
    let date = |text: &str| (text != "-").then(|| Date::parse(text).unwrap_or_else(|| panic!("{text}")));
    for (i, line) in text.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let value = |key: &str| words[4..].iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='));
        let dated = |key: &str| value(key).and_then(date);
        let coded = |key: &str, of: VarId| value(key).map(|v| codebook.get(of).category(v).unwrap());
        if names.last() != Some(&words[0]) {
            names.push(words[0]);
        }
        table.line.push(i as u32 + 2);
        table.person.push(PersonId(names.len() as u32 - 1));
        table.episode.push(words[1].parse().unwrap());
        table.entry.push(date(words[2]));
        table.exit.push(date(words[3]));
        table.identified.push(dated("id"));
        table.returned.push(dated("ret"));
        table.assistance_start.push(dated("as"));
        table.assistance_end.push(dated("ae"));
        table.last_contact.push(dated("lc"));
        table.contact_status.push(value("st").map(|s| match s {
            "in" => ContactStatus::InContact,
            "lost" => ContactStatus::Lost,
            "dead" => ContactStatus::Deceased,
            "gone" => ContactStatus::Emigrated,
            other => panic!("{other}"),
        }));
        table.cells.get_mut(&country).unwrap().push(coded("in", country));
        table.cells.get_mut(&return_type).unwrap().push(coded("rt", return_type));
    }
    table.persons = names.len() as u32;
    table
}

pub fn set(text: &str, rules: &Observation) -> AnalysisSet {
    AnalysisSet::build(&table(text), &codebook(), rules)
}

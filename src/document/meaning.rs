//! What a number of the report counts, over whom, by which rule, and where it stands in release.json: in plain words.

use std::sync::LazyLock;

use serde::Deserialize;

use super::release_fact::answer_name;
use crate::codebook::VarId;
use crate::disclosure::{CellKey, Number, Policy, Release, Table, Unit};
use crate::language::Language;
use crate::study::{Answer, Population};

/// What a number means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What it counts or measures.
    pub counts: String,
    /// Over whom.
    pub over: String,
    /// By which rule or estimator.
    pub rule: String,
    /// Where it stands in release.json.
    pub key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fact: Vec<Entry>,
    sheet: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(alias = "id")]
    name: String,
    counts: String,
    over: String,
    rule: String,
    key: Option<String>,
}

static TEXTS: LazyLock<File> = LazyLock::new(|| {
    let empty = File { fact: Vec::new(), sheet: Vec::new() };
    // A test reads the file; a fault in it cannot reach a user.
    toml::from_str(include_str!("../../templates/meanings.toml")).unwrap_or(empty)
});

const COUNTED: &str = "counted, then protected like every count";
const HEADLINE: &str = "printed exactly: a headline that [disclosure] in report.toml releases";
const PART: &str = "printed part over printed whole";

/// What a fact means; `None` for a name that says nothing by itself.
pub fn fact_meaning(name: &str, release: &Release) -> Option<Meaning> {
    if release.facts.contains_key(name) {
        return cells_meaning(name, release).or_else(|| written(name, &TEXTS.fact, || format!("facts[name={name}]")));
    }
    for end in [".ci", ".low", ".high"] {
        if let Some(meaning) = name.strip_suffix(end).and_then(|base| fact_meaning(base, release)) {
            let what = match end {
                ".ci" => "the 95% interval of: ",
                ".low" => "the lower end of the 95% interval of: ",
                _ => "the upper end of the 95% interval of: ",
            };
            return Some(Meaning { counts: format!("{what}{}", meaning.counts), ..meaning });
        }
    }
    if let Some(meaning) = written(name, &TEXTS.fact, || format!("facts[name={name}]")) {
        return Some(meaning);
    }
    let starts = |table: &&Table| name.strip_prefix(&table.id).is_some_and(|rest| rest.starts_with('.'));
    let table = release.tables.iter().filter(starts).max_by_key(|table| table.id.len())?;
    table_meaning(table, &name[table.id.len() + 1..], release)
}

/// What the numbers of a printed table mean that is no table of counts.
pub fn sheet_meaning(id: &str) -> Option<Meaning> {
    written(id, &TEXTS.sheet, String::new)
}

/// The entry whose pattern a name fits, with what its `*` stand for.
fn written(name: &str, entries: &[Entry], key: impl Fn() -> String) -> Option<Meaning> {
    entries.iter().find_map(|entry| {
        let parts = fit(&entry.name, name)?;
        let all = parts.iter().map(|part| part.replace('_', " ")).collect::<Vec<_>>().join(", ");
        let fill = |text: &str| text.replace("{}", &all);
        let own = |text: &String| text.replace("{}", parts.first().copied().unwrap_or_default());
        let key = entry.key.as_ref().map_or_else(&key, own);
        Some(Meaning { counts: fill(&entry.counts), over: fill(&entry.over), rule: fill(&entry.rule), key })
    })
}

/// What the `*` of a pattern stand for, where a name fits; each for as little as can be, the last for all that is left.
fn fit<'a>(pattern: &str, name: &'a str) -> Option<Vec<&'a str>> {
    let mut pieces = pattern.split('*');
    let mut rest = name.strip_prefix(pieces.next()?)?;
    let mut parts = Vec::new();
    let pieces: Vec<&str> = pieces.collect();
    for (place, piece) in pieces.iter().enumerate() {
        let (part, after) =
            if place + 1 == pieces.len() { (rest.strip_suffix(piece)?, "") } else { rest.split_once(piece)? };
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        rest = after;
    }
    rest.is_empty().then_some(parts)
}

/// A fact that is a count of cells, or one over another.
fn cells_meaning(name: &str, release: &Release) -> Option<Meaning> {
    let fact = release.facts.get(name)?;
    let part = fact.cells.first()?;
    let (what, rule) = match fact.value.unit() {
        Unit::Share => ("the share of", PART),
        Unit::PerThousand => ("how many in 1,000 are", PART),
        _ if fact.cells.len() > 1 => ("one in so many is among", PART),
        _ if headline(&fact.value, release) => ("how many are", HEADLINE),
        _ => ("how many are", COUNTED),
    };
    let over = fact.cells.get(1).map_or_else(|| everyone(part.population).into(), |whole| whom(whole, release));
    Some(Meaning {
        counts: format!("{what} {}", whom(part, release)),
        over,
        rule: ruled(rule, release),
        key: format!("facts[name={name}]"),
    })
}

fn table_meaning(table: &Table, rest: &str, release: &Release) -> Option<Meaning> {
    let label = |variable: VarId, answer| described(variable, answer, release);
    let over = CellKey { population: table.population, given: only(table) };
    let made = |counts: String, rule: &str, key: String| Meaning {
        counts,
        over: whom(&over, release),
        rule: ruled(rule, release),
        key: format!("tables[id={}]{key}", table.id),
    };
    if rest == "p" || rest == "v" {
        let what = if rest == "p" {
            "the p-value of the association of"
        } else {
            "Cramer's V, the size of the association of"
        };
        let with = table.by.map_or("", |by| release.codebook.get(by).labels.get(Language::English));
        let of = release.codebook.get(table.rows_of).labels.get(Language::English);
        let rule = "Pearson's chi-square or Fisher's exact test over substantive answers, from printed counts";
        return Some(made(format!("{what} “{of}” with “{with}”"), rule, ".association".into()));
    }
    if let Some(meaning) = ranked(table, rest, release) {
        return Some(meaning);
    }
    for row in &table.rows {
        let name = answer_name(row.answer, table.rows_of, release);
        let Some(after) = rest.strip_prefix(name.as_str()).and_then(|after| after.strip_prefix('.')) else { continue };
        let of_row = label(table.rows_of, row.answer);
        let place =
            format!("[{}={}]", release.codebook.get(table.rows_of).name, release.name(table.rows_of, row.answer));
        let rated = |what: &str, rule: &str, field: &str| {
            Some(made(
                format!("{what}: {of_row}"),
                rule,
                format!(".rates[row={}].{field}", release.name(table.rows_of, row.answer)),
            ))
        };
        match after {
            "rate" => {
                return rated(
                    "known to be re-trafficked, in 1,000 of the row",
                    "printed part over printed whole; Wilson's score interval",
                    "per_thousand",
                );
            }
            "rr" => {
                let rule = "risk in the row over that in all other rows with a known answer, from printed counts; interval of Katz and others (1978)";
                return rated("the risk ratio of known re-trafficking", rule, "risk_ratio");
            }
            _ => {}
        }
        let columns = table.columns.iter().map(|column| match (table.by, column) {
            (Some(by), Some(answer)) => (format!("{}.", answer_name(Some(*answer), by, release)), Some((by, *answer))),
            _ => (String::new(), None),
        });
        for (place_of, (start, column)) in columns.enumerate() {
            let Some(what) = after.strip_prefix(start.as_str()) else { continue };
            let (words, rule, field) = match what {
                "n" if headline(&row.cells[place_of].count, release) => ("how many", HEADLINE, "value"),
                "n" => ("how many", COUNTED, "value"),
                "share" => (
                    "the share of the known answers of the column",
                    "printed part over printed whole; Wilson's score interval",
                    "share_of_known",
                ),
                "share_of_all" => ("the share of the whole column, not recorded included", PART, "share"),
                _ => continue,
            };
            let given = column.map(|(by, answer)| format!("; {}", label(by, Some(answer)))).unwrap_or_default();
            let key = column
                .map(|(by, answer)| format!("[{}={}]", release.codebook.get(by).name, release.name(by, Some(answer))));
            let key = format!(".cells{place}{}.{field}", key.unwrap_or_default());
            return Some(made(format!("{words}: {of_row}{given}"), rule, key));
        }
    }
    None
}

/// `top`, `yes.second.share`, `highest.rate`: answers by their rank.
fn ranked(table: &Table, rest: &str, release: &Release) -> Option<Meaning> {
    let ranks = [
        ("top", "recorded most often"),
        ("second", "recorded second most often"),
        ("third", "recorded third most often"),
        ("fourth", "recorded fourth most often"),
        ("fifth", "recorded fifth most often"),
        ("next", "recorded next most often"),
        ("highest", "with the highest rate"),
        ("lowest", "with the lowest rate"),
    ];
    let parts: Vec<&str> = rest.split('.').collect();
    let (at, rank) =
        parts.iter().enumerate().find_map(|(at, part)| Some((at, ranks.iter().find(|r| r.0 == *part)?)))?;
    let of = release.codebook.get(table.rows_of).labels.get(Language::English);
    let what = match parts.get(at + 1) {
        None => format!("the answer {} to “{of}”", rank.1),
        Some(&"n") => format!("how many gave the answer {} to “{of}”", rank.1),
        Some(_) => format!("the share or rate of the answer {} to “{of}”", rank.1),
    };
    let over = CellKey { population: table.population, given: only(table) };
    Some(Meaning {
        counts: what,
        over: whom(&over, release),
        rule: ruled("the largest of the printed counts", release),
        key: format!("tables[id={}]", table.id),
    })
}

fn only(table: &Table) -> Vec<(VarId, Answer)> {
    table.only.iter().map(|&(variable, category)| (variable, Answer::Is(category))).collect()
}

fn everyone(population: Population) -> &'static str {
    match population {
        Population::Assisted => "assisted persons, each once, by the first recorded episode",
        Population::Transitions => "known steps from one trafficking episode to the next",
    }
}

/// `assisted persons … with “Gender”: Women`.
fn whom(key: &CellKey, release: &Release) -> String {
    let given: Vec<String> = key.given.iter().map(|&(variable, a)| described(variable, Some(a), release)).collect();
    let population = everyone(key.population);
    if given.is_empty() { population.into() } else { format!("{population}, with {}", given.join(" and ")) }
}

fn described(variable: VarId, answer: Option<Answer>, release: &Release) -> String {
    let of = release.codebook.get(variable);
    let answer = match answer {
        Some(Answer::Is(category)) => {
            of.categories.get(usize::from(category.0)).map_or("", |c| c.labels.get(Language::English)).to_string()
        }
        Some(Answer::Known) => "any known answer".into(),
        Some(Answer::NotRecorded) => "not recorded".into(),
        None => "all answers".into(),
    };
    format!("“{}”: {answer}", of.labels.get(Language::English))
}

/// Under a rounding policy only a headline prints another count than a multiple.
fn headline(count: &Number, release: &Release) -> bool {
    release.policy == Policy::Round5 && count.value().is_some_and(|value| value % 5.0 != 0.0)
}

fn ruled(rule: &str, release: &Release) -> String {
    match release.policy {
        Policy::Round5 if rule == HEADLINE => rule.into(),
        Policy::Round5 => format!("{rule}. {}", release.policy.sentence(Language::English)),
        Policy::Internal => rule.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_read_and_every_pattern_fits_itself() {
        let file: File = toml::from_str(include_str!("../../templates/meanings.toml")).unwrap();
        assert!(file.fact.len() > 30 && file.sheet.len() > 10);
        for entry in file.fact.iter().chain(&file.sheet) {
            let stars = entry.name.matches('*').count();
            assert_eq!(
                fit(&entry.name, &entry.name.replace('*', "x")).map(|parts| parts.len()),
                Some(stars),
                "{}",
                entry.name
            );
        }
        assert_eq!(fit("model.*.*", "model.a.b.c"), Some(vec!["a", "b.c"]));
        assert_eq!(fit("*_cases", "pooled_cases"), Some(vec!["pooled"]));
        assert_eq!(fit("*_cases", "_cases"), None);
        assert_eq!(fit("lag_months", "lag_month"), None);
    }
}

//! What changed since the last edition: sheets, and what sentences name. `previous.NAME` is a number as printed then.

use std::collections::BTreeMap;

use super::release_extra::{column, figure, sheet};
use super::{Cell, Column, ColumnKind, Fact, Row, TableSheet};
use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Release, Unit};
use crate::language::Strings;
use crate::revision::{Difference, GROUPS, INDICATORS, PeriodPair, Printed, Reading, Revision, Told, YearPair};

/// The three sheets by id, without their source; those that have no row are left out.
///
/// # Errors
/// A missing string.
pub fn change_sheets(
    revision: &Revision,
    release: &Release,
    strings: &Strings,
) -> Result<BTreeMap<String, TableSheet>, Diagnostic> {
    let heads = [&revision.edition, &release.edition];
    let sheets = [
        ("changes", indicators(revision, strings, heads)?),
        ("revised_years", years(&revision.years, strings, heads)?),
        ("revised_periods", periods(&revision.periods, strings, heads)?),
    ];
    Ok(sheets.into_iter().filter(|(_, s)| !s.rows.is_empty()).map(|(id, s)| (id.to_string(), s)).collect())
}

/// `Edition 2009`, `Edition 2010`.
fn editions(strings: &Strings, heads: [&String; 2]) -> Result<[String; 2], Diagnostic> {
    let head = |edition: &str| strings.fill("change.edition", &[("edition", edition)]);
    Ok([head(heads[0])?, head(heads[1])?])
}

fn indicators(revision: &Revision, strings: &Strings, heads: [&String; 2]) -> Result<TableSheet, Diagnostic> {
    let [then, now] = editions(strings, heads)?;
    let columns = vec![
        column(strings, "change.indicator", ColumnKind::Label)?,
        Column::new(&then, ColumnKind::Figure),
        Column::new(&now, ColumnKind::Figure),
        figure(strings, "change.difference")?,
        figure(strings, "change.reading")?,
    ];
    let mut rows = Vec::new();
    for group in GROUPS {
        let mut lines = Vec::new();
        for indicator in INDICATORS.iter().filter(|i| i.group == group) {
            lines.extend(indicator_row(indicator.name, revision, strings)?);
        }
        if !lines.is_empty() {
            rows.push(Row::Group(strings.get(&format!("change.group_{group}"))?.into()));
            rows.extend(lines);
        }
    }
    Ok(TableSheet { wide: true, ..sheet(strings, "changes", columns, rows)? })
}

/// An indicator that either edition has.
fn indicator_row(name: &str, revision: &Revision, strings: &Strings) -> Result<Option<Row>, Diagnostic> {
    let alone = |told: &[Told]| told.iter().find(|t| t.name == name).map(|t| Cell::Published(t.number.clone()));
    let (then, now, difference, reading) = if let Some(c) = revision.fact(name) {
        let difference = difference_cell(c.difference.as_ref(), strings)?;
        (Cell::Published(c.then.clone()), Cell::Published(c.now.clone()), difference, c.reading.name())
    } else if let Some(now) = alone(&revision.new) {
        (Cell::Empty, now, Cell::Empty, "new")
    } else if let Some(then) = alone(&revision.dropped) {
        (then, Cell::Empty, Cell::Empty, "dropped")
    } else {
        return Ok(None);
    };
    let label = Cell::Text(strings.get(&format!("change.{name}"))?.into());
    let reading = Cell::Text(strings.get(&format!("change.is_{reading}"))?.into());
    Ok(Some(Row::indented(vec![label, then, now, difference, reading])))
}

fn difference_cell(difference: Option<&Difference>, strings: &Strings) -> Result<Cell, Diagnostic> {
    difference.map_or(Ok(Cell::Empty), |d| difference_text(d, strings).map(Cell::Text))
}

/// `+5`, or `+0.01 pp` for shares.
fn difference_text(difference: &Difference, strings: &Strings) -> Result<String, Diagnostic> {
    let text = difference.text(strings.language());
    match difference.unit() {
        Unit::Share => strings.fill("change.points", &[("value", &text)]),
        _ => Ok(text),
    }
}

fn years(years: &[YearPair], strings: &Strings, heads: [&String; 2]) -> Result<TableSheet, Diagnostic> {
    let [then, now] = editions(strings, heads)?;
    let columns = vec![
        column(strings, "change.year", ColumnKind::Label)?,
        Column::new(&then, ColumnKind::Figure),
        Column::new(&now, ColumnKind::Figure),
        figure(strings, "change.difference")?,
    ];
    let mut rows = Vec::new();
    for pair in years {
        rows.push(Row::line(vec![
            Cell::Text(pair.year.clone()),
            published(pair.then.as_ref()),
            Cell::Published(pair.now.clone()),
            difference_cell(pair.difference.as_ref(), strings)?,
        ]));
    }
    sheet(strings, "revised_years", columns, rows)
}

fn published(number: Option<&Printed>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Published(number.clone()))
}

fn periods(periods: &[PeriodPair], strings: &Strings, heads: [&String; 2]) -> Result<TableSheet, Diagnostic> {
    let over = editions(strings, heads)?;
    let mut columns = vec![column(strings, "period.years", ColumnKind::Label)?];
    for over in &over {
        columns.push(figure(strings, "change.events")?.over(over));
        columns.push(figure(strings, "period.person_years")?.over(over));
        columns.push(figure(strings, "change.rate")?.over(over));
    }
    columns.push(figure(strings, "change.rate_difference")?);
    let mut rows = Vec::new();
    for pair in periods {
        let mut cells = vec![Cell::Text(pair.label.clone())];
        for numbers in [&pair.then, &pair.now] {
            cells.extend([&numbers.events, &numbers.person_years, &numbers.rate].map(|n| published(n.as_ref())));
        }
        cells.push(difference_cell(pair.difference.as_ref(), strings)?);
        rows.push(Row::line(cells));
    }
    sheet(strings, "revised_periods", columns, rows)
}

/// What sentences name: `previous.edition`, `previous.cutoff`, `previous.NAME`, `changes.NAME.difference`,
/// `changes.NAME.reading` and the numbers of readings, `changes.same`, `changes.rounding`, `changes.moved`.
///
/// # Errors
/// A missing string.
pub fn change_facts(revision: &Revision, strings: &Strings) -> Result<BTreeMap<String, Fact>, Diagnostic> {
    let mut facts = BTreeMap::new();
    let mut label = |name: &str, text: String| facts.insert(name.to_string(), Fact::Label(text));
    label("previous.edition", revision.edition.clone());
    label("previous.policy", revision.policy.clone().unwrap_or_default());
    label("changes.compared", revision.facts.len().to_string());
    for reading in [Reading::Same, Reading::Rounding, Reading::Moved, Reading::Redefined] {
        label(&format!("changes.{}", reading.name()), revision.count(reading).to_string());
    }
    let withheld = [Reading::Withheld, Reading::WithheldThen, Reading::WithheldNow];
    label("changes.withheld", withheld.map(|r| revision.count(r)).iter().sum::<usize>().to_string());
    for c in &revision.facts {
        label(&format!("changes.{}.reading", c.name), c.reading.name().into());
        if let Some(difference) = &c.difference {
            label(&format!("changes.{}.difference", c.name), difference_text(difference, strings)?);
        }
    }
    for (old, new) in &revision.renamed {
        label(&format!("changes.{new}.old"), old.clone());
    }
    for (name, words) in &revision.redefined {
        label(&format!("changes.{name}.redefined"), words.get(strings.language()).into());
    }
    for (name, note) in &revision.notes {
        label(&format!("changes.{name}.note"), note.clone());
    }
    let listed = lists(revision).into_values().flatten();
    for name in listed {
        let words = strings.get(&format!("change.{name}")).map_or_else(|_| name.clone(), str::to_string);
        label(&format!("changes.{name}.label"), words);
    }
    let both = revision.facts.iter().map(|c| (&c.name, &c.then));
    for (name, then) in both.chain(revision.dropped.iter().map(|told| (&told.name, &told.number))) {
        facts.insert(format!("previous.{name}"), Fact::Published(then.clone()));
    }
    facts.insert("previous.cutoff".into(), Fact::Date(Date::exact(revision.cutoff)));
    Ok(facts)
}

/// Names to loop over: `changes.new`, `changes.dropped`, `changes.renamed`, `changes.redefined`, `changes.noted`; numbers
/// without a label for people stand apart, in `changes.new_others` and `changes.dropped_others`.
pub fn change_lists(revision: Option<&Revision>, strings: &Strings) -> BTreeMap<String, Vec<String>> {
    let names = ["new", "dropped", "renamed", "redefined", "noted"];
    let mut lists = match revision {
        Some(revision) => lists(revision),
        None => names.map(|name| (format!("changes.{name}"), Vec::new())).into(),
    };
    for list in ["changes.new", "changes.dropped"] {
        let all = lists.remove(list).unwrap_or_default();
        let (labelled, others) = all.into_iter().partition(|name| strings.get(&format!("change.{name}")).is_ok());
        lists.insert(list.into(), labelled);
        lists.insert(format!("{list}_others"), others);
    }
    lists
}

fn lists(revision: &Revision) -> BTreeMap<String, Vec<String>> {
    let told = |told: &[Told]| told.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    [
        ("changes.new".to_string(), told(&revision.new)),
        ("changes.dropped".to_string(), told(&revision.dropped)),
        ("changes.renamed".to_string(), revision.renamed.iter().map(|(_, new)| new.clone()).collect()),
        ("changes.redefined".to_string(), revision.redefined.iter().map(|(name, _)| name.clone()).collect()),
        ("changes.noted".to_string(), revision.notes.iter().map(|(name, _)| name.clone()).collect()),
    ]
    .into()
}

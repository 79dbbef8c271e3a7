//! Every number of this edition under the name by which texts, and lists of other editions, know it.

use super::count::CountKey;
use super::printed::Printed;
use crate::disclosure::{PeriodRate, Release, Table};

/// What a number is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A fact: it has a name of its own.
    Fact,
    /// A number of a calendar period.
    Period,
    /// A count of a table.
    Cell,
}

/// One number of this edition.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// `known_share`, `period.1999-2003.rate`, `gender.female.yes.n`.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) number: Printed,
    /// What its rounding rests on.
    pub(super) rests_on: Base,
}

/// What a number was made of, as far as its rounding goes.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// These counts of tables; none where it is a count itself.
    Cells(Vec<CountKey>),
    /// The count of this name.
    Count(String),
    /// The steps of a curve, each with at least ten events.
    Steps,
}

/// Rates, and the events that they count.
const RATES: [(&str, &str); 3] = [
    ("rate_per_thousand_years", "events_at_risk"),
    ("first_exit_rate", "first_exit_events"),
    ("later_exit_rate", "later_exit_events"),
];

/// All of them: facts by name, periods, tables in order.
pub(super) fn roster(release: &Release) -> Vec<Line> {
    let facts = release.facts.iter().map(|(name, fact)| Line {
        name: name.clone(),
        kind: Kind::Fact,
        number: Printed::of(&fact.value),
        rests_on: match RATES.iter().find(|(rate, _)| rate == name) {
            Some((_, events)) => Base::Count((*events).into()),
            None if fact.cells.is_empty() => Base::Steps,
            None => Base::Cells(fact.cells.iter().map(|key| CountKey::of(key, release)).collect()),
        },
    });
    let periods = release.periods.iter().flat_map(period);
    let cells = release.tables.iter().flat_map(|table| cells(table, release));
    facts.chain(periods).chain(cells).collect()
}

fn period(period: &PeriodRate) -> [Line; 3] {
    let numbers = [("person_years", &period.person_years), ("events", &period.events), ("rate", &period.rate.value)];
    let name = |what: &str| format!("period.{}-{}.{what}", period.first, period.last);
    numbers.map(|(what, number)| Line {
        name: name(what),
        kind: Kind::Period,
        number: Printed::of(number),
        rests_on: Base::Count(name("events")),
    })
}

fn cells<'a>(table: &'a Table, release: &'a Release) -> impl Iterator<Item = Line> + 'a {
    let row_name = |row: &crate::disclosure::Row| match row.answer {
        None => "total".to_string(),
        answer => release.name(table.rows_of, answer).to_string(),
    };
    table.rows.iter().flat_map(move |row| {
        let start = format!("{}.{}", table.id, row_name(row));
        row.cells.iter().zip(&table.columns).map(move |(cell, column)| {
            let name = match (table.by, column) {
                (Some(by), Some(answer)) => format!("{start}.{}.n", release.name(by, Some(*answer))),
                _ => format!("{start}.n"),
            };
            Line { name, kind: Kind::Cell, number: Printed::of(&cell.count), rests_on: Base::Cells(Vec::new()) }
        })
    })
}

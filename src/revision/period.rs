//! Back-years: what both editions print for the same calendar years.

use std::collections::BTreeSet;

use super::printed::{Difference, Printed};
use super::reading::{Compared, Reading};

/// Numbers of one calendar period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodNumbers {
    /// Re-trafficked.
    pub events: Option<Printed>,
    /// Person-years at risk.
    pub person_years: Option<Printed>,
    /// Per 1,000 person-years.
    pub rate: Option<Printed>,
}

/// One calendar period that either edition prints.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodPair {
    /// `2003`, or `1999–2003`.
    pub label: String,
    /// As the last edition printed it; empty where its periods were others.
    pub then: PeriodNumbers,
    /// As this extract gives it; empty where its periods are others.
    pub now: PeriodNumbers,
    /// Change of the rate, where both print it.
    pub difference: Option<Difference>,
    /// What that says.
    pub reading: Option<Reading>,
}

/// Persons first assisted in one calendar year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearPair {
    /// The year.
    pub year: String,
    /// As the last edition printed it; none where it had no such year.
    pub then: Option<Printed>,
    /// As this extract gives it.
    pub now: Printed,
    /// The revision.
    pub difference: Option<Difference>,
    /// What that says; none for a year that is new.
    pub reading: Option<Reading>,
}

/// Periods of both editions by their years. `then` and `now` find numbers by name, `compared` what was set side by side.
pub(super) fn periods<'a>(
    names: impl Iterator<Item = &'a str>,
    then: impl Fn(&str) -> Option<Printed>,
    now: impl Fn(&str) -> Option<Printed>,
    compared: &[Compared],
) -> Vec<PeriodPair> {
    let years: BTreeSet<(i32, i32)> = names.filter_map(years_of).collect();
    let pair = |(first, last): (i32, i32)| {
        let name = |what: &str| format!("period.{first}-{last}.{what}");
        let numbers = |find: &dyn Fn(&str) -> Option<Printed>| PeriodNumbers {
            events: find(&name("events")),
            person_years: find(&name("person_years")),
            rate: find(&name("rate")),
        };
        let rate = compared.iter().find(|c| c.name == name("rate"));
        PeriodPair {
            label: if first == last { first.to_string() } else { format!("{first}–{last}") },
            then: numbers(&then),
            now: numbers(&now),
            difference: rate.and_then(|c| c.difference),
            reading: rate.map(|c| c.reading),
        }
    };
    years.into_iter().map(pair).collect()
}

/// `period.1999-2003.rate`.
pub(super) fn years_of(name: &str) -> Option<(i32, i32)> {
    let (years, what) = name.strip_prefix("period.")?.split_once('.')?;
    let (first, last) = years.split_once('-')?;
    let year = |text: &str| text.parse::<i32>().ok().filter(|y| (1000..=9999).contains(y));
    matches!(what, "rate" | "events" | "person_years").then_some((year(first)?, year(last)?)).filter(|(a, b)| a <= b)
}

/// `year.2005.n`.
pub(super) fn year_of(name: &str) -> Option<&str> {
    let year = name.strip_prefix("year.")?.strip_suffix(".n")?;
    (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit())).then_some(year)
}

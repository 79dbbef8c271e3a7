//! This edition against the last, for machines: a line, or an object, for each number that both print.

use serde_json::{Value, json};

use super::digits::{digits, json_digits};
use super::label::inert;
use crate::disclosure::Unit;
use crate::revision::{Compared, Difference, PeriodNumbers, PeriodPair, Printed, Reading, Revision, Told, YearPair};

/// Everything compared as UTF-8 CSV with comma and LF: facts by name, then the counts of tables in their order, then what only
/// one edition has.
pub fn changes_csv(revision: &Revision) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let head = ["name", "previous", "previous_mark", "current", "current_mark", "unit", "difference", "reading"];
    let mut ok = out.write_record(head).is_ok();
    let record = |name: &str, then: Option<&Printed>, now: Option<&Printed>, d: Option<&Difference>, says: &str| {
        let value = |n: Option<&Printed>| n.map(plain).unwrap_or_default();
        let mark = |n: Option<&Printed>| n.and_then(Printed::mark).map(inert).unwrap_or_default();
        let unit = now.or(then).map_or(String::new(), |n| unit_name(n.unit()));
        let difference = d.map_or_else(String::new, |d| digits(d.value(), d.decimals(), d.unit()));
        [inert(name), value(then), mark(then), value(now), mark(now), unit, difference, says.to_string()]
    };
    for c in revision.facts.iter().chain(&revision.cells) {
        let (difference, reading) = (c.difference.as_ref(), c.reading.name());
        ok &= out.write_record(record(&c.name, Some(&c.then), Some(&c.now), difference, reading)).is_ok();
    }
    for told in &revision.new {
        ok &= out.write_record(record(&told.name, None, Some(&told.number), None, "new")).is_ok();
    }
    for told in &revision.dropped {
        ok &= out.write_record(record(&told.name, Some(&told.number), None, None, "dropped")).is_ok();
    }
    if ok { out.into_inner().unwrap_or_default() } else { Vec::new() }
}

/// The part of release.json on the last edition.
pub fn previous(revision: &Revision) -> Value {
    let readings = [
        Reading::Same,
        Reading::Rounding,
        Reading::Moved,
        Reading::WithheldThen,
        Reading::WithheldNow,
        Reading::Withheld,
        Reading::Redefined,
    ];
    let told = |told: &Told| json!({ "name": told.name, "unit": told.number.unit(), "value": value(&told.number), "mark": told.number.mark() });
    json!({
        "edition": revision.edition,
        "cutoff": revision.cutoff.to_string(),
        "policy": revision.policy,
        "compared": revision.facts.len(),
        "readings": readings.iter().map(|r| (r.name().to_string(), revision.count(*r).into())).collect::<serde_json::Map<_, _>>(),
        "changes": revision.facts.iter().map(compared).collect::<Vec<_>>(),
        "years": revision.years.iter().map(year).collect::<Vec<_>>(),
        "periods": revision.periods.iter().map(period).collect::<Vec<_>>(),
        "new": revision.new.iter().map(told).collect::<Vec<_>>(),
        "dropped": revision.dropped.iter().map(told).collect::<Vec<_>>(),
        "renamed": revision.renamed.iter().map(|(old, new)| json!({ "old": old, "new": new })).collect::<Vec<_>>(),
        "definition_changed": revision.redefined.iter().map(|(name, words)| json!({ "name": name, "what": words })).collect::<Vec<_>>(),
        "notes": revision.notes.iter().map(|(name, note)| json!({ "name": name, "note": note })).collect::<Vec<_>>(),
    })
}

fn compared(c: &Compared) -> Value {
    json!({
        "name": c.name, "unit": c.now.unit(), "previous": number(&c.then), "current": number(&c.now),
        "difference": c.difference.as_ref().map(difference), "reading": c.reading,
    })
}

fn year(pair: &YearPair) -> Value {
    json!({
        "year": pair.year, "previous": pair.then.as_ref().map(number), "current": number(&pair.now),
        "difference": pair.difference.as_ref().map(difference), "reading": pair.reading,
    })
}

fn period(pair: &PeriodPair) -> Value {
    let numbers = |n: &PeriodNumbers| {
        json!({
            "events": n.events.as_ref().map(number), "person_years": n.person_years.as_ref().map(number),
            "rate_per_thousand": n.rate.as_ref().map(number),
        })
    };
    json!({
        "years": pair.label, "previous": numbers(&pair.then), "current": numbers(&pair.now),
        "rate_difference": pair.difference.as_ref().map(difference), "reading": pair.reading,
    })
}

fn number(number: &Printed) -> Value {
    json!({ "value": value(number), "mark": number.mark() })
}

fn value(number: &Printed) -> Value {
    json_digits(number.value(), number.decimals(), number.unit())
}

fn difference(d: &Difference) -> Value {
    json_digits(Some(d.value()), d.decimals(), d.unit())
}

/// The printed value with a point; empty where it was withheld.
fn plain(number: &Printed) -> String {
    number.value().map_or_else(String::new, |v| digits(v, number.decimals(), number.unit()))
}

fn unit_name(unit: Unit) -> String {
    json!(unit).as_str().unwrap_or_default().to_string()
}

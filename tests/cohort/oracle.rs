//! The same time at risk found the slow way: by asking of every single day who was at risk on it.
//!
//! Written from the rules and not from the program: no delay, gap or interval occurs here.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::history::{day, rules, set};
use super::random::{Episode, History, histories, text};
use retraffic::calendar::{Day, Days};
use retraffic::study::{Observation, Scheme};

/// Person, episode, calendar year -> days at risk and events.
type Ledger = BTreeMap<(u32, u16, i16), (i32, u32)>;

const GRACE: i32 = 14;

/// Two rows are one episode when nothing but at most `GRACE` quiet days lies between them.
fn joined(a: &Episode, b: &Episode) -> bool {
    let (Some(exit), Some(entry)) = (a.exit, b.entry) else { return false };
    if a.returned.is_some_and(|r| r >= exit)
        || (a.country != b.country && a.country != "unknown" && b.country != "unknown")
    {
        return false;
    }
    let quiet = |d: Day| a.identified != Some(d);
    (0..=GRACE).any(|length| Day(exit.0 + length) == entry && (0..=length).all(|d| quiet(Day(exit.0 + d))))
}

fn merged(history: &History) -> Vec<Vec<&Episode>> {
    let mut groups: Vec<Vec<&Episode>> = Vec::new();
    for episode in history {
        match groups.last_mut() {
            Some(group) if joined(group[group.len() - 1], episode) => group.push(episode),
            _ => groups.push(vec![episode]),
        }
    }
    groups
}

fn walk(person: u32, history: &History, rules: &Observation, ledger: &mut Ledger) {
    let episodes = merged(history);
    let met = |e: &&Episode| e.identified.or(e.assisted).filter(|d| *d <= rules.cutoff);
    let Some(first_met) = episodes.iter().position(|g| g.iter().any(|e| met(e).is_some())) else { return };
    let Some(known) = episodes.iter().flatten().filter_map(met).min() else { return };
    let died = history.iter().filter(|e| e.status == "dead").filter_map(|e| e.contact).min();
    for (k, group) in episodes.iter().enumerate().skip(first_met) {
        let Some(exit) = group[group.len() - 1].exit else { continue };
        let entry = match episodes.get(k + 1) {
            None => None,
            Some(next) => match next[0].entry {
                Some(entry) if entry >= exit && entry <= rules.cutoff => Some(entry),
                _ => continue,
            },
        };
        let seen = group.iter().filter_map(|e| e.contact).max();
        let gone = group.iter().rev().find(|e| e.status != "none").is_some_and(|e| e.status == "gone");
        let known_by = rules.cutoff.minus_months(rules.lag_months);
        let last_day = match (rules.scheme, seen, gone) {
            (Scheme::Registry, ..) => known_by,
            (Scheme::Contact, None, _) => continue,
            (Scheme::Contact, Some(seen), true) => seen.min(known_by),
            (Scheme::Contact, Some(seen), false) => seen.plus(rules.contact_gap).min(known_by),
        };
        let mut today = exit;
        while today < rules.cutoff {
            today = Day(today.0 + 1);
            let at_risk = known < today
                && today <= last_day
                && entry.is_none_or(|e| today <= e)
                && died.is_none_or(|d| today <= d);
            if at_risk {
                let entry_today = entry == Some(today);
                let account = ledger.entry((person, k as u16 + 1, today.year())).or_default();
                *account = (account.0 + 1, account.1 + u32::from(entry_today));
            }
        }
    }
}

fn ours(text: &str, rules: &Observation) -> Ledger {
    let spells = set(text, rules).spells;
    let pieces = spells.at_risk(rules).by_calendar_year(&spells);
    let mut ledger = Ledger::new();
    for (i, &spell) in pieces.spell.iter().enumerate() {
        let key = (spells.person[spell].0, spells.number[spell], pieces.year[i]);
        let old = ledger.insert(key, (pieces.days[i], u32::from(pieces.event[i])));
        assert_eq!(old, None, "a spell has one piece a year");
    }
    ledger
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, rng_seed: RngSeed::Fixed(2009), ..ProptestConfig::default() })]

    /// Dates known to the day; entries, deaths and contacts that are not recorded have rules of their own elsewhere.
    #[test]
    fn day_by_day(mut h in histories(), contact: bool, lag_months in prop_oneof![Just(0_u16), Just(12)], gap in 0..300) {
        for e in h.iter_mut().flatten() {
            if e.contact.is_none() && (e.status == "dead" || contact) {
                e.contact = e.exit.or(Some(day("2003-05-05")));
            }
            if e.entry.is_none() {
                e.entry = e.exit;
            }
            e.entry = e.entry.or(Some(day("2004-04-04")));
        }
        let scheme = if contact { Scheme::Contact } else { Scheme::Registry };
        let rules = Observation { scheme, lag_months, contact_gap: Days(gap), ..rules() };
        let mut theirs = Ledger::new();
        for (person, history) in h.iter().enumerate() {
            walk(person as u32, history, &rules, &mut theirs);
        }
        prop_assert_eq!(ours(&text(&h, |_| 10), &rules), theirs);
    }
}

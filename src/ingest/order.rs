//! Dates that cannot stand in their order, and what is then believed.
//!
//! Owns the rules of order. A rule fires only where the *intervals* of two dates cannot overlap in the right order, and
//! never costs a row: an episode whose date is set aside is still an episode.
//!
//! Which date is set aside: the one that more of the person's other dates contradict. Where none stands out, it
//! depends on what the loss would do to the count of events:
//!
//! - exit before entry within a row: both go. Anyone's row can break this rule, so it takes from all alike.
//! - entry before the exit from an earlier episode: the later entry goes. Only people with several rows can break this
//!   rule; the same wrong exit of anyone else stays unseen. Keeping the exit treats both alike, and the later episode
//!   remains as an event whose date is not known.
//! - identified before entry: the identification goes, since the entry dates an event.
//! - assistance that ends before it starts: the end goes, since the start can stand in for the identification.

use std::ops::Range;

use super::case_table::CaseTable;
use super::columns::Columns;
use super::findings::Findings;
use super::rule::Rule;
use crate::codebook::DateRole;

/// A date of a row.
type Slot = (usize, DateRole);

/// Two dates in the wrong order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Conflict {
    rule: Rule,
    early: Slot,
    late: Slot,
}

/// Checks every person's dates and sets aside what cannot be believed.
pub(super) fn check(
    cases: &mut CaseTable,
    columns: &Columns<'_>,
    retrafficked: impl Fn(usize) -> bool,
    findings: &mut Findings<'_>,
) {
    let people: Vec<Range<usize>> = cases.by_person().collect();
    for rows in people {
        let mut found = conflicts(cases, rows.clone());
        if found.is_empty() {
            continue;
        }
        for conflict in &found {
            let (row, role) = conflict.late;
            let name = columns.dates.get(&role).map_or(role.name(), |c| c.name());
            findings.cell(conflict.rule, cases.line[row], name, retrafficked(row));
        }
        // Each round sets at least one date aside, so the rounds end.
        while let Some(&first) = found.first() {
            for slot in blamed(&found, first) {
                cases.dates_mut(slot.1)[slot.0] = None;
            }
            found = conflicts(cases, rows.clone());
        }
    }
}

/// What to set aside first: the date in most conflicts if one stands out, else by the rule of the first conflict.
fn blamed(found: &[Conflict], first: Conflict) -> Vec<Slot> {
    let votes = |slot: Slot| found.iter().filter(|c| c.early == slot || c.late == slot).count();
    let mut slots: Vec<Slot> = found.iter().flat_map(|c| [c.early, c.late]).collect();
    slots.sort_unstable();
    slots.dedup();
    let most = slots.iter().copied().map(votes).max().unwrap_or(0);
    let worst: Vec<Slot> = slots.into_iter().filter(|&s| votes(s) == most).collect();
    if most > 1 && worst.len() == 1 {
        return worst;
    }
    match first.rule {
        Rule::ExitBeforeEntry => vec![first.early, first.late],
        _ => vec![first.late],
    }
}

fn conflicts(cases: &CaseTable, rows: Range<usize>) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut add = |rule, early: Slot, late: Slot| {
        let date = |slot: Slot| cases.dates(slot.1)[slot.0];
        if let (Some(first), Some(second)) = (date(early), date(late))
            && first.first() > second.last()
        {
            found.push(Conflict { rule, early, late });
        }
    };
    let mut before: Option<Slot> = None;
    for row in rows {
        if let Some(before) = before {
            add(Rule::EntryBeforeLastExit, before, (row, DateRole::Entry));
        }
        add(Rule::ExitBeforeEntry, (row, DateRole::Entry), (row, DateRole::Exit));
        add(Rule::IdentifiedBeforeEntry, (row, DateRole::Entry), (row, DateRole::Identified));
        add(Rule::AssistanceReversed, (row, DateRole::AssistanceStart), (row, DateRole::AssistanceEnd));
        // The last thing known of the earlier episodes: an exit, or else an entry.
        for role in [DateRole::Exit, DateRole::Entry] {
            if cases.dates(role)[row].is_some() {
                before = Some((row, role));
                break;
            }
        }
    }
    found
}

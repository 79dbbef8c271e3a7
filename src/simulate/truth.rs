//! The truth behind the case file: one row for every spell between two episodes, seen or not.

use super::aftermath::ContactEnd;
use super::history::{History, Step};
use crate::calendar::Day;

/// Names of the columns, in order.
pub(super) const HEADER: &str = "person_id,spell,exit,next_entry,next_exit,next_identified,recorded,next_recorded,\
first_identified_spell,prospective,identified,arrival,en_route,contact_end,contact_end_reason,emigrated,death,\
frailty\n";

/// Appends the spells of a person.
pub(super) fn write(text: &mut String, history: &History, person_id: &str) {
    let first_met = history.first_met();
    for (i, step) in history.steps.iter().enumerate() {
        let following = history.steps.get(i + 1);
        let recorded = |step: Option<&Step>, i: usize| match step {
            Some(step) if step.recorded() => number(history, i).to_string(),
            _ => String::new(),
        };
        let (contact_end, reason) = contact(step);
        let cells = [
            person_id.to_owned(),
            (i + 1).to_string(),
            step.episode.exit.to_string(),
            day(step.next),
            day(following.map(|next| next.episode.exit)),
            day(following.and_then(|next| next.identified)),
            recorded(Some(step), i),
            recorded(following, i + 1),
            (first_met + 1).to_string(),
            (first_met <= i).to_string(),
            day(step.identified),
            day(step.after.arrival),
            step.en_route().to_string(),
            contact_end,
            reason.to_owned(),
            day(history.emigrated),
            day(history.death),
            format!("{:.4}", history.person.frailty),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// Number that a recorded step has in the case file.
fn number(history: &History, index: usize) -> usize {
    history.steps.iter().take(index + 1).filter(|step| step.recorded()).count()
}

/// End of contact after a step that was identified, and why.
fn contact(step: &Step) -> (String, &'static str) {
    match step.after.contact_end.filter(|_| step.identified.is_some()) {
        Some((end, _)) if step.next.is_some_and(|next| next < end) => (day(step.next), "retrafficked"),
        Some((end, ContactEnd::Lost)) => (end.to_string(), "lost"),
        Some((end, ContactEnd::Closed)) => (end.to_string(), "closed"),
        None => (String::new(), ""),
    }
}

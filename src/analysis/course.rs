//! What the figures of time rest on beside the curve itself: other days that coarse dates allow, loss of contact, later
//! episodes of the same person.

use super::analyse::Question;
use super::draw::Draw;
use super::life_table::{base_grid, case_only, life_table};
use super::results::{CaseOnly, LifeTable};
use crate::cohort::{AnalysisSet, CaseSample, FollowUp, Outcome, Spells, TimeAtRisk};
use crate::numeric::parallel::in_order;
use crate::study::{Observation, Scheme};

/// Imputations of coarse dates.
pub const IMPUTATIONS: usize = 20;

/// Their seed: fixed, so that a report can be made again.
pub const SEED: u64 = 2010;

/// Confidential counts behind the sensitivity and recurrence sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Life table of the main figures in each imputation.
    pub imputed: Vec<LifeTable>,
    /// Known cases in each imputation.
    pub imputed_cases: Vec<CaseOnly>,
    /// Life table under the scheme of contact.
    pub contact: ContactTable,
    /// Later episodes of the same person.
    pub recurrence: Recurrence,
    /// Events of spells that were watched from an exit known to the day.
    pub exact_origin_events: u64,
}

/// A life table whose withdrawals are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactTable {
    /// Counts on the base grid.
    pub table: LifeTable,
    /// Withdrawals by loss of contact or emigration, within each step.
    pub lost: Vec<u64>,
}

/// Every later episode after the first exit that could be watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// Persons at risk, all their later episodes as events; persons stay at risk after an event.
    pub table: LifeTable,
    /// Persons with one, two, and three or more later episodes under observation.
    pub persons: [u64; 3],
    /// Days at risk and events after the first exit that could be watched.
    pub first: (i64, u64),
    /// Days at risk and events after a later exit.
    pub later: (i64, u64),
}

/// Counts all of it.
pub fn course(question: &Question<'_>, set: &AnalysisSet) -> Course {
    let rules = question.observation;
    let imputations = in_order((0..IMPUTATIONS).collect(), |number| {
        let mut draw = Draw::of(SEED, number);
        let spells = set.spells.imputed(|| draw.uniform());
        let table = life_table(&first_at_risk(&spells, rules), &base_grid());
        (table, case_only("pooled", &CaseSample::of(&spells, rules), None))
    });
    let (imputed, imputed_cases) = imputations.into_iter().unzip();
    let at_risk = set.spells.at_risk(rules);
    let first = at_risk.first_of_person(&set.spells);
    let later = at_risk.only(|spell| !set.spells.first[spell]);
    let rate = |spells: &TimeAtRisk| (spells.person_days(), spells.count(Outcome::Event) as u64);
    let from_the_day =
        |i: &usize| first.entry[*i] == 0 && set.spells.exit[first.spell[*i]].is_some_and(|exit| exit.is_exact());
    let events = (0..first.len()).filter(|&i| first.outcome[i] == Outcome::Event);
    Course {
        imputed,
        imputed_cases,
        contact: contact_table(set, rules),
        recurrence: Recurrence { first: rate(&first), later: rate(&later), ..recurrence(&set.spells.follow_up(rules)) },
        exact_origin_events: events.filter(from_the_day).count() as u64,
    }
}

fn first_at_risk(spells: &Spells, rules: &Observation) -> TimeAtRisk {
    spells.at_risk(rules).first_of_person(spells)
}

/// Under the scheme of contact: whoever leaves on the last day of observation was closed by it, whoever leaves before was lost.
fn contact_table(set: &AnalysisSet, rules: &Observation) -> ContactTable {
    let rules = Observation { scheme: Scheme::Contact, ..*rules };
    let at_risk = first_at_risk(&set.spells, &rules);
    let table = life_table(&at_risk, &base_grid());
    let mut lost = vec![0; table.withdrawals.len()];
    for i in 0..at_risk.len() {
        let closed = set.spells.exit_point[at_risk.spell[i]].map(|origin| rules.observed_until().since(origin).0);
        let is_lost = match at_risk.outcome[i] {
            Outcome::Emigrated => true,
            Outcome::Censored => closed.is_none_or(|day| at_risk.exit[i] < day),
            Outcome::Event | Outcome::Death => false,
        };
        if let Some(step) = table.step_of(at_risk.exit[i]).filter(|_| is_lost) {
            lost[step] += 1;
        }
    }
    ContactTable { table, lost }
}

/// Persons at risk on one clock, events of all orders: nobody leaves by an event.
fn recurrence(persons: &FollowUp) -> Recurrence {
    let outcome = |&died: &bool| if died { Outcome::Death } else { Outcome::Censored };
    let at_risk = TimeAtRisk {
        entry: persons.entry.clone(),
        exit: persons.end.clone(),
        outcome: persons.died.iter().map(outcome).collect(),
        ..TimeAtRisk::default()
    };
    let mut table = life_table(&at_risk, &base_grid());
    let mut with = [0; 3];
    for events in &persons.events {
        for step in events.iter().filter_map(|&day| table.step_of(day)).collect::<Vec<_>>() {
            table.events[step] += 1;
        }
        if let Some(place) = events.len().checked_sub(1) {
            with[place.min(2)] += 1;
        }
    }
    Recurrence { table, persons: with, ..Recurrence::default() }
}

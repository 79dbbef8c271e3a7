//! All that is known to happen to a person after the first exit that could be watched: every later episode, not the first
//! alone.
//!
//! Owns one clock per person. A person stays under observation after an event, in exploitation and out of it.

use super::spell::Spells;
use crate::study::Observation;

/// Persons with a first prospective spell under observation, in spell order. Every vector has one entry per person.
///
/// Times are days since the exit of that spell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUp {
    /// Under observation from here, as the first spell is.
    pub entry: Vec<i32>,
    /// Under observation until here, always after `entry`.
    pub end: Vec<i32>,
    /// Observation ended with a known death.
    pub died: Vec<bool>,
    /// Entries into later episodes in `(entry, end]`, ascending. A later episode of which nothing is dated is not among
    /// them.
    pub events: Vec<Vec<i32>>,
}

impl Spells {
    /// Follow-up of the persons whose first prospective spell is at risk, to the end of the registry's observation or known
    /// death, whatever `observation` names as its scheme: a later episode is seen by the database or not at all.
    pub fn follow_up(&self, observation: &Observation) -> FollowUp {
        let mut out = FollowUp::default();
        for first in (0..self.len()).filter(|&s| self.first[s] && self.is_prospective(s)) {
            let Some((origin, entry)) = self.watched_from(first, observation) else { continue };
            let (mut end, mut died) = (observation.observed_until(), false);
            if let Some(death) = self.death_day(first, origin).filter(|d| *d <= end) {
                (end, died) = (death, true);
            }
            let end = end.since(origin).0;
            let own = (first..self.len()).take_while(|&s| self.person[s] == self.person[first]);
            let days = own.filter_map(|s| Some(self.entry_point[s]?.since(origin).0)).collect::<Vec<_>>();
            // Nothing of the first spell is at risk where its event came before it was watched.
            let seen = self.entry_point[first].map_or(end, |e| e.since(origin).0.min(end));
            if entry >= seen {
                continue;
            }
            let mut events: Vec<i32> = days.into_iter().filter(|&day| entry < day && day <= end).collect();
            events.sort_unstable();
            out.entry.push(entry);
            out.end.push(end);
            out.died.push(died);
            out.events.push(events);
        }
        out
    }
}

impl FollowUp {
    /// Number of persons.
    pub fn len(&self) -> usize {
        self.entry.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.entry.is_empty()
    }
}

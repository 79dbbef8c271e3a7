//! Time at risk: when each prospective spell comes under observation, when it leaves, and how.

use super::spell::Spells;
use crate::calendar::{Day, Days};
use crate::study::{Observation, Scheme};

/// How observation of a spell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Known to have entered a later trafficking situation.
    Event,
    /// Died; competes with the event.
    Death,
    /// Still under observation when it ended.
    Censored,
    /// Lost from sight by emigration; no competing event, since it can precede re-trafficking.
    Emigrated,
}

/// Spells under observation, in spell order. Every vector has one entry per spell that is at risk for a day or more.
///
/// Times are days since the exit: at risk on day t when `entry < t <= exit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeAtRisk {
    /// Under observation from here: V, the delay of the first identification, or the opening of the database if later.
    pub entry: Vec<i32>,
    /// Under observation until here, always after `entry`.
    pub exit: Vec<i32>,
    /// How it ended.
    pub outcome: Vec<Outcome>,
    /// Index into [`Spells`].
    pub spell: Vec<usize>,
    /// Prospective spells of which nothing remains at risk.
    pub left_out: Vec<usize>,
}

impl Spells {
    /// The time at risk of all prospective spells under these rules; those told afterwards could not have been seen
    /// without their event, so none of their time is anybody's.
    ///
    /// [`Scheme::Registry`]: until the cut-off less the lag, or known death; later entries are not counted.
    /// [`Scheme::Contact`]: everyone, event or not, until the last contact plus the contact gap; later events are
    /// not counted. Emigration ends sight at that contact.
    ///
    /// Nobody is under observation of a database before it was opened.
    pub fn at_risk(&self, observation: &Observation) -> TimeAtRisk {
        let mut risk = TimeAtRisk::default();
        for spell in (0..self.len()).filter(|&s| self.is_prospective(s)) {
            let Some((origin, entry)) = self.watched_from(spell, observation) else { continue };
            let end = self.end(spell, origin, observation).map(|(day, outcome)| (day.since(origin).0, outcome));
            match end.filter(|(exit, _)| entry < *exit) {
                None => risk.left_out.push(spell),
                Some((exit, outcome)) => {
                    risk.entry.push(entry);
                    risk.exit.push(exit);
                    risk.outcome.push(outcome);
                    risk.spell.push(spell);
                }
            }
        }
        risk
    }

    /// The exit, and from which day after it the spell is under observation: its first identification, or the opening of the
    /// database if later.
    pub(super) fn watched_from(&self, spell: usize, observation: &Observation) -> Option<(Day, i32)> {
        let (origin, Days(delay)) = (self.exit_point[spell]?, self.delay(spell)?);
        Some((origin, observation.opened.map_or(delay, |opened| delay.max(opened.since(origin).0))))
    }

    /// When the person was last known alive, by exit and first identification.
    fn alive(&self, spell: usize, origin: Day) -> Day {
        self.known[spell].map_or(origin, |known| known.midpoint().max(origin))
    }

    /// The day of a known death, a coarse one at its middle and not before the person was last known alive.
    pub(super) fn death_day(&self, spell: usize, origin: Day) -> Option<Day> {
        let alive = self.alive(spell, origin);
        self.death[spell].map(|death| death.since(alive).unwrap_or(death).midpoint())
    }

    /// The day on which observation of a spell ends; `None` where it was never under observation.
    fn end(&self, spell: usize, origin: Day, observation: &Observation) -> Option<(Day, Outcome)> {
        let (mut day, mut outcome) = match observation.scheme {
            Scheme::Registry => (observation.observed_until(), Outcome::Censored),
            Scheme::Contact => {
                let contact = self.contact[spell]?;
                let seen = contact.since(self.alive(spell, origin)).unwrap_or(contact).midpoint();
                let end = match self.emigrated[spell] {
                    true => (seen, Outcome::Emigrated),
                    false => (seen.plus(observation.contact_gap), Outcome::Censored),
                };
                end.min((observation.observed_until(), Outcome::Censored))
            }
        };
        if let Some(death) = self.death_day(spell, origin).filter(|d| *d <= day) {
            (day, outcome) = (death, Outcome::Death);
        }
        if let Some(event) = self.entry_point[spell].filter(|e| *e <= day) {
            (day, outcome) = (event, Outcome::Event);
        }
        Some((day, outcome))
    }
}

impl TimeAtRisk {
    /// Number of spells at risk.
    pub fn len(&self) -> usize {
        self.spell.len()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.spell.is_empty()
    }

    /// Only the first prospective spell of each person, which headlines use.
    pub fn first_of_person(&self, spells: &Spells) -> Self {
        self.only(|spell| spells.first[spell])
    }

    /// Only the spells that `keep` says, in the same order.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.len()).filter(|&i| keep(self.spell[i])).collect();
        TimeAtRisk {
            entry: kept.iter().map(|&i| self.entry[i]).collect(),
            exit: kept.iter().map(|&i| self.exit[i]).collect(),
            outcome: kept.iter().map(|&i| self.outcome[i]).collect(),
            spell: kept.iter().map(|&i| self.spell[i]).collect(),
            left_out: self.left_out.iter().copied().filter(|&spell| keep(spell)).collect(),
        }
    }

    /// How many spells ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.outcome.iter().filter(|o| **o == outcome).count()
    }

    /// Days at risk of all spells together.
    pub fn person_days(&self) -> i64 {
        self.entry.iter().zip(&self.exit).map(|(entry, exit)| i64::from(exit - entry)).sum()
    }
}

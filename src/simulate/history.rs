//! A person's true history: episodes, what followed each, and what the database came to know.

use super::aftermath::{Acquaintance, Aftermath};
use super::design::{CUTOFF, HORIZON};
use super::episode::Episode;
use super::hazard::next_entry;
use super::person::Person;
use super::stream::{Stream, Topic};
use crate::calendar::Day;

/// Nobody in the simulation is followed beyond so many episodes.
const MOST_EPISODES: u16 = 8;

/// Deaths per person-year from the first exit on.
const DEATH_RATE: f64 = 0.0028;

/// Emigrations per person-year from the first exit on.
const EMIGRATION_RATE: f64 = 0.012;

/// Chance that an episode which nobody identified is told of at a later identification.
const TOLD: f64 = 0.36;

/// How an episode came into the case file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Identified for its own sake.
    Identified,
    /// Told of when a later episode was identified, on this day.
    Told(Day),
    /// It never came to light.
    Hidden,
}

/// One episode and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) episode: Episode,
    pub(super) after: Aftermath,
    /// True entry of the next episode.
    pub(super) next: Option<Day>,
    /// Identification, where it came before the next episode, death and the cut-off.
    pub(super) identified: Option<Day>,
    pub(super) source: Source,
}

/// Everything true of one person.
#[derive(Clone, Debug)]
pub(super) struct History {
    /// Number of the person in the simulation, from 0.
    pub(super) index: u32,
    /// Attempt at which somebody was drawn whom the database met.
    pub(super) attempt: u32,
    pub(super) person: Person,
    pub(super) steps: Vec<Step>,
    pub(super) death: Option<Day>,
    pub(super) emigrated: Option<Day>,
}

impl Step {
    /// True when the next episode began before arrival home, or before the return began.
    pub(super) fn en_route(&self) -> bool {
        matches!((self.next, self.after.arrival), (Some(next), Some(arrival)) if next < arrival)
    }

    /// True when the episode is in the case file.
    pub(super) fn recorded(&self) -> bool {
        self.source != Source::Hidden
    }
}

impl History {
    /// The history of a person whom the database met by the cut-off: people are drawn until there is one.
    pub(super) fn draw(seed: u64, index: u32) -> Self {
        let mut attempt = 0;
        loop {
            if let Some(history) = Self::attempt(seed, index, attempt) {
                return history;
            }
            attempt += 1;
        }
    }

    /// One person; `None` where the database never meets her or him.
    fn attempt(seed: u64, index: u32, attempt: u32) -> Option<Self> {
        let stream = |topic| Stream::new(seed, index, attempt, topic);
        let person = Person::draw(&mut stream(Topic::Person));
        let mut history = History { index, attempt, person, steps: Vec::new(), death: None, emigrated: None };
        let mut entry = history.person.first_entry;
        for number in 1..=MOST_EPISODES {
            let before = history.steps.last().map(|step| (&step.episode, step.en_route()));
            let episode = Episode::draw(&mut stream(Topic::Episode(number)), &history.person, entry, before);
            if number == 1 {
                let life = &mut stream(Topic::Life);
                history.death = life.time(episode.exit, DEATH_RATE);
                history.emigrated = life.time(episode.exit, EMIGRATION_RATE);
            }
            // Who dies or stays in exploitation to the end of the truth has no further spell.
            if episode.exit >= history.alive_until() {
                break;
            }
            let step = history.follow(&stream, episode);
            let next = step.next;
            history.steps.push(step);
            match next {
                Some(day) => entry = day,
                None => break,
            }
        }
        history.tell(&stream).then_some(history)
    }

    /// Death, or the end of the truth.
    fn alive_until(&self) -> Day {
        self.death.map_or(HORIZON, |death| death.min(HORIZON))
    }

    /// What follows an episode.
    fn follow(&self, stream: &impl Fn(Topic) -> Stream, episode: Episode) -> Step {
        let number = episode.number;
        let known = self.acquaintance(episode.entry);
        let after = Aftermath::draw(&mut stream(Topic::Aftermath(number)), &self.person, &episode, known);
        let end = self.alive_until();
        let hazard = &mut stream(Topic::Hazard(number));
        let next = next_entry(hazard, &self.person, &episode, &after, self.emigrated, end);
        let stop = next.unwrap_or(end);
        let identified = after.identified.filter(|&day| day < stop && episode.exit <= CUTOFF);
        Step { episode, after, next, identified, source: Source::Hidden }
    }

    /// What the database knows of the person when an episode begins.
    fn acquaintance(&self, entry: Day) -> Acquaintance {
        let met = self.steps.iter().rev().find(|step| step.identified.is_some());
        match met.and_then(|step| step.after.contact_end) {
            None => Acquaintance::Stranger,
            Some((end, _)) if end > entry => Acquaintance::InContact,
            Some(_) => Acquaintance::OutOfContact,
        }
    }

    /// Decides which episodes the case file holds; false where it holds none.
    fn tell(&mut self, stream: &impl Fn(Topic) -> Stream) -> bool {
        let mut heard = None;
        for step in self.steps.iter_mut().rev() {
            step.source = match (step.identified, heard) {
                (Some(day), _) => {
                    heard = Some(day);
                    Source::Identified
                }
                (None, Some(day)) if stream(Topic::Telling(step.episode.number)).chance(TOLD) => Source::Told(day),
                _ => Source::Hidden,
            };
        }
        heard.is_some()
    }

    /// Index of the first identified step; there always is one in an admitted history.
    pub(super) fn first_met(&self) -> usize {
        self.steps.iter().position(|step| step.identified.is_some()).unwrap_or(0)
    }

    /// Number of episodes in the case file.
    pub(super) fn recorded(&self) -> usize {
        self.steps.iter().filter(|step| step.recorded()).count()
    }
}

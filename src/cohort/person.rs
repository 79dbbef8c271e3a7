//! One entry per person: how often trafficked as far as known, and on which side of the first assistance.

use super::episode::Episodes;
use super::interval::Interval;
use super::spell::{SpellKind, Spells};
use crate::ingest::{CaseTable, PersonId};

/// Whether, and on which side of the first assistance, a person is known to have been re-trafficked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// No later episode is known.
    No,
    /// Every known re-trafficking came before the first assistance: a prevalence.
    Before,
    /// Every known re-trafficking came after the first assistance: an incidence.
    After,
    /// Both before and after.
    Both,
    /// Known to be re-trafficked, but neither assistance nor identification is dated.
    Undated,
}

/// How a person's known re-trafficking came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    /// No later episode is known.
    None,
    /// Seen coming: known before each later episode.
    Prospective,
    /// Told afterwards.
    Retrospective,
    /// First told, then seen coming.
    Both,
    /// No date says when the person was known.
    Undetermined,
}

/// All persons of the case table, in its order. Every vector has one entry per person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// Who.
    pub person: Vec<PersonId>,
    /// First row of the case table.
    pub first_row: Vec<usize>,
    /// Number of the last known episode, those without a row of their own counted.
    pub episodes: Vec<u16>,
    /// A later episode is known.
    pub retrafficked: Vec<bool>,
    /// On which side of the first assistance.
    pub known: Vec<Known>,
    /// How that came to be known.
    pub kind: Vec<CaseKind>,
    /// First assistance: its start in the first identified episode, else the first identification.
    pub assisted: Vec<Option<Interval>>,
    /// Calendar year of the first assistance, of its middle day where it is coarse.
    pub year: Vec<Option<i16>>,
}

impl Persons {
    /// The persons that these episodes belong to.
    pub fn of(episodes: &Episodes, spells: &Spells, table: &CaseTable) -> Self {
        let mut persons = Persons::default();
        for own in episodes.by_person() {
            let last = own.end - 1;
            let retrafficked = episodes.number[last] > 1;
            let assisted = assisted(episodes, spells, own.clone(), table);
            let told = TellTale::of(episodes, spells, own.clone(), assisted);
            persons.person.push(episodes.person[last]);
            persons.first_row.push(episodes.first_row(own.start));
            persons.episodes.push(episodes.number[last]);
            persons.retrafficked.push(retrafficked);
            persons.known.push(told.known(retrafficked));
            persons.kind.push(told.kind(retrafficked));
            persons.assisted.push(assisted);
            persons.year.push(assisted.map(|a| a.midpoint().year()));
        }
        persons
    }

    /// Number of persons.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }
}

/// First assistance: its start in the first identified episode, else the first identification.
fn assisted(episodes: &Episodes, spells: &Spells, own: std::ops::Range<usize>, table: &CaseTable) -> Option<Interval> {
    let known = spells.known[own.start]?;
    let dated = |row: &usize| table.identified[*row].or(table.assistance_start[*row]).is_some();
    let first = own.clone().find(|&e| episodes.rows[e].clone().any(|row| dated(&row)))?;
    let start = |row: usize| table.assistance_start[row].map(Interval::from);
    Some(episodes.rows[first].clone().filter_map(start).reduce(Interval::earlier).unwrap_or(known))
}

/// What of a person's re-trafficking fell where.
#[derive(Default)]
struct TellTale {
    dated: bool,
    before: bool,
    after: bool,
    retrospective: bool,
    prospective: bool,
}

impl TellTale {
    fn of(episodes: &Episodes, spells: &Spells, own: std::ops::Range<usize>, assisted: Option<Interval>) -> Self {
        let mut told = TellTale { dated: assisted.is_some(), ..TellTale::default() };
        if episodes.number[own.start] > 1 {
            // An earlier episode without a row: it was told through this one or a later one.
            (told.before, told.retrospective) = (true, true);
        }
        for spell in own.filter(|&s| spells.retrafficked[s]) {
            let retrospective = spells.kind[spell] == Some(SpellKind::Retrospective);
            let late = assisted.zip(spells.entry[spell]).is_some_and(|(a, entry)| a.is_after(entry));
            told.retrospective |= retrospective;
            told.prospective |= !retrospective;
            told.before |= retrospective || late;
            told.after |= !retrospective && !late;
        }
        told
    }

    fn known(&self, retrafficked: bool) -> Known {
        match (retrafficked, self.dated, self.before, self.after) {
            (false, ..) => Known::No,
            (true, false, ..) => Known::Undated,
            (true, true, true, true) => Known::Both,
            (true, true, true, false) => Known::Before,
            (true, true, false, _) => Known::After,
        }
    }

    fn kind(&self, retrafficked: bool) -> CaseKind {
        match (retrafficked, self.dated, self.retrospective, self.prospective) {
            (false, ..) => CaseKind::None,
            (true, false, ..) => CaseKind::Undetermined,
            (true, true, true, true) => CaseKind::Both,
            (true, true, true, false) => CaseKind::Retrospective,
            (true, true, false, _) => CaseKind::Prospective,
        }
    }
}

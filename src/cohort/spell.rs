//! Spells: from the exit of episode k to the entry of episode k+1, or to an end without one.
//!
//! Owns what a spell is, whether it was watched from the start or told afterwards, and what its coarse dates leave
//! open. How long it is at risk depends on the rules of observation and is `time_at_risk`'s.

use std::ops::Range;

use super::episode::{self, Episodes};
use super::interval::{Interval, Ordered};
use crate::calendar::{Day, Days};
use crate::ingest::{CaseTable, ContactStatus, PersonId};

/// How a spell came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpellKind {
    /// The person was known before the spell ended: it would have been seen without its event.
    Prospective,
    /// The person was first met after the later episode, and the earlier one only told.
    Retrospective,
}

/// Why a spell cannot be placed in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// Its exit is not recorded, or not before the cut-off.
    NoExit,
    /// No days satisfy the order of its exit, the next entry and the cut-off.
    OutOfOrder,
    /// The next episode is known, but neither its entry nor anything later of it is dated.
    NextUndated,
}

/// One spell per episode, in the order of [`Episodes`]. Every vector has one entry per spell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spells {
    /// Whose.
    pub person: Vec<PersonId>,
    /// k, the number of the episode that the spell follows.
    pub number: Vec<u16>,
    /// The row of the case table that holds the exit of episode k.
    pub row_from: Vec<usize>,
    /// The row that holds the entry of episode k+1, where the file has that episode.
    pub row_to: Vec<Option<usize>>,
    /// A later episode is known, even where its own row is missing from the file.
    pub retrafficked: Vec<bool>,
    /// Prospective or retrospective; `None` where the person has neither identification nor start of assistance,
    /// so that there is no V.
    pub kind: Vec<Option<SpellKind>>,
    /// The first prospective spell of its person, whatever its defects: every identified person has exactly one.
    pub first: Vec<bool>,
    /// What keeps it out of every estimate.
    pub defect: Vec<Option<Defect>>,
    /// When episode k was left: the recorded date, intersected with its order and the cut-off.
    pub exit: Vec<Option<Interval>>,
    /// When episode k+1 was entered, likewise.
    pub entry: Vec<Option<Interval>>,
    /// The entry is not recorded: `entry` is what the dates after it leave open.
    pub bounded: Vec<bool>,
    /// The day of exit that headlines use: the centre of what `exit` and `entry` allow together.
    pub exit_point: Vec<Option<Day>>,
    /// The day of entry that headlines use, likewise.
    pub entry_point: Vec<Option<Day>>,
    /// First identification of the person, else start of assistance.
    pub known: Vec<Option<Interval>>,
    /// First identification at or after episode k+1, else start of assistance: when the event came to be known.
    pub next_known: Vec<Option<Interval>>,
    /// Death of the person.
    pub death: Vec<Option<Interval>>,
    /// Last contact within episode k; where none is recorded, the last dated service of that episode.
    pub contact: Vec<Option<Interval>>,
    /// The person was known to have emigrated at that contact.
    pub emigrated: Vec<bool>,
}

/// What a person's episodes say of all their spells.
struct Sight {
    /// First episode through which the person was known, and when the person was.
    first: Option<(usize, Interval)>,
    death: Option<Interval>,
}

/// The later episode that ends a spell.
struct Next {
    row: Option<usize>,
    entry: Option<Interval>,
    bounded: bool,
}

impl Spells {
    /// The spells between episodes, intersected with the cut-off. Persons follow one another as in the table.
    pub fn between(episodes: &Episodes, table: &CaseTable, cutoff: Day) -> Self {
        let mut spells = Spells::default();
        for own in episodes.by_person() {
            let known: Vec<_> = own.clone().map(|e| episodes.known(e, table, cutoff)).collect();
            let rows = episodes.first_row(own.start)..episodes.last_row(own.end - 1) + 1;
            let sight = Sight { first: first_known(&known), death: death(rows, table, cutoff) };
            let mut first = true;
            for (i, episode) in own.clone().enumerate() {
                let next = (episode + 1 < own.end).then(|| {
                    let next_known = known[i + 1..].iter().flatten().next().copied();
                    (next(episodes, episode, known[i + 1], table), next_known)
                });
                let kind = sight.kind(i, next.as_ref().and_then(|(n, _)| n.entry));
                spells.push_place(episodes, table, episode, next.as_ref().map(|(n, _)| n), cutoff);
                spells.kind.push(kind);
                spells.first.push(first && kind == Some(SpellKind::Prospective));
                first &= kind != Some(SpellKind::Prospective);
                spells.known.push(sight.first.map(|(_, known)| known));
                spells.next_known.push(next.and_then(|(_, known)| known));
                spells.death.push(sight.death);
            }
        }
        spells
    }

    fn push_place(&mut self, of: &Episodes, table: &CaseTable, episode: usize, next: Option<&Next>, cutoff: Day) {
        let exit_row = of.last_row(episode);
        let recorded = episode::exit(table, exit_row);
        let (defect, place) = match (recorded.and_then(|exit| exit.until(cutoff)), next) {
            (None, _) => (Some(Defect::NoExit), None),
            (Some(exit), None) => (None, Some((exit, None))),
            (Some(_), Some(Next { entry: None, .. })) => (Some(Defect::NextUndated), None),
            (Some(exit), Some(Next { entry: Some(entry), .. })) => match Ordered::new(exit, *entry, cutoff) {
                None => (Some(Defect::OutOfOrder), None),
                Some(pair) => (None, Some((pair.from, Some(pair)))),
            },
        };
        let pair = place.and_then(|(_, pair)| pair);
        let centre = pair.map(Ordered::centre);
        self.person.push(of.person[episode]);
        self.number.push(of.number[episode]);
        self.row_from.push(exit_row);
        self.row_to.push(next.and_then(|n| n.row));
        self.retrafficked.push(next.is_some());
        self.defect.push(defect);
        self.exit.push(place.map(|(exit, _)| exit));
        self.entry.push(pair.map(|p| p.to));
        self.bounded.push(next.is_some_and(|n| n.bounded));
        self.exit_point.push(centre.map(|c| c.0).or(place.map(|(exit, _)| exit.midpoint())));
        self.entry_point.push(centre.map(|c| c.1));
        let (contact, emigrated) = contact(of.rows[episode].clone(), table);
        self.contact.push(contact);
        self.emigrated.push(emigrated);
    }

    /// Number of spells.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// True when the spell can be placed in time and its person was known before it ended.
    pub fn is_prospective(&self, spell: usize) -> bool {
        self.defect[spell].is_none() && self.kind[spell] == Some(SpellKind::Prospective)
    }

    /// True when the spell can be placed in time and was only told afterwards.
    pub fn is_retrospective(&self, spell: usize) -> bool {
        self.defect[spell].is_none() && self.kind[spell] == Some(SpellKind::Retrospective)
    }

    /// Shortest and longest time from exit to the next entry that the dates allow.
    pub fn gap_bounds(&self, spell: usize) -> Option<(Days, Days)> {
        let (from, to) = (self.exit[spell]?, self.entry[spell]?);
        Some(Ordered { from, to }.gap())
    }

    /// Time from exit to the next entry, for headlines.
    pub fn gap(&self, spell: usize) -> Option<Days> {
        Some(self.entry_point[spell]?.since(self.exit_point[spell]?))
    }

    /// True when neither end of the gap is known to the day: the gap is doubly censored.
    pub fn is_doubly_coarse(&self, spell: usize) -> bool {
        matches!((self.exit[spell], self.entry[spell]), (Some(a), Some(b)) if !a.is_exact() && !b.is_exact())
    }

    /// V, the delay from exit to first identification, never negative; a coarse identification at its middle.
    pub fn delay(&self, spell: usize) -> Option<Days> {
        let (known, exit) = (self.known[spell]?, self.exit_point[spell]?);
        Some(Days(known.midpoint().since(exit).0.max(0)))
    }

    /// Shortest and longest V that the dates allow.
    pub fn delay_bounds(&self, spell: usize) -> Option<(Days, Days)> {
        let (known, exit) = (self.known[spell]?, self.exit[spell]?);
        Some((Days(known.first.since(exit.last).0.max(0)), Days(known.last.since(exit.first).0.max(0))))
    }

    /// From the entry of episode k+1 to the day that it was known, never negative.
    pub fn identification_delay(&self, spell: usize) -> Option<Days> {
        let (known, entry) = (self.next_known[spell]?, self.entry_point[spell]?);
        let known = known.since(entry).unwrap_or(Interval::exact(entry));
        Some(known.midpoint().since(entry))
    }

    /// The same spells with their days drawn from what the dates allow, exit and entry together, for multiple
    /// imputation. `uniform` gives numbers in [0, 1), one per spell with a coarse date, in spell order.
    pub fn imputed(&self, mut uniform: impl FnMut() -> f64) -> Self {
        let mut spells = self.clone();
        for spell in 0..self.len() {
            let (from, to) = match (self.exit[spell], self.entry[spell]) {
                (Some(from), None) if !from.is_exact() => {
                    let (day, _) = Ordered { from, to: Interval::exact(from.last) }.draw(uniform());
                    (day, None)
                }
                (Some(from), Some(to)) if !from.is_exact() || !to.is_exact() => {
                    let (exit, entry) = Ordered { from, to }.draw(uniform());
                    (exit, Some(entry))
                }
                _ => continue,
            };
            spells.exit_point[spell] = Some(from);
            spells.entry_point[spell] = to;
        }
        spells
    }
}

impl Sight {
    /// The spell after episode `i` of the person: told afterwards when the person was known through a later episode
    /// only, or on a day that is surely after the later episode had begun.
    fn kind(&self, i: usize, next_entry: Option<Interval>) -> Option<SpellKind> {
        let (first, known) = self.first?;
        let told = i < first || next_entry.is_some_and(|entry| known.is_after(entry));
        Some(if told { SpellKind::Retrospective } else { SpellKind::Prospective })
    }
}

/// The first of a person's episodes through which the person was known, with the earliest day of any of them.
fn first_known(known: &[Option<Interval>]) -> Option<(usize, Interval)> {
    let first = known.iter().position(Option::is_some)?;
    let when = known.iter().flatten().copied().reduce(Interval::earlier)?;
    Some((first, when))
}

/// The episode that follows. Where its entry is not recorded, or its row is missing between two numbers, the entry
/// lies before whatever is dated next; leaving it out would cost an event and nobody else's time.
fn next(of: &Episodes, episode: usize, known: Option<Interval>, table: &CaseTable) -> Next {
    let row = of.first_row(episode + 1);
    let entry = episode::entry(table, row);
    let follows = of.number[episode + 1] == of.number[episode].saturating_add(1);
    if follows && entry.is_some() {
        return Next { row: Some(row), entry, bounded: false };
    }
    let exit = episode::exit(table, of.last_row(episode + 1));
    let after = [entry, exit, known].into_iter().flatten().reduce(Interval::earlier);
    let before = episode::exit(table, of.last_row(episode));
    let entry = before.zip(after).and_then(|(b, a)| Interval::new(b.first, a.last));
    Next { row: follows.then_some(row), entry, bounded: true }
}

/// Last contact of an episode and whether the person had emigrated by then.
fn contact(rows: Range<usize>, table: &CaseTable) -> (Option<Interval>, bool) {
    let latest = |dates: &[&[Option<crate::calendar::Date>]]| {
        let each = rows.clone().flat_map(|row| dates.iter().filter_map(move |column| column[row]));
        each.map(Interval::from).reduce(Interval::later)
    };
    let services = [&table.identified[..], &table.assistance_start, &table.assistance_end, &table.returned];
    let contact = latest(&[&table.last_contact]).or_else(|| latest(&services));
    let status = rows.clone().rev().find_map(|row| table.contact_status[row]);
    (contact, status == Some(ContactStatus::Emigrated))
}

/// When the person died: the earliest date of a death. A death without any lies between the last thing dated and the
/// cut-off.
fn death(rows: Range<usize>, table: &CaseTable, cutoff: Day) -> Option<Interval> {
    let died = |row: &usize| table.contact_status[*row] == Some(ContactStatus::Deceased);
    rows.clone().find(died)?;
    let dates = rows.clone().filter(died).filter_map(|row| table.last_contact[row]);
    if let Some(death) = dates.map(Interval::from).reduce(Interval::earlier) {
        return death.until(cutoff);
    }
    let columns = [&table.entry, &table.exit, &table.identified, &table.returned, &table.assistance_start];
    let alive =
        rows.flat_map(|row| columns.iter().filter_map(move |column| column[row])).map(|date| date.first()).max();
    Interval::new(alive?, cutoff)
}

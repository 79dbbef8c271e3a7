//! Rows of a person to episodes: two rows a few days apart can be one trafficking situation, recorded twice.

use std::ops::Range;

use super::interval::{Interval, Ordered};
use crate::calendar::{Day, Days};
use crate::codebook::{CategoryId, Codebook, VarId};
use crate::ingest::{CaseTable, PersonId};

/// Trafficking episodes, by person and in recorded order. Every vector has one entry per episode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Episodes {
    /// Whose.
    pub person: Vec<PersonId>,
    /// Place in the person's history, 1 for the first: the recorded number less the rows merged before it.
    pub number: Vec<u16>,
    /// Rows of the case table that it is made of, in recorded order; never empty.
    pub rows: Vec<Range<usize>>,
}

/// What of the codebook tells two episodes apart.
struct Marks<'a> {
    table: &'a CaseTable,
    codebook: &'a Codebook,
    country: Option<VarId>,
    return_type: Option<VarId>,
}

impl Episodes {
    /// Merges a row into the one before it where the gap between them is within `grace` at its longest and nothing
    /// ended the first situation in between: no return, identification or change of country. In doubt the rows stay
    /// two: people re-trafficked on their way home must not be merged away. Rows of one number are always one episode.
    pub fn merged(table: &CaseTable, codebook: &Codebook, cutoff: Day, grace: Days) -> Self {
        let marks = Marks {
            table,
            codebook,
            country: codebook.find("country_of_exploitation"),
            return_type: codebook.find("return_type"),
        };
        let mut episodes = Episodes::default();
        for rows in table.by_person() {
            // Numbers that merging used up, so that the third row is the second episode.
            let mut used = 0;
            for row in rows.clone() {
                if row > rows.start && marks.one_situation(row - 1, row, cutoff, grace) {
                    used += u16::from(table.episode[row] != table.episode[row - 1]);
                    if let Some(last) = episodes.rows.last_mut() {
                        last.end = row + 1;
                    }
                    continue;
                }
                let before = if row > rows.start { episodes.number.last().copied().unwrap_or(0) } else { 0 };
                let number = table.episode[row].saturating_sub(used).max(before.saturating_add(1));
                episodes.person.push(table.person[row]);
                episodes.number.push(number);
                episodes.rows.push(row..row + 1);
            }
        }
        episodes
    }

    /// Number of episodes.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.person.is_empty()
    }

    /// Episode ranges of each person, in order.
    pub fn by_person(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut start = 0;
        std::iter::from_fn(move || {
            let person = *self.person.get(start)?;
            let from = start;
            start += self.person[from..].iter().take_while(|p| **p == person).count();
            Some(from..start)
        })
    }

    /// First recorded row of an episode.
    pub fn first_row(&self, episode: usize) -> usize {
        self.rows[episode].start
    }

    /// Last recorded row of an episode, which holds its exit.
    pub fn last_row(&self, episode: usize) -> usize {
        self.rows[episode].end - 1
    }

    /// When the person was first known through this episode: the earliest identification of its rows, for a row
    /// without one its start of assistance. `None` where neither is recorded by the cut-off.
    pub(super) fn known(&self, episode: usize, table: &CaseTable, cutoff: Day) -> Option<Interval> {
        let known = |row: usize| table.identified[row].or(table.assistance_start[row]);
        self.rows[episode].clone().filter_map(|row| Interval::from(known(row)?).until(cutoff)).reduce(Interval::earlier)
    }
}

/// Entry of a row, intersected with its own exit where the two can stand in order.
pub(super) fn entry(table: &CaseTable, row: usize) -> Option<Interval> {
    let entry = Interval::from(table.entry[row]?);
    Some(table.exit[row].and_then(|exit| entry.until(exit.last())).unwrap_or(entry))
}

/// Exit of a row, intersected with its own entry where the two can stand in order.
pub(super) fn exit(table: &CaseTable, row: usize) -> Option<Interval> {
    let exit = Interval::from(table.exit[row]?);
    Some(table.entry[row].and_then(|entry| exit.since(entry.first())).unwrap_or(exit))
}

impl Marks<'_> {
    fn one_situation(&self, earlier: usize, later: usize, cutoff: Day, grace: Days) -> bool {
        let table = self.table;
        // One number twice is one episode twice; a number that is missing is an episode that the file does not hold.
        if table.episode[later] == table.episode[earlier] {
            return true;
        }
        if table.episode[later] != table.episode[earlier].saturating_add(1) {
            return false;
        }
        let (Some(exit), Some(entry)) = (exit(table, earlier), entry(table, later)) else { return false };
        let Some(pair) = Ordered::new(exit, entry, cutoff) else { return false };
        pair.gap().1 <= grace
            && !self.returned(earlier, pair.from)
            && !self.identified(earlier, pair)
            && !self.moved(earlier, later)
    }

    /// A return of the earlier episode, even one that the later entry interrupted: it ends the situation unless its
    /// date is surely before the exit.
    fn returned(&self, row: usize, exit: Interval) -> bool {
        match self.table.returned[row] {
            Some(date) => date.last() >= exit.first,
            None => self.known_answer(self.return_type, row).is_some_and(|(name, _)| name != "none"),
        }
    }

    /// An identification that can lie between exit and entry, both days included.
    fn identified(&self, row: usize, pair: Ordered) -> bool {
        self.table.identified[row].is_some_and(|date| date.last() >= pair.from.first && date.first() <= pair.to.last)
    }

    /// Two known countries that differ.
    fn moved(&self, earlier: usize, later: usize) -> bool {
        let country = |row| self.known_answer(self.country, row).map(|(_, id)| id);
        matches!((country(earlier), country(later)), (Some(a), Some(b)) if a != b)
    }

    /// Name and id of a recorded answer that is neither "unknown" nor "not applicable".
    fn known_answer(&self, variable: Option<VarId>, row: usize) -> Option<(&str, CategoryId)> {
        let variable = variable?;
        let id = self.table.cells.get(&variable)?.get(row)?;
        let category = self.codebook.get(variable).categories.get(usize::from(id.0))?;
        (!category.unknown && !category.not_applicable).then_some((category.name.as_str(), id))
    }
}

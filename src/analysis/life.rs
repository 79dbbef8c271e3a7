//! What is recorded of each person known to be re-trafficked, one after another, in days: for a picture in the office alone.

use std::ops::Range;

use crate::calendar::{Date, Day};
use crate::cohort::{AnalysisSet, Spells};
use crate::ingest::CaseTable;

/// First and last day of something; the same day where only one is recorded.
pub type Stay = (i32, i32);

/// One person, in days since the exit from the first episode. Names nobody: no pseudonym, no line of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Life {
    /// Days from the first exit to the next entry.
    pub gap: i32,
    /// Trafficking episodes.
    pub trafficked: Vec<Stay>,
    /// Assistance.
    pub assisted: Vec<Stay>,
}

/// Everybody known to be re-trafficked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lives {
    /// Those whose first exit and next entry are dated, the soonest re-trafficked first.
    pub dated: Vec<Life>,
    /// How many others there are.
    pub undated: usize,
}

/// The lives of those known to be re-trafficked. Coarse dates stand where the rest of the analysis places them.
pub fn lives(set: &AnalysisSet, table: &CaseTable) -> Lives {
    let mut lives = Lives::default();
    for own in set.episodes.by_person().filter(|own| set.episodes.number[own.end - 1] > 1) {
        match life(set, own, table) {
            Some(life) => lives.dated.push(life),
            None => lives.undated += 1,
        }
    }
    // Nothing of the order of the file is left: who is recorded alike cannot be told apart.
    lives.dated.sort();
    lives
}

fn life(set: &AnalysisSet, own: Range<usize>, table: &CaseTable) -> Option<Life> {
    let (episodes, spells) = (&set.episodes, &set.spells);
    let first = own.start;
    // An episode without a row of its own may be the first, or the next.
    if own.len() < 2 || episodes.number[first..first + 2] != [1, 2] {
        return None;
    }
    let (origin, next) = (spells.exit_point[first]?, entry_after(spells, first)?);
    let stay = |from: Option<Day>, to: Option<Day>| -> Option<Stay> {
        let (from, to) = (from.or(to)?.since(origin).0, to.or(from)?.since(origin).0);
        Some((from.min(to), to.max(from)))
    };
    let trafficked = |episode: usize| {
        let entry = (episode > first).then(|| entry_after(spells, episode - 1)).flatten();
        let from = entry.or(table.entry[episodes.first_row(episode)].map(Date::midpoint));
        stay(from, spells.exit_point[episode].or(table.exit[episodes.last_row(episode)].map(Date::midpoint)))
    };
    let assisted = |episode: usize| {
        let day = |row: usize, dates: &[Option<Date>]| dates[row].map(Date::midpoint);
        let rows = || episodes.rows[episode].clone();
        let from = rows().filter_map(|row| day(row, &table.assistance_start)).min();
        stay(from, rows().filter_map(|row| day(row, &table.assistance_end)).max())
    };
    Some(Life {
        gap: next.since(origin).0,
        trafficked: own.clone().filter_map(trafficked).collect(),
        assisted: own.filter_map(assisted).collect(),
    })
}

/// The recorded entry that ends a spell.
fn entry_after(spells: &Spells, spell: usize) -> Option<Day> {
    spells.entry_point[spell].filter(|_| !spells.bounded[spell])
}

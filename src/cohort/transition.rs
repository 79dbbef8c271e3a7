//! From one episode to the next: pairs of rows for transition tables, and whether home lay in between.

use super::spell::Spells;
use crate::ingest::CaseTable;

/// Pairs of consecutive episodes that the file holds, in spell order. Every vector has one entry per pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transitions {
    /// Index into [`Spells`] of the spell between them.
    pub spell: Vec<usize>,
    /// Row of episode k (its last).
    pub from: Vec<usize>,
    /// Row of episode k+1 (its first).
    pub to: Vec<usize>,
    /// Re-trafficked after the exit and before the return of episode k; `None` where a date is missing or too coarse
    /// to tell.
    pub before_return: Vec<Option<bool>>,
}

impl Transitions {
    /// The transitions across these spells.
    pub fn of(spells: &Spells, table: &CaseTable) -> Self {
        let mut transitions = Transitions::default();
        for spell in 0..spells.len() {
            let (from, Some(to)) = (spells.row_from[spell], spells.row_to[spell]) else { continue };
            transitions.spell.push(spell);
            transitions.from.push(from);
            transitions.to.push(to);
            transitions.before_return.push(before_return(from, to, table));
        }
        transitions
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.spell.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.spell.is_empty()
    }
}

fn before_return(from: usize, to: usize, table: &CaseTable) -> Option<bool> {
    let (returned, entry) = (table.returned[from]?, table.entry[to]?);
    if entry.last() < returned.first() {
        Some(true)
    } else if entry.first() >= returned.last() {
        Some(false)
    } else {
        None
    }
}

//! The last edition as it was read: who it was, and every number that it printed, by name.

use std::collections::BTreeMap;

use super::count::CountKey;
use super::printed::Printed;
use crate::calendar::Day;

/// The longest name that is read.
pub(super) const LONGEST_NAME: usize = 200;

/// What the last edition was published under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Terms {
    /// A policy of this program, by name.
    Policy(String),
    /// Made by hand: counts to the nearest so many, 1 where exact.
    ByHand(u16),
}

/// One number, and where it was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The number; a text from a list made by hand is a number once it is known what it measures.
    pub(super) number: Content,
    /// Line of the file, of a list made by hand.
    pub(super) line: Option<u64>,
    /// What the list says of it.
    pub(super) note: Option<String>,
}

/// A number, or the text that one is to be read from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// With value and unit.
    Number(Printed),
    /// As it stood in print.
    Text(String),
}

/// The last edition, read and not yet compared.
#[derive(Clone, Debug, PartialEq)]
pub struct LastEdition {
    /// Its name, such as `2009`.
    pub edition: String,
    /// Last day of its extract.
    pub cutoff: Day,
    /// File name, for diagnostics.
    pub(super) file: String,
    pub(super) terms: Terms,
    /// Facts, cells as `TABLE.ROW.COLUMN.n`, periods as `period.1999-2003.rate`.
    pub(super) entries: BTreeMap<String, Entry>,
    /// Counts that shares were made of.
    pub(super) counts: BTreeMap<CountKey, Option<f64>>,
}

impl LastEdition {
    /// Made by hand, and so perhaps not whole.
    pub fn by_hand(&self) -> bool {
        matches!(self.terms, Terms::ByHand(_))
    }

    /// Name of the policy; none where it was made by hand.
    pub fn policy(&self) -> Option<&str> {
        match &self.terms {
            Terms::Policy(name) => Some(name),
            Terms::ByHand(_) => None,
        }
    }
}

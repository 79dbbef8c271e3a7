//! Every count of the report, once, under a key made of codebook ids.

use std::collections::BTreeMap;

use crate::codebook::VarId;
use crate::study::{Answer, Population};

/// What a count is of: a population and the answers its units gave. A variable that is not named is summed over.
///
/// Conditions are sorted by variable, so one cell has one key wherever it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// Whom it counts.
    pub population: Population,
    /// Conditions, sorted by variable, one per variable.
    pub given: Vec<(VarId, Answer)>,
}

/// Counts by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellSet(BTreeMap<CellKey, u64>);

impl CellKey {
    /// A key; conditions may come in any order.
    pub fn new(population: Population, mut given: Vec<(VarId, Answer)>) -> Self {
        given.sort_unstable();
        given.dedup();
        CellKey { population, given }
    }

    /// The key with one more condition.
    pub fn and(&self, variable: VarId, answer: Answer) -> Self {
        let mut given = self.given.clone();
        given.push((variable, answer));
        CellKey::new(self.population, given)
    }
}

impl CellSet {
    /// Enters a count. A key already there keeps its count: the same question has the same answer.
    pub fn insert(&mut self, key: CellKey, count: u64) {
        self.0.entry(key).or_insert(count);
    }

    /// The count under a key.
    pub fn get(&self, key: &CellKey) -> Option<u64> {
        self.0.get(key).copied()
    }

    /// All cells in key order.
    pub fn iter(&self) -> impl Iterator<Item = (&CellKey, u64)> {
        self.0.iter().map(|(k, &n)| (k, n))
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

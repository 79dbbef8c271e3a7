//! Which count a number was made of, by names that outlive an edition.

use std::collections::BTreeMap;

use crate::disclosure::{CellKey, Release};

/// A count by whom it counts and by the answers given: names, where [`CellKey`] has ids of one codebook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CountKey {
    population: String,
    given: BTreeMap<String, String>,
}

impl CountKey {
    /// By names; an answer `*` is the total over its variable, and so no condition.
    pub(super) fn new(population: &str, given: impl IntoIterator<Item = (String, String)>) -> Self {
        let given = given.into_iter().filter(|(_, answer)| answer != "*").collect();
        CountKey { population: population.into(), given }
    }

    /// Of a cell of this edition.
    pub(super) fn of(key: &CellKey, release: &Release) -> Self {
        let given = key.given.iter().map(|&(variable, answer)| {
            (release.codebook.get(variable).name.clone(), release.name(variable, Some(answer)).to_string())
        });
        CountKey::new(key.population.name(), given)
    }
}

/// The printed counts of this edition's tables.
pub(super) fn counts(release: &Release) -> BTreeMap<CountKey, Option<f64>> {
    let cells = release.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
    cells.map(|cell| (CountKey::of(&cell.key, release), cell.count.value())).collect()
}

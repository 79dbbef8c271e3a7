//! Tables to cells: one pass over a population per table.

use std::collections::BTreeMap;

use super::cell_set::{CellKey, CellSet};
use super::frame::{Column, Frame, substantive};
use crate::codebook::{CategoryId, Codebook, VarId};
use crate::study::{Answer, Population, TableSpec};

/// Every answer a table has a row or a column for: the categories in order, `Known`, `NotRecorded`.
pub fn slots(codebook: &Codebook, variable: VarId) -> Vec<Answer> {
    let categories = 0..codebook.get(variable).categories.len();
    categories.map(|i| Answer::Is(CategoryId(i as u16))).chain([Answer::Known, Answer::NotRecorded]).collect()
}

/// Counts every cell of a table, its margins and its total included, empty ones too.
///
/// Units are counted once per condition; a unit with several answers meets several.
pub fn tabulate(spec: &TableSpec, frame: &Frame, codebook: &Codebook, cells: &mut CellSet) {
    let base = spec.only.iter().map(|&(var, category)| (var, Answer::Is(category))).collect();
    let base = CellKey::new(spec.population, base);
    let Some(rows) = frame.columns.get(&spec.rows) else { return };
    let by = spec.by.and_then(|var| frame.columns.get(&var).map(|column| (var, column)));
    let counts = count(spec, frame, codebook, rows, by);
    let row_slots = slots(codebook, spec.rows).into_iter().map(Some).chain([None]);
    for row in row_slots {
        let key = row.map_or_else(|| base.clone(), |answer| base.and(spec.rows, answer));
        cells.insert(key.clone(), counts.get(&(row, None)).copied().unwrap_or(0));
        if let Some((var, _)) = by {
            for answer in slots(codebook, var) {
                let n = counts.get(&(row, Some(answer))).copied().unwrap_or(0);
                cells.insert(key.and(var, answer), n);
            }
        }
    }
}

type Pair = (Option<Answer>, Option<Answer>);

fn count(
    spec: &TableSpec,
    frame: &Frame,
    codebook: &Codebook,
    rows: &Column,
    by: Option<(VarId, &Column)>,
) -> BTreeMap<Pair, u64> {
    let row_known = substantive(codebook, spec.rows);
    let by_known = by.map(|(var, _)| substantive(codebook, var)).unwrap_or_default();
    let (mut row_answers, mut by_answers) = (Vec::new(), Vec::new());
    let mut counts = BTreeMap::new();
    for unit in 0..frame.units {
        let meets =
            |&(var, category): &(VarId, CategoryId)| frame.columns.get(&var).is_some_and(|c| c.has(unit, category));
        if !spec.only.iter().all(meets) {
            continue;
        }
        rows.answers(unit, &row_known, &mut row_answers);
        if let Some((_, column)) = by {
            column.answers(unit, &by_known, &mut by_answers);
        }
        for row in row_answers.iter().copied().map(Some).chain([None]) {
            for answer in by_answers.iter().copied().map(Some).chain([None]) {
                *counts.entry((row, answer)).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// The key of a whole population.
pub fn everyone(population: Population) -> CellKey {
    CellKey::new(population, Vec::new())
}

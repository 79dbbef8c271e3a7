//! Tables to cells: one pass over a population per table.

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
    let Some(column) = frame.columns.get(&spec.rows) else { return };
    let rows = Axis::new(codebook, spec.rows, column);
    let by = spec.by.and_then(|var| Some((var, Axis::new(codebook, var, frame.columns.get(&var)?))));
    let counts = count(spec, frame, &rows, by.as_ref().map(|(_, axis)| axis));
    let wide = by.as_ref().map_or(1, |(_, axis)| axis.slots.len() + 1);
    for (row, counts) in rows.slots.iter().map(|&answer| Some(answer)).chain([None]).zip(counts.chunks(wide)) {
        let key = row.map_or_else(|| base.clone(), |answer| base.and(spec.rows, answer));
        cells.insert(key.clone(), counts[wide - 1]);
        if let Some((var, axis)) = &by {
            for (&answer, &n) in axis.slots.iter().zip(counts) {
                cells.insert(key.and(*var, answer), n);
            }
        }
    }
}

/// One side of a table: a place for each answer, and one more for everybody.
struct Axis<'a> {
    slots: Vec<Answer>,
    column: &'a Column,
    substantive: Vec<bool>,
}

impl<'a> Axis<'a> {
    fn new(codebook: &Codebook, variable: VarId, column: &'a Column) -> Self {
        Axis { slots: slots(codebook, variable), column, substantive: substantive(codebook, variable) }
    }

    /// The places in which a unit counts.
    fn places(&self, unit: usize, answers: &mut Vec<Answer>, out: &mut Vec<usize>) {
        self.column.answers(unit, &self.substantive, answers);
        let categories = self.substantive.len();
        out.clear();
        out.extend(answers.iter().map(|answer| match answer {
            Answer::Is(category) => usize::from(category.0),
            Answer::Known => categories,
            Answer::NotRecorded => categories + 1,
        }));
        out.push(self.slots.len());
    }
}

/// Row by row, each with one place more than its axis has answers.
fn count(spec: &TableSpec, frame: &Frame, rows: &Axis<'_>, by: Option<&Axis<'_>>) -> Vec<u64> {
    let wide = by.map_or(1, |axis| axis.slots.len() + 1);
    let mut counts = vec![0; (rows.slots.len() + 1) * wide];
    let only: Vec<_> = spec.only.iter().map(|&(var, category)| (frame.columns.get(&var), category)).collect();
    let (mut answers, mut row_places, mut by_places) = (Vec::new(), Vec::new(), vec![0]);
    for unit in 0..frame.units {
        if !only.iter().all(|(column, category)| column.is_some_and(|c| c.has(unit, *category))) {
            continue;
        }
        rows.places(unit, &mut answers, &mut row_places);
        if let Some(axis) = by {
            axis.places(unit, &mut answers, &mut by_places);
        }
        for row in &row_places {
            for place in &by_places {
                counts[row * wide + place] += 1;
            }
        }
    }
    counts
}

/// The key of a whole population.
pub fn everyone(population: Population) -> CellKey {
    CellKey::new(population, Vec::new())
}

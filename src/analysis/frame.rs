//! One population as columns: a row per unit, a column per variable.

use std::collections::BTreeMap;

use crate::codebook::{CategoryId, Codebook, VarId};
use crate::ingest::{Answers, Cells};
use crate::study::Answer;

/// The answers of all units to one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// At most one answer a unit.
    One(Cells),
    /// Any number of answers a unit.
    Many(Answers),
}

/// One population. Every column has `units` rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Number of units.
    pub units: usize,
    /// Columns by variable.
    pub columns: BTreeMap<VarId, Column>,
}

impl Frame {
    /// True where the variable says something of these units. Where there is no unit at all nothing is missing: its
    /// counts are noughts, and are protected like every other small number.
    pub fn tells(&self, variable: VarId) -> bool {
        self.columns.get(&variable).is_some_and(|column| self.units == 0 || !column.is_blank())
    }
}

impl Column {
    /// True when no unit gave any answer.
    pub fn is_blank(&self) -> bool {
        match self {
            Column::One(cells) => cells.iter().all(|c| c.is_none()),
            Column::Many(answers) => (0..answers.len()).all(|i| answers.get(i).is_empty()),
        }
    }

    /// True when the unit gave this category.
    pub fn has(&self, unit: usize, category: CategoryId) -> bool {
        self.any(unit, |given| given == category)
    }

    /// True when the unit gave a category that is asked for.
    pub fn any(&self, unit: usize, asked: impl Fn(CategoryId) -> bool) -> bool {
        match self {
            Column::One(cells) => cells.get(unit).is_some_and(asked),
            Column::Many(answers) => answers.get(unit).iter().copied().any(asked),
        }
    }

    /// Every condition the unit meets: its categories and `Known`, or `NotRecorded`.
    pub fn answers(&self, unit: usize, substantive: &[bool], out: &mut Vec<Answer>) {
        out.clear();
        let mut known = false;
        let mut take = |category: CategoryId| {
            known |= substantive.get(usize::from(category.0)).copied().unwrap_or(false);
            out.push(Answer::Is(category));
        };
        match self {
            Column::One(cells) => cells.get(unit).into_iter().for_each(&mut take),
            Column::Many(answers) => answers.get(unit).iter().copied().for_each(&mut take),
        }
        if out.is_empty() {
            out.push(Answer::NotRecorded);
        } else if known {
            out.push(Answer::Known);
        }
    }
}

/// For each category of a variable, whether it is a substantive answer.
pub fn substantive(codebook: &Codebook, variable: VarId) -> Vec<bool> {
    codebook.get(variable).categories.iter().map(|c| !c.unknown && !c.not_applicable).collect()
}

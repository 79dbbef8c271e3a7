//! What the report is to hold: tables, curves and rates by name, before any data is read.

use crate::codebook::{CategoryId, Labels, VarId};

/// Whom a table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// Each assisted person once, by the first recorded episode.
    Assisted,
    /// Each known step from one trafficking episode to the next.
    Transitions,
}

impl Population {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Population::Assisted => "assisted",
            Population::Transitions => "transitions",
        }
    }
}

/// One answer to a variable, as a condition on a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Gave this category (among others, for a multi-response variable).
    Is(CategoryId),
    /// Gave any category that is a substantive answer: not unknown, not "not applicable".
    Known,
    /// The cell was left empty.
    NotRecorded,
}

/// The order of a table's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As the codebook has it.
    #[default]
    Codebook,
    /// Largest printed count first; unknown and not recorded stay last.
    Value,
}

/// One table: how many of a population give each answer.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    /// Stable name.
    pub id: String,
    /// Printed title.
    pub title: Labels,
    /// Whom it counts.
    pub population: Population,
    /// Variable of the rows.
    pub rows: VarId,
    /// Variable of the columns.
    pub by: Option<VarId>,
    /// Only units that give these answers.
    pub only: Vec<(VarId, CategoryId)>,
    /// Order of rows.
    pub order: Order,
    /// Roll small categories up along the hierarchy.
    pub roll_up: bool,
}

/// One set of curves of the time to re-trafficking.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveSpec {
    /// Stable name.
    pub id: String,
    /// Printed title.
    pub title: Labels,
    /// Strata; `None` for all together.
    pub by: Option<VarId>,
}

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// How many.
    Count,
    /// Which part of `among`.
    Share,
    /// How many in a thousand of `among`.
    PerThousand,
}

/// One number with a name of its own: a count, or a count beside the units it is a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSpec {
    /// Stable name, used in texts.
    pub name: String,
    /// What it is.
    pub kind: FactKind,
    /// Whom it counts.
    pub population: Population,
    /// Conditions of the numerator, those of `among` included.
    pub of: Vec<(VarId, Answer)>,
    /// Conditions of the denominator.
    pub among: Vec<(VarId, Answer)>,
}

/// A part of the report that the data cannot fill, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Table or curve that is not made.
    pub id: String,
    /// The variable that the codebook does not have.
    pub variable: String,
}

/// All that the report is to hold, over codebook ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Tables in order.
    pub tables: Vec<TableSpec>,
    /// Curves in order.
    pub curves: Vec<CurveSpec>,
    /// Regressions in order.
    pub models: Vec<super::ModelSpec>,
    /// Facts in order.
    pub facts: Vec<FactSpec>,
    /// What cannot be made.
    pub absent: Vec<Absent>,
}

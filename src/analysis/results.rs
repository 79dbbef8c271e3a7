//! All that a report's data says, before disclosure control.

use super::cell_set::CellSet;
use super::course::Course;
use super::life::Lives;
use crate::codebook::{CategoryId, Codebook, VarId};
use crate::study::{Absent, CurveSpec, FactSpec, ModelSpec, TableSpec};

/// Counts of one stratum over the steps of a calendar grid.
///
/// Step `j` runs over days `(grid[j], grid[j + 1]]` since exit; every other vector has one entry per step.
/// At risk at the start of a step: entered at or before `grid[j]` and leaving after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LifeTable {
    /// Limits of the steps in days, one more than steps.
    pub grid: Vec<i32>,
    /// At risk at the start of the step.
    pub at_risk: Vec<u64>,
    /// Entered observation within the step.
    pub entries: Vec<u64>,
    /// Re-trafficked within the step.
    pub events: Vec<u64>,
    /// Died within the step.
    pub deaths: Vec<u64>,
    /// Left observation otherwise within the step.
    pub withdrawals: Vec<u64>,
}

impl LifeTable {
    /// The step that holds a day; `None` on or before the first limit and after the last.
    pub fn step_of(&self, day: i32) -> Option<usize> {
        self.grid.partition_point(|&limit| limit < day).checked_sub(1).filter(|&step| step < self.at_risk.len())
    }
}

/// One stratum of a curve, with every spell's days for exact estimates.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// Which answer, or all.
    pub given: Option<(VarId, CategoryId)>,
    /// Counts on the base grid.
    pub table: LifeTable,
    /// Days of entry, exit and outcome (0 left, 1 re-trafficked, 2 died) of each spell.
    pub days: SpellDays,
}

/// Time at risk in days since exit, one entry per spell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpellDays {
    /// Delayed entry.
    pub entry: Vec<i32>,
    /// Exit from observation.
    pub exit: Vec<i32>,
    /// 0 left observation, 1 re-trafficked, 2 died.
    pub outcome: Vec<u16>,
}

/// One set of curves.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveResult {
    /// What was asked.
    pub spec: CurveSpec,
    /// Strata in codebook order.
    pub strata: Vec<Stratum>,
}

/// Known cases by time to re-trafficking, for the right-truncated estimate, on a grid of days.
///
/// At grid point `j`: `within[j]` cases with gap at most `grid[j]` whose truncation time is at least `grid[j]`,
/// `seen[j][i]` those of them with gap at most `grid[i]` (`i <= j`); `naive[j]` all cases with gap at most `grid[j]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseOnly {
    /// Which cases: `pooled`, `prospective`, `retrospective`.
    pub name: &'static str,
    /// Days, from 0.
    pub grid: Vec<i32>,
    /// Cases seen within a step's end, of those that could be.
    pub within: Vec<u64>,
    /// Of these, seen by an earlier grid point.
    pub seen: Vec<Vec<u64>>,
    /// All cases up to the step's end.
    pub naive: Vec<u64>,
    /// All cases.
    pub total: u64,
    /// Whether gap and truncation time depend on each other, where it can be told.
    pub dependence: Option<Dependence>,
}

/// Kendall's conditional tau of gap and truncation time (Tsai 1990), of all cases and without each single one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependence {
    /// Tau and the p-value of its test.
    pub all: (f64, f64),
    /// The same without each case in turn; `None` where it cannot be had.
    pub without: Vec<Option<(f64, f64)>>,
}

/// One step of the way from the file to the estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// Stable name.
    pub name: &'static str,
    /// How many remain, or are set aside.
    pub count: u64,
}

/// Time at risk and events of one calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearRate {
    /// Calendar year.
    pub year: i16,
    /// Days at risk.
    pub days: i64,
    /// Re-trafficked.
    pub events: u64,
}

/// Incidence at a window under other rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Stable name of the rule changed, such as `lag-0`.
    pub name: &'static str,
    /// Counts on the base grid.
    pub table: LifeTable,
}

/// The rows of one model: time at risk in days since exit, cut where a covariate changes. Vectors have one entry per row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelData {
    /// What was asked.
    pub spec: ModelSpec,
    /// Which person; rows of one follow one another.
    pub subject: Vec<u32>,
    /// At risk after this day.
    pub entry: Vec<i32>,
    /// Up to and on this day.
    pub exit: Vec<i32>,
    /// Re-trafficked on the last day.
    pub event: Vec<bool>,
    /// For each covariate, the level on these days; `None` where it is not known.
    pub levels: Vec<Vec<Option<u8>>>,
}

/// How one date column is recorded: missing, to the year, to the month, to the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePrecision {
    /// Column of the case file.
    pub role: &'static str,
    /// Missing, year, month, day.
    pub counts: [u64; 4],
}

/// How often one rule found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Diagnostic code.
    pub code: &'static str,
    /// What the rule is called.
    pub title: &'static str,
    /// How often.
    pub count: u64,
    /// How often on persons with several rows.
    pub several_rows: u64,
}

/// What was set aside at the door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QualityCounts {
    /// Rows read.
    pub rows_read: u64,
    /// Rows used.
    pub rows_used: u64,
    /// Findings by rule, in order of code.
    pub findings: Vec<Finding>,
    /// Date columns.
    pub dates: Vec<DatePrecision>,
}

/// Everything, before disclosure control.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Codebook, derived and rolled-up variables included.
    pub codebook: Codebook,
    /// How many of its variables are the file's own.
    pub own_variables: usize,
    /// Every count.
    pub cells: CellSet,
    /// Tables that can be made.
    pub tables: Vec<TableSpec>,
    /// Facts that can be counted.
    pub facts: Vec<FactSpec>,
    /// What cannot be made.
    pub absent: Vec<Absent>,
    /// True when the file can tell re-trafficking: persons with several episodes can be seen.
    pub episodes_recorded: bool,
    /// True when the file has the dates that time to re-trafficking needs.
    pub dates_recorded: bool,
    /// Curves.
    pub curves: Vec<CurveResult>,
    /// Case-only samples.
    pub case_only: Vec<CaseOnly>,
    /// Eligibility flow.
    pub flow: Vec<FlowStep>,
    /// Rates by calendar year.
    pub years: Vec<YearRate>,
    /// Sensitivity of the overall curve.
    pub variants: Vec<Variant>,
    /// Regressions.
    pub models: Vec<ModelData>,
    /// Coarse dates, loss of contact, later episodes; empty without dates.
    pub course: Course,
    /// Those known to be re-trafficked, person by person, where they are asked for.
    pub lives: Option<Lives>,
    /// Data quality.
    pub quality: QualityCounts,
}

impl Results {
    /// True where time after exit can be followed: exits are dated, and a later episode would be seen.
    pub fn followed(&self) -> bool {
        self.dates_recorded && self.episodes_recorded
    }
}

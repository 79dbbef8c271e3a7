//! Everything that may be printed. What is not in here is not in the report, page furniture apart.

use std::collections::BTreeMap;

use super::course::Course;
use super::internal_only::InternalOnly;
use super::number::{Number, Protected, Unit};
use super::policy::Policy;
use crate::analysis::{CellKey, Lives};
use crate::calendar::Day;
use crate::codebook::{CategoryId, Codebook, Labels, VarId};
use crate::study::{Absent, Answer, Order, Population};

/// A number with its 95 % interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: Protected<Number>,
    /// Lower limit.
    pub lower: Protected<Number>,
    /// Upper limit.
    pub upper: Protected<Number>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it counts.
    pub key: CellKey,
    /// How many.
    pub count: Protected<Number>,
    /// Part of the column, unknown and not recorded included.
    pub share: Option<Protected<Number>>,
    /// Part of the column's known answers.
    pub share_known: Option<Estimate>,
}

/// One row of a table: a category, `NotRecorded`, `Known`, or the total (`None`).
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The answer, or the total.
    pub answer: Option<Answer>,
    /// Cells, one per column of the table.
    pub cells: Vec<Cell>,
    /// Known re-trafficked in a thousand of the row, in tables by known re-trafficking.
    pub per_thousand: Option<Estimate>,
    /// Risk of re-trafficking in this row over that in all other rows with a known answer.
    pub risk_ratio: Option<Estimate>,
}

/// A test of association, computed from the printed counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Association {
    /// Pearson's chi-square or Fisher's exact test.
    pub name: &'static str,
    /// Probability under independence.
    pub p: Protected<Number>,
    /// Cramer's V.
    pub cramers_v: Protected<Number>,
    /// The printed counts are rounded.
    pub rounded: bool,
}

/// One table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Stable name.
    pub id: String,
    /// Title.
    pub title: Labels,
    /// Whom it counts.
    pub population: Population,
    /// Variable of the rows.
    pub rows_of: VarId,
    /// Variable of the columns.
    pub by: Option<VarId>,
    /// Only units that gave these answers.
    pub only: Vec<(VarId, CategoryId)>,
    /// How rows are ordered.
    pub order: Order,
    /// Columns: categories of `by`, and the total (`None`) last.
    pub columns: Vec<Option<Answer>>,
    /// Rows, total last.
    pub rows: Vec<Row>,
    /// Rows against columns, where every cell is printed.
    pub association: Option<Association>,
    /// Units may give several answers: shares may add to more than 100 %.
    pub several_answers: bool,
}

/// One step of a published curve. Days since exit.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// First day, not included.
    pub from: i32,
    /// Last day, included.
    pub to: i32,
    /// At risk at `from`.
    pub at_risk: Protected<Number>,
    /// Entered observation within the step.
    pub entries: Protected<Number>,
    /// Re-trafficked within the step.
    pub events: Protected<Number>,
    /// Died within the step.
    pub deaths: Protected<Number>,
    /// Left observation otherwise.
    pub withdrawals: Protected<Number>,
    /// Re-trafficked from the curve's start to `to`: the sum of what is printed.
    pub events_so_far: Protected<Number>,
    /// Left observation otherwise from the curve's start to `to`, likewise.
    pub withdrawals_so_far: Protected<Number>,
    /// Known re-trafficked by `to`, per thousand, given not before the curve's start.
    pub incidence: Estimate,
    /// Died by `to`, per thousand.
    pub death_incidence: Protected<Number>,
}

/// One curve: a stratum on its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Which answer; `None` for all.
    pub given: Option<(VarId, CategoryId)>,
    /// First day of the curve.
    pub start: i32,
    /// Steps in order; empty where the stratum is too small to show.
    pub steps: Vec<Step>,
}

/// Curves of one set.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveSet {
    /// Stable name.
    pub id: String,
    /// Title.
    pub title: Labels,
    /// Variable of the strata.
    pub by: Option<VarId>,
    /// Curves in codebook order.
    pub curves: Vec<Curve>,
    /// Grouped log-rank test over the strata that are shown: probability, and how many strata.
    pub log_rank: Option<Protected<Number>>,
}

/// One point of the conditional distribution of time to re-trafficking among known cases.
#[derive(Clone, Debug, PartialEq)]
pub struct CasePoint {
    /// Days since exit.
    pub day: i32,
    /// Naive share of the cases known by then, among those within the horizon.
    pub naive: Protected<Number>,
    /// Share corrected for right truncation.
    pub corrected: Estimate,
}

/// The distribution among known cases of one kind, given re-trafficking within the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseCurve {
    /// `pooled`, `prospective` or `retrospective`.
    pub name: &'static str,
    /// Cases.
    pub cases: Protected<Number>,
    /// Horizon in days.
    pub horizon: i32,
    /// Points in order, the last at the horizon.
    pub points: Vec<CasePoint>,
    /// Median in months, naive.
    pub naive_median: Protected<Number>,
    /// Median in months, corrected.
    pub corrected_median: Protected<Number>,
}

/// A number with a name of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The number.
    pub value: Protected<Number>,
    /// Its interval.
    pub interval: Option<(Protected<Number>, Protected<Number>)>,
    /// Cells it is made of.
    pub cells: Vec<CellKey>,
}

/// One box of the cohort's flow.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowCount {
    /// Stable name.
    pub name: &'static str,
    /// How many.
    pub count: Protected<Number>,
}

/// Rate of one calendar period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodRate {
    /// First year.
    pub first: i16,
    /// Last year.
    pub last: i16,
    /// Person-years at risk.
    pub person_years: Protected<Number>,
    /// Re-trafficked.
    pub events: Protected<Number>,
    /// Per 1,000 person-years.
    pub rate: Estimate,
}

/// Incidence at a window under another rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Name of the rule.
    pub name: &'static str,
    /// Incidence per thousand at 24 months.
    pub incidence: Estimate,
    /// Events up to 24 months.
    pub events: Protected<Number>,
}

/// One kind of remark at the door, and how often it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Diagnostic code.
    pub code: &'static str,
    /// What the rule is called.
    pub title: &'static str,
    /// How often.
    pub count: Protected<Number>,
    /// How often on persons with several rows.
    pub several_rows: Protected<Number>,
}

/// How one date column is recorded: shares missing, to the year, to the month, to the day.
#[derive(Clone, Debug, PartialEq)]
pub struct DateQuality {
    /// Column.
    pub role: &'static str,
    /// Four shares.
    pub shares: [Protected<Number>; 4],
}

/// A protected edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Edition, such as `2010`.
    pub edition: String,
    /// Last day of the extract.
    pub cutoff: Day,
    /// Policy.
    pub policy: Policy,
    /// Names and labels.
    pub codebook: Codebook,
    /// How many variables are the file's own.
    pub own_variables: usize,
    /// Tables in order.
    pub tables: Vec<Table>,
    /// Curves in order.
    pub curves: Vec<CurveSet>,
    /// Known cases by time.
    pub case_curves: Vec<CaseCurve>,
    /// Facts by name.
    pub facts: BTreeMap<String, Fact>,
    /// Cohort flow.
    pub flow: Vec<FlowCount>,
    /// Rates by calendar period.
    pub periods: Vec<PeriodRate>,
    /// Sensitivity of the 24-month incidence.
    pub sensitivity: Vec<Sensitivity>,
    /// Regressions.
    pub models: Vec<super::model::Model>,
    /// Parametric laws fitted to the life table of the overall curve.
    pub lifetimes: Option<super::lifetime::LifetimeComparison>,
    /// Assumptions, recurrence, symmetry, the named family.
    pub course: Course,
    /// Those known to be re-trafficked, person by person: for one figure of an internal report, and no file of numbers.
    pub lives: Option<InternalOnly<Lives>>,
    /// Remarks at the door.
    pub remarks: Vec<Remark>,
    /// Date columns.
    pub dates: Vec<DateQuality>,
    /// What cannot be made.
    pub absent: Vec<Absent>,
    /// The file can tell re-trafficking.
    pub episodes_recorded: bool,
    /// The file has event dates.
    pub dates_recorded: bool,
}

impl Release {
    /// True where time after exit can be followed: exits are dated, and a later episode would be seen.
    pub fn followed(&self) -> bool {
        self.dates_recorded && self.episodes_recorded
    }
}

impl Estimate {
    /// An estimate that is withheld whole.
    pub(in crate::disclosure) fn withheld(unit: Unit, policy: Policy) -> Self {
        let mark = || policy.withheld(unit);
        Estimate { value: mark(), lower: mark(), upper: mark() }
    }
}

impl Fact {
    /// A number that is made of no cell.
    pub(in crate::disclosure) fn plain(value: Protected<Number>) -> Self {
        Fact { value, interval: None, cells: Vec::new() }
    }

    /// The same with its interval.
    pub(in crate::disclosure) fn estimated(of: &Estimate) -> Self {
        Fact { interval: Some((of.lower.clone(), of.upper.clone())), ..Fact::plain(of.value.clone()) }
    }
}

impl Release {
    /// A table by name.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.id == id)
    }

    /// Tables of one question asked of both episodes of a step, by what comes before `_before` and `_later` in their
    /// names: the earlier episode's, then the later one's. Their rows have the same answers.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &Table, &Table)> {
        self.tables.iter().filter_map(|before| {
            let id = before.id.strip_suffix("_before")?;
            Some((id, before, self.table(&format!("{id}_later"))?))
        })
    }

    /// A set of curves by name.
    pub fn curve(&self, id: &str) -> Option<&CurveSet> {
        self.curves.iter().find(|c| c.id == id)
    }
}

impl Table {
    /// A row by answer; `None` for the total.
    pub fn row(&self, answer: Option<Answer>) -> Option<&Row> {
        self.rows.iter().find(|r| r.answer == answer)
    }

    /// A cell by row and column.
    pub fn cell(&self, row: Option<Answer>, column: Option<Answer>) -> Option<&Cell> {
        let at = self.columns.iter().position(|c| *c == column)?;
        self.row(row).and_then(|r| r.cells.get(at))
    }
}

impl PeriodRate {
    /// `2003`, or `1999–2003`.
    pub fn label(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{}–{}", self.first, self.last) }
    }
}

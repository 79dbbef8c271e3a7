//! The report's charts from its release: which table or curve is drawn how.

mod curves;
mod matrix;
mod model;

use std::collections::BTreeMap;

use super::{
    BarRow, Bars, CohortFlow, CohortGroup, CohortStep, Columns, Curve, DotRow, Dots, Estimate, Figure, FigureError,
    Flow, Forest, ForestRow, GroupRow, GroupedBars, Heat, Mark, Multiples, Panel, Pyramid, Role, Sheet, Stacked,
    StackedRow,
};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, Release, Table};
use crate::language::Strings;
use crate::study::Answer;

/// Rows that a chart shows at most; longer lists are for the table.
const ROWS: usize = 15;

/// Every figure that a report can hold, in no order.
pub const IDS: [&str; 43] = [
    "age",
    "age_gender",
    "age_gender_retrafficked",
    "assistance",
    "assistance_duration",
    "case_only",
    "causes",
    "citizenship",
    "consequences",
    "control",
    "crossing",
    "crossing_transition",
    "curve_by_crossing",
    "curve_by_gender",
    "curve_by_minor",
    "curve_by_return",
    "curve_overall",
    "date_quality",
    "destination",
    "destination_flow",
    "duration",
    "economic_situation",
    "education",
    "exit_route",
    "exploitation",
    "exploitation_transition",
    "flow",
    "forest",
    "gap_window",
    "gender",
    "marital_status",
    "minor",
    "model_assistance",
    "model_characteristics",
    "model_landmark",
    "periods",
    "recruiter",
    "recruitment",
    "residence_permit",
    "return_and_referral",
    "sector",
    "sensitivity",
    "year",
];

/// A chart that can be drawn on any sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Counts or shares by category.
    Bars(Bars),
    /// Shares of two groups by category.
    Grouped(GroupedBars),
    /// Estimates with intervals.
    Dots(Dots),
    /// Counts by period.
    Columns(Columns),
    /// Curves over months.
    Curve(Curve),
    /// Ratios.
    Forest(Forest),
    /// The cohort's flow.
    Cohort(CohortFlow),
    /// Two groups by age.
    Pyramid(Pyramid),
    /// From one answer to another.
    Heat(Heat),
    /// From one place to another.
    Flow(Flow),
    /// More curves than one plot can hold.
    Multiples(Multiples),
    /// Shares that add up.
    Stacked(Stacked),
}

impl Chart {
    /// Draws it.
    ///
    /// # Errors
    /// When the drawing library refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        match self {
            Chart::Bars(chart) => chart.draw(sheet),
            Chart::Grouped(chart) => chart.draw(sheet),
            Chart::Dots(chart) => chart.draw(sheet),
            Chart::Columns(chart) => chart.draw(sheet),
            Chart::Curve(chart) => chart.draw(sheet),
            Chart::Forest(chart) => chart.draw(sheet),
            Chart::Cohort(chart) => chart.draw(sheet),
            Chart::Pyramid(chart) => chart.draw(sheet),
            Chart::Heat(chart) => chart.draw(sheet),
            Chart::Flow(chart) => chart.draw(sheet),
            Chart::Multiples(chart) => chart.draw(sheet),
            Chart::Stacked(chart) => chart.draw(sheet),
        }
    }

    /// True where the chart needs the margin's width as well.
    pub fn is_wide(&self) -> bool {
        match self {
            Chart::Curve(_)
            | Chart::Forest(_)
            | Chart::Grouped(_)
            | Chart::Cohort(_)
            | Chart::Flow(_)
            | Chart::Multiples(_) => true,
            Chart::Heat(chart) => chart.columns.len() > 3,
            Chart::Bars(_) | Chart::Dots(_) | Chart::Columns(_) | Chart::Pyramid(_) | Chart::Stacked(_) => false,
        }
    }
}

/// Tables drawn as known re-trafficking per 1,000 with intervals.
const RATES: [&str; 10] = [
    "gender",
    "age",
    "minor",
    "education",
    "marital_status",
    "economic_situation",
    "return_and_referral",
    "assistance_duration",
    "crossing",
    "residence_permit",
];

/// Tables drawn as the re-trafficked beside the others.
const COMPARED: [&str; 7] =
    ["recruiter", "recruitment", "exploitation", "control", "duration", "exit_route", "assistance"];

/// Tables drawn as counts.
const COUNTED: [&str; 4] = ["citizenship", "destination", "sector", "gap_window"];

/// Tables drawn as shares.
const SHARED: [&str; 2] = ["causes", "consequences"];

/// Every chart that the release can fill, by figure id.
///
/// # Errors
/// A missing string.
pub fn charts(release: &Release, strings: &Strings) -> Result<BTreeMap<String, Chart>, Diagnostic> {
    let plate = Plate { release, strings };
    let mut charts = BTreeMap::new();
    let mut add = |id: &str, chart: Option<Chart>| {
        if let Some(chart) = chart {
            charts.insert(format!("fig.{id}"), chart);
        }
    };
    for id in RATES {
        add(id, plate.table(id, Plate::rates)?);
    }
    for id in COMPARED {
        add(id, plate.table(id, Plate::compared)?);
    }
    for id in COUNTED {
        add(id, plate.table(id, |p, t| p.bars(t, false))?);
    }
    for id in SHARED {
        add(id, plate.table(id, |p, t| p.bars(t, true))?);
    }
    add("year", plate.table("year", Plate::years)?);
    for set in &release.curves {
        add(&format!("curve_{}", set.id), plate.curve(set)?);
    }
    add("case_only", plate.case_only()?);
    add("periods", plate.periods()?);
    add("sensitivity", plate.sensitivity()?);
    add("forest", plate.forest()?);
    for model in &release.models {
        add(&format!("model_{}", model.id), plate.model(model)?);
    }
    add("flow", plate.flow()?);
    add("date_quality", plate.dates()?);
    for id in ["age_gender", "age_gender_retrafficked"] {
        add(id, plate.table(id, Plate::pyramid)?);
    }
    for id in ["exploitation_transition", "crossing_transition"] {
        add(id, plate.table(id, Plate::heat)?);
    }
    add("destination_flow", plate.table("destination_flow", Plate::ribbons)?);
    Ok(charts)
}

struct Plate<'a> {
    release: &'a Release,
    strings: &'a Strings,
}

type Made = Result<Option<Chart>, Diagnostic>;

fn estimate(e: &disclosure::Estimate) -> Estimate {
    Estimate { value: e.value.clone(), interval: Some((e.lower.clone(), e.upper.clone())) }
}

impl Plate<'_> {
    fn table(&self, id: &str, draw: impl Fn(&Self, &Table) -> Made) -> Made {
        self.release.table(id).map_or(Ok(None), |table| draw(self, table))
    }

    fn text(&self, key: &str) -> Result<String, Diagnostic> {
        self.strings.get(key).map(str::to_string)
    }

    /// Rows of real answers, with their labels.
    fn rows<'t>(&self, table: &'t Table) -> Result<Vec<(String, &'t disclosure::Row)>, Diagnostic> {
        let categories = &self.release.codebook.get(table.rows_of).categories;
        let mut rows = Vec::new();
        for row in &table.rows {
            let Some(Answer::Is(category)) = row.answer else { continue };
            let real = &categories[usize::from(category.0)];
            if !real.unknown && !real.not_applicable {
                rows.push((self.release.label(table.rows_of, row.answer, self.strings)?, row));
            }
        }
        Ok(rows)
    }

    fn rates(&self, table: &Table) -> Made {
        let rows: Vec<DotRow> = self
            .rows(table)?
            .into_iter()
            .filter_map(|(label, row)| {
                row.per_thousand.as_ref().map(|rate| DotRow { label, estimates: vec![estimate(rate)] })
            })
            .collect();
        if rows.iter().all(|r| r.estimates[0].value.value().is_none()) {
            return Ok(None);
        }
        let x_label = self.text("axis.per_thousand_assisted")?;
        Ok(Some(Chart::Dots(Dots { series: vec![(String::new(), Role::Subject)], rows, x_label })))
    }

    fn compared(&self, table: &Table) -> Made {
        let Some(by) = table.by else { return Ok(None) };
        let mut series = Vec::new();
        let mut columns = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            if matches!(column, Some(Answer::Is(_))) {
                let role = if columns.is_empty() { Role::Subject } else { Role::Comparison };
                series.push((self.release.label(by, *column, self.strings)?, role));
                columns.push(at);
            }
        }
        let mut rows: Vec<GroupRow> = self
            .rows(table)?
            .into_iter()
            .filter_map(|(label, row)| {
                let values: Option<Vec<_>> =
                    columns.iter().map(|&at| row.cells[at].share_known.as_ref().map(|s| s.value.clone())).collect();
                values.map(|values| GroupRow { label, values })
            })
            .collect();
        rows.truncate(ROWS);
        if rows.iter().all(|r| r.values.iter().all(|v| v.value().is_none())) {
            return Ok(None);
        }
        Ok(Some(Chart::Grouped(GroupedBars { series, rows, ordered: true })))
    }

    fn bars(&self, table: &Table, shares: bool) -> Made {
        let mut rows = Vec::new();
        for (label, row) in self.rows(table)? {
            let Some(cell) = row.cells.last() else { continue };
            let share = cell.share_known.as_ref().map(|s| s.value.clone());
            let (value, beside) = match (shares, share) {
                (true, Some(share)) => (share, Some(cell.count.clone())),
                (_, share) => (cell.count.clone(), share),
            };
            rows.push(BarRow { label, value, beside, role: Role::Subject });
        }
        rows.truncate(ROWS);
        if rows.iter().all(|r| r.value.value().is_none()) {
            return Ok(None);
        }
        Ok(Some(Chart::Bars(Bars { rows, ordered: true })))
    }

    fn years(&self, table: &Table) -> Made {
        let rows = self.rows(table)?;
        // Years before the first that anybody is counted in are not part of the picture.
        let first = rows.iter().position(|(_, row)| row.cells.last().is_some_and(|c| c.count.value() > Some(0.0)));
        let shown = &rows[first.unwrap_or(0)..];
        let values = shown.iter().filter_map(|(_, row)| row.cells.last().map(|c| c.count.clone())).collect();
        let panel = Panel {
            label: self.text("axis.assisted")?,
            role: Role::Subject,
            mark: Mark::Column,
            values,
            intervals: None,
        };
        let periods = shown.iter().map(|(label, _)| label.clone()).collect();
        Ok(Some(Chart::Columns(Columns { periods, panels: vec![panel] })))
    }

    fn periods(&self) -> Made {
        let periods = &self.release.periods;
        if periods.iter().all(|p| p.rate.value.value().is_none()) {
            return Ok(None);
        }
        let rows = periods.iter().map(|p| DotRow { label: p.label(), estimates: vec![estimate(&p.rate)] });
        let x_label = self.text("axis.per_thousand_years")?;
        Ok(Some(Chart::Dots(Dots { series: vec![(String::new(), Role::Subject)], rows: rows.collect(), x_label })))
    }

    fn sensitivity(&self) -> Made {
        let mut rows = Vec::new();
        for row in &self.release.sensitivity {
            let label = self.text(&format!("sensitivity.{}", row.name))?;
            rows.push(DotRow { label, estimates: vec![estimate(&row.incidence)] });
        }
        if rows.iter().all(|r| r.estimates[0].value.value().is_none()) {
            return Ok(None);
        }
        let x_label = self.text("axis.per_thousand_24_months")?;
        Ok(Some(Chart::Dots(Dots { series: vec![(String::new(), Role::Subject)], rows, x_label })))
    }

    /// How finely each date is recorded: the more exact, the darker.
    fn dates(&self) -> Made {
        let categories = ["missing", "year", "month", "day"].map(|key| self.text(&format!("dates.{key}")));
        let categories = categories.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::new();
        for date in &self.release.dates {
            let label = self.text(&format!("dates.{}", date.role))?;
            rows.push(StackedRow { label, shares: date.shares.to_vec() });
        }
        let printed = rows.iter().flat_map(|r| &r.shares).any(|share| share.value().is_some());
        Ok(printed.then_some(Chart::Stacked(Stacked { categories, roles: None, rows })))
    }

    /// Risk ratios of every table that has some, under the table's title.
    fn forest(&self) -> Made {
        let mut rows = Vec::new();
        for id in RATES {
            let Some(table) = self.release.table(id) else { continue };
            let mut levels = Vec::new();
            for (label, row) in self.rows(table)? {
                if let (Some(ratio), Some(cell)) = (&row.risk_ratio, row.cells.last()) {
                    let persons = Some(cell.count.clone());
                    levels.push(ForestRow::Level { label, persons, events: None, ratio: estimate(ratio) });
                }
            }
            if !levels.is_empty() {
                let variable = self.release.codebook.get(table.rows_of);
                rows.push(ForestRow::Head(variable.labels.get(self.strings.language()).into()));
                rows.extend(levels);
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        Ok(Some(Chart::Forest(Forest {
            heads: [
                self.text("forest.group")?,
                self.text("forest.persons")?,
                self.text("forest.events")?,
                self.text("forest.ratio")?,
            ],
            rows,
            x_label: self.text("forest.axis")?,
            sides: Some((self.text("forest.less")?, self.text("forest.more")?)),
        })))
    }

    fn flow(&self) -> Made {
        if !self.release.dates_recorded {
            return Ok(None);
        }
        let group = |name: &str| -> Result<CohortGroup, Diagnostic> {
            let step = self.release.flow.iter().find(|s| s.name == name);
            let count = step.map(|s| s.count.clone());
            let missing = || Diagnostic::error("B042", format!("the flow has no step `{name}`"), "");
            Ok(CohortGroup { label: self.text(&format!("flow.{name}"))?, count: count.ok_or_else(missing)? })
        };
        let steps = [
            ("rows", &["rows_merged"][..]),
            ("spells", &["spells_without_exit", "spells_out_of_order", "spells_next_undated", "spells_without_delay"]),
            ("spells_prospective", &["spells_later"]),
            ("spells_first", &["spells_nothing_at_risk"]),
            ("spells_at_risk", &[]),
        ];
        let mut flow = CohortFlow { steps: Vec::new(), groups: Vec::new() };
        for (name, excluded) in steps {
            let CohortGroup { label, count } = group(name)?;
            let mut aside = excluded.iter().map(|e| group(e)).collect::<Result<Vec<_>, _>>()?;
            if name == "spells" {
                aside.push(group("spells_retrospective")?);
            }
            aside.retain(|g| g.count.value() != Some(0.0));
            flow.steps.push(CohortStep { label, count, excluded: aside });
        }
        for name in ["events", "deaths", "emigrated", "censored"] {
            flow.groups.push(group(name)?);
        }
        Ok(Some(Chart::Cohort(flow)))
    }
}

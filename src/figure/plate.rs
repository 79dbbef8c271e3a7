//! The report's charts from its release: which table or curve is drawn how.

mod curves;
mod lives;
mod matrix;
mod model;
mod pair;
mod quality;

use std::collections::BTreeMap;

use super::{
    BarRow, Bars, Chart, CohortFlow, CohortGroup, CohortStep, Columns, DotRow, Dots, Estimate, Forest, ForestRow, Mark,
    Panel, Role,
};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, Release, Table};
use crate::language::Strings;
use crate::study::{Answer, Population};

/// Rows that a chart shows at most; longer lists are for the table.
const ROWS: usize = 15;

/// Every figure that a report can hold, in no order.
pub const IDS: [&str; 47] = [
    "age",
    "age_gender",
    "age_gender_retrafficked",
    "assistance",
    "assistance_duration",
    "before_later",
    "case_only",
    "causes",
    "citizenship",
    "consequences",
    "control",
    "control_before_later",
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
    "lives",
    "marital_status",
    "minor",
    "model_assistance",
    "model_characteristics",
    "model_landmark",
    "not_recorded",
    "periods",
    "recruiter",
    "recruitment",
    "residence_permit",
    "return_and_referral",
    "sector",
    "sensitivity",
    "year",
];

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

/// Tables drawn as shares of the re-trafficked beside those of the others, with intervals.
const COMPARED: [&str; 7] =
    ["recruiter", "recruitment", "exploitation", "control", "duration", "exit_route", "assistance"];

/// Tables drawn as counts.
const COUNTED: [&str; 3] = ["citizenship", "destination", "sector"];

/// Tables drawn as shares with intervals.
const SHARED: [&str; 3] = ["causes", "consequences", "gap_window"];

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
        add(id, plate.table(id, Plate::bars)?);
    }
    for id in SHARED {
        add(id, plate.table(id, Plate::shares)?);
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
    add("crossing_transition", plate.table("crossing_transition", Plate::heat)?);
    for id in ["exploitation_transition", "destination_flow"] {
        add(id, plate.table(id, Plate::ribbons)?);
    }
    add("before_later", plate.slopes(&["exploitation", "crossing"])?);
    add("control_before_later", plate.slopes(&["control"])?);
    add("not_recorded", plate.not_recorded()?);
    add("lives", plate.lives()?);
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

    /// The re-trafficked, and the others, as shares of their known answers.
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
        self.share_dots(table, series, &columns)
    }

    fn shares(&self, table: &Table) -> Made {
        let all = table.columns.len().saturating_sub(1);
        self.share_dots(table, vec![(String::new(), Role::Subject)], &[all])
    }

    fn share_dots(&self, table: &Table, series: Vec<(String, Role)>, columns: &[usize]) -> Made {
        let share = |row: &disclosure::Row, at: usize| row.cells.get(at)?.share_known.as_ref().map(estimate);
        let mut rows: Vec<DotRow> = self
            .rows(table)?
            .into_iter()
            .filter_map(|(label, row)| {
                let estimates: Option<Vec<Estimate>> = columns.iter().map(|&at| share(row, at)).collect();
                estimates.map(|estimates| DotRow { label, estimates })
            })
            .collect();
        rows.truncate(ROWS);
        if rows.iter().all(|r| r.estimates.iter().all(|e| e.value.value().is_none())) {
            return Ok(None);
        }
        let x_label = self.text(match table.population {
            Population::Assisted => "axis.share_of_known",
            Population::Transitions => "axis.share_of_steps",
        })?;
        Ok(Some(Chart::Dots(Dots { series, rows, x_label })))
    }

    fn bars(&self, table: &Table) -> Made {
        let role = self.whom(table);
        let mut rows = Vec::new();
        for (label, row) in self.rows(table)? {
            let Some(cell) = row.cells.last() else { continue };
            let beside = cell.share_known.as_ref().map(|s| s.value.clone());
            rows.push(BarRow { label, value: cell.count.clone(), beside, role });
        }
        rows.truncate(ROWS);
        // A single bar compares nothing.
        if rows.iter().filter(|r| r.value.value() > Some(0.0)).count() < 2 {
            return Ok(None);
        }
        Ok(Some(Chart::Bars(Bars { rows, ordered: true })))
    }

    /// Whose counts a table holds, as a colour: the re-trafficked have the first hue on every page, everyone is grey.
    fn whom(&self, table: &Table) -> Role {
        let known =
            |&(variable, _): &(crate::codebook::VarId, _)| self.release.codebook.get(variable).name == "retrafficked";
        let subject = table.population == Population::Transitions || table.only.iter().any(known);
        if subject { Role::Subject } else { Role::Rest }
    }

    fn years(&self, table: &Table) -> Made {
        let rows = self.rows(table)?;
        // Years before the first that anybody is counted in are not part of the picture.
        let first = rows.iter().position(|(_, row)| row.cells.last().is_some_and(|c| c.count.value() > Some(0.0)));
        let Some(first) = first else { return Ok(None) };
        let shown = &rows[first..];
        let values = shown.iter().filter_map(|(_, row)| row.cells.last().map(|c| c.count.clone())).collect();
        let panel = Panel {
            label: self.text("axis.assisted")?,
            role: self.whom(table),
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
        if !self.release.followed() {
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

//! Sheets that are no frequency table: life tables, the case-only distribution, rates, sensitivity, quality.

use std::collections::BTreeMap;

use super::release_course::course_sheets;
use super::{Cell, Column, ColumnKind, Row, TableSheet};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{CurveSet, Estimate, Release};
use crate::language::{self, Strings};
use crate::study::Answer;

/// These sheets by id.
///
/// # Errors
/// A missing string.
pub fn extra_sheets(
    release: &Release,
    strings: &Strings,
    source: &str,
) -> Result<BTreeMap<String, TableSheet>, Diagnostic> {
    let mut sheets = BTreeMap::new();
    if !release.flow.is_empty() && release.followed() {
        sheets.insert("flow".into(), flow(release, strings)?);
    }
    for set in &release.curves {
        if set.curves.iter().any(|c| !c.steps.is_empty()) {
            sheets.insert(format!("curve_{}", set.id), life_table(set, release, strings)?);
        }
    }
    if !release.case_curves.is_empty() {
        sheets.insert("case_only".into(), case_only(release, strings)?);
    }
    if release.followed() {
        sheets.insert("periods".into(), periods(release, strings)?);
        sheets.insert("sensitivity".into(), sensitivity(release, strings)?);
    }
    if !release.remarks.is_empty() {
        sheets.insert("remarks".into(), remarks(release, strings)?);
    }
    if release.dates_recorded {
        sheets.insert("date_quality".into(), dates(release, strings)?);
    }
    sheets.insert("codebook".into(), codebook(release, strings)?);
    if let Some(pairs) = super::release_pair::pair_sheet(release, strings)? {
        sheets.insert("before_later".into(), pairs);
    }
    sheets.extend(super::release_model::model_sheets(release, strings)?);
    sheets.extend(course_sheets(release, strings)?);
    for sheet in sheets.values_mut() {
        sheet.source = source.into();
    }
    Ok(sheets)
}

pub(super) fn sheet(
    strings: &Strings,
    id: &str,
    columns: Vec<Column>,
    rows: Vec<Row>,
) -> Result<TableSheet, Diagnostic> {
    Ok(TableSheet {
        title: strings.get(&format!("extra.{id}"))?.into(),
        subtitle: strings.get(&format!("extra.{id}_subtitle"))?.into(),
        wide: columns.len() > 5,
        columns,
        rows,
        notes: Vec::new(),
        source: String::new(),
    })
}

pub(super) fn column(strings: &Strings, key: &str, kind: ColumnKind) -> Result<Column, Diagnostic> {
    Ok(Column::new(strings.get(key)?, kind))
}

pub(super) fn figure(strings: &Strings, key: &str) -> Result<Column, Diagnostic> {
    column(strings, key, ColumnKind::Figure)
}

pub(super) fn limits(estimate: &Estimate) -> Cell {
    if estimate.value.value().is_none() {
        return Cell::Empty;
    }
    Cell::Interval(estimate.lower.clone(), estimate.upper.clone())
}

fn flow(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let mut rows = Vec::new();
    for step in &release.flow {
        let label = strings.get(&format!("flow.{}", step.name))?;
        rows.push(Row::line(vec![Cell::Text(label.into()), Cell::Number(step.count.clone())]));
    }
    sheet(strings, "flow", vec![Column::new("", ColumnKind::Label), figure(strings, "column.n")?], rows)
}

fn life_table(set: &CurveSet, release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("life.days")?, ColumnKind::Label),
        figure(strings, "life.at_risk")?,
        figure(strings, "life.entered")?,
        figure(strings, "life.events")?,
        figure(strings, "life.died")?,
        figure(strings, "life.censored")?,
        figure(strings, "life.incidence")?,
        figure(strings, "column.interval")?,
    ];
    let mut rows = Vec::new();
    for curve in set.curves.iter().filter(|c| !c.steps.is_empty()) {
        if let Some((variable, category)) = curve.given {
            rows.push(Row::Group(release.label(variable, Some(Answer::Is(category)), strings)?));
        }
        for step in &curve.steps {
            let cells = vec![
                Cell::Text(format!("{}–{}", step.from + 1, step.to)),
                Cell::Number(step.at_risk.clone()),
                Cell::Number(step.entries.clone()),
                Cell::Number(step.events.clone()),
                Cell::Number(step.deaths.clone()),
                Cell::Number(step.withdrawals.clone()),
                Cell::Number(step.incidence.value.clone()),
                limits(&step.incidence),
            ];
            rows.push(if curve.given.is_some() { Row::indented(cells) } else { Row::line(cells) });
        }
    }
    let mut made = sheet(strings, "curve", columns, rows)?;
    made.title = set.title.get(strings.language()).into();
    Ok(made)
}

fn case_only(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("case.day")?, ColumnKind::Label),
        Column::new(strings.get("case.naive")?, ColumnKind::PerCent),
        Column::new(strings.get("case.corrected")?, ColumnKind::PerCent),
        figure(strings, "column.interval")?,
    ];
    let mut rows = Vec::new();
    for curve in &release.case_curves {
        rows.push(Row::Group(strings.get(&format!("case.{}", curve.name))?.into()));
        for point in &curve.points {
            rows.push(Row::indented(vec![
                Cell::Text(point.day.to_string()),
                Cell::Number(point.naive.clone()),
                Cell::Number(point.corrected.value.clone()),
                limits(&point.corrected),
            ]));
        }
        rows.push(Row::indented(vec![
            Cell::Text(strings.get("case.median")?.into()),
            Cell::Number(curve.naive_median.clone()),
            Cell::Number(curve.corrected_median.clone()),
        ]));
    }
    sheet(strings, "case_only", columns, rows)
}

fn periods(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("period.years")?, ColumnKind::Label),
        figure(strings, "period.person_years")?,
        figure(strings, "life.events")?,
        figure(strings, "period.rate")?,
        figure(strings, "column.interval")?,
    ];
    let rows = release.periods.iter().map(|p| {
        Row::line(vec![
            Cell::Text(p.label()),
            Cell::Number(p.person_years.clone()),
            Cell::Number(p.events.clone()),
            Cell::Number(p.rate.value.clone()),
            limits(&p.rate),
        ])
    });
    sheet(strings, "periods", columns, rows.collect())
}

fn sensitivity(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("sensitivity.rule")?, ColumnKind::Label),
        figure(strings, "life.events")?,
        figure(strings, "life.incidence")?,
        figure(strings, "column.interval")?,
    ];
    let mut rows = Vec::new();
    for row in &release.sensitivity {
        rows.push(Row::line(vec![
            Cell::Text(strings.get(&format!("sensitivity.{}", row.name))?.into()),
            Cell::Number(row.events.clone()),
            Cell::Number(row.incidence.value.clone()),
            limits(&row.incidence),
        ]));
    }
    sheet(strings, "sensitivity", columns, rows)
}

fn remarks(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("remark.code")?, ColumnKind::Label),
        figure(strings, "remark.count")?,
        figure(strings, "remark.several")?,
    ];
    let mut rows = Vec::new();
    for r in &release.remarks {
        let label = format!("{} {}", r.code, strings.get(&format!("remark.{}", r.code))?);
        let cells = vec![Cell::Text(label), Cell::Number(r.count.clone()), Cell::Number(r.several_rows.clone())];
        rows.push(Row::line(cells));
    }
    sheet(strings, "remarks", columns, rows)
}

fn dates(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let mut columns = vec![Column::new(strings.get("dates.column")?, ColumnKind::Label)];
    for key in ["dates.missing", "dates.year", "dates.month", "dates.day"] {
        columns.push(Column::new(strings.get(key)?, ColumnKind::PerCent));
    }
    let mut rows = Vec::new();
    for date in &release.dates {
        let mut cells = vec![Cell::Text(strings.get(&format!("dates.{}", date.role))?.into())];
        cells.extend(date.shares.iter().map(|share| Cell::Number(share.clone())));
        rows.push(Row::line(cells));
    }
    sheet(strings, "date_quality", columns, rows)
}

/// The file's own variables: name, what it records, its categories.
fn codebook(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let language = strings.language();
    let columns = vec![
        Column::new(strings.get("codebook.variable")?, ColumnKind::Label),
        Column::new(strings.get("codebook.name")?, ColumnKind::Text),
        Column::new(strings.get("codebook.categories")?, ColumnKind::Text),
    ];
    /// Longer lists are named, not printed: countries fill pages and say nothing.
    const LISTED: usize = 30;
    let rows = release.codebook.iter().take(release.own_variables).map(|(_, v)| {
        let labels: Vec<&str> = v.categories.iter().map(|c| c.labels.get(language)).collect();
        let listed = if labels.len() > LISTED { "ISO 3166".to_string() } else { language::series(&labels, language) };
        Row::line(vec![Cell::Text(v.labels.get(language).into()), Cell::Text(v.name.clone()), Cell::Text(listed)])
    });
    let rows = rows.collect();
    let mut made = sheet(strings, "codebook", columns, rows)?;
    made.wide = true;
    Ok(made)
}

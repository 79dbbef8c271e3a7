//! Regressions and parametric laws: sheets, names for sentences, and lists of what they hold.

use std::collections::BTreeMap;

use super::release_extra::{figure, limits, sheet};
use super::{Cell, Column, ColumnKind, Fact, Row, TableSheet};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Drift, Estimate, Model, ModelLevel, ModelTerm, Number, Protected, Release};
use crate::language::{self, Language, Strings};
use crate::study::ModelKind;

type Facts = BTreeMap<String, Fact>;
type Lists = BTreeMap<String, Vec<String>>;

/// A table for each model with ratios, one of their diagnostics, one of the laws.
///
/// # Errors
/// A missing string.
pub(super) fn model_sheets(release: &Release, strings: &Strings) -> Result<BTreeMap<String, TableSheet>, Diagnostic> {
    let mut sheets = BTreeMap::new();
    let fitted: Vec<&Model> = release.models.iter().filter(|m| m.gap.is_none()).collect();
    for model in &fitted {
        sheets.insert(format!("model_{}", model.id), ratios(model, strings)?);
    }
    if !fitted.is_empty() {
        sheets.insert("model_diagnostics".into(), diagnostics(&fitted, strings)?);
    }
    if release.lifetimes.is_some() {
        sheets.insert("lifetimes".into(), lifetimes(release, strings)?);
    }
    Ok(sheets)
}

/// The label of a level; that of those without an answer is the interface's own.
fn level_label(level: &ModelLevel, strings: &Strings) -> Result<String, Diagnostic> {
    match &level.labels {
        Some(labels) => Ok(labels.get(strings.language()).into()),
        None => strings.get("answer.not_recorded").map(str::to_string),
    }
}

fn estimate(estimate: Option<&Estimate>) -> [Cell; 2] {
    estimate.map_or([Cell::Empty, Cell::Empty], |e| [Cell::Number(e.value.clone()), limits(e)])
}

fn ratios(model: &Model, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new("", ColumnKind::Label),
        figure(strings, "forest.persons")?,
        figure(strings, "life.events")?,
        figure(strings, "period.person_years")?,
        figure(strings, "model.ratio")?,
        figure(strings, "column.interval")?,
    ];
    let mut rows = Vec::new();
    for term in &model.terms {
        rows.push(Row::Group(term.labels.get(strings.language()).into()));
        for level in &term.levels {
            let mut cells = vec![
                Cell::Text(level_label(level, strings)?),
                Cell::Number(level.persons.clone()),
                Cell::Number(level.events.clone()),
                Cell::Number(level.person_years.clone()),
            ];
            if level.reference {
                cells.push(Cell::Text(strings.get("model.reference")?.into()));
            } else {
                cells.extend(estimate(level.ratio.as_ref()));
            }
            rows.push(Row::indented(cells));
        }
    }
    let mut made = sheet(strings, "model", columns, rows)?;
    made.title = model.title.get(strings.language()).into();
    made.notes.push(strings.get("model.note")?.into());
    if model.kind == ModelKind::TimeDependent {
        made.notes.push(strings.get("model.note_days")?.into());
    }
    Ok(made)
}

fn drift(drift: Option<Drift>, strings: &Strings) -> Result<Cell, Diagnostic> {
    drift.map_or(Ok(Cell::Empty), |d| Ok(Cell::Text(strings.get(&format!("model.{}", d.name()))?.into())))
}

fn diagnostics(models: &[&Model], strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new("", ColumnKind::Label),
        figure(strings, "model.epp")?,
        figure(strings, "model.concordance")?,
        figure(strings, "model.plain")?,
        figure(strings, "column.interval")?,
        figure(strings, "model.drift")?,
    ];
    let mut rows = Vec::new();
    for model in models {
        rows.push(Row::Group(model.title.get(strings.language()).into()));
        rows.push(Row::indented(vec![
            Cell::Text(strings.get("model.together")?.into()),
            Cell::Number(model.events_per_parameter.clone()),
            model.concordance.clone().map_or(Cell::Empty, Cell::Number),
            Cell::Empty,
            Cell::Empty,
            drift(model.drift, strings)?,
        ]));
        for (term, level) in compared(model) {
            let label = language::answer_to(
                term.labels.get(strings.language()),
                &level_label(level, strings)?,
                strings.language(),
            );
            let mut cells = vec![Cell::Text(label), Cell::Empty, Cell::Empty];
            cells.extend(estimate(level.plain.as_ref()));
            cells.push(drift(level.drift, strings)?);
            rows.push(Row::indented(cells));
        }
    }
    sheet(strings, "model_diagnostics", columns, rows)
}

fn lifetimes(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new(strings.get("lifetime.law")?, ColumnKind::Label),
        figure(strings, "lifetime.parameters")?,
        figure(strings, "lifetime.log_likelihood")?,
        figure(strings, "lifetime.aic")?,
        figure(strings, "lifetime.bic")?,
        figure(strings, "lifetime.incidence")?,
    ];
    let mut rows = Vec::new();
    for row in release.lifetimes.iter().flat_map(|l| &l.rows) {
        let numbers = [&row.parameters, &row.log_likelihood, &row.aic, &row.bic, &row.incidence];
        let mut cells = vec![Cell::Text(strings.get(&format!("lifetime.{}", row.name))?.into())];
        cells.extend(numbers.map(|n: &Protected<Number>| Cell::Number(n.clone())));
        rows.push(Row::line(cells));
    }
    sheet(strings, "lifetimes", columns, rows)
}

/// Levels that are compared with a reference.
fn compared(model: &Model) -> impl Iterator<Item = (&ModelTerm, &ModelLevel)> {
    model.terms.iter().flat_map(|term| term.levels.iter().filter(|l| !l.reference).map(move |level| (term, level)))
}

/// `model.ID.n`, `model.ID.TERM.LEVEL.hr`, ...; `model.ID.fitted` only where there are ratios.
///
/// # Errors
/// A missing string.
pub(super) fn model_facts(release: &Release, strings: &Strings, facts: &mut Facts) -> Result<(), Diagnostic> {
    let language = strings.language();
    for model in &release.models {
        let id = format!("model.{}", model.id);
        let mut number = |name: &str, n: &Protected<Number>| {
            facts.insert(format!("{id}.{name}"), Fact::Number(n.clone()));
        };
        number("n", &model.persons);
        number("events", &model.events);
        number("left_out", &model.left_out);
        if model.gap.is_some() {
            continue;
        }
        number("parameters", &model.parameters);
        number("epp", &model.events_per_parameter);
        if let Some(c) = &model.concordance {
            number("concordance", c);
        }
        let fitted = model.title.get(language).to_string();
        facts.insert(format!("{id}.fitted"), Fact::Label(fitted));
        if let Some(drift) = model.drift {
            facts.insert(format!("{id}.drift"), Fact::Label(drift.name().into()));
        }
        for (term, level) in compared(model) {
            let at = format!("{id}.{}.{}", term.name, level.name);
            facts.insert(format!("{at}.term"), Fact::Label(term.labels.get(language).into()));
            facts.insert(format!("{at}.label"), Fact::Label(level_label(level, strings)?));
            if let Some(reference) = term.levels.first() {
                facts.insert(format!("{at}.reference"), Fact::Label(level_label(reference, strings)?));
            }
            if let Some(ratio) = &level.ratio {
                facts.insert(format!("{at}.hr"), Fact::Number(ratio.value.clone()));
                facts.insert(format!("{at}.hr.ci"), Fact::Interval(ratio.lower.clone(), ratio.upper.clone()));
                facts.insert(format!("{at}.hr.low"), Fact::Number(ratio.lower.clone()));
                facts.insert(format!("{at}.hr.high"), Fact::Number(ratio.upper.clone()));
            }
        }
    }
    if let Some(lifetimes) = &release.lifetimes {
        if let Some(lowest) = lifetimes.lowest_aic {
            facts.insert("lifetimes.lowest".into(), Fact::Label(lowest.into()));
        }
        for row in &lifetimes.rows {
            facts.insert(format!("lifetimes.{}.incidence", row.name), Fact::Number(row.incidence.clone()));
        }
    }
    Ok(())
}

/// For each model: `model.ID.ratios`, the names under which its ratios stand; `model.ID.REASON`, covariates left out;
/// `model.ID.dropped`, levels of its covariates that are too few.
pub fn model_lists(release: &Release, language: Language) -> Lists {
    let mut lists = Lists::new();
    for model in &release.models {
        let id = format!("model.{}", model.id);
        for reason in ["not_recorded", "too_few", "parameters", "missing"] {
            let left = model.omitted.iter().filter(|(_, gap)| gap.name() == reason);
            lists.insert(format!("{id}.{reason}"), left.map(|(labels, _)| labels.get(language).to_string()).collect());
        }
        let dropped = model.dropped.iter();
        let dropped =
            dropped.map(|(term, level)| language::answer_to(term.get(language), level.get(language), language));
        lists.insert(format!("{id}.dropped"), dropped.collect());
        let ratios = compared(model).filter(|(_, level)| level.ratio.is_some());
        let names = ratios.map(|(term, level)| format!("{id}.{}.{}", term.name, level.name)).collect();
        lists.insert(format!("{id}.ratios"), names);
    }
    lists
}

//! Everything that a sentence can name, from a release: facts, cells, leading categories.

use std::collections::BTreeMap;

use super::Fact;
use super::release_course::course_facts;
use crate::codebook::{CategoryId, VarId};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Cell, CurveSet, Estimate, Number, Protected, Release, Row, Table};
use crate::language::Strings;
use crate::study::Answer;

type Facts = BTreeMap<String, Fact>;

/// All facts of a release by name.
///
/// # Errors
/// A missing string.
pub fn release_facts(release: &Release, strings: &Strings) -> Result<Facts, Diagnostic> {
    let mut facts = Facts::new();
    for (name, fact) in &release.facts {
        facts.insert(name.clone(), Fact::Number(fact.value.clone()));
        if let Some((lower, upper)) = &fact.interval {
            limits(&mut facts, name, lower, upper);
        }
    }
    for table in &release.tables {
        cells(&mut facts, table, release);
        leading(&mut facts, table, release, strings)?;
    }
    for set in &release.curves {
        curve(&mut facts, set);
    }
    for step in &release.flow {
        number(&mut facts, format!("flow.{}.n", step.name), &step.count);
    }
    for row in &release.sensitivity {
        estimate(&mut facts, &format!("sensitivity.{}", row.name), &row.incidence);
    }
    least_recorded(&mut facts, release, strings);
    super::release_model::model_facts(release, strings, &mut facts)?;
    let ends = [("period.first", release.periods.first()), ("period.last", release.periods.last())];
    for (name, period) in ends {
        if let Some(period) = period {
            estimate(&mut facts, &format!("{name}.rate"), &period.rate);
            facts.insert(name.into(), Fact::Label(period.label()));
        }
    }
    course_facts(&mut facts, release, strings)?;
    Ok(facts)
}

fn number(facts: &mut Facts, name: String, number: &Protected<Number>) {
    facts.insert(name, Fact::Number(number.clone()));
}

pub(super) fn estimate(facts: &mut Facts, name: &str, estimate: &Estimate) {
    number(facts, name.into(), &estimate.value);
    limits(facts, name, &estimate.lower, &estimate.upper);
}

/// `NAME.ci` to print, `NAME.low` and `NAME.high` to choose words by.
fn limits(facts: &mut Facts, name: &str, lower: &Protected<Number>, upper: &Protected<Number>) {
    facts.insert(format!("{name}.ci"), Fact::Interval(lower.clone(), upper.clone()));
    number(facts, format!("{name}.low"), lower);
    number(facts, format!("{name}.high"), upper);
}

fn curve(facts: &mut Facts, set: &CurveSet) {
    if let Some(p) = &set.log_rank {
        number(facts, format!("curve_{}.p", set.id), p);
    }
}

/// `gender.female.n`, `gender.female.yes.share`, `gender.female.rate`, ...
fn cells(facts: &mut Facts, table: &Table, release: &Release) {
    for row in &table.rows {
        let row_name = format!("{}.{}", table.id, name(row.answer, table.rows_of, release));
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let at = match (table.by, column) {
                (Some(by), Some(answer)) => format!("{row_name}.{}", name(Some(*answer), by, release)),
                _ => row_name.clone(),
            };
            cell_facts(facts, &at, cell);
        }
        if let Some(rate) = &row.per_thousand {
            estimate(facts, &format!("{row_name}.rate"), rate);
        }
        if let Some(ratio) = &row.risk_ratio {
            estimate(facts, &format!("{row_name}.rr"), ratio);
        }
    }
    if let Some(test) = &table.association {
        number(facts, format!("{}.p", table.id), &test.p);
        number(facts, format!("{}.v", table.id), &test.cramers_v);
    }
}

fn cell_facts(facts: &mut Facts, at: &str, cell: &Cell) {
    number(facts, format!("{at}.n"), &cell.count);
    if let Some(share) = &cell.share_known {
        number(facts, format!("{at}.share"), &share.value);
        limits(facts, at, &share.lower, &share.upper);
    }
    if let Some(share) = &cell.share {
        number(facts, format!("{at}.share_of_all"), share);
    }
}

fn name(answer: Option<Answer>, variable: VarId, release: &Release) -> String {
    match answer {
        None => "total".into(),
        answer => release.name(variable, answer).into(),
    }
}

/// The largest, second and third substantive category, overall and in each group of a comparison, and the
/// categories with the highest and the lowest rate; ties in codebook order.
fn leading(facts: &mut Facts, table: &Table, release: &Release, strings: &Strings) -> Result<(), Diagnostic> {
    let ranks = ["top", "second", "third"];
    for (at, column) in table.columns.iter().enumerate() {
        let prefix = match (table.by, column) {
            (None, None) | (Some(_), None) => table.id.clone(),
            (Some(by), Some(answer @ Answer::Is(_))) => format!("{}.{}", table.id, name(Some(*answer), by, release)),
            _ => continue,
        };
        let mut rows = substantive(table, release);
        rows.retain(|row| row.cells[at].count.value().is_some_and(|n| n > 0.0));
        rows.sort_by(|a, b| value(&b.cells[at].count).total_cmp(&value(&a.cells[at].count)));
        for (rank, row) in ranks.iter().zip(rows) {
            let label = release.label(table.rows_of, row.answer, strings)?;
            facts.insert(format!("{prefix}.{rank}"), Fact::Label(label));
            cell_facts(facts, &format!("{prefix}.{rank}"), &row.cells[at]);
        }
    }
    let mut rated: Vec<(&Row, &Estimate)> =
        substantive(table, release).into_iter().filter_map(|row| row.per_thousand.as_ref().map(|r| (row, r))).collect();
    rated.retain(|(_, rate)| rate.value.value().is_some());
    rated.sort_by(|a, b| value(&b.1.value).total_cmp(&value(&a.1.value)));
    if rated.len() > 1 {
        for (rank, found) in [("highest", rated.first()), ("lowest", rated.last())] {
            if let Some((row, rate)) = found {
                let label = release.label(table.rows_of, row.answer, strings)?;
                facts.insert(format!("{}.{rank}", table.id), Fact::Label(label));
                estimate(facts, &format!("{}.{rank}.rate", table.id), rate);
            }
        }
    }
    Ok(())
}

/// `not_recorded.widest`: the variable of the file for which the two groups differ most in what is not recorded, with
/// both shares; an empty name where no two shares can be set side by side.
fn least_recorded(facts: &mut Facts, release: &Release, strings: &Strings) {
    let own: Vec<VarId> = release.codebook.iter().take(release.own_variables).map(|(id, _)| id).collect();
    let compares = |table: &&Table| {
        table.by.is_some_and(|by| release.codebook.get(by).name == "retrafficked") && own.contains(&table.rows_of)
    };
    let shares = |table: &Table| {
        let row = table.row(Some(Answer::NotRecorded))?;
        let of = |name: &str| {
            let by = table.by?;
            let is = |column: &Option<Answer>| column.is_some() && release.name(by, *column) == name;
            row.cells.get(table.columns.iter().position(is)?)?.share.clone()
        };
        let (yes, no) = (of("yes")?, of("no")?);
        let apart = (yes.value()? - no.value()?).abs();
        Some((table.rows_of, yes, no, apart))
    };
    let widest = release.tables.iter().filter(compares).filter_map(shares).max_by(|a, b| a.3.total_cmp(&b.3));
    facts.insert("not_recorded.widest".into(), Fact::Label(String::new()));
    if let Some((variable, yes, no, _)) = widest {
        let label = release.codebook.get(variable).labels.get(strings.language());
        facts.insert("not_recorded.widest".into(), Fact::Label(label.into()));
        number(facts, "not_recorded.widest.yes".into(), &yes);
        number(facts, "not_recorded.widest.no".into(), &no);
    }
}

fn value(number: &Protected<Number>) -> f64 {
    number.value().unwrap_or(f64::NEG_INFINITY)
}

/// Rows of real answers: no unknown, no total.
fn substantive<'a>(table: &'a Table, release: &Release) -> Vec<&'a Row> {
    let categories = &release.codebook.get(table.rows_of).categories;
    let real = |c: CategoryId| {
        let category = &categories[usize::from(c.0)];
        !category.unknown && !category.not_applicable
    };
    table.rows.iter().filter(|r| matches!(r.answer, Some(Answer::Is(c)) if real(c))).collect()
}

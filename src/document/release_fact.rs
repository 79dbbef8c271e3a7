//! Everything that a sentence can name, from a release: facts, cells, leading categories.

use std::collections::BTreeMap;

use super::Fact;
use super::release_course::course_facts;
use super::release_lead::leading;
use crate::codebook::VarId;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Cell, CurveSet, Estimate, Number, Protected, Release, Table};
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
    for step in release.flow.iter().filter(|_| release.followed()) {
        number(&mut facts, format!("flow.{}.n", step.name), &step.count);
    }
    for row in &release.sensitivity {
        estimate(&mut facts, &format!("sensitivity.{}", row.name), &row.incidence);
    }
    least_recorded(&mut facts, release, strings);
    super::release_model::model_facts(release, strings, &mut facts)?;
    let ends = [("period.first", release.periods.first()), ("period.last", release.periods.last())];
    for (name, period) in ends {
        if let Some(period) = period.filter(|_| release.followed()) {
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
        let row_name = format!("{}.{}", table.id, answer_name(row.answer, table.rows_of, release));
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let at = match (table.by, column) {
                (Some(by), Some(answer)) => format!("{row_name}.{}", answer_name(Some(*answer), by, release)),
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

pub(super) fn cell_facts(facts: &mut Facts, at: &str, cell: &Cell) {
    number(facts, format!("{at}.n"), &cell.count);
    if let Some(share) = &cell.share_known {
        number(facts, format!("{at}.share"), &share.value);
        limits(facts, at, &share.lower, &share.upper);
    }
    if let Some(share) = &cell.share {
        number(facts, format!("{at}.share_of_all"), share);
    }
}

/// The name of an answer within names of facts.
pub(super) fn answer_name(answer: Option<Answer>, variable: VarId, release: &Release) -> String {
    match answer {
        None => "total".into(),
        answer => release.name(variable, answer).into(),
    }
}

/// `not_recorded.widest`: the variable of the file for which the two groups differ most in what is not recorded, with
/// both shares; an empty name where no two shares can be set side by side, or where two variables differ equally.
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
    let mut apart: Vec<_> = release.tables.iter().filter(compares).filter_map(shares).collect();
    apart.sort_by(|a, b| b.3.total_cmp(&a.3));
    let alone = apart.len() < 2 || apart[0].3 > apart[1].3;
    let widest = apart.into_iter().next().filter(|_| alone);
    facts.insert("not_recorded.widest".into(), Fact::Label(String::new()));
    if let Some((variable, yes, no, _)) = widest {
        let label = release.codebook.get(variable).labels.get(strings.language());
        facts.insert("not_recorded.widest".into(), Fact::Label(label.into()));
        number(facts, "not_recorded.widest.yes".into(), &yes);
        number(facts, "not_recorded.widest.no".into(), &no);
    }
}

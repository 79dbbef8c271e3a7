//! Sheets and facts of what the figures of time rest on: independence, loss of contact, recurrence, symmetry, the named
//! family.

use std::collections::BTreeMap;

use super::release_extra::{column, figure, limits, sheet};
use super::release_fact::estimate;
use super::{Cell, Column, ColumnKind, Fact, Row, TableSheet};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{ContactLoss, IndicatorTest, MULTIPLIERS, Number, PClass, Protected, Recurrence, Release};
use crate::language::Strings;

type Facts = BTreeMap<String, Fact>;

/// These sheets by id, without their source.
///
/// # Errors
/// A missing string.
pub fn course_sheets(release: &Release, strings: &Strings) -> Result<BTreeMap<String, TableSheet>, Diagnostic> {
    let course = &release.course;
    let mut sheets = BTreeMap::new();
    if !course.independence.is_empty() {
        sheets.insert("independence".into(), independence(release, strings)?);
    }
    if !course.contact_loss.is_empty() {
        sheets.insert("contact_loss".into(), contact_loss(&course.contact_loss, strings)?);
    }
    if let Some(found) = course.recurrence.as_ref().filter(|found| !found.steps.is_empty()) {
        sheets.insert("recurrence".into(), recurrence(found, strings)?);
    }
    if !course.family.is_empty() {
        sheets.insert("family".into(), family(release, strings)?);
    }
    Ok(sheets)
}

fn p_text(p: &PClass, strings: &Strings) -> Result<String, Diagnostic> {
    match p.number() {
        Some(p) => Ok(p.text(strings.language())),
        None => strings.get(&format!("chance.{}", p.name())).map(str::to_string),
    }
}

fn p_cell(p: &PClass, strings: &Strings) -> Result<Cell, Diagnostic> {
    Ok(match p.number() {
        Some(p) => Cell::Number(p.clone()),
        None => Cell::Text(p_text(p, strings)?),
    })
}

fn independence(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        Column::new("", ColumnKind::Label),
        figure(strings, "column.n")?,
        figure(strings, "independence.tau")?,
        column(strings, "independence.p", ColumnKind::Text)?,
    ];
    let mut rows = Vec::new();
    for found in &release.course.independence {
        rows.push(Row::line(vec![
            Cell::Text(strings.get(&format!("case.{}", found.name))?.into()),
            Cell::Number(found.cases.clone()),
            Cell::Number(found.tau.clone()),
            p_cell(&found.p, strings)?,
        ]));
    }
    sheet(strings, "independence", columns, rows)
}

/// One row for each assumption, two columns for each horizon.
fn contact_loss(horizons: &[ContactLoss], strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let mut columns = vec![column(strings, "loss.assumption", ColumnKind::Label)?];
    for at in horizons {
        let over = strings.get(months_key(at.day))?;
        columns.push(figure(strings, "life.incidence")?.over(over));
        columns.push(figure(strings, "column.interval")?.over(over));
    }
    let plain = |label: &str, of: fn(&ContactLoss) -> &Protected<Number>| -> Result<Row, Diagnostic> {
        let mut cells = vec![Cell::Text(strings.get(label)?.into())];
        horizons.iter().for_each(|at| cells.extend([Cell::Number(of(at).clone()), Cell::Empty]));
        Ok(Row::line(cells))
    };
    let mut rows = vec![plain("loss.nobody", |at| &at.nobody)?];
    for (place, times) in MULTIPLIERS.iter().enumerate() {
        let mut cells = vec![Cell::Text(strings.get(&format!("loss.times-{times}"))?.into())];
        for at in horizons {
            cells.extend([Cell::Number(at.multiplied[place].value.clone()), limits(&at.multiplied[place])]);
        }
        rows.push(Row::line(cells));
    }
    rows.push(plain("loss.everybody", |at| &at.everybody)?);
    sheet(strings, "contact_loss", columns, rows)
}

fn months_key(day: i32) -> &'static str {
    match day {
        184 => "loss.by-6",
        366 => "loss.by-12",
        _ => "loss.by-24",
    }
}

fn recurrence(found: &Recurrence, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        column(strings, "life.days", ColumnKind::Label)?,
        figure(strings, "life.at_risk")?,
        figure(strings, "recurrence.events")?,
        figure(strings, "life.incidence")?,
        figure(strings, "column.interval")?,
    ];
    let rows = found.steps.iter().map(|step| {
        Row::line(vec![
            Cell::Text(format!("{}–{}", step.from + 1, step.to)),
            Cell::Number(step.at_risk.clone()),
            Cell::Number(step.events.clone()),
            Cell::Number(step.mean.value.clone()),
            limits(&step.mean),
        ])
    });
    sheet(strings, "recurrence", columns, rows.collect())
}

fn family(release: &Release, strings: &Strings) -> Result<TableSheet, Diagnostic> {
    let columns = vec![
        column(strings, "family.indicator", ColumnKind::Label)?,
        column(strings, "family.measure", ColumnKind::Text)?,
        figure(strings, "family.value")?,
        figure(strings, "column.interval")?,
        figure(strings, "family.p")?,
        figure(strings, "family.holm")?,
    ];
    let mut rows = Vec::new();
    for indicator in &release.course.family {
        let measure = indicator.measure.as_ref();
        let (p, holm) = match &indicator.test {
            IndicatorTest::Tested { p, holm } => (Cell::Number(p.clone()), Cell::Number(holm.clone())),
            IndicatorTest::NotTested => (Cell::Text(strings.get("family.not_tested")?.into()), Cell::Empty),
            IndicatorTest::Untestable => (Cell::Text(strings.get("family.untestable")?.into()), Cell::Empty),
        };
        rows.push(Row::line(vec![
            Cell::Text(strings.get(&format!("family.{}", indicator.name))?.into()),
            Cell::Text(strings.get(&format!("family.{}_measure", indicator.name))?.into()),
            measure.map_or(Cell::Text("–".into()), |e| Cell::Number(e.value.clone())),
            measure.map_or(Cell::Empty, limits),
            p,
            holm,
        ]));
    }
    sheet(strings, "family", columns, rows)
}

/// What sentences name: `independence.pooled`, `contact_loss.24.times-5`, `symmetry.crossing_transition`, `family.minors.p`.
///
/// `X.says` chooses words: `below` where p is below 0.05 for certain, `above` where it is not, `open` where that cannot
/// be told.
///
/// # Errors
/// A missing string.
pub fn course_facts(facts: &mut Facts, release: &Release, strings: &Strings) -> Result<(), Diagnostic> {
    let course = &release.course;
    for found in &course.independence {
        let name = format!("independence.{}", found.name);
        facts.insert(format!("{name}.tau"), Fact::Number(found.tau.clone()));
        chance(facts, &name, &found.p, strings)?;
    }
    for at in &course.contact_loss {
        let months = months_key(at.day).trim_start_matches("loss.by-");
        for (times, e) in MULTIPLIERS.iter().zip(&at.multiplied) {
            estimate(facts, &format!("contact_loss.{months}.times-{times}"), e);
        }
        facts.insert(format!("contact_loss.{months}.nobody"), Fact::Number(at.nobody.clone()));
        facts.insert(format!("contact_loss.{months}.everybody"), Fact::Number(at.everybody.clone()));
    }
    for found in &course.symmetry {
        let name = format!("symmetry.{}", found.table);
        chance(facts, &name, &found.p, strings)?;
        if let Some(kappa) = &found.kappa {
            estimate(facts, &format!("{name}.kappa"), kappa);
        }
    }
    for indicator in &course.family {
        if let IndicatorTest::Tested { p, holm } = &indicator.test {
            facts.insert(format!("family.{}.p", indicator.name), Fact::Number(p.clone()));
            facts.insert(format!("family.{}.holm", indicator.name), Fact::Number(holm.clone()));
        }
    }
    Ok(())
}

fn chance(facts: &mut Facts, name: &str, p: &PClass, strings: &Strings) -> Result<(), Diagnostic> {
    let says = match p {
        PClass::Untold => "open",
        p if p.is_below_5() => "below",
        _ => "above",
    };
    facts.insert(format!("{name}.says"), Fact::Label(says.into()));
    let text = match p.number() {
        Some(number) if number.text(strings.language()).starts_with(['<', '>']) => {
            strings.fill("chance.bound", &[("p", &p_text(p, strings)?)])?
        }
        Some(_) => strings.fill("chance.value", &[("p", &p_text(p, strings)?)])?,
        None => p_text(p, strings)?,
    };
    facts.insert(name.into(), Fact::Label(text));
    Ok(())
}

//! The analysis stage: plan, case table and cohort in, confidential results out.

use std::collections::BTreeMap;

use super::cell_set::{CellKey, CellSet};
use super::course::{Course, course};
use super::derive;
use super::frame::{Column, Frame, substantive};
use super::life::lives;
use super::life_table::{base_grid, case_only, dependence, life_table, stratum};
use super::model::{Material, model};
use super::results::{CaseOnly, CurveResult, DatePrecision, FlowStep, QualityCounts, Results, Variant, YearRate};
use super::roll_up::roll_up;
use super::tabulate::tabulate;
use crate::calendar::{Date, Days, Precision};
use crate::codebook::{CategoryId, Codebook, VarId};
use crate::cohort::{AnalysisSet, SpellKind, TimeAtRisk};
use crate::confidential::Confidential;
use crate::ingest::CaseTable;
use crate::numeric::parallel::in_order;
use crate::study::{Absent, Answer, CurveSpec, FactSpec, Observation, Plan, Population, Scheme, TableSpec};

/// What the analysis is asked for.
pub struct Question<'a> {
    /// Tables, curves and facts.
    pub plan: &'a Plan,
    /// Codebook with derived variables.
    pub codebook: &'a Codebook,
    /// How many of its variables are the file's own.
    pub own_variables: usize,
    /// Rules of observation.
    pub observation: &'a Observation,
    /// Categories with fewer persons are rolled up where a table asks for it.
    pub roll_up_below: u64,
    /// Whether the lives of single persons are wanted: of all reports an internal one alone may draw them.
    pub lives: bool,
}

/// Counts and collects everything the plan asks for.
pub fn analyse(
    question: &Question<'_>,
    table: &CaseTable,
    set: &AnalysisSet,
    quality: QualityCounts,
) -> Confidential<Results> {
    let mut codebook = question.codebook.clone();
    let mut frames = BTreeMap::from([
        (Population::Assisted, derive::persons(table, &codebook, set)),
        (Population::Transitions, derive::transitions(table, &codebook, set)),
    ]);
    let episodes_recorded =
        table.numbered || set.persons.retrafficked.iter().any(|&r| r) || table.persons as usize != table.rows();
    let dates_recorded = table.exit.iter().any(Option::is_some);
    let followed = dates_recorded && episodes_recorded;
    let mut absent = question.plan.absent.clone();
    let mut tables = Vec::new();
    for spec in &question.plan.tables {
        match usable(spec, &frames, &codebook, episodes_recorded) {
            Ok(spec) => tables.push(roll_up(spec, &mut codebook, &mut frames, question.roll_up_below)),
            Err(missing) => absent.push(missing),
        }
    }
    let mut cells = CellSet::default();
    for spec in &tables {
        if let Some(frame) = frames.get(&spec.population) {
            tabulate(spec, frame, &codebook, &mut cells);
        }
    }
    let mut facts: Vec<FactSpec> = Vec::new();
    for fact in &question.plan.facts {
        match uncountable(fact, &frames, &codebook, episodes_recorded) {
            Some(missing) => absent.push(missing),
            None => facts.push(fact.clone()),
        }
    }
    count_facts(&facts, &frames, &codebook, &mut cells);
    let persons = frames.get(&Population::Assisted);
    let at_risk = set.spells.at_risk(question.observation).first_of_person(&set.spells);
    let curves = if followed {
        question.plan.curves.iter().filter_map(|c| curve(c, &at_risk, set, persons, &codebook)).collect()
    } else {
        Vec::new()
    };
    let models = match persons.filter(|_| followed) {
        Some(persons) => {
            let material = Material { table, codebook: &codebook, set, at_risk: &at_risk, persons };
            in_order(question.plan.models.iter().collect(), |spec| model(spec, &material))
        }
        None => Vec::new(),
    };
    let cases = |name, kind| CaseOnly { dependence: dependence(&set.cases, kind), ..case_only(name, &set.cases, kind) };
    Confidential::new(Results {
        own_variables: question.own_variables,
        cells,
        tables,
        facts,
        absent,
        episodes_recorded,
        dates_recorded,
        curves,
        case_only: vec![
            cases("pooled", None),
            cases("prospective", Some(SpellKind::Prospective)),
            cases("retrospective", Some(SpellKind::Retrospective)),
        ],
        flow: set.flow.steps().iter().map(|&(step, n)| FlowStep { name: step.name(), count: n as u64 }).collect(),
        years: at_risk
            .by_calendar_year(&set.spells)
            .totals()
            .into_iter()
            .map(|(year, days, events)| YearRate { year, days, events: u64::from(events) })
            .collect(),
        variants: if followed { variants(question, table, set) } else { Vec::new() },
        models,
        course: if followed { course(question, set) } else { Course::default() },
        lives: question.lives.then(|| lives(set, table)),
        quality: QualityCounts { dates: dates(table), ..quality },
        codebook,
    })
}

/// The table as it can be made, or what is missing for it.
fn usable(
    spec: &TableSpec,
    frames: &BTreeMap<Population, Frame>,
    codebook: &Codebook,
    episodes_recorded: bool,
) -> Result<TableSpec, Absent> {
    let frame = frames.get(&spec.population);
    let told = |var| frame.is_some_and(|f| f.tells(var));
    let missing = |var| Absent { id: spec.id.clone(), variable: codebook.get(var).name.clone() };
    let needs_episodes = |name: &str| matches!(name, "retrafficked" | "case_kind" | "episodes_known");
    let mut spec_made = spec.clone();
    if !episodes_recorded {
        if needs_episodes(&codebook.get(spec.rows).name) || spec.population == Population::Transitions {
            return Err(missing(spec.rows));
        }
        if let Some((var, _)) = spec.only.iter().find(|(var, _)| needs_episodes(&codebook.get(*var).name)) {
            return Err(missing(*var));
        }
        spec_made.by = spec.by.filter(|&by| !needs_episodes(&codebook.get(by).name));
    }
    // What is derived from episodes is known of everybody once they are recorded, even where nobody has a second one.
    if !told(spec.rows) && !needs_episodes(&codebook.get(spec.rows).name) {
        return Err(missing(spec.rows));
    }
    match spec_made.by {
        Some(by) if !told(by) => Err(missing(by)),
        _ => Ok(spec_made),
    }
}

/// What is missing for a fact, if anything.
fn uncountable(
    fact: &FactSpec,
    frames: &BTreeMap<Population, Frame>,
    codebook: &Codebook,
    episodes_recorded: bool,
) -> Option<Absent> {
    let frame = frames.get(&fact.population);
    let told = |var| frame.is_some_and(|f| f.tells(var));
    let missing = |var| Absent { id: fact.name.clone(), variable: codebook.get(var).name.clone() };
    let of_episodes = |var| codebook.get(var).name == "retrafficked" || fact.population == Population::Transitions;
    let conditions = || fact.of.iter().chain(&fact.among).map(|&(var, _)| var);
    if let Some(var) = conditions().find(|&var| !told(var) || (!episodes_recorded && of_episodes(var))) {
        return Some(missing(var));
    }
    let nobody = !episodes_recorded && fact.population == Population::Transitions;
    nobody.then(|| Absent { id: fact.name.clone(), variable: "retrafficked".into() })
}

fn count_facts(facts: &[FactSpec], frames: &BTreeMap<Population, Frame>, codebook: &Codebook, cells: &mut CellSet) {
    for fact in facts {
        let Some(frame) = frames.get(&fact.population) else { continue };
        for given in [&fact.of, &fact.among] {
            let key = CellKey::new(fact.population, given.clone());
            let conditions: Option<Vec<Condition<'_>>> = given.iter().map(|c| condition(frame, codebook, c)).collect();
            let n =
                conditions.map_or(0, |all| (0..frame.units).filter(|&unit| all.iter().all(|c| c.meets(unit))).count());
            cells.insert(key, n as u64);
        }
    }
}

/// One answer asked of a column: which of its categories give it, or that none does.
struct Condition<'a> {
    column: &'a Column,
    categories: Vec<bool>,
    none: bool,
}

fn condition<'a>(
    frame: &'a Frame,
    codebook: &Codebook,
    &(variable, answer): &(VarId, Answer),
) -> Option<Condition<'a>> {
    let column = frame.columns.get(&variable)?;
    let known = substantive(codebook, variable);
    let categories = match answer {
        Answer::Is(category) => (0..known.len()).map(|i| i == usize::from(category.0)).collect(),
        Answer::Known => known,
        Answer::NotRecorded => vec![true; known.len()],
    };
    Some(Condition { column, categories, none: answer == Answer::NotRecorded })
}

impl Condition<'_> {
    fn meets(&self, unit: usize) -> bool {
        self.column.any(unit, |category| self.categories[usize::from(category.0)]) != self.none
    }
}

fn curve(
    spec: &CurveSpec,
    at_risk: &TimeAtRisk,
    set: &AnalysisSet,
    persons: Option<&Frame>,
    codebook: &Codebook,
) -> Option<CurveResult> {
    let strata = match spec.by {
        None => vec![stratum(None, at_risk)],
        Some(by) => {
            let column = persons?.columns.get(&by).filter(|c| !c.is_blank())?;
            let person = |spell: usize| set.spells.person[spell].0 as usize;
            let categories = &codebook.get(by).categories;
            let shown = categories.iter().enumerate().filter(|(_, c)| !c.unknown && !c.not_applicable);
            shown
                .map(|(c, _)| CategoryId(c as u16))
                .map(|c| stratum(Some((by, c)), &at_risk.only(|spell| column.has(person(spell), c))))
                .collect()
        }
    };
    Some(CurveResult { spec: spec.clone(), strata })
}

/// The overall life table under other rules, in a fixed order.
fn variants(question: &Question<'_>, table: &CaseTable, set: &AnalysisSet) -> Vec<Variant> {
    let base = question.observation;
    let of = |set: &AnalysisSet, rules: &Observation| {
        let at_risk = set.spells.at_risk(rules).first_of_person(&set.spells);
        life_table(&at_risk, &base_grid())
    };
    let lag = |months| Observation { lag_months: months, scheme: Scheme::Registry, ..*base };
    let contact = Observation { scheme: Scheme::Contact, ..*base };
    let no_grace = Observation { grace: Days(0), ..*base };
    let regrouped = AnalysisSet::build(table, question.codebook, &no_grace);
    vec![
        Variant { name: "as-reported", table: of(set, base) },
        Variant { name: "lag-0", table: of(set, &lag(0)) },
        Variant { name: "lag-24", table: of(set, &lag(24)) },
        Variant { name: "grace-0", table: of(&regrouped, &no_grace) },
        Variant { name: "contact", table: of(set, &contact) },
    ]
}

fn dates(table: &CaseTable) -> Vec<DatePrecision> {
    let count = |role, column: &[Option<Date>]| {
        let mut counts = [0; 4];
        for date in column {
            let at = match date.map(Date::precision) {
                None => 0,
                Some(Precision::Year) => 1,
                Some(Precision::Month) => 2,
                Some(Precision::Day) => 3,
            };
            counts[at] += 1;
        }
        DatePrecision { role, counts }
    };
    vec![
        count("entry_date", &table.entry),
        count("exit_date", &table.exit),
        count("identified_date", &table.identified),
        count("return_date", &table.returned),
        count("assistance_start", &table.assistance_start),
        count("assistance_end", &table.assistance_end),
        count("last_contact_date", &table.last_contact),
    ]
}

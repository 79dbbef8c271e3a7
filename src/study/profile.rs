//! The embedded profile of tables and curves, resolved against a codebook and its derived variables.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::model::{ModelSection, model};
use super::observation::Observation;
use super::report::LabelSection;
use super::spec::{Absent, Answer, CurveSpec, FactKind, FactSpec, Order, Plan, Population, TableSpec};
use super::toml_place::unreadable;
use crate::codebook::{Category, Codebook, Kind, Labels, Level, VarId, Variable};
use crate::diagnostic::Diagnostic;

const PROFILE: &str = include_str!("../../templates/profile.toml");
const DERIVED: &str = include_str!("../../templates/derived.toml");

/// Earliest year shown by itself where report.toml does not say when the database opened.
const YEARS_SHOWN: i16 = 15;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: u32,
    #[serde(default)]
    table: Vec<TableSection>,
    #[serde(default)]
    curve: Vec<CurveSection>,
    #[serde(default)]
    model: Vec<ModelSection>,
    #[serde(default)]
    fact: Vec<FactSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactSection {
    name: String,
    kind: FactKind,
    #[serde(default = "assisted")]
    population: Population,
    #[serde(default)]
    of: BTreeMap<String, String>,
    #[serde(default)]
    among: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableSection {
    id: String,
    title: LabelSection,
    rows: String,
    by: Option<String>,
    #[serde(default = "assisted")]
    population: Population,
    #[serde(default)]
    only: BTreeMap<String, String>,
    #[serde(default)]
    order: Order,
    #[serde(default)]
    roll_up: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurveSection {
    id: String,
    title: LabelSection,
    by: Option<String>,
}

fn assisted() -> Population {
    Population::Assisted
}

/// The codebook with every derived variable behind the file's own: tiers of hierarchies (`citizenship.region`),
/// what `derived.toml` describes, the year of first assistance, and `later_*` twins for the later of two episodes.
///
/// # Errors
/// A derived name that the file's codebook already uses for something else.
pub fn derived_codebook(own: &Codebook, observation: &Observation) -> Result<Codebook, Vec<Diagnostic>> {
    let mut all = own.clone();
    for (_, variable) in own.iter() {
        for tier in tiers(variable) {
            add(&mut all, tier)?;
        }
    }
    if let Some(id) = own.find("exploitation_type") {
        add(&mut all, main_exploitation(own.get(id)))?;
    }
    all.extend_from(DERIVED, "derived.toml")?;
    add(&mut all, assisted_year(observation))?;
    let later: Vec<Variable> = all.iter().filter(|(_, v)| v.level == Level::Episode).map(|(_, v)| later(v)).collect();
    for variable in later {
        add(&mut all, variable)?;
    }
    Ok(all)
}

fn add(codebook: &mut Codebook, variable: Variable) -> Result<(), Vec<Diagnostic>> {
    let name = variable.name.clone();
    codebook.push(variable).map(|_| ()).ok_or_else(|| {
        vec![Diagnostic::error(
            "S010",
            format!("the codebook defines `{name}`, a name that the program derives itself"),
            "rename the variable in codebook.toml",
        )]
    })
}

fn plain(name: impl Into<String>, labels: Labels) -> Category {
    Category { name: name.into(), labels, unknown: false, not_applicable: false, structural_zero: false }
}

/// The recorded exploitation as one coarse answer: a transition matrix of every type would be withheld cell by cell.
fn main_exploitation(types: &Variable) -> Variable {
    let label = |en: &str, fr: &str, es: &str| Labels { en: en.into(), fr: Some(fr.into()), es: Some(es.into()) };
    let categories = vec![
        plain("sexual", label("Sexual exploitation", "Exploitation sexuelle", "Explotación sexual")),
        plain("labour", label("Labour exploitation", "Exploitation par le travail", "Explotación laboral")),
        plain("other", label("Other exploitation", "Autre exploitation", "Otra explotación")),
        plain("several", label("Several kinds", "Plusieurs formes", "Varias formas")),
    ];
    Variable {
        name: "main_exploitation".into(),
        kind: Kind::Categorical,
        labels: label("Kind of exploitation", "Forme d’exploitation", "Forma de explotación"),
        description: Labels::same(
            "Sexual; labour (forced labour and domestic servitude); any other; several where kinds are combined.",
        ),
        categories,
        groups: Vec::new(),
        ..types.clone()
    }
}

/// One variable per tier of a hierarchy; its categories are the groups, then the answers that are no place at all.
fn tiers(variable: &Variable) -> Vec<Variable> {
    let mut names: Vec<&str> = Vec::new();
    for group in &variable.groups {
        if !names.contains(&group.tier.as_str()) {
            names.push(&group.tier);
        }
    }
    names
        .into_iter()
        .map(|tier| {
            let groups = variable.groups.iter().filter(|g| g.tier == tier).map(|g| plain(&g.name, g.labels.clone()));
            let aside = variable.categories.iter().filter(|c| c.unknown || c.not_applicable).cloned();
            Variable {
                name: format!("{}.{tier}", variable.name),
                categories: groups.chain(aside).collect(),
                groups: Vec::new(),
                bands: Vec::new(),
                kind: if variable.kind == Kind::Number { Kind::Ordinal } else { variable.kind },
                ..variable.clone()
            }
        })
        .collect()
}

fn assisted_year(observation: &Observation) -> Variable {
    let last = observation.cutoff.year();
    let first = observation.opened.map_or(last - YEARS_SHOWN, |d| d.year()).min(last);
    let earlier = Labels { en: "Earlier".into(), fr: Some("Avant".into()), es: Some("Antes".into()) };
    let years = (first..=last).map(|y| plain(y.to_string(), Labels::same(y.to_string())));
    Variable {
        name: "assisted_year".into(),
        kind: Kind::Ordinal,
        level: Level::Person,
        labels: Labels {
            en: "Year of first assistance".into(),
            fr: Some("Année de la première assistance".into()),
            es: Some("Año de la primera asistencia".into()),
        },
        description: Labels::same(
            "Start of the first assistance, or the first identification where no start is recorded.",
        ),
        sensitive: false,
        categories: std::iter::once(plain("earlier", earlier)).chain(years).collect(),
        bands: Vec::new(),
        groups: Vec::new(),
    }
}

fn later(variable: &Variable) -> Variable {
    Variable {
        name: format!("later_{}", variable.name),
        labels: Labels {
            en: format!("{}, later episode", variable.labels.en),
            fr: variable.labels.fr.as_ref().map(|l| format!("{l}, épisode ultérieur")),
            es: variable.labels.es.as_ref().map(|l| format!("{l}, episodio posterior")),
        },
        ..variable.clone()
    }
}

/// The report's plan over an extended codebook: profile tables first, then one table for each variable of the
/// file's own codebook (`own`, the first so many variables) that the profile leaves out.
///
/// # Errors
/// Faults of the profile itself.
pub fn plan(codebook: &Codebook, own: usize) -> Result<Plan, Vec<Diagnostic>> {
    let file: File = toml::from_str(PROFILE)
        .map_err(|e| vec![unreadable("S011", "profile.toml", PROFILE, &e, "mend the profile")])?;
    let mut plan = Plan::default();
    for section in file.table {
        match table(section, codebook) {
            Ok(spec) => plan.tables.push(spec),
            Err(absent) => plan.absent.push(absent),
        }
    }
    for section in file.curve {
        let by = match section.by.as_deref().map(|name| find(codebook, &section.id, name)).transpose() {
            Ok(by) => by,
            Err(absent) => {
                plan.absent.push(absent);
                continue;
            }
        };
        plan.curves.push(CurveSpec { id: section.id, title: section.title.into(), by });
    }
    plan.models = file.model.into_iter().map(|section| model(section, codebook)).collect();
    for section in file.fact {
        match fact(section, codebook) {
            Ok(spec) => plan.facts.push(spec),
            Err(absent) => plan.absent.push(absent),
        }
    }
    for (id, variable) in codebook.iter().take(own) {
        if !plan.tables.iter().any(|t| t.rows == id) {
            plan.tables.push(TableSpec {
                id: format!("all.{}", variable.name),
                title: variable.labels.clone(),
                population: Population::Assisted,
                rows: id,
                by: None,
                only: Vec::new(),
                order: if variable.groups.is_empty() { Order::Codebook } else { Order::Value },
                roll_up: !variable.groups.is_empty(),
            });
        }
    }
    Ok(plan)
}

fn find(codebook: &Codebook, id: &str, name: &str) -> Result<VarId, Absent> {
    codebook.find(name).ok_or_else(|| Absent { id: id.into(), variable: name.into() })
}

fn table(section: TableSection, codebook: &Codebook) -> Result<TableSpec, Absent> {
    let rows = find(codebook, &section.id, &section.rows)?;
    let by = section.by.as_deref().map(|name| find(codebook, &section.id, name)).transpose()?;
    let mut only = Vec::new();
    for (variable, category) in &section.only {
        let var = find(codebook, &section.id, variable)?;
        let category = codebook.get(var).category(category);
        only.push((var, category.ok_or_else(|| Absent { id: section.id.clone(), variable: variable.clone() })?));
    }
    only.sort_unstable();
    Ok(TableSpec {
        id: section.id,
        title: section.title.into(),
        population: section.population,
        rows,
        by,
        only,
        order: section.order,
        roll_up: section.roll_up,
    })
}

fn fact(section: FactSection, codebook: &Codebook) -> Result<FactSpec, Absent> {
    let conditions = |map: &BTreeMap<String, String>| {
        let resolve = |(variable, answer): (&String, &String)| {
            let var = find(codebook, &section.name, variable)?;
            let answer = match answer.as_str() {
                "*" => Some(Answer::Known),
                name => codebook.get(var).category(name).map(Answer::Is),
            };
            Ok((var, answer.ok_or_else(|| Absent { id: section.name.clone(), variable: variable.clone() })?))
        };
        map.iter().map(resolve).collect::<Result<Vec<_>, Absent>>()
    };
    let among = conditions(&section.among)?;
    let mut of = conditions(&section.of)?;
    let outside: Vec<_> = among.iter().filter(|(var, _)| !of.iter().any(|(v, _)| v == var)).copied().collect();
    of.extend(outside);
    Ok(FactSpec { name: section.name, kind: section.kind, population: section.population, of, among })
}

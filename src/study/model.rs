//! What a regression of the report is to hold: covariates by name and level, in order of priority. Reads no data.

use super::report::LabelSection;
use crate::codebook::{CategoryId, Codebook, Kind, Labels, VarId, Variable};

/// What a model looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// What was known at the exit.
    #[default]
    Origin,
    /// What changes after the exit, day by day.
    TimeDependent,
    /// What had happened by 12 months after the exit, among those then under observation.
    Landmark,
}

/// What happens after an exit, as a covariate that changes with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// `before` and `during` assistance, the month after its last recorded day included, and `after`.
    Assistance,
    /// `waiting` for a recorded return, `returned`, returned by force and without referral (`forced_without`), `stayed`.
    Return,
    /// Time assisted by the landmark: `short`, under 6 months, or `long`.
    AssistedBy,
}

/// Where a covariate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The person, by the first recorded episode.
    Person(VarId),
    /// The episode before the spell.
    Episode(VarId),
    /// What happened since.
    Course(Course),
}

/// One level of a covariate: any of these answers, or a state of a course by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelSpec {
    /// Stable name.
    pub name: String,
    /// Printed.
    pub labels: Labels,
    /// Answers that make it; none for a state.
    pub answers: Vec<CategoryId>,
}

/// One covariate. The first level is the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct TermSpec {
    /// Stable name.
    pub name: String,
    /// Printed.
    pub labels: Labels,
    /// Where it comes from.
    pub source: Source,
    /// At least two levels.
    pub levels: Vec<LevelSpec>,
}

/// One model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelSpec {
    /// Stable name.
    pub id: String,
    /// Printed.
    pub title: Labels,
    /// What it looks at.
    pub kind: ModelKind,
    /// Covariates, the most important first.
    pub terms: Vec<TermSpec>,
    /// Covariates of the profile that this codebook cannot give, by label.
    pub missing: Vec<Labels>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelSection {
    id: String,
    title: LabelSection,
    kind: ModelKind,
    #[serde(default)]
    term: Vec<TermSection>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TermSection {
    variable: Option<String>,
    course: Option<Course>,
    #[serde(default)]
    of_episode: bool,
    labels: Option<LabelSection>,
    level: Vec<LevelSection>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelSection {
    name: Option<String>,
    labels: Option<LabelSection>,
    #[serde(default)]
    answers: Vec<String>,
}

/// The model over a codebook; a covariate that the codebook does not have, or has fewer than two levels of, is missing.
pub(super) fn model(section: ModelSection, codebook: &Codebook) -> ModelSpec {
    let mut spec = ModelSpec {
        id: section.id,
        title: section.title.into(),
        kind: section.kind,
        terms: Vec::new(),
        missing: Vec::new(),
    };
    for section in section.term {
        let name = section.variable.clone().unwrap_or_default();
        match term(section, codebook) {
            Ok(term) => spec.terms.push(term),
            Err(labels) => spec.missing.push(labels.unwrap_or_else(|| Labels::same(name))),
        }
    }
    spec
}

fn term(section: TermSection, codebook: &Codebook) -> Result<TermSpec, Option<Labels>> {
    let own = section.labels.map(Labels::from);
    let Some(course) = section.course else {
        let variable = section.variable.as_deref().and_then(|name| codebook.find(name)).ok_or(own.clone())?;
        let known = codebook.get(variable);
        let labels = own.unwrap_or_else(|| known.labels.clone());
        let levels: Vec<LevelSpec> = section.level.into_iter().filter_map(|l| answered(l, known)).collect();
        if levels.len() < 2 || known.kind == Kind::MultiResponse {
            return Err(Some(labels));
        }
        let source = if section.of_episode { Source::Episode(variable) } else { Source::Person(variable) };
        return Ok(TermSpec { name: known.name.clone(), labels, source, levels });
    };
    let levels = section.level.into_iter().filter_map(|level| {
        let labels = level.labels?.into();
        Some(LevelSpec { name: level.name?, labels, answers: Vec::new() })
    });
    let name = match course {
        Course::Assistance => "assistance",
        Course::Return => "return",
        Course::AssistedBy => "assisted_by",
    };
    let labels = own.unwrap_or_else(|| Labels::same(name));
    Ok(TermSpec { name: name.into(), labels, source: Source::Course(course), levels: levels.collect() })
}

/// A level of those of its answers that the codebook has; the label is that of its one answer where none is given.
fn answered(section: LevelSection, variable: &Variable) -> Option<LevelSpec> {
    let answers: Vec<CategoryId> = section.answers.iter().filter_map(|name| variable.category(name)).collect();
    let first = *answers.first()?;
    let category = &variable.categories[usize::from(first.0)];
    Some(LevelSpec {
        name: section.name.unwrap_or_else(|| category.name.clone()),
        labels: section.labels.map_or_else(|| category.labels.clone(), Labels::from),
        answers,
    })
}

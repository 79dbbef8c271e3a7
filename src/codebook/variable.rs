//! Variables and categories, addressed by dense ids in codebook order.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::language::Language;

/// Index of a variable in its codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(pub u16);

/// Index of a category within its variable. A cell that was left empty has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryId(pub u16);

/// A text in the report's languages. English is always there and stands in for a missing one.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Labels {
    /// English.
    pub en: String,
    /// French.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fr: Option<String>,
    /// Spanish.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub es: Option<String>,
}

/// What a variable's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of several categories without an order.
    Categorical,
    /// One of several categories in the order of the codebook.
    Ordinal,
    /// Several categories at once.
    MultiResponse,
    /// A whole number, tabulated in bands (its categories are the bands).
    Number,
}

/// What one value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The same for a person in every row.
    Person,
    /// May change from episode to episode.
    Episode,
}

/// One answer of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Stable name, as in the case file.
    pub name: String,
    /// Printed text.
    pub labels: Labels,
    /// Asked, but the answer is not known: left out of "share of known".
    pub unknown: bool,
    /// The question did not arise; left out of "share of known" too.
    pub not_applicable: bool,
    /// Nobody can be in this category: printed as a structural zero.
    pub structural_zero: bool,
}

/// End of the name of a variable whose small categories are joined. A name in a codebook has no dot.
pub const SHOWN: &str = ".shown";

/// Beginning of the name of a category of such a variable that joins what is too small to be named.
pub const REMAINDER: &str = "rest";

impl Category {
    /// True for what is left of a group or of all when small categories were joined: no answer that anybody gave.
    pub fn is_remainder(&self) -> bool {
        self.name.strip_prefix(REMAINDER).is_some_and(|end| end.is_empty() || end.starts_with('.'))
    }
}

/// Limits of a number's category, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Smallest value.
    pub from: i32,
    /// Largest value.
    pub to: i32,
}

/// A coarser category: members of one variable under one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Name of the tier, such as `region` or `section`.
    pub tier: String,
    /// Stable name.
    pub name: String,
    /// Printed text.
    pub labels: Labels,
    /// Members, sorted.
    pub members: Vec<CategoryId>,
}

/// One variable of the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Stable name, as in the case file.
    pub name: String,
    /// Kind of values.
    pub kind: Kind,
    /// What a value belongs to.
    pub level: Level,
    /// Printed text.
    pub labels: Labels,
    /// One sentence on what is recorded.
    pub description: Labels,
    /// A row in which all share one answer says something about each of them.
    pub sensitive: bool,
    /// Answers in order.
    pub categories: Vec<Category>,
    /// For [`Kind::Number`]: limits of each category, same length as `categories` ([`Band::NONE`] for a category
    /// such as `unknown` that holds no number); else empty.
    pub bands: Vec<Band>,
    /// Hierarchy, finest tier first.
    pub groups: Vec<Group>,
}

/// All variables, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codebook {
    variables: Vec<Variable>,
    countries: BTreeSet<VarId>,
    warnings: Vec<Diagnostic>,
}

impl Band {
    /// Limits that hold no number.
    pub const NONE: Band = Band { from: i32::MAX, to: i32::MIN };
}

impl Labels {
    /// The text in a language, English where there is none.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::French => self.fr.as_deref().unwrap_or(&self.en),
            Language::Spanish => self.es.as_deref().unwrap_or(&self.en),
        }
    }

    /// A text that is the same in all languages.
    pub fn same(text: impl Into<String>) -> Self {
        Labels { en: text.into(), fr: None, es: None }
    }
}

impl Variable {
    /// The id of a category by name.
    pub fn category(&self, name: &str) -> Option<CategoryId> {
        self.categories.iter().position(|c| c.name == name).map(|i| CategoryId(i as u16))
    }

    /// The band that holds a number.
    pub fn band(&self, value: i32) -> Option<CategoryId> {
        self.bands.iter().position(|b| b.from <= value && value <= b.to).map(|i| CategoryId(i as u16))
    }
}

impl Codebook {
    /// An empty codebook.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a variable and gives its id, or `None` where the name is taken or 65,535 variables stand already.
    pub fn push(&mut self, variable: Variable) -> Option<VarId> {
        let id = u16::try_from(self.variables.len()).ok()?;
        if self.find(&variable.name).is_some() {
            return None;
        }
        self.variables.push(variable);
        Some(VarId(id))
    }

    /// The variable with this id. Ids come from this codebook, so there always is one.
    pub fn get(&self, id: VarId) -> &Variable {
        &self.variables[usize::from(id.0)]
    }

    /// The id of a variable by name.
    pub fn find(&self, name: &str) -> Option<VarId> {
        self.variables.iter().position(|v| v.name == name).map(|i| VarId(i as u16))
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (VarId, &Variable)> {
        self.variables.iter().enumerate().map(|(i, v)| (VarId(i as u16), v))
    }

    /// True where the categories are the built-in countries: three-letter codes are then read as well.
    pub fn is_countries(&self, id: VarId) -> bool {
        self.countries.contains(&id)
    }

    pub(super) fn mark_countries(&mut self, id: VarId) {
        self.countries.insert(id);
    }

    /// What was odd about the texts this codebook was read from, though not wrong.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    pub(super) fn warn(&mut self, found: Vec<Diagnostic>) {
        self.warnings.extend(found);
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.variables.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }
}

//! What the workbench answers: one outcome or one refusal for each analysis, in the order asked.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::comparison::Comparison;
use super::competing::{FineGray, Incidences};
use super::cox::{Cox, Firth};
use super::curve::Curves;
use super::refusal::Refusal;
use super::tally::{CrossCounts, Frequencies};

/// All answers to one request.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answers {
    /// Of a data file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analyses: Option<Vec<Answer>>,
    /// Of cases with their own input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cases: Option<Vec<Answer>>,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// As in the request.
    pub id: Value,
    /// As in the request.
    pub kind: Value,
    /// The result, or why there is none.
    pub outcome: Result<Outcome, Refusal>,
}

/// A result by its layout.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// `km`.
    Curves(Curves),
    /// `logrank`.
    Comparison(Box<Comparison>),
    /// `cox`.
    Cox(Box<Cox>),
    /// `cox_firth`.
    Firth(Firth),
    /// `aalen_johansen`.
    Incidences(Incidences),
    /// `fine_gray`.
    FineGray(FineGray),
    /// `frequency`.
    Frequencies(Frequencies),
    /// `crosstab`.
    CrossCounts(CrossCounts),
    /// All others.
    Plain(Value),
}

impl Answers {
    /// Every answer.
    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.analyses.iter().chain(&self.cases).flatten()
    }
}

impl Answer {
    /// The name as a text.
    pub fn name(&self) -> String {
        match &self.id {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// The type as a text.
    pub fn type_name(&self) -> &str {
        self.kind.as_str().unwrap_or_default()
    }

    /// Rows left out because they leave at or before they enter.
    pub fn never_at_risk(&self) -> usize {
        match &self.outcome {
            Ok(Outcome::Curves(curves)) => curves.never_at_risk,
            Ok(Outcome::Incidences(incidences)) => incidences.never_at_risk,
            Ok(Outcome::Cox(cox)) => cox.never_at_risk,
            _ => 0,
        }
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("type", &self.kind)?;
        match &self.outcome {
            Ok(outcome) => map.serialize_entry("result", outcome)?,
            Err(refusal) => map.serialize_entry("error", refusal)?,
        }
        map.end()
    }
}

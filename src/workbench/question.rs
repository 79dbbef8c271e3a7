//! One question as a person types it, turned into the analyses that answer it.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::estimate::{DataFile, Estimated, estimate_from, open};
use super::spec::{Entry, SpecFile};
use crate::diagnostic::{Diagnostic, Place};

/// What a person asks of one table. Names are those of columns.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// When a row leaves.
    pub time: String,
    /// How it leaves.
    pub status: String,
    /// Values of the status that are the event; 1 where none are given.
    pub events: Vec<String>,
    /// Values of the status that compete with it.
    pub competing: Vec<String>,
    /// When a row comes under observation.
    pub entry: Option<String>,
    /// Groups to compare.
    pub by: Option<String>,
    /// Compare and fit within these.
    pub strata: Option<String>,
    /// Weights of rows.
    pub weights: Option<String>,
    /// Rows that belong together.
    pub cluster: Option<String>,
    /// `age`, `log(age)`, `sqrt(age)`, `factor(office)`, `sex=F` with the reference.
    pub covariates: Vec<String>,
    /// Whether to fit with Firth's penalty.
    pub firth: bool,
    /// Ties of the plain fit.
    pub ties: Option<String>,
    /// Scale of intervals.
    pub conf: Option<String>,
    /// Times at which curves are read.
    pub at: Vec<f64>,
    /// Limits of restricted means.
    pub tau: Vec<f64>,
}

impl Question {
    /// The analyses that answer it.
    pub fn request(&self) -> SpecFile {
        let mut entries = Vec::new();
        let mut add = |kind: &str, more: Value| {
            let mut spec = self.follow_up();
            if let Value::Object(more) = more {
                spec.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
            }
            entries.push(Entry::new(kind, kind, Value::Object(spec)));
        };
        let at = (!self.at.is_empty()).then_some(&self.at);
        let groups = json!({ "group": self.by, "cluster": self.cluster, "at": at });
        if self.competing.is_empty() {
            let mut curve = groups;
            curve["conf_type"] = json!(self.conf);
            curve["rmst_tau"] = json!(self.tau);
            add("km", curve);
            if self.weights.is_none() {
                add("person_time_rate", json!({ "group": self.by }));
            }
            if self.by.is_some() {
                add("logrank", json!({ "group": self.by, "strata": self.strata }));
            }
        } else {
            add("aalen_johansen", groups);
            if self.by.is_some() {
                add("gray_test", json!({ "group": self.by, "strata": self.strata }));
            }
        }
        if !self.covariates.is_empty() {
            let covariates: Vec<Value> = self.covariates.iter().map(|text| covariate(text)).collect();
            let mut model = json!({ "covariates": covariates, "strata": self.strata });
            if self.firth {
                add("cox_firth", model);
            } else {
                if !self.competing.is_empty() {
                    add("fine_gray", json!({ "covariates": covariates }));
                }
                model["cluster"] = json!(self.cluster);
                model["ties"] = json!(self.ties);
                add("cox", model);
            }
        }
        SpecFile { analyses: Some(entries), cases: None }
    }

    /// Keys that every analysis has.
    fn follow_up(&self) -> Map<String, Value> {
        let events = if self.events.is_empty() { vec!["1".to_owned()] } else { self.events.clone() };
        let causes: Vec<&String> = events.iter().take(1).chain(&self.competing).collect();
        let keys = json!({
            "time": self.time,
            "status": self.status,
            "event_values": events,
            "causes": if self.competing.is_empty() { Value::Null } else { json!(causes) },
            "cause": if self.competing.is_empty() { Value::Null } else { json!(events[0]) },
            "entry": self.entry,
            "weights": self.weights,
        });
        match keys {
            Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => Map::new(),
        }
    }

    /// Every column named, with the words that named it.
    fn columns(&self) -> Vec<(&'static str, String)> {
        let mut named = vec![("--time", self.time.clone()), ("--status", self.status.clone())];
        let options = [
            ("--entry", &self.entry),
            ("--by", &self.by),
            ("--strata", &self.strata),
            ("--weights", &self.weights),
            ("--cluster", &self.cluster),
        ];
        named.extend(options.into_iter().filter_map(|(flag, name)| Some((flag, name.clone()?))));
        let column = |text: &String| covariate(text)["column"].as_str().unwrap_or_default().to_owned();
        named.extend(self.covariates.iter().map(|text| ("--covariates", column(text))));
        named
    }
}

/// A covariate as typed.
fn covariate(text: &str) -> Value {
    let within = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')').map(str::trim);
    if let Some(column) = within("log") {
        json!({ "column": column, "kind": "numeric", "transform": "log" })
    } else if let Some(column) = within("sqrt") {
        json!({ "column": column, "kind": "numeric", "transform": "sqrt" })
    } else if let Some(column) = within("factor") {
        json!({ "column": column, "kind": "factor" })
    } else if let Some((column, reference)) = text.split_once('=') {
        json!({ "column": column.trim(), "kind": "factor", "reference": reference.trim() })
    } else {
        json!({ "column": text.trim() })
    }
}

/// Answers a question about a table.
///
/// # Errors
/// A file that cannot be read; `W012` for every column that is not there.
pub fn ask(path: &Path, file: &DataFile, question: &Question) -> Result<Estimated, Vec<Diagnostic>> {
    let named = question.columns();
    let source = open(path, file, Some(named.iter().map(|(_, name)| name.clone()).collect()))?;
    let unknown: Vec<Diagnostic> = named
        .iter()
        .filter_map(|(flag, name)| {
            let refusal = source.column(name).err()?;
            let help = "the names of columns are in the first line of the file";
            Some(Diagnostic::error("W012", format!("{flag}: {}", refusal.message), help).at(Place::file(&file.shown)))
        })
        .collect();
    if unknown.is_empty() { Ok(estimate_from(Some(&source), &question.request())) } else { Err(unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_becomes_its_analyses() {
        let mut question = Question { time: "t".into(), status: "s".into(), ..Question::default() };
        let kinds = |question: &Question| -> Vec<String> {
            question.request().analyses.unwrap().iter().map(|e| e.kind.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(kinds(&question), ["km", "person_time_rate"]);
        question.by = Some("g".into());
        question.covariates = vec!["log(age)".into(), "sex=F".into()];
        assert_eq!(kinds(&question), ["km", "person_time_rate", "logrank", "cox"]);
        question.competing = vec!["2".into()];
        assert_eq!(kinds(&question), ["aalen_johansen", "gray_test", "fine_gray", "cox"]);
        question.firth = true;
        assert_eq!(kinds(&question).last().unwrap(), "cox_firth");
        let request = question.request();
        let spec = &request.analyses.as_ref().unwrap()[0].spec;
        assert_eq!(spec["causes"], json!(["1", "2"]));
        assert_eq!(covariate("sex=F"), json!({ "column": "sex", "kind": "factor", "reference": "F" }));
    }
}

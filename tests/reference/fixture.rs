//! The reference files: analyses with their rows, selected as `data/README.md` says.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// One analysis of a reference file.
pub struct Analysis {
    pub id: String,
    pub kind: String,
    pub spec: Value,
    pub input: Value,
    pub result: Value,
    rows: Rc<Vec<BTreeMap<String, String>>>,
}

/// Where the fixtures are.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/data")
}

/// Every analysis of every file, in order of file name.
pub fn all() -> Vec<Analysis> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    files.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Analysis> {
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let rows = match file["csv"].as_str() {
        Some(csv) => table(&path.with_file_name(csv)),
        None => Vec::new(),
    };
    let rows = Rc::new(rows);
    let list = file.get("analyses").or_else(|| file.get("cases")).and_then(Value::as_array).unwrap();
    list.iter()
        .map(|analysis| Analysis {
            id: analysis["id"].as_str().unwrap().to_owned(),
            kind: analysis["type"].as_str().unwrap().to_owned(),
            spec: analysis["spec"].clone(),
            input: analysis["input"].clone(),
            result: analysis["result"].clone(),
            rows: Rc::clone(&rows),
        })
        .collect()
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

impl Analysis {
    /// The tolerance that the accuracy contract sets for the type.
    pub fn tolerance(&self) -> f64 {
        match self.kind.as_str() {
            "cox" | "aft" | "aft_interval" | "fine_gray" => 1e-6,
            "cox_firth" => 1e-5,
            "turnbull" => 1e-5,
            "mixture_cure" => 1e-4,
            _ => 1e-9,
        }
    }

    /// The name of a column in the spec; `None` when absent or null.
    pub fn name(&self, key: &str) -> Option<&str> {
        self.spec[key].as_str()
    }

    /// The rows that are complete on the columns the spec names.
    pub fn rows(&self) -> Vec<&BTreeMap<String, String>> {
        let keys = ["time", "status", "entry", "group", "strata", "cluster", "weights", "x", "r", "id"];
        let mut columns: Vec<&str> = keys.iter().filter_map(|key| self.name(key)).collect();
        for covariate in self.spec["covariates"].as_array().into_iter().flatten() {
            columns.push(covariate["column"].as_str().unwrap());
        }
        let subset = &self.spec["subset"];
        let chosen = |row: &BTreeMap<String, String>| {
            subset.is_null() || row[subset["column"].as_str().unwrap()] == text(&subset["equals"])
        };
        self.rows.iter().filter(|row| chosen(row) && columns.iter().all(|c| !row[*c].is_empty())).collect()
    }

    /// A numeric column over [`Analysis::rows`]; `None` when the spec does not name it.
    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        let column = self.name(key)?;
        Some(self.rows().iter().map(|row| row[column].parse().unwrap()).collect())
    }

    /// A label column over [`Analysis::rows`]: codes and labels, sorted by bytes.
    pub fn labels(&self, key: &str) -> Option<(Vec<u32>, Vec<String>)> {
        let column = self.name(key)?;
        let values: Vec<&String> = self.rows().iter().map(|row| &row[column]).collect();
        let mut labels: Vec<String> = values.iter().map(|&v| v.clone()).collect();
        labels.sort();
        labels.dedup();
        let codes = values.iter().map(|value| labels.binary_search(value).unwrap() as u32).collect();
        Some((codes, labels))
    }

    /// Cause codes: the place of the status in `key` (an array, or one value) counted from 1, else 0.
    pub fn causes(&self, key: &str) -> Vec<u16> {
        let status = self.name("status").unwrap();
        let values: Vec<String> = match &self.spec[key] {
            Value::Array(values) => values.iter().map(text).collect(),
            value => vec![text(value)],
        };
        // `event_values` are all one event; `causes` are told apart.
        let code = |place: usize| if key == "causes" { place as u16 + 1 } else { 1 };
        self.rows().iter().map(|row| values.iter().position(|v| *v == row[status]).map_or(0, code)).collect()
    }
}

/// A scalar of the spec as it stands in a CSV.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A number, `null` for one that is not defined, `"Inf"` for an infinite one.
pub fn number(x: impl Into<Option<f64>>) -> Value {
    match x.into() {
        None => Value::Null,
        Some(x) if x == f64::INFINITY => "Inf".into(),
        Some(x) if x == f64::NEG_INFINITY => "-Inf".into(),
        Some(x) => {
            assert!(!x.is_nan(), "an estimator gave NaN");
            x.into()
        }
    }
}

/// An array of [`number`]s.
pub fn numbers<T: Into<Option<f64>>>(values: impl IntoIterator<Item = T>) -> Value {
    Value::Array(values.into_iter().map(number).collect())
}

//! The reference files: what each analysis gave in another program, and what the workbench answers.

use serde_json::Value;
use std::path::{Path, PathBuf};

use retraffic::disclosure::Internal;
use retraffic::workbench::{DataFile, estimate, read_spec};

/// One analysis of a reference file.
pub struct Analysis {
    pub id: String,
    pub kind: String,
    /// What the other program gave.
    pub wanted: Value,
    /// What the workbench answers.
    pub answer: Value,
}

/// Where the fixtures are.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/data")
}

/// The files of analyses, by name.
pub fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "json"));
    files.sort();
    files
}

/// What the workbench answers to a file of analyses on a table, as the command prints it.
pub fn answers(spec: &Path, data: Option<&Path>) -> Value {
    let request = read_spec(spec, "spec").unwrap();
    let file = DataFile { shown: "data".into(), ..DataFile::default() };
    let estimated = estimate(data.map(|path| (path, &file)), &request).unwrap();
    let mut bytes = Vec::new();
    Internal::stamp(estimated.answers).write_json(&mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The table of a file of analyses, where it has one.
pub fn table(spec: &Path) -> Option<PathBuf> {
    let file: Value = serde_json::from_slice(&std::fs::read(spec).unwrap()).unwrap();
    file["csv"].as_str().map(|csv| spec.with_file_name(csv))
}

/// The list of a file or of an answer.
pub fn list(file: &Value) -> &Vec<Value> {
    file.get("analyses").or_else(|| file.get("cases")).and_then(Value::as_array).unwrap()
}

/// Every analysis of a file. The file that the workbench reads has its results taken out.
pub fn read(path: &Path) -> Vec<Analysis> {
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut asked = file.clone();
    let key = if asked.get("analyses").is_some() { "analyses" } else { "cases" };
    for analysis in asked[key].as_array_mut().unwrap() {
        analysis.as_object_mut().unwrap().remove("result");
    }
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec.json");
    std::fs::write(&spec, serde_json::to_vec(&asked).unwrap()).unwrap();
    let answers = answers(&spec, table(path).as_deref());
    assert_eq!((answers["policy"].as_str(), answers["classification"].as_str()), (Some("internal"), Some("INTERNAL")));
    let (wanted, answers) = (list(&file), list(&answers));
    assert_eq!(wanted.len(), answers.len(), "{}", path.display());
    let pairs = wanted.iter().zip(answers);
    pairs
        .map(|(wanted, answer)| {
            assert_eq!((&wanted["id"], &wanted["type"]), (&answer["id"], &answer["type"]));
            Analysis {
                id: wanted["id"].as_str().unwrap().to_owned(),
                kind: wanted["type"].as_str().unwrap().to_owned(),
                wanted: wanted["result"].clone(),
                answer: answer.clone(),
            }
        })
        .collect()
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
}

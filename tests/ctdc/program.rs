//! The same file through the program, under policy `internal`: the report comes out, and says what it cannot say.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;

use super::{REPORT, ROWS, category_of, file, sheet};

/// Counts of the release by variable and category, where nothing else is fixed.
fn released(release: &Value) -> BTreeMap<(String, String), u64> {
    let mut found = BTreeMap::new();
    for cell in release["tables"].as_array().unwrap().iter().flat_map(|t| t["cells"].as_array().unwrap()) {
        let key = cell["key"].as_object().unwrap();
        let fixed: Vec<_> = key.iter().filter(|(_, category)| category.as_str() != Some("*")).collect();
        if let ([(variable, category)], Some(value)) = (fixed.as_slice(), cell["value"].as_u64()) {
            let category = category.as_str().unwrap().to_owned();
            let variable = variable.trim_end_matches(".shown").to_owned();
            assert_eq!(*found.entry((variable, category)).or_insert(value), value, "one key, one number");
        }
    }
    found
}

#[test]
fn the_report_has_the_frequencies_of_the_sheet_and_no_times() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("report.toml"), REPORT).unwrap();
    fs::write(dir.path().join("codebook.toml"), include_str!("codebook.toml")).unwrap();
    fs::write(dir.path().join("victim_perpetrator_synthetic_2022.csv"), file()).unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_retraffic")).arg("build").arg(dir.path()).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let internal = dir.path().join("output/internal");
    assert!(internal.join("report.en.pdf").exists() && !dir.path().join("output/public").exists());
    let release: Value = serde_json::from_slice(&fs::read(internal.join("annex/release.json")).unwrap()).unwrap();
    let found = released(&release);
    let mut missed = Vec::new();
    for (column, value, count) in sheet().into_iter().filter(|(_, value, _)| !value.is_empty()) {
        let (variable, category) = category_of(column, value);
        match found.get(&(variable.clone(), category.clone())) {
            Some(&printed) => assert_eq!(printed, count as u64, "{variable} = {category}"),
            None => missed.push(format!("{variable} = {category}")),
        }
    }
    assert!(missed.is_empty(), "not in the release: {missed:?}");
    assert_eq!(release["curves"].as_array().map(Vec::len), Some(0));
    assert!(!release["absent"].as_array().unwrap().is_empty());
    let assisted = release["facts"].as_array().unwrap().iter().find(|f| f["name"] == "assisted").unwrap();
    assert_eq!(assisted["value"].as_u64(), Some(ROWS as u64));
}

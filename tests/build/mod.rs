//! Builds that can be trusted: only what is stale, the same bytes, through crashes and beside others.

mod again;
mod crash;
mod folder;
mod house;
mod incremental;
mod together;
mod verified;
mod watched;

use std::collections::BTreeMap;

use crate::cli::stage::Stage;

/// Small enough to be built often.
const PERSONS: u32 = 300;

/// Public files by path.
fn public(stage: &Stage) -> BTreeMap<String, Vec<u8>> {
    stage.files("output/public")
}

/// Builds, and expects success.
fn build(stage: &Stage, more: &[&str]) -> crate::cli::stage::Run {
    let run = stage.run(&[&["build", "project"], more].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

/// Names of the files that differ, or are in one only.
fn differences(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    names.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// Targets that a build made, from its events.
fn made(stage: &Stage, more: &[&str]) -> Vec<(String, bool)> {
    let run = build(stage, &[&["--format", "json"], more].concat());
    let events = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let made = events.filter(|event| event["event"] == "made");
    let mut made: Vec<(String, bool)> =
        made.map(|e| (e["target"].as_str().unwrap().to_string(), e["cached"] == true)).collect();
    made.sort();
    made
}

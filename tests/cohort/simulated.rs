//! The simulated sample through the reader: every planted fault is found, and every answer of the codebook occurs.

use std::collections::{BTreeMap, BTreeSet};

use super::history::day;
use retraffic::codebook::Codebook;
use retraffic::ingest::{self, Ingested, Rules, table_options};
use retraffic::simulate::{Design, Simulated, simulate};
use retraffic::study::Mapping;
use retraffic::table;

fn codebook(sample: &Simulated) -> Codebook {
    Codebook::parse(&sample.codebook_toml, "codebook.toml").unwrap()
}

fn read(sample: &Simulated) -> Ingested {
    let codebook = codebook(sample);
    let mapping = Mapping::read(&sample.report_toml, "report.toml").unwrap();
    let options = table_options("cases.csv", &mapping, &codebook);
    let table = table::read(sample.cases_csv.as_bytes(), &options).unwrap();
    let rules = Rules { cutoff: day("2009-12-31"), threshold: 8 };
    ingest::ingest(&table, &mapping, &codebook, &rules)
}

/// Planted faults: fault by line.
fn planted(sample: &Simulated) -> BTreeMap<u64, String> {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    sample.faults_csv.lines().skip(1).map(cells).map(|c| (c[0].parse().unwrap(), c[3].clone())).collect()
}

/// The diagnostic that a fault is answered with; none where the file is sound and the rules of the cohort decide.
fn answer(fault: &str) -> Option<&'static str> {
    match fault {
        "duplicate_episode" => Some("D022"),
        "unknown_code" => Some("D030"),
        "impossible_date" => Some("D032"),
        "after_cutoff" => Some("D033"),
        "not_a_number" => Some("D034"),
        "person_disagrees" => Some("D037"),
        "exit_before_entry" => Some("D040"),
        "entry_before_last_exit" => Some("D041"),
        "split_episode" => None,
        other => panic!("no answer to {other}"),
    }
}

#[test]
fn every_planted_fault_is_found_at_its_line_and_no_other() {
    for design in [Design::default(), Design { persons: 30_000, seed: 12 }] {
        let sample = simulate(&design);
        let planted = planted(&sample);
        let ingested = read(&sample);
        assert!(!ingested.has_errors());
        let found: BTreeSet<(u64, &str)> =
            ingested.diagnostics.iter().map(|d| (d.place.as_ref().and_then(|p| p.line).unwrap(), d.code)).collect();
        for (line, fault) in &planted {
            if let Some(code) = answer(fault) {
                assert!(found.contains(&(*line, code)), "{fault} in line {line}");
            }
        }
        for (line, code) in found {
            assert!(planted.contains_key(&line), "{code} in line {line}");
        }
    }
}

#[test]
fn the_codebook_is_sound_and_every_answer_occurs() {
    let sample = simulate(&Design { persons: 40_000, seed: 2 });
    let codebook = codebook(&sample);
    assert!(codebook.warnings().is_empty());
    let ingested = read(&sample);
    for (id, variable) in codebook.iter().filter(|v| v.1.categories.len() < 50) {
        let mut seen = BTreeSet::new();
        let cells = ingested.cases.cells.get(&id).into_iter().flat_map(|column| column.iter().flatten());
        seen.extend(cells);
        if let Some(answers) = ingested.cases.answers.get(&id) {
            seen.extend((0..ingested.cases.rows()).flat_map(|row| answers.get(row).iter().copied()));
        }
        if variable.name != "last_contact_status" {
            let unused: Vec<&str> = variable
                .categories
                .iter()
                .enumerate()
                .filter(|(i, _)| !seen.iter().any(|c| usize::from(c.0) == *i))
                .map(|(_, category)| category.name.as_str())
                .collect();
            assert!(unused.is_empty(), "{}: {unused:?}", variable.name);
        }
    }
}

//! The simulated sample: every planted fault is found where it was planted, and nothing else is.

use retraffic::calendar::Date;
use retraffic::codebook::Codebook;
use retraffic::diagnostic::Severity;
use retraffic::ingest::{Rules, ingest, table_options};
use retraffic::study::Mapping;
use retraffic::table;

use super::clean::place;

/// The code of a fault's name in `faults.csv`; `None` for one that ingest leaves to the cohort.
fn code(fault: &str) -> Option<&'static str> {
    Some(match fault {
        "duplicate_episode" => "D022",
        "unknown_code" => "D030",
        "impossible_date" => "D032",
        "after_cutoff" => "D033",
        "not_a_number" => "D034",
        "person_disagrees" => "D037",
        "exit_before_entry" => "D040",
        "entry_before_last_exit" => "D041",
        // Two rows a few days apart are one episode by the rule of grace, which is not a fault of either row.
        "split_episode" => return None,
        other => panic!("a new fault in the sample: {other}"),
    })
}

#[test]
fn planted_faults_are_found_and_nothing_else() {
    let mut planted: Vec<(u64, String)> = include_str!("../../data-sample/faults.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Some((cells[0].parse().unwrap(), format!("{} {}:{}", code(cells[3])?, cells[0], cells[2])))
        })
        .collect();
    planted.sort();
    let codebook = Codebook::parse(include_str!("../../data-sample/codebook.toml"), "codebook.toml").unwrap();
    assert!(codebook.warnings().is_empty());
    let mapping = Mapping::read(include_str!("../../data-sample/report.toml"), "report.toml").unwrap();
    let options = table_options("cases.csv", &mapping, &codebook);
    let table = table::read(include_bytes!("../../data-sample/cases.csv").as_slice(), &options).unwrap();
    let rules = Rules { cutoff: Date::parse("2009-12-31").unwrap().last(), threshold: 8 };
    let ingested = ingest(&table, &mapping, &codebook, &rules);
    let found: Vec<String> = ingested.diagnostics.iter().filter(|d| d.severity != Severity::Note).map(place).collect();
    assert_eq!(found, planted.into_iter().map(|(_, place)| place).collect::<Vec<_>>());
    assert_eq!(ingested.cases.rows() + ingested.rejects.len(), table.rows());
}

//! The sample through the program's own doors: from the bytes of the file to the flow of the cohort.

use super::history::{day, rules};
use super::truth::{by_person, records};
use retraffic::codebook::Codebook;
use retraffic::cohort::{AnalysisSet, CaseKind, Known, Step};
use retraffic::ingest::{Rules, ingest, table_options};
use retraffic::simulate::{Design, Simulated, simulate};
use retraffic::study::{Mapping, Observation};
use retraffic::table;

fn sample(simulated: &Simulated, grace: i32) -> AnalysisSet {
    let codebook = Codebook::parse(&simulated.codebook_toml, "codebook.toml").unwrap();
    let mapping = Mapping::read(&simulated.report_toml, "report.toml").unwrap();
    let options = table_options("cases.csv", &mapping, &codebook);
    let table = table::read(simulated.cases_csv.as_bytes(), &options).unwrap();
    let observation = Observation {
        opened: Some(day("1999-01-01")),
        lag_months: 12,
        grace: retraffic::calendar::Days(grace),
        ..rules()
    };
    let ingested = ingest(&table, &mapping, &codebook, &Rules { cutoff: observation.cutoff, threshold: 10 });
    assert!(!ingested.has_errors());
    AnalysisSet::build(&ingested.cases, &codebook, &observation)
}

#[test]
fn the_known_cases_of_the_sample_add_up() {
    let simulated = simulate(&Design::default());
    let set = sample(&simulated, 14);
    assert_eq!(set.flow.count(Step::Persons), 14_000);
    assert_eq!(set.flow.count(Step::PersonsRetrafficked), 79);
    let known = |kind| set.persons.known.iter().filter(|k| **k == kind).count();
    assert_eq!(known(Known::Before) + known(Known::After) + known(Known::Both) + known(Known::Undated), 79);
    assert_eq!(known(Known::No), 14_000 - 79);
    let kind = |kind| set.persons.kind.iter().filter(|k| **k == kind).count();
    let told = by_person(&simulated.truth_csv)
        .into_values()
        .filter(|spells| spells.iter().any(|r| !r["recorded"].is_empty() && r["prospective"] == "false"))
        .count();
    assert_eq!(kind(CaseKind::Retrospective) + kind(CaseKind::Both), told);
    assert!(set.flow.count(Step::SpellsAtRisk) > 10_000);
    assert!((20..=79 - told).contains(&set.flow.count(Step::Events)), "{:?}", set.flow);
}

#[test]
fn without_grace_a_split_row_counts_as_one_more() {
    let simulated = simulate(&Design::default());
    let split = records(&simulated.faults_csv).iter().filter(|r| r["fault"] == "split_episode").count();
    assert!(split > 0);
    assert_eq!(sample(&simulated, 0).flow.count(Step::PersonsRetrafficked), 79 + split);
}

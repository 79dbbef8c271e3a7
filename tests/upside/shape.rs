//! Files that stop a build, sums that must hold, and labels longer than any line.

use super::project::{Turned, again, once};
use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;

#[test]
fn a_header_and_nothing_else_is_told_so() {
    let stage = Stage::project("header", 50);
    stage.edit("cases.csv", |t| t.lines().next().unwrap().to_string() + "\n");
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("error[T006] cases.csv:1:") && run.err.contains("help: "), "{}", run.err);
    assert!(!stage.exists("output/public"));
}

/// The same finding on every line of a codebook is told three times, and counted.
#[test]
fn a_build_does_not_repeat_one_error_for_pages() {
    let stage = Stage::project("script", 50);
    stage.edit("codebook.toml", |t| t.replace("labels = { en = \"", "labels = { en = \"强迫劳动"));
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.err.matches("error[C021]").count(), 3, "{}", run.err);
    assert!(run.err.contains("more of C021; `retraffic check` lists all"), "{}", run.err);
    let all = stage.run(&["check", "project"]);
    assert!((all.out.clone() + &all.err).matches("error[C021]").count() > 3);
}

/// With exact counts the parts are the whole, in every table of single answers.
#[test]
fn exact_counts_add_up() {
    for (name, some) in [("sums-again", again as fn(&[super::project::Case]) -> bool), ("sums-once", once)] {
        let stage = Turned::new(name, 2000).persons(some).internal().build(&["annex"]);
        for table in ["gender", "education", "age", "marital_status", "exit_route"] {
            let bytes = stage.files("output/internal/annex").remove(&format!("{table}.csv"));
            let Some(bytes) = bytes else { continue };
            let mut sums = std::collections::BTreeMap::<String, [u64; 2]>::new();
            for row in csv::Reader::from_reader(&bytes[..]).records() {
                let row = row.unwrap();
                let count: u64 = row[4].parse().unwrap();
                match &row[0] {
                    "known" => {}
                    "*" => sums.entry(row[2].into()).or_default()[0] += count,
                    _ => sums.entry(row[2].into()).or_default()[1] += count,
                }
            }
            assert!(!sums.is_empty() && sums.values().all(|[whole, parts]| whole == parts), "{table}: {sums:?}");
        }
    }
}

/// Labels of 300 letters, with and without spaces: nothing leaves its page, and nothing is lost.
#[test]
fn labels_longer_than_a_line_stay_on_the_page() {
    for (name, word) in [("wordy", "words without number "), ("endless", "Unbrechbarkeitswortzusammensetzung")] {
        let long = word.repeat(20)[..280].trim().to_string();
        let label = |line: &str| format!("labels = {{ en = \"{long} {}\"", line.len());
        let stage = Turned::new(name, 250)
            .codebook(|t| {
                t.replace("labels = { en = \"Secondary\"", &label("a"))
                    .replace("labels = { en = \"Single\"", &label("ab"))
            })
            .plan(|t| t.replace(", \"fr\", \"es\"]", "]"))
            .build(&["report.en.pdf"]);
        let pdf = Pdf::read(&stage.files("output/public")["report.en.pdf"]);
        pdf.assert_standards();
        pdf.assert_within_pages();
    }
}

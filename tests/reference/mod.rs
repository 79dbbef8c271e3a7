//! Every reference analysis, run and compared: R and NIST on one side, `estimate` on the other.
//!
//! `data/README.md` says where the figures come from. An analysis type is either run here or named in
//! `LATER`; a type that is in neither list fails the test.

mod compare;
mod descriptive;
mod distributions;
mod fixture;
mod hostile;
mod laws;
mod nist;
mod regression;
mod survival;

use compare::Comparison;
use fixture::Analysis;
use serde_json::Value;
use std::collections::BTreeMap;

/// Types that no estimator answers yet.
const LATER: &[&str] = &[];

/// The analysis in the layout of the reference, or `None` for a type that is not run.
fn run(analysis: &Analysis) -> Option<Value> {
    Some(match analysis.kind.as_str() {
        "km" => survival::km(analysis),
        "logrank" => survival::log_rank(analysis),
        "aalen_johansen" => survival::aalen_johansen(analysis),
        "person_time_rate" => survival::person_time_rate(analysis),
        "proportion_ci" => descriptive::proportion(analysis),
        "poisson_rate" => descriptive::poisson_rate(analysis),
        "contingency_table" => descriptive::contingency(analysis),
        "p_adjust" => descriptive::p_adjust(analysis),
        "right_truncation" => survival::right_truncation(analysis),
        "numeric_summary" => descriptive::numeric_summary(analysis),
        "two_sample" => descriptive::two_sample(analysis),
        "k_sample" => descriptive::k_sample(analysis),
        "correlation" => descriptive::correlation(analysis),
        "paired_table" => descriptive::paired(analysis),
        "diversity" => descriptive::diversity(analysis),
        "mantel_haenszel" => descriptive::mantel_haenszel(analysis),
        "cox" => regression::cox(analysis),
        "cox_firth" => regression::cox_firth(analysis),
        "cox_diagnosis" => regression::cox_diagnosis(analysis),
        "fine_gray" => regression::fine_gray(analysis),
        "gray_test" => survival::gray(analysis),
        "mean_cumulative_function" => survival::mean_cumulative(analysis),
        "turnbull" => survival::turnbull(analysis),
        "aft" => regression::accelerated(analysis),
        "aft_interval" => regression::accelerated_interval(analysis),
        "mixture_cure" => regression::cure(analysis),
        _ => return None,
    })
}

#[test]
fn every_reference_analysis_is_reproduced() {
    let analyses = fixture::all();
    let mut done: BTreeMap<&str, usize> = BTreeMap::new();
    let mut later: BTreeMap<&str, usize> = BTreeMap::new();
    let mut comparison = Comparison::new();
    for analysis in &analyses {
        match run(analysis) {
            Some(result) => {
                assert!(!LATER.contains(&analysis.kind.as_str()), "{} is run: take it off LATER", analysis.kind);
                comparison.check(analysis, &result);
                *done.entry(&analysis.kind).or_default() += 1;
            }
            None => {
                assert!(LATER.contains(&analysis.kind.as_str()), "{}: a type that nothing runs", analysis.kind);
                *later.entry(&analysis.kind).or_default() += 1;
            }
        }
    }
    let count = |kinds: &BTreeMap<&str, usize>| kinds.values().sum::<usize>();
    println!("{} analyses, {} figures compared: {done:?}", count(&done), comparison.figures());
    println!("{} analyses of types that come later: {later:?}", count(&later));
    assert_eq!(count(&done) + count(&later), analyses.len());
    comparison.finish();
}

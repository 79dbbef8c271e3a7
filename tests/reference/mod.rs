//! Every reference analysis, run by the workbench and compared: R and NIST on one side, `estimate` on the other.
//!
//! `data/README.md` says where the figures come from. What runs here is what `retraffic estimate --spec` runs.

mod book;
mod compare;
mod distributions;
mod extremes;
mod fixture;
mod hostile;
mod laws;
mod million;
mod nist;
mod regression_laws;
mod separation;

use compare::Comparison;
use std::collections::BTreeMap;

#[test]
fn every_reference_analysis_is_reproduced() {
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    let mut comparison = Comparison::new();
    for path in fixture::files() {
        for analysis in fixture::read(&path) {
            comparison.check(&analysis);
            *done.entry(analysis.kind).or_default() += 1;
        }
    }
    let count = done.values().sum::<usize>();
    println!("{count} analyses, {} figures compared: {done:?}", comparison.figures());
    assert_eq!(count, 829);
    comparison.finish();
}

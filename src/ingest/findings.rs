//! Collects what is found in a case file, cell by cell, and counts it.
//!
//! Owns the list of diagnostics and its limit. Never sees a value.

use std::collections::BTreeMap;

use super::quality::Split;
use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Place};

/// Findings of one rule in one column that are listed one by one; the rest is counted.
const LISTED: u64 = 1_000;

/// What was found so far.
pub(super) struct Findings<'t> {
    file: &'t str,
    diagnostics: Vec<Diagnostic>,
    listed: BTreeMap<(Rule, String), u64>,
    counts: BTreeMap<&'static str, Split>,
}

impl<'t> Findings<'t> {
    pub(super) fn new(file: &'t str) -> Self {
        Findings { file, diagnostics: Vec::new(), listed: BTreeMap::new(), counts: BTreeMap::new() }
    }

    /// A finding about the plan or the header.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A finding about the file as a whole.
    pub(super) fn about_file(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.at(Place::file(self.file)));
    }

    /// A broken rule in a cell, counted by whether the person was trafficked again.
    pub(super) fn cell(&mut self, rule: Rule, line: u32, column: &str, retrafficked: bool) {
        self.counts.entry(rule.code()).or_default().add(retrafficked);
        let key = (rule, column.to_owned());
        let listed = self.listed.entry(key).or_default();
        *listed += 1;
        if *listed <= LISTED {
            let place = Place::cell(self.file, u64::from(line), column);
            self.diagnostics.push(rule.diagnostic().at(place));
        }
    }

    /// True when the build cannot go on.
    pub(super) fn any_error(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// All of it in the order of the file, and how often each rule was broken.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, BTreeMap<&'static str, Split>) {
        for ((rule, column), count) in &self.listed {
            if *count > LISTED {
                let mut more = rule.diagnostic();
                more.message = format!("{} more cells of this column: {}", count - LISTED, more.message);
                self.diagnostics.push(more.at(Place { column: Some(column.clone()), ..Place::file(self.file) }));
            }
        }
        self.diagnostics.sort_by_key(|d| d.place.as_ref().and_then(|p| (p.file == self.file).then_some(p.line)?));
        (self.diagnostics, self.counts)
    }
}

//! From coded columns to a case table of roles and codebook variables, or to rejects.
//!
//! Knows what a case file is; knows no statistics. The way in:
//!
//! ```text
//! let mapping = Mapping::read(report_toml, "report.toml")?;          // study
//! let options = table_options("cases.csv", &mapping, &codebook);      // columns that nobody asked for stay outside
//! let table = table::read_path(path, &options)?;                      // structure: errors stop here
//! let ingested = ingest(&table, &mapping, &codebook, &rules);
//! if ingested.has_errors() { /* the plan does not fit the file: exit 1 */ }
//! ingested.cases        // CaseTable: rows sorted by person and episode, no date after the cut-off
//! ingested.rejects      // rows that cannot be used: line, code, re-trafficked or not; no values
//! ingested.diagnostics  // all findings in the order of the file
//! ingested.quality      // counts for the annex on data quality (confidential)
//! ingested.proposals    // unknown codes and what they may mean (confidential, for output/private)
//! ```
//!
//! A row is rejected only where it cannot be used: no person although the file has the column, no episode number, the
//! same episode again, an episode wholly after the cut-off. Everything else costs a value, never a row.

mod case_table;
mod codes;
mod coding;
mod columns;
mod findings;
mod identifying;
mod order;
mod person;
mod proposal;
mod quality;
mod rows;
mod rule;
mod values;

use crate::calendar::Day;
use crate::codebook::Codebook;
use crate::diagnostic::Diagnostic;
use crate::study::Mapping;
use crate::table::{Options, Table};

pub use case_table::{Answers, CaseTable, Cells, ContactStatus, PersonId};
pub use codes::CODES;
pub use coding::{folded, trimmed};
pub use columns::wanted;
pub use identifying::identifies;
pub use proposal::Proposal;
pub use quality::{Completeness, DatePrecision, Quality, Split};
pub use rule::Rule;

/// What the file is held against besides the codebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Last day of the extract: no date may be later.
    pub cutoff: Day,
    /// Rows in which an unknown code must occur before its text may be shown in a proposal.
    pub threshold: u32,
}

/// A row that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line in the file, from 1.
    pub line: u32,
    /// Code of the rule.
    pub code: &'static str,
    /// The row's person has more than one episode in the file.
    pub retrafficked: bool,
}

/// A case file, read.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// The usable rows.
    pub cases: CaseTable,
    /// The others, by line.
    pub rejects: Vec<Reject>,
    /// Everything found, without values: first the plan, then by line.
    pub diagnostics: Vec<Diagnostic>,
    /// Counts for the annex.
    pub quality: Quality,
    /// Proposed mappings of unknown codes.
    pub proposals: Vec<Proposal>,
}

impl Ingested {
    /// True where codebook, mapping and file do not fit: the build must stop.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// How the case file is to be read: everything but the columns that codebook and mapping know is dropped at the door.
pub fn table_options(file: &str, mapping: &Mapping, codebook: &Codebook) -> Options {
    Options { file: file.to_owned(), columns: Some(wanted(mapping, codebook)), ..Options::default() }
}

/// Turns a table into cases.
///
/// Where the plan does not fit the file (`has_errors`), the cases are empty.
pub fn ingest(table: &Table, mapping: &Mapping, codebook: &Codebook, rules: &Rules) -> Ingested {
    let mut findings = findings::Findings::new(table.file());
    let columns = columns::Columns::resolve(table, mapping, codebook, &mut findings);
    let mut quality = Quality { rows_read: table.rows() as u32, ..Quality::default() };
    let mut ingested = Ingested::default();
    if !findings.any_error() {
        let dates = values::date_meanings(&columns, mapping);
        let rows = rows::Rows::sort(table, &columns, &dates, rules, &mut findings);
        if !findings.any_error() {
            let reading = values::Reading { table, columns: &columns, mapping, codebook, rows: &rows };
            ingested.cases = reading.cases(&dates, rules.cutoff, &mut findings);
            person::agree(&mut ingested.cases, &columns, codebook, &mut findings);
            let again = |row: usize| rows.retrafficked[rows.order[row]];
            order::check(&mut ingested.cases, &columns, again, &mut findings);
            reading.check_ages(&ingested.cases, &mut findings);
            ingested.proposals = proposal::proposals(&columns, mapping, codebook, rules.threshold);
            let roles: Vec<_> = columns.dates.keys().copied().collect();
            quality.measure(&ingested.cases, codebook, &roles);
        }
        for reject in &rows.rejects {
            quality.rejected.entry(reject.code).or_default().add(reject.retrafficked);
        }
        ingested.rejects = rows.rejects;
    }
    let (diagnostics, mut counts) = findings.finish();
    counts.retain(|code, _| !quality.rejected.contains_key(code));
    quality.flagged = counts;
    ingested.diagnostics = diagnostics;
    ingested.quality = quality;
    ingested
}

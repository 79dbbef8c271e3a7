//! `check`: data and plan looked through, nothing made.

use super::fault::Fault;
use super::fingerprint::Mint;
use super::planned::{Parameters, Planned};
use super::project::Project;
use super::released::Released;
use super::texts;
use crate::diagnostic::Diagnostic;

/// What `check` found.
pub struct Checked {
    /// Every finding.
    pub diagnostics: Vec<Diagnostic>,
    /// One line on what would be built.
    pub summary: String,
}

/// Reads and checks data and plan. Errors are findings here, not a reason to stop before all are found.
///
/// # Errors
/// Where report.toml, the codebook or the case file cannot be read at all.
pub fn check(project: &Project) -> Result<Checked, Fault> {
    // Nothing is compared with an earlier run: any key will do.
    let mint = Mint::new([0; 32]);
    let planned = Planned::read(project, project.report()?, &Parameters::default(), &mint)?;
    let released = match Released::make(project, &planned, &mint) {
        Ok(released) => released,
        Err(Fault::Input(diagnostics)) => {
            return Ok(Checked { diagnostics, summary: "The case file cannot be used as it is.".into() });
        }
        Err(other) => return Err(other),
    };
    let release = &released.release;
    let cells: Vec<_> = release.tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells).collect();
    let withheld = cells.iter().filter(|c| c.count.value().is_none()).count();
    let summary = format!(
        "{} rows read, {} used; {} tables, {} of {} cells withheld under policy {}; {} parts of the plan have no data.",
        released.rows.0,
        released.rows.1,
        release.tables.len(),
        withheld,
        cells.len(),
        release.policy.name(),
        release.absent.len()
    );
    let mut diagnostics = released.diagnostics;
    diagnostics.extend(texts::remarks(project, &planned.report.identity.languages));
    Ok(Checked { diagnostics, summary })
}

//! `verify`, `clean`, `prune`.

use std::process::ExitCode;

use super::arguments::{CleanArguments, Format, PruneArguments, VerifyArguments};
use super::place;
use super::report::Console;
use crate::build::{self, Fault, Project};

/// Builds again and compares byte for byte.
///
/// # Errors
/// Differences, with exit code 5; faults of the project.
pub fn verify(of: &VerifyArguments) -> Result<ExitCode, Fault> {
    let project = Project::open(&of.dir)?;
    if let Some(jobs) = of.jobs {
        build::workers(jobs);
    }
    build::listen(|| {});
    let verified = build::verify(&project, &place::parameters()?)?;
    let mut console = Console::stdout();
    if of.format == Format::Json {
        let found = serde_json::json!({ "verified": true, "files": verified.files, "bytes": verified.bytes });
        console.line(&found.to_string());
    } else {
        console.line(&format!(
            "{} files ({}) are byte for byte what the project gives.",
            verified.files,
            size(verified.bytes)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes away what builds wrote.
///
/// # Errors
/// A build at work, a folder that cannot be written.
pub fn clean(of: &CleanArguments) -> Result<ExitCode, Fault> {
    let project = Project::open(&of.dir)?;
    let cleaned = build::clean(&project, of.dry_run)?;
    let mut console = Console::stdout();
    if of.dry_run {
        cleaned.files.iter().for_each(|name| console.line(name));
    } else {
        console.line(&format!("{} files removed from {}.", cleaned.files.len(), cleaned.output));
        if cleaned.left > 0 {
            console.line("What no build wrote is still there.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets the cache go of what it no longer needs.
///
/// # Errors
/// A build at work, faults of the project.
pub fn prune(of: &PruneArguments) -> Result<ExitCode, Fault> {
    let (project, order) = place::order(std::slice::from_ref(&of.dir.clone().into_os_string()))?;
    let pruned = build::prune(&project, &order)?;
    let mut console = Console::stdout();
    console.line(&format!("{} files ({}) removed from the cache.", pruned.files, size(pruned.bytes)));
    Ok(ExitCode::SUCCESS)
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} kB", bytes / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

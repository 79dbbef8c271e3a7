//! `retraffic explain CODE`: what a diagnostic means.

use std::io::Write;
use std::process::ExitCode;

use crate::build::{Fault, codes};
use crate::codebook;
use crate::diagnostic::Diagnostic;
use crate::workbench;

/// Prints the explanation of a code.
///
/// # Errors
/// An unknown code, with the nearest one.
pub fn explain(code: &str) -> Result<ExitCode, Fault> {
    let all = || codes().chain(workbench::CODES).chain(workbench::REFUSALS);
    let Some((code, title, text)) = all().find(|(known, _, _)| known.eq_ignore_ascii_case(code)) else {
        let nearest = codebook::nearest(code, all().map(|(code, _, _)| *code));
        let help = nearest
            .map_or_else(|| "codes stand in brackets before a message".into(), |n| format!("did you mean `{n}`?"));
        return Err(Fault::Input(vec![Diagnostic::error("B030", "there is no such code", help)]));
    };
    let _ = writeln!(std::io::stdout().lock(), "{code}: {title}\n\n{text}");
    Ok(ExitCode::SUCCESS)
}

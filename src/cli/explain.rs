//! `retraffic explain`: what a diagnostic means, or why a target is stale.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use super::{place, standing};
use crate::build::{Fault, codes};
use crate::codebook;
use crate::diagnostic::Diagnostic;
use crate::workbench;

/// Every code with its title and explanation.
pub(super) fn all() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    codes().chain(workbench::CODES).chain(workbench::REFUSALS)
}

/// Explains a code, where the one word is one, else targets.
///
/// # Errors
/// An unknown code or target, with the nearest one; faults of the project.
pub fn explain(words: &[OsString]) -> Result<ExitCode, Fault> {
    if let [word] = words
        && let Some(code) = word.to_str().filter(|word| known(word) || looks_like_a_code(word))
    {
        return explain_code(code);
    }
    let (project, order) = place::order(words)?;
    if order.targets.is_empty() {
        let help = "name a target such as `report.en.pdf`, or a code such as `D012`";
        return Err(Fault::Input(vec![Diagnostic::error("B031", "nothing is asked to be explained", help)]));
    }
    standing::explain(&project, &order)
}

fn known(word: &str) -> bool {
    all().any(|(code, _, _)| code.eq_ignore_ascii_case(word))
}

/// A letter and digits: meant as a code, even where there is none.
fn looks_like_a_code(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && word.len() > 1
        && word.len() < 6
        && letters.all(|c| c.is_ascii_digit())
}

fn explain_code(code: &str) -> Result<ExitCode, Fault> {
    let Some((code, title, text)) = all().find(|(known, _, _)| known.eq_ignore_ascii_case(code)) else {
        let nearest = codebook::nearest(code, all().map(|(code, _, _)| *code));
        let help = nearest
            .map_or_else(|| "codes stand in brackets before a message".into(), |n| format!("did you mean `{n}`?"));
        return Err(Fault::Input(vec![Diagnostic::error("B030", "there is no such code", help)]));
    };
    let _ = writeln!(std::io::stdout().lock(), "{code}: {title}\n\n{text}");
    Ok(ExitCode::SUCCESS)
}

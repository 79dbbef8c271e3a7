//! Whether the last edition may be compared with this one at all.

use super::last_edition::{LastEdition, Terms};
use super::reading::Rounding;
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::{Policy, Release};
use crate::study::PolicyName;

/// What the last edition and this one round to.
///
/// # Errors
/// `R004` a later edition, `R005` an internal one beside a public one, `R011` an unknown policy.
pub(super) fn admitted(last: &LastEdition, release: &Release) -> Result<[Rounding; 2], Diagnostic> {
    let fault = |code, message: &str, help: &str| Diagnostic::error(code, message, help).at(Place::file(&last.file));
    if last.cutoff > release.cutoff {
        let message = "the data of the last edition goes beyond the cut-off of this one";
        return Err(fault(
            "R004",
            message,
            "name an earlier edition, or set `cutoff` under [data] to that of the new extract",
        ));
    }
    let now = match release.policy {
        Policy::Round5 => PolicyName::Round5,
        Policy::Internal => PolicyName::Internal,
    };
    let then = match &last.terms {
        Terms::ByHand(step) => Rounding { step: *step, years: 0 },
        Terms::Policy(name) => {
            match [PolicyName::Round5, PolicyName::Internal].into_iter().find(|p| p.name() == name) {
                Some(PolicyName::Internal) if now != PolicyName::Internal => {
                    let message = "the last edition is an internal one, with exact counts, and this one is public";
                    return Err(fault("R005", message, "name the release.json of the public edition"));
                }
                Some(policy) => Rounding::of(policy),
                None => {
                    let message = "the last edition was made under a policy that this program does not know";
                    return Err(fault("R011", message, "build with the program's later version"));
                }
            }
        }
    };
    Ok([then, Rounding::of(now)])
}

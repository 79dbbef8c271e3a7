//! Why a build stopped.

use crate::diagnostic::Diagnostic;

/// A reason to stop, each with its exit code in `cli`.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The data or the plan has errors.
    Input(Vec<Diagnostic>),
    /// Disclosure control does not let the report out.
    Disclosure(Vec<Diagnostic>),
    /// Another build holds the output folder.
    Busy(Diagnostic),
    /// Reading or writing failed.
    Io(Diagnostic),
    /// The report on the disk is not what the project gives.
    Unverified(Vec<Diagnostic>),
    /// The user stopped it.
    Interrupted,
}

impl Fault {
    /// One fault of the input.
    pub fn one(diagnostic: Diagnostic) -> Self {
        Fault::Input(vec![diagnostic])
    }

    /// The diagnostics, whatever the reason.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Fault::Input(list) | Fault::Disclosure(list) | Fault::Unverified(list) => list,
            Fault::Busy(one) | Fault::Io(one) => std::slice::from_ref(one),
            Fault::Interrupted => &[],
        }
    }
}

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
}

impl Fault {
    /// The diagnostics, whatever the reason.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Fault::Input(list) | Fault::Disclosure(list) => list,
            Fault::Busy(one) | Fault::Io(one) => std::slice::from_ref(one),
        }
    }
}

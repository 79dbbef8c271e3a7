//! A value computed from case data that nobody outside the disclosure room may look at.

use std::fmt;

/// A result that has not passed disclosure control.
///
/// It has no `Display` and no `Serialize`, its `Debug` tells nothing, and only analysis, workbench and
/// disclosure can open it:
///
/// ```compile_fail,E0624
/// let secret = retraffic::confidential::Confidential::new(3_u64);
/// let leaked = secret.open();
/// ```
///
/// ```
/// let secret = retraffic::confidential::Confidential::new(3_u64);
/// assert_eq!(format!("{secret:?}"), "Confidential(..)");
/// ```
#[derive(Clone, PartialEq)]
pub struct Confidential<T>(T);

impl<T> Confidential<T> {
    /// Marks a value as confidential.
    pub fn new(value: T) -> Self {
        Confidential(value)
    }

    /// The value, for the rooms that may see it.
    pub(crate) fn open(&self) -> &T {
        &self.0
    }

    /// The same, to keep.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Confidential<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confidential(..)")
    }
}

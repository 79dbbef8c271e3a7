//! How long people stay under observation, and what counts as one episode.

use crate::calendar::{Day, Days};

/// When a person leaves observation without an event. The two are never mixed in one estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Under observation of the database until the cut-off less the lag, or known death.
    Registry,
    /// Everyone, event or not, followed only to the last contact plus the contact gap, and not into the lag.
    Contact,
}

/// The rules of observation that a report is made under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Last day of the extract.
    pub cutoff: Day,
    /// First day of the database, where known.
    pub opened: Option<Day>,
    /// Primary scheme.
    pub scheme: Scheme,
    /// Calendar months before the cut-off in which identification is not yet complete.
    pub lag_months: u16,
    /// Longest gap that can still be one episode.
    pub grace: Days,
    /// How long after the last contact a person still counts as observed, under [`Scheme::Contact`].
    pub contact_gap: Days,
}

impl Observation {
    /// The last day of observation: later entries may not have been identified yet.
    pub fn observed_until(&self) -> Day {
        self.cutoff.minus_months(self.lag_months)
    }
}

//! Episodes to spells to time at risk: who could be seen to be re-trafficked, from when and until when.
//!
//! Owns origin, delayed entry, event, death and censoring, in integer days. Knows no estimator and no text.
//! Everything is a pure function of a case table and the rules of observation, so a sensitivity is another call.
//!
//! ```text
//! CaseTable --episode--> Episodes --spell--> Spells --time_at_risk--> TimeAtRisk --calendar_time--> CalendarTime
//!                            |                  +------case_sample--> CaseSample
//!                            |                  +------course------> Courses
//!                            +-----transition--> Transitions      (person, flow: counts of all of these)
//! ```

mod calendar_time;
mod case_sample;
mod course;
mod episode;
mod flow;
mod follow_up;
mod interval;
mod person;
mod spell;
mod time_at_risk;
mod transition;

pub use calendar_time::CalendarTime;
pub use case_sample::{CaseSample, LeftOut};
pub use course::{Assisted, Courses};
pub use episode::Episodes;
pub use flow::{Flow, Step, Unit};
pub use follow_up::FollowUp;
pub use interval::Interval;
pub use person::{CaseKind, Known, Persons};
pub use spell::{Defect, SpellKind, Spells};
pub use time_at_risk::{Outcome, TimeAtRisk};
pub use transition::Transitions;

use crate::codebook::Codebook;
use crate::ingest::CaseTable;
use crate::study::Observation;

/// Everything that the analyses count and estimate from, besides the case table itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalysisSet {
    /// Rows of one trafficking situation, merged within the grace.
    pub episodes: Episodes,
    /// From each exit to the next entry, or to the end of sight.
    pub spells: Spells,
    /// One entry per person.
    pub persons: Persons,
    /// From the row of one episode to the row of the next.
    pub transitions: Transitions,
    /// The known cases, for the right-truncated distribution.
    pub cases: CaseSample,
    /// How many of what were used, and what was left out on the way.
    pub flow: Flow,
}

impl AnalysisSet {
    /// Derives the set from a case table under the rules of observation.
    pub fn build(table: &CaseTable, codebook: &Codebook, observation: &Observation) -> Self {
        let episodes = Episodes::merged(table, codebook, observation.cutoff, observation.grace);
        let spells = Spells::between(&episodes, table, observation.cutoff);
        let persons = Persons::of(&episodes, &spells, table);
        let transitions = Transitions::of(&spells, table);
        let cases = CaseSample::of(&spells, observation);
        let flow = Flow::of(table, &episodes, &spells, &persons, observation);
        AnalysisSet { episodes, spells, persons, transitions, cases, flow }
    }
}

//! The eligibility flow: how many of what were used, and where the others were left out.

use super::episode::Episodes;
use super::person::Persons;
use super::spell::{Defect, Spells};
use super::time_at_risk::Outcome;
use crate::ingest::CaseTable;
use crate::study::Observation;

/// What a step counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Rows of the case file.
    Rows,
    /// People.
    Persons,
    /// Trafficking episodes.
    Episodes,
    /// Spells after an episode.
    Spells,
}

/// A box of the flow chart. Boxes that split another stand below it and add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Rows used: episodes and merged rows.
    Rows,
    /// Persons in those rows.
    Persons,
    /// Persons with a known later episode.
    PersonsRetrafficked,
    /// Rows that are one episode with the row before them, within the grace.
    RowsMerged,
    /// Episodes that remain. Each starts a spell.
    Episodes,
    /// Spells: split by the six that follow.
    Spells,
    /// Without an exit date by the cut-off.
    SpellsWithoutExit,
    /// With an exit, a next entry and a cut-off that no order satisfies.
    SpellsOutOfOrder,
    /// Before a later episode of which nothing is dated.
    SpellsNextUndated,
    /// Of persons with neither identification nor start of assistance: no V.
    SpellsWithoutDelay,
    /// Told afterwards: the person was first met after the later episode.
    SpellsRetrospective,
    /// Seen coming: split by the next two.
    SpellsProspective,
    /// Later prospective spells of persons who have an earlier one.
    SpellsLater,
    /// The first prospective spell of each person: split by the next two.
    SpellsFirst,
    /// Of which nothing remains at risk: under observation only after they had ended.
    SpellsNothingAtRisk,
    /// First prospective spells under observation: split by the four that follow.
    SpellsAtRisk,
    /// Ended by a known later episode.
    Events,
    /// Ended by death.
    Deaths,
    /// Lost from sight by emigration.
    Emigrated,
    /// Under observation to the end.
    Censored,
}

/// Counts of every step, in the order of the flow chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    steps: Vec<(Step, usize)>,
}

impl Step {
    /// Stable name, as in the release.
    pub fn name(self) -> &'static str {
        match self {
            Step::Rows => "rows",
            Step::Persons => "persons",
            Step::PersonsRetrafficked => "persons_retrafficked",
            Step::RowsMerged => "rows_merged",
            Step::Episodes => "episodes",
            Step::Spells => "spells",
            Step::SpellsWithoutExit => "spells_without_exit",
            Step::SpellsOutOfOrder => "spells_out_of_order",
            Step::SpellsNextUndated => "spells_next_undated",
            Step::SpellsWithoutDelay => "spells_without_delay",
            Step::SpellsRetrospective => "spells_retrospective",
            Step::SpellsProspective => "spells_prospective",
            Step::SpellsLater => "spells_later",
            Step::SpellsFirst => "spells_first",
            Step::SpellsNothingAtRisk => "spells_nothing_at_risk",
            Step::SpellsAtRisk => "spells_at_risk",
            Step::Events => "events",
            Step::Deaths => "deaths",
            Step::Emigrated => "emigrated",
            Step::Censored => "censored",
        }
    }

    /// What the step counts.
    pub fn unit(self) -> Unit {
        match self {
            Step::Rows | Step::RowsMerged => Unit::Rows,
            Step::Persons | Step::PersonsRetrafficked => Unit::Persons,
            Step::Episodes => Unit::Episodes,
            _ => Unit::Spells,
        }
    }
}

impl Flow {
    /// Counts the steps under the rules of observation.
    pub(super) fn of(
        table: &CaseTable,
        episodes: &Episodes,
        spells: &Spells,
        persons: &Persons,
        observation: &Observation,
    ) -> Self {
        let all = 0..spells.len();
        let defects = |kind| spells.defect.iter().filter(|d| **d == Some(kind)).count();
        let without_delay = all.clone().filter(|&s| spells.defect[s].is_none() && spells.kind[s].is_none()).count();
        let prospective = all.clone().filter(|&s| spells.is_prospective(s)).count();
        let first = all.clone().filter(|&s| spells.is_prospective(s) && spells.first[s]).count();
        let risk = spells.at_risk(observation).first_of_person(spells);
        let steps = vec![
            (Step::Rows, table.rows()),
            (Step::Persons, persons.len()),
            (Step::PersonsRetrafficked, persons.retrafficked.iter().filter(|r| **r).count()),
            (Step::RowsMerged, table.rows() - episodes.len()),
            (Step::Episodes, episodes.len()),
            (Step::Spells, spells.len()),
            (Step::SpellsWithoutExit, defects(Defect::NoExit)),
            (Step::SpellsOutOfOrder, defects(Defect::OutOfOrder)),
            (Step::SpellsNextUndated, defects(Defect::NextUndated)),
            (Step::SpellsWithoutDelay, without_delay),
            (Step::SpellsRetrospective, all.filter(|&s| spells.is_retrospective(s)).count()),
            (Step::SpellsProspective, prospective),
            (Step::SpellsLater, prospective - first),
            (Step::SpellsFirst, first),
            (Step::SpellsNothingAtRisk, risk.left_out.len()),
            (Step::SpellsAtRisk, risk.len()),
            (Step::Events, risk.count(Outcome::Event)),
            (Step::Deaths, risk.count(Outcome::Death)),
            (Step::Emigrated, risk.count(Outcome::Emigrated)),
            (Step::Censored, risk.count(Outcome::Censored)),
        ];
        Flow { steps }
    }

    /// Every step with its count, in order.
    pub fn steps(&self) -> &[(Step, usize)] {
        &self.steps
    }

    /// The count of a step.
    pub fn count(&self, step: Step) -> usize {
        self.steps.iter().find(|(s, _)| *s == step).map_or(0, |(_, count)| *count)
    }
}

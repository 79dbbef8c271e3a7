//! The rules a row, a cell or a date can break, each with its code, its sentence and its remedy.
//!
//! Owns the wording. Knows no data.

use crate::diagnostic::Diagnostic;

/// A rule of the case file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The row has no person.
    NoPerson,
    /// The episode is not a positive whole number.
    NoEpisode,
    /// The person has this episode in an earlier row.
    Duplicate,
    /// The episode is dated after the cut-off and nothing in it is earlier.
    BeyondCutoff,
    /// A code that the codebook does not name.
    UnknownCode,
    /// Not written as a date.
    NotADate,
    /// Written as a date, but the calendar has no such day.
    ImpossibleDate,
    /// A date after the cut-off.
    AfterCutoff,
    /// Not a whole number.
    NotANumber,
    /// A number outside all bands.
    OutsideBands,
    /// A flag that is neither true nor false.
    UnknownFlag,
    /// A person's rows disagree.
    Disagreement,
    /// Exit before entry.
    ExitBeforeEntry,
    /// Entry before an earlier episode's exit.
    EntryBeforeLastExit,
    /// Identified before entry.
    IdentifiedBeforeEntry,
    /// Assistance ends before it starts.
    AssistanceReversed,
    /// Age at entry does not fit the year of birth.
    AgeContradicts,
    /// An episode number is skipped.
    EpisodeSkipped,
}

impl Rule {
    /// Stable code.
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// True where a row that breaks the rule cannot be used.
    pub fn rejects(self) -> bool {
        matches!(self, Rule::NoPerson | Rule::NoEpisode | Rule::Duplicate | Rule::BeyondCutoff)
    }

    /// The diagnostic without its place.
    pub(super) fn diagnostic(self) -> Diagnostic {
        let (code, message, help) = self.words();
        Diagnostic::warning(code, message, help)
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Rule::NoPerson => (
                "D020",
                "this row has no person and is set aside",
                "give the person's pseudonym, the same in all rows of a person",
            ),
            Rule::NoEpisode => (
                "D021",
                "the episode is not a whole number from 1 up; the row is set aside",
                "number each person's episodes 1, 2, 3 in the order in which they happened",
            ),
            Rule::Duplicate => (
                "D022",
                "this person already has this episode in an earlier row; this row is set aside",
                "remove the copy, or correct the number of the episode",
            ),
            Rule::BeyondCutoff => (
                "D023",
                "the episode is dated after the cut-off and is not part of this edition; the row is set aside",
                "move `cutoff` in report.toml if the extract reaches further, or correct the dates",
            ),
            Rule::UnknownCode => (
                "D030",
                "the codebook has no such category; the value counts as not recorded",
                "correct the cell, add the category to the codebook, or map the code under [data.codes]",
            ),
            Rule::NotADate => (
                "D031",
                "this is not a date; it counts as not recorded",
                "write 2004-05-17, or 2004-05 or 2004 where no more is known",
            ),
            Rule::ImpossibleDate => {
                ("D032", "the calendar has no such day; the date counts as not recorded", "correct year, month or day")
            }
            Rule::AfterCutoff => (
                "D033",
                "this date is after the cut-off; it counts as not recorded",
                "correct the date, or move `cutoff` in report.toml if the extract reaches further",
            ),
            Rule::NotANumber => {
                ("D034", "this is not a whole number; it counts as not recorded", "write digits only, such as 17")
            }
            Rule::OutsideBands => (
                "D035",
                "this number lies in none of the codebook's bands; it counts as not recorded",
                "correct the number, or widen the bands in the codebook",
            ),
            Rule::UnknownFlag => (
                "D036",
                "this flag is neither true nor false; it counts as not set",
                "write 1 or 0, true or false, yes or no; empty is not set",
            ),
            Rule::Disagreement => (
                "D037",
                "this person's rows disagree; the value counts as not recorded in all of them",
                "correct the rows: this belongs to the person and is the same in every episode",
            ),
            Rule::ExitBeforeEntry => (
                "D040",
                "the exit is before the entry; what cannot be trusted counts as not recorded",
                "correct one of the two dates",
            ),
            Rule::EntryBeforeLastExit => (
                "D041",
                "the entry is before the exit from an earlier episode; what cannot be trusted counts as not recorded",
                "correct one of the dates, or the numbers of the episodes",
            ),
            Rule::IdentifiedBeforeEntry => (
                "D042",
                "identified before the entry into this episode; what cannot be trusted counts as not recorded",
                "correct one of the dates, or move the identification to the episode that it belongs to",
            ),
            Rule::AssistanceReversed => (
                "D043",
                "assistance ends before it starts; the end counts as not recorded",
                "correct one of the two dates",
            ),
            Rule::AgeContradicts => (
                "D044",
                "age at entry does not fit the year of birth and the date of entry; all three are kept",
                "correct one of the three",
            ),
            Rule::EpisodeSkipped => (
                "D045",
                "an earlier episode of this person has no row",
                "add the missing episode, or number the episodes without a gap",
            ),
        }
    }
}

//! The known cases with their truncation times: a sample seen only because event and identification came in time.

use super::spell::{SpellKind, Spells};
use crate::study::Observation;

/// Known re-trafficking spells, in spell order, for the reverse-time estimator (Lagakos, Barraj and De Gruttola
/// 1988; Kalbfleisch and Lawless 1989). Every vector has one entry per case that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseSample {
    /// Index into [`Spells`].
    pub spell: Vec<usize>,
    /// X, days from exit to the next entry.
    pub gap: Vec<i32>,
    /// R, the longest X that could have been known by the cut-off, in days: cut-off less exit less the delay of the
    /// identification of the later episode. Never below X.
    pub truncation: Vec<i32>,
    /// Seen coming or told afterwards.
    pub kind: Vec<SpellKind>,
    /// What is not in the sample.
    pub left_out: LeftOut,
}

/// Known re-trafficking spells that the case sample cannot use, by the first reason that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Exit or entry is not dated, or they contradict each other.
    pub undated: usize,
    /// The later entry is not recorded; its bounds say too little about a single gap.
    pub bounded: usize,
    /// The exit came before the database opened: kept, the sample would be truncated on both sides.
    pub before_opening: usize,
    /// No date says when the later episode became known.
    pub unidentified: usize,
    /// It became known after the cut-off.
    pub after_cutoff: usize,
}

enum Verdict {
    Case { gap: i32, truncation: i32, kind: SpellKind },
    Undated,
    Bounded,
    BeforeOpening,
    Unidentified,
    AfterCutoff,
}

impl CaseSample {
    /// The cases among these spells.
    pub fn of(spells: &Spells, observation: &Observation) -> Self {
        let mut sample = CaseSample::default();
        for spell in (0..spells.len()).filter(|&s| spells.retrafficked[s]) {
            match verdict(spells, spell, observation) {
                Verdict::Undated => sample.left_out.undated += 1,
                Verdict::Bounded => sample.left_out.bounded += 1,
                Verdict::BeforeOpening => sample.left_out.before_opening += 1,
                Verdict::Unidentified => sample.left_out.unidentified += 1,
                Verdict::AfterCutoff => sample.left_out.after_cutoff += 1,
                Verdict::Case { gap, truncation, kind } => {
                    sample.spell.push(spell);
                    sample.gap.push(gap);
                    sample.truncation.push(truncation);
                    sample.kind.push(kind);
                }
            }
        }
        sample
    }

    /// Number of cases.
    pub fn len(&self) -> usize {
        self.spell.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.spell.is_empty()
    }

    /// Gaps and truncation times of one kind, or pooled.
    pub fn times(&self, kind: Option<SpellKind>) -> (Vec<i32>, Vec<i32>) {
        let kept = (0..self.len()).filter(|&i| kind.is_none_or(|k| self.kind[i] == k));
        kept.map(|i| (self.gap[i], self.truncation[i])).unzip()
    }
}

impl LeftOut {
    /// All of them.
    pub fn total(self) -> usize {
        self.undated + self.bounded + self.before_opening + self.unidentified + self.after_cutoff
    }
}

fn verdict(spells: &Spells, spell: usize, observation: &Observation) -> Verdict {
    let (Some(exit), Some(gap)) = (spells.exit_point[spell], spells.gap(spell)) else { return Verdict::Undated };
    if spells.bounded[spell] {
        return Verdict::Bounded;
    }
    if observation.opened.is_some_and(|opened| exit < opened) {
        return Verdict::BeforeOpening;
    }
    let (Some(delay), Some(kind)) = (spells.identification_delay(spell), spells.kind[spell]) else {
        return Verdict::Unidentified;
    };
    let truncation = observation.cutoff.since(exit).0 - delay.0;
    if gap.0 > truncation { Verdict::AfterCutoff } else { Verdict::Case { gap: gap.0, truncation, kind } }
}

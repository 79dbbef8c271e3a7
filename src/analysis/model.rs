//! Models to rows: the time at risk of each person, cut where a covariate changes. Fits nothing.

use super::derive;
use super::frame::{Column, Frame};
use super::results::ModelData;
use crate::codebook::Codebook;
use crate::cohort::{AnalysisSet, Courses, Outcome, TimeAtRisk};
use crate::ingest::CaseTable;
use crate::study::{Course, LevelSpec, ModelKind, ModelSpec, Source, TermSpec};

/// The landmark in days: 12 calendar months at their longest.
pub const LANDMARK: i32 = 366;

/// Longest days of 6 calendar months: an assistance of fewer is short.
const SHORT: i32 = 184;

/// Days after the last recorded day of assistance that still count as assisted. Who vanishes from a programme is recorded as
/// having left it when last seen: without this, leaving would seem to bring re-trafficking about.
const LAST_SEEN: i32 = 31;

/// What a model is made from.
pub struct Material<'a> {
    /// Case table.
    pub table: &'a CaseTable,
    /// Codebook with derived variables.
    pub codebook: &'a Codebook,
    /// Spells.
    pub set: &'a AnalysisSet,
    /// First prospective spells under the rules of the report.
    pub at_risk: &'a TimeAtRisk,
    /// Each person, by the first recorded episode.
    pub persons: &'a Frame,
}

/// One term's level on the days of a spell: from each day on (not included), in order.
type Path = Vec<(i32, Option<u8>)>;

/// The rows of a model. Death and the end of observation are both censored: ratios are of the cause-specific hazard.
pub fn model(spec: &ModelSpec, of: &Material<'_>) -> ModelData {
    let courses = Courses::of(&of.set.spells, of.table);
    let paths: Vec<Vec<Path>> = spec.terms.iter().map(|term| of.paths(term, &courses)).collect();
    let mut data = ModelData { spec: spec.clone(), levels: vec![Vec::new(); spec.terms.len()], ..ModelData::default() };
    for i in 0..of.at_risk.len() {
        let (entry, exit) = (of.at_risk.entry[i], of.at_risk.exit[i]);
        let from = if spec.kind == ModelKind::Landmark {
            if entry > LANDMARK || exit <= LANDMARK {
                continue;
            }
            LANDMARK
        } else {
            entry
        };
        let mut cuts: Vec<i32> = paths.iter().flat_map(|p| &p[i]).map(|(day, _)| *day).collect();
        cuts.retain(|&day| from < day && day < exit);
        cuts.push(exit);
        cuts.sort_unstable();
        cuts.dedup();
        let mut start = from;
        for end in cuts {
            data.subject.push(i as u32);
            data.entry.push(start);
            data.exit.push(end);
            data.event.push(end == exit && of.at_risk.outcome[i] == Outcome::Event);
            for (column, path) in data.levels.iter_mut().zip(&paths) {
                // A state counts from the day after it began, so that what an event ends is what the event met.
                let now = path[i].iter().rev().find(|(day, _)| *day <= start);
                column.push(now.and_then(|(_, level)| *level));
            }
            start = end;
        }
    }
    data
}

impl Material<'_> {
    /// A term's path for every spell at risk.
    fn paths(&self, term: &TermSpec, courses: &Courses) -> Vec<Path> {
        let spells = &self.at_risk.spell;
        let fixed = |level: Option<u8>| vec![(i32::MIN, level)];
        match term.source {
            Source::Person(variable) => {
                let column = self.persons.columns.get(&variable);
                let person = |spell: usize| self.set.spells.person[spell].0 as usize;
                let level = |&spell: &usize| column.and_then(|c| level_of(c, person(spell), &term.levels));
                spells.iter().map(|spell| fixed(level(spell))).collect()
            }
            Source::Episode(variable) => {
                let rows: Vec<usize> = spells.iter().map(|&spell| self.set.spells.row_from[spell]).collect();
                let column = derive::of_rows(self.table, self.codebook, variable, &rows);
                let level = |unit| column.as_ref().and_then(|c| level_of(c, unit, &term.levels));
                (0..rows.len()).map(|unit| fixed(level(unit))).collect()
            }
            Source::Course(Course::Assistance) => {
                spells.iter().map(|&spell| assistance(term, courses, spell)).collect()
            }
            Source::Course(Course::AssistedBy) => {
                let band = |days: i32| named(term, if days < SHORT { "short" } else { "long" });
                let by = |spell: usize| courses.assisted[spell].days_by(LANDMARK);
                spells.iter().map(|&spell| fixed(by(spell).and_then(band))).collect()
            }
            Source::Course(Course::Return) => self.returns(term, courses),
        }
    }

    /// Waiting until the day of return, then by kind of return; no return at all is a state of its own.
    fn returns(&self, term: &TermSpec, courses: &Courses) -> Vec<Path> {
        let rows: Vec<usize> = self.at_risk.spell.iter().map(|&spell| self.set.spells.row_from[spell]).collect();
        let column = self.codebook.find("return_and_referral").and_then(|variable| {
            derive::of_rows(self.table, self.codebook, variable, &rows).map(|column| (variable, column))
        });
        let kind = |unit: usize| {
            let (variable, column) = column.as_ref()?;
            let categories = &self.codebook.get(*variable).categories;
            let Column::One(cells) = column else { return None };
            Some(categories[usize::from(cells.get(unit)?.0)].name.as_str())
        };
        let path = |(unit, &spell): (usize, &usize)| match (kind(unit), courses.arrival[spell]) {
            (Some("none"), _) => vec![(i32::MIN, named(term, "stayed"))],
            (kind, Some(day)) => {
                let after = kind.map(|k| if k == "forced_without" { k } else { "returned" });
                vec![(i32::MIN, named(term, "waiting")), (day, after.and_then(|name| named(term, name)))]
            }
            (_, None) => vec![(i32::MIN, None)],
        };
        self.at_risk.spell.iter().enumerate().map(path).collect()
    }
}

fn named(term: &TermSpec, name: &str) -> Option<u8> {
    term.levels.iter().position(|level| level.name == name).map(|at| at as u8)
}

fn level_of(column: &Column, unit: usize, levels: &[LevelSpec]) -> Option<u8> {
    let Column::One(cells) = column else { return None };
    let answer = cells.get(unit)?;
    levels.iter().position(|level| level.answers.contains(&answer)).map(|at| at as u8)
}

/// Before, during and after assistance; a month after its last recorded day still counts as assisted. Where nothing is dated nothing is known; where no end is dated, nothing from
/// the start on.
fn assistance(term: &TermSpec, courses: &Courses, spell: usize) -> Path {
    let assisted = courses.assisted[spell];
    let Some(from) = assisted.from else { return vec![(i32::MIN, None)] };
    let mut path = vec![(i32::MIN, named(term, "before"))];
    match assisted.to {
        Some(to) => path.extend([(from, named(term, "during")), (to.saturating_add(LAST_SEEN), named(term, "after"))]),
        None => path.push((from, None)),
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::Labels;
    use crate::cohort::Assisted;

    fn term() -> TermSpec {
        let level = |name: &str| LevelSpec { name: name.into(), labels: Labels::same(name), answers: Vec::new() };
        TermSpec {
            name: "assistance".into(),
            labels: Labels::same("Assistance"),
            source: Source::Course(Course::Assistance),
            levels: ["after", "during", "before"].map(level).into(),
        }
    }

    /// The level that a path has on a day: what began before it.
    fn on(path: &Path, day: i32) -> Option<u8> {
        path.iter().rev().find(|(from, _)| *from < day).and_then(|(_, level)| *level)
    }

    #[test]
    fn nobody_is_assisted_before_assistance_began_and_an_event_meets_the_state_that_it_ends() {
        let course = |from, to| {
            let courses = Courses { assisted: vec![Assisted { from, to }], arrival: vec![None] };
            assistance(&term(), &courses, 0)
        };
        let path = course(Some(30), Some(90));
        assert_eq!([1, 30, 31, 121, 122, 900].map(|day| on(&path, day)), [2, 2, 1, 1, 0, 0].map(Some));
        let open = course(Some(30), None);
        assert_eq!([30, 31].map(|day| on(&open, day)), [Some(2), None]);
        assert_eq!(on(&course(None, Some(90)), 5), None);
        // Assistance that began before the exit.
        assert_eq!([1, 42].map(|day| on(&course(Some(-20), Some(10)), day)), [Some(1), Some(0)]);
    }
}

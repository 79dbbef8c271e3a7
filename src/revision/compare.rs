//! The last edition set beside this one.

use std::collections::{BTreeMap, BTreeSet};

use super::admit::admitted;
use super::count::counts;
use super::last_edition::{Content, Entry, LastEdition};
use super::period::{self, PeriodPair, YearPair};
use super::printed::Printed;
use super::reading::{Compared, Parts, Reading, Rounding, compared};
use super::roster::{Base, Kind, Line, roster};
use super::text_number;
use crate::calendar::Day;
use crate::codebook::{Labels, nearest};
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::Release;
use crate::study::{Headline, PreviousPlan};

/// A number that only one of the editions has.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// As it was printed.
    pub number: Printed,
}

/// What changed from the last edition to this one. Published values only.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Name of the last edition.
    pub edition: String,
    /// Last day of its extract.
    pub cutoff: Day,
    /// Its policy; none where it was made by hand.
    pub policy: Option<String>,
    /// Facts of both editions, by name.
    pub facts: Vec<Compared>,
    /// Counts of tables of both editions, in the order of this one.
    pub cells: Vec<Compared>,
    /// Calendar periods of either edition, by year.
    pub periods: Vec<PeriodPair>,
    /// Persons by the year of their first assistance, where the last edition printed any.
    pub years: Vec<YearPair>,
    /// Facts that the last edition did not have; none where it was made by hand, and so perhaps not listed whole.
    pub new: Vec<Told>,
    /// Facts that this edition does not have.
    pub dropped: Vec<Told>,
    /// Old and new names.
    pub renamed: Vec<(String, String)>,
    /// Numbers that mean something else now, and what.
    pub redefined: Vec<(String, Labels)>,
    /// What a list made by hand notes of a number.
    pub notes: Vec<(String, String)>,
}

impl Revision {
    /// A fact of both editions.
    pub fn fact(&self, name: &str) -> Option<&Compared> {
        self.facts.iter().find(|c| c.name == name)
    }

    /// How many facts have this reading.
    pub fn count(&self, reading: Reading) -> usize {
        self.facts.iter().filter(|c| c.reading == reading).count()
    }
}

/// Sets the last edition beside this one.
///
/// # Errors
/// Every fault found: `R004`, `R005`, `R011` a file that must not be compared; `R006`, `R007`, `R009` names and texts of a
/// list or of report.toml.
pub fn compare(
    release: &Release,
    last: &LastEdition,
    plan: &PreviousPlan,
    headline: &[Headline],
) -> Result<Revision, Vec<Diagnostic>> {
    let rounding = admitted(last, release).map_err(|fault| vec![fault])?;
    let lines = roster(release);
    let by_name: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.name.as_str(), line)).collect();
    let desk = Desk { release, last, plan, headline, rounding, lines: &lines, by_name };
    let mut faults = desk.misnamed();
    let then = desk.then(&mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(desk.revision(&then))
}

struct Desk<'a> {
    release: &'a Release,
    last: &'a LastEdition,
    plan: &'a PreviousPlan,
    headline: &'a [Headline],
    /// What the last edition and this one round to.
    rounding: [Rounding; 2],
    lines: &'a [Line],
    by_name: BTreeMap<&'a str, &'a Line>,
}

/// Numbers of the last edition by the name that this edition has for them.
type Then = BTreeMap<String, Printed>;

impl Desk<'_> {
    /// Names in report.toml that neither edition has.
    fn misnamed(&self) -> Vec<Diagnostic> {
        let ours = || self.by_name.keys().copied();
        let theirs = || self.last.entries.keys().map(String::as_str);
        let mut faults = Vec::new();
        let mut ask = |there: bool, whose: &str, near: Option<&str>, place: &Place| {
            if !there {
                let help = near.map_or("`retraffic list facts` shows the names of this one".into(), |near| {
                    format!("did you mean `{near}`?")
                });
                let message = format!("{whose} has no number of this name");
                faults.push(Diagnostic::error("R009", message, help).at(place.clone()));
            }
        };
        for renaming in &self.plan.renamed {
            let (old, new) = (renaming.old.as_str(), renaming.new.as_str());
            ask(self.last.entries.contains_key(old), "the last edition", nearest(old, theirs()), &renaming.place);
            ask(self.by_name.contains_key(new), "this edition", nearest(new, ours()), &renaming.place);
        }
        for redefinition in &self.plan.redefined {
            let name = redefinition.name.as_str();
            ask(self.by_name.contains_key(name), "this edition", nearest(name, ours()), &redefinition.place);
        }
        faults
    }

    fn name_now<'n>(&'n self, name: &'n str) -> &'n str {
        self.plan.renamed.iter().find(|r| r.old == name).map_or(name, |r| r.new.as_str())
    }

    /// The last edition's numbers under today's names; those that this edition does not have under their own.
    fn then(&self, faults: &mut Vec<Diagnostic>) -> Then {
        let mut then = Then::new();
        for (name, entry) in &self.last.entries {
            let name = self.name_now(name);
            match self.number(name, entry) {
                Ok(number) => {
                    then.insert(name.into(), number);
                }
                Err(fault) => faults.push(*fault),
            }
        }
        then
    }

    fn number(&self, name: &str, entry: &Entry) -> Result<Printed, Box<Diagnostic>> {
        let text = match &entry.number {
            Content::Number(number) => return Ok(number.clone()),
            Content::Text(text) => text,
        };
        let place = Place::line(&self.last.file, entry.line.unwrap_or(1));
        let Some(line) = self.by_name.get(name) else {
            let near = nearest(name, self.by_name.keys().copied());
            let help = near.map_or("`retraffic list facts` shows the names".into(), |near| {
                format!("did you mean `{near}`? Another name then is told with `renamed` under [previous]")
            });
            return Err(Box::new(Diagnostic::error("R006", "this report has no number of this name", help).at(place)));
        };
        text_number::read(text, line.number.unit()).ok_or_else(|| {
            let help = "write the number as it was printed, such as `14,000`, `0.57%` or `<8`";
            let message = "this text is neither a number of its kind nor a mark, or can be read in two ways";
            Box::new(Diagnostic::error("R007", message, help).at(place))
        })
    }

    fn revision(&self, then: &Then) -> Revision {
        let made_of = Made::new(self);
        let of = |kind: Kind| -> Vec<Compared> {
            let lines = self.lines.iter().filter(|line| line.kind == kind);
            lines.filter_map(|line| self.compared(line, then, &made_of)).collect()
        };
        let (facts, periods, cells) = (of(Kind::Fact), of(Kind::Period), of(Kind::Cell));
        let names = then.keys().map(String::as_str).chain(self.by_name.keys().copied());
        let now = |name: &str| self.by_name.get(name).map(|line| line.number.clone());
        Revision {
            edition: self.last.edition.clone(),
            cutoff: self.last.cutoff,
            policy: self.last.policy().map(str::to_string),
            periods: match periods.is_empty() && self.last.by_hand() {
                true => Vec::new(),
                false => period::periods(names, |name| then.get(name).cloned(), now, &periods),
            },
            years: self.years(then, &cells),
            new: self.new_facts(then),
            dropped: self.dropped(then),
            renamed: self.plan.renamed.iter().map(|r| (r.old.clone(), r.new.clone())).collect(),
            redefined: self.plan.redefined.iter().map(|r| (r.name.clone(), r.words.clone())).collect(),
            notes: self.notes(),
            facts,
            cells,
        }
    }

    fn compared(&self, line: &Line, then: &Then, made_of: &Made) -> Option<Compared> {
        let exact = self.headline.iter().any(|h| h.name() == line.name);
        let [old, new] = self.rounding;
        let number = then.get(&line.name)?;
        let reach =
            old.reach(number, false, &made_of.then(line, then)) + new.reach(&line.number, exact, &made_of.now(line));
        let redefined = self.plan.redefined.iter().any(|r| r.name == line.name);
        Some(compared(&line.name, number.clone(), line.number.clone(), reach, redefined))
    }

    fn years(&self, then: &Then, cells: &[Compared]) -> Vec<YearPair> {
        if !then.keys().any(|name| period::year_of(name).is_some()) {
            return Vec::new();
        }
        let pair = |line: &Line| {
            let year = period::year_of(&line.name)?.to_string();
            let found = cells.iter().find(|c| c.name == line.name);
            Some(YearPair {
                year,
                then: found.map(|c| c.then.clone()),
                now: line.number.clone(),
                difference: found.and_then(|c| c.difference),
                reading: found.map(|c| c.reading),
            })
        };
        self.lines.iter().filter_map(pair).collect()
    }

    fn new_facts(&self, then: &Then) -> Vec<Told> {
        let lines = self.lines.iter().filter(|l| l.kind == Kind::Fact && !self.last.by_hand());
        let new = lines.filter(|line| !then.contains_key(&line.name));
        new.map(|line| Told { name: line.name.clone(), number: line.number.clone() }).collect()
    }

    /// Facts of the last edition that are none of this one. Cells and periods are no news: categories come and go.
    fn dropped(&self, then: &Then) -> Vec<Told> {
        let gone = then.iter().filter(|(name, _)| !self.by_name.contains_key(name.as_str()) && !name.contains('.'));
        gone.map(|(name, number)| Told { name: name.clone(), number: number.clone() }).collect()
    }

    fn notes(&self) -> Vec<(String, String)> {
        let noted = self.last.entries.iter().filter_map(|(name, e)| Some((name, e.note.clone()?)));
        noted.map(|(name, note)| (self.name_now(name).to_string(), note)).collect()
    }
}

/// Printed counts that shares were made of, then and now.
struct Made<'a> {
    last: &'a LastEdition,
    lines: &'a BTreeMap<&'a str, &'a Line>,
    now: BTreeMap<super::count::CountKey, Option<f64>>,
}

impl<'a> Made<'a> {
    fn new(desk: &'a Desk<'a>) -> Self {
        Made { last: desk.last, lines: &desk.by_name, now: counts(desk.release) }
    }

    fn now(&self, line: &Line) -> Parts {
        let count = |name: &str| self.lines.get(name).and_then(|line| line.number.value());
        match &line.rests_on {
            Base::Cells(keys) => {
                Parts::Counts(keys.iter().filter_map(|key| self.now.get(key).copied().flatten()).collect())
            }
            Base::Count(name) => Parts::Counts(count(name).into_iter().collect()),
            Base::Steps => Parts::Steps,
        }
    }

    /// Where the last edition does not tell a count, today's is taken: a share's rounding is of that size.
    fn then(&self, line: &Line, then: &Then) -> Parts {
        match &line.rests_on {
            Base::Cells(keys) => {
                let count = |key| self.last.counts.get(key).or_else(|| self.now.get(key)).copied().flatten();
                Parts::Counts(keys.iter().filter_map(count).collect())
            }
            Base::Count(name) => match then.get(name).and_then(Printed::value) {
                Some(count) => Parts::Counts(vec![count]),
                None => self.now(line),
            },
            Base::Steps => Parts::Steps,
        }
    }
}

/// Totals that both editions print exactly and whose difference the policy would withhold: whoever holds both learns it.
pub fn exposed(release: &Release, last: &LastEdition, revision: &Revision, headline: &[Headline]) -> Vec<Diagnostic> {
    let rounding = admitted(last, release).ok();
    let names: BTreeSet<&str> = headline.iter().map(|h| h.name()).collect();
    let exact = |c: &&Compared| {
        let then = c.then.value().zip(rounding).is_some_and(|(v, [old, _])| old.shows_exact(v));
        let small =
            c.difference.is_some_and(|d| d.value() != 0.0 && d.value().abs() < release.policy.threshold() as f64);
        names.contains(c.name.as_str()) && then && small
    };
    let faults = revision.facts.iter().filter(exact).map(|c| {
        let message = format!("`{}` is exact in both editions, and their difference is a small number", c.name);
        let help = "take it out of `headline` under [disclosure]";
        Diagnostic::error("R010", message, help).at(Place::file("report.toml"))
    });
    faults.collect()
}

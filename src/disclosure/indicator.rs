//! The eleven indicators of the first study of re-trafficking, the only p-values of the report that are adjusted for being
//! many.

use std::collections::BTreeMap;

use super::number::{Number, Protected, Unit};
use super::policy::Count;
use super::release::{Estimate, Fact, Row, Table};
use super::symmetry;
use super::table::ProtectedCells;
use crate::analysis::{CellKey, Results};
use crate::estimate::{self, Level};
use crate::study::{Answer, Population};

/// One indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Stable name.
    pub name: &'static str,
    /// Its figure, where it is printed.
    pub measure: Option<Estimate>,
    /// What a test says.
    pub test: IndicatorTest,
}

/// What a test says of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub enum IndicatorTest {
    /// It has no natural comparison.
    NotTested,
    /// Its counts are withheld or not recorded. It stays in the family with p = 1.
    Untestable,
    /// The largest p-value of all counts that print so, and the same adjusted by Holm.
    Tested {
        /// By itself.
        p: Protected<Number>,
        /// Within the family.
        holm: Protected<Number>,
    },
}

/// How an indicator is measured and tested.
enum Measure {
    /// A fact, and no test.
    Fact(&'static str),
    /// The risk ratio of one answer against all other known ones; Fisher's exact test.
    Risk(&'static str, &'static str),
    /// The share of `other` against one half, by the binomial law.
    Half(&'static str, &'static str),
    /// A share, and McNemar's exact test of a table's symmetry.
    Symmetry(&'static str, &'static str),
}

/// The study's findings in their order.
const FAMILY: [(&str, Measure); 11] = [
    ("floor", Measure::Fact("known_share")),
    ("gender", Measure::Risk("gender", "female")),
    ("minors", Measure::Risk("minor", "minor")),
    ("how_soon", Measure::Fact("incidence_24_months")),
    ("destination", Measure::Half("other_destination", "destination_change")),
    ("internal", Measure::Symmetry("internal_after_cross_border", "crossing_transition")),
    ("forced", Measure::Risk("return_and_referral", "forced_without")),
    ("permit", Measure::Risk("residence_permit", "yes")),
    ("officials", Measure::Risk("officials", "yes")),
    ("causes", Measure::Fact("cause_poverty")),
    ("assistance", Measure::Fact("short_assistance_among_retrafficked")),
];

/// Name, measure and p: none where there is no test, none within where the counts cannot carry it.
type Found = (&'static str, Option<Estimate>, Option<Option<f64>>);

/// All eleven. Holm's adjustment counts every indicator that has a test, those that cannot be tested with p = 1.
pub fn family(
    results: &Results,
    cells: &ProtectedCells,
    tables: &[Table],
    facts: &BTreeMap<String, Fact>,
) -> Vec<Indicator> {
    let room = Room { results, cells, tables, facts };
    let found: Vec<Found> =
        FAMILY.iter().map(|(name, measure)| (*name, room.measure(measure), room.p(measure))).collect();
    let planned: Vec<f64> = found.iter().filter_map(|(_, _, p)| p.map(|p| p.unwrap_or(1.0))).collect();
    let mut adjusted = estimate::adjust::holm(&planned).unwrap_or_default().into_iter();
    let number = |p: f64| Number::printed(p, 3, Unit::PValue);
    let indicator = |(name, measure, p): Found| {
        let holm = if p.is_some() { adjusted.next() } else { None };
        let test = match (p, holm) {
            (None, _) => IndicatorTest::NotTested,
            (Some(Some(p)), Some(holm)) => IndicatorTest::Tested { p: number(p), holm: number(holm) },
            _ => IndicatorTest::Untestable,
        };
        Indicator { name, measure, test }
    };
    found.into_iter().map(indicator).collect()
}

struct Room<'a> {
    results: &'a Results,
    cells: &'a ProtectedCells,
    tables: &'a [Table],
    facts: &'a BTreeMap<String, Fact>,
}

impl Room<'_> {
    fn measure(&self, measure: &Measure) -> Option<Estimate> {
        match measure {
            Measure::Fact(name) | Measure::Half(name, _) | Measure::Symmetry(name, _) => {
                let fact = self.facts.get(*name)?;
                let (lower, upper) = fact.interval.clone()?;
                fact.value.value()?;
                Some(Estimate { value: fact.value.clone(), lower, upper })
            }
            Measure::Risk(table, answer) => self.row(table, answer)?.risk_ratio.clone(),
        }
    }

    /// `None` where no test belongs to it, `Some(None)` where it cannot be made.
    fn p(&self, measure: &Measure) -> Option<Option<f64>> {
        match measure {
            Measure::Fact(_) => None,
            Measure::Risk(table, answer) => Some(self.risk_p(table, answer)),
            Measure::Half(_, table) => Some(self.half_p(table)),
            Measure::Symmetry(_, table) => Some(self.symmetry_p(table)),
        }
    }

    fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.id == id)
    }

    fn row(&self, table: &str, answer: &str) -> Option<&Row> {
        let table = self.table(table)?;
        let category = self.results.codebook.get(table.rows_of).category(answer)?;
        table.row(Some(Answer::Is(category)))
    }

    fn risk_p(&self, table: &str, answer: &str) -> Option<f64> {
        // Where no ratio is printed, a count that it needs is withheld.
        self.row(table, answer)?.risk_ratio.as_ref()?;
        let table = self.table(table)?;
        let codebook = &self.results.codebook;
        let is = Answer::Is(codebook.get(table.rows_of).category(answer)?);
        let retrafficked = codebook.find("retrafficked")?;
        let yes = Answer::Is(codebook.get(retrafficked).category("yes")?);
        let of = |answer: Answer| CellKey::new(Population::Assisted, vec![(table.rows_of, answer)]);
        let count = |key: CellKey| self.cells.get(&key);
        worst_fisher(
            count(of(is).and(retrafficked, yes))?,
            count(of(is))?,
            count(of(Answer::Known).and(retrafficked, yes))?,
            count(of(Answer::Known))?,
        )
    }

    fn half_p(&self, table: &str) -> Option<f64> {
        let table = self.table(table)?;
        let variable = self.results.codebook.get(table.rows_of);
        let count = |name: &str| {
            let answer = Answer::Is(variable.category(name)?);
            self.cells.get(&CellKey::new(Population::Transitions, vec![(table.rows_of, answer)]))
        };
        worst_half(count("other")?, count("same")?)
    }

    fn symmetry_p(&self, table: &str) -> Option<f64> {
        let spec = self.results.tables.iter().find(|t| t.id == table)?;
        let counts = symmetry::square(spec, self.cells, &self.results.codebook)?;
        counts.iter().flatten().all(|c| c.printed.is_some()).then_some(())?;
        symmetry::moves(&counts).then_some(())?;
        symmetry::range(&counts).map(|range| range.most)
    }
}

/// The largest p-value of Fisher's exact test over all 2x2 tables that print so: `events` of `all` in a group, out of
/// `known_events` of `known_all` with a known answer.
fn worst_fisher(events: Count, all: Count, known_events: Count, known_all: Count) -> Option<f64> {
    [events, all, known_events, known_all].iter().all(|c| c.printed.is_some()).then_some(())?;
    let mut worst: Option<f64> = None;
    for a in events.least..=events.most {
        for k in known_events.least..=known_events.most {
            for n in [all.least, all.most] {
                for whole in [known_all.least, known_all.most] {
                    let (Some(c), Some(rest)) = (k.checked_sub(a), whole.checked_sub(n)) else { continue };
                    if a > n || c > rest {
                        continue;
                    }
                    let p = estimate::fisher::fisher_two_by_two([[a, n - a], [c, rest - c]], Level::P95).ok()?.p;
                    worst = Some(worst.map_or(p, |w| w.max(p)));
                }
            }
        }
    }
    worst
}

/// The largest two-sided binomial p-value of `one` against `other` over all counts that print so.
fn worst_half(one: Count, other: Count) -> Option<f64> {
    one.printed.and(other.printed)?;
    (one.most + other.most > 0).then_some(())?;
    let pairs = (one.least..=one.most).flat_map(|a| (other.least..=other.most).map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| a + b > 0)
        .map(|(a, b)| estimate::rate::binomial_two_sided(a, a + b, 0.5, 0.5))
        .reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::policy::Policy;
    use super::*;

    #[test]
    fn the_worst_p_is_no_smaller_than_that_of_any_table_in_print() {
        let protect = |n| Policy::Round5.protect(n);
        let worst = worst_fisher(protect(10), protect(450), protect(53), protect(9000)).unwrap();
        for a in 8..=12_u64 {
            for k in 53..=57_u64 {
                let table = [[a, 450 - a], [k - a, 8550 - (k - a)]];
                let p = estimate::fisher::fisher_two_by_two(table, Level::P95).unwrap().p;
                assert!(p <= worst * (1.0 + 1e-9), "{a} {k}: {p} {worst}");
            }
        }
        // One print, one p.
        assert_eq!(worst_fisher(protect(9), protect(449), protect(55), protect(9002)), Some(worst));
        assert_eq!(worst_fisher(protect(7), protect(450), protect(53), protect(9000)), None);
        let exact = worst_half(Policy::Internal.protect(56), Policy::Internal.protect(24)).unwrap();
        assert!((exact - estimate::rate::binomial_two_sided(56, 80, 0.5, 0.5)).abs() < 1e-15);
        assert!(worst_half(protect(56), protect(24)).unwrap() > exact);
    }
}

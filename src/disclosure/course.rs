//! What a release says of the figures of time beside the curves: the assumptions they rest on, and what other ones give.

use std::collections::BTreeMap;

use super::contact_loss::{ContactLoss, contact_loss};
use super::grid::{LEAST_AT_RISK, merge};
use super::imputed::{imputed_incidence, imputed_median};
use super::independence::{Independence, independence};
use super::indicator::{Indicator, family};
use super::number::{Number, Unit};
use super::policy::Policy;
use super::recurrence::{Recurrence, recurrence};
use super::release::{Estimate, Fact, Sensitivity, Table};
use super::symmetry::{SQUARE, Symmetry, symmetry};
use super::table::ProtectedCells;
use crate::analysis::{IMPUTATIONS, Results, SEED};

/// Released figures of this kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Tests of quasi-independence.
    pub independence: Vec<Independence>,
    /// Informative loss of contact, by horizon.
    pub contact_loss: Vec<ContactLoss>,
    /// Later episodes of the same person.
    pub recurrence: Option<Recurrence>,
    /// Symmetry of the tables from one episode to the next.
    pub symmetry: Vec<Symmetry>,
    /// The eleven indicators of the first study.
    pub family: Vec<Indicator>,
}

/// Protects all of it, and enters what sentences name into `facts`.
pub fn course(
    results: &Results,
    cells: &ProtectedCells,
    tables: &[Table],
    facts: &mut BTreeMap<String, Fact>,
) -> Course {
    let policy = cells.policy();
    let square = results.tables.iter().filter(|t| SQUARE.contains(&t.id.as_str()));
    let mut made = Course {
        symmetry: square.filter_map(|spec| symmetry(spec, cells, &results.codebook)).collect(),
        family: if results.episodes_recorded { family(results, cells, tables, facts) } else { Vec::new() },
        ..Course::default()
    };
    if !results.followed() {
        return made;
    }
    let overall = results.curves.iter().find(|c| c.spec.by.is_none()).and_then(|c| c.strata.first());
    let whole = overall.map(|s| merge(&s.table, &[], policy, LEAST_AT_RISK)).unwrap_or_default();
    made.independence = results.case_only.iter().filter_map(|c| independence(c, policy)).collect();
    made.contact_loss = contact_loss(&results.course.contact, policy);
    let found = recurrence(&results.course.recurrence, &whole, policy);
    plain_facts(results, policy, facts);
    recurrence_facts(&found, facts);
    made.recurrence = Some(found);
    made
}

fn plain_facts(results: &Results, policy: Policy, facts: &mut BTreeMap<String, Fact>) {
    let count = |n: usize| Number::printed(n as f64, 0, Unit::Plain);
    facts.insert("imputations".into(), Fact::plain(count(IMPUTATIONS)));
    facts.insert("imputation_seed".into(), Fact::plain(Number::printed(SEED as f64, 0, Unit::Year)));
    let median = imputed_median(&results.course.imputed_cases, policy);
    facts.extend(median.map(|m| ("imputed_corrected_median".to_string(), Fact::plain(m))));
    let exact_origin = policy.number(policy.protect(results.course.exact_origin_events));
    facts.insert("exact_origin_events".into(), Fact::plain(exact_origin));
}

fn recurrence_facts(found: &Recurrence, facts: &mut BTreeMap<String, Fact>) {
    for (name, exit) in [("first_exit", &found.first), ("later_exit", &found.later)] {
        facts.insert(format!("{name}_events"), Fact::plain(exit.events.clone()));
        facts.insert(format!("{name}_years"), Fact::plain(exit.person_years.clone()));
        facts.insert(format!("{name}_rate"), Fact::estimated(&exit.rate));
    }
    facts.extend(found.ratio.as_ref().map(|ratio| ("later_exit_ratio".to_string(), Fact::estimated(ratio))));
    for (name, count) in ["again_once", "again_twice", "again_more"].into_iter().zip(&found.persons) {
        facts.insert(name.into(), Fact::plain(count.clone()));
    }
    if let Some(step) = found.steps.iter().find(|s| s.to == 731) {
        facts.insert("mean_episodes_24_months".into(), Fact::estimated(&step.mean));
    }
}

/// The incidence at 24 months over imputations of coarse dates, as one more row of the sensitivity table.
pub fn coarse_dates(results: &Results, policy: Policy) -> Option<Sensitivity> {
    if results.course.imputed.is_empty() {
        return None;
    }
    Some(match imputed_incidence(&results.course.imputed, 731, policy) {
        Some(found) => Sensitivity { name: "coarse-dates", incidence: found.incidence, events: found.events },
        None => Sensitivity {
            name: "coarse-dates",
            incidence: Estimate::withheld(Unit::PerThousand, policy),
            events: policy.withheld(Unit::Count),
        },
    })
}

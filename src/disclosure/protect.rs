//! The disclosure stage: confidential results and a policy in, a release out.

use std::collections::BTreeMap;

use super::course::{coarse_dates, course};
use super::curve::{case_curve, curve_set, incidence_at};
use super::internal_only::InternalOnly;
use super::lifetime::comparison;
use super::model::models;
use super::number::{Number, Protected, Unit};
use super::period::{period_ratio, periods};
use super::policy::Policy;
use super::rate::rate;
use super::release::{DateQuality, Fact, FlowCount, Release, Remark, Sensitivity};
use super::table::{ProtectedCells, fact, headline_keys, proportion, table};
use crate::analysis::{Confidential, Lives, Results};
use crate::calendar::Day;
use crate::study::Headline;

/// What a release is made under.
pub struct Terms<'a> {
    /// Policy.
    pub policy: Policy,
    /// Totals printed exactly.
    pub headline: &'a [Headline],
    /// Edition.
    pub edition: &'a str,
    /// Last day of the extract.
    pub cutoff: Day,
}

/// Protects everything: each count once, and every statistic from what is printed of its counts.
pub fn protect(results: &Confidential<Results>, terms: &Terms<'_>) -> Protected<Release> {
    let results = results.open();
    let policy = terms.policy;
    let headline = headline_keys(terms.headline, &results.codebook);
    let cells = ProtectedCells::new(&results.cells, policy, &headline);
    let tables: Vec<_> = results.tables.iter().map(|spec| table(spec, &cells, &results.codebook)).collect();
    let mut facts: BTreeMap<String, Fact> =
        results.facts.iter().map(|spec| (spec.name.clone(), fact(spec, &cells))).collect();
    if let Some(one_in) = facts.get("known_share").and_then(one_in) {
        facts.insert("known_one_in".into(), one_in);
    }
    let overall = results.curves.iter().find(|c| c.spec.by.is_none()).and_then(|c| c.strata.first());
    let curves = results.curves.iter().map(|c| curve_set(c, overall, policy)).collect::<Vec<_>>();
    let case_curves = results.case_only.iter().filter_map(|c| case_curve(c, policy)).collect::<Vec<_>>();
    if results.followed() {
        time_facts(results, &curves, policy, &mut facts);
    }
    for case in &case_curves {
        let fact = |value: &Protected<Number>| Fact::plain(value.clone());
        facts.insert(format!("{}_naive_median", case.name), fact(&case.naive_median));
        facts.insert(format!("{}_corrected_median", case.name), fact(&case.corrected_median));
        facts.insert(format!("{}_cases", case.name), fact(&case.cases));
        if let Some(point) = case.points.iter().find(|p| p.day == 366) {
            facts.insert(format!("{}_naive_12_months", case.name), fact(&point.naive));
            facts.insert(format!("{}_corrected_12_months", case.name), Fact::estimated(&point.corrected));
        }
    }
    if let Some(pooled) = case_curves.first() {
        let value = Number::printed(f64::from(pooled.horizon), 0, Unit::Days);
        facts.insert("case_horizon".into(), Fact::plain(value));
    }
    let course = course(results, &cells, &tables, &mut facts);
    let lives = results.lives.as_ref().and_then(|lives| InternalOnly::under(policy, || lives.clone()));
    facts.extend(lives.iter().flat_map(|lives| life_facts(lives.get(), policy)));
    let count = |n| policy.number(policy.protect(n));
    Protected::seal(Release {
        edition: terms.edition.into(),
        cutoff: terms.cutoff,
        policy,
        own_variables: results.own_variables,
        tables,
        curves,
        case_curves,
        facts,
        flow: results.flow.iter().map(|s| flow(s.name, s.count, &cells, &headline)).collect(),
        periods: periods(&results.years, policy),
        sensitivity: results
            .variants
            .iter()
            .map(|v| {
                let (incidence, events) = incidence_at(&v.table, 731, policy);
                Sensitivity { name: v.name, incidence, events }
            })
            .chain(coarse_dates(results, policy))
            .collect(),
        models: models(&results.models, overall, policy),
        lifetimes: comparison(overall, policy),
        course,
        lives,
        remarks: results
            .quality
            .findings
            .iter()
            .map(|f| Remark {
                code: f.code,
                title: f.title,
                count: count(f.count),
                several_rows: count(f.several_rows),
            })
            .collect(),
        dates: results.quality.dates.iter().map(|d| date_quality(d.role, d.counts, policy)).collect(),
        absent: results.absent.clone(),
        episodes_recorded: results.episodes_recorded,
        dates_recorded: results.dates_recorded,
        codebook: results.codebook.clone(),
    })
}

/// "About one in 180": a small share the other way round, to two digits, from its printed value.
fn one_in(share: &Fact) -> Option<Fact> {
    let people = share.value.value().filter(|&s| s > 0.0 && s <= 0.1).map(|s| 1.0 / s)?;
    let step = libm::pow(10.0, libm::floor(libm::log10(people)) - 1.0);
    let value = Number::printed(libm::round(people / step) * step, 0, Unit::Plain);
    Some(Fact { value, interval: None, cells: share.cells.clone() })
}

/// How many people the figure of lives shows, and how many it cannot.
fn life_facts(lives: &Lives, policy: Policy) -> [(String, Fact); 2] {
    let fact = |n: usize| Fact::plain(policy.number(policy.protect(n as u64)));
    [("lives".into(), fact(lives.dated.len())), ("lives_undated".into(), fact(lives.undated))]
}

/// A flow step that counts what a headline counts prints as the headline does.
fn flow(name: &'static str, n: u64, cells: &ProtectedCells, headline: &[crate::analysis::CellKey]) -> FlowCount {
    let same = match name {
        "persons" => headline.iter().find(|k| k.given.is_empty()),
        "persons_retrafficked" => headline.iter().find(|k| !k.given.is_empty()),
        _ => None,
    };
    let policy = cells.policy();
    FlowCount { name, count: same.map_or_else(|| policy.number(policy.protect(n)), |key| cells.number(key)) }
}

fn date_quality(role: &'static str, counts: [u64; 4], policy: Policy) -> DateQuality {
    let whole = policy.protect(counts.iter().sum());
    DateQuality { role, shares: counts.map(|n| proportion(policy.protect(n), whole, Unit::Share, policy).value) }
}

/// Person-years, the rate and the windows of the overall curve.
fn time_facts(
    results: &Results,
    curves: &[super::release::CurveSet],
    policy: Policy,
    facts: &mut BTreeMap<String, Fact>,
) {
    let total = results.years.iter().fold((0, 0), |(days, events), y| (days + y.days, events + y.events));
    let rate = rate(total.1, total.0, policy);
    facts.insert("person_years".into(), Fact::plain(rate.0));
    facts.insert("events_at_risk".into(), Fact::plain(rate.1));
    facts.insert("rate_per_thousand_years".into(), Fact::estimated(&rate.2));
    let change = period_ratio(&results.years, policy);
    facts.extend(change.map(|ratio| ("period_rate_ratio".to_string(), Fact::estimated(&ratio))));
    let Some(overall) = curves.iter().find(|c| c.by.is_none()).and_then(|c| c.curves.first()) else { return };
    for (name, day) in [("incidence_6_months", 184), ("incidence_12_months", 366), ("incidence_24_months", 731)] {
        if let Some(step) = overall.steps.iter().find(|s| s.to == day) {
            facts.insert(name.into(), Fact::estimated(&step.incidence));
        }
    }
    let at_start = overall.steps.first().map(|s| s.at_risk.clone());
    facts.extend(at_start.map(|n| ("at_risk_at_start".to_string(), Fact::plain(n))));
    facts.insert("curve_start_days".into(), Fact::plain(Number::printed(f64::from(overall.start), 0, Unit::Days)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_share_is_also_said_the_other_way_round() {
        let said = |share| {
            let value = Number::printed(share, 2, Unit::Share);
            one_in(&Fact::plain(value)).and_then(|fact| fact.value.value())
        };
        assert_eq!(said(0.0056), Some(180.0));
        assert_eq!(said(0.08), Some(13.0));
        assert_eq!(said(0.25), None);
        assert_eq!(said(0.0), None);
    }
}

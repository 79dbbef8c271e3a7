//! Laws that hold for any case file, coarse dates and errors of order included.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::history::{rules, set};
use super::random::{histories, mixed, text};
use retraffic::calendar::{Day, Days};
use retraffic::cohort::{AnalysisSet, Outcome, Step};
use retraffic::study::{Observation, Scheme};

fn observation() -> impl Strategy<Value = Observation> {
    (prop::bool::ANY, prop_oneof![Just(0_u16), Just(12), Just(24)], -1..30, 0..400, prop::option::of(9_500..11_500))
        .prop_map(|(registry, lag_months, grace, contact_gap, opened)| Observation {
            scheme: if registry { Scheme::Registry } else { Scheme::Contact },
            lag_months,
            grace: Days(grace),
            contact_gap: Days(contact_gap),
            opened: opened.map(Day),
            ..rules()
        })
}

fn assert_flow_adds_up(set: &AnalysisSet) {
    use Step::*;
    let n = |step| set.flow.count(step);
    let sum = |steps: &[Step]| steps.iter().map(|s| set.flow.count(*s)).sum::<usize>();
    assert_eq!(n(Rows), sum(&[RowsMerged, Episodes]));
    assert_eq!(n(Episodes), n(Spells));
    let split = [SpellsWithoutExit, SpellsOutOfOrder, SpellsNextUndated, SpellsWithoutDelay];
    assert_eq!(n(Spells), sum(&split) + sum(&[SpellsRetrospective, SpellsProspective]));
    assert_eq!(n(SpellsProspective), sum(&[SpellsLater, SpellsFirst]));
    assert_eq!(n(SpellsFirst), sum(&[SpellsNothingAtRisk, SpellsAtRisk]));
    assert_eq!(n(SpellsAtRisk), sum(&[Events, Deaths, Emigrated, Censored]));
    assert!(n(SpellsFirst) <= n(Persons));
}

/// A spell's time at risk by person and episode, so that persons may stand in any order.
fn by_key(set: &AnalysisSet, rules: &Observation, name: impl Fn(u32) -> u32) -> Vec<(u32, u16, i32, i32, Outcome)> {
    let risk = set.spells.at_risk(rules);
    let key = |i: usize| {
        let spell = risk.spell[i];
        let person = name(set.spells.person[spell].0);
        (person, set.spells.number[spell], risk.entry[i], risk.exit[i], risk.outcome[i])
    };
    let mut keys: Vec<_> = (0..risk.len()).map(key).collect();
    keys.sort();
    keys
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(1999), ..ProptestConfig::default() })]

    #[test]
    fn the_flow_adds_up(h in histories(), rules in observation(), seed: u64) {
        assert_flow_adds_up(&set(&text(&h, mixed(seed)), &rules));
    }

    #[test]
    fn somebody_at_risk_is_so_for_a_day_or_more(h in histories(), rules in observation(), seed: u64) {
        let set = set(&text(&h, mixed(seed)), &rules);
        let risk = set.spells.at_risk(&rules);
        for i in 0..risk.len() {
            prop_assert!(0 <= risk.entry[i] && risk.entry[i] < risk.exit[i]);
            prop_assert!(set.spells.is_prospective(risk.spell[i]));
            let end = set.spells.exit_point[risk.spell[i]].unwrap().plus(Days(risk.exit[i]));
            prop_assert!(end <= rules.cutoff);
            prop_assert_eq!(risk.outcome[i] == Outcome::Event, set.spells.entry_point[risk.spell[i]] == Some(end));
        }
        let prospective = (0..set.spells.len()).filter(|&s| set.spells.is_prospective(s)).count();
        prop_assert_eq!(risk.len() + risk.left_out.len(), prospective);
    }

    #[test]
    fn a_longer_lag_only_takes_away(h in histories(), seed: u64) {
        let at = |lag_months| {
            let rules = Observation { lag_months, ..rules() };
            set(&text(&h, mixed(seed)), &rules).spells.at_risk(&rules)
        };
        let (none, year) = (at(0), at(12));
        for (i, spell) in year.spell.iter().enumerate() {
            let j = none.spell.binary_search(spell).expect("at risk without a lag too");
            prop_assert_eq!(year.entry[i], none.entry[j]);
            prop_assert!(year.exit[i] <= none.exit[j]);
            prop_assert!(year.outcome[i] == none.outcome[j] || year.outcome[i] == Outcome::Censored);
        }
        prop_assert!(year.count(Outcome::Event) <= none.count(Outcome::Event));
    }

    #[test]
    fn a_longer_contact_gap_only_adds(h in histories(), seed: u64) {
        let at = |gap| {
            let rules = Observation { scheme: Scheme::Contact, contact_gap: Days(gap), ..rules() };
            set(&text(&h, mixed(seed)), &rules).spells.at_risk(&rules)
        };
        prop_assert!(at(90).person_days() <= at(180).person_days());
        prop_assert!(at(90).count(Outcome::Event) <= at(180).count(Outcome::Event));
    }

    #[test]
    fn a_longer_grace_only_merges(h in histories(), seed: u64) {
        let at = |grace| set(&text(&h, mixed(seed)), &Observation { grace: Days(grace), ..rules() });
        prop_assert!(at(14).episodes.len() <= at(0).episodes.len());
        prop_assert_eq!(at(-1).episodes.len(), h.iter().map(Vec::len).sum::<usize>());
        prop_assert_eq!(at(14).persons.len(), at(0).persons.len());
    }

    #[test]
    fn every_known_later_episode_is_seen_coming_or_told(h in histories(), rules in observation(), seed: u64) {
        let s = set(&text(&h, mixed(seed)), &rules).spells;
        let placed = (0..s.len()).filter(|&i| s.retrafficked[i] && s.defect[i].is_none() && s.known[i].is_some());
        let seen = (0..s.len()).filter(|&i| s.is_prospective(i) && s.retrafficked[i]).count();
        let told = (0..s.len()).filter(|&i| s.is_retrospective(i)).count();
        prop_assert_eq!(placed.count(), seen + told);
        prop_assert!((0..s.len()).all(|i| !s.is_retrospective(i) || s.retrafficked[i]), "nothing is told in advance");
    }

    #[test]
    fn every_identified_person_has_one_first_prospective_spell(h in histories(), rules in observation(), seed: u64) {
        let set = set(&text(&h, mixed(seed)), &rules);
        for own in set.episodes.by_person() {
            let first = own.clone().filter(|&s| set.spells.first[s]).count();
            prop_assert_eq!(first, usize::from(set.spells.known[own.start].is_some()));
        }
    }

    #[test]
    fn the_order_of_persons_is_irrelevant(h in histories(), rules in observation()) {
        let exact = |_| 10;
        let last = h.len() as u32 - 1;
        let back: Vec<_> = h.iter().rev().cloned().collect();
        let (one, other) = (set(&text(&h, exact), &rules), set(&text(&back, exact), &rules));
        prop_assert_eq!(by_key(&one, &rules, |p| p), by_key(&other, &rules, |p| last - p));
        prop_assert_eq!(&one.flow, &other.flow);
        let mut cases = [&one, &other].map(|s| s.cases.gap.iter().zip(&s.cases.truncation).collect::<Vec<_>>());
        cases.iter_mut().for_each(|c| c.sort());
        prop_assert_eq!(&cases[0], &cases[1]);
    }

    #[test]
    fn calendar_years_hold_all_time_and_events(h in histories(), rules in observation(), seed: u64) {
        let s = set(&text(&h, mixed(seed)), &rules).spells;
        let risk = s.at_risk(&rules);
        let years = risk.by_calendar_year(&s);
        prop_assert!(years.days.iter().all(|d| (1..=366).contains(d)));
        let totals = years.totals();
        prop_assert_eq!(totals.iter().map(|t| t.1).sum::<i64>(), risk.person_days());
        prop_assert_eq!(totals.iter().map(|t| t.2 as usize).sum::<usize>(), risk.count(Outcome::Event));
    }

    #[test]
    fn points_and_draws_stay_within_what_the_dates_allow(h in histories(), seed: u64, u in 0.0..1.0_f64) {
        let s = set(&text(&h, mixed(seed)), &rules()).spells;
        for (label, s) in [("headline", s.clone()), ("drawn", s.imputed(|| u))] {
            for i in 0..s.len() {
                if let (Some(point), Some(exit)) = (s.exit_point[i], s.exit[i]) {
                    prop_assert!(exit.first <= point && point <= exit.last, "{}", label);
                }
                if let (Some(gap), Some((low, high))) = (s.gap(i), s.gap_bounds(i)) {
                    prop_assert!(Days(0) <= low && low <= gap && gap <= high, "{}", label);
                    prop_assert!(s.entry[i].unwrap().first <= s.entry_point[i].unwrap());
                    prop_assert!(s.entry_point[i].unwrap() <= s.entry[i].unwrap().last);
                }
                if let (Some(v), Some((low, high))) = (s.delay(i), s.delay_bounds(i)) {
                    prop_assert!(Days(0) <= low && low <= v && v <= high, "{}", label);
                }
            }
        }
    }

    #[test]
    fn a_coarser_record_still_holds_the_true_gap(mut h in histories(), seed: u64) {
        // An episode that ends before it begins has no true order to hold.
        h.iter_mut().flatten().for_each(|e| e.exit = e.exit.max(e.entry.filter(|_| e.exit.is_some())));
        let rules = Observation { grace: Days(-1), ..rules() };
        let (fine, coarse) = (set(&text(&h, |_| 10), &rules).spells, set(&text(&h, mixed(seed)), &rules).spells);
        for i in (0..fine.len()).filter(|&i| !fine.bounded[i]) {
            if let Some(gap) = fine.gap(i) {
                let (low, high) = coarse.gap_bounds(i).expect("a true order is never a contradiction");
                prop_assert!(low <= gap && gap <= high);
            }
        }
    }

    #[test]
    fn every_case_is_kept_once_or_left_out_once(h in histories(), rules in observation(), seed: u64) {
        let set = set(&text(&h, mixed(seed)), &rules);
        let known = set.spells.retrafficked.iter().filter(|r| **r).count();
        prop_assert_eq!(set.cases.len() + set.cases.left_out.total(), known);
        for i in 0..set.cases.len() {
            prop_assert!(0 <= set.cases.gap[i] && set.cases.gap[i] <= set.cases.truncation[i]);
        }
    }
}

//! One tiny history per rule: what the record says, and what is made of it.

use super::history::{day, rules, set};
use retraffic::calendar::Days;
use retraffic::cohort::{AnalysisSet, CaseKind, Defect, Known, Outcome, SpellKind, Step};
use retraffic::study::{Observation, Scheme};

/// Episodes after merging, at 14 days of grace.
fn episodes(text: &str) -> usize {
    set(text, &rules()).episodes.len()
}

/// `(spell, entry, exit, outcome)` of every prospective spell.
fn at_risk(text: &str, rules: &Observation) -> Vec<(usize, i32, i32, Outcome)> {
    let risk = set(text, rules).spells.at_risk(rules);
    (0..risk.len()).map(|i| (risk.spell[i], risk.entry[i], risk.exit[i], risk.outcome[i])).collect()
}

fn days(from: &str, to: &str) -> i32 {
    day(to).since(day(from)).0
}

mod grace {
    use super::*;

    #[test]
    fn two_rows_within_the_grace_are_one_episode() {
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01\n A 2 2001-01-15 2002-01-01 id=2002-02-01"), 1);
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01\n A 2 2001-01-16 2002-01-01 id=2002-02-01"), 2);
    }

    #[test]
    fn the_upper_bound_of_the_gap_decides() {
        assert_eq!(episodes("A 1 2000-01-01 2001-01-20\n A 2 2001-01 2002-01-01"), 1, "at most 11 days");
        assert_eq!(episodes("A 1 2000-01-01 2001-01-10\n A 2 2001-01 2002-01-01"), 2, "up to 21 days");
        assert_eq!(episodes("A 1 2000-01-01 2001\n A 2 2001 2002-01-01"), 2, "up to a year");
    }

    #[test]
    fn no_grace_merges_only_what_touches() {
        let none = Observation { grace: Days(0), ..rules() };
        let next_day = "A 1 2000-01-01 2001-01-01\n A 2 2001-01-02 2002-01-01";
        assert_eq!(set(next_day, &none).episodes.len(), 2);
        assert_eq!(set(next_day, &rules()).episodes.len(), 1);
        assert_eq!(set("A 1 2000-01-01 2001-01-01\n A 2 2001-01-01 2002-01-01", &none).episodes.len(), 1);
    }

    #[test]
    fn a_return_in_between_keeps_them_apart() {
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01 ret=2001-01-05\n A 2 2001-01-10 2002-01-01"), 2);
    }

    #[test]
    fn re_trafficked_on_the_way_home_is_not_merged_away() {
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01 ret=2001-03-01\n A 2 2001-01-10 2002-01-01"), 2);
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01 rt=forced\n A 2 2001-01-10 2002-01-01"), 2);
    }

    #[test]
    fn no_return_and_an_unknown_one_separate_nothing() {
        for kind in ["none", "unknown"] {
            assert_eq!(episodes(&format!("A 1 2000-01-01 2001-01-01 rt={kind}\n A 2 2001-01-10 2002-01-01")), 1);
        }
        assert_eq!(episodes("A 1 2000-01-01 2001-01-01 ret=2000-06-01\n A 2 2001-01-10 2002-01-01"), 1);
    }

    #[test]
    fn an_identification_in_between_keeps_them_apart() {
        let with = |id| episodes(&format!("A 1 2000-01-01 2001-01-01 id={id}\n A 2 2001-01-10 2002-01-01"));
        assert_eq!(with("2001-01-01"), 2, "on the day of exit");
        assert_eq!(with("2001-01-10"), 2, "on the day of entry");
        assert_eq!(with("2001"), 2, "in doubt");
        assert_eq!(with("2000-12-31"), 1, "before the exit");
        assert_eq!(with("2002-02-01"), 1, "after both, when both were told");
    }

    #[test]
    fn a_known_change_of_country_keeps_them_apart() {
        let between = |a, b| episodes(&format!("A 1 2000-01-01 2001-01-01 {a}\n A 2 2001-01-10 2002-01-01 {b}"));
        assert_eq!(between("in=it", "in=ro"), 2);
        assert_eq!(between("in=it", "in=it"), 1);
        assert_eq!(between("in=it", "in=unknown"), 1);
        assert_eq!(between("in=it", ""), 1);
    }

    #[test]
    fn merging_is_transitive_and_moves_the_numbers() {
        let set = set(
            "A 1 2000-01-01 2001-01-01\n A 2 2001-01-05 2002-01-01\n A 3 2002-01-05 2003-01-01 id=2003-01-01\n A 4 2004-01-01 2005-01-01 id=2005-01-01",
            &rules(),
        );
        assert_eq!(set.episodes.rows, [0..3, 3..4]);
        assert_eq!(set.episodes.number, [1, 2]);
        assert_eq!((set.spells.row_from[0], set.spells.row_to[0]), (2, Some(3)));
    }

    #[test]
    fn one_number_twice_is_one_episode() {
        let set = set(
            "A 1 2000-01-01 2001-01-01\n A 1 2000-01-01 2001-01-01\n A 2 2004-01-01 2005-01-01 id=2005-01-01",
            &Observation { grace: Days(0), ..rules() },
        );
        assert_eq!((set.episodes.rows, set.episodes.number), (vec![0..2, 2..3], vec![1, 2]));
    }

    #[test]
    fn one_number_twice_does_not_hide_a_missing_one() {
        let set = set("A 1 2000 2001-01-01\n A 1 2000 2001-01-01\n A 3 2004 2005 id=2005", &rules());
        assert_eq!(set.episodes.number, [1, 3]);
    }

    #[test]
    fn numbers_from_nought_are_numbers_from_one() {
        let set = set("A 0 2000 2001-01-01\n A 1 2004-01-01 2005 id=2005", &rules());
        assert_eq!((set.episodes.number, set.persons.retrafficked), (vec![1, 2], vec![true]));
    }

    #[test]
    fn a_missing_number_is_an_episode_in_between() {
        let set = set("A 1 2000-01-01 2001-01-01\n A 3 2001-01-05 2002-01-01 id=2002-01-01", &rules());
        assert_eq!(set.episodes.number, [1, 3]);
        assert_eq!(set.persons.episodes, [3]);
        assert_eq!((set.spells.row_to[0], set.spells.bounded[0]), (None, true), "episode 2 has no row");
        assert!(set.transitions.is_empty());
    }

    #[test]
    fn a_merged_person_is_not_re_trafficked() {
        let merged = set("A 1 2000-01-01 2001-01-01\n A 2 2001-01-05 2002-01-01 id=2002-01-01", &rules());
        assert_eq!(merged.persons.retrafficked, [false]);
        assert_eq!(merged.flow.count(Step::RowsMerged), 1);
    }
}

mod kind {
    use super::*;

    fn kinds(text: &str) -> Vec<Option<SpellKind>> {
        set(text, &rules()).spells.kind
    }

    const P: Option<SpellKind> = Some(SpellKind::Prospective);
    const R: Option<SpellKind> = Some(SpellKind::Retrospective);

    #[test]
    fn identified_in_the_first_episode_is_prospective() {
        assert_eq!(kinds("A 1 2000-01-01 2001-01-01 id=2001-02-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01"), [P, P]);
    }

    #[test]
    fn first_met_in_the_second_episode_is_retrospective_and_then_prospective() {
        assert_eq!(kinds("A 1 2000-01-01 2001-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01"), [R, P]);
    }

    #[test]
    fn one_interview_written_into_both_rows_is_still_told_afterwards() {
        let both = "A 1 2000-01-01 2001-01-01 id=2004-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01";
        assert_eq!(kinds(both), [R, P]);
        assert_eq!(set(both, &rules()).spells.first, [false, true]);
    }

    #[test]
    fn identified_on_the_day_of_the_next_entry_is_not_told_afterwards() {
        assert_eq!(kinds("A 1 2000-01-01 2001-01-01 id=2003-01-01\n A 2 2003-01-01 2004-01-01"), [P, P]);
    }

    #[test]
    fn identified_between_exit_and_entry_is_prospective_with_a_delay() {
        let text = "A 1 2000-01-01 2001-01-01 id=2002-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01";
        assert_eq!(kinds(text)[0], P);
        assert_eq!(at_risk(text, &rules())[0], (0, 365, 730, Outcome::Event));
    }

    #[test]
    fn assistance_stands_in_for_a_missing_identification() {
        assert_eq!(kinds("A 1 2000-01-01 2001-01-01 as=2001-02-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01"), [P, P]);
    }

    #[test]
    fn without_both_there_is_no_delay_and_no_kind() {
        let set = set("A 1 2000-01-01 2001-01-01\n A 2 2003-01-01 2004-01-01", &rules());
        assert_eq!(set.spells.kind, [None, None]);
        assert_eq!(set.flow.count(Step::SpellsWithoutDelay), 2);
        assert_eq!((set.persons.kind[0], set.persons.known[0]), (CaseKind::Undetermined, Known::Undated));
    }

    #[test]
    fn an_identification_after_the_cut_off_is_none() {
        assert_eq!(kinds("A 1 2000-01-01 2001-01-01 id=2010-01-05"), [None]);
    }
}

mod registry {
    use super::*;

    const EVENT: &str = "A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01";

    #[test]
    fn from_exit_to_the_next_entry() {
        let end = days("2004-01-01", "2009-12-31");
        assert_eq!(at_risk(EVENT, &rules()), [(0, 0, 730, Outcome::Event), (1, 0, end, Outcome::Censored)]);
    }

    #[test]
    fn a_lost_contact_or_emigration_does_not_end_it() {
        for status in ["lost", "gone", "in"] {
            let text = format!("A 1 2000-01-01 2001-01-01 id=2001-01-01 lc=2002-01-01 st={status}");
            let end = days("2001-01-01", "2009-12-31");
            assert_eq!(at_risk(&text, &rules()), [(0, 0, end, Outcome::Censored)], "{status}");
        }
    }

    #[test]
    fn death_ends_it() {
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01 lc=2002-01-01 st=dead";
        assert_eq!(at_risk(text, &rules()), [(0, 0, 365, Outcome::Death)]);
    }

    #[test]
    fn death_on_the_last_day_of_observation_ends_it() {
        let lag = Observation { lag_months: 12, ..rules() };
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01 lc=2008-12-31 st=dead";
        assert_eq!(at_risk(text, &lag), [(0, 0, days("2001-01-01", "2008-12-31"), Outcome::Death)]);
    }

    #[test]
    fn the_dated_death_of_two_counts() {
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01 st=dead\n A 2 2003-01-01 2004-01-01 lc=2005-01-01 st=dead";
        assert_eq!(at_risk(text, &rules())[1], (1, 0, 366, Outcome::Death));
    }

    #[test]
    fn a_death_in_the_lag_is_not_counted() {
        let lag = Observation { lag_months: 12, ..rules() };
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01 lc=2009-06-01 st=dead";
        assert_eq!(at_risk(text, &lag), [(0, 0, days("2001-01-01", "2008-12-31"), Outcome::Censored)]);
    }

    #[test]
    fn an_entry_in_the_lag_is_not_counted() {
        let lag = Observation { lag_months: 12, ..rules() };
        let with = |entry: &str| {
            at_risk(&format!("A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 {entry} 2009-10-01 id=2009-10-01"), &lag)
        };
        let end = days("2001-01-01", "2008-12-31");
        assert_eq!(with("2008-12-31"), [(0, 0, end, Outcome::Event)], "on the last day");
        assert_eq!(with("2009-01-01"), [(0, 0, end, Outcome::Censored)], "a day later");
    }

    #[test]
    fn nothing_remains_of_a_spell_identified_in_the_lag() {
        let lag = Observation { lag_months: 12, ..rules() };
        let set = set("A 1 2000-01-01 2001-01-01 id=2009-02-01", &lag);
        assert_eq!(set.flow.count(Step::SpellsNothingAtRisk), 1);
        assert_eq!(set.flow.count(Step::SpellsAtRisk), 0);
    }

    #[test]
    fn told_afterwards_is_nobodys_time() {
        let text = "A 1 2000-01-01 2001-01-01\n A 2 2003-01-01 2004-01-01 id=2004-02-01";
        assert_eq!(at_risk(text, &rules()), [(1, 31, days("2004-01-01", "2009-12-31"), Outcome::Censored)]);
    }

    #[test]
    fn a_spell_without_exit_is_left_out_with_its_event() {
        let text = "A 1 2000-01-01 - id=2001-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01";
        let set = set(text, &rules());
        assert_eq!(set.spells.defect, [Some(Defect::NoExit), None]);
        assert_eq!(set.spells.first, [true, false], "the later spell does not take its place");
        assert_eq!(set.flow.count(Step::SpellsFirst), 0);
        assert_eq!(set.flow.count(Step::SpellsLater), 1);
    }

    #[test]
    fn contradictory_dates_are_left_out_and_counted_but_known() {
        let set = set("A 1 2000-01-01 2003-01-01 id=2001-01-01\n A 2 2002-01-01 2004-01-01 id=2004-01-01", &rules());
        assert_eq!(set.spells.defect, [Some(Defect::OutOfOrder), None]);
        assert_eq!(set.persons.retrafficked, [true]);
    }

    #[test]
    fn an_event_on_the_day_of_death_is_an_event() {
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 2003-01-01 - lc=2003-01-01 st=dead";
        assert_eq!(at_risk(text, &rules()), [(0, 0, 730, Outcome::Event)]);
    }
}

mod contact {
    use super::*;

    fn contact() -> Observation {
        Observation { scheme: Scheme::Contact, ..rules() }
    }

    fn one(rest: &str) -> Vec<(usize, i32, i32, Outcome)> {
        at_risk(&format!("A 1 2000-01-01 2001-01-01 id=2001-01-01 {rest}"), &contact())
    }

    #[test]
    fn followed_to_the_last_contact_plus_the_gap() {
        assert_eq!(one("lc=2002-01-01 st=lost"), [(0, 0, 365 + 180, Outcome::Censored)]);
        assert_eq!(one("lc=2002-01-01"), [(0, 0, 365 + 180, Outcome::Censored)]);
    }

    #[test]
    fn never_beyond_the_cut_off() {
        assert_eq!(one("lc=2009-12-01 st=in"), [(0, 0, days("2001-01-01", "2009-12-31"), Outcome::Censored)]);
    }

    #[test]
    fn never_into_the_lag() {
        let lag = Observation { lag_months: 12, ..contact() };
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01 lc=2009-12-01 st=in";
        assert_eq!(at_risk(text, &lag), [(0, 0, days("2001-01-01", "2008-12-31"), Outcome::Censored)]);
        let later = format!("{text}\n A 2 2009-03-01 2009-05-01 id=2009-06-01 lc=2009-12-01");
        assert_eq!(at_risk(&later, &lag)[0], (0, 0, days("2001-01-01", "2008-12-31"), Outcome::Censored));
    }

    #[test]
    fn an_event_after_the_last_contact_is_not_counted() {
        let with = |entry: &str| {
            let next = format!("lc=2002-01-01 st=lost\n A 2 {entry} 2008-01-01 id=2008-01-01 lc=2008-06-01");
            one(&next)[0]
        };
        assert_eq!(with("2002-06-30"), (0, 0, 545, Outcome::Event), "within the gap");
        assert_eq!(with("2002-07-01"), (0, 0, 545, Outcome::Censored), "whoever comes back counts for nothing");
    }

    #[test]
    fn emigration_is_loss_of_sight_at_that_contact() {
        assert_eq!(one("lc=2002-01-01 st=gone"), [(0, 0, 365, Outcome::Emigrated)]);
    }

    #[test]
    fn death_competes() {
        assert_eq!(one("lc=2002-01-01 st=dead"), [(0, 0, 365, Outcome::Death)]);
    }

    #[test]
    fn services_stand_in_for_a_missing_contact() {
        assert_eq!(one("as=2001-02-01 ae=2002-01-01"), [(0, 0, 545, Outcome::Censored)]);
    }
}

fn cases(set: &AnalysisSet) -> Vec<(usize, i32, i32, SpellKind)> {
    let c = &set.cases;
    (0..c.len()).map(|i| (c.spell[i], c.gap[i], c.truncation[i], c.kind[i])).collect()
}

mod case_only {
    use super::*;

    const EVENT: &str = "A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 2003-01-01 2004-01-01 id=2004-01-01";

    #[test]
    fn the_delay_of_identification_shortens_the_truncation_time() {
        let r = days("2001-01-01", "2009-12-31") - 365;
        assert_eq!(cases(&set(EVENT, &rules())), [(0, 730, r, SpellKind::Prospective)]);
    }

    #[test]
    fn told_cases_belong_too() {
        let told = set("A 1 2000-01-01 2001-01-01\n A 2 2003-01-01 2004-01-01 id=2003-07-01", &rules());
        let r = days("2001-01-01", "2009-12-31") - days("2003-01-01", "2003-07-01");
        assert_eq!(cases(&told), [(0, 730, r, SpellKind::Retrospective)]);
    }

    #[test]
    fn a_later_episode_that_was_only_told_is_known_when_it_was_told() {
        let text = "A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 2003-01-01 2004-01-01\n A 3 2005-01-01 2006-01-01 id=2006-01-01";
        let set = set(text, &rules());
        let r = days("2001-01-01", "2009-12-31") - days("2003-01-01", "2006-01-01");
        assert_eq!(cases(&set)[0], (0, 730, r, SpellKind::Prospective));
    }

    #[test]
    fn an_exit_before_the_opening_is_left_out() {
        let at = |opened: &str| set(EVENT, &Observation { opened: Some(day(opened)), ..rules() });
        assert_eq!(at("2001-01-01").cases.len(), 1);
        assert_eq!(at("2001-01-02").cases.left_out.before_opening, 1);
    }

    #[test]
    fn without_an_identification_it_is_left_out() {
        let set = set("A 1 2000-01-01 2001-01-01 id=2001-01-01\n A 2 2003-01-01 2004-01-01", &rules());
        assert_eq!(set.cases.left_out.unidentified, 1);
        assert_eq!(set.cases.left_out.total() + set.cases.len(), 1);
    }
}

//! Dates known to the month or year: what order and cut-off leave of them.

use super::history::{day, rules, set};
use retraffic::calendar::Days;
use retraffic::cohort::{Defect, Interval, Outcome, SpellKind, Spells};

fn spells(exit: &str, entry: &str) -> Spells {
    let text = format!("A 1 1999-01-01 {exit} id=2001-01-01\n A 2 {entry} 2009-01-01 id=2009-01-01");
    set(&text, &rules()).spells
}

fn interval(first: &str, last: &str) -> Option<Interval> {
    Interval::new(day(first), day(last))
}

#[test]
fn exact_dates_stay() {
    let s = spells("2001-03-01", "2001-04-01");
    assert_eq!((s.gap(0), s.gap_bounds(0)), (Some(Days(31)), Some((Days(31), Days(31)))));
    assert!(!s.is_doubly_coarse(0));
}

#[test]
fn one_coarse_date_stands_at_its_middle() {
    let s = spells("2001-03-01", "2001-05");
    assert_eq!(s.entry_point[0], Some(day("2001-05-16")));
    assert_eq!(s.gap_bounds(0), Some((Days(61), Days(91))));
    assert!(!s.is_doubly_coarse(0), "only one end is coarse");
}

#[test]
fn order_cuts_a_coarse_date() {
    let s = spells("2001-10-01", "2001");
    assert_eq!(s.entry[0], interval("2001-10-01", "2001-12-31"));
    let s = spells("2001", "2001-03-01");
    assert_eq!(s.exit[0], interval("2001-01-01", "2001-03-01"));
}

#[test]
fn two_dates_of_one_year_are_four_months_apart_not_none() {
    let s = spells("2001", "2001");
    assert_eq!(s.gap_bounds(0), Some((Days(0), Days(364))));
    assert_eq!(s.gap(0), Some(Days(121)), "a third of the year, where two midpoints would give 0");
    assert!(s.is_doubly_coarse(0));
}

#[test]
fn the_cut_off_cuts_the_last_year() {
    let text = "A 1 1999-01-01 2008-06-01 id=2008-06-01\n A 2 2009 - ";
    let early = retraffic::study::Observation { cutoff: day("2009-06-30"), ..rules() };
    assert_eq!(set(text, &early).spells.entry[0], interval("2009-01-01", "2009-06-30"));
}

#[test]
fn an_exit_is_not_before_its_own_entry() {
    let s = set("A 1 2001-09-01 2001 id=2002-01-01", &rules()).spells;
    assert_eq!(s.exit[0], interval("2001-09-01", "2001-12-31"));
    assert_eq!(s.exit_point[0], Some(day("2001-10-31")));
}

#[test]
fn an_entry_is_not_after_its_own_exit() {
    let s = set("A 1 1999-01-01 2000-01-01 id=2000-01-01\n A 2 2001 2001-03-01 id=2001-03-01", &rules()).spells;
    assert_eq!(s.entry[0], interval("2001-01-01", "2001-03-01"));
}

#[test]
fn overlapping_coarse_dates_are_no_contradiction() {
    assert_eq!(spells("2001-06", "2001").defect[0], None);
    assert_eq!(spells("2001-06", "2001-05").defect[0], Some(Defect::OutOfOrder));
}

#[test]
fn a_missing_entry_lies_before_the_next_dated_thing() {
    let text = "A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 2 - 2003-01-01 id=2004-01-01";
    let set = set(text, &rules());
    assert_eq!(set.spells.entry[0], interval("2001-01-01", "2003-01-01"));
    assert!(set.spells.bounded[0]);
    let risk = set.spells.at_risk(&rules());
    assert_eq!((risk.exit[0], risk.outcome[0]), (365, Outcome::Event), "the event is not lost");
    assert_eq!((set.cases.len(), set.cases.left_out.bounded), (0, 1), "but says nothing about gaps");
}

#[test]
fn a_later_episode_without_any_date_is_counted_and_left_out() {
    let set = set("A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 2 - -", &rules());
    assert_eq!(set.spells.defect, [Some(Defect::NextUndated), Some(Defect::NoExit)]);
    assert_eq!(set.persons.retrafficked, [true]);
    assert_eq!(set.cases.left_out.undated, 1);
}

#[test]
fn an_exit_after_the_cut_off_is_none() {
    assert_eq!(set("A 1 1999-01-01 2010-01-01 id=2001-01-01", &rules()).spells.defect, [Some(Defect::NoExit)]);
}

#[test]
fn a_coarse_identification_delays_from_its_middle_within_bounds() {
    let s = set("A 1 1999-01-01 2001-03-01 id=2001", &rules()).spells;
    assert_eq!(s.delay(0), Some(Days(123)), "2001-07-02");
    assert_eq!(s.delay_bounds(0), Some((Days(0), Days(305))));
}

#[test]
fn only_a_sure_order_makes_a_spell_told_afterwards() {
    let kind = |id: &str| {
        let text = format!("A 1 1999-01-01 2001-01-01 id={id}\n A 2 2002-06-01 2003-01-01 id=2003-01-01");
        set(&text, &rules()).spells.kind[0]
    };
    assert_eq!(kind("2002"), Some(SpellKind::Prospective));
    assert_eq!(kind("2002-07"), Some(SpellKind::Retrospective));
}

#[test]
fn the_first_identification_of_coarse_ones_is_an_interval_too() {
    let s = set("A 1 1999-01-01 2001-01-01 id=2002\n A 2 2005-01-01 2006-01-01 id=2002-03-01", &rules()).spells;
    assert_eq!(s.known[0], interval("2002-01-01", "2002-03-01"));
}

#[test]
fn a_coarse_death_is_not_before_the_person_was_last_known_alive() {
    let text = "A 1 1999-01-01 2001-11-01 id=2001-12-01 lc=2001 st=dead";
    let risk = set(text, &rules()).spells.at_risk(&rules());
    assert_eq!((risk.entry[0], risk.exit[0], risk.outcome[0]), (30, 45, Outcome::Death));
}

#[test]
fn a_death_without_a_date_lies_between_the_last_dated_thing_and_the_cut_off() {
    let set = set("A 1 1999-01-01 2001-11-01 id=2005-12-31 st=dead", &rules());
    assert_eq!(set.spells.death[0], interval("2005-12-31", "2009-12-31"));
}

#[test]
fn imputed_days_cover_what_the_dates_allow() {
    let s = spells("2001-01", "2001-01");
    let pairs = 31 * 32 / 2;
    let mut seen = std::collections::BTreeSet::new();
    for i in 0..pairs {
        let drawn = s.imputed(|| (f64::from(i) + 0.5) / f64::from(pairs));
        let (exit, entry) = (drawn.exit_point[0].unwrap(), drawn.entry_point[0].unwrap());
        assert!(exit <= entry);
        seen.insert((exit, entry));
    }
    assert_eq!(seen.len(), pairs as usize, "every ordered pair of the month exactly once");
}

#[test]
fn a_missing_entry_and_exit_lie_before_the_identification() {
    let s = set("A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 2 - - id=2004-01-01", &rules()).spells;
    assert_eq!(s.entry[0], interval("2001-01-01", "2004-01-01"));
}

#[test]
fn an_episode_without_a_row_lies_before_the_entry_of_the_next() {
    let s = set("A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 3 2002-01-01 2005 id=2006", &rules()).spells;
    assert_eq!(s.entry[0], interval("2001-01-01", "2002-01-01"));
}

#[test]
fn a_coarse_identification_of_the_later_episode_is_not_before_its_entry() {
    let text = "A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 2 2003-07-01 2003-08-01 id=2003";
    assert_eq!(set(text, &rules()).spells.identification_delay(0), Some(Days(91)), "not a negative half year");
}

#[test]
fn the_cut_off_cuts_a_coarse_death() {
    let half = retraffic::study::Observation { cutoff: day("2009-06-30"), ..rules() };
    let s = set("A 1 1999-01-01 2001-01-01 id=2001-01-01 lc=2009 st=dead", &half).spells;
    assert_eq!(s.death[0], interval("2009-01-01", "2009-06-30"));
}

#[test]
fn a_coarse_contact_is_not_before_the_person_was_met() {
    let contact = retraffic::study::Observation { scheme: retraffic::study::Scheme::Contact, ..rules() };
    let risk = |contact_date: &str| {
        let text = format!("A 1 1999-01-01 2001-11-01 id=2001-12-01 lc={contact_date} st=gone");
        set(&text, &contact).spells.at_risk(&contact)
    };
    assert_eq!((risk("2001").entry, risk("2001").exit), (vec![30], vec![45]), "the middle of what is left of 2001");
    assert!(risk("2001-06").is_empty(), "surely before");
}

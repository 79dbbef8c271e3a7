//! What is said of persons, of pairs of episodes and of calendar years.

use super::history::{day, rules, set};
use retraffic::cohort::{AnalysisSet, CaseKind, Known, Step};
use retraffic::study::Observation;

fn one(text: &str) -> (Known, CaseKind, u16, Option<i16>) {
    let p = set(text, &rules()).persons;
    assert_eq!(p.len(), 1);
    (p.known[0], p.kind[0], p.episodes[0], p.year[0])
}

#[test]
fn one_episode_is_not_re_trafficked() {
    assert_eq!(one("A 1 2000 2001 id=2001-02-01 as=2002-01-01"), (Known::No, CaseKind::None, 1, Some(2002)));
}

#[test]
fn re_trafficked_after_the_first_assistance_is_an_incidence() {
    let text = "A 1 2000 2001-01-01 id=2001-02-01 as=2001-02-02\n A 2 2003-01-01 2004 id=2004-05-01 as=2004-06-01";
    assert_eq!(one(text), (Known::After, CaseKind::Prospective, 2, Some(2001)));
}

#[test]
fn re_trafficked_before_the_first_assistance_is_a_prevalence() {
    let text = "A 1 2000 2001-01-01\n A 2 2003-01-01 2004 id=2004-05-01 as=2004-06-01";
    assert_eq!(one(text), (Known::Before, CaseKind::Retrospective, 2, Some(2004)));
}

#[test]
fn one_interview_written_into_both_rows_is_a_prevalence() {
    let text = "A 1 2000 2001-01-01 as=2004-06-01\n A 2 2003-01-01 2004 as=2004-06-01";
    assert_eq!(one(text), (Known::Before, CaseKind::Retrospective, 2, Some(2004)));
}

#[test]
fn identified_before_but_assisted_after_the_later_entry() {
    let text = "A 1 2000 2001-01-01 id=2001-02-01 as=2004-06-01\n A 2 2003-01-01 2004 id=2004-05-01";
    assert_eq!(one(text), (Known::Before, CaseKind::Prospective, 2, Some(2004)), "seen coming, but a prevalence");
}

#[test]
fn told_and_then_seen_coming() {
    let text = "A 1 2000 2001-01-01\n A 2 2003-01-01 2004 id=2004-05-01\n A 3 2006-01-01 2007 id=2007-05-01";
    assert_eq!(one(text), (Known::Both, CaseKind::Both, 3, Some(2004)));
}

#[test]
fn an_episode_whose_row_is_missing_is_still_known() {
    let text = "A 2 2003-01-01 2004-01-01 id=2004-05-01";
    assert_eq!(one(text), (Known::Before, CaseKind::Retrospective, 2, Some(2004)));
    assert_eq!(set(text, &rules()).flow.count(Step::PersonsRetrafficked), 1);
}

fn before_return(exit: &str, returned: &str, entry: &str) -> Option<bool> {
    let text = format!("A 1 2000-01-01 {exit} ret={returned}\n A 2 {entry} 2009-01-01 id=2009-01-01");
    set(&text, &rules()).transitions.before_return[0]
}

#[test]
fn before_the_return_or_after_it() {
    assert_eq!(before_return("2001-01-01", "2001-03-01", "2001-02-01"), Some(true));
    assert_eq!(before_return("2001-01-01", "2001-03-01", "2001-03-01"), Some(false), "on the day of arrival");
    assert_eq!(before_return("2001-01-01", "2001-03-01", "2001-04-01"), Some(false));
    assert_eq!(before_return("2001-01-01", "-", "2001-04-01"), None);
    assert_eq!(before_return("2001-01-01", "2001", "2001-04-01"), None, "too coarse to tell");
    assert_eq!(before_return("2001-01-01", "2001", "2002"), Some(false));
}

#[test]
fn a_transition_joins_the_last_row_of_one_episode_to_the_first_of_the_next() {
    let text = "A 1 2000-01-01 2001-01-01\n A 2 2001-01-05 2002-01-01 id=2002-01-01\n A 3 2004-01-01 2004-02-01\n A 4 2004-02-05 -";
    let t = set(text, &rules()).transitions;
    assert_eq!((t.from, t.to), (vec![1], vec![2]));
}

fn years(text: &str, rules: &Observation) -> Vec<(i16, i64, u32)> {
    let AnalysisSet { spells, .. } = set(text, rules);
    spells.at_risk(rules).by_calendar_year(&spells).totals()
}

#[test]
fn time_at_risk_is_split_at_the_turn_of_the_year() {
    let text = "A 1 2000-01-01 2003-12-30 id=2003-12-30\n A 2 2005-01-01 - id=2005-06-01";
    assert_eq!(years(text, &rules()), [(2003, 1, 0), (2004, 366, 0), (2005, 1, 1)]);
}

#[test]
fn a_day_belongs_to_the_year_it_ends_in() {
    let text = "A 1 2000-01-01 2003-12-31 id=2003-12-31\n A 2 2004-12-31 - id=2005-06-01";
    assert_eq!(years(text, &rules()), [(2004, 366, 1)], "the day of exit is not at risk, that of the event is");
}

#[test]
fn nobody_is_observed_before_the_database_opened() {
    let opened = Observation { opened: Some(day("2003-01-01")), cutoff: day("2003-12-31"), ..rules() };
    assert_eq!(years("A 1 1999-01-01 2001-01-01 id=2001-01-01", &opened), [(2003, 364, 0)]);
    let early = "A 1 1999-01-01 2001-01-01 id=2001-01-01\n A 2 2002-01-01 - id=2002-06-01";
    assert_eq!(years(early, &opened), []);
    assert_eq!(set(early, &opened).flow.count(Step::SpellsNothingAtRisk), 1);
}

#[test]
fn an_empty_table_is_an_empty_set() {
    let empty = set("", &rules());
    assert!(empty.spells.is_empty() && empty.persons.is_empty() && empty.cases.is_empty());
    assert!(empty.flow.steps().iter().all(|(_, count)| *count == 0));
}

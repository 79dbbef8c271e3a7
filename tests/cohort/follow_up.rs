//! Later episodes of a person on one clock: who is followed, what counts, and what a first-event analysis would miss.

use super::history::{rules, set};
use super::immortal::Dice;
use retraffic::study::Observation;

#[test]
fn every_later_entry_under_observation_counts() {
    // Exit on day 0, met ten days later; entries on days 60 and 244 of the year 2000, the second exit on day 121.
    let text = "a 1 1999-01-01 2000-01-01 id=2000-01-11\n\
                a 2 2000-03-01 2000-05-01 id=2000-05-02\n\
                a 3 2000-09-01 2000-10-01 id=2000-10-02\n\
                b 1 1999-01-01 2000-01-01 id=2000-01-01 lc=2000-04-01 st=dead\n\
                c 1 1999-01-01 2000-01-01\n\
                c 2 2000-02-01 2000-03-01 id=2000-03-02";
    let rules = Observation { lag_months: 12, ..rules() };
    let found = set(text, &rules).spells.follow_up(&rules);
    // c was first met through the later episode: her first watched spell follows the second exit.
    assert_eq!(found.len(), 3);
    assert_eq!(found.entry, [10, 0, 1]);
    assert_eq!(found.events, [vec![60, 244], vec![], vec![]]);
    assert_eq!(found.died, [false, true, false]);
    assert_eq!(found.end[1], 91);
    assert_eq!(found.end[0], super::history::day("2008-12-31").since(super::history::day("2000-01-01")).0);
}

#[test]
fn the_first_events_are_those_of_the_first_spells() {
    let mut dice = Dice(11);
    let mut text = String::new();
    for person in 0..400 {
        let exit = 2000 + (dice.uniform() * 6.0) as i32;
        text += &format!("p{person} 1 1999-01-01 {exit}-01-01 id={exit}-0{}-01\n", 1 + (dice.uniform() * 5.0) as i32);
        if dice.uniform() < 0.3 {
            let again = exit + 1 + (dice.uniform() * 2.0) as i32;
            text += &format!("p{person} 2 {again}-06-15 {again}-09-01 id={again}-09-02\n");
        }
    }
    let rules = rules();
    let set = set(&text, &rules);
    let at_risk = set.spells.at_risk(&rules).first_of_person(&set.spells);
    let found = set.spells.follow_up(&rules);
    assert_eq!(found.len(), at_risk.len());
    for i in 0..found.len() {
        assert_eq!(found.entry[i], at_risk.entry[i]);
        match found.events[i].first() {
            Some(&day) => assert_eq!(day, at_risk.exit[i]),
            None => assert_eq!(found.end[i], at_risk.exit[i]),
        }
    }
    assert!(found.events.iter().any(|e| !e.is_empty()));
}

//! What is drawn of single persons: days since the first exit, and nothing that names anybody.

use super::history::{rules, set, table};
use retraffic::analysis::{Life, Lives, lives};

fn of(text: &str) -> Lives {
    lives(&set(text, &rules()), &table(text))
}

#[test]
fn a_life_is_told_in_days_since_the_first_exit() {
    let text = "A 1 2000-12-22 2001-01-01 id=2001-01-11 as=2001-01-11 ae=2001-01-21
        A 2 2001-02-20 2001-03-02 id=2001-03-02 as=2001-03-02";
    let life = Life { gap: 50, trafficked: vec![(-10, 0), (50, 60)], assisted: vec![(10, 20), (60, 60)] };
    assert_eq!(of(text), Lives { dated: vec![life], undated: 0 });
}

#[test]
fn who_was_not_re_trafficked_has_no_line() {
    assert_eq!(of("A 1 2000-12-22 2001-01-01 id=2001-01-11"), Lives::default());
}

#[test]
fn who_cannot_be_placed_is_counted() {
    for text in [
        // No exit, no entry, no row of the first episode, no row of the second.
        "A 1 2000 - id=2001-01-11\n A 2 2001-06-01 2002-01-01",
        "A 1 2000 2001-01-01 id=2001-01-11\n A 2 - 2002-01-01",
        "A 2 2003-01-01 2004-01-01 id=2004-05-01",
        "A 1 2000 2001-01-01 id=2001-01-11\n A 3 2003-01-01 2004-01-01",
        "A 2 2000 2001-01-01 id=2001-01-11\n A 3 2003-01-01 2004-01-01",
        // The next entry before the exit.
        "A 1 2000 2001-01-01 id=2001-01-11\n A 2 2000-03-01 2000-04-01",
    ] {
        assert_eq!(of(text), Lives { dated: vec![], undated: 1 }, "{text}");
    }
}

/// The soonest re-trafficked first, whatever the order of the file.
#[test]
fn the_order_of_the_file_does_not_show() {
    let person = |name: &str, entry: &str| format!("{name} 1 2000 2001-01-01 id=2001-01-11\n {name} 2 {entry} 2004\n");
    let (soon, late) = ("2001-03-01", "2003-03-01");
    let one = of(&(person("A", soon) + &person("B", late)));
    assert_eq!(one, of(&(person("A", late) + &person("B", soon))));
    assert_eq!(one.dated.iter().map(|life| life.gap).collect::<Vec<_>>(), [59, 789]);
}

//! A small edition, worked by hand, against last editions of every kind.

mod hand;
mod hostile;

use std::collections::BTreeMap;

use super::reading::Parts;
use super::*;
use crate::annex::release_json;
use crate::calendar::Day;
use crate::codebook::{Category, CategoryId, Codebook, Kind, Labels, Level, VarId, Variable};
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::{
    Cell, CellKey, Course, Estimate, Fact, Number, PeriodRate, Policy, Protected, Release, Row, Table, Unit,
};
use crate::language::Language;
use crate::study::{Answer, Headline, Order, Population, PreviousPlan, Redefinition, Renaming};

pub(super) fn count(n: f64) -> Protected<Number> {
    if n < 8.0 { Number::withheld_for_test("<8", Unit::Count) } else { Number::for_test(n, 0, Unit::Count) }
}

fn variable(name: &str, answers: &[&str]) -> Variable {
    let category = |name: &&str| Category {
        name: (*name).into(),
        labels: Labels::same(*name),
        unknown: false,
        not_applicable: false,
        structural_zero: false,
    };
    Variable {
        name: name.into(),
        kind: Kind::Categorical,
        level: Level::Person,
        labels: Labels::same(name),
        description: Labels::default(),
        sensitive: false,
        categories: answers.iter().map(category).collect(),
        bands: Vec::new(),
        groups: Vec::new(),
    }
}

/// A row of a table without columns: the answer, or the total, and its count.
fn row(answer: Option<u16>, n: f64) -> Row {
    let answer = answer.map(|c| Answer::Is(CategoryId(c)));
    let key = CellKey::new(Population::Assisted, answer.map(|a| (VarId(0), a)).into_iter().collect());
    Row {
        answer,
        cells: vec![Cell { key, count: count(n), share: None, share_known: None }],
        per_thousand: None,
        risk_ratio: None,
    }
}

fn fact(value: f64, decimals: u8, unit: Unit) -> Fact {
    Fact { value: Number::for_test(value, decimals, unit), interval: None, cells: Vec::new() }
}

fn period(first: i16, last: i16, events: f64, years: f64) -> PeriodRate {
    let rate = |x: f64| Number::for_test(x, 2, Unit::PerThousand);
    let value = events / years * 1000.0;
    PeriodRate {
        first,
        last,
        person_years: Number::for_test(years, 0, Unit::PersonYears),
        events: count(events),
        rate: Estimate { value: rate(value), lower: rate(value / 2.0), upper: rate(value * 2.0) },
    }
}

/// Persons assisted by year: 470 in 2007, 405 in 2008, so many in 2009.
fn years(last: f64) -> Table {
    Table {
        id: "year".into(),
        title: Labels::same("Year"),
        population: Population::Assisted,
        rows_of: VarId(0),
        by: None,
        only: Vec::new(),
        order: Order::Codebook,
        columns: vec![None],
        rows: vec![row(Some(0), 470.0), row(Some(1), 405.0), row(Some(2), last), row(None, 875.0 + last)],
        association: None,
        several_answers: false,
    }
}

/// Edition 2010: 1,402 people, 63 known cases, 45 per thousand.
pub(super) fn edition() -> Release {
    let mut codebook = Codebook::new();
    codebook.push(variable("assisted_year", &["2007", "2008", "2009"]));
    codebook.push(variable("retrafficked", &["yes", "no"]));
    let known = CellKey::new(Population::Assisted, vec![(VarId(1), Answer::Is(CategoryId(0)))]);
    let share = Fact { cells: vec![known], ..fact(0.045, 1, Unit::Share) };
    let withheld = |unit| Fact { value: Number::withheld_for_test("<8", unit), interval: None, cells: Vec::new() };
    let facts = [
        ("assisted", fact(1402.0, 0, Unit::Count)),
        ("known_retrafficked", fact(63.0, 0, Unit::Count)),
        ("found_after", fact(40.0, 0, Unit::Count)),
        ("told_before", withheld(Unit::Count)),
        ("again_more", withheld(Unit::Count)),
        ("known_share", share),
        ("person_years", fact(5180.0, 0, Unit::PersonYears)),
        ("rate_per_thousand_years", fact(1.0, 2, Unit::PerThousand)),
        ("pooled_corrected_median", fact(15.0, 0, Unit::Months)),
    ];
    Release {
        edition: "2010".into(),
        cutoff: Day::from_civil(2009, 12, 31).unwrap(),
        policy: Policy::Round5,
        codebook,
        own_variables: 2,
        tables: vec![years(500.0)],
        curves: Vec::new(),
        case_curves: Vec::new(),
        facts: facts.map(|(name, fact)| (name.to_string(), fact)).into(),
        flow: Vec::new(),
        periods: vec![period(1999, 2003, 10.0, 2000.0), period(2004, 2008, 25.0, 3180.0)],
        sensitivity: Vec::new(),
        models: Vec::new(),
        lifetimes: None,
        course: Course::default(),
        lives: None,
        remarks: Vec::new(),
        dates: Vec::new(),
        absent: Vec::new(),
        episodes_recorded: true,
        dates_recorded: true,
    }
}

/// Edition 2009 of the same file.
pub(super) fn earlier() -> Release {
    let mut last = edition();
    last.edition = "2009".into();
    last.cutoff = Day::from_civil(2008, 12, 31).unwrap();
    last.tables = vec![Table { rows: vec![row(Some(0), 470.0), row(Some(1), 410.0), row(None, 880.0)], ..years(0.0) }];
    last.periods = vec![period(1999, 2003, 15.0, 2000.0), period(2004, 2007, 20.0, 2100.0)];
    let mut set = |name: &str, of: Fact| last.facts.insert(name.into(), of);
    set("assisted", fact(901.0, 0, Unit::Count));
    set("known_retrafficked", fact(40.0, 0, Unit::Count));
    set("found_after", Fact { value: count(0.0), interval: None, cells: Vec::new() });
    set("told_before", fact(25.0, 0, Unit::Count));
    set("known_share", fact(0.044, 1, Unit::Share));
    set("person_years", fact(5170.0, 0, Unit::PersonYears));
    set("three_or_more", fact(10.0, 0, Unit::Count));
    last.facts.remove("pooled_corrected_median");
    last
}

pub(super) fn plan(file: &str) -> PreviousPlan {
    PreviousPlan {
        file: file.into(),
        edition: Some("2009".into()),
        cutoff: Day::from_civil(2008, 12, 31),
        rounded_to: 1,
        reviewed_by: None,
        renamed: Vec::new(),
        redefined: Vec::new(),
    }
}

pub(super) const HEADLINE: [Headline; 2] = [Headline::Assisted, Headline::KnownRetrafficked];

/// A last edition as this one's reader gets it, set beside this one.
pub(super) fn against(bytes: &[u8], plan: &PreviousPlan) -> Result<Revision, Vec<Diagnostic>> {
    compare(&edition(), &read(bytes, plan)?, plan, &HEADLINE)
}

pub(super) fn file_of(release: &Release) -> Vec<u8> {
    release_json(release, None, &[Language::English], "", &[])
}

fn readings(revision: &Revision) -> BTreeMap<&str, Reading> {
    revision.facts.iter().map(|c| (c.name.as_str(), c.reading)).collect()
}

#[test]
fn an_edition_against_itself_is_the_same_throughout() {
    let itself = against(&file_of(&edition()), &plan("release.json")).unwrap();
    assert_eq!(itself.count(Reading::Same), 7);
    assert_eq!(itself.count(Reading::Withheld), 2);
    assert!(itself.facts.iter().all(|c| c.then == c.now), "{:?}", itself.facts);
    assert!(itself.cells.iter().all(|c| c.reading == Reading::Same && c.then == c.now));
    assert_eq!(itself.cells.len(), 4);
    assert!(itself.new.is_empty() && itself.dropped.is_empty());
    assert!(itself.periods.iter().all(|p| p.then == p.now && p.reading == Some(Reading::Same)));
}

/// What print says of the two editions, worked by hand.
#[test]
fn what_moved_and_what_rounding_alone_can_make() {
    let revision = against(&file_of(&earlier()), &plan("release.json")).unwrap();
    let found = readings(&revision);
    assert_eq!(found["assisted"], Reading::Moved);
    assert_eq!(found["known_retrafficked"], Reading::Moved);
    assert_eq!(found["found_after"], Reading::WithheldThen);
    assert_eq!(found["told_before"], Reading::WithheldNow);
    assert_eq!(found["again_more"], Reading::Withheld);
    // 5,180 and 5,170 person-years are each rounded to tens.
    assert_eq!(found["person_years"], Reading::Rounding);
    // 4.4 % and 4.5 % lie one last digit apart.
    assert_eq!(found["known_share"], Reading::Rounding);
    assert_eq!(found["rate_per_thousand_years"], Reading::Same);
    let text = |name: &str| revision.fact(name).unwrap().difference.map(|d| d.text(Language::English));
    assert_eq!(text("assisted").as_deref(), Some("+501"));
    assert_eq!(text("known_share").as_deref(), Some("+0.1"));
    assert_eq!(text("found_after"), None);
    let names = |told: &[Told]| told.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&revision.new), ["pooled_corrected_median"]);
    assert_eq!(names(&revision.dropped), ["three_or_more"]);
    assert_eq!((revision.edition.as_str(), revision.cutoff.to_string().as_str()), ("2009", "2008-12-31"));
}

/// Equal shares of small counts differ by what the rounding of their counts can make.
#[test]
fn the_rounding_of_the_counts_behind_a_share_counts() {
    let share = |value: f64| Printed::value_of(value, 2, Unit::Share).unwrap();
    let rounding = reading::Rounding { step: 5, years: 10 };
    // 20 cases of 1,000 may be 18: the share prints 2.00 % and may be 1.80 %.
    assert!(
        (rounding.reach(&share(0.02), false, &Parts::Counts(vec![20.0, 1000.0])) - 0.02 * (0.1 + 0.002) - 0.00005)
            .abs()
            < 1e-12
    );
    // A count of 21 is no multiple of five and so was exact.
    assert!((rounding.reach(&share(0.02), false, &Parts::Counts(vec![21.0])) - 0.00005).abs() < 1e-12);
    // A step of ten events may be eight.
    assert!((rounding.reach(&share(0.02), false, &Parts::Steps) - 0.02 * 0.2 - 0.00005).abs() < 1e-12);
    let count = |n: f64| Printed::value_of(n, 0, Unit::Count).unwrap();
    assert_eq!(rounding.reach(&count(20.0), false, &Parts::Counts(Vec::new())), 2.0);
    assert_eq!(rounding.reach(&count(20.0), true, &Parts::Counts(Vec::new())), 0.0);
}

#[test]
fn past_years_stand_beside_what_this_extract_gives() {
    let revision = against(&file_of(&earlier()), &plan("release.json")).unwrap();
    let years: Vec<_> =
        (revision.years.iter()).map(|y| (y.year.as_str(), y.then.is_some(), y.difference.map(|d| d.value()))).collect();
    assert_eq!(years, [("2007", true, Some(0.0)), ("2008", true, Some(-5.0)), ("2009", false, None)]);
    let periods: Vec<_> = (revision.periods.iter())
        .map(|p| (p.label.as_str(), p.then.rate.is_some(), p.now.rate.is_some(), p.difference.map(|d| d.value())))
        .collect();
    let expected =
        [("1999–2003", true, true, Some(-2.5)), ("2004–2007", true, false, None), ("2004–2008", false, true, None)];
    assert_eq!(periods, expected);
}

#[test]
fn other_names_and_other_definitions_are_told() {
    let mut last = earlier();
    let share = last.facts.remove("known_share").unwrap();
    last.facts.insert("share_known".into(), share);
    let place = Place::line("report.toml", 30);
    let mut named = plan("release.json");
    named.renamed = vec![Renaming { old: "share_known".into(), new: "known_share".into(), place: place.clone() }];
    let words = Labels::same("Grace was raised to 14 days.");
    named.redefined = vec![Redefinition { name: "rate_per_thousand_years".into(), words, place: place.clone() }];
    let revision = against(&file_of(&last), &named).unwrap();
    let found = readings(&revision);
    assert_eq!(found["known_share"], Reading::Rounding);
    assert_eq!(found["rate_per_thousand_years"], Reading::Redefined);
    assert_eq!(revision.fact("rate_per_thousand_years").unwrap().difference, None);
    assert!(revision.dropped.iter().all(|told| told.name != "share_known"));
    named.renamed[0].new = "known_shore".into();
    named.redefined[0].name = "nothing_like_it_at_all".into();
    let faults = against(&file_of(&last), &named).unwrap_err();
    assert!(faults.iter().all(|f| f.code == "R009" && f.place == Some(place.clone())), "{faults:?}");
    assert!(faults[0].help.contains("`known_share`"), "{}", faults[0].help);
    assert_eq!(faults.len(), 2);
}

#[test]
fn small_differences_of_exact_totals_do_not_pass() {
    let exposed_by = |n: f64, headline: &[Headline]| {
        let mut last = earlier();
        last.facts.insert("known_retrafficked".into(), fact(n, 0, Unit::Count));
        let plan = plan("release.json");
        let last = read(&file_of(&last), &plan).unwrap();
        let revision = compare(&edition(), &last, &plan, headline).unwrap();
        exposed(&edition(), &last, &revision, headline).iter().map(|f| f.code).collect::<Vec<_>>()
    };
    // 63 now. 59 then was exact; 60 may have been 58 to 62.
    assert_eq!(exposed_by(59.0, &HEADLINE), ["R010"]);
    assert_eq!(exposed_by(60.0, &HEADLINE), Vec::<&str>::new());
    assert_eq!(exposed_by(54.0, &HEADLINE), Vec::<&str>::new());
    assert_eq!(exposed_by(63.0, &HEADLINE), Vec::<&str>::new());
    assert_eq!(exposed_by(59.0, &HEADLINE[..1]), Vec::<&str>::new());
}

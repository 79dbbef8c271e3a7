//! Models on made-up cohorts: who gets in, what stays hidden, and how well an attacker does.

use super::*;
use crate::analysis::LifeTable;
use crate::codebook::Labels;
use crate::language::Language;
use crate::study::{LevelSpec, ModelSpec, TermSpec};

/// Numbers in [0, 1), the same for the same seed.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn term(name: &str, levels: &[&str]) -> TermSpec {
    let level = |name: &&str| LevelSpec { name: (*name).into(), labels: Labels::same(*name), answers: Vec::new() };
    TermSpec {
        name: name.into(),
        labels: Labels::same(name),
        source: Source::Person(crate::codebook::VarId(0)),
        levels: levels.iter().map(level).collect(),
    }
}

/// People with two characteristics, the first of which doubles a rate that falls with time.
fn cohort(people: u32, rate: f64, seed: u64) -> ModelData {
    let mut draws = Draws(seed);
    let spec = ModelSpec {
        id: "made_up".into(),
        terms: vec![term("first", &["no", "yes"]), term("second", &["low", "middle", "high"])],
        ..ModelSpec::default()
    };
    let mut data = ModelData { spec, levels: vec![Vec::new(); 2], ..ModelData::default() };
    for person in 0..people {
        let first = u8::from(draws.next() < 0.25);
        let second = (draws.next() * 3.0) as u8;
        let entry = if draws.next() < 0.5 { 0 } else { (draws.next() * 300.0) as i32 };
        let end = 400 + (draws.next() * 2600.0) as i32;
        // Cumulative rate as the square root of time.
        let target = -libm::log(1.0 - draws.next()) / (rate * if first == 1 { 2.0 } else { 1.0 });
        let exit = (target * target).clamp(1.0, 1e6) as i32;
        if exit <= entry {
            continue;
        }
        data.subject.push(person);
        data.entry.push(entry);
        data.exit.push(exit.min(end));
        data.event.push(exit <= end);
        data.levels[0].push(Some(first));
        data.levels[1].push(Some(second));
    }
    data
}

/// The grid of a curve of everybody.
fn whole(data: &ModelData, policy: Policy) -> Vec<usize> {
    let grid = base_grid();
    let steps = grid.len() - 1;
    let mut table = LifeTable {
        at_risk: vec![0; steps],
        entries: vec![0; steps],
        events: vec![0; steps],
        deaths: vec![0; steps],
        withdrawals: vec![0; steps],
        grid,
    };
    for row in 0..data.subject.len() {
        for j in 0..steps {
            table.at_risk[j] += u64::from(data.entry[row] <= table.grid[j] && table.grid[j] < data.exit[row]);
            let here = table.grid[j] < data.exit[row] && data.exit[row] <= table.grid[j + 1];
            table.events[j] += u64::from(here && data.event[row]);
        }
    }
    merge(&table, &[], policy, LEAST_AT_RISK)
}

fn model(data: &ModelData, policy: Policy) -> Model {
    one(data, &whole(data, policy), None, policy)
}

/// Counts in print, and then everything else in print.
fn prints(model: &Model) -> (Vec<String>, Vec<String>) {
    let text = |n: &Protected<Number>| n.text(Language::English);
    let levels = || model.terms.iter().flat_map(|t| &t.levels);
    let mut counts = vec![text(&model.persons), text(&model.events), text(&model.left_out)];
    counts.extend(levels().flat_map(|l| [text(&l.persons), text(&l.events), text(&l.person_years)]));
    let ratio = |e: &Estimate| [text(&e.value), text(&e.lower), text(&e.upper)];
    let mut rest: Vec<String> = levels().flat_map(|l| [&l.ratio, &l.plain]).flatten().flat_map(ratio).collect();
    rest.extend(model.concordance.as_ref().map(text));
    rest.extend(levels().map(|l| format!("{:?}", l.drift)).chain([format!("{:?}{:?}", model.drift, model.gap)]));
    (counts, rest)
}

#[test]
fn covariates_enter_in_order_as_far_as_events_allow() {
    let data = cohort(4000, 0.0007, 3);
    let events = data.event.iter().filter(|&&e| e).count();
    assert!((80..200).contains(&events), "{events}");
    let both = model(&data, Policy::Round5);
    assert_eq!((both.gap, both.terms.len(), both.parameters.value()), (None, 2, Some(3.0)));
    assert!(both.terms.iter().all(|t| t.levels[0].reference && t.levels[0].ratio.is_none()));
    // Fewer events: one of the two alone, with the reason for the other.
    let few = (3..30).map(|n| model(&cohort(100 * n, 0.0007, 3), Policy::Round5)).find(|m| m.terms.len() == 1).unwrap();
    assert_eq!(few.omitted.len(), 1);
    assert!(few.events_per_parameter.value() >= Some(5.0), "{:?}", few.events_per_parameter);
    let words = model(&cohort(150, 0.0007, 3), Policy::Round5);
    assert_eq!((words.gap, words.terms.len()), (Some(ModelGap::TooFew), 0));
    let nobody = model(&cohort(0, 0.0007, 3), Policy::Round5);
    assert_eq!(nobody.gap, Some(ModelGap::TooFew));
}

#[test]
fn missing_answers_are_a_level_where_they_are_many_and_left_out_where_few() {
    let mut data = cohort(4000, 0.0007, 5);
    data.levels[0].iter_mut().step_by(200).for_each(|l| *l = None);
    let few = model(&data, Policy::Round5);
    assert_eq!(few.terms[0].levels.len(), 2);
    assert_eq!(few.left_out.value(), Some(20.0));
    data.levels[0].iter_mut().step_by(3).for_each(|l| *l = None);
    let many = model(&data, Policy::Round5);
    assert_eq!(many.terms[0].levels[2].name, "not_recorded");
    assert_eq!(many.left_out.text(Language::English), "<8");
}

#[test]
fn every_level_in_print_meets_the_threshold() {
    for seed in 0..30 {
        let model = model(&cohort(300 + 100 * seed as u32, 0.0006, seed), Policy::Round5);
        for level in model.terms.iter().flat_map(|t| &t.levels) {
            assert!(level.events.value() >= Some(10.0) && level.persons.value() >= Some(10.0));
            assert!(level.person_years.value() >= Some(50.0));
        }
        assert!(model.gap.is_some() || model.events_per_parameter.value() >= Some(5.0));
    }
}

#[test]
fn the_fit_of_margins_is_near_the_fit_of_rows_and_its_interval_is_wider() {
    for seed in 0..20 {
        let data = cohort(6000, 0.0007, seed);
        let (public, exact) = (model(&data, Policy::Round5), model(&data, Policy::Internal));
        let of = |m: &Model| {
            let ratio = m.terms[0].levels[1].ratio.clone().unwrap();
            [&ratio.lower, &ratio.value, &ratio.upper].map(|n| libm::log(n.value().unwrap()))
        };
        let (a, b) = (of(&public), of(&exact));
        assert!((a[1] - b[1]).abs() < 0.15, "seed {seed}: {a:?} {b:?}");
        assert!(a[0] < b[0] + 0.02 && a[2] > b[2] - 0.02, "seed {seed}: {a:?} {b:?}");
    }
}

/// Two people change places: one with the event and one without trade the answer to the first question, so that one
/// event moves between levels. Where every printed count stays, so do ratios and intervals, but for a last digit here
/// and there: the make-up of those at risk is another.
#[test]
fn moving_an_event_under_the_same_printed_counts_changes_a_last_digit_at_most() {
    let (mut pairs, mut numbers, mut changed) = (0, 0, 0);
    for seed in 0..60 {
        let data = cohort(5000, 0.0007, 100 + seed);
        let find = |event: bool, level: u8| {
            (0..data.subject.len()).find(|&r| data.event[r] == event && data.levels[0][r] == Some(level))
        };
        let (Some(with), Some(without)) = (find(true, 1), find(false, 0)) else { continue };
        let mut twin = data.clone();
        twin.levels[0].swap(with, without);
        let (a, b) = (prints(&model(&data, Policy::Round5)), prints(&model(&twin, Policy::Round5)));
        if a.0 != b.0 {
            continue;
        }
        pairs += 1;
        for (one, other) in a.1.iter().zip(&b.1) {
            let (Ok(x), Ok(y)) = (one.parse::<f64>(), other.parse::<f64>()) else { continue };
            numbers += 1;
            changed += usize::from(x != y);
            assert!((x - y).abs() <= 0.1 * x.max(y) + 1e-9, "seed {seed}: {one} {other}");
        }
    }
    assert!(pairs >= 15, "{pairs} pairs print the same counts");
    assert!(changed * 30 <= numbers, "{changed} of {numbers} numbers");
}

/// An attacker knows everything but one person's answer to the first question, and tries both. What the printed counts
/// alone give away is the rounding's; the rest is the model's.
#[test]
fn an_attacker_learns_hardly_more_than_the_rounded_counts_tell() {
    let (mut tries, mut by_counts, mut by_model) = (0, 0, 0);
    for seed in 0..6 {
        let data = cohort(5000, 0.0007, 300 + seed);
        let truth = prints(&model(&data, Policy::Round5));
        let events = (0..data.subject.len()).filter(|&r| data.event[r]).take(10);
        let others = (0..data.subject.len()).filter(|&r| !data.event[r]).step_by(400);
        for row in events.chain(others) {
            let mut other = data.clone();
            other.levels[0][row] = data.levels[0][row].map(|l| 1 - l);
            let guess = prints(&model(&other, Policy::Round5));
            tries += 1;
            by_counts += usize::from(guess.0 != truth.0);
            by_model += usize::from(guess.0 == truth.0 && guess.1 != truth.1);
        }
    }
    assert!(tries > 100);
    assert!(by_model * 10 < tries, "of {tries}: {by_counts} by counts, {by_model} more by the model");
}

#[test]
fn two_digits_and_limits_outwards() {
    let text = |x, round| two_digits(x, round).text(Language::English);
    assert_eq!(text(0.0523, libm::round as fn(f64) -> f64), "0.052");
    assert_eq!(text(0.996, libm::round), "1.0");
    assert_eq!(text(1.049, libm::ceil), "1.1");
    assert_eq!(text(1.0999, libm::floor), "1.0");
    assert_eq!(text(0.52, libm::ceil), "0.52");
    assert_eq!(text(14.4, libm::ceil), "15");
    assert_eq!(text(526.0, libm::round), "530");
}

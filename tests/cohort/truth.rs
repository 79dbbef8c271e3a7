//! The simulated case file against the truth behind it: patchy dates, told episodes, faults and all.

use std::collections::BTreeMap;

use super::history::{codebook, day, rules, table};
use super::immortal::{incidence, ours};
use retraffic::calendar::{Date, Day, Days};
use retraffic::cohort::{AnalysisSet, Interval, SpellKind, Step};
use retraffic::simulate::{Design, SAMPLE_PERSONS, SAMPLE_SEED, Simulated, simulate};
use retraffic::study::Observation;

pub type Record = BTreeMap<String, String>;

/// What truly happened around one recorded exit.
struct Spell {
    exit: Day,
    prospective: bool,
    next_entry: Option<Day>,
}

struct Person {
    /// By recorded number.
    spells: BTreeMap<u16, Spell>,
    /// True entry of each recorded episode that follows another.
    entries: BTreeMap<u16, Day>,
}

pub fn records(text: &str) -> Vec<Record> {
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned));
    let names: Vec<String> = lines.next().unwrap().collect();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

pub fn by_person(text: &str) -> BTreeMap<String, Vec<Record>> {
    let mut persons = BTreeMap::<String, Vec<Record>>::new();
    for record in records(text) {
        persons.entry(record["person_id"].clone()).or_default().push(record);
    }
    persons
}

/// The case file as `history` text. A date that no calendar has is not recorded; countries need only differ.
fn cases(simulated: &Simulated) -> (Vec<String>, String) {
    let mut text = String::new();
    let mut names = Vec::new();
    for (name, mut rows) in by_person(&simulated.cases_csv) {
        rows.sort_by_key(|r| r["episode"].parse::<u16>().unwrap());
        let mut seen: Vec<&str> = Vec::new();
        for r in &rows {
            let date = |column: &str| Date::parse(&r[column]).map_or("-".into(), |d| d.to_string());
            let place = r["country_of_exploitation"].as_str();
            if !seen.contains(&place) {
                seen.push(place);
            }
            let country = match place {
                "" | "unknown" => "unknown",
                _ => ["it", "ro", "md"][seen.iter().position(|s| *s == place).unwrap() % 3],
            };
            let status = match r["last_contact_status"].as_str() {
                "in_contact" => "st=in",
                "lost" => "st=lost",
                "deceased" => "st=dead",
                "emigrated" => "st=gone",
                _ => "",
            };
            let returned = match r["return_type"].as_str() {
                "forced" => "rt=forced",
                "none" => "rt=none",
                "assisted_voluntary" | "independent" => "rt=assisted_voluntary",
                _ => "",
            };
            text += &format!(
                "{name} {} {} {} id={} as={} ae={} ret={} lc={} in={country} {status} {returned}\n",
                r["episode"],
                date("entry_date"),
                date("exit_date"),
                date("identified_date"),
                date("assistance_start"),
                date("assistance_end"),
                date("return_date"),
                date("last_contact_date"),
            );
        }
        names.push(name);
    }
    (names, text)
}

fn truth(simulated: &Simulated) -> BTreeMap<String, Person> {
    let person = |rows: Vec<Record>| {
        let mut person = Person { spells: BTreeMap::new(), entries: BTreeMap::new() };
        for r in rows {
            let date = |column: &str| Date::parse(&r[column]).map(Date::first);
            if let (Ok(k), Some(exit)) = (r["recorded"].parse(), date("exit")) {
                let prospective = r["prospective"] == "true";
                person.spells.insert(k, Spell { exit, prospective, next_entry: date("next_entry") });
            }
            if let (Ok(k), Some(entry)) = (r["next_recorded"].parse::<u16>(), date("next_entry")) {
                person.entries.insert(k, entry);
            }
        }
        person
    };
    by_person(&simulated.truth_csv).into_iter().map(|(name, rows)| (name, person(rows))).collect()
}

fn sample_rules() -> Observation {
    Observation { opened: Some(day("1999-01-01")), lag_months: 12, ..rules() }
}

/// Rows as they are, so that numbers are those of the truth.
fn unmerged() -> Observation {
    Observation { grace: Days(-1), ..sample_rules() }
}

/// Persons whose rows have a fault planted in them: their record is not what happened.
fn faulty(simulated: &Simulated) -> Vec<String> {
    let kinds = ["exit_before_entry", "entry_before_last_exit", "impossible_date", "split_episode"];
    let real = |r: &Record| kinds.contains(&r["fault"].as_str());
    records(&simulated.faults_csv).iter().filter(|r| real(r)).map(|r| r["person_id"].clone()).collect()
}

struct World {
    names: Vec<String>,
    set: AnalysisSet,
    truth: BTreeMap<String, Person>,
    faulty: Vec<String>,
}

fn world(persons: u32, seed: u64, rules: &Observation) -> World {
    let simulated = simulate(&Design { persons, seed });
    let (names, text) = cases(&simulated);
    let set = AnalysisSet::build(&table(&text), &codebook(), rules);
    World { names, set, truth: truth(&simulated), faulty: faulty(&simulated) }
}

fn known(person: &Person) -> bool {
    person.entries.keys().any(|k| *k > 1)
}

#[test]
fn the_sample_has_its_known_cases_and_no_other() {
    let w = world(SAMPLE_PERSONS, SAMPLE_SEED, &sample_rules());
    for (i, name) in w.names.iter().enumerate() {
        assert_eq!(w.set.persons.retrafficked[i], known(&w.truth[name]), "{name}");
    }
    assert_eq!(w.set.flow.count(Step::PersonsRetrafficked), 79);
}

#[test]
fn what_was_told_is_told_apart_from_what_was_seen_coming() {
    for seed in [7, SAMPLE_SEED] {
        let w = world(30_000, seed, &unmerged());
        let (mut seen, mut told) = (0, 0);
        for s in 0..w.set.spells.len() {
            let name = &w.names[w.set.spells.person[s].0 as usize];
            let Some(truth) = w.truth[name].spells.get(&w.set.spells.number[s]) else { continue };
            if w.faulty.contains(name) {
                continue;
            }
            match w.set.spells.kind[s] {
                Some(SpellKind::Prospective) => seen += 1,
                Some(SpellKind::Retrospective) => told += 1,
                None => continue,
            }
            assert_eq!(w.set.spells.kind[s] == Some(SpellKind::Prospective), truth.prospective, "{name}");
        }
        assert!(seen > 25_000 && told > 40, "{seen} {told}");
    }
}

#[test]
fn the_true_days_lie_within_the_intervals() {
    let w = world(30_000, 11, &unmerged());
    let holds = |interval: Option<Interval>, day: Day| interval.is_none_or(|i| i.first <= day && day <= i.last);
    let mut gaps = 0;
    for s in (0..w.set.spells.len()).filter(|&s| w.set.spells.defect[s].is_none()) {
        let (name, k) = (&w.names[w.set.spells.person[s].0 as usize], w.set.spells.number[s]);
        if w.faulty.contains(name) {
            continue;
        }
        let Some(truth) = w.truth[name].spells.get(&k) else { continue };
        assert!(holds(w.set.spells.exit[s], truth.exit), "exit {k} of {name}");
        if let Some(entry) = w.truth[name].entries.get(&(k + 1)) {
            assert!(holds(w.set.spells.entry[s], *entry), "entry {} of {name}", k + 1);
            gaps += 1;
        }
    }
    assert!(gaps > 100);
}

/// First prospective spells with their true days: delay and end as recorded, event if recorded or if `all`.
fn true_times(w: &World, all: bool) -> Vec<(i32, i32, bool)> {
    let s = &w.set.spells;
    let risk = s.at_risk(&sample_rules()).first_of_person(s);
    let end = sample_rules().observed_until();
    let time = |i: usize| {
        let spell = risk.spell[i];
        let person = &w.truth[&w.names[s.person[spell].0 as usize]];
        let truth = person.spells.get(&s.number[spell])?;
        let recorded = person.entries.get(&(s.number[spell] + 1)).copied();
        let entry = if all { truth.next_entry } else { recorded };
        let seen = entry.filter(|e| *e <= end);
        let exit = seen.unwrap_or(end).since(truth.exit).0.min(seen.map_or(risk.exit[i], |_| i32::MAX));
        (risk.entry[i] < exit).then_some((risk.entry[i], exit, seen.is_some()))
    };
    (0..risk.len()).filter_map(time).collect()
}

#[test]
fn coarse_dates_cost_less_than_chance_and_the_incidence_is_a_floor() {
    let w = world(40_000, 5, &sample_rules());
    let (estimate, error) = incidence(&ours(&w.set, &sample_rules()), 731);
    let (recorded, _) = incidence(&true_times(&w, false), 731);
    let (all, _) = incidence(&true_times(&w, true), 731);
    assert!((estimate - recorded).abs() < error / 2.0, "{estimate} where true days give {recorded} ({error})");
    assert!(estimate < all, "{estimate} is no floor of {all}");
}

#[test]
fn counting_the_told_inflates_what_could_be_seen() {
    let w = world(40_000, 5, &sample_rules());
    let s = &w.set.spells;
    let told = (0..s.len()).filter(|&i| s.is_retrospective(i) && s.number[i] == 1);
    let told = told.filter_map(|i| Some((0, s.gap(i)?.0, true)));
    let mut times = ours(&w.set, &sample_rules());
    let (estimate, error) = incidence(&times, 731);
    times.extend(told);
    let (naive, _) = incidence(&times, 731);
    let (recorded, _) = incidence(&true_times(&w, false), 731);
    assert!(naive - recorded > 5.0 * error, "{naive} against {recorded} and ours {estimate}");
}

//! The simulated project as a whole: its bytes, its facts, and the truth behind them.

use std::collections::{BTreeMap, BTreeSet};

use super::design::{CUTOFF, HORIZON};
use super::row::NAMES;
use super::{Design, Simulated, simulate};
use crate::calendar::{Date, Day};

type Record<'a> = BTreeMap<&'a str, &'a str>;

/// Rows by column name. The simulation never quotes, which `nothing_needs_quotes` checks.
fn records(csv: &str) -> Vec<Record<'_>> {
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), names.len(), "{line}");
            names.iter().copied().zip(cells).collect()
        })
        .collect()
}

/// The rows of each person without second copies, in order of episodes.
fn usable(sample: &Simulated) -> BTreeMap<&str, Vec<Record<'_>>> {
    let copies: BTreeSet<usize> = records(&sample.faults_csv)
        .iter()
        .filter(|fault| fault["fault"] == "duplicate_episode")
        .map(|fault| fault["line"].parse().unwrap())
        .collect();
    let mut people: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    for (i, row) in records(&sample.cases_csv).into_iter().enumerate() {
        if !copies.contains(&(i + 2)) {
            people.entry(row["person_id"]).or_default().push(row);
        }
    }
    for rows in people.values_mut() {
        rows.sort_by_key(|row| row["episode"].parse::<u32>().unwrap());
    }
    people
}

/// True where two rows are one episode: at most 14 days apart for certain, and no return, identification or change of
/// country ended the first; in doubt they are two.
fn one_episode(first: &Record, second: &Record) -> bool {
    let (Some(exit), Some(entry)) = (Date::parse(first["exit_date"]), Date::parse(second["entry_date"])) else {
        return false;
    };
    let identified = Date::parse(first["identified_date"])
        .is_some_and(|date| exit.first() <= date.last() && date.first() <= entry.last());
    let returned = match Date::parse(first["return_date"]) {
        Some(date) => exit.first() <= date.last(),
        None => !["", "none", "unknown"].contains(&first["return_type"]),
    };
    let known = |row: &Record| !["", "unknown"].contains(&row["country_of_exploitation"]);
    let moved = known(first) && known(second) && first["country_of_exploitation"] != second["country_of_exploitation"];
    entry.last().since(exit.first()).0 <= 14 && !identified && !returned && !moved
}

/// Persons with more than one episode under the rule of grace.
fn known(sample: &Simulated) -> Vec<Vec<Record<'_>>> {
    usable(sample).into_values().filter(|rows| rows.windows(2).any(|pair| !one_episode(&pair[0], &pair[1]))).collect()
}

fn day(text: &str) -> Option<Day> {
    Date::parse(text).map(Date::first)
}

#[test]
fn the_committed_sample_is_what_the_program_writes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    for file in simulate(&Design::default()).files() {
        let committed = std::fs::read_to_string(folder.join(file.path)).unwrap();
        assert!(committed == file.text, "{} is not what `retraffic simulate` writes", file.path);
    }
}

#[test]
fn the_sample_has_seventy_nine_known_cases() {
    let sample = simulate(&Design::default());
    let people: BTreeSet<&str> = records(&sample.cases_csv).iter().map(|row| row["person_id"]).collect();
    assert_eq!(people.len(), 14_000);
    let known = known(&sample);
    assert_eq!(known.len(), 79);
    let at_least = |n: usize| known.iter().filter(|rows| rows.len() >= n).count();
    assert!(at_least(3) >= 3 && at_least(4) >= 1, "{} {}", at_least(3), at_least(4));
    assert!(known.iter().flatten().all(|row| row["residence_permit"] != "yes"));
    let retrospective = known.iter().filter(|rows| rows[0]["identified_date"].is_empty()).count();
    assert!((15..=40).contains(&retrospective), "{retrospective}");
    assert!(sample.readme_md.contains("| 79 |"));
}

#[test]
fn the_sample_has_the_published_shape() {
    let sample = simulate(&Design::default());
    let known = known(&sample);
    let of_known = |test: &dyn Fn(&[Record]) -> bool| known.iter().filter(|rows| test(rows)).count();
    let pairs: Vec<(&Record, &Record)> = known.iter().flat_map(|rows| rows.iter().zip(&rows[1..])).collect();
    let mut gaps: Vec<i32> = pairs
        .iter()
        .filter_map(|(a, b)| {
            Some(Date::parse(b["entry_date"])?.midpoint().since(Date::parse(a["exit_date"])?.midpoint()).0)
        })
        .collect();
    gaps.sort_unstable();
    let median = gaps[gaps.len() / 2];
    assert!((120..540).contains(&median), "naive median of {median} days");
    assert!(of_known(&|rows| rows[0]["gender"] == "female") > 60);
    assert!(of_known(&|rows| rows[0]["age_at_entry"].parse::<i32>().is_ok_and(|age| age < 18)) > 20);
    assert!(of_known(&|rows| rows[0]["return_type"] == "forced") > 12);
    let changed = |column| pairs.iter().filter(|(a, b)| a[column] != b[column]).count() * 2 > pairs.len();
    assert!(changed("country_of_exploitation") && changed("exploitation_type"));
    let came_home = pairs.iter().filter(|(a, b)| {
        b["country_of_exploitation"] == b["citizenship"] && a["country_of_exploitation"] != a["citizenship"]
    });
    assert!(came_home.count() >= 8);
    let later = |home: &str, entry: &str| {
        Date::parse(home).zip(Date::parse(entry)).is_some_and(|(home, entry)| home.first() > entry.last())
    };
    let on_the_way = pairs.iter().filter(|(a, b)| later(a["return_date"], b["entry_date"]));
    assert!(on_the_way.count() >= 3);
}

#[test]
fn the_same_design_gives_the_same_bytes_and_another_seed_others() {
    let design = Design { persons: 400, seed: 9 };
    assert_eq!(simulate(&design), simulate(&design));
    assert_ne!(simulate(&design).cases_csv, simulate(&Design { seed: 10, ..design }).cases_csv);
}

#[test]
fn more_people_leave_the_others_as_they_were() {
    let bodies = |persons| -> BTreeSet<String> {
        let sample = simulate(&Design { persons, seed: 4 });
        sample.cases_csv.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    };
    let (few, many) = (bodies(100), bodies(150));
    assert!(few.is_subset(&many));
}

#[test]
fn any_number_of_people_will_do() {
    for persons in [0, 1, 2, 10, 999] {
        let sample = simulate(&Design { persons, seed: 2 });
        let rows = records(&sample.cases_csv);
        let people: BTreeSet<&str> = rows.iter().map(|row| row["person_id"]).collect();
        assert_eq!(people.len(), persons as usize);
    }
}

#[test]
fn nothing_needs_quotes() {
    let sample = simulate(&Design { persons: 3000, seed: 5 });
    for csv in [&sample.cases_csv, &sample.truth_csv, &sample.faults_csv] {
        assert!(csv.is_ascii() && !csv.contains('"') && csv.ends_with('\n') && !csv.contains('\r'));
        assert!(!records(csv).is_empty());
    }
    assert_eq!(sample.cases_csv.lines().next().unwrap(), NAMES.join(","));
}

#[test]
fn faults_are_few_and_all_listed() {
    let sample = simulate(&Design { persons: 40_000, seed: 8 });
    let faults = records(&sample.faults_csv);
    assert!((20..200).contains(&faults.len()), "{}", faults.len());
    let kinds: BTreeSet<&str> = faults.iter().map(|fault| fault["fault"]).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    let listed: BTreeSet<(usize, &str)> =
        faults.iter().map(|fault| (fault["line"].parse().unwrap(), fault["column"])).collect();
    for (i, row) in records(&sample.cases_csv).iter().enumerate() {
        for (column, text) in row.iter().filter(|cell| !cell.1.is_empty()) {
            let fault = |column| listed.contains(&(i + 2, column));
            if column.ends_with("_date") || *column == "assistance_start" || *column == "assistance_end" {
                let good = Date::parse(text).is_some_and(|date| date.first() <= CUTOFF);
                assert!(good || fault(column), "line {} {column}", i + 2);
            }
            if ["age_at_entry", "children", "birth_year", "episode"].contains(column) {
                assert!(text.parse::<u16>().is_ok() || fault(column), "line {} {column}", i + 2);
            }
        }
        if let (Some(entry), Some(exit)) = (Date::parse(row["entry_date"]), Date::parse(row["exit_date"])) {
            assert!(entry.first() <= exit.last() || listed.contains(&(i + 2, "exit_date")), "line {}", i + 2);
        }
    }
    let touched: BTreeSet<&str> = faults.iter().map(|fault| fault["person_id"]).collect();
    for (person, rows) in usable(&sample).iter().filter(|entry| !touched.contains(entry.0)) {
        for pair in rows.windows(2) {
            if let (Some(exit), Some(entry)) = (Date::parse(pair[0]["exit_date"]), Date::parse(pair[1]["entry_date"])) {
                assert!(exit.first() <= entry.last(), "{person}");
            }
        }
    }
}

#[test]
fn every_code_is_in_the_codebook_with_labels_in_three_languages() {
    let sample = simulate(&Design { persons: 20_000, seed: 6 });
    let codebook: toml::Table = toml::from_str(&sample.codebook_toml).unwrap();
    let listed: BTreeSet<(usize, String)> = records(&sample.faults_csv)
        .iter()
        .map(|fault| (fault["line"].parse().unwrap(), fault["column"].to_owned()))
        .collect();
    let rows = records(&sample.cases_csv);
    for variable in codebook["variable"].as_array().unwrap() {
        let name = variable["name"].as_str().unwrap();
        assert!(NAMES.contains(&name), "{name}");
        labelled(&variable["labels"]);
        labelled(&variable["description"]);
        let categories = variable.get("category").and_then(|c| c.as_array()).unwrap();
        categories.iter().for_each(|category| labelled(&category["labels"]));
        let names: Vec<&str> = categories.iter().map(|c| c["name"].as_str().unwrap()).collect();
        let countries = variable.get("categories").is_some();
        for (i, row) in rows.iter().enumerate().filter(|entry| !listed.contains(&(entry.0 + 2, name.to_owned()))) {
            for code in row[name].split(';').filter(|code| !code.is_empty()) {
                let number = variable["kind"].as_str() == Some("number")
                    && code.parse::<i64>().is_ok_and(|n| banded(categories, n));
                let country = countries && code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
                assert!(number || country || names.contains(&code), "line {} {name}", i + 2);
            }
        }
    }
}

fn banded(categories: &[toml::Value], number: i64) -> bool {
    let limit = |c: &toml::Value, key| c[key].as_integer().unwrap();
    categories.iter().any(|c| (limit(c, "from")..=limit(c, "to")).contains(&number))
}

/// Labels stand in all three languages, with their typography.
fn labelled(labels: &toml::Value) {
    for language in ["en", "fr", "es"] {
        let text = labels[language].as_str().unwrap();
        assert!(!text.is_empty() && !text.contains('\''), "{text}");
        assert_eq!(text.trim(), text);
    }
    let french = labels["fr"].as_str().unwrap();
    assert!(!french.contains(" ;") && !french.contains(" :"), "a line could break before the mark: {french}");
}

#[test]
fn what_is_recorded_agrees_with_the_truth() {
    let sample = simulate(&Design { persons: 20_000, seed: 3 });
    let people = usable(&sample);
    let touched: BTreeSet<&str> = records(&sample.faults_csv).iter().map(|fault| fault["person_id"]).collect();
    let mut seen = 0;
    for spell in records(&sample.truth_csv).iter().filter(|spell| !touched.contains(spell["person_id"])) {
        let rows = &people[spell["person_id"]];
        let exit = day(spell["exit"]).unwrap();
        assert!(exit <= HORIZON);
        if let Some(next) = day(spell["next_entry"]) {
            assert!(next > exit && next < HORIZON);
        }
        if let Ok(number) = spell["recorded"].parse::<usize>() {
            seen += 1;
            let row = &rows[number - 1];
            assert!(exit <= CUTOFF);
            assert!(Date::parse(row["exit_date"]).is_none_or(|d| d.first() <= exit && exit <= d.last()));
            let identified = (day(spell["identified"]), Date::parse(row["identified_date"]));
            if let (Some(true_day), Some(d)) = identified {
                assert!(d.first() <= true_day && true_day <= d.last());
            }
        }
        assert_eq!(
            spell["spell"].parse::<u32>().unwrap() >= spell["first_identified_spell"].parse().unwrap(),
            spell["prospective"] == "true"
        );
    }
    assert_eq!(seen, people.iter().filter(|p| !touched.contains(p.0)).map(|p| p.1.len()).sum::<usize>());
}

/// Known share of first spells within 731 days of the true exit, among spells with a property.
fn incidence(spells: &[Record], people: &BTreeMap<&str, Vec<Record>>, has: &dyn Fn(&Record) -> bool) -> f64 {
    let (mut n, mut events) = (0.0, 0.0);
    for spell in spells.iter().filter(|spell| spell["spell"] == "1") {
        let Some(row) = people.get(spell["person_id"]).and_then(|rows| rows.first()) else { continue };
        if spell["recorded"] != "1" || !has(row) {
            continue;
        }
        n += 1.0;
        let exit = day(spell["exit"]).unwrap();
        events += f64::from(u8::from(day(spell["next_entry"]).is_some_and(|next| next.since(exit).0 <= 731)));
    }
    events / n
}

#[test]
fn covariates_act_on_the_truth_and_much_stays_hidden() {
    let sample = simulate(&Design { persons: 60_000, seed: 1 });
    let people = usable(&sample);
    let spells = records(&sample.truth_csv);
    let minor = |row: &Record| row["age_at_entry"].parse::<i32>().is_ok_and(|age| age < 18);
    let ratio = |a: &dyn Fn(&Record) -> bool, b: &dyn Fn(&Record) -> bool| {
        incidence(&spells, &people, a) / incidence(&spells, &people, b)
    };
    assert!(ratio(&|row| row["gender"] == "female", &|row| row["gender"] == "male") > 1.3);
    assert!(ratio(&minor, &|row| row["age_at_entry"].parse::<i32>().is_ok_and(|age| age >= 25)) > 1.5);
    assert!(ratio(&|row| row["return_type"] == "forced", &|row| row["return_type"] == "assisted_voluntary") > 1.3);
    let happened = spells.iter().filter(|spell| day(spell["next_entry"]).is_some_and(|next| next <= CUTOFF)).count();
    let recorded =
        spells.iter().filter(|spell| !spell["recorded"].is_empty() && !spell["next_recorded"].is_empty()).count();
    assert!(recorded * 4 < happened * 3 && recorded * 6 > happened, "{recorded} of {happened}");
    for status in ["in_contact", "lost", "deceased", "emigrated"] {
        assert!(people.values().flatten().any(|row| row["last_contact_status"] == status), "{status}");
    }
}

//! Sections on recurrence, other rules and the named family, with few events and with many: a report that says in words what
//! it cannot print.

use serde_json::Value;

use super::stage::Stage;
use crate::render::pdf::Pdf;

/// A project with the persons of a simulated file that `keep` picks, by id and number of rows.
fn project(name: &str, persons: u32, keep: impl Fn(usize, usize) -> bool) -> Stage {
    let stage = Stage::project(name, persons);
    stage.edit("cases.csv", |text| {
        let mut lines = text.lines();
        let mut kept = vec![lines.next().unwrap_or_default()];
        let rows: Vec<&str> = lines.collect();
        let id = |row: &&str| row.split(',').next().unwrap_or_default().to_string();
        let (mut again, mut place) = (0, 0);
        while place < rows.len() {
            let own = rows[place..].iter().take_while(|row| id(row) == id(&rows[place])).count();
            again += usize::from(own > 1);
            if keep(again, own) {
                kept.extend(&rows[place..place + own]);
            }
            place += own;
        }
        kept.join("\n") + "\n"
    });
    stage
}

/// The release and the words of the report, without what layout puts between and into them.
fn report(stage: &Stage) -> (Value, String) {
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    let release = serde_json::from_slice(&files["annex/release.json"]).unwrap();
    (release, folded(&Pdf::read(&files["report.en.pdf"]).whole_text()))
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

fn says(text: &str, words: &str) -> bool {
    text.contains(&folded(words))
}

fn reads_well(text: &str) {
    for bad in ["NaN", "()", "significan", "undefined", "infper"] {
        assert!(!text.contains(bad), "`{bad}` is printed");
    }
}

#[test]
fn with_few_events_the_report_says_so_and_prints_no_number() {
    for events in [0, 1, 5] {
        let stage = project(&format!("few-{events}"), 3000, |again, own| own == 1 || again <= events);
        let (release, text) = report(&stage);
        reads_well(&text);
        assert_eq!(release["contact_loss"], serde_json::json!([]), "{events}");
        assert_eq!(release["independence"], serde_json::json!([]), "{events}");
        let curves = release["curves"].as_array().unwrap();
        assert!(curves.iter().all(|c| c["kind"] != "mcf"), "{events}");
        let tested = release["family"].as_array().unwrap().iter().filter(|i| i["test"] == "tested").count();
        assert_eq!(tested, 0, "{events}");
        for row in release["sensitivity"].as_array().unwrap() {
            assert!(row["incidence_per_thousand"]["value"].is_null(), "{row}");
        }
        assert!(says(&text, "too few events are known before contact was lost"), "{events}");
        assert!(says(&text, "None of the seven can be tested in this edition"), "{events}");
        assert!(says(&text, "too few to be compared with those after the first exit"), "{events}");
    }
}

#[test]
fn a_file_of_re_trafficked_persons_alone_and_one_without_dates_are_reported_too() {
    let (release, text) = report(&project("everybody", 14_000, |_, own| own > 1));
    reads_well(&text);
    assert_eq!(release["family"].as_array().unwrap().len(), 11);

    let stage = Stage::project("undated", 3000);
    stage.edit("cases.csv", |text| {
        let head: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
        let dated: Vec<usize> =
            (0..head.len()).filter(|&i| head[i].ends_with("_date") || head[i].starts_with("assistance_")).collect();
        let blank = |line: &str| {
            let cells = line.split(',').enumerate();
            cells.map(|(i, cell)| if dated.contains(&i) { "" } else { cell }).collect::<Vec<_>>().join(",")
        };
        let rows = text.lines().skip(1).map(blank).collect::<Vec<_>>();
        format!("{}\n{}\n", head.join(","), rows.join("\n"))
    });
    let (release, text) = report(&stage);
    reads_well(&text);
    assert_eq!((&release["recurrence"], &release["contact_loss"]), (&Value::Null, &serde_json::json!([])));
    assert!(says(&text, "it records no date of exit"));
}

#[test]
fn the_office_reads_exact_tests_where_the_public_reads_classes() {
    let internal = Stage::project("exact-tests", 14_000);
    internal.edit("report.toml", |t| {
        t.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"the office\"")
    });
    let run = internal.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let exact: Value = serde_json::from_slice(&internal.files("output/internal")["annex/release.json"]).unwrap();
    let public = Stage::project("classed-tests", 14_000);
    let (rounded, text) = report(&public);
    reads_well(&text);

    let p = |release: &Value, list: &str, at: usize| release[list][at]["p"].clone();
    for (at, found) in exact["independence"].as_array().unwrap().iter().enumerate() {
        let value = found["p"]["value"].as_f64().unwrap();
        let class = p(&rounded, "independence", at)["class"].as_str().unwrap().to_string();
        assert!(agrees(value, &class), "{value} {class}");
        assert!(p(&rounded, "independence", at)["value"].is_null());
    }
    for (at, found) in exact["symmetry"].as_array().unwrap().iter().enumerate() {
        let class = p(&rounded, "symmetry", at)["class"].as_str().unwrap().to_string();
        assert!(agrees(found["p"]["value"].as_f64().unwrap(), &class), "{found} {class}");
    }
    // The largest p-value of all counts that print alike is no smaller than the exact one.
    let family = |release: &Value| release["family"].as_array().unwrap().clone();
    let mut tested = 0;
    for (exact, rounded) in family(&exact).iter().zip(family(&rounded)) {
        if let Some(p) = rounded["p"]["value"].as_f64() {
            tested += 1;
            assert!(p >= exact["p"]["value"].as_f64().unwrap(), "{exact} {rounded}");
            assert!(rounded["p_holm"]["value"].as_f64().unwrap() >= p);
        }
    }
    assert!(tested >= 2, "{tested} of the family are tested");
    assert!(exact["curves"].as_array().unwrap().iter().any(|c| c["kind"] == "mcf"));
    let losses = rounded["contact_loss"].as_array().unwrap();
    assert!(losses.iter().any(|l| l["day"] == 731), "{losses:?}");
}

fn agrees(p: f64, class: &str) -> bool {
    match class {
        "above-0.2" => p > 0.2,
        "0.05-to-0.2" => (0.05..=0.2).contains(&p),
        "not-below-0.05" => p >= 0.05,
        "below-0.05" => p < 0.05,
        other => other == "untold",
    }
}

/// Four people, four steps from one episode to the next, counted by hand.
#[test]
fn both_episodes_of_a_step_and_what_is_not_recorded_are_counted_as_by_hand() {
    let stage = Stage::project("by-hand", 40);
    stage.edit("report.toml", |t| t.replace("\"round-5\"", "\"internal\"\nrecipient = \"the office\""));
    let head = "person_id,gender,birth_year,citizenship,episode,entry_date,exit_date,identified_date,exploitation_type,\
        country_of_exploitation,means_of_control";
    let rows = [
        "A,female,1980,UA,1,2001-01-01,2001-06-01,2001-07-01,sexual_exploitation,PL,debt_bondage",
        "A,female,1980,UA,2,2002-01-01,2002-06-01,2002-07-01,forced_labour;domestic_servitude,UA,debt_bondage;takes_earnings",
        "B,male,1981,UA,1,2001-01-01,2001-06-01,2001-07-01,forced_labour,PL,",
        "B,male,1981,UA,2,2003-01-01,2003-06-01,2003-07-01,forced_labour,PL,",
        "C,female,1982,UA,1,2001-01-01,2001-06-01,2001-07-01,sexual_exploitation,UA,",
        "C,female,1982,UA,2,2002-01-01,2002-06-01,2002-07-01,sexual_exploitation,PL,",
        "C,female,1982,UA,3,2003-01-01,2003-06-01,2003-07-01,sexual_exploitation;forced_begging,PL,",
        "D,,1983,UA,1,2001-01-01,2001-06-01,2001-07-01,forced_labour,PL,debt_bondage",
    ];
    stage.write("project/cases.csv", format!("{head}\n{}\n", rows.join("\n")).as_bytes());
    let run = stage.run(&["build", "project", "annex"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/internal");
    let counts = |table: &str| -> Vec<(String, u32)> {
        let text = String::from_utf8(files[&format!("annex/{table}.csv")].clone()).unwrap();
        let cells = text.lines().skip(1).map(|line| line.split(',').map(str::to_string).collect::<Vec<_>>());
        let mut counted: Vec<(String, u32)> =
            cells.filter_map(|c| Some((c[0].clone(), c[4].parse().ok().filter(|&n| n > 0)?))).collect();
        counted.retain(|(name, _)| name != "known");
        counted.sort();
        counted
    };
    let listed = |list: &[(&str, u32)]| list.iter().map(|(n, c)| (n.to_string(), *c)).collect::<Vec<_>>();
    assert_eq!(counts("exploitation_before"), listed(&[("*", 4), ("forced_labour", 1), ("sexual_exploitation", 3)]));
    assert_eq!(
        counts("exploitation_later"),
        listed(&[
            ("*", 4),
            ("domestic_servitude", 1),
            ("forced_begging", 1),
            ("forced_labour", 2),
            ("sexual_exploitation", 2)
        ])
    );
    assert_eq!(counts("control_before"), listed(&[("*", 4), ("debt_bondage", 1), ("not_recorded", 3)]));
    assert_eq!(
        counts("control_later"),
        listed(&[("*", 4), ("debt_bondage", 1), ("not_recorded", 3), ("takes_earnings", 1)])
    );
    for table in ["crossing_before", "crossing_later"] {
        assert_eq!(counts(table), listed(&[("*", 4), ("cross_border", 3), ("internal", 1)]), "{table}");
    }
    // The gender of the one who was not re-trafficked is the only thing recorded for all of one group and none of the other.
    let facts = stage.run(&["list", "facts", "project"]).out;
    let fact = |name: &str| {
        let line = facts.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.and_then(|line| line.split_once("  ")).map(|(_, text)| text.trim().to_string()).unwrap_or_default()
    };
    assert_eq!(fact("not_recorded.widest"), "Gender");
    assert_eq!((fact("not_recorded.widest.yes"), fact("not_recorded.widest.no")), ("0%".into(), "100%".into()));
}

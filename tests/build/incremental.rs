//! Only what is stale is made, and the program can say why.

use super::*;

/// Path and time of change of every file and folder of the output.
fn times(stage: &Stage) -> BTreeMap<String, std::time::SystemTime> {
    let mut times = BTreeMap::new();
    let mut left = vec![stage.path("output")];
    while let Some(path) = left.pop() {
        times.insert(path.display().to_string(), std::fs::metadata(&path).unwrap().modified().unwrap());
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    times
}

#[test]
fn where_nothing_changed_nothing_is_written() {
    let stage = Stage::project("nothing-changed", PERSONS);
    build(&stage, &[]);
    let before = times(&stage);
    assert_eq!(made(&stage, &[]), []);
    assert_eq!(stage.run(&["status", "project"]).code, 0);
    assert_eq!(times(&stage), before);
}

#[test]
fn a_label_makes_what_shows_it_and_the_codebook_is_named() {
    let stage = Stage::project("one-label", PERSONS);
    build(&stage, &[]);
    let before = public(&stage);
    stage.edit("codebook.toml", |t| t.replacen("en = \"Women and girls\"", "en = \"Girls and women\"", 1));

    let status = stage.run(&["status", "project", "--format", "json"]);
    assert_eq!(status.code, 6, "{}", status.err);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    let stale: Vec<String> = (status["targets"].as_array().unwrap().iter())
        .filter(|target| target["state"] != "current")
        .map(|target| target["target"].as_str().unwrap().to_string())
        .collect();
    let told = stage.run(&["explain", "project", "figures/age_gender.en.svg"]);
    assert!(told.out.contains("codebook.toml changed") && told.out.contains("chart/age_gender.en"), "{}", told.out);
    assert!(stage.run(&["explain", "project", "figures/year.en.svg"]).out.contains("is up to date"));
    let dry = stage.run(&["build", "project", "-n"]);
    assert!(dry.code == 0 && dry.out.contains("report.en.pdf  (codebook.toml)"), "{}", dry.out);
    assert_eq!(public(&stage), before, "nothing is written by looking");

    let made = made(&stage, &[]);
    let names: Vec<String> = made.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, stale);
    let after = public(&stage);
    assert_eq!(names, differences(&before, &after), "made is what differs");
    assert!(names.contains(&"annex/gender.csv".into()) && !names.contains(&"annex/year.csv".into()), "{names:?}");
    for (name, bytes) in &after {
        let shows = |bytes: &[u8]| bytes.windows(15).any(|w| w == b"Girls and women");
        if name.ends_with(".csv") || name.ends_with(".svg") {
            assert!(!shows(bytes) || names.contains(name), "{name} shows the label");
        }
    }
    let told = stage.run(&["explain", "project", "report.en.pdf"]);
    assert!(told.out.contains("was made the last time because\n  codebook.toml changed"), "{}", told.out);

    stage.edit("codebook.toml", |t| t.replacen("en = \"Girls and women\"", "en = \"Women and girls\"", 1));
    let back = super::made(&stage, &[]);
    assert!(
        back.iter().all(|(name, cached)| *cached || !(name.ends_with(".pdf") || name.ends_with(".png"))),
        "{back:?}"
    );
    assert_eq!(public(&stage), before, "the cache gives what was made before");
}

#[test]
fn remarks_and_the_order_of_rows_change_nothing() {
    let stage = Stage::project("remarks", PERSONS);
    build(&stage, &[]);
    stage.edit("report.toml", |t| format!("# A remark.\n{t}\n\n# Another.\n"));
    stage.edit("codebook.toml", |t| format!("\n# A remark.\n{t}"));
    let run = build(&stage, &["--format", "json"]);
    assert!(!run.out.contains("\"draft\""), "nothing is drafted: {}", run.out);
    let manifest: serde_json::Value = serde_json::from_slice(&stage.files("output/private")["manifest.json"]).unwrap();
    assert_eq!(stage.run(&["verify", "project"]).code, 0, "{manifest}");
    stage.edit("cases.csv", |t| {
        let mut lines: Vec<&str> = t.lines().collect();
        lines[1..].reverse();
        lines.join("\n") + "\n"
    });
    let left: Vec<String> = made(&stage, &[]).into_iter().map(|(name, _)| name).collect();
    assert!(left.iter().all(|name| name == "private/rejects.csv"), "{left:?}");
}

#[test]
fn a_text_makes_the_report_and_no_figure() {
    let stage = Stage::project("one-text", PERSONS);
    build(&stage, &[]);
    stage.write("project/text/en/summary-after.typ.j2", b"A paragraph of our own.\n");
    let made = made(&stage, &[]);
    let reports = |cached| ["report.en.html", "report.en.pdf"].map(|name| (name.to_string(), cached));
    assert_eq!(made, reports(false));
    let told = stage.run(&["explain", "project", "report.en.pdf"]);
    assert!(told.out.contains("text/en/summary-after.typ.j2 is new"), "{}", told.out);
    std::fs::remove_file(stage.path("project/text/en/summary-after.typ.j2")).unwrap();
    let told = stage.run(&["build", "project", "-n", "--explain"]);
    assert!(told.out.contains("summary-after"), "{}", told.out);
    assert_eq!(super::made(&stage, &[]), reports(true));
}

#[test]
fn a_template_that_is_not_read_makes_nothing() {
    let stage = Stage::project("unread", PERSONS);
    build(&stage, &[]);
    stage.write("project/templates/layout/spare.typ", b"#let spare = 1\n");
    assert_eq!(made(&stage, &[]), []);
    stage.write("project/templates/layout/spare.typ", b"#let spare = 2\n");
    assert_eq!(made(&stage, &[]), []);
}

#[test]
fn targets_groups_force_and_unknown_names() {
    let stage = Stage::project("targets", PERSONS);
    let run = build(&stage, &["figures/age_gender.en.png"]);
    assert_eq!(run.out, "");
    assert_eq!(
        public(&stage).into_keys().collect::<Vec<_>>(),
        ["figures/age_gender.en.png", "figures/age_gender.en.svg"]
    );
    assert_eq!(stage.run(&["status", "project"]).code, 6);
    assert_eq!(stage.run(&["status", "project", "figures/age_gender.en.png"]).code, 0);
    let wrong = stage.run(&["build", "project", "figures/age_gendre.en.png"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("B071") && wrong.err.contains("figures/age_gender.en.png"), "{}", wrong.err);
    build(&stage, &["annex"]);
    assert!(!public(&stage).contains_key("report.en.pdf") && public(&stage).contains_key("annex/release.json"));
    build(&stage, &[]);
    assert_eq!(stage.run(&["status", "project"]).code, 0);
    let forced = made(&stage, &["--force", "report", "private"]);
    assert!(
        forced.contains(&("report.en.pdf".into(), false)) && forced.contains(&("private/rejects.csv".into(), false))
    );
    let clean = Stage::project("targets-clean", PERSONS);
    build(&clean, &[]);
    assert_eq!(differences(&public(&stage), &public(&clean)), Vec::<String>::new());
}

#[test]
fn what_the_report_no_longer_has_goes_and_what_is_not_its_own_stays() {
    let stage = Stage::project("surplus", PERSONS);
    build(&stage, &[]);
    assert!(public(&stage).contains_key("annex/sector.csv"));
    stage.write("output/public/notes.txt", b"of the office");
    stage.edit("cases.csv", |t| t.replacen(",sector,", ",branch,", 1));
    assert!(stage.run(&["status", "project"]).out.contains("surplus  annex/sector.csv"));
    let run = build(&stage, &[]);
    assert!(run.err.contains("B072"), "{}", run.err);
    let files = public(&stage);
    assert!(!files.contains_key("annex/sector.csv") && files.contains_key("notes.txt"));
    let cleaned = stage.run(&["clean", "project"]);
    assert_eq!(cleaned.code, 0, "{}", cleaned.err);
    assert_eq!(stage.files("output").into_keys().collect::<Vec<_>>(), ["public/notes.txt"]);
}

#[test]
fn a_changed_or_missing_output_is_made_again() {
    let stage = Stage::project("altered", PERSONS);
    build(&stage, &[]);
    let before = public(&stage);
    stage.write("output/public/annex/gender.csv", b"other");
    std::fs::remove_file(stage.path("output/public/figures/age_gender.en.png")).unwrap();
    let status = stage.run(&["status", "project"]);
    assert!(status.code == 6 && status.out.contains("altered  annex/gender.csv"), "{}", status.out);
    assert!(status.out.contains("missing  figures/age_gender.en.png"), "{}", status.out);
    assert_eq!(made(&stage, &[]).len(), 2);
    assert_eq!(public(&stage), before);
}

#[test]
fn lists_and_graphs_are_whole() {
    let stage = Stage::project("lists", PERSONS);
    let targets = stage.run(&["list", "project"]);
    assert!(targets.code == 0 && targets.out.contains("report.en.pdf") && targets.out.contains("figures"));
    let facts = stage.run(&["list", "facts", "project"]);
    assert!(facts.out.lines().any(|l| l.starts_with("assisted ") && l.ends_with("300")), "{}", facts.out);
    assert!(facts.out.lines().any(|l| l.starts_with("lag_months ") && l.ends_with("12")), "{}", facts.out);
    assert!(!facts.out.contains("INTERNAL"), "{}", facts.out);
    assert!(stage.run(&["list", "diagnostics"]).out.contains("B071  no such target"));
    let dot = stage.run(&["graph", "project"]);
    assert!(dot.out.starts_with("digraph") && dot.out.contains("\"codebook.toml\""));
    let graph: serde_json::Value =
        serde_json::from_str(&stage.run(&["graph", "project", "--format", "json"]).out).unwrap();
    let nodes = graph["nodes"].as_array().unwrap();
    let at = |name: &str| nodes.iter().position(|n| n["name"] == name).unwrap_or_else(|| panic!("{name}"));
    for (node, index) in nodes.iter().zip(0..) {
        for input in node["inputs"].as_array().unwrap() {
            assert!(at(input.as_str().unwrap()) < index, "{} comes after its inputs", node["name"]);
        }
    }
    assert!(!stage.exists("output"), "looking writes nothing");
}

#[test]
fn an_internal_report_leaves_the_public_one_alone_and_nothing_in_the_cache() {
    let stage = Stage::project("shelves", PERSONS);
    build(&stage, &[]);
    let before = public(&stage);
    let cache = stage.files("output/.retraffic/cache");
    stage.edit("report.toml", |t| {
        t.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"the office\"")
    });
    build(&stage, &[]);
    assert_eq!(public(&stage), before);
    assert!(stage.exists("output/internal/report.en.pdf"));
    let facts = stage.run(&["list", "facts", "project"]);
    assert!(facts.out.starts_with("INTERNAL: "), "exact figures are stamped: {}", facts.out);
    assert_eq!(stage.files("output/.retraffic/cache"), cache, "exact figures are kept nowhere but in their place");
    stage.edit("report.toml", |t| {
        t.replace("policy = \"internal\"\nrecipient = \"the office\"", "policy = \"round-5\"")
    });
    assert_eq!(made(&stage, &[]).into_iter().filter(|(name, _)| !name.starts_with("private/")).count(), 0);
}

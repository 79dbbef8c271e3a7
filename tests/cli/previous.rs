//! This edition beside the last, from report.toml to print.

use serde_json::Value;

use super::stage::Stage;
use crate::render::pdf::Pdf;

const PREVIOUS: &str = "[previous]\nfile = \"last.json\"\nreviewed_by = \"the office\"\n\n[output]";

/// A project, and beside its report.toml the release.json of an edition made of it.
fn staged(name: &str, before: impl Fn(&str) -> String) -> Stage {
    let stage = Stage::project(name, 1500);
    let own = std::fs::read_to_string(stage.path("project/report.toml")).unwrap();
    stage.write("project/report.toml", before(&own).as_bytes());
    let run = stage.run(&["build", "project", "annex"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let shelf = if stage.exists("output/public/annex") { "public" } else { "internal" };
    let release = std::fs::read(stage.path(&format!("output/{shelf}/annex/release.json"))).unwrap();
    stage.write("project/last.json", &release);
    let now = own.replace("first_edition = true\n", "").replace("[output]", PREVIOUS);
    stage.write("project/report.toml", now.replace("edition = \"2010\"", "edition = \"2011\"").as_bytes());
    stage
}

fn release(stage: &Stage) -> Value {
    serde_json::from_slice(&stage.files("output/public")["annex/release.json"]).unwrap()
}

/// Words of the report's pages, without what the layout puts between and into them.
fn pages(stage: &Stage, language: &str) -> String {
    let text = Pdf::read(&stage.files("output/public")[&format!("report.{language}.pdf")]).whole_text();
    text.replace("\u{ad}\n", "").replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_next_edition_of_the_same_file_prints_the_same_and_says_so() {
    let stage = staged("again", str::to_string);
    stage.edit("report.toml", |t| t.replace("languages = [\"en\"]", "languages = [\"en\", \"fr\", \"es\"]"));
    let run = stage.run(&["build", "project", "report", "annex"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let release = release(&stage);
    let previous = &release["previous"];
    assert_eq!((previous["edition"].as_str(), previous["cutoff"].as_str()), (Some("2010"), Some("2009-12-31")));
    assert_eq!((previous["readings"]["moved"].as_u64(), previous["readings"]["rounding"].as_u64()), (Some(0), Some(0)));
    let changes = previous["changes"].as_array().unwrap();
    assert_eq!(changes.len(), release["facts"].as_array().unwrap().len());
    assert!(changes.iter().all(|c| c["previous"] == c["current"]), "{changes:?}");
    // Every name of the table for machines is one that texts can use, with the same text.
    let csv = String::from_utf8(stage.files("output/public")["annex/changes.csv"].clone()).unwrap();
    let listed = stage.run(&["list", "facts", "project"]);
    let named: std::collections::BTreeSet<&str> =
        listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut lines = 0;
    for line in csv.lines().skip(1) {
        let name = line.split(',').next().unwrap();
        assert!(named.contains(name), "{name}");
        assert!(line.ends_with(",same") || line.ends_with(",withheld"), "{line}");
        lines += 1;
    }
    assert!(lines > 500, "{lines}");
    for (language, said) in [
        ("en", ["and no trend (annex E)", "Since the last edition.", "Leading figures"]),
        ("fr", ["n’est pas une évolution (annexe E)", "Depuis la dernière édition.", "Principaux chiffres"]),
        ("es", ["y no una tendencia (anexo E)", "Desde la edición anterior.", "Principales cifras"]),
    ] {
        // Once in the summary, once in chapter 2, and the annex itself.
        let text = pages(&stage, language);
        let text = text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(said.iter().all(|words| text.contains(words)), "{language}");
    }
    let html = String::from_utf8(stage.files("output/public")["report.en.html"].clone()).unwrap();
    assert!(html.contains("Since the last edition") && html.contains("Edition 2011"));
}

#[test]
fn the_last_edition_is_a_source_like_any_other() {
    let stage = staged("source", str::to_string);
    assert_eq!(stage.run(&["build", "project", "report.en.pdf", "annex"]).code, 0);
    let status = |targets: &[&str]| stage.run(&[&["status", "project"], targets].concat());
    assert_eq!(status(&["report.en.pdf", "annex"]).code, 0);
    let text = std::fs::read_to_string(stage.path("project/last.json")).unwrap();
    // Bytes without a change of meaning make nothing.
    stage.write("project/last.json", format!("{text}\n\n").as_bytes());
    assert_eq!(status(&["report.en.pdf", "annex"]).code, 0);
    stage.write("project/last.json", text.replacen("\"known_share\"", "\"share_known\"", 1).as_bytes());
    let stale = status(&["report.en.pdf", "annex"]);
    assert_eq!(stale.code, 6);
    assert!(stale.out.contains("last.json"), "{}", stale.out);
    assert!(!stale.out.contains("annex/gender.csv  (last.json)"), "{}", stale.out);
    let why = stage.run(&["explain", "annex/changes.csv", "project"]);
    assert!(why.out.contains("last.json") && why.out.contains("revision"), "{}{}", why.out, why.err);
}

#[test]
fn a_second_edition_needs_somebody_who_compared() {
    let stage = staged("reviewed", str::to_string);
    let stop = |change: &dyn Fn(&str) -> String, code: i32, finding: &str| {
        let kept = std::fs::read_to_string(stage.path("project/report.toml")).unwrap();
        stage.write("project/report.toml", change(&kept).as_bytes());
        let run = stage.run(&["build", "project", "annex"]);
        assert_eq!(run.code, code, "{finding}: {}", run.err);
        assert!(run.err.contains(finding), "{finding}: {}", run.err);
        stage.write("project/report.toml", kept.as_bytes());
    };
    stop(&|t| t.replace("reviewed_by = \"the office\"\n", ""), 3, "B040");
    stop(&|t| t.replace("reviewed_by = \"the office\"", "reviewed_by = \" \""), 1, "S014");
    stop(&|t| t.replace("[disclosure]\n", "[disclosure]\nfirst_edition = true\n"), 1, "S012");
    stop(&|t| t.replace("last.json", "gone.json"), 1, "B004");
    stop(&|t| t.replace("cutoff = \"2009-12-31\"", "cutoff = \"2008-12-31\""), 1, "R004");
    stop(&|t| t.replace("reviewed_by", "renamed = { knwon_share = \"known_share\" }\nreviewed_by"), 1, "R009");
    stage.write("project/last.csv", b"fact,text\nasisted,1500\n");
    stop(&|t| t.replace("last.json", "last.csv"), 1, "S013");
    let dated = "last.csv\"\nedition = \"2009\"\ncutoff = \"2008-12-31";
    stop(&|t| t.replace("last.json", dated), 1, "R006");
    let check = stage.run(&["check", "project"]);
    assert_eq!(check.code, 0, "{}", check.err);
}

#[test]
fn exact_figures_do_not_come_in_by_way_of_the_last_edition() {
    let internal = |text: &str| {
        text.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"the office\"")
            .replace("first_edition = true\n", "")
    };
    let stage = staged("internal-last", internal);
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("R005") && run.err.contains("last.json"), "{}", run.err);
    assert!(!stage.exists("output/public"));
}

#[test]
fn notes_names_and_definitions_are_printed_as_they_are_and_never_as_markup() {
    let stage = Stage::project("by-hand", 1500);
    let list = "\u{feff}fact;text;note\r\nassisted;1 402;#strong[*1402*] =1+1 <b>\r\nshare_known;4,5 %;\r\n";
    stage.write("project/last.csv", list.as_bytes());
    let previous = "[previous]\nfile = \"last.csv\"\nedition = \"2009 #rect()\"\ncutoff = \"2008-12-31\"\n\
        reviewed_by = \"the office\"\nrenamed = { share_known = \"known_share\" }\n\
        [previous.definition_changed]\nrate_per_thousand_years = { en = \"Lag of *twelve* months.\" }\n\n[output]";
    stage.edit("report.toml", |t| t.replace("first_edition = true\n", "").replace("[output]", previous));
    let run = stage.run(&["build", "project", "report.en.pdf", "report.en.html", "annex"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = pages(&stage, "en");
    for printed in ["#strong[*1402*] =1+1 <b>", "2009 #rect()", "Lag of *twelve* months.", "share_known", "1,402"] {
        assert!(text.contains(printed), "{printed}");
    }
    let html = String::from_utf8(stage.files("output/public")["report.en.html"].clone()).unwrap();
    assert!(html.contains("=1+1 &lt;b") && !html.contains("=1+1 <b>"));
    assert_eq!(release(&stage)["previous"]["policy"], Value::Null);
}

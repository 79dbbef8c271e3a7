//! The report on the committed sample: the same bytes anywhere, the same numbers everywhere, nobody in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::stage::Stage;
use crate::render::pdf::Pdf;

fn sample(name: &str) -> Stage {
    let stage = Stage::empty(name);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    for file in ["report.toml", "codebook.toml", "cases.csv", "previous.json"] {
        stage.write(&format!("project/{file}"), &std::fs::read(root.join(file)).unwrap());
    }
    for text in ["acknowledgements-after.md", "conclusions-after.typ.j2"] {
        let below = format!("text/en/{text}");
        stage.write(&format!("project/{below}"), &std::fs::read(root.join(&below)).unwrap());
    }
    stage
}

fn built(name: &str, environment: &[(&str, &str)]) -> (Stage, BTreeMap<String, Vec<u8>>) {
    let stage = sample(name);
    let run = stage.run_in(&["build", "project"], environment);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    (stage, files)
}

/// A minister reads two pages, in every language.
#[test]
fn the_summary_takes_two_pages_at_most() {
    let stage = sample("summary");
    stage.edit("report.toml", |plan| plan.replace("languages = [\"en\"]", "languages = [\"en\", \"fr\", \"es\"]"));
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    for (language, chapter) in [("en", "Chapter1"), ("fr", "Chapitre1"), ("es", "Capítulo1")] {
        let pdf = Pdf::read(&files[&format!("report.{language}.pdf")]);
        assert!((60..=88).contains(&pdf.pages()), "{language}: {} pages", pdf.pages());
        let first = |words: &str| {
            let found = (1..=pdf.pages() as u32).find(|page| folded(&pdf.text(*page)).contains(words));
            found.unwrap_or_else(|| panic!("{language}: no {words}"))
        };
        // The acronyms end the page before the summary.
        let pages = first(chapter) - first("HumanTraffickingCaseDataStandard") - 1;
        assert!((1..=2).contains(&pages), "{language}: a summary of {pages} pages");
    }
}

/// Characters that layout may put between or into words.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

#[test]
fn the_sample_report_is_whole_safe_and_the_same_everywhere() {
    let (stage, files) = built("sample", &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8")]);
    let (_, again) = built("sample-elsewhere", &[("TZ", "America/New_York"), ("LANG", "C"), ("HOME", "/nonexistent")]);
    assert_eq!(files.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (name, bytes) in &files {
        assert!(bytes == &again[name], "{name} differs");
    }
    let shelves: BTreeSet<String> = stage.files("output").keys().map(|f| f.split('/').next().unwrap().into()).collect();
    assert!(!shelves.contains("internal"));
    assert!(stage.exists("output/private/manifest.json"));

    let pdf = Pdf::read(&files["report.en.pdf"]);
    assert!((60..=80).contains(&pdf.pages()), "{} pages", pdf.pages());
    pdf.assert_standards();
    pdf.assert_layout(6);
    let figures: Vec<_> = pdf.tags().into_iter().filter(|t| t.kind == "Figure").collect();
    assert!(figures.len() >= 25, "{} figures", figures.len());
    assert!(figures.iter().all(|f| f.alt.as_ref().is_some_and(|a| a.len() > 20)));

    let release: serde_json::Value = serde_json::from_slice(&files["annex/release.json"]).unwrap();
    let text = folded(&pdf.whole_text());
    for name in ["assisted", "known_retrafficked", "known_share", "rate_per_thousand_years", "other_destination"] {
        let facts = release["facts"].as_array().unwrap();
        let fact = facts.iter().find(|f| f["name"] == name).unwrap_or_else(|| panic!("no fact {name}"));
        let printed = folded(fact["texts"]["en"].as_str().unwrap());
        assert!(text.contains(&printed), "{name}: {printed}");
    }
    let facts = release["facts"].as_array().unwrap();
    let value = |name: &str| facts.iter().find(|f| f["name"] == name).unwrap()["value"].clone();
    assert_eq!((value("assisted"), value("known_retrafficked")), (14_000.into(), 79.into()));

    nobody_in_it(&stage, &files, &pdf);
    every_count_is_protected(&release);
    regressions_are_protected(&release, &text);
}

/// Regressions print protected counts, ratios of two digits and words that their intervals bear; no share of cured.
fn regressions_are_protected(release: &serde_json::Value, text: &str) {
    let two_digits = |number: &serde_json::Value| {
        let digits: String = number.to_string().chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').trim_end_matches('0').len() <= 2
    };
    let models = release["models"].as_array().unwrap();
    assert_eq!(models.len(), 3);
    let (mut levels, mut some_clear, mut some_open) = (0, false, false);
    for model in models {
        let (mut clear, mut ratios) = (false, 0);
        for level in model["covariates"].as_array().unwrap().iter().flat_map(|c| c["levels"].as_array().unwrap()) {
            levels += 1;
            for (field, step) in [("persons", 5), ("events", 5), ("person_years", 10)] {
                let n = level[field]["value"].as_f64().unwrap_or_else(|| panic!("{}: {field} withheld", model["id"]))
                    as i64;
                assert!(n % step == 0 && n >= 10, "{}: {field} {n}", model["id"]);
            }
            for ratio in ["hazard_ratio", "unpenalised"].map(|name| &level[name]).into_iter().filter(|r| !r.is_null()) {
                let ends = ["lower", "value", "upper"].map(|end| &ratio[end]);
                assert!(ends.into_iter().all(two_digits), "{ratio}");
                let [low, value, high] = ends.map(|end| end.as_f64().unwrap());
                assert!(low <= value && value <= high, "{ratio}");
            }
            let ratio = &level["hazard_ratio"];
            ratios += usize::from(!ratio.is_null());
            clear |=
                ratio["lower"].as_f64().is_some_and(|x| x > 1.0) || ratio["upper"].as_f64().is_some_and(|x| x < 1.0);
        }
        some_clear |= clear;
        some_open |= ratios > 1 && !clear;
    }
    assert!(models[0]["gap"].is_null(), "the sample has its regression");
    let said = |words: &[&str]| words.iter().any(|words| text.contains(words));
    assert_eq!(said(&["clearlymorefrequentfor", "Clearlylessfrequentitwasfor"]), some_clear);
    assert_eq!(said(&["Noneoftheratiosstandsoutclearly"]), some_open);
    assert!(levels > 5, "{levels} levels");
    let laws = release["lifetimes"]["laws"].as_array().unwrap();
    assert_eq!(laws.len(), 6);
    for law in laws {
        assert_eq!(law["incidence_per_thousand"]["value"].is_null(), law["name"] == "weibull_cure", "{law}");
    }
}

/// Every stream of a PDF, inflated.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let streams = document.objects.values().filter_map(|o| o.as_stream().ok());
    streams.map(|s| s.decompressed_content().unwrap_or_else(|_| s.content.clone())).collect()
}

/// Pseudonyms and exact dates of the case file are in no public byte, inflated streams included.
fn nobody_in_it(stage: &Stage, files: &BTreeMap<String, Vec<u8>>, pdf: &Pdf) {
    let cases = stage.files("project").remove("cases.csv").unwrap();
    let cases = String::from_utf8(cases).unwrap();
    let ids: BTreeSet<&str> = cases.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let mut haystacks: Vec<(String, Vec<u8>)> = files.iter().map(|(n, b)| (n.clone(), b.clone())).collect();
    haystacks.extend(streams(&files["report.en.pdf"]).into_iter().enumerate().map(|(i, s)| (format!("stream {i}"), s)));
    haystacks.push(("text".into(), pdf.whole_text().into_bytes()));
    haystacks.extend(stage.files("output/private"));
    for (name, bytes) in haystacks {
        // A pseudonym is P and six digits: look at every such window once.
        for window in bytes.windows(7) {
            if window[0] == b'P' && window[1..].iter().all(u8::is_ascii_digit) {
                let found = std::str::from_utf8(window).unwrap();
                assert!(!ids.contains(found), "{name} holds a pseudonym");
            }
        }
    }
}

/// Under round-5 every count of every table is a multiple of 5 of at least 10, or the mark, headlines apart.
fn every_count_is_protected(release: &serde_json::Value) {
    let headline = [14_000, 79];
    let mut seen = 0;
    for table in release["tables"].as_array().unwrap() {
        for cell in table["cells"].as_array().unwrap() {
            seen += 1;
            match cell["value"].as_i64() {
                Some(n) => assert!((n % 5 == 0 && n >= 10) || headline.contains(&n), "{}: {n}", table["id"]),
                None => assert_eq!(cell["mark"], "<8", "{}", table["id"]),
            }
        }
    }
    assert!(seen > 1000, "{seen} cells");
    for curve in release["curves"].as_array().unwrap() {
        for events in curve["events"].as_array().into_iter().flatten() {
            assert!(events["value"].as_i64().is_some_and(|n| n >= 10), "{}: a step with few events", curve["id"]);
        }
    }
}

#[test]
fn a_failed_build_leaves_the_last_report_alone() {
    let stage = Stage::project("untouched", 300);
    assert_eq!(stage.run(&["build", "project"]).code, 0);
    let before = stage.files("output");
    stage.edit("cases.csv", |text| text.replacen("\n", "\n\"unclosed,", 1));
    assert_eq!(stage.run(&["build", "project"]).code, 1);
    assert!(stage.files("output") == before);
}

#[test]
fn rows_in_another_order_give_the_same_public_bytes() {
    let stage = Stage::project("shuffled", 300);
    assert_eq!(stage.run(&["build", "project"]).code, 0);
    let before = stage.files("output/public");
    stage.edit("cases.csv", |text| {
        let (head, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        format!("{head}\n{}\n", rows.join("\n"))
    });
    assert_eq!(stage.run(&["build", "project"]).code, 0);
    let after = stage.files("output/public");
    for (name, bytes) in &before {
        assert!(bytes == &after[name], "{name} differs");
    }
}

#[test]
fn an_internal_report_never_touches_the_public_folder() {
    let stage = Stage::project("internal", 300);
    stage.edit("report.toml", |t| {
        t.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"Unit Seven\"")
    });
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!stage.exists("output/public"));
    let files = stage.files("output/internal");
    let pdf = Pdf::read(&files["report.en.pdf"]);
    for page in 1..=pdf.pages() as u32 {
        assert!(pdf.text(page).contains("Unit Seven"), "page {page} without its recipient");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for shelf in ["internal", "private"] {
            let mode = std::fs::metadata(stage.path(&format!("output/{shelf}"))).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{shelf}");
        }
    }
}

/// CTDC's published frequencies, carried through every room to the release.
#[test]
fn a_file_without_persons_or_dates_is_described_and_its_limits_are_said() {
    let stage = Stage::empty("ctdc");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ctdc");
    for file in ["report.toml", "codebook.toml"] {
        stage.write(&format!("project/{file}"), &std::fs::read(root.join(file)).unwrap());
    }
    stage.write("project/victim_perpetrator_synthetic_2022.csv", crate::ctdc::file().as_bytes());
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("project/output/internal");
    let release: serde_json::Value = serde_json::from_slice(&files["annex/release.json"]).unwrap();
    let cells: Vec<&serde_json::Value> =
        release["tables"].as_array().unwrap().iter().flat_map(|t| t["cells"].as_array().unwrap()).collect();
    let count = |variable: &str, category: &str| {
        let cell = cells.iter().find(|c| c["key"][variable] == category && c["key"].as_object().unwrap().len() == 1);
        cell.unwrap_or_else(|| panic!("no cell {variable} = {category}"))["value"].clone()
    };
    let sheet = crate::ctdc::sheet();
    let published = |column: &str, value: &str| sheet.iter().find(|s| s.0 == column && s.1 == value).unwrap().2;
    for (variable, category, column, value) in [
        ("gender", "female", "gender", "Female"),
        ("gender", "not_recorded", "gender", ""),
        ("majority_status", "minor", "majorityStatus", "Minor"),
        ("exploitation_type", "forced_labour", "isForcedLabour", "1"),
        ("paid_perpetrator", "no_and_yes", "IP_PayMoney", "No;Yes"),
    ] {
        assert_eq!(count(variable, category), published(column, value), "{variable} = {category}");
    }
    let text = folded(&Pdf::read(&files["report.en.pdf"]).whole_text());
    assert!(text.contains("Thecasefilecannotanswerthis"));
    assert!(release["curves"].as_array().unwrap().is_empty());
}

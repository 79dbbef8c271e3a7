//! The program as it is run: exit codes, messages, output folders and bytes.

mod course;
mod damaged;
mod edition;
mod estimate;
mod hand;
mod new;
mod previous;
mod shell;
pub mod stage;

use stage::Stage;

#[test]
fn a_typo_gets_a_suggestion() {
    let run = Stage::empty("typo").run(&["biuld"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("build"), "{}", run.err);
}

#[test]
fn help_names_the_first_step() {
    let run = Stage::empty("help").run(&["--help"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("retraffic build data-sample"), "{}", run.out);
}

#[test]
fn a_folder_without_a_plan_is_told_so_in_one_sentence() {
    let stage = Stage::empty("no-plan");
    for (folder, words) in [(".", "there is no report.toml"), ("nowhere", "there is no folder")] {
        let run = stage.run(&["build", folder]);
        assert_eq!(run.code, 1);
        assert!(run.err.starts_with("error[B001]") && run.err.contains(words), "{}", run.err);
        assert!(run.err.contains("help: "), "{}", run.err);
    }
}

#[test]
fn codes_are_explained_and_unknown_ones_answered() {
    let stage = Stage::empty("explain");
    let run = stage.run(&["explain", "d022"]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("D022: "), "{}", run.out);
    let run = stage.run(&["explain", "D02"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("did you mean"), "{}", run.err);
}

/// A diagnostic that cannot be explained is one that nobody wrote up.
#[test]
fn every_code_in_the_sources_is_explained() {
    let known: std::collections::BTreeSet<&str> =
        retraffic::build::codes().chain(retraffic::workbench::CODES).map(|(code, _, _)| *code).collect();
    let mut used = std::collections::BTreeSet::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_string();
            for quoted in text.split('"').skip(1).step_by(2) {
                let mut letters = quoted.chars();
                let is_code = quoted.len() == 4
                    && letters.next().is_some_and(|c| "SCTDBLW".contains(c))
                    && letters.all(|c| c.is_ascii_digit());
                if is_code {
                    used.insert(quoted.to_string());
                }
            }
        }
    }
    assert!(used.len() > 40, "{} codes", used.len());
    let silent: Vec<_> = used.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn simulate_gives_the_same_bytes_and_keeps_what_is_there() {
    let stage = Stage::empty("simulate");
    for out in ["a", "b"] {
        assert_eq!(stage.run(&["simulate", "--persons", "50", "--seed", "7", "--out", out]).code, 0);
    }
    assert_eq!(stage.files("a"), stage.files("b"));
    assert!(stage.files("a").contains_key("cases.csv"));
    let again = stage.run(&["simulate", "--persons", "50", "--seed", "8", "--out", "a"]);
    assert_eq!(again.code, 7);
    assert!(again.err.contains("B020"), "{}", again.err);
    assert_eq!(stage.files("a"), stage.files("b"));
}

#[test]
fn a_public_report_without_ledger_or_first_edition_stops() {
    let stage = Stage::project("ledger", 40);
    stage.edit("report.toml", |text| text.replace("first_edition = true", "first_edition = false"));
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("B040"), "{}", run.err);
    assert!(!stage.exists("output"));
}

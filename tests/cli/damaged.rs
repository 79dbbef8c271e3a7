//! Damaged copies of the sample: a precise message, the right exit code, nothing half written.

use super::stage::{Run, Stage};

/// A cell text that must never come back in a message.
const CANARY: &str = "ZQXJ-7731";

fn stage(name: &str) -> Stage {
    let stage = Stage::project(name, 60);
    let row = format!("{CANARY},female,1980,UA,no,1,20,primary,single,0,poor,2001-01-01,2001-06-01");
    stage.edit("cases.csv", |text| {
        let columns = text.lines().next().unwrap().split(',').count();
        let blanks = ",".repeat(columns - row.split(',').count());
        format!("{}\n{row}{blanks}\n", text.trim_end())
    });
    stage
}

/// Builds, and holds the run against an exit code and a diagnostic.
fn expect(stage: &Stage, code: i32, words: &str) -> Run {
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, code, "{}", run.err);
    assert!(run.err.contains(words), "no `{words}` in: {}", run.err);
    assert!(!run.err.contains(CANARY) && !run.out.contains(CANARY));
    if code == 0 {
        let leaked = stage
            .files("output")
            .into_iter()
            .find(|(_, bytes)| bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()));
        assert!(leaked.is_none(), "{:?} holds the canary", leaked.map(|l| l.0));
    } else {
        assert!(run.err.contains("help: "), "{}", run.err);
        assert!(!stage.exists("output"), "something was written");
    }
    run
}

fn rows(stage: &Stage, change: impl Fn(&mut Vec<String>)) {
    stage.edit("cases.csv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        change(&mut lines);
        lines.join("\n") + "\n"
    });
}

/// Sets one cell of a line (from 1) by column name.
fn set(lines: &mut [String], line: usize, column: &str, value: &str) {
    let at = lines[0].split(',').position(|c| c == column).unwrap();
    let mut cells: Vec<&str> = lines[line - 1].split(',').collect();
    cells[at] = value;
    lines[line - 1] = cells.join(",");
}

#[test]
fn byte_order_mark_and_crlf_are_read_as_they_are_meant() {
    let plain = stage("plain");
    expect(&plain, 0, "");
    for (name, change) in [("bom", "\u{feff}"), ("crlf", "")] {
        let stage = stage(name);
        stage.edit(
            "cases.csv",
            |text| {
                if change.is_empty() { text.replace('\n', "\r\n") } else { format!("{change}{text}") }
            },
        );
        expect(&stage, 0, "");
        assert!(stage.files("output/public") == plain.files("output/public"), "{name} changes the report");
    }
}

#[test]
fn structural_faults_stop_the_build_at_their_line() {
    type Damage = fn(&mut Vec<String>);
    let cases: [(&str, Damage, &str); 5] = [
        ("ragged", |lines| lines[6].push_str(",more"), "cases.csv:7"),
        ("quote", |lines| lines[4] = lines[4].replacen(',', ",\"", 1), "cases.csv:5"),
        ("header-only", |lines| lines.truncate(1), "cases.csv"),
        ("delimiter", |lines| lines.iter_mut().for_each(|l| *l = l.replace(',', "^")), "cases.csv:1"),
        ("twice", |lines| lines[0] = lines[0].replace("birth_year", "gender"), "cases.csv:1"),
    ];
    for (name, change, place) in cases {
        let stage = stage(name);
        rows(&stage, change);
        expect(&stage, 1, place);
    }
}

#[test]
fn an_empty_file_a_folder_and_a_missing_file_are_each_named() {
    let empty = stage("empty");
    empty.write("project/cases.csv", b"");
    expect(&empty, 1, "cases.csv");
    let missing = stage("missing");
    std::fs::remove_file(missing.path("project/cases.csv")).unwrap();
    expect(&missing, 1, "cases.csv");
    std::fs::create_dir(missing.path("project/cases.csv")).unwrap();
    expect(&missing, 1, "cases.csv");
}

#[test]
fn latin_1_is_refused_with_its_line() {
    let stage = stage("latin");
    let mut bytes = std::fs::read(stage.path("project/cases.csv")).unwrap();
    let end = bytes.iter().position(|&b| b == b'\n').unwrap() + 2;
    bytes[end] = 0xe9;
    stage.write("project/cases.csv", &bytes);
    let run = expect(&stage, 1, "cases.csv:2");
    assert!(run.err.to_lowercase().contains("utf-8"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told_apart() {
    use std::os::unix::fs::PermissionsExt;
    let stage = stage("locked");
    let path = stage.path("project/cases.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // A privileged user may read it all the same: then the build simply succeeds.
    let readable = std::fs::read(&path).is_ok();
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, if readable { 0 } else { 7 }, "{}", run.err);
}

#[test]
fn faults_of_single_values_are_warned_of_and_cost_no_row() {
    let cases: [(&str, &str, &str, &str); 4] = [
        ("unknown-code", "gender", CANARY, "cases.csv:3:gender"),
        ("exit-first", "exit_date", "1970-01-01", "cases.csv:3:"),
        ("no-such-day", "entry_date", "2001-02-30", "cases.csv:3:entry_date"),
        ("future", "identified_date", "2031-01-01", "cases.csv:3:identified_date"),
    ];
    for (name, column, value, place) in cases {
        let stage = stage(name);
        rows(&stage, |lines| set(lines, 3, column, value));
        let run = stage.run(&["check", "project"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains(place), "{name}: no {place} in {}", run.out);
        assert!(!run.out.contains(CANARY));
        assert!(run.out.contains("help: "));
        assert_eq!(stage.run(&["check", "project", "--strict"]).code, 1);
    }
}

#[test]
fn a_copied_episode_is_set_aside_and_listed_without_values() {
    let stage = stage("copied");
    rows(&stage, |lines| {
        let copy = lines[2].clone();
        lines.push(copy);
    });
    let run = expect(&stage, 0, "warning[");
    assert!(run.err.contains("cases.csv:"), "{}", run.err);
    let rejects = stage.files("output/private").remove("rejects.csv").unwrap();
    let rejects = String::from_utf8(rejects).unwrap();
    assert!(rejects.starts_with("line,code,several_rows\n") && rejects.lines().count() >= 2, "{rejects}");
}

#[test]
fn formulas_and_markup_in_labels_stay_labels() {
    let stage = stage("formula");
    let typst = "#panic[*x*] $y$ @z <w> //";
    stage.edit("codebook.toml", |text| {
        text.replacen("en = \"Women and girls\"", "en = \"=HYPERLINK(1)\"", 1).replacen(
            "en = \"Men and boys\"",
            &format!("en = \"{typst}\""),
            1,
        )
    });
    expect(&stage, 0, "");
    let files = stage.files("output/public");
    let csv = String::from_utf8(files["annex/gender.csv"].clone()).unwrap();
    assert!(csv.contains("'=HYPERLINK(1)") && !csv.contains(",=HYPERLINK"), "{csv}");
    let pdf = crate::render::pdf::Pdf::read(&files["report.en.pdf"]);
    assert!(pdf.whole_text().contains("#panic[*x*]"));
}

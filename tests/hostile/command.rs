//! Damaged copies of a project through the program itself: exit code, what is said, and nothing half written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::clean::{CANARIES, CASES, CODEBOOK, with_cell};

const REPORT: &str = "format = 1\n[report]\ntitle = { en = \"A trial\" }\norganisation = \"O\"\nedition = \"2010\"\n\
    languages = [\"en\"]\n[data]\nfile = \"cases.csv\"\ncodebook = \"codebook.toml\"\ncutoff = \"2009-12-31\"\n\
    [disclosure]\npolicy = \"round-5\"\nfirst_edition = true\n[output]\ndir = \"output\"\n";

fn project(cases: &[u8], codebook: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("report.toml"), REPORT).unwrap();
    fs::write(dir.path().join("codebook.toml"), codebook).unwrap();
    fs::write(dir.path().join("cases.csv"), cases).unwrap();
    dir
}

fn run(command: &str, dir: &Path) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_retraffic");
    let Output { status, stdout, stderr } = Command::new(program).arg(command).arg(dir).output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
    for canary in CANARIES {
        assert!(!said.contains(canary), "{canary} in\n{said}");
    }
    (status.code().unwrap(), said)
}

/// Both commands refuse the project, name the code and the place, and write nothing.
fn assert_refused(dir: &Path, wanted: &str) {
    let before = listing(dir);
    for command in ["check", "build"] {
        let (code, said) = run(command, dir);
        assert_eq!(code, 1, "{command}: {said}");
        assert!(said.contains(wanted), "{command}: {wanted} not in\n{said}");
    }
    assert_eq!(listing(dir), before);
}

fn listing(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_damaged_as_a_file_is_refused() {
    let latin: Vec<u8> = CASES.replace("CANARY-2", "CANARY-\u{c7}").chars().map(|c| c as u8).collect();
    let unclosed = CASES.replace("\"Kanarienvogel, Jr\"", "\"Kanarienvogel Jr");
    let header = CASES.lines().next().unwrap();
    for (cases, wanted) in [
        (CASES.replace("CANARY-3,", "CANARY-3,,").into_bytes(), "error[T010] cases.csv:5:"),
        (unclosed.into_bytes(), "error[T011] cases.csv:4:15:"),
        (Vec::new(), "error[T005] cases.csv:"),
        (header.as_bytes().to_vec(), "error[T006] cases.csv:1:"),
        (header.replace(',', "|").into_bytes(), "error[T007] cases.csv:1:"),
        (latin, "error[T013] cases.csv:4:1:"),
        (b"PK\x03\x04".to_vec(), "error[T015] cases.csv:"),
        (CASES.lines().skip(1).collect::<Vec<_>>().join("\n").into_bytes(), "error[D001] cases.csv:"),
        (CASES.replace("episode", "nr").into_bytes(), "error[D011] cases.csv:"),
    ] {
        assert_refused(project(&cases, CODEBOOK).path(), wanted);
    }
}

#[test]
fn a_directory_or_nothing_in_the_file_s_place_is_refused() {
    let dir = project(b"", CODEBOOK);
    fs::remove_file(dir.path().join("cases.csv")).unwrap();
    assert_refused(dir.path(), "error[T001] cases.csv:");
    fs::create_dir(dir.path().join("cases.csv")).unwrap();
    assert_refused(dir.path(), "error[T002] cases.csv:");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_a_failure_of_reading() {
    use std::os::unix::fs::PermissionsExt;
    let dir = project(CASES.as_bytes(), CODEBOOK);
    let path = dir.path().join("cases.csv");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    if fs::File::open(&path).is_err() {
        let (code, said) = run("check", dir.path());
        assert!(code == 7 && said.contains("error[T003] cases.csv:"), "{code}: {said}");
    }
}

#[test]
fn a_damaged_codebook_is_refused_with_its_place() {
    let control = CODEBOOK.replacen("en = \"Gender\"", "en = \"Gen\\u0007der\"", 1);
    assert_refused(project(CASES.as_bytes(), &control).path(), "error[C013] codebook.toml:7:17:");
    let misspelt = CODEBOOK.replacen("level", "levle", 1);
    assert_refused(project(CASES.as_bytes(), &misspelt).path(), "error[C002] codebook.toml:6:1:");
}

#[test]
fn wrong_values_are_warnings_with_their_place() {
    for (line, column, text, wanted) in [
        (4, "gender", "CANARY", "warning[D030] cases.csv:4:gender:"),
        (2, "entry_date", "2000-02-30", "warning[D032] cases.csv:2:entry_date:"),
        (4, "exit_date", "2004-02-28", "warning[D040] cases.csv:4:exit_date:"),
        (3, "episode", "1", "warning[D022] cases.csv:3:episode:"),
    ] {
        let dir = project(with_cell(line, column, text).as_bytes(), CODEBOOK);
        let (code, said) = run("check", dir.path());
        assert_eq!(code, 0, "{said}");
        assert!(said.contains(wanted), "{wanted} not in\n{said}");
    }
}

#[test]
fn formulas_in_labels_are_named_and_not_run() {
    for formula in ["=HYPERLINK(1)", "#panic()"] {
        let label = format!("en = \"{formula}\"");
        let dir = project(CASES.as_bytes(), &CODEBOOK.replacen("en = \"Gender\"", &label, 1));
        let (code, said) = run("check", dir.path());
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("warning[C018] codebook.toml:7:17:"), "{said}");
    }
}

#[test]
fn marks_and_line_ends_make_no_difference() {
    let (_, clean) = run("check", project(CASES.as_bytes(), CODEBOOK).path());
    for same in [format!("\u{FEFF}{CASES}"), CASES.replace('\n', "\r\n")] {
        let (code, said) = run("check", project(same.as_bytes(), CODEBOOK).path());
        assert_eq!((code, said.as_str()), (0, clean.as_str()));
    }
}

//! Files that are damaged as files: encoding, quotes, delimiters, width, what is not a file at all.

use std::fs;

use retraffic::table::{self, Options};

use super::clean::{CASES, Outcome, place, read, read_with};

/// The same cases as the clean file, without a finding.
fn assert_clean(outcome: &Outcome) {
    assert_eq!(outcome.places(), [""; 0]);
    assert_eq!((outcome.ingested.cases.rows(), outcome.ingested.cases.persons), (5, 4));
    assert_eq!(outcome.ingested.cases, read(CASES.as_bytes()).ingested.cases);
}

#[test]
fn the_clean_file_is_clean() {
    let outcome = read(CASES.as_bytes());
    assert_clean(&outcome);
    assert_eq!(outcome.ingested.cases.line, [2, 3, 4, 5, 6]);
    assert!(outcome.ingested.rejects.is_empty() && !outcome.ingested.has_errors());
}

#[test]
fn a_mark_of_utf_8_and_line_ends_of_windows_change_nothing() {
    assert_clean(&read(format!("\u{FEFF}{CASES}").as_bytes()));
    assert_clean(&read(CASES.replace('\n', "\r\n").as_bytes()));
    assert_clean(&read(CASES.trim_end().as_bytes()));
}

#[test]
fn utf_16_with_its_mark_is_read() {
    let text = format!("\u{FEFF}{CASES}");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_clean(&read(&little));
    assert_clean(&read(&big));
    assert_eq!(read(&little[2..]).places(), ["T014 -:-"]);
    assert_clean(&read_with(&little[2..], "", None, Some("utf-16le")));
}

#[test]
fn tab_is_recognised_and_semicolon_too() {
    let plain = CASES.replace("\"Kanarienvogel, Jr\"", "Kanarienvogel");
    let tabs = plain.replace(',', "\t");
    assert_clean(&read(tabs.as_bytes()));
    let semicolons = plain.replace("forced_labour;sexual_exploitation", "\"forced_labour;sexual_exploitation\"");
    assert_clean(&read(semicolons.replace(',', ";").as_bytes()));
}

#[test]
fn excel_s_note_on_the_delimiter_is_skipped() {
    let outcome = read(format!("sep=,\r\n{}", CASES.replace('\n', "\r\n")).as_bytes());
    assert_eq!((outcome.places().len(), outcome.ingested.cases.line[0]), (0, 3));
}

#[test]
fn a_wrong_delimiter_is_named() {
    let bars = CASES.replace("\"Kanarienvogel, Jr\"", "Kanarienvogel").replace(',', "|");
    let outcome = read(bars.as_bytes());
    assert_eq!(outcome.places(), ["T007 1:-"]);
    assert!(outcome.findings[0].help.contains("delimiter = \"|\""));
    assert_eq!(read_with(CASES.as_bytes(), "", Some(b';'), None).places(), ["T007 1:-"]);
    assert_clean(&read_with(bars.as_bytes(), "", Some(b'|'), None));
}

#[test]
fn a_ragged_row_is_found_wherever_it_stands() {
    let short = CASES.replace("2001-02-03,sexual_exploitation,", "2001-02-03,");
    assert_eq!(read(short.as_bytes()).places(), ["T010 2:-"]);
    let long = CASES.replace("CANARY-3,", "CANARY-3,,").replace("CANARY-4,", "CANARY-4,,");
    assert_eq!(read(long.as_bytes()).places(), ["T010 5:-", "T010 6:-"]);
    assert_eq!(read(long.replace('\n', "\r\n").as_bytes()).places(), ["T010 5:-", "T010 6:-"]);
}

#[test]
fn ragged_rows_beyond_fifty_are_counted() {
    let mut text = CASES.to_owned();
    (0..60).for_each(|_| text.push_str("a,b\n"));
    let places = read(text.as_bytes()).places();
    assert_eq!((places.len(), places[0].as_str(), places[50].as_str()), (51, "T010 7:-", "T010 -:-"));
}

#[test]
fn an_unclosed_quote_is_found_at_its_opening() {
    let unclosed = CASES.replace("\"Kanarienvogel, Jr\"", "\"Kanarienvogel Jr");
    assert_eq!(read(unclosed.as_bytes()).places(), ["T011 4:15"]);
    assert_eq!(read(unclosed.replace('\n', "\r\n").as_bytes()).places(), ["T011 4:15"]);
    // Swallowed until the next quote, four lines later.
    let until_next = unclosed.replace("CANARY-4,unknown", "CANARY-4,\"unknown\"");
    assert_eq!(read(until_next.as_bytes()).places(), ["T011 4:15"]);
    let in_header = CASES.replace("person_id,gender", "person_id,\"gender");
    assert_eq!(read(in_header.as_bytes()).places()[0].split(' ').next(), Some("T011"));
}

#[test]
fn text_after_a_closing_quote_is_found() {
    let doubled = CASES.replace("\"Kanarienvogel, Jr\"", "\"the \"Kanarienvogel\", Jr\"");
    assert_eq!(read(doubled.as_bytes()).places()[0], "T012 4:15");
}

#[test]
fn a_quoted_line_break_keeps_the_count_of_lines() {
    let broken =
        CASES.replace("\"Kanarienvogel, Jr\"", "\"Kanarienvogel\nJr\"").replace("CANARY-4,unknown", "CANARY-4,odd");
    assert_eq!(read(broken.as_bytes()).places(), ["D030 7:gender"]);
    assert_eq!(read(broken.replace('\n', "\r\n").as_bytes()).places(), ["D030 7:gender"]);
}

#[test]
fn blank_lines_keep_the_count_of_lines() {
    let blanks = CASES.replace("CANARY-2", "\n\nCANARY-2").replace("CANARY-4,unknown", "CANARY-4,odd");
    assert_eq!(read(blanks.as_bytes()).places(), ["D030 8:gender"]);
    assert_eq!(read(blanks.replace('\n', "\r\n").as_bytes()).places(), ["D030 8:gender"]);
}

#[test]
fn latin_1_is_refused_until_it_is_named() {
    let accents = CASES.replace("CANARY-2,male", "CANARY-\u{c7},m\u{e9}le");
    let bytes: Vec<u8> = accents.chars().map(|c| c as u8).collect();
    let outcome = read(&bytes);
    assert_eq!(outcome.places(), ["T013 4:1"]);
    assert!(outcome.findings[0].help.contains("windows-1252"));
    assert_eq!(read_with(&bytes, "", None, Some("windows-1252")).places(), ["D030 4:gender"]);
    assert_eq!(read_with(&bytes, "", None, Some("latin-99")).places(), ["T017 -:-"]);
    assert_eq!(read_with(&bytes, "", None, Some("utf-8")).places(), ["T013 4:1"]);
}

#[test]
fn bytes_that_an_encoding_does_not_have_are_found() {
    let torn: Vec<u8> =
        CASES.replace("CANARY-2", "CANARY-~").bytes().map(|b| if b == b'~' { 0xFF } else { b }).collect();
    assert_eq!(read_with(&torn, "", None, Some("shift_jis")).places(), ["T016 4:1"]);
}

#[test]
fn empty_files_and_headers_alone_are_told_apart() {
    assert_eq!(read(b"").places(), ["T005 -:-"]);
    assert_eq!(read(b"\xEF\xBB\xBF").places(), ["T005 -:-"]);
    assert_eq!(read(b"\n\n\r\n").places(), ["T005 -:-"]);
    let header = CASES.lines().next().unwrap();
    assert_eq!(read(header.as_bytes()).places(), ["T006 1:-"]);
    assert_eq!(read(format!("{header}\r\n\r\n").as_bytes()).places(), ["T006 1:-"]);
}

#[test]
fn two_columns_of_one_name_are_found() {
    let twice = CASES.replace("birth_year,", "gender,");
    assert_eq!(read(twice.as_bytes()).places(), ["T008 1:3"]);
}

#[test]
fn other_kinds_of_file_are_recognised() {
    assert_eq!(read(b"PK\x03\x04\x14\0\x06\0").places(), ["T015 -:-"]);
    assert_eq!(read(b"%PDF-1.7\n").places(), ["T015 -:-"]);
    assert_eq!(read(CASES.replace('\n', "\r").as_bytes()).places(), ["T009 -:-"]);
}

#[test]
fn a_file_without_a_header_shows_nothing_of_its_first_line() {
    let body: String = CASES.lines().skip(1).map(|l| format!("{l}\n")).collect();
    assert_eq!(read(body.as_bytes()).places(), ["D001 -:-"]);
    assert_eq!(read(format!("CANARY,CANARY\n{body}").as_bytes()).places(), ["T008 1:2"]);
    let distinct = "CANARY-1,female,1977,MD\nCANARY-2,male,1978,UA\n";
    assert_eq!(read(distinct.as_bytes()).places(), ["D001 -:-"]);
    // A mapping that names a column close to a value of that line does not draw it out either.
    let report = "[data.columns]\ngender = \"KANARY-1\"\n";
    assert_eq!(read_with(distinct.as_bytes(), report, None, None).places(), ["D002 2:10", "D001 -:-"]);
}

#[test]
fn what_is_no_readable_file_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { file: "cases.csv".into(), ..Options::default() };
    let codes = |path: &std::path::Path| -> Vec<String> {
        table::read_path(path, &options).unwrap_err().iter().map(place).collect()
    };
    assert_eq!(codes(dir.path()), ["T002 -:-"]);
    assert_eq!(codes(&dir.path().join("none.csv")), ["T001 -:-"]);
    let empty = dir.path().join("empty.csv");
    fs::write(&empty, b"").unwrap();
    assert_eq!(codes(&empty), ["T005 -:-"]);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("locked.csv");
    fs::write(&path, CASES).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let options = Options { file: "cases.csv".into(), ..Options::default() };
    match table::read_path(&path, &options) {
        Err(faults) => assert_eq!(faults.iter().map(place).collect::<Vec<_>>(), ["T003 -:-"]),
        // The superuser reads everything.
        Ok(table) => assert!(fs::File::open(&path).is_ok() && table.rows() == 5),
    }
}

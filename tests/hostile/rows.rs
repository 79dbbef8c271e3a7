//! Files that are sound as files, with a wrong cell, date or row.

use retraffic::codebook::DateRole;
use retraffic::ingest::{ContactStatus, Split};

use super::clean::{CASES, codebook, read, with_cell};

/// Findings after one change to the clean file.
fn after(line: usize, column: &str, text: &str) -> Vec<String> {
    read(with_cell(line, column, text).as_bytes()).places()
}

#[test]
fn codes_that_nobody_knows_cost_the_value_alone() {
    let outcome = read(with_cell(4, "gender", "CANARY").as_bytes());
    assert_eq!(outcome.places(), ["D030 4:gender"]);
    assert_eq!(outcome.ingested.cases.rows(), 5);
    let gender = codebook().find("gender").unwrap();
    assert_eq!(outcome.ingested.cases.cells[&gender].get(2), None);
    assert_eq!(after(3, "exploitation_type", "forced_labour;CANARY"), ["D030 3:exploitation_type"]);
    assert_eq!(after(5, "last_contact_status", "CANARY"), ["D030 5:last_contact_status"]);
}

#[test]
fn namibia_is_a_country_and_three_letters_will_do() {
    let outcome = read(CASES.as_bytes());
    let codebook = codebook();
    let id = codebook.find("citizenship").unwrap();
    let names: Vec<&str> = outcome.ingested.cases.cells[&id]
        .iter()
        .map(|c| c.map_or("", |c| codebook.get(id).categories[usize::from(c.0)].name.as_str()))
        .collect();
    assert_eq!(names, ["MD", "MD", "NA", "MD", "unknown"]);
}

#[test]
fn impossible_dates_and_dates_in_other_orders_are_told_apart() {
    assert_eq!(after(2, "entry_date", "2000-02-30"), ["D032 2:entry_date"]);
    assert_eq!(after(2, "entry_date", "2000-13"), ["D032 2:entry_date"]);
    assert_eq!(after(2, "entry_date", "01/05/2000"), ["D031 2:entry_date"]);
    assert_eq!(after(4, "last_contact_date", "CANARY"), ["D031 4:last_contact_date"]);
}

#[test]
fn a_date_after_the_cut_off_costs_the_date() {
    let outcome = read(with_cell(5, "last_contact_date", "2010-01").as_bytes());
    assert_eq!(outcome.places(), ["D033 5:last_contact_date"]);
    assert_eq!(outcome.ingested.cases.last_contact[3], None);
    // 2009 as a year may lie before the cut-off.
    assert_eq!(after(5, "last_contact_date", "2009"), [""; 0]);
    // The entry of a row with earlier dates must be wrong; the row stays.
    let outcome = read(with_cell(3, "entry_date", "2012-09").as_bytes());
    assert_eq!((outcome.places(), outcome.ingested.cases.rows()), (vec!["D033 3:entry_date".to_owned()], 5));
}

#[test]
fn an_episode_wholly_after_the_cut_off_is_set_aside() {
    let text = CASES.to_owned() + "CANARY-2,male,,NA,2,,2010-02,2010-03,other,2010-03,,,,,,\n";
    let outcome = read(text.as_bytes());
    assert_eq!(outcome.places(), ["D023 7:entry_date"]);
    assert_eq!(outcome.ingested.quality.rejected["D023"], Split { retrafficked: 1, others: 0 });
}

#[test]
fn rows_that_cannot_be_used_are_set_aside() {
    let outcome = read(with_cell(3, "episode", "1").as_bytes());
    assert_eq!(outcome.places(), ["D022 3:episode"]);
    assert_eq!((outcome.ingested.rejects[0].line, outcome.ingested.rejects[0].retrafficked), (3, false));
    for bad in ["0", "-1", "1.5", "second", ""] {
        assert_eq!(after(3, "episode", bad), ["D021 3:episode"], "{bad}");
    }
    assert_eq!(after(4, "person_id", " "), ["D020 4:person_id"]);
    let outcome = read(with_cell(4, "person_id", "CANARY-1").as_bytes());
    assert_eq!(outcome.places()[0], "D022 4:episode");
    assert_eq!(outcome.ingested.quality.rejected["D022"], Split { retrafficked: 1, others: 0 });
}

#[test]
fn a_skipped_episode_is_noticed() {
    assert_eq!(after(3, "episode", "3"), ["D045 3:episode"]);
    assert_eq!(after(4, "episode", "2"), ["D045 4:episode"]);
}

#[test]
fn a_person_who_differs_loses_the_value_and_keeps_the_rows() {
    let outcome = read(with_cell(3, "gender", "male").as_bytes());
    assert_eq!(outcome.places(), ["D037 3:gender"]);
    let gender = codebook().find("gender").unwrap();
    assert_eq!(outcome.ingested.cases.cells[&gender].iter().take(2).collect::<Vec<_>>(), [None, None]);
    assert_eq!(outcome.ingested.quality.flagged["D037"], Split { retrafficked: 1, others: 0 });
    // Empty and unknown do not contradict: the answer holds for both rows.
    for silent in ["", "unknown"] {
        let outcome = read(with_cell(3, "gender", silent).as_bytes());
        assert_eq!(outcome.places(), [""; 0]);
        let cells = &outcome.ingested.cases.cells[&gender];
        assert_eq!(cells.get(1), cells.get(0));
    }
    assert_eq!(after(3, "birth_year", "1981")[0], "D037 3:birth_year");
}

#[test]
fn exit_before_entry_needs_intervals_that_cannot_overlap() {
    let outcome = read(with_cell(4, "exit_date", "2004-02-28").as_bytes());
    assert_eq!(outcome.places(), ["D040 4:exit_date"]);
    assert_eq!((outcome.ingested.cases.entry[2], outcome.ingested.cases.exit[2]), (None, None));
    // 2004-03 may begin after the 20th: no fault.
    assert_eq!(after(4, "exit_date", "2004-03-20"), [""; 0]);
}

#[test]
fn the_date_that_others_contradict_goes() {
    // An entry ten years late is contradicted by exit and identification: it goes, they stay.
    let outcome = read(with_cell(2, "entry_date", "2008-05-01").as_bytes());
    assert!(outcome.places().iter().all(|p| p.starts_with("D04")));
    let cases = &outcome.ingested.cases;
    assert_eq!((cases.entry[0], cases.exit[0].is_some(), cases.identified[0].is_some()), (None, true, true));
    assert!(cases.entry[1].is_some(), "the later episode keeps its date");
}

#[test]
fn a_next_entry_before_the_last_exit_costs_the_date_and_not_the_event() {
    let outcome = read(with_cell(3, "entry_date", "2000-12").as_bytes());
    assert_eq!(outcome.places()[0], "D041 3:entry_date");
    let cases = &outcome.ingested.cases;
    assert_eq!((cases.rows(), cases.episode[1], cases.entry[1]), (5, 2, None));
    assert!(cases.exit[0].is_some(), "the exit is kept, as anyone else's would be");
    assert_eq!(outcome.ingested.quality.flagged["D041"], Split { retrafficked: 1, others: 0 });
    // In the same month either order is possible.
    assert_eq!(after(3, "entry_date", "2001-02"), ["D044 3:age_at_entry"; 0]);
}

#[test]
fn identified_before_entry_and_assistance_reversed() {
    let outcome = read(with_cell(4, "identified_date", "2003-01-01").as_bytes());
    assert_eq!(outcome.places(), ["D042 4:identified_date"]);
    assert_eq!((outcome.ingested.cases.identified[2], outcome.ingested.cases.entry[2].is_some()), (None, true));
    let outcome = read(with_cell(6, "assistance_end", "2006-06-01").as_bytes());
    assert_eq!(outcome.places(), ["D043 6:assistance_end"]);
    assert_eq!(outcome.ingested.cases.assistance_end[4], None);
}

#[test]
fn ages_are_held_against_the_year_of_birth() {
    assert_eq!(after(2, "age_at_entry", "31"), ["D044 2:age_at_entry"]);
    assert_eq!(after(2, "age_at_entry", "24"), [""; 0]);
    assert_eq!(after(2, "age_at_entry", "x"), ["D034 2:age_at_entry"]);
    assert_eq!(after(2, "age_at_entry", "180"), ["D035 2:age_at_entry"]);
}

#[test]
fn quality_counts_what_is_known_unknown_and_missing() {
    let outcome = read(CASES.as_bytes());
    let quality = &outcome.ingested.quality;
    let of = |name: &str| quality.variables[&codebook().find(name).unwrap()];
    assert_eq!((quality.rows_read, quality.rows_used), (5, 5));
    assert_eq!((of("age_at_entry").known, of("age_at_entry").unknown, of("age_at_entry").missing), (3, 1, 1));
    assert_eq!((of("exploitation_type").known, of("exploitation_type").missing), (4, 1));
    let exit = quality.dates[&DateRole::Exit];
    assert_eq!((exit.day, exit.month, exit.year, exit.missing), (4, 0, 1, 0));
    let status = &outcome.ingested.cases.contact_status;
    assert_eq!(
        status[..4],
        [Some(ContactStatus::Lost), Some(ContactStatus::InContact), None, Some(ContactStatus::Deceased)]
    );
}

#[test]
fn the_order_of_rows_in_the_file_changes_no_case() {
    let mut lines: Vec<&str> = CASES.lines().collect();
    lines[1..].reverse();
    let reversed = read((lines.join("\n") + "\n").as_bytes());
    assert_eq!(reversed.places(), [""; 0]);
    let cases = &reversed.ingested.cases;
    assert_eq!(cases.episode, [1, 1, 1, 1, 2]);
    assert_eq!(cases.line, [2, 3, 4, 6, 5]);
}

#[test]
fn a_thousand_like_findings_are_listed_and_the_rest_is_counted() {
    let header = CASES.lines().next().unwrap();
    let row = "CANARY,,MD,1,,2001,2002,,,,,,,,\n";
    let text: String = (0..1500).map(|i| format!("p{i},{row}")).collect();
    let outcome = read(format!("{header}\n{text}").as_bytes());
    assert_eq!(outcome.places().len(), 1001);
    assert!(outcome.findings.iter().any(|d| d.message.starts_with("500 more")));
    assert_eq!(outcome.ingested.quality.flagged["D030"], Split { retrafficked: 0, others: 1500 });
    assert_eq!(outcome.ingested.proposals.len(), 1);
}

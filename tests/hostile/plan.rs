//! Codebooks and mappings that do not hold together.

use retraffic::codebook::{self, Codebook};
use retraffic::{ingest, table};

use super::clean::{CASES, CODEBOOK, codebook, place, read_with};

/// Findings of a codebook that differs from the sound one.
fn codebook_after(from: &str, to: &str) -> Vec<String> {
    assert!(CODEBOOK.contains(from), "{from}");
    match Codebook::parse(&CODEBOOK.replacen(from, to, 1), "codebook.toml") {
        Ok(codebook) => codebook.warnings().iter().map(place).collect(),
        Err(faults) => faults.iter().map(place).collect(),
    }
}

#[test]
fn each_fault_of_a_codebook_has_its_place() {
    for (from, to, wanted) in [
        ("format = 1", "format = 2", "C005 1:10"),
        ("format = 1", "", "C005 1:1"),
        ("kind = \"categorical\"", "kind = categorical", "C001 5:8"),
        ("level = \"person\"", "levle = \"person\"", "C002 6:1"),
        ("kind = \"categorical\"\n", "", "C003 3:1"),
        ("level = \"person\"", "level = 3", "C004 6:9"),
        ("name = \"birth_year\"", "name = \"gender\"", "C006 20:8"),
        ("name = \"male\"", "name = \"female\"", "C006 12:8"),
        ("name = \"gender\"", "name = \"Gen der\"", "C007 4:8"),
        ("name = \"male\"", "name = \"ma;le\"", "C007 12:8"),
        ("name = \"gender\"", "name = \"entry_date\"", "C008 4:8"),
        ("kind = \"categorical\"", "kind = \"categoric\"", "C009 5:8"),
        ("categories = \"countries\"", "categories = \"contries\"", "C009 38:14"),
        ("to = 1979", "to = 1980", "C011 31:8"),
        ("to = 1979", "to = 1879", "C011 26:8"),
        ("to = 1979\n", "", "C012 24:1"),
        ("en = \"Gender\"", "en = \"Gen\\u0000der\"", "C013 7:17"),
        ("en = \"Gender\"", "en = \"Gen\\u202Eder\"", "C013 7:17"),
        ("en = \"Gender\"", "en = \" \"", "C014 7:17"),
        ("en = \"Gender\", ", "", "C014 7:10"),
        ("en = \"Men and boys\"", "en = \"Women and girls\"", "C020 12:8"),
        ("unknown = true", "unknown = true\nnot_applicable = true", "C019 14:1"),
        ("en = \"Gender\"", "en = \"\u{4e2d}\u{56fd}\"", "C021 7:17"),
        ("en = \"Gender\"", "en = \"=HYPERLINK(1)\"", "C018 7:17"),
        ("en = \"Gender\"", "en = \"#panic()\"", "C018 7:17"),
    ] {
        assert_eq!(codebook_after(from, to), [wanted], "{from} -> {to}");
    }
}

#[test]
fn groups_are_checked_against_their_variable() {
    let group = |text: &str| {
        codebook_after("\n[[variable]]\nname = \"birth_year\"", &format!("{text}\n[[variable]]\nname = \"birth_year\""))
    };
    let sound = "[[variable.group]]\ntier = \"t\"\nname = \"g\"\nlabels = { en = \"G\" }\nmembers = [\"female\"]\n";
    assert_eq!(group(sound), [""; 0]);
    assert_eq!(group(&sound.replace("\"female\"", "\"femal\"")), ["C010 22:12"]);
    assert_eq!(group(&sound.replace("\"female\"", "\"male\", \"male\"")), ["C006 22:20"]);
    assert_eq!(group(&format!("{sound}{}", sound.replace("\"g\"", "\"h\""))), ["C015 27:11"]);
    assert_eq!(group(&format!("{sound}{sound}")), ["C006 23:1"]);
}

#[test]
fn a_misspelt_key_finds_its_neighbour() {
    let faults = Codebook::parse(&CODEBOOK.replacen("level", "levle", 1), "codebook.toml").unwrap_err();
    assert_eq!(faults[0].help, "did you mean `level`?");
}

#[test]
fn a_codebook_is_extended_whole_or_not_at_all() {
    let mut book = codebook();
    let before = book.clone();
    let two = "format = 1\n[[variable]]\nname = \"minor\"\nkind = \"categorical\"\nlabels = { en = \"Minor\" }\n\
        [[variable.category]]\nname = \"yes\"\nlabels = { en = \"Yes\" }\n[[variable]]\nname = \"gender\"\n";
    assert!(book.extend_from(two, "derived.toml").is_err());
    assert_eq!(book, before);
    let one = two.split("[[variable]]\nname = \"gender\"").next().unwrap();
    book.extend_from(one, "derived.toml").unwrap();
    assert_eq!(book.find("minor").map(|id| usize::from(id.0)), Some(before.len()));
}

#[test]
fn a_mapping_that_fits_reads_a_foreign_file() {
    let foreign =
        "ID;Sex;Nr;In;Out;fl;sx\n a1 ;F;1;2000;2001;1;\na1;f\u{a0};2;2002;2003;yes;TRUE\nb;;1;2004;2005;0;maybe\n";
    let report = "[data.columns]\nperson_id = \"ID\"\ngender = \"Sex\"\nepisode = \"Nr\"\nentry_date = \"In\"\nexit_date = \"Out\"\n\
        [data.codes.gender]\nF = \"female\"\nf = \"female\"\n\
        [data.flags.exploitation_type]\nforced_labour = \"fl\"\nsexual_exploitation = \"sx\"\n";
    let outcome = read_with(foreign.as_bytes(), report, None, None);
    assert_eq!(outcome.places(), ["D036 4:sx"]);
    let cases = &outcome.ingested.cases;
    let book = codebook();
    assert_eq!((cases.persons, cases.episode.clone()), (2, vec![1, 2, 1]));
    let answers = &cases.answers[&book.find("exploitation_type").unwrap()];
    assert_eq!([answers.get(0).len(), answers.get(1).len(), answers.get(2).len()], [1, 2, 0]);
    let gender = &cases.cells[&book.find("gender").unwrap()];
    assert_eq!(gender.get(0), book.get(book.find("gender").unwrap()).category("female"));
}

#[test]
fn each_fault_of_a_mapping_has_its_place() {
    for (report, wanted) in [
        ("[data.columns]\ngender = \"Sex\"\n", "D002 2:10"),
        ("[data.columns]\ngendr = \"gender\"\n", "D003 2:9"),
        ("[data.columns]\ngender = \"prs_FirstName\"\n", "D004 2:10"),
        ("[data.codes.gender]\nF = \"femal\"\n", "D005 2:5"),
        ("[data.codes.last_contact_status]\nL = \"los\"\n", "D005 2:5"),
        ("[data.columns]\ngender = [\"gender\", \"citizenship\"]\n", "D007 2:21"),
        ("[data.flags.gender]\nfemale = \"gender\"\n", "D008 2:10"),
        ("[data.flags.exploitation_type]\nothers = \"gender\"\n", "D005 2:10"),
    ] {
        let outcome = read_with(CASES.as_bytes(), report, None, None);
        assert_eq!(outcome.places()[0], wanted, "{report}");
        assert!(outcome.ingested.has_errors() && outcome.ingested.cases.rows() == 0);
    }
}

#[test]
fn a_column_with_nearly_the_right_name_is_pointed_out() {
    let outcome = read_with(CASES.replace("exit_date", "exit_dat").as_bytes(), "", None, None);
    assert_eq!(outcome.places(), ["D006 -:-"]);
    assert!(outcome.findings.iter().any(|d| d.help.contains("exit_date = \"exit_dat\"")));
}

#[test]
fn without_persons_each_row_is_one_and_without_episodes_several_rows_are_refused() {
    let no_person = CASES.replace("person_id", "row");
    let outcome = read_with(no_person.as_bytes(), "", None, None);
    assert!(outcome.findings.iter().any(|d| d.code == "D010"));
    assert_eq!((outcome.ingested.cases.persons, outcome.ingested.cases.episode.clone()), (5, vec![1; 5]));
    let no_episode = CASES.replace("episode", "nr");
    assert_eq!(read_with(no_episode.as_bytes(), "", None, None).places(), ["D011 -:-"]);
}

#[test]
fn a_codebook_cannot_ask_for_names() {
    let asked = CODEBOOK.replacen("name = \"gender\"", "name = \"prs_FirstName\"", 1);
    let book = Codebook::parse(&asked, "codebook.toml").unwrap();
    let mapping = super::clean::mapping("");
    let wanted = retraffic::ingest::wanted(&mapping, &book);
    assert!(!wanted.contains("prs_FirstName") && !wanted.contains("phone"));
}

#[test]
fn labels_in_cells_are_proposed_as_codes() {
    let labels = CASES.replace("CANARY-2,male", "CANARY-2,hommes et  GARCONS\u{a0}");
    let outcome = read_with(labels.as_bytes(), "", None, None);
    assert_eq!(outcome.places(), ["D030 4:gender"]);
    let proposal = &outcome.ingested.proposals[0];
    assert_eq!((proposal.category.as_deref(), proposal.rows), (Some("male"), 1));
    // A rare text that spells no label is never proposed: it may be a name.
    let rare = CASES.replace("CANARY-2,male", "CANARY-2,Kanarienvogel");
    assert!(read_with(rare.as_bytes(), "", None, None).ingested.proposals.is_empty());
}

#[test]
fn every_code_is_explained_once() {
    let explained = [codebook::CODES, table::CODES, ingest::CODES].concat();
    let codes: std::collections::BTreeSet<&str> = explained.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes.len(), explained.len());
    assert!(
        explained.iter().all(|(_, title, text)| !title.is_empty() && text.len() > title.len() && text.ends_with('.'))
    );
}

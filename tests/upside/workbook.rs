//! The annex beside the PDF speaks the report's first language, and lists as that language lists.

use super::project::Turned;

/// A project whose first language is French.
fn annex() -> std::collections::BTreeMap<String, Vec<u8>> {
    let stage = Turned::new("annex", 2500)
        .plan(|t| t.replace("languages = [\"en\", \"fr\", \"es\"]", "languages = [\"fr\", \"en\"]"))
        .build(&["annex"]);
    stage.files("output/public/annex")
}

#[test]
fn tables_speak_the_first_language_and_list_as_it_does() {
    let files = annex();
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(&files[name][..]).records().map(Result::unwrap).collect()
    };
    assert_eq!(&rows("gender.csv")[0][1], "Femmes et filles");
    // Answers that print the same total stand in the order of the alphabet.
    let total =
        |row: &&csv::StringRecord| &row[2] == "*" && !["known", "*", "not_recorded", "unknown"].contains(&&row[0]);
    let listed: Vec<(String, String)> = rows("destination.csv")
        .iter()
        .filter(total)
        .filter(|row| !row[0].starts_with("rest"))
        .map(|row| (row[4].to_string(), row[1].to_string()))
        .collect();
    let alphabet = retraffic::language::Alphabet::of(retraffic::language::Language::French);
    let ties: Vec<_> = listed.windows(2).filter(|pair| pair[0].0 == pair[1].0).collect();
    assert!(!ties.is_empty(), "{listed:?}");
    assert!(ties.iter().all(|pair| alphabet.compare(&pair[0].1, &pair[1].1).is_le()), "{listed:?}");
}

#[test]
fn metadata_describes_every_file_in_the_same_language() {
    let files = annex();
    let metadata: serde_json::Value = serde_json::from_slice(&files["csv-metadata.json"]).unwrap();
    let tables = metadata["tables"].as_array().unwrap();
    let csv: Vec<&String> = files.keys().filter(|name| name.ends_with(".csv")).collect();
    assert_eq!(tables.len(), csv.len());
    let gender = tables.iter().find(|table| table["url"] == "gender.csv").unwrap();
    assert_eq!(gender["dc:title"]["@value"], "Genre");
}

/// A workbook is a ZIP; the names in it are not packed.
#[test]
fn every_table_has_its_sheet() {
    let files = annex();
    let book = String::from_utf8_lossy(&files["tables.xlsx"]).into_owned();
    let described = files.keys().filter(|name| name.ends_with(".csv") && !name.starts_with("model_")).count();
    let laws = usize::from(files.contains_key("lifetimes.csv"));
    let sheets: std::collections::BTreeSet<&str> =
        book.match_indices("xl/worksheets/sheet").filter_map(|(at, _)| book[at..].split(".xml").next()).collect();
    assert_eq!(sheets.len(), described - laws + 1);
}

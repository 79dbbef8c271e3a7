//! Last editions that are none: torn, forged, of another time.

use super::*;

fn code(text: &str) -> String {
    match against(text.as_bytes(), &plan("release.json")) {
        Ok(_) => "passes".into(),
        Err(faults) => faults[0].code.into(),
    }
}

fn good() -> String {
    String::from_utf8(file_of(&earlier())).unwrap()
}

/// The file with the first `old` made `new`.
fn with(old: &str, new: &str) -> String {
    let text = good();
    assert!(text.contains(old), "{old}");
    text.replacen(old, new, 1)
}

#[test]
fn files_that_must_not_be_compared_are_told_apart() {
    assert_eq!(code(&good()), "passes");
    assert_eq!(code(&with("\"format\": 1", "\"format\": 2")), "R002");
    assert_eq!(code(&with("\"format\": 1", "\"format\": 1, \"later\": {\"x\": [1]}")), "passes");
    assert_eq!(code(&with("2008-12-31", "2010-12-31")), "R004");
    assert_eq!(code(&with("2008-12-31", "2009-12-31")), "passes");
    assert_eq!(code(&with("\"round-5\"", "\"internal\"")), "R005");
    assert_eq!(code(&with("\"round-5\"", "\"none\"")), "R011");
}

#[test]
fn an_internal_edition_may_stand_beside_an_internal_one() {
    let plan = plan("release.json");
    let last = read(with("\"round-5\"", "\"internal\"").as_bytes(), &plan).unwrap();
    let now = Release { policy: Policy::Internal, ..edition() };
    assert!(compare(&now, &last, &plan, &[]).is_ok());
}

#[test]
fn torn_and_forged_files_are_refused_without_a_word_of_theirs() {
    let whole = good();
    for part in [1, 2, 3, 5, 7] {
        assert_eq!(code(&whole[..whole.len() * part / 8]), "R001", "{part}/8");
    }
    assert_eq!(code("{}"), "R001");
    assert_eq!(code("[]"), "R001");
    assert_eq!(code(&"[".repeat(100_000)), "R001");
    assert_eq!(code(&with("\"value\": 901", "\"value\": NaN")), "R001");
    assert_eq!(code(&with("\"value\": 901", "\"value\": 1e999")), "R001");
    assert_eq!(code(&with("\"value\": 901", "\"value\": \"901\"")), "R001");
    assert_eq!(code(&with("\"value\": 901", "\"value\": -901")), "R003");
    assert_eq!(code(&with("\"value\": 901", "\"value\": 9e17")), "R003");
    assert_eq!(code(&with("\"known_share\"", "\"assisted\"")), "R008");
    assert_eq!(code(&with("\"known_share\"", &format!("\"{}\"", "x".repeat(300)))), "R003");
    assert_eq!(code(&with("\"edition\": \"2009\"", "\"edition\": \"20\\u000009\"")), "R003");
    assert_eq!(code(&with("\"edition\": \"2009\"", "\"edition\": \"\"")), "R003");
    assert_eq!(code(&with("2008-12-31", "2008")), "R003");
    let secret = with("\"unit\": \"count\"", "\"unit\": \"=cmd|' /C calc'!A0\"");
    let faults = against(secret.as_bytes(), &plan("release.json")).unwrap_err();
    assert!(!format!("{faults:?}").contains("calc"), "{faults:?}");
}

/// Texts of the file choose digits and marks, and are never printed themselves.
#[test]
fn no_text_of_the_file_reaches_the_page() {
    for text in ["=1+1", "#strong[x]", "<script>", "1e9", ""] {
        let forged = with("\"en\": \"901\"", &format!("\"en\": \"{text}\""));
        let revision = against(forged.as_bytes(), &plan("release.json")).unwrap();
        assert_eq!(revision.fact("assisted").unwrap().then.text(Language::French), "901", "{text}");
        let forged = with("\"en\": \"<8\"", &format!("\"en\": \"{text}\""));
        let revision = against(forged.as_bytes(), &plan("release.json")).unwrap();
        let marks = revision.facts.iter().filter_map(|c| c.then.mark());
        assert!(marks.clone().all(|mark| mark == "<8" || mark == "–"), "{:?}", marks.collect::<Vec<_>>());
    }
}

/// The last edition was in French alone, this one is in English: numbers are written anew.
#[test]
fn another_language_then_is_no_matter() {
    let french = String::from_utf8(release_json(&earlier(), None, &[Language::French], "", &[])).unwrap();
    let revision = against(french.as_bytes(), &plan("release.json")).unwrap();
    let same = against(good().as_bytes(), &plan("release.json")).unwrap();
    assert_eq!(revision, same);
    assert_eq!(revision.fact("known_share").unwrap().then.text(Language::English), "4.4%");
    assert_eq!(revision.fact("rate_per_thousand_years").unwrap().then.text(Language::Spanish), "1,00");
}

#[test]
fn workbooks_and_zeros_are_no_text() {
    let fault = |bytes: &[u8]| against(bytes, &plan("last.csv")).unwrap_err()[0].code;
    assert_eq!(fault(b"PK\x03\x04rest"), "R001");
    assert_eq!(fault(b"f\0a\0c\0t\0"), "R001");
}

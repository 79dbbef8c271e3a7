//! Lists made by hand, as spreadsheets save them.

use super::*;

fn listed(text: &str) -> Result<Revision, Vec<Diagnostic>> {
    against(text.as_bytes(), &plan("last.csv"))
}

fn codes(result: Result<Revision, Vec<Diagnostic>>) -> Vec<(&'static str, Option<u64>)> {
    result.unwrap_err().iter().map(|f| (f.code, f.place.as_ref().and_then(|p| p.line))).collect()
}

#[test]
fn a_list_needs_no_more_than_names_and_texts() {
    let text = "fact,text\nassisted,\"1,402\"\nknown_share,4.5%\ntold_before,<8\n\nyear.2008.n,405\nperiod.1999-2003.rate,5.10\n";
    let revision = listed(text).unwrap();
    let found = readings(&revision);
    assert_eq!(found["assisted"], Reading::Same);
    assert_eq!(found["known_share"], Reading::Same);
    assert_eq!(found["told_before"], Reading::Withheld);
    assert_eq!(revision.years[1].reading, Some(Reading::Same));
    assert_eq!(revision.periods[0].difference.map(|d| d.value()), Some(-0.1));
    assert_eq!(revision.periods[0].then.events, None);
    // A list may be short: what it does not name is not new.
    assert!(revision.new.is_empty());
    assert_eq!(revision.policy, None);
}

/// What spreadsheets of three countries write of the same three numbers.
#[test]
fn one_list_in_many_hands() {
    let texts: [&[u8]; 5] = [
        b"fact,text\r\nassisted,\"1,402\"\r\nknown_share,4.5%\r\nfound_after,40\r\n",
        b"\xef\xbb\xbffact;text\r\nassisted;1\xe2\x80\xaf402\r\nknown_share;4,5\xc2\xa0%\r\nfound_after;40\r\n",
        // Windows-1252: a no-break space is one byte.
        b"fact;text;note\r\nassisted;1\xa0402;gepr\xfcft\r\nknown_share;4,5\xa0%;\r\nfound_after;40;\r\n",
        b"Fact\tText\nassisted\t1402\nknown_share\t4.5\nfound_after\t40\n",
        b"fact;text;;\nassisted;1.402;;\nknown_share;\"4,5 %\";;\nfound_after;40;;\n;;;\n",
    ];
    for text in texts {
        let revision = against(text, &plan("last.csv")).unwrap_or_else(|f| panic!("{f:?}"));
        assert_eq!(revision.count(Reading::Same), 3, "{}", String::from_utf8_lossy(text));
    }
    let noted = against(texts[2], &plan("last.csv")).unwrap();
    assert_eq!(noted.notes, [("assisted".to_string(), "geprüft".to_string())]);
}

#[test]
fn exact_counts_then_and_rounded_ones_now_may_be_the_same_count() {
    let reading = |n: u32, step: u16| {
        let plan = PreviousPlan { rounded_to: step, ..plan("last.csv") };
        let revision = against(format!("fact,text\nfound_after,{n}\n").as_bytes(), &plan).unwrap();
        revision.facts[0].reading
    };
    assert_eq!(reading(42, 1), Reading::Rounding);
    assert_eq!(reading(43, 1), Reading::Moved);
    // To the nearest ten then, and to the nearest five now: 50 may have been 45, and 40 may be 42.
    assert_eq!(reading(50, 10), Reading::Moved);
    assert_eq!(reading(45, 5), Reading::Moved);
    assert_eq!(reading(40, 10), Reading::Same);
}

#[test]
fn every_fault_has_its_line() {
    assert_eq!(codes(listed("fact,text\nassisted,1402\nknown_shore,4.5%\n")), [("R006", Some(3))]);
    let unknown = listed("fact,text\nknown_shore,4.5%\n").unwrap_err();
    assert!(unknown[0].help.contains("`known_share`") && unknown[0].help.contains("renamed"), "{}", unknown[0].help);
    assert_eq!(codes(listed("fact,text\nassisted,1402\nassisted,1402\n")), [("R008", Some(3))]);
    assert_eq!(
        codes(listed("fact,text\nassisted,about 1400\nknown_share,x%\n")),
        [("R007", Some(2)), ("R007", Some(3))]
    );
    assert_eq!(codes(listed("fact,text\nrate_per_thousand_years,\"1,000\"\n")), [("R007", Some(2))]);
    // Thousands with a comma, and no quotes.
    assert_eq!(codes(listed("fact,text\nassisted,1,402\n")), [("R003", Some(2))]);
    assert_eq!(codes(listed("name,value\nassisted,1402\n")), [("R001", Some(1))]);
    assert_eq!(codes(listed("")), [("R001", Some(1))]);
    let bare = PreviousPlan { edition: None, ..plan("last.csv") };
    assert_eq!(codes(against(b"fact,text\nassisted,1402\n", &bare)), [("S013", None)]);
}

#[test]
fn a_renamed_number_is_listed_under_its_old_name() {
    let mut named = plan("last.csv");
    let place = Place::file("report.toml");
    named.renamed = vec![Renaming { old: "share_known".into(), new: "known_share".into(), place }];
    let revision = against(b"fact,text\nshare_known,4.4%\n", &named).unwrap();
    assert_eq!(revision.facts[0].name, "known_share");
    assert_eq!(revision.renamed, [("share_known".to_string(), "known_share".to_string())]);
}

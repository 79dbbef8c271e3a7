//! Bytes that mean nothing: whatever comes, no panic, and no value of the data in what is said.

use proptest::prelude::*;
use retraffic::codebook::Codebook;
use retraffic::study::Mapping;

use super::clean::{CASES, CODEBOOK, read, read_with};

/// The clean text with some bytes replaced, added or lost.
fn bitten(text: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let bite =
        (0..text.len(), prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b';'), any::<u8>()], 0..3u8);
    proptest::collection::vec(bite, 1..6).prop_map(move |bites| {
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte, how) in bites {
            let at = at.min(bytes.len() - 1);
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
        read_with(&bytes, "", Some(b';'), Some("windows-1252"));
        read_with(&bytes, "", None, Some("utf-16le"));
    }

    #[test]
    fn random_text_never_panics(text in "[a-c,;\"\r\n\t 0-9é]{0,200}") {
        read(text.as_bytes());
    }

    #[test]
    fn a_bitten_case_file_never_panics_and_tells_nothing(bytes in bitten(CASES)) {
        read(&bytes);
    }

    #[test]
    fn a_bitten_codebook_never_panics(bytes in bitten(CODEBOOK)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Err(faults) = Codebook::parse(&text, "codebook.toml") {
            prop_assert!(!faults.is_empty() && faults.iter().all(|f| f.place.as_ref().is_some_and(|p| p.line.is_some())));
        }
        let _ = Mapping::read(&text, "report.toml");
    }
}

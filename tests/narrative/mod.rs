//! The narrative: every figure has its words, every citation its work, every import its file.

mod french;
mod languages;
mod spanish;

use std::collections::BTreeSet;

use retraffic::document::Templates;
use retraffic::figure;

fn template(path: &str) -> String {
    Templates::embedded().get(path).unwrap_or_else(|| panic!("no {path}")).to_string()
}

#[test]
fn every_figure_has_a_title_a_subtitle_and_an_alternative_text() {
    let captions: toml::Table = template("en/captions.toml").parse().unwrap();
    let figures = captions["fig"].as_table().unwrap();
    for id in figure::IDS {
        let words = figures.get(id).unwrap_or_else(|| panic!("no words for `{id}`"));
        for part in ["title", "subtitle", "alt"] {
            assert!(words[part].as_str().is_some_and(|text| !text.trim().is_empty()), "{id}.{part}");
        }
        assert!(words["note"].as_str().is_some(), "{id}.note");
    }
    let known: BTreeSet<&str> = figure::IDS.into_iter().collect();
    assert!(figures.keys().all(|id| known.contains(id.as_str())), "words for a figure that there is not");
}

#[test]
fn every_citation_has_its_work() {
    let works = template("references.bib");
    let keys: BTreeSet<&str> = works
        .lines()
        .filter_map(|line| line.strip_prefix('@')?.split_once('{')?.1.split_once(','))
        .map(|k| k.0)
        .collect();
    assert!(keys.len() > 20, "{keys:?}");
    for (path, text) in Templates::embedded().iter().filter(|(path, _)| path.ends_with(".typ.j2")) {
        for cited in text.split(" @").skip(1) {
            let key: String = cited.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(keys.contains(key.as_str()), "{path} cites `{key}`");
        }
    }
}

#[test]
fn no_number_of_the_data_is_typed_by_hand() {
    // Years, months and confidence levels are words of method; a per cent sign after digits is a result.
    let allowed = ["95%", "100%", "5%"];
    let number = |c: &char| c.is_ascii_digit() || *c == '.' || *c == ',';
    for (path, text) in Templates::embedded().iter().filter(|(path, _)| path.ends_with(".typ.j2")) {
        // What stands between `<#` and `#>` is a remark to the reader of the template.
        let said: String = text.split("<#").map(|piece| piece.split_once("#>").map_or(piece, |cut| cut.1)).collect();
        for (at, _) in said.match_indices('%') {
            // `<% … %>` is no per cent sign; French and Spanish set a space before theirs.
            if said[at + 1..].starts_with('>') || said[..at].ends_with('<') {
                continue;
            }
            let digits = said[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
            let before: String = digits.chars().rev().take_while(number).collect();
            let typed: String = before.chars().rev().collect::<String>() + "%";
            assert!(before.is_empty() || allowed.contains(&typed.as_str()), "{path}: {typed}");
        }
    }
}

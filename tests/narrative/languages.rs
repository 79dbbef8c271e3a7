//! Every language says the same things: the same numbers, tables and figures in each part, the same captions, the same
//! findings of the door; and lists in templates stand in the order of the language's alphabet.

use std::collections::{BTreeMap, BTreeSet};

use retraffic::document::Templates;
use retraffic::language::{Alphabet, Language, Strings};
use retraffic::{ingest, table};

/// Files of a language by name, English beside them.
fn files(language: Language) -> BTreeMap<String, String> {
    let start = format!("{}/", language.tag());
    let templates = Templates::embedded();
    let own =
        templates.iter().filter_map(|(path, text)| Some((path.strip_prefix(&start)?.to_string(), text.to_string())));
    own.collect()
}

fn others() -> impl Iterator<Item = Language> {
    Strings::languages().filter(|l| *l != Language::English)
}

/// The text without remarks to the reader of the template.
fn code(text: &str) -> String {
    text.split("<#").map(|piece| piece.split_once("#>").map_or(piece, |cut| cut.1)).collect()
}

/// First arguments of calls such as `fact("assisted")` and `say.see("gender")`, and endings such as `".share"`. Forms
/// of words (`plural`), the words of formulas, and the functions themselves differ between languages.
fn names(text: &str) -> BTreeSet<String> {
    let text = code(text);
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices('"') {
        let rest = &text[at + 1..];
        let Some((name, _)) = rest.split_once('"') else { continue };
        let before = text[..at].trim_end();
        let called = before.strip_suffix('(').map(|b| b.chars().rev().take_while(|c| c.is_alphanumeric()).collect());
        let function: Option<String> = called.map(|reversed: String| reversed.chars().rev().collect());
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-*+ ".contains(c));
        match function.as_deref() {
            // A bracket without a function is a list of words.
            Some("plural" | "formula" | "") | None if !name.starts_with('.') => {}
            _ if is_name && !name.contains(' ') => {
                names.insert(name.to_string());
            }
            _ => {}
        }
    }
    names
}

#[test]
fn every_language_has_the_same_files() {
    let english: BTreeSet<String> = files(Language::English).into_keys().collect();
    assert!(english.len() > 20);
    for language in others() {
        let own: BTreeSet<String> = files(language).into_keys().collect();
        assert_eq!(own, english, "{}", language.tag());
    }
}

#[test]
fn every_part_names_the_same_numbers_tables_and_figures() {
    let english = files(Language::English);
    assert!(names(&english["evidence.typ.j2"]).contains("known_share"));
    for language in others() {
        let own = files(language);
        for (file, text) in english.iter().filter(|(file, _)| file.ends_with(".j2")) {
            let (a, b) = (names(text), names(&own[file]));
            let apart: Vec<_> = a.symmetric_difference(&b).collect();
            assert!(apart.is_empty(), "{}/{file}: {apart:?}", language.tag());
        }
    }
}

/// Where a word is set in a template, its number must be asked for first: the branches are the same in number.
#[test]
fn every_part_asks_the_same_questions() {
    let questions = |text: &str| {
        let text = code(text);
        ["<% if ", "<% for ", "<% macro ", "#unanswered["].map(|start| text.matches(start).count())
    };
    for language in others() {
        let own = files(language);
        for (file, text) in files(Language::English).iter().filter(|(file, _)| file.ends_with(".j2")) {
            let (a, b) = (questions(text), questions(&own[file]));
            // A language may need a macro or a choice more for its grammar, and none less for a missing number.
            assert!(
                a.iter().zip(b).all(|(a, b)| b >= *a || file == "phrases.typ.j2"),
                "{}/{file}: {a:?} {b:?}",
                language.tag()
            );
            assert_eq!(a[3], b[3], "{}/{file}", language.tag());
        }
    }
}

#[test]
fn captions_are_the_same_in_number_and_name() {
    let captions = |language: Language| {
        let table: toml::Table = files(language)["captions.toml"].parse().unwrap();
        let ids = table["fig"].as_table().unwrap().clone();
        ids.into_iter().map(|(id, entry)| (id, entry.as_table().unwrap().clone())).collect::<BTreeMap<_, _>>()
    };
    let english = captions(Language::English);
    for language in others() {
        let own = captions(language);
        assert_eq!(own.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{}", language.tag());
        for (id, entry) in &english {
            for (part, text) in entry {
                let there = own[id].get(part).and_then(toml::Value::as_str);
                assert!(there.is_some_and(|t| !t.trim().is_empty()), "{} {id}.{part}", language.tag());
                let (a, b) = (names(text.as_str().unwrap()), names(there.unwrap()));
                let path = |names: BTreeSet<String>| {
                    names.into_iter().filter(|n| !n.starts_with("templates/")).collect::<BTreeSet<_>>()
                };
                assert_eq!(path(a), path(b), "{} {id}.{part}", language.tag());
            }
        }
    }
}

#[test]
fn every_finding_of_the_door_has_a_name() {
    for language in Strings::languages() {
        let strings = Strings::embedded(language).unwrap();
        for (code, title, _) in ingest::CODES.iter().chain(table::CODES) {
            let name = strings.get(&format!("remark.{code}")).unwrap_or_else(|fault| panic!("{fault}"));
            if language == Language::English {
                assert_eq!(name, *title, "{code}");
            } else {
                assert!(name != *title, "{code} is not translated");
            }
        }
    }
}

#[test]
fn terms_stand_in_alphabetical_order() {
    for language in Strings::languages() {
        let alphabet = Alphabet::of(language);
        for file in ["glossary.typ.j2", "acronyms.typ.j2"] {
            let text = &files(language)[file];
            let terms: Vec<&str> = text
                .lines()
                .filter_map(|line| line.strip_prefix("/ ")?.split_once(':'))
                .map(|(term, _)| term)
                .collect();
            assert!(terms.len() > 5, "{}/{file}", language.tag());
            let out = terms.windows(2).find(|pair| alphabet.compare(pair[0], pair[1]).is_gt());
            assert_eq!(out, None, "{}/{file}", language.tag());
        }
    }
}

/// The index of indicators: what follows each name, such as `"gender", ["table:gender"]],`.
fn index(language: Language) -> Vec<String> {
    let text = &files(language)["index.typ.j2"];
    let entries = text.lines().filter_map(|line| line.trim().strip_prefix("[\"")?.split_once("\", "));
    let mut places: Vec<String> = entries.map(|(_, places)| places.to_string()).collect();
    places.sort();
    places
}

#[test]
fn every_index_names_the_same_places_and_no_other_than_there_are() {
    let english = index(Language::English);
    assert!(english.len() > 40, "{} entries", english.len());
    for language in Strings::languages() {
        assert_eq!(index(language), english, "{}", language.tag());
        let own = files(language);
        for places in &english {
            let section = places.split('"').nth(1).unwrap();
            let label = format!("<section:{section}>");
            let headings = own.values().flat_map(|text| text.lines()).filter(|line| line.ends_with(&label)).count();
            assert_eq!(headings, 1, "{}: {label}", language.tag());
        }
    }
}

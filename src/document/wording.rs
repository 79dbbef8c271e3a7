//! Tests of sentences: words that go with the numbers that are filled in, in each language that has its own rules.

use super::demo::meta;
use super::narrative::Narrative;
use super::*;
use crate::disclosure::{Number, Unit};
use crate::language::{Language, Strings};

/// A template rendered to plain text, with these numbers and nothing else known.
fn said(language: Language, template: &str, numbers: &[(&str, f64, u8)]) -> String {
    let mut manuscript = Manuscript::new(language, meta());
    for &(name, value, decimals) in numbers {
        let fact = Fact::Number(Number::for_test(value, decimals, Unit::Plain));
        manuscript.facts.insert(name.into(), fact);
    }
    manuscript.facts.insert("policy".into(), Fact::Label("round-5".into()));
    manuscript.absent.insert("*".into(), "absent".into());
    let strings = Strings::embedded(language).unwrap();
    let templates = Templates::embedded();
    let files = templates.iter().filter(|(path, _)| path.ends_with(".j2"));
    let files = files.map(|(path, text)| (format!("templates/{path}"), text.to_string()));
    let narrative = Narrative::new(&manuscript, &strings, files).unwrap_or_else(|fault| panic!("{fault}"));
    let tag = language.tag();
    let imports: String = [("found", "findings"), ("say", "phrases"), ("course", "course")]
        .map(|(name, file)| format!("<% import \"templates/{tag}/{file}.typ.j2\" as {name} %>"))
        .concat();
    let plain = narrative.plain("test", &format!("{imports}{template}")).unwrap_or_else(|fault| panic!("{fault}")).text;
    plain.replace(['\u{202f}', '\u{a0}'], " ")
}

/// The sentence that begins an incidence, at a value printed with one decimal.
fn incidence(value: f64) -> String {
    let numbers = [("incidence_12_months", value, 1), ("incidence_12_months.ci", value, 1)];
    said(Language::French, "<< found.early() >>", &numbers)
}

#[test]
fn french_persons_are_one_below_two() {
    for (value, words) in [(0.0, "0,0 personne sur"), (1.0, "1,0 personne sur"), (1.9, "1,9 personne sur")] {
        assert!(incidence(value).contains(words), "{}", incidence(value));
    }
    for (value, words) in [(2.0, "2,0 personnes sur"), (12.5, "12,5 personnes sur")] {
        assert!(incidence(value).contains(words), "{}", incidence(value));
    }
}

#[test]
fn french_millions_take_a_preposition() {
    let floor = |assisted: f64| said(Language::French, "<< found.floor() >>", &[("assisted", assisted, 0)]);
    assert!(floor(0.0).contains("décrit 0 personne assistée ;"), "{}", floor(0.0));
    assert!(floor(1.0).contains("décrit 1 personne assistée ;"), "{}", floor(1.0));
    assert!(floor(14_000.0).contains("décrit 14 000 personnes assistées ;"), "{}", floor(14_000.0));
    assert!(floor(1e6).contains("décrit 1 000 000 de personnes assistées ;"), "{}", floor(1e6));
}

#[test]
fn forms_agree_with_a_number_whatever_it_is() {
    let template = "<< fact(\"n\") >> << plural(\"n\", \"cas est connu\", \"cas sont connus\") >>";
    let french = |n| said(Language::French, template, &[("n", n, 0)]);
    assert_eq!([0.0, 1.0, 2.0].map(french), ["0 cas est connu", "1 cas est connu", "2 cas sont connus"]);
    let template = "<< fact(\"n\") >> << plural(\"n\", \"case is\", \"cases are\") >>";
    let english = |n| said(Language::English, template, &[("n", n, 0)]);
    assert_eq!([0.0, 1.0, 2.0].map(english), ["0 cases are", "1 case is", "2 cases are"]);
}

#[test]
fn a_rule_of_the_study_has_a_number_too() {
    let mut manuscript = Manuscript::new(Language::English, meta());
    let strings = Strings::embedded(Language::English).unwrap();
    let template = "<< fact(\"grace_days\") >> << plural(\"grace_days\", \"day\", \"days\") >>";
    for (days, words) in [("1", "1 day"), ("14", "14 days"), ("<8", "<8 days")] {
        manuscript.facts.insert("grace_days".into(), Fact::Label(days.into()));
        let narrative = Narrative::new(&manuscript, &strings, std::iter::empty()).unwrap();
        assert_eq!(narrative.plain("test", template).unwrap().text, words);
    }
}

#[test]
fn french_captions_keep_their_spaces_on_the_line() {
    let mut manuscript = Manuscript::new(Language::French, meta());
    manuscript.facts.insert("a".into(), Fact::Label("x".into()));
    let strings = Strings::embedded(Language::French).unwrap();
    let narrative = Narrative::new(&manuscript, &strings, std::iter::empty()).unwrap();
    let plain = narrative.plain("test", "Genre : « << fact(\"a\") >> » ; 95 %").unwrap().text;
    assert_eq!(plain, "Genre\u{202f}: «\u{202f}x\u{202f}»\u{202f}; 95\u{202f}%");
}

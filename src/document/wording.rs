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
    let narrative =
        Narrative::new(&manuscript, &strings, templates.narratives(language)).unwrap_or_else(|fault| panic!("{fault}"));
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

/// What the text and the title of a chart say of the answers recorded most often, where these lead each group.
fn led(language: Language, yes: &[&str], no: &[&str]) -> (String, String) {
    let mut manuscript = Manuscript::new(language, meta());
    for (group, answers) in [("yes", yes), ("no", no)] {
        let name = format!("control.{group}.top");
        manuscript.facts.insert(name.clone(), Fact::Label(answers[0].into()));
        manuscript.lists.insert(name, answers.iter().map(ToString::to_string).collect());
    }
    manuscript.absent.insert("*".into(), "absent".into());
    let strings = Strings::embedded(language).unwrap();
    let templates = Templates::embedded();
    let narrative = Narrative::new(&manuscript, &strings, templates.narratives(language)).unwrap();
    let plain = |file: &str, call: &str| {
        let template = format!("<% import \"templates/{}/{file}\" as say %><< {call} >>", language.tag());
        narrative.plain("test", &template).unwrap_or_else(|fault| panic!("{fault}")).text
    };
    let thing = "say.beside(\"control\", \"means\", true)";
    (plain("phrases.typ.j2", thing), plain("captions.j2", "say.compared(\"control\", \"Control\")"))
}

#[test]
fn answers_with_equal_numbers_lead_together() {
    for (language, words) in [
        (Language::English, ["Alpha and Beta, equally often", "“alpha” and “beta” equally often", "several answers"]),
        (
            Language::French,
            [
                "Alpha et Beta, à égalité",
                "alpha\u{202f}» et «\u{202f}beta\u{202f}» en tête à égalité",
                "plusieurs réponses",
            ],
        ),
        (
            Language::Spanish,
            ["Alpha y Beta, con la misma frecuencia", "«alpha» y «beta» con la misma frecuencia", "varias respuestas"],
        ),
    ] {
        let [equal, titled, several] = words;
        let (text, title) = led(language, &["Alpha", "Beta"], &["Gamma"]);
        assert!(text.contains(equal) && text.contains("Gamma"), "{text}");
        assert!(title.contains(titled) && title.contains("gamma"), "{title}");
        // The same answer at the head of both groups is no tie, and neither is a single one.
        let (text, title) = led(language, &["Alpha"], &["Alpha"]);
        assert!(!text.contains("Beta") && !text.contains(equal) && !title.contains(titled), "{text} {title}");
        let (text, title) = led(language, &["A", "B", "C", "D"], &["A"]);
        assert!(text.contains(several) && title.contains(several), "{text} {title}");
    }
}

#[test]
fn an_index_stands_in_the_order_of_its_alphabet() {
    let template = "<% for name, at in [[\"zèbre\", 1], [\"éducation\", 2], [\"effet\", 3]]|alphabetical %><< name >> << at >>;<% endfor %>";
    assert_eq!(said(Language::French, template, &[]), "éducation 2;effet 3;zèbre 1;");
}

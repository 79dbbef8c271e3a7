//! Spanish sentences agree with whatever number or label they are given.

use super::narrative::Narrative;
use super::{Fact, Manuscript, Templates, demo};
use crate::disclosure::{Number, Unit};
use crate::language::{Language, Strings};

/// What an expression says, the macros of the language at hand, where this data has these facts and nothing else.
fn said(facts: &[(&str, Fact)], expression: &str) -> String {
    let mut manuscript = Manuscript::new(Language::Spanish, demo::meta());
    manuscript.facts = facts.iter().map(|(name, fact)| (name.to_string(), fact.clone())).collect();
    for (name, fact) in facts {
        if let (Fact::Label(words), true) = (fact, name.ends_with(".top")) {
            manuscript.lists.insert(name.to_string(), vec![words.clone()]);
        }
    }
    manuscript.absent.insert("*".into(), "no consta".into());
    let strings = Strings::embedded(Language::Spanish).unwrap();
    let templates = Templates::embedded();
    let narrative = Narrative::new(&manuscript, &strings, templates.narratives(Language::Spanish)).unwrap();
    let imports = ["phrases.typ.j2\" as say", "findings.typ.j2\" as found", "models.typ.j2\" as model"]
        .map(|import| format!("<% import \"templates/es/{import} %>"))
        .concat();
    narrative.plain("test", &format!("{imports}<< {expression} >>")).unwrap().text
}

fn number(value: f64, decimals: u8, unit: Unit) -> Fact {
    Fact::Number(Number::for_test(value, decimals, unit))
}

fn count(value: f64) -> Fact {
    number(value, 0, Unit::Count)
}

fn withheld() -> Fact {
    Fact::Number(Number::withheld_for_test("<8", Unit::Count))
}

fn label(words: &str) -> Fact {
    Fact::Label(words.into())
}

#[test]
fn verbs_and_nouns_agree_with_none_one_and_many() {
    let floor = |known| said(&[("assisted", count(14_000.0)), ("known_retrafficked", known)], "found.floor()");
    let none = "De 14\u{202f}000 personas asistidas, no consta trata reiterada en ningún caso. El número real puede ser mayor.";
    assert_eq!(floor(count(0.0)), none);
    let head = "De 14\u{202f}000 personas asistidas, consta que";
    assert_eq!(floor(count(1.0)), format!("{head} 1 volvió a ser víctima de trata. El número real es mayor."));
    assert_eq!(floor(count(79.0)), format!("{head} 79 volvieron a ser víctimas de trata. El número real es mayor."));
    let few = format!("{head} pocas o ninguna (<8) volvieron a ser víctimas de trata. El número real puede ser mayor.");
    assert_eq!(floor(withheld()), few);
}

#[test]
fn months_and_ratios_are_one_or_several() {
    let median = |value| {
        let facts = [("pooled_corrected_median", count(value)), ("case_horizon", count(1826.0))];
        said(&facts, "found.median()")
    };
    assert!(median(0.0).contains("en el plazo de 0 meses, una vez"), "{}", median(0.0));
    assert!(median(1.0).contains("en el plazo de 1 mes, una vez"), "{}", median(1.0));
    assert!(median(15.0).contains("un plazo de cinco años") && median(15.0).contains("15 meses, una vez"));
    let sample = |ratios, left_out| {
        let facts = [("n", count(10_860.0)), ("events", count(50.0)), ("epp", count(10.0)), ("parameters", ratios)];
        let named: Vec<_> = facts.into_iter().chain([("left_out", left_out)]).collect();
        let named: Vec<_> = named.iter().map(|(name, fact)| (format!("model.m.{name}"), fact.clone())).collect();
        let named: Vec<_> = named.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
        said(&named, "model.sample(\"m\")")
    };
    let (one, several) = (sample(count(1.0), count(1.0)), sample(count(5.0), count(1425.0)));
    assert!(one.contains("al menos 10 por su única razón.") && one.ends_with("queda fuera 1 persona."), "{one}");
    assert!(several.contains("por cada una de sus 5 razones.") && several.ends_with("quedan fuera 1425 personas."));
    assert!(sample(count(5.0), count(0.0)).ends_with("5 razones."));
    assert!(
        sample(count(5.0), withheld()).ends_with("Quedan fuera pocas personas o ninguna por falta de una respuesta.")
    );
}

#[test]
fn a_group_loses_its_article_after_a_number_and_keeps_it_after_a_word() {
    let rate = |value| number(value, 1, Unit::PerThousand);
    let pair = |low, high| {
        let end = |value| Number::for_test(value, 1, Unit::PerThousand);
        Fact::Interval(end(low), end(high))
    };
    let facts = [
        ("women_per_thousand", rate(5.8)),
        ("women_per_thousand.ci", pair(4.4, 7.5)),
        ("men_per_thousand", withheld()),
    ];
    let text = said(&facts, "found.gender()");
    let start = "Consta trata reiterada en 5,8 de cada\u{a0}1000 mujeres y niñas (IC del\u{a0}95\u{a0}%: 4,4–7,5).";
    assert!(text.starts_with(start), "{text}");
    assert!(text.ends_with("Entre los hombres y niños, los recuentos no permiten imprimir una tasa."), "{text}");
}

#[test]
fn y_gives_way_to_e_before_its_own_sound() {
    let pair =
        |second: &str| said(&[("x.top", label("Deudas")), ("x.second", label(second))], "say.leaders(\"x\", true)");
    assert_eq!(pair("Iniciativa propia"), "Deudas e Iniciativa propia");
    assert_eq!(pair("Hijos e hijas"), "Deudas e Hijos e hijas");
    assert_eq!(pair("Hierro"), "Deudas y Hierro");
    assert_eq!(pair("Estigma"), "Deudas y Estigma");
    assert_eq!(pair("Ítaca"), "Deudas e Ítaca");
}

#[test]
fn one_person_and_a_million_have_their_forms() {
    let told = |assisted| said(&[("assisted", count(assisted))], "found.floor()");
    assert!(told(1.0).starts_with("El registro de casos describe a 1 persona asistida;"), "{}", told(1.0));
    assert!(told(0.0).contains("a 0 personas asistidas;"), "{}", told(0.0));
    assert!(told(1e6).contains("a 1\u{202f}000\u{202f}000 de personas asistidas;"), "{}", told(1e6));
}

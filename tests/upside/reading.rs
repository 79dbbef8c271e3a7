//! Sentences: none that says nothing, none that cannot be, none of another language.

use std::collections::BTreeMap;

use super::page::Page;
use super::project::{Turned, again, once};

/// What no report may say, in any language.
const NEVER: [&str; 42] = [
    "NaN",
    "inf%",
    "<8%",
    "<8 %",
    "()",
    "( )",
    " ,",
    " .",
    "..",
    ",.",
    ":.",
    ";.",
    ": .",
    "“”",
    "« »",
    "«»",
    " and.",
    " et.",
    " y.",
    " e.",
    " or.",
    " and ,",
    "1 people ",
    "1 persons ",
    "1 cases ",
    "1 steps ",
    "1 others",
    "1 spells ",
    "1 rows ",
    "1 personnes ",
    "1 cas sont",
    "1 passages ",
    "1 lignes ",
    "1 personas ",
    "1 pasos ",
    "1 filas ",
    "1 lapsos ",
    "0.0 in every",
    "0,0 personnes",
    "0,0 de cada",
    "undefined",
    "none that can be printed none",
];

/// Words that only English has.
const ENGLISH: [&str; 9] =
    [" the ", " of ", " were ", " known ", " people ", " which ", " with ", " re-trafficked", " others"];

/// Reads everything for what may not be said. `Of 21 persons` ends in `1 persons`, and is right.
fn read_through(pages: &BTreeMap<&'static str, Page>) {
    for (language, page) in pages {
        assert!(page.lines.len() > 300, "{language}: {} lines", page.lines.len());
        for line in &page.lines {
            for words in NEVER {
                let found = line.match_indices(words).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    !words.starts_with(['0', '1']) || before.is_none_or(|c| c == ' ' || c == '(')
                });
                // An ellipsis, and the names of works, have dots of their own.
                assert!(!found || line.contains("..."), "{language}: `{words}` in `{line}`");
            }
        }
        // Works keep their titles; the author's words and the codebook's are not ours.
        let end = page.lines.iter().position(|line| line.contains("Aalen")).unwrap_or(page.lines.len());
        for line in page.lines[..end].iter().filter(|_| *language != "en") {
            let words: Vec<&str> = ENGLISH.into_iter().filter(|word| line.contains(word)).collect();
            assert!(words.len() < 2, "{language}: {words:?} in `{line}`");
        }
    }
}

fn says(pages: &BTreeMap<&'static str, Page>, words: [&str; 3]) {
    for (language, words) in ["en", "fr", "es"].into_iter().zip(words) {
        assert!(pages[language].says(words), "{language} does not say `{words}`");
    }
}

fn never_says(pages: &BTreeMap<&'static str, Page>, words: [&str; 3]) {
    for (language, words) in ["en", "fr", "es"].into_iter().zip(words) {
        assert!(!pages[language].says(words), "{language} says `{words}`");
    }
}

const NO_EPISODES: [&str; 3] = [
    "it does not tell whether two records belong to one person",
    "il ne dit pas si deux enregistrements concernent la même personne",
    "no indica si dos registros pertenecen a la misma persona",
];

#[test]
fn nobody_was_trafficked_again() {
    let pages = Turned::new("nobody", 250).persons(once).read();
    read_through(&pages);
    says(
        &pages,
        [
            "none is known to have been trafficked again",
            "aucune nouvelle traite n’est connue",
            "no consta trata reiterada en ningún caso",
        ],
    );
    // The file numbers episodes: that nobody has a second one is an answer.
    never_says(&pages, NO_EPISODES);
}

#[test]
fn nobody_was_trafficked_again_and_counts_are_exact() {
    let pages = Turned::new("nobody-exact", 120).persons(once).internal().read();
    read_through(&pages);
    never_says(&pages, ["somebody is recognised", "quelqu’un soit reconnu", "se reconozca a alguien"]);
}

#[test]
fn a_file_without_episodes_says_that_it_cannot_tell() {
    let pages = Turned::new("unnumbered", 250).persons(once).without("episode").read();
    read_through(&pages);
    says(&pages, NO_EPISODES);
    never_says(
        &pages,
        ["person-years after the first exit", "années-personnes après la première", "años-persona tras"],
    );
}

#[test]
fn everybody_was_trafficked_again() {
    let pages = Turned::new("everybody", 8000).persons(again).times(4).read();
    read_through(&pages);
    says(
        &pages,
        [
            "A file of known cases alone cannot tell how often that happens",
            "Un fichier qui ne contient que des cas connus",
            "Un registro que solo contiene casos conocidos",
        ],
    );
    never_says(&pages, ["the event is rare", "l’événement est rare", "el evento es infrecuente"]);
}

#[test]
fn one_person_alone() {
    for (name, internal) in [("one", false), ("one-exact", true)] {
        let turned = Turned::new(name, 60).persons(once).first(1);
        let pages = if internal { turned.internal() } else { turned }.read();
        read_through(&pages);
        says(&pages, ["1 person was assisted", "Sur 1 personne assistée", "recibió asistencia 1 persona"]);
    }
}

#[test]
fn one_person_who_was_trafficked_again_and_exact_counts() {
    let pages = Turned::new("one-again", 4000).persons(again).first(1).internal().read();
    read_through(&pages);
    says(&pages, ["1 person was assisted, and is known", "la seule personne assistée", "la única persona asistida"]);
}

#[test]
fn every_answer_is_unknown() {
    let asked = |column: &str| {
        ["gender", "citizenship", "ethnic_minority", "education", "marital_status", "economic_situation"]
            .contains(&column)
            || ["recruiter_relation", "recruitment_method", "exploitation_type", "sector", "exit_route"]
                .contains(&column)
            || ["means_of_control", "country_of_exploitation", "return_type", "referral_source"].contains(&column)
    };
    let pages = Turned::new("unknown", 250).filled(asked, "unknown").filled(|c| c == "age_at_entry", "").read();
    read_through(&pages);
}

#[test]
fn one_answer_for_everybody_is_singular() {
    let pages = Turned::new("one-answer", 250)
        .persons(once)
        .filled(|c| c == "gender", "female")
        .filled(|c| c == "sector", "a_agriculture")
        .filled(|c| c == "citizenship", "UA")
        .without("episode")
        .read();
    read_through(&pages);
    says(&pages, ["The answer recorded most often is", "Réponse la plus fréquente", "Respuesta más frecuente"]);
    says(&pages, ["The sector recorded most often was", "Le secteur le plus fréquent", "el sector más frecuente fue"]);
}

#[test]
fn no_date_is_known() {
    let dates =
        |column: &str| column.ends_with("_date") || column.starts_with("assistance_") && column != "assistance_type";
    let pages = Turned::new("undated", 4000).filled(dates, "").read();
    read_through(&pages);
    says(&pages, ["it records no date of exit", "aucune date de sortie", "ninguna fecha de salida"]);
}

/// What small categories were joined into is no answer that anybody gave.
#[test]
fn a_remainder_leads_no_list() {
    let pages = Turned::new("remainder", 250).read();
    read_through(&pages);
    for (language, words) in [("en", "recorded most often were"), ("fr", "les plus fréquent"), ("es", "más frecuentes")]
    {
        let leading = pages[language].lines.iter().filter(|line| line.contains(words));
        for line in leading {
            for rest in ["Other, ", "all others (", "Autres, ", "tous les autres (", "Otros, ", "todos los demás ("] {
                assert!(!line.contains(rest), "{language}: {line}");
            }
        }
    }
}

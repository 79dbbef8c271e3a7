//! A Spanish report in print: no English left over, no contraction missed, every question opened.

use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;

/// Words that no Spanish sentence has, and that every English one is made of.
const ENGLISH: [&str; 31] = [
    "the",
    "of",
    "and",
    "people",
    "person",
    "persons",
    "with",
    "which",
    "were",
    "was",
    "known",
    "from",
    "by",
    "not",
    "are",
    "is",
    "this",
    "that",
    "these",
    "their",
    "than",
    "among",
    "episode",
    "episodes",
    "figure",
    "table",
    "annex",
    "share",
    "months",
    "years",
    "trafficking",
];

/// Names of works and bodies that stand in English in any language.
const NAMES: [&str; 3] =
    ["Human Trafficking Case Data Standard", "Counter Trafficking Data Collaborative", "International Organization"];

/// A small report in Spanish, as the reader has it: the text of its parts before the works cited.
fn report(name: &str, change: impl Fn(&str) -> String) -> (Pdf, String) {
    let stage = Stage::project(name, 3000);
    stage.edit("report.toml", |text| change(&text.replace("languages = [\"en\"]", "languages = [\"es\"]")));
    let policy = stage.run(&["build", "project"]);
    assert_eq!(policy.code, 0, "{}", policy.err);
    let pdf = Pdf::read(&stage.files("output/public")["report.es.pdf"]);
    let whole = pdf.whole_text();
    let body = whole.rsplit_once("\nReferencias\n").expect("an annex of references").0;
    // A word broken at the end of a line is one word.
    let body = body.replace("\u{ad}\n", "").replace('\n', " ");
    (pdf, NAMES.iter().fold(body, |text, name| text.replace(name, "")))
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn a_spanish_report_is_spanish_throughout() {
    let (pdf, text) = report("spanish", str::to_string);
    assert_eq!(pdf.language(), "es");
    pdf.assert_standards();
    let words = words(&text);
    assert!(words.len() > 10_000, "{} words", words.len());
    let english: Vec<String> =
        words.windows(5).filter(|at| ENGLISH.contains(&at[2].as_str())).map(|at| at.join(" ")).collect();
    assert!(english.is_empty(), "{english:#?}");
    assert!(words.iter().all(|word| !word.starts_with("re-traffick")));
}

#[test]
fn spanish_sentences_keep_to_their_grammar_and_their_marks() {
    let (pdf, text) = report("spanish-marks", str::to_string);
    let alt: String = pdf.tags().into_iter().filter_map(|tag| tag.alt).map(|alt| alt + "\n").collect();
    for text in [text.as_str(), alt.as_str()] {
        let words = words(text);
        let fault = |pair: &[String]| matches!((pair[0].as_str(), pair[1].as_str()), ("de" | "a", "el"));
        let missed: Vec<String> = words.windows(5).filter(|at| fault(&at[1..3])).map(|at| at.join(" ")).collect();
        assert!(missed.is_empty(), "{missed:#?}");
        let doubled = ["el", "la", "los", "las", "de", "que", "en", "y", "a", "por", "un", "una", "se"];
        let twice: Vec<String> = words
            .windows(4)
            .filter(|at| at[1] == at[2] && doubled.contains(&at[1].as_str()))
            .map(|at| at.join(" "))
            .collect();
        assert!(twice.is_empty(), "{twice:#?}");
        for (open, close) in [('¿', '?'), ('¡', '!'), ('«', '»'), ('(', ')')] {
            let number = |mark| text.chars().filter(|&c| c == mark).count();
            assert_eq!(number(open), number(close), "{open} {close}");
        }
        assert!(!text.contains(['“', '”']), "quotation marks of another language");
        assert!(!text.contains("  "), "two spaces");
        let letters: Vec<char> = text.chars().collect();
        let tight = |at: &[char]| at[0].is_ascii_digit() && at[1] == '%';
        let point = |at: &[char]| at[0].is_ascii_digit() && at[1] == '.' && at[2].is_ascii_digit();
        let line = |at: &[char]| at.iter().collect::<String>();
        let tight: Vec<String> = letters.windows(3).filter(|at| tight(at)).map(line).collect();
        assert!(tight.is_empty(), "a per cent sign without its space: {tight:?}");
        let version = text.matches(&format!("retraffic {}", env!("CARGO_PKG_VERSION"))).count();
        let points: Vec<String> = letters.windows(3).filter(|at| point(at)).map(line).collect();
        assert_eq!(points.len(), 2 * version, "a point where a comma should be: {points:?}");
    }
}

//! A Spanish report in print: no English left over, no contraction missed, every question opened. Once with counts
//! withheld and once with exact ones, since the sentences differ.

use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;

/// Words that no Spanish sentence has, and that every English one is made of.
const ENGLISH: &str = "the of and people person persons with which were was known from by not are is this that these their \
                       than among episode episodes figure table annex share months years trafficking";

/// Names of works and bodies that stand in English in any language.
const NAMES: [&str; 3] =
    ["Human Trafficking Case Data Standard", "Counter Trafficking Data Collaborative", "International Organization"];

/// The title, which stands at every foot and would part a sentence that runs on.
const FOOT: &str = "La trata reiterada conocida entre las víctimas de trata asistidas";

/// A small report in Spanish, and the text of its parts before the works cited.
fn report(name: &str, shelf: &str, change: impl Fn(&str) -> String) -> (Pdf, String) {
    let stage = Stage::project(name, 3000);
    stage.edit("report.toml", |text| change(&text.replace("languages = [\"en\"]", "languages = [\"es\"]")));
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let pdf = Pdf::read(&stage.files(&format!("output/{shelf}"))["report.es.pdf"]);
    let whole = pdf.whole_text();
    let body = whole.rsplit_once("\nReferencias\n").expect("an annex of references").0;
    // A word broken at the end of a line is one word.
    let body = body.replace("\u{ad}\n", "").replace(FOOT, "");
    let pieces: Vec<&str> = body.split([' ', '\n']).filter(|piece| !piece.is_empty()).collect();
    let body = pieces.join(" ");
    (pdf, NAMES.iter().fold(body, |text, name| text.replace(name, "")))
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Every place where words in a row, the second and third of five, are at fault.
fn places(words: &[String], fault: impl Fn(&str, &str) -> bool) -> Vec<String> {
    words.windows(5).filter(|at| fault(&at[1], &at[2])).map(|at| at.join(" ")).collect()
}

fn assert_spanish(text: &str) {
    let words = words(text);
    let english: Vec<&str> = ENGLISH.split_whitespace().collect();
    assert_eq!(places(&words, |_, word| english.contains(&word) || word.starts_with("re-traff")), [""; 0]);
    assert_eq!(places(&words, |first, second| matches!((first, second), ("de" | "a", "el"))), [""; 0]);
    let little = ["el", "la", "los", "las", "de", "que", "en", "y", "a", "por", "un", "una", "se", "con", "del"];
    assert_eq!(places(&words, |first, second| first == second && little.contains(&first)), [""; 0]);
    // `u` and `e` before their own sounds.
    let sounds = |word: &str| word.starts_with('i') && !["ia", "ie", "io"].iter().any(|start| word.starts_with(start));
    assert_eq!(places(&words, |first, second| first == "y" && sounds(second)), [""; 0]);
}

fn assert_marks(text: &str) {
    for (open, close) in [('¿', '?'), ('¡', '!'), ('«', '»'), ('(', ')')] {
        let number = |mark| text.chars().filter(|&c| c == mark).count();
        assert_eq!(number(open), number(close), "{open} {close}");
    }
    assert!(text.contains('¿') && text.contains('«'));
    assert!(!text.contains(['“', '”']), "quotation marks of another language");
    let letters: Vec<char> = text.chars().collect();
    let at = |fault: &dyn Fn(&[char]) -> bool| letters.windows(3).filter(|at| fault(at)).count();
    assert_eq!(at(&|c| c[0].is_ascii_digit() && c[1] == '%'), 0, "a per cent sign without its space");
    // A point between digits stands in numbers of sections and versions alone: in no interval and no percentage.
    let point = |word: &&str| {
        let between = |at: usize| {
            word[..at].ends_with(|c: char| c.is_ascii_digit())
                && word[at + 1..].starts_with(|c: char| c.is_ascii_digit())
        };
        word.contains(['–', '%']) && word.match_indices('.').any(|(at, _)| between(at))
    };
    let points: Vec<&str> = text.split(' ').filter(point).collect();
    assert_eq!(points, [""; 0], "a point where a comma should be");
}

fn assert_alternative_texts(pdf: &Pdf) {
    let alt: Vec<String> = pdf.tags().into_iter().filter_map(|tag| tag.alt).collect();
    assert!(alt.len() > 10, "{}", alt.len());
    assert_spanish(&alt.join(" "));
}

#[test]
fn a_public_report_in_spanish_is_spanish_throughout() {
    let (pdf, text) = report("spanish", "public", str::to_string);
    assert_eq!(pdf.language(), "es");
    pdf.assert_standards();
    assert!(words(&text).len() > 10_000 && text.contains("<8"));
    assert_spanish(&text);
    assert_marks(&text);
    assert_alternative_texts(&pdf);
}

#[test]
fn exact_counts_in_spanish_make_sentences_as_good() {
    let internal = |text: &str| {
        let kept = text.lines().filter(|line| !line.starts_with("headline") && !line.starts_with("first_edition"));
        let text: String = kept.map(|line| format!("{line}\n")).collect();
        text.replace("policy = \"round-5\"", "policy = \"internal\"\nrecipient = \"Oficina\"")
    };
    let (pdf, text) = report("spanish-internal", "internal", internal);
    assert!(text.contains("Uso interno") && !text.contains("<8"));
    assert_spanish(&text);
    assert_marks(&text);
    assert_alternative_texts(&pdf);
}

//! The French edition read back: no English left in it, spaces where French wants them, forms that agree.

use std::collections::BTreeMap;

use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;

/// Words that English cannot do without and French does not have. Works are cited by their own titles, apart.
const ENGLISH: [&str; 22] = [
    "the",
    "of",
    "and",
    "with",
    "from",
    "which",
    "are",
    "was",
    "were",
    "people",
    "known",
    "trafficked",
    "between",
    "others",
    "than",
    "their",
    "not",
    "persons",
    "within",
    "first",
    "this",
    "no",
];

struct Edition {
    files: BTreeMap<String, Vec<u8>>,
    pdf: Pdf,
}

/// A small report in French and English.
fn edition() -> Edition {
    let stage = Stage::project("french", 3000);
    stage.edit("report.toml", |plan| plan.replace("languages = [\"en\"]", "languages = [\"fr\", \"en\"]"));
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    let pdf = Pdf::read(&files["report.fr.pdf"]);
    Edition { files, pdf }
}

/// Text of the pages before the works cited.
fn body(pdf: &Pdf) -> String {
    let pages = (1..=pdf.pages() as u32).map(|page| pdf.text(page));
    let body: Vec<String> = pages.take_while(|text| !text.contains("Sources des définitions")).collect();
    assert!(body.len() > 40, "{} pages before the works", body.len());
    // A soft hyphen at the end of a line parts a word.
    body.join("\n").replace("\u{ad}\n", "").replace('\u{ad}', "")
}

/// Texts of an SVG, one a line.
fn drawn(svg: &str) -> String {
    let texts = svg.split("<text").skip(1).filter_map(|piece| piece.split_once('>')?.1.split_once("</text"));
    let plain = texts.map(|(text, _)| {
        let mut out = String::new();
        for piece in text.split('<') {
            out.push_str(piece.split_once('>').map_or(piece, |cut| cut.1));
        }
        out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    });
    plain.collect::<Vec<_>>().join("\n")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    // Names of columns, such as `age_at_entry`, are one word.
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// What is wrong with a French text; nothing, where it is right.
fn faults(text: &str) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    for word in words(text).filter(|word| ENGLISH.contains(&word.to_lowercase().as_str())) {
        let line = text.lines().find(|line| words(line).any(|w| w == word)).unwrap_or_default();
        faults.push(format!("English “{word}” in “{line}”"));
    }
    // Lines of different columns may follow one another, so that only words of one line are neighbours.
    for line in text.lines() {
        let pairs: Vec<String> = words(line).map(str::to_lowercase).collect();
        for pair in pairs.windows(2) {
            let wrong = [("de", "le"), ("de", "les"), ("à", "le"), ("à", "les")];
            if wrong.contains(&(pair[0].as_str(), pair[1].as_str())) {
                faults.push(format!("not drawn together: “{line}”"));
            }
        }
    }
    faults.extend(spacing(text));
    faults.extend(agreement(text));
    faults
}

/// A mark that French sets apart has a space before it, at which no line ends.
fn spacing(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let around = |at: usize| letters[at.saturating_sub(30)..letters.len().min(at + 10)].iter().collect::<String>();
    let mut faults = Vec::new();
    for (at, mark) in letters.iter().enumerate().filter(|(_, c)| ";:!?%»«".contains(**c)) {
        let beside = if *mark == '«' { letters.get(at + 1) } else { at.checked_sub(1).and_then(|b| letters.get(b)) };
        // A sign alone heads a column or a note; a colon in an address or a time has no space after it; formulas have
        // marks of their own.
        let alone = beside.is_none_or(|c| *c == '\n');
        let within = *mark == ':' && letters.get(at + 1).is_some_and(|c| !c.is_whitespace());
        let after_digit = at.checked_sub(2).is_some_and(|b| letters[b..at].iter().any(char::is_ascii_digit));
        let heads = *mark == '%' && !after_digit;
        let formula = beside.is_some_and(|c| *c == 'ℎ' || ('\u{1d400}'..='\u{1d7ff}').contains(c));
        if !(alone || within || heads || formula) && beside != Some(&'\u{202f}') {
            faults.push(format!("no fixed space at “{mark}”: “{}”", around(at)));
        }
    }
    if let Some(at) = text.find("  ") {
        faults.push(format!("two spaces together before “{}”", text[at..].chars().take(30).collect::<String>()));
    }
    faults
}

/// Nought, one and what is less than two go with the singular.
fn agreement(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split([' ', '\n', '\u{a0}', '(', ')']).collect();
    let mut faults = Vec::new();
    for pair in words.windows(2) {
        let Ok(number) = pair[0].replace(',', ".").parse::<f64>() else { continue };
        let noun = pair[1].trim_end_matches(['.', ',', ';']);
        if number < 2.0 && ["personnes", "jours", "passages", "épisodes"].contains(&noun) {
            faults.push(format!("“{} {noun}”", pair[0]));
        }
    }
    faults
}

#[test]
fn the_french_report_is_french() {
    let Edition { files, pdf } = edition();
    assert_eq!(pdf.language(), "fr");
    pdf.assert_standards();
    let text = body(&pdf);
    let mut read = vec![("the report".to_string(), text)];
    read.extend(pdf.outline().into_iter().map(|title| ("a bookmark".into(), title)));
    let alts: Vec<String> = pdf.tags().into_iter().filter_map(|tag| tag.alt).collect();
    assert!(alts.len() > 20, "{} alternative texts", alts.len());
    read.extend(alts.into_iter().map(|alt| ("an alternative text".into(), alt)));
    let before = read.len();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".fr.svg")) {
        read.push((name.clone(), drawn(&String::from_utf8_lossy(bytes))));
        let english = name.replace(".fr.svg", ".en.svg");
        assert!(files.contains_key(&english), "no {english}");
    }
    assert!(read.len() > before + 20, "{} figures", read.len() - before);
    assert!(files.contains_key("report.en.pdf"));
    let mut found: Vec<String> =
        read.iter().flat_map(|(what, text)| faults(text).into_iter().map(move |f| format!("{what}: {f}"))).collect();
    // A line may end within what is looked for.
    let folded = |text: &str| text.split_whitespace().collect::<String>();
    let text = folded(&read[0].1);
    let told = ["Table des matières", "1er janvier 1999", "Chapitre 1", "Annexe A", "Tableau 1", "IC à 95 %"];
    found.extend(told.iter().filter(|words| !text.contains(&folded(words))).map(|words| format!("not said: {words}")));
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_reader_of_these_tests_sees_faults() {
    for wrong in ["Number of cases", "un cas de le fichier", "deux cas: trois", "deux cas ; trois", "1,5 personnes sur"]
    {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
    let right = "Deux cas\u{202f}: 1,5 personne sur 1\u{202f}000 à 12:30, «\u{202f}oui\u{202f}»\u{202f}!";
    assert_eq!(faults(right), Vec::<String>::new());
}

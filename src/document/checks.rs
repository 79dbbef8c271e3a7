//! Tests of the typeset demo: standards, structure, text and the look of the pages that can be measured.

use super::demo;
use super::*;
use crate::language::{Language, Strings};

#[path = "../../tests/render/pdf.rs"]
mod pdf;
use pdf::Pdf;

fn print(manuscript: &Manuscript) -> Print {
    let strings = Strings::embedded(Language::English).unwrap();
    typeset(manuscript, &demo::templates(), &strings).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn faults(manuscript: &Manuscript, part: &str, text: &str) -> String {
    let strings = Strings::embedded(Language::English).unwrap();
    let templates = demo::templates().with(&format!("en/{part}.typ.j2"), text);
    let faults = typeset(manuscript, &templates, &strings).unwrap_err();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_file_is_archival_accessible_and_whole() {
    let manuscript = demo::manuscript();
    let printed = print(&manuscript);
    assert_eq!(printed.warnings, vec![]);
    let pdf = Pdf::read(&printed.bytes);
    assert_eq!(pdf.pages(), printed.pages);
    pdf.assert_standards();
    assert_eq!(pdf.page_box(1, "MediaBox").map(f64::round), [0.0, 0.0, 595.0, 842.0]);
    assert_eq!(pdf.language(), "en-GB");
    let tags = pdf.tags();
    let figures: Vec<_> = tags.iter().filter(|t| t.kind == "Figure").collect();
    assert_eq!(figures.len(), 2);
    assert!(figures.iter().all(|f| f.alt.as_deref().is_some_and(|alt| alt.starts_with("Bar chart."))));
    for kind in ["H1", "H2", "Table", "TH", "TD", "L", "TOC"] {
        assert!(tags.iter().any(|t| t.kind == kind), "no {kind}");
    }
    assert_eq!(pdf.attachments(), [("release.json".to_string(), b"{\"format\": 1}".to_vec())]);
    assert!(pdf.outline().iter().any(|title| title.contains("Evidence of re-trafficking")), "{:?}", pdf.outline());
}

#[test]
fn the_same_manuscript_gives_the_same_bytes() {
    let manuscript = demo::manuscript();
    assert!(print(&manuscript).bytes == print(&manuscript).bytes);
}

#[test]
fn every_printed_fact_stands_on_a_page_as_it_is_written() {
    let manuscript = demo::manuscript();
    let printed = print(&manuscript);
    let text = Pdf::read(&printed.bytes).whole_text();
    for (name, fact) in &manuscript.facts {
        assert!(printed.printed.contains(name), "{name} is not used by the demo");
        assert!(text.contains(&fact.text(Language::English)), "{name}");
    }
    assert!(text.contains("<8: fewer than 8"));
    assert!(text.contains("Category #strong[x] *0* of a longer name"));
}

#[test]
fn notices_stand_on_every_page() {
    let mut manuscript = demo::manuscript();
    manuscript.meta.recipient = Some("the mission's data officer".into());
    let printed = print(&manuscript);
    let pdf = Pdf::read(&printed.bytes);
    for page in 1..=pdf.pages() as u32 {
        let text = pdf.text(page);
        assert!(text.contains("Simulated data"), "page {page}");
        assert!(text.contains("INTERNAL · the mission's data officer"), "page {page}:\n{text}");
    }
}

#[test]
fn pages_are_filled_and_nothing_leaves_them() {
    let mut manuscript = demo::manuscript();
    for recipient in [None, Some("the mission's data officer".to_string())] {
        manuscript.meta.recipient = recipient;
        Pdf::read(&print(&manuscript).bytes).assert_layout(4);
    }
}

#[test]
fn faults_name_the_template_and_the_line() {
    let m = demo::manuscript();
    let unknown = faults(&m, "evidence", "#chapter(\"evidence\")[T][F]\n\n<< fact(\"asisted\") >>\n");
    assert!(unknown.contains("templates/en/evidence.typ.j2:3"), "{unknown}");
    assert!(unknown.contains("did you mean `assisted`"), "{unknown}");
    let withheld = faults(&m, "evidence", "\n<% if value(\"permit\") > 3 %>many<% endif %>");
    assert!(withheld.contains("evidence.typ.j2:2") && withheld.contains("withheld"), "{withheld}");
    let absent = faults(&m, "evidence", "<< fact(\"sensitivity.low\") >>");
    assert!(absent.contains("ask available() first"), "{absent}");
    let twice = faults(&m, "evidence", "<< table(\"by-sex\") >>\n<< table(\"by-sex\") >>");
    assert!(twice.contains("evidence.typ.j2:2") && twice.contains("already"), "{twice}");
    let markup = faults(
        &m,
        "evidence",
        "#chapter(\"evidence\")[T][F]\n\nText << fact(\"assisted\") >>\nand #no-such-thing[x].\n",
    );
    assert!(markup.contains("templates/en/evidence.typ.j2:4"), "{markup}");
    let part = faults(&m, "evidence", "\n\n#chapter(\"evidense\")[T][F]\n");
    assert!(part.contains("templates/en/evidence.typ.j2:3"), "{part}");
    let missing = faults(&m, "evidence", "<< ref(\"by-sexx\") >>");
    assert!(missing.contains("did you mean `by-sex`"), "{missing}");
    let nowhere = faults(&m, "evidence", "\n<< figure(\"by-year\", at=\"top\") >>");
    assert!(nowhere.contains("evidence.typ.j2:2") && nowhere.contains("`head`, `foot` or `here`"), "{nowhere}");
    let syntax = faults(&m, "evidence", "a\n<% if %>");
    assert!(syntax.contains("templates/en/evidence.typ.j2:2"), "{syntax}");
}

#[test]
fn a_part_without_a_template_is_an_error() {
    let mut m = demo::manuscript();
    m.parts.push(Part::new("nowhere", PartKind::Chapter));
    let strings = Strings::embedded(Language::English).unwrap();
    let faults = typeset(&m, &demo::templates(), &strings).unwrap_err();
    assert!(faults[0].to_string().contains("templates/en/nowhere.typ.j2"), "{}", faults[0]);
}

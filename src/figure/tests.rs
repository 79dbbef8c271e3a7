use super::sample::{count, full_sheet, hidden, sheet};
use super::*;

/// Labels that try to leave the picture, the markup or the line.
const HOSTILE: [&str; 6] = [
    "</text><script>alert(1)</script>",
    "\" onload=\"x",
    "a\u{0}b\u{7}\u{ffff}\nc",
    "&amp; <!-- ]]>",
    "نساء وفتيات",
    "",
];

fn bars(labels: &[&str]) -> Bars {
    let row = |label: &&str| BarRow { label: label.to_string(), value: count(10.0), beside: None, role: Role::Subject };
    Bars { rows: labels.iter().map(row).collect(), ordered: true }
}

#[test]
fn hostile_labels_stay_text() {
    let mut page = full_sheet(330.0, Language::English);
    page.title = HOSTILE[0].into();
    page.description = HOSTILE[1].into();
    let figure = bars(&HOSTILE).draw(&page).expect("draws");
    assert!(!figure.svg.contains("<script") && !figure.svg.contains("\" onload"));
    assert!(!figure.svg.contains('\u{0}') && !figure.svg.contains('\u{ffff}'));
    png(&figure.svg, 1.0, &crate::theme::Fonts::default()).expect("well-formed");
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    let draw = || bars(&["a", "b"]).draw(&full_sheet(330.0, Language::French)).expect("draws").svg;
    assert_eq!(draw(), draw());
}

#[test]
fn a_figure_says_what_it_is() {
    let figure = bars(&["a"]).draw(&sheet(330.0)).expect("draws");
    assert!(figure.svg.contains("<title id=\"title\">A chart</title>"));
    assert!(figure.svg.contains("<desc id=\"desc\">A chart of &lt;8 &amp; more</desc>"));
    assert!(figure.svg.contains("font-family=\"'Source Sans 3'"));
    assert!(!figure.svg.contains("textLength"), "the report has its fonts");
}

#[test]
fn a_figure_alone_carries_its_words_and_widths() {
    let page = full_sheet(330.0, Language::English);
    let figure = bars(&["aa"]).draw(&page).expect("draws");
    let within = bars(&["aa"]).draw(&Sheet { caption: None, ..page }).expect("draws");
    for words in ["Source: simulated case file.", "n = 14,020", "Simulated data"] {
        assert!(figure.svg.contains(words), "{words}");
    }
    assert!(within.svg.contains("Simulated data"), "the stamp goes wherever the figure goes");
    assert!(!within.svg.contains("Source:"));
    assert!(figure.svg.contains("textLength"));
    assert!(figure.height_pt() > within.height_pt() && figure.width_pt() > within.width_pt());
}

#[test]
fn widths_that_make_no_sense_are_mended() {
    for width in [f64::NAN, -3.0, 0.0, 1e12, f64::INFINITY] {
        let figure = bars(&["a", "b"]).draw(&sheet(width)).expect("draws");
        assert!((120.0..=2000.0).contains(&figure.width_pt()));
    }
}

#[test]
fn nothing_to_show_is_said() {
    let words = Language::ALL.map(|language| Sheet { language, ..sheet(330.0) });
    for page in words {
        let figure = bars(&[]).draw(&page).expect("draws");
        assert_eq!(figure.geometry().texts.len(), 1);
        assert_eq!(figure.faults(), Vec::<String>::new());
    }
}

#[test]
fn numbers_are_written_as_the_language_does() {
    let text = |language| number_text(&count(14020.0), language);
    assert_eq!(Language::ALL.map(text), ["14,020", "14\u{202f}020", "14\u{202f}020"]);
    assert_eq!(number_text(&hidden(), Language::French), "<8");
}

//! A house's colours, fonts, pictures and paper: in every edition, checked, and made anew where they show alone.

use super::{PERSONS, build, made, public};
use crate::cli::stage::Stage;
use crate::render::pdf::Pdf;
use retraffic::theme::Palette;

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"><rect width=\"30\" height=\"20\" fill=\"#7a1f3d\"/></svg>";

fn house(name: &str, theme: &str) -> Stage {
    let stage = Stage::project(name, PERSONS);
    stage.write("project/images/logo.svg", LOGO.as_bytes());
    stage.edit("report.toml", |text| format!("{text}\n[theme]\n{theme}\n"));
    stage
}

const COLOURS: &str = "primary = \"#7a1f3d\"\naccent = \"#c7881b\"";
const PICTURE: &str = "logo = { file = \"images/logo.svg\", alt = \"Logo of the office\" }";

#[test]
fn one_theme_is_in_document_figures_and_screen() {
    let stage = house("house", &format!("{COLOURS}\n{PICTURE}\npaper = \"letter\"\nbleed = 3"));
    build(&stage, &[]);
    let (own, standard) = ("#7a1f3d", Palette::STANDARD.primary.fill.hex());
    let public = public(&stage);
    let mut coloured = 0;
    for (name, bytes) in public.iter().filter(|(name, _)| name.ends_with(".svg") || name.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&standard), "{name} has the program's own colour");
        coloured += usize::from(text.contains(own));
    }
    assert!(coloured > 20, "{coloured}");
    let pdf = Pdf::read(&public["report.en.pdf"]);
    pdf.assert_standards();
    assert!(pdf.tags().iter().any(|tag| tag.alt.as_deref() == Some("Logo of the office")));
    // Letter, with 3 mm (8.5 pt) around it.
    for page in [1, 2] {
        let boxed = |name: &str| pdf.page_box(page, name).map(|side| (side * 10.0).round() / 10.0);
        assert_eq!(boxed("MediaBox"), [0.0, 0.0, 629.0, 809.0]);
        assert_eq!(boxed("TrimBox"), [8.5, 8.5, 620.5, 800.5]);
    }
    assert!(String::from_utf8_lossy(&public["report.en.html"]).contains("alt=\"Logo of the office\""));
}

#[test]
fn a_logo_makes_the_documents_and_a_colour_all_that_shows_it() {
    let stage = house("logo", &format!("{COLOURS}\n{PICTURE}"));
    build(&stage, &[]);
    stage.write("project/images/logo.svg", LOGO.replace("#7a1f3d", "#222222").as_bytes());
    let names = |made: Vec<(String, bool)>| made.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(made(&stage, &[])), ["report.en.html", "report.en.pdf"]);
    let told = stage.run(&["explain", "project", "report.en.pdf"]);
    assert!(told.out.contains("images/logo.svg"), "{}", told.out);
    stage.edit("report.toml", |text| text.replace("#7a1f3d", "#00205b"));
    assert!(names(made(&stage, &[])).len() > 20);
    assert_eq!(made(&stage, &[]), []);
}

#[test]
fn files_that_cannot_be_used_are_told_where_they_are_named() {
    let told = |theme: &str| {
        let stage = house("no-file", theme);
        stage.write("project/text.txt", b"no picture, no font");
        let run = stage.run(&["check", "project"]);
        assert_ne!(run.code, 0, "{theme}");
        run.err + &run.out
    };
    let missing = told("logo = { file = \"images/none.svg\" }");
    assert!(missing.contains("S033") && missing.contains("report.toml:") && missing.contains("none.svg"), "{missing}");
    assert!(told("cover_image = { file = \"text.txt\" }").contains("S035"));
    assert!(told("[theme.fonts]\nsans = [\"text.txt\"]").contains("S034"));
}

/// The program's serif as the house's sans: figures name it first and are laid out with its widths.
#[test]
fn figures_are_set_in_the_fonts_of_the_house() {
    let stage = Stage::project("fonts", PERSONS);
    build(&stage, &["figures"]);
    let before = public(&stage);
    let font = include_bytes!("../../templates/fonts/SourceSerif4-Regular.otf");
    stage.write("project/fonts/house.otf", font);
    stage.edit("report.toml", |text| format!("{text}\n[theme.fonts]\nsans = [\"fonts/house.otf\"]\n"));
    build(&stage, &["figures"]);
    let after = public(&stage);
    let charts: Vec<&String> = after.keys().filter(|name| name.ends_with(".svg")).collect();
    assert!(!charts.is_empty());
    for name in charts {
        let text = String::from_utf8_lossy(&after[name]);
        assert!(text.contains("font-family=\"'Source Serif 4', 'Source Sans 3'"), "{name}");
        assert_ne!(before[name], after[name]);
    }
}

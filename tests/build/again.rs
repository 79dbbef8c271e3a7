//! Who typesets again after a change gets what would be typeset anew, to the byte.

use retraffic::build;
use retraffic::document::{Composed, LastLayout, Medium, OwnText};

use super::Stage;
use crate::printed::sample;

#[test]
fn a_report_typeset_again_is_the_report_typeset_anew() {
    let stage = Stage::empty("again");
    let project = sample(&stage);
    for mut ready in build::manuscripts(&project).unwrap() {
        let last = LastLayout::default();
        let written = ready.manuscript.own_texts.clone();
        let mut pages = Vec::new();
        for step in 0..6 {
            ready.manuscript.own_texts = written.clone();
            let mut add = |end: &str| {
                let (slot, own) = written.iter().next().unwrap();
                let text = format!("{}\n\n{end}\n", own.text);
                ready.manuscript.own_texts.insert(slot.clone(), OwnText { text, ..own.clone() });
            };
            match step {
                1 => add("One sentence more."),
                // Everything behind moves by pages, and with it every number of a page.
                2 => add(&"Another paragraph stands here, and it is as long as a line.\n\n".repeat(60)),
                3 => add("== A section more\n\nWith a word#footnote[And its note.]."),
                4 => ready.manuscript.parts.retain(|part| part.name != "glossary"),
                _ => {}
            }
            let composed = Composed::new(&ready.manuscript, &ready.templates, &ready.strings).unwrap();
            let forme = composed.lock_up(Medium::Page);
            let (again, anew) = (forme.print_again(&last).unwrap(), forme.print().unwrap());
            assert!(again.bytes == anew.bytes, "{}, change {step}", ready.manuscript.language.tag());
            assert_eq!(again.warnings, anew.warnings);
            pages.push(again.pages);
        }
        assert!(pages[2] > pages[1] && pages[4] < pages[3], "{pages:?}");
    }
}

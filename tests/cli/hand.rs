//! The author's hand: sentences in place of generated ones, numbers of the author's own, and the way back from a number.

use serde_json::Value;

use super::stage::Stage;
use crate::render::pdf::Pdf;

fn project(name: &str) -> Stage {
    Stage::project(name, 300)
}

/// A generated sentence of a part or a figure, by its beginning.
fn sentence(stage: &Stage, kind: &str, begins: &str) -> (String, String) {
    let run = stage.run(&["list", "sentences", "project", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let list: Value = serde_json::from_str(&run.out).unwrap();
    let found = list["sentences"].as_array().unwrap().iter();
    let mut found = found.filter(|s| s[kind].is_string() && s["replaces"].as_str().unwrap().starts_with(begins));
    let found = found.next().unwrap_or_else(|| panic!("no sentence begins `{begins}`"));
    (found[kind].as_str().unwrap().into(), found["replaces"].as_str().unwrap().into())
}

fn overrides(stage: &Stage, scope: &str, replaces: &str, text: &str, more: &str) {
    let file = format!(
        "format = 1\n\n[[sentence]]\nlanguage = \"en\"\n{scope}\nreplaces = '''{replaces}'''\ntext = '''{text}'''\n{more}\n"
    );
    stage.write("project/overrides.toml", file.as_bytes());
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

#[test]
fn an_author_replaces_a_generated_sentence_and_keeps_its_facts() {
    let stage = project("overrides");
    let (part, replaces) = sentence(&stage, "part", "It follows the questions");
    let scope = format!("part = \"{part}\"");
    let text = "Ours, from << fact(\"organisation\") >>, under law << literal(\"27/2016\") >>.";
    overrides(&stage, &scope, &replaces, text, "holds = 'known(\"assisted\")'");
    let run = stage.run(&["build", "project", "report.en.pdf", "annex/release.json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    let read = folded(&Pdf::read(&files["report.en.pdf"]).whole_text());
    assert!(read.contains("underlaw27/2016") && !read.contains("Itfollowsthequestions"));
    let release: Value = serde_json::from_slice(&files["annex/release.json"]).unwrap();
    let literal = &release["literals"][0];
    assert_eq!((literal["text"].as_str(), literal["file"].as_str()), (Some("27/2016"), Some("overrides.toml")));
    assert_eq!(literal["line"], 7);
    let listed = stage.run(&["list", "literals", "project"]);
    assert_eq!(listed.out, "overrides.toml:7  27/2016\n");

    // The sentence is gone: other words stand where they stood.
    let refused = |code: &str, place: &str, says: &str| {
        let run = stage.run(&["build", "project", "report.en.pdf"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.err.contains(&format!("error[{code}] {place}")) && run.err.contains(says), "{}", run.err);
    };
    overrides(&stage, &scope, &replaces.replace("answers", "answered"), text, "");
    refused("T131", "overrides.toml:6", "answers each of them");
    overrides(&stage, "part = \"glossary\"", &replaces, text, "");
    refused("T131", "overrides.toml:6", "");
    overrides(&stage, &scope, &replaces, "Ours, without its fact.", "");
    refused("T132", "overrides.toml:7", "`organisation`");
    overrides(&stage, &scope, &replaces, text, "holds = 'value(\"assisted\") > 1000000'");
    refused("T133", "overrides.toml:6", "`holds`");
    overrides(&stage, &scope, &replaces, "<< fact(\"organisaton\") >>", "");
    refused("T101", "overrides.toml:7", "`organisation`");
    overrides(&stage, "prat = \"summary\"", &replaces, text, "");
    refused("T130", "overrides.toml:5", "prat");
    // The good report of before is still there.
    assert!(stage.files("output/public") == files);
}

#[test]
fn the_words_of_a_figure_can_be_replaced() {
    let stage = project("overrides-figure");
    let (figure, replaces) = sentence(&stage, "figure", "");
    let named = replaces.split('{').skip(1).map(|piece| piece.split_once('}').unwrap().0);
    let facts: String = named.map(|name| format!(" << fact(\"{name}\") >>")).collect();
    overrides(&stage, &format!("figure = \"{figure}\""), &replaces, &format!("The busiest year:{facts}"), "");
    let run = stage.run(&["build", "project", "report.en.pdf"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = stage.files("output/public");
    assert!(folded(&Pdf::read(&files["report.en.pdf"]).whole_text()).contains("Thebusiestyear:"));
    overrides(&stage, "figure = \"fig.none\"", &replaces, "x", "");
    let run = stage.run(&["build", "project", "report.en.pdf"]);
    assert!(run.code == 1 && run.err.contains("error[T131] overrides.toml:6"), "{}", run.err);
}

#[test]
fn a_number_typed_by_hand_is_remarked_on_and_a_marked_one_is_not() {
    let stage = project("literals");
    stage.write(
        "project/text/en/summary-after.md",
        b"Under law << literal(\"4/2010\") >>.\n\nSome 12 offices took part.\n",
    );
    let run = stage.run(&["check", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("warning[T103] text/en/summary-after.md:3:6"), "{}", run.out);
    assert_eq!(run.out.matches("T103").count(), 1, "{}", run.out);
    let strict = stage.run(&["build", "project", "annex/release.json", "--strict"]);
    assert_eq!(strict.code, 1, "{}", strict.err);
    assert!(strict.err.contains("T103") && !stage.exists("output/public"), "{}", strict.err);
    let text = "Under law << literal(\"4/\" ~ \"2010\") >>.";
    stage.write("project/text/en/summary-after.md", text.as_bytes());
    let run = stage.run(&["build", "project", "report.en.pdf"]);
    assert!(run.code == 1 && run.err.contains("error[T101] text/en/summary-after.md:1"), "{}", run.err);
}

#[test]
fn a_number_leads_back_to_its_cell() {
    let stage = project("trace");
    let run = stage.run(&["trace", "assisted", "project"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for says in ["The fact assisted: “300”", "assisted persons", "facts[name=assisted]", "page "] {
        assert!(run.out.contains(says), "{says}: {}", run.out);
    }
    let run = stage.run(&["trace", "300", "project", "--format", "json"]);
    let found: Value = serde_json::from_str(&run.out).unwrap();
    let answers = found["answers"].as_array().unwrap();
    let in_table = |a: &&Value| a["stands"][0]["place"].as_str().unwrap().contains("in the table");
    let cell = answers.iter().find(in_table).unwrap_or_else(|| panic!("{}", run.out));
    assert!(cell["counts"].is_string() && cell["release"].is_string(), "{cell}");
    let stands = &cell["stands"][0];
    let page = stands["page"].to_string();
    let there = stage.run(&["trace", "300", "project", "--page", &page]);
    assert!(there.code == 0 && there.out.contains(&format!("on page {page},")), "{}", there.out);
    let run = stage.run(&["trace", "987654", "project"]);
    assert!(run.code == 1 && run.err.contains("error[B100]"), "{}", run.err);
    let run = stage.run(&["trace", "300", "project", "--page", "1"]);
    assert!(run.code == 1 && run.err.contains("it stands on page"), "{}", run.err);
    let run = stage.run(&["trace", "300", "project", "--lang", "fr"]);
    assert!(run.code == 1 && run.err.contains("error[B101]"), "{}", run.err);
    assert!(!stage.exists("output/public"));
}

//! Completions and man pages: whole, and the same each time.

use std::collections::BTreeSet;

use super::stage::Stage;

/// Names of the commands, as the help lists them.
fn commands(stage: &Stage) -> Vec<String> {
    let help = stage.run(&["--help"]).out;
    let block = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = block.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Long options in a text.
fn options(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.len() > 3 && word.starts_with("--")).map(str::to_owned).collect()
}

/// A page without the signs of the typesetter.
fn plain(page: &str) -> String {
    page.replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "")
}

#[test]
fn completions_know_every_command_and_option() {
    let stage = Stage::empty("completions");
    let commands = commands(&stage);
    assert!(commands.len() > 7 && commands.contains(&"new".to_owned()), "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = stage.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.err);
        for word in commands.iter().map(String::as_str).chain(["eject", "covariates"]) {
            assert!(run.out.contains(word), "{shell} lacks {word}");
        }
        assert_eq!(run.out, stage.run(&["completions", shell]).out);
    }
    let wrong = stage.run(&["completions", "fsh"]);
    assert!(wrong.code == 2 && wrong.err.contains("fish"), "{}", wrong.err);
}

#[test]
fn every_command_has_a_page_with_every_option() {
    let stage = Stage::empty("man");
    let commands = commands(&stage);
    let run = stage.run(&["man", "--dir", "pages"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let pages = stage.files("pages");
    let wanted: BTreeSet<String> =
        commands.iter().map(|c| format!("retraffic-{c}.1")).chain(["retraffic.1".into()]).collect();
    assert_eq!(pages.keys().cloned().collect::<BTreeSet<_>>(), wanted);
    for command in &commands {
        let page = plain(&String::from_utf8(pages[&format!("retraffic-{command}.1")].clone()).unwrap());
        let help = stage.run(&[command, "--help"]);
        let found = options(&page);
        let missing: Vec<_> = options(&help.out).into_iter().filter(|option| !found.contains(option)).collect();
        assert!(missing.is_empty(), "{command}: {missing:?}");
        assert!(page.contains("EXAMPLES"), "{command} has no example");
    }
    let program = stage.run(&["man"]);
    assert_eq!(program.out.as_bytes(), pages["retraffic.1"]);
    let page = plain(&program.out);
    for command in &commands {
        assert!(page.contains(&format!("retraffic-{command}(1)")), "{command}");
    }
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "130"] {
        assert!(program.out.contains(&format!("\\fB{code}\\fR")), "exit code {code}");
    }
    assert_eq!(stage.run(&["man", "--dir", "pages"]).code, 0);
    assert!(stage.files("pages") == pages);
    stage.write("file", b"");
    let wrong = stage.run(&["man", "--dir", "file"]);
    assert!(wrong.code == 7 && wrong.err.contains("B053"), "{}", wrong.err);
}

#[test]
fn a_mistyped_option_gets_a_suggestion() {
    let stage = Stage::empty("options");
    let run = stage.run(&["new", "x", "--langage", "fr"]);
    assert!(run.code == 2 && run.err.contains("--language"), "{}", run.err);
    let run = stage.run(&["new", "x", "--language", "de"]);
    assert!(run.code == 2 && run.err.contains("en, fr, es"), "{}", run.err);
    assert!(!stage.exists("x"));
}

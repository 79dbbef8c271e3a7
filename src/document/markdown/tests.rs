//! Markdown in, Typst out: nothing becomes code, lines stay, faults have theirs.

use super::*;
use proptest::prelude::*;
use typst::syntax::{SyntaxKind, SyntaxNode, parse};

fn set(text: &str) -> String {
    markdown(text, "text/en/a-before.md", "a-before").unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

fn faults(text: &str) -> Vec<(&'static str, u64)> {
    let faults = markdown(text, "text/en/a-before.md", "a-before").unwrap_err();
    faults.iter().map(|f| (f.code, f.place.as_ref().unwrap().line.unwrap())).collect()
}

#[test]
fn words_keep_their_signs_and_emphasis_its_meaning() {
    assert_eq!(set("A *b* and __c__, re-trafficked"), "A #emph[b]; and #strong[c];, re-trafficked");
    assert_eq!(set("#panic() $x$ @y a_b_c 1. -2 ~ &lt;%"), "\\#panic() \\$x\\$ \\@y a\\_b\\_c 1\\. \\-2 \\~ \\u{3c}%");
    assert_eq!(set("`a \"b\" << x >>`"), "#raw(\"a \\\"b\\\" \\u{3c}\\u{3c} x >>\");");
}

#[test]
fn blocks_have_their_forms() {
    assert_eq!(set("- a\n- b\n  1. c\n  2. d"), "- a\n- b\n  1. c\n  2. d");
    assert_eq!(set("3. a\n4. b"), "3. a\n4. b");
    assert_eq!(set("> a\n>\n> b"), "#quote(block: true)[a\n\nb];");
    assert_eq!(set("a  \nb\\\nc"), "a \\\nb \\\nc");
    assert_eq!(set("[x](https://a.org/b)"), "#link(\"https://a.org/b\")[x];");
    let table = set("| a | b |\n|---|--:|\n| c | 1 |");
    assert_eq!(table, "#own-table((\"left\", \"right\", ), ([a], [b], ), \n\n([c], [1], ), );");
    let note = set("a[^n] b[^n]\n\n[^n]: words");
    assert_eq!(
        note,
        "a#own-note(\"a-before:1\"); b#own-note(\"a-before:1\", again: true);\n\n#own-note-text(\"a-before:1\")[words];"
    );
    assert_eq!(set("```\na\n  b\n```"), "\n#raw(block: true, \"a\\n  b\");");
}

#[test]
fn the_highest_heading_stands_below_the_chapter_whatever_its_signs() {
    assert_eq!(set("## A\n#### B"), "#heading(level: 2)[A];\n#heading(level: 3)[B];");
    assert_eq!(set("# A\n## B\n### C"), "#heading(level: 2)[A];\n#heading(level: 3)[B];\n#heading(level: 4)[C];");
    assert_eq!(faults("# A\n## B\n### C\n#### D"), [("T124", 4)]);
}

#[test]
fn what_follows_the_last_rule_is_a_signature() {
    assert_eq!(set("Dear reader\n\n---\n\nName\nOffice"), "Dear reader\n\n#signature[\n\nName \\\nOffice];");
    assert_eq!(set("a\n\n---\n\n# b\n\nc"), "a\n\n#section-break;\n\n#heading(level: 2)[b];\n\nc");
}

#[test]
fn statements_pass_as_they_are() {
    assert_eq!(set("**<< fact(\"a_b\") >>** of"), "#strong[<< fact(\"a_b\") >>]; of");
    assert_eq!(set("<# a\n\nremark #>\nWords"), "\n\n\n#parbreak();Words");
    let loops = "<% for a in list(\"x\") %>\n- << a >>\n<% endfor %>\nNext";
    assert_eq!(set(loops), "<% for a in list(\"x\") %>\n- << a >>\n<% endfor %>\n#parbreak();Next");
    assert_eq!(set("<< fact(\">>\") >>"), "<< fact(\">>\") >>");
}

#[test]
fn faults_have_the_authors_line() {
    assert_eq!(faults("a\n\n<div>x</div>"), [("T120", 3)]);
    assert_eq!(faults("a <b>c</b>"), [("T120", 1), ("T120", 1)]);
    assert_eq!(faults("a\nb ![x](y.png)"), [("T121", 2)]);
    assert_eq!(faults("a\n\n<% if x"), [("T122", 3)]);
    assert_eq!(faults("a\u{e000}"), [("T122", 1)]);
    assert_eq!(faults("<# one\ntwo #>\n[x](javascript:alert)"), [("T123", 3)]);
    assert_eq!(faults("[x](<< ref >>)"), [("T123", 1)]);
    assert_eq!(faults("a\n\n[^n]: words"), [("T125", 3)]);
}

/// Kinds of markup that only this room's own calls may make.
fn foreign(node: &SyntaxNode, own: &mut Vec<String>) -> bool {
    let kind = node.kind();
    if kind == SyntaxKind::FuncCall || kind == SyntaxKind::Ident {
        own.push(node.full_text().to_string());
    }
    let bad = [
        SyntaxKind::Equation,
        SyntaxKind::Label,
        SyntaxKind::Ref,
        SyntaxKind::Error,
        SyntaxKind::ModuleImport,
        SyntaxKind::Raw,
        SyntaxKind::Strong,
        SyntaxKind::Emph,
        SyntaxKind::Heading,
        SyntaxKind::LetBinding,
    ];
    bad.contains(&kind) || node.children().any(|child| foreign(child, own))
}

const CALLS: [&str; 13] = [
    "emph",
    "strong",
    "raw",
    "link",
    "heading",
    "quote",
    "own-table",
    "own-note",
    "own-note-text",
    "section-break",
    "signature",
    "parbreak",
    "again",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_text_becomes_code(text in "[ab1 \"\\\\#$*_`>@\\[\\](){};:/=+~'\n|^.,!%&-]{0,40}") {
        if let Ok(set) = markdown(&text, "f", "s") {
            let root = parse(&set);
            prop_assert!(root.errors_and_warnings().0.is_empty(), "{:?} gave {:?}", text, set);
            let mut idents = Vec::new();
            prop_assert!(!foreign(&root, &mut idents), "{:?} gave {:?}", text, set);
            for ident in idents.iter().filter(|i| i.chars().all(|c| c.is_alphabetic() || c == '-')) {
                let named = ["block", "level", "true", "true"];
                prop_assert!(CALLS.contains(&ident.as_str()) || named.contains(&ident.as_str()), "{} in {:?}", ident, set);
            }
            prop_assert!(set.matches('\n').count() <= text.matches('\n').count(), "{:?} gave {:?}", text, set);
        }
    }
}

//! Data as Typst string literals, so that no label, name or number can ever be read as markup.

use std::fmt::Write;

/// The text as an expression inside markup: `#"…";`.
///
/// Inside a Typst string only `\` and `"` are special; the semicolon ends the embedded expression, so that a
/// following `(`, `[` or `.` of the template stays text.
pub(super) fn in_markup(text: &str) -> String {
    format!("#{};", in_code(text))
}

/// The text as a string in code: `"…"`.
pub(super) fn in_code(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '"' => literal.push_str("\\\""),
            '\n' | '\r' | '\t' => literal.push(' '),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use typst::syntax::{SyntaxKind, SyntaxNode, ast, parse};

    fn strings(node: &SyntaxNode, found: &mut Vec<String>) {
        found.extend(node.cast::<ast::Str>().map(|s| s.get().to_string()));
        node.children().for_each(|child| strings(child, found));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn no_label_becomes_markup(text in "[ab \"\\\\#$*_`<>@\\[\\](){};:/=+~'\u{0}\u{1b}\u{202e}é語\n\r\t,.!%&|^?-]{0,16}") {
            let source = format!("before {}(x)[y].len() after", in_markup(&text));
            let root = parse(&source);
            prop_assert!(root.errors_and_warnings().0.is_empty(), "{}", source);
            let mut found = Vec::new();
            strings(&root, &mut found);
            prop_assert_eq!(found, vec![text.replace(['\n', '\r', '\t'], " ")]);
            let markup = [SyntaxKind::Strong, SyntaxKind::Emph, SyntaxKind::Equation, SyntaxKind::Raw,
                SyntaxKind::Label, SyntaxKind::Ref, SyntaxKind::FuncCall, SyntaxKind::FieldAccess, SyntaxKind::Error];
            prop_assert!(!root.children().any(|c| markup.contains(&c.kind())), "{}", source);
        }
    }
}

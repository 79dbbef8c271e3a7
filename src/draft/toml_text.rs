//! Texts as TOML writes them.

/// A text in quotes, on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key: bare where TOML lets it be.
pub(super) fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { text.to_owned() } else { quoted(text) }
}

/// One line of a comment: nothing in it can end the line.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_reads_back() {
        for text in ["plain", "a \"b\" \\ c", "tab\tand\u{1}", "Côte d’Ivoire", "", "a.b", "[x]\nformat = 2"] {
            let line = format!("{} = {}\n", key(text), quoted(text));
            let table: toml::Table = line.parse().unwrap();
            assert_eq!(table.len(), 1);
            assert_eq!(table[text].as_str(), Some(text));
        }
        assert_eq!(comment("a\nformat = 2"), "a format = 2");
    }
}

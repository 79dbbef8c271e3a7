//! The text of a report for a screen: paragraphs and alternative texts, as they are read out.

/// What one report says.
pub struct Page {
    /// Paragraphs, headings, cells and captions, one each, spaces folded.
    pub lines: Vec<String>,
}

/// Elements that end a line.
const BLOCKS: [&str; 22] = [
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "td",
    "th",
    "caption",
    "figcaption",
    "div",
    "section",
    "aside",
    "dt",
    "dd",
    "tr",
    "figure",
    "header",
    "nav",
    "span",
    "br",
];

impl Page {
    pub fn read(html: &str) -> Self {
        let mut page = Page { lines: Vec::new() };
        let mut line = String::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            line.push_str(&rest[..at]);
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            let tag = &rest[at..end];
            rest = &rest[end..];
            let name: String =
                tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
            if ["style", "script", "svg", "math"].contains(&name.as_str()) && !tag.starts_with("</") {
                rest = rest.split_once(&format!("</{name}>")).map_or("", |cut| cut.1);
            }
            // A note in the margin stands within its sentence and is none of it.
            let block = BLOCKS.contains(&name.as_str()) && (name != "span" || tag.contains("class"));
            if block {
                page.add(&mut line);
            }
            for attribute in ["alt=\"", "aria-label=\""] {
                if let Some((_, text)) = tag.split_once(attribute) {
                    page.add(&mut text.split('"').next().unwrap_or_default().to_string());
                }
            }
        }
        page
    }

    fn add(&mut self, line: &mut String) {
        let text = std::mem::take(line);
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let text: Vec<&str> = text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
        if !text.is_empty() {
            self.lines.push(text.join(" "));
        }
    }

    /// True where the words stand somewhere, whatever spaces the language puts between them.
    pub fn says(&self, words: &str) -> bool {
        let folded = |text: &str| text.replace(['\u{a0}', '\u{202f}', '\u{2060}'], " ");
        self.lines.iter().any(|line| folded(line).contains(&folded(words)))
    }
}

#[test]
fn a_page_is_read_as_paragraphs() {
    let page = Page::read("<style>p{}</style><p>Of&nbsp;two <em>one</em>\n &lt;8.</p><img alt=\"A chart\"><p>End</p>");
    assert_eq!(page.lines, ["Of&nbsp;two one <8.", "A chart", "End"]);
    assert!(page.says("one <8"));
}

//! The last touches to a page for a screen: style, fonts and drawings go into the file, so that it needs no other.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::manuscript::Meta;
use crate::theme::{Face, Palette};

/// Faces that the style sheet uses; Arabic only where the page has any.
const FACES: [Face; 5] = [Face::Sans, Face::SansSemibold, Face::Serif, Face::SerifItalic, Face::SerifSemibold];

/// A screen is read from farther away than paper.
const LARGER: f64 = 1.36;

/// The exported page with style sheet, fonts and charts inside.
pub(super) fn finished(html: &str, head: &str, style: &str, charts: &BTreeMap<String, String>) -> String {
    let arabic = html.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
    let mut head = format!("{head}<style>");
    for face in FACES.into_iter().chain(arabic.then_some(Face::Arabic)) {
        let (family, weight, slope) = face.css();
        let data = STANDARD.encode(face.bytes());
        head.push_str(&format!(
            "@font-face{{font-family:\"{family}\";font-weight:{weight};font-style:{slope};src:url(data:font/otf;base64,{data})}}"
        ));
    }
    head.push_str(&colours());
    head.push_str(style);
    head.push_str("</style>");
    let page = html.replacen("</head>", &format!("{head}</head>"), 1);
    drawn(&page, charts)
}

/// What reference managers and search engines read of the publication.
pub(super) fn head(meta: &Meta) -> String {
    let imprint = &meta.imprint;
    let authors = if imprint.authors.is_empty() { std::slice::from_ref(&meta.organisation) } else { &imprint.authors };
    let mut said: Vec<(&str, &str)> = vec![("citation_title", &meta.title)];
    said.extend(authors.iter().map(|author| ("citation_author", author.as_str())));
    said.push((
        "citation_publisher",
        if imprint.publisher.is_empty() { &meta.organisation } else { &imprint.publisher },
    ));
    let numbers = [("citation_isbn", &imprint.isbn), ("citation_issn", &imprint.issn), ("citation_doi", &imprint.doi)];
    said.extend(numbers.into_iter().filter_map(|(name, number)| Some((name, number.as_deref()?))));
    if !imprint.license.is_empty() {
        said.push(("DC.rights", &imprint.license));
    }
    said.iter().map(|(name, content)| format!("<meta name=\"{name}\" content=\"{}\">", attribute(content))).collect()
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The page's colours under the names of the style sheet.
fn colours() -> String {
    let named = [
        ("ink", Palette::INK.hex()),
        ("muted", Palette::MUTED.hex()),
        ("line", Palette::GRID.hex()),
        ("paper", Palette::PAPER.hex()),
        ("wash", Palette::WASH.hex()),
        ("primary", Palette::PRIMARY.fill.hex()),
        ("deep", Palette::RAMP[5].hex()),
        ("pale", Palette::PRIMARY.pale.hex()),
        ("accent", Palette::SECONDARY.fill.hex()),
        ("accent-text", Palette::SECONDARY.text.hex()),
    ];
    let named: Vec<String> = named.iter().map(|(name, colour)| format!("--{name}:{colour}")).collect();
    format!(":root{{{}}}", named.join(";"))
}

/// Puts each drawing into its place.
fn drawn(page: &str, charts: &BTreeMap<String, String>) -> String {
    const BEFORE: &str = " data-chart=\"";
    let mut out = String::with_capacity(page.len() * 2);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEFORE) {
        let Some((id, tail)) = after.split_once("\">") else { break };
        out.push_str(before);
        out.push('>');
        if let Some(svg) = charts.get(id) {
            out.push_str(&alone(svg, id));
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A drawing among others: the ids of its words are its own, its size is the page's business.
fn alone(svg: &str, id: &str) -> String {
    let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let svg = svg.split_once("<svg").map_or(svg, |(_, tail)| tail);
    let width = svg.split_once("width=\"").and_then(|(_, tail)| tail.split_once("pt\"")?.0.parse::<f64>().ok());
    let style = width.map_or_else(String::new, |width| format!(" style=\"width:{:.0}pt\"", width * LARGER));
    format!("<svg{style}{svg}")
        .replacen("aria-labelledby=\"title desc\"", &format!("aria-labelledby=\"{name}-title {name}-desc\""), 1)
        .replacen("id=\"title\"", &format!("id=\"{name}-title\""), 1)
        .replacen("id=\"desc\"", &format!("id=\"{name}-desc\""), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_goes_into_the_head_and_drawings_into_their_places() {
        let page = "<html><head></head><body><div class=\"chart\" data-chart=\"fig.a\"></div><div data-chart=\"no\"></div></body></html>";
        let svg = "<?xml?><svg width=\"100pt\" aria-labelledby=\"title desc\"><title id=\"title\">A</title><desc id=\"desc\">B</desc></svg>";
        let page = finished(page, "<meta>", "p{}", &[("fig.a".to_string(), svg.to_string())].into());
        assert!(
            page.contains("<head><meta><style>") && page.contains("p{}</style></head>") && page.contains("--ink:#")
        );
        assert!(page.contains(
            "<div class=\"chart\"><svg style=\"width:136pt\" width=\"100pt\" aria-labelledby=\"fig-a-title fig-a-desc\"><title id=\"fig-a-title\">"
        ));
        assert!(page.contains("<div></div>") && !page.contains("data-chart"));
        assert!(!page.contains("Noto Naskh Arabic;"));
    }

    #[test]
    fn the_head_names_authors_and_numbers_as_text() {
        let mut meta = crate::document::demo::meta();
        assert!(head(&meta).contains("\"citation_author\" content=\"Observatory on Trafficking in Persons\""));
        meta.imprint.authors = vec!["A \"<b>\" & C".into()];
        meta.imprint.doi = Some("10.1234/a".into());
        let head = head(&meta);
        assert!(head.contains("content=\"A &quot;&lt;b&gt;&quot; &amp; C\"") && !head.contains("Observatory\""));
        assert!(head.contains("\"citation_doi\" content=\"10.1234/a\"") && !head.contains("citation_isbn"));
    }
}

//! The last touches to a page for a screen: style, fonts and drawings go into the file, so that it needs no other.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::manuscript::Meta;
use crate::study::Paper;
use crate::theme::{Family, FontFile, Fonts, Palette, Theme};

/// A screen is read from farther away than paper.
const LARGER: f64 = 1.36;

/// The exported page with style sheet, fonts and charts inside.
pub(super) fn finished(
    html: &str,
    head: &str,
    style: &str,
    charts: &BTreeMap<String, String>,
    theme: &Theme,
) -> String {
    let mut head = format!("{head}<style>");
    for file in faces(html, charts, &theme.fonts) {
        let ((family, weight, italic), data) = (file.css(), STANDARD.encode(file.data()));
        let (family, slope) = (family.replace(['"', '<'], ""), if italic { "italic" } else { "normal" });
        head.push_str(&format!(
            "@font-face{{font-family:\"{family}\";font-weight:{weight};font-style:{slope};src:url(data:font/otf;base64,{data})}}"
        ));
    }
    head.push_str(&look(theme));
    head.push_str(style);
    head.push_str("</style>");
    let page = html.replacen("</head>", &format!("{head}</head>"), 1);
    drawn(&page, charts)
}

/// The font files that the page needs: of each family what the style sheet asks for, and those behind it only for letters
/// that the families before them lack. A browser reads no collections; such a font must be installed where it is read.
fn faces<'a>(html: &str, charts: &BTreeMap<String, String>, fonts: &'a Fonts) -> Vec<&'a FontFile> {
    let all = fonts.files();
    let letters: BTreeSet<char> = html.chars().chain(charts.values().flat_map(|svg| svg.chars())).collect();
    let mut wanted: Vec<&FontFile> = Vec::new();
    for of in [Family::Sans, Family::Text] {
        let mut left: Vec<char> = letters.iter().copied().filter(|c| !c.is_control()).collect();
        for name in fonts.families(of) {
            let family = all.iter().copied().filter(|file| file.css().0 == name);
            let before = left.len();
            left.retain(|&c| !family.clone().any(|file| file.has(c)));
            if left.len() < before {
                // The style sheet sets no sans serif in italics.
                let used = |file: &&FontFile| !(of == Family::Sans && file.css().2);
                wanted.extend(family.filter(used).filter(|file| !file.data().starts_with(b"ttcf")));
            }
        }
    }
    all.into_iter().filter(|file| wanted.contains(file)).collect()
}

/// What reference managers and search engines read of the publication, and the paper that it is printed on.
pub(super) fn head(meta: &Meta, paper: Paper) -> String {
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
    let said = said.iter().map(|(name, content)| format!("<meta name=\"{name}\" content=\"{}\">", attribute(content)));
    said.chain([format!("<style>@page{{size:{}}}</style>", paper.name())]).collect()
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The page's colours and fonts under the names of the style sheet.
fn look(theme: &Theme) -> String {
    let palette = &theme.palette;
    let named = [
        ("ink", Palette::INK),
        ("muted", Palette::MUTED),
        ("line", Palette::GRID),
        ("paper", Palette::PAPER),
        ("wash", Palette::WASH),
        ("primary", palette.primary.fill),
        ("deep", palette.deep),
        ("pale", palette.primary.pale),
        ("accent", palette.secondary.fill),
        ("accent-text", palette.secondary.text),
    ];
    let mut named: Vec<String> = named.iter().map(|(name, colour)| format!("--{name}:{}", colour.hex())).collect();
    let css = |of: Family| theme.fonts.css(of).replace('<', "");
    named.push(format!("--sans:{}, system-ui, sans-serif", css(Family::Sans)));
    named.push(format!("--serif:{}, Georgia, serif", css(Family::Text)));
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
        let page = finished(page, "<meta>", "p{}", &[("fig.a".to_string(), svg.to_string())].into(), &Theme::default());
        assert!(
            page.contains("<head><meta><style>") && page.contains("p{}</style></head>") && page.contains("--ink:#")
        );
        assert!(page.contains(
            "<div class=\"chart\"><svg style=\"width:136pt\" width=\"100pt\" aria-labelledby=\"fig-a-title fig-a-desc\"><title id=\"fig-a-title\">"
        ));
        assert!(page.contains("<div></div>") && !page.contains("data-chart"));
        let embedded = |page: &str, name: &str| page.contains(&format!("@font-face{{font-family:\"{name}\""));
        assert!(embedded(&page, "Source Sans 3") && !embedded(&page, "Noto Naskh Arabic"));
        let arabic = finished("<head></head>عربي", "", "", &BTreeMap::new(), &Theme::default());
        assert!(embedded(&arabic, "Noto Naskh Arabic"));
    }

    #[test]
    fn the_head_names_authors_and_numbers_as_text() {
        let mut meta = crate::document::demo::meta();
        assert!(
            head(&meta, Paper::A4).contains("\"citation_author\" content=\"Observatory on Trafficking in Persons\"")
        );
        meta.imprint.authors = vec!["A \"<b>\" & C".into()];
        meta.imprint.doi = Some("10.1234/a".into());
        let head = head(&meta, Paper::A4);
        assert!(head.contains("content=\"A &quot;&lt;b&gt;&quot; &amp; C\"") && !head.contains("Observatory\""));
        assert!(head.contains("\"citation_doi\" content=\"10.1234/a\"") && !head.contains("citation_isbn"));
    }
}

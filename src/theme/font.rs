//! The embedded fonts and how wide text is when set in them.
//!
//! Owns the font files' bytes. Knows no page and no figure.

use std::sync::LazyLock;

/// Family name of the sans serif: figures, tables, headings.
pub const SANS: &str = "Source Sans 3";

/// Family name of the serif: running text.
pub const SERIF: &str = "Source Serif 4";

/// One embedded font file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Source Sans 3 Regular.
    Sans,
    /// Source Sans 3 Italic.
    SansItalic,
    /// Source Sans 3 Semibold (weight 600).
    SansSemibold,
    /// Source Serif 4 Regular.
    Serif,
    /// Source Serif 4 Italic.
    SerifItalic,
    /// Source Serif 4 Semibold (weight 600).
    SerifSemibold,
    /// Noto Naskh Arabic Regular: the fallback for labels in Arabic script.
    Arabic,
}

impl Face {
    /// Every embedded face, in the order of [`fonts`].
    pub const ALL: [Face; 7] = [
        Face::Sans,
        Face::SansItalic,
        Face::SansSemibold,
        Face::Serif,
        Face::SerifItalic,
        Face::SerifSemibold,
        Face::Arabic,
    ];

    /// The font file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Face::Sans => include_bytes!("../../templates/fonts/SourceSans3-Regular.otf"),
            Face::SansItalic => include_bytes!("../../templates/fonts/SourceSans3-It.otf"),
            Face::SansSemibold => include_bytes!("../../templates/fonts/SourceSans3-Semibold.otf"),
            Face::Serif => include_bytes!("../../templates/fonts/SourceSerif4-Regular.otf"),
            Face::SerifItalic => include_bytes!("../../templates/fonts/SourceSerif4-It.otf"),
            Face::SerifSemibold => include_bytes!("../../templates/fonts/SourceSerif4-Semibold.otf"),
            Face::Arabic => include_bytes!("../../templates/fonts/NotoNaskhArabic-Regular.ttf"),
        }
    }

    /// Height of capitals in em; what a figure centres text on.
    pub fn cap_height(self) -> f64 {
        metrics(self).map_or(0.66, |m| m.cap_height)
    }

    /// Depth of descenders below the baseline in em, positive.
    pub fn descent(self) -> f64 {
        metrics(self).map_or(0.22, |m| m.descent)
    }
}

/// Every embedded font file, in the order of [`Face::ALL`].
pub fn fonts() -> [&'static [u8]; 7] {
    Face::ALL.map(Face::bytes)
}

struct Metrics {
    face: ttf_parser::Face<'static>,
    em: f64,
    cap_height: f64,
    descent: f64,
}

static METRICS: LazyLock<Vec<Option<Metrics>>> = LazyLock::new(|| {
    let read = |face: Face| {
        let parsed = ttf_parser::Face::parse(face.bytes(), 0).ok()?;
        let em = f64::from(parsed.units_per_em());
        let cap = parsed.capital_height().filter(|c| *c > 0).map_or(0.66, |c| f64::from(c) / em);
        // The real depth of `gjpqy`: the font's own descender holds room for stacked marks as well.
        let depth = |c| Some(-f64::from(parsed.glyph_bounding_box(parsed.glyph_index(c)?)?.y_min) / em);
        let descent = ['g', 'j', 'p', 'q', 'y', ',', '('].into_iter().filter_map(depth).fold(0.2, f64::max);
        Some(Metrics { face: parsed, em, cap_height: cap, descent })
    };
    Face::ALL.into_iter().map(read).collect()
});

fn metrics(face: Face) -> Option<&'static Metrics> {
    let place = Face::ALL.iter().position(|f| *f == face)?;
    METRICS.get(place)?.as_ref()
}

/// Width of `text` set in `face`, in em: the sum of the glyphs' advances, without kerning.
///
/// A character that the face lacks is measured in the Arabic face, and failing that at one em.
pub fn advance(face: Face, text: &str) -> f64 {
    let of = |face: Face, c: char| {
        let metrics = metrics(face)?;
        let glyph = metrics.face.glyph_index(c)?;
        Some(f64::from(metrics.face.glyph_hor_advance(glyph)?) / metrics.em)
    };
    text.chars().map(|c| of(face, c).or_else(|| of(Face::Arabic, c)).unwrap_or(1.0)).sum()
}

/// How far `text` set in `face` reaches above and below its baseline, in em, both positive: what accents and letters of
/// other scripts take beyond capitals and descenders. Plain Latin letters count as capitals with descenders.
pub fn ink(face: Face, text: &str) -> (f64, f64) {
    let reach = |c: char| {
        let of = |face: Face| {
            let metrics = metrics(face)?;
            let bounds = metrics.face.glyph_bounding_box(metrics.face.glyph_index(c)?)?;
            Some((f64::from(bounds.y_max) / metrics.em, -f64::from(bounds.y_min) / metrics.em))
        };
        of(face).or_else(|| of(Face::Arabic))
    };
    let plain = (face.cap_height(), face.descent());
    text.chars().filter(|c| !c.is_ascii()).filter_map(reach).fold(plain, |a, b| (a.0.max(b.0), a.1.max(b.1)))
}

/// The first character of `text` that the embedded fonts cannot set, if there is one.
///
/// A page with a missing glyph is not accessible, so such a label is a diagnostic before it is a page.
pub fn missing_glyph(text: &str) -> Option<char> {
    let has = |face: Face, c: char| metrics(face).is_some_and(|m| m.face.glyph_index(c).is_some());
    let both = |c: char| has(Face::Sans, c) && has(Face::Serif, c);
    text.chars().find(|&c| !c.is_control() && !both(c) && !has(Face::Arabic, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_read_and_has_its_name() {
        for face in Face::ALL {
            let metrics = metrics(face).expect("font file is read");
            let family = match face {
                Face::Sans | Face::SansItalic | Face::SansSemibold => SANS,
                Face::Serif | Face::SerifItalic | Face::SerifSemibold => SERIF,
                Face::Arabic => "Noto Naskh Arabic",
            };
            let named = |id| {
                metrics.face.names().into_iter().any(|n| n.name_id == id && n.to_string().as_deref() == Some(family))
            };
            assert!(named(1) || named(16), "{face:?} is not of {family}");
            assert!((0.5..0.8).contains(&face.cap_height()), "{face:?} {}", face.cap_height());
            assert!((0.2..0.5).contains(&face.descent()), "{face:?} {}", face.descent());
        }
    }

    #[test]
    fn digits_are_tabular() {
        for face in [Face::Sans, Face::SansSemibold] {
            let widths: Vec<f64> = ('0'..='9').map(|c| advance(face, &c.to_string())).collect();
            assert!(widths.iter().all(|w| (w - widths[0]).abs() < 1e-12), "{face:?} {widths:?}");
        }
    }

    #[test]
    fn advance_adds_up() {
        let (a, b) = (advance(Face::Sans, "Wo"), advance(Face::Sans, "men"));
        assert!((advance(Face::Sans, "Women") - a - b).abs() < 1e-12);
        assert!(advance(Face::SansSemibold, "Women") > a + b);
        assert_eq!(advance(Face::Sans, ""), 0.0);
    }

    #[test]
    fn accents_and_arabic_reach_beyond_capitals() {
        let plain = ink(Face::Sans, "Women");
        assert_eq!(plain, (Face::Sans.cap_height(), Face::Sans.descent()));
        assert!(ink(Face::Sans, "État").0 > plain.0 + 0.1);
        let arabic = ink(Face::Sans, "جنسي");
        assert!(arabic.1 > plain.1 + 0.1 && arabic.0 < 1.2, "{arabic:?}");
    }

    #[test]
    fn what_the_report_writes_has_glyphs() {
        let text = "Íñigo Żółć Ђорђе Ωμέγα 1\u{202f}234\u{a0}% –—−≥≤<×→←…«»“”’ عربي";
        assert_eq!(missing_glyph(text), None);
        assert_eq!(missing_glyph("国"), Some('国'));
    }
}

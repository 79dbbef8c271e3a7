//! The fonts of a report and how wide text is when set in them: the program's own, and those of the project before them.
//!
//! Knows no page and no figure.

use std::sync::{Arc, LazyLock};

use super::font_file::FontFile;
use super::scope;

/// Family name of the program's sans serif: figures, tables, headings.
pub const SANS: &str = "Source Sans 3";

/// Family name of the program's serif: running text.
pub const SERIF: &str = "Source Serif 4";

/// Family of the fallback for labels in Arabic script.
const ARABIC: &str = "Noto Naskh Arabic";

/// A way in which text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Sans serif.
    Sans,
    /// Sans serif, italic.
    SansItalic,
    /// Sans serif, semibold (weight 600).
    SansSemibold,
    /// Serif.
    Serif,
    /// Serif, italic.
    SerifItalic,
    /// Serif, semibold (weight 600).
    SerifSemibold,
}

/// What a family is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Figures, tables, headings.
    Sans,
    /// Running text.
    Text,
}

/// The fonts of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fonts(Arc<Own>);

/// The project's fonts; those of the program stand behind them.
#[derive(Debug, Default, PartialEq)]
struct Own {
    sans: Vec<FontFile>,
    text: Vec<FontFile>,
    others: Vec<FontFile>,
}

static EMBEDDED: LazyLock<Vec<FontFile>> = LazyLock::new(|| {
    let files: [&'static [u8]; 7] = [
        include_bytes!("../../templates/fonts/SourceSans3-Regular.otf"),
        include_bytes!("../../templates/fonts/SourceSans3-It.otf"),
        include_bytes!("../../templates/fonts/SourceSans3-Semibold.otf"),
        include_bytes!("../../templates/fonts/SourceSerif4-Regular.otf"),
        include_bytes!("../../templates/fonts/SourceSerif4-It.otf"),
        include_bytes!("../../templates/fonts/SourceSerif4-Semibold.otf"),
        include_bytes!("../../templates/fonts/NotoNaskhArabic-Regular.ttf"),
    ];
    files.into_iter().filter_map(|bytes| FontFile::of(bytes).ok()).collect()
});

impl Face {
    /// Every face.
    pub const ALL: [Face; 6] =
        [Face::Sans, Face::SansItalic, Face::SansSemibold, Face::Serif, Face::SerifItalic, Face::SerifSemibold];

    fn family(self) -> Family {
        match self {
            Face::Sans | Face::SansItalic | Face::SansSemibold => Family::Sans,
            Face::Serif | Face::SerifItalic | Face::SerifSemibold => Family::Text,
        }
    }

    fn weight(self) -> u16 {
        if matches!(self, Face::SansSemibold | Face::SerifSemibold) { 600 } else { 400 }
    }

    fn italic(self) -> bool {
        matches!(self, Face::SansItalic | Face::SerifItalic)
    }

    /// Height of capitals in em; what a figure centres text on.
    pub fn cap_height(self) -> f64 {
        scope::with(|theme| theme.fonts.chain(self).next().map_or(0.66, FontFile::cap_height))
    }

    /// Depth of descenders below the baseline in em, positive.
    pub fn descent(self) -> f64 {
        scope::with(|theme| theme.fonts.chain(self).next().map_or(0.22, FontFile::descent))
    }
}

impl Fonts {
    /// Fonts of a project: its families for figures and for running text, each empty for the program's own, and fonts for
    /// letters that these lack.
    pub fn new(sans: Vec<FontFile>, text: Vec<FontFile>, others: Vec<FontFile>) -> Self {
        Fonts(Arc::new(Own { sans, text, others }))
    }

    fn own(&self, family: Family) -> &[FontFile] {
        match family {
            Family::Sans => &self.0.sans,
            Family::Text => &self.0.text,
        }
    }

    /// The files in which a letter is looked for, in order.
    fn chain(&self, face: Face) -> impl Iterator<Item = &FontFile> {
        let own = nearest(self.own(face.family()).iter(), face);
        let name = if face.family() == Family::Sans { SANS } else { SERIF };
        let embedded = nearest(EMBEDDED.iter().filter(move |file| file.css().0 == name), face);
        let arabic = EMBEDDED.iter().filter(|file| file.css().0 == ARABIC);
        own.into_iter().chain(&self.0.others).chain(embedded).chain(arabic)
    }

    /// Family names in the order in which letters are looked for in them.
    pub fn families(&self, family: Family) -> Vec<&str> {
        let face = if family == Family::Sans { Face::Sans } else { Face::Serif };
        let mut names: Vec<&str> = Vec::new();
        for file in self.chain(face) {
            if !names.contains(&file.css().0) {
                names.push(file.css().0);
            }
        }
        names
    }

    /// The same as a style sheet has them.
    pub fn css(&self, family: Family) -> String {
        let quoted: Vec<String> =
            self.families(family).iter().map(|name| format!("'{}'", name.replace('\'', ""))).collect();
        quoted.join(", ")
    }

    /// Fonts of the project, each once.
    pub fn project(&self) -> impl Iterator<Item = &FontFile> {
        let Own { sans, text, others } = &*self.0;
        let all: Vec<&FontFile> = sans.iter().chain(text).chain(others).collect();
        let first = |&(place, file): &(usize, &FontFile)| !all[..place].contains(&file);
        let kept: Vec<&FontFile> = all.iter().copied().enumerate().filter(first).map(|(_, file)| file).collect();
        kept.into_iter()
    }

    /// Every font file: those of the project, then those of the program.
    pub fn files(&self) -> Vec<&FontFile> {
        self.project().chain(EMBEDDED.iter()).collect()
    }

    /// Whether some font has a letter, in running text as well as in figures.
    pub fn has(&self, c: char) -> bool {
        [Face::Sans, Face::Serif].into_iter().all(|face| self.chain(face).any(|file| file.has(c)))
    }
}

/// The file of a family that a style sheet would take: the wanted slope first, then the nearest weight; from 600 on the
/// heavier one.
fn nearest<'a>(files: impl Iterator<Item = &'a FontFile>, face: Face) -> Option<&'a FontFile> {
    let wanted = face.weight();
    let distance = |file: &&FontFile| {
        let (_, weight, italic) = file.css();
        let lighter = (weight < wanted) == (wanted > 500) && weight != wanted;
        (italic != face.italic(), lighter, weight.abs_diff(wanted))
    };
    files.min_by_key(distance)
}

/// Width of `text` set in `face`, in em: the sum of the glyphs' advances, without kerning.
///
/// A letter that the face lacks is measured in the first font behind it that has it, and failing that at one em.
pub fn advance(face: Face, text: &str) -> f64 {
    scope::with(|theme| {
        let first = theme.fonts.chain(face).next();
        let behind = |c: char| theme.fonts.chain(face).skip(1).find_map(|file| file.advance(c)).unwrap_or(1.0);
        text.chars().map(|c| first.and_then(|file| file.advance(c)).unwrap_or_else(|| behind(c))).sum()
    })
}

/// How far `text` set in `face` reaches above and below its baseline, in em, both positive: what accents and letters of
/// other scripts take beyond capitals and descenders. Plain Latin letters count as capitals with descenders.
pub fn ink(face: Face, text: &str) -> (f64, f64) {
    let plain = (face.cap_height(), face.descent());
    scope::with(|theme| {
        let reach = |c: char| theme.fonts.chain(face).find_map(|file| file.reach(c));
        text.chars().filter(|c| !c.is_ascii()).filter_map(reach).fold(plain, |a, b| (a.0.max(b.0), a.1.max(b.1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    fn embedded(name: &str) -> &'static [u8] {
        EMBEDDED.iter().find(|file| file.css().0 == name).unwrap().data()
    }

    #[test]
    fn every_embedded_file_is_read_and_has_its_name() {
        let names: Vec<_> = EMBEDDED.iter().map(FontFile::css).collect();
        let family = |name| [(name, 400, false), (name, 400, true), (name, 600, false)];
        assert_eq!(names[..3], family(SANS));
        assert_eq!(names[3..6], family(SERIF));
        assert_eq!(names[6..], [(ARABIC, 400, false)]);
        for face in Face::ALL {
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
        let fonts = Fonts::default();
        let text = "Íñigo Żółć Ђорђе Ωμέγα 1\u{202f}234\u{a0}% –—−≥≤<×→←…«»“”’ عربي";
        assert!(text.chars().all(|c| fonts.has(c)));
        assert!(!fonts.has('国'));
    }

    /// The serif in place of the sans: measured in it, named before the program's own, and back again afterwards.
    #[test]
    fn text_is_measured_in_the_projects_fonts() {
        let serif = FontFile::read(embedded(SERIF)).unwrap();
        let theme = Theme { fonts: Fonts::new(vec![serif], Vec::new(), Vec::new()), ..Theme::default() };
        let (before, serif) = (advance(Face::Sans, "Women"), advance(Face::Serif, "Women"));
        theme.during(|| {
            assert_eq!(advance(Face::Sans, "Women"), serif);
            // A family without a semibold is measured as it will be set: in what it has.
            assert_eq!(advance(Face::SansSemibold, "Women"), serif);
        });
        assert_eq!(advance(Face::Sans, "Women"), before);
        assert_ne!(before, serif);
        assert_eq!(theme.fonts.families(Family::Sans), [SERIF, SANS, ARABIC]);
        assert_eq!(theme.fonts.css(Family::Text), format!("'{SERIF}', '{ARABIC}'"));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(FontFile::read(b"no font").unwrap_err(), crate::theme::FontFault::Format);
        assert_eq!(FontFile::read(&[]).unwrap_err(), crate::theme::FontFault::Format);
    }
}

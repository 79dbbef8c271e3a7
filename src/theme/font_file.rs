//! One font file, read: its names, and how wide and high its letters are.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A font file that can be used. It stays in memory as long as the program runs; the same bytes are kept once.
pub struct FontFile {
    data: &'static [u8],
    digest: [u8; 32],
    /// Family, as a style sheet names it.
    family: String,
    /// 400 is regular, 600 semibold, 700 bold.
    weight: u16,
    italic: bool,
    face: ttf_parser::Face<'static>,
    em: f64,
    cap_height: f64,
    descent: f64,
    /// Widths of Latin letters, looked up once: charts measure every word many times.
    latin: Vec<Option<f64>>,
}

/// First letter beyond Latin.
const BEYOND_LATIN: u32 = 0x250;

/// Why a file is no font for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontFault {
    /// No TrueType or OpenType font.
    Format,
    /// It has no family name.
    Nameless,
    /// Its maker forbids to put it into documents.
    Restricted,
}

impl FontFile {
    /// Reads a font; of a collection the first one.
    ///
    /// # Errors
    /// Files that are no font, and fonts that may not be put into documents.
    pub fn read(bytes: &[u8]) -> Result<Self, FontFault> {
        // What is no font is not kept.
        ttf_parser::Face::parse(bytes, 0).map_err(|_| FontFault::Format)?;
        FontFile::of(kept(*blake3::hash(bytes).as_bytes(), bytes))
    }

    /// The same of bytes that stay.
    pub(super) fn of(data: &'static [u8]) -> Result<Self, FontFault> {
        let digest = *blake3::hash(data).as_bytes();
        let face = ttf_parser::Face::parse(data, 0).map_err(|_| FontFault::Format)?;
        if face.permissions() == Some(ttf_parser::Permissions::Restricted) {
            return Err(FontFault::Restricted);
        }
        let family = family(&face).ok_or(FontFault::Nameless)?;
        let em = f64::from(face.units_per_em());
        let cap_height = face.capital_height().filter(|c| *c > 0).map_or(0.66, |c| f64::from(c) / em);
        // The real depth of `gjpqy`: the font's own descender holds room for stacked marks as well.
        let depth = |c| Some(-f64::from(face.glyph_bounding_box(face.glyph_index(c)?)?.y_min) / em);
        let descent = ['g', 'j', 'p', 'q', 'y', ',', '('].into_iter().filter_map(depth).fold(0.2, f64::max);
        let (weight, italic) = (face.weight().to_number(), face.is_italic() || face.is_oblique());
        let mut file =
            FontFile { data, digest, family, weight, italic, face, em, cap_height, descent, latin: Vec::new() };
        file.latin = (0..BEYOND_LATIN).map(|c| file.looked_up(char::from_u32(c)?)).collect();
        Ok(file)
    }

    /// The file's bytes.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// Family, weight and whether it is italic, as a style sheet names them.
    pub fn css(&self) -> (&str, u16, bool) {
        (&self.family, self.weight, self.italic)
    }

    /// Whether it has a letter.
    pub fn has(&self, c: char) -> bool {
        self.face.glyph_index(c).is_some()
    }

    /// Width of a letter in em.
    pub(super) fn advance(&self, c: char) -> Option<f64> {
        self.latin.get(c as usize).copied().unwrap_or_else(|| self.looked_up(c))
    }

    fn looked_up(&self, c: char) -> Option<f64> {
        let glyph = self.face.glyph_index(c)?;
        Some(f64::from(self.face.glyph_hor_advance(glyph)?) / self.em)
    }

    /// How far a letter reaches above and below the baseline, in em, both positive.
    pub(super) fn reach(&self, c: char) -> Option<(f64, f64)> {
        let bounds = self.face.glyph_bounding_box(self.face.glyph_index(c)?)?;
        Some((f64::from(bounds.y_max) / self.em, -f64::from(bounds.y_min) / self.em))
    }

    pub(super) fn cap_height(&self) -> f64 {
        self.cap_height
    }

    pub(super) fn descent(&self) -> f64 {
        self.descent
    }
}

impl PartialEq for FontFile {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

/// Everything that decides how text looks in it: the bytes, by their digest.
impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest: String = self.digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        write!(f, "{} {} {} {digest}", self.family, self.weight, self.italic)
    }
}

/// The family that styles are grouped under, or else the plain one.
fn family(face: &ttf_parser::Face<'_>) -> Option<String> {
    use ttf_parser::name_id::{FAMILY, TYPOGRAPHIC_FAMILY};
    let named = |id| {
        let names = face.names().into_iter().filter(move |name| name.name_id == id && name.is_unicode());
        // English where there are several.
        let english = names.clone().find(|name| name.language() == ttf_parser::Language::English_UnitedStates);
        english.or(names.into_iter().next()).and_then(|name| name.to_string()).filter(|name| !name.trim().is_empty())
    };
    named(TYPOGRAPHIC_FAMILY).or_else(|| named(FAMILY))
}

/// The bytes for as long as the program runs.
fn kept(digest: [u8; 32], bytes: &[u8]) -> &'static [u8] {
    static KEPT: Mutex<BTreeMap<[u8; 32], &'static [u8]>> = Mutex::new(BTreeMap::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry(digest).or_insert_with(|| Box::leak(bytes.into()))
}

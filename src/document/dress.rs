//! How one report looks: colours and fonts, paper, the house's pictures.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::language::Language;
use crate::study::{ByLanguage, Paper};
use crate::theme::{Family, Fonts, Palette, PictureKind, Theme};

/// The look of a report, in all its languages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dress {
    /// Colours and fonts.
    pub theme: Theme,
    /// Paper of the printed edition.
    pub paper: Paper,
    /// What is printed beyond the edge, in millimetres.
    pub bleed_mm: f64,
    /// On cover and imprint.
    pub logo: Option<Picture>,
    /// On the cover.
    pub cover_image: Option<Picture>,
}

/// A picture of the house's.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// What kind of file it is.
    pub kind: PictureKind,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// What it says to one who cannot see it; without words it is an ornament.
    pub alt: ByLanguage<String>,
}

/// Everything that decides how it prints: its bytes by their digest.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?} {}", self.kind, self.alt, blake3::hash(&self.bytes).to_hex())
    }
}

impl Dress {
    /// Pictures by their virtual paths.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (String, &Picture)> {
        let named = [("logo", &self.logo), ("cover", &self.cover_image)];
        named.into_iter().filter_map(|(name, picture)| Some((path(name, picture.as_ref()?), picture.as_ref()?)))
    }

    /// What the layout reads. `families` are the names under which the typesetter knows fonts.
    pub(super) fn json(&self, language: Language, families: impl Fn(&Fonts, Family) -> Vec<String>) -> Value {
        let Theme { palette, fonts } = &self.theme;
        let (width, height) = self.paper.size_mm();
        let picture = |name: &str, picture: &Option<Picture>| {
            picture.as_ref().map(|p| json!({ "file": path(name, p), "alt": p.alt.or_english(language) }))
        };
        json!({
            "sans": families(fonts, Family::Sans), "serif": families(fonts, Family::Text),
            "ink": Palette::INK.hex(), "muted": Palette::MUTED.hex(), "grid": Palette::GRID.hex(),
            "paper": Palette::PAPER.hex(), "wash": Palette::WASH.hex(), "grey": Palette::GREY.hex(),
            "primary": palette.primary.fill.hex(), "primary_pale": palette.primary.pale.hex(),
            "primary_deep": palette.deep.hex(),
            "accent": palette.secondary.fill.hex(), "accent_text": palette.secondary.text.hex(),
            "accent_pale": palette.secondary.pale.hex(), "accent_bright": palette.bright.hex(), "accent_ink": palette.secondary.fill.text_on().hex(),
            "page_width": width, "page_height": height, "bleed": self.bleed_mm,
            "logo": picture("logo", &self.logo), "cover_image": picture("cover", &self.cover_image),
        })
    }
}

fn path(name: &str, picture: &Picture) -> String {
    format!("/theme/{name}.{}", picture.kind.ending())
}

//! [theme]: the house's colours, fonts, pictures and paper. Which files these are in, not what is in them.

use serde::Deserialize;
use toml::Spanned;

use super::publication::{ByLanguage, Reading, Worded, by_language};
use super::toml_place::place;
use crate::diagnostic::Place;
use crate::theme::{Colour, Palette};

/// A file that report.toml names, and where it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Path, relative to report.toml.
    pub name: String,
    /// The line and column that name it.
    pub place: Place,
}

/// A picture of the house's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicturePlan {
    /// PNG, JPEG or SVG.
    pub file: NamedFile,
    /// What it says to one who cannot see it.
    pub alt: ByLanguage<String>,
}

/// Font files of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FontPlan {
    /// One family, for running text.
    pub text: Vec<NamedFile>,
    /// One family, for figures, tables and headings.
    pub sans: Vec<NamedFile>,
    /// For letters that these lack, in order.
    pub other: Vec<NamedFile>,
}

/// The paper of the printed edition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// As in report.toml.
    pub fn name(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::Letter => "letter",
        }
    }

    /// Width and height in millimetres.
    pub fn size_mm(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::Letter => (215.9, 279.4),
        }
    }
}

/// How the report looks, as far as the house decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemePlan {
    /// Made from the house's two colours.
    pub palette: Palette,
    /// On cover and imprint.
    pub logo: Option<PicturePlan>,
    /// On the cover; an ornament where it has no words.
    pub cover_image: Option<PicturePlan>,
    /// Font files.
    pub fonts: FontPlan,
    /// Paper.
    pub paper: Paper,
    /// What is printed beyond the edge, to be trimmed; in millimetres.
    pub bleed_mm: f64,
}

impl ThemePlan {
    /// Every file that it names.
    pub fn files(&self) -> impl Iterator<Item = &NamedFile> {
        let pictures = self.logo.iter().chain(&self.cover_image).map(|picture| &picture.file);
        pictures.chain(&self.fonts.text).chain(&self.fonts.sans).chain(&self.fonts.other)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeSection {
    primary: Option<Spanned<String>>,
    accent: Option<Spanned<String>>,
    logo: Option<PictureSection>,
    cover_image: Option<PictureSection>,
    #[serde(default)]
    fonts: FontSection,
    #[serde(default)]
    paper: Paper,
    bleed: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PictureSection {
    file: Spanned<String>,
    alt: Option<Spanned<Worded>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FontSection {
    text: Vec<Spanned<String>>,
    sans: Vec<Spanned<String>>,
    other: Vec<Spanned<String>>,
}

/// Most of a bleed: more is another paper.
const MOST_BLEED: f64 = 20.0;

impl ThemeSection {
    /// Checks colours and measures; faults are added to those of the reading.
    pub(super) fn plan(self, reading: &mut Reading<'_>) -> ThemePlan {
        ThemePlan {
            palette: palette(self.primary.as_ref(), self.accent.as_ref(), reading),
            logo: self.logo.map(|logo| picture(logo, reading)),
            cover_image: self.cover_image.map(|image| picture(image, reading)),
            fonts: FontPlan {
                text: files(&self.fonts.text, reading),
                sans: files(&self.fonts.sans, reading),
                other: files(&self.fonts.other, reading),
            },
            paper: self.paper,
            bleed_mm: bleed(self.bleed.as_ref(), reading),
        }
    }
}

fn palette(primary: Option<&Spanned<String>>, accent: Option<&Spanned<String>>, reading: &mut Reading<'_>) -> Palette {
    let mut read = |text: Option<&Spanned<String>>| {
        let text = text?;
        let colour = Colour::from_hex(text.get_ref());
        if colour.is_none() {
            reading.fault(text.span().start, "S030", "this is no colour", "write it as `#0b5470`: red, green and blue");
        }
        colour
    };
    let (first, second) = (read(primary), read(accent));
    if first.is_some() != primary.is_some() || second.is_some() != accent.is_some() {
        return Palette::STANDARD;
    }
    Palette::of(first, second).unwrap_or_else(|fault| {
        let key = if fault.accent { accent.or(primary) } else { primary.or(accent) };
        let name = if fault.accent { "accent" } else { "primary" };
        let help = match fault.nearest {
            Some(colour) => format!("the nearest shade that passes is {name} = \"{}\"", colour.hex()),
            None => format!("no shade of this {name} passes beside the other colour: change both"),
        };
        reading.fault(key.map_or(0, |key| key.span().start), "S031", fault.message, &help);
        Palette::STANDARD
    })
}

fn named(file: &Spanned<String>, reading: &Reading<'_>) -> NamedFile {
    NamedFile { name: file.get_ref().clone(), place: place(reading.file, reading.text, file.span().start) }
}

fn files(files: &[Spanned<String>], reading: &Reading<'_>) -> Vec<NamedFile> {
    files.iter().map(|file| named(file, reading)).collect()
}

fn picture(section: PictureSection, reading: &mut Reading<'_>) -> PicturePlan {
    let file = named(&section.file, reading);
    PicturePlan { file, alt: by_language(section.alt, reading, &|text| Ok(text.trim().to_string())) }
}

fn bleed(bleed: Option<&Spanned<f64>>, reading: &mut Reading<'_>) -> f64 {
    let Some(bleed) = bleed else { return 0.0 };
    if (0.0..=MOST_BLEED).contains(bleed.get_ref()) {
        return *bleed.get_ref();
    }
    reading.fault(bleed.span().start, "S032", "a bleed is 0 to 20 mm", "printers ask for 3 to 5 mm");
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::study::Report;

    fn read(theme: &str) -> Result<ThemePlan, Vec<Diagnostic>> {
        let text = format!(
            "format = 1\n[report]\ntitle = {{ en = \"T\" }}\norganisation = \"O\"\nedition = \"2010\"\n\
             [data]\nfile = \"c\"\ncutoff = \"2009-12-31\"\n[disclosure]\npolicy = \"round-5\"\n[theme]\n{theme}"
        );
        Report::parse(&text, "report.toml").map(|report| report.theme)
    }

    fn told(theme: &str) -> (&'static str, String, String) {
        let fault = read(theme).unwrap_err().remove(0);
        (fault.code, fault.place.unwrap().to_string(), format!("{}; {}", fault.message, fault.help))
    }

    #[test]
    fn what_is_not_said_is_the_programs_own() {
        assert_eq!(read("").unwrap(), ThemePlan::default());
        let plan =
            read("primary = \"#7a1f3d\"\npaper = \"letter\"\nbleed = 3\n[theme.fonts]\nother = [\"fonts/a.ttf\"]")
                .unwrap();
        assert_eq!(plan.palette.primary.fill.hex(), "#7a1f3d");
        assert_eq!((plan.paper, plan.bleed_mm), (Paper::Letter, 3.0));
        let files: Vec<_> = plan.files().map(|f| (f.name.as_str(), f.place.to_string())).collect();
        assert_eq!(files, [("fonts/a.ttf", "report.toml:16:10".to_string())]);
    }

    #[test]
    fn faults_name_the_key_the_pair_and_what_would_pass() {
        let (code, at, _) = told("primary = \"blue\"");
        assert_eq!((code, at.as_str()), ("S030", "report.toml:12:11"));
        let (code, at, words) = told("primary = \"#6fb1d0\"");
        assert_eq!((code, at.as_str()), ("S031", "report.toml:12:11"));
        let shade = words.split("primary = \"").nth(1).unwrap().trim_end_matches('"');
        assert!(read(&format!("primary = \"{shade}\"")).is_ok(), "{words}");
        let (code, at, words) = told("primary = \"#8a2f1f\"\naccent = \"#5a6b1f\"");
        assert_eq!((code, at.as_str()), ("S031", "report.toml:13:10"));
        assert!(words.contains("#8a2f1f") && words.contains("#5a6b1f"), "{words}");
        assert_eq!(told("bleed = 40").0, "S032");
        assert_eq!(told("bleed = nan").0, "S032");
        assert_eq!(told("paper = \"a5\"").0, "S001");
    }
}

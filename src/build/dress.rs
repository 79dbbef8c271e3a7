//! The house's fonts and pictures, read from the files that report.toml names.

use std::sync::Arc;

use super::fault::Fault;
use super::project::Project;
use crate::diagnostic::Diagnostic;
use crate::document::{Dress, Picture};
use crate::study::{NamedFile, PicturePlan, ThemePlan};
use crate::theme::{FontFault, FontFile, Fonts, PictureFault, PictureKind, Theme};

/// Reads what [theme] names.
///
/// # Errors
/// Files that are missing (`S033`), are no font (`S034`), or no picture that can be printed (`S035`); each with the place in
/// report.toml that names it.
pub fn dress(project: &Project, plan: &ThemePlan) -> Result<Dress, Fault> {
    let mut faults = Vec::new();
    let mut family = |files: &[NamedFile], one: bool| {
        let read: Vec<FontFile> = files.iter().filter_map(|file| kept(font(project, file), &mut faults)).collect();
        let names = |file: &FontFile| file.css().0.to_string();
        if let Some(other) = read.iter().position(|file| one && names(file) != names(&read[0])) {
            let message =
                format!("this font is of the family {}, and the first one of {}", names(&read[other]), names(&read[0]));
            let fault = Diagnostic::error("S036", message, "name the files of one family; others go under fonts.other");
            faults.extend(files.get(other).map(|file| fault.at(file.place.clone())));
        }
        read
    };
    let (sans, text) = (family(&plan.fonts.sans, true), family(&plan.fonts.text, true));
    let fonts = Fonts::new(sans, text, family(&plan.fonts.other, false));
    let mut picture = |plan: &Option<PicturePlan>| {
        let plan = plan.as_ref()?;
        kept(read_picture(project, plan), &mut faults)
    };
    let (logo, cover_image) = (picture(&plan.logo), picture(&plan.cover_image));
    if !faults.is_empty() {
        return Err(Fault::Input(faults));
    }
    let theme = Theme { palette: plan.palette, fonts };
    Ok(Dress { theme, paper: plan.paper, bleed_mm: plan.bleed_mm, logo, cover_image })
}

fn kept<T>(read: Result<T, Diagnostic>, faults: &mut Vec<Diagnostic>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

/// A file of the house's; one that cannot be read is a fault of the line that names it.
fn bytes(project: &Project, file: &NamedFile) -> Result<Arc<[u8]>, Diagnostic> {
    project.bytes(&file.name).map_err(|fault| {
        let reason = fault.diagnostics().first().map_or_else(String::new, |fault| format!(": {}", fault.message));
        let message = format!("`{}` cannot be read{reason}", file.name);
        Diagnostic::error("S033", message, "names are relative to the folder of report.toml").at(file.place.clone())
    })
}

fn font(project: &Project, file: &NamedFile) -> Result<FontFile, Diagnostic> {
    let bytes = bytes(project, file)?;
    FontFile::read(&bytes).map_err(|fault| {
        let (message, help) = match fault {
            FontFault::Format => ("this is no font", "name a TrueType or OpenType file: .ttf, .otf or .ttc"),
            FontFault::Nameless => ("this font has no family name", "take another version of it"),
            FontFault::Restricted => {
                ("this font's maker forbids to put it into documents", "take one whose licence allows embedding")
            }
        };
        Diagnostic::error("S034", message, help).at(file.place.clone())
    })
}

fn read_picture(project: &Project, plan: &PicturePlan) -> Result<Picture, Diagnostic> {
    let bytes = bytes(project, &plan.file)?;
    let kind = PictureKind::of(&bytes).map_err(|fault| {
        let (message, help) = match fault {
            PictureFault::Format => (
                "this is no picture that can be printed".to_string(),
                "save it as PNG, as JPEG in RGB, or as plain SVG",
            ),
            PictureFault::TooLarge(width, height) => (
                format!("this picture has {width} by {height} points, far more than a page shows"),
                "make it smaller: a page at 300 dots to the inch is 2,480 points wide",
            ),
            PictureFault::Cmyk => ("this JPEG is in the four inks of a press".to_string(), "save it in RGB"),
        };
        Diagnostic::error("S035", message, help).at(plan.file.place.clone())
    })?;
    Ok(Picture { kind, bytes, alt: plan.alt.clone() })
}

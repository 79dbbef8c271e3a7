//! SVG to PNG with the report's fonts alone.

use super::FigureError;
use crate::theme::{Family, Fonts};
use resvg::usvg::fontdb::{Database, Source};
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, Mutex, PoisonError};

/// The fonts of a report as the renderer finds them; made once for all its pictures.
fn database(fonts: &Fonts) -> Arc<Database> {
    static LAST: Mutex<Option<(Fonts, Arc<Database>)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, database)) = last.as_ref().filter(|(of, _)| of == fonts) {
        return database.clone();
    }
    let mut database = Database::new();
    for file in fonts.files() {
        database.load_font_source(Source::Binary(Arc::new(file.data())));
    }
    database.set_sans_serif_family(sans(fonts));
    let database = Arc::new(database);
    *last = Some((fonts.clone(), database.clone()));
    database
}

fn sans(fonts: &Fonts) -> String {
    fonts.families(Family::Sans).first().map_or_else(String::new, ToString::to_string)
}

/// The picture of an SVG on white, `scale` pixels to its point. The same bytes for the same SVG.
///
/// # Errors
/// When the text is not SVG, or the picture would be empty or larger than memory allows.
pub fn png(svg: &str, scale: f32, fonts: &Fonts) -> Result<Vec<u8>, FigureError> {
    let options = usvg::Options { fontdb: database(fonts), font_family: sans(fonts), dpi: 72.0, ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|_| FigureError::Raster)?;
    let size = tree.size();
    let (width, height) = (size.width() * scale, size.height() * scale);
    let pixels = |length: f32| libm::ceilf(length) as u32;
    let mut picture = tiny_skia::Pixmap::new(pixels(width), pixels(height)).ok_or(FigureError::Raster)?;
    picture.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|_| FigureError::Raster)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::SANS;

    #[test]
    fn a_picture_is_repeatable_and_shows_text() {
        let svg = |text: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60pt\" height=\"20pt\" viewBox=\"0 0 60 20\" \
                 font-family=\"'{SANS}'\"><text x=\"2\" y=\"12\" font-size=\"10\">{text}</text></svg>"
            )
        };
        let picture = png(&svg("Women"), 2.0, &Fonts::default()).expect("renders");
        assert_eq!(picture, png(&svg("Women"), 2.0, &Fonts::default()).expect("renders"));
        assert_ne!(picture, png(&svg(""), 2.0, &Fonts::default()).expect("renders"));
        assert_eq!(png("not svg", 2.0, &Fonts::default()), Err(FigureError::Raster));
    }
}

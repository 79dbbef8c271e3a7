//! SVG to PNG with the embedded fonts alone.

use super::FigureError;
use crate::theme::{SANS, fonts};
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, LazyLock};

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut database = usvg::fontdb::Database::new();
    for font in fonts() {
        database.load_font_data(font.to_vec());
    }
    database.set_sans_serif_family(SANS);
    Arc::new(database)
});

/// The picture of an SVG on white, `scale` pixels to its point. The same bytes for the same SVG.
///
/// # Errors
/// When the text is not SVG, or the picture would be empty or larger than memory allows.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, FigureError> {
    let options = usvg::Options { fontdb: FONTS.clone(), font_family: SANS.into(), dpi: 72.0, ..Default::default() };
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

    #[test]
    fn a_picture_is_repeatable_and_shows_text() {
        let svg = |text: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60pt\" height=\"20pt\" viewBox=\"0 0 60 20\" \
                 font-family=\"'{SANS}'\"><text x=\"2\" y=\"12\" font-size=\"10\">{text}</text></svg>"
            )
        };
        let picture = png(&svg("Women"), 2.0).expect("renders");
        assert_eq!(picture, png(&svg("Women"), 2.0).expect("renders"));
        assert_ne!(picture, png(&svg(""), 2.0).expect("renders"));
        assert_eq!(png("not svg", 2.0), Err(FigureError::Raster));
    }
}

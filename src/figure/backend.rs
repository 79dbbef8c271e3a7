//! A plotters backend that writes SVG to a twentieth of a point.
//!
//! The backend that comes with plotters rounds to whole pixels, scales text and guesses baselines. This one keeps
//! integer coordinates of 1/20 pt to the last character, sets text on its cap height and measures it with the
//! advances of the embedded fonts. Knows no chart.

use super::geometry::{Extent, Geometry, ShapeBox, TextBox};
use crate::theme::{self, Colour, Face, Family, Palette, advance, ink};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

/// Units per point.
pub(super) const UNITS: i32 = 20;

/// What has been drawn so far.
#[derive(Default)]
pub(super) struct Drawing {
    /// SVG elements, one a line.
    pub svg: String,
    /// Where they are.
    pub geometry: Geometry,
    /// The part of the paper that what is drawn now belongs in.
    pub area: Option<Extent>,
}

/// Writes into a [`Drawing`] that its owner reads once plotters is done.
pub(super) struct Backend {
    drawing: Rc<RefCell<Drawing>>,
    size: (u32, u32),
    /// Whether each text carries its width, so that a reader without the font keeps the layout.
    fixed_widths: bool,
}

impl Backend {
    pub(super) fn new(drawing: Rc<RefCell<Drawing>>, width: i32, height: i32, fixed_widths: bool) -> Self {
        Backend { drawing, size: (width.max(0) as u32, height.max(0) as u32), fixed_widths }
    }

    fn write(&self, element: std::fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.drawing.borrow_mut().svg.write_fmt(element);
    }

    fn shape(&self, points: impl IntoIterator<Item = BackendCoord>, stroke: Option<i32>, ground: Option<Colour>) {
        let mut drawing = self.drawing.borrow_mut();
        let area = drawing.area;
        let shape = Extent::around(points).map(|extent| ShapeBox { extent, area, stroke, ground });
        drawing.geometry.shapes.extend(shape);
    }
}

/// A coordinate in points, exact: `12.35`.
pub(super) fn points(units: i32) -> String {
    let (whole, part) = (units.unsigned_abs() / UNITS as u32, units.unsigned_abs() % UNITS as u32 * 5);
    let sign = if units < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{part:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Text as XML character data; characters that XML 1.0 forbids are left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn hex(colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colour as it appears on white paper.
fn on_paper(colour: BackendColor) -> Colour {
    let (r, g, b) = colour.rgb;
    Colour(r, g, b).over(Palette::PAPER, colour.alpha)
}

/// The width of an outline; a filled shape has none.
fn weight<S: BackendStyle>(style: &S, fill: bool) -> Option<i32> {
    (!fill).then(|| style.stroke_width() as i32)
}

/// ` fill="#…"` with its opacity, in thousandths.
fn paint(kind: &str, colour: BackendColor) -> String {
    let mut text = format!(" {kind}=\"{}\"", hex(colour));
    if colour.alpha < 1.0 {
        let _ = write!(text, " {kind}-opacity=\"{:.3}\"", colour.alpha);
    }
    text
}

fn stroke<S: BackendStyle>(style: &S) -> String {
    format!("{} stroke-width=\"{}\"", paint("stroke", style.color()), points(style.stroke_width() as i32))
}

fn filled_or_outlined<S: BackendStyle>(style: &S, fill: bool) -> String {
    if fill { paint("fill", style.color()) } else { format!(" fill=\"none\"{}", stroke(style)) }
}

fn list(path: &[BackendCoord]) -> String {
    let pairs: Vec<String> = path.iter().map(|(x, y)| format!("{},{}", points(*x), points(*y))).collect();
    pairs.join(" ")
}

/// The face that a plotters style stands for: bold is semibold.
fn face(style: FontStyle) -> Face {
    match style {
        FontStyle::Normal => Face::Sans,
        FontStyle::Bold => Face::SansSemibold,
        FontStyle::Italic | FontStyle::Oblique => Face::SansItalic,
    }
}

/// Whether a text has letters that take their form from their neighbours.
fn joins(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{8ff}').contains(&c) || ('\u{fb50}'..='\u{feff}').contains(&c))
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S, fill: bool) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let (x, y) = (a.0.min(b.0), a.1.min(b.1));
        let (width, height) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
        let paint = filled_or_outlined(style, fill);
        let (px, py, pw, ph) = (points(x), points(y), points(width), points(height));
        self.write(format_args!("<rect x=\"{px}\" y=\"{py}\" width=\"{pw}\" height=\"{ph}\"{paint}/>\n"));
        self.shape([a, b], weight(style, fill), fill.then(|| on_paper(style.color())));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        if style.color().alpha == 0.0 || path.len() < 2 {
            return Ok(());
        }
        self.write(format_args!("<polyline fill=\"none\"{} points=\"{}\"/>\n", stroke(style), list(&path)));
        self.shape(path, weight(style, false), None);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        if style.color().alpha == 0.0 {
            return Ok(());
        }
        let paint = filled_or_outlined(style, fill);
        let r = radius as i32;
        let (px, py, pr) = (points(centre.0), points(centre.1), points(r));
        self.write(format_args!("<circle cx=\"{px}\" cy=\"{py}\" r=\"{pr}\"{paint}/>\n"));
        self.shape([(centre.0 - r, centre.1 - r), (centre.0 + r, centre.1 + r)], weight(style, fill), None);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        if style.color().alpha == 0.0 || path.len() < 3 {
            return Ok(());
        }
        self.write(format_args!("<polygon{} points=\"{}\"/>\n", paint("fill", style.color()), list(&path)));
        self.shape(path, None, None);
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let colour = style.color();
        if colour.alpha == 0.0 || text.is_empty() {
            return Ok(());
        }
        let face = face(style.style());
        let size = style.size();
        let turned = matches!(style.transform(), FontTransform::Rotate270);
        let width = libm::ceil(advance(face, text) * size) as i32;
        let cap = libm::round(face.cap_height() * size) as i32;
        let depth = libm::ceil(face.descent() * size) as i32;
        let drop = match style.anchor().v_pos {
            VPos::Top => cap,
            VPos::Center => (cap + 1) / 2,
            VPos::Bottom => 0,
        };
        let (anchor, start) = match style.anchor().h_pos {
            HPos::Left => ("", 0),
            HPos::Center => (" text-anchor=\"middle\"", width / 2),
            HPos::Right => (" text-anchor=\"end\"", width),
        };
        // Turned text reads upwards: its baseline lies to the right of the anchor instead of below it.
        let (bx, by) = if turned { (x + drop, y) } else { (x, y + drop) };
        // Accents and letters of other scripts reach beyond the capitals that text is centred on.
        let (above, below) = ink(face, text);
        let above = cap.max(libm::ceil(above * size) as i32);
        let below = depth.max(libm::ceil(below * size) as i32);
        let extent = if turned {
            Extent { left: bx - above, top: by + start - width, right: bx + below, bottom: by + start }
        } else {
            Extent { left: bx - start, top: by - above, right: bx - start + width, bottom: by + below }
        };
        let turn =
            if turned { format!(" transform=\"rotate(-90 {} {})\"", points(bx), points(by)) } else { String::new() };
        let weight = match face {
            Face::SansSemibold => " font-weight=\"600\"",
            Face::SansItalic => " font-style=\"italic\"",
            _ => "",
        };
        // Letters that join must not be spaced out.
        let fixed = if self.fixed_widths && text.chars().nth(1).is_some() && !joins(text) {
            format!(" textLength=\"{}\"", points(width))
        } else {
            String::new()
        };
        let size = libm::round(size) as i32;
        self.write(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}{anchor}{weight}{turn}{fixed}>{}</text>\n",
            points(bx),
            points(by),
            points(size),
            paint("fill", colour),
            escaped(text)
        ));
        let geometry = &mut self.drawing.borrow_mut().geometry;
        let (colour, over) = (on_paper(colour), geometry.shapes.len());
        geometry.texts.push(TextBox { text: text.into(), extent, size, colour, over });
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let face = face(style.style());
        let width = libm::ceil(advance(face, text) * style.size()) as u32;
        let height = libm::ceil(face.cap_height() * style.size()) as u32;
        Ok(match style.transform() {
            FontTransform::Rotate90 | FontTransform::Rotate270 => (height, width),
            FontTransform::None | FontTransform::Rotate180 => (width, height),
        })
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawn {
        Ok(())
    }
}

/// Family names as the value of an attribute; their single quotes stay.
fn escaped_families(names: &str) -> String {
    names.replace('&', "&amp;").replace('<', "&lt;").replace('"', "")
}

/// Opens an SVG document: its size in units, the language and the alternative text for readers that do not see it.
pub(super) fn opening(width: i32, height: i32, language: &str, title: &str, description: &str) -> String {
    let (w, h) = (points(width), points(height));
    let families = theme::fonts().css(Family::Sans).replace("'Source Sans 3'", "'Source Sans 3', 'Source Sans Pro'");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" \
         xml:lang=\"{language}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"{}, sans-serif\" font-kerning=\"none\" stroke-linejoin=\"round\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n",
        escaped_families(&families),
        escaped(title),
        escaped(description)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_exact() {
        assert_eq!([0, 1, 20, 210, -5, -25].map(points), ["0", "0.05", "1", "10.5", "-0.25", "-1.25"]);
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("<8 & \"x\"\u{0}'\u{7}"), "&lt;8 &amp; &quot;x&quot; &#39; ");
    }
}

//! A colour and what can be said of it alone: lightness, contrast, what it looks like where a ground shines through.

use super::Palette;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// One hue: how it fills a shape and how it writes a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hue {
    /// For bars, bands and lines.
    pub fill: Colour,
    /// For text on white: at least 4.5 to 1.
    pub text: Colour,
    /// A pale shade of it, for bands and backgrounds.
    pub pale: Colour,
}

impl Colour {
    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    /// Contrast ratio to another colour, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What it looks like on a ground that shines through: `opacity` from 0 to 1.
    pub fn over(self, ground: Colour, opacity: f64) -> Colour {
        let part = opacity.clamp(0.0, 1.0);
        let mix = |a: u8, b: u8| libm::round(f64::from(a) * part + f64::from(b) * (1.0 - part)) as u8;
        Colour(mix(self.0, ground.0), mix(self.1, ground.1), mix(self.2, ground.2))
    }

    /// The readable one of ink and paper on a ground of this colour.
    pub fn text_on(self) -> Colour {
        if self.contrast(Palette::PAPER) >= self.contrast(Palette::INK) { Palette::PAPER } else { Palette::INK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_shines_through_mixes_with_its_ground() {
        assert_eq!(Palette::INK.over(Palette::PAPER, 1.0), Palette::INK);
        assert_eq!(Palette::INK.over(Palette::PAPER, 0.0), Palette::PAPER);
        assert_eq!(Colour(0, 100, 200).over(Palette::PAPER, 0.5), Colour(128, 178, 228));
    }
}

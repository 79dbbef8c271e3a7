//! The report's colours: ink, greys, two hues and one ramp.
//!
//! Two hues that differ in lightness as much as in colour, so that they survive a grey printer and colour blindness;
//! each has a fill and a darker shade for text. Knows no chart.

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

/// The colours of the report.
pub struct Palette;

impl Palette {
    /// Text and axes.
    pub const INK: Colour = Colour(24, 33, 42);
    /// Secondary text: notes, units, sources.
    pub const MUTED: Colour = Colour(91, 103, 114);
    /// Grid lines and hairlines.
    pub const GRID: Colour = Colour(221, 226, 230);
    /// The paper.
    pub const PAPER: Colour = Colour(255, 255, 255);
    /// Backgrounds of boxes and of alternate groups.
    pub const WASH: Colour = Colour(243, 245, 247);
    /// A shape that carries no message: everyone else, the total, the withheld.
    pub const GREY: Colour = Colour(172, 181, 189);
    /// The first hue: the subject of the chart.
    pub const PRIMARY: Hue = Hue { fill: Colour(11, 84, 112), text: Colour(11, 84, 112), pale: Colour(206, 224, 232) };
    /// The second hue: what it is compared with.
    pub const SECONDARY: Hue =
        Hue { fill: Colour(212, 122, 40), text: Colour(163, 76, 10), pale: Colour(250, 228, 206) };
    /// Neither: a group that is neither subject nor comparison.
    pub const NEUTRAL: Hue = Hue { fill: Palette::GREY, text: Palette::MUTED, pale: Colour(231, 235, 238) };
    /// A third hue, only for a reason.
    pub const TERTIARY: Hue =
        Hue { fill: Colour(133, 92, 150), text: Colour(116, 74, 134), pale: Colour(231, 221, 236) };

    /// The ramp from little to much, in one hue.
    ///
    /// Its steps leave out the middle lightness on which neither ink nor paper is readable.
    pub const RAMP: [Colour; 6] = [
        Colour(240, 245, 248),
        Colour(208, 225, 233),
        Colour(166, 200, 214),
        Colour(120, 170, 190),
        Colour(26, 105, 136),
        Colour(8, 62, 84),
    ];

    /// The hue of the `place`-th series: subject, comparison, neutral, third.
    pub fn series(place: usize) -> Hue {
        [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL, Palette::TERTIARY][place % 4]
    }

    /// The ramp's colour at `part` of the whole range; outside 0..=1 the nearest end.
    pub fn ramp(part: f64) -> Colour {
        let steps = Palette::RAMP.len();
        let place = if part.is_finite() { (part.clamp(0.0, 1.0) * steps as f64) as usize } else { 0 };
        Palette::RAMP[place.min(steps - 1)]
    }
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

    /// The readable one of ink and paper on a ground of this colour.
    pub fn text_on(self) -> Colour {
        if self.contrast(Palette::PAPER) >= self.contrast(Palette::INK) { Palette::PAPER } else { Palette::INK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_readable() {
        let hues = [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL, Palette::TERTIARY];
        let texts = hues.map(|h| h.text).into_iter().chain([Palette::INK, Palette::MUTED]);
        for text in texts {
            for ground in [Palette::PAPER, Palette::WASH] {
                assert!(
                    text.contrast(ground) >= 4.5,
                    "{} on {}: {:.2}",
                    text.hex(),
                    ground.hex(),
                    text.contrast(ground)
                );
            }
        }
        let grounds = hues.iter().flat_map(|h| [h.fill, h.pale]).chain(Palette::RAMP);
        for ground in grounds {
            let ratio = ground.text_on().contrast(ground);
            assert!(ratio >= 4.5, "text on {}: {ratio:.2}", ground.hex());
        }
    }

    #[test]
    fn hues_differ_in_grey() {
        let fills = [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL].map(|h| h.fill);
        assert!(fills[0].contrast(fills[1]) >= 2.5, "{:.2}", fills[0].contrast(fills[1]));
        assert!(fills[0].contrast(fills[2]) >= 2.5);
        assert!(fills[1].luminance() < fills[2].luminance());
        assert!(fills[0].contrast(Palette::PAPER) >= 3.0 && Palette::GREY.contrast(Palette::PAPER) >= 1.8);
    }

    /// Machado, Oliveira and Fernandes (2009), deuteranopia at full severity, in linear light.
    fn deuteranope(colour: Colour) -> [f64; 3] {
        let linear = [colour.0, colour.1, colour.2].map(|c| Colour(c, c, c).luminance());
        let rows = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
        rows.map(|r: [f64; 3]| r.iter().zip(linear).map(|(a, b)| a * b).sum())
    }

    #[test]
    fn hues_differ_for_the_colour_blind() {
        let hues =
            [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL, Palette::TERTIARY].map(|h| deuteranope(h.fill));
        for (i, a) in hues.iter().enumerate() {
            for b in &hues[i + 1..] {
                let far: f64 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
                assert!(far > 0.015, "{a:?} {b:?} {far}");
            }
        }
    }

    #[test]
    fn ramp_darkens() {
        assert!(Palette::RAMP.windows(2).all(|w| w[0].luminance() > w[1].luminance() * 1.15));
        assert_eq!(Palette::ramp(0.0), Palette::RAMP[0]);
        assert_eq!(Palette::ramp(1.0), Palette::RAMP[5]);
        assert_eq!(Palette::ramp(f64::NAN), Palette::RAMP[0]);
    }
}

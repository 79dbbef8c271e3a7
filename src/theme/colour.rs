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
    /// Ornament that carries no message: edges of boxes, leaders.
    pub const GREY: Colour = Colour(172, 181, 189);
    /// The first hue: the subject of the chart.
    pub const PRIMARY: Hue = Hue { fill: Colour(11, 84, 112), text: Colour(11, 84, 112), pale: Colour(206, 224, 232) };
    /// The second hue: what it is compared with.
    pub const SECONDARY: Hue =
        Hue { fill: Colour(212, 122, 40), text: Colour(163, 76, 10), pale: Colour(250, 228, 206) };
    /// Neither: everyone, the rest, the withheld.
    pub const NEUTRAL: Hue = Hue { fill: Colour(130, 141, 151), text: Palette::MUTED, pale: Colour(231, 235, 238) };
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

    /// Shapes that stand in one chart: the re-trafficked beside the others, the re-trafficked before everyone.
    const TOGETHER: [(Hue, Hue); 2] = [(Palette::PRIMARY, Palette::SECONDARY), (Palette::PRIMARY, Palette::NEUTRAL)];

    #[test]
    fn shapes_stand_out_from_the_paper() {
        for hue in [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL, Palette::TERTIARY] {
            let ratio = hue.fill.contrast(Palette::PAPER);
            assert!(ratio >= 3.0, "{} on paper: {ratio:.2}", hue.fill.hex());
        }
    }

    /// Red, green and blue in linear light, 0 to 1.
    fn linear(colour: Colour) -> [f64; 3] {
        [colour.0, colour.1, colour.2].map(|c| Colour(c, c, c).luminance())
    }

    /// CIE 1976 L*, a*, b* under daylight (D65).
    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        let rows = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
        let xyz = rows.map(|r: [f64; 3]| r.iter().zip(rgb).map(|(a, b)| a * b.max(0.0)).sum::<f64>());
        let bent = |t: f64| if t > 0.008856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        let (x, y, z) = (bent(xyz[0] / 0.9505), bent(xyz[1]), bent(xyz[2] / 1.0888));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Difference of two colours in the unit in which 2 can just be seen (CIE 1976).
    fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
        a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
    }

    /// As a grey printer sees it.
    fn grey(colour: Colour) -> [f64; 3] {
        let y = colour.luminance();
        lab([y, y, y])
    }

    /// Machado, Oliveira and Fernandes (2009), deuteranopia at full severity, in linear light.
    fn deuteranope(colour: Colour) -> [f64; 3] {
        let rows = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
        let rgb = linear(colour);
        lab(rows.map(|r: [f64; 3]| r.iter().zip(rgb).map(|(a, b)| a * b).sum()))
    }

    #[test]
    fn shapes_of_one_chart_differ_in_grey_and_for_the_colour_blind() {
        for (a, b) in TOGETHER.map(|(a, b)| (a.fill, b.fill)) {
            let (printed, seen) = (apart(grey(a), grey(b)), apart(deuteranope(a), deuteranope(b)));
            assert!(printed >= 20.0, "{} and {} in grey: {printed:.0}", a.hex(), b.hex());
            assert!(seen >= 20.0, "{} and {} without green: {seen:.0}", a.hex(), b.hex());
        }
        // Red and green of like lightness, which must not pass.
        let (red, green) = (Colour(190, 60, 40), Colour(85, 120, 40));
        assert!(apart(grey(red), grey(green)) < 20.0 && apart(deuteranope(red), deuteranope(green)) < 20.0);
    }

    /// The third hue, in curves of the analyst alone, is told apart by its dashes as well.
    #[test]
    fn all_hues_differ_for_the_colour_blind() {
        let hues = [Palette::PRIMARY, Palette::SECONDARY, Palette::NEUTRAL, Palette::TERTIARY];
        for (i, a) in hues.iter().enumerate() {
            for b in &hues[i + 1..] {
                let seen = apart(deuteranope(a.fill), deuteranope(b.fill));
                assert!(seen >= 12.0, "{} and {}: {seen:.0}", a.fill.hex(), b.fill.hex());
            }
        }
    }

    #[test]
    fn neighbours_on_the_ramp_differ_in_grey() {
        for pair in Palette::RAMP.windows(2) {
            let printed = apart(grey(pair[0]), grey(pair[1]));
            assert!(printed >= 7.0, "{} and {} in grey: {printed:.0}", pair[0].hex(), pair[1].hex());
        }
    }

    #[test]
    fn a_colour_that_shines_through_mixes_with_its_ground() {
        assert_eq!(Palette::INK.over(Palette::PAPER, 1.0), Palette::INK);
        assert_eq!(Palette::INK.over(Palette::PAPER, 0.0), Palette::PAPER);
        assert_eq!(Colour(0, 100, 200).over(Palette::PAPER, 0.5), Colour(128, 178, 228));
    }

    #[test]
    fn ramp_darkens() {
        assert!(Palette::RAMP.windows(2).all(|w| w[0].luminance() > w[1].luminance() * 1.15));
        assert_eq!(Palette::ramp(0.0), Palette::RAMP[0]);
        assert_eq!(Palette::ramp(1.0), Palette::RAMP[5]);
        assert_eq!(Palette::ramp(f64::NAN), Palette::RAMP[0]);
    }
}

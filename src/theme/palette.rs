//! A report's colours: ink, greys, two hues and one ramp; the program's own, or made from two hues of the project.
//!
//! Two hues that differ in lightness as much as in colour, so that they survive a grey printer and colour blindness;
//! each has a fill and a darker shade for text. Knows no chart.

use super::vision::{apart_in_colour, apart_in_grey, apart_without_green};
use super::{Colour, Hue};

/// Least contrast of text on its ground, and of a shape on the paper (WCAG 2.2).
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;
/// Least difference of two shapes in one chart, in grey and without green.
const APART: f64 = 20.0;

/// The colours of a report. Ink, greys and paper are every report's; the hues are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The first hue: the subject of the chart, headings.
    pub primary: Hue,
    /// The second hue: what it is compared with, accents.
    pub secondary: Hue,
    /// The ground of cover and chapter heads.
    pub deep: Colour,
    /// The second hue as text on that ground.
    pub bright: Colour,
    /// The ramp from little to much, in the first hue.
    pub ramp: [Colour; 6],
}

/// A colour that cannot be used, with what it does not go with.
#[derive(Clone, Debug, PartialEq)]
pub struct ColourFault {
    /// Whether it is the accent; otherwise the primary colour.
    pub accent: bool,
    /// What is wrong, with both colours and the figure that is not reached.
    pub message: String,
    /// The nearest shade of it that passes, where there is one.
    pub nearest: Option<Colour>,
}

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
    /// Neither of two hues: everyone, the rest, the withheld.
    pub const NEUTRAL: Hue = Hue { fill: Colour(130, 141, 151), text: Palette::MUTED, pale: Colour(231, 235, 238) };
    /// A third hue, only for a reason.
    pub const TERTIARY: Hue =
        Hue { fill: Colour(133, 92, 150), text: Colour(116, 74, 134), pale: Colour(231, 221, 236) };

    /// The program's own colours.
    ///
    /// The ramp's steps leave out the middle lightness on which neither ink nor paper is readable.
    pub const STANDARD: Palette = Palette {
        primary: Hue { fill: Colour(11, 84, 112), text: Colour(11, 84, 112), pale: Colour(206, 224, 232) },
        secondary: Hue { fill: Colour(212, 122, 40), text: Colour(163, 76, 10), pale: Colour(250, 228, 206) },
        deep: Colour(8, 62, 84),
        bright: Colour(231, 153, 84),
        ramp: [
            Colour(240, 245, 248),
            Colour(208, 225, 233),
            Colour(166, 200, 214),
            Colour(120, 170, 190),
            Colour(26, 105, 136),
            Colour(8, 62, 84),
        ],
    };

    /// Colours made from hues of the project; what is not given is the program's own.
    ///
    /// # Errors
    /// A hue that cannot be read on paper, or cannot be told from the other in grey or without green.
    pub fn of(primary: Option<Colour>, accent: Option<Colour>) -> Result<Self, ColourFault> {
        let mut palette = Palette::STANDARD;
        if let Some(fill) = primary {
            palette.primary = Hue { fill, text: fill, pale: fill.over(Palette::PAPER, 0.2) };
            palette.ramp = Palette::STANDARD.ramp.map(|step| fill.as_light_as(step.luminance()));
            let deepest = palette.ramp[5];
            palette.deep = if fill.luminance() < deepest.luminance() { fill } else { deepest };
        }
        if let Some(fill) = accent {
            let text = fill.until(Colour(0, 0, 0), |c| readable(c, Palette::PAPER) && readable(c, Palette::WASH));
            palette.secondary = Hue { fill, text, pale: fill.over(Palette::PAPER, 0.25) };
        }
        if primary.is_some() || accent.is_some() {
            palette.bright = palette.secondary.fill.until(Palette::PAPER, |c| readable(c, palette.deep));
        }
        palette.checked(primary.is_some(), accent.is_some())
    }

    fn checked(self, own_primary: bool, own_accent: bool) -> Result<Self, ColourFault> {
        let (primary, accent) = (self.primary.fill, self.secondary.fill);
        let fits_primary = |c: Colour| primary_fault(c).is_none() && pair_fault(c, accent).is_none();
        let fits_accent = |c: Colour| accent_fault(c).is_none() && pair_fault(primary, c).is_none();
        if own_primary && let Some(message) = primary_fault(primary) {
            return Err(ColourFault { accent: false, message, nearest: primary.nearest(fits_primary) });
        }
        if own_accent && let Some(message) = accent_fault(accent) {
            return Err(ColourFault { accent: true, message, nearest: accent.nearest(fits_accent) });
        }
        let Some(message) = pair_fault(primary, accent) else { return Ok(self) };
        let shade = if own_accent { accent.nearest(fits_accent) } else { None };
        Err(match shade {
            None if own_primary => ColourFault { accent: false, message, nearest: primary.nearest(fits_primary) },
            nearest => ColourFault { accent: true, message, nearest },
        })
    }

    /// The ramp's colour at `part` of the whole range; outside 0..=1 the nearest end.
    pub fn ramp(&self, part: f64) -> Colour {
        let steps = self.ramp.len();
        let place = if part.is_finite() { (part.clamp(0.0, 1.0) * steps as f64) as usize } else { 0 };
        self.ramp[place.min(steps - 1)]
    }
}

impl Default for Palette {
    fn default() -> Self {
        Palette::STANDARD
    }
}

fn readable(text: Colour, ground: Colour) -> bool {
    text.contrast(ground) >= TEXT
}

/// What is wrong with a first hue by itself: it writes headings, and stands beside the grey of everyone else.
fn primary_fault(colour: Colour) -> Option<String> {
    for (ground, name) in [(Palette::PAPER, "paper"), (Palette::WASH, "the ground of boxes")] {
        if !readable(colour, ground) {
            let ratio = colour.contrast(ground);
            return Some(format!(
                "text in {} on {name} ({}) has a contrast of {ratio:.1} to 1, and is read from {TEXT} to 1",
                colour.hex(),
                ground.hex()
            ));
        }
    }
    alike(colour, Palette::NEUTRAL.fill, "the grey of everyone else")
}

/// What is wrong with a second hue by itself: it fills shapes, and is the ground of notices.
fn accent_fault(colour: Colour) -> Option<String> {
    let (ratio, text) = (colour.contrast(Palette::PAPER), colour.text_on());
    if ratio >= SHAPE && !readable(text, colour) {
        let ratio = text.contrast(colour);
        return Some(format!(
            "neither ink nor paper can be read on {}: {} has a contrast of {ratio:.1} to 1, and is read from {TEXT} to 1",
            colour.hex(),
            text.hex()
        ));
    }
    (ratio < SHAPE).then(|| {
        format!(
            "shapes in {} on paper have a contrast of {ratio:.1} to 1, and are seen from {SHAPE} to 1",
            colour.hex()
        )
    })
}

fn pair_fault(primary: Colour, accent: Colour) -> Option<String> {
    alike(primary, accent, "the accent")
}

fn alike(a: Colour, b: Colour, name: &str) -> Option<String> {
    let grey = apart_in_grey(a, b);
    let blind = apart_without_green(a, b);
    let (how, apart) = if grey < APART { ("in grey print", grey) } else { ("without green", blind) };
    (apart < APART).then(|| {
        format!("{} and {name} ({}) are alike {how}: {apart:.0} apart, and {APART} are needed", a.hex(), b.hex())
    })
}

impl Colour {
    /// `#rrggbb` read.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour(part(0)?, part(2)?, part(4)?))
    }

    /// The shade of it of a relative luminance: mixed with black or with white.
    fn as_light_as(self, luminance: f64) -> Colour {
        let with = if self.luminance() > luminance { Colour(0, 0, 0) } else { Palette::PAPER };
        let off = |step: u32| {
            let shade = self.over(with, 1.0 - f64::from(step) / 256.0);
            (shade, (shade.luminance() - luminance).abs())
        };
        let best = (0..=256).map(off).min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(self, |(shade, _)| shade)
    }

    /// The first shade of it on the way to `other` that passes.
    fn until(self, other: Colour, passes: impl Fn(Colour) -> bool) -> Colour {
        let shades = (0..=256).map(|step| self.over(other, 1.0 - f64::from(step) / 256.0));
        shades.into_iter().find(|&shade| passes(shade)).unwrap_or(other)
    }

    /// The shade of it, darker or lighter, that passes and looks most like it.
    fn nearest(self, passes: impl Fn(Colour) -> bool) -> Option<Colour> {
        let ways = [Colour(0, 0, 0), Palette::PAPER];
        let shades =
            ways.into_iter().flat_map(|way| (0..256).map(move |step| self.over(way, 1.0 - f64::from(step) / 256.0)));
        let passing = shades.filter(|&shade| passes(shade));
        passing.min_by(|a, b| apart_in_colour(*a, self).total_cmp(&apart_in_colour(*b, self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(hex: &str) -> Colour {
        Colour::from_hex(hex).unwrap()
    }

    /// Everything that holds for the program's own colours must hold for any that pass.
    fn sound(palette: &Palette) {
        let hues = [palette.primary, palette.secondary, Palette::NEUTRAL, Palette::TERTIARY];
        for text in hues.map(|h| h.text).into_iter().chain([Palette::INK, Palette::MUTED]) {
            for ground in [Palette::PAPER, Palette::WASH] {
                assert!(readable(text, ground), "{} on {}", text.hex(), ground.hex());
            }
        }
        for ground in hues.iter().flat_map(|h| [h.fill, h.pale]).chain(palette.ramp) {
            let ratio = ground.text_on().contrast(ground);
            assert!(ratio >= TEXT, "text on {}: {ratio:.2}", ground.hex());
        }
        for text in [palette.bright, Palette::PAPER] {
            assert!(readable(text, palette.deep), "{} on {}", text.hex(), palette.deep.hex());
        }
        for hue in hues {
            assert!(hue.fill.contrast(Palette::PAPER) >= SHAPE, "{} on paper", hue.fill.hex());
        }
        for pair in palette.ramp.windows(2) {
            assert!(apart_in_grey(pair[0], pair[1]) >= 6.0, "{} and {}", pair[0].hex(), pair[1].hex());
            assert!(pair[0].luminance() > pair[1].luminance() * 1.15);
        }
        // The re-trafficked beside the others, the re-trafficked before everyone.
        for (a, b) in [(palette.primary, palette.secondary), (palette.primary, Palette::NEUTRAL)] {
            assert!(apart_in_grey(a.fill, b.fill) >= APART, "{} and {} in grey", a.fill.hex(), b.fill.hex());
            assert!(
                apart_without_green(a.fill, b.fill) >= APART,
                "{} and {} without green",
                a.fill.hex(),
                b.fill.hex()
            );
        }
    }

    #[test]
    fn the_programs_colours_are_sound() {
        sound(&Palette::STANDARD);
        assert_eq!(Palette::of(None, None), Ok(Palette::STANDARD));
    }

    /// The third hue, in curves of the analyst alone, is told apart by its dashes as well.
    #[test]
    fn all_hues_differ_for_the_colour_blind() {
        let standard = Palette::STANDARD;
        let hues = [standard.primary, standard.secondary, Palette::NEUTRAL, Palette::TERTIARY];
        for (i, a) in hues.iter().enumerate() {
            for b in &hues[i + 1..] {
                let seen = apart_without_green(a.fill, b.fill);
                assert!(seen >= 12.0, "{} and {}: {seen:.0}", a.fill.hex(), b.fill.hex());
            }
        }
    }

    #[test]
    fn colours_of_any_house_that_pass_are_sound() {
        let mut passed = 0;
        for primary in ["#7a1f3d", "#00205b", "#1d4d2b", "#402a6b", "#333333", "#0b5470", "#5c0000", "#000000"] {
            for accent in ["#d47a28", "#e2a400", "#c8102e", "#009cde", "#3a9b5c", "#b06fc4"] {
                match Palette::of(Some(colour(primary)), Some(colour(accent))) {
                    Ok(palette) => {
                        sound(&palette);
                        passed += 1;
                    }
                    Err(fault) => {
                        let Some(nearest) = fault.nearest else { continue };
                        let (p, a) = if fault.accent { (colour(primary), nearest) } else { (nearest, colour(accent)) };
                        sound(&Palette::of(Some(p), Some(a)).unwrap_or_else(|f| panic!("{primary} {accent}: {f:?}")));
                    }
                }
            }
        }
        assert!(passed >= 20, "{passed}");
    }

    #[test]
    fn a_fault_names_the_pair_and_a_shade_that_passes() {
        let pale = Palette::of(Some(colour("#6fb1d0")), None).unwrap_err();
        assert!(!pale.accent && pale.message.contains("#6fb1d0") && pale.message.contains("paper"), "{pale:?}");
        assert!(Palette::of(pale.nearest, None).is_ok());
        let alike = Palette::of(Some(colour("#8a2f1f")), Some(colour("#5a6b1f"))).unwrap_err();
        assert!(alike.message.contains("#8a2f1f") && alike.message.contains("#5a6b1f"), "{alike:?}");
        let yellow = Palette::of(None, Some(colour("#ffe000"))).unwrap_err();
        assert!(yellow.accent && yellow.message.contains("3 to 1"), "{yellow:?}");
    }

    #[test]
    fn hex_is_six_digits_after_a_sharp() {
        assert_eq!(Colour::from_hex("#0b5470"), Some(Colour(11, 84, 112)));
        for other in ["", "#", "0b5470", "#0b547", "#0b54700", "#0b54zz", "#é54700", "blue"] {
            assert_eq!(Colour::from_hex(other), None, "{other}");
        }
    }

    #[test]
    fn ramp_darkens() {
        let palette = Palette::STANDARD;
        assert_eq!(palette.ramp(0.0), palette.ramp[0]);
        assert_eq!(palette.ramp(1.0), palette.ramp[5]);
        assert_eq!(palette.ramp(f64::NAN), palette.ramp[0]);
    }
}

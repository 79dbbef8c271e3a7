//! How far two colours are apart: on a screen, from a grey printer, without green.

use super::Colour;

/// Difference of two colours in the unit in which 2 can just be seen (CIE 1976), as a grey printer gives them.
pub fn apart_in_grey(a: Colour, b: Colour) -> f64 {
    let grey = |colour: Colour| {
        let y = colour.luminance();
        lab([y, y, y])
    };
    apart(grey(a), grey(b))
}

/// The same as seen without green (deuteranopia), the commonest colour blindness.
pub fn apart_without_green(a: Colour, b: Colour) -> f64 {
    apart(deuteranope(a), deuteranope(b))
}

/// The same as seen by everyone else.
pub fn apart_in_colour(a: Colour, b: Colour) -> f64 {
    apart(lab(linear(a)), lab(linear(b)))
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

fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// Machado, Oliveira and Fernandes (2009), deuteranopia at full severity, in linear light.
fn deuteranope(colour: Colour) -> [f64; 3] {
    let rows = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]];
    let rgb = linear(colour);
    lab(rows.map(|r: [f64; 3]| r.iter().zip(rgb).map(|(a, b)| a * b).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_are_a_hundred_apart_and_red_and_green_come_near() {
        let (black, white) = (Colour(0, 0, 0), Colour(255, 255, 255));
        assert!((apart_in_grey(black, white) - 100.0).abs() < 0.5);
        let (red, green) = (Colour(190, 60, 40), Colour(85, 120, 40));
        assert!(apart_in_grey(red, green) < 20.0 && apart_without_green(red, green) < 20.0);
        assert!(apart_in_colour(red, green) > 70.0);
    }
}

//! Fonts, colours and text measuring: one source for figure and document.
//!
//! Knows nothing of what is written or drawn.

mod colour;
mod font;

pub use colour::{Colour, Hue, Palette};
pub use font::{Face, SANS, SERIF, advance, fonts, ink, missing_glyph};

//! Fonts, colours and text measuring: one source for figure and document; what a project brings in their place.
//!
//! Knows nothing of what is written or drawn.

mod colour;
mod font;
mod font_file;
mod palette;
mod picture;
mod scope;
mod vision;

pub use colour::{Colour, Hue};
pub use font::{Face, Family, Fonts, SANS, SERIF, advance, ink};
pub use font_file::{FontFault, FontFile};
pub use palette::{ColourFault, Palette};
pub use picture::{PictureFault, PictureKind};
pub use scope::{Theme, fonts, palette};

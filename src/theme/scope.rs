//! What a drawing looks like, for as long as it is drawn.
//!
//! A chart names its colours by role and measures each of its letters. Both ask here rather than take a theme through
//! every call: whoever draws says once with which theme, and it ends with the drawing. One thread draws one chart.

use std::cell::RefCell;

use super::{Fonts, Palette};

/// Colours and fonts of a report: the same in document, figures, slides and on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Theme {
    /// Its colours.
    pub palette: Palette,
    /// Its fonts.
    pub fonts: Fonts,
}

thread_local! {
    static CURRENT: RefCell<Theme> = RefCell::default();
}

/// Puts the theme that was there before back, whatever happens meanwhile.
struct Restore(Theme);

impl Drop for Restore {
    fn drop(&mut self) {
        let before = std::mem::take(&mut self.0);
        CURRENT.with(|current| current.replace(before));
    }
}

impl Theme {
    /// Does something with this theme.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let _before = Restore(CURRENT.with(|current| current.replace(self.clone())));
        work()
    }
}

/// Asks the theme of the drawing at hand; outside of one, the program's own.
pub(super) fn with<T>(ask: impl FnOnce(&Theme) -> T) -> T {
    CURRENT.with(|current| ask(&current.borrow()))
}

/// The colours of the drawing at hand.
pub fn palette() -> Palette {
    with(|theme| theme.palette)
}

/// The fonts of the drawing at hand.
pub fn fonts() -> Fonts {
    with(|theme| theme.fonts.clone())
}

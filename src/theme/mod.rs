//! Fonts, colours and text measuring: one source for figure and document.

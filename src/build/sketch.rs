//! The analyst's curves as an SVG file.

use super::fault::Fault;
use crate::diagnostic::Diagnostic;
use crate::disclosure::InternalCurves;
use crate::figure;

/// Draws curves, stamped INTERNAL.
///
/// # Errors
/// `B042` where the drawing library refuses.
pub fn internal_svg(curves: &InternalCurves) -> Result<String, Fault> {
    figure::internal_curve(curves).map(|figure| figure.svg).map_err(|_| {
        let help = "draw fewer groups, or shorten their labels";
        Fault::Input(vec![Diagnostic::error("B042", "a figure could not be drawn", help)])
    })
}

//! A protected number as the text that stands beside its shape.

use crate::disclosure::Number;
use crate::language::Language;

/// The number as printed, or its mark: `1,230`, `0.57%`, `<8`.
pub fn number_text(value: &Number, language: Language) -> String {
    value.text(language)
}

/// The value as a length on an axis: a share in per cent, all else as it is. `None` where withheld.
pub(super) fn axis_value(value: &Number) -> Option<f64> {
    value.value().map(|v| v * value.unit().scale()).filter(|v| v.is_finite())
}

/// The largest of some values, zero where all are withheld.
pub(super) fn largest<'a>(values: impl IntoIterator<Item = &'a Number>) -> f64 {
    values.into_iter().filter_map(axis_value).fold(0.0, f64::max)
}

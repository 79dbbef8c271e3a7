//! The digits in which a number is printed, for machines: with a point, and no more than are in print.

use serde_json::Value;

use crate::disclosure::Unit;

/// A value with so many decimals, of the percentage for a share.
pub(super) fn digits(value: f64, decimals: u8, unit: Unit) -> String {
    let digits = usize::from(decimals) + if unit == Unit::Share { 2 } else { 0 };
    format!("{value:.digits$}")
}

/// The same as a number of JSON; null where there is none.
pub(super) fn json_digits(value: Option<f64>, decimals: u8, unit: Unit) -> Value {
    let number = value.and_then(|v| digits(v, decimals, unit).parse::<serde_json::Number>().ok());
    number.map_or(Value::Null, Value::Number)
}

/// The format in which a spreadsheet shows it.
pub(super) fn sheet_format(decimals: u8, unit: Unit) -> String {
    let zeros = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(decimals))) };
    match unit {
        Unit::Share => format!("0{zeros}%"),
        Unit::Year => "0".into(),
        _ => format!("#,##0{zeros}"),
    }
}

//! One value of a specification, and which cells of a table are the same value.

use serde::{Deserialize, Serialize};

/// A text, a number or a truth value, printed as it was given.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// TRUE or FALSE.
    Truth(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    Text(String),
}

/// One value or a list of values.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Scalars {
    /// A list.
    Many(Vec<Scalar>),
    /// One alone.
    One(Scalar),
}

impl Scalars {
    /// The values, one or several.
    pub fn list(&self) -> &[Scalar] {
        match self {
            Scalars::Many(list) => list,
            Scalars::One(one) => std::slice::from_ref(one),
        }
    }
}

impl Scalar {
    /// The value as a text.
    pub fn text(&self) -> String {
        match self {
            Scalar::Truth(true) => "TRUE".into(),
            Scalar::Truth(false) => "FALSE".into(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Text(text) => text.clone(),
        }
    }

    /// Whether a cell holds this value: the same text, or the same number (`1.0` is 1), where TRUE is 1 and FALSE is 0.
    pub fn is(&self, cell: &str) -> bool {
        let own = self.text();
        own == cell || matches!((number(&own), number(cell)), (Some(a), Some(b)) if a == b)
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Scalar::Text(text.to_owned())
    }
}

/// A cell as a number: plain or with an exponent; TRUE is 1 and FALSE 0. `None` for any other text.
pub fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    match cell {
        "TRUE" | "True" | "true" => return Some(1.0),
        "FALSE" | "False" | "false" => return Some(0.0),
        _ => {}
    }
    // `nan` would parse too, and is not a number.
    cell.parse().ok().filter(|x: &f64| !x.is_nan())
}

/// Whether a cell that should be a number says that there is none: empty, or as R writes it.
pub fn is_missing_number(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA" | "NaN" | "nan")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(json: &str) -> Scalar {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_texts_as_texts() {
        for (json, cell, same) in [
            ("1", "1.0", true),
            ("\"1\"", "1.0", true),
            ("1.0", "1", true),
            ("true", "1", true),
            ("1", "TRUE", true),
            ("true", "yes", false),
            ("\"a\"", "a", true),
            ("\"a\"", "A", false),
            ("1", "10", false),
            ("\"NaN\"", "NaN", true),
        ] {
            assert_eq!(scalar(json).is(cell), same, "{json} {cell}");
        }
    }
}

//! A number as an edition printed it, and the difference of two.

use crate::disclosure::{Number, Protected, Unit};
use crate::language::{self, Language};

/// A published number: its value after rounding, or the mark that was printed in its place.
///
/// Not [`Protected`]: it may come from a file that anybody can write, and is only ever printed as what another edition
/// said.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Printed {
    value: Option<f64>,
    mark: Option<String>,
    decimals: u8,
    unit: Unit,
}

/// A published number less another.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Difference {
    value: f64,
    decimals: u8,
    unit: Unit,
}

/// More digits than any number of a report has.
const MOST_DECIMALS: u8 = 6;

impl Printed {
    /// As this edition prints it.
    pub fn of(number: &Protected<Number>) -> Self {
        Printed {
            value: number.value(),
            mark: number.mark().map(str::to_string),
            decimals: number.decimals(),
            unit: number.unit(),
        }
    }

    /// A value that was printed with so many digits after the point (of the percentage, for a share). None where no edition
    /// can have printed it: not finite, beyond all counting, a count below nothing.
    pub(super) fn value_of(value: f64, decimals: u8, unit: Unit) -> Option<Self> {
        let counts = matches!(unit, Unit::Count | Unit::PersonYears | Unit::Days);
        if !value.is_finite() || value.abs() >= 1e15 || (counts && value < 0.0) {
            return None;
        }
        Some(Printed { value: Some(value), mark: None, decimals: decimals.min(MOST_DECIMALS), unit })
    }

    /// A number that was withheld.
    pub(super) fn withheld(mark: &str, unit: Unit) -> Self {
        Printed { value: None, mark: Some(mark.into()), decimals: 0, unit }
    }

    /// The value, or `None` where it was withheld.
    pub fn value(&self) -> Option<f64> {
        self.value
    }

    /// What stood in place of a withheld value.
    pub fn mark(&self) -> Option<&str> {
        self.mark.as_deref()
    }

    /// Digits after the point (of the percentage, for a share).
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// What it measures.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// As printed in a language.
    pub fn text(&self, language: Language) -> String {
        match (self.value, &self.mark) {
            (Some(value), None) => self.unit.written(value, self.decimals, language),
            (_, mark) => mark.clone().unwrap_or_else(|| "–".into()),
        }
    }

    /// This number less an earlier one; none where either was withheld, or they measure different things.
    pub(super) fn since(&self, earlier: &Printed) -> Option<Difference> {
        let (now, then) = (self.value?, earlier.value?);
        let decimals = self.decimals.max(earlier.decimals);
        // Both are decimal numbers; the noise of their difference is taken off.
        let value = self.unit.rounded(now - then, decimals);
        (self.unit == earlier.unit).then_some(Difference { value, decimals, unit: self.unit })
    }
}

impl Difference {
    /// This edition's number less the last one's; of a share, in 0..=1.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Digits after the point (of the percentage, for a share).
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// What both numbers measure.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// With its sign: `+5`, `−0.2`, `0`. Of a share, points of a per cent.
    pub fn text(&self, language: Language) -> String {
        let digits = language::number(self.value * self.unit.scale(), self.decimals, language);
        if self.value > 0.0 { format!("+{digits}") } else { digits }
    }
}

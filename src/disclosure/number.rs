//! A printed number: its value after rounding, or the mark that stands in its place.

use crate::language::{self, Language};
use std::ops::Deref;

/// Something that passed disclosure control. Only the disclosure room can make one.
///
/// ```compile_fail,E0423
/// let forged = retraffic::disclosure::Protected(79.0);
/// ```
///
/// ```
/// fn reads(number: &retraffic::disclosure::Protected<retraffic::disclosure::Number>) -> Option<f64> {
///     number.value()
/// }
/// # let _ = reads;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Protected<T>(T);

/// What a number counts or measures; decides how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A count of persons, episodes or cells.
    Count,
    /// A proportion in 0..=1, written as a percentage.
    Share,
    /// Events per 1,000 persons or person-years; the value is already times 1,000.
    PerThousand,
    /// Person-years.
    PersonYears,
    /// Months of 30.4375 days.
    Months,
    /// Whole days.
    Days,
    /// A ratio, an odds ratio, a hazard ratio.
    Ratio,
    /// A test statistic or another plain figure.
    Plain,
    /// A probability of a test, written with the field's habits (`<0.001`).
    PValue,
    /// A calendar year.
    Year,
    /// An age in years.
    Age,
}

/// One number as it is printed: the same everywhere in the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    value: Option<f64>,
    mark: Option<String>,
    decimals: u8,
    unit: Unit,
}

impl<T> Protected<T> {
    /// Seals what passed.
    pub(in crate::disclosure) fn seal(value: T) -> Self {
        Protected(value)
    }
}

impl<T> Deref for Protected<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl Number {
    /// A number that is printed, rounded to `decimals` (of the percentage, for a share).
    pub(in crate::disclosure) fn printed(value: f64, decimals: u8, unit: Unit) -> Protected<Self> {
        let value = unit.rounded(value, decimals);
        Protected::seal(if value.is_finite() {
            Number { value: Some(value), mark: None, decimals, unit }
        } else {
            Number { value: None, mark: Some("–".into()), decimals, unit }
        })
    }

    /// A number that is withheld: `mark` is printed in its place.
    pub(in crate::disclosure) fn withheld(mark: &str, unit: Unit) -> Protected<Self> {
        Protected::seal(Number { value: None, mark: Some(mark.into()), decimals: 0, unit })
    }

    /// The value as printed, or `None` where it is withheld.
    pub fn value(&self) -> Option<f64> {
        self.value
    }

    /// What stands in place of a withheld value, such as `<8`.
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

    /// As printed in a language: digits with their percent sign, or the mark. Words such as `months` are not part of it.
    ///
    /// The one text of a number: sentences, tables, figures and the annex all print this.
    pub fn text(&self, language: Language) -> String {
        match (self.value, &self.mark) {
            (_, Some(mark)) => mark.clone(),
            (None, None) => "–".into(),
            (Some(value), None) => self.unit.written(value, self.decimals, language),
        }
    }
}

impl Unit {
    /// What a value is multiplied by before it is written: a share is a percentage.
    pub fn scale(self) -> f64 {
        if self == Unit::Share { 100.0 } else { 1.0 }
    }

    /// A value to so many decimals, of the percentage for a share.
    pub fn rounded(self, value: f64, decimals: u8) -> f64 {
        let (scale, power) = (self.scale(), libm::pow(10.0, f64::from(decimals)));
        libm::round(value * scale * power) / power / scale
    }

    /// A value of this unit with so many decimals, as a language writes it.
    pub fn written(self, value: f64, decimals: u8, language: Language) -> String {
        match self {
            Unit::Share => language::share(value, decimals, language),
            Unit::PValue => language::p_value(value, decimals, language),
            Unit::Year => language::year(value, language),
            Unit::Count
            | Unit::PerThousand
            | Unit::PersonYears
            | Unit::Months
            | Unit::Days
            | Unit::Ratio
            | Unit::Plain
            | Unit::Age => language::number(value, decimals, language),
        }
    }
}

#[cfg(test)]
impl Number {
    /// A sealed number for the tests of later rooms.
    pub(crate) fn for_test(value: f64, decimals: u8, unit: Unit) -> Protected<Self> {
        Self::printed(value, decimals, unit)
    }

    /// A withheld number for the tests of later rooms.
    pub(crate) fn withheld_for_test(mark: &str, unit: Unit) -> Protected<Self> {
        Self::withheld(mark, unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_per_number_and_language() {
        let text = |number: Protected<Number>| Language::ALL.map(|l| number.text(l));
        assert_eq!(text(Number::printed(14000.0, 0, Unit::Count)), ["14,000", "14\u{202f}000", "14\u{202f}000"]);
        assert_eq!(text(Number::printed(0.005714, 2, Unit::Share)), ["0.57%", "0,57\u{202f}%", "0,57\u{a0}%"]);
        assert_eq!(text(Number::printed(2009.0, 0, Unit::Year)), ["2009"; 3]);
        assert_eq!(text(Number::printed(0.00002, 3, Unit::PValue)), ["<0.001", "<0,001", "<0,001"]);
        assert_eq!(text(Number::withheld("<8", Unit::Count)), ["<8"; 3]);
        assert_eq!(text(Number::printed(f64::INFINITY, 1, Unit::Ratio)), ["–"; 3]);
    }
}

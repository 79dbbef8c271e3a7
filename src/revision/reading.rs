//! What two printed numbers of one name say of each other, rounding considered.

use super::printed::{Difference, Printed};
use crate::disclosure::Unit;
use crate::study::PolicyName;

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Both editions print the same.
    Same,
    /// They print otherwise, and rounding alone could make that.
    Rounding,
    /// They print otherwise by more than rounding could make.
    Moved,
    /// Withheld in the last edition, printed in this one.
    WithheldThen,
    /// Printed in the last edition, withheld in this one.
    WithheldNow,
    /// Withheld in both.
    Withheld,
    /// The definition changed: they are not the same number.
    Redefined,
}

/// A number of both editions.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Its name in this edition.
    pub name: String,
    /// As the last edition printed it.
    pub then: Printed,
    /// As this edition prints it.
    pub now: Printed,
    /// Now less then, of the printed values; none where one is withheld or the definition changed.
    pub difference: Option<Difference>,
    /// What that says.
    pub reading: Reading,
}

impl Reading {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Reading::Same => "same",
            Reading::Rounding => "rounding",
            Reading::Moved => "moved",
            Reading::WithheldThen => "withheld_then",
            Reading::WithheldNow => "withheld_now",
            Reading::Withheld => "withheld",
            Reading::Redefined => "redefined",
        }
    }
}

/// How far a printed number can lie from the true one, by what an edition rounds to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rounding {
    /// Counts: to the nearest so many.
    pub(super) step: u16,
    /// Person-years: to the nearest so many.
    pub(super) years: u16,
}

impl Rounding {
    /// Of a policy of this program.
    pub(super) fn of(policy: PolicyName) -> Self {
        match policy {
            PolicyName::Round5 => Rounding { step: 5, years: 10 },
            PolicyName::Internal => Rounding { step: 1, years: 0 },
        }
    }

    /// Whether a printed count is no multiple of the step, and so must be exact.
    pub(super) fn shows_exact(self, count: f64) -> bool {
        self.step <= 1 || libm::fmod(count, f64::from(self.step)) != 0.0
    }

    fn of_count(self, count: f64) -> f64 {
        if self.shows_exact(count) { 0.0 } else { f64::from(self.step / 2) }
    }

    /// The most that rounding moved a number: of a count by its step; of what was made of counts by theirs and by its own last
    /// digit.
    pub(super) fn reach(self, number: &Printed, exact: bool, made_of: &Parts) -> f64 {
        let value = number.value().unwrap_or(0.0);
        match number.unit() {
            Unit::Count if exact => 0.0,
            Unit::Count => self.of_count(value),
            Unit::PersonYears => f64::from(self.years) / 2.0,
            Unit::Days | Unit::Year | Unit::Age => 0.0,
            Unit::Share | Unit::PerThousand | Unit::Months | Unit::Ratio | Unit::Plain | Unit::PValue => {
                let digit = 0.5 * libm::pow(10.0, -f64::from(number.decimals())) / number.unit().scale();
                digit + value.abs() * self.of_parts(made_of)
            }
        }
    }

    /// The part of a value by which the rounding of its counts can have moved it.
    fn of_parts(self, made_of: &Parts) -> f64 {
        match made_of {
            Parts::Counts(counts) => counts.iter().filter(|n| **n > 0.0).map(|n| self.of_count(*n) / n).sum(),
            Parts::Steps if self.step > 1 => f64::from(self.step / 2) / LEAST_OF_STEP,
            Parts::Steps => 0.0,
        }
    }
}

/// Events that a step of a curve holds at least.
const LEAST_OF_STEP: f64 = 10.0;

/// What a number was made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Parts {
    /// These printed counts.
    Counts(Vec<f64>),
    /// Steps of a curve: each may be off by its own rounding.
    Steps,
}

/// Sets two numbers side by side; `reach` is what rounding can have moved both of them by, together.
pub(super) fn compared(name: &str, then: Printed, now: Printed, reach: f64, redefined: bool) -> Compared {
    let difference = now.since(&then).filter(|_| !redefined);
    let reading = match (then.value(), now.value(), difference) {
        _ if redefined => Reading::Redefined,
        (None, None, _) => Reading::Withheld,
        (None, Some(_), _) => Reading::WithheldThen,
        (Some(_), None, _) => Reading::WithheldNow,
        (_, _, Some(d)) if d.value() == 0.0 => Reading::Same,
        // The allowance is for decimal fractions in binary.
        (_, _, Some(d)) if d.value().abs() <= reach * (1.0 + 1e-9) => Reading::Rounding,
        _ => Reading::Moved,
    };
    Compared { name: name.into(), then, now, difference, reading }
}

//! How likely a finding is under chance alone: a p-value, or a class of them where the exact one would tell too much.

use super::number::{Number, Protected, Unit};

/// What is printed of a p-value.
#[derive(Clone, Debug, PartialEq)]
pub enum PClass {
    /// The p-value itself: exact counts, or the largest that protected counts allow.
    Value(Protected<Number>),
    /// Above 0.2.
    Above20,
    /// From 0.05 to 0.2.
    Between,
    /// Not below 0.05, no more can be said.
    NotBelow5,
    /// Below 0.05.
    Below5,
    /// What may be printed does not decide it.
    Untold,
}

impl PClass {
    /// The class of one p-value.
    pub(in crate::disclosure) fn of(p: f64) -> PClass {
        match p {
            p if p > 0.2 => PClass::Above20,
            p if p >= 0.05 => PClass::Between,
            _ => PClass::Below5,
        }
    }

    /// The narrowest class that holds every p-value from `least` to `most`.
    pub(in crate::disclosure) fn within(least: f64, most: f64) -> PClass {
        match (PClass::of(least), PClass::of(most)) {
            (a, b) if a == b => a,
            (PClass::Below5, _) | (_, PClass::Below5) => PClass::Untold,
            _ => PClass::NotBelow5,
        }
    }

    /// A p-value that may be printed as it is.
    pub(in crate::disclosure) fn value(p: f64) -> PClass {
        PClass::Value(Number::printed(p, 3, Unit::PValue))
    }

    /// Stable name.
    pub fn name(&self) -> &'static str {
        match self {
            PClass::Value(_) => "value",
            PClass::Above20 => "above-0.2",
            PClass::Between => "0.05-to-0.2",
            PClass::NotBelow5 => "not-below-0.05",
            PClass::Below5 => "below-0.05",
            PClass::Untold => "untold",
        }
    }

    /// The p-value, where it is printed.
    pub fn number(&self) -> Option<&Protected<Number>> {
        match self {
            PClass::Value(p) => Some(p),
            _ => None,
        }
    }

    /// Below 0.05 for certain.
    pub fn is_below_5(&self) -> bool {
        match self {
            PClass::Value(p) => p.value().is_some_and(|p| p < 0.05),
            other => *other == PClass::Below5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_class_that_holds_at_both_ends() {
        assert_eq!(PClass::within(0.3, 0.9), PClass::Above20);
        assert_eq!(PClass::within(0.06, 0.9), PClass::NotBelow5);
        assert_eq!(PClass::within(0.06, 0.2), PClass::Between);
        assert_eq!(PClass::within(0.001, 0.049), PClass::Below5);
        assert_eq!(PClass::within(0.049, 0.05), PClass::Untold);
        assert!(PClass::value(0.01).is_below_5() && !PClass::Untold.is_below_5());
    }
}

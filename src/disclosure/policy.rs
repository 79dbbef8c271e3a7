//! The rules of counting: what each policy prints for a count.

use super::number::{Number, Protected, Unit};
use crate::language::Language;
use crate::study::PolicyName;

/// A policy and the totals it may print exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// 0 to 7 as `<8`, others to the nearest 5.
    Round5,
    /// Exact, for the office alone.
    Internal,
}

/// A count after protection, with the range that its printed form allows.
///
/// All later arithmetic starts here and never from the count itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Printed value, or `None` where withheld.
    pub printed: Option<u64>,
    /// Smallest count that prints so.
    pub least: u64,
    /// Largest count that prints so.
    pub most: u64,
}

impl Policy {
    /// The policy that report.toml names.
    pub fn of(name: PolicyName) -> Self {
        match name {
            PolicyName::Round5 => Policy::Round5,
            PolicyName::Internal => Policy::Internal,
        }
    }

    /// As in report.toml.
    pub fn name(self) -> &'static str {
        match self {
            Policy::Round5 => PolicyName::Round5.name(),
            Policy::Internal => PolicyName::Internal.name(),
        }
    }

    /// What the policy does, in one sentence for the reader.
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Policy::Round5, Language::English) => {
                "Counts are rounded to the nearest 5 and counts under 8 are shown as <8; shares, rates, intervals and curves are computed from the rounded counts."
            }
            (Policy::Round5, Language::French) => {
                "Les effectifs sont arrondis au multiple de 5 le plus proche et ceux inférieurs à 8 sont notés <8\u{202f}; les parts, taux, intervalles et courbes sont calculés à partir des effectifs arrondis."
            }
            (Policy::Round5, Language::Spanish) => {
                "Los recuentos se redondean al múltiplo de 5 más próximo y los inferiores a 8 figuran como <8; los porcentajes, tasas, intervalos y curvas se calculan a partir de los recuentos redondeados."
            }
            (Policy::Internal, Language::English) => {
                "Counts are exact: for the named recipient alone, never for publication."
            }
            (Policy::Internal, Language::French) => {
                "Les effectifs sont exacts\u{202f}: pour le seul destinataire nommé, jamais pour publication."
            }
            (Policy::Internal, Language::Spanish) => {
                "Los recuentos son exactos: solo para el destinatario indicado, nunca para su publicación."
            }
        }
    }

    /// Smallest count that is printed.
    pub fn threshold(self) -> u64 {
        match self {
            Policy::Round5 => 8,
            Policy::Internal => 0,
        }
    }

    /// Half the width of the rounding.
    fn reach(self) -> u64 {
        match self {
            Policy::Round5 => 2,
            Policy::Internal => 0,
        }
    }

    /// The variance of the rounding error of a printed count, uniform on the whole numbers that print so.
    pub(in crate::disclosure) fn rounding_variance(self) -> f64 {
        let width = (2 * self.reach() + 1) as f64;
        (width * width - 1.0) / 12.0
    }

    /// The mark in place of a withheld count.
    pub fn mark(self) -> &'static str {
        match self {
            Policy::Round5 => "<8",
            Policy::Internal => "",
        }
    }

    /// Protects a count. Round-5: `n < 8` is withheld; else the nearest multiple of 5 (8 and 9 print as 10).
    pub(in crate::disclosure) fn protect(self, n: u64) -> Count {
        match self {
            Policy::Internal => Count { printed: Some(n), least: n, most: n },
            Policy::Round5 if n < self.threshold() => Count { printed: None, least: 0, most: self.threshold() - 1 },
            Policy::Round5 => {
                let printed = n.saturating_add(self.reach()) / 5 * 5;
                Count {
                    printed: Some(printed),
                    least: (printed - self.reach()).max(self.threshold()),
                    most: printed + self.reach(),
                }
            }
        }
    }

    /// A total that the data protection officer has decided to print exactly.
    pub(in crate::disclosure) fn exact(n: u64) -> Count {
        Count { printed: Some(n), least: n, most: n }
    }

    /// A withheld share, rate or interval.
    pub(in crate::disclosure) fn withheld(self, unit: Unit) -> Protected<Number> {
        Number::withheld("–", unit)
    }

    /// A sum over protected counts, rounded as they are.
    pub(in crate::disclosure) fn sum(self, total: f64) -> Protected<Number> {
        let width = (2 * self.reach() + 1) as f64;
        let total = libm::round(total / width) * width;
        if total < self.threshold() as f64 {
            return Number::withheld(self.mark(), Unit::Count);
        }
        Number::printed(total, 0, Unit::Count)
    }

    /// The printed form of a protected count.
    pub(in crate::disclosure) fn number(self, count: Count) -> Protected<Number> {
        match count.printed {
            Some(n) => Number::printed(n as f64, 0, Unit::Count),
            None => Number::withheld(self.mark(), Unit::Count),
        }
    }
}

impl Count {
    /// The value that estimates use: as printed, or the middle of what the mark allows.
    pub fn central(self) -> f64 {
        self.printed.map_or((self.least + self.most) as f64 / 2.0, |n| n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_lies_in_the_range_of_its_print() {
        for n in 0..1000 {
            let count = Policy::Round5.protect(n);
            assert!(count.least <= n && n <= count.most, "{n}");
            assert_eq!(count.printed.is_none(), n < 8);
            if let Some(printed) = count.printed {
                assert_eq!(printed % 5, 0);
                for other in count.least..=count.most {
                    assert_eq!(Policy::Round5.protect(other), count);
                }
            }
        }
    }

    #[test]
    fn the_variance_of_the_rounding_is_that_of_its_errors() {
        let mean = |power: f64| {
            (100..1100).map(|n| libm::pow(Policy::Round5.protect(n).central() - n as f64, power)).sum::<f64>() / 1000.0
        };
        assert!(mean(1.0).abs() < 1e-12);
        assert!((mean(2.0) - Policy::Round5.rounding_variance()).abs() < 1e-12);
        assert_eq!(Policy::Internal.rounding_variance(), 0.0);
    }

    #[test]
    fn no_printed_count_pins_fewer_than_three() {
        for n in 0..1000 {
            let count = Policy::Round5.protect(n);
            assert!(count.most - count.least >= 4, "{n}");
        }
    }
}

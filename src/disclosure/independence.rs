//! The test of quasi-independence in a form that points at nobody.

use super::number::{Number, Protected, Unit};
use super::p_class::PClass;
use super::policy::Policy;
use crate::analysis::{CaseOnly, Dependence};

/// Whether gap and truncation time of the known cases depend on each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Independence {
    /// `pooled`, `prospective` or `retrospective`.
    pub name: &'static str,
    /// Cases.
    pub cases: Protected<Number>,
    /// Kendall's conditional tau, to one decimal (two under `internal`).
    pub tau: Protected<Number>,
    /// Its p-value, or the class of it.
    pub p: PClass,
}

/// Fewest cases that are tested: with fewer, the normal approximation is poor and only a dependence that leaps to the eye would show.
const LEAST_TESTED: u64 = 20;

/// Tau and p of one kind of cases, where there are enough to be tested. Under a public policy a rounded tau and a class of
/// p, each printed only if it is the same with all cases and without any single one of them.
pub fn independence(cases: &CaseOnly, policy: Policy) -> Option<Independence> {
    let found = cases.dependence.as_ref()?;
    let count = policy.protect(cases.total);
    // By the printed count: that there is a test must not tell more.
    if count.printed? < LEAST_TESTED {
        return None;
    }
    let (tau, p) = match policy {
        Policy::Internal => (Number::printed(found.all.0, 2, Unit::Plain), PClass::value(found.all.1)),
        Policy::Round5 => {
            (steady_tau(found).unwrap_or_else(|| policy.withheld(Unit::Plain)), steady(found, PClass::of))
        }
    };
    Some(Independence { name: cases.name, cases: policy.number(count), tau, p })
}

fn steady_tau(found: &Dependence) -> Option<Protected<Number>> {
    // Adding 0 makes a zero of a negative zero.
    let rounded = |tau: f64| libm::round(tau * 10.0) / 10.0 + 0.0;
    let tau = rounded(found.all.0);
    let same = |one: &Option<(f64, f64)>| one.is_some_and(|(other, _)| rounded(other) == tau);
    found.without.iter().all(same).then(|| Number::printed(tau, 1, Unit::Plain))
}

fn steady(found: &Dependence, class: fn(f64) -> PClass) -> PClass {
    let all = class(found.all.1);
    let same = |one: &Option<(f64, f64)>| one.is_some_and(|(_, p)| class(p) == all);
    if found.without.iter().all(same) { all } else { PClass::Untold }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(all: (f64, f64), without: &[(f64, f64)]) -> CaseOnly {
        let without = without.iter().map(|&one| Some(one)).collect();
        CaseOnly { name: "pooled", total: 40, dependence: Some(Dependence { all, without }), ..CaseOnly::default() }
    }

    #[test]
    fn what_hangs_on_one_case_is_not_told() {
        let steady = independence(&cases((0.12, 0.3), &[(0.14, 0.25), (0.06, 0.4)]), Policy::Round5).unwrap();
        assert_eq!((steady.tau.value(), steady.p), (Some(0.1), PClass::Above20));
        let tau_moves = independence(&cases((0.12, 0.3), &[(0.16, 0.25)]), Policy::Round5).unwrap();
        assert_eq!((tau_moves.tau.value(), tau_moves.p), (None, PClass::Above20));
        let p_moves = independence(&cases((0.12, 0.21), &[(0.14, 0.19)]), Policy::Round5).unwrap();
        assert_eq!((p_moves.tau.value(), p_moves.p), (Some(0.1), PClass::Untold));
        let near_zero = independence(&cases((-0.01, 0.9), &[(0.01, 0.9)]), Policy::Round5).unwrap();
        assert_eq!(near_zero.tau.text(crate::language::Language::English), "0.0");
    }

    #[test]
    fn exact_within_the_office_and_nothing_from_few_cases() {
        let exact = independence(&cases((0.123, 0.2), &[(0.5, 0.001)]), Policy::Internal).unwrap();
        assert_eq!(exact.tau.value(), Some(0.12));
        assert_eq!(exact.p.number().and_then(|p| p.value()), Some(0.2));
        let few = CaseOnly { total: 7, ..cases((0.1, 0.3), &[(0.1, 0.3)]) };
        assert_eq!(independence(&few, Policy::Round5), None);
    }
}

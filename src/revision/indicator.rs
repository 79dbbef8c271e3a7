//! The indicators that an annex sets side by side, in their order. All others are compared in the table for machines.

/// A group of indicators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Name of the fact, and of its label among the strings: `change.known_share`.
    pub name: &'static str,
    /// Name of the group: `change.group_file`.
    pub group: &'static str,
}

/// Groups in their order.
pub const GROUPS: [&str; 6] = ["file", "level", "time", "persons", "episodes", "assistance"];

const fn of(group: &'static str, name: &'static str) -> Indicator {
    Indicator { name, group }
}

/// What summary and chapters lead with.
pub const INDICATORS: [Indicator; 27] = [
    of("file", "assisted"),
    of("file", "known_retrafficked"),
    of("file", "found_after"),
    of("file", "told_before"),
    of("file", "events_at_risk"),
    of("file", "person_years"),
    of("level", "known_share"),
    of("level", "rate_per_thousand_years"),
    of("level", "incidence_6_months"),
    of("level", "incidence_12_months"),
    of("level", "incidence_24_months"),
    of("time", "pooled_naive_median"),
    of("time", "pooled_corrected_median"),
    of("time", "pooled_corrected_12_months"),
    of("persons", "women_per_thousand"),
    of("persons", "men_per_thousand"),
    of("persons", "minors_per_thousand"),
    of("persons", "minors_among_retrafficked"),
    of("episodes", "other_destination"),
    of("episodes", "other_exploitation"),
    of("episodes", "internal_after_cross_border"),
    of("episodes", "officials_among_assisted"),
    of("assistance", "forced_without_referral_per_thousand"),
    of("assistance", "permit_among_assisted"),
    of("assistance", "permit_among_retrafficked"),
    of("assistance", "short_assistance_among_retrafficked"),
    of("assistance", "cause_poverty"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_indicator_stands_once_under_a_group_in_order() {
        let names: BTreeSet<&str> = INDICATORS.iter().map(|i| i.name).collect();
        assert_eq!(names.len(), INDICATORS.len());
        let places: Vec<_> = INDICATORS.iter().map(|i| GROUPS.iter().position(|g| *g == i.group)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted());
    }
}

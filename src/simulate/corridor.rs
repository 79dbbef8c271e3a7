//! Where people come from in the simulation, and where they are taken.
//!
//! The weights are made up to look like a database of assisted victims around 2000 to 2010; they are nobody's
//! statistics.

/// Countries whose people are taken to much the same places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Corridor {
    EasternEurope,
    Balkans,
    CentralEurope,
    Caucasus,
    CentralAsia,
    SouthEastAsia,
    SouthAsia,
    EastAsia,
    EastAfrica,
    WestAfrica,
    SouthernAfrica,
    LatinAmerica,
    MiddleEast,
}

/// A country of citizenship.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// ISO 3166 alpha-2.
    pub(super) country: &'static str,
    /// Weight among people trafficked.
    pub(super) weight: f64,
    /// Share of men and boys in 1999 and in 2009; linear between.
    pub(super) men: (f64, f64),
    /// Share who belong to an ethnic minority.
    pub(super) minority: f64,
    /// Share of children among people first trafficked.
    pub(super) children: f64,
    /// How patchily the office there writes things down: 1 as usual, more is worse.
    pub(super) patchy: f64,
    /// Where people are taken.
    pub(super) corridor: Corridor,
}

const fn origin(
    country: &'static str,
    weight: f64,
    men: (f64, f64),
    minority: f64,
    children: f64,
    patchy: f64,
    corridor: Corridor,
) -> Origin {
    Origin { country, weight, men, minority, children, patchy, corridor }
}

use Corridor::{
    Balkans, Caucasus, CentralAsia, CentralEurope, EastAfrica, EastAsia, EasternEurope, LatinAmerica, MiddleEast,
    SouthAsia, SouthEastAsia, SouthernAfrica, WestAfrica,
};

/// Every country of citizenship in the simulation.
pub(super) const ORIGINS: &[Origin] = &[
    origin("UA", 225.0, (0.05, 0.34), 0.03, 0.07, 0.8, EasternEurope),
    origin("MD", 190.0, (0.04, 0.20), 0.05, 0.12, 0.7, EasternEurope),
    origin("BY", 130.0, (0.05, 0.38), 0.03, 0.05, 0.7, EasternEurope),
    origin("RU", 38.0, (0.05, 0.25), 0.08, 0.08, 1.2, EasternEurope),
    origin("RO", 110.0, (0.03, 0.16), 0.14, 0.22, 0.9, Balkans),
    origin("BG", 82.0, (0.03, 0.14), 0.22, 0.20, 0.9, Balkans),
    origin("AL", 58.0, (0.04, 0.12), 0.12, 0.32, 1.0, Balkans),
    origin("RS", 34.0, (0.04, 0.18), 0.18, 0.30, 1.0, Balkans),
    origin("BA", 12.0, (0.03, 0.10), 0.16, 0.30, 1.3, Balkans),
    origin("MK", 12.0, (0.03, 0.08), 0.16, 0.28, 1.1, Balkans),
    origin("HR", 3.0, (0.03, 0.12), 0.10, 0.20, 1.2, Balkans),
    origin("ME", 2.0, (0.03, 0.12), 0.12, 0.20, 1.4, Balkans),
    origin("TR", 3.0, (0.10, 0.25), 0.15, 0.12, 1.4, Balkans),
    origin("PL", 22.0, (0.05, 0.35), 0.04, 0.06, 1.1, CentralEurope),
    origin("LT", 16.0, (0.05, 0.20), 0.06, 0.16, 1.0, CentralEurope),
    origin("LV", 8.0, (0.05, 0.18), 0.10, 0.14, 1.1, CentralEurope),
    origin("EE", 4.0, (0.05, 0.18), 0.20, 0.10, 1.2, CentralEurope),
    origin("CZ", 6.0, (0.06, 0.25), 0.10, 0.10, 1.1, CentralEurope),
    origin("SK", 10.0, (0.05, 0.22), 0.22, 0.12, 1.0, CentralEurope),
    origin("HU", 9.0, (0.03, 0.16), 0.28, 0.16, 1.1, CentralEurope),
    origin("GE", 10.0, (0.06, 0.24), 0.07, 0.05, 1.1, Caucasus),
    origin("AM", 12.0, (0.04, 0.20), 0.02, 0.06, 1.0, Caucasus),
    origin("AZ", 14.0, (0.08, 0.34), 0.06, 0.08, 1.1, Caucasus),
    origin("KG", 38.0, (0.10, 0.48), 0.10, 0.08, 1.0, CentralAsia),
    origin("UZ", 34.0, (0.08, 0.46), 0.07, 0.06, 1.2, CentralAsia),
    origin("TJ", 24.0, (0.12, 0.44), 0.06, 0.10, 1.3, CentralAsia),
    origin("KZ", 16.0, (0.08, 0.40), 0.12, 0.12, 0.9, CentralAsia),
    origin("TM", 3.0, (0.04, 0.12), 0.06, 0.06, 1.5, CentralAsia),
    origin("ID", 105.0, (0.06, 0.16), 0.05, 0.26, 0.9, SouthEastAsia),
    origin("KH", 48.0, (0.16, 0.42), 0.06, 0.42, 1.2, SouthEastAsia),
    origin("LA", 26.0, (0.10, 0.16), 0.30, 0.56, 1.2, SouthEastAsia),
    origin("VN", 32.0, (0.04, 0.08), 0.22, 0.34, 1.3, SouthEastAsia),
    origin("MM", 22.0, (0.16, 0.34), 0.36, 0.34, 1.4, SouthEastAsia),
    origin("PH", 18.0, (0.06, 0.16), 0.06, 0.18, 1.0, SouthEastAsia),
    origin("TH", 14.0, (0.08, 0.22), 0.16, 0.18, 1.1, SouthEastAsia),
    origin("CN", 9.0, (0.06, 0.20), 0.12, 0.18, 1.4, EastAsia),
    origin("MN", 8.0, (0.05, 0.14), 0.05, 0.16, 1.3, EastAsia),
    origin("BD", 16.0, (0.20, 0.44), 0.05, 0.26, 1.5, SouthAsia),
    origin("NP", 12.0, (0.10, 0.26), 0.30, 0.34, 1.4, SouthAsia),
    origin("LK", 8.0, (0.08, 0.26), 0.12, 0.08, 1.2, SouthAsia),
    origin("IN", 8.0, (0.14, 0.36), 0.26, 0.24, 1.6, SouthAsia),
    origin("PK", 5.0, (0.30, 0.50), 0.12, 0.32, 1.7, SouthAsia),
    origin("ET", 22.0, (0.04, 0.14), 0.10, 0.24, 1.5, EastAfrica),
    origin("KE", 5.0, (0.08, 0.20), 0.12, 0.26, 1.3, EastAfrica),
    origin("UG", 4.0, (0.10, 0.24), 0.12, 0.28, 1.4, EastAfrica),
    origin("MG", 3.0, (0.04, 0.08), 0.10, 0.12, 1.5, EastAfrica),
    origin("NG", 24.0, (0.05, 0.10), 0.12, 0.22, 1.2, WestAfrica),
    origin("GH", 22.0, (0.44, 0.56), 0.10, 0.72, 1.3, WestAfrica),
    origin("SN", 6.0, (0.40, 0.50), 0.10, 0.62, 1.5, WestAfrica),
    origin("ML", 6.0, (0.36, 0.46), 0.12, 0.58, 1.6, WestAfrica),
    origin("CM", 3.0, (0.08, 0.16), 0.10, 0.24, 1.5, WestAfrica),
    origin("ZW", 8.0, (0.10, 0.24), 0.08, 0.24, 1.3, SouthernAfrica),
    origin("MZ", 8.0, (0.12, 0.24), 0.06, 0.34, 1.5, SouthernAfrica),
    origin("ZM", 4.0, (0.12, 0.24), 0.08, 0.30, 1.4, SouthernAfrica),
    origin("NA", 3.0, (0.12, 0.24), 0.16, 0.26, 1.4, SouthernAfrica),
    origin("HT", 18.0, (0.40, 0.46), 0.02, 0.70, 1.6, LatinAmerica),
    origin("DO", 22.0, (0.02, 0.06), 0.06, 0.10, 1.0, LatinAmerica),
    origin("CO", 24.0, (0.04, 0.16), 0.10, 0.08, 1.0, LatinAmerica),
    origin("EC", 8.0, (0.10, 0.24), 0.20, 0.26, 1.2, LatinAmerica),
    origin("PE", 8.0, (0.10, 0.24), 0.24, 0.28, 1.3, LatinAmerica),
    origin("BO", 5.0, (0.20, 0.42), 0.38, 0.22, 1.4, LatinAmerica),
    origin("PY", 6.0, (0.04, 0.10), 0.12, 0.20, 1.2, LatinAmerica),
    origin("NI", 7.0, (0.05, 0.14), 0.08, 0.30, 1.2, LatinAmerica),
    origin("GT", 6.0, (0.06, 0.16), 0.36, 0.32, 1.3, LatinAmerica),
    origin("HN", 5.0, (0.06, 0.14), 0.08, 0.28, 1.3, LatinAmerica),
    origin("SV", 4.0, (0.06, 0.14), 0.05, 0.26, 1.2, LatinAmerica),
    origin("IQ", 4.0, (0.10, 0.24), 0.20, 0.26, 1.7, MiddleEast),
    origin("SY", 2.0, (0.10, 0.20), 0.16, 0.20, 1.7, MiddleEast),
    origin("EG", 3.0, (0.30, 0.44), 0.08, 0.30, 1.6, MiddleEast),
    origin("MA", 5.0, (0.14, 0.26), 0.16, 0.20, 1.4, MiddleEast),
];

impl Corridor {
    /// Chance that a first episode takes place in the country of citizenship: of adults, and of children.
    pub(super) fn internal(self) -> (f64, f64) {
        match self {
            EasternEurope => (0.03, 0.08),
            Balkans => (0.09, 0.28),
            CentralEurope => (0.08, 0.20),
            Caucasus | MiddleEast => (0.04, 0.12),
            CentralAsia => (0.08, 0.25),
            SouthEastAsia => (0.16, 0.34),
            EastAsia => (0.06, 0.15),
            SouthAsia => (0.22, 0.45),
            EastAfrica => (0.14, 0.50),
            WestAfrica => (0.14, 0.70),
            SouthernAfrica => (0.18, 0.40),
            LatinAmerica => (0.20, 0.50),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_two_capital_letters_and_origins_stand_once() {
        let mut seen = Vec::new();
        for origin in ORIGINS {
            assert!(!seen.contains(&origin.country), "{}", origin.country);
            seen.push(origin.country);
            for (country, weight) in [true, false].into_iter().flat_map(|s| origin.corridor.destinations(s)) {
                assert!(country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()), "{country}");
                assert!(*weight > 0.0);
            }
            assert!(origin.weight > 0.0 && origin.men.0 <= origin.men.1 && origin.children < 1.0);
        }
    }
}

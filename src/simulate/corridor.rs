//! Where people come from in the simulation, and where they are taken.
//!
//! The weights are made up to look like a database of assisted victims around 2000 to 2010; they are nobody's statistics.

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

/// Countries with weights.
pub(super) type Destinations = &'static [(&'static str, f64)];

impl Corridor {
    /// Destinations of the sex industry, and those of every other exploitation. Home is not among them.
    pub(super) fn destinations(self, sexual: bool) -> Destinations {
        match (self, sexual) {
            (EasternEurope, true) => SEX_EASTERN_EUROPE,
            (EasternEurope, false) => LABOUR_EASTERN_EUROPE,
            (Balkans, true) => SEX_BALKANS,
            (Balkans, false) => LABOUR_BALKANS,
            (CentralEurope, _) => CENTRAL_EUROPE,
            (Caucasus, _) => CAUCASUS,
            (CentralAsia, true) => SEX_CENTRAL_ASIA,
            (CentralAsia, false) => LABOUR_CENTRAL_ASIA,
            (SouthEastAsia, true) => SEX_SOUTH_EAST_ASIA,
            (SouthEastAsia, false) => LABOUR_SOUTH_EAST_ASIA,
            (EastAsia, _) => EAST_ASIA,
            (SouthAsia, true) => SEX_SOUTH_ASIA,
            (SouthAsia, false) => LABOUR_SOUTH_ASIA,
            (EastAfrica, _) => EAST_AFRICA,
            (WestAfrica, true) => SEX_WEST_AFRICA,
            (WestAfrica, false) => LABOUR_WEST_AFRICA,
            (SouthernAfrica, _) => SOUTHERN_AFRICA,
            (LatinAmerica, true) => SEX_LATIN_AMERICA,
            (LatinAmerica, false) => LABOUR_LATIN_AMERICA,
            (MiddleEast, _) => MIDDLE_EAST,
        }
    }

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

const SEX_EASTERN_EUROPE: Destinations = &[
    ("TR", 30.0),
    ("RU", 14.0),
    ("AE", 9.0),
    ("PL", 8.0),
    ("IT", 5.0),
    ("IL", 5.0),
    ("BA", 5.0),
    ("MK", 5.0),
    ("CZ", 4.0),
    ("DE", 4.0),
    ("CY", 3.0),
    ("GR", 3.0),
    ("ES", 2.0),
    ("LB", 2.0),
    ("RS", 2.0),
    ("AL", 1.0),
    ("HU", 1.0),
    ("LT", 1.0),
];
const LABOUR_EASTERN_EUROPE: Destinations = &[
    ("RU", 55.0),
    ("PL", 14.0),
    ("CZ", 6.0),
    ("PT", 4.0),
    ("TR", 4.0),
    ("IT", 3.0),
    ("ES", 3.0),
    ("GR", 3.0),
    ("UA", 3.0),
    ("DE", 2.0),
    ("IL", 2.0),
    ("KZ", 1.0),
];
const SEX_BALKANS: Destinations = &[
    ("IT", 26.0),
    ("ES", 12.0),
    ("GR", 12.0),
    ("DE", 7.0),
    ("MK", 7.0),
    ("BA", 6.0),
    ("FR", 6.0),
    ("NL", 5.0),
    ("BE", 4.0),
    ("GB", 4.0),
    ("AT", 3.0),
    ("TR", 3.0),
    ("CZ", 2.0),
    ("CH", 2.0),
    ("CY", 2.0),
    ("HR", 1.0),
];
const LABOUR_BALKANS: Destinations = &[
    ("GR", 28.0),
    ("IT", 18.0),
    ("ES", 14.0),
    ("CZ", 7.0),
    ("PT", 5.0),
    ("DE", 5.0),
    ("AT", 4.0),
    ("FR", 4.0),
    ("GB", 4.0),
    ("CY", 3.0),
    ("SE", 2.0),
    ("AZ", 2.0),
];
const CENTRAL_EUROPE: Destinations = &[
    ("GB", 26.0),
    ("DE", 20.0),
    ("IT", 10.0),
    ("NL", 9.0),
    ("ES", 7.0),
    ("AT", 6.0),
    ("BE", 4.0),
    ("IE", 3.0),
    ("FR", 3.0),
    ("SE", 3.0),
    ("CH", 2.0),
    ("JP", 2.0),
];
const CAUCASUS: Destinations =
    &[("TR", 42.0), ("AE", 24.0), ("RU", 20.0), ("GR", 5.0), ("UZ", 2.0), ("IR", 2.0), ("DE", 2.0), ("PK", 1.0)];
const SEX_CENTRAL_ASIA: Destinations = &[
    ("AE", 44.0),
    ("TR", 16.0),
    ("RU", 12.0),
    ("KZ", 10.0),
    ("TH", 4.0),
    ("IL", 4.0),
    ("BH", 3.0),
    ("CN", 3.0),
    ("KR", 2.0),
    ("IN", 1.0),
];
const LABOUR_CENTRAL_ASIA: Destinations = &[("RU", 52.0), ("KZ", 42.0), ("TR", 2.0), ("UZ", 2.0), ("AE", 1.0)];
const SEX_SOUTH_EAST_ASIA: Destinations = &[
    ("MY", 34.0),
    ("TH", 24.0),
    ("CN", 12.0),
    ("KH", 10.0),
    ("SG", 5.0),
    ("JP", 5.0),
    ("ID", 3.0),
    ("ZA", 2.0),
    ("BH", 2.0),
    ("GB", 1.0),
];
const LABOUR_SOUTH_EAST_ASIA: Destinations = &[
    ("MY", 46.0),
    ("TH", 30.0),
    ("SA", 6.0),
    ("SG", 3.0),
    ("AE", 3.0),
    ("KW", 2.0),
    ("JO", 2.0),
    ("SY", 2.0),
    ("CN", 2.0),
    ("VN", 2.0),
    ("IQ", 1.0),
];
const EAST_ASIA: Destinations = &[
    ("CN", 24.0),
    ("JP", 14.0),
    ("MY", 12.0),
    ("IT", 8.0),
    ("GB", 8.0),
    ("KZ", 6.0),
    ("TR", 6.0),
    ("HU", 4.0),
    ("US", 4.0),
    ("GH", 3.0),
];
const SEX_SOUTH_ASIA: Destinations = &[("IN", 60.0), ("AE", 12.0), ("PK", 8.0), ("BH", 5.0), ("OM", 3.0), ("MY", 3.0)];
const LABOUR_SOUTH_ASIA: Destinations = &[
    ("IN", 24.0),
    ("SA", 14.0),
    ("AE", 12.0),
    ("MY", 12.0),
    ("KW", 8.0),
    ("LB", 6.0),
    ("JO", 6.0),
    ("QA", 5.0),
    ("IQ", 3.0),
    ("MV", 2.0),
];
const EAST_AFRICA: Destinations = &[
    ("LB", 26.0),
    ("SA", 20.0),
    ("YE", 10.0),
    ("SD", 8.0),
    ("AE", 8.0),
    ("KW", 7.0),
    ("SY", 4.0),
    ("KE", 4.0),
    ("GB", 3.0),
    ("TZ", 3.0),
    ("CN", 2.0),
];
const SEX_WEST_AFRICA: Destinations =
    &[("IT", 38.0), ("ES", 12.0), ("ML", 10.0), ("CI", 6.0), ("BF", 5.0), ("GB", 5.0), ("NO", 4.0), ("FR", 4.0)];
const LABOUR_WEST_AFRICA: Destinations = &[
    ("CI", 18.0),
    ("SN", 14.0),
    ("GA", 12.0),
    ("NG", 10.0),
    ("GM", 9.0),
    ("BF", 8.0),
    ("GN", 7.0),
    ("GB", 5.0),
    ("LB", 3.0),
];
const SOUTHERN_AFRICA: Destinations = &[("ZA", 78.0), ("AO", 4.0), ("BW", 4.0), ("TZ", 4.0), ("GB", 4.0), ("IE", 1.0)];
const SEX_LATIN_AMERICA: Destinations = &[
    ("AR", 20.0),
    ("ES", 12.0),
    ("CR", 10.0),
    ("JP", 8.0),
    ("MX", 8.0),
    ("GT", 7.0),
    ("CL", 5.0),
    ("TT", 5.0),
    ("PA", 5.0),
    ("CH", 4.0),
    ("HT", 3.0),
    ("IT", 3.0),
];
const LABOUR_LATIN_AMERICA: Destinations = &[
    ("DO", 30.0),
    ("AR", 22.0),
    ("VE", 10.0),
    ("CR", 7.0),
    ("MX", 7.0),
    ("US", 6.0),
    ("BR", 5.0),
    ("CL", 3.0),
    ("ES", 3.0),
];
const MIDDLE_EAST: Destinations = &[
    ("SY", 22.0),
    ("JO", 18.0),
    ("AE", 16.0),
    ("ES", 8.0),
    ("FR", 6.0),
    ("IT", 6.0),
    ("LB", 5.0),
    ("LY", 5.0),
    ("SA", 4.0),
];

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

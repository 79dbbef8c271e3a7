//! Where people of a corridor are taken, with weights. Made up, as the weights of their origins are.

use super::corridor::Corridor;
use super::corridor::Corridor::{
    Balkans, Caucasus, CentralAsia, CentralEurope, EastAfrica, EastAsia, EasternEurope, LatinAmerica, MiddleEast,
    SouthAsia, SouthEastAsia, SouthernAfrica, WestAfrica,
};

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

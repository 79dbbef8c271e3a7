//! What happens in an episode of trafficking: where, how, for how long, and how it ends.

use super::household;
use super::person::{Gender, Person};
use super::stream::Stream;
use crate::calendar::Day;

/// Type of exploitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exploitation {
    Sexual,
    Labour,
    Domestic,
    Begging,
    Marriage,
    Criminality,
    Organs,
    Other,
}

use Exploitation::{Begging, Criminality, Domestic, Labour, Marriage, Organs, Other, Sexual};

impl Exploitation {
    /// Name of the category.
    pub(super) fn name(self) -> &'static str {
        match self {
            Sexual => "sexual_exploitation",
            Labour => "forced_labour",
            Domestic => "domestic_servitude",
            Begging => "forced_begging",
            Marriage => "forced_marriage",
            Criminality => "forced_criminality",
            Organs => "organ_removal",
            Other => "other",
        }
    }

    /// Median and spread (of the logarithm) of the days that it lasts.
    fn duration(self) -> (f64, f64) {
        match self {
            Sexual => (190.0, 1.05),
            Labour => (120.0, 0.95),
            Domestic => (330.0, 1.1),
            Begging => (300.0, 1.2),
            Marriage => (420.0, 1.1),
            Criminality => (150.0, 1.1),
            Organs => (20.0, 0.8),
            Other => (150.0, 1.1),
        }
    }
}

/// An episode, as it was.
#[derive(Clone, Debug)]
pub(super) struct Episode {
    pub(super) number: u16,
    pub(super) entry: Day,
    pub(super) exit: Day,
    /// Main type first; one or two.
    pub(super) kinds: Vec<Exploitation>,
    pub(super) sector: &'static str,
    pub(super) country: &'static str,
    pub(super) recruiter: &'static str,
    pub(super) method: &'static str,
    pub(super) control: Vec<&'static str>,
    pub(super) exit_route: &'static str,
    pub(super) officials: bool,
    pub(super) education: &'static str,
    pub(super) marital: &'static str,
    pub(super) children: u8,
    /// 0 very poor to 3 well off.
    pub(super) means: u8,
}

impl Episode {
    /// Draws the episode that begins on a day; `before` is the one before it, with true where it began on the way home
    /// from that.
    pub(super) fn draw(stream: &mut Stream, person: &Person, entry: Day, before: Option<(&Episode, bool)>) -> Self {
        let age = person.age(entry);
        let last = before.map(|b| b.0);
        let kinds = draw_kinds(stream, person, age, last);
        let main = kinds.first().copied().unwrap_or(Other);
        let country = draw_country(stream, person, age, main, before);
        let abroad = country != person.origin.country;
        let recruiter = draw_recruiter(stream, person, age, main, last.is_some());
        let (median, sigma) = main.duration();
        let shorter = if last.is_some() { 0.8 } else { 1.0 };
        let children = household::children(stream, person, age, last);
        let officials = if abroad { 0.05 } else { 0.03 } + if last.is_some() { 0.06 } else { 0.0 };
        Episode {
            number: last.map_or(1, |e| e.number + 1),
            entry,
            exit: entry.plus(stream.days(median * shorter, sigma, 2)),
            sector: draw_sector(stream, person, main),
            country,
            recruiter,
            method: draw_method(stream, recruiter, age, entry),
            control: draw_control(stream, main, age, abroad),
            exit_route: draw_exit_route(stream, main, abroad),
            officials: stream.chance(officials),
            education: household::education(stream, person, age, last),
            marital: household::marital(stream, age, children, last),
            children,
            means: household::means(stream, person, last),
            kinds,
        }
    }

    /// Main type of exploitation.
    pub(super) fn main(&self) -> Exploitation {
        self.kinds.first().copied().unwrap_or(Other)
    }

    /// True when it took place outside the country of citizenship.
    pub(super) fn abroad(&self, person: &Person) -> bool {
        self.country != person.origin.country
    }
}

fn draw_kinds(stream: &mut Stream, person: &Person, age: i32, last: Option<&Episode>) -> Vec<Exploitation> {
    use super::corridor::Corridor::{SouthAsia, SouthEastAsia, WestAfrica};
    let male = person.gender == Gender::Male;
    let table: &[(Exploitation, f64)] = match (male, age) {
        (false, ..=11) => &[(Begging, 40.0), (Domestic, 24.0), (Labour, 20.0), (Sexual, 12.0), (Other, 4.0)],
        (true, ..=11) => &[(Begging, 46.0), (Labour, 42.0), (Criminality, 6.0), (Domestic, 4.0), (Sexual, 2.0)],
        (false, 12..=17) => {
            &[(Sexual, 62.0), (Domestic, 14.0), (Labour, 12.0), (Begging, 7.0), (Marriage, 3.0), (Criminality, 2.0)]
        }
        (true, 12..=17) => &[(Labour, 58.0), (Begging, 22.0), (Criminality, 13.0), (Sexual, 5.0), (Other, 2.0)],
        (false, _) => &[
            (Sexual, 73.0),
            (Labour, 13.0),
            (Domestic, 8.5),
            (Begging, 2.5),
            (Marriage, 1.5),
            (Criminality, 0.8),
            (Other, 0.7),
        ],
        (true, _) => &[
            (Labour, 88.0),
            (Begging, 4.5),
            (Criminality, 3.0),
            (Domestic, 1.5),
            (Sexual, 1.5),
            (Organs, 0.6),
            (Other, 0.9),
        ],
    };
    let mut table = table.to_vec();
    for (kind, weight) in &mut table {
        match (person.origin.corridor, *kind) {
            (SouthEastAsia | SouthAsia, Domestic | Labour) => *weight *= 2.2,
            (SouthEastAsia | SouthAsia, Marriage) => *weight *= 3.0,
            (WestAfrica, Labour) if male => *weight *= 1.8,
            _ => {}
        }
        // A later exploitation is often of another kind than the one before.
        if last.is_some_and(|e| e.main() == *kind) {
            *weight *= 0.42;
        }
    }
    let main = stream.pick(&table, Other);
    let mut kinds = vec![main];
    if stream.chance(0.09) {
        let second = stream.pick(&table, main);
        if second != main {
            kinds.push(second);
        }
    }
    kinds
}

fn draw_country(
    stream: &mut Stream,
    person: &Person,
    age: i32,
    main: Exploitation,
    before: Option<(&Episode, bool)>,
) -> &'static str {
    let home = person.origin.country;
    let destinations = person.origin.corridor.destinations(main == Sexual);
    let elsewhere = |stream: &mut Stream, not: &str| {
        let mut country = home;
        // Some destinations are in the list of their own neighbours: home is not abroad.
        for _ in 0..20 {
            country = stream.pick(destinations, home);
            if country != home && country != not {
                break;
            }
        }
        country
    };
    let (adults, children) = person.origin.corridor.internal();
    match before {
        None => {
            let internal = if age < 18 { children } else { adults };
            let factor = match main {
                Begging | Marriage => 1.6,
                Sexual => 0.8,
                _ => 1.0,
            };
            if stream.chance((internal * factor).min(0.9)) { home } else { elsewhere(stream, home) }
        }
        Some((last, true)) if stream.chance(0.35) => last.country,
        Some((last, true)) => elsewhere(stream, last.country),
        Some((last, false)) if last.country == home => {
            if stream.chance(0.4) {
                home
            } else {
                elsewhere(stream, home)
            }
        }
        Some((last, false)) => match stream.unit() {
            u if u < 0.28 => last.country,
            u if u < 0.50 => home,
            _ => elsewhere(stream, last.country),
        },
    }
}

fn draw_sector(stream: &mut Stream, person: &Person, main: Exploitation) -> &'static str {
    match main {
        Sexual => {
            stream.pick(&[("sex_industry", 90.0), ("i_accommodation_food", 7.0), ("s_services", 3.0)], "sex_industry")
        }
        Domestic => "t_households",
        Begging => "n_street",
        Criminality => "n_illicit",
        Marriage | Organs => "not_applicable",
        Other => stream.pick(&[("s_services", 1.0), ("g_trade", 1.0), ("n_street", 1.0)], "s_services"),
        Labour => {
            let men: &[(&'static str, f64)] = &[
                ("f_construction", 46.0),
                ("a_agriculture", 22.0),
                ("c_manufacturing", 12.0),
                ("a_fishing", 6.0),
                ("g_trade", 6.0),
                ("b_mining", 3.0),
                ("s_services", 3.0),
                ("i_accommodation_food", 2.0),
            ];
            let women: &[(&'static str, f64)] = &[
                ("a_agriculture", 26.0),
                ("c_manufacturing", 26.0),
                ("i_accommodation_food", 18.0),
                ("g_trade", 14.0),
                ("t_households", 8.0),
                ("s_services", 6.0),
                ("f_construction", 2.0),
            ];
            stream.pick(if person.gender == Gender::Male { men } else { women }, "s_services")
        }
    }
}

fn draw_recruiter(stream: &mut Stream, person: &Person, age: i32, main: Exploitation, again: bool) -> &'static str {
    let mut table =
        [("stranger", 34.0), ("acquaintance", 32.0), ("friend", 18.0), ("intimate_partner", 6.0), ("family", 6.0)];
    for (relation, weight) in &mut table {
        match *relation {
            "family" if age < 18 => *weight *= 4.5,
            "intimate_partner" if age < 14 || person.gender == Gender::Male => *weight *= 0.05,
            "intimate_partner" if main == Sexual || main == Marriage => *weight *= 1.8,
            "stranger" if main == Labour => *weight *= 1.4,
            _ => {}
        }
        // People who were trafficked before are more often recruited by someone they know, or knew from then.
        if again && (*relation == "acquaintance" || *relation == "intimate_partner") {
            *weight *= 1.5;
        }
    }
    stream.pick(&table, "stranger")
}

fn draw_method(stream: &mut Stream, recruiter: &str, age: i32, entry: Day) -> &'static str {
    let online = (f64::from(entry.year()) - 1999.0).clamp(0.0, 10.0) * 0.7;
    let table: &[(&'static str, f64)] = match recruiter {
        "family" if age < 18 => &[("personal_contact", 66.0), ("sold_by_family", 31.0), ("other", 3.0)],
        "family" => &[("personal_contact", 88.0), ("sold_by_family", 7.0), ("other", 5.0)],
        "intimate_partner" | "friend" => &[("personal_contact", 95.0), ("kidnapping", 1.0), ("other", 4.0)],
        "acquaintance" if age >= 14 => &[
            ("personal_contact", 84.0),
            ("job_advertisement", 6.0),
            ("agency", 5.0),
            ("kidnapping", 2.0),
            ("other", 3.0),
        ],
        _ if age < 14 => &[("personal_contact", 80.0), ("kidnapping", 14.0), ("other", 6.0)],
        _ => &[
            ("personal_contact", 42.0),
            ("job_advertisement", 26.0),
            ("agency", 22.0),
            ("kidnapping", 5.0),
            ("other", 5.0),
        ],
    };
    if recruiter != "family" && age >= 12 && stream.chance(online / 100.0) {
        "online"
    } else {
        stream.pick(table, "other")
    }
}

/// Means of control with their chance where the exploitation is sexual, and where it is not.
const CONTROL: [(&str, f64, f64); 17] = [
    ("physical_threats", 0.30, 0.20),
    ("threats_of_law_enforcement", 0.12, 0.16),
    ("threatens_family", 0.14, 0.07),
    ("debt_bondage", 0.28, 0.20),
    ("false_promises", 0.38, 0.46),
    ("physical_abuse", 0.34, 0.18),
    ("sexual_abuse", 0.30, 0.03),
    ("takes_earnings", 0.32, 0.34),
    ("restricts_financial_access", 0.16, 0.17),
    ("restricts_movement", 0.46, 0.34),
    ("restricts_medical_care", 0.12, 0.14),
    ("withholds_necessities", 0.12, 0.20),
    ("psychological_abuse", 0.34, 0.24),
    ("psychoactive_substances", 0.12, 0.02),
    ("excessive_working_hours", 0.10, 0.36),
    ("withholds_documents", 0.30, 0.34),
    ("other", 0.02, 0.02),
];

fn draw_control(stream: &mut Stream, main: Exploitation, age: i32, abroad: bool) -> Vec<&'static str> {
    // One severity for all means of an episode: where there are some, there are more.
    let severity = stream.log_normal(1.0, 0.45);
    CONTROL
        .iter()
        .filter(|&&(name, sexual, otherwise)| {
            let base = if main == Sexual { sexual } else { otherwise };
            let factor = match name {
                "withholds_documents" | "threats_of_law_enforcement" if !abroad => 0.3,
                "withholds_documents" | "debt_bondage" if age < 12 => 0.2,
                "false_promises" | "takes_earnings" if age < 12 => 0.6,
                _ => 1.0,
            };
            let chance = (base * factor * severity * 0.72).min(0.95);
            stream.chance(chance)
        })
        .map(|entry| entry.0)
        .collect()
}

fn draw_exit_route(stream: &mut Stream, main: Exploitation, abroad: bool) -> &'static str {
    let mut table = [
        ("escape", 30.0),
        ("police_raid", 27.0),
        ("released", 17.0),
        ("rescued_by_other", 11.0),
        ("ngo_intervention", 11.0),
        ("other", 4.0),
    ];
    for (route, weight) in &mut table {
        match (*route, main) {
            ("police_raid", Sexual) if abroad => *weight *= 1.5,
            ("released", Labour) | ("ngo_intervention", Begging) => *weight *= 1.7,
            ("escape", Domestic) => *weight *= 1.8,
            _ => {}
        }
    }
    stream.pick(&table, "other")
}

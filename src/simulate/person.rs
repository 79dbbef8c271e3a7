//! Who a simulated person is: drawn once, before anything happens.

use super::corridor::{ORIGINS, Origin};
use super::stream::Stream;
use crate::calendar::{Day, Days};

/// Gender in the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
    Other,
}

impl Gender {
    /// Name of the category.
    pub(super) fn name(self) -> &'static str {
        match self {
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Other => "other",
        }
    }
}

/// A person, as she or he is.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) gender: Gender,
    pub(super) birth: Day,
    pub(super) origin: &'static Origin,
    pub(super) minority: bool,
    /// 0 very poor, 1 poor, 2 average, 3 well off, before the first recruitment.
    pub(super) means: u8,
    /// What no column holds: multiplies the rate of re-trafficking, and raises that of losing contact. Mean 1.
    pub(super) frailty: f64,
    /// Entry into the first trafficking situation.
    pub(super) first_entry: Day,
}

/// Weights of the years of first entry.
const FIRST_YEARS: [(i16, f64); 18] = [
    (1992, 1.0),
    (1993, 1.0),
    (1994, 2.0),
    (1995, 4.0),
    (1996, 7.0),
    (1997, 16.0),
    (1998, 48.0),
    (1999, 78.0),
    (2000, 104.0),
    (2001, 116.0),
    (2002, 122.0),
    (2003, 128.0),
    (2004, 134.0),
    (2005, 138.0),
    (2006, 136.0),
    (2007, 132.0),
    (2008, 122.0),
    (2009, 96.0),
];

/// Ages at first entry of adults: first and last year of age, weight for women, weight for men.
const ADULT_AGES: [(i32, i32, f64, f64); 8] = [
    (18, 20, 34.0, 16.0),
    (21, 24, 32.0, 22.0),
    (25, 29, 18.0, 21.0),
    (30, 34, 8.0, 15.0),
    (35, 39, 4.0, 11.0),
    (40, 49, 3.0, 11.0),
    (50, 59, 0.8, 3.5),
    (60, 68, 0.2, 0.5),
];

/// Ages at first entry of children: first and last year of age, weight for girls, weight for boys.
const CHILD_AGES: [(i32, i32, f64, f64); 6] = [
    (2, 5, 2.0, 5.0),
    (6, 8, 4.0, 14.0),
    (9, 11, 8.0, 22.0),
    (12, 13, 12.0, 19.0),
    (14, 15, 28.0, 20.0),
    (16, 17, 46.0, 20.0),
];

/// Standard deviation of the logarithm of the frailty.
const FRAILTY_SIGMA: f64 = 0.8;

impl Person {
    /// Draws a person.
    pub(super) fn draw(stream: &mut Stream) -> Self {
        let origin = draw_origin(stream);
        let year = stream.pick(&FIRST_YEARS, 2004);
        let opening = Day::from_civil(year, 1, 1).unwrap_or(Day(0));
        let first_entry = opening.plus(Days(stream.between(0, 364)));
        let progress = (f64::from(year) - 1999.0).clamp(0.0, 10.0) / 10.0;
        let gender = match stream.unit() {
            u if u < 0.003 => Gender::Other,
            _ if stream.chance(origin.men.0 + (origin.men.1 - origin.men.0) * progress) => Gender::Male,
            _ => Gender::Female,
        };
        let age = draw_age(stream, origin, gender);
        Person {
            gender,
            birth: first_entry.plus(Days(-(age * 365.25) as i32)),
            origin,
            minority: stream.chance(origin.minority),
            means: stream.pick(&[(0, 24.0), (1, 46.0), (2, 27.0), (3, 3.0)], 1),
            frailty: stream.log_normal(1.0, FRAILTY_SIGMA) * libm::exp(-FRAILTY_SIGMA * FRAILTY_SIGMA / 2.0),
            first_entry,
        }
    }

    /// Completed years of age on a day.
    pub(super) fn age(&self, day: Day) -> i32 {
        let years = i32::from(day.year()) - i32::from(self.birth.year());
        let before = (day.month(), day.day_of_month()) < (self.birth.month(), self.birth.day_of_month());
        (years - i32::from(before)).max(0)
    }

    /// True when first trafficked under 18.
    pub(super) fn minor_at_first(&self) -> bool {
        self.age(self.first_entry) < 18
    }
}

fn draw_origin(stream: &mut Stream) -> &'static Origin {
    let mut left = stream.unit() * ORIGINS.iter().map(|origin| origin.weight).sum::<f64>();
    for origin in ORIGINS {
        left -= origin.weight;
        if left < 0.0 {
            return origin;
        }
    }
    &ORIGINS[0]
}

/// Age in years and fractions, at first entry.
fn draw_age(stream: &mut Stream, origin: &Origin, gender: Gender) -> f64 {
    // Boys are a larger part of trafficked children than men are of adults.
    let children = if gender == Gender::Male { origin.children * 1.15 } else { origin.children };
    let bands: &[(i32, i32, f64, f64)] = if stream.chance(children) { &CHILD_AGES } else { &ADULT_AGES };
    let men = gender == Gender::Male;
    let table: Vec<((i32, i32), f64)> =
        bands.iter().map(|&(low, high, women, boys)| ((low, high), if men { boys } else { women })).collect();
    let (low, high) = stream.pick(&table, (18, 24));
    f64::from(low) + stream.unit() * f64::from(high - low + 1)
}

#[cfg(test)]
mod tests {
    use super::super::stream::Topic;
    use super::*;

    #[test]
    fn ages_count_birthdays() {
        let mut person = Person::draw(&mut Stream::new(1, 1, 0, Topic::Person));
        person.birth = Day::from_civil(1984, 5, 17).unwrap();
        let age = |y, m, d| person.age(Day::from_civil(y, m, d).unwrap());
        assert_eq!((age(2002, 5, 16), age(2002, 5, 17), age(1980, 1, 1)), (17, 18, 0));
    }

    #[test]
    fn people_are_plausible() {
        let people: Vec<Person> = (0..4000).map(|i| Person::draw(&mut Stream::new(3, i, 0, Topic::Person))).collect();
        let share = |test: &dyn Fn(&Person) -> bool| people.iter().filter(|p| test(p)).count() as f64 / 4000.0;
        assert!((0.70..0.90).contains(&share(&|p| p.gender == Gender::Female)));
        assert!((0.10..0.25).contains(&share(&Person::minor_at_first)));
        assert!(people.iter().all(|p| (0..=70).contains(&p.age(p.first_entry))));
        let frailty = people.iter().map(|p| p.frailty).sum::<f64>() / 4000.0;
        assert!((frailty - 1.0).abs() < 0.06, "{frailty}");
    }
}

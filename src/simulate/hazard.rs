//! When the next episode begins: a piecewise constant rate from the exit on, and what multiplies it.
//!
//! Written down before any estimate is made; METHODS.md prints the same tables.

use super::aftermath::{Aftermath, Return};
use super::episode::Episode;
use super::person::{Gender, Person};
use super::stream::Stream;
use crate::calendar::{Day, Days};

/// Days since exit from which a rate holds, and the rate per 1,000 person-years: of an adult man aged 25 to 34, neither
/// poor nor of a minority, back with referral, without assistance, of mean frailty.
const BASELINE: [(i32, f64); 7] = [(0, 3.2), (30, 2.8), (91, 2.3), (183, 1.6), (365, 0.85), (731, 0.35), (1461, 0.1)];

/// What multiplies the rate, by name.
pub(super) mod ratio {
    /// Women and girls, and other gender identities.
    pub(in crate::simulate) const NOT_MALE: f64 = 1.9;
    /// First trafficked under 18, at any age since.
    pub(in crate::simulate) const MINOR_AT_FIRST: f64 = 2.0;
    /// Aged 18 to 24 at this exit.
    pub(in crate::simulate) const YOUNG: f64 = 1.35;
    /// Aged 35 or over at this exit.
    pub(in crate::simulate) const OLDER: f64 = 0.6;
    /// Household very poor.
    pub(in crate::simulate) const VERY_POOR: f64 = 1.5;
    /// Of an ethnic minority.
    pub(in crate::simulate) const MINORITY: f64 = 1.5;
    /// Re-trafficked before.
    pub(in crate::simulate) const AGAIN: f64 = 5.0;
    /// Residence permit granted.
    pub(in crate::simulate) const PERMIT: f64 = 0.1;
    /// On the way home of a forced return, before arrival.
    pub(in crate::simulate) const WAY_FORCED: f64 = 5.0;
    /// On the way home alone, before arrival.
    pub(in crate::simulate) const WAY_ALONE: f64 = 3.0;
    /// Before an assisted return.
    pub(in crate::simulate) const WAY_ASSISTED: f64 = 0.5;
    /// After arrival from a forced return without referral.
    pub(in crate::simulate) const UNPROTECTED: f64 = 2.5;
    /// While assistance lasts.
    pub(in crate::simulate) const ASSISTANCE: f64 = 0.5;
    /// After emigration.
    pub(in crate::simulate) const EMIGRATED: f64 = 1.4;
}

/// The entry into the next episode, at most at `end`; always at least one day after the exit.
pub(super) fn next_entry(
    stream: &mut Stream,
    person: &Person,
    episode: &Episode,
    after: &Aftermath,
    emigrated: Option<Day>,
    end: Day,
) -> Option<Day> {
    let target = stream.exponential();
    let fixed = person.frailty * fixed_ratio(person, episode, after);
    let mut cuts: Vec<Day> = BASELINE.iter().map(|&(from, _)| episode.exit.plus(Days(from))).collect();
    cuts.extend(after.arrival);
    cuts.extend(after.assisted.map(|span| span.0));
    cuts.extend(after.assisted.map(|span| span.1));
    cuts.extend(emigrated);
    cuts.retain(|&cut| cut >= episode.exit && cut < end);
    cuts.sort_unstable();
    cuts.dedup();
    let mut gathered = 0.0;
    for (i, &from) in cuts.iter().enumerate() {
        let to = cuts.get(i + 1).copied().unwrap_or(end);
        let rate = fixed * baseline(from.since(episode.exit)) * moving_ratio(after, emigrated, from) / 365_250.0;
        let length = f64::from(to.since(from).0);
        if gathered + rate * length >= target {
            let day = from.plus(Days(((target - gathered) / rate) as i32));
            return Some(day.max(episode.exit.plus(Days(1))));
        }
        gathered += rate * length;
    }
    None
}

/// The baseline rate per 1,000 person-years, so long after the exit.
fn baseline(since: Days) -> f64 {
    BASELINE.iter().rev().find(|entry| entry.0 <= since.0).map_or(0.0, |entry| entry.1)
}

/// Product of the ratios that hold for the whole spell.
fn fixed_ratio(person: &Person, episode: &Episode, after: &Aftermath) -> f64 {
    let age = person.age(episode.exit);
    let mut product = 1.0;
    let conditions = [
        (person.gender != Gender::Male, ratio::NOT_MALE),
        (person.minor_at_first(), ratio::MINOR_AT_FIRST),
        ((18..25).contains(&age), ratio::YOUNG),
        (age >= 35, ratio::OLDER),
        (episode.means == 0, ratio::VERY_POOR),
        (person.minority, ratio::MINORITY),
        (episode.number > 1, ratio::AGAIN),
        (after.permit, ratio::PERMIT),
    ];
    for (holds, factor) in conditions {
        if holds {
            product *= factor;
        }
    }
    product
}

/// Product of the ratios that hold from a day on, until the next change.
fn moving_ratio(after: &Aftermath, emigrated: Option<Day>, day: Day) -> f64 {
    let under_way = after.arrival.is_some_and(|arrival| day < arrival);
    let way = match (under_way, after.returned_as) {
        (true, Return::Forced) => ratio::WAY_FORCED,
        (true, Return::Independent) => ratio::WAY_ALONE,
        (true, Return::Assisted) => ratio::WAY_ASSISTED,
        _ if after.unprotected() => ratio::UNPROTECTED,
        _ => 1.0,
    };
    let assisted = after.assisted.is_some_and(|(start, end)| start <= day && day < end);
    let gone = emigrated.is_some_and(|left| left <= day);
    way * if assisted { ratio::ASSISTANCE } else { 1.0 } * if gone { ratio::EMIGRATED } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_print_the_same_tables() {
        let methods = include_str!("../../METHODS.md");
        let section = methods.split("## The simulated sample").nth(1).unwrap();
        let printed: Vec<&str> =
            section.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split(" | ").nth(1)).collect();
        let rates: Vec<String> = BASELINE.iter().map(|entry| format!("{} |", entry.1)).collect();
        assert_eq!(printed[1..=BASELINE.len()], rates);
        use ratio::*;
        let ratios = [
            NOT_MALE,
            MINOR_AT_FIRST,
            YOUNG,
            OLDER,
            VERY_POOR,
            MINORITY,
            AGAIN,
            PERMIT,
            WAY_FORCED,
            WAY_ALONE,
            WAY_ASSISTED,
            UNPROTECTED,
            ASSISTANCE,
            EMIGRATED,
        ];
        assert_eq!(printed[BASELINE.len() + 2..], ratios.map(|ratio| format!("{ratio} |")));
    }

    #[test]
    fn the_baseline_holds_from_its_first_day() {
        assert_eq!([0, 29, 30, 1460, 1461].map(|d| baseline(Days(d))), [3.2, 3.2, 2.8, 0.35, 0.1]);
        assert_eq!(baseline(Days(-1)), 0.0);
    }
}

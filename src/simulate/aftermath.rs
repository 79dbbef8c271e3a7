//! What follows an episode: return, referral, identification, assistance, contact.

use super::design::{CUTOFF, OPENED};
use super::episode::{Episode, Exploitation};
use super::person::{Gender, Person};
use super::stream::Stream;
use crate::calendar::{Day, Days};

/// How a person returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Return {
    Assisted,
    Forced,
    Independent,
    None,
}

impl Return {
    /// Name of the category.
    pub(super) fn name(self) -> &'static str {
        match self {
            Return::Assisted => "assisted_voluntary",
            Return::Forced => "forced",
            Return::Independent => "independent",
            Return::None => "none",
        }
    }
}

/// Why contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContactEnd {
    /// The person could no longer be reached.
    Lost,
    /// The file was closed at the end of the programme; the status was often not updated.
    Closed,
}

/// What follows an episode, were the person not trafficked again in between.
#[derive(Clone, Debug)]
pub(super) struct Aftermath {
    pub(super) returned_as: Return,
    /// Arrival, where there is a return.
    pub(super) arrival: Option<Day>,
    pub(super) permit: bool,
    pub(super) referral: &'static str,
    /// Identification as a victim of this episode; `None` where nobody ever identifies it.
    pub(super) identified: Option<Day>,
    pub(super) assistance: Vec<&'static str>,
    pub(super) assisted: Option<(Day, Day)>,
    /// End of contact, and why; only after identification.
    pub(super) contact_end: Option<(Day, ContactEnd)>,
}

/// What is already known of a person when an episode ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acquaintance {
    /// Nobody has met the person.
    Stranger,
    /// The person is in the database and in contact.
    InContact,
    /// The person is in the database, but contact was lost.
    OutOfContact,
}

impl Aftermath {
    /// Draws what follows an episode.
    pub(super) fn draw(stream: &mut Stream, person: &Person, episode: &Episode, known: Acquaintance) -> Self {
        let abroad = episode.abroad(person);
        let child = person.age(episode.exit) < 14;
        let returned_as = draw_return(stream, episode, abroad, child);
        let referral = draw_referral(stream, episode, returned_as, child);
        let delay = draw_delay(stream, episode, referral);
        let found = stream.chance(detection(person, episode, referral, known));
        let identified = episode.exit.plus(delay);
        // Before the database opened there was nobody to record it.
        let identified = (found && identified >= OPENED && identified <= CUTOFF).then_some(identified);
        let arrival = draw_arrival(stream, episode, returned_as, identified);
        let permit = abroad && stream.chance(if returned_as == Return::None { 0.15 } else { 0.005 });
        let assisted = identified.and_then(|day| draw_assistance_time(stream, day, returned_as));
        let assistance = draw_assistance(stream, person, episode, returned_as);
        let contact_end = identified.map(|day| draw_contact_end(stream, person, day, referral, returned_as));
        Aftermath { returned_as, arrival, permit, referral, identified, assistance, assisted, contact_end }
    }

    /// True for a forced return without referral to assistance.
    pub(super) fn unprotected(&self) -> bool {
        self.returned_as == Return::Forced && self.referral == "none"
    }
}

fn draw_return(stream: &mut Stream, episode: &Episode, abroad: bool, child: bool) -> Return {
    let mut table = match (abroad, episode.exit_route) {
        (false, _) => {
            [(Return::Assisted, 14.0), (Return::Forced, 0.0), (Return::Independent, 30.0), (Return::None, 56.0)]
        }
        (true, "police_raid") => {
            [(Return::Assisted, 58.0), (Return::Forced, 31.0), (Return::Independent, 5.0), (Return::None, 6.0)]
        }
        (true, "ngo_intervention") => {
            [(Return::Assisted, 80.0), (Return::Forced, 3.0), (Return::Independent, 6.0), (Return::None, 11.0)]
        }
        (true, "released") => {
            [(Return::Assisted, 34.0), (Return::Forced, 18.0), (Return::Independent, 42.0), (Return::None, 6.0)]
        }
        _ => [(Return::Assisted, 56.0), (Return::Forced, 14.0), (Return::Independent, 22.0), (Return::None, 8.0)],
    };
    // Children seldom travel alone.
    if child {
        table[2].1 *= 0.25;
    }
    stream.pick(&table, Return::Assisted)
}

fn draw_referral(stream: &mut Stream, episode: &Episode, returned_as: Return, child: bool) -> &'static str {
    if episode.exit_route == "ngo_intervention" && stream.chance(0.7) {
        return "ngo";
    }
    let table: &[(&'static str, f64)] = match returned_as {
        Return::Assisted => &[
            ("igo", 30.0),
            ("ngo", 30.0),
            ("police", 22.0),
            ("embassy", 9.0),
            ("hotline", 4.0),
            ("family", 3.0),
            ("self", 2.0),
        ],
        Return::Forced => {
            &[("none", 46.0), ("police", 26.0), ("igo", 10.0), ("ngo", 12.0), ("embassy", 4.0), ("family", 2.0)]
        }
        Return::Independent => &[
            ("none", 30.0),
            ("ngo", 24.0),
            ("self", 16.0),
            ("hotline", 12.0),
            ("family", 11.0),
            ("police", 5.0),
            ("igo", 2.0),
        ],
        Return::None => &[
            ("ngo", 34.0),
            ("police", 30.0),
            ("family", 10.0),
            ("self", 10.0),
            ("hotline", 9.0),
            ("igo", 4.0),
            ("none", 3.0),
        ],
    };
    match stream.pick(table, "ngo") {
        // A child does not come alone: somebody brings her or him.
        "self" | "hotline" if child => "family",
        referral => referral,
    }
}

/// Days from exit to identification; a few are met shortly before they get out.
fn draw_delay(stream: &mut Stream, episode: &Episode, referral: &str) -> Days {
    let (at_once, median) = match (episode.exit_route, referral) {
        (_, "none") => (0.04, 170.0),
        ("police_raid", _) => (0.62, 10.0),
        ("ngo_intervention", _) => (0.58, 14.0),
        (_, "police" | "embassy") => (0.35, 18.0),
        (_, "igo" | "ngo") => (0.24, 32.0),
        _ => (0.08, 70.0),
    };
    let longest = episode.exit.since(episode.entry).0 - 1;
    match stream.unit() {
        u if u < 0.015 => Days(-stream.between(1, 10).min(longest)),
        _ if stream.chance(at_once) => Days(stream.between(0, 1)),
        _ => stream.days(median, 1.2, 1),
    }
}

/// Chance that an episode is identified for its own sake, if nothing comes in between.
///
/// It depends on gender, year and referral, so that what is recorded is no random part of what happened.
fn detection(person: &Person, episode: &Episode, referral: &str, known: Acquaintance) -> f64 {
    let base = match known {
        Acquaintance::Stranger => 0.46,
        Acquaintance::InContact => 0.55,
        Acquaintance::OutOfContact => 0.34,
    };
    let year = (f64::from(episode.exit.year()) - 1999.0).clamp(0.0, 10.0);
    let gender = if person.gender == Gender::Male { 0.8 } else { 1.05 };
    let referred = if referral == "none" { 0.5 } else { 1.2 };
    let child = if person.age(episode.exit) < 18 { 1.15 } else { 1.0 };
    (base * gender * referred * child * (0.75 + 0.04 * year)).min(0.95)
}

fn draw_arrival(stream: &mut Stream, episode: &Episode, returned_as: Return, identified: Option<Day>) -> Option<Day> {
    let met = identified.map_or(episode.exit, |day| day.max(episode.exit));
    match returned_as {
        Return::None => None,
        // Assisted return waits for the one who assists.
        Return::Assisted => Some(met.plus(stream.days(38.0, 0.9, 3))),
        Return::Forced => Some(episode.exit.plus(stream.days(21.0, 0.9, 1))),
        Return::Independent => Some(episode.exit.plus(stream.days(7.0, 1.0, 0))),
    }
}

fn draw_assistance_time(stream: &mut Stream, identified: Day, returned_as: Return) -> Option<(Day, Day)> {
    if stream.chance(0.03) {
        return None;
    }
    let start = identified.plus(Days(if stream.chance(0.55) { 0 } else { stream.between(1, 28) }));
    let median = if returned_as == Return::None { 200.0 } else { 130.0 };
    Some((start, start.plus(stream.days(median, 1.0, 1))))
}

fn draw_assistance(stream: &mut Stream, person: &Person, episode: &Episode, returned_as: Return) -> Vec<&'static str> {
    let child = person.age(episode.exit) < 18;
    let man = person.gender == Gender::Male;
    let returned = returned_as != Return::None;
    // One intensity for the whole package: programmes were full or thin.
    let fullness = stream.log_normal(0.85, 0.4);
    let table = [
        ("shelter", if man { 0.22 } else { 0.5 }),
        ("medical", 0.46),
        ("psychological", if episode.main() == Exploitation::Sexual { 0.48 } else { 0.3 }),
        ("legal", 0.24),
        ("education", if child { 0.3 } else { 0.04 }),
        ("vocational_training", if child { 0.08 } else { 0.2 }),
        ("financial", 0.24),
        ("family_mediation", if child { 0.28 } else { 0.1 }),
        ("reintegration_grant", if returned { 0.26 } else { 0.06 }),
        ("other", 0.06),
    ];
    let given: Vec<&str> =
        table.iter().filter(|entry| stream.chance((entry.1 * fullness).min(0.95))).map(|entry| entry.0).collect();
    // Who was assisted got something; most often a bed or a doctor.
    if given.is_empty() { vec![stream.pick(&table, "other")] } else { given }
}

/// End of contact after identification. Losing contact is informative: it shares the person's frailty with
/// re-trafficking.
fn draw_contact_end(
    stream: &mut Stream,
    person: &Person,
    identified: Day,
    referral: &str,
    returned_as: Return,
) -> (Day, ContactEnd) {
    let far = identified.plus(Days(10_957));
    let unprotected = if referral == "none" && returned_as == Return::Forced { 1.6 } else { 1.0 };
    let rate = 0.5 * person.frailty.sqrt() * unprotected;
    let lost = stream.time(identified, rate).unwrap_or(far);
    let closed = identified.plus(stream.days(480.0, 0.6, 30));
    if lost <= closed { (lost, ContactEnd::Lost) } else { (closed, ContactEnd::Closed) }
}

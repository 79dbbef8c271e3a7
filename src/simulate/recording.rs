//! What of a history is written down, how finely, and what is left empty.

use super::aftermath::{ContactEnd, Return};
use super::corridor::Corridor;
use super::design::CUTOFF;
use super::history::{History, Source, Step};
use super::person::Gender;
use super::row::{Column, Row};
use super::stream::{Stream, Topic};
use crate::calendar::Day;

/// How a file was kept: multiplies every chance of an empty or unknown cell and of a coarse date.
#[derive(Clone, Copy, Debug)]
struct Patchiness(f64);

impl Patchiness {
    /// Early years and some offices kept patchy files, and what is only told is known less well.
    fn of(history: &History, written: Day, told: bool) -> Self {
        let year = (f64::from(written.year()) - 1999.0).clamp(0.0, 10.0);
        let age = 0.65 + 1.45 * libm::exp(-0.42 * year);
        Patchiness(history.person.origin.patchy * age * if told { 1.7 } else { 1.0 })
    }
}

/// Who writes a row: a stream, a patchiness, and what the form and the time at hand allow.
struct Pen {
    stream: Stream,
    patchy: f64,
    /// A file of the bare minimum: what is not needed for the case is mostly left out.
    short: bool,
    /// A form of the first years, which did not ask everything.
    early_form: bool,
}

/// Share of rows kept to the minimum.
const SHORT: f64 = 0.035;

/// Share of rows on the early form while it was in use.
const EARLY_FORM: f64 = 0.42;

/// Last year of the early form; offices with patchy files kept it two years longer.
const EARLY_FORM_LAST: i16 = 2001;

impl Pen {
    fn new(mut stream: Stream, history: &History, written: Day, told: bool) -> Self {
        let slow = history.person.origin.patchy > 1.25;
        let last = EARLY_FORM_LAST + if slow { 2 } else { 0 };
        let early_form = stream.chance(EARLY_FORM) && written.year() <= last;
        let short = stream.chance(SHORT * history.person.origin.patchy);
        Pen { stream, patchy: Patchiness::of(history, written, told).0, short, early_form }
    }

    /// An answer that a short file leaves out.
    fn detail(&mut self, text: &str, blank: f64, unknown: f64) -> String {
        let left_out = self.stream.chance(0.75) && self.short;
        let answer = self.answer(text, blank, unknown);
        if left_out { String::new() } else { answer }
    }

    /// A detail that the early form did not ask.
    fn later_detail(&mut self, text: &str, blank: f64, unknown: f64) -> String {
        let answer = self.detail(text, blank, unknown);
        if self.early_form { String::new() } else { answer }
    }

    /// True where the cell stays empty.
    fn blank(&mut self, base: f64) -> bool {
        self.stream.chance((base * self.patchy).min(0.9))
    }

    /// The text, or empty, or `unknown`, at these base chances.
    fn answer(&mut self, text: &str, blank: f64, unknown: f64) -> String {
        if self.blank(blank) {
            String::new()
        } else if self.blank(unknown) {
            "unknown".to_owned()
        } else {
            text.to_owned()
        }
    }

    /// Several answers; none at all is not an answer, and is left empty or marked `unknown`.
    fn several(&mut self, names: &[&str], blank: f64, unknown: f64) -> String {
        match names {
            [] if self.stream.chance(0.5) => String::new(),
            [] => "unknown".to_owned(),
            _ => self.answer(&names.join(";"), blank, unknown),
        }
    }

    /// A date at the precision it was written with: base chances of an empty cell, of the year alone, of year and
    /// month.
    fn date(&mut self, day: Day, blank: f64, year: f64, month: f64) -> String {
        if self.blank(blank) {
            return String::new();
        }
        let text = day.to_string();
        let coarse = self.patchy.min(2.2);
        let length = match self.stream.unit() {
            u if u < year * coarse => 4,
            u if u < (year + month) * coarse => 7,
            _ => 10,
        };
        text.get(..length).unwrap_or(&text).to_owned()
    }
}

/// The rows of a person, in order of the recorded episodes.
pub(super) fn rows(history: &History, seed: u64, person_id: &str) -> Vec<Row> {
    let met = history.steps.get(history.first_met());
    let person = person_cells(history, seed, met.and_then(|step| step.identified).unwrap_or(CUTOFF));
    let mut rows: Vec<Row> = Vec::new();
    for (i, step) in history.steps.iter().enumerate().filter(|entry| entry.1.recorded()) {
        let number = rows.len() + 1;
        let mut row = person.clone();
        row.set(Column::PersonId, person_id);
        row.set(Column::Episode, number.to_string());
        let told = match step.source {
            Source::Told(day) => Some(day),
            _ => None,
        };
        let written = told.or(step.identified).unwrap_or(CUTOFF);
        let stream = Stream::new(seed, history.index, history.attempt, Topic::Record(step.episode.number));
        let mut pen = Pen::new(stream, history, written, told.is_some());
        episode_cells(&mut row, &mut pen, history, step);
        identification_cells(&mut row, &mut pen, step, told);
        return_cells(&mut row, &mut pen, history, i);
        if told.is_none() {
            let served = assistance_cells(&mut row, &mut pen, history, step);
            contact_cells(&mut row, &mut pen, history, step, served);
        }
        if number > 1 {
            consequence_cells(&mut row, &mut pen, history, step);
        }
        rows.push(row);
    }
    rows
}

fn person_cells(history: &History, seed: u64, written: Day) -> Row {
    let person = &history.person;
    let stream = Stream::new(seed, history.index, history.attempt, Topic::PersonRecord);
    let mut pen = Pen::new(stream, history, written, false);
    let mut row = Row::default();
    row.set(Column::Gender, pen.answer(person.gender.name(), 0.001, 0.001));
    let year = person.birth.year().to_string();
    row.set(Column::BirthYear, if pen.blank(0.03) { String::new() } else { year });
    row.set(Column::Citizenship, pen.answer(person.origin.country, 0.003, 0.002));
    row.set(Column::EthnicMinority, pen.later_detail(if person.minority { "yes" } else { "no" }, 0.13, 0.08));
    row
}

fn episode_cells(row: &mut Row, pen: &mut Pen, history: &History, step: &Step) {
    let episode = &step.episode;
    let slip = if pen.stream.chance(0.012) { pen.stream.between(-1, 1) } else { 0 };
    let age = (history.person.age(episode.entry) + slip).max(0);
    row.set(Column::AgeAtEntry, if pen.blank(0.025) { String::new() } else { age.to_string() });
    row.set(Column::Education, pen.detail(episode.education, 0.07, 0.05));
    row.set(Column::MaritalStatus, pen.detail(episode.marital, 0.05, 0.03));
    row.set(Column::Children, if pen.short || pen.blank(0.09) { String::new() } else { episode.children.to_string() });
    let means = ["very_poor", "poor", "average", "well_off"][usize::from(episode.means.min(3))];
    row.set(Column::EconomicSituation, pen.later_detail(means, 0.08, 0.06));
    // Who remembers only the month is often written down as of its first day.
    let first_of_month = Day(episode.entry.0 + 1 - i32::from(episode.entry.day_of_month()));
    let heaped = pen.stream.chance(0.16) && episode.number == 1;
    row.set(Column::EntryDate, pen.date(if heaped { first_of_month } else { episode.entry }, 0.02, 0.08, 0.36));
    row.set(Column::ExitDate, pen.date(episode.exit, 0.015, 0.035, 0.19));
    row.set(Column::RecruiterRelation, pen.detail(episode.recruiter, 0.05, 0.06));
    row.set(Column::RecruitmentMethod, pen.detail(episode.method, 0.06, 0.05));
    let kinds: Vec<&str> = episode.kinds.iter().map(|kind| kind.name()).collect();
    row.set(Column::ExploitationType, pen.several(&kinds, 0.008, 0.01));
    row.set(Column::Sector, pen.answer(episode.sector, 0.04, 0.02));
    row.set(Column::CountryOfExploitation, pen.answer(episode.country, 0.004, 0.006));
    row.set(Column::MeansOfControl, pen.several(&episode.control, 0.10, 0.05));
    row.set(Column::ExitRoute, pen.detail(episode.exit_route, 0.06, 0.05));
    let officials = if episode.officials { "yes" } else { "no" };
    row.set(Column::LawEnforcementInvolved, pen.later_detail(officials, 0.16, 0.18));
}

fn identification_cells(row: &mut Row, pen: &mut Pen, step: &Step, told: Option<Day>) {
    let date = match (step.identified, told) {
        (Some(day), _) => pen.date(day, 0.008, 0.004, 0.03),
        // Some offices enter the day they met the person in every row.
        (None, Some(day)) if pen.stream.chance(0.1) => pen.date(day, 0.0, 0.004, 0.03),
        _ => String::new(),
    };
    row.set(Column::IdentifiedDate, date);
    // Whom nobody met after an episode was not referred after it.
    let referral = if told.is_some() { "none" } else { step.after.referral };
    row.set(Column::ReferralSource, pen.answer(referral, 0.05, 0.02));
}

fn return_cells(row: &mut Row, pen: &mut Pen, history: &History, index: usize) {
    let Some(step) = history.steps.get(index) else { return };
    let kind = step.after.returned_as;
    row.set(Column::ReturnType, pen.answer(kind.name(), 0.05, 0.03));
    if kind != Return::None {
        if let Some(day) = arrival(history, index) {
            row.set(Column::ReturnDate, pen.date(day, 0.05, 0.02, 0.12));
        }
        row.set(Column::CountryOfReturn, pen.answer(history.person.origin.country, 0.06, 0.01));
    }
    // Nobody asks for a permit where there was no border.
    if step.episode.abroad(&history.person) || pen.stream.chance(0.2) {
        row.set(Column::ResidencePermit, pen.later_detail(if step.after.permit { "yes" } else { "no" }, 0.10, 0.08));
    }
}

/// Arrival home after an episode, by the cut-off. Who was trafficked again on the way arrives after the later episode.
fn arrival(history: &History, index: usize) -> Option<Day> {
    let step = history.steps.get(index)?;
    let day = if step.en_route() { arrival(history, index + 1)? } else { step.after.arrival? };
    let alive = history.death.is_none_or(|death| day < death);
    (day <= CUTOFF && alive).then_some(day)
}

/// The day on which the person went out of contact after an episode, or the cut-off.
fn contact_limit(history: &History, step: &Step) -> Day {
    let end = step.after.contact_end.map_or(CUTOFF, |end| end.0).min(CUTOFF);
    let left = history.emigrated.filter(|&day| step.identified.is_some_and(|met| met <= day));
    [step.next, history.death, left].into_iter().flatten().fold(end, Day::min)
}

/// Writes the assistance and gives the last day of it that is known; `None` where there was none or it still runs.
fn assistance_cells(row: &mut Row, pen: &mut Pen, history: &History, step: &Step) -> Option<Day> {
    let limit = contact_limit(history, step);
    let (start, end) = step.after.assisted.filter(|span| span.0 <= limit)?;
    let kinds = &step.after.assistance;
    let several = if kinds.is_empty() || pen.blank(0.04) { String::new() } else { kinds.join(";") };
    row.set(Column::AssistanceType, several);
    row.set(Column::AssistanceStart, pen.date(start, 0.04, 0.005, 0.06));
    // Whoever leaves during assistance is missed some days after she or he was last there.
    let missed = pen.stream.between(0, 21);
    let end = if end <= limit { end } else { Day(limit.0 - missed).max(start) };
    let over = end <= limit && limit < CUTOFF || end < Day(CUTOFF.0 - 21);
    if !over {
        return None;
    }
    row.set(Column::AssistanceEnd, pen.date(end, 0.10, 0.01, 0.10));
    Some(end)
}

fn contact_cells(row: &mut Row, pen: &mut Pen, history: &History, step: &Step, served: Option<Day>) {
    let Some(identified) = step.identified else { return };
    let (contact_end, why) = step.after.contact_end.unwrap_or((CUTOFF, ContactEnd::Lost));
    let limit = contact_limit(history, step);
    let stream = &mut pen.stream;
    let visit = stream.between(0, 60);
    let heard_later = stream.chance(0.22);
    let stale = stream.chance(0.5);
    // Nobody is lost while assistance lasts.
    let served = served.map_or(identified, |end| end.max(identified));
    let back = |day: Day| Day(day.0 - visit).max(served);
    let death = history.death.filter(|&day| day <= CUTOFF && step.next.is_none());
    let left = history.emigrated.filter(|&day| identified <= day && day == limit && day < CUTOFF);
    let (day, status) = match (death, left) {
        (Some(day), _) if day <= contact_end || heard_later => (day, "deceased"),
        (_, Some(day)) => (day, "emigrated"),
        _ if step.next.is_some_and(|next| next <= limit) => {
            (back(limit), if stale && heard_later { "in_contact" } else { "lost" })
        }
        _ if contact_end > CUTOFF => (back(CUTOFF), "in_contact"),
        _ if why == ContactEnd::Closed && stale => (contact_end, "in_contact"),
        _ => (back(limit), "lost"),
    };
    row.set(Column::LastContactDate, pen.date(day, 0.03, 0.006, 0.05));
    row.set(Column::LastContactStatus, if pen.blank(0.03) { "" } else { status });
}

fn consequence_cells(row: &mut Row, pen: &mut Pen, history: &History, step: &Step) {
    let person = &history.person;
    let unsettled = matches!(person.origin.corridor, Corridor::MiddleEast | Corridor::EastAfrica | Corridor::Caucasus);
    let poor = step.episode.means == 0;
    let age = person.age(step.episode.entry);
    let causes = [
        ("poverty", if poor { 0.75 } else { 0.45 }),
        ("unemployment", if age < 15 { 0.0 } else { 0.4 }),
        ("family_violence", if person.minor_at_first() { 0.34 } else { 0.2 }),
        ("discrimination", if person.minority { 0.5 } else { 0.1 }),
        ("conflict", if unsettled { 0.35 } else { 0.03 }),
        ("displacement", if unsettled { 0.3 } else { 0.03 }),
        ("debt", if age < 15 { 0.05 } else { 0.26 }),
        ("trafficker_threat", if step.episode.officials { 0.4 } else { 0.16 }),
        ("coercion_by_family", if person.minor_at_first() { 0.24 } else { 0.08 }),
        ("lack_of_assistance", 0.24),
        ("stigma", 0.22),
        ("other", 0.04),
    ];
    let consequences = [
        ("physical_health", 0.42),
        ("mental_health", 0.62),
        ("stigma", 0.3),
        ("debt", if age < 15 { 0.04 } else { 0.28 }),
        ("family_breakdown", 0.3),
        ("loss_of_documents", if step.episode.abroad(person) { 0.3 } else { 0.08 }),
        ("legal_problems", 0.14),
        ("pregnancy", if person.gender == Gender::Female && age >= 13 { 0.08 } else { 0.0 }),
        ("other", 0.04),
    ];
    for (column, table) in [(Column::ReportedCauses, &causes[..]), (Column::ReportedConsequences, &consequences[..])] {
        let named: Vec<&str> = table.iter().filter(|entry| pen.stream.chance(entry.1)).map(|entry| entry.0).collect();
        let text = pen.several(&named, 0.08, 0.04);
        row.set(column, text);
    }
}

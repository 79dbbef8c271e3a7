//! Faults of data entry, as a case file has them: few, and every one listed with the truth.
//!
//! A second copy of a row is planted only where a person has one episode, and so is one episode in two rows. Faults of
//! dates and codes come to everybody: what becomes of an event then is what ingest has to show.

use super::design::SAMPLE_PERSONS;
use super::row::{Column, Row};
use super::stream::Stream;
use crate::calendar::{Date, Days, Precision};

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Entry and exit stand in each other's column.
    ExitBeforeEntry,
    /// The same episode was entered twice, with small differences.
    DuplicateEpisode,
    /// A cell holds a code that the codebook does not have.
    UnknownCode,
    /// A date that no calendar has.
    ImpossibleDate,
    /// A date after the cut-off.
    AfterCutoff,
    /// A number with a letter in it.
    NotANumber,
    /// One episode in two rows, such as after a change of owner: not re-trafficking.
    SplitEpisode,
    /// A person's rows disagree on what cannot change.
    PersonDisagrees,
    /// A later episode begins before the exit from the one before it.
    EntryBeforeLastExit,
}

/// How many of each are expected in 14,000 persons with one row.
const EXPECTED: [(Fault, f64); 7] = [
    (Fault::ExitBeforeEntry, 5.0),
    (Fault::DuplicateEpisode, 4.0),
    (Fault::UnknownCode, 6.0),
    (Fault::ImpossibleDate, 4.0),
    (Fault::AfterCutoff, 4.0),
    (Fault::NotANumber, 3.0),
    (Fault::SplitEpisode, 3.0),
];

/// How many of each are expected in 100 persons with several rows.
const EXPECTED_AGAIN: [(Fault, f64); 4] = [
    (Fault::PersonDisagrees, 5.0),
    (Fault::EntryBeforeLastExit, 2.0),
    (Fault::ExitBeforeEntry, 1.5),
    (Fault::UnknownCode, 1.5),
];

/// A fault in one row of a person, by the row's place among the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Planted {
    pub(super) fault: Fault,
    pub(super) row: usize,
    pub(super) column: Column,
}

impl Fault {
    /// Name in the list of faults.
    pub(super) fn name(self) -> &'static str {
        match self {
            Fault::ExitBeforeEntry => "exit_before_entry",
            Fault::DuplicateEpisode => "duplicate_episode",
            Fault::UnknownCode => "unknown_code",
            Fault::ImpossibleDate => "impossible_date",
            Fault::AfterCutoff => "after_cutoff",
            Fault::NotANumber => "not_a_number",
            Fault::SplitEpisode => "split_episode",
            Fault::PersonDisagrees => "person_disagrees",
            Fault::EntryBeforeLastExit => "entry_before_last_exit",
        }
    }
}

/// Plants at most one fault in a person's rows; nothing where the rows have no place for it.
pub(super) fn plant(rows: &mut Vec<Row>, stream: &mut Stream) -> Option<Planted> {
    let (table, among): (&[(Fault, f64)], f64) =
        if rows.len() > 1 { (&EXPECTED_AGAIN, 100.0) } else { (&EXPECTED, f64::from(SAMPLE_PERSONS)) };
    let mut left = stream.unit() * among;
    let fault = table.iter().find(|entry| {
        left -= entry.1;
        left < 0.0
    })?;
    let last = rows.len().checked_sub(1)?;
    let row = stream.between(0, last as i32) as usize;
    let (row, column) = match fault.0 {
        Fault::ExitBeforeEntry => (row, swap_dates(rows.get_mut(row)?)?),
        Fault::DuplicateEpisode => (1, duplicate(rows, stream)?),
        Fault::UnknownCode => (row, unknown_code(rows.get_mut(row)?, stream)),
        Fault::ImpossibleDate => (row, impossible_date(rows.get_mut(row)?, stream)?),
        Fault::AfterCutoff => (row, after_cutoff(rows.get_mut(row)?, stream)?),
        Fault::NotANumber => (row, not_a_number(rows.get_mut(row)?)?),
        Fault::SplitEpisode => (1, split(rows, stream)?),
        Fault::PersonDisagrees => (last, disagree(rows.get_mut(last)?, stream)?),
        Fault::EntryBeforeLastExit => (last, overlap(rows)?),
    };
    Some(Planted { fault: fault.0, row, column })
}

/// A cell's date, if it is known to the day.
fn exact(row: &Row, column: Column) -> Option<Date> {
    Date::parse(row.get(column)).filter(|date| date.precision() == Precision::Day)
}

fn swap_dates(row: &mut Row) -> Option<Column> {
    let (entry, exit) = (exact(row, Column::EntryDate)?, exact(row, Column::ExitDate)?);
    row.set(Column::EntryDate, exit.to_string());
    row.set(Column::ExitDate, entry.to_string());
    Some(Column::ExitDate)
}

fn duplicate(rows: &mut Vec<Row>, stream: &mut Stream) -> Option<Column> {
    let mut second = rows.first()?.clone();
    if stream.chance(0.7) {
        second.set(Column::MeansOfControl, "");
        second.set(Column::LawEnforcementInvolved, "unknown");
    }
    rows.push(second);
    Some(Column::Episode)
}

fn unknown_code(row: &mut Row, stream: &mut Stream) -> Column {
    let (column, code) = stream.pick(
        &[
            ((Column::EconomicSituation, "bad"), 1.0),
            ((Column::CountryOfExploitation, "UK"), 2.0),
            ((Column::ExploitationType, "SEX"), 1.0),
            ((Column::ExitRoute, "raid"), 1.0),
            ((Column::ReturnType, "AVR"), 1.0),
            ((Column::MaritalStatus, "divorced?"), 1.0),
        ],
        (Column::ExitRoute, "raid"),
    );
    row.set(column, code);
    column
}

fn impossible_date(row: &mut Row, stream: &mut Stream) -> Option<Column> {
    let column = stream
        .pick(&[(Column::EntryDate, 1.0), (Column::ExitDate, 1.0), (Column::LastContactDate, 1.0)], Column::EntryDate);
    let year = row.get(column).get(..4)?.to_owned();
    let rest = stream.pick(&[("-02-30", 2.0), ("-06-31", 1.0), ("-13-05", 1.0), ("-00-00", 1.0)], "-02-30");
    row.set(column, format!("{year}{rest}"));
    Some(column)
}

fn after_cutoff(row: &mut Row, stream: &mut Stream) -> Option<Column> {
    let column = stream.pick(&[(Column::LastContactDate, 1.0), (Column::AssistanceEnd, 1.0)], Column::LastContactDate);
    let rest = row.get(column).get(4..).filter(|rest| !rest.is_empty())?.to_owned();
    let year = stream.pick(&[("2010", 1.0), ("2020", 1.0)], "2010");
    row.set(column, format!("{year}{rest}"));
    Some(column)
}

fn not_a_number(row: &mut Row) -> Option<Column> {
    let age = row.get(Column::AgeAtEntry).to_owned();
    if !age.contains('1') {
        return None;
    }
    // The letter l for the digit 1, as typists of an older school write it.
    row.set(Column::AgeAtEntry, age.replacen('1', "l", 1));
    Some(Column::AgeAtEntry)
}

/// Two rows with a few days between them, in one country, with one identification and one return after both.
fn split(rows: &mut Vec<Row>, stream: &mut Stream) -> Option<Column> {
    let first = rows.first_mut()?;
    let (entry, exit) = (exact(first, Column::EntryDate)?.first(), exact(first, Column::ExitDate)?.first());
    let length = exit.since(entry).0;
    if length < 60 || exact(first, Column::IdentifiedDate)?.first() < exit {
        return None;
    }
    let end = entry.plus(Days(length / 2));
    let mut second = first.clone();
    second.set(Column::Episode, "2");
    second.set(Column::EntryDate, end.plus(Days(stream.between(1, 9))).to_string());
    first.set(Column::ExitDate, end.to_string());
    first.set(Column::ExitRoute, "other");
    for column in AFTERMATH {
        first.set(column, "");
    }
    rows.push(second);
    Some(Column::Episode)
}

/// What the first of two rows for one episode does not have.
const AFTERMATH: [Column; 11] = [
    Column::IdentifiedDate,
    Column::ReferralSource,
    Column::ReturnType,
    Column::ReturnDate,
    Column::CountryOfReturn,
    Column::ResidencePermit,
    Column::AssistanceType,
    Column::AssistanceStart,
    Column::AssistanceEnd,
    Column::LastContactDate,
    Column::LastContactStatus,
];

fn disagree(row: &mut Row, stream: &mut Stream) -> Option<Column> {
    let column = if stream.chance(0.6) { Column::BirthYear } else { Column::EthnicMinority };
    let year = |text: &str| text.parse::<i32>().ok();
    let slip = stream.pick(&[(-1, 2.0), (1, 2.0), (10, 1.0)], 1);
    let text = match (column, row.get(column)) {
        (Column::BirthYear, text) => (year(text)? + slip).to_string(),
        (_, "yes") => "no".to_owned(),
        (_, "no") => "yes".to_owned(),
        _ => return None,
    };
    row.set(column, text);
    Some(column)
}

/// The last entry with a year too early, so that the episode begins before the exit from the one before it.
fn overlap(rows: &mut [Row]) -> Option<Column> {
    let exit = Date::parse(rows.iter().rev().nth(1)?.get(Column::ExitDate))?;
    let row = rows.last_mut()?;
    let entry = row.get(Column::EntryDate);
    let rest = entry.get(4..)?.to_owned();
    let wrong = |years: i16| {
        let text = format!("{}{rest}", entry.get(..4)?.parse::<i16>().ok()? - years);
        Date::parse(&text).filter(|date| date.last() < exit.first()).map(|_| text)
    };
    let text = (1..=3).find_map(wrong)?;
    row.set(Column::EntryDate, text);
    Some(Column::EntryDate)
}

//! Time at risk by calendar year: the person-time and events of calendar-period rates, exact to days.

use super::spell::Spells;
use super::time_at_risk::{Outcome, TimeAtRisk};
use crate::calendar::Day;

/// Pieces of time at risk, each within one calendar year, by spell and then year. Years without time have no piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarTime {
    /// Index into [`Spells`].
    pub spell: Vec<usize>,
    /// Calendar year.
    pub year: Vec<i16>,
    /// Days at risk in that year, at least 1.
    pub days: Vec<i32>,
    /// The event happened in this piece.
    pub event: Vec<bool>,
}

impl TimeAtRisk {
    /// Splits every spell at the turns of the year. The days at risk are those after `entry`, up to and with `exit`,
    /// so an event falls on a day that counts.
    pub fn by_calendar_year(&self, spells: &Spells) -> CalendarTime {
        let mut pieces = CalendarTime::default();
        for (i, &spell) in self.spell.iter().enumerate() {
            let Some(origin) = spells.exit_point[spell] else { continue };
            let end = Day(origin.0 + self.exit[i]);
            let mut first = Day(origin.0 + self.entry[i] + 1);
            while first <= end {
                let year = first.year();
                let last = Day::from_civil(year, 12, 31).unwrap_or(end).min(end);
                pieces.spell.push(spell);
                pieces.year.push(year);
                pieces.days.push(last.since(first).0 + 1);
                pieces.event.push(last == end && self.outcome[i] == Outcome::Event);
                first = Day(last.0 + 1);
            }
        }
        pieces
    }
}

impl CalendarTime {
    /// Per calendar year with time at risk, in order: year, days at risk, events.
    pub fn totals(&self) -> Vec<(i16, i64, u32)> {
        let mut totals = std::collections::BTreeMap::<i16, (i64, u32)>::new();
        for ((year, days), event) in self.year.iter().zip(&self.days).zip(&self.event) {
            let total = totals.entry(*year).or_default();
            total.0 += i64::from(*days);
            total.1 += u32::from(*event);
        }
        totals.into_iter().map(|(year, (days, events))| (year, days, events)).collect()
    }
}

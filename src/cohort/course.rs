//! What happens after an exit, in days since it: when assistance began and ended, when the person arrived home.
//!
//! Owns the days, not what they mean for a model. Coarse dates stand at their middle.

use super::spell::Spells;
use crate::ingest::CaseTable;

/// Assistance in the episode before a spell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assisted {
    /// First day.
    pub from: Option<i32>,
    /// Last day, not before the first.
    pub to: Option<i32>,
}

/// Days since the exit, one entry per spell; spells without an exit have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Courses {
    /// Assistance as dated.
    pub assisted: Vec<Assisted>,
    /// Return to the country of origin.
    pub arrival: Vec<Option<i32>>,
}

impl Courses {
    /// Reads the dates of the row that each spell starts from.
    pub fn of(spells: &Spells, table: &CaseTable) -> Self {
        let mut courses = Courses::default();
        for spell in 0..spells.len() {
            let row = spells.row_from[spell];
            let day = |date: Option<crate::calendar::Date>| Some(date?.midpoint().since(spells.exit_point[spell]?).0);
            let from = day(table.assistance_start[row]);
            let to = day(table.assistance_end[row]).map(|to| from.map_or(to, |from| to.max(from)));
            courses.assisted.push(Assisted { from, to });
            courses.arrival.push(day(table.returned[row]));
        }
        courses
    }
}

impl Assisted {
    /// Days assisted up to and including `day`; `None` where the dates do not tell.
    pub fn days_by(self, day: i32) -> Option<i32> {
        let from = self.from?;
        if from > day {
            return Some(0);
        }
        Some(self.to?.min(day) - from + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_assisted_by_a_landmark() {
        let assisted = |from, to| Assisted { from, to };
        assert_eq!(assisted(Some(10), Some(19)).days_by(366), Some(10));
        assert_eq!(assisted(Some(300), Some(900)).days_by(366), Some(67));
        assert_eq!(assisted(Some(400), None).days_by(366), Some(0));
        assert_eq!(assisted(Some(30), None).days_by(366), None);
        assert_eq!(assisted(None, Some(40)).days_by(366), None);
    }
}

//! Calendar days as integers: what a date in a case file is, with its precision.
//!
//! Owns `Day`, `Days`, `Date` and their text form. Knows no file, no column, no clock.

use std::fmt;

/// A civil day, counted from 1970-01-01 (day 0), proleptic Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A length of time in whole days; may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub i32);

/// How finely a date was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Only the year: `2004`.
    Year,
    /// Year and month: `2004-05`.
    Month,
    /// The very day: `2004-05-17`.
    Day,
}

/// In which order a file writes day, month and year where the year does not come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// Never: `2004-05-17` alone is a date.
    #[default]
    YearFirst,
    /// `17/05/2004`, `17.05.2004` or `17-05-2004`.
    DayFirst,
    /// `05/17/2004` and the like.
    MonthFirst,
}

/// A date as recorded: the closed interval of days it can stand for.
///
/// Precision is part of the value: `2004` is not `2004-07-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    first: Day,
    last: Day,
    precision: Precision,
}

/// A second of a day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Seconds since its midnight, 0 to 86,399.
    pub second: u32,
}

impl Moment {
    /// The beginning of a day.
    pub fn midnight(day: Day) -> Self {
        Moment { day, second: 0 }
    }

    /// So many seconds after 1970-01-01, as in `SOURCE_DATE_EPOCH`; none outside the years 1970 to 2399.
    pub fn from_epoch(seconds: u64) -> Option<Self> {
        let day = Day(i32::try_from(seconds / 86_400).ok()?);
        (day < Day::from_civil(2399, 12, 31)?).then_some(Moment { day, second: (seconds % 86_400) as u32 })
    }
}

impl Day {
    /// The day of a civil date, or `None` where the calendar has no such day (years 1600 to 2399).
    pub fn from_civil(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1600..2400).contains(&year) {
            return None;
        }
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        let epoch = jiff::civil::date(1970, 1, 1);
        let span = epoch.duration_until(date);
        i32::try_from(span.as_hours() / 24).ok().map(Day)
    }

    fn civil(self) -> jiff::civil::Date {
        let days = jiff::SignedDuration::from_hours(i64::from(self.0) * 24);
        jiff::civil::date(1970, 1, 1).saturating_add(days)
    }

    /// Calendar year.
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// Day of the month, 1 to 31.
    pub fn day_of_month(self) -> i8 {
        self.civil().day()
    }

    /// The day `months` calendar months earlier, the month's last day where the day does not exist.
    pub fn minus_months(self, months: u16) -> Self {
        let date = self.civil();
        let index = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 - i32::from(months);
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
        let mut day = date.day();
        loop {
            if let Some(found) = Self::from_civil(year as i16, month as i8, day) {
                return found;
            }
            if day <= 28 {
                return self;
            }
            day -= 1;
        }
    }

    /// `self - earlier`.
    pub fn since(self, earlier: Day) -> Days {
        Days(self.0 - earlier.0)
    }

    /// The day `days` later.
    pub fn plus(self, days: Days) -> Self {
        Day(self.0 + days.0)
    }
}

impl fmt::Display for Day {
    /// ISO 8601, `2004-05-17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.civil();
        write!(f, "{:04}-{:02}-{:02}", d.year(), d.month(), d.day())
    }
}

impl DateOrder {
    /// All, as report.toml names them.
    pub const ALL: [DateOrder; 3] = [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst];

    /// As in report.toml.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::YearFirst => "year-first",
            DateOrder::DayFirst => "day-first",
            DateOrder::MonthFirst => "month-first",
        }
    }

    /// The year-first form of a text in this order: `17/5/2004` is `2004-05-17`, `05/2004` is `2004-05`.
    ///
    /// `None` where the text is not written so; whether the calendar has the day is for [`Date::parse`] to say.
    pub fn year_first(self, text: &str) -> Option<String> {
        let sign = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/.-".contains(*c))?;
        let parts: Vec<&str> = text.split(sign).collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if self == DateOrder::YearFirst || !parts.iter().all(digits) {
            return None;
        }
        let short = |part: &str| part.len() <= 2;
        match (parts.as_slice(), self) {
            ([a, b, y], _) if y.len() == 4 && short(a) && short(b) => {
                let (day, month) = if self == DateOrder::DayFirst { (a, b) } else { (b, a) };
                Some(format!("{y}-{month:0>2}-{day:0>2}"))
            }
            ([m, y], _) if y.len() == 4 && short(m) => Some(format!("{y}-{m:0>2}")),
            _ => None,
        }
    }
}

impl Date {
    /// A date known to the day.
    pub fn exact(day: Day) -> Self {
        Date { first: day, last: day, precision: Precision::Day }
    }

    /// Reads `2004`, `2004-05` or `2004-05-17`; `None` for anything else or a day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let year = |t: &str| digits(t).then(|| t.parse::<i16>().ok()).flatten();
        let two = |t: &str| digits(t).then(|| t.parse::<i8>().ok()).flatten();
        if !text.is_ascii() {
            return None;
        }
        match bytes.len() {
            4 => {
                let y = year(text)?;
                Some(Date {
                    first: Day::from_civil(y, 1, 1)?,
                    last: Day::from_civil(y, 12, 31)?,
                    precision: Precision::Year,
                })
            }
            7 if bytes[4] == b'-' => {
                let (y, m) = (year(&text[..4])?, two(&text[5..])?);
                let first = Day::from_civil(y, m, 1)?;
                let last = (28..=31).rev().find_map(|d| Day::from_civil(y, m, d))?;
                Some(Date { first, last, precision: Precision::Month })
            }
            10 if bytes[4] == b'-' && bytes[7] == b'-' => {
                Some(Date::exact(Day::from_civil(year(&text[..4])?, two(&text[5..7])?, two(&text[8..])?)?))
            }
            _ => None,
        }
    }

    /// First day it can stand for.
    pub fn first(self) -> Day {
        self.first
    }

    /// Last day it can stand for.
    pub fn last(self) -> Day {
        self.last
    }

    /// How finely it was recorded.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The middle of the interval (the day itself when exact), earlier of two middles.
    pub fn midpoint(self) -> Day {
        Day(self.first.0 + (self.last.0 - self.first.0) / 2)
    }
}

impl fmt::Display for Date {
    /// As recorded: year, year-month or year-month-day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.first.to_string();
        f.write_str(match self.precision {
            Precision::Year => &text[..4],
            Precision::Month => &text[..7],
            Precision::Day => &text,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_zero_and_leap_days() {
        assert_eq!(Day::from_civil(1970, 1, 1), Some(Day(0)));
        assert_eq!(Day::from_civil(2000, 3, 1).map(|d| d.0), Some(11017));
        assert_eq!(Day::from_civil(1900, 2, 29), None);
        assert_eq!(Day(11016).to_string(), "2000-02-29");
    }

    #[test]
    fn precision_is_part_of_a_date() {
        let year = Date::parse("2004").unwrap();
        assert_eq!((year.first().to_string(), year.last().to_string()), ("2004-01-01".into(), "2004-12-31".into()));
        let month = Date::parse("2004-02").unwrap();
        assert_eq!(month.last().to_string(), "2004-02-29");
        assert_eq!(month.to_string(), "2004-02");
        for bad in ["2004-2", "2004-02-30", "2004-13", "04-05-2004", "+004", "2004-0a", "", "2004-02-1５"] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_order_of_a_file_decides_what_a_date_means() {
        let read = |text: &str, order: DateOrder| order.year_first(text);
        assert_eq!(read("3/4/2004", DateOrder::DayFirst).as_deref(), Some("2004-04-03"));
        assert_eq!(read("3/4/2004", DateOrder::MonthFirst).as_deref(), Some("2004-03-04"));
        assert_eq!(read("03.2004", DateOrder::DayFirst).as_deref(), Some("2004-03"));
        assert_eq!(read("31-12-2004", DateOrder::DayFirst).as_deref(), Some("2004-12-31"));
        assert_eq!(read("3/4/2004", DateOrder::YearFirst), None);
        for odd in ["3/4/04", "3/4-2004", "2004-05-17", "2004", "/4/2004", "3/4/2004/1", "3 4 2004", "a/4/2004"] {
            assert_eq!(read(odd, DateOrder::DayFirst), None, "{odd}");
        }
    }

    #[test]
    fn months_back_keep_the_end_of_the_month() {
        let cut = Day::from_civil(2009, 12, 31).unwrap();
        assert_eq!(cut.minus_months(12).to_string(), "2008-12-31");
        assert_eq!(cut.minus_months(10).to_string(), "2009-02-28");
        assert_eq!(cut.minus_months(0), cut);
    }
}

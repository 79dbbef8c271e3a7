//! What stands in a column: dates, numbers, flags, prose, and which answers many people share.
//!
//! Owns the limit below which no value leaves this room. Knows no meaning.

use std::collections::BTreeMap;

use crate::calendar::{Date, DateOrder};
use crate::ingest::trimmed;
use crate::table::{Column, Table};

/// Different people who must share an answer before it may be written into a project.
pub(super) const LEAST: usize = 8;

/// A text this long, or of this many words, is prose.
const PROSE: (usize, usize) = (60, 8);

/// The person of each row. Rows without one are taken as one person, so that they never add up to many.
pub(super) struct Persons(Vec<u32>);

impl Persons {
    /// By the column of the pseudonym; without it every row is a person.
    pub(super) fn new(table: &Table, column: Option<&Column>) -> Self {
        let Some(column) = column else { return Persons((0..table.rows() as u32).collect()) };
        let mut first: BTreeMap<&str, u32> = BTreeMap::new();
        let texts = column.dictionary().iter().map(trimmed).enumerate();
        let canonical: Vec<u32> = texts.map(|(code, text)| *first.entry(text).or_insert(code as u32)).collect();
        Persons(column.codes().iter().map(|code| canonical[code as usize]).collect())
    }

    /// True where no two rows are of one person.
    pub(super) fn all_different(&self) -> bool {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    }

    fn of(&self, row: usize) -> u32 {
        self.0.get(row).copied().unwrap_or(u32::MAX)
    }
}

/// Rows of a column by what their text looks like; an empty cell is in none but `rows`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// All rows.
    pub(super) rows: u32,
    /// Not empty.
    pub(super) filled: u32,
    /// Different texts.
    pub(super) distinct: u32,
    /// Dates in any order.
    pub(super) dates: u32,
    /// Whole numbers.
    pub(super) numbers: u32,
    /// Four digits that can be a year.
    pub(super) years: u32,
    /// True or false, in the words of a flag.
    pub(super) flags: u32,
    /// Long texts.
    pub(super) prose: u32,
    /// Electronic addresses, telephone numbers and long numbers.
    pub(super) contacts: u32,
    /// Two or three words, each with a capital: as persons' names are written.
    pub(super) capitals: u32,
    /// Holds `;`.
    pub(super) several: u32,
}

impl Shape {
    /// Looks at each different text once.
    pub(super) fn of(column: &Column) -> Self {
        let mut shape = Shape { rows: column.codes().len() as u32, ..Shape::default() };
        for (text, rows) in column.dictionary().iter().map(trimmed).zip(column.counts()) {
            if text.is_empty() || rows == 0 {
                continue;
            }
            shape.filled += rows;
            shape.distinct += 1;
            let add = |test: bool, to: &mut u32| *to += if test { rows } else { 0 };
            add(is_date(text), &mut shape.dates);
            add(is_number(text), &mut shape.numbers);
            add(is_year(text), &mut shape.years);
            add(is_flag(text), &mut shape.flags);
            add(text.chars().count() > PROSE.0 || text.split_whitespace().count() > PROSE.1, &mut shape.prose);
            add(is_contact(text), &mut shape.contacts);
            add(is_capitals(text), &mut shape.capitals);
            add(text.contains(';'), &mut shape.several);
        }
        shape
    }

    /// True where `part` is at least `percent` of the filled rows, and there are some.
    pub(super) fn mostly(&self, part: u32, percent: u64) -> bool {
        self.filled > 0 && u64::from(part) * 100 >= u64::from(self.filled) * percent
    }
}

/// Answers that at least [`LEAST`] different people gave, by their text. `divide` gives the answers in a cell.
pub(super) fn shared<'t>(
    column: &'t Column,
    persons: &Persons,
    divide: impl Fn(&'t str) -> Vec<&'t str>,
) -> Vec<&'t str> {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pieces_of: Vec<Vec<usize>> = Vec::with_capacity(column.dictionary().len());
    for text in column.dictionary().iter() {
        let mut list = Vec::new();
        for piece in divide(trimmed(text)).into_iter().map(trimmed).filter(|piece| !piece.is_empty()) {
            let next = ids.len();
            list.push(*ids.entry(piece).or_insert(next));
        }
        pieces_of.push(list);
    }
    let mut people: Vec<Vec<u32>> = vec![Vec::new(); ids.len()];
    for (row, code) in column.codes().iter().enumerate() {
        for &piece in &pieces_of[code as usize] {
            let (person, seen) = (persons.of(row), &mut people[piece]);
            if seen.len() < LEAST && !seen.contains(&person) {
                seen.push(person);
            }
        }
    }
    ids.into_iter().filter(|(_, id)| people[*id].len() >= LEAST).map(|(text, _)| text).collect()
}

/// The last month to which at least [`LEAST`] people have a date in any of the columns, and the first, as
/// `year * 12 + month - 1`.
pub(super) fn months(columns: &[&Column], order: DateOrder, persons: &Persons) -> Option<(i32, i32)> {
    let mut people: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for column in columns {
        let texts = column.dictionary().iter().map(|text| month(trimmed(text), order));
        let months: Vec<Option<i32>> = texts.collect();
        for (row, code) in column.codes().iter().enumerate() {
            let Some(month) = months[code as usize] else { continue };
            let (person, seen) = (persons.of(row), people.entry(month).or_default());
            if seen.len() < LEAST && !seen.contains(&person) {
                seen.push(person);
            }
        }
    }
    let mut shared = people.into_iter().filter(|(_, seen)| seen.len() >= LEAST).map(|(month, _)| month);
    let first = shared.next()?;
    Some((first, shared.next_back().unwrap_or(first)))
}

fn month(text: &str, order: DateOrder) -> Option<i32> {
    let date = Date::parse(&year_first(text, order)).filter(|d| d.precision() != crate::calendar::Precision::Year)?;
    Some(i32::from(date.first().year()) * 12 + i32::from(date.first().month()) - 1)
}

/// A text as a year-first date would be written, without the time of day.
fn year_first(text: &str, order: DateOrder) -> String {
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    order.year_first(day).unwrap_or_else(|| day.to_owned())
}

/// Rows of dates that only a day first, only a month first, or both could have written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Orders {
    pub(super) day_first: u32,
    pub(super) month_first: u32,
    pub(super) either: u32,
}

impl Orders {
    /// Adds a column's dates.
    pub(super) fn add(&mut self, column: &Column) {
        for (text, rows) in column.dictionary().iter().map(trimmed).zip(column.counts()) {
            let is = |order: DateOrder| Date::parse(&year_first(text, order)).is_some();
            if is(DateOrder::YearFirst) {
                continue;
            }
            match (is(DateOrder::DayFirst), is(DateOrder::MonthFirst)) {
                (true, true) => self.either += rows,
                (true, false) => self.day_first += rows,
                (false, true) => self.month_first += rows,
                (false, false) => {}
            }
        }
    }
}

fn is_date(text: &str) -> bool {
    DateOrder::ALL.into_iter().any(|order| Date::parse(&year_first(text, order)).is_some())
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1850..2200).contains(&year))
}

fn is_flag(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "1" | "0" | "true" | "false" | "yes" | "no" | "y" | "n" | "x")
}

fn is_contact(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let dialled = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    // `2004-2006` is a span of years.
    let span = text.split('-').filter(|piece| !piece.is_empty()).all(is_year);
    text.contains('@') || (digits >= 7 && dialled && !span && !is_date(text))
}

fn is_capitals(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', '-']).filter(|w| !w.is_empty()).collect();
    let capital = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(|c| c.is_alphabetic() || "’'.".contains(c))
    };
    (2..=4).contains(&words.len()) && words.iter().all(capital)
}

/// What a header must not look like: a date, a number or an electronic address is a cell of data.
pub(super) fn looks_like_data(text: &str) -> bool {
    is_date(text) || is_number(text) || is_contact(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Options, read};

    fn table(text: &str) -> Table {
        read(text.as_bytes(), &Options::default()).unwrap()
    }

    #[test]
    fn eight_rows_of_one_person_are_one_person() {
        let mut text = String::from("p,a\n");
        (0..9).for_each(|_| text.push_str("1,lonely\n"));
        (0..9).for_each(|i| text.push_str(&format!("{i}9,often;twice\n")));
        let table = table(&text);
        let persons = Persons::new(&table, table.column("p"));
        assert_eq!(shared(table.column("a").unwrap(), &persons, |text| text.split(';').collect()), ["often", "twice"]);
        assert_eq!(
            shared(table.column("a").unwrap(), &Persons::new(&table, None), |text| vec![text]),
            ["lonely", "often;twice"]
        );
        assert!(!persons.all_different());
    }

    #[test]
    fn the_order_of_dates_shows_in_days_beyond_twelve() {
        let mut orders = Orders::default();
        orders.add(
            table("d\n17/05/2004\n03/04/2004\n2004-05-17\n05/17/2004\n\"31.12.2004 00:00\"\n").column("d").unwrap(),
        );
        assert_eq!(orders, Orders { day_first: 2, month_first: 1, either: 1 });
    }

    #[test]
    fn shapes_are_told_apart() {
        let shape = |text: &str| Shape::of(table(&format!("x\n{text}\n")).column("x").unwrap());
        assert_eq!(shape("2004-05\n3/4/2004").dates, 2);
        assert_eq!(shape("Maria Popescu\nA b").capitals, 1);
        assert_eq!(shape("+373 22 123456\na@b.org").contacts, 2);
        assert_eq!(shape("2004-2006\n2007--2009").contacts, 0);
        assert_eq!(shape("2004\n1066\n12").years, 1);
        assert_eq!(shape("1\nx\nno\n-7").flags, 3);
        assert!(looks_like_data("12") && looks_like_data("2004-05-17") && !looks_like_data("entry_date"));
    }

    #[test]
    fn a_month_counts_where_eight_people_have_a_date_in_it() {
        let mut text = String::from("d\n2031-01-01\n");
        (1..=8).for_each(|i| text.push_str(&format!("{i}/12/2009\n{i}/02/1999\n")));
        let table = table(&text);
        let found = months(&[table.column("d").unwrap()], DateOrder::DayFirst, &Persons::new(&table, None));
        assert_eq!(found, Some((1999 * 12 + 1, 2009 * 12 + 11)));
    }
}

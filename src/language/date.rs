//! Days and months in words. Knows the calendar, not what a day means.

use super::Language;
use crate::calendar::{Date, Day, Precision};

const MONTHS: [[&str; 3]; 12] = [
    ["January", "janvier", "enero"],
    ["February", "février", "febrero"],
    ["March", "mars", "marzo"],
    ["April", "avril", "abril"],
    ["May", "mai", "mayo"],
    ["June", "juin", "junio"],
    ["July", "juillet", "julio"],
    ["August", "août", "agosto"],
    ["September", "septembre", "septiembre"],
    ["October", "octobre", "octubre"],
    ["November", "novembre", "noviembre"],
    ["December", "décembre", "diciembre"],
];

/// The name of a month, 1 to 12; empty for any other number.
pub fn month(number: i8, language: Language) -> &'static str {
    let names = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).and_then(|n| MONTHS.get(n));
    names.map_or("", |names| names[language as usize])
}

/// `December 2009`, `décembre 2009`, `diciembre de 2009`.
pub fn month_of_year(day: Day, language: Language) -> String {
    let (month, year) = (month(day.month(), language), day.year());
    match language {
        Language::English | Language::French => format!("{month} {year}"),
        Language::Spanish => format!("{month} de {year}"),
    }
}

/// `31 December 2009`, `1er décembre 2009`, `31 de diciembre de 2009`; the number and the month stay on one line.
pub fn day(day: Day, language: Language) -> String {
    let rest = month_of_year(day, language);
    match (language, day.day_of_month()) {
        (Language::French, 1) => format!("1er\u{a0}{rest}"),
        (Language::English | Language::French, number) => format!("{number}\u{a0}{rest}"),
        (Language::Spanish, number) => format!("{number}\u{a0}de {rest}"),
    }
}

/// A date as finely as it is known: `2009`, `December 2009` or `31 December 2009`.
pub fn date(date: Date, language: Language) -> String {
    match date.precision() {
        Precision::Year => date.first().year().to_string(),
        Precision::Month => month_of_year(date.first(), language),
        Precision::Day => day(date.first(), language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_fine_as_they_are_known() {
        let texts = |text: &str| Language::ALL.map(|l| Date::parse(text).map(|d| date(d, l)).unwrap_or_default());
        assert_eq!(texts("2009"), ["2009"; 3]);
        assert_eq!(texts("2009-12"), ["December 2009", "décembre 2009", "diciembre de 2009"]);
        assert_eq!(
            texts("2009-12-31"),
            ["31\u{a0}December 2009", "31\u{a0}décembre 2009", "31\u{a0}de diciembre de 2009"]
        );
        assert_eq!(texts("2009-05-01")[1], "1er\u{a0}mai 2009");
        assert_eq!(month(0, Language::English), "");
        assert_eq!(month(13, Language::English), "");
    }
}

//! From the texts of a column to categories, numbers and dates: once per distinct text, not per cell.
//!
//! Owns how a text is understood. Knows no row.

use std::collections::BTreeMap;

use super::rule::Rule;
use crate::calendar::{Date, DateOrder};
use crate::codebook::{CategoryId, Codebook, Kind, VarId, Variable, alpha2};
use crate::study::{Mapping, Placed};
use crate::table::Column;

/// What a text means in a column of single answers or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Categories, in the order of the cell.
    pub(super) categories: Vec<CategoryId>,
    /// The number, in a variable of kind number.
    pub(super) number: Option<i32>,
    /// The rule that it breaks.
    pub(super) fault: Option<Rule>,
}

/// What a text means in a column of dates.
pub(super) type DateMeaning = Result<Option<Date>, Rule>;

/// Reads the texts of one variable.
pub(super) struct Reader<'c> {
    variable: &'c Variable,
    countries: bool,
    /// Names of countries in the report's languages, folded; empty for other variables.
    country_names: BTreeMap<String, CategoryId>,
    names: BTreeMap<&'c str, CategoryId>,
    codes: Option<&'c BTreeMap<String, Placed>>,
    /// What stands between several answers.
    between: char,
}

impl<'c> Reader<'c> {
    pub(super) fn new(codebook: &'c Codebook, id: VarId, mapping: &'c Mapping) -> Self {
        let variable = codebook.get(id);
        let names = variable.categories.iter().enumerate();
        let countries = codebook.is_countries(id);
        Reader {
            variable,
            countries,
            country_names: if countries { country_names(variable) } else { BTreeMap::new() },
            names: names.map(|(i, c)| (c.name.as_str(), CategoryId(i as u16))).collect(),
            codes: mapping.codes.get(&variable.name),
            between: mapping.between.unwrap_or(';'),
        }
    }

    /// The meaning of each text of a column, by code.
    pub(super) fn column(&self, column: &Column) -> Vec<Meaning> {
        column.dictionary().iter().map(|text| self.text(trimmed(text))).collect()
    }

    fn text(&self, text: &str) -> Meaning {
        if text.is_empty() {
            return Meaning::default();
        }
        if self.variable.kind == Kind::MultiResponse && !self.is_mapped(text) {
            return self.several(text);
        }
        match self.answer(text) {
            Some(found) => Meaning { categories: found.into_iter().collect(), number: None, fault: None },
            None if self.variable.kind == Kind::Number => self.number(text),
            None => Meaning { fault: Some(Rule::UnknownCode), ..Meaning::default() },
        }
    }

    fn several(&self, text: &str) -> Meaning {
        let mut meaning = Meaning::default();
        for piece in pieces(text, self.between) {
            match self.answer(piece) {
                Some(found) => meaning.categories.extend(found),
                None => meaning.fault = Some(Rule::UnknownCode),
            }
        }
        meaning
    }

    fn number(&self, text: &str) -> Meaning {
        let plain = text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
        let Some(number) = text.parse::<i32>().ok().filter(|_| plain) else {
            return Meaning { fault: Some(Rule::NotANumber), ..Meaning::default() };
        };
        match self.variable.band(number) {
            Some(band) => Meaning { categories: vec![band], number: Some(number), fault: None },
            None => Meaning { fault: Some(Rule::OutsideBands), ..Meaning::default() },
        }
    }

    fn is_mapped(&self, text: &str) -> bool {
        self.codes.is_some_and(|codes| codes.contains_key(text))
    }

    /// The category of a code: `Some(None)` is "not recorded" by the mapping, `None` a code that nobody knows.
    fn answer(&self, code: &str) -> Option<Option<CategoryId>> {
        if let Some(to) = self.codes.and_then(|codes| codes.get(code)) {
            return if to.name.is_empty() { Some(None) } else { self.names.get(to.name.as_str()).map(|&c| Some(c)) };
        }
        if let Some(&category) = self.names.get(code) {
            return Some(Some(category));
        }
        if !self.countries {
            return None;
        }
        let found = alpha2(code).and_then(|country| self.names.get(country));
        found.or_else(|| self.country_names.get(&folded(code))).map(|&c| Some(c))
    }

    /// Texts of a column (or their parts) that have no category, with the rows they occur in.
    pub(super) fn strangers<'t>(&self, column: &'t Column) -> BTreeMap<&'t str, u32> {
        let mut strangers = BTreeMap::new();
        for (text, count) in column.dictionary().iter().map(trimmed).zip(column.counts()) {
            let whole = self.variable.kind != Kind::MultiResponse || self.is_mapped(text);
            let parts: Vec<&str> = if whole { vec![text] } else { pieces(text, self.between).collect() };
            for part in parts.into_iter().filter(|p| !p.is_empty() && self.answer(p).is_none()) {
                *strangers.entry(part).or_default() += count;
            }
        }
        strangers
    }

    /// The one category whose name or label a text spells, whatever its case, accents and blanks.
    pub(super) fn spelt(&self, text: &str) -> Option<&'c str> {
        let wanted = folded(text);
        let mut hits = self.variable.categories.iter().filter(|c| {
            let labels = [Some(&c.name), Some(&c.labels.en), c.labels.fr.as_ref(), c.labels.es.as_ref()];
            labels.into_iter().flatten().any(|label| folded(label) == wanted)
        });
        let first = hits.next().filter(|_| !wanted.is_empty())?;
        hits.next().is_none().then_some(first.name.as_str())
    }
}

/// Folded names of the categories; a name that two of them share is nobody's.
fn country_names(variable: &Variable) -> BTreeMap<String, CategoryId> {
    let mut names: BTreeMap<String, Option<CategoryId>> = BTreeMap::new();
    for (i, category) in variable.categories.iter().enumerate() {
        let id = CategoryId(i as u16);
        let labels = [Some(&category.labels.en), category.labels.fr.as_ref(), category.labels.es.as_ref()];
        for label in labels.into_iter().flatten() {
            let owner = names.entry(folded(label)).or_insert(Some(id));
            *owner = owner.filter(|&known| known == id);
        }
    }
    names.into_iter().filter(|(name, _)| !name.is_empty()).filter_map(|(name, id)| Some((name, id?))).collect()
}

/// The meaning of each text of a column of dates, by code.
pub(super) fn dates(column: &Column, order: DateOrder) -> Vec<DateMeaning> {
    column.dictionary().iter().map(|text| date(trimmed(text), order)).collect()
}

fn date(text: &str, order: DateOrder) -> DateMeaning {
    if text.is_empty() {
        return Ok(None);
    }
    let text = without_midnight(text);
    let turned = order.year_first(text);
    let text = turned.as_deref().unwrap_or(text);
    match Date::parse(text) {
        Some(date) => Ok(Some(date)),
        None if written_as_date(text) => Err(Rule::ImpossibleDate),
        None => Err(Rule::NotADate),
    }
}

/// Spreadsheets and databases put the midnight behind a day. Any other time of day stays, and is no date.
fn without_midnight(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.starts_with("00:00") && time.bytes().all(|b| b"0:.Z".contains(&b)) => day,
        _ => text,
    }
}

/// Four digits, then perhaps two, then perhaps two more.
fn written_as_date(text: &str) -> bool {
    let widths: Vec<usize> = text.split('-').map(str::len).collect();
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && matches!(widths.as_slice(), [4] | [4, 2] | [4, 2, 2])
}

/// True, false or neither, for a flag column.
pub(super) fn flag(text: &str) -> Option<bool> {
    match trimmed(text).to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "x" => Some(true),
        "" | "0" | "false" | "no" | "n" => Some(false),
        _ => None,
    }
}

fn pieces(text: &str, between: char) -> impl Iterator<Item = &str> {
    text.split(between).map(trimmed).filter(|piece| !piece.is_empty())
}

/// Without blanks at the ends, no-break spaces and stray byte-order marks included.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}')
}

/// Small letters and digits alone, without accents: what two spellings of one label have in common.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(bare).filter(|c| c.is_alphanumeric()).collect()
}

/// A Latin letter without its accent.
fn bare(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_impossible_or_none() {
        let date = |text: &str| super::date(text, DateOrder::YearFirst);
        assert!(matches!(date("2004-05"), Ok(Some(_))));
        assert_eq!(date(""), Ok(None));
        assert_eq!(date("2004-02-30"), Err(Rule::ImpossibleDate));
        assert_eq!(date("2004-13"), Err(Rule::ImpossibleDate));
        assert_eq!(date("2004-05-17 00:00:00"), date("2004-05-17"));
        assert_eq!(date("2004-05-17T00:00:00.000Z"), date("2004-05-17"));
        for odd in ["17/05/2004", "May 2004", "38124", "2004-5-1", "-2004", "2004-05-17 09:30"] {
            assert_eq!(date(odd), Err(Rule::NotADate), "{odd}");
        }
    }

    #[test]
    fn a_declared_order_reads_days_and_keeps_the_calendar() {
        let day = |text: &str| date(text, DateOrder::DayFirst);
        assert_eq!(day("17/05/2004"), day("2004-05-17"));
        assert_eq!(day("3.4.2004 00:00"), day("2004-04-03"));
        assert_eq!(day("30/02/2004"), Err(Rule::ImpossibleDate));
        assert_eq!(day("05/17/2004"), Err(Rule::ImpossibleDate));
        assert_eq!(day("17/05/04"), Err(Rule::NotADate));
    }

    #[test]
    fn spellings_of_one_label_meet() {
        assert_eq!(folded("Género\u{a0}"), folded("genero"));
        assert_eq!(folded("DebtBondage "), folded("debt_bondage"));
        assert_eq!(trimmed("\u{a0}Female\u{a0} "), "Female");
    }

    #[test]
    fn flags_are_true_false_or_neither() {
        assert_eq!(
            [flag("1"), flag("TRUE"), flag(" yes "), flag(""), flag("0")],
            [Some(true), Some(true), Some(true), Some(false), Some(false)]
        );
        assert_eq!(flag("-99"), None);
    }
}

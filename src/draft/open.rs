//! Columns that the standard codebook does not have: variables of their own, where many people share their answers.
//!
//! Owns what may enter. A column in doubt stays outside, with the reason.

use std::collections::BTreeSet;

use super::column::{Persons, Shape, shared};
use super::told::LeftOut;
use crate::codebook::{LabelFault, label_fault, reserved};
use crate::ingest::folded;
use crate::table::Column;

/// More answers than a table can show.
const MOST: usize = 60;
/// Numbers of more different values are quantities, not codes.
const CODES: u32 = 12;

/// A new variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// Name in the codebook.
    pub(super) name: String,
    /// The column in the file.
    pub(super) column: String,
    /// Several answers in a cell.
    pub(super) several: bool,
    /// Answers that at least eight people gave.
    pub(super) answers: Vec<String>,
}

/// The variable of a column, or why there is none. `taken` holds the names that are in use. Only `;` is taken to divide
/// answers that nothing is known of: other signs stand within them too.
pub(super) fn open(
    column: &Column,
    persons: &Persons,
    taken: &BTreeSet<String>,
    between: char,
) -> Result<Open, LeftOut> {
    let shape = Shape::of(column);
    if let Some(reason) = doubt(shape) {
        return Err(reason);
    }
    let several = shape.several > 0 && between == ';';
    let frequent = shared(column, persons, |text| if several { text.split(between).collect() } else { vec![text] });
    let mut answers: Vec<String> = frequent.iter().filter(|text| usable(text)).map(|text| (*text).to_owned()).collect();
    if answers.len() < 2 {
        return Err(if frequent.len() < 2 { LeftOut::Rare } else { LeftOut::Unprintable });
    }
    if answers.len() > MOST {
        return Err(LeftOut::Many);
    }
    if answers.iter().all(|text| text.parse::<i32>().is_ok()) {
        answers.sort_by_key(|text| text.parse::<i32>().unwrap_or(0));
    }
    Ok(Open { name: name(column, taken), column: column.name().to_owned(), several, answers })
}

/// What in the cells of a column speaks against reading it, whatever its name.
pub(super) fn doubt(shape: Shape) -> Option<LeftOut> {
    let many = |part: u32, percent: u64| shape.mostly(part, percent);
    if shape.filled == 0 {
        Some(LeftOut::Empty)
    } else if many(shape.contacts, 20) {
        Some(LeftOut::LooksLikeContacts)
    } else if many(shape.prose, 10) {
        Some(LeftOut::LooksLikeProse)
    } else if many(shape.years, 95) && shape.distinct <= MOST as u32 {
        None
    } else if many(shape.dates, 50) && !(many(shape.numbers, 50) && shape.distinct <= CODES) {
        Some(LeftOut::Dates)
    } else if many(shape.numbers, 50) && shape.distinct > CODES {
        Some(LeftOut::Numbers)
    } else if many(shape.capitals, 50) {
        Some(LeftOut::LooksLikeNames)
    } else if shape.distinct > 20 && u64::from(shape.distinct) * 2 > u64::from(shape.filled) {
        Some(LeftOut::Different)
    } else {
        None
    }
}

/// A text that can name a category and be printed as its label.
fn usable(text: &str) -> bool {
    let name = text.trim() == text
        && text.chars().all(|c| !c.is_control() && !";*\"`\\".contains(c))
        && !text.starts_with(['=', '@', '+', '-']);
    let printable = !matches!(
        label_fault(text),
        Some(LabelFault::Control | LabelFault::Blank | LabelFault::Script | LabelFault::Markup)
    );
    name && printable && text.chars().count() <= 60
}

/// A header as it can be printed.
pub(super) fn label(column: &str, number: usize) -> String {
    match label_fault(column) {
        None => column.to_owned(),
        Some(_) => format!("Column {number}"),
    }
}

/// A name for the codebook: the header in small letters, digits and `_`, unlike all others.
fn name(column: &Column, taken: &BTreeSet<String>) -> String {
    let words = super::privacy::words(column.name());
    let plain: Vec<String> = words.into_iter().filter(|word| word.is_ascii()).collect();
    let mut name = plain.join("_");
    name.truncate(40);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name = format!("column_{}", column.number());
    }
    let in_use = |name: &str| taken.contains(name) || reserved(name) || folded(name).is_empty();
    if in_use(&name) { format!("own_{name}_{}", column.number()) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Options, Table, read};

    fn opened(rows: &[&str]) -> Result<Open, LeftOut> {
        let table = table(rows);
        open(table.column("Région d'origine").unwrap(), &Persons::new(&table, None), &BTreeSet::new(), ';')
    }

    fn table(rows: &[&str]) -> Table {
        read(format!("x,Région d'origine\n{}", rows.concat()).as_bytes(), &Options::default()).unwrap()
    }

    fn often(texts: &[&str]) -> Vec<String> {
        (0..9).flat_map(|i| texts.iter().map(move |text| format!("{i},\"{text}\"\n"))).collect()
    }

    fn of(rows: &[String]) -> Result<Open, LeftOut> {
        opened(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn shared_answers_enter_and_rare_ones_do_not() {
        let mut rows = often(&["north", "south"]);
        rows.push("1,east\n".into());
        let open = of(&rows).unwrap();
        assert_eq!((open.name.as_str(), open.several), ("region_d_origine", false));
        assert_eq!(open.answers, ["north", "south"]);
    }

    #[test]
    fn names_phones_prose_dates_and_numbers_stay_outside() {
        assert_eq!(of(&often(&["Maria Popescu", "Ion Rusu"])), Err(LeftOut::LooksLikeNames));
        assert_eq!(of(&often(&["022 12 34 567", "022 12 34 568"])), Err(LeftOut::LooksLikeContacts));
        let prose = "she said that it was the same man who had come for her";
        assert_eq!(of(&often(&[prose, "short"])), Err(LeftOut::LooksLikeProse));
        assert_eq!(of(&often(&["2004-05-17", "17/05/2004"])), Err(LeftOut::Dates));
        let numbers: Vec<String> = (0..40).map(|i| format!("{i},{i}\n")).collect();
        assert_eq!(of(&numbers), Err(LeftOut::Numbers));
        let keys: Vec<String> = (0..40).map(|i| format!("{i},k{i}\n")).collect();
        assert_eq!(of(&keys), Err(LeftOut::Different));
        assert_eq!(of(&often(&["only"])), Err(LeftOut::Rare));
        assert_eq!(of(&often(&["=a", "ok"])), Err(LeftOut::Unprintable));
    }

    #[test]
    fn a_name_in_use_gives_way() {
        let rows = often(&["a", "b"]);
        let table = table(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let taken = BTreeSet::from(["region_d_origine".to_owned()]);
        let open = open(table.column("Région d'origine").unwrap(), &Persons::new(&table, None), &taken, ';').unwrap();
        assert_eq!(open.name, "own_region_d_origine_2");
    }
}

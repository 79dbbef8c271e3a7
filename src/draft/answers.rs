//! What the answers of a known variable mean: the proposed `[data.codes]`.
//!
//! Owns the rule that a proposal tells nothing of rare answers: a language's labels are listed whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use super::column::{Persons, shared};
use super::lexicon::Lexicon;
use super::standard::Standard;
use crate::codebook::{Kind, Variable, alpha2};
use crate::ingest::folded;
use crate::language::Language;
use crate::table::Column;

/// Codes of one variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes {
    /// Text in the file to category; an empty category is "not recorded".
    pub(super) known: BTreeMap<String, String>,
    /// Texts that many people share and that mean nothing known.
    pub(super) open: Vec<String>,
    /// How many shared texts the program reads without a mapping.
    pub(super) native: usize,
    /// Several answers in a cell stand between other signs than `;`.
    pub(super) other_sign: bool,
}

/// How a text is cased.
type Casing = fn(&str) -> String;

/// Signs that may stand between several answers in a cell, besides `;`.
const SIGNS: [char; 5] = [',', '|', '/', '+', ' '];

/// What is known before the answers of a column are looked at.
pub(super) struct Looking<'l> {
    pub(super) persons: &'l Persons,
    pub(super) lexicon: &'l Lexicon,
    pub(super) standard: &'l Standard,
    /// What stands between several answers.
    pub(super) between: char,
}

/// The sign that divides most of the shared texts of these columns into known answers; `;` where one of them holds it,
/// or where none does.
pub(super) fn between(columns: &[(&Column, &Variable)], persons: &Persons, lexicon: &Lexicon) -> char {
    let mut texts: Vec<(&str, &Variable)> = Vec::new();
    for (column, variable) in columns.iter().filter(|(_, variable)| variable.kind == Kind::MultiResponse) {
        texts.extend(shared(column, persons, |text| vec![text]).into_iter().map(|text| (text, *variable)));
    }
    if texts.iter().any(|(text, _)| text.contains(';')) {
        return ';';
    }
    let whole = |text: &str, v: &Variable| v.category(text).is_some() || lexicon.answer(v, text).is_some();
    texts.retain(|(text, variable)| !whole(text, variable));
    let divided = |sign: char| texts.iter().filter(|(text, variable)| divides(sign, text, variable, lexicon)).count();
    let counts = SIGNS.map(|sign| (divided(sign), sign));
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    counts.iter().find(|(count, _)| *count == most && most > 0).map_or(';', |(_, sign)| *sign)
}

/// Proposes what the answers of a column mean.
pub(super) fn codes(column: &Column, variable: &Variable, looking: &Looking<'_>) -> Codes {
    let Looking { persons, lexicon, standard, between } = *looking;
    let mut codes = Codes::default();
    let countries = standard.is_countries(&variable.name);
    let split = variable.kind == Kind::MultiResponse;
    // A text that means one answer as a whole is mapped as a whole, and the program does not divide it then.
    let one = |text: &str| !split || !text.contains(between) || lexicon.answer(variable, text).is_some();
    let frequent = shared(column, persons, |text| if one(text) { vec![text] } else { text.split(between).collect() });
    for text in &frequent {
        if readable(text, variable, countries) {
            codes.native += 1;
            continue;
        }
        match lexicon.answer(variable, text) {
            Some(category) => {
                codes.known.insert((*text).to_owned(), category);
            }
            None => codes.open.push((*text).to_owned()),
        }
    }
    if !countries && variable.kind != Kind::Number {
        list_whole(&mut codes, variable);
    }
    if split {
        let other = |text: &String| SIGNS.into_iter().any(|sign| divides(sign, text, variable, lexicon));
        codes.other_sign = codes.open.iter().any(other);
    }
    codes
}

/// True where the program reads a text without a mapping.
fn readable(text: &str, variable: &Variable, countries: bool) -> bool {
    let number = variable.kind == Kind::Number && text.parse::<i32>().is_ok();
    let named =
        || variable.categories.iter().any(|c| super::lexicon::labels(&c.labels).any(|l| folded(l) == folded(text)));
    variable.category(text).is_some() || number || (countries && (alpha2(text).is_some() || named()))
}

/// Where frequent answers are labels of a language, all labels of that language are mapped, written in the same case:
/// rare answers are then read too, and the list does not tell which of them there are.
fn list_whole(codes: &mut Codes, variable: &Variable) {
    let heard: BTreeSet<String> = codes.known.keys().cloned().collect();
    let casings: [Casing; 3] = [str::to_owned, str::to_uppercase, str::to_lowercase];
    for language in Language::ALL {
        for case in casings {
            let written = |label: &str| [case(label), case(&label.replace('’', "'"))];
            let label = |c: &crate::codebook::Category| written(c.labels.get(language));
            // A label that is a category's name too, such as `family`, says nothing of the language.
            let used = variable.categories.iter().any(|c| label(c).iter().any(|text| heard.contains(text)));
            if !used {
                continue;
            }
            for category in &variable.categories {
                for text in label(category) {
                    let own = variable.category(&text).is_some();
                    if !own {
                        codes.known.entry(text).or_insert_with(|| category.name.clone());
                    }
                }
            }
        }
    }
}

/// True where a sign divides a text into several answers that are known.
fn divides(sign: char, text: &str, variable: &Variable, lexicon: &Lexicon) -> bool {
    let pieces: Vec<&str> = text.split(sign).map(str::trim).filter(|p| !p.is_empty()).collect();
    let known = |piece: &&str| variable.category(piece).is_some() || lexicon.answer(variable, piece).is_some();
    pieces.len() > 1 && pieces.iter().all(known)
}

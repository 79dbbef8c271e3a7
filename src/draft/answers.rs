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

/// Proposes what the answers of a column mean.
pub(super) fn codes(
    column: &Column,
    variable: &Variable,
    persons: &Persons,
    lexicon: &Lexicon,
    standard: &Standard,
) -> Codes {
    let mut codes = Codes::default();
    let countries = standard.is_countries(&variable.name);
    let split = variable.kind == Kind::MultiResponse;
    let frequent = shared(column, persons, split);
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
        codes.other_sign = codes.open.iter().any(|text| divided(text, variable, lexicon));
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
                    let sign = text.contains(';');
                    if !own && !sign {
                        codes.known.entry(text).or_insert_with(|| category.name.clone());
                    }
                }
            }
        }
    }
}

/// True where a text is several answers between commas, bars, strokes, plus signs or blanks.
fn divided(text: &str, variable: &Variable, lexicon: &Lexicon) -> bool {
    [',', '|', '/', '+', ' '].into_iter().any(|sign| {
        let pieces: Vec<&str> = text.split(sign).map(str::trim).filter(|p| !p.is_empty()).collect();
        let known = |piece: &&str| variable.category(piece).is_some() || lexicon.answer(variable, piece).is_some();
        pieces.len() > 1 && pieces.iter().all(known)
    })
}

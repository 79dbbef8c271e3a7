//! What columns and answers are called elsewhere: `templates/new/lexicon.toml` beside the codebook's own words.
//!
//! Owns the comparison of names. Knows no file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::standard::Standard;
use crate::codebook::{Kind, Variable, role_names};
use crate::ingest::folded;
use crate::language::Language;

const LEXICON: &str = include_str!("../../templates/new/lexicon.toml");

/// Why a column is taken for what it is taken for, the surest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// Letter by letter.
    SameName,
    /// But for capitals, accents and blanks.
    Spelling,
    /// The codebook's own label.
    Label,
    /// A field of HTCDS.
    Htcds,
    /// A name of CTDC.
    Ctdc,
    /// A word for it.
    Word(Language),
}

impl Reason {
    /// In a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Reason::SameName => "the same name",
            Reason::Spelling => "the same name in another spelling",
            Reason::Label => "a label of the standard codebook",
            Reason::Htcds => "its name in HTCDS",
            Reason::Ctdc => "its name in CTDC",
            Reason::Word(Language::English) => "an English word for it",
            Reason::Word(Language::French) => "a French word for it",
            Reason::Word(Language::Spanish) => "a Spanish word for it",
        }
    }
}

/// One column per answer: the variable and the answer.
pub(super) type Flag = (String, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    columns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    flags: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    answers: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// All names, folded.
pub(super) struct Lexicon {
    columns: BTreeMap<String, (Reason, String)>,
    flags: BTreeMap<String, Flag>,
    answers: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Lexicon {
    /// The embedded lexicon over the standard codebook. An entry of the lexicon that does not read is left out; the
    /// tests hold it to reading whole.
    pub(super) fn new(standard: &Standard) -> Self {
        let empty = || File { columns: BTreeMap::new(), flags: BTreeMap::new(), answers: BTreeMap::new() };
        let file: File = toml::from_str(LEXICON).unwrap_or_else(|_| empty());
        let mut lexicon = Lexicon { columns: BTreeMap::new(), flags: BTreeMap::new(), answers: file.answers };
        for native in role_names().chain(standard.variables().map(|v| v.name.as_str())) {
            lexicon.column(native, Reason::Spelling, native);
        }
        for variable in standard.variables() {
            for label in labels(&variable.labels) {
                lexicon.column(label, Reason::Label, &variable.name);
            }
        }
        for (native, sources) in &file.columns {
            for (source, names) in sources {
                let reason = match source.as_str() {
                    "htcds" => Reason::Htcds,
                    "ctdc" => Reason::Ctdc,
                    tag => Reason::Word(Language::from_tag(tag).unwrap_or(Language::English)),
                };
                names.iter().for_each(|name| lexicon.column(name, reason, native));
            }
        }
        for (variable, answers) in file.flags {
            for (answer, names) in answers {
                for name in names {
                    lexicon.flags.insert(folded(&name), (variable.clone(), answer.clone()));
                }
            }
        }
        lexicon
    }

    /// The surest reason stays; of two natives that share a word the first does.
    fn column(&mut self, name: &str, reason: Reason, native: &str) {
        let entry = self.columns.entry(folded(name)).or_insert((reason, native.to_owned()));
        if reason < entry.0 {
            *entry = (reason, native.to_owned());
        }
    }

    /// What a column of this name may be.
    pub(super) fn native(&self, header: &str) -> Option<(Reason, String)> {
        let (reason, native) = spellings(header).iter().find_map(|name| self.columns.get(name))?;
        let reason = if native == header { Reason::SameName } else { *reason };
        Some((reason, native.clone()))
    }

    /// What a column of flags of this name may be: by CTDC's names, or a variable's name and one of its answers.
    pub(super) fn flag(&self, header: &str, standard: &Standard) -> Option<Flag> {
        if let Some(flag) = spellings(header).iter().find_map(|name| self.flags.get(name)) {
            return Some(flag.clone());
        }
        let whole = folded(header);
        let several = |native: &str| standard.variable(native).filter(|v| v.kind == Kind::MultiResponse);
        // The longest variable name first: `meansOfControlOther` is no `means`.
        let mut heads: Vec<(&String, &String)> =
            self.columns.iter().map(|(name, (_, native))| (name, native)).collect();
        heads.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        heads.into_iter().find_map(|(name, native)| {
            let variable = several(native)?;
            let rest = whole.strip_prefix(name.as_str()).filter(|rest| !rest.is_empty())?;
            let answer = self.answer(variable, rest)?;
            (!answer.is_empty()).then(|| (native.clone(), answer))
        })
    }

    /// The one answer of a variable that a text means: a category's name, or empty for "not recorded".
    pub(super) fn answer(&self, variable: &Variable, text: &str) -> Option<String> {
        let lower = text.to_lowercase();
        let any = self.answers.get("any");
        let missing = any.and_then(|any| any.get("not_recorded")).is_some_and(|words| words.contains(&lower));
        if missing && !(variable.kind == Kind::Number && text.bytes().all(|b| b.is_ascii_digit())) {
            return Some(String::new());
        }
        let wanted = folded(text);
        if wanted.is_empty() {
            return None;
        }
        let own = self.answers.get(&variable.name);
        let says = |words: Option<&Vec<String>>| words.is_some_and(|list| list.iter().any(|w| folded(w) == wanted));
        let by_label = |name: &str, en: &crate::codebook::Labels| {
            folded(name) == wanted || labels(en).any(|label| folded(label) == wanted)
        };
        let find = |test: &dyn Fn(&crate::codebook::Category) -> bool| {
            let mut hits = variable.categories.iter().filter(|c| test(c));
            let first = hits.next()?;
            hits.next().is_none().then(|| first.name.clone())
        };
        find(&|c| by_label(&c.name, &c.labels))
            .or_else(|| find(&|c| says(own.and_then(|own| own.get(&c.name)))))
            .or_else(|| find(&|c| says(any.and_then(|any| any.get(&c.name)))))
    }
}

/// The texts of a label, in the languages that it has.
pub(super) fn labels(of: &crate::codebook::Labels) -> impl Iterator<Item = &str> {
    [Some(of.en.as_str()), of.fr.as_deref(), of.es.as_deref()].into_iter().flatten()
}

/// A header as it may be meant: whole; without what stands in brackets; the last piece of a path of groups.
fn spellings(header: &str) -> Vec<String> {
    let bare = header.split(['(', '[']).next().unwrap_or(header);
    let last = header.rsplit(['/', ':', '.']).next().unwrap_or(header);
    let mut found: Vec<String> = Vec::new();
    for text in [header, bare, last] {
        let name = folded(text);
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both() -> (Standard, Lexicon) {
        let standard = Standard::embedded();
        let lexicon = Lexicon::new(&standard);
        (standard, lexicon)
    }

    #[test]
    fn every_entry_of_the_lexicon_is_of_something_known() {
        let file: File = toml::from_str(LEXICON).unwrap();
        let (standard, _) = both();
        let known = |name: &str| role_names().any(|r| r == name) || standard.variable(name).is_some();
        for native in file.columns.keys() {
            assert!(known(native), "{native}");
        }
        for (name, answers) in file.flags.iter().chain(file.answers.iter().filter(|(name, _)| *name != "any")) {
            let variable = standard.variable(name).unwrap();
            for answer in answers.keys() {
                assert!(variable.category(answer).is_some(), "{name}: {answer}");
            }
        }
    }

    #[test]
    fn columns_are_known_in_three_languages_and_two_standards() {
        let (_, lexicon) = both();
        for (header, native) in [
            ("gender", "gender"),
            ("Gender ", "gender"),
            ("Sexe", "gender"),
            ("prs_Gender", "gender"),
            ("Date d’entrée (jj/mm/aaaa)", "entry_date"),
            ("N° dossier", "person_id"),
            ("Fecha de salida", "exit_date"),
            ("vic_Methods_of_Control", "means_of_control"),
            ("typeOfExploitConcatenated", "exploitation_type"),
            ("group_case/last_contact_date", "last_contact_date"),
            ("Nationalité", "citizenship"),
        ] {
            assert_eq!(lexicon.native(header).map(|(_, n)| n).as_deref(), Some(native), "{header}");
        }
        assert_eq!(lexicon.native("gender").unwrap().0, Reason::SameName);
        assert!(lexicon.native("shoe size").is_none());
    }

    #[test]
    fn flags_are_a_variable_and_an_answer() {
        let (standard, lexicon) = both();
        let flag = |header: &str| lexicon.flag(header, &standard).map(|(v, a)| format!("{v}.{a}"));
        assert_eq!(flag("meansOfControlDebtBondage").as_deref(), Some("means_of_control.debt_bondage"));
        assert_eq!(flag("means_of_control/false_promises").as_deref(), Some("means_of_control.false_promises"));
        assert_eq!(flag("isForcedLabour").as_deref(), Some("exploitation_type.forced_labour"));
        assert_eq!(flag("Assistance: Hébergement").as_deref(), Some("assistance_type.shelter"));
        assert_eq!(flag("means_of_control"), None);
    }

    #[test]
    fn answers_are_known_by_name_label_letter_and_code() {
        let (standard, lexicon) = both();
        let answer = |variable: &str, text: &str| lexicon.answer(standard.variable(variable).unwrap(), text);
        assert_eq!(answer("gender", "Femmes et filles").as_deref(), Some("female"));
        assert_eq!(answer("gender", "F").as_deref(), Some("female"));
        assert_eq!(answer("gender", "Masculine\u{a0}").as_deref(), Some("male"));
        assert_eq!(answer("residence_permit", "Oui").as_deref(), Some("yes"));
        assert_eq!(answer("gender", "-99").as_deref(), Some(""));
        assert_eq!(answer("means_of_control", "DebtBondage ").as_deref(), Some("debt_bondage"));
        assert_eq!(answer("gender", "Maria"), None);
    }
}

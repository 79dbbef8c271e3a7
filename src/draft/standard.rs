//! The standard codebook: the variables that the report's chapters are about.
//!
//! Owns the text of each variable, so that a project can be given some of them. Knows no file.

use std::collections::BTreeMap;

use crate::codebook::{BIRTH_YEAR, Codebook, Variable};

const TEXT: &str = include_str!("../../templates/sample/codebook.toml");
const HEAD: &str = "[[variable]]";

/// Decades of birth that the standard's own bands do not reach.
const LATER_BIRTHS: [i16; 2] = [2010, 2020];

/// Variables in order, as values and as text.
pub(super) struct Standard {
    codebook: Codebook,
    texts: BTreeMap<String, String>,
}

impl Standard {
    /// The codebook that comes with the program. It parses, as the tests hold it to; were it not to, it would be empty.
    pub(super) fn embedded() -> Self {
        let codebook = Codebook::parse(TEXT, "codebook.toml").unwrap_or_default();
        let blocks = TEXT.split(HEAD).skip(1).map(|block| format!("{HEAD}\n{}\n", block.trim()));
        let names = codebook.iter().map(|(_, variable)| variable.name.clone());
        let texts = names.zip(blocks).collect();
        Standard { codebook, texts }
    }

    /// All variables in order.
    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.codebook.iter().map(|(_, variable)| variable)
    }

    /// One by name.
    pub(super) fn variable(&self, name: &str) -> Option<&Variable> {
        self.codebook.find(name).map(|id| self.codebook.get(id))
    }

    /// True where the categories are the built-in countries.
    pub(super) fn is_countries(&self, name: &str) -> bool {
        self.codebook.find(name).is_some_and(|id| self.codebook.is_countries(id))
    }

    /// The text of one variable in the codebook of a file that ends in `last_year`: nobody is born after it.
    pub(super) fn text(&self, name: &str, last_year: i16) -> String {
        let mut text = self.texts.get(name).cloned().unwrap_or_default();
        if name == BIRTH_YEAR {
            for from in LATER_BIRTHS.into_iter().filter(|from| *from <= last_year) {
                let to = from + 9;
                text.push_str(&format!(
                    "[[variable.category]]\nname = \"{from}-{to}\"\nfrom = {from}\nto = {to}\n\
                     labels = {{ en = \"{from}–{to}\", fr = \"{from}-{to}\", es = \"{from}-{to}\" }}\n"
                ));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_has_its_text_and_the_texts_parse() {
        let standard = Standard::embedded();
        assert!(standard.variables().count() > 20);
        for variable in standard.variables() {
            let text = format!("format = 1\n{}", standard.text(&variable.name, 2009));
            let alone = Codebook::parse(&text, "x.toml").unwrap();
            assert_eq!(alone.len(), 1, "{}", variable.name);
            assert_eq!(alone.iter().next().unwrap().1.name, variable.name);
        }
        let births = |year| Codebook::parse(&format!("format = 1\n{}", standard.text(BIRTH_YEAR, year)), "x.toml");
        let has = |year, born| births(year).unwrap().iter().next().unwrap().1.band(born).is_some();
        assert!(has(2021, 2015) && has(2021, 2021) && has(2009, 2009) && !has(2009, 2015));
    }
}

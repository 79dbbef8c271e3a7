//! The standard codebook: the variables that the report's chapters are about.
//!
//! Owns the text of each variable, so that a project can be given some of them. Knows no file.

use std::collections::BTreeMap;

use crate::codebook::{Codebook, Variable};

const TEXT: &str = include_str!("../../templates/sample/codebook.toml");
const HEAD: &str = "[[variable]]";

/// Years of birth that the standard's own bands do not reach.
const LATER_BIRTHS: &str = "[[variable.category]]
name = \"2010-2019\"
from = 2010
to = 2019
labels = { en = \"2010–2019\", fr = \"2010-2019\", es = \"2010-2019\" }
[[variable.category]]
name = \"2020-2029\"
from = 2020
to = 2029
labels = { en = \"2020–2029\", fr = \"2020-2029\", es = \"2020-2029\" }
";

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
        let mut texts: BTreeMap<String, String> = names.zip(blocks).collect();
        if let Some(text) = texts.get_mut(crate::codebook::BIRTH_YEAR) {
            text.push_str(LATER_BIRTHS);
        }
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

    /// The text of one variable in codebook.toml.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
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
            let text = format!("format = 1\n{}", standard.text(&variable.name));
            let alone = Codebook::parse(&text, "x.toml").unwrap();
            assert_eq!(alone.len(), 1, "{}", variable.name);
            assert_eq!(alone.iter().next().unwrap().1.name, variable.name);
        }
        let births = Codebook::parse(&format!("format = 1\n{}", standard.text("birth_year")), "x.toml").unwrap();
        assert!(births.iter().next().unwrap().1.band(2015).is_some());
    }
}

//! What an answer is called in print, and the order that follows from it.

use super::number::Protected;
use super::release::{Release, Row, Table};
use crate::codebook::{Codebook, VarId};
use crate::diagnostic::Diagnostic;
use crate::language::{self, Alphabet, Language, Strings};
use crate::study::{Answer, Order};

impl Release {
    /// The printed label of an answer to a variable; the total for `None`.
    ///
    /// # Errors
    /// A missing string.
    pub fn label(&self, variable: VarId, answer: Option<Answer>, strings: &Strings) -> Result<String, Diagnostic> {
        Ok(match answer {
            Some(Answer::Is(c)) => {
                let category = self.codebook.get(variable).categories.get(usize::from(c.0));
                category
                    .map_or_else(String::new, |c| language::bound(c.labels.get(strings.language()), strings.language()))
            }
            Some(Answer::Known) => strings.get("answer.known")?.into(),
            Some(Answer::NotRecorded) => strings.get("answer.not_recorded")?.into(),
            None => strings.get("answer.total")?.into(),
        })
    }

    /// The stable name of an answer; `*` for the total.
    pub fn name(&self, variable: VarId, answer: Option<Answer>) -> &str {
        match answer {
            None => "*",
            Some(Answer::Known) => "known",
            Some(Answer::NotRecorded) => "not_recorded",
            Some(Answer::Is(c)) => {
                self.codebook.get(variable).categories.get(usize::from(c.0)).map_or("", |c| c.name.as_str())
            }
        }
    }
}

impl Protected<Release> {
    /// The same release with the rows of tables that are ordered by value as a language lists them: rows that print the
    /// same total stand in the order of its alphabet.
    pub fn in_language(&self, language: Language) -> Protected<Release> {
        let mut release = (**self).clone();
        let alphabet = Alphabet::of(language);
        for table in release.tables.iter_mut().filter(|table| table.order == Order::Value) {
            list(table, &release.codebook, language, &alphabet);
        }
        Protected::seal(release)
    }
}

/// Sorts each run of rows with the same printed total, among answers of the same standing.
fn list(table: &mut Table, codebook: &Codebook, language: Language, alphabet: &Alphabet) {
    let categories = &codebook.get(table.rows_of).categories;
    let category = |row: &Row| match row.answer {
        Some(Answer::Is(c)) => categories.get(usize::from(c.0)).filter(|c| !c.unknown && !c.not_applicable),
        _ => None,
    };
    let alike = |a: &Row, b: &Row| {
        let total = |row: &Row| row.cells.last().and_then(|cell| cell.count.value());
        category(a).is_some() && category(b).is_some() && total(a) == total(b)
    };
    for run in table.rows.chunk_by_mut(alike) {
        let label = |row: &Row| category(row).map_or("", |c| c.labels.get(language));
        run.sort_by(|a, b| alphabet.compare(label(a), label(b)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::CellKey;
    use crate::codebook::{Category, CategoryId, Kind, Labels, Level, Variable};
    use crate::disclosure::{Cell, Number, Unit};
    use crate::study::Population;

    const COUNTRIES: [(&str, &str); 4] =
        [("Zambia", "Zambie"), ("Ethiopia", "Éthiopie"), ("Spain", "Espagne"), ("Unknown", "Inconnu")];

    fn codebook() -> Codebook {
        let category = |&(en, fr): &(&str, &str)| Category {
            name: en.into(),
            labels: Labels { en: en.into(), fr: Some(fr.into()), es: None },
            unknown: en == "Unknown",
            not_applicable: false,
            structural_zero: false,
        };
        let mut codebook = Codebook::new();
        codebook.push(Variable {
            name: "country".into(),
            kind: Kind::Categorical,
            level: Level::Person,
            labels: Labels::same("Country"),
            description: Labels::default(),
            sensitive: false,
            categories: COUNTRIES.iter().map(category).collect(),
            bands: Vec::new(),
            groups: Vec::new(),
        });
        codebook
    }

    fn table(counts: &[(u16, f64)]) -> Table {
        let row = |&(category, count): &(u16, f64)| {
            let count = Number::for_test(count, 0, Unit::Count);
            let key = CellKey::new(Population::Assisted, Vec::new());
            Row {
                answer: Some(Answer::Is(CategoryId(category))),
                cells: vec![Cell { key, count, share: None, share_known: None }],
                per_thousand: None,
                risk_ratio: None,
            }
        };
        Table {
            id: "country".into(),
            title: Labels::same("Country"),
            population: Population::Assisted,
            rows_of: VarId(0),
            by: None,
            only: Vec::new(),
            order: Order::Value,
            columns: vec![None],
            rows: counts.iter().map(row).collect(),
            association: None,
            several_answers: false,
        }
    }

    fn order(counts: &[(u16, f64)], language: Language) -> Vec<&'static str> {
        let mut table = table(counts);
        list(&mut table, &codebook(), language, &Alphabet::of(language));
        let names = table.rows.iter().map(|row| match row.answer {
            Some(Answer::Is(c)) => COUNTRIES[usize::from(c.0)].0,
            _ => "",
        });
        names.collect()
    }

    #[test]
    fn rows_that_print_alike_stand_in_the_alphabet_of_the_language() {
        let alike = [(0, 10.0), (1, 10.0), (2, 10.0), (3, 10.0)];
        assert_eq!(order(&alike, Language::French), ["Spain", "Ethiopia", "Zambia", "Unknown"]);
        assert_eq!(order(&alike, Language::English), ["Ethiopia", "Spain", "Zambia", "Unknown"]);
    }

    #[test]
    fn a_larger_total_stays_before_the_alphabet() {
        let unlike = [(0, 20.0), (1, 10.0), (2, 10.0), (3, 5.0)];
        assert_eq!(order(&unlike, Language::French), ["Zambia", "Spain", "Ethiopia", "Unknown"]);
    }
}

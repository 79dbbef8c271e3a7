//! How the report asks to be cited: composed from its identity, or in the author's own words.

use crate::language::{self, Language};
use crate::study::Publication;

/// One citation in three pieces, for its title is set apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// Authors and edition, or the whole of the author's own words.
    pub before: String,
    /// Title and subtitle; empty where the words are the author's own.
    pub title: String,
    /// Publisher and DOI.
    pub after: String,
}

/// What a citation is composed of.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'a> {
    /// Title.
    pub title: &'a str,
    /// Subtitle, may be empty.
    pub subtitle: &'a str,
    /// Who answers for the report.
    pub organisation: &'a str,
    /// Edition, such as `2010`.
    pub edition: &'a str,
    /// The notice on simulated data, where the data is.
    pub notice: Option<&'a str>,
    /// Authors, publisher, DOI, the author's own words.
    pub publication: &'a Publication,
}

impl Citation {
    /// The author's own words in this language, or the pieces in the order that the language's readers know.
    pub fn of(cited: &Cited<'_>, language: Language) -> Self {
        match cited.publication.citation.get(language) {
            Some(own) => Citation { before: own.clone(), ..Citation::default() },
            None => composed(cited, language),
        }
    }

    /// The whole as plain text.
    pub fn text(&self) -> String {
        format!("{}{}{}", self.before, self.title, self.after)
    }
}

fn composed(cited: &Cited<'_>, language: Language) -> Citation {
    let publication = cited.publication;
    let authors = match &publication.authors[..] {
        [] => cited.organisation.to_string(),
        authors => language::and(authors, language),
    };
    // French parts the pieces with commas, English and Spanish with full stops.
    let (gap, end) = if language == Language::French { (", ", "") } else { (". ", ".") };
    let edition = edition(cited.edition, language);
    let before = format!("{authors} ({edition}){gap}");
    let mut after: Vec<String> = Vec::new();
    after.extend(cited.notice.map(|notice| format!("[{notice}]")));
    after.extend(publisher(publication, cited.organisation, language));
    let doi = publication.doi.get(language).map(|doi| format!("https://doi.org/{}", doi.text()));
    let mut tail: String = after.iter().map(|piece| format!("{gap}{piece}")).collect();
    match doi {
        // A full stop behind an address would be read as part of it.
        Some(doi) => tail.push_str(&format!("{gap}{doi}")),
        None => tail.push_str(end),
    }
    Citation { before, title: title(cited, language), after: tail }
}

/// A year alone, and every other name of an edition with the word for it.
fn edition(name: &str, language: Language) -> String {
    if name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit()) {
        return name.into();
    }
    match language {
        Language::English => format!("edition {name}"),
        Language::French => format!("édition {name}"),
        Language::Spanish => format!("edición {name}"),
    }
}

/// Title and subtitle; a title that has a colon of its own gets no second one.
fn title(cited: &Cited<'_>, language: Language) -> String {
    match (cited.subtitle.trim(), cited.title.contains(':'), language) {
        ("", _, _) => cited.title.to_string(),
        (subtitle, true, _) => format!("{}. {subtitle}", cited.title),
        (subtitle, false, language) => language::answer_to(cited.title, subtitle, language),
    }
}

/// `Place: Publisher`. The organisation publishes where no other does, and is not named twice.
fn publisher(publication: &Publication, organisation: &str, language: Language) -> Option<String> {
    let name = match (&publication.publisher, publication.authors.is_empty()) {
        (Some(publisher), _) => Some(publisher.as_str()),
        (None, false) => Some(organisation),
        (None, true) => None,
    };
    match (&publication.place, name) {
        (Some(place), Some(name)) => Some(language::answer_to(place, name, language)),
        (Some(one), None) => Some(one.clone()),
        (None, name) => name.map(str::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Report;

    fn publication(keys: &str) -> Publication {
        let text = format!(
            "format = 1\n[report]\ntitle = {{ en = \"T\" }}\norganisation = \"O\"\nedition = \"2010\"\n{keys}\n\
             [data]\nfile = \"c\"\ncutoff = \"2009-12-31\"\n[disclosure]\npolicy = \"round-5\"\n"
        );
        Report::parse(&text, "report.toml").unwrap().identity.publication
    }

    fn cite(keys: &str, edition: &str, subtitle: &str, language: Language) -> String {
        let publication = publication(keys);
        let cited = Cited {
            title: "Known cases",
            subtitle,
            organisation: "Observatory",
            edition,
            notice: None,
            publication: &publication,
        };
        Citation::of(&cited, language).text()
    }

    #[test]
    fn pieces_follow_the_habits_of_each_language() {
        let keys =
            "authors = [\"Ada Ba\", \"Íñigo Cid\"]\nplace = \"Geneva\"\npublisher = \"Press\"\ndoi = \"10.1234/a\"";
        let cite = |language| cite(keys, "2010", "a study", language);
        assert_eq!(
            cite(Language::English),
            "Ada Ba and Íñigo Cid (2010). Known cases: a study. Geneva: Press. https://doi.org/10.1234/a"
        );
        assert_eq!(
            cite(Language::French),
            "Ada Ba et Íñigo Cid (2010), Known cases\u{202f}: a study, Geneva\u{202f}: Press, https://doi.org/10.1234/a"
        );
        assert!(cite(Language::Spanish).starts_with("Ada Ba e Íñigo Cid (2010). Known cases: a study."));
    }

    #[test]
    fn what_is_missing_leaves_no_gap() {
        assert_eq!(cite("", "2010", "", Language::English), "Observatory (2010). Known cases.");
        assert_eq!(cite("", "3", "", Language::French), "Observatory (édition 3), Known cases");
        assert_eq!(cite("authors = [\"A\"]", "2010", "", Language::English), "A (2010). Known cases. Observatory.");
    }

    #[test]
    fn the_authors_own_words_stand_as_they_are() {
        let keys = "citation = { en = \"Cite me so.\" }";
        assert_eq!(cite(keys, "2010", "s", Language::English), "Cite me so.");
        assert_ne!(cite(keys, "2010", "s", Language::French), "Cite me so.");
    }
}

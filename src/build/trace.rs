//! From a number on a page to what it counts, over whom and by which rule.

use super::artefact::Shelf;
use super::edition::Edition;
use super::fault::Fault;
use super::galley;
use super::planned::Parameters;
use super::plates::Drawings;
use super::prepared::{Prepared, Ready};
use super::project::Project;
use super::released::Released;
use super::site::Site;
use crate::codebook::nearest;
use crate::diagnostic::{Diagnostic, Place};
use crate::disclosure::Release;
use crate::document::{Composed, Meaning, Medium, Origin, Printed, cell_names, fact_meaning, sheet_meaning};
use crate::language::Language;

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// A text as printed, such as `6.3`, or the name of a fact.
    pub asked: String,
    /// Only on this page, from 1.
    pub page: Option<usize>,
    /// In this edition; the first of the report where not given.
    pub language: Option<Language>,
}

/// One place where something reads as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Page, from 1.
    pub page: usize,
    /// As printed.
    pub text: String,
    /// Where on the page: a sentence of a template, a cell, a chart.
    pub place: String,
}

/// One number of the report that answers to the question, or words and page furniture that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// Name of the fact, for texts to use.
    pub name: Option<String>,
    /// As printed, where a fact was asked for by its name.
    pub text: Option<String>,
    /// What it means, where it is a number of the report.
    pub meaning: Option<Meaning>,
    /// Where it stands, in the order of the pages.
    pub stands: Vec<Stand>,
}

/// The answers to a question.
pub struct Trace {
    /// The edition that was read.
    pub language: Language,
    /// The policy is `internal`: the figures are exact and for the office alone.
    pub exact: bool,
    /// Answers in the order of the pages.
    pub answers: Vec<Traced>,
}

/// Finds where a number comes from. The report is set in memory; nothing is written.
///
/// # Errors
/// As for building; `B100` where nothing reads so, `B101` for a language that the report has not.
pub fn trace(project: &Project, parameters: &Parameters, question: &Question) -> Result<Trace, Fault> {
    let site = Site::open(project, parameters)?;
    let languages = &site.planned.report.identity.languages;
    let language = question.language.or(languages.first().copied()).unwrap_or(Language::English);
    if !languages.contains(&language) {
        let tags: Vec<&str> = languages.iter().map(|l| l.tag()).collect();
        let help = format!("its languages are {}", tags.join(", "));
        let fault = Diagnostic::error("B101", format!("the report has no edition in `{}`", language.tag()), help);
        return Err(Fault::Input(vec![fault.at(Place::file("report.toml"))]));
    }
    let released = Released::make(&site.project, &site.planned, &site.mint)?;
    let shelf = galley::shelf(&site.planned)?;
    let edition = Edition::new(&site.project, &site.planned, &released, shelf);
    let ready = Prepared::new(&edition, language, &Drawings::default())?.ready;
    let release = released.release.in_language(language);
    let composed = Composed::new(&ready.manuscript, &ready.templates, &ready.strings).map_err(Fault::one)?;
    let printed = composed.lock_up(Medium::Page).read_back().map_err(Fault::Input)?;
    let sought = Sought { question, ready: &ready, release: &release };
    let answers = sought.answers(&printed);
    if answers.is_empty() {
        Err(sought.nothing(&printed))
    } else {
        Ok(Trace { language, exact: shelf == Shelf::Internal, answers })
    }
}

struct Sought<'a> {
    question: &'a Question,
    ready: &'a Ready,
    release: &'a Release,
}

/// What a piece of text is, and where on its page it stands.
struct Found {
    name: Option<String>,
    meaning: Option<Meaning>,
    place: String,
}

impl Sought<'_> {
    fn asked(&self) -> &str {
        self.question.asked.trim()
    }

    fn answers(&self, printed: &[Printed]) -> Vec<Traced> {
        let on_page = |piece: &&Printed| self.question.page.is_none_or(|page| piece.page == page);
        let pieces = printed.iter().filter(on_page);
        let fact = self.ready.manuscript.facts.get(self.asked());
        if let Some(fact) = fact {
            let text = fact.text(self.ready.manuscript.language);
            let named = |p: &&Printed| matches!(&p.origin, Origin::Fact(name, _) if name == self.asked());
            let stands = pieces.filter(named).flat_map(|piece| self.stands(piece)).map(|(_, stand)| stand).collect();
            let Found { name, meaning, .. } = self.of_fact(self.asked(), String::new());
            return vec![Traced { name, text: Some(text), meaning, stands }];
        }
        merged(pieces.filter(|piece| reads(&piece.text, self.asked())).flat_map(|piece| self.stands(piece)))
    }

    /// What a piece of text is, each with where it stands; several where more than one number could be meant.
    fn stands(&self, piece: &Printed) -> Vec<(Found, Stand)> {
        let text = excerpt(&piece.text, self.asked());
        let stand = |found: Found| {
            let stand = Stand { page: piece.page, text: text.clone(), place: found.place.clone() };
            (found, stand)
        };
        self.found(piece).into_iter().map(stand).collect()
    }

    fn found(&self, piece: &Printed) -> Vec<Found> {
        match &piece.origin {
            Origin::Fact(name, place) => vec![self.of_fact(name, format!("in a sentence of {place}"))],
            Origin::Cell(id, row, column) => vec![self.of_cell(id, *row, *column, "in")],
            Origin::FigureWords(id) => self.in_words(id),
            Origin::Chart(id) => self.in_chart(id),
            Origin::Head(id) | Origin::TableWords(id) => {
                vec![plain(format!("in the words of the table “{}”", self.title(id)))]
            }
            Origin::Literal(place) => vec![plain(format!("a number of the author's own, marked as such in {place}"))],
            Origin::Template(place) | Origin::Words(place) => {
                vec![plain(format!("in the words of {place}: no number of the data"))]
            }
            Origin::Layout(_) => {
                vec![plain("page furniture: a page, a section, a figure, a table or a list of them".into())]
            }
        }
    }

    fn of_fact(&self, name: &str, place: String) -> Found {
        Found { name: Some(name.into()), meaning: fact_meaning(name, self.release), place }
    }

    fn of_cell(&self, id: &str, row: usize, column: usize, how: &str) -> Found {
        let Some(sheet) = self.ready.manuscript.tables.get(id) else { return plain(format!("{how} the table {id}")) };
        let at = sheet.words_at(row, column);
        let place = format!("{how} the table “{}”, {at}", sheet.title);
        let names = self.release.table(id).map(|table| cell_names(table, self.release)).unwrap_or_default();
        match names.get(&(row, column)) {
            Some(name) => self.of_fact(name, place),
            None => {
                let meaning = sheet_meaning(id).map(|m| Meaning { counts: format!("{} ({at})", m.counts), ..m });
                Found { name: None, meaning, place }
            }
        }
    }

    /// Facts that the words of a figure name and that read as asked; the words themselves where none does.
    fn in_words(&self, id: &str) -> Vec<Found> {
        let manuscript = &self.ready.manuscript;
        let place = format!("in the words of the figure “{}”", self.title(id));
        let reading = |name: &&String| {
            manuscript.facts.get(*name).is_some_and(|f| reads(&f.text(manuscript.language), self.asked()))
        };
        let names = manuscript.caption_facts.get(id).into_iter().flatten().filter(reading);
        let found: Vec<Found> = names.map(|name| self.of_fact(name, place.clone())).collect();
        if found.is_empty() { vec![plain(place)] } else { found }
    }

    /// Labels of a chart are cells of the table that it draws, or stand on its axis.
    fn in_chart(&self, id: &str) -> Vec<Found> {
        let place = format!("in the chart “{}”", self.title(id));
        let (table, language) = (id.trim_start_matches("fig."), self.ready.manuscript.language);
        let sheet = self.ready.manuscript.tables.get(table);
        let cells = sheet.map(|sheet| sheet.printed(language)).unwrap_or_default();
        let reading = cells.iter().filter(|(_, text)| reads(text, self.asked()));
        let how = format!("{place}: as in");
        let found: Vec<Found> = reading.map(|((row, column), _)| self.of_cell(table, *row, *column, &how)).collect();
        if found.is_empty() { vec![plain(format!("{place}: a label, or a mark on an axis"))] } else { found }
    }

    fn title(&self, id: &str) -> String {
        let manuscript = &self.ready.manuscript;
        let figure = manuscript.figures.get(id).map(|figure| figure.title.clone());
        figure.or_else(|| manuscript.tables.get(id).map(|table| table.title.clone())).unwrap_or_else(|| id.into())
    }

    fn nothing(&self, printed: &[Printed]) -> Fault {
        let asked = self.asked();
        let mut pages: Vec<usize> = printed.iter().filter(|p| reads(&p.text, asked)).map(|p| p.page).collect();
        pages.dedup();
        let near = nearest(asked, self.ready.manuscript.facts.keys().map(String::as_str));
        let help = match (pages.as_slice(), near) {
            ([], Some(near)) => format!("did you mean the fact `{near}`? `retraffic list facts` shows all"),
            ([], None) => "type it as it is printed, or the name of a fact".into(),
            (pages, _) => {
                let pages: Vec<String> = pages.iter().take(12).map(usize::to_string).collect();
                format!("it stands on page {}", pages.join(", "))
            }
        };
        let place = self.question.page.map_or_else(|| "in the report".into(), |page| format!("on page {page}"));
        // The text was typed by the user, and stands in no case file that we know of.
        Fault::Input(vec![Diagnostic::error("B100", format!("nothing {place} reads `{asked}`"), help)])
    }
}

fn plain(place: String) -> Found {
    Found { name: None, meaning: None, place }
}

/// One answer for each number, however often it stands; numbers of the data before words and furniture.
fn merged(found: impl Iterator<Item = (Found, Stand)>) -> Vec<Traced> {
    let mut answers: Vec<Traced> = Vec::new();
    for (Found { name, meaning, .. }, stand) in found {
        let same = answers.iter_mut().find(|answer| answer.name == name && answer.meaning == meaning);
        match same {
            Some(answer) => answer.stands.push(stand),
            None => answers.push(Traced { name, text: None, meaning, stands: vec![stand] }),
        }
    }
    answers.iter_mut().for_each(|answer| answer.stands.dedup());
    answers.sort_by_key(|answer| answer.meaning.is_none());
    answers
}

/// Whether a text holds what is asked, whole: `6.3` is in `6.3%` and not in `16.3`. Spaces and the decimal mark of a
/// language do not matter.
fn reads(text: &str, asked: &str) -> bool {
    let (text, asked) = (level(text), level(asked));
    if asked.is_empty() {
        return false;
    }
    let edge = |c: Option<char>, next: Option<char>| match c {
        Some(c) if c.is_alphanumeric() => false,
        Some('.') => !next.is_some_and(|c| c.is_ascii_digit()),
        _ => true,
    };
    text.match_indices(&asked).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + asked.len()..]);
        let mut left = before.chars().rev();
        let mut right = after.chars();
        edge(left.next(), left.next()) && edge(right.next(), right.next())
    })
}

/// White space gone between digits and signs, commas as points.
fn level(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let solid: Vec<char> = words.chars().map(|c| if c == ',' { '.' } else { c }).collect();
    let number = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || "%<>–".contains(*c));
    let kept = solid.iter().enumerate().filter(|(i, c)| {
        **c != ' ' || !(number(i.checked_sub(1).and_then(|i| solid.get(i))) && number(solid.get(i + 1)))
    });
    kept.map(|(_, c)| c).collect()
}

/// A few words around what was asked.
fn excerpt(text: &str, asked: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|word| reads(word, asked)).unwrap_or(0);
    let (from, to) = (at.saturating_sub(5), (at + 6).min(words.len()));
    let short = words[from..to].join(" ");
    format!("{}{short}{}", if from > 0 { "… " } else { "" }, if to < words.len() { " …" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_whole_in_every_language() {
        for text in ["6.3", "6,3\u{202f}%", "of 6.3, and", "6.3–7", "(6.3)"] {
            assert!(reads(text, "6.3"), "{text}");
        }
        for text in ["16.3", "6.34", "6.3.1", "1.6.3"] {
            assert!(!reads(text, "6.3"), "{text}");
        }
        assert!(reads("14\u{202f}000 personnes", "14000") && reads("14,000 people", "14,000"));
        assert!(reads("14\u{202f}000", "14 000") && !reads("x", " "));
        assert_eq!(excerpt("a b c d e f 7 g h i j k l", "7"), "… b c d e f 7 g h i j k …");
    }
}

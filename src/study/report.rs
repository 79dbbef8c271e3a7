//! `report.toml`: one report's identity, data, observation rules and disclosure policy.

use serde::Deserialize;
use toml::Spanned;

use super::mapping::Mapping;
use super::observation::{Observation, Scheme};
use super::previous::{PreviousPlan, PreviousSection, previous};
use super::publication::{Publication, PublicationKeys, Reading, Worded};
use super::theme::{ThemePlan, ThemeSection};
use super::toml_place::{place, unreadable};
use crate::calendar::{Date, Days, Precision};
use crate::codebook::Labels;
use crate::diagnostic::Diagnostic;
use crate::language::Language;

/// How numbers are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyName {
    /// Counts to the nearest 5, 0 to 7 as `<8`.
    #[serde(rename = "round-5")]
    Round5,
    /// Exact figures for the office, never public.
    Internal,
}

impl PolicyName {
    /// As in report.toml.
    pub fn name(self) -> &'static str {
        match self {
            PolicyName::Round5 => "round-5",
            PolicyName::Internal => "internal",
        }
    }
}

/// What the reader is told the report is.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Title.
    pub title: Labels,
    /// Subtitle, may be empty.
    pub subtitle: Labels,
    /// Who publishes it.
    pub organisation: String,
    /// Edition, such as `2010`.
    pub edition: String,
    /// Languages in order.
    pub languages: Vec<Language>,
    /// The data is simulated: said on every page.
    pub simulated: bool,
    /// Where the data comes from, for figure sources; may be empty.
    pub source: Labels,
    /// Authors, publisher, catalogue numbers, rights, citation.
    pub publication: Publication,
}

/// Where the case file is and how its names map to native ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPlan {
    /// Case file, relative to report.toml.
    pub file: String,
    /// Codebook, relative to report.toml.
    pub codebook: String,
    /// Field separator, recognised when not given.
    pub delimiter: Option<char>,
    /// Text encoding, recognised when not given.
    pub encoding: Option<String>,
    /// Foreign names and codes.
    pub mapping: Mapping,
}

/// How the report is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosurePlan {
    /// Policy of the build.
    pub policy: PolicyName,
    /// Totals printed exactly by decision of the data protection officer.
    pub headline: Vec<Headline>,
    /// No earlier edition was published from this file.
    pub first_edition: bool,
    /// Whom an internal report is for.
    pub recipient: Option<String>,
}

/// A total that may be printed exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Headline {
    /// All assisted persons.
    Assisted,
    /// Persons known to have been re-trafficked.
    KnownRetrafficked,
}

impl Headline {
    /// As in report.toml.
    pub fn name(self) -> &'static str {
        match self {
            Headline::Assisted => "assisted",
            Headline::KnownRetrafficked => "known_retrafficked",
        }
    }
}

/// Everything that report.toml says.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Title, languages, notices.
    pub identity: Identity,
    /// Case file and mapping.
    pub data: DataPlan,
    /// Rules of observation.
    pub observation: Observation,
    /// Policy.
    pub disclosure: DisclosurePlan,
    /// The last edition, where there was one.
    pub previous: Option<PreviousPlan>,
    /// Output folder, relative to report.toml.
    pub output: String,
    /// The house's colours, fonts, pictures and paper.
    pub theme: ThemePlan,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Spanned<u32>,
    report: ReportSection,
    data: DataSection,
    #[serde(default)]
    observation: ObservationSection,
    disclosure: DisclosureSection,
    previous: Option<PreviousSection>,
    #[serde(default)]
    output: OutputSection,
    #[serde(default)]
    theme: ThemeSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelSection {
    en: String,
    fr: Option<String>,
    es: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportSection {
    title: LabelSection,
    subtitle: Option<LabelSection>,
    organisation: String,
    edition: String,
    #[serde(default = "english")]
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    simulated: bool,
    source: Option<LabelSection>,
    #[serde(default)]
    authors: Vec<Spanned<String>>,
    place: Option<String>,
    publisher: Option<String>,
    isbn: Option<Spanned<Worded>>,
    issn: Option<Spanned<Worded>>,
    doi: Option<Spanned<Worded>>,
    license: Option<Spanned<Worded>>,
    citation: Option<Spanned<Worded>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DataSection {
    file: String,
    #[serde(default = "codebook_file")]
    codebook: String,
    cutoff: Spanned<String>,
    opened: Option<Spanned<String>>,
    delimiter: Option<Spanned<String>>,
    encoding: Option<String>,
    // Read by `Mapping`, which knows their places.
    #[serde(default, rename = "dates")]
    _dates: Option<String>,
    #[serde(default, rename = "between")]
    _between: Option<String>,
    #[serde(default, rename = "columns")]
    _columns: toml::Table,
    #[serde(default, rename = "codes")]
    _codes: toml::Table,
    #[serde(default, rename = "flags")]
    _flags: toml::Table,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SchemeName {
    Registry,
    Contact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ObservationSection {
    scheme: SchemeName,
    lag_months: u16,
    grace_days: u16,
    contact_gap_days: u16,
}

impl Default for ObservationSection {
    fn default() -> Self {
        ObservationSection { scheme: SchemeName::Registry, lag_months: 12, grace_days: 14, contact_gap_days: 180 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisclosureSection {
    policy: Spanned<PolicyName>,
    #[serde(default)]
    headline: Vec<Headline>,
    #[serde(default)]
    first_edition: bool,
    recipient: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutputSection {
    dir: Option<String>,
}

fn english() -> Vec<Spanned<String>> {
    vec![Spanned::new(0..0, "en".into())]
}

fn codebook_file() -> String {
    "codebook.toml".into()
}

impl From<LabelSection> for Labels {
    fn from(section: LabelSection) -> Self {
        Labels { en: section.en, fr: section.fr, es: section.es }
    }
}

impl Report {
    /// Reads report.toml. `file` is the name used in diagnostics.
    ///
    /// # Errors
    /// Every fault found, each with its line and column.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Diagnostic>> {
        let help = "see `retraffic explain S001` for the keys that report.toml may hold";
        let raw: File = toml::from_str(text).map_err(|e| vec![unreadable("S001", file, text, &e, help)])?;
        let mapping = Mapping::read(text, file)?;
        let mut faults = Vec::new();
        if *raw.format.get_ref() != 1 {
            faults.push(
                Diagnostic::error("S002", "this program reads format 1 of report.toml", "write `format = 1`")
                    .at(place(file, text, raw.format.span().start)),
            );
        }
        let mut day =
            |field: &Spanned<String>, what: &str| {
                let date = Date::parse(field.get_ref()).filter(|d| d.precision() == Precision::Day);
                if date.is_none() {
                    faults.push(
                        Diagnostic::error("S003", format!("`{what}` is not a day"), "write it as `2009-12-31`")
                            .at(place(file, text, field.span().start)),
                    );
                }
                date.map(Date::first)
            };
        let cutoff = day(&raw.data.cutoff, "data.cutoff");
        let opened = raw.data.opened.as_ref().and_then(|o| day(o, "data.opened"));
        let languages = languages(&raw.report.languages, file, text, &mut faults);
        let delimiter = raw.data.delimiter.as_ref().and_then(|d| delimiter(d, file, text, &mut faults));
        if *raw.disclosure.policy.get_ref() == PolicyName::Internal && raw.disclosure.recipient.is_none() {
            faults.push(
                Diagnostic::error(
                    "S006",
                    "policy `internal` needs the name of the recipient, printed on every page",
                    "add `recipient = \"...\"` under [disclosure]",
                )
                .at(place(file, text, raw.disclosure.policy.span().start)),
            );
        }
        let keys = PublicationKeys {
            authors: raw.report.authors,
            place: raw.report.place,
            publisher: raw.report.publisher,
            isbn: raw.report.isbn,
            issn: raw.report.issn,
            doi: raw.report.doi,
            license: raw.report.license,
            citation: raw.report.citation,
        };
        let publication = Publication::read(keys, &mut Reading { file, text, faults: &mut faults });
        let first_edition = raw.disclosure.first_edition;
        let previous = raw.previous.map(|section| previous(section, file, text, first_edition, &mut faults));
        let theme = raw.theme.plan(&mut Reading { file, text, faults: &mut faults });
        let Some(cutoff) = cutoff.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let rules = &raw.observation;
        Ok(Report {
            identity: Identity {
                title: raw.report.title.into(),
                subtitle: raw.report.subtitle.map(Labels::from).unwrap_or_default(),
                organisation: raw.report.organisation,
                edition: raw.report.edition,
                languages,
                simulated: raw.report.simulated,
                source: raw.report.source.map(Labels::from).unwrap_or_default(),
                publication,
            },
            data: DataPlan {
                file: raw.data.file,
                codebook: raw.data.codebook,
                delimiter,
                encoding: raw.data.encoding,
                mapping,
            },
            observation: Observation {
                cutoff,
                opened,
                scheme: match rules.scheme {
                    SchemeName::Registry => Scheme::Registry,
                    SchemeName::Contact => Scheme::Contact,
                },
                lag_months: rules.lag_months,
                grace: Days(i32::from(rules.grace_days)),
                contact_gap: Days(i32::from(rules.contact_gap_days)),
            },
            disclosure: DisclosurePlan {
                policy: *raw.disclosure.policy.get_ref(),
                headline: raw.disclosure.headline,
                first_edition: raw.disclosure.first_edition,
                recipient: raw.disclosure.recipient,
            },
            previous,
            output: raw.output.dir.unwrap_or_else(|| "output".into()),
            theme,
        })
    }
}

fn languages(tags: &[Spanned<String>], file: &str, text: &str, faults: &mut Vec<Diagnostic>) -> Vec<Language> {
    let mut found = Vec::new();
    for tag in tags {
        match Language::from_tag(tag.get_ref()) {
            Some(language) if !found.contains(&language) => found.push(language),
            Some(_) => {}
            None => faults.push(
                Diagnostic::error("S004", "the report is written in en, fr and es", "choose among these tags")
                    .at(place(file, text, tag.span().start)),
            ),
        }
    }
    found
}

fn delimiter(text: &Spanned<String>, file: &str, whole: &str, faults: &mut Vec<Diagnostic>) -> Option<char> {
    let mut chars = text.get_ref().chars();
    match (chars.next(), chars.next()) {
        (Some(c @ (',' | ';' | '\t' | '|')), None) => Some(c),
        _ => {
            faults.push(
                Diagnostic::error(
                    "S005",
                    "the delimiter is one of , ; | and tab",
                    "leave it out to have it recognised",
                )
                .at(place(file, whole, text.span().start)),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "format = 1\n[report]\ntitle = { en = \"T\" }\norganisation = \"O\"\nedition = \"2010\"\n\
        [data]\nfile = \"cases.csv\"\ncutoff = \"2009-12-31\"\n[disclosure]\npolicy = \"round-5\"\n";

    #[test]
    fn defaults_are_those_of_the_method() {
        let report = Report::parse(SMALL, "report.toml").unwrap();
        assert_eq!(report.observation.observed_until().to_string(), "2008-12-31");
        assert_eq!(report.observation.grace, Days(14));
        assert_eq!(report.output, "output");
        assert_eq!(report.identity.languages, [Language::English]);
    }

    #[test]
    fn faults_have_a_line_and_a_column() {
        let text = SMALL.replace("2009-12-31", "2009-13-31");
        let faults = Report::parse(&text, "report.toml").unwrap_err();
        assert_eq!(faults[0].code, "S003");
        assert_eq!(faults[0].place.as_ref().unwrap().to_string(), "report.toml:8:10");
        let text = SMALL.replace("edition", "editoin");
        assert_eq!(Report::parse(&text, "report.toml").unwrap_err()[0].place.as_ref().unwrap().line, Some(5));
    }

    #[test]
    fn catalogue_numbers_are_checked_where_they_stand() {
        let with = |keys: &str| Report::parse(&SMALL.replace("[data]", &format!("{keys}[data]")), "report.toml");
        let keys = "isbn = { en = \"978-92-9068-590-6\", fr = \"978-0-306-40615-7\" }\ndoi = \"doi:10.1234/a\"\n";
        let publication = with(keys).unwrap().identity.publication;
        let isbn = |language| publication.isbn.get(language).map(|i| i.text().to_string());
        assert_eq!(isbn(Language::French).as_deref(), Some("978-0-306-40615-7"));
        assert_eq!(isbn(Language::Spanish), None, "an edition never borrows another's number");
        assert_eq!(publication.doi.get(Language::Spanish).unwrap().text(), "10.1234/a");
        let bad = "isbn = { en = \"978-92-9068-590-6\", fr = \"978-92-9068-590-7\" }\nissn = \"1234\"\ndoi = \"abc\"\n\
            license = { de = \"\" }\n";
        let faults = with(bad).unwrap_err();
        let told: Vec<_> = faults.iter().map(|f| (f.code, f.place.as_ref().unwrap().to_string())).collect();
        let at = |line_column: &str| format!("report.toml:{line_column}");
        assert_eq!(told, [("S020", at("6:41")), ("S021", at("7:8")), ("S022", at("8:7")), ("S004", at("9:13"))]);
        assert_eq!(with("isbn = 978\n").unwrap_err()[0].code, "S001");
    }

    #[test]
    fn internal_needs_a_recipient() {
        let text = SMALL.replace("round-5", "internal");
        assert_eq!(Report::parse(&text, "report.toml").unwrap_err()[0].code, "S006");
    }
}

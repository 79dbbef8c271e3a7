//! One edition in one language: the release as a manuscript.

use std::collections::BTreeMap;

use super::absent::reasons;
use super::artefact::{Artefact, Shelf};
use super::fault::Fault;
use super::planned::{PROGRAM, Planned};
use super::project::Project;
use super::released::Released;
use super::texts::own_texts;
use crate::calendar::{Date, Moment};
use crate::disclosure::{Protected, Release};
use crate::document::{
    Attachment, Citation, Cited, Dress, Fact, Imprint, Manuscript, Meta, TableSheet, Templates, change_facts,
    change_lists, change_sheets, extra_sheets, lead_lists, model_lists, release_facts, table_sheet,
};
use crate::language::{self, Language, Strings};
use crate::revision::Revision;
use crate::study::{Identity, Report};

/// Everything an edition is made of.
pub struct Edition<'a> {
    /// Where the author's texts are.
    pub project: &'a Project,
    /// Identity and rules.
    pub report: &'a Report,
    /// The numbers.
    pub release: &'a Protected<Release>,
    /// What changed since the last edition.
    pub revision: Option<&'a Revision>,
    /// Where the files go.
    pub shelf: Shelf,
    /// Date of the document.
    pub date: Moment,
    /// Colours, fonts, pictures, paper.
    pub dress: &'a Dress,
}

impl<'a> Edition<'a> {
    /// The edition of a release.
    pub fn new(project: &'a Project, planned: &'a Planned, released: &'a Released, shelf: Shelf) -> Self {
        Edition {
            project,
            report: &planned.report,
            release: &released.release,
            revision: released.revision.as_ref(),
            shelf,
            date: planned.date,
            dress: &planned.dress,
        }
    }
}

/// Words of a language: the program's, with the project's in their place.
///
/// # Errors
/// A language that the program does not have, or a file of the project that does not read.
pub fn strings(project: &Project, language: Language) -> Result<Strings, Fault> {
    let strings = Strings::embedded(language).map_err(Fault::one)?;
    let name = format!("templates/{}/strings.toml", language.tag());
    if !project.has(&name) {
        return Ok(strings);
    }
    let own = Strings::parse(language, &name, &project.text(&name)?).map_err(Fault::one)?;
    Ok(strings.overlaid(own))
}

/// The program's templates with those of the project in their place or beside them.
///
/// # Errors
/// Templates that cannot be read.
pub fn templates(project: &Project) -> Result<Templates, Fault> {
    let mut templates = Templates::embedded();
    let mut own: Vec<String> = templates.iter().map(|(path, _)| path.to_string()).collect();
    for folder in ["layout", "html", "en", "fr", "es"] {
        let files = project.files(&format!("templates/{folder}"));
        own.extend(files.iter().filter_map(|name| name.strip_prefix("templates/")).map(str::to_string));
    }
    for path in own {
        let name = format!("templates/{path}");
        if project.has(&name) {
            templates = templates.with(&path, project.text(&name)?);
        }
    }
    Ok(templates)
}

/// What the PDF carries inside.
///
/// # Errors
/// A missing string.
pub fn attachments(annex: &[Artefact], strings: &Strings) -> Result<Vec<Attachment>, Fault> {
    let described = [
        ("annex/release.json", "application/json", "attachment.release"),
        ("annex/tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment.tables"),
    ];
    let mut attachments = Vec::new();
    for (path, mime, description) in described {
        let Some(artefact) = annex.iter().find(|a| a.path == path) else { continue };
        attachments.push(Attachment {
            name: path.trim_start_matches("annex/").into(),
            mime: mime.into(),
            bytes: artefact.bytes.clone(),
            description: strings.get(description).map_err(Fault::one)?.into(),
        });
    }
    Ok(attachments)
}

/// Rows of a table that no chapter uses and that is still printed; longer ones are files of the data annex.
const LONGEST_FURTHER_TABLE: usize = 40;

/// Facts, tables, texts and reasons; figures come after, since their titles name facts.
///
/// # Errors
/// Missing strings, and texts that cannot be read.
pub fn manuscript(edition: &Edition<'_>, strings: &Strings) -> Result<Manuscript, Fault> {
    let (report, release) = (edition.report, edition.release);
    let language = strings.language();
    let identity = &report.identity;
    let source = identity.source.get(language).to_string();
    let meta = Meta {
        title: identity.title.get(language).into(),
        subtitle: identity.subtitle.get(language).into(),
        organisation: identity.organisation.clone(),
        edition: identity.edition.clone(),
        cutoff: report.observation.cutoff,
        date: edition.date,
        policy: release.policy.sentence(language).into(),
        program: PROGRAM.into(),
        simulated: identity.simulated,
        recipient: report.disclosure.recipient.clone().filter(|_| edition.shelf == Shelf::Internal),
        keywords: strings.get("meta.keywords").map_err(Fault::one)?.split(';').map(|k| k.trim().to_string()).collect(),
        description: strings.get("meta.description").map_err(Fault::one)?.into(),
        imprint: imprint(identity, strings)?,
    };
    let mut manuscript = Manuscript::new(language, meta);
    manuscript.facts = release_facts(release, strings).map_err(Fault::one)?;
    study_facts(&mut manuscript.facts, edition, language);
    for table in &release.tables {
        let sheet = table_sheet(table, release, strings, &source).map_err(Fault::one)?;
        manuscript.tables.insert(table.id.clone(), sheet);
    }
    manuscript.tables.extend(extra_sheets(release, strings, &source).map_err(Fault::one)?);
    let further = release.tables.iter().filter(|t| t.id.starts_with("all."));
    let (short, long): (Vec<_>, Vec<_>) = further.partition(|t| t.rows.len() <= LONGEST_FURTHER_TABLE);
    for (name, tables) in [("annex_tables", short), ("annex_files", long)] {
        manuscript.lists.insert(name.into(), tables.iter().map(|t| t.id.clone()).collect());
    }
    manuscript.lists.extend(lead_lists(release, strings).map_err(Fault::one)?);
    manuscript.lists.extend(model_lists(release, language));
    manuscript.lists.extend(change_lists(edition.revision, strings));
    if let Some(revision) = edition.revision {
        manuscript.facts.extend(change_facts(revision, strings).map_err(Fault::one)?);
        let sheets = change_sheets(revision, release, strings).map_err(Fault::one)?;
        manuscript
            .tables
            .extend(sheets.into_iter().map(|(id, sheet)| (id, TableSheet { source: source.clone(), ..sheet })));
    }
    manuscript.absent = reasons(release, strings).map_err(Fault::one)?;
    own_texts(&mut manuscript, edition.project)?;
    manuscript.dress = edition.dress.clone();
    Ok(manuscript)
}

/// How the edition of one language is published.
fn imprint(identity: &Identity, strings: &Strings) -> Result<Imprint, Fault> {
    let (language, publication) = (strings.language(), &identity.publication);
    let notice = if identity.simulated { Some(strings.get("page.simulated").map_err(Fault::one)?) } else { None };
    let cited = Cited {
        title: identity.title.get(language),
        subtitle: identity.subtitle.get(language),
        organisation: &identity.organisation,
        edition: &identity.edition,
        notice,
        publication,
    };
    let publisher = match (&publication.place, &publication.publisher) {
        (Some(place), Some(publisher)) => language::answer_to(place, publisher, language),
        (Some(place), None) => language::answer_to(place, &identity.organisation, language),
        (None, publisher) => publisher.clone().unwrap_or_default(),
    };
    Ok(Imprint {
        authors: publication.authors.clone(),
        publisher,
        isbn: publication.isbn.get(language).map(|isbn| isbn.text().into()),
        issn: publication.issn.get(language).map(|issn| issn.text().into()),
        doi: publication.doi.get(language).map(|doi| doi.text().into()),
        license: publication.license.or_english(language).cloned().unwrap_or_default(),
        citation: Citation::of(&cited, language),
    })
}

/// Facts of the study itself.
fn study_facts(facts: &mut BTreeMap<String, Fact>, edition: &Edition<'_>, language: Language) {
    let (report, release) = (edition.report, edition.release);
    let rules = &report.observation;
    let mut label = |name: &str, text: String| {
        facts.insert(name.into(), Fact::Label(text));
    };
    label("title", report.identity.title.get(language).into());
    label("organisation", report.identity.organisation.clone());
    label("edition", report.identity.edition.clone());
    label("lag_months", rules.lag_months.to_string());
    label("grace_days", rules.grace.0.to_string());
    label("policy", release.policy.name().into());
    label("policy.sentence", release.policy.sentence(language).into());
    label("program", PROGRAM.into());
    label("last_year", rules.cutoff.year().to_string());
    if let Some(opened) = rules.opened {
        label("first_year", opened.year().to_string());
        facts.insert("opened".into(), Fact::Date(Date::exact(opened)));
    }
    facts.insert("cutoff".into(), Fact::Date(Date::exact(rules.cutoff)));
}

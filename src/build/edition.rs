//! One edition: the release in every language as PDF, with its figures beside it.

use std::collections::BTreeMap;

use super::artefact::{Artefact, Shelf};
use super::fault::Fault;
use super::project::Project;
use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::disclosure::{Protected, Release};
use crate::document::{
    Attachment, Fact, FigureSheet, Manuscript, Meta, OwnText, Templates, captions, extra_sheets, model_lists,
    release_facts, table_sheet, typeset,
};
use crate::figure::{self, Chart, Sheet};
use crate::language::{Language, Strings};
use crate::study::Report;

/// Width of the text column, and of text and margin together, in points.
const COLUMN: f64 = 323.0;
const WIDE: f64 = 465.0;

/// Pixels to a point in PNG files: 200 dots per inch. For print there is the SVG beside it.
const PNG_SCALE: f32 = 200.0 / 72.0;

/// Pictures are rendered by this many threads; the bytes do not depend on it.
const PAINTERS: usize = 2;

/// Everything an edition is made of.
pub struct Edition<'a> {
    /// Where the author's texts are.
    pub project: &'a Project,
    /// Identity and rules.
    pub report: &'a Report,
    /// The numbers.
    pub release: &'a Protected<Release>,
    /// Where the files go.
    pub shelf: Shelf,
}

/// Names that need event dates.
const OF_TIME: [&str; 36] = [
    "again_*",
    "at_risk_at_start",
    "case_horizon",
    "case_only",
    "contact_loss",
    "contact_loss.*",
    "curve_*",
    "curve_start_days",
    "date_quality",
    "events_at_risk",
    "exact_origin_events",
    "fig.curve_*",
    "flow",
    "flow.*",
    "first_exit_*",
    "imputation*",
    "imputed_*",
    "incidence_*",
    "lifetimes",
    "lifetimes.*",
    "model.*",
    "model_*",
    "independence",
    "independence.*",
    "later_exit_*",
    "mean_episodes_*",
    "period.*",
    "periods",
    "person_years",
    "pooled_*",
    "prospective_*",
    "rate_per_thousand_years*",
    "recurrence",
    "retrospective_*",
    "sensitivity",
    "sensitivity.*",
];

/// Names that need several episodes of one person.
const OF_EPISODES: [&str; 6] = ["family", "family.*", "fig.forest", "known_*", "remarks", "symmetry.*"];

fn input(fault: Diagnostic) -> Fault {
    Fault::Input(vec![fault])
}

/// One language, ready for the press.
pub struct Ready {
    /// What is to be typeset.
    pub manuscript: Manuscript,
    /// Layout and narrative.
    pub templates: Templates,
    /// Interface strings.
    pub strings: Strings,
}

/// PDF, SVG and PNG of every language, and what the typesetter remarked. `annex` holds what the PDF carries as
/// attachments.
///
/// # Errors
/// Faults of texts, templates or figures.
pub fn editions(edition: &Edition<'_>, annex: &[Artefact]) -> Result<(Vec<Artefact>, Vec<Diagnostic>), Fault> {
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    for &language in &edition.report.identity.languages {
        // Rows that print alike stand in the order of the language's alphabet.
        let release = edition.release.in_language(language);
        let edition = &Edition { release: &release, shelf: edition.shelf, ..*edition };
        let (ready, figures) = ready(edition, annex, language)?;
        out.extend(figures);
        let print = typeset(&ready.manuscript, &ready.templates, &ready.strings).map_err(Fault::Input)?;
        out.push(Artefact::new(edition.shelf, format!("report.{}.pdf", language.tag()), print.pdf));
        remarks.extend(print.warnings);
    }
    Ok((out, remarks))
}

/// The manuscript of one language with its figures, and the figures as files.
///
/// # Errors
/// Faults of texts, templates or figures.
pub fn ready(edition: &Edition<'_>, annex: &[Artefact], language: Language) -> Result<(Ready, Vec<Artefact>), Fault> {
    let templates = templates(edition.project)?;
    let strings = Strings::embedded(language).map_err(input)?;
    let mut manuscript = manuscript(edition, &strings)?;
    let figures = figures(edition, &mut manuscript, &templates, &strings)?;
    manuscript.attachments = attachments(annex, &strings)?;
    Ok((Ready { manuscript, templates, strings }, figures))
}

/// The program's templates with those of the project in their place or beside them.
fn templates(project: &Project) -> Result<Templates, Fault> {
    let mut templates = Templates::embedded();
    let mut own: Vec<String> = templates.iter().map(|(path, _)| path.to_string()).collect();
    for folder in ["layout", "en", "fr", "es"] {
        own.extend(project.names(&format!("templates/{folder}")).into_iter().map(|name| format!("{folder}/{name}")));
    }
    for path in own {
        let name = format!("templates/{path}");
        if project.path(&name).is_file() {
            templates = templates.with(&path, project.text(&name)?);
        }
    }
    Ok(templates)
}

fn attachments(annex: &[Artefact], strings: &Strings) -> Result<Vec<Attachment>, Fault> {
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
            description: strings.get(description).map_err(input)?.into(),
        });
    }
    Ok(attachments)
}

/// Facts, tables, texts and reasons; figures come after, since their titles name facts.
fn manuscript(edition: &Edition<'_>, strings: &Strings) -> Result<Manuscript, Fault> {
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
        date: report.observation.cutoff,
        policy: release.policy.sentence(language).into(),
        program: concat!("retraffic ", env!("CARGO_PKG_VERSION")).into(),
        simulated: identity.simulated,
        recipient: report.disclosure.recipient.clone().filter(|_| edition.shelf == Shelf::Internal),
        keywords: strings.get("meta.keywords").map_err(input)?.split(';').map(|k| k.trim().to_string()).collect(),
        description: strings.get("meta.description").map_err(input)?.into(),
    };
    let mut manuscript = Manuscript::new(language, meta);
    manuscript.facts = release_facts(release, strings).map_err(input)?;
    study_facts(&mut manuscript.facts, edition, language);
    for table in &release.tables {
        let sheet = table_sheet(table, release, strings, &source).map_err(input)?;
        manuscript.tables.insert(table.id.clone(), sheet);
    }
    manuscript.tables.extend(extra_sheets(release, strings, &source).map_err(input)?);
    let annex_tables = release.tables.iter().filter(|t| t.id.starts_with("all.")).map(|t| t.id.clone()).collect();
    manuscript.lists.insert("annex_tables".into(), annex_tables);
    manuscript.lists.extend(model_lists(release, language));
    manuscript.absent = reasons(release, strings).map_err(input)?;
    own_texts(&mut manuscript, edition.project)?;
    Ok(manuscript)
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
    label("program", concat!("retraffic ", env!("CARGO_PKG_VERSION")).into());
    label("last_year", rules.cutoff.year().to_string());
    if let Some(opened) = rules.opened {
        label("first_year", opened.year().to_string());
        facts.insert("opened".into(), Fact::Date(Date::exact(opened)));
    }
    facts.insert("cutoff".into(), Fact::Date(Date::exact(rules.cutoff)));
}

/// Why a name has nothing: a sentence for each that the plan knows and this data cannot fill. A name that no plan
/// knows stays an error.
fn reasons(release: &Release, strings: &Strings) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut reasons = BTreeMap::new();
    for absent in &release.absent {
        let own = release.codebook.find(&absent.variable);
        let label = own
            .map_or(absent.variable.clone(), |id| release.codebook.get(id).labels.get(strings.language()).to_string());
        let text = strings.fill("why.not_recorded", &[("variable", &label)])?;
        for key in [absent.id.clone(), format!("{}.*", absent.id), format!("fig.{}", absent.id)] {
            reasons.insert(key, text.clone());
        }
    }
    let sentence = |key: &str| strings.get(key).map(str::to_string);
    let (no_dates, no_episodes, too_few) =
        (sentence("why.no_dates")?, sentence("why.no_episodes")?, sentence("why.too_few")?);
    for key in OF_TIME {
        reasons.insert(key.into(), if release.dates_recorded { too_few.clone() } else { no_dates.clone() });
    }
    for key in OF_EPISODES {
        let reason = if release.episodes_recorded { &too_few } else { &no_episodes };
        reasons.entry(key.into()).or_insert_with(|| reason.clone());
    }
    for table in &release.tables {
        reasons.insert(format!("{}.*", table.id), too_few.clone());
    }
    for id in figure::IDS {
        reasons.entry(format!("fig.{id}")).or_insert_with(|| too_few.clone());
    }
    let not_given = sentence("why.not_given")?;
    for key in ["opened", "first_year", "recipient"] {
        reasons.insert(key.into(), not_given.clone());
    }
    Ok(reasons)
}

/// The author's own texts: `text/<language>/<part>-before.typ.j2` and `<part>-after.typ.j2`.
fn own_texts(manuscript: &mut Manuscript, project: &Project) -> Result<(), Fault> {
    let language = manuscript.language.tag();
    let parts: Vec<String> = manuscript.parts.iter().map(|p| p.name.clone()).collect();
    for part in parts {
        for (file, key) in [
            (format!("text/{language}/{part}-before.typ.j2"), format!("{part}.before")),
            (format!("text/{language}/{part}-after.typ.j2"), format!("{part}.after")),
        ] {
            if project.path(&file).is_file() {
                let text = project.text(&file)?;
                manuscript.own_texts.insert(key, OwnText { file, text });
            }
        }
    }
    Ok(())
}

/// Draws every chart for the page and for use alone, and enters them into the manuscript.
fn figures(
    edition: &Edition<'_>,
    manuscript: &mut Manuscript,
    templates: &Templates,
    strings: &Strings,
) -> Result<Vec<Artefact>, Fault> {
    let charts = figure::charts(edition.release, strings).map_err(input)?;
    // Captions may refer to any chart that will be there.
    let captions = captions(manuscript, charts.keys(), templates, strings).map_err(input)?;
    let (mut out, mut alone_svgs) = (Vec::new(), Vec::new());
    for (id, chart) in &charts {
        let caption = captions.get(id).cloned().unwrap_or_default();
        let table = manuscript.tables.get(id.trim_start_matches("fig."));
        let or = |text: &str, other: Option<&String>| {
            if text.is_empty() { other.cloned().unwrap_or_default() } else { text.to_string() }
        };
        let title = or(&caption.title, table.map(|t| &t.title));
        let subtitle = or(&caption.subtitle, table.map(|t| &t.subtitle));
        let alt = if caption.alt.is_empty() { format!("{title}. {subtitle}") } else { caption.alt.clone() };
        let words = figure::Caption {
            title: title.clone(),
            subtitle: subtitle.clone(),
            note: caption.note.clone(),
            source: edition.report.identity.source.get(strings.language()).into(),
        };
        let (page, alone) = draw(edition, chart, &alt, words.clone(), strings)?;
        manuscript.figures.insert(
            id.clone(),
            FigureSheet {
                width: page.width_pt(),
                height: page.height_pt(),
                svg: page.svg,
                alt,
                title,
                subtitle,
                note: words.note,
                source: words.source,
            },
        );
        let name = format!("figures/{}.{}", id.trim_start_matches("fig."), strings.language().tag());
        alone_svgs.push((name, alone.svg));
    }
    let pictures = paint(&alone_svgs)?;
    for ((name, svg), png) in alone_svgs.into_iter().zip(pictures) {
        out.push(Artefact::new(edition.shelf, format!("{name}.svg"), svg.into_bytes()));
        out.push(Artefact::new(edition.shelf, format!("{name}.png"), png));
    }
    Ok(out)
}

/// Every picture as PNG, in the same order.
fn paint(svgs: &[(String, String)]) -> Result<Vec<Vec<u8>>, Fault> {
    let share = svgs.len().div_ceil(PAINTERS).max(1);
    let painted = |part: &[(String, String)]| {
        let one = |(name, svg): &(String, String)| figure::png(svg, PNG_SCALE).map_err(|_| input(undrawn(name)));
        part.iter().map(one).collect::<Result<Vec<_>, Fault>>()
    };
    std::thread::scope(|scope| {
        let painters: Vec<_> = svgs.chunks(share).map(|part| scope.spawn(move || painted(part))).collect();
        let mut all = Vec::with_capacity(svgs.len());
        for painter in painters {
            all.extend(painter.join().unwrap_or_else(|_| Err(input(undrawn("a figure"))))?);
        }
        Ok(all)
    })
}

fn draw(
    edition: &Edition<'_>,
    chart: &Chart,
    alt: &str,
    words: figure::Caption,
    strings: &Strings,
) -> Result<(figure::Figure, figure::Figure), Fault> {
    let stamp = match (&edition.report.disclosure.recipient, edition.report.identity.simulated) {
        (Some(recipient), _) if edition.shelf == Shelf::Internal => {
            Some(format!("{} – {recipient}", strings.get("page.internal").map_err(input)?))
        }
        (_, true) => Some(strings.get("page.simulated").map_err(input)?.to_string()),
        _ => None,
    };
    let page = Sheet {
        width_pt: if chart.is_wide() { WIDE } else { COLUMN },
        language: strings.language(),
        title: words.title.clone(),
        description: alt.into(),
        caption: None,
        stamp: None,
    };
    let alone = Sheet { width_pt: WIDE, caption: Some(words), stamp, ..page.clone() };
    let drawn = |sheet: &Sheet| chart.draw(sheet).map_err(|_| input(undrawn(&sheet.title)));
    Ok((drawn(&page)?, drawn(&alone)?))
}

fn undrawn(what: &str) -> Diagnostic {
    Diagnostic::error("B042", format!("the figure `{what}` could not be drawn"), "shorten its labels")
}

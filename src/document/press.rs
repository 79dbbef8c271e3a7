//! Manuscript to PDF or HTML: gathers the virtual files, compiles them and exports.

use super::manuscript::{Manuscript, Meta};
use super::narrative::Narrative;
use super::part::PartKind;
use super::printed::{self, Printed, Reading};
use super::proof::Proof;
use super::rendered::Rendered;
use super::screen;
use super::settle::LastLayout;
use super::substitute;
use super::template::Templates;
use super::virtual_file::VirtualFiles;
use super::world::{self, ReportWorld};
use crate::calendar::Day;
use crate::diagnostic::{Diagnostic, Place};
use crate::language::{self, Language, Strings};
use crate::theme::Theme;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use typst::foundations::{Datetime, Smart};
use typst_html::{HtmlDocument, HtmlOptions};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// What a document is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Paper: a PDF.
    Page,
    /// A browser: one HTML file.
    Screen,
}

/// A finished document.
#[derive(Clone, Debug)]
pub struct Print {
    /// The file: PDF/A-3a and PDF/UA-1, or HTML with all that it needs inside.
    pub bytes: Vec<u8>,
    /// Number of pages; one for a screen.
    pub pages: usize,
    /// Facts by name, tables and figures as `table:<id>` and `figure:<id>`: everything that stands on a page.
    pub printed: BTreeSet<String>,
    /// What the typesetter remarked.
    pub warnings: Vec<Diagnostic>,
    /// Virtual paths of the files that the typesetter read, sorted.
    pub read: Vec<String>,
}

/// Line that opens each rendered narrative, so that it can call the layout.
const PRELUDE: &str = "#import \"/layout/narrative.typ\": *\n";

/// Everything that one printing reads, locked up: the virtual files and the options of the press.
#[derive(Clone)]
pub struct Forme {
    files: VirtualFiles,
    rendered: BTreeMap<String, Rendered>,
    printed: BTreeSet<String>,
    today: Option<Datetime>,
    options: Options,
    medium: Medium,
    charts: BTreeMap<String, String>,
    /// What the head of a page for a screen says of the publication.
    head: String,
    theme: Theme,
}

/// What the press is told beside the files.
#[derive(Clone, Debug)]
struct Options {
    ident: String,
    creator: String,
    timestamp: Option<Datetime>,
}

/// A manuscript with its narratives rendered: what every medium shares.
pub struct Composed<'a> {
    manuscript: &'a Manuscript,
    templates: &'a Templates,
    files: VirtualFiles,
    rendered: BTreeMap<String, Rendered>,
    printed: BTreeSet<String>,
}

/// Typesets a manuscript for paper. Pure: the same input gives the same bytes.
///
/// # Errors
/// As [`Composed::new`] and [`Forme::print`].
pub fn typeset(manuscript: &Manuscript, templates: &Templates, strings: &Strings) -> Result<Print, Vec<Diagnostic>> {
    let composed = Composed::new(manuscript, templates, strings).map_err(|fault| vec![fault])?;
    composed.lock_up(Medium::Page).print()
}

/// Lets go of layouts that the last `age` printings did not use. Between printings of one report they are worth keeping:
/// whatever did not change need not be laid out again.
pub fn forget(age: usize) {
    typst::comemo::evict(age);
}

impl Forme {
    /// Virtual path and content of every file that the layout may read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter()
    }

    /// What decides the bytes beside the files, as one text.
    pub fn settings(&self) -> String {
        format!("{:?} {:?} {} {:?}", self.today, self.options, self.head, self.theme)
    }

    /// Typesets and exports. Pure.
    ///
    /// # Errors
    /// Faults of typesetting (`T201`) or of the archival and accessible standards (`T203`), each with its template and
    /// line.
    pub fn print(&self) -> Result<Print, Vec<Diagnostic>> {
        self.print_again(&LastLayout::default())
    }

    /// The same, sooner where the document was typeset before.
    ///
    /// # Errors
    /// As [`Self::print`].
    pub fn print_again(&self, last: &LastLayout) -> Result<Print, Vec<Diagnostic>> {
        let Some(mut world) =
            ReportWorld::new(self.files.clone(), "/layout/report.typ", self.today, self.medium, &self.theme.fonts)
        else {
            return Err(vec![Diagnostic::error("T201", "the layout's main file has no valid path", "")]);
        };
        let (bytes, pages, warnings) = match self.medium {
            Medium::Page => self.pdf(&world, last)?,
            Medium::Screen => self.html(&world)?,
        };
        Ok(Print { bytes, pages, printed: self.printed.clone(), warnings, read: world.read() })
    }

    /// Typesets and reads the pages back: every piece of text and where it came from, in the order of the layout.
    ///
    /// # Errors
    /// As [`Forme::print`]; nothing is exported.
    pub fn read_back(&self) -> Result<Vec<Printed>, Vec<Diagnostic>> {
        let Some(world) =
            ReportWorld::new(self.files.clone(), "/layout/report.typ", self.today, Medium::Page, &self.theme.fonts)
        else {
            return Err(vec![Diagnostic::error("T201", "the layout's main file has no valid path", "")]);
        };
        let proof = Proof::new(&self.rendered, PRELUDE.len());
        let document = typst::compile::<PagedDocument>(&world).output.map_err(|errors| proof.read(&world, &errors))?;
        let reading = Reading { world: &world, rendered: &self.rendered, prelude: PRELUDE.len(), files: &self.files };
        Ok(printed::read(&document, &reading))
    }

    fn pdf(
        &self,
        world: &ReportWorld,
        last: &LastLayout,
    ) -> Result<(Vec<u8>, usize, Vec<Diagnostic>), Vec<Diagnostic>> {
        let proof = Proof::new(&self.rendered, PRELUDE.len());
        let compiled = last.typeset(world);
        let warnings = proof.read(world, &compiled.warnings);
        let document = compiled.output.map_err(|errors| proof.read(world, &errors))?;
        let options = self.options.of_the_press().map_err(|fault| vec![fault])?;
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| proof.read(world, &errors))?;
        Ok((pdf, document.pages().len(), warnings))
    }

    fn html(&self, world: &ReportWorld) -> Result<(Vec<u8>, usize, Vec<Diagnostic>), Vec<Diagnostic>> {
        let proof = Proof::new(&self.rendered, PRELUDE.len());
        let compiled = typst::compile::<HtmlDocument>(world);
        // That the export is in the making is known, and no remark on this report.
        let remarks = compiled.warnings.iter().filter(|w| !w.message.starts_with("html export is under active"));
        let warnings = proof.read(world, &remarks.cloned().collect::<Vec<_>>());
        let document = compiled.output.map_err(|errors| proof.read(world, &errors))?;
        let html = typst_html::html(&document, &HtmlOptions::default()).map_err(|errors| proof.read(world, &errors))?;
        let style = self.files.get("/layout/style.css").unwrap_or_default();
        Ok((screen::finished(&html, &self.head, style, &self.charts, &self.theme).into_bytes(), 1, warnings))
    }
}

impl<'a> Composed<'a> {
    /// Renders the narratives.
    ///
    /// # Errors
    /// Faults of templates (`T101`: a name or the template's syntax; `T102`: a missing template) with template and
    /// line; `L…` for strings.
    pub fn new(manuscript: &'a Manuscript, templates: &'a Templates, strings: &Strings) -> Result<Self, Diagnostic> {
        let (tables, composed) =
            rayon::join(|| tables(manuscript, strings), || Self::narrated(manuscript, templates, strings));
        let (mut composed, parts) = composed?;
        composed.files.text("/report.json", report(manuscript, parts, tables?, strings).to_string());
        Ok(composed)
    }

    /// The narratives, and what the layout is told of the parts.
    fn narrated(
        manuscript: &'a Manuscript,
        templates: &'a Templates,
        strings: &Strings,
    ) -> Result<(Self, Vec<Value>), Diagnostic> {
        let own = manuscript.own_texts.values().map(|own| (own.file.clone(), own.text.clone()));
        let narratives = templates.narratives(manuscript.language).chain(own);
        let narrative = Narrative::new(manuscript, strings, narratives)?;
        let mut files = VirtualFiles::default();
        let mut rendered = BTreeMap::new();
        let mut parts = Vec::new();
        for part in &manuscript.parts {
            let mut set = |slot: &str, template: &str| -> Result<String, Diagnostic> {
                let path = format!("/narrative/{}{slot}.typ", part.name);
                rendered.insert(path.clone(), narrative.render(template)?);
                Ok(path)
            };
            let template = Templates::part(manuscript.language, &part.name);
            if templates.get(&template).is_none() {
                let help = "every part of the report has a template in each of its languages";
                return Err(Diagnostic::error("T102", format!("the part `{}` has no template", part.name), help)
                    .at(Place::file(format!("templates/{template}"))));
            }
            let body = set("", &format!("templates/{template}"))?;
            let own = |slot: &str| manuscript.own_texts.get(&format!("{}.{slot}", part.name));
            let before = own("before").map(|own| set("-before", &own.file)).transpose()?;
            let after = own("after").map(|own| set("-after", &own.file)).transpose()?;
            parts.push(json!({ "name": part.name, "kind": part.kind, "body": body, "before": before, "after": after }));
        }
        let mut texts: Vec<(&str, &mut Rendered)> = Vec::new();
        for (path, text) in &mut rendered {
            let part = manuscript.parts.iter().find(|part| *path == format!("/narrative/{}.typ", part.name));
            texts.extend(part.map(|part| (part.name.as_str(), text)));
        }
        substitute::in_parts(&manuscript.substitutes, &mut texts, &narrative)?;
        for (path, text) in &rendered {
            files.text(path, format!("{PRELUDE}{}", text.text()));
        }
        Ok((Composed { manuscript, templates, files, rendered, printed: narrative.used() }, parts))
    }

    /// With the layout of a medium and what that reads beside the text.
    pub fn lock_up(&self, medium: Medium) -> Forme {
        let manuscript = self.manuscript;
        let mut files = self.files.clone();
        for (path, text) in self.templates.iter().filter(|(path, _)| !path.ends_with(".j2")) {
            // Both layouts offer narratives the same calls under the same path.
            match (medium, path.strip_prefix("html/")) {
                (Medium::Page, Some(_)) => {}
                (Medium::Screen, Some(name)) => files.text(&format!("/layout/{name}"), text),
                (Medium::Screen, None) if path.starts_with("layout/") => {}
                _ => files.text(&format!("/{path}"), text),
            }
        }
        for (path, picture) in manuscript.dress.pictures() {
            files.bytes(&path, picture.bytes.to_vec());
        }
        let mut charts = BTreeMap::new();
        match medium {
            Medium::Page => {
                for attachment in &manuscript.attachments {
                    files.bytes(&format!("/attachment/{}", attachment.name), attachment.bytes.clone());
                }
                for (id, figure) in &manuscript.figures {
                    files.text(&format!("/figure/{id}.svg"), figure.svg.clone());
                }
            }
            Medium::Screen => {
                charts.extend(manuscript.figures.iter().map(|(id, figure)| (id.clone(), figure.svg.clone())));
            }
        }
        Forme {
            files,
            rendered: self.rendered.clone(),
            printed: self.printed.clone(),
            today: datetime(manuscript.meta.date.day),
            options: options(manuscript),
            medium,
            charts,
            head: if medium == Medium::Screen {
                screen::head(&manuscript.meta, manuscript.dress.paper)
            } else {
                String::new()
            },
            theme: manuscript.dress.theme.clone(),
        }
    }
}

fn tables(manuscript: &Manuscript, strings: &Strings) -> Result<Value, Diagnostic> {
    let tables = manuscript.tables.iter().map(|(id, t)| Ok((id.clone(), t.json(manuscript.language, strings)?)));
    Ok(Value::Object(tables.collect::<Result<_, Diagnostic>>()?))
}

/// Everything the layout reads that is not markup.
fn report(manuscript: &Manuscript, parts: Vec<Value>, tables: Value, strings: &Strings) -> Value {
    let (meta, language) = (&manuscript.meta, manuscript.language);
    let figures: BTreeMap<_, _> = manuscript.figures.iter().map(|(id, figure)| (id, figure.json())).collect();
    let attachments: Vec<Value> = (manuscript.attachments.iter())
        .map(|a| json!({ "name": a.name, "mime": a.mime, "description": a.description }))
        .collect();
    let first_annex = parts.iter().position(|part| part["kind"] == json!(PartKind::Annex));
    json!({
        "language": language.tag(),
        "meta": {
            "title": meta.title, "subtitle": meta.subtitle, "organisation": meta.organisation,
            "edition": meta.edition, "cutoff": language::day(meta.cutoff, language), "policy": meta.policy,
            "date": language::day(meta.date.day, language), "program": meta.program, "simulated": meta.simulated,
            "recipient": meta.recipient, "keywords": keywords(meta), "description": meta.description,
            "imprint": imprint(meta, language),
        },
        "parts": parts, "first_annex": first_annex, "tables": tables, "figures": figures,
        "attachments": attachments, "theme": manuscript.dress.json(language, world::families), "strings": strings.iter().collect::<BTreeMap<_, _>>(),
    })
}

/// Keywords of the file, catalogue numbers among them: archives find it by these.
fn keywords(meta: &Meta) -> Vec<String> {
    let imprint = &meta.imprint;
    let numbers = [("doi", &imprint.doi), ("isbn", &imprint.isbn), ("issn", &imprint.issn)];
    let numbers = numbers.into_iter().filter_map(|(kind, number)| Some(format!("{kind}:{}", number.as_ref()?)));
    meta.keywords.iter().cloned().chain(numbers).collect()
}

fn imprint(meta: &Meta, language: Language) -> Value {
    let imprint = &meta.imprint;
    let authors = if imprint.authors.is_empty() { vec![meta.organisation.clone()] } else { imprint.authors.clone() };
    let citation = &imprint.citation;
    json!({
        "authors": authors, "byline": language::and(&imprint.authors, language), "publisher": imprint.publisher,
        "isbn": imprint.isbn, "issn": imprint.issn, "doi": imprint.doi, "license": imprint.license,
        "citation": { "before": citation.before, "title": citation.title, "after": citation.after },
    })
}

fn datetime(day: Day) -> Option<Datetime> {
    let part = |n: i8| u8::try_from(n).ok();
    Datetime::from_ymd(i32::from(day.year()), part(day.month())?, part(day.day_of_month())?)
}

fn options(manuscript: &Manuscript) -> Options {
    let meta = &manuscript.meta;
    let time = |d: Datetime| {
        let part = |unit: u32, of: u32| u8::try_from(meta.date.second / unit % of).ok();
        Datetime::from_ymd_hms(d.year()?, d.month()?, d.day()?, part(3600, 24)?, part(60, 60)?, part(1, 60)?)
    };
    let language = manuscript.language.tag();
    Options {
        ident: format!("retraffic/{}/{}/{}/{language}", meta.organisation, meta.title, meta.edition),
        creator: meta.program.clone(),
        timestamp: datetime(meta.date.day).and_then(time),
    }
}

impl Options {
    fn of_the_press(&self) -> Result<PdfOptions, Diagnostic> {
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| Diagnostic::error("T203", error.message().to_string(), ""))?;
        Ok(PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some(self.creator.clone())),
            timestamp: self.timestamp.map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        })
    }
}

//! Everything up to the press, in memory: what each target holds, or what is still to be done for it, and the graph of
//! what it is made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::annexes::annexes;
use super::artefact::{Artefact, Shelf};
use super::edition::{self, Edition};
use super::fault::Fault;
use super::fingerprint::{Fingerprint, Mint};
use super::graph::{Graph, NodeId};
use super::planned::Planned;
use super::plates::{Drawings, Plate, Use, painted};
use super::prepared::{Prepared, Ready};
use super::project::Project;
use super::released::Released;
use super::texts::{self, OVERRIDES};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{Composed, Forme, LastLayout, Medium};
use crate::language::{Language, Strings};
use crate::study::PolicyName;
use crate::theme::Fonts;

/// A file of the output.
pub struct Target {
    /// Its node.
    pub node: NodeId,
    /// Where it goes.
    pub shelf: Shelf,
    /// Path below the shelf, with `/`.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a target, as far as it is known before the press runs.
pub enum Content {
    /// The bytes.
    Made(Arc<[u8]>),
    /// A picture to be painted as pixels.
    Picture(Arc<[u8]>, Use, Fonts),
    /// A document to be typeset.
    Document(Box<Document>),
}

/// A document to be typeset.
pub struct Document {
    forme: Forme,
    /// The node of each virtual file.
    nodes: BTreeMap<String, NodeId>,
    /// Nodes that count whatever is read.
    always: Vec<NodeId>,
    last: Arc<LastLayout>,
}

/// What the press gave.
pub struct Pressed {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was read for it.
    pub inputs: Vec<NodeId>,
    /// What the typesetter remarked.
    pub remarks: Vec<Diagnostic>,
}

/// All targets of a project and how they hang together.
pub struct Galley {
    /// Sources, steps, targets.
    pub graph: Graph,
    /// Targets, sorted by shelf and path.
    pub targets: Vec<Target>,
    /// The report's shelf.
    pub shelf: Shelf,
}

impl Target {
    /// Name as the user types it: the path, after `private/` for what is about the build.
    pub fn name(&self) -> String {
        target_name(self.shelf, &self.path)
    }

    /// Documents take longest: whoever makes several targets begins with them.
    pub fn is_document(&self) -> bool {
        matches!(self.content, Content::Document(_))
    }

    /// Makes what is not made yet.
    ///
    /// # Errors
    /// Faults of texts, layout or figures.
    pub fn press(&self, graph: &Graph) -> Result<Pressed, Fault> {
        let inputs = graph.node(self.node).inputs.clone();
        match &self.content {
            Content::Made(bytes) => Ok(Pressed { bytes: bytes.to_vec(), inputs, remarks: Vec::new() }),
            Content::Picture(svg, of, fonts) => {
                let svg = String::from_utf8_lossy(svg);
                Ok(Pressed { bytes: painted(&self.path, &svg, *of, fonts)?, inputs, remarks: Vec::new() })
            }
            Content::Document(document) => {
                let print = document.forme.print_again(&document.last).map_err(Fault::Input)?;
                let read = print.read.iter().filter_map(|path| document.nodes.get(path));
                let mut inputs: Vec<NodeId> = read.chain(&document.always).copied().collect();
                inputs.sort_unstable();
                inputs.dedup();
                Ok(Pressed { bytes: print.bytes, inputs, remarks: print.warnings })
            }
        }
    }
}

/// What a process that builds again and again keeps of the last build, so that only what changed is done again. No byte
/// depends on it.
#[derive(Default)]
pub struct Desk {
    drawings: Drawings,
    annex: Option<KeptAnnex>,
    /// By target.
    layouts: BTreeMap<String, Arc<LastLayout>>,
}

/// The annex, under the fingerprints of all that it is made of.
type KeptAnnex = (Vec<Option<Fingerprint>>, Vec<Artefact>);

/// Name of a target as the user types it.
pub fn target_name(shelf: Shelf, path: &str) -> String {
    if shelf == Shelf::Private { format!("private/{path}") } else { path.to_string() }
}

/// The shelf of a project's report, where its policy lets it out.
///
/// # Errors
/// A public report without a ledger that is neither declared the first nor compared with the last by somebody.
pub fn shelf(planned: &Planned) -> Result<Shelf, Fault> {
    let disclosure = &planned.report.disclosure;
    let reviewed = planned.report.previous.as_ref().is_some_and(|named| named.reviewed_by.is_some());
    match disclosure.policy {
        PolicyName::Internal => Ok(Shelf::Internal),
        PolicyName::Round5 if disclosure.first_edition || reviewed => Ok(Shelf::Public),
        PolicyName::Round5 => {
            let message = "a public report needs to know what was published before, and there is no ledger yet";
            let help = match planned.report.previous {
                None => {
                    "set `first_edition = true` under [disclosure] if nothing was published from this file, else name the last edition under [previous]"
                }
                Some(_) => {
                    "let somebody compare the two editions for what their difference could tell of a person, and name them with `reviewed_by` under [previous]"
                }
            };
            let fault = Diagnostic::error("B040", message, help).at(Place::file("report.toml"));
            Err(Fault::Disclosure(vec![fault]))
        }
    }
}

/// Sets every target.
///
/// # Errors
/// Faults of texts, templates or figures, and of disclosure control.
pub fn set(
    project: &Project,
    planned: &Planned,
    released: &Released,
    mint: &Mint,
    desk: &mut Desk,
) -> Result<Galley, Fault> {
    let shelf = shelf(planned)?;
    let mut setting = Setting::new(planned, released, shelf, mint);
    let edition = Edition::new(project, planned, released, shelf);
    let prepared = prepared(&mut setting, &edition, desk)?;
    let composed = prepared.par_iter().map(|Prepared { ready, .. }| {
        Composed::new(&ready.manuscript, &ready.templates, &ready.strings).map_err(Fault::one)
    });
    let composed: Vec<Result<Composed<'_>, Fault>> = composed.collect();
    for (prepared, composed) in prepared.iter().zip(composed) {
        setting.language(prepared, &composed?, desk);
    }
    // Letting go takes as long as some pages do; nobody need wait for it.
    rayon::spawn(move || drop(prepared));
    setting.made(Shelf::Private, "rejects.csv", setting.of_cases(), &*released.rejects);
    setting.made(Shelf::Private, "codes.toml", setting.of_cases(), &*released.codes);
    setting.targets.sort_by(|a, b| (a.shelf, &a.path).cmp(&(b.shelf, &b.path)));
    Ok(Galley { graph: setting.graph, targets: setting.targets, shelf })
}

/// The manuscript of every language as the press takes it, for measuring the press alone.
///
/// # Errors
/// As [`set`].
pub fn manuscripts(
    project: &Project,
    planned: &Planned,
    released: &Released,
    mint: &Mint,
) -> Result<Vec<Ready>, Fault> {
    let shelf = shelf(planned)?;
    let edition = Edition::new(project, planned, released, shelf);
    let mut setting = Setting::new(planned, released, shelf, mint);
    let prepared = prepared(&mut setting, &edition, &mut Desk::default())?;
    Ok(prepared.into_iter().map(|prepared| prepared.ready).collect())
}

/// The annex, and every language with it. Languages do not know of one another, nor the annex of them.
fn prepared(setting: &mut Setting<'_>, edition: &Edition<'_>, desk: &mut Desk) -> Result<Vec<Prepared>, Fault> {
    let languages = &edition.report.identity.languages;
    desk.drawings.turn();
    let Desk { drawings, annex, .. } = desk;
    let (annex, prepared) = rayon::join(
        || setting.annex(edition, annex),
        || -> Vec<_> { languages.par_iter().map(|&language| Prepared::new(edition, language, drawings)).collect() },
    );
    let annex = annex?;
    let mut prepared: Vec<Prepared> = prepared.into_iter().collect::<Result<_, Fault>>()?;
    for prepared in &mut prepared {
        prepared.attach(&annex)?;
    }
    Ok(prepared)
}

/// What the files of one language come from.
struct Origins<'a> {
    language: &'a str,
    /// Whatever a narrative may read.
    written: &'a [NodeId],
    /// What the data of the layout is made of.
    content: &'a [NodeId],
    /// The author's text behind a narrative, by its virtual path.
    own: &'a BTreeMap<String, NodeId>,
}

/// A galley as it grows.
struct Setting<'a> {
    planned: &'a Planned,
    mint: &'a Mint,
    graph: Graph,
    release: NodeId,
    revision: Option<NodeId>,
    shelf: Shelf,
    targets: Vec<Target>,
}

impl<'a> Setting<'a> {
    fn new(planned: &'a Planned, released: &Released, shelf: Shelf, mint: &'a Mint) -> Self {
        let mut graph = planned.graph.clone();
        let n = &planned.nodes;
        let inputs = [n.program, n.cases, n.edition, n.data, n.observation, n.disclosure, n.codebook];
        let release = graph.step("release", &inputs, mint.of_value(&*released.release));
        let revision = n.last.map(|last| {
            let inputs = [release, last.numbers, last.said, n.disclosure, n.program];
            graph.step("revision", &inputs, mint.of_value(&released.revision))
        });
        Setting { planned, mint, graph, release, revision, shelf, targets: Vec::new() }
    }

    /// What the private lists are made from.
    fn of_cases(&self) -> Vec<NodeId> {
        let n = &self.planned.nodes;
        vec![n.program, n.cases, n.data, n.observation, n.codebook]
    }

    fn made(
        &mut self,
        shelf: Shelf,
        path: impl Into<String>,
        inputs: Vec<NodeId>,
        bytes: impl Into<Arc<[u8]>>,
    ) -> NodeId {
        let (path, bytes) = (path.into(), bytes.into());
        let node = self.graph.target(target_name(shelf, &path), &inputs, Some(self.mint.of(&bytes)));
        self.targets.push(Target { node, shelf, path, content: Content::Made(bytes) });
        node
    }

    fn annex(&mut self, edition: &Edition<'_>, last: &mut Option<KeptAnnex>) -> Result<Vec<Artefact>, Fault> {
        let language = edition.report.identity.languages.first().copied().unwrap_or(Language::English);
        let strings = edition::strings(edition.project, language)?;
        let literals = texts::all_literals(edition.project, &edition.report.identity.languages)?;
        let n = self.planned.nodes;
        let words = self.strings(&strings);
        let mut texts = self.sources("text/");
        texts.extend(self.graph.find(OVERRIDES));
        let marked = self.graph.step("literals", &texts, self.mint.of_value(&literals));
        let mut shared = vec![self.release, words, n.identity, n.disclosure, n.date];
        shared.extend(self.revision);
        let prints = shared.iter().chain([&marked]).map(|&id| self.graph.node(id).print).collect();
        let annex = match last.take() {
            Some((of, annex)) if of == prints => annex,
            _ => annexes(edition, &strings, &literals)?,
        };
        *last = Some((prints, annex.clone()));
        for file in &annex {
            let mut inputs = shared.clone();
            if file.path == "annex/release.json" {
                inputs.push(marked);
            }
            self.made(file.shelf, &file.path, inputs, &*file.bytes);
        }
        Ok(annex)
    }

    fn strings(&mut self, strings: &Strings) -> NodeId {
        let language = strings.language().tag();
        let own = self.graph.find(&format!("templates/{language}/strings.toml"));
        let inputs: Vec<NodeId> = own.into_iter().chain([self.planned.nodes.program]).collect();
        let print = self.mint.of_value(strings);
        self.graph.step(format!("strings.{language}"), &inputs, print)
    }

    /// Sources of the project below a folder.
    fn sources(&self, start: &str) -> Vec<NodeId> {
        let nodes = self.graph.nodes().filter(|(_, node)| node.inputs.is_empty() && node.name.starts_with(start));
        nodes.map(|(id, _)| id).collect()
    }

    /// Steps and targets of one language.
    fn language(&mut self, Prepared { ready, plates }: &Prepared, composed: &Composed<'_>, desk: &mut Desk) {
        let language = ready.manuscript.language.tag();
        let n = self.planned.nodes;
        let words = self.strings(&ready.strings);
        let settings = [self.release, n.identity, n.observation, n.disclosure, n.theme, words];
        let mut templates = self.sources(&format!("templates/{language}/"));
        templates.extend(self.graph.find(OVERRIDES));
        let written = settings.iter().chain(&self.revision).chain(&templates).chain([&n.program]);
        let written: Vec<NodeId> = written.copied().collect();

        let mut nodes = BTreeMap::new();
        let mut content = vec![words, n.identity, n.disclosure, n.house, n.date];
        content.extend(self.sources(&format!("text/{language}/")));
        for (id, table) in &ready.manuscript.tables {
            let print = self.mint.of_value(table);
            let inputs: Vec<NodeId> = [self.release, words].into_iter().chain(self.revision).collect();
            content.push(self.graph.step(format!("table/{id}.{language}"), &inputs, print));
        }
        for (id, plate) in plates {
            let chart = format!("chart/{}.{language}", plate.name);
            let chart = self.graph.step(chart, &written, self.mint.of(plate.design.as_bytes()));
            content.push(chart);
            self.figure(chart, plate, language);
            let page = format!("figure/{}.{language}", plate.name);
            let page = self.graph.step(page, &[chart, n.program], self.mint.of(plate.page.svg.as_bytes()));
            nodes.insert(format!("/figure/{id}.svg"), page);
        }
        let charts: Vec<NodeId> = nodes.values().copied().collect();
        let own = ready.manuscript.own_texts.iter().filter_map(|(slot, own)| {
            Some((format!("narrative/{}.typ", slot.replace('.', "-")), self.graph.find(&own.file)?))
        });
        let origins = Origins { language, written: &written, content: &content, own: &own.collect() };
        for medium in [Medium::Page, Medium::Screen] {
            let forme = composed.lock_up(medium);
            let mut nodes = if medium == Medium::Page { nodes.clone() } else { BTreeMap::new() };
            for (path, bytes) in forme.files() {
                if !nodes.contains_key(path) {
                    let node = self.virtual_file(path, bytes, medium, &origins);
                    nodes.insert(path.to_string(), node);
                }
            }
            let press = self.mint.of(forme.settings().as_bytes());
            let press = self.graph.step(format!("press.{language}"), &[n.identity, n.house, n.date], press);
            let mut always = vec![press, n.program];
            let ending = match medium {
                Medium::Page => "pdf",
                Medium::Screen => {
                    // Charts and style sheet go in after the typesetter.
                    always.extend(&charts);
                    always.extend(nodes.get("/layout/style.css"));
                    "html"
                }
            };
            let inputs: Vec<NodeId> = nodes.values().chain(&always).copied().collect();
            let path = format!("report.{language}.{ending}");
            let node = self.graph.target(&path, &inputs, None);
            let last = desk.layouts.entry(path.clone()).or_default().clone();
            let document = Box::new(Document { forme, nodes, always, last });
            self.targets.push(Target { node, shelf: self.shelf, path, content: Content::Document(document) });
        }
    }

    /// A figure alone and as a slide, each as SVG and PNG.
    fn figure(&mut self, chart: NodeId, plate: &Plate, language: &str) {
        self.drawing(chart, &format!("figures/{}.{language}", plate.name), &plate.alone, Use::Text);
        if let Some(slide) = &plate.slide {
            self.drawing(chart, &format!("figures/slides/{}.{language}", plate.name), slide, Use::Slide);
        }
    }

    fn drawing(&mut self, chart: NodeId, name: &str, drawing: &Arc<[u8]>, of: Use) {
        let (program, theme) = (self.planned.nodes.program, self.planned.nodes.theme);
        let svg = self.made(self.shelf, format!("{name}.svg"), vec![chart, program], drawing.clone());
        let path = format!("{name}.png");
        let node = self.graph.target(&path, &[svg, theme, program], None);
        let content = Content::Picture(drawing.clone(), of, self.planned.dress.theme.fonts.clone());
        self.targets.push(Target { node, shelf: self.shelf, path, content });
    }

    /// The node of a file that the layout may read.
    fn virtual_file(&mut self, path: &str, bytes: &[u8], medium: Medium, origins: &Origins<'_>) -> NodeId {
        let language = origins.language;
        let print = self.mint.of(bytes);
        let program = self.planned.nodes.program;
        let name = path.trim_start_matches('/');
        if let Some(file) = name.strip_prefix("attachment/") {
            // Attachments are files of the annex.
            let target = self.graph.find(&format!("annex/{file}")).unwrap_or(self.release);
            return self.graph.step(format!("attachment/{file}"), &[target], print);
        }
        if let Some(part) = name.strip_prefix("narrative/").and_then(|n| n.strip_suffix(".typ")) {
            let mut inputs = origins.written.to_vec();
            inputs.extend(origins.own.get(name));
            return self.graph.step(format!("narrative/{part}.{language}"), &inputs, print);
        }
        if name.starts_with("theme/") {
            return self.graph.step(name, &[self.planned.nodes.house], print);
        }
        if name == "report.json" {
            return self.graph.step(format!("content.{language}"), origins.content, print);
        }
        let name = match (medium, name.strip_prefix("layout/")) {
            (Medium::Screen, Some(file)) => format!("html/{file}"),
            _ => name.to_string(),
        };
        let own = self.graph.find(&format!("templates/{name}")).unwrap_or(program);
        self.graph.step(name, &[own], print)
    }
}

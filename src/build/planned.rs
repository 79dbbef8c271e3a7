//! What is to be made, and from which files: report.toml, codebook and plan, with the fingerprint of every source.

use super::dress::dress;
use super::fault::Fault;
use super::fingerprint::{Fingerprint, Mint};
use super::graph::{Graph, Kind, NodeId};
use super::project::Project;
use super::texts::OVERRIDES;
use crate::calendar::Moment;
use crate::codebook::Codebook;
use crate::document::Dress;
use crate::revision::{self, LastEdition};
use crate::study::{self, Plan, Report};
use crate::table;

/// Name and version of the program, as they stand in outputs.
pub const PROGRAM: &str = concat!("retraffic ", env!("CARGO_PKG_VERSION"));

/// The sources that the program was built from.
pub const BUILD: &str = env!("RETRAFFIC_BUILD");

/// Folders of a project whose files are templates and texts.
const FOLDERS: [&str; 2] = ["templates", "text"];

/// What the caller decides beside the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// The date of the documents, from `SOURCE_DATE_EPOCH`; the data cut-off where not given.
    pub date: Option<Moment>,
}

/// A project as planned: nothing of the case file but its fingerprint.
pub struct Planned {
    /// report.toml.
    pub report: Report,
    /// The project's codebook.
    pub own: Codebook,
    /// The same with derived variables.
    pub codebook: Codebook,
    /// Tables, curves, models.
    pub plan: Plan,
    /// The last edition, where report.toml names one.
    pub last: Option<LastEdition>,
    /// Colours, fonts, pictures, paper.
    pub dress: Dress,
    /// Date of the documents.
    pub date: Moment,
    /// Sources and what they mean.
    pub graph: Graph,
    /// Nodes of the graph by what they are.
    pub nodes: PlanNodes,
}

/// The first nodes of a graph.
#[derive(Clone, Copy, Debug)]
pub struct PlanNodes {
    /// The program.
    pub program: NodeId,
    /// The case file.
    pub cases: NodeId,
    /// Title, organisation, languages.
    pub identity: NodeId,
    /// Name of the edition.
    pub edition: NodeId,
    /// Case file and mapping.
    pub data: NodeId,
    /// Rules of observation.
    pub observation: NodeId,
    /// Policy.
    pub disclosure: NodeId,
    /// The last edition, where report.toml names one.
    pub last: Option<LastNodes>,
    /// What the codebook says.
    pub codebook: NodeId,
    /// Colours and fonts.
    pub theme: NodeId,
    /// These, and pictures and paper.
    pub house: NodeId,
    /// The date of the documents.
    pub date: NodeId,
}

/// The last edition.
#[derive(Clone, Copy, Debug)]
pub struct LastNodes {
    /// What it printed.
    pub numbers: NodeId,
    /// What report.toml says of it: other names, other definitions.
    pub said: NodeId,
}

impl Planned {
    /// Reads codebook and texts, and fingerprints the case file.
    ///
    /// # Errors
    /// Files that are missing or cannot be read, and every fault of the codebook.
    pub fn read(project: &Project, report: Report, parameters: &Parameters, mint: &Mint) -> Result<Self, Fault> {
        let codebook_name = &report.data.codebook;
        let codebook_text = project.text(codebook_name)?;
        let dress = dress(project, &report.theme)?;
        let fonts = &dress.theme.fonts;
        let own = Codebook::parse_for(&codebook_text, codebook_name, &|c| fonts.has(c)).map_err(Fault::Input)?;
        let codebook = study::derived_codebook(&own, &report.observation).map_err(Fault::Input)?;
        let plan = study::plan(&codebook, own.len()).map_err(Fault::Input)?;
        let last = last_edition(project, &report)?;
        let date = parameters.date.unwrap_or(Moment::midnight(report.observation.cutoff));

        let mut graph = Graph::default();
        let program = graph.source(PROGRAM, mint.of(BUILD.as_bytes()));
        let plan_file = graph.source("report.toml", mint.of(&project.bytes("report.toml")?));
        let codebook_file = graph.source(codebook_name, mint.of(&project.bytes(codebook_name)?));
        let cases = graph.source(&report.data.file, cases_print(project, &report, mint)?);
        for name in FOLDERS.iter().flat_map(|folder| project.files(folder)) {
            let print = mint.of(&project.bytes(&name)?);
            graph.source(name, print);
        }
        if project.has(OVERRIDES) {
            graph.source(OVERRIDES, mint.of(&project.bytes(OVERRIDES)?));
        }
        let mut house = vec![plan_file];
        for file in report.theme.files() {
            house.push(graph.source(&file.name, mint.of(&project.bytes(&file.name)?)));
        }
        let meaning = Meaning::of(&project.text("report.toml")?, mint);
        let section = |name: &str| meaning.section(name);
        let last_node = match &report.previous {
            None => None,
            Some(named) => {
                let file = graph.source(&named.file, mint.of(&project.bytes(&named.file)?));
                let said = graph.step("settings/previous", &[plan_file], section("previous"));
                let print = mint.of_value(&last);
                Some(LastNodes { numbers: graph.step("last-edition", &[file, said, program], print), said })
            }
        };
        let nodes = PlanNodes {
            program,
            cases,
            identity: graph.step("settings/report", &[plan_file], section("report")),
            edition: graph.step("settings/edition", &[plan_file], mint.of(report.identity.edition.as_bytes())),
            data: graph.step("settings/data", &[plan_file], section("data")),
            observation: graph.step("settings/observation", &[plan_file], section("observation")),
            disclosure: graph.step("settings/disclosure", &[plan_file], section("disclosure")),
            last: last_node,
            codebook: graph.step("codebook", &[codebook_file, program], Meaning::of(&codebook_text, mint).whole()),
            theme: graph.step("settings/theme", &house, mint.of_value(&dress.theme)),
            house: graph.step("settings/house", &house, mint.of_value(&dress)),
            date: graph.source("SOURCE_DATE_EPOCH", mint.of_value(&parameters.date)),
        };
        Ok(Planned { report, own, codebook, plan, last, dress, date, graph, nodes })
    }

    /// Nodes that decide everything that follows: all but the bytes of files of which only the meaning counts.
    pub fn roots(&self) -> impl Iterator<Item = (&str, Fingerprint)> {
        let files = ["report.toml", self.report.data.codebook.as_str()];
        let nodes = self.graph.nodes().filter(move |(_, node)| !files.contains(&node.name.as_str()));
        nodes.filter_map(|(_, node)| Some((node.name.as_str(), node.print?)))
    }

    /// Files that were read.
    pub fn sources(&self) -> impl Iterator<Item = (&str, Fingerprint)> {
        let nodes = self.graph.nodes().filter(|(_, node)| node.kind == Kind::Source);
        nodes.filter_map(|(_, node)| Some((node.name.as_str(), node.print?)))
    }
}

fn last_edition(project: &Project, report: &Report) -> Result<Option<LastEdition>, Fault> {
    let Some(named) = &report.previous else { return Ok(None) };
    revision::read(&project.bytes(&named.file)?, named).map(Some).map_err(Fault::Input)
}

/// The case file is never held whole for this.
fn cases_print(project: &Project, report: &Report, mint: &Mint) -> Result<Fingerprint, Fault> {
    let name = &report.data.file;
    let file = table::open(&project.path(name), name).map_err(super::released::unread)?;
    mint.of_stream(file).map_err(|error| super::project::unreadable(name, &error))
}

/// What a TOML file says, comments and spaces apart.
struct Meaning<'a> {
    tree: toml::Table,
    mint: &'a Mint,
}

impl<'a> Meaning<'a> {
    fn of(text: &str, mint: &'a Mint) -> Self {
        // Whoever calls has parsed the text with success.
        Meaning { tree: text.parse().unwrap_or_default(), mint }
    }

    fn section(&self, name: &str) -> Fingerprint {
        self.mint.of_value(&self.tree.get(name))
    }

    fn whole(&self) -> Fingerprint {
        self.mint.of_value(&self.tree)
    }
}

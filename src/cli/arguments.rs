//! The command line as typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{new, shell, trace};

/// From a case file on assisted victims of trafficking to the year's report on re-trafficking.
#[derive(Parser)]
#[command(name = "retraffic", version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = shell::HELP)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Subcommand)]
pub enum Command {
    /// Start a report project, from nothing or from a case file
    #[command(after_help = new::HELP)]
    New(new::NewArguments),
    /// Bring targets up to date: the report, figures, annex
    #[command(after_help = BUILD_HELP)]
    Build(BuildArguments),
    /// Build again whenever a file is saved
    #[command(
        after_help = "Example:\n  retraffic watch data-sample report.en.pdf\n\nErrors are shown in place; the last good report stays."
    )]
    Watch(WatchArguments),
    /// Say what is stale and why; exit code 6 where anything is
    #[command(
        after_help = "Examples:\n  retraffic status data-sample\n  retraffic status data-sample figures --format json"
    )]
    Status(StatusArguments),
    /// Show what there is: targets, facts, sentences, literals, diagnostics
    #[command(
        after_help = "Examples:\n  retraffic list targets data-sample\n  retraffic list facts data-sample\n  retraffic list sentences data-sample\n  retraffic list diagnostics"
    )]
    List(ListArguments),
    /// Show what is made from what
    #[command(after_help = "Example:\n  retraffic graph data-sample --format dot | dot -Tsvg > graph.svg")]
    Graph(GraphArguments),
    /// Build again from nothing and compare every byte; exit code 5 where one differs
    #[command(after_help = "Example:\n  retraffic verify data-sample")]
    Verify(VerifyArguments),
    /// Remove what builds wrote, and nothing else
    #[command(after_help = "Example:\n  retraffic clean data-sample --dry-run")]
    Clean(CleanArguments),
    /// Let the cache go of what it no longer needs
    #[command(after_help = "Example:\n  retraffic prune data-sample")]
    Prune(PruneArguments),
    /// Check data and plan; nothing is written
    #[command(after_help = "Examples:\n  retraffic check data-sample\n  retraffic check data-sample --format json")]
    Check(CheckArguments),
    /// Write a simulated data set with known truth
    #[command(after_help = "Example:\n  retraffic simulate --persons 14000 --seed 1999 --out my-sample")]
    Simulate(SimulateArguments),
    /// Curves, tests and models of any table, for the analyst: exact figures, stamped INTERNAL
    #[command(after_help = ESTIMATE_HELP)]
    Estimate(Box<EstimateArguments>),
    /// What stands in the columns of any table, for the analyst: exact figures, stamped INTERNAL
    #[command(
        after_help = "Examples:\n  retraffic describe cohort.csv\n  retraffic describe cohort.csv --columns age,sex --by outcome"
    )]
    Describe(DescribeArguments),
    /// Say why a target is stale, or what a diagnostic code means
    #[command(after_help = "Examples:\n  retraffic explain S001\n  retraffic explain data-sample report.en.pdf")]
    Explain(ExplainArguments),
    /// Say of a number on a page what it counts, over whom and by which rule
    #[command(after_help = trace::HELP)]
    Trace(trace::TraceArguments),
    /// Print the completions of a shell
    #[command(after_help = shell::COMPLETIONS_HELP)]
    Completions(shell::CompletionsArguments),
    /// Print the program's man page, or write one for each command
    #[command(after_help = shell::MAN_HELP)]
    Man(shell::ManArguments),
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

const BUILD_HELP: &str = "Examples:
  retraffic build data-sample
  retraffic build data-sample report.en.pdf figures
  retraffic build data-sample --dry-run --explain

Only what is stale is made. The files are left in the folder that [output] in report.toml names; `retraffic list` shows
their names. SOURCE_DATE_EPOCH sets the date of the documents, the data cut-off where it is not set.";

/// `retraffic build`.
#[derive(Args)]
pub struct BuildArguments {
    /// Folder with report.toml (the one you are in where not given), then targets or groups; all where none is named
    #[arg(value_name = "DIR] [TARGET")]
    pub words: Vec<OsString>,
    /// Threads at work; as many as the machine has where not given
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<usize>,
    /// Say what would be made, and make nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Make targets even if they are up to date
    #[arg(long)]
    pub force: bool,
    /// Say of each target that is made why it was stale
    #[arg(long)]
    pub explain: bool,
    /// Wait for another build of this folder to end, instead of leaving with exit code 4
    #[arg(long)]
    pub wait: bool,
    /// Findings stop the build
    #[arg(long)]
    pub strict: bool,
    /// How to print: text, or one JSON event a line
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// `retraffic watch`.
#[derive(Args)]
pub struct WatchArguments {
    /// Folder with report.toml, then targets or groups
    #[arg(value_name = "DIR] [TARGET")]
    pub words: Vec<OsString>,
    /// How to print: text, or one JSON event a line
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// `retraffic status`.
#[derive(Args)]
pub struct StatusArguments {
    /// Folder with report.toml, then targets or groups
    #[arg(value_name = "DIR] [TARGET")]
    pub words: Vec<OsString>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// `retraffic list`.
#[derive(Args)]
pub struct ListArguments {
    /// `targets` (where not given), `facts`, `sentences`, `literals` or `diagnostics`; and the folder with report.toml
    #[arg(value_name = "WHAT] [DIR")]
    pub words: Vec<OsString>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// The languages of a graph.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Graphviz.
    Dot,
    /// For programs.
    Json,
}

/// `retraffic graph`.
#[derive(Args)]
pub struct GraphArguments {
    /// Folder with report.toml
    #[arg(value_name = "DIR")]
    pub words: Vec<OsString>,
    /// The language of the graph
    #[arg(long, value_enum, default_value = "dot")]
    pub format: GraphFormat,
}

/// `retraffic verify`.
#[derive(Args)]
pub struct VerifyArguments {
    /// Folder with report.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Threads at work; as many as the machine has where not given
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// `retraffic clean`.
#[derive(Args)]
pub struct CleanArguments {
    /// Folder with report.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Say what would be removed, and remove nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

/// `retraffic prune`.
#[derive(Args)]
pub struct PruneArguments {
    /// Folder with report.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
}

/// A number of threads.
fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n @ 1..=256) => Ok(n),
        _ => Err("a number of threads from 1 to 256".into()),
    }
}

/// `retraffic check`.
#[derive(Args)]
pub struct CheckArguments {
    /// Folder with report.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Warnings count as errors
    #[arg(long)]
    pub strict: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

/// `retraffic simulate`.
#[derive(Args)]
pub struct SimulateArguments {
    /// How many assisted people
    #[arg(long, default_value_t = 14_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub persons: u32,
    /// Seed: the same seed gives the same bytes
    #[arg(long)]
    pub seed: u64,
    /// Folder to write
    #[arg(long)]
    pub out: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    pub force: bool,
}

/// `retraffic explain`.
#[derive(Args)]
pub struct ExplainArguments {
    /// A code, such as `D012`; or targets, and the folder with report.toml where it is another than this
    #[arg(value_name = "CODE|TARGET", required = true)]
    pub words: Vec<OsString>,
}

const ESTIMATE_HELP: &str = "Examples:
  retraffic estimate cohort.csv --time months --status rearrested=1
  retraffic estimate cohort.csv --time days --status event=1 --by sex --at 184,366,731 --svg curve.svg
  retraffic estimate cohort.csv --time days --status event=1 --covariates age,sex=F,log(visits) --strata office
  retraffic estimate cohort.csv --time days --status outcome=retrafficked --competing died --by sex
  retraffic estimate cohort.csv --spec analyses.json --format json --output answers.json

The names are those of the columns. A row is at risk after --entry and up to --time; empty cells are missing, and each
analysis uses the rows that are complete on the columns that it names.";

/// `retraffic estimate`.
#[derive(Args)]
pub struct EstimateArguments {
    /// The table: CSV with a line of names; not needed where the specification carries its own input
    pub data: Option<PathBuf>,
    /// File of analyses: {"analyses": [{"id", "type", "spec"}, ...]}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["time", "status"])]
    pub spec: Option<PathBuf>,
    #[command(flatten)]
    pub question: QuestionArguments,
    #[command(flatten)]
    pub exchange: ExchangeArguments,
}

/// How a table comes in and its answers go out.
#[derive(Args)]
pub struct ExchangeArguments {
    /// How to print the answers
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Write the answers to this file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What stands between cells, such as ; or tab; recognised where not given
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// Encoding of the file, such as windows-1252; UTF-8 where not given
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
}

/// A question typed on the command line.
#[derive(Args)]
pub struct QuestionArguments {
    /// Column of times: when a row leaves
    #[arg(long, value_name = "COLUMN", requires = "status", requires = "data", help_heading = "Question")]
    pub time: Option<String>,
    /// Column of outcomes and the values that are the event; 1 where none are named
    #[arg(long, value_name = "COLUMN[=VALUE,...]", requires = "time", help_heading = "Question")]
    pub status: Option<String>,
    /// Outcomes that compete with the event, such as death: incidences in place of survival
    #[arg(
        long,
        visible_alias = "cause",
        value_name = "VALUES",
        value_delimiter = ',',
        requires = "time",
        help_heading = "Question"
    )]
    pub competing: Vec<String>,
    /// Column of times at which a row comes under observation
    #[arg(long, value_name = "COLUMN", requires = "time", help_heading = "Question")]
    pub entry: Option<String>,
    /// Column of groups to compare
    #[arg(long, value_name = "COLUMN", requires = "time", help_heading = "Question")]
    pub by: Option<String>,
    /// Covariates of a Cox model: age, log(age), sqrt(age), factor(office), sex=F with its reference
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "time", help_heading = "Question")]
    pub covariates: Vec<String>,
    /// Column of strata: tests and models compare within them
    #[arg(long, value_name = "COLUMN", requires = "time", help_heading = "Question")]
    pub strata: Option<String>,
    /// Column of weights
    #[arg(long, value_name = "COLUMN", requires = "time", help_heading = "Question")]
    pub weights: Option<String>,
    /// Column that tells which rows belong together, such as a person: errors are robust to it
    #[arg(long, visible_alias = "id", value_name = "COLUMN", requires = "time", help_heading = "Question")]
    pub cluster: Option<String>,
    /// Firth's penalty, for few events or infinite coefficients
    #[arg(long, requires = "covariates", help_heading = "Question")]
    pub firth: bool,
    /// How tied events are treated
    #[arg(long, value_parser = ["efron", "breslow", "exact"], requires = "covariates", conflicts_with = "firth", help_heading = "Question")]
    pub ties: Option<String>,
    /// Scale of the intervals; log-log where not given
    #[arg(long, value_parser = ["plain", "log", "log-log", "arcsin", "logit"], requires = "time", help_heading = "Question")]
    pub conf: Option<String>,
    /// Times at which the curves are read; round ones where not given
    #[arg(
        long,
        value_name = "TIMES",
        value_delimiter = ',',
        allow_negative_numbers = true,
        requires = "time",
        help_heading = "Question"
    )]
    pub at: Vec<f64>,
    /// Limits up to which the mean time is taken
    #[arg(long, value_name = "TIMES", value_delimiter = ',', requires = "time", help_heading = "Question")]
    pub tau: Vec<f64>,
    /// Draw the curves to this SVG file, stamped INTERNAL
    #[arg(long, value_name = "FILE", requires = "time", help_heading = "Question")]
    pub svg: Option<PathBuf>,
}

/// `retraffic describe`.
#[derive(Args)]
pub struct DescribeArguments {
    /// The table: CSV with a line of names
    pub data: PathBuf,
    /// Columns to describe; all where not given
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Column whose labels are compared: tables with chi-square, rank tests for numbers
    #[arg(long, value_name = "COLUMN")]
    pub by: Option<String>,
    #[command(flatten)]
    pub exchange: ExchangeArguments,
}

/// A delimiter as typed: one sign, or `tab`.
fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [one] if one.is_ascii() && !one.is_ascii_alphanumeric() && *one != b'"' => Ok(*one),
            _ => Err("one sign such as , or ; or the word tab".into()),
        },
    }
}

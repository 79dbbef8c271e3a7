//! The command line as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// From a case file on assisted victims of trafficking to the year's report on re-trafficking.
#[derive(Parser)]
#[command(name = "retraffic", version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with:  retraffic build data-sample")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Subcommand)]
pub enum Command {
    /// Make the report of a project
    #[command(
        after_help = "Example:\n  retraffic build data-sample\n\nThe report is left in the folder that [output] in report.toml names."
    )]
    Build(BuildArguments),
    /// Check data and plan; nothing is written
    #[command(after_help = "Examples:\n  retraffic check data-sample\n  retraffic check data-sample --format json")]
    Check(CheckArguments),
    /// Write a simulated data set with known truth
    #[command(after_help = "Example:\n  retraffic simulate --persons 14000 --seed 1999 --out my-sample")]
    Simulate(SimulateArguments),
    /// Say what a diagnostic code means
    #[command(after_help = "Example:\n  retraffic explain S001")]
    Explain(ExplainArguments),
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `retraffic build`.
#[derive(Args)]
pub struct BuildArguments {
    /// Folder with report.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Stop at warnings too
    #[arg(long)]
    pub strict: bool,
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
    /// A code, such as `D012`
    pub code: String,
}

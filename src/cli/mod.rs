//! Argv, the terminal and exit codes. Computes nothing.

mod arguments;
mod describe;
mod estimate;
mod explain;
mod make;
mod new;
mod place;
mod progress;
mod report;
mod shell;
mod standing;
mod trace;
mod upkeep;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use crate::build::{self, Fault, Project};
use crate::simulate::{self, Design};
use arguments::{Arguments, CheckArguments, Command, Format, SimulateArguments};
use report::Console;

/// The data or the plan has errors.
const INPUT: u8 = 1;
/// The disclosure audit failed or the ledger is missing.
const DISCLOSURE: u8 = 3;
/// Another build holds the folder.
const BUSY: u8 = 4;
/// The report does not verify.
const UNVERIFIED: u8 = 5;
/// Something is stale.
const STALE: u8 = 6;
/// Input or output failed.
const IO: u8 = 7;

/// Runs one command and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, usage errors to stderr with 2; a closed pipe is not worth a word.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let result = match &arguments.command {
        Command::New(of) => new::new(of),
        Command::Completions(of) => Ok(shell::completions(of)),
        Command::Man(of) => shell::man(of),
        Command::Build(of) => make::build(of),
        Command::Watch(of) => make::watch(of),
        Command::Status(of) => standing::status(of),
        Command::List(of) => standing::list(of),
        Command::Graph(of) => standing::graph(of),
        Command::Verify(of) => upkeep::verify(of),
        Command::Clean(of) => upkeep::clean(of),
        Command::Prune(of) => upkeep::prune(of),
        Command::Check(of) => run_check(of),
        Command::Simulate(of) => run_simulate(of),
        Command::Describe(of) => describe::describe(of),
        Command::Estimate(of) => estimate::estimate(of),
        Command::Trace(of) => trace::trace(of),
        Command::Explain(of) => explain::explain(&of.words),
    };
    result.unwrap_or_else(|fault| {
        let code = match &fault {
            Fault::Input(_) => INPUT,
            Fault::Disclosure(_) => DISCLOSURE,
            Fault::Busy(_) => BUSY,
            Fault::Unverified(_) => UNVERIFIED,
            Fault::Io(_) => IO,
            Fault::Interrupted => build::INTERRUPTED as u8,
        };
        // `check` lists all; the others point to it.
        match &arguments.command {
            Command::Check(_) => Console::stderr().all(fault.diagnostics()),
            _ => Console::stderr().summary(fault.diagnostics()),
        }
        ExitCode::from(code)
    })
}

fn run_check(of: &CheckArguments) -> Result<ExitCode, Fault> {
    let project = Project::open(&of.dir)?;
    let checked = build::check(&project)?;
    let errors = checked.diagnostics.iter().any(|d| d.is_error());
    if of.format == Format::Json {
        let text = serde_json::to_string_pretty(&checked.diagnostics).unwrap_or_default();
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    } else {
        let mut console = Console::stdout();
        console.all(&checked.diagnostics);
        console.line(&checked.summary);
    }
    let bad = errors || (of.strict && !checked.diagnostics.is_empty());
    Ok(if bad { ExitCode::from(INPUT) } else { ExitCode::SUCCESS })
}

fn run_simulate(of: &SimulateArguments) -> Result<ExitCode, Fault> {
    let simulated = simulate::simulate(&Design { persons: of.persons, seed: of.seed });
    let files: Vec<(String, Vec<u8>)> =
        simulated.files().into_iter().map(|f| (f.path.to_string(), f.text.into_bytes())).collect();
    build::write_sample(Path::new(&of.out), &files, of.force)?;
    let mut console = Console::stdout();
    for (name, _) in &files {
        console.line(&Path::new(&of.out).join(name).display().to_string());
    }
    Ok(ExitCode::SUCCESS)
}

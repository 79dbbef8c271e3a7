//! `retraffic new`: a report project to start from.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::report::Console;
use crate::build::{self, Fault, Project};
use crate::diagnostic::Diagnostic;
use crate::draft::{self, Draft};
use crate::language::Language;

/// Examples for the help of the command.
pub const HELP: &str = "Examples:
  retraffic new my-report
  retraffic new my-report --data exports/cases.csv --language fr,en
  retraffic new my-report --eject

The case file is read where it is and never copied. Nothing that is there is written over: without --eject the folder must
be new or empty; with it, templates are added to a project that is there.";

/// `retraffic new`.
#[derive(Args)]
pub struct NewArguments {
    /// Folder of the project, new or empty
    pub dir: PathBuf,
    /// Case file whose form, columns and codes are to be recognised
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Languages of the report: en, fr, es; en where not given
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = PossibleValuesParser::new(["en", "fr", "es"]))]
    pub language: Vec<String>,
    /// Write the program's templates too, for editing
    #[arg(long)]
    pub eject: bool,
}

/// Makes a project, or adds templates to one.
///
/// # Errors
/// A folder that is not empty, a case file that cannot be read as a table, a disk that cannot be written.
pub fn new(of: &NewArguments) -> Result<ExitCode, Fault> {
    if of.eject && of.data.is_none() && of.dir.join("report.toml").is_file() {
        return eject(of);
    }
    // Before a long look at the data: is there room for what it leads to?
    build::vacant(&of.dir)?;
    let languages = languages(&of.language);
    let mut draft = drafted(of, &languages)?;
    if of.eject {
        draft.files.extend(build::program_templates(&languages));
    }
    build::create(&of.dir, &draft.files)?;
    let shown = of.dir.display().to_string();
    let mut out = Console::stdout();
    if !draft.told.is_empty() {
        out.line(&draft.told);
    }
    out.line(&format!("Made in {shown}:"));
    for name in made(&draft.files) {
        out.line(&format!("  {name}"));
    }
    out.line("\nNext:");
    steps(of, &shown).iter().enumerate().for_each(|(at, step)| out.line(&format!("  {}. {step}", at + 1)));
    Console::stderr().all(&draft.remarks);
    Ok(ExitCode::SUCCESS)
}

fn drafted(of: &NewArguments, languages: &[Language]) -> Result<Draft, Fault> {
    let Some(data) = &of.data else { return Ok(draft::blank(languages)) };
    let named = build::relative(data, &of.dir)?;
    draft::for_file(data, &named, &data.display().to_string(), languages).map_err(unread)
}

/// A file that the system does not let us read is a failure of reading; all else is a fault of what was given.
fn unread(mut faults: Vec<Diagnostic>) -> Fault {
    match faults.pop() {
        Some(fault) if faults.is_empty() && matches!(fault.code, "T003" | "T004") => Fault::Io(fault),
        last => {
            faults.extend(last);
            Fault::Input(faults)
        }
    }
}

/// Files, those of templates and texts as one line each.
fn made(files: &[(String, String)]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (name, _) in files {
        let folder = name.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let line = folder.unwrap_or_else(|| name.clone());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn steps(of: &NewArguments, shown: &str) -> Vec<String> {
    let mut steps = vec!["fill in what report.toml marks FILL IN".to_owned()];
    if of.data.is_some() {
        steps.push("look at what it marks GUESS, above all the cut-off and which column is which".to_owned());
    } else {
        steps.push(
            "name the case file and its columns in report.toml, and what they record in codebook.toml".to_owned(),
        );
    }
    steps.push(format!("retraffic check {shown}"));
    steps.push(format!("retraffic build {shown}"));
    steps
}

fn eject(of: &NewArguments) -> Result<ExitCode, Fault> {
    let languages = if of.language.is_empty() { of_project(&of.dir)? } else { languages(&of.language) };
    let done = build::eject(&of.dir, &build::program_templates(&languages))?;
    let mut out = Console::stdout();
    for name in &done.written {
        out.line(&of.dir.join(name).display().to_string());
    }
    if !done.kept.is_empty() {
        let verb = if done.kept.len() == 1 { "file was" } else { "files were" };
        out.line(&format!("{} {verb} there already and stayed as before.", done.kept.len()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The languages of a project, whose report.toml may still have places to fill in.
fn of_project(folder: &Path) -> Result<Vec<Language>, Fault> {
    let text = Project::open(folder)?.text("report.toml")?;
    Ok(languages(&draft::languages(&text)))
}

/// Languages by tag, each once; English where there is none.
fn languages(tags: &[String]) -> Vec<Language> {
    let mut found: Vec<Language> = Vec::new();
    for language in tags.iter().filter_map(|tag| Language::from_tag(tag)) {
        if !found.contains(&language) {
            found.push(language);
        }
    }
    if found.is_empty() { vec![Language::English] } else { found }
}

//! `retraffic build` and `retraffic watch`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use super::arguments::{BuildArguments, Format, WatchArguments};
use super::progress::Progress;
use super::report::Console;
use super::{INPUT, place, standing};
use crate::build::{self, Fault, Memory, Order, Outcome, Project};

/// Brings targets up to date.
///
/// # Errors
/// Those of the build.
pub fn build(of: &BuildArguments) -> Result<ExitCode, Fault> {
    let (project, mut order) = place::order(&of.words)?;
    order = Order { force: of.force, wait: of.wait, strict: of.strict, ..order };
    if let Some(jobs) = of.jobs {
        build::workers(jobs);
    }
    if of.dry_run {
        return standing::would_make(&project, &order, of.format, of.explain);
    }
    interruptible();
    let progress = Progress::new(of.format, of.explain);
    let made = build::make(&project, &order, &mut Memory::default(), &|event| progress.take(event));
    let shown = progress.end();
    let outcome = made?;
    progress.findings(&outcome.diagnostics);
    tell(&outcome, of.format, shown);
    Ok(if outcome.refused { ExitCode::from(INPUT) } else { ExitCode::SUCCESS })
}

/// What a build left to say.
fn tell(outcome: &Outcome, format: Format, shown: bool) {
    if format == Format::Json {
        return;
    }
    let mut console = Console::stderr();
    if outcome.refused {
        console.all(&outcome.diagnostics);
        return;
    }
    console.summary(&outcome.diagnostics);
    if shown {
        console.line(&summed(outcome));
    }
    drop(console);
    let mut out = std::io::stdout().lock();
    for path in &outcome.reports {
        let _ = writeln!(out, "{path}");
    }
}

/// One sentence on what was done.
fn summed(outcome: &Outcome) -> String {
    let files = |n: usize| if n == 1 { "1 file".to_string() } else { format!("{n} files") };
    let mut text = if outcome.made.is_empty() && outcome.removed.is_empty() {
        format!("Nothing to do: {} up to date.", files(outcome.current))
    } else {
        format!("{} made, {} up to date.", files(outcome.made.len()), outcome.current)
    };
    if !outcome.removed.is_empty() {
        text.push_str(&format!(" {} removed that the report no longer has.", files(outcome.removed.len())));
    }
    if outcome.earlier_remarks > 0 {
        text.push_str(&format!(
            " The last build had {} findings: `retraffic check` lists them.",
            outcome.earlier_remarks
        ));
    }
    text
}

/// Builds again after every change.
///
/// # Errors
/// No project, or a system that does not tell of changes.
pub fn watch(of: &WatchArguments) -> Result<ExitCode, Fault> {
    let (project, order) = place::order(&of.words)?;
    interruptible();
    let mut memory = Memory::default();
    build::watch(&project, |project| once(project, &order, &mut memory, of.format))?;
    Ok(ExitCode::SUCCESS)
}

/// One round of watching: a fault is shown, and the last good report stays.
fn once(project: &Project, order: &Order, memory: &mut Memory, format: Format) {
    let progress = Progress::new(format, false);
    let made = build::make(project, order, memory, &|event| progress.take(event));
    progress.end();
    if format == Format::Text && std::io::stderr().is_terminal() {
        // The screen shows how things stand now, not how they stood.
        eprint!("\u{1b}[2J\u{1b}[H");
    }
    match made {
        Ok(outcome) => {
            progress.findings(&outcome.diagnostics);
            if format == Format::Text {
                let mut console = Console::stderr();
                console.summary(&outcome.diagnostics);
                outcome.reports.iter().for_each(|path| console.line(path));
                console.line(&summed(&outcome));
                console.line("Waiting for changes; Ctrl-C ends.");
            }
        }
        Err(Fault::Interrupted) => {}
        Err(fault) => {
            progress.findings(fault.diagnostics());
            if format == Format::Text {
                let mut console = Console::stderr();
                console.summary(fault.diagnostics());
                console.line("The last good report stays. Waiting for changes; Ctrl-C ends.");
            }
        }
    }
}

fn interruptible() {
    build::listen(|| {
        if std::io::stderr().is_terminal() {
            eprintln!("\nstopping: what is begun is finished or taken back; Ctrl-C again to leave at once");
        }
    });
}

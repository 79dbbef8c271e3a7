//! What a build is doing, for people on a terminal and for programs that read events.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::arguments::Format;
use crate::build::{Change, Event};
use crate::diagnostic::Diagnostic;

/// Shows events as they come.
pub struct Progress {
    format: Format,
    explain: bool,
    bar: Option<ProgressBar>,
    running: Mutex<BTreeSet<String>>,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Finding<'a> {
    Diagnostic(&'a Diagnostic),
}

impl Progress {
    /// A line that changes, on a terminal; nothing elsewhere; events on stdout for programs.
    pub fn new(format: Format, explain: bool) -> Self {
        let shown = format == Format::Text && std::io::stderr().is_terminal();
        let bar = shown.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Progress { format, explain, bar, running: Mutex::default() }
    }

    /// Takes one event.
    pub fn take(&self, event: Event) {
        if self.format == Format::Json {
            return line(&event);
        }
        if self.explain
            && let Event::Stale { target, state, reasons } = &event
        {
            self.print(&format!("{target} is {state}"));
            reasons.iter().for_each(|way| self.print(&format!("  {}", told(way))));
        }
        match &event {
            Event::Waiting { holder } => self.print(&format!("waiting for another build ({holder})")),
            Event::Recovered => {
                self.print("the last build was interrupted while it moved files in: that is finished now")
            }
            _ => {}
        }
        if let (Some(bar), Ok(mut running)) = (&self.bar, self.running.lock()) {
            show(bar, &mut running, &event);
        }
    }

    /// Findings, for programs.
    pub fn findings(&self, list: &[Diagnostic]) {
        if self.format == Format::Json {
            list.iter().for_each(|diagnostic| line(&Finding::Diagnostic(diagnostic)));
        }
    }

    /// Takes the changing line away. True where one was shown: then a last word is welcome.
    pub fn end(&self) -> bool {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.bar.is_some()
    }

    fn print(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{text}")),
            None => eprintln!("{text}"),
        }
    }
}

fn show(bar: &ProgressBar, running: &mut BTreeSet<String>, event: &Event) {
    match event {
        Event::Stage { stage } => bar.set_message(match *stage {
            "read" => "reading plan and sources",
            "draft" => "reading cases, estimating, drafting",
            "press" => "typesetting and painting",
            _ => "moving files in",
        }),
        Event::Planned { stale, .. } => bar.set_length(*stale as u64),
        Event::Started { target } => {
            running.insert(target.clone());
        }
        Event::Made { target, .. } => {
            running.remove(target);
            bar.inc(1);
        }
        _ => {}
    }
    if let (Some(first), Some(length)) = (running.iter().next(), bar.length()) {
        let more = if running.len() > 1 { format!(" and {} more", running.len() - 1) } else { String::new() };
        bar.set_message(format!("{}/{length} {first}{more}", bar.position()));
    }
}

fn line(event: &impl Serialize) {
    let text = serde_json::to_string(event).unwrap_or_default();
    // A closed pipe is not worth a word.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A way from a target to the source that changed, in one line, source first.
pub fn told(way: &[Change]) -> String {
    let Some((source, steps)) = way.split_last() else { return String::new() };
    let by: Vec<&str> = steps.iter().skip(1).rev().map(|step| step.name.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!(", by {}", by.join(", ")) };
    format!("{}{by}", changed(source))
}

/// What became of a source.
pub fn changed(change: &Change) -> String {
    let name = &change.name;
    match (change.old, change.new) {
        (Some(old), Some(new)) => format!("{name} changed ({} -> {})", old.short(), new.short()),
        (None, Some(new)) => format!("{name} is new ({})", new.short()),
        (Some(old), None) => format!("{name} is gone ({})", old.short()),
        (None, None) => format!("{name} changed"),
    }
}

//! `trace`: from a number on the page to what it counts.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Args;

use super::arguments::Format;
use super::place;
use super::report::Console;
use crate::build::{self, Fault, Project, Question, Stand, Trace, Traced};
use crate::disclosure::{CLASSIFICATION, STAMP};
use crate::language::Language;

/// What `trace --help` ends with.
pub const HELP: &str = "Examples:
  retraffic trace 6.3 --page 23
  retraffic trace \"6,3 %\" --page 23 --lang fr data-sample
  retraffic trace known_share

Spaces and the decimal mark do not matter. The report is set in memory; nothing is written.";

/// `retraffic trace`.
#[derive(Args)]
pub struct TraceArguments {
    /// A number as it is printed, or the name of a fact; and the folder with report.toml where it is another than this
    #[arg(value_name = "TEXT|FACT", required = true)]
    pub words: Vec<OsString>,
    /// Only on this page of the PDF, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub page: Option<u32>,
    /// The edition in this language; the report's first where not given
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub lang: Option<Language>,
    /// How to print the answers
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "en, fr or es".into())
}

/// Says of a number what it counts, over whom, by which rule.
///
/// # Errors
/// Those of the project; nothing that reads so.
pub fn trace(of: &TraceArguments) -> Result<ExitCode, Fault> {
    let words = place::words(&of.words);
    let project = Project::open(&words.dir)?;
    let page = of.page.and_then(|page| usize::try_from(page).ok());
    let question = Question { asked: words.names.join(" "), page, language: of.lang };
    let trace = build::trace(&project, &place::parameters()?, &question)?;
    if of.format == Format::Json {
        let answers: Vec<_> = trace.answers.iter().map(json).collect();
        let whole = serde_json::json!({
            "classification": trace.exact.then_some(STAMP), "language": trace.language.tag(), "answers": answers,
        });
        Console::stdout().line(&serde_json::to_string_pretty(&whole).unwrap_or_default());
    } else {
        show(&trace);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(trace: &Trace) {
    let mut console = Console::stdout();
    if trace.exact {
        console.line(&format!("{CLASSIFICATION}\n"));
    }
    for (at, answer) in trace.answers.iter().enumerate() {
        if at > 0 {
            console.line("");
        }
        for line in lines(answer) {
            console.line(&line);
        }
    }
}

fn lines(answer: &Traced) -> Vec<String> {
    let mut lines = Vec::new();
    match (&answer.name, &answer.meaning) {
        (Some(name), _) => {
            lines.push(format!("The fact {name}{}", answer.text.iter().map(|t| format!(": “{t}”")).collect::<String>()))
        }
        (None, Some(_)) => lines.push("A number of a table".into()),
        (None, None) => lines.push("No number of the data".into()),
    }
    if let Some(meaning) = &answer.meaning {
        let fields = [
            ("counts", &meaning.counts),
            ("over", &meaning.over),
            ("rule", &meaning.rule),
            ("in release.json", &meaning.key),
        ];
        lines.extend(fields.map(|(field, text)| format!("  {field:<16} {text}")));
    }
    for (at, stand) in answer.stands.iter().enumerate() {
        let field = if at == 0 { "printed" } else { "" };
        let text = if answer.text.is_some() { String::new() } else { format!("“{}” ", stand.text) };
        lines.push(format!("  {field:<16} {text}on page {}, {}", stand.page, stand.place));
    }
    if answer.stands.is_empty() {
        lines.push("  printed          in no sentence of this edition; tables and charts may show it".into());
    }
    lines
}

fn json(answer: &Traced) -> serde_json::Value {
    let meaning = answer.meaning.as_ref();
    let stand = |stand: &Stand| serde_json::json!({ "page": stand.page, "text": stand.text, "place": stand.place });
    serde_json::json!({
        "fact": answer.name, "text": answer.text, "counts": meaning.map(|m| &m.counts),
        "over": meaning.map(|m| &m.over), "rule": meaning.map(|m| &m.rule), "release": meaning.map(|m| &m.key),
        "stands": answer.stands.iter().map(stand).collect::<Vec<_>>(),
    })
}

//! `status`, `list`, `graph`, `explain TARGET`, `build --dry-run`: how things stand. Nothing is written.

use std::io::Write;
use std::process::ExitCode;

use super::arguments::{Format, GraphArguments, GraphFormat, ListArguments, StatusArguments};
use super::progress::{changed, told};
use super::report::Console;
use super::{STALE, place};
use crate::build::{self, Facts, Fault, GROUPS, Kind, Literal, Order, Project, Sentence, State, Survey, Verdict};
use crate::disclosure::{CLASSIFICATION, STAMP};
use crate::language::Language;

/// What is stale, and why; exit code 6 where anything is.
///
/// # Errors
/// Those of the project.
pub fn status(of: &StatusArguments) -> Result<ExitCode, Fault> {
    let (project, order) = place::order(&of.words)?;
    let survey = build::survey(&project, &order)?;
    show(&survey, of.format, false);
    Ok(if survey.current() { ExitCode::SUCCESS } else { ExitCode::from(STALE) })
}

/// What a build would do.
///
/// # Errors
/// Those of the project.
pub fn would_make(project: &Project, order: &Order, format: Format, explain: bool) -> Result<ExitCode, Fault> {
    let mut survey = build::survey(project, order)?;
    if order.force {
        let stale = |v: &mut Verdict| v.state = if v.state == State::Current { State::Stale } else { v.state.clone() };
        survey.verdicts.iter_mut().for_each(stale);
    }
    show(&survey, format, explain);
    Ok(ExitCode::SUCCESS)
}

fn show(survey: &Survey, format: Format, explain: bool) {
    if format == Format::Json {
        let targets: Vec<_> = survey.verdicts.iter().map(verdict_json).collect();
        return json(&serde_json::json!({
            "current": survey.current(), "interrupted": survey.pending, "targets": targets, "gone": survey.gone,
        }));
    }
    let mut console = Console::stdout();
    let stale: Vec<&Verdict> = survey.verdicts.iter().filter(|v| v.state != State::Current).collect();
    if stale.iter().all(|v| v.state == State::Missing) && stale.len() == survey.verdicts.len() && !explain {
        return console.line(&format!("None of the {} targets is built yet: `retraffic build`.", stale.len()));
    }
    for verdict in &stale {
        let sources: Vec<String> = verdict.sources().into_iter().map(|change| change.name).collect();
        let why = if sources.is_empty() { String::new() } else { format!("  ({})", sources.join(", ")) };
        console.line(&format!("{:<8} {}{why}", verdict.state.word(), verdict.target));
        if explain {
            verdict.reasons.iter().for_each(|way| console.line(&format!("           {}", told(way))));
        }
    }
    for name in &survey.gone {
        console.line(&format!("{:<8} {name}", "surplus"));
    }
    if survey.pending {
        console.line("A build was interrupted while it moved files in: the next one finishes that first.");
    }
    console.line(&match (stale.len(), survey.verdicts.len()) {
        (0, all) => format!("All {all} targets are up to date."),
        (stale, all) => format!("{stale} of {all} targets are to be made."),
    });
}

fn verdict_json(verdict: &Verdict) -> serde_json::Value {
    serde_json::json!({ "target": verdict.target, "state": verdict.state.word(), "reasons": verdict.reasons })
}

/// Why a target is stale, or why it was made the last time.
///
/// # Errors
/// Those of the project; an unknown target.
pub fn explain(project: &Project, order: &Order) -> Result<ExitCode, Fault> {
    let survey = build::survey(project, order)?;
    let mut console = Console::stdout();
    let asked = |v: &&Verdict| {
        let name =
            |asked: &String| v.target == *asked || v.target.starts_with(&format!("{}/", asked.trim_end_matches('/')));
        order.targets.iter().any(|target| name(target) || GROUPS.iter().any(|(group, _)| group == target))
    };
    for verdict in survey.verdicts.iter().filter(asked) {
        let name = &verdict.target;
        match verdict.state {
            State::Current => {
                console.line(&format!("{name} is up to date."));
                let because = survey.because.get(name).map(Vec::as_slice).unwrap_or_default();
                if !because.is_empty() {
                    console.line("It was made the last time because");
                }
                because.iter().for_each(|change| console.line(&format!("  {}", changed(change))));
            }
            State::Missing => {
                console.line(&format!("{name} is not there, or no record speaks of it: a build makes it."))
            }
            State::Altered => {
                console.line(&format!(
                    "{name} is not what the last build wrote: somebody changed it. A build replaces it."
                ));
            }
            State::Stale => {
                console.line(&format!("{name} is stale:"));
                verdict.reasons.iter().for_each(|way| console.line(&format!("  {}", told(way))));
            }
        }
        let sources = sources(&survey, name);
        console.line(&format!("It is made from {}.", sources.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}

/// Names of the sources that a target rests on.
fn sources(survey: &Survey, target: &str) -> Vec<String> {
    let mut left: Vec<_> = survey.graph.find(target).into_iter().collect();
    let (mut seen, mut names) = (std::collections::BTreeSet::new(), Vec::new());
    while let Some(id) = left.pop() {
        if seen.insert(id) {
            let node = survey.graph.node(id);
            if node.kind == Kind::Source {
                names.push(node.name.clone());
            }
            left.extend(&node.inputs);
        }
    }
    names.sort();
    names
}

/// What there is.
///
/// # Errors
/// Those of the project.
pub fn list(of: &ListArguments) -> Result<ExitCode, Fault> {
    let known = ["targets", "facts", "sentences", "literals", "diagnostics"];
    let (what, words): (Vec<_>, Vec<_>) =
        of.words.iter().cloned().partition(|word| known.iter().any(|known| word.to_str() == Some(*known)));
    match what.first().and_then(|word| word.to_str()).unwrap_or("targets") {
        "diagnostics" => diagnostics(of.format),
        "facts" => {
            let (project, order) = place::order(&words)?;
            facts(&project, &order, of.format)?;
        }
        "sentences" => {
            let (project, order) = place::order(&words)?;
            sentences(&project, &order, of.format)?;
        }
        "literals" => {
            let (project, order) = place::order(&words)?;
            literals(&project, &order, of.format)?;
        }
        _ => {
            let (project, order) = place::order(&words)?;
            targets(&build::survey(&project, &order)?, of.format);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn targets(survey: &Survey, format: Format) {
    if format == Format::Json {
        let groups: Vec<_> =
            GROUPS.iter().map(|(name, holds)| serde_json::json!({ "name": name, "holds": holds })).collect();
        let targets: Vec<_> = survey.verdicts.iter().map(verdict_json).collect();
        return json(&serde_json::json!({ "targets": targets, "groups": groups }));
    }
    let mut console = Console::stdout();
    for verdict in &survey.verdicts {
        console.line(&format!("{:<8} {}", verdict.state.word(), verdict.target));
    }
    console.line("\nGroups:");
    for (name, holds) in GROUPS {
        console.line(&format!("  {name:<8} {holds}"));
    }
}

fn facts(project: &Project, order: &Order, format: Format) -> Result<(), Fault> {
    let Facts { lines: facts, exact } = build::facts(project, order)?;
    if format == Format::Json {
        let facts: Vec<_> = facts
            .iter()
            .map(|fact| {
                let texts: serde_json::Map<_, _> =
                    fact.texts.iter().map(|(l, t)| (l.to_string(), t.clone().into())).collect();
                serde_json::json!({ "name": fact.name, "texts": texts })
            })
            .collect();
        json(&serde_json::json!({ "classification": exact.then_some(STAMP), "facts": facts }));
        return Ok(());
    }
    let width = facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
    let mut console = Console::stdout();
    if exact {
        console.line(&format!("{CLASSIFICATION}\n"));
    }
    for fact in facts {
        let texts: Vec<&str> = fact.texts.iter().map(|(_, text)| text.as_str()).collect();
        console.line(&format!("{:<width$}  {}", fact.name, texts.join("  |  ")));
    }
    Ok(())
}

/// What can be replaced in overrides.toml, ready to be copied.
fn sentences(project: &Project, order: &Order, format: Format) -> Result<(), Fault> {
    let languages = build::sentences(project, order)?;
    if format == Format::Json {
        let of = |(language, found): &(Language, Vec<Sentence>)| {
            let one =
                |s: &Sentence| serde_json::json!({ "language": language.tag(), s.kind: s.name, "replaces": s.shape });
            found.iter().map(one).collect::<Vec<_>>()
        };
        json(&serde_json::json!({ "sentences": languages.iter().flat_map(of).collect::<Vec<_>>() }));
        return Ok(());
    }
    let mut console = Console::stdout();
    for (language, found) in &languages {
        let mut place = "";
        for sentence in found {
            if sentence.name != place {
                console.line(&format!("\n# {} {} ({})", sentence.kind, sentence.name, language.tag()));
            }
            place = &sentence.name;
            console.line(&sentence.shape);
        }
    }
    Ok(())
}

/// Numbers that the authors marked as their own, for the data protection officer.
fn literals(project: &Project, order: &Order, format: Format) -> Result<(), Fault> {
    let found = build::literals(project, order)?;
    if format == Format::Json {
        let one = |l: &Literal| serde_json::json!({ "language": l.language.tag(), "file": l.file, "line": l.line, "text": l.text });
        json(&serde_json::json!({ "literals": found.iter().map(one).collect::<Vec<_>>() }));
        return Ok(());
    }
    let mut console = Console::stdout();
    if found.is_empty() {
        console.line("No text marks a number as the author's own.");
    }
    for literal in &found {
        console.line(&format!("{}:{}  {}", literal.file, literal.line, literal.text));
    }
    Ok(())
}

fn diagnostics(format: Format) {
    let codes = super::explain::all();
    if format == Format::Json {
        let codes: Vec<_> = codes
            .map(|(code, title, text)| serde_json::json!({ "code": code, "title": title, "text": text }))
            .collect();
        return json(&codes.into());
    }
    let mut console = Console::stdout();
    codes.for_each(|(code, title, _)| console.line(&format!("{code}  {title}")));
}

/// How everything hangs together.
///
/// # Errors
/// Those of the project.
pub fn graph(of: &GraphArguments) -> Result<ExitCode, Fault> {
    let (project, order) = place::order(&of.words)?;
    let survey = build::survey(&project, &order)?;
    match of.format {
        GraphFormat::Json => json(&survey.graph.json()),
        GraphFormat::Dot => {
            let _ = write!(std::io::stdout().lock(), "{}", survey.graph.dot());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn json(value: &serde_json::Value) {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    // A closed pipe is not worth a word.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

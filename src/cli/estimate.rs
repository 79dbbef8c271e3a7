//! `retraffic estimate`: the analyst's own analyses, from a file or as a question typed.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use super::INPUT;
use super::arguments::{EstimateArguments, Format, QuestionArguments};
use super::report::Console;
use crate::build::{self, Fault};
use crate::diagnostic::Diagnostic;
use crate::disclosure::Internal;
use crate::workbench::{self, Answers, DataFile, Estimated, Question};

/// Runs the analyses of a specification, or answers a question.
///
/// A refused analysis of a specification is an answer like others. A question to which nothing can be answered ends
/// with an error.
///
/// # Errors
/// Files that cannot be read or written, a command that asks for nothing, columns that are not there.
pub fn estimate(of: &EstimateArguments) -> Result<ExitCode, Fault> {
    let file = of.data.as_ref().map(|path| DataFile {
        shown: path.display().to_string(),
        delimiter: of.exchange.delimiter,
        encoding: of.exchange.encoding.clone(),
    });
    let data = of.data.as_deref().zip(file.as_ref());
    let question = of.question.question();
    let estimated = match (&of.spec, &question, data) {
        (Some(spec), _, data) => {
            let request = workbench::read_spec(spec, &spec.display().to_string()).map_err(fault)?;
            workbench::estimate(data, &request).map_err(fault)?
        }
        (None, Some(question), Some((path, file))) => workbench::ask(path, file, question).map_err(fault)?,
        _ => {
            let help = "name columns with --time and --status, or a file of analyses with --spec";
            return Err(Fault::Input(vec![Diagnostic::error("W011", "nothing is asked for", help)]));
        }
    };
    remarks(&estimated, question.is_some() && of.exchange.format == Format::Text && of.exchange.output.is_none());
    let answered = question.is_none() || estimated.refused.0 < estimated.refused.1;
    let answers = Internal::stamp(estimated.answers);
    if let (Some(path), Some(question)) = (&of.question.svg, &question) {
        draw(&answers, question, path)?;
    }
    print(&answers, of.exchange.format, of.exchange.output.as_deref())?;
    Ok(if answered { ExitCode::SUCCESS } else { ExitCode::from(INPUT) })
}

/// What is said beside the answers; a refusal that stands in the text is not said twice.
fn remarks(estimated: &Estimated, shown: bool) {
    let list: Vec<Diagnostic> =
        estimated.remarks.iter().filter(|remark| !(shown && remark.code == "W020")).cloned().collect();
    Console::stderr().all(&list);
}

fn draw(answers: &Internal<Answers>, question: &Question, path: &Path) -> Result<(), Fault> {
    let shown = path.display().to_string();
    let Some(curves) = answers.curves(&question.time) else {
        let help = "the answer says why there is no curve";
        return Err(Fault::Input(vec![Diagnostic::error("W022", "there is no curve to draw", help)]));
    };
    let svg = build::internal_svg(&curves)?;
    build::write_file(path, &shown, |out| out.write_all(svg.as_bytes()))
}

/// A file that is missing or cannot be read is a fault of input and output; all else is one of what was given.
pub(super) fn fault(list: Vec<Diagnostic>) -> Fault {
    match list.as_slice() {
        [one] if matches!(one.code, "W001" | "W002" | "W003" | "W004") => Fault::Io(one.clone()),
        _ => Fault::Input(list),
    }
}

/// Prints answers, or writes them to a file.
pub(super) fn print(answers: &Internal<Answers>, format: Format, output: Option<&Path>) -> Result<(), Fault> {
    let write = |out: &mut dyn Write| match format {
        Format::Json => answers.write_json(out),
        Format::Text => out.write_all(answers.text().as_bytes()),
    };
    match output {
        Some(path) => build::write_file(path, &path.display().to_string(), write),
        None => {
            // A closed pipe is not worth a word.
            let mut out = BufWriter::new(std::io::stdout().lock());
            let _ = write(&mut out).and_then(|()| out.flush());
            Ok(())
        }
    }
}

impl QuestionArguments {
    /// The question, where one was typed.
    fn question(&self) -> Option<Question> {
        let (time, status) = (self.time.clone()?, self.status.as_deref()?);
        let (status, events) = match status.split_once('=') {
            Some((column, values)) => (column, values.split(',').map(|value| value.trim().to_owned()).collect()),
            None => (status, Vec::new()),
        };
        Some(Question {
            time,
            status: status.trim().to_owned(),
            events,
            competing: self.competing.clone(),
            entry: self.entry.clone(),
            by: self.by.clone(),
            strata: self.strata.clone(),
            weights: self.weights.clone(),
            cluster: self.cluster.clone(),
            covariates: self.covariates.clone(),
            firth: self.firth,
            ties: self.ties.clone(),
            conf: self.conf.clone(),
            at: self.at.clone(),
            tau: self.tau.clone(),
        })
    }
}

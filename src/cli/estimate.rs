//! `retraffic estimate`: the analyst's own analyses.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use super::arguments::{EstimateArguments, Format};
use super::report::Console;
use crate::build::{self, Fault};
use crate::diagnostic::Diagnostic;
use crate::disclosure::Internal;
use crate::workbench::{self, Answers, DataFile};

/// Runs the analyses of a specification.
///
/// # Errors
/// Files that cannot be read or written, a specification that asks for nothing.
pub fn estimate(of: &EstimateArguments) -> Result<ExitCode, Fault> {
    let Some(spec) = &of.spec else {
        return Err(Fault::Input(vec![Diagnostic::error("W011", "nothing is asked for", "name a file with --spec")]));
    };
    let request = workbench::read_spec(spec, &spec.display().to_string()).map_err(fault)?;
    let file = of.data.as_ref().map(|path| DataFile {
        shown: path.display().to_string(),
        delimiter: of.delimiter,
        encoding: of.encoding.clone(),
    });
    let data = of.data.as_deref().zip(file.as_ref());
    let estimated = workbench::estimate(data, &request).map_err(fault)?;
    Console::stderr().all(&estimated.remarks);
    print(&Internal::stamp(estimated.answers), of.format, of.output.as_deref())?;
    Ok(ExitCode::SUCCESS)
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

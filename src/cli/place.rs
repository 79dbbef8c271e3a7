//! `[DIR] [TARGET...]`: which of the words typed is the project.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::build::{Fault, Order, Parameters, Project};
use crate::calendar::Moment;
use crate::diagnostic::{Diagnostic, Place};

/// The project, and the other words.
pub struct Words {
    /// The project's folder.
    pub dir: PathBuf,
    /// Names of targets or of what else the command takes.
    pub names: Vec<String>,
}

/// The first word that leads to a report project is the folder; where none does, the project is the folder that the user
/// stands in, unless there is none either: then the first word was meant.
pub fn words(typed: &[OsString]) -> Words {
    let text = |word: &OsString| word.to_string_lossy().into_owned();
    let here = Path::new(".");
    let at = typed.iter().position(|word| is_project(Path::new(word)));
    let at = at.or_else(|| (!is_project(here) && !typed.is_empty()).then_some(0));
    match at {
        Some(at) => Words {
            dir: PathBuf::from(&typed[at]),
            names: typed.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, word)| text(word)).collect(),
        },
        None => Words { dir: here.into(), names: typed.iter().map(text).collect() },
    }
}

fn is_project(path: &Path) -> bool {
    path.join("report.toml").is_file() || (path.is_file() && path.file_name().is_some_and(|name| name == "report.toml"))
}

/// The project and the order for its targets.
///
/// # Errors
/// No project, or a `SOURCE_DATE_EPOCH` that is none.
pub fn order(typed: &[OsString]) -> Result<(Project, Order), Fault> {
    let words = words(typed);
    let project = Project::open(&words.dir)?;
    Ok((project, Order { targets: words.names, parameters: parameters()?, ..Order::default() }))
}

/// What the environment says of a build.
///
/// # Errors
/// A `SOURCE_DATE_EPOCH` that is none.
pub fn parameters() -> Result<Parameters, Fault> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|text| !text.is_empty()) else {
        return Ok(Parameters::default());
    };
    match text.to_str().and_then(|text| text.parse().ok()).and_then(Moment::from_epoch) {
        Some(date) => Ok(Parameters { date: Some(date) }),
        None => {
            let help = "set it to a whole number of seconds since 1970-01-01, or unset it";
            let fault = Diagnostic::error("B014", "SOURCE_DATE_EPOCH is no date", help);
            Err(Fault::Input(vec![fault.at(Place::file("SOURCE_DATE_EPOCH"))]))
        }
    }
}

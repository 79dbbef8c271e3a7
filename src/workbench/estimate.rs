//! A request and a data file in, answers out: what `retraffic estimate` and `retraffic describe` run.

use std::collections::BTreeSet;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::{Answer, Answers, Outcome};
use super::follow_up::{LabelColumn, column_of};
use super::refusal::Refusal;
use super::rows::Choice;
use super::source::Source;
use super::spec::{Entry, NumbersSpec, SpecFile};
use super::{comparison, competing, cox, curve, descriptive, lifetime, occurrence, tally};
use crate::confidential::Confidential;
use crate::diagnostic::{Diagnostic, Place};
use crate::numeric::parallel::in_order;
use crate::table::{self, Options};

/// How the data file is to be read.
#[derive(Clone, Debug, Default)]
pub struct DataFile {
    /// What diagnostics call it.
    pub shown: String,
    /// What stands between cells; recognised when not given.
    pub delimiter: Option<u8>,
    /// Its encoding; UTF-8 when not given.
    pub encoding: Option<String>,
}

/// Answers, and what is to be said beside them.
#[derive(Debug)]
pub struct Estimated {
    /// The answers.
    pub answers: Confidential<Answers>,
    /// How many analyses were refused, and of how many.
    pub refused: (usize, usize),
    /// Remarks without values of the data.
    pub remarks: Vec<Diagnostic>,
}

/// Reads a file of analyses.
///
/// # Errors
/// `W001` to `W004` where it cannot be read, `W010` where it is no JSON, `W011` where it asks for nothing.
pub fn read_spec(path: &Path, shown: &str) -> Result<SpecFile, Vec<Diagnostic>> {
    let bytes = std::fs::read(path).map_err(|error| vec![unread(&error, shown)])?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let file: SpecFile = serde_json::from_slice(text).map_err(|error| {
        let message = if error.is_data() {
            "the file is JSON, but not a list of analyses"
        } else {
            "the file is not JSON: it breaks off or has a wrong sign here"
        };
        let help = "it must be {\"analyses\": [{\"id\": ..., \"type\": ..., \"spec\": {...}}, ...]}";
        let place = Place::cell(shown, error.line() as u64, error.column().to_string());
        vec![Diagnostic::error("W010", message, help).at(place)]
    })?;
    if file.analyses.is_none() && file.cases.is_none() {
        let help = "the list is called `analyses`, or `cases` where each has its own `input`";
        return Err(vec![Diagnostic::error("W011", "the file asks for nothing", help).at(Place::file(shown))]);
    }
    Ok(file)
}

/// What is wrong with a file that cannot be opened.
pub(super) fn unread(error: &std::io::Error, shown: &str) -> Diagnostic {
    use std::io::ErrorKind;
    let fault = match error.kind() {
        ErrorKind::NotFound => Diagnostic::error("W001", "there is no such file", "check its name and the folder"),
        ErrorKind::PermissionDenied => Diagnostic::error(
            "W003",
            "you have no permission to read this file",
            "ask its owner for the right to read it",
        ),
        ErrorKind::IsADirectory => Diagnostic::error("W002", "this is a folder, not a file", "give the file inside it"),
        kind => Diagnostic::error("W004", format!("the file cannot be read: {kind}"), "try again, or copy the file"),
    };
    fault.at(Place::file(shown))
}

/// Reads the columns that a request names.
///
/// # Errors
/// `W001` to `W004` where the file cannot be read, and what is wrong with it as a table.
pub fn open(path: &Path, file: &DataFile, columns: Option<BTreeSet<String>>) -> Result<Source, Vec<Diagnostic>> {
    let metadata = std::fs::metadata(path).map_err(|error| vec![unread(&error, &file.shown)])?;
    if metadata.is_dir() {
        return Err(vec![unread(&std::io::ErrorKind::IsADirectory.into(), &file.shown)]);
    }
    std::fs::File::open(path).map_err(|error| vec![unread(&error, &file.shown)])?;
    let options =
        Options { file: file.shown.clone(), delimiter: file.delimiter, encoding: file.encoding.clone(), columns };
    let table = table::read_path(path, &options)
        .map_err(|faults| faults.into_iter().map(on_the_command_line).collect::<Vec<_>>())?;
    Ok(Source::new(table))
}

/// The remedy of a fault of the table, for a file that no report.toml names.
fn on_the_command_line(mut fault: Diagnostic) -> Diagnostic {
    match fault.code {
        "T007" => fault.help = "name the delimiter with --delimiter".into(),
        "T013" | "T014" | "T016" | "T017" => {
            fault.help = "save it as CSV UTF-8, or name its encoding with --encoding".into();
        }
        _ => {}
    }
    fault
}

/// Runs every analysis of a request.
///
/// An analysis that cannot be done is refused, and the others still run.
///
/// # Errors
/// A data file that cannot be read.
pub fn estimate(data: Option<(&Path, &DataFile)>, request: &SpecFile) -> Result<Estimated, Vec<Diagnostic>> {
    let source = match data {
        Some((path, file)) => Some(open(path, file, Some(wanted_columns(request)))?),
        None => None,
    };
    Ok(estimate_from(source.as_ref(), request))
}

/// The same on a table that is open.
pub(super) fn estimate_from(source: Option<&Source>, request: &SpecFile) -> Estimated {
    let run = |entries: &Vec<Entry>| in_order(entries.iter().collect(), |entry| answer(source, entry));
    let answers = Answers { analyses: request.analyses.as_ref().map(run), cases: request.cases.as_ref().map(run) };
    Estimated::new(answers)
}

impl Estimated {
    /// Answers with the remarks that belong to them.
    pub(super) fn new(answers: Answers) -> Estimated {
        let mut remarks = Vec::new();
        let mut refused = (0, 0);
        for (place, answer) in (1..).zip(answers.iter()) {
            refused.1 += 1;
            let which = format!("analysis {place}{}", kind_in_brackets(answer));
            if let Err(refusal) = &answer.outcome {
                refused.0 += 1;
                let message = format!("{which} was not done: {}", refusal.message);
                let help = format!("`retraffic explain {}` says more", refusal.code);
                remarks.push(Diagnostic::warning("W020", message, help));
            }
            let count = answer.never_at_risk();
            if count > 0 {
                let rows = if count == 1 { "one row leaves".to_owned() } else { format!("{count} rows leave") };
                let message = format!("{which}: {rows} at or before entering, and were left out");
                remarks.push(Diagnostic::warning("W021", message, "a row is at risk after `entry` and up to `time`"));
            }
        }
        Estimated { answers: Confidential::new(answers), refused, remarks }
    }
}

fn kind_in_brackets(answer: &Answer) -> String {
    let known = KINDS.contains(&answer.type_name());
    if known { format!(" ({})", answer.type_name()) } else { String::new() }
}

/// Types that are known.
const KINDS: &[&str] = &[
    "km",
    "logrank",
    "cox",
    "cox_firth",
    "cox_diagnosis",
    "aalen_johansen",
    "gray_test",
    "fine_gray",
    "aft",
    "aft_interval",
    "mixture_cure",
    "turnbull",
    "person_time_rate",
    "mean_cumulative_function",
    "right_truncation",
    "frequency",
    "crosstab",
    "proportion_ci",
    "poisson_rate",
    "contingency_table",
    "p_adjust",
    "numeric_summary",
    "two_sample",
    "k_sample",
    "correlation",
    "paired_table",
    "diversity",
    "mantel_haenszel",
];

/// Every name that may be a column: what stands under a key that names columns, at any depth.
fn wanted_columns(request: &SpecFile) -> BTreeSet<String> {
    const KEYS: &[&str] = &[
        "time", "status", "entry", "weights", "group", "strata", "cluster", "id", "x", "y", "r", "left", "right",
        "rows", "columns", "column",
    ];
    fn walk(value: &Value, named: bool, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) if named => {
                found.insert(text.clone());
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, named, found)),
            Value::Object(map) => {
                map.iter().for_each(|(key, value)| walk(value, KEYS.contains(&key.as_str()), found));
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    let entries = request.analyses.iter().chain(&request.cases).flatten();
    entries.for_each(|entry| walk(&entry.spec, false, &mut found));
    found
}

fn answer(source: Option<&Source>, entry: &Entry) -> Answer {
    Answer { id: entry.id.clone(), kind: entry.kind.clone(), outcome: outcome(source, entry) }
}

/// The keys of one type.
fn read<T: DeserializeOwned>(entry: &Entry) -> Result<T, Refusal> {
    T::deserialize(&entry.spec).map_err(|error| Refusal::spec(format!("`spec`: {error}")))
}

fn outcome(source: Option<&Source>, entry: &Entry) -> Result<Outcome, Refusal> {
    let Some(kind) = entry.kind.as_str() else { return Err(unknown("")) };
    if let Some(of_input) = case(kind) {
        return match (&entry.input, source) {
            (Value::Null, Some(source)) if !entry.spec.is_null() => {
                from_columns(source, kind, entry).map(Outcome::Plain)
            }
            (Value::Null, _) => Err(Refusal::spec("`input` is missing")),
            (input, _) => of_input(input).map(Outcome::Plain),
        };
    }
    if !KINDS.contains(&kind) {
        return Err(unknown(kind));
    }
    let Some(source) = source else {
        return Err(Refusal::new("no-data", "this analysis reads columns, and no data file was given"));
    };
    Ok(match kind {
        "km" => Outcome::Curves(curve::km(source, &read(entry)?)?),
        "logrank" => Outcome::Comparison(Box::new(comparison::log_rank(source, &read(entry)?)?)),
        "cox" => Outcome::Cox(Box::new(cox::cox(source, &read(entry)?)?)),
        "cox_firth" => Outcome::Firth(cox::cox_firth(source, &read(entry)?)?),
        "cox_diagnosis" => Outcome::Plain(cox::cox_diagnosis(source, &read(entry)?)?),
        "aalen_johansen" => Outcome::Incidences(competing::incidence(source, &read(entry)?)?),
        "gray_test" => Outcome::Plain(competing::gray(source, &read(entry)?)?),
        "fine_gray" => Outcome::FineGray(competing::subdistribution(source, &read(entry)?)?),
        "aft" => Outcome::Plain(lifetime::accelerated(source, &read(entry)?)?),
        "aft_interval" => Outcome::Plain(lifetime::accelerated_interval(source, &read(entry)?)?),
        "mixture_cure" => Outcome::Plain(lifetime::cure(source, &read(entry)?)?),
        "turnbull" => Outcome::Plain(lifetime::npmle(source, &read(entry)?)?),
        "person_time_rate" => Outcome::Plain(occurrence::rates(source, &read(entry)?)?),
        "mean_cumulative_function" => Outcome::Plain(occurrence::recurrence(source, &read(entry)?)?),
        "right_truncation" => Outcome::Plain(occurrence::truncation(source, &read(entry)?)?),
        "frequency" => Outcome::Frequencies(tally::frequency(source, &read(entry)?)?),
        "crosstab" => Outcome::CrossCounts(tally::crosstab(source, &read(entry)?)?),
        _ => return Err(unknown(kind)),
    })
}

fn unknown(kind: &str) -> Refusal {
    let near = super::source::nearest(kind, KINDS.iter().copied());
    let message = match near {
        Some(near) => format!("there is no analysis of this type; did you mean `{near}`?"),
        None => "there is no analysis of this type".to_owned(),
    };
    Refusal::new("unknown-type", message)
}

/// An analysis of its own input.
type OfInput = fn(&Value) -> Result<Value, Refusal>;

/// What runs a type that carries its own input.
fn case(kind: &str) -> Option<OfInput> {
    Some(match kind {
        "proportion_ci" => descriptive::proportion_ci,
        "poisson_rate" => descriptive::poisson_rate,
        "contingency_table" => descriptive::contingency_table,
        "p_adjust" => descriptive::p_adjust,
        "numeric_summary" => descriptive::numeric_summary,
        "two_sample" => descriptive::two_sample,
        "k_sample" => descriptive::k_sample,
        "correlation" => descriptive::correlation,
        "paired_table" => descriptive::paired_table,
        "diversity" => descriptive::diversity,
        "mantel_haenszel" => descriptive::mantel_haenszel,
        _ => return None,
    })
}

/// The same types on columns of a data file.
fn from_columns(source: &Source, kind: &str, entry: &Entry) -> Result<Value, Refusal> {
    match kind {
        "numeric_summary" | "two_sample" | "k_sample" => {
            let spec: NumbersSpec = read(entry)?;
            let (_, groups) = samples(source, &spec)?;
            match (kind, groups.as_slice()) {
                ("numeric_summary", [x]) => descriptive::summary(x),
                ("two_sample", [x, y]) => descriptive::two_samples(x, y),
                ("two_sample", _) => Err(Refusal::spec("`group` has not two labels")),
                ("k_sample", _) if spec.group.is_some() => {
                    descriptive::k_samples(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>())
                }
                ("numeric_summary", _) => Err(Refusal::unsupported("`group`; ask k_sample, or a `subset`")),
                _ => Err(Refusal::spec("`group` is missing")),
            }
        }
        "contingency_table" | "paired_table" => {
            let counted = tally::crosstab(source, &read(entry)?)?;
            if kind == "paired_table" && counted.row_levels != counted.column_levels {
                return Err(Refusal::spec("the two columns do not have the same labels"));
            }
            let of_input =
                if kind == "paired_table" { descriptive::paired_table } else { descriptive::contingency_table };
            of_input(&json!({ "counts": counted.counts }))
        }
        _ => Err(Refusal::spec("`input` is missing")),
    }
}

/// Numbers of a column by the labels of another, or all together.
pub(super) fn samples(source: &Source, spec: &NumbersSpec) -> Result<(Vec<String>, Vec<Vec<f64>>), Refusal> {
    let mut choice = Choice::new(source, spec.subset.as_ref())?;
    choice.number(&spec.column)?;
    spec.group.iter().try_for_each(|name| choice.label(name))?;
    let (rows, _, _) = choice.finish();
    let values = column_of(source, &rows, &spec.column)?;
    let Some(name) = &spec.group else { return Ok((Vec::new(), vec![values])) };
    let group = LabelColumn::new(source, &rows, name)?;
    let mut samples = vec![Vec::new(); group.labels.len()];
    for (value, code) in values.into_iter().zip(&group.codes) {
        samples[*code as usize].push(value);
    }
    Ok((group.labels, samples))
}

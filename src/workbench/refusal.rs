//! Why an analysis was not done: stable codes, and words without values of the data.

use crate::estimate::EstimateError;

/// An analysis that cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// A stable name, such as `no-events`.
    pub code: &'static str,
    /// What is the matter, in one sentence.
    pub message: String,
}

/// Every code of a refusal with its title and what it means.
pub const REFUSALS: &[(&str, &str, &str)] = &[
    ("unknown-type", "no such analysis", "The `type` of an analysis is none that the workbench knows."),
    ("invalid-spec", "a wrong specification", "A key that the analysis needs is missing, or is not of the right form."),
    ("unknown-column", "no such column", "A column that the specification names is not in the data."),
    (
        "not-a-number",
        "a text where a number belongs",
        "A cell of a column of numbers holds something else. Empty cells and `NA` are missing and do no harm.",
    ),
    ("no-data", "no data file", "The analysis reads columns of a table, and the command was given none."),
    ("no-rows", "no rows", "No row is complete on the columns that the analysis names, or the subset is empty."),
    (
        "no-events",
        "no events",
        "No row has the event, so nothing can be compared or fitted. A curve can still be drawn: it stays at 1.",
    ),
    ("too-few-rows", "too few rows", "The formula needs more rows than there are."),
    ("one-group", "one group", "All rows are in one group: there is nothing to compare it with."),
    (
        "not-finite",
        "a number that is not usable",
        "A number is infinite, larger than 1e75, or outside a logarithm or a root.",
    ),
    ("empty-interval", "no time at risk", "A row leaves at or before it comes under observation."),
    ("invalid-weight", "a wrong weight", "Weights must be numbers that are not negative."),
    (
        "outside-domain",
        "outside what the method can do",
        "The method does not take delayed entry, weights, or an argument of this size.",
    ),
    (
        "unsupported",
        "a key that this analysis cannot heed",
        "The specification asks for something that the method has no answer to; leaving it out in silence would mislead.",
    ),
    ("empty-margin", "an empty margin", "A row or a column of the table has no counts at all."),
    (
        "no-variation",
        "no variation",
        "The values, or a covariate, are the same in all rows: there is no spread to divide by.",
    ),
    (
        "too-large",
        "too large for an exact answer",
        "The exact computation would take too long; the approximation of the same analysis stands beside it or is good at this size.",
    ),
    (
        "not-converged",
        "the iteration did not settle",
        "The likelihood has no maximum inside, or is too flat to find it: often too many parameters for the events.",
    ),
    (
        "monotone-likelihood",
        "an infinite coefficient",
        "A covariate parts events from others perfectly, so that its hazard ratio is infinite or 0 and has no interval. Ask `cox_firth`, or `--firth`, for a finite estimate with an honest interval.",
    ),
    ("inconsistent", "columns that do not fit together", "Columns or lists that belong together differ in length."),
];

impl Refusal {
    /// A refusal by its code.
    pub fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into() }
    }

    /// A specification that cannot be understood.
    pub fn spec(message: impl Into<String>) -> Refusal {
        Refusal::new("invalid-spec", message)
    }

    /// Something asked for that the analysis cannot do.
    pub fn unsupported(what: &str) -> Refusal {
        Refusal::new("unsupported", format!("this analysis cannot take {what}"))
    }

    /// An estimator's refusal, where `line` leads from its row to the line of the file.
    pub fn of(error: EstimateError, line: impl Fn(usize) -> Option<u64>) -> Refusal {
        let code = match error {
            EstimateError::NoRows => "no-rows",
            EstimateError::NoEvents => "no-events",
            EstimateError::TooFewRows { .. } => "too-few-rows",
            EstimateError::OneGroup => "one-group",
            EstimateError::UnequalLengths | EstimateError::CodeOutOfRange { .. } => "inconsistent",
            EstimateError::NotFinite { .. } => "not-finite",
            EstimateError::EmptyInterval { .. } => "empty-interval",
            EstimateError::InvalidWeight { .. } => "invalid-weight",
            EstimateError::TooManyRows | EstimateError::TooLarge => "too-large",
            EstimateError::Domain(_) => "outside-domain",
            EstimateError::EmptyMargin => "empty-margin",
            EstimateError::NoVariation => "no-variation",
            EstimateError::Infinite => "monotone-likelihood",
            EstimateError::NotConverged => "not-converged",
        };
        let at = |row: usize| line(row).map_or_else(String::new, |line| format!(" (line {line})"));
        let message = match error {
            EstimateError::NotFinite { row } => format!("a number is not usable{}", at(row)),
            EstimateError::EmptyInterval { row } => format!("a row leaves at or before it enters{}", at(row)),
            EstimateError::InvalidWeight { row } => format!("a weight is negative or not a usable number{}", at(row)),
            other => other.to_string(),
        };
        Refusal { code, message }
    }
}

impl From<EstimateError> for Refusal {
    /// A refusal of an estimator that has no rows of a file.
    fn from(error: EstimateError) -> Refusal {
        Refusal::of(error, |_| None)
    }
}

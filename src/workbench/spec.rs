//! What an analyst asks for: the file of analyses, and the keys of each type. Knows no table.
//!
//! Keys that nobody reads are ignored, results that a file carries among them.

use serde::Deserialize;
use serde_json::Value;

use super::scalar::{Scalar, Scalars};

/// A file of analyses.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SpecFile {
    /// Analyses of a data file.
    pub analyses: Option<Vec<Entry>>,
    /// Analyses that carry their own input.
    pub cases: Option<Vec<Entry>>,
}

/// One analysis.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// What the answer is called.
    #[serde(default)]
    pub id: Value,
    /// Which analysis.
    #[serde(rename = "type", default)]
    pub kind: Value,
    /// What is asked of a data file.
    #[serde(default)]
    pub spec: Value,
    /// The input itself.
    #[serde(default)]
    pub input: Value,
}

impl Entry {
    /// An analysis of a data file.
    pub fn new(id: &str, kind: &str, spec: Value) -> Entry {
        Entry { id: id.into(), kind: kind.into(), spec, input: Value::Null }
    }
}

/// Rows to look at.
#[derive(Clone, Debug, Deserialize)]
pub struct Subset {
    /// The column looked at.
    pub column: String,
    /// What it must hold.
    pub equals: Scalars,
}

/// Follow-up as columns: what every time-to-event analysis has.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FollowUpSpec {
    /// When a row leaves.
    pub time: String,
    /// How it leaves.
    pub status: String,
    /// Values of `status` that are the event; all others are censored. 1 where not given.
    pub event_values: Option<Scalars>,
    /// When a row comes under observation.
    pub entry: Option<String>,
    /// Weights of rows.
    pub weights: Option<String>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// `km`.
#[derive(Clone, Debug, Deserialize)]
pub struct CurveSpec {
    /// Follow-up.
    #[serde(flatten)]
    pub follow_up: FollowUpSpec,
    /// One curve for each label of this column.
    pub group: Option<String>,
    /// Whether errors are robust; where not said, with weights that are not whole, and with a cluster.
    pub robust: Option<bool>,
    /// Rows that belong together.
    #[serde(alias = "id")]
    pub cluster: Option<String>,
    /// Limits of restricted means.
    pub rmst_tau: Option<Floats>,
    /// Times at which the readable form reads the curve; round ones where not given.
    pub at: Option<Floats>,
    /// The scale of the interval in the readable form; log-log where not given. Programs get all five.
    pub conf_type: Option<String>,
}

/// One number or a list of numbers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Floats {
    /// A list.
    Many(Vec<f64>),
    /// One alone.
    One(f64),
}

impl Floats {
    /// The numbers.
    pub fn list(&self) -> &[f64] {
        match self {
            Floats::Many(list) => list,
            Floats::One(one) => std::slice::from_ref(one),
        }
    }
}

/// `logrank`.
#[derive(Clone, Debug, Deserialize)]
pub struct ComparisonSpec {
    /// Follow-up.
    #[serde(flatten)]
    pub follow_up: FollowUpSpec,
    /// The groups compared.
    pub group: String,
    /// Compared within each label of this column.
    pub strata: Option<String>,
    /// Scores of the groups in order of their labels.
    pub trend_scores: Option<Vec<f64>>,
}

/// `person_time_rate`, `mean_cumulative_function`.
#[derive(Clone, Debug, Deserialize)]
pub struct GroupedSpec {
    /// Follow-up.
    #[serde(flatten)]
    pub follow_up: FollowUpSpec,
    /// One figure for each label of this column.
    pub group: Option<String>,
    /// Rows of one person.
    pub id: Option<String>,
}

/// A covariate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CovariateSpec {
    /// Its column.
    pub column: String,
    /// `numeric` or `factor`; told from the cells where not given.
    pub kind: Option<String>,
    /// Levels of a factor in order; all labels in order where not given.
    pub levels: Option<Vec<Scalar>>,
    /// The level that others are compared with; the first where not given.
    pub reference: Option<Scalar>,
    /// `log` or `sqrt` of a number.
    pub transform: Option<String>,
}

/// `cox`, `cox_firth`, `cox_diagnosis`, `aft`.
#[derive(Clone, Debug, Deserialize)]
pub struct RegressionSpec {
    /// Follow-up.
    #[serde(flatten)]
    pub follow_up: FollowUpSpec,
    /// Covariates.
    #[serde(default)]
    pub covariates: Vec<CovariateSpec>,
    /// A baseline of its own for each label of this column.
    pub strata: Option<String>,
    /// Rows that belong together.
    pub cluster: Option<String>,
    /// Whether errors are robust; where not said, with a cluster, and with weights that are not whole.
    pub robust: Option<bool>,
    /// `efron`, `breslow` or `exact`.
    pub ties: Option<String>,
    /// The law of an accelerated failure time model.
    pub dist: Option<String>,
    /// Whether residuals are listed however many rows there are.
    pub residuals: Option<bool>,
}

/// `aalen_johansen`, `gray_test`, `fine_gray`.
#[derive(Clone, Debug, Deserialize)]
pub struct CompetingSpec {
    /// When a row leaves.
    pub time: String,
    /// How it leaves.
    pub status: String,
    /// The causes, in order.
    #[serde(default)]
    pub causes: Vec<Scalar>,
    /// The cause of interest.
    pub cause: Option<Scalar>,
    /// The status of a censored row. Another status that is no cause named is one more competing cause; where no status
    /// is said to be censored, it is censored.
    pub censor_value: Option<Scalars>,
    /// When a row comes under observation.
    pub entry: Option<String>,
    /// Weights of rows.
    pub weights: Option<String>,
    /// One figure for each label of this column, or the groups compared.
    pub group: Option<String>,
    /// Compared within each label of this column.
    pub strata: Option<String>,
    /// Rows that belong together.
    #[serde(alias = "id")]
    pub cluster: Option<String>,
    /// Times at which the readable form reads the curves; round ones where not given.
    pub at: Option<Floats>,
    /// Power of the weight of Gray's test.
    pub rho: Option<f64>,
    /// Covariates.
    #[serde(default)]
    pub covariates: Vec<CovariateSpec>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// `turnbull`, `aft_interval`.
#[derive(Clone, Debug, Deserialize)]
pub struct IntervalSpec {
    /// Left ends; empty is 0.
    pub left: String,
    /// Right ends; empty is infinite.
    pub right: String,
    /// One figure for each label of this column, or a covariate.
    pub group: Option<String>,
    /// The label that others are compared with.
    pub group_reference: Option<Scalar>,
    /// The law of an accelerated failure time model.
    pub dist: Option<String>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// `right_truncation`.
#[derive(Clone, Debug, Deserialize)]
pub struct TruncationSpec {
    /// Lags.
    pub x: String,
    /// The longest lag that could have been seen.
    pub r: String,
    /// One figure for each label of this column.
    pub group: Option<String>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// `frequency`.
#[derive(Clone, Debug, Deserialize)]
pub struct FrequencySpec {
    /// The columns counted.
    pub columns: Vec<String>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// `crosstab`, and the tables of counts that are taken from two columns.
#[derive(Clone, Debug, Deserialize)]
pub struct CrosstabSpec {
    /// The column whose labels are rows.
    pub rows: String,
    /// The column whose labels are columns.
    pub columns: String,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

/// Numbers taken from columns: `numeric_summary`, `two_sample`, `k_sample`.
#[derive(Clone, Debug, Deserialize)]
pub struct NumbersSpec {
    /// The column of numbers.
    pub column: String,
    /// The samples compared.
    pub group: Option<String>,
    /// Rows to look at.
    pub subset: Option<Subset>,
}

//! A regression as it is printed.

use crate::codebook::Labels;
use crate::disclosure::release::Estimate;
use crate::disclosure::{Number, Protected};
use crate::study::ModelKind;

/// Why a model, or a covariate of it, is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelGap {
    /// The case file does not record it.
    NotRecorded,
    /// Too few people or cases in its levels, alone or beside the covariates before it.
    TooFew,
    /// The events do not allow more parameters.
    Parameters,
    /// Leaving out those without an answer would cost too many events.
    Missing,
    /// The fit did not settle.
    NotFitted,
}

impl ModelGap {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            ModelGap::NotRecorded => "not_recorded",
            ModelGap::TooFew => "too_few",
            ModelGap::Parameters => "parameters",
            ModelGap::Missing => "missing",
            ModelGap::NotFitted => "not_fitted",
        }
    }
}

/// What a test of proportional hazards says, in classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// p above 0.2.
    NoSign,
    /// p from 0.05 to 0.2.
    SomeSign,
    /// p below 0.05.
    ClearSign,
}

impl Drift {
    /// The class of a p-value.
    pub fn of(p: f64) -> Self {
        match p {
            p if p > 0.2 => Drift::NoSign,
            p if p >= 0.05 => Drift::SomeSign,
            _ => Drift::ClearSign,
        }
    }

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Drift::NoSign => "no_sign",
            Drift::SomeSign => "some_sign",
            Drift::ClearSign => "clear_sign",
        }
    }
}

/// One level of a covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelLevel {
    /// Stable name; `not_recorded` for those without an answer.
    pub name: String,
    /// Printed; `None` for those without an answer.
    pub labels: Option<Labels>,
    /// The others are compared with it.
    pub reference: bool,
    /// People who were at risk in it.
    pub persons: Protected<Number>,
    /// Re-trafficked from it.
    pub events: Protected<Number>,
    /// Their time at risk in it.
    pub person_years: Protected<Number>,
    /// Firth's hazard ratio with its profile interval.
    pub ratio: Option<Estimate>,
    /// The unpenalised one with Wald's interval, where there are 10 events to a parameter.
    pub plain: Option<Estimate>,
    /// Whether its ratio drifts with time.
    pub drift: Option<Drift>,
}

/// One covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelTerm {
    /// Stable name.
    pub name: String,
    /// Printed.
    pub labels: Labels,
    /// Levels in order, the reference first.
    pub levels: Vec<ModelLevel>,
}

/// One regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Stable name.
    pub id: String,
    /// Printed.
    pub title: Labels,
    /// What it looks at.
    pub kind: ModelKind,
    /// Why it has no ratios, if it has none.
    pub gap: Option<ModelGap>,
    /// First day of its time at risk.
    pub start: i32,
    /// People in it.
    pub persons: Protected<Number>,
    /// Re-trafficked among them.
    pub events: Protected<Number>,
    /// People at risk after its start who are left out.
    pub left_out: Protected<Number>,
    /// Number of coefficients.
    pub parameters: Protected<Number>,
    /// Printed events to a parameter.
    pub events_per_parameter: Protected<Number>,
    /// Covariates in order; empty where there is a gap.
    pub terms: Vec<ModelTerm>,
    /// Covariates that are left out.
    pub omitted: Vec<(Labels, ModelGap)>,
    /// Levels of covariates in the model that are too few to show: covariate and level.
    pub dropped: Vec<(Labels, Labels)>,
    /// Whether ratios drift with time, all together.
    pub drift: Option<Drift>,
    /// How well the fit orders people, in steps of 0.05.
    pub concordance: Option<Protected<Number>>,
}

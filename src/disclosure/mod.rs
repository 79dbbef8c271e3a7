//! The only door from confidential results to protected ones.
//!
//! Owns the policies and everything that may be printed. Sees time at risk, day by day, where a model or a curve needs it;
//! never a row of the case file.

mod contact_loss;
mod course;
mod curve;
mod grid;
mod imputed;
mod independence;
mod indicator;
mod internal;
mod internal_only;
mod label;
mod lifetime;
mod model;
mod number;
mod p_class;
mod period;
mod policy;
mod protect;
mod rate;
mod recurrence;
mod release;
mod sketch;
mod symmetry;
mod table;

pub use crate::analysis::{CellKey, Life, Lives};
pub use contact_loss::{ContactLoss, MULTIPLIERS};
pub use course::Course;
pub use independence::Independence;
pub use indicator::{Indicator, IndicatorTest};
pub use internal::{CLASSIFICATION, Internal, STAMP};
pub use internal_only::InternalOnly;
pub use lifetime::{LifetimeComparison, LifetimeRow};
pub use model::{Drift, Model, ModelGap, ModelLevel, ModelTerm};
pub use number::{Number, Protected, Unit};
pub use p_class::PClass;
pub use policy::{Count, Policy};
pub use protect::{Terms, protect};
pub use recurrence::{ExitRate, MeanStep, Recurrence};
pub use release::{
    Association, CaseCurve, CasePoint, Cell, Curve, CurveSet, DateQuality, Estimate, Fact, FlowCount, PeriodRate,
    Release, Remark, Row, Sensitivity, Step, Table,
};
pub use sketch::InternalCurves;
pub use symmetry::Symmetry;

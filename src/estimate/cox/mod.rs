//! Cox's proportional-hazards regression, and all that is read from a fit.
//!
//! - [`design`]: covariates and their inner scale; `moments`: sums of their products
//! - `sweep`: who is at risk at each event time, the one pass that everything folds over
//! - [`model`]: the data of a model, and its likelihood
//! - [`fit`]: estimates, variances (plain and robust), tests
//! - `monotone`: which coefficients are infinite
//! - [`exact`]: the exact partial likelihood for ties
//! - [`firth()`]: penalised fits for rare events, with profile intervals
//! - [`residual`]: martingale, deviance, score and Schoenfeld residuals
//! - [`predict`]: baseline hazard and predicted curves
//! - [`proportionality`]: Schoenfeld tests
//! - [`mod@concordance`]: how well a score orders the rows

pub mod concordance;
pub mod design;
pub mod exact;
pub mod firth;
pub mod fit;
pub mod model;
mod moments;
mod monotone;
pub mod predict;
pub mod proportionality;
pub mod residual;
mod sweep;

pub use concordance::{Concordance, concordance};
pub use design::Covariate;
pub use firth::{FirthFit, firth};
pub use fit::{CoxFit, Infinite};
pub use model::{CoxModel, Ties};
pub use predict::{BaselineHazard, PredictedPoint};
pub use proportionality::{Clock, Proportionality};
pub use residual::SchoenfeldResidual;

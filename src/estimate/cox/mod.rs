//! Cox's proportional-hazards regression, and all that is read from a fit.
//!
//! - [`model`]: covariates in risk-set order, and the one sweep over risk sets that everything folds over
//! - [`fit`]: estimates, variances (plain and robust), tests
//! - `monotone`: which coefficients are infinite
//! - [`exact`]: the exact partial likelihood for ties
//! - [`firth()`]: penalised fits for rare events, with profile intervals
//! - [`residual`]: martingale, deviance, score and Schoenfeld residuals
//! - [`predict`]: baseline hazard and predicted curves
//! - [`proportionality`]: Schoenfeld tests
//! - [`concordance`]: how well a score orders the rows

pub mod concordance;
pub mod exact;
pub mod firth;
pub mod fit;
pub mod model;
mod monotone;
pub mod predict;
pub mod proportionality;
pub mod residual;

pub use concordance::{Concordance, concordance};
pub use firth::{FirthFit, firth};
pub use fit::{CoxFit, Infinite};
pub use model::{CoxModel, Ties};
pub use predict::{BaselineHazard, PredictedPoint};
pub use proportionality::{Clock, Proportionality};
pub use residual::SchoenfeldResidual;

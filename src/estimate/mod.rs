//! Pure statistics on slices: no files, names, dates, text or rounding.
//!
//! Every estimator returns a typed result or an [`EstimateError`]; none panics, none returns NaN.
//! Time-to-event estimators fold over one table: rows are sorted once into a [`RiskSet`], counted into
//! a [`RiskTable`], and each estimator reads that.

mod accelerated;
pub mod adjust;
mod competing;
pub mod contact_loss;
pub mod contingency;
pub mod correlation;
pub mod cox;
mod cure;
mod curve_quantile;
mod diversity;
pub mod effect;
mod error;
mod event;
mod fine_gray;
mod firm_start;
pub mod fisher;
mod gray;
mod grouped_hazard;
mod grouped_lifetime;
mod hazard;
pub mod imputation;
mod interval;
mod label;
mod life_table;
mod lifetime;
mod log_rank;
pub mod mean_test;
mod normality;
pub mod paired;
mod product_limit;
pub mod proportion;
mod quasi_independence;
pub mod rank_test;
pub mod rate;
mod recession;
mod recurrence;
mod recurrence_grid;
mod reverse_time;
mod risk_set;
mod risk_table;
mod robust;
pub mod stratified;
mod summary;
mod symmetry_range;
mod tie;
mod turnbull;

pub use accelerated::{AcceleratedFit, Observation, accelerated_failure};
pub use competing::{CauseIncidence, CumulativeIncidence, aalen_johansen, incidence_interval};
pub use contingency::Crosstab;
pub use cox::fit::Coefficient;
pub use cure::{CureFit, mixture_cure};
pub use curve_quantile::{Quantile, RestrictedMean};
pub use diversity::{Diversity, diversity};
pub use error::EstimateError;
pub use event::Event;
pub use fine_gray::{FineGrayFit, fine_gray};
pub use gray::gray_test;
pub use grouped_hazard::{GroupedFirth, GroupedFit, GroupedHazard};
pub use grouped_lifetime::{GroupedLaw, GroupedLifetimeFit, GroupedLifetimes, grouped_lifetime};
pub use hazard::{CumulativeHazard, fleming_harrington, nelson_aalen};
pub use interval::{Interval, Level, Transform};
pub use label::Labels;
pub use life_table::{LifeTable, LifeTableCounts, LifeTableIncidence, life_table, life_table_log_rank};
pub use lifetime::Lifetime;
pub use log_rank::{ChiSquareTest, LogRank, TrendTest, Weighting, comparison_tables, log_rank, log_rank_tables};
pub use normality::{ShapiroWilk, shapiro_wilk};
pub use product_limit::{CurvePoint, SurvivalCurve, kaplan_meier};
pub use quasi_independence::{QuasiIndependence, quasi_independence};
pub use recurrence::{MeanCumulative, mean_cumulative};
pub use recurrence_grid::{MeanEvents, RecurrenceCounts, clustering, mean_cumulative_grid};
pub use reverse_time::{
    ReverseGrid, ReverseGridEstimate, ReverseTime, reverse_at_risk, reverse_time, reverse_time_days,
};
pub use risk_set::RiskSet;
pub use risk_table::RiskTable;
pub use robust::{RobustCurve, robust_curve};
pub use summary::{QuantileType, Summary};
pub use symmetry_range::{CellRange, SymmetryRange, symmetry_range};
pub use turnbull::{Turnbull, turnbull};

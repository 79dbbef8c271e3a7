//! The plan of a report: what report.toml and the profiles ask for. Never reads case data.

mod codes;
mod identifier;
mod mapping;
mod model;
mod observation;
mod previous;
mod profile;
mod publication;
mod report;
mod spec;
mod theme;
mod toml_place;
mod unfilled;

pub use codes::CODES;
pub use identifier::{Doi, IdentifierFault, Isbn, Issn};
pub use mapping::{Flag, Mapping, Placed};
pub use model::{Course, LevelSpec, ModelKind, ModelSpec, Source, TermSpec};
pub use observation::{Observation, Scheme};
pub use previous::{PreviousPlan, Redefinition, Renaming};
pub use profile::{derived_codebook, plan};
pub use publication::{ByLanguage, Publication};
pub use report::{DataPlan, DisclosurePlan, Headline, Identity, PolicyName, Report};
pub use spec::{Absent, Answer, CurveSpec, FactKind, FactSpec, Order, Plan, Population, TableSpec};
pub use theme::{FontPlan, NamedFile, Paper, PicturePlan, ThemePlan};
pub use unfilled::unfilled;

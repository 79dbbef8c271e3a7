//! `retraffic` turns a case file on assisted victims of trafficking into the year's report on re-trafficking.
//!
//! Data flows one way, and each room may know only the rooms before it:
//!
//! ```text
//! bytes --table--> coded columns --ingest--> CaseTable --cohort--> AnalysisSet --analysis--> Confidential results
//!                                                                                               |
//!                                                                              disclosure --> Release (Protected)
//!                                                                                               |
//!                                                       +-----------------+---------------------+
//!                                                       v                 v                     v
//!                                                    figure            annex                document
//!                                                       +-----------------+---------------------+
//!                                                                         v
//!                                                                  build --> output/
//! ```
#![forbid(unsafe_code)]

pub mod calendar;
pub mod diagnostic;

pub mod language;

pub mod theme;

pub mod codebook;

pub mod study;

pub mod table;

pub mod ingest;

pub mod draft;

pub mod cohort;

pub mod numeric;

pub mod estimate;

pub mod simulate;

pub mod confidential;

pub mod analysis;

pub mod workbench;

pub mod disclosure;

pub mod revision;

pub mod figure;

pub mod annex;

pub mod document;

pub mod build;

pub mod cli;

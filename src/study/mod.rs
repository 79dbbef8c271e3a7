//! The plan of a report: what report.toml and the profiles ask for. Never reads case data.

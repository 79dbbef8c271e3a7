//! Seeded cohorts with known truth.

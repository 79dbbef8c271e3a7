//! The analyst's estimates on any table; its results are confidential.

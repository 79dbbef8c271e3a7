//! NIST.

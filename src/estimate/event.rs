//! Which cause counts as the event; the others then censor.

/// The event of interest among the causes of a risk set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Any cause.
    Any,
    /// One cause, from 1; rows with another cause leave as if censored.
    Cause(u16),
}

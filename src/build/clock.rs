//! The clock, for the private record of a build and for people who wait. No output depends on it.

use std::time::{Duration, Instant};

/// Measures from its beginning.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "how long a step took stands in the private record alone")]
    pub fn start() -> Self {
        Stopwatch(Instant::now())
    }

    /// Since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Since the start, in milliseconds.
    pub fn milliseconds(&self) -> u64 {
        self.elapsed().as_millis() as u64
    }
}

/// The second that it is, in UTC, as `2010-01-31T12:00:00Z`.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

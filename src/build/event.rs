//! What happens during a build, for whoever watches.

use super::graph::Change;
use serde::Serialize;

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A stage begins: `read`, `draft`, `press`, `write`.
    Stage {
        /// Name of the stage.
        stage: &'static str,
    },
    /// So many targets are to be made, so many are current.
    Planned {
        /// To be made.
        stale: usize,
        /// Up to date.
        current: usize,
    },
    /// A target is being made.
    Started {
        /// Name of the target.
        target: String,
    },
    /// A target was made.
    Made {
        /// Name of the target.
        target: String,
        /// True where the content was in the cache.
        cached: bool,
        /// How long it took.
        milliseconds: u64,
    },
    /// Another build holds the folder, and this one waits.
    Waiting {
        /// Who holds it.
        holder: String,
    },
    /// An interrupted build was brought to its end.
    Recovered,
    /// A target is stale, and why.
    Stale {
        /// Name of the target.
        target: String,
        /// How it stands.
        state: &'static str,
        /// Ways from the target to the sources that changed.
        reasons: Vec<Vec<Change>>,
    },
    /// It is done.
    Finished {
        /// Targets that were made.
        made: usize,
        /// Files that were removed.
        removed: usize,
        /// Targets that were up to date.
        current: usize,
        /// How long it took.
        milliseconds: u64,
    },
}

/// Who watches. Called from several threads.
pub type Watcher<'a> = &'a (dyn Fn(Event) + Sync);

//! Stages, graph, staging and output: the only room that writes files.
//!
//! ```text
//! project --planned--> plan, sources --released--> release --galley--> graph of targets
//!                                     (confidential)                       |
//!                   record of the last build, disk --verdict--> what is stale, and why
//!                                                                          |
//!                                             make: press, cache, journal --> staging --> output, record
//! ```

mod absent;
mod annexes;
mod artefact;
mod cache;
mod check;
mod clean;
mod clock;
mod codes;
mod crew;
mod disk;
mod dress;
mod edition;
mod event;
mod fault;
mod fingerprint;
mod galley;
mod graph;
mod interrupt;
mod journal;
mod lock;
mod make;
mod planned;
mod plates;
mod prepared;
mod project;
mod record;
mod released;
mod sample;
mod scaffold;
mod select;
mod shift;
mod single;
mod site;
mod sketch;
mod staging;
mod survey;
mod texts;
mod trace;
mod verdict;
mod verify;
mod watch;
mod workshop;

pub use artefact::{Artefact, Shelf};
pub use check::{Checked, check};
pub use clean::{Cleaned, Pruned, clean, prune};
pub use codes::codes;
pub use event::{Event, Watcher};
pub use fault::Fault;
pub use fingerprint::Fingerprint;
pub use graph::{Change, Graph, Kind, Node, NodeId};
pub use interrupt::{INTERRUPTED, listen};
pub use make::{Order, Outcome, make};
pub use planned::Parameters;
pub use prepared::Ready;
pub use project::Project;
pub use sample::write_sample;
pub use scaffold::{Ejected, create, eject, program_templates, relative, vacant, write_pages};
pub use select::GROUPS;
pub use single::write_file;
pub use site::{Memory, fresh, manuscripts, workers};
pub use sketch::internal_svg;
pub use survey::{FactLine, Facts, Literal, Sentence, Survey, facts, literals, sentences, survey};
pub use trace::{Question, Stand, Trace, Traced, trace};
pub use verdict::{State, Verdict};
pub use verify::{Verified, verify};
pub use watch::watch;

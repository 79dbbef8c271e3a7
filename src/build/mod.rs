//! Stages, staging and output: the only room that writes files.

mod artefact;
mod codes;
mod edition;
mod fault;
mod manifest;
mod pipeline;
mod project;
mod sample;
mod scaffold;
mod single;
mod sketch;
mod staging;

pub use artefact::{Artefact, Shelf};
pub use codes::codes;
pub use fault::Fault;

pub use edition::Ready;
pub use pipeline::{Built, Checked, build, check, manuscripts};
pub use project::Project;
pub use sample::write_sample;
pub use scaffold::{Ejected, create, eject, program_templates, relative, vacant, write_pages};
pub use single::write_file;
pub use sketch::internal_svg;

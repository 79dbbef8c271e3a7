//! Writes the virtual files of the sample's English report into a folder, as the typesetter's own command line needs them.
//!
//! `cargo bench --bench press -- DIR`. `press.sh` sets them side by side with the program.

use std::path::{Path, PathBuf};

use retraffic::build::{Project, manuscripts};
use retraffic::document::{Composed, Medium};

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        return println!("usage: cargo bench --bench press -- DIR");
    };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    let project = Project::open(&sample).expect("the sample is a project");
    let ready = manuscripts(&project).expect("the sample reads").swap_remove(0);
    let composed = Composed::new(&ready.manuscript, &ready.templates, &ready.strings).expect("it renders");
    for (path, bytes) in composed.lock_up(Medium::Page).files() {
        let path = PathBuf::from(&folder).join(path.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }
}

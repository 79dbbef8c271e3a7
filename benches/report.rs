//! The whole sample report, cold, beside the press alone on the same virtual files.
//!
//! `cargo bench --bench report`. The press alone is what the typesetter's own command line would do: compile the
//! virtual files and export the PDF. The target: the whole in at most one and a half times that.
//! Memoised work is let go before every run, so each is cold.

use std::path::Path;

use divan::Bencher;
use retraffic::build::{Parameters, Project, fresh, manuscripts};
use retraffic::document::typeset;

fn main() {
    divan::main();
}

fn sample() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-sample");
    Project::open(&root).expect("the sample is a project")
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn whole_report(bencher: Bencher) {
    let project = sample();
    bencher
        .with_inputs(|| typst::comemo::evict(0))
        .bench_values(|()| fresh(&project.anew(), &Parameters::default()).map(|files| files.len()).expect("builds"));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn press_alone(bencher: Bencher) {
    let ready = manuscripts(&sample()).expect("reads");
    bencher.with_inputs(|| typst::comemo::evict(0)).bench_values(|()| {
        let print =
            |r: &retraffic::build::Ready| typeset(&r.manuscript, &r.templates, &r.strings).expect("prints").pages;
        ready.iter().map(print).sum::<usize>()
    });
}

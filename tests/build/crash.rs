//! The plug pulled, the disk filled, Ctrl-C: at every point at which the disk is written.

use super::*;

const TARGETS: [&str; 3] = ["annex/gender.csv", "annex/release.json", "private"];

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// A built project, then changed, so that the next build has something to do; its files before, and those of a clean build.
fn changed(name: &str) -> (Stage, Files, Files) {
    let stage = Stage::project(name, PERSONS);
    build(&stage, &TARGETS);
    let old = public(&stage);
    stage.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    let clean = Stage::project(&format!("{name}-clean"), PERSONS);
    clean.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    build(&clean, &TARGETS);
    (stage, old, public(&clean))
}

/// A copy of a stage.
fn copy(of: &Stage, name: &str) -> Stage {
    let stage = Stage::empty(name);
    for below in ["project", "output"] {
        of.files(below).into_iter().for_each(|(path, bytes)| stage.write(&format!("{below}/{path}"), &bytes));
    }
    stage
}

/// Runs trials of a kind at every point until one meets no point any more; gives how many points there are.
fn trials(kind: &str, after: impl Fn(&Stage, crate::cli::stage::Run, usize)) -> usize {
    let (start, old, new) = changed(kind);
    for point in 1..200 {
        let stage = copy(&start, kind);
        let run = stage.run_in(
            &[&["build", "project"], &TARGETS[..]].concat(),
            &[("RETRAFFIC_FAILPOINT", &format!("{kind} {point}"))],
        );
        if run.code == 0 {
            assert_eq!(public(&stage), new);
            return point - 1;
        }
        // Whatever happened, each file is the old one or the new one, whole.
        for (name, bytes) in public(&stage) {
            assert!(
                old.get(&name) == Some(&bytes) || new.get(&name) == Some(&bytes),
                "{kind} {point}: {name} is neither"
            );
        }
        after(&stage, run, point);
        build(&stage, &TARGETS);
        assert_eq!(differences(&public(&stage), &new), Vec::<String>::new(), "{kind} {point}");
        assert_eq!(stage.run(&["status", "project", TARGETS[0], TARGETS[1]]).code, 0, "{kind} {point}");
        let left: Vec<String> = stage.files("output/.retraffic").into_keys().collect();
        assert!(left.iter().all(|f| !f.starts_with("staged") && f != "commit.json" && f != "holder"), "{left:?}");
    }
    panic!("{kind}: no end of points");
}

#[test]
fn after_a_crash_at_any_point_a_build_gives_what_a_clean_one_gives() {
    for kind in ["crash", "torn"] {
        let points = trials(kind, |_, run, _| assert_eq!(run.code, -1, "{}", run.err));
        assert!(points >= 10, "{kind}: {points} points");
    }
}

#[test]
fn a_full_disk_is_told_in_one_message() {
    let points = trials("full", |stage, run, point| {
        assert_eq!(run.code, 7, "{point}: {}", run.err);
        assert_eq!(run.err.matches("error[").count(), 1, "{point}: {}", run.err);
        assert!(run.err.contains("the disk is full"), "{point}: {}", run.err);
        let waits = stage.exists("output/.retraffic/commit.json");
        assert!(waits || !stage.exists("output/.retraffic/staged/manifest.json"), "{point}");
    });
    assert!(points >= 10, "{points} points");
}

#[test]
fn an_interrupt_leaves_the_old_set_or_the_new_one() {
    let (start, old, new) = changed("stop");
    let mut stopped = 0;
    for point in 1..40 {
        let stage = copy(&start, "stop");
        let trial = format!("stop {point}");
        let run = stage.run_in(&[&["build", "project"], &TARGETS[..]].concat(), &[("RETRAFFIC_FAILPOINT", &trial)]);
        assert!(run.code == 0 || run.code == 130, "{point}: {} {}", run.code, run.err);
        stopped += usize::from(run.code == 130);
        assert_eq!(public(&stage), if run.code == 0 { new.clone() } else { old.clone() }, "{point}");
        assert!(!stage.exists("output/.retraffic/commit.json") && !stage.exists("output/.retraffic/staged"), "{point}");
    }
    assert!(stopped >= 2, "{stopped} stops");
}

#[test]
fn a_first_build_that_crashed_is_made_good() {
    let clean = Stage::project("first-clean", PERSONS);
    build(&clean, &TARGETS);
    for point in [1, 2, 3, 5, 8, 13, 21] {
        let stage = Stage::project("first", PERSONS);
        stage.run_in(
            &[&["build", "project"], &TARGETS[..]].concat(),
            &[("RETRAFFIC_FAILPOINT", &format!("torn {point}"))],
        );
        build(&stage, &TARGETS);
        assert_eq!(public(&stage), public(&clean), "{point}");
    }
}

#[test]
fn journal_cache_key_and_record_may_be_lost_or_damaged() {
    let stage = Stage::project("damaged-tools", PERSONS);
    build(&stage, &[]);
    let whole = public(&stage);
    let damages: [(&str, Option<&[u8]>); 8] = [
        (".retraffic/journal", Some(b"\x00garbage\nmore {}")),
        (".retraffic/journal", None),
        (".retraffic/cache", None),
        (".retraffic/key", Some(b"short")),
        (".retraffic", None),
        ("private/manifest.json", Some(b"{\"format\": 99}")),
        ("private/manifest.json", Some(b"{")),
        ("private", None),
    ];
    for (name, damage) in damages {
        let path = stage.path("output").join(name);
        match damage {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None if path.is_dir() => std::fs::remove_dir_all(&path).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        build(&stage, &[]);
        assert_eq!(differences(&public(&stage), &whole), Vec::<String>::new(), "{name}");
        assert_eq!(stage.run(&["verify", "project"]).code, 0, "{name}");
    }
}

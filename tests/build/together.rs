//! Two builds in one folder.

use super::*;

#[test]
fn two_builds_at_once_leave_one_result() {
    let clean = Stage::project("alone", PERSONS);
    build(&clean, &[]);
    let stage = Stage::project("together", PERSONS);
    for more in [&["build", "project"][..], &["build", "project", "--wait"]] {
        let children: Vec<_> = (0..3).map(|_| stage.spawn(more)).collect();
        let codes: Vec<i32> = children.into_iter().map(|child| stage.ended(child).code).collect();
        let allowed: &[i32] = if more.len() > 2 { &[0] } else { &[0, 4] };
        assert!(codes.contains(&0) && codes.iter().all(|code| allowed.contains(code)), "{codes:?}");
        assert_eq!(differences(&public(&stage), &public(&clean)), Vec::<String>::new());
        assert_eq!(stage.run(&["verify", "project"]).code, 0);
        assert_eq!(stage.run(&["clean", "project"]).code, 0);
        assert!(!stage.exists("output"));
    }
}

#[test]
fn the_second_leaves_with_exit_4_and_says_who_holds_the_folder() {
    let stage = Stage::project("held", PERSONS);
    build(&stage, &["annex"]);
    stage.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    let before = public(&stage);
    let file = std::fs::File::options().read(true).write(true).open(stage.path("output/.retraffic/lock")).unwrap();
    let mut lock = fd_lock::RwLock::new(file);
    let held = lock.write().unwrap();
    stage.write("output/.retraffic/holder", b"process 4711 of ana");
    let run = stage.run(&["build", "project"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.contains("B011") && run.err.contains("process 4711 of ana"), "{}", run.err);
    assert_eq!(stage.run(&["clean", "project"]).code, 4);
    assert_eq!(public(&stage), before);
    let waiting = stage.spawn(&["build", "project", "annex", "--wait"]);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(public(&stage), before, "it waits");
    drop(held);
    assert_eq!(stage.ended(waiting).code, 0);
    assert_ne!(public(&stage), before);
}

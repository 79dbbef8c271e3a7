//! Output folders that are not as they should be: one message, the last good report untouched.

use super::*;

fn refused(stage: &Stage, code: &str) {
    let run = stage.run(&["build", "project", "annex"]);
    assert_eq!(run.code, 7, "{}", run.err);
    assert!(run.err.matches("error[").count() == 1 && run.err.contains(code), "{}", run.err);
    assert!(run.err.contains("help: "), "{}", run.err);
}

#[test]
fn a_file_in_place_of_the_folder_is_told() {
    let stage = Stage::project("file-for-folder", PERSONS);
    stage.write("output", b"a file");
    refused(&stage, "B010");
    assert_eq!(std::fs::read(stage.path("output")).unwrap(), b"a file");
}

#[test]
fn a_folder_in_place_of_a_file_is_told() {
    let stage = Stage::project("folder-for-file", PERSONS);
    stage.write("output/public/annex/gender.csv/note.txt", b"mine");
    refused(&stage, "B013");
    assert_eq!(stage.files("output/public").into_keys().collect::<Vec<_>>(), ["annex/gender.csv/note.txt"]);
}

#[cfg(unix)]
#[test]
fn the_output_folder_may_be_a_link_and_a_shelf_may_not() {
    use std::os::unix::fs::symlink;
    let stage = Stage::project("linked", PERSONS);
    stage.write("elsewhere/keep.txt", b"mine");
    symlink(stage.path("elsewhere"), stage.path("output")).unwrap();
    build(&stage, &["annex"]);
    assert!(stage.exists("elsewhere/public/annex/gender.csv") && stage.exists("elsewhere/keep.txt"));
    let before = public(&stage);

    std::fs::rename(stage.path("elsewhere/private"), stage.path("moved")).unwrap();
    symlink(stage.path("moved"), stage.path("elsewhere/private")).unwrap();
    stage.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    refused(&stage, "B012");
    assert_eq!(public(&stage), before);

    let dangling = Stage::project("dangling", PERSONS);
    symlink(dangling.path("nowhere"), dangling.path("output")).unwrap();
    refused(&dangling, "B010");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::project("read-only", PERSONS);
    build(&stage, &["annex"]);
    let before = public(&stage);
    stage.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    let folder = stage.path("output/public/annex");
    let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    // A privileged user may write it all the same.
    if tempfile::tempfile_in(&folder).is_err() {
        refused(&stage, "B010");
        assert_eq!(public(&stage), before);
    }
    mode(0o755);
    build(&stage, &["annex"]);
}

#[cfg(unix)]
#[test]
fn private_files_are_private_and_public_ones_readable() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::project("modes", PERSONS);
    build(&stage, &["annex", "private"]);
    let mode = |below: &str| std::fs::metadata(stage.path(below)).unwrap().permissions().mode() & 0o777;
    for below in ["output/private", "output/.retraffic"] {
        assert_eq!(mode(below), 0o700, "{below}");
    }
    for below in ["output/private/manifest.json", "output/private/rejects.csv", "output/.retraffic/key"] {
        assert_eq!(mode(below), 0o600, "{below}");
    }
    assert_eq!((mode("output/public"), mode("output/public/annex/gender.csv")), (0o755, 0o644));
}

#[test]
fn an_input_that_vanishes_is_told_and_nothing_is_lost() {
    let stage = Stage::project("vanished", PERSONS);
    build(&stage, &["annex"]);
    let before = stage.files("output");
    std::fs::remove_file(stage.path("project/cases.csv")).unwrap();
    let run = stage.run(&["build", "project"]);
    assert!(run.code == 1 && run.err.contains("cases.csv"), "{}", run.err);
    assert_eq!(stage.files("output"), before);
}

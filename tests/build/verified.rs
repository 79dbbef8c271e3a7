//! `verify`: the same bytes anywhere, and any other byte found.

use super::*;

/// Copies project and output to a folder of another name.
fn elsewhere(of: &Stage, name: &str) -> Stage {
    let stage = Stage::empty(name);
    for below in ["project", "output"] {
        of.files(below).into_iter().for_each(|(path, bytes)| stage.write(&format!("{below}/{path}"), &bytes));
    }
    stage
}

#[test]
fn a_report_verifies_elsewhere_and_under_other_circumstances() {
    let stage = Stage::project("here", PERSONS);
    build(&stage, &["-j", "1"]);
    let copy = elsewhere(&stage, "quite another place with spaces é");
    let circumstances: [&[(&str, &str)]; 3] = [
        &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("HOME", "/nonexistent"), ("USER", "somebody else"), ("NO_COLOR", "1")],
        &[("RAYON_NUM_THREADS", "1"), ("SOURCE_DATE_EPOCH", "86400")],
    ];
    for environment in circumstances {
        for jobs in ["1", "16"] {
            let run = copy.run_in(&["verify", "project", "-j", jobs], environment);
            assert_eq!(run.code, 0, "{environment:?}: {}", run.err);
            assert!(run.out.contains("are byte for byte"), "{}", run.out);
        }
    }
    // Without its key a copy can still be held against the project.
    std::fs::remove_dir_all(copy.path("output/.retraffic")).unwrap();
    assert_eq!(copy.run(&["verify", "project"]).code, 0);
}

#[test]
fn one_byte_changed_anywhere_is_found_and_named() {
    let stage = Stage::project("one-byte", PERSONS);
    build(&stage, &[]);
    let files = stage.files("output");
    let looked_at = [
        "public/report.en.pdf",
        "public/annex/release.json",
        "public/annex/tables.xlsx",
        "public/annex/gender.csv",
        "public/figures/age_gender.en.svg",
        "public/figures/age_gender.en.png",
        "private/rejects.csv",
    ];
    for name in looked_at {
        let mut changed = files[name].clone();
        let at = changed.len() / 2;
        changed[at] ^= 1;
        stage.write(&format!("output/{name}"), &changed);
        let run = stage.run(&["verify", "project"]);
        assert_eq!(run.code, 5, "{name}: {}", run.err);
        assert!(run.err.contains(name) && run.err.contains(&format!("byte {}", at + 1)), "{name}: {}", run.err);
        stage.write(&format!("output/{name}"), &files[name]);
    }
    assert_eq!(stage.run(&["verify", "project"]).code, 0);
    std::fs::remove_file(stage.path("output/public/annex/gender.csv")).unwrap();
    let run = stage.run(&["verify", "project"]);
    assert!(run.code == 5 && run.err.contains("B082"), "{}", run.err);
}

#[test]
fn a_source_that_changed_and_a_report_that_is_none_are_told() {
    let stage = Stage::project("changed-source", PERSONS);
    let run = stage.run(&["verify", "project"]);
    assert!(run.code == 5 && run.err.contains("there is no complete report"), "{}", run.err);
    assert!(!stage.exists("output"));
    build(&stage, &["annex"]);
    let run = stage.run(&["verify", "project"]);
    assert!(run.code == 5 && run.err.contains("report.en.pdf"), "{}", run.err);
    build(&stage, &[]);
    stage.edit("codebook.toml", |t| format!("{t}\n# later\n"));
    let run = stage.run(&["verify", "project"]);
    assert!(run.code == 5 && run.err.contains("error[B080] codebook.toml"), "{}", run.err);
}

#[test]
fn the_date_of_the_documents_can_be_given() {
    let stage = Stage::project("dated", PERSONS);
    build(&stage, &[]);
    let plain = public(&stage);
    let dated = |epoch: &str| stage.run_in(&["build", "project"], &[("SOURCE_DATE_EPOCH", epoch)]);
    assert_eq!(dated("1262304000").code, 0);
    let later = public(&stage);
    let mut differ = differences(&plain, &later);
    differ.sort();
    assert_eq!(differ, ["annex/tables.xlsx", "report.en.pdf"]);
    let pdf = String::from_utf8_lossy(&later["report.en.pdf"]).into_owned();
    assert!(pdf.contains("D:20100101000000Z"), "no such date in the file");
    assert_eq!(stage.run(&["verify", "project"]).code, 0, "verified with the date that it bears");
    assert_eq!(stage.run(&["status", "project"]).code, 6, "today's date is another");
    for wrong in ["yesterday", "-5", "99999999999999"] {
        let run = dated(wrong);
        assert!(run.code == 1 && run.err.contains("B014"), "{}", run.err);
    }
    assert_eq!(public(&stage), later);
}

//! `watch`: built again on save, errors in place, the last good report kept.

use std::io::{BufRead, BufReader};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// Lines of a child as they come.
fn lines(child: &mut std::process::Child) -> Receiver<serde_json::Value> {
    let (sender, receiver) = channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            let _ = sender.send(serde_json::from_str(&line).unwrap());
        }
    });
    receiver
}

/// Waits for an event of one of these kinds.
fn next(events: &Receiver<serde_json::Value>, kinds: &[&str]) -> serde_json::Value {
    loop {
        let event = events.recv_timeout(Duration::from_secs(120)).expect("an event");
        if kinds.iter().any(|kind| event["event"] == *kind) {
            return event;
        }
    }
}

#[test]
fn a_saved_file_is_built_and_a_broken_one_costs_nothing() {
    let stage = Stage::project("watched", PERSONS);
    let mut child = stage.spawn(&["watch", "project", "annex", "--format", "json"]);
    let events = lines(&mut child);
    assert!(next(&events, &["finished"])["made"].as_u64().unwrap() > 10);
    let before = public(&stage);

    stage.edit("codebook.toml", |t| t.replace("en = \"Women and girls\"", "en = \"Girls and women\""));
    next(&events, &["finished"]);
    let after = public(&stage);
    assert!(differences(&before, &after).contains(&"annex/gender.csv".to_string()));

    let good = std::fs::read(stage.path("project/codebook.toml")).unwrap();
    stage.write("project/codebook.toml", b"this is [not toml");
    while next(&events, &["diagnostic"])["severity"] != "error" {}
    assert_eq!(public(&stage), after, "the last good set stays");
    stage.write("project/codebook.toml", &good);
    assert_eq!(next(&events, &["finished"])["made"], 0);
    child.kill().unwrap();
    child.wait().unwrap();
}

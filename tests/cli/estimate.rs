//! `estimate` and `describe` as they are typed: answers, stamps, files, refusals and exit codes.

use super::stage::{Run, Stage};
use serde_json::Value;

const CLASSIFICATION: &str = "INTERNAL: exact figures from case data";

/// The path of a table of the references.
fn data(name: &str) -> String {
    format!("{}/tests/reference/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn lung(stage: &Stage, more: &[&str]) -> Run {
    let lung = data("lung.csv");
    let mut arguments = vec!["estimate", lung.as_str(), "--time", "time", "--status", "status=2"];
    arguments.extend(more);
    stage.run(&arguments)
}

fn json(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err));
    assert_eq!((value["policy"].as_str(), value["classification"].as_str()), (Some("internal"), Some("INTERNAL")));
    value
}

/// The results of `lung` are those of R's book and of the references.
#[test]
fn a_question_is_answered_in_words_under_the_stamp() {
    let run = lung(&Stage::empty("question"), &["--by", "sex", "--covariates", "age,sex=1"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with(CLASSIFICATION), "{}", run.out);
    for words in
        ["sex = 1: 138 rows, 112 events", "Median 270 (95 % CI", "Log-rank", "10.327", "0.0013", "sex = 2", "0.5986"]
    {
        assert!(run.out.contains(words), "{words} is not in\n{}", run.out);
    }
}

#[test]
fn the_same_question_as_json_has_the_layout_of_the_references() {
    let run = lung(&Stage::empty("question-json"), &["--by", "sex", "--tau", "365", "--format", "json"]);
    let answers = json(&run);
    let of = |kind: &str| answers["analyses"].as_array().unwrap().iter().find(|a| a["type"] == kind).unwrap();
    assert_eq!(of("km")["result"]["groups"][0]["rmst"][0]["tau"], 365);
    assert_eq!(of("logrank")["result"]["n"], serde_json::json!([138, 90]));
    assert!((of("logrank")["result"]["tests"]["logrank"]["chisq"].as_f64().unwrap() - 10.3267).abs() < 1e-4);
}

#[test]
fn curves_are_read_at_the_times_asked_for() {
    let run = lung(&Stage::empty("at"), &["--at", "180,365"]);
    let lines: Vec<&str> =
        run.out.lines().map(str::trim_start).filter(|l| l.starts_with("180 ") || l.starts_with("365 ")).collect();
    assert_eq!(lines.len(), 2, "{}", run.out);
    // R: summary(survfit(Surv(time, status) ~ 1, lung), times = c(180, 365)) has 160 and 65 at risk, 0.7217 and 0.4092.
    assert!(lines[0].contains("160") && lines[0].contains("0.7217"), "{}", lines[0]);
    assert!(lines[1].contains("65") && lines[1].contains("0.4092"), "{}", lines[1]);
}

#[test]
fn competing_events_give_incidences_and_grays_test() {
    let run = Stage::empty("competing").run(&[
        "estimate",
        &data("transplant.csv"),
        "--time",
        "futime",
        "--status",
        "event=ltx",
        "--competing",
        "death,withdraw",
        "--by",
        "sex",
        "--covariates",
        "age",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    for words in ["Aalen-Johansen", "event ltx", "event death", "Gray's test", "Fine-Gray", "Cox regression"] {
        assert!(run.out.contains(words), "{words} is not in\n{}", run.out);
    }
}

#[test]
fn a_figure_carries_the_stamp() {
    let stage = Stage::empty("svg");
    let run = lung(&stage, &["--by", "sex", "--svg", "curve.svg"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let svg = std::fs::read_to_string(stage.path("curve.svg")).unwrap();
    assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"));
    assert!(svg.contains("INTERNAL: exact figures"), "no stamp in the picture");
    assert!(svg.contains("At risk") && svg.contains("Time (time)"));
    // Many groups are drawn apart, and stamped all the same.
    let run = stage.run(&[
        "estimate",
        &data("simp_six_groups.csv"),
        "--time",
        "time",
        "--status",
        "status",
        "--by",
        "group",
        "--svg",
        "six.svg",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(std::fs::read_to_string(stage.path("six.svg")).unwrap().contains("INTERNAL: exact figures"));
}

#[test]
fn an_infinite_coefficient_is_named_and_firth_answers() {
    let stage = Stage::empty("monotone");
    let table = data("simp_monotone.csv");
    let base = ["estimate", table.as_str(), "--time", "time", "--status", "status", "--covariates", "z,x"];
    let run = stage.run(&base);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("monotone-likelihood") && run.out.contains("--firth"), "{}", run.out);
    let run = stage.run(&[&base[..], &["--firth"]].concat());
    assert!(run.out.contains("Firth") && run.out.contains("95 % CI (profile)"), "{}", run.out);
}

#[test]
fn what_cannot_be_answered_says_so() {
    let stage = Stage::empty("refused");
    let none = stage.run(&["estimate", &data("lung.csv"), "--time", "time", "--status", "status=9", "--by", "sex"]);
    assert_eq!(none.code, 0);
    assert!(none.out.contains("Nobody had the event") && none.out.contains("no-events"), "{}", none.out);
    let few = stage.run(&[
        "estimate",
        &data("ovarian.csv"),
        "--time",
        "futime",
        "--status",
        "fustat",
        "--covariates",
        "age,rx",
    ]);
    assert!(few.out.contains("fewer than 10 events per parameter"), "{}", few.out);
}

#[test]
fn columns_that_are_not_there_are_named_with_the_nearest() {
    let run = lung(&Stage::empty("unknown"), &["--by", "sx"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("error[W012]") && run.err.contains("did you mean `sex`"), "{}", run.err);
    assert_eq!(run.out, "");
}

#[test]
fn files_that_are_missing_or_no_json_are_told_apart() {
    let stage = Stage::empty("files");
    assert_eq!(stage.run(&["estimate", "nowhere.csv", "--time", "t", "--status", "s"]).code, 7);
    assert_eq!(stage.run(&["describe", "nowhere.csv"]).code, 7);
    assert_eq!(stage.run(&["estimate", "nowhere.csv"]).code, 1);
    assert_eq!(stage.run(&["estimate", "nowhere.csv", "--time", "t"]).code, 2);
    stage.write("spec.json", b"{\"analyses\":\n [}");
    let run = stage.run(&["estimate", "--spec", "spec.json"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("error[W010] spec.json:2:3"), "{}", run.err);
    stage.write("spec.json", b"{}");
    assert!(stage.run(&["estimate", "--spec", "spec.json"]).err.contains("W011"));
    let lost = lung(&stage, &["--output", "no/such/folder.txt"]);
    assert_eq!(lost.code, 7);
    assert!(lost.err.contains("B022"), "{}", lost.err);
}

/// One analysis of a list is refused by its own code, and the others are done; no value of the data is told.
#[test]
fn a_refused_analysis_leaves_the_others_alone() {
    let stage = Stage::empty("refusals");
    stage.write("t.csv", b"time,status,group,secret\n3,1,a,veryprivate\n5,0,b,7\n8,1,a,9\n9,0,b,\n");
    let spec = r#"{"analyses": [
        {"id": "good", "type": "km", "spec": {"time": "time", "status": "status", "event_values": [1]}},
        {"id": "column", "type": "km", "spec": {"time": "tme", "status": "status", "event_values": [1]}},
        {"id": "type", "type": "kmm", "spec": {}},
        {"id": "spec", "type": "km", "spec": {"status": "status"}},
        {"id": "text", "type": "km", "spec": {"time": "secret", "status": "status", "event_values": [1]}},
        {"id": "events", "type": "logrank", "spec": {"time": "time", "status": "status", "event_values": [7], "group": "group"}},
        {"id": "input", "type": "proportion_ci", "input": {"x": 5, "n": 3}}
    ]}"#;
    stage.write("spec.json", spec.as_bytes());
    let run = stage.run(&["estimate", "t.csv", "--spec", "spec.json", "--format", "json", "--output", "out.json"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    let text = std::fs::read_to_string(stage.path("out.json")).unwrap();
    let answers: Value = serde_json::from_str(&text).unwrap();
    let code = |place: usize| answers["analyses"][place]["error"]["code"].as_str();
    let codes: Vec<Option<&str>> = (0..7).map(code).collect();
    let wanted = ["unknown-column", "unknown-type", "invalid-spec", "not-a-number", "no-events", "invalid-spec"];
    assert_eq!(codes[0], None);
    assert_eq!(codes[1..], wanted.map(Some));
    assert!(answers["analyses"][1]["error"]["message"].as_str().unwrap().contains("did you mean `time`"));
    assert!(answers["analyses"][4]["error"]["message"].as_str().unwrap().contains("line 2"));
    assert!(!run.err.contains("veryprivate") && !text.contains("veryprivate"));
    assert_eq!(run.err.matches("warning[W020]").count(), 6, "{}", run.err);
    for code in wanted {
        assert_eq!(stage.run(&["explain", code]).code, 0, "{code}");
    }
}

/// Labels that are the same number or the same truth value are the same.
#[test]
fn values_are_compared_as_numbers_and_truths() {
    let stage = Stage::empty("values");
    stage.write("t.csv", b"time,dead,x\n1,1.0,TRUE\n2,TRUE,FALSE\n3,0,1\n4,FALSE,NA\n5,1,0\n");
    let spec = |value: &str, reference: &str| {
        format!(
            r#"{{"analyses": [{{"id": 1, "type": "cox", "spec": {{"time": "time", "status": "dead", "event_values": {value},
            "covariates": [{{"column": "x", "kind": "factor", "levels": ["0", "1"], "reference": {reference}}}]}}}}]}}"#
        )
    };
    let mut all = Vec::new();
    for (value, reference) in [("[1]", "\"0\""), ("\"1\"", "0"), ("[true]", "false"), ("[\"TRUE\"]", "\"FALSE\"")] {
        stage.write("spec.json", spec(value, reference).as_bytes());
        let answers = json(&stage.run(&["estimate", "t.csv", "--spec", "spec.json", "--format", "json"]));
        let result = answers["analyses"][0]["result"].clone();
        assert_eq!((result["n"].as_u64(), result["n_event"].as_u64()), (Some(4), Some(3)), "{answers}");
        all.push(result);
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Sums run in an order that is not that of the rows.
#[test]
fn the_order_of_rows_does_not_show_in_curves_and_tests() {
    let stage = Stage::empty("order");
    let text = std::fs::read_to_string(data("simp_left_trunc.csv")).unwrap();
    let (head, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    let mut outputs = Vec::new();
    for _ in 0..2 {
        stage.write("t.csv", format!("{head}\n{}\n", rows.join("\n")).as_bytes());
        let run = stage.run(&[
            "estimate", "t.csv", "--time", "time", "--status", "status", "--entry", "entry", "--by", "group",
            "--format", "json",
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        outputs.push(run.out);
        rows.reverse();
        rows.rotate_left(17);
    }
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn a_table_is_described_column_by_column() {
    let stage = Stage::empty("describe");
    let mut text = "id,age,sex,seen,note\n".to_owned();
    for k in 0..60 {
        let sex = ["F", "M", ""][k % 3];
        text.push_str(&format!(
            "{},{}.5,{sex},2004-0{}-1{},remark number {k}\n",
            100 + k,
            20 + k * 7 % 31,
            1 + k % 9,
            k % 10
        ));
    }
    stage.write("t.csv", text.as_bytes());
    let run = stage.run(&["describe", "t.csv", "--by", "sex"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with(CLASSIFICATION));
    for words in ["nearly all distinct", "numeric", "date", "20 missing (33.3 %)", "Two samples compared", "2004-01-10"]
    {
        assert!(run.out.contains(words), "{words} is not in\n{}", run.out);
    }
    assert!(!run.out.contains("remark number"), "a column of remarks is listed");
    let answers = json(&stage.run(&["describe", "t.csv", "--columns", "sex,age", "--format", "json"]));
    let sex = &answers["analyses"][1]["result"]["columns"][0];
    assert_eq!((sex["n"].as_u64(), sex["n_missing"].as_u64()), (Some(60), Some(20)));
    assert_eq!(sex["levels"][0]["share_known"], 0.5);
    assert_eq!(answers["analyses"][2]["result"]["n"], 60);
    let unknown = stage.run(&["describe", "t.csv", "--columns", "aeg"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("did you mean `age`"), "{}", unknown.err);
}

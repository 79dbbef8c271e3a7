//! What the workbench's diagnostics mean. What a refused analysis means is in `refusal`.

/// Code, title and explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    ("W001", "no such file", "The file named on the command line is not there."),
    ("W002", "a folder in place of a file", "The name leads to a folder."),
    ("W003", "no permission to read", "The file is there, and the operating system does not let you read it."),
    ("W004", "reading failed", "The file is there and reading it failed half-way."),
    (
        "W010",
        "the specification is not what it should be",
        "A specification is JSON: {\"analyses\": [{\"id\": \"a\", \"type\": \"km\", \"spec\": {\"time\": \"days\", \"status\": \"event\", \"event_values\": [1]}}]}. Line and column say where it stops being that.",
    ),
    (
        "W011",
        "nothing is asked for",
        "A specification has a list `analyses`, or a list `cases` whose members have an `input`.",
    ),
    ("W012", "no such column", "A column named on the command line is not in the first line of the file."),
    (
        "W020",
        "an analysis was not done",
        "One analysis of a list was refused; its code stands in the answers, and the other analyses were done. Where one question was asked on the command line, nothing else was.",
    ),
    ("W022", "no curve", "The answers hold no curve that could be drawn, because the analysis was refused."),
    (
        "W021",
        "rows that are never at risk",
        "A row is at risk after its entry and up to its time. Where entry is not before time nothing remains, and the row is left out, as R does.",
    ),
];

//! What the diagnostics of this room mean.

/// Code, title, explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "L001",
        "no words for this language",
        "The program writes its reports in the languages that have a narrative and interface strings. Labels of the codebook may stand in others already; they wait for both.",
    ),
    ("L002", "the strings do not read", "strings.toml holds tables of quoted strings and nothing else."),
    (
        "L003",
        "a missing string",
        "Page furniture, tables and figures take their words from strings.toml by key. A missing one stops the build, so that no page stays silent where it should speak.",
    ),
];

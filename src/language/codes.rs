//! What the diagnostics of this room mean.

/// Code, title, explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "L001",
        "no words for this language",
        "The program writes its reports in English so far. Labels of the codebook may stand in French and Spanish already; they wait for the narrative.",
    ),
    ("L002", "the strings do not read", "strings.toml holds tables of quoted strings and nothing else."),
    (
        "L003",
        "a missing string",
        "Page furniture, tables and figures take their words from strings.toml by key. A missing one stops the build, so that no page stays silent where it should speak.",
    ),
];

//! What the diagnostics of this room mean.

/// Code, title, explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "T101",
        "a template names what is not there",
        "A narrative template asked for a fact, a figure or a table that this report does not have, or its syntax is wrong. Where data may lack something, the template asks available() first; templates/README.md lists what a template can say.",
    ),
    (
        "T102",
        "a missing template",
        "Every part of the report has a template per language, templates/<language>/<part>.typ.j2.",
    ),
    (
        "T110",
        "the captions do not read",
        "captions.toml holds a table per figure with title, subtitle, note and alt, each a quoted text.",
    ),
    (
        "T201",
        "the typesetter refused",
        "The markup of a template, or of an author's own text, is not valid Typst. The place is the line of the template.",
    ),
    ("T202", "the typesetter remarked", "The page is set, and something about it deserves a look."),
    (
        "T203",
        "the archival or accessible standard is broken",
        "The report is PDF/A-3a and PDF/UA-1. A picture without alternative text, a skipped heading level or a character that no font of the report has breaks these standards.",
    ),
];

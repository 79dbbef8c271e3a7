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
        "T120",
        "raw HTML in a text",
        "A text in Markdown is set for print as well as for a screen, and HTML says nothing to a printer. What HTML is mostly taken for, Markdown has: emphasis, lists, tables, footnotes, hard breaks.",
    ),
    (
        "T121",
        "a picture in a text",
        "Figures of the report are named: << figure(\"fig.by-year\") >>; they bring their alternative text and their number along.",
    ),
    (
        "T122",
        "a statement without an end",
        "`<<`, `<%` and `<#` begin what the template language reads, in Markdown as elsewhere, and end with `>>`, `%>` and `#>`.",
    ),
    (
        "T123",
        "a link that leads nowhere",
        "A report leaves the folder that it was written in. Links are whole addresses: https://, http:// or mailto:.",
    ),
    (
        "T124",
        "headings too deep",
        "The highest heading of a text stands right below the title of its chapter, whatever its number of `#`; two more levels may follow.",
    ),
    (
        "T125",
        "a footnote that is never called",
        "`[^name]: text` is printed where the text calls it, as `[^name]`. Without a call it would be lost.",
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

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
        "T103",
        "a number is typed by hand",
        "A number in a text of yours is neither a fact nor marked. Write << fact(\"known_share\") >> for a number of the report (`retraffic list facts` shows them), so that it changes with the data; write << literal(\"27/2016\") >> for a number of your own, such as that of a law. Marked ones stand in release.json and in `retraffic list literals`, for the data protection officer.",
    ),
    (
        "T130",
        "overrides.toml does not read",
        "overrides.toml begins with `format = 1` and holds sentences of yours in place of generated ones:\n\n[[sentence]]\nlanguage = \"en\"\npart = \"summary\"                    # or figure = \"fig.periods\"; everywhere in the text where neither is given\nreplaces = '''About one in {known_one_in} of the people assisted is known to have been re-trafficked.'''\ntext = '''One in << fact(\"known_one_in\") >> is known to us.'''\nholds = 'value(\"known_one_in\") > 50'  # may be left out\n\n`retraffic list sentences` shows what can be replaced. `replaces` is a sentence, or a piece of one, with {name} where a fact stands.",
    ),
    (
        "T131",
        "a sentence to be replaced is not there",
        "The words of generated sentences follow the direction and the certainty of the numbers. Where they have changed, a sentence of yours that was written for the old ones may be wrong now. Read it again, mend it, and take the new sentence as `replaces`.",
    ),
    (
        "T132",
        "a fact is lost",
        "A sentence of yours names every fact of the sentence that it replaces: what was to be told is told.",
    ),
    (
        "T133",
        "the condition of a sentence no longer holds",
        "`holds` says for which numbers a sentence of yours was written. Read the sentence again.",
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

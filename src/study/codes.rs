//! What the diagnostics of this room mean.

/// Code, title, explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "S001",
        "report.toml does not read",
        "report.toml holds: `format = 1`; [report] title, subtitle, organisation, edition, languages, simulated, source, authors, place, publisher, isbn, issn, doi, license, citation; [data] file, codebook, cutoff, opened, delimiter, encoding, dates, between, columns, codes, flags; [observation] scheme, lag_months, grace_days, contact_gap_days; [disclosure] policy, headline, first_edition, recipient; [previous] file, edition, cutoff, rounded_to, reviewed_by, renamed, definition_changed; [output] dir; [theme] primary, accent, logo = { file, alt }, cover_image = { file, alt }, paper, bleed, and [theme.fonts] text, sans, other. Keys beyond these are refused, so that a misspelt one is not silently ignored.",
    ),
    (
        "S002",
        "unknown format",
        "The first line of report.toml says which form of the file it is. This program reads format 1.",
    ),
    (
        "S003",
        "a date is not a day",
        "The cut-off and the opening of the database decide who was under observation; they are needed to the day, written year-month-day.",
    ),
    ("S004", "unknown language", "The report is written in English (en), French (fr) and Spanish (es)."),
    (
        "S005",
        "unknown delimiter",
        "Fields are separated by a comma, a semicolon, a tab or a bar. Without the key the separator is recognised from the header.",
    ),
    (
        "S006",
        "an internal report names its recipient",
        "Policy `internal` prints exact counts. The report is for one office; its name is part of every page, so that a copy that strays can be traced.",
    ),
    (
        "S007",
        "unknown order of dates",
        "`dates` under [data] says how the case file writes dates whose year does not come first: day-first reads 03/04/2004 as the third of April, month-first as the fourth of March. Without it such a date is refused, because it is two different days in two countries. Dates such as 2004-05-17 are read in any case.",
    ),
    (
        "S008",
        "unknown sign between answers",
        "`between` under [data] says what stands between several answers in one cell of the case file, for all variables of kind multi-response: ; where it stays out, else , | / + or a blank. A text that [data.codes] maps as a whole is not divided.",
    ),
    (
        "S009",
        "a place to fill in",
        "`new` marks with FILL IN what only the author of a report can know, such as the organisation and the edition. The words would be printed as they stand. With --strict a build stops here.",
    ),
    (
        "S010",
        "a name is taken",
        "The program derives variables of its own, such as `retrafficked` or `later_gender`. A variable of the codebook may not have the same name.",
    ),
    (
        "S011",
        "the profile does not read",
        "The list of tables and curves that every report holds is part of the program. A fault in it is a fault of the program.",
    ),
    (
        "S012",
        "a first edition after another",
        "`first_edition = true` under [disclosure] is the word that nothing was published from this case file before. A report that names an earlier edition under [previous] is none. A public one then needs `reviewed_by`: the person or the office that compared the two editions for what their difference could tell of somebody.",
    ),
    (
        "S013",
        "what a list made by hand cannot say",
        "A release.json says which edition it was, up to which day its data went, and how its counts were rounded. For a list in CSV, `edition` and `cutoff` under [previous] say so, and `rounded_to`: 1, or nothing, where its counts were exact.",
    ),
    (
        "S014",
        "nobody compared the editions",
        "Two editions that are safe each by itself can expose a person by their difference, and the program does not search for that yet. `reviewed_by` under [previous] names who did.",
    ),
    (
        "S020",
        "an ISBN that is none",
        "An ISBN has 13 digits and begins with 978 or 979; until 2006 it had 10, the last of which may be X. The last digit follows from the others, so that a slip of the pen is found. Each language edition may have its own: isbn = { en = \"...\", fr = \"...\" }.",
    ),
    (
        "S021",
        "an ISSN that is none",
        "An ISSN has eight digits, 1234-5679, the last of which may be X and follows from the others. It belongs to the series, not to the edition.",
    ),
    (
        "S022",
        "a DOI that is none",
        "A DOI is 10., the number of the registrant, a slash and a name: 10.1234/name. The address of a resolver before it is taken off, and put before it again in print.",
    ),
    (
        "S030",
        "a colour that is none",
        "`primary` and `accent` under [theme] are `#` and six digits of hexadecimal: red, green, blue.",
    ),
    (
        "S031",
        "colours that cannot be used",
        "The primary colour writes headings and fills the shapes that a chart is about; the accent fills what these are compared with. Text needs a contrast of 4.5 to 1 with its ground, shapes 3 to 1 with the paper, and two shapes of one chart must be 20 units (CIE 1976) apart in grey print and as seen without green. All other shades are made from the two. The message names the pair that fails and the nearest shade that passes.",
    ),
    ("S032", "a bleed that is none", "`bleed` under [theme] is in millimetres, 0 to 20. The PDF then has a trim box."),
    (
        "S033",
        "a file of the house's cannot be read",
        "Fonts and pictures under [theme] are files of the project, named relative to report.toml.",
    ),
    (
        "S034",
        "a font that cannot be used",
        "Fonts are TrueType or OpenType files (.ttf, .otf, of a collection .ttc the first), and their licence must allow to put them into documents: an archival PDF carries its fonts.",
    ),
    (
        "S035",
        "a picture that cannot be printed",
        "Pictures are PNG, JPEG in grey or RGB, or SVG that reads no other file, of at most 40 million points.",
    ),
    (
        "S036",
        "fonts of several families",
        "`text` and `sans` under [theme.fonts] are one family each: regular, italic and semibold or bold of it. Fonts for letters that these lack go under `other`.",
    ),
    (
        "S024",
        "an author without a name",
        "`authors` under [report] lists persons in the order of the title page, as they are to be cited.",
    ),
];

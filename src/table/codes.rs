//! What the diagnostics of reading a table mean.

/// Code, title and explanation of each diagnostic of this room.
pub const CODES: &[(&str, &str, &str)] = &[
    ("T001", "No such file", "The file that report.toml names is not there. Paths are relative to report.toml."),
    ("T002", "A directory, not a file", "The path leads to a directory. Name the file inside it."),
    ("T003", "No permission", "The file is there, but the system does not let you read it."),
    (
        "T004",
        "The file cannot be read",
        "Reading stopped with a fault of the system: a network drive that went away, a broken disk, a file that changed meanwhile. Nothing was written.",
    ),
    ("T005", "Empty file", "The file holds no line of text. An export that failed often leaves such a file."),
    (
        "T006",
        "Header only",
        "The file holds the names of the columns and no row. A filter in the case system often leaves such an export.",
    ),
    (
        "T007",
        "Wrong delimiter",
        "Read with this delimiter the file would have one column only. Comma, semicolon and tab are recognised by themselves; others are set with `delimiter` under [data].",
    ),
    (
        "T008",
        "Two columns of one name",
        "Two columns have the same name in the header, so that it is not clear which is meant. If the first line is data and not a header, put a line with the names of the columns above it.",
    ),
    (
        "T009",
        "Carriage returns alone",
        "The lines end as they did on very old Macintosh systems, with a carriage return and no line feed. Save the file again as CSV UTF-8.",
    ),
    (
        "T010",
        "Ragged row",
        "A row has more or fewer cells than the header. Most often a cell holds the delimiter without standing in quotes, or a line break was lost. A row that is out of step would put answers under the wrong question, so the file is refused as a whole.",
    ),
    (
        "T011",
        "Quote not closed",
        "A cell begins with a quote that is not closed where the cell ends. Everything up to the next quote, or to the end of the file, would silently become part of that cell. The line is that of the opening quote.",
    ),
    (
        "T012",
        "Text after a closing quote",
        "A quoted cell goes on after its closing quote. A quote inside a quoted cell is written twice.",
    ),
    (
        "T013",
        "Not UTF-8",
        "The file holds bytes that are not UTF-8. Exports of older Excel versions are Windows-1252 (often called Latin-1 or ANSI). The program does not guess, since a wrong guess garbles names of places and codes: set `encoding` or save the file as CSV UTF-8.",
    ),
    ("T014", "Zero bytes", "The file holds zero bytes: it is UTF-16 without the mark that says so, or no text at all."),
    (
        "T015",
        "Another kind of file",
        "The first bytes are those of a spreadsheet or a PDF. Save the sheet as CSV UTF-8; a renamed file is still what it was.",
    ),
    (
        "T016",
        "Cannot be decoded",
        "A cell holds bytes that do not exist in the encoding which the file has, or which `encoding` names.",
    ),
    (
        "T017",
        "No such encoding",
        "`encoding` must name an encoding of the WHATWG standard, such as utf-8, windows-1252, windows-1250, iso-8859-2 or utf-16le.",
    ),
    ("T018", "Too large", "The file has more lines, or a column more distinct texts, than the program can number."),
];

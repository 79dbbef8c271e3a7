//! What every diagnostic of the program means.

use crate::{codebook, document, ingest, language, study, table};

/// Code, title and explanation of every diagnostic, room by room.
pub fn codes() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    let rooms = [study::CODES, codebook::CODES, table::CODES, ingest::CODES, CODES, document::CODES, language::CODES];
    rooms.into_iter().flatten()
}

const CODES: &[(&str, &str, &str)] = &[
    ("B001", "no report project", "A report project is a folder with a report.toml. The sample's is `data-sample`."),
    ("B002", "not UTF-8", "report.toml, codebook.toml and the texts are UTF-8. Editors offer it under `Save as`."),
    ("B003", "a folder in place of a file", "The name in report.toml leads to a folder."),
    ("B004", "a missing file", "Names in report.toml are relative to the folder that report.toml is in."),
    ("B005", "no permission to read", "The file is there, and the operating system does not let you read it."),
    ("B006", "reading failed", "The file is there and reading it failed half-way."),
    (
        "B010",
        "the output cannot be written",
        "The whole report is staged beside the last one and moved in at the end; the last report is untouched when this fails.",
    ),
    ("B011", "two builds at once", "Only one build at a time writes to an output folder."),
    ("B020", "a file is in the way", "`simulate` does not replace files unless told so with --force."),
    ("B021", "a sample file could not be written", "The folder is missing a permission, or the disk is full."),
    (
        "B022",
        "a file could not be written",
        "The file named with --output or --svg is written beside its place and moved there when it is complete; what was there before is untouched when this fails.",
    ),
    ("B030", "no such code", "Codes are a letter and three digits, as in `error[D012]`."),
    (
        "B040",
        "no first edition, no ledger",
        "A public report must know what was published before: two safe editions can expose a person together. Set `first_edition = true` under [disclosure] where nothing was published from this file yet.",
    ),
    (
        "B041",
        "the workbook could not be written",
        "A label is longer than a spreadsheet cell can hold (32,767 characters).",
    ),
    ("B042", "a figure could not be drawn", "A label or a number does not fit the chart."),
];

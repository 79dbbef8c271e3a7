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
    (
        "B050",
        "no new project here",
        "`new` makes a folder, or fills an empty one; it never writes over what is there. In a folder that is a report project already, `new DIR --eject` adds the program's templates for editing, and leaves those that are there.",
    ),
    (
        "B051",
        "the project could not be written",
        "A project is written beside its place and moved there when it is complete; when this fails, nothing of it is left.",
    ),
    (
        "B052",
        "a path that cannot be written down",
        "The path of the case file goes into report.toml, which is UTF-8 text. A folder or file with other signs in its name must be renamed.",
    ),
    (
        "B053",
        "the man pages could not be written",
        "The folder named with --dir is missing a permission, or the disk is full.",
    ),
    ("B056", "no such case file", "The file named with --data is read where it is and never copied."),
    (
        "B057",
        "a case file without a known column",
        "No name in the first line is a role such as person_id, a variable of the standard codebook, a field of HTCDS 2.0 or CTDC, or a common word for one in English, French or Spanish; or the first line holds dates and numbers and so is no header. The project has the standard codebook and no mapping; name the columns under [data.columns].",
    ),
    (
        "B058",
        "persons and episodes",
        "Re-trafficking is a second episode of one person. It can be seen only where the rows of a person share a pseudonym and the person's episodes are numbered 1, 2, 3.",
    ),
    (
        "B059",
        "the order of dates",
        "A file shows its order by days beyond the twelfth: 17/05/2004 is day first. Where no date shows it, or where dates contradict each other, the order is assumed and must be looked at: 03/04/2004 is a date either way.",
    ),
    (
        "B060",
        "answers divided by different signs",
        "Several answers in one cell are read with one sign between them in the whole file: `;`, or the one that `between` under [data] names. A cell that uses another is an unknown code.",
    ),
    (
        "B061",
        "two lines of names",
        "Templates of HTCDS hold the fields' names in a first line, which a spreadsheet hides, and their labels in a second. The first is the header; the second would be read as a case.",
    ),
];

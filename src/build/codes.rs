//! What every diagnostic of the program means.

use crate::{codebook, document, ingest, language, revision, study, table};

/// Code, title and explanation of every diagnostic, room by room.
pub fn codes() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    let rooms = [
        study::CODES,
        codebook::CODES,
        table::CODES,
        ingest::CODES,
        revision::CODES,
        CODES,
        document::CODES,
        language::CODES,
    ];
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
    (
        "B011",
        "two builds at once",
        "Only one build at a time writes to an output folder. The message says which process holds it; with --wait the second waits for its turn.",
    ),
    (
        "B012",
        "a link inside the output folder",
        "The folders public, internal and private stand in the output folder itself: a link could lead private files to where others look. The output folder as a whole may be a link.",
    ),
    ("B013", "a folder in the way", "A folder stands where a file of the report goes. Nothing was written."),
    ("B020", "a file is in the way", "`simulate` does not replace files unless told so with --force."),
    ("B021", "a sample file could not be written", "The folder is missing a permission, or the disk is full."),
    (
        "B022",
        "a file could not be written",
        "The file named with --output or --svg is written beside its place and moved there when it is complete; what was there before is untouched when this fails.",
    ),
    (
        "B014",
        "a date that is none",
        "SOURCE_DATE_EPOCH is a whole number of seconds since 1970-01-01, as tools for repeatable builds set it. Without it documents bear the data cut-off.",
    ),
    ("B030", "no such code", "Codes are a letter and three digits, as in `error[D012]`."),
    ("B031", "nothing to explain", "`retraffic explain` takes a code, or the name of a target."),
    (
        "B040",
        "neither a first edition nor one that was compared",
        "A public report must know what was published before: two safe editions can expose a person together. Set `first_edition = true` under [disclosure] where nothing was published from this file yet. Otherwise name the last edition under [previous], let somebody compare the two for what their difference could tell of a person, and name them with `reviewed_by`.",
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
    (
        "B065",
        "two texts for one place",
        "A text of the author's is either Markdown (`evidence-before.md`) or a template of Typst markup (`evidence-before.typ.j2`). Where both are there, one of them would be passed over.",
    ),
    (
        "B066",
        "a text that no part takes",
        "The author's texts are text/<language>/foreword, and <part>-before and <part>-after of every other part, with the ending .md or .typ.j2. A file of another name is not printed.",
    ),
    (
        "B070",
        "the case file changed meanwhile",
        "Between the first look at the case file and its reading it became another. Nothing was written.",
    ),
    (
        "B071",
        "no such target",
        "Targets are the files of the output, by their path below its shelf, and groups such as `figures`. `retraffic list` shows all.",
    ),
    (
        "B072",
        "strange files in the public folder",
        "Whoever publishes the folder would publish them too. Builds leave alone what no build wrote.",
    ),
    (
        "B080",
        "a source changed after the build",
        "A report can be verified against the sources that it was built from. This one is another by now.",
    ),
    (
        "B081",
        "a file differs",
        "The project gives other bytes than those that stand in the output. The place of the first difference is told.",
    ),
    ("B082", "a file is missing", "The report has this file, and the output folder has not."),
    ("B083", "the record does not fit", "The manifest is missing, or speaks of other files than those that are there."),
    (
        "B100",
        "nothing reads so",
        "`retraffic trace` looks for a number as it is printed, on one page or in the whole report, or for the name of a fact. Spaces and the decimal mark do not matter; the whole number does: `6.3` is not in `16.3`.",
    ),
    ("B101", "no such edition", "`--lang` names one of the languages of report.toml."),
    ("B090", "no watching", "The operating system does not tell the program when files change; build by hand."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_means_one_thing() {
        let mut known = std::collections::BTreeSet::new();
        for (code, title, text) in codes() {
            assert!(known.insert(*code), "{code} stands twice");
            assert!(!title.is_empty() && !text.is_empty(), "{code}");
        }
        assert!(known.len() > 100);
    }
}

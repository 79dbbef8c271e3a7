//! What the diagnostics of a case file mean.

/// Code, title and explanation of each diagnostic of this room.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "D001",
        "No known column",
        "Not one column of the file is a role such as person_id or entry_date, a variable of the codebook, or a column that the mapping names. Most often the file has no line with the names of its columns, or they are in another language: map them under [data.columns]. The names found are not shown, because without a header they would be data.",
    ),
    (
        "D002",
        "A mapped column is not there",
        "[data.columns] or [data.flags] names a column that the file does not have. Names are compared letter by letter, without blanks at the ends.",
    ),
    (
        "D003",
        "Mapping of nothing known",
        "The left side of an entry under [data.columns], [data.codes] or [data.flags] must be a role (person_id, episode, the dates, last_contact_status, birth_year) or a variable of the codebook.",
    ),
    (
        "D004",
        "A column that names persons",
        "Names, phones, addresses and identity numbers are never read, whatever codebook or mapping say: what is not in memory cannot leak. Take the column out.",
    ),
    (
        "D005",
        "Mapping to no category",
        "A code is mapped to a category that the variable does not have. Map to a name of the codebook, or to \"\" for not recorded.",
    ),
    (
        "D006",
        "A column with nearly the right name",
        "A role or variable has no column, while the file has an unused column of nearly the same name. Map it under [data.columns], or rename it.",
    ),
    (
        "D007",
        "Several columns for one answer",
        "Several columns are joined only for multi-response variables, where a person may have several answers.",
    ),
    (
        "D008",
        "Flags for a single answer",
        "Flag columns (one per answer, 1 or 0) are folded into a multi-response variable. A variable with one answer has no flags.",
    ),
    (
        "D009",
        "A variable without a column",
        "The codebook has a variable that the file does not have. Tables of it say that it was not recorded.",
    ),
    (
        "D010",
        "No person_id",
        "Without a pseudonym each row is taken as a person of its own with one episode. Descriptive chapters can be made; nothing about re-trafficking can.",
    ),
    (
        "D011",
        "No episode numbers",
        "Persons have several rows, but no column numbers their episodes. A copied row would pass for another episode, that is, for a case of re-trafficking that never was; so the file is refused.",
    ),
    (
        "D012",
        "No dates of entry or exit",
        "Without the dates of entry and exit time to re-trafficking cannot be estimated; the chapters that need it say so.",
    ),
    ("D020", "No person in the row", "The cell of the pseudonym is empty. The row belongs to nobody and is set aside."),
    (
        "D021",
        "No episode number",
        "Episodes are numbered 1, 2, 3 for each person, in the order in which they happened. The row is set aside, because its place among the person's episodes is not known.",
    ),
    (
        "D022",
        "The same episode twice",
        "Person and episode stand in an earlier row already. The first stays; this one is set aside, so that a copied row does not count as another case.",
    ),
    (
        "D023",
        "An episode after the cut-off",
        "Every date of the row is after the cut-off. The episode belongs to a later edition; nobody could know of it at the cut-off. If the extract reaches further, move `cutoff`. Where any date of the row is earlier, the row stays and only the later dates count as not recorded.",
    ),
    (
        "D030",
        "Unknown code",
        "The cell holds a code that the codebook does not name. The value counts as not recorded and the row stays. Codes that spell a label or occur often are listed with a proposal in output/private/codes.toml.",
    ),
    (
        "D031",
        "Not a date",
        "Dates are written year first: 2004-05-17, or 2004-05, or 2004. Other orders are ambiguous: 03/04/2004 is two different days in two countries. Where a file keeps to one of them, say so with `dates = \"day-first\"` or `dates = \"month-first\"` under [data].",
    ),
    ("D032", "No such day", "The date is written as a date, but the calendar has no such month or day."),
    (
        "D033",
        "A date after the cut-off",
        "The earliest day that the date can stand for is after the cut-off. The date counts as not recorded and the row stays: an episode whose date is unknown is still an episode. If the extract reaches further, move `cutoff` in report.toml.",
    ),
    ("D034", "Not a whole number", "A number is written with digits only, without points, commas or units."),
    (
        "D035",
        "A number outside all bands",
        "The number falls into none of the bands of the codebook: a slip of the keyboard, or a band that is missing.",
    ),
    (
        "D036",
        "Unknown flag",
        "A flag is 1, true, yes, y or x where it is set, and 0, false, no, n or empty where it is not. Anything else counts as not set.",
    ),
    (
        "D037",
        "A person's rows disagree",
        "Some answers belong to the person and are the same in every episode. Where two rows differ the value counts as not recorded in all of that person's rows; the rows stay. Empty cells and `unknown` do not contradict an answer.",
    ),
    (
        "D040",
        "Exit before entry",
        "Even the latest day of the exit is before the earliest day of the entry. The date that more of the person's other dates contradict counts as not recorded; where none stands out both do. The row stays.",
    ),
    (
        "D041",
        "Entry before the exit from an earlier episode",
        "The episodes of a person overlap in the wrong order, whatever days within their precision the dates stand for. The date that more of the person's other dates contradict counts as not recorded; where none stands out it is the later entry. The row stays, and the episode still counts.",
    ),
    (
        "D042",
        "Identified before entry",
        "A person cannot be identified as a victim of an episode that had not begun. The date that more of the person's other dates contradict counts as not recorded; where none stands out it is the identification.",
    ),
    ("D043", "Assistance ends before it starts", "The end counts as not recorded, the start is kept."),
    (
        "D044",
        "Age and year of birth",
        "Age at entry, year of birth and date of entry contradict each other by more than a year either way. All three are kept: which is wrong cannot be known.",
    ),
    (
        "D045",
        "An episode is missing",
        "A person's episodes are not numbered 1, 2, 3 without a gap. The rows stay; what happened in the missing episode is not known.",
    ),
];

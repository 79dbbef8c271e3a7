//! What the diagnostics of this room mean.

/// Code, title, explanation.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "R001",
        "the last edition does not read",
        "`file` under [previous] is the release.json of the last edition, as it stands in its annex, or a list in CSV: a header `fact,text`, then a line for each number, by its name in `retraffic list facts` and as it was printed. The place is where reading stopped.",
    ),
    (
        "R002",
        "another format of release.json",
        "The number `format` at the head of release.json says how it is to be read. This program reads format 1. A file of a later format was made by a later program: compare with that one.",
    ),
    (
        "R003",
        "no number that an edition can have printed",
        "A value is missing, is not finite, or is a count below nothing; or the name of the edition or of a number is no name. The file was changed by hand, or is no release.json.",
    ),
    (
        "R004",
        "the last edition is later than this one",
        "The data of the last edition must not go beyond the cut-off of this one. Either `file` names the wrong edition, or `cutoff` under [data] is not yet that of the new extract.",
    ),
    (
        "R005",
        "exact figures beside public ones",
        "The file was made under policy `internal`: it holds exact counts, which would be printed in a public report. Name the release.json of the public edition.",
    ),
    (
        "R006",
        "a name that no number of this report has",
        "A list made by hand names a number by its name in this report; `retraffic list facts` shows them all. A number that had another name then is told with `renamed` under [previous]. One that this report no longer has is left out of the list.",
    ),
    (
        "R007",
        "neither a number nor a mark",
        "The text of a number is its digits as they were printed, with `%` or without, or what stood in the place of a withheld one: `<8`, a dash, dots, a star. A single comma or point before exactly three digits may part thousands or decimals; write the number so that it can be read in one way.",
    ),
    ("R008", "a number named twice", "Each number of the last edition stands in its file once."),
    (
        "R009",
        "a name that neither edition has",
        "`renamed` leads from a name in the last edition to one in this edition, `definition_changed` names a number of this edition.",
    ),
    (
        "R010",
        "the difference of two exact totals",
        "Both editions print the same total exactly, and their difference is a count that the policy would withhold: whoever holds both editions learns it. Take the total out of `headline` under [disclosure]; it is then rounded as all others are.",
    ),
    (
        "R011",
        "a policy that this program does not know",
        "What was published under a policy unknown to this program cannot be judged by it. The file may come from a later program.",
    ),
];

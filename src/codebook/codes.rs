//! What the diagnostics of a project's TOML files mean.

/// Code, title and explanation of each diagnostic of this room.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "C001",
        "Not valid TOML",
        "The file could not be read as TOML at the place given: a quote, bracket or equals sign is missing, or a key stands twice in one table. Everything after that place is unread, so correct it first; other faults may then appear.",
    ),
    (
        "C002",
        "Unknown key",
        "The file holds a key that the program does not know. Keys are never ignored: a misspelt `sensitive` would otherwise leave a variable unprotected. The message names the nearest known key.",
    ),
    ("C003", "Missing key", "A key that must be there is not."),
    (
        "C004",
        "Wrong type of value",
        "A key holds a value of another type than it must: for instance a text in quotes where true or false is wanted.",
    ),
    (
        "C005",
        "Unknown format",
        "The first line of the file says which version of its format it is written in. This program reads format 1.",
    ),
    (
        "C006",
        "A name taken twice",
        "Two variables, two categories of one variable, two groups of one tier or two members of one group have the same name, so the program cannot tell which is meant.",
    ),
    (
        "C007",
        "Not a name",
        "Names of variables consist of letters, digits and _ and begin with a letter. Names of categories may hold more, but not `;` (it stands between several answers), `*` (it stands for a total), quotes, control characters, blanks at the ends, or a first character that a spreadsheet takes for a formula.",
    ),
    (
        "C008",
        "A role, not a variable",
        "Person, episode and dates are read by the program itself and cannot be declared as variables. Take the variable out of the codebook; to name the column in your file, use [data.columns] in report.toml.",
    ),
    ("C009", "Not one of the choices", "The key takes one of a few fixed words; the message names the nearest."),
    ("C010", "No such category", "A group lists a member that the variable does not have."),
    (
        "C011",
        "Bands overlap",
        "Both limits belong to a band, and every number must fall into one band at most: 0 to 11 is followed by 12 to 17, not by 11 to 17.",
    ),
    (
        "C012",
        "Limits of a band",
        "Every category of a number has both `from` and `to`, unless it is marked unknown or not applicable; categories of other variables have neither.",
    ),
    (
        "C013",
        "Control character in a text",
        "A label or description holds a character that is invisible in print: a control character, a line break, a private character or one that reverses the direction of writing. Such characters can hide a different text; they are refused.",
    ),
    (
        "C014",
        "Empty text",
        "A label has no English text, or a text is empty. English stands in where another language is missing.",
    ),
    (
        "C015",
        "A category in two groups of one tier",
        "Within one tier a category belongs to one group at most; else counts of the tier would count people twice.",
    ),
    ("C016", "Too many", "There are more variables or categories than the program holds."),
    (
        "C017",
        "No category",
        "A variable needs categories: its own, or a built-in list such as `categories = \"countries\"`.",
    ),
    (
        "C018",
        "Text that looks like a formula or a command",
        "A label begins with = + - or @, as a spreadsheet formula does, or holds # before a letter or bracket, as a command of the typesetter does. It is printed as plain text and never computed or run; the warning is there because few labels mean it.",
    ),
    (
        "C019",
        "Unknown and not applicable",
        "A category is either `unknown` (the question was asked and the answer is not known) or `not_applicable` (the question did not arise).",
    ),
    ("C020", "Two categories, one label", "Two categories of a variable print the same English text."),
    (
        "C021",
        "A script without a font",
        "A label is in a script that no embedded font has, so it would print as empty boxes, and an accessible PDF may not be made of it. Latin, Greek, Cyrillic and Arabic letters and common signs can be printed.",
    ),
];

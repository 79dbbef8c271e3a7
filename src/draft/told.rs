//! What is said on the terminal of a file that was looked at: names of columns, reasons, next steps.
//!
//! Owns the words. Holds no value of a cell.

use super::lexicon::Reason;

/// Why a column does not enter the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LeftOut {
    /// Its name says that it holds names, phones, addresses or identity numbers.
    Person,
    /// A day or place of birth.
    Birthday,
    /// It names staff.
    Staff,
    /// Its name says that it holds prose.
    FreeText,
    /// Its cells look like names.
    LooksLikeNames,
    /// Its cells look like telephone numbers, addresses or long numbers.
    LooksLikeContacts,
    /// Its cells are long texts.
    LooksLikeProse,
    /// Nearly every row has another value.
    Different,
    /// Dates that have no role.
    Dates,
    /// Numbers that need bands.
    Numbers,
    /// No cell is filled.
    Empty,
    /// Fewer than two answers are shared by enough people.
    Rare,
    /// More answers than a table can show.
    Many,
    /// Answers that cannot be printed or be names of categories.
    Unprintable,
    /// Another column was taken for the same.
    Second,
    /// The name is known, the cells are not what it needs.
    Unlike,
    /// Has no name.
    Nameless,
}

impl LeftOut {
    /// Why, and what may be done.
    pub(super) fn words(self) -> &'static str {
        match self {
            LeftOut::Person => "its name speaks of names, phones, addresses or identity numbers: never read",
            LeftOut::Birthday => {
                "a day or place of birth recognises a person: give the year alone, in a column birth_year"
            }
            LeftOut::Staff => "its name speaks of those who keep the file: not read",
            LeftOut::FreeText => "its name speaks of notes: not read",
            LeftOut::LooksLikeNames => "its cells are written like names of persons; if they are not, map it by hand",
            LeftOut::LooksLikeContacts => "its cells look like telephone numbers, addresses or identity numbers",
            LeftOut::LooksLikeProse => "its cells are free text",
            LeftOut::Different => "nearly every row holds something else, as numbers of persons and notes do",
            LeftOut::Dates => "dates that are no role of the program; map it under [data.columns] if they are",
            LeftOut::Numbers => "numbers need bands: declare it in codebook.toml with kind = \"number\"",
            LeftOut::Empty => "no cell is filled",
            LeftOut::Rare => "it has no two answers that 8 people or more share",
            LeftOut::Many => "it has more than 60 answers: group them, or declare it by hand",
            LeftOut::Unprintable => "its answers hold signs that the report cannot print: declare it by hand",
            LeftOut::Second => {
                "another column was taken for the same: take this one under [data.columns] if it is the right one"
            }
            LeftOut::Unlike => "its name is known, but its cells are no dates or numbers as that name needs",
            LeftOut::Nameless => "its header cell is empty",
        }
    }
}

/// How the file is written, as recognised.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) delimiter: &'static str,
    pub(super) encoding: &'static str,
    pub(super) dates: &'static str,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// Everything that is told of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) form: Form,
    /// Column, what it is taken for, why.
    pub(super) taken: Vec<(String, String, Reason)>,
    /// Variable and how many columns of flags make it up.
    pub(super) flags: Vec<(String, usize)>,
    /// New variable and its column.
    pub(super) opened: Vec<(String, String)>,
    /// Variable, answers that were understood and answers that are left to decide.
    pub(super) codes: Vec<(String, usize, usize)>,
    /// Columns outside, with the reason.
    pub(super) left: Vec<(String, LeftOut)>,
    /// Roles and variables without a column.
    pub(super) missing: Vec<String>,
    /// False where no column is known: then no name of a column may be shown.
    pub(super) known: bool,
}

impl Told {
    /// Lines for the terminal.
    pub(super) fn text(&self, file: &str) -> String {
        let form = &self.form;
        let mut out = format!(
            "{file}: {} rows, {} columns; {} between the cells; {}; {}.\n",
            form.rows, form.columns, form.delimiter, form.encoding, form.dates
        );
        if !self.known {
            out.push_str(
                "No column is known by its name. The names are not shown, because without a header they would be data.\n",
            );
            return out;
        }
        self.taken(&mut out);
        section(&mut out, "Columns of flags:", self.flags.iter().map(|(v, n)| (format!("{n} columns"), v.clone())));
        let opened = self.opened.iter().map(|(variable, column)| (column.clone(), format!("new variable {variable}")));
        section(
            &mut out,
            "Not in the standard codebook, taken in with the answers that 8 people or more share:",
            opened,
        );
        self.codes(&mut out);
        let left = self.left.iter().map(|(column, why)| (column.clone(), why.words().to_owned()));
        section(&mut out, "Left out:", left);
        if !self.missing.is_empty() {
            out.push_str(&format!("\nNot found in the file: {}.\n", self.missing.join(", ")));
        }
        out
    }

    fn taken(&self, out: &mut String) {
        let same: Vec<&str> = self
            .taken
            .iter()
            .filter(|(_, _, why)| *why == Reason::SameName)
            .map(|(column, _, _)| column.as_str())
            .collect();
        if !same.is_empty() {
            out.push_str(&format!("\nKnown by their own names: {}.\n", same.join(", ")));
        }
        let other = self.taken.iter().filter(|(_, _, why)| *why != Reason::SameName);
        let rows = other.map(|(column, native, why)| (column.clone(), format!("{native} ({})", why.words())));
        section(out, "Taken for:", rows);
    }

    fn codes(&self, out: &mut String) {
        let words = |understood: &usize, left: &usize| match (understood, left) {
            (n, 0) => format!("{n} mapped"),
            (0, n) => format!("{n} for you to decide, in report.toml"),
            (a, b) => format!("{a} mapped, {b} for you to decide, in report.toml"),
        };
        let rows = self.codes.iter().map(|(variable, a, b)| (variable.clone(), words(a, b)));
        section(out, "Answers that are not the codebook's own:", rows);
    }
}

/// A heading and two aligned columns; nothing where there are no rows.
fn section(out: &mut String, heading: &str, rows: impl Iterator<Item = (String, String)>) {
    let rows: Vec<(String, String)> = rows.collect();
    let Some(width) = rows.iter().map(|(first, _)| first.chars().count().min(40)).max() else { return };
    out.push_str(&format!("\n{heading}\n"));
    for (first, second) in rows {
        out.push_str(&format!("  {first:width$}  {second}\n"));
    }
}

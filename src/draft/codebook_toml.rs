//! The text of a new codebook.toml.
//!
//! Owns the choice of variables: those of the standard that the file has, then the file's own.

use super::Findings;
use super::open::{Open, label};
use super::standard::Standard;
use super::toml_text::quoted;

const HEAD: &str = "# What the columns of the case file record. Take out what you do not record, add what you do, word the labels as your
# office does; en stands in for fr and es. `retraffic check` reads it.
#
# kind: categorical, ordinal (in the order given here), multi-response (several, with ; between them), number (in bands).
# level: person (the same in all rows of a person) or episode. sensitive = true: a row in which all share one answer is not
# printed. A category may be unknown = true (asked and not known) or not_applicable = true.
format = 1

";

const OWN: &str = "# Columns of the file that the standard codebook does not have, with the answers that 8 people or more share. Rarer answers
# are not listed here: add them, or group them, if they are to count. Take out a column that says who somebody is.

";

/// The whole standard codebook.
pub(super) fn whole(standard: &Standard) -> String {
    let texts: Vec<String> = standard.variables().map(|variable| standard.text(&variable.name, i16::MAX)).collect();
    format!("{HEAD}{}", texts.join("\n"))
}

/// The variables of a case file.
pub(super) fn text(standard: &Standard, found: &Findings) -> String {
    let has = |name: &str| {
        found.taken.iter().any(|t| t.native == name) || found.flagged.iter().any(|flag| flag.variable == name)
    };
    let mut out = HEAD.to_owned();
    let known = standard.variables().filter(|variable| has(&variable.name));
    let last = found.cutoff.map_or(i16::MAX, |day| day.year());
    let texts: Vec<String> = known.map(|variable| standard.text(&variable.name, last)).collect();
    out.push_str(&texts.join("\n"));
    if !found.open.is_empty() {
        out.push('\n');
        out.push_str(OWN);
    }
    for (number, open) in found.open.iter().enumerate() {
        own(&mut out, open, number + 1);
    }
    if texts.is_empty() && found.open.is_empty() {
        return whole(standard);
    }
    out
}

fn own(out: &mut String, open: &Open, number: usize) {
    let kind = if open.several { "multi-response" } else { "categorical" };
    let label = label(&open.column, number);
    out.push_str(&format!(
        "[[variable]]\nname = {}\nkind = \"{kind}\"\nlevel = \"episode\"\nsensitive = true\nlabels = {{ en = {} }}\n",
        quoted(&open.name),
        quoted(&label)
    ));
    for answer in &open.answers {
        let text = quoted(answer);
        out.push_str(&format!("[[variable.category]]\nname = {text}\nlabels = {{ en = {text} }}\n"));
    }
    out.push('\n');
}

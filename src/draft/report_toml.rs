//! The text of a new report.toml.
//!
//! Owns the lines that depend on the case file; all others stand in `templates/new/report.toml`.

use std::collections::BTreeMap;

use super::Findings;
use super::lexicon::Reason;
use super::toml_text::{comment, key, quoted};
use crate::calendar::DateOrder;
use crate::language::Language;

const TEXT: &str = include_str!("../../templates/new/report.toml");

/// report.toml for these languages, with what is known of a case file.
pub(super) fn text(languages: &[Language], found: Option<&Findings>) -> String {
    let none = Findings::default();
    let known = found.unwrap_or(&none);
    let tags: Vec<String> = languages.iter().map(|language| quoted(language.tag())).collect();
    let file = match found {
        Some(found) => format!("file = {}", quoted(&found.file)),
        None => "file = \"cases.csv\" # FILL IN: where the file is".to_owned(),
    };
    let parts = [
        ("{languages}", tags.join(", ")),
        ("{file}", file),
        ("{cutoff}", cutoff(known)),
        ("{opened}", opened(known)),
        ("{delimiter}", delimiter(known)),
        ("{encoding}", encoding(known)),
        ("{dates}", dates(known)),
        ("{between}", between(known)),
        ("{columns}", columns(known)),
        ("{codes}", codes(known)),
        ("{flags}", flags(known)),
    ];
    let mut out = String::new();
    for line in TEXT.lines() {
        // One part a line: a text of the file that looks like a part is not filled in again.
        match parts.iter().find(|(name, _)| line.contains(name)) {
            Some((name, text)) => out.push_str(&line.replacen(name, text, 1)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

fn cutoff(found: &Findings) -> String {
    match found.cutoff {
        Some(day) => {
            format!(
                "# GUESS: the end of the last month in which many people have a date.\ncutoff = {}",
                quoted(&day.to_string())
            )
        }
        None => "cutoff = \"FILL IN: such as 2024-12-31\"".to_owned(),
    }
}

fn opened(found: &Findings) -> String {
    match found.opened {
        Some(day) => format!(
            "# FILL IN. In the year shown here people are first identified or assisted.\n# opened = {}",
            quoted(&day.to_string())
        ),
        None => "# FILL IN\n# opened = \"2015-01-01\"".to_owned(),
    }
}

fn delimiter(found: &Findings) -> String {
    match found.manner.delimiter {
        Some(sign) => format!("delimiter = {}", quoted(&char::from(sign).to_string())),
        None => "# delimiter = \";\"".to_owned(),
    }
}

fn encoding(found: &Findings) -> String {
    match found.manner.encoding {
        Some(name) => format!("# GUESS\nencoding = {}", quoted(name)),
        None => "# encoding = \"windows-1252\"".to_owned(),
    }
}

fn dates(found: &Findings) -> String {
    match found.dates {
        DateOrder::YearFirst => "# dates = \"day-first\"".to_owned(),
        order => format!("# GUESS\ndates = {}", quoted(order.name())),
    }
}

fn between(found: &Findings) -> String {
    match found.between {
        Some(sign) => format!("# GUESS\nbetween = {}", quoted(&sign.to_string())),
        None => "# between = \",\"".to_owned(),
    }
}

fn columns(found: &Findings) -> String {
    let mut out = String::new();
    for taken in found.taken.iter().filter(|t| t.reason != Reason::SameName) {
        let why = taken.reason.words();
        out.push_str(&format!("{} = {} # GUESS: {why}\n", key(&taken.native), quoted(&taken.column)));
    }
    for open in found.open.iter().filter(|open| open.name != open.column) {
        out.push_str(&format!("{} = {}\n", key(&open.name), quoted(&open.column)));
    }
    if out.is_empty() {
        out.push_str("# person_id = \"CaseNo\"\n# entry_date = \"Date of recruitment\"\n");
    }
    out
}

fn codes(found: &Findings) -> String {
    let mut out = String::new();
    for (variable, codes) in &found.codes {
        if codes.known.is_empty() && codes.open.is_empty() {
            continue;
        }
        out.push_str(&format!("[data.codes.{}] # GUESS\n", key(variable)));
        for (text, category) in &codes.known {
            out.push_str(&format!("{} = {}\n", quoted(text), quoted(category)));
        }
        if !codes.open.is_empty() {
            out.push_str("# FILL IN the category, or take the text into codebook.toml as a category of its own:\n");
        }
        for text in &codes.open {
            out.push_str(&format!("# {} = \"\"\n", comment(&quoted(text))));
        }
        out.push('\n');
    }
    if out.is_empty() { "# [data.codes.gender]\n# \"F\" = \"female\"\n# \"M\" = \"male\"\n".to_owned() } else { out }
}

fn flags(found: &Findings) -> String {
    let mut variables: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for flag in &found.flagged {
        let answers = variables.entry(&flag.variable).or_default();
        answers.entry(&flag.answer).or_default().push(quoted(&flag.column));
    }
    let mut out = String::new();
    for (variable, answers) in variables {
        out.push_str(&format!("[data.flags.{}] # GUESS\n", key(variable)));
        for (answer, columns) in answers {
            let list = match columns.as_slice() {
                [one] => one.clone(),
                several => format!("[{}]", several.join(", ")),
            };
            out.push_str(&format!("{} = {list}\n", key(answer)));
        }
        out.push('\n');
    }
    if out.is_empty() { "# [data.flags.means_of_control]\n# debt_bondage = \"ctl_debt\"\n".to_owned() } else { out }
}

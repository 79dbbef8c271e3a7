//! A new report project, proposed: from nothing, or from a case file of unknown form.
//!
//! Owns what the columns of such a file may mean, and the texts of a project. It writes nothing and knows no statistics.
//! No answer that fewer than eight people share leaves this room, nor anything of a column that names persons.

mod answers;
mod codebook_toml;
mod column;
mod guess;
mod lexicon;
mod open;
mod privacy;
mod report_toml;
mod source;
mod standard;
mod told;
mod toml_text;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::calendar::{DateOrder, Day};
use crate::codebook::{BIRTH_YEAR, DateRole, EPISODE, Kind, PERSON, role_names};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::Language;
use crate::study;
use crate::table::{Column, Table};
use answers::{Codes, Looking};
use column::{Orders, Persons, Shape};
use guess::{Flagged, Header, Taken};
use lexicon::Lexicon;
use open::Open;
use source::{Manner, Source};
use standard::Standard;
use told::{Form, LeftOut, Told};

/// A project that is not yet written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Path below the project, with `/`, and text.
    pub files: Vec<(String, String)>,
    /// What was recognised and what was left out, for the terminal; empty without a case file.
    pub told: String,
    /// What to look at before the first build.
    pub remarks: Vec<Diagnostic>,
}

/// The languages that a report.toml names, whatever else is wrong with it.
pub fn languages(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap_or_default();
    let tags = table.get("report").and_then(|report| report.get("languages")).and_then(toml::Value::as_array);
    tags.into_iter().flatten().filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}

/// What is known of a case file.
#[derive(Debug, Default)]
struct Findings {
    /// As report.toml names it.
    file: String,
    manner: Manner,
    dates: DateOrder,
    /// What stands between several answers, where it is not `;`.
    between: Option<char>,
    /// Last day of the last month in which many people have a date.
    cutoff: Option<Day>,
    /// First day of the first such year.
    opened: Option<Day>,
    taken: Vec<Taken>,
    flagged: Vec<Flagged>,
    codes: BTreeMap<String, Codes>,
    open: Vec<Open>,
}

/// A project without data: every key of report.toml, and the whole standard codebook.
pub fn blank(languages: &[Language]) -> Draft {
    let standard = Standard::embedded();
    let mut files = vec![
        ("report.toml".to_owned(), report_toml::text(languages, None)),
        ("codebook.toml".to_owned(), codebook_toml::whole(&standard)),
    ];
    files.extend(wording::files(languages));
    Draft { files, ..Draft::default() }
}

/// A project for a case file. `named` is the file as report.toml names it, `shown` as messages do.
///
/// # Errors
/// A file that cannot be read as a table.
pub fn for_file(path: &Path, named: &str, shown: &str, languages: &[Language]) -> Result<Draft, Vec<Diagnostic>> {
    let standard = Standard::embedded();
    let lexicon = Lexicon::new(&standard);
    let mut source = Source::open(path, shown.to_owned())?;
    let names = source.header()?;
    let mut found = Findings { file: named.to_owned(), ..Findings::default() };
    let mut told = Told::default();
    let mut remarks = Vec::new();
    let mut rows = 0;
    if let Some((mut header, table)) = looked_at(&mut source, &names, &lexicon, &standard)? {
        rows = table.rows();
        if header.is_repeated(&table, &lexicon) {
            let help = "take the second line out of the file; it would count as a case";
            remarks.push(Diagnostic::warning("B061", "the second line holds the names of the columns again", help));
        }
        header.hold_against(&table, &standard);
        survey(&table, &mut header, &lexicon, &standard, &mut found, &mut remarks);
        tell(&mut told, &header, &found, &standard);
    } else {
        let help = "see that the first line holds the names of the columns, then name them under [data.columns]";
        remarks.push(Diagnostic::warning("B057", "no column of the case file is known by its name", help));
    }
    found.manner = source.manner.clone();
    told.form = Form {
        delimiter: source.delimiter(),
        encoding: source.encoding(),
        dates: match found.dates {
            DateOrder::YearFirst => "dates year first",
            DateOrder::DayFirst => "dates day first",
            DateOrder::MonthFirst => "dates month first",
        },
        rows: if told.known { rows } else { source.read(BTreeSet::new())?.rows() },
        columns: names.len(),
    };
    let codebook = if told.known { codebook_toml::text(&standard, &found) } else { codebook_toml::whole(&standard) };
    let mut files = vec![
        ("report.toml".to_owned(), report_toml::text(languages, Some(&found))),
        ("codebook.toml".to_owned(), codebook),
    ];
    files.extend(wording::files(languages));
    let remarks = remarks.into_iter().map(|remark| remark.at(Place::file(shown))).collect();
    Ok(Draft { files, told: told.text(shown), remarks })
}

/// The header and the columns that may be read; none where the first line is no header that is known.
fn looked_at(
    source: &mut Source<'_>,
    names: &[String],
    lexicon: &Lexicon,
    standard: &Standard,
) -> Result<Option<(Header, Table)>, Vec<Diagnostic>> {
    let Some(header) = Header::read(names, lexicon, standard) else { return Ok(None) };
    let table = source.read(header.wanted())?;
    Ok((!header.is_data(&table)).then_some((header, table)))
}

/// Looks at the cells of every column that may be read.
fn survey(
    table: &Table,
    header: &mut Header,
    lexicon: &Lexicon,
    standard: &Standard,
    found: &mut Findings,
    remarks: &mut Vec<Diagnostic>,
) {
    let persons = Persons::new(table, header.column(PERSON, table));
    people(table, header, &persons, remarks);
    found.dates = order(table, header, remarks);
    let months = |columns: &[&Column]| column::months(columns, found.dates, &persons);
    found.cutoff = months(&header.dates(table)).and_then(|(_, last)| month_end(last));
    // Episodes may be older than the database; its own acts are not.
    let acts = [DateRole::Identified, DateRole::AssistanceStart];
    let acts: Vec<&Column> = acts.into_iter().filter_map(|role| header.column(role.name(), table)).collect();
    found.opened = months(&acts).and_then(|(first, _)| Day::from_civil((first / 12) as i16, 1, 1));
    let several = header.taken.iter().filter_map(|t| table.column(&t.column).zip(standard.variable(&t.native)));
    let between = answers::between(&several.collect::<Vec<_>>(), &persons, lexicon);
    found.between = (between != ';').then_some(between);
    let looking = Looking { persons: &persons, lexicon, standard, between };
    for taken in std::mem::take(&mut header.taken) {
        let answers = standard.variable(&taken.native).zip(table.column(&taken.column));
        let Some((variable, column)) = answers else {
            found.taken.push(taken);
            continue;
        };
        let codes = answers::codes(column, variable, &looking);
        let strange = codes.native == 0 && codes.known.is_empty() && variable.kind != Kind::Number;
        let reason = open::doubt(Shape::of(column)).filter(|reason| strange && *reason != LeftOut::Empty);
        match reason {
            Some(reason) => header.left.push((taken.column, reason)),
            None => {
                if codes.other_sign {
                    remarks.push(other_sign(&taken.native));
                }
                found.codes.insert(taken.native.clone(), codes);
                found.taken.push(taken);
            }
        }
    }
    found.flagged = std::mem::take(&mut header.flagged);
    spare(table, header, &persons, standard, found);
}

/// The columns that nothing is known of.
fn spare(table: &Table, header: &mut Header, persons: &Persons, standard: &Standard, found: &mut Findings) {
    let mut names = names_in_use(standard);
    for name in std::mem::take(&mut header.spare) {
        let Some(column) = table.column(&name) else { continue };
        match open::open(column, persons, &names, found.between.unwrap_or(';')) {
            Ok(open) => {
                names.insert(open.name.clone());
                names.insert(format!("later_{}", open.name));
                found.open.push(open);
            }
            Err(reason) => header.left.push((name, reason)),
        }
    }
}

/// Names that a new variable may not have: those of the standard, and all that the program derives.
fn names_in_use(standard: &Standard) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = role_names().map(str::to_owned).collect();
    let whole = crate::codebook::Codebook::parse(&codebook_toml::whole(standard), "codebook.toml");
    let day = Day(0);
    let rules = study::Observation {
        cutoff: day,
        opened: None,
        scheme: study::Scheme::Registry,
        lag_months: 0,
        grace: crate::calendar::Days(0),
        contact_gap: crate::calendar::Days(0),
    };
    if let Ok(all) = whole.and_then(|own| study::derived_codebook(&own, &rules)) {
        names.extend(all.iter().map(|(_, variable)| variable.name.clone()));
    }
    names
}

fn people(table: &Table, header: &Header, persons: &Persons, remarks: &mut Vec<Diagnostic>) {
    if header.column(PERSON, table).is_none() {
        let help = "re-trafficking can be counted only where the rows of a person share a pseudonym; map its column to person_id";
        remarks.push(Diagnostic::warning("B058", "no column of the file holds a person's pseudonym", help));
    } else if persons.all_different() {
        let help = "if it numbers cases and not people, map the column that is the same in all rows of one person";
        let message = "the column taken for person_id is different in every row, so nobody has a second episode";
        remarks.push(Diagnostic::warning("B058", message, help));
    } else if header.column(EPISODE, table).is_none() {
        let help =
            "number each person's episodes 1, 2, 3 in a column `episode`; a copied row must not pass for an episode";
        remarks.push(Diagnostic::warning(
            "B058",
            "persons have several rows, but no column numbers their episodes",
            help,
        ));
    }
}

/// The order of the file's dates, by days beyond the twelfth.
fn order(table: &Table, header: &Header, remarks: &mut Vec<Diagnostic>) -> DateOrder {
    let mut orders = Orders::default();
    header.dates(table).into_iter().for_each(|column| orders.add(column));
    let (day, month) = (orders.day_first, orders.month_first);
    let order = match (day, month, orders.either) {
        (0, 0, 0) => return DateOrder::YearFirst,
        (_, _, _) if month > day => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    };
    if day > 0 && month > 0 {
        let message = "some dates can only be day first and others only month first";
        let help = format!("most are {}; correct the others, because a swapped date can look right", order.name());
        remarks.push(Diagnostic::warning("B059", message, help));
    } else if day == 0 && month == 0 {
        let message = "all dates could be day first or month first; day first is assumed";
        remarks.push(Diagnostic::warning("B059", message, "set `dates` under [data] as the file means them"));
    }
    order
}

fn other_sign(variable: &str) -> Diagnostic {
    let message = format!("several answers to `{variable}` seem to stand in one cell with another sign between them");
    let help = "export the file with the same sign between all answers, or with one column of flags for each answer";
    Diagnostic::warning("B060", message, help)
}

fn month_end(month: i32) -> Option<Day> {
    let next = month + 1;
    let first = Day::from_civil((next / 12) as i16, (next % 12 + 1) as i8, 1)?;
    Some(first.plus(crate::calendar::Days(-1)))
}

fn tell(told: &mut Told, header: &Header, found: &Findings, standard: &Standard) {
    told.known = true;
    told.taken = found.taken.iter().map(|t| (t.column.clone(), t.native.clone(), t.reason)).collect();
    let mut flags: BTreeMap<&str, usize> = BTreeMap::new();
    found.flagged.iter().for_each(|f| *flags.entry(&f.variable).or_default() += 1);
    told.flags = flags.into_iter().map(|(variable, columns)| (variable.to_owned(), columns)).collect();
    told.opened = found.open.iter().map(|o| (o.name.clone(), o.column.clone())).collect();
    let codes = found.codes.iter().filter(|(_, c)| !(c.known.is_empty() && c.open.is_empty()));
    told.codes = codes.map(|(variable, c)| (variable.clone(), c.known.len(), c.open.len())).collect();
    told.left = header.left.clone();
    let has = |native: &str| {
        found.taken.iter().any(|t| t.native == native) || found.flagged.iter().any(|f| f.variable == native)
    };
    let natives = role_names().filter(|r| *r != BIRTH_YEAR && standard.variable(r).is_none());
    let all = natives.chain(standard.variables().map(|v| v.name.as_str()));
    told.missing = all.filter(|native| !has(native)).map(str::to_owned).collect();
}

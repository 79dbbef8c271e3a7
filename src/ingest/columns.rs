//! Which column of the file plays which role or holds which variable.
//!
//! Owns the meeting of header, mapping and codebook. Reads no cell.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::identifying::identifies;
use crate::codebook::{
    BIRTH_YEAR, CONTACT_STATUS, CategoryId, Codebook, DateRole, EPISODE, Kind, PERSON, VarId, nearest, role_names,
};
use crate::diagnostic::Diagnostic;
use crate::study::{Mapping, Placed};
use crate::table::{Column, Table};

/// Categories of the role `last_contact_status`.
pub(super) const CONTACT: [&str; 5] = ["in_contact", "lost", "deceased", "emigrated", "unknown"];

/// Where a variable's answers stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources<'t> {
    pub(super) columns: Vec<&'t Column>,
    pub(super) flags: Vec<(CategoryId, &'t Column)>,
}

/// The columns of a case file, by what they are for.
#[derive(Debug, Default)]
pub(super) struct Columns<'t> {
    pub(super) person: Option<&'t Column>,
    pub(super) episode: Option<&'t Column>,
    pub(super) dates: BTreeMap<DateRole, &'t Column>,
    pub(super) contact_status: Option<&'t Column>,
    pub(super) birth_year: Option<&'t Column>,
    pub(super) variables: BTreeMap<VarId, Sources<'t>>,
}

/// Names of the file's columns that are read at all: roles, codebook variables, and what the mapping points to.
/// Names, phones, addresses and identity numbers of HTCDS are never among them.
pub fn wanted(mapping: &Mapping, codebook: &Codebook) -> BTreeSet<String> {
    let natives = role_names().chain(codebook.iter().map(|(_, v)| v.name.as_str()));
    let own = natives.filter(|name| !mapping.columns.contains_key(*name)).map(str::to_owned);
    own.chain(mapping.source_columns().map(|p| p.name.clone())).filter(|name| !identifies(name)).collect()
}

impl<'t> Columns<'t> {
    /// Resolves every role and variable; what does not fit is reported.
    pub(super) fn resolve(
        table: &'t Table,
        mapping: &Mapping,
        codebook: &Codebook,
        findings: &mut Findings<'_>,
    ) -> Columns<'t> {
        let mut found = Columns::default();
        check_keys(mapping, codebook, findings);
        check_codes(mapping, codebook, findings);
        found.person = one(table, mapping, PERSON, findings);
        found.episode = one(table, mapping, EPISODE, findings);
        found.contact_status = one(table, mapping, CONTACT_STATUS, findings);
        found.birth_year = one(table, mapping, BIRTH_YEAR, findings);
        for role in DateRole::ALL {
            if let Some(column) = one(table, mapping, role.name(), findings) {
                found.dates.insert(role, column);
            }
        }
        for (id, variable) in codebook.iter() {
            if identifies(&variable.name) {
                let message = format!("variable `{}` would hold what names a person; it is never read", variable.name);
                findings.say(Diagnostic::error("D004", message, "take it out of the codebook"));
                continue;
            }
            let columns = match (variable.name.as_str(), variable.kind) {
                (BIRTH_YEAR, _) => found.birth_year.into_iter().collect(),
                (CONTACT_STATUS, _) => found.contact_status.into_iter().collect(),
                (name, Kind::MultiResponse) => many(table, mapping, name, findings),
                (name, _) => one(table, mapping, name, findings).into_iter().collect(),
            };
            let flags = flags(table, mapping, codebook, id, findings);
            if !columns.is_empty() || !flags.is_empty() {
                found.variables.insert(id, Sources { columns, flags });
            }
        }
        found.report_absent(table, codebook, findings);
        found
    }

    fn nothing(&self) -> bool {
        self.person.is_none() && self.dates.is_empty() && self.variables.is_empty()
    }

    fn report_absent(&self, table: &Table, codebook: &Codebook, findings: &mut Findings<'_>) {
        if self.nothing() {
            // Without a header line the first row is data: not one of its cells may be shown.
            findings.about_file(Diagnostic::error(
                "D001",
                "no column of the file is known to the program, the codebook or the mapping",
                "put a line with the names of the columns first, or map them under [data.columns]",
            ));
            return;
        }
        if self.person.is_none() {
            findings.about_file(Diagnostic::note(
                "D010",
                "there is no column person_id: each row is taken as a person of its own with one episode",
                "re-trafficking can be counted only where the rows of a person share a pseudonym",
            ));
        }
        for role in [DateRole::Entry, DateRole::Exit] {
            if !self.dates.contains_key(&role) {
                let message = format!("there is no column {}: time to re-trafficking cannot be estimated", role.name());
                let help = "map the column that holds it under [data.columns], if the file has one";
                findings.about_file(Diagnostic::note("D012", message, help));
            }
        }
        let used = self.used();
        let spare: Vec<&str> =
            table.header().iter().map(String::as_str).filter(|h| !used.contains(h) && !identifies(h)).collect();
        for (id, variable) in codebook.iter().filter(|(id, _)| !self.variables.contains_key(id)) {
            let near = nearest(&variable.name, spare.iter().copied());
            findings.about_file(absent(&codebook.get(id).name, near));
        }
        for role in role_names().filter(|r| !used.contains(r) && codebook.find(r).is_none()) {
            if let Some(near) = nearest(role, spare.iter().copied()) {
                findings.about_file(absent(role, Some(near)));
            }
        }
    }

    fn used(&self) -> BTreeSet<&'t str> {
        let roles = [self.person, self.episode, self.contact_status, self.birth_year].into_iter().flatten();
        let variables = self.variables.values();
        let columns = variables.clone().flat_map(|s| s.columns.iter().copied());
        let flags = variables.flat_map(|s| s.flags.iter().map(|(_, c)| *c));
        roles.chain(self.dates.values().copied()).chain(columns).chain(flags).map(Column::name).collect()
    }
}

fn absent(name: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("the file has no column `{name}`");
    match near {
        Some(near) => {
            let help = format!("is it the column `{near}`? Then add `{name} = \"{near}\"` under [data.columns]");
            Diagnostic::warning("D006", message, help)
        }
        None => Diagnostic::note("D009", message, "nothing to do if it was never recorded"),
    }
}

fn one<'t>(table: &'t Table, mapping: &Mapping, name: &str, findings: &mut Findings<'_>) -> Option<&'t Column> {
    let columns = many(table, mapping, name, findings);
    if columns.len() > 1
        && let Some(second) = mapping.columns.get(name).and_then(|names| names.get(1))
    {
        let message = format!("`{name}` takes one column, not several");
        let help = "only multi-response variables are joined from several columns";
        findings.say(Diagnostic::error("D007", message, help).at(second.place.clone()));
    }
    columns.first().copied()
}

fn many<'t>(table: &'t Table, mapping: &Mapping, name: &str, findings: &mut Findings<'_>) -> Vec<&'t Column> {
    match mapping.columns.get(name) {
        None => table.column(name).into_iter().collect(),
        Some(names) => names.iter().filter_map(|placed| mapped(table, placed, findings)).collect(),
    }
}

fn mapped<'t>(table: &'t Table, placed: &Placed, findings: &mut Findings<'_>) -> Option<&'t Column> {
    if identifies(&placed.name) {
        let message = format!("the column `{}` names persons; it is never read", placed.name);
        findings.say(Diagnostic::error("D004", message, "take it out of [data]").at(placed.place.clone()));
        return None;
    }
    let column = table.column(&placed.name);
    if column.is_none() {
        let message = format!("the file has no column `{}`", placed.name);
        // Where no column is known the first line may be data: it is not shown.
        let header = table.header().iter().map(String::as_str).filter(|_| !table.columns().is_empty());
        let help = match nearest(&placed.name, header) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the name as it stands in the file's first line".to_owned(),
        };
        findings.say(Diagnostic::error("D002", message, help).at(placed.place.clone()));
    }
    column
}

fn flags<'t>(
    table: &'t Table,
    mapping: &Mapping,
    codebook: &Codebook,
    id: VarId,
    findings: &mut Findings<'_>,
) -> Vec<(CategoryId, &'t Column)> {
    let variable = codebook.get(id);
    let mut found = Vec::new();
    for flag in mapping.flags.get(&variable.name).into_iter().flatten() {
        if variable.kind != Kind::MultiResponse {
            let message = format!("`{}` takes one answer; flags make up several", variable.name);
            let help = "declare it as kind = \"multi-response\" in the codebook";
            findings.say(Diagnostic::error("D008", message, help).at(flag.column.place.clone()));
            break;
        }
        match variable.category(&flag.category) {
            Some(category) => {
                if let Some(column) = mapped(table, &flag.column, findings) {
                    found.push((category, column));
                }
            }
            None => findings.say(no_category(&variable.name, &flag.category, codebook, id, &flag.column)),
        }
    }
    found
}

fn no_category(variable: &str, name: &str, codebook: &Codebook, id: VarId, placed: &Placed) -> Diagnostic {
    let help = match nearest(name, codebook.get(id).categories.iter().map(|c| c.name.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use a name of the codebook, or \"\" for not recorded".to_owned(),
    };
    let message = format!("`{variable}` has no category `{name}`");
    Diagnostic::error("D005", message, help).at(placed.place.clone())
}

/// Keys of the mapping must be roles or variables.
fn check_keys(mapping: &Mapping, codebook: &Codebook, findings: &mut Findings<'_>) {
    let known = || role_names().chain(codebook.iter().map(|(_, v)| v.name.as_str()));
    let columns = mapping.columns.iter().map(|(key, names)| (key, names.first()));
    let codes = mapping.codes.iter().map(|(key, map)| (key, map.values().next()));
    let flags = mapping.flags.iter().map(|(key, list)| (key, list.first().map(|f| &f.column)));
    for (key, placed) in columns.chain(codes).chain(flags) {
        let Some(placed) = placed else { continue };
        if !known().any(|name| name == key) {
            let help = match nearest(key, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it in the codebook first".to_owned(),
            };
            let message = format!("`{key}` is neither a role nor a variable of the codebook");
            findings.say(Diagnostic::error("D003", message, help).at(placed.place.clone()));
        }
    }
}

/// Targets of mapped codes must be categories.
fn check_codes(mapping: &Mapping, codebook: &Codebook, findings: &mut Findings<'_>) {
    for (name, map) in &mapping.codes {
        let id = codebook.find(name);
        for placed in map.values().filter(|p| !p.name.is_empty()) {
            match id {
                Some(id) if codebook.get(id).category(&placed.name).is_none() => {
                    findings.say(no_category(name, &placed.name, codebook, id, placed));
                }
                None if name == CONTACT_STATUS && !CONTACT.contains(&placed.name.as_str()) => {
                    let message = format!("`{name}` has no category `{}`", placed.name);
                    let help = format!("use one of {}, or \"\" for not recorded", CONTACT.join(", "));
                    findings.say(Diagnostic::error("D005", message, help).at(placed.place.clone()));
                }
                _ => {}
            }
        }
    }
}

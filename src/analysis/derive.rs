//! Populations as frames: the answers of persons and of transitions, recorded and derived.

use super::frame::{Column, Frame};
use crate::codebook::{CategoryId, Codebook, Kind, VarId};
use crate::cohort::{AnalysisSet, CaseKind};
use crate::ingest::{Answers, CaseTable, Cells, ContactStatus};

/// Told of cases as a whole and recorded with a later episode: taken from all rows of a person.
const OF_THE_WHOLE_CASE: [&str; 2] = ["reported_causes", "reported_consequences"];

/// Longest days of 3, 6, 12 and 24 calendar months, and of 60.
const MONTHS: [(i32, i32); 6] = [(1, 31), (3, 92), (6, 184), (12, 366), (24, 731), (60, 1827)];

/// What one row of the case table answers to a derived variable, by category name.
type Rule<'a> = Box<dyn Fn(usize) -> Option<&'static str> + 'a>;

struct Deriver<'a> {
    table: &'a CaseTable,
    codebook: &'a Codebook,
}

/// Each assisted person, by the first recorded episode.
pub fn persons(table: &CaseTable, codebook: &Codebook, set: &AnalysisSet) -> Frame {
    let deriver = Deriver { table, codebook };
    let first = &set.persons.first_row;
    let mut frame = Frame { units: first.len(), columns: Default::default() };
    for (id, variable) in codebook.iter() {
        if variable.name.starts_with("later_") {
            continue;
        }
        let column = if OF_THE_WHOLE_CASE.contains(&variable.name.as_str()) {
            deriver.union(id, first)
        } else if variable.name == "last_contact_status" {
            deriver.last_contact(id, first)
        } else {
            deriver.column(id, first)
        };
        frame.columns.extend(column.map(|c| (id, c)));
    }
    let persons = &set.persons;
    let mut add = |name: &str, answer: &dyn Fn(usize) -> Option<String>| {
        if let Some(id) = codebook.find(name) {
            let pick = |unit: usize| answer(unit).and_then(|a| codebook.get(id).category(&a));
            frame.columns.insert(id, Column::One(cells((0..first.len()).map(pick))));
        }
    };
    add("retrafficked", &|i| Some(if persons.retrafficked[i] { "yes" } else { "no" }.into()));
    add("case_kind", &|i| match persons.kind[i] {
        CaseKind::Prospective => Some("prospective".into()),
        CaseKind::Retrospective => Some("retrospective".into()),
        CaseKind::Both => Some("both".into()),
        CaseKind::None | CaseKind::Undetermined => None,
    });
    add("episodes_known", &|i| match persons.episodes[i] {
        0 | 1 => Some("1".into()),
        2 => Some("2".into()),
        _ => Some("3+".into()),
    });
    let earliest = codebook
        .find("assisted_year")
        .and_then(|id| codebook.get(id).categories.iter().find_map(|c| c.name.parse::<i16>().ok()));
    add("assisted_year", &|i| {
        let year = persons.year[i]?;
        Some(if earliest.is_some_and(|e| year < e) { "earlier".into() } else { year.to_string() })
    });
    frame
}

/// A variable over any rows of the case table, recorded or derived; `None` where neither can be.
pub fn of_rows(table: &CaseTable, codebook: &Codebook, variable: VarId, rows: &[usize]) -> Option<Column> {
    Deriver { table, codebook }.column(variable, rows)
}

/// Each known step from one episode to the next: answers of the earlier one, and `later_*` of the later one.
pub fn transitions(table: &CaseTable, codebook: &Codebook, set: &AnalysisSet) -> Frame {
    let deriver = Deriver { table, codebook };
    let (from, to) = (&set.transitions.from, &set.transitions.to);
    let mut frame = Frame { units: from.len(), columns: Default::default() };
    for (id, variable) in codebook.iter() {
        let column = match variable.name.strip_prefix("later_").and_then(|name| codebook.find(name)) {
            Some(twin) => deriver.column(twin, to),
            None => deriver.column(id, from),
        };
        frame.columns.extend(column.map(|c| (id, c)));
    }
    let mut add = |name: &str, answer: &dyn Fn(usize) -> Option<&'static str>| {
        if let Some(id) = codebook.find(name) {
            let pick = |unit: usize| answer(unit).and_then(|a| codebook.get(id).category(a));
            frame.columns.insert(id, Column::One(cells((0..from.len()).map(pick))));
        }
    };
    add("gap_window", &|i| {
        let spell = set.transitions.spell[i];
        // Where the later entry is only bounded by what follows it, there is no gap to speak of.
        let days = set.spells.gap(spell).filter(|_| !set.spells.bounded[spell])?.0;
        Some(band(days, &[(184, "0-6"), (366, "6-12"), (731, "12-24"), (1827, "24-60")], "60+"))
    });
    add("before_arrival", &|i| set.transitions.before_return[i].map(|b| if b { "before" } else { "after" }));
    add("destination_change", &|i| {
        let id = codebook.find("country_of_exploitation")?;
        let (a, b) = (deriver.known(id, from[i])?, deriver.known(id, to[i])?);
        Some(if a == b { "same" } else { "other" })
    });
    add("exploitation_change", &|i| {
        let id = codebook.find("exploitation_type")?;
        let (a, b) = (deriver.all_known(id, from[i]), deriver.all_known(id, to[i]));
        (!a.is_empty() && !b.is_empty()).then_some(if a == b { "same" } else { "other" })
    });
    frame
}

fn cells(answers: impl Iterator<Item = Option<CategoryId>>) -> Cells {
    let mut cells = Cells::with_capacity(answers.size_hint().0);
    answers.for_each(|a| cells.push(a));
    cells
}

fn band(days: i32, limits: &[(i32, &'static str)], beyond: &'static str) -> &'static str {
    limits.iter().find(|(limit, _)| days <= *limit).map_or(beyond, |(_, name)| name)
}

impl Deriver<'_> {
    /// The column of a variable over these rows of the case table, recorded or derived; `None` where neither can be.
    fn column(&self, id: VarId, rows: &[usize]) -> Option<Column> {
        if let Some(own) = self.table.cells.get(&id) {
            return Some(Column::One(own.reordered(rows)));
        }
        if let Some(own) = self.table.answers.get(&id) {
            return Some(Column::Many(own.reordered(rows)));
        }
        let name = self.codebook.get(id).name.as_str();
        if let Some(base) = name.rsplit_once('.').and_then(|(base, _)| self.codebook.find(base)) {
            return self.tier(id, base, rows);
        }
        if name == "main_exploitation" {
            return self.main_exploitation(id, rows);
        }
        let rule = self.rule(name)?;
        let variable = self.codebook.get(id);
        Some(Column::One(cells(rows.iter().map(|&row| rule(row).and_then(|a| variable.category(a))))))
    }

    /// A coarser tier of a recorded variable: its category names are those of the groups, or of answers aside.
    fn tier(&self, id: VarId, base: VarId, rows: &[usize]) -> Option<Column> {
        let (coarse, fine) = (self.codebook.get(id), self.codebook.get(base));
        let up = |category: CategoryId| {
            let groups = fine.groups.iter().filter(|g| g.members.binary_search(&category).is_ok());
            let group = groups.filter_map(|g| coarse.category(&g.name)).next();
            group.or_else(|| coarse.category(&fine.categories[usize::from(category.0)].name))
        };
        match self.column(base, rows)? {
            Column::One(column) => Some(Column::One(cells(column.iter().map(|c| c.and_then(up))))),
            Column::Many(column) => {
                let mut out = Answers::default();
                for i in 0..column.len() {
                    out.push(&column.get(i).iter().filter_map(|&c| up(c)).collect::<Vec<_>>());
                }
                Some(Column::Many(out))
            }
        }
    }

    fn main_exploitation(&self, id: VarId, rows: &[usize]) -> Option<Column> {
        let types = self.codebook.find("exploitation_type")?;
        let (own, coarse) = (self.codebook.get(types), self.codebook.get(id));
        let kind = |c: CategoryId| match own.categories[usize::from(c.0)].name.as_str() {
            "sexual_exploitation" => "sexual",
            "forced_labour" | "domestic_servitude" => "labour",
            _ => "other",
        };
        let pick = |&row: &usize| {
            let known = self.all_known(types, row);
            let first = kind(*known.first()?);
            let one = known.iter().all(|&c| kind(c) == first);
            coarse.category(if one { first } else { "several" })
        };
        Some(Column::One(cells(rows.iter().map(pick))))
    }

    fn rule<'a>(&'a self, name: &str) -> Option<Rule<'a>> {
        let table = self.table;
        match name {
            "minor_at_entry" => {
                let age = table.numbers.get(&self.codebook.find("age_at_entry")?)?;
                Some(Box::new(move |row| Some(if age[row]? < 18 { "minor" } else { "adult" })))
            }
            "crossing" => {
                let (home, place) =
                    (self.codebook.find("citizenship")?, self.codebook.find("country_of_exploitation")?);
                Some(Box::new(move |row| {
                    let (home, place) = (self.known_name(home, row)?, self.known_name(place, row)?);
                    Some(if home == place { "internal" } else { "cross_border" })
                }))
            }
            "trafficking_duration" => Some(Box::new(|row| {
                let days = table.exit[row]?.midpoint().since(table.entry[row]?.midpoint()).0;
                let limits = [(month(3), "0-3"), (month(6), "3-6"), (month(12), "6-12"), (month(24), "12-24")];
                (days >= 0).then(|| band(days, &limits, "24+"))
            })),
            "assistance_duration" => Some(Box::new(|row| {
                let days = table.assistance_end[row]?.midpoint().since(table.assistance_start[row]?.midpoint()).0;
                let limits = [(month(1), "0-1"), (month(3), "1-3"), (month(6), "3-6"), (month(12), "6-12")];
                (days >= 0).then(|| band(days, &limits, "12+"))
            })),
            "age_at_exit" => self.age_at_exit(),
            "return_and_referral" => self.return_and_referral(),
            _ => None,
        }
    }

    fn age_at_exit<'a>(&'a self) -> Option<Rule<'a>> {
        let table = self.table;
        let numbers = |name: &str| self.codebook.find(name).and_then(|id| table.numbers.get(&id));
        let (age, born) = (numbers("age_at_entry"), numbers("birth_year"));
        if age.is_none() && born.is_none() {
            return None;
        }
        Some(Box::new(move |row| {
            let exit = table.exit[row]?.midpoint();
            let from_age = || {
                let days = exit.since(table.entry[row]?.midpoint()).0;
                (days >= 0).then_some(age?[row]? + days * 4 / 1461)
            };
            let years = from_age().or_else(|| Some(i32::from(exit.year()) - born?[row]?))?;
            Some(band(years, &[(24, "0-24"), (34, "25-34")], "35+"))
        }))
    }

    fn return_and_referral<'a>(&'a self) -> Option<Rule<'a>> {
        let (kind, referral) = (self.codebook.find("return_type")?, self.codebook.find("referral_source")?);
        Some(Box::new(move |row| {
            let kind = self.known_name(kind, row)?;
            if kind == "none" {
                return Some("none");
            }
            let referred = self.known_name(referral, row)? != "none";
            Some(match (kind == "forced", referred) {
                (true, false) => "forced_without",
                (true, true) => "forced_with",
                (false, false) => "other_without",
                (false, true) => "other_with",
            })
        }))
    }

    fn known(&self, id: VarId, row: usize) -> Option<CategoryId> {
        let category = self.table.cells.get(&id)?.get(row)?;
        let answer = &self.codebook.get(id).categories[usize::from(category.0)];
        (!answer.unknown && !answer.not_applicable).then_some(category)
    }

    fn known_name(&self, id: VarId, row: usize) -> Option<&str> {
        let category = self.known(id, row)?;
        Some(&self.codebook.get(id).categories[usize::from(category.0)].name)
    }

    fn all_known(&self, id: VarId, row: usize) -> Vec<CategoryId> {
        let categories = &self.codebook.get(id).categories;
        let answers = self.table.answers.get(&id).map_or(&[][..], |a| a.get(row));
        answers.iter().copied().filter(|c| !categories[usize::from(c.0)].unknown).collect()
    }

    /// All answers of a person's rows together. `first` holds each person's first row, in order.
    fn union(&self, id: VarId, first: &[usize]) -> Option<Column> {
        if self.codebook.get(id).kind != Kind::MultiResponse {
            return self.column(id, first);
        }
        let own = self.table.answers.get(&id)?;
        let mut out = Answers::default();
        for rows in ranges(first, self.table.rows()) {
            out.push(&rows.flat_map(|row| own.get(row)).copied().collect::<Vec<_>>());
        }
        Some(Column::Many(out))
    }

    fn last_contact(&self, id: VarId, first: &[usize]) -> Option<Column> {
        let variable = self.codebook.get(id);
        let name = |status| match status {
            ContactStatus::InContact => "in_contact",
            ContactStatus::Lost => "lost",
            ContactStatus::Deceased => "deceased",
            ContactStatus::Emigrated => "emigrated",
        };
        let last = |rows: std::ops::Range<usize>| {
            rows.rev().find_map(|row| self.table.contact_status[row]).and_then(|s| variable.category(name(s)))
        };
        Some(Column::One(cells(ranges(first, self.table.rows()).map(last))))
    }
}

fn month(months: i32) -> i32 {
    MONTHS.iter().find(|(m, _)| *m == months).map_or(0, |(_, days)| *days)
}

fn ranges(first: &[usize], rows: usize) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    first.iter().enumerate().map(move |(i, &from)| from..first.get(i + 1).copied().unwrap_or(rows))
}

//! Small categories of long variables, joined along the hierarchy in a fixed order.

use std::collections::BTreeMap;

use super::frame::{Column, Frame};
use crate::codebook::{Category, CategoryId, Codebook, Labels, REMAINDER, SHOWN, VarId, Variable};
use crate::ingest::{Answers, Cells};
use crate::study::{Population, TableSpec};

/// The table over a rolled-up twin of its row variable (`NAME.shown`), made on first use.
///
/// A category with fewer than `least` units joins the rest of its first group that reaches `least`, else the rest
/// of all. Answers aside (unknown, not applicable) stay. Nothing changes where no category is that small.
pub fn roll_up(
    spec: TableSpec,
    codebook: &mut Codebook,
    frames: &mut BTreeMap<Population, Frame>,
    least: u64,
) -> TableSpec {
    if !spec.roll_up {
        return spec;
    }
    let name = format!("{}{SHOWN}", codebook.get(spec.rows).name);
    if let Some(rows) = codebook.find(&name) {
        return TableSpec { rows, ..spec };
    }
    let Some(column) = frames.get(&spec.population).and_then(|f| f.columns.get(&spec.rows)) else { return spec };
    let (variable, map) = shown(codebook.get(spec.rows), &counts(column, codebook, spec.rows), least.max(1), name);
    let Some(rows) = codebook.push(variable) else { return spec };
    for frame in frames.values_mut() {
        if let Some(column) = frame.columns.get(&spec.rows).map(|c| recode(c, &map)) {
            frame.columns.insert(rows, column);
        }
    }
    TableSpec { rows, ..spec }
}

fn counts(column: &Column, codebook: &Codebook, variable: VarId) -> Vec<u64> {
    let mut counts = vec![0; codebook.get(variable).categories.len()];
    let mut add = |c: CategoryId| counts[usize::from(c.0)] += 1;
    match column {
        Column::One(cells) => cells.iter().flatten().for_each(&mut add),
        Column::Many(answers) => (0..answers.len()).for_each(|i| answers.get(i).iter().copied().for_each(&mut add)),
    }
    counts
}

/// The twin variable, and for each old category its new one.
fn shown(variable: &Variable, counts: &[u64], least: u64, name: String) -> (Variable, Vec<CategoryId>) {
    let aside = |i: usize| variable.categories[i].unknown || variable.categories[i].not_applicable;
    let small: Vec<usize> = (0..counts.len()).filter(|&i| counts[i] < least && !aside(i)).collect();
    let group_of = |i: usize| {
        variable.groups.iter().position(|g| {
            let rest = small.iter().filter(|&&s| g.members.binary_search(&CategoryId(s as u16)).is_ok());
            g.members.binary_search(&CategoryId(i as u16)).is_ok() && rest.map(|&s| counts[s]).sum::<u64>() >= least
        })
    };
    let mut categories: Vec<Category> = Vec::new();
    let mut map = vec![CategoryId(0); counts.len()];
    let mut place = |category: Category| {
        let at = categories.iter().position(|c| c.name == category.name).unwrap_or_else(|| {
            categories.push(category);
            categories.len() - 1
        });
        CategoryId(at as u16)
    };
    for pass in 0..3 {
        for (i, slot) in map.iter_mut().enumerate() {
            let is_small = small.contains(&i);
            match (pass, is_small, aside(i)) {
                (0, false, false) | (2, false, true) => *slot = place(variable.categories[i].clone()),
                (1, true, _) => {
                    *slot = place(match group_of(i) {
                        Some(g) => rest_of(
                            &format!("{REMAINDER}.{}", variable.groups[g].name),
                            Some(&variable.groups[g].labels),
                        ),
                        None => rest_of(REMAINDER, None),
                    });
                }
                _ => {}
            }
        }
    }
    (Variable { name, categories, groups: Vec::new(), bands: Vec::new(), ..variable.clone() }, map)
}

fn rest_of(name: &str, group: Option<&Labels>) -> Category {
    let labels = match group {
        Some(l) => Labels {
            en: format!("Other, {}", l.en),
            fr: l.fr.as_ref().map(|t| format!("Autres, {t}")),
            es: l.es.as_ref().map(|t| format!("Otros, {t}")),
        },
        None => {
            Labels { en: "All others".into(), fr: Some("Tous les autres".into()), es: Some("Todos los demás".into()) }
        }
    };
    Category { name: name.into(), labels, unknown: false, not_applicable: false, structural_zero: false }
}

fn recode(column: &Column, map: &[CategoryId]) -> Column {
    match column {
        Column::One(cells) => {
            let mut out = Cells::with_capacity(cells.len());
            cells.iter().for_each(|c| out.push(c.map(|c| map[usize::from(c.0)])));
            Column::One(out)
        }
        Column::Many(answers) => {
            let mut out = Answers::default();
            for i in 0..answers.len() {
                out.push(&answers.get(i).iter().map(|c| map[usize::from(c.0)]).collect::<Vec<_>>());
            }
            Column::Many(out)
        }
    }
}

//! Countries with names in three languages and their place in UN M49's regions.
//!
//! Owns the embedded table (ISO 3166-1, names of Unicode CLDR 48). Knows no case data.

use crate::codebook::{Category, CategoryId, Group, Labels};

const TABLE: &str = include_str!("../../templates/countries.csv");

/// Tier of the 22 sub-regions.
pub const SUBREGION: &str = "subregion";
/// Tier of the five regions.
pub const REGION: &str = "region";

struct Entry {
    kind: &'static str,
    code: &'static str,
    alpha3: &'static str,
    parent: &'static str,
    labels: Labels,
}

fn entries() -> impl Iterator<Item = Entry> {
    TABLE.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let mut next = || cells.next();
        let (kind, code, alpha3, parent) = (next()?, next()?, next()?, next()?);
        let (en, fr, es) = (next()?, next()?, next()?);
        let labels = Labels { en: en.into(), fr: Some(fr.into()), es: Some(es.into()) };
        Some(Entry { kind, code, alpha3, parent, labels })
    })
}

/// Name of a region in codebook and plan: its English name in lower case with `_` between words.
fn slug(labels: &Labels) -> String {
    labels.en.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

fn category(name: String, labels: Labels) -> Category {
    Category { name, labels, unknown: false, not_applicable: false, structural_zero: false }
}

/// All countries in the order of their two-letter codes.
pub fn countries() -> Vec<Category> {
    entries().filter(|e| e.kind == "country").map(|e| category(e.code.to_owned(), e.labels)).collect()
}

/// The sub-regions (`subregion`) or regions (`region`) as categories of their own.
pub fn areas(tier: &str) -> Vec<Category> {
    entries().filter(|e| e.kind == tier).map(|e| category(slug(&e.labels), e.labels)).collect()
}

/// Sub-regions, then regions, as groups over categories that are named by two-letter codes.
pub fn groups(categories: &[Category]) -> Vec<Group> {
    let all: Vec<Entry> = entries().collect();
    let subregion_of = |code: &str| all.iter().find(|e| e.kind == "country" && e.code == code).map(|e| e.parent);
    let region_of = |code: &str| all.iter().find(|e| e.kind == SUBREGION && e.code == code).map(|e| e.parent);
    let homes: Vec<Option<&str>> = categories.iter().map(|c| subregion_of(&c.name)).collect();
    let mut groups = Vec::new();
    for tier in [SUBREGION, REGION] {
        for area in all.iter().filter(|e| e.kind == tier) {
            let inside =
                |home: &str| if tier == SUBREGION { home == area.code } else { region_of(home) == Some(area.code) };
            let members: Vec<CategoryId> = homes
                .iter()
                .enumerate()
                .filter(|(_, home)| home.is_some_and(inside))
                .map(|(i, _)| CategoryId(i as u16))
                .collect();
            if !members.is_empty() {
                let labels = area.labels.clone();
                groups.push(Group { tier: tier.into(), name: slug(&labels), labels, members });
            }
        }
    }
    groups
}

/// The two-letter code of a three-letter one.
pub fn alpha2(alpha3: &str) -> Option<&'static str> {
    entries().find(|e| e.kind == "country" && e.alpha3 == alpha3).map(|e| e.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_three_names_and_all_but_antarctica_a_place() {
        let all = countries();
        assert_eq!(all.len(), 250);
        assert!(all.iter().all(|c| !c.labels.en.is_empty() && c.labels.fr.is_some() && c.labels.es.is_some()));
        let groups = groups(&all);
        let in_tier = |tier: &str| groups.iter().filter(|g| g.tier == tier).map(|g| g.members.len()).sum::<usize>();
        assert_eq!((in_tier(SUBREGION), in_tier(REGION)), (249, 249));
        assert_eq!((areas(SUBREGION).len(), areas(REGION).len()), (22, 5));
    }

    #[test]
    fn moldova_lies_in_eastern_europe_and_na_is_namibia() {
        let all = countries();
        let moldova = CategoryId(all.iter().position(|c| c.name == "MD").unwrap() as u16);
        let homes: Vec<_> = groups(&all).into_iter().filter(|g| g.members.contains(&moldova)).map(|g| g.name).collect();
        assert_eq!(homes, ["eastern_europe", "europe"]);
        assert_eq!(alpha2("NAM"), Some("NA"));
        assert_eq!(alpha2("XYZ"), None);
        assert_eq!(all.iter().find(|c| c.name == "NA").unwrap().labels.en, "Namibia");
    }
}

//! Coarser categories: the `[[variable.group]]` of codebook.toml.
//!
//! Owns the rules of a hierarchy: members exist, and a tier counts nobody twice. Knows no case data.

use super::parse::{category_name, labels};
use super::source::{Section, Source, nearest};
use super::{CategoryId, Group, Variable};

const GROUP_KEYS: [&str; 4] = ["tier", "name", "labels", "members"];

/// Reads every group of a variable whose categories are known, and adds those that hold together.
pub(super) fn read(source: &mut Source<'_>, section: &Section<'_>, variable: &mut Variable) {
    for item in source.sections(section, "group") {
        source.only(&item, &GROUP_KEYS);
        let tier = source.needed_text(&item, "tier");
        let name = category_name(source, &item);
        let labels = labels(source, &item, "labels", true);
        if item.get("members").is_none() {
            source.missing(&item, "members");
        }
        let members = members(source, &item, variable);
        let (Some(tier), Some(name)) = (tier, name) else { continue };
        let group = Group { tier: tier.value.to_owned(), name, labels, members };
        if check_group(source, &item, variable, &group) {
            variable.groups.push(group);
        }
    }
}

fn members(source: &mut Source<'_>, item: &Section<'_>, variable: &Variable) -> Vec<CategoryId> {
    let mut members = Vec::new();
    for member in source.texts(item, "members") {
        match variable.category(member.value) {
            Some(id) if members.contains(&id) => {
                source.fault("C006", member.span, "this member is listed twice", "leave one of them");
            }
            Some(id) => members.push(id),
            None => {
                let help = match nearest(member.value, variable.categories.iter().map(|c| c.name.as_str())) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "list names of this variable's categories".to_owned(),
                };
                source.fault("C010", member.span, format!("there is no category `{}`", member.value), help);
            }
        }
    }
    members.sort_unstable();
    members
}

fn check_group(source: &mut Source<'_>, item: &Section<'_>, variable: &Variable, group: &Group) -> bool {
    let span = item.get("members").map_or(item.span(), |m| m.span);
    for other in variable.groups.iter().filter(|g| g.tier == group.tier) {
        if other.name == group.name {
            let message = format!("there are two groups `{}` in tier `{}`", group.name, group.tier);
            source.fault("C006", item.span(), message, "give each its own name");
            return false;
        }
        if let Some(shared) = group.members.iter().find(|m| other.members.contains(m)) {
            let name = &variable.categories[usize::from(shared.0)].name;
            let message = format!("`{name}` is in the groups `{}` and `{}` of one tier", other.name, group.name);
            source.fault("C015", span, message, "a category belongs to one group of a tier");
            return false;
        }
    }
    true
}

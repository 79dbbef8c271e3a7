//! Names of targets as the user types them.

use std::collections::BTreeSet;

use super::artefact::Shelf;
use super::fault::Fault;
use super::galley::target_name;
use crate::codebook::nearest;
use crate::diagnostic::Diagnostic;

/// Groups, and what they hold.
pub const GROUPS: [(&str, &str); 5] = [
    ("all", "every target"),
    ("report", "the report in every language"),
    ("figures", "every figure, as SVG and PNG"),
    ("annex", "tables, workbook and release.json"),
    ("private", "lists about the build, for the office"),
];

/// The targets that these names and groups mean; all where none is named.
///
/// # Errors
/// `B071` for a name that is neither, with the nearest that there is.
pub fn select<'a>(
    names: &[String],
    targets: impl Iterator<Item = (Shelf, &'a str)> + Clone,
) -> Result<BTreeSet<(Shelf, String)>, Fault> {
    let mut chosen = BTreeSet::new();
    if names.is_empty() {
        return select(&["all".into()], targets);
    }
    for name in names {
        let asked = name.trim_end_matches('/');
        let found: Vec<_> = targets.clone().filter(|(shelf, path)| means(asked, *shelf, path)).collect();
        if found.is_empty() && !GROUPS.iter().any(|(group, _)| *group == asked) {
            let known: Vec<String> = targets.clone().map(|(shelf, path)| target_name(shelf, path)).collect();
            let known = known.iter().map(String::as_str).chain(GROUPS.iter().map(|(group, _)| *group));
            let help = match nearest(asked, known) {
                Some(near) => format!("did you mean `{near}`? `retraffic list` shows all"),
                None => "`retraffic list` shows all".into(),
            };
            return Err(Fault::Input(vec![Diagnostic::error("B071", format!("there is no target `{asked}`"), help)]));
        }
        chosen.extend(found.into_iter().map(|(shelf, path)| (shelf, path.to_string())));
    }
    Ok(chosen)
}

fn means(asked: &str, shelf: Shelf, path: &str) -> bool {
    let name = target_name(shelf, path);
    match asked {
        "all" => true,
        "report" => path.starts_with("report."),
        _ => name == asked || name.strip_prefix(asked).is_some_and(|rest| rest.starts_with('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGETS: [(Shelf, &str); 4] = [
        (Shelf::Public, "report.en.pdf"),
        (Shelf::Public, "figures/gender.en.svg"),
        (Shelf::Public, "annex/release.json"),
        (Shelf::Private, "rejects.csv"),
    ];

    fn chosen(names: &[&str]) -> Result<Vec<String>, String> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let chosen = select(&names, TARGETS.into_iter()).map_err(|f| f.diagnostics()[0].to_string())?;
        Ok(chosen.into_iter().map(|(_, path)| path).collect())
    }

    #[test]
    fn names_groups_and_folders() {
        assert_eq!(chosen(&[]).unwrap().len(), 4);
        assert_eq!(chosen(&["report"]).unwrap(), ["report.en.pdf"]);
        assert_eq!(chosen(&["figures/"]).unwrap(), ["figures/gender.en.svg"]);
        assert_eq!(chosen(&["private/rejects.csv", "report.en.pdf"]).unwrap(), ["report.en.pdf", "rejects.csv"]);
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let said = chosen(&["report.en.pfd"]).unwrap_err();
        assert!(said.contains("B071") && said.contains("did you mean `report.en.pdf`"), "{said}");
        assert!(chosen(&["figure"]).unwrap_err().contains("`figures`"));
    }
}

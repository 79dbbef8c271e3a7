//! The texts of a new project: README, .gitignore and skeletons of the author's own texts.
//!
//! Owns which skeletons there are. A skeleton holds a remark alone, so that one left as it is prints nothing.

use crate::language::Language;

const README: &str = include_str!("../../templates/new/README.md");
const IGNORED: &str = include_str!("../../templates/new/gitignore");

/// Name of a skeleton and its text in each language.
type Skeleton = (&'static str, [&'static str; 3]);

macro_rules! skeleton {
    ($name:literal) => {
        (
            $name,
            [
                include_str!(concat!("../../templates/new/text/en/", $name)),
                include_str!(concat!("../../templates/new/text/fr/", $name)),
                include_str!(concat!("../../templates/new/text/es/", $name)),
            ],
        )
    };
}

const SKELETONS: [Skeleton; 4] = [
    skeleton!("foreword.md"),
    skeleton!("acknowledgements-after.md"),
    skeleton!("evidence-after.md"),
    skeleton!("conclusions-after.md"),
];

/// README, .gitignore and the skeletons of these languages.
pub(super) fn files(languages: &[Language]) -> Vec<(String, String)> {
    let mut files = vec![("README.md".to_owned(), README.to_owned()), (".gitignore".to_owned(), IGNORED.to_owned())];
    for &language in languages {
        for (name, [en, fr, es]) in SKELETONS {
            let text = match language {
                Language::English => en,
                Language::French => fr,
                Language::Spanish => es,
            };
            files.push((format!("text/{}/{name}", language.tag()), text.to_owned()));
        }
    }
    files
}

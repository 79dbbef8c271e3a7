//! The author's own texts: which files may hold one, and those that would be passed over in silence.

use super::fault::Fault;
use super::project::Project;
use crate::annex;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{self, Literal, Manuscript, OwnText, Part, Substitute};
use crate::language::Language;

/// Endings of a text: Markdown, or a template of Typst markup like the program's own.
const ENDINGS: [&str; 2] = [".md", ".typ.j2"];

/// The author's sentences in place of generated ones.
pub const OVERRIDES: &str = "overrides.toml";

/// Where a part takes texts, and what the file of each is called.
fn slots(part: &Part) -> Vec<(String, String)> {
    let name = &part.name;
    if part.is_own() {
        return vec![(format!("{name}.before"), name.clone())];
    }
    ["before", "after"].map(|slot| (format!("{name}.{slot}"), format!("{name}-{slot}"))).to_vec()
}

/// Puts the author's texts of the manuscript's language into it, and takes the parts out that would have had nothing else.
///
/// # Errors
/// Texts that cannot be read, faults of their Markdown, two texts for one place (`B065`).
pub fn own_texts(manuscript: &mut Manuscript, project: &Project) -> Result<(), Fault> {
    let Written { texts, substitutes } = Written::read(project, manuscript.language)?;
    manuscript.literals = literals(&texts, &substitutes).collect();
    manuscript.substitutes = substitutes;
    let says = |part: &Part| {
        let text = texts.iter().find(|(key, _)| *key == format!("{}.before", part.name));
        text.is_some_and(|(_, own)| says_something(&own.text))
    };
    manuscript.parts.retain(|part| !part.is_own() || says(part));
    manuscript.own_texts.extend(texts);
    Ok(())
}

/// What the author wrote in one language.
struct Written {
    /// Texts by the place that takes them, such as `evidence.before`.
    texts: Vec<(String, OwnText)>,
    /// Sentences in place of generated ones.
    substitutes: Vec<Substitute>,
}

impl Written {
    fn read(project: &Project, language: Language) -> Result<Self, Fault> {
        let mut texts = Vec::new();
        for (key, stem) in Part::report().iter().flat_map(slots) {
            texts.extend(own_text(project, language.tag(), &stem)?.map(|text| (key, text)));
        }
        Ok(Written { texts, substitutes: substitutes(project, language)? })
    }
}

/// The author's sentences in place of generated ones, in one language.
///
/// # Errors
/// Faults of overrides.toml.
fn substitutes(project: &Project, language: Language) -> Result<Vec<Substitute>, Fault> {
    if !project.has(OVERRIDES) {
        return Ok(Vec::new());
    }
    let mut all = Substitute::parse(&project.text(OVERRIDES)?, OVERRIDES).map_err(Fault::Input)?;
    all.retain(|substitute| substitute.language == language);
    Ok(all)
}

/// Numbers that the author marked as the author's own.
fn literals<'a>(
    texts: &'a [(String, OwnText)],
    substitutes: &'a [Substitute],
) -> impl Iterator<Item = Literal> + use<'a> {
    let texts = texts.iter().flat_map(|(_, text)| document::literals(text));
    texts.chain(substitutes.iter().flat_map(|sentence| document::literals(&sentence.own_text())))
}

/// The numbers of the author's own in every language of the report: what the data protection officer is to see.
///
/// # Errors
/// Texts that cannot be read.
pub fn all_literals(project: &Project, languages: &[Language]) -> Result<Vec<annex::Literal>, Fault> {
    let mut all = Vec::new();
    for &language in languages {
        let Written { texts, substitutes } = Written::read(project, language)?;
        let found = literals(&texts, &substitutes);
        all.extend(found.map(|l| annex::Literal { language, file: l.file, line: l.line, text: l.text }));
    }
    Ok(all)
}

/// What is odd about the author's texts: files that no part takes, and numbers typed by hand.
pub fn remarks(project: &Project, languages: &[Language]) -> Vec<Diagnostic> {
    let mut remarks = strays(project);
    remarks.extend(bare_numbers(project, languages));
    remarks
}

/// A warning for each number in the author's texts that is neither a fact nor marked. A text that cannot be read is told
/// elsewhere.
fn bare_numbers(project: &Project, languages: &[Language]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for &language in languages {
        let stems = Part::report().iter().flat_map(slots).map(|(_, stem)| stem).collect::<Vec<_>>();
        let files = stems.iter().flat_map(|stem| ENDINGS.map(|end| format!("text/{}/{stem}{end}", language.tag())));
        for file in files.filter(|file| project.has(file)) {
            found.extend(
                project.text(&file).map(|text| document::bare_numbers(&OwnText { file, text })).unwrap_or_default(),
            );
        }
        let sentences = substitutes(project, language).unwrap_or_default();
        found.extend(sentences.iter().flat_map(|sentence| document::bare_numbers(&sentence.own_text())));
    }
    found
}

fn own_text(project: &Project, language: &str, stem: &str) -> Result<Option<OwnText>, Fault> {
    let [markdown, markup] = ENDINGS.map(|ending| format!("text/{language}/{stem}{ending}"));
    match (project.has(&markdown), project.has(&markup)) {
        (true, true) => {
            let message = format!("`{stem}.typ.j2` beside it is for the same place");
            let fault = Diagnostic::error("B065", message, "keep one of the two").at(Place::file(markdown));
            Err(Fault::one(fault))
        }
        (true, false) => {
            let text = project.text(&markdown)?;
            let text = document::markdown(&text, &markdown, stem).map_err(Fault::Input)?;
            Ok(Some(OwnText { file: markdown, text }))
        }
        (false, true) => Ok(Some(OwnText { text: project.text(&markup)?, file: markup })),
        (false, false) => Ok(None),
    }
}

/// Whether anything stands in a template beside remarks.
fn says_something(template: &str) -> bool {
    let said: String = template.split("<#").map(|piece| piece.split_once("#>").map_or(piece, |cut| cut.1)).collect();
    !said.trim().is_empty()
}

/// A warning for each file under `text/` that no part of the report takes: a slip of the pen must not make a text vanish.
fn strays(project: &Project) -> Vec<Diagnostic> {
    project.files("text").iter().filter_map(|file| stray(file)).collect()
}

fn stray(file: &str) -> Option<Diagnostic> {
    let path = file.strip_prefix("text/")?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let of_an_editor = name.starts_with(['.', '#']) || name.ends_with('~') || name.ends_with(".bak");
    if of_an_editor || name.starts_with("README") {
        return None;
    }
    let (message, help) = match path.split_once('/') {
        None => (
            "no text has its place here".to_string(),
            "put it into the folder of its language, such as text/en/".into(),
        ),
        Some((tag, _)) if Language::from_tag(tag).is_none() => {
            let tags = Language::ALL.map(|l| l.tag().to_string());
            (format!("the report has no language `{tag}`"), meant(tag, &tags))
        }
        Some((_, rest)) => {
            let names: Vec<String> = (Part::report().iter().flat_map(slots))
                .flat_map(|(_, stem)| ENDINGS.map(|ending| format!("{stem}{ending}")))
                .collect();
            if names.iter().any(|name| name == rest) {
                return None;
            }
            ("no part of the report takes a text of this name".to_string(), meant(rest, &names))
        }
    };
    Some(Diagnostic::warning("B066", format!("{message}; it is not printed"), help).at(Place::file(file)))
}

fn meant(name: &str, known: &[String]) -> String {
    let nearness = |known: &String| strsim::jaro_winkler(known, name);
    let near = known.iter().max_by(|a, b| nearness(a).total_cmp(&nearness(b)));
    near.map_or_else(String::new, |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_text_is_known_and_a_slip_has_its_nearest_name() {
        for good in [
            "text/en/foreword.md",
            "text/fr/evidence-after.typ.j2",
            "text/en/.evidence-before.md.swp",
            "text/README.md",
        ] {
            assert_eq!(stray(good), None, "{good}");
        }
        let told = |file: &str| stray(file).unwrap().help;
        assert_eq!(told("text/en/evidense-before.md"), "did you mean `evidence-before.md`?");
        assert_eq!(told("text/en/forword.md"), "did you mean `foreword.md`?");
        assert_eq!(told("text/en/foreword-before.md"), "did you mean `foreword.md`?");
        assert_eq!(told("text/sp/evidence-before.md"), "did you mean `es`?");
        assert!(told("text/evidence-before.md").contains("text/en/"));
        assert_eq!(told("text/en/evidence-before.txt"), "did you mean `evidence-before.md`?");
    }

    #[test]
    fn a_remark_says_nothing() {
        assert!(!says_something("<# write here\n#>\n \n"));
        assert!(says_something("<# write here #> A word."));
    }
}

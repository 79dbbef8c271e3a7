//! codebook.toml to a codebook, or every fault in it with line and column.
//!
//! Owns the grammar of the file. Knows no case data.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::countries;
use super::hierarchy;
use super::label::{self, LabelFault};
use super::role;
use super::source::{Located, Section, Source, nearest};
use super::{Band, Category, Codebook, Group, Kind, Labels, Level, Variable};
use crate::diagnostic::Diagnostic;

const KINDS: [(&str, Kind); 4] = [
    ("categorical", Kind::Categorical),
    ("ordinal", Kind::Ordinal),
    ("multi-response", Kind::MultiResponse),
    ("number", Kind::Number),
];
const LEVELS: [(&str, Level); 2] = [("person", Level::Person), ("episode", Level::Episode)];
const VARIABLE_KEYS: [&str; 9] =
    ["name", "kind", "level", "sensitive", "labels", "description", "categories", "category", "group"];
const CATEGORY_KEYS: [&str; 7] = ["name", "labels", "unknown", "not_applicable", "structural_zero", "from", "to"];
const BUILT_IN: [&str; 3] = ["countries", "subregions", "regions"];

impl Codebook {
    /// Reads codebook.toml. `file_name` is what diagnostics call the text.
    ///
    /// Errors: every fault of the text, in its order. Warnings are kept in [`Codebook::warnings`].
    pub fn parse(text: &str, file_name: &str) -> Result<Codebook, Vec<Diagnostic>> {
        Codebook::parse_for(text, file_name, &|_| false)
    }

    /// The same where other letters can be printed too: those of a project's own fonts.
    ///
    /// Errors: every fault of the text.
    pub fn parse_for(text: &str, file_name: &str, letters: &dyn Fn(char) -> bool) -> Result<Codebook, Vec<Diagnostic>> {
        let mut codebook = Codebook::new();
        codebook.extend(Source::new(file_name, text).with_letters(letters))?;
        Ok(codebook)
    }

    /// Adds the variables of another text of the same form, such as derived ones.
    ///
    /// Errors: every fault of the text; the codebook is then left as it was.
    pub fn extend_from(&mut self, text: &str, file_name: &str) -> Result<(), Vec<Diagnostic>> {
        self.extend(Source::new(file_name, text))
    }

    fn extend(&mut self, mut source: Source<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut grown = self.clone();
        if let Some(tree) = source.tree() {
            let root = Section::new(tree.get_ref(), 0..0);
            source.only(&root, &["format", "variable"]);
            check_format(&mut source, &root);
            for section in source.sections(&root, "variable") {
                if let Some((variable, countries)) = variable(&mut source, &section) {
                    add(&mut source, &mut grown, &section, variable, countries);
                }
            }
            if grown.is_empty() {
                source.fault("C003", 0..0, "there is no variable", "add at least one [[variable]]");
            }
        }
        let (errors, warnings): (Vec<_>, Vec<_>) = source.into_faults().into_iter().partition(Diagnostic::is_error);
        if !errors.is_empty() {
            return Err(errors);
        }
        grown.warn(warnings);
        *self = grown;
        Ok(())
    }
}

/// Checks `format = 1` at the head of a file of ours.
pub fn check_format(source: &mut Source<'_>, root: &Section<'_>) {
    let help = "write `format = 1` in the first line";
    match root.get("format") {
        None => source.fault("C005", 0..0, "`format` is missing", help),
        Some(found) => {
            if source.number(root, "format").is_some_and(|n| n.value != 1) {
                source.fault("C005", found.span, "this program reads format 1 only", help);
            }
        }
    }
}

fn add(source: &mut Source<'_>, book: &mut Codebook, section: &Section<'_>, variable: Variable, countries: bool) {
    let span = section.get("name").map_or(section.span(), |n| n.span);
    let name = variable.name.clone();
    if book.find(&name).is_some() {
        source.fault("C006", span, format!("there are two variables `{name}`"), "give each its own name");
        return;
    }
    match book.push(variable) {
        Some(id) if countries => book.mark_countries(id),
        Some(_) => {}
        None => source.fault("C016", span, "there are more variables than fit", "keep at most 65,535 variables"),
    }
}

/// Reads one `[[variable]]`; `None` where it has no usable name or kind (already reported).
fn variable(source: &mut Source<'_>, section: &Section<'_>) -> Option<(Variable, bool)> {
    source.only(section, &VARIABLE_KEYS);
    let name = variable_name(source, section);
    let kind = choice(source, section, "kind", &KINDS, true);
    let level = choice(source, section, "level", &LEVELS, false).unwrap_or(Level::Episode);
    let sensitive = source.flag(section, "sensitive");
    let labels = labels(source, section, "labels", true);
    let description = labels_or_none(source, section, "description");
    let built_in = built_in(source, section);
    let (mut categories, groups) = built_in.map_or_else(Default::default, ready_made);
    let mut bands = vec![Band::NONE; categories.len()];
    for item in source.sections(section, "category") {
        if let Some((category, band)) = category(source, &item, kind) {
            categories.push(category);
            bands.push(band.unwrap_or(Band::NONE));
        }
    }
    let (name, kind) = (name?, kind?);
    check_categories(source, section, kind, &categories);
    check_bands(source, section, kind, &bands);
    let mut variable = Variable { name, kind, level, labels, description, sensitive, categories, bands, groups };
    if kind != Kind::Number {
        variable.bands.clear();
    }
    hierarchy::read(source, section, &mut variable);
    Some((variable, built_in == Some("countries")))
}

fn ready_made(name: &str) -> (Vec<Category>, Vec<Group>) {
    match name {
        "countries" => {
            let categories = countries::countries();
            let groups = countries::groups(&categories);
            (categories, groups)
        }
        "subregions" => (countries::areas(countries::SUBREGION), Vec::new()),
        _ => (countries::areas(countries::REGION), Vec::new()),
    }
}

fn variable_name(source: &mut Source<'_>, section: &Section<'_>) -> Option<String> {
    let name = source.needed_text(section, "name")?;
    let plain = name.value.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain {
        let help = "use letters, digits and _ only, a letter first";
        source.fault("C007", name.span, "this is not a name for a variable", help);
        return None;
    }
    if role::reserved(name.value) {
        let help = "the program reads this column itself; take it out of the codebook";
        source.fault("C008", name.span, format!("`{}` is a role, not a variable", name.value), help);
        return None;
    }
    Some(name.value.to_owned())
}

/// A name that can stand in a cell between `;`, in a key and in a file: no blank ends, no control characters.
pub(super) fn category_name(source: &mut Source<'_>, section: &Section<'_>) -> Option<String> {
    let name = source.needed_text(section, "name")?;
    let text = name.value;
    let fits = !text.is_empty()
        && text.trim() == text
        && text.chars().all(|c| !c.is_control() && !";*\"`\\".contains(c))
        && !text.starts_with(['=', '@', '+', '-']);
    if !fits {
        let help = "use letters, digits and _ ; none of ; * \" ` \\ and no blank at the ends";
        source.fault("C007", name.span, "this is not a name for a category", help);
        return None;
    }
    Some(text.to_owned())
}

fn choice<T: Copy>(
    source: &mut Source<'_>,
    section: &Section<'_>,
    key: &str,
    choices: &[(&str, T)],
    needed: bool,
) -> Option<T> {
    let text = if needed { source.needed_text(section, key)? } else { source.text(section, key)? };
    let found = choices.iter().find(|(name, _)| *name == text.value).map(|(_, value)| *value);
    if found.is_none() {
        unknown_choice(source, key, &text, &choices.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }
    found
}

fn unknown_choice(source: &mut Source<'_>, key: &str, text: &Located<&str>, choices: &[&str]) {
    let help = match nearest(text.value, choices.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("choose one of {}", choices.join(", ")),
    };
    source.fault("C009", text.span.clone(), format!("`{key}` cannot be \"{}\"", text.value), help);
}

fn built_in<'a>(source: &mut Source<'_>, section: &Section<'a>) -> Option<&'a str> {
    let text = source.text(section, "categories")?;
    if BUILT_IN.contains(&text.value) {
        return Some(text.value);
    }
    unknown_choice(source, "categories", &text, &BUILT_IN);
    None
}

fn labels_or_none(source: &mut Source<'_>, section: &Section<'_>, key: &str) -> Labels {
    if section.get(key).is_some() { labels(source, section, key, false) } else { Labels::default() }
}

/// Reads `{ en = "...", fr = "...", es = "..." }`. English must be there; `strict` warns of formulas too.
pub(super) fn labels(source: &mut Source<'_>, section: &Section<'_>, key: &str, strict: bool) -> Labels {
    let mut labels = Labels::default();
    if section.get(key).is_none() {
        source.missing(section, key);
        return labels;
    }
    let Some(table) = source.section(section, key) else { return labels };
    source.only(&table, &["en", "fr", "es"]);
    let mut text = |language: &str| {
        let found = source.text(&table, language)?;
        check_label(source, &found, strict);
        Some(found.value.to_owned())
    };
    let (en, fr, es) = (text("en"), text("fr"), text("es"));
    if table.get("en").is_none() {
        source.fault(
            "C014",
            table.span(),
            "the English text is missing",
            "add `en = \"...\"`: it stands in for others",
        );
    }
    labels.en = en.unwrap_or_default();
    labels.fr = fr;
    labels.es = es;
    labels
}

fn check_label(source: &mut Source<'_>, text: &Located<&str>, strict: bool) {
    match label::fault_beside(text.value, source.letters()) {
        Some(LabelFault::Control) => source.fault(
            "C013",
            text.span.clone(),
            "this text holds a control character",
            "take it out; a label is one line of plain text",
        ),
        Some(LabelFault::Blank) => {
            source.fault("C014", text.span.clone(), "this text is empty", "write what is to be printed");
        }
        Some(LabelFault::Script) => source.fault(
            "C021",
            text.span.clone(),
            "this text is in a script that the report's fonts do not have",
            "write it in Latin, Greek, Cyrillic or Arabic letters, or name a font that has these: `other` under [theme.fonts]",
        ),
        Some(LabelFault::Spreadsheet) if strict => source.warn(
            "C018",
            text.span.clone(),
            "this text begins like a spreadsheet formula",
            "it is printed as it stands and never computed; begin with a letter to be rid of this warning",
        ),
        Some(LabelFault::Markup) => source.warn(
            "C018",
            text.span.clone(),
            "this text looks like a command of the typesetter",
            "it is printed as it stands and never run; leave out # before letters to be rid of this warning",
        ),
        _ => {}
    }
}

fn category(source: &mut Source<'_>, section: &Section<'_>, kind: Option<Kind>) -> Option<(Category, Option<Band>)> {
    source.only(section, &CATEGORY_KEYS);
    let name = category_name(source, section);
    let labels = labels(source, section, "labels", true);
    let unknown = source.flag(section, "unknown");
    let not_applicable = source.flag(section, "not_applicable");
    let structural_zero = source.flag(section, "structural_zero");
    if unknown && not_applicable {
        let help = "keep one: unknown is asked and not known, not_applicable was never a question";
        source.fault("C019", section.span(), "a category is unknown or not applicable, not both", help);
    }
    let band = band(source, section, kind, unknown || not_applicable);
    Some((Category { name: name?, labels, unknown, not_applicable, structural_zero }, band))
}

fn band(source: &mut Source<'_>, section: &Section<'_>, kind: Option<Kind>, special: bool) -> Option<Band> {
    let (from, to) = (source.number(section, "from"), source.number(section, "to"));
    let given = section.get("from").is_some() || section.get("to").is_some();
    if kind.is_some_and(|k| k != Kind::Number) {
        if given {
            let help = "only a variable of kind \"number\" has bands; leave out `from` and `to`";
            source.fault("C012", section.span(), "limits on a category that is not a number", help);
        }
        return None;
    }
    match (from, to) {
        (Some(from), Some(to)) if from.value <= to.value => Some(Band { from: from.value, to: to.value }),
        (Some(from), Some(_)) => {
            source.fault(
                "C011",
                from.span,
                "`from` is above `to`",
                "both limits belong to the band; put the smaller first",
            );
            None
        }
        _ if !given && (special || kind.is_none()) => None,
        _ => {
            let help = "give both `from` and `to`, or mark the category `unknown = true`";
            source.fault("C012", section.span(), "a band needs both its limits", help);
            None
        }
    }
}

fn check_categories(source: &mut Source<'_>, section: &Section<'_>, kind: Kind, categories: &[Category]) {
    if categories.is_empty() && source.sections(section, "category").is_empty() {
        let help = "add [[variable.category]], or `categories = \"countries\"`";
        source.fault("C017", section.span(), "this variable has no category", help);
    }
    if categories.len() > usize::from(u16::MAX) - 1 {
        let help = "keep at most 65,534 categories in a variable";
        source.fault("C016", section.span(), "there are more categories than fit", help);
    }
    let spans = name_spans(source, section);
    let mut names = BTreeSet::new();
    let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
    for category in categories {
        let span = spans.get(category.name.as_str()).cloned().unwrap_or(section.span());
        if !names.insert(category.name.as_str()) {
            let help = "give each its own name";
            source.fault("C006", span, format!("there are two categories `{}`", category.name), help);
        } else if let Some(other) = texts.insert(&category.labels.en, &category.name)
            && !category.labels.en.is_empty()
        {
            let message = format!("`{}` and `{other}` have the same English label", category.name);
            source.fault("C020", span, message, "a reader could not tell them apart; word one of them otherwise");
        }
    }
    if kind == Kind::MultiResponse && categories.iter().any(|c| c.name.contains(';')) {
        source.fault("C007", section.span(), "a category's name holds `;`", "`;` stands between several answers");
    }
}

/// Where each category's name stands; of two equal ones the later.
fn name_spans<'a>(source: &mut Source<'_>, section: &Section<'a>) -> BTreeMap<&'a str, Range<usize>> {
    let sections = source.sections(section, "category");
    sections.iter().filter_map(|s| s.get("name")).filter_map(|n| Some((n.value.as_str()?, n.span))).collect()
}

fn check_bands(source: &mut Source<'_>, section: &Section<'_>, kind: Kind, bands: &[Band]) {
    if kind != Kind::Number {
        return;
    }
    let mut sorted: Vec<Band> = bands.iter().copied().filter(|b| *b != Band::NONE).collect();
    sorted.sort_by_key(|b| b.from);
    for pair in sorted.windows(2) {
        if pair[1].from <= pair[0].to {
            let sections = source.sections(section, "category");
            let at = |s: &Section<'_>| s.get("from").filter(|f| number_of(f) == Some(pair[1].from)).map(|f| f.span);
            let span = sections.iter().filter_map(at).next_back().unwrap_or(section.span());
            let message =
                format!("the bands {} to {} and {} to {} overlap", pair[0].from, pair[0].to, pair[1].from, pair[1].to);
            source.fault("C011", span, message, "a number may fall into one band only; both limits belong to a band");
        }
    }
}

fn number_of(found: &Located<&toml::de::DeValue<'_>>) -> Option<i32> {
    found.value.as_integer().and_then(|i| i32::from_str_radix(i.as_str(), i.radix()).ok())
}

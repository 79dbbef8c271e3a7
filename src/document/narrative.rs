//! Narrative templates to Typst markup: numbers by name, words chosen by value.
//!
//! A value is written as a Typst string literal, so data is never read as markup. An unknown name is an error with
//! the template's line and the nearest name there is. What the functions mean stands in `templates/README.md`.

use super::literal;
use super::manuscript::Manuscript;
use super::marked::{Marked, Value as Printed, unsigned};
use super::rendered::{Piece, Rendered};
use crate::diagnostic::{Diagnostic, Place};
use crate::language::{self, Language, Plural, Strings};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{DynObject, Kwargs, Object, ObjectRepr};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

/// The templates of one report, ready to render.
pub(super) struct Narrative {
    environment: Environment<'static>,
    /// The same, writing plain text.
    plain: Environment<'static>,
    names: Arc<Names>,
}

/// What templates can name.
struct Names {
    language: Language,
    facts: BTreeMap<String, super::Fact>,
    tables: BTreeSet<String>,
    figures: BTreeSet<String>,
    lists: BTreeMap<String, Vec<String>>,
    absent: BTreeMap<String, String>,
    strings: Strings,
    literals: BTreeSet<String>,
    used: Mutex<BTreeSet<String>>,
}

impl Narrative {
    /// Readies the templates: `files` are name and text pairs; includes are resolved among them.
    pub(super) fn new(
        manuscript: &Manuscript,
        strings: &Strings,
        files: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Diagnostic> {
        let names = Arc::new(Names {
            language: manuscript.language,
            facts: manuscript.facts.clone(),
            tables: manuscript.tables.keys().cloned().collect(),
            figures: manuscript.figures.keys().cloned().collect(),
            lists: manuscript.lists.clone(),
            absent: manuscript.absent.clone(),
            strings: strings.clone(),
            literals: manuscript.literals.iter().map(|literal| literal.text.clone()).collect(),
            used: Mutex::new(BTreeSet::new()),
        });
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .variable_delimiters("<<", ">>")
            .block_delimiters("<%", "%>")
            .comment_delimiters("<#", "#>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .map_err(|error| fault(&error))?;
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("typst".into()));
        environment.set_formatter(write_value);
        add_functions(&mut environment, &names);
        for (name, text) in files {
            compared(&name, &text)?;
            environment.add_template_owned(name, unsigned(&text)).map_err(|error| fault(&error))?;
        }
        let mut plain = environment.clone();
        plain.set_formatter(write_plain);
        Ok(Narrative { environment, plain, names })
    }

    /// Renders one template.
    pub(super) fn render(&self, name: &str) -> Result<Rendered, Diagnostic> {
        let template = self.environment.get_template(name).map_err(|error| fault(&error))?;
        let (text, spans) = template.render_with_spans(()).map_err(|error| fault(&error))?;
        let pieces = spans
            .iter()
            .map(|span| Piece {
                output: span.output_range(),
                template: span.name().to_string(),
                line: span.line() as u64,
                verbatim: span.kind() == minijinja::OutputSpanKind::Raw,
            })
            .collect();
        Ok(Rendered::new(&text, pieces))
    }

    /// Renders a text of the author's as markup.
    pub(super) fn markup(&self, name: &str, template: &str) -> Result<Marked, Diagnostic> {
        let text = self.environment.render_named_str(name, &unsigned(template), ()).map_err(|error| fault(&error))?;
        Ok(Marked::read(&text))
    }

    /// Renders a template to plain text: values as they are, white space folded. For captions, which are no markup.
    pub(super) fn plain(&self, name: &str, template: &str) -> Result<Marked, Diagnostic> {
        let text = self.plain.render_named_str(name, &unsigned(template), ()).map_err(|error| fault(&error))?;
        let marked = Marked::read(&text);
        let words: Vec<&str> = marked.text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect();
        let folded = language::bound(&words.join(" "), self.names.language);
        Ok(marked.respaced(folded))
    }

    /// Whether a condition on facts holds, such as `value("known_share") < 0.01`.
    pub(super) fn holds(&self, condition: &str) -> Result<bool, Diagnostic> {
        let expression = self.environment.compile_expression(condition).map_err(|error| fault(&error))?;
        expression.eval(()).map(|value| value.is_true()).map_err(|error| fault(&error))
    }

    /// Names that were printed so far.
    pub(super) fn used(&self) -> BTreeSet<String> {
        self.names.used.lock().map(|used| used.clone()).unwrap_or_default()
    }
}

/// Writes a value: markup made by our own functions as it is, everything else as a literal.
fn write_value(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Err(wrong("nothing stands under this name"));
    }
    if value.is_safe() {
        out.write_str(value.as_str().unwrap_or_default())?;
    } else {
        let (printed, text) = printed(value);
        out.write_str(&printed.signed(&literal::in_markup(&text)))?;
    }
    Ok(())
}

/// What a value is, and its text.
fn printed(value: &Value) -> (Printed, String) {
    let text = value.to_string();
    match value.downcast_object_ref::<Named>() {
        Some(named) => (named.what.clone(), text),
        None => (Printed::Words(text.clone()), text),
    }
}

/// Writes a value as plain text.
fn write_plain(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Err(wrong("nothing stands under this name"));
    }
    if value.is_safe() {
        // What a macro wrote has its signs.
        out.write_str(value.as_str().unwrap_or_default())?;
    } else {
        let (printed, text) = printed(value);
        out.write_str(&printed.signed(&unsigned(&text)))?;
    }
    Ok(())
}

/// A value that knows what it is until it is printed; everything else sees its text.
#[derive(Debug)]
struct Named {
    what: Printed,
    text: String,
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.is_empty()
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        Some(self.text.cmp(&other.downcast_ref::<Self>()?.text))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A fact is no string: to compare one with words never holds, and would say so nowhere.
fn compared(name: &str, text: &str) -> Result<(), Diagnostic> {
    let quoted = |text: &str| text.starts_with(['"', '\'']);
    for (at, _) in text.match_indices("fact(") {
        let Some(end) = text[at..].find(')') else { continue };
        let after = text[at + end + 1..].trim_start();
        let right =
            ["==", "!="].iter().any(|sign| after.strip_prefix(sign).is_some_and(|rest| quoted(rest.trim_start())));
        let before = text[..at].trim_end();
        let left = ["==", "!="]
            .iter()
            .any(|sign| before.strip_suffix(sign).is_some_and(|rest| rest.trim_end().ends_with(['"', '\''])));
        if right || left {
            let line = text[..at].matches('\n').count() as u64 + 1;
            let help = "compare its text: `text(\"…\") == \"…\"`";
            return Err(
                Diagnostic::error("T101", "fact() prints, and never equals a word", help).at(Place::line(name, line))
            );
        }
    }
    Ok(())
}

fn add_functions(environment: &mut Environment<'static>, names: &Arc<Names>) {
    let n = names.clone();
    environment.add_function("fact", move |name: String| {
        let text = n.fact(&name)?.text(n.language);
        Ok::<_, Error>(Value::from_object(Named { what: Printed::Fact(name), text }))
    });
    let n = names.clone();
    environment.add_function("text", move |name: String| n.fact(&name).map(|fact| fact.text(n.language)));
    let n = names.clone();
    environment.add_function("literal", move |text: String| {
        // What is computed could not be listed beforehand.
        if !n.literals.contains(&text) {
            return Err(wrong("a number of your own stands in quotes within literal(), so that it can be listed"));
        }
        Ok(Value::from_object(Named { what: Printed::Literal(text.clone()), text }))
    });
    let n = names.clone();
    environment.add_function("value", move |name: String| {
        n.fact(&name)?.value().ok_or_else(|| wrong(format!("`{name}` is withheld or no number: ask known() first")))
    });
    let n = names.clone();
    environment.add_function("known", move |name: String| match n.facts.get(&name) {
        Some(fact) => Ok(fact.known()),
        None => n.available(&name).map(|_| false),
    });
    let n = names.clone();
    environment.add_function("available", move |name: String| n.available(&name));
    let n = names.clone();
    environment.add_function("why", move |name: String| n.why(&name));
    let n = names.clone();
    environment.add_function("plural", move |name: String, one: String, other: String, many: Option<String>| {
        n.plural(&name, one, other, many)
    });
    let n = names.clone();
    environment.add_function("list", move |name: String| {
        n.lists.get(&name).cloned().ok_or_else(|| n.unknown("list", &name, n.lists.keys()))
    });
    let n = names.clone();
    environment.add_function("figure", move |id: String, options: Kwargs| {
        let at = place(&options)?;
        n.shown("figure", &n.figures, &id, at.as_deref())
    });
    let n = names.clone();
    environment.add_function("table", move |id: String, options: Kwargs| {
        let at = place(&options)?;
        n.shown("table", &n.tables, &id, at.as_deref())
    });
    let n = names.clone();
    environment.add_function("ref", move |id: String| n.reference(&id));
    let n = names.clone();
    environment.add_function("string", move |key: String| {
        n.strings.get(&key).map(str::to_string).map_err(|d| wrong(format!("{}: {}", d.message, d.help)))
    });
    let language = names.language;
    environment.add_filter("and", move |items: Vec<Value>| language::and(&texts(&items), language));
    environment.add_filter("or", move |items: Vec<Value>| language::or(&texts(&items), language));
    environment.add_filter("inner", inner);
    environment.add_filter("alphabetical", move |entries: Vec<Value>| alphabetical(entries, language));
    environment.add_filter("code", |value: Value| {
        let (what, text) = printed(&value);
        Value::from_safe_string(what.signed(&literal::in_code(&unsigned(&text))))
    });
}

/// A label as it stands within a sentence: its first letter small, unless the second is a capital as in `NGO`.
fn inner(value: Value) -> Value {
    let (what, text) = printed(&value);
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    let shouted = letters.clone().next().is_some_and(char::is_uppercase);
    let text = if shouted { text } else { first + letters.as_str() };
    Value::from_object(Named { what, text })
}

fn texts(items: &[Value]) -> Vec<String> {
    items.iter().map(Value::to_string).collect()
}

impl Names {
    fn fact(&self, name: &str) -> Result<&super::Fact, Error> {
        let fact = self.facts.get(name).ok_or_else(|| match self.reason(name) {
            Some(_) => wrong(format!("this data has no `{name}`: ask available() first")),
            None => self.unknown("fact", name, self.facts.keys()),
        })?;
        self.note(name);
        Ok(fact)
    }

    fn reason(&self, name: &str) -> Option<&str> {
        let covers = |key: &str| key == name || key.strip_suffix('*').is_some_and(|start| name.starts_with(start));
        self.absent.iter().find(|(key, _)| covers(key)).map(|(_, reason)| reason.as_str())
    }

    fn available(&self, name: &str) -> Result<bool, Error> {
        let there = self.facts.contains_key(name) || self.tables.contains(name) || self.figures.contains(name);
        if there || self.lists.contains_key(name) {
            return Ok(true);
        }
        match self.reason(name) {
            Some(_) => Ok(false),
            None => Err(self.unknown("name", name, self.all())),
        }
    }

    fn why(&self, name: &str) -> Result<String, Error> {
        self.reason(name).map(str::to_string).ok_or_else(|| self.unknown("absent name", name, self.absent.keys()))
    }

    fn plural(&self, name: &str, one: String, other: String, many: Option<String>) -> Result<String, Error> {
        let fact = self.fact(name)?;
        // Rules of the study are printed as labels. A mark such as `<8` stands for several.
        let value = fact.value().or_else(|| fact.text(self.language).parse().ok());
        let form = value.map_or(Plural::Other, |v| language::plural(v, fact.decimals(), self.language));
        Ok(match form {
            Plural::One => one,
            Plural::Many => many.unwrap_or(other),
            Plural::Other => other,
        })
    }

    /// A call of the layout that sets a table or a figure; each may stand once.
    fn shown(&self, kind: &str, ids: &BTreeSet<String>, id: &str, at: Option<&str>) -> Result<Value, Error> {
        if !ids.contains(id) {
            return Err(match self.reason(id) {
                Some(_) => wrong(format!("this data has no {kind} `{id}`: ask available() first")),
                None => self.unknown(kind, id, ids.iter()),
            });
        }
        if !self.note(&format!("{kind}:{id}")) {
            return Err(wrong(format!("{kind} `{id}` stands in the report already; refer to it with ref()")));
        }
        let at = at.map_or_else(String::new, |at| format!(", at: {}", literal::in_code(at)));
        Ok(Value::from_safe_string(format!("#show-{kind}({}{at});", literal::in_code(id))))
    }

    fn reference(&self, id: &str) -> Result<Value, Error> {
        let kind = match (self.figures.contains(id), self.tables.contains(id)) {
            (true, _) => "figure",
            (false, true) => "table",
            (false, false) => return Err(self.unknown("figure or table", id, self.figures.iter().chain(&self.tables))),
        };
        Ok(Value::from_safe_string(format!("#refer-to({});", literal::in_code(&format!("{kind}:{id}")))))
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        (self.facts.keys()).chain(&self.tables).chain(&self.figures).chain(self.lists.keys()).chain(self.absent.keys())
    }

    fn unknown<'a>(&self, kind: &str, name: &str, known: impl Iterator<Item = &'a String>) -> Error {
        let near = known.max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        wrong(match near {
            Some(near) => format!("no {kind} `{name}`; did you mean `{near}`?"),
            None => format!("no {kind} `{name}`"),
        })
    }

    /// Notes that a name is printed; false where it was already.
    fn note(&self, name: &str) -> bool {
        self.used.lock().is_ok_and(|mut used| used.insert(name.to_string()))
    }
}

/// `at="head"`, `at="foot"` or `at="here"`, if one is asked for.
fn place(options: &Kwargs) -> Result<Option<String>, Error> {
    let at: Option<String> = options.get("at")?;
    options.assert_all_used()?;
    match at.as_deref() {
        None | Some("head" | "foot" | "here") => Ok(at),
        Some(other) => Err(wrong(format!("`at` is `head`, `foot` or `here`, not `{other}`"))),
    }
}

/// Entries in the order of the language's alphabet, by the name that each begins with.
fn alphabetical(entries: Vec<Value>, language: Language) -> Result<Vec<Value>, Error> {
    let alphabet = language::Alphabet::of(language);
    let mut named = Vec::with_capacity(entries.len());
    for entry in entries {
        let name = entry.get_item_by_index(0)?;
        let name = name.as_str().ok_or_else(|| wrong("an entry begins with its name"))?.to_string();
        named.push((name, entry));
    }
    named.sort_by(|a, b| alphabet.compare(&a.0, &b.0));
    Ok(named.into_iter().map(|(_, entry)| entry).collect())
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}

/// A template error as a diagnostic with the template's line.
fn fault(error: &Error) -> Diagnostic {
    // The innermost error knows the line of an included template.
    let mut inner = error;
    while let Some(next) = std::error::Error::source(inner).and_then(|e| e.downcast_ref::<Error>()) {
        inner = next;
    }
    let message = inner.detail().map_or_else(|| inner.kind().to_string(), str::to_string);
    let place = Place {
        file: inner.name().or(error.name()).unwrap_or("templates").to_string(),
        line: inner.line().or(error.line()).map(|line| line as u64),
        column: None,
    };
    Diagnostic::error("T101", message, "templates/README.md lists what a template can say").at(place)
}

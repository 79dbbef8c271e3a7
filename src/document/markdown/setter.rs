//! Events of the reader of Markdown to Typst markup.

use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::Flaw;
use super::mask::{Masked, Piece};
use super::sink::Sink;

/// Headings of an author's text begin below the chapter's title, and go so deep.
const FIRST_LEVEL: usize = 2;
const LAST_LEVEL: usize = 4;

/// Sets one text.
pub(super) struct Setter<'a> {
    masked: &'a Masked,
    slot: &'a str,
    sink: Sink,
    flaws: Vec<Flaw>,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    /// How far the open items are indented.
    items: Vec<usize>,
    headings: Headings,
    notes: Notes,
    /// A statement with a line of its own went before: the next words begin a paragraph.
    apart: bool,
    /// Code is gathered until its block ends.
    code: Option<(u64, String)>,
    /// The place of the rule before a signature, and whether it is reached.
    signature: Option<usize>,
    signing: bool,
}

/// Levels of headings: the highest of the text is set right below the chapter's title.
struct Headings {
    highest: usize,
    last: usize,
}

/// Footnotes by name: their number, whether they were called, and the line of their text.
#[derive(Default)]
struct Notes(BTreeMap<String, Note>);

#[derive(Default)]
struct Note {
    number: usize,
    called: bool,
    defined: Option<u64>,
}

impl Notes {
    fn get(&mut self, name: &str) -> &mut Note {
        let number = self.0.len() + 1;
        self.0.entry(name.to_string()).or_insert_with(|| Note { number, ..Note::default() })
    }
}

impl<'a> Setter<'a> {
    /// The whole text as a template.
    pub(super) fn set(masked: &'a Masked, slot: &'a str) -> Result<String, Vec<Flaw>> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let events: Vec<_> = Parser::new_ext(&masked.text, options).into_offset_iter().collect();
        let level = |event: &Event<'_>| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
            _ => None,
        };
        let highest = events.iter().filter_map(|(event, _)| level(event)).min().unwrap_or(1);
        let mut setter = Setter {
            masked,
            slot,
            sink: Sink::default(),
            flaws: Vec::new(),
            lists: Vec::new(),
            items: Vec::new(),
            headings: Headings { highest, last: FIRST_LEVEL - 1 },
            notes: Notes::default(),
            apart: false,
            code: None,
            signature: signature(&events),
            signing: false,
        };
        for (event, range) in events {
            setter.event(event, range.start);
        }
        setter.finish()
    }

    fn finish(mut self) -> Result<String, Vec<Flaw>> {
        if self.signing {
            self.sink.push("];");
        }
        for note in self.notes.0.values().filter(|note| !note.called) {
            if let Some(line) = note.defined {
                let message = "no place in the text calls this footnote".to_string();
                self.flaws.push(Flaw { line, code: "T125", message, help: "call it as `[^name]`, or take it out" });
            }
        }
        if self.flaws.is_empty() { Ok(self.sink.finish()) } else { Err(self.flaws) }
    }

    fn event(&mut self, event: Event<'_>, at: usize) {
        let line = self.masked.line(at);
        if let Some(code) = &mut self.code {
            match event {
                Event::Text(text) => code.1.push_str(&self.masked.verbatim(&text)),
                Event::End(_) => self.block_of_code(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.sink.reach_line(line);
                self.text(&text);
            }
            Event::Code(code) => {
                let code = string(&self.masked.verbatim(&code));
                self.inline(line, &format!("#raw({code});"));
            }
            Event::SoftBreak if self.signing => self.sink.push(" \\"),
            Event::SoftBreak => self.sink.part(),
            Event::HardBreak => self.sink.push(" \\"),
            Event::Rule if self.signature == Some(at) => {
                self.sink.reach_line(line);
                self.sink.push("#signature[");
                self.signing = true;
            }
            Event::Rule => self.block(line, "#section-break;"),
            Event::FootnoteReference(name) => {
                let note = self.notes.get(&name);
                let again = if std::mem::replace(&mut note.called, true) { ", again: true" } else { "" };
                let name = string(&format!("{}:{}", self.slot, note.number));
                self.inline(line, &format!("#own-note({name}{again});"));
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let help = "write it in Markdown, or the sign `<` as `&lt;`";
                self.flaw(line, "T120", "raw HTML has no place in a report that is also printed", help);
            }
            // Not asked for.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: u64) {
        match tag {
            Tag::Paragraph => self.sink.reach_line(line),
            Tag::Heading { level, .. } => self.heading(level as usize, line),
            Tag::BlockQuote(_) => self.block(line, "#quote(block: true)["),
            Tag::CodeBlock(kind) => {
                // The text of a fenced block begins below the fence.
                let first = if matches!(kind, CodeBlockKind::Fenced(_)) { line + 1 } else { line };
                self.code = Some((first, String::new()));
            }
            Tag::List(first) => {
                self.lists.push(first);
                self.apart = false;
            }
            Tag::Item => self.item(line),
            Tag::FootnoteDefinition(name) => {
                let note = self.notes.get(&name);
                note.defined = Some(line);
                let name = string(&format!("{}:{}", self.slot, note.number));
                self.block(line, &format!("#own-note-text({name})["));
            }
            Tag::Table(columns) => {
                let columns: String = columns.iter().map(|c| format!("\"{}\", ", side(*c))).collect();
                self.block(line, &format!("#own-table(({columns}), "));
            }
            Tag::TableHead | Tag::TableRow => {
                self.sink.reach_line(line);
                self.sink.push("(");
            }
            Tag::TableCell => self.sink.push("["),
            Tag::Emphasis => self.inline(line, "#emph["),
            Tag::Strong => self.inline(line, "#strong["),
            Tag::Link { dest_url, .. } => self.link(&dest_url, line),
            Tag::Image { .. } => {
                let help =
                    "name a figure of the report: << figure(\"...\") >>; a picture of your own needs a .typ.j2 text";
                self.flaw(line, "T121", "a picture has no place in a Markdown text", help);
            }
            Tag::HtmlBlock
            | Tag::MetadataBlock(_)
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link => self.sink.push("];"),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                let by = self.items.pop().unwrap_or_default();
                self.sink.back(by);
            }
            TagEnd::Table => self.sink.push(");"),
            TagEnd::TableHead | TagEnd::TableRow => self.sink.push("), "),
            TagEnd::TableCell => self.sink.push("], "),
            _ => {}
        }
    }

    fn heading(&mut self, level: usize, line: u64) {
        let level = (FIRST_LEVEL + level - self.headings.highest).min(self.headings.last + 1);
        self.headings.last = level;
        if level > LAST_LEVEL {
            let help = "three levels of headings are read well; make this one a paragraph that begins in **bold**";
            self.flaw(line, "T124", "this heading is too deep", help);
        }
        self.block(line, &format!("#heading(level: {level})["));
    }

    fn item(&mut self, line: u64) {
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number += 1;
                marker
            }
            _ => "- ".to_string(),
        };
        self.block(line, &marker);
        self.items.push(marker.len());
        self.sink.deeper(marker.len());
    }

    fn link(&mut self, to: &str, line: u64) {
        let leads = ["https://", "http://", "mailto:"].iter().any(|start| to.starts_with(start));
        if !leads || Masked::hides(to) {
            let help = "write the whole address, https://...; refer to figures and tables as << ref(\"...\") >>";
            self.flaw(line, "T123", "this link leads nowhere from a printed report", help);
        }
        self.inline(line, &format!("#link({})[", string(to)));
    }

    /// Something that stands between paragraphs.
    fn block(&mut self, line: u64, markup: &str) {
        self.apart = false;
        self.sink.reach_line(line);
        self.sink.push(markup);
    }

    /// Something that stands among words.
    fn inline(&mut self, line: u64, markup: &str) {
        self.sink.reach_line(line);
        self.parted();
        self.sink.push(markup);
    }

    /// Words behind a statement's line begin a paragraph, whatever the statement gave.
    fn parted(&mut self) {
        if std::mem::take(&mut self.apart) {
            self.sink.push("#parbreak();");
        }
    }

    fn text(&mut self, text: &str) {
        for piece in self.masked.pieces(text) {
            match piece {
                Piece::Words(words) => {
                    self.parted();
                    let words = escaped(words);
                    self.sink.push(&words);
                }
                Piece::Statement(statement) if statement.alone => {
                    self.sink.push(&statement.text);
                    self.apart = true;
                }
                Piece::Statement(statement) => {
                    if statement.text.starts_with("<<") {
                        self.parted();
                    }
                    self.sink.push(&statement.text);
                }
            }
        }
    }

    fn block_of_code(&mut self) {
        let Some((first, code)) = self.code.take() else { return };
        let code = code.trim_end_matches('\n');
        if !code.is_empty() {
            self.block(first, "");
            self.sink.push(&format!("#raw(block: true, {});", string(code)));
        }
    }

    fn flaw(&mut self, line: u64, code: &'static str, message: &str, help: &'static str) {
        self.flaws.push(Flaw { line, code, message: message.into(), help });
    }
}

/// The place of the last rule, where nothing but paragraphs follows: what they say is a signature.
fn signature(events: &[(Event<'_>, std::ops::Range<usize>)]) -> Option<usize> {
    let at = events.iter().rposition(|(event, _)| matches!(event, Event::Rule))?;
    let after = &events[at + 1..];
    let words = after.iter().any(|(event, _)| matches!(event, Event::Text(_)));
    let block = |event: &Event<'_>| {
        matches!(
            event,
            Event::Start(
                Tag::Heading { .. }
                    | Tag::List(_)
                    | Tag::Table(_)
                    | Tag::BlockQuote(_)
                    | Tag::CodeBlock(_)
                    | Tag::HtmlBlock
            )
        )
    };
    (words && !after.iter().any(|(event, _)| block(event))).then(|| events[at].1.start)
}

fn side(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None | Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

/// A string of Typst that no template statement can begin in.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '<' => out.push_str("\\u{3c}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Words as markup that says these words: no sign of Typst's keeps its meaning. Quotation marks are the language's.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let mut before = ' ';
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' | '#' | '$' | '*' | '_' | '`' | '@' | '~' | '[' | ']' | '=' | '+' | '/' => true,
            // A hyphen inside a word is itself; elsewhere Typst makes dashes, minus signs and lists of it.
            '-' => !(before.is_alphabetic() && next.is_alphabetic()),
            // `3.` would begin a list.
            '.' => before.is_ascii_digit() && next == ' ',
            _ => false,
        };
        match c {
            '<' => out.push_str("\\u{3c}"),
            c if special => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}

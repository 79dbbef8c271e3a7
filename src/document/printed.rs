//! The finished pages read back: every piece of text, and where it came from.
//!
//! The typesetter keeps with each glyph the markup that it was set from. A narrative knows which of its markup is a
//! fact, and a table which of its cells is where.

use super::marked::Value;
use super::rendered::Rendered;
use super::virtual_file::VirtualFiles;
use crate::diagnostic::Place;
use std::collections::BTreeMap;
use typst::World;
use typst::WorldExt;
use typst::foundations::Smart;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::TableCell;
use typst::pdf::ArtifactElem;
use typst::syntax::Span;
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// A piece of text on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Page, from 1.
    pub page: usize,
    /// What is read there.
    pub text: String,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a piece of text came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A fact that a template named.
    Fact(String, Place),
    /// A number of the author's own, marked as such.
    Literal(Place),
    /// Words that a template chose by a number.
    Words(Place),
    /// The words of a template or of an author's text.
    Template(Place),
    /// A cell of a table: row of the sheet and column, from 0.
    Cell(String, usize, usize),
    /// The head of a table, or of a group of its rows.
    Head(String),
    /// Title, subtitle, notes or source of a table.
    TableWords(String),
    /// Title, subtitle, note or source of a figure.
    FigureWords(String),
    /// Inside a chart.
    Chart(String),
    /// The layout itself: page numbers, numbers of sections, lists.
    Layout(String),
}

/// The layout file of heads and feet.
const PAGE: &str = "layout/page.typ";

/// What the reader of pages has to know.
pub(super) struct Reading<'a> {
    /// Where glyphs come from.
    pub(super) world: &'a dyn World,
    /// Narratives by virtual path.
    pub(super) rendered: &'a BTreeMap<String, Rendered>,
    /// Bytes before each narrative in its file.
    pub(super) prelude: usize,
    /// The virtual files.
    pub(super) files: &'a VirtualFiles,
}

/// What a sheet looks like as rows of a page.
struct TableShape {
    /// Rows of the head.
    head: usize,
    /// For each row whether it is the head of a group.
    groups: Vec<bool>,
}

/// Something that text stands in.
#[derive(Clone, Debug)]
enum Within {
    Figure(String),
    Table(String),
    Cell(usize, usize),
    Furniture,
}

struct Walk<'a> {
    reading: &'a Reading<'a>,
    tables: BTreeMap<String, TableShape>,
    page: usize,
    open: Vec<(Location, Within)>,
    /// Height of the last piece on the page, to tell lines apart.
    line: f64,
    found: Vec<Printed>,
}

/// Every piece of text of a document, page by page, as it is laid out.
pub(super) fn read(document: &PagedDocument, reading: &Reading<'_>) -> Vec<Printed> {
    let mut walk =
        Walk { reading, tables: shapes(reading.files), page: 0, open: Vec::new(), line: 0.0, found: Vec::new() };
    for page in document.pages() {
        walk.page += 1;
        walk.frame(&page.frame, 0.0);
    }
    walk.found
}

impl Walk<'_> {
    fn frame(&mut self, frame: &Frame, top: f64) {
        for (point, item) in frame.items() {
            let y = top + point.y.to_pt();
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, y),
                FrameItem::Text(text) => self.text(text, y),
                FrameItem::Tag(Tag::Start(element, _)) => self.enter(element),
                FrameItem::Tag(Tag::End(location, ..)) => self.open.retain(|(open, _)| open != location),
                FrameItem::Image(..) => self.chart(),
                FrameItem::Shape(..) | FrameItem::Link(..) => {}
            }
        }
    }

    fn enter(&mut self, element: &typst::foundations::Content) {
        let Some(location) = element.location() else { return };
        let within = if let Some(cell) = element.to_packed::<TableCell>() {
            let place = |at: Smart<usize>| if let Smart::Custom(at) = at { at } else { 0 };
            Within::Cell(place(cell.x.get(Default::default())), place(cell.y.get(Default::default())))
        } else if element.to_packed::<ArtifactElem>().is_some() {
            Within::Furniture
        } else {
            let Some(label) = element.label() else { return };
            match label.resolve().as_str().split_once(':') {
                Some(("table", id)) => Within::Table(id.into()),
                Some(("figure", id)) => Within::Figure(id.into()),
                _ => return,
            }
        };
        self.open.push((location, within));
    }

    fn text(&mut self, item: &TextItem, y: f64) {
        for glyph in &item.glyphs {
            let Some(text) = item.text.get(glyph.range()) else { continue };
            let origin = match self.source(glyph.span.0, glyph.span.1) {
                // What the layout sets is told by where it stands.
                Origin::Layout(file) => self.within().unwrap_or(Origin::Layout(file)),
                own => own,
            };
            self.add(text, origin, y);
        }
    }

    fn add(&mut self, text: &str, origin: Origin, y: f64) {
        let newline = (y - self.line).abs() > 1.0;
        self.line = y;
        if let Some(last) = self.found.last_mut().filter(|last| last.page == self.page && last.origin == origin) {
            if newline && !last.text.ends_with(' ') {
                last.text.push(' ');
            }
            return last.text.push_str(text);
        }
        self.found.push(Printed { page: self.page, text: text.into(), origin });
    }

    /// What the innermost table or figure says, if text stands in one.
    fn within(&self) -> Option<Origin> {
        let mut cell = None;
        for (_, within) in self.open.iter().rev() {
            match (within, cell) {
                // The foot of a page stands between the two parts of a table that breaks there.
                (Within::Furniture, _) => return Some(Origin::Layout(PAGE.into())),
                (Within::Cell(x, y), None) => cell = Some((*x, *y)),
                (Within::Cell(..), Some(_)) => {}
                (Within::Figure(id), _) => return Some(Origin::FigureWords(id.clone())),
                (Within::Table(id), None) => return Some(Origin::TableWords(id.clone())),
                (Within::Table(id), Some((x, y))) => return Some(self.cell(id, x, y)),
            }
        }
        None
    }

    fn cell(&self, id: &str, x: usize, y: usize) -> Origin {
        let shape = self.tables.get(id);
        let row =
            shape.and_then(|shape| y.checked_sub(shape.head).filter(|row| !shape.groups.get(*row).unwrap_or(&true)));
        row.map_or_else(|| Origin::Head(id.into()), |row| Origin::Cell(id.into(), row, x))
    }

    fn source(&self, span: Span, offset: u16) -> Origin {
        let layout = |path: &str| Origin::Layout(path.trim_start_matches('/').into());
        let Some(id) = span.id() else { return layout("") };
        let path = id.vpath().get_with_slash();
        let Some(rendered) = self.reading.rendered.get(path) else { return layout(path) };
        let Some(range) = self.reading.world.range(span) else { return layout(path) };
        let byte = (range.start + usize::from(offset)).min(range.end).saturating_sub(self.reading.prelude);
        let place = rendered.origin(byte).unwrap_or_else(|| Place::file(path));
        match rendered.marked().at(byte).map(|mention| &mention.value) {
            Some(Value::Fact(name)) => Origin::Fact(name.clone(), place),
            Some(Value::Literal(_)) => Origin::Literal(place),
            Some(Value::Words(_)) => Origin::Words(place),
            None => Origin::Template(place),
        }
    }

    fn chart(&mut self) {
        let figure = self.open.iter().rev().find_map(|(_, within)| match within {
            Within::Figure(id) => Some(id.clone()),
            _ => None,
        });
        let Some(id) = figure else { return };
        let Some(drawing) = self.reading.files.get(&format!("/figure/{id}.svg")) else { return };
        let pieces = texts(drawing).into_iter();
        let origin = || Origin::Chart(id.clone());
        self.found.extend(pieces.map(|text| Printed { page: self.page, text, origin: origin() }));
    }
}

/// The shapes of the tables that the layout reads.
fn shapes(files: &VirtualFiles) -> BTreeMap<String, TableShape> {
    let report: serde_json::Value =
        files.get("/report.json").and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let shape = |sheet: &serde_json::Value| TableShape {
        head: 1 + usize::from(list(&sheet["columns"]).iter().any(|column| !column["over"].is_null())),
        groups: list(&sheet["rows"]).iter().map(|row| row.get("group").is_some()).collect(),
    };
    let tables = report["tables"].as_object().into_iter().flatten();
    tables.map(|(id, sheet)| (id.clone(), shape(sheet))).collect()
}

/// The texts of a drawing, one a label.
fn texts(svg: &str) -> Vec<String> {
    let pieces = svg.split("<text ").skip(1).filter_map(|piece| piece.split_once('>')?.1.split_once("</text>"));
    pieces.map(|(text, _)| plain(text)).collect()
}

fn plain(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_string(), |text, (entity, sign)| text.replace(entity, sign))
}

//! The figures of one language: every chart drawn for the page and for use alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::artefact::Shelf;
use super::edition::Edition;
use super::fault::Fault;
use crate::diagnostic::Diagnostic;
use crate::document::{Caption, FigureSheet, Manuscript, Templates, captions};
use crate::figure::{self, Chart, Figure, Sheet};
use crate::language::Strings;
use crate::theme::{Fonts, Theme};

/// Width of the text column, and of text and margin together, in points.
const COLUMN: f64 = 323.0;
const WIDE: f64 = 465.0;

/// What a picture is painted for; decides how many pixels a point has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// 200 dots per inch. For print there is the SVG beside it.
    Text,
    /// 1,920 by 1,080 dots.
    Slide,
}

/// One figure.
pub struct Plate {
    /// Name without language and ending, such as `curve_overall`.
    pub name: String,
    /// Everything that decides how it looks, for its fingerprint.
    pub design: String,
    /// For the page.
    pub page: FigureSheet,
    /// For use alone, with its words in the picture.
    pub alone: Arc<[u8]>,
    /// Names of the facts in its words.
    pub facts: BTreeSet<String>,
    /// For a presentation, where a slide can hold it.
    pub slide: Option<Arc<[u8]>>,
}

/// One chart, drawn for each of its uses.
struct Drawn {
    page: Figure,
    alone: Arc<[u8]>,
    slide: Option<Arc<[u8]>>,
}

/// Drawings by their design. Whoever builds again and again draws again what changed, and nothing else.
#[derive(Default)]
pub struct Drawings {
    last: BTreeMap<[u8; 32], Arc<Drawn>>,
    now: Mutex<BTreeMap<[u8; 32], Arc<Drawn>>>,
}

impl Drawings {
    /// A new build: what neither the last one used nor this one will use is let go.
    pub fn turn(&mut self) {
        self.last = std::mem::take(self.now.get_mut().unwrap_or_else(PoisonError::into_inner));
    }

    fn of(&self, design: &str, draw: impl FnOnce() -> Result<Drawn, Fault>) -> Result<Arc<Drawn>, Fault> {
        let print = *blake3::hash(design.as_bytes()).as_bytes();
        let drawn = match self.last.get(&print) {
            Some(drawn) => drawn.clone(),
            None => Arc::new(draw()?),
        };
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(print, drawn.clone());
        Ok(drawn)
    }
}

/// Draws every chart that the release has data for.
///
/// # Errors
/// Faults of captions, or a chart that cannot be drawn.
pub fn plates(
    edition: &Edition<'_>,
    manuscript: &Manuscript,
    templates: &Templates,
    strings: &Strings,
    drawings: &Drawings,
) -> Result<BTreeMap<String, Plate>, Fault> {
    let charts = figure::charts(edition.release, strings).map_err(Fault::one)?;
    // Captions may refer to any chart that will be there.
    let captions = captions(manuscript, charts.keys(), templates, strings).map_err(Fault::one)?;
    let stamp = stamp(edition, strings)?;
    let plates = charts.par_iter().map(|(id, chart)| {
        let caption = captions.get(id).cloned().unwrap_or_default();
        let words = words(edition, manuscript, id, caption, strings);
        plate(id, chart, words, stamp.clone(), (strings, &edition.dress.theme), drawings)
    });
    // Of several faults the first is told, whichever thread came upon its own first.
    let plates: Vec<Result<Plate, Fault>> = plates.collect();
    charts.keys().cloned().zip(plates).map(|(id, plate)| Ok((id, plate?))).collect()
}

/// A picture as PNG.
///
/// # Errors
/// A picture that cannot be rendered.
pub fn painted(name: &str, svg: &str, of: Use, fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    let scale = match of {
        Use::Text => 200.0 / 72.0,
        Use::Slide => 2.0,
    };
    figure::png(svg, scale, fonts).map_err(|_| Fault::one(undrawn(name)))
}

/// The words of a figure, from its caption or, where that says nothing, from its table.
fn words(edition: &Edition<'_>, manuscript: &Manuscript, id: &str, caption: Caption, strings: &Strings) -> Words {
    let table = manuscript.tables.get(id.trim_start_matches("fig."));
    let or = |text: String, other: Option<&String>| {
        if text.is_empty() { other.cloned().unwrap_or_default() } else { text }
    };
    let title = or(caption.title, table.map(|t| &t.title));
    let subtitle = or(caption.subtitle, table.map(|t| &t.subtitle));
    let alt = if caption.alt.is_empty() { format!("{title}. {subtitle}") } else { caption.alt };
    let source = edition.report.identity.source.get(strings.language()).to_string();
    Words { caption: figure::Caption { title, subtitle, note: caption.note, source }, alt, facts: caption.facts }
}

/// What is said around a figure, and in its place.
#[derive(Debug)]
struct Words {
    caption: figure::Caption,
    alt: String,
    facts: BTreeSet<String>,
}

/// What goes wherever the picture goes.
fn stamp(edition: &Edition<'_>, strings: &Strings) -> Result<Option<String>, Fault> {
    Ok(match (&edition.report.disclosure.recipient, edition.report.identity.simulated) {
        (Some(recipient), _) if edition.shelf == Shelf::Internal => {
            Some(format!("{} – {recipient}", strings.get("page.internal").map_err(Fault::one)?))
        }
        (_, true) => Some(strings.get("page.simulated").map_err(Fault::one)?.to_string()),
        _ => None,
    })
}

fn plate(
    id: &str,
    chart: &Chart,
    words: Words,
    stamp: Option<String>,
    (strings, theme): (&Strings, &Theme),
    drawings: &Drawings,
) -> Result<Plate, Fault> {
    let Words { caption, alt, facts } = words;
    let design = format!("{chart:?} {caption:?} {alt:?} {stamp:?} {theme:?} {}", strings.language().tag());
    let drawn = drawings.of(&design, || {
        let refused = |_| Fault::one(undrawn(&caption.title));
        let on_page = Sheet {
            width_pt: if chart.is_wide() { WIDE } else { COLUMN },
            language: strings.language(),
            title: caption.title.clone(),
            description: alt.clone(),
            caption: None,
            stamp: None,
            theme: theme.clone(),
        };
        let slide = chart.slide(&caption, &alt, stamp.as_deref(), (strings.language(), theme)).map_err(refused)?;
        let page = chart.draw(&on_page).map_err(refused)?;
        let alone = Sheet { width_pt: WIDE, caption: Some(caption.clone()), stamp: stamp.clone(), ..on_page };
        let alone = chart.draw(&alone).map_err(refused)?;
        let bytes = |figure: Figure| figure.svg.into_bytes().into();
        Ok(Drawn { page, alone: bytes(alone), slide: slide.map(bytes) })
    })?;
    Ok(Plate {
        name: id.trim_start_matches("fig.").into(),
        design,
        facts,
        alone: drawn.alone.clone(),
        slide: drawn.slide.clone(),
        page: FigureSheet {
            width: drawn.page.width_pt(),
            height: drawn.page.height_pt(),
            svg: drawn.page.svg.clone(),
            alt,
            title: caption.title,
            subtitle: caption.subtitle,
            note: caption.note,
            source: caption.source,
        },
    })
}

fn undrawn(what: &str) -> Diagnostic {
    Diagnostic::error("B042", format!("the figure `{what}` could not be drawn"), "shorten its labels")
}

//! A reader of our own PDF files for the tests: structure, text and geometry.
//!
//! Reads with lopdf and its own text decoding; shares no code with what wrote the file.

use lopdf::{Dictionary, Document, Object, content::Content};
use std::collections::BTreeMap;

/// A piece of text as it was shown: one string operand at one place.
#[derive(Clone, Debug)]
pub struct Run {
    /// Left end, points from the left edge.
    pub left: f64,
    /// Right end.
    pub right: f64,
    /// Baseline, points from the bottom edge.
    pub baseline: f64,
    /// Size in points.
    pub size: f64,
    /// The text, by the font's ToUnicode map.
    pub text: String,
}

/// An element of the structure tree.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Standard type, such as `H1`, `Figure`, `TH`.
    pub kind: String,
    /// Alternative text.
    pub alt: Option<String>,
}

/// One font of the file.
#[derive(Clone, Debug)]
pub struct Font {
    pub name: String,
    pub embedded: bool,
    pub has_unicode: bool,
}

struct Face {
    unicode: BTreeMap<u16, String>,
    widths: BTreeMap<u16, f64>,
    default_width: f64,
}

pub struct Pdf(Document);

type Matrix = [f64; 6];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn number(object: &Object) -> f64 {
    object.as_float().map(f64::from).unwrap_or(0.0)
}

fn matrix(operands: &[Object]) -> Matrix {
    let mut m = [0.0; 6];
    for (slot, operand) in m.iter_mut().zip(operands) {
        *slot = number(operand);
    }
    m
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|c| u16::from_be_bytes([c[0], *c.get(1).unwrap_or(&0)])).collect();
    String::from_utf16_lossy(&units)
}

/// A text string of the PDF: UTF-16 with its mark, or bytes.
fn text_string(object: &Object) -> String {
    match object.as_str() {
        Ok([0xfe, 0xff, rest @ ..]) => utf16(rest),
        Ok(bytes) => bytes.iter().map(|&b| char::from(b)).collect(),
        Err(_) => String::new(),
    }
}

impl Pdf {
    pub fn read(bytes: &[u8]) -> Self {
        Pdf(Document::load_mem(bytes).expect("a PDF file"))
    }

    pub fn pages(&self) -> usize {
        self.0.get_pages().len()
    }

    fn follow<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.0.dereference(object).expect("a reference that leads somewhere").1
    }

    fn entry<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        dict.get(key).ok().map(|object| self.follow(object))
    }

    fn inner<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.entry(dict, key).and_then(|object| object.as_dict().ok())
    }

    pub fn catalog(&self) -> &Dictionary {
        self.0.catalog().expect("a catalogue")
    }

    /// Left, lower, right and upper side of a page (from 1) or of what is left of it when it is trimmed, in points.
    pub fn page_box(&self, page: u32, name: &str) -> [f64; 4] {
        let id = self.0.get_pages()[&page];
        let page = self.0.get_dictionary(id).expect("a page");
        let sides = self.entry(page, name.as_bytes()).and_then(|sides| sides.as_array().ok()).expect("a box");
        let sides: Vec<f64> =
            sides.iter().map(|side| f64::from(self.follow(side).as_float().expect("a number"))).collect();
        sides.try_into().expect("four sides")
    }

    /// `Lang` of the document.
    pub fn language(&self) -> String {
        self.entry(self.catalog(), b"Lang").map(text_string).unwrap_or_default()
    }

    /// True where the file declares itself tagged and has a structure tree.
    pub fn tagged(&self) -> bool {
        let marked = self.inner(self.catalog(), b"MarkInfo").and_then(|m| self.entry(m, b"Marked"));
        let tree = self.inner(self.catalog(), b"StructTreeRoot");
        marked.and_then(|m| m.as_bool().ok()).unwrap_or(false) && tree.is_some()
    }

    /// The XMP packet.
    pub fn metadata(&self) -> String {
        let stream = self.entry(self.catalog(), b"Metadata").and_then(|m| m.as_stream().ok()).expect("metadata");
        String::from_utf8(stream.get_plain_content().unwrap_or_else(|_| stream.content.clone())).expect("UTF-8")
    }

    /// What PDF/A-3a and PDF/UA-1 ask for and a reader can see: claims, language, tags, fonts, alternative texts.
    pub fn assert_standards(&self) {
        let metadata = self.metadata();
        for claim in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
            assert!(metadata.contains(claim), "{claim}");
        }
        assert!(self.tagged() && !self.language().is_empty());
        let fonts = self.fonts();
        assert!(!fonts.is_empty());
        for font in fonts {
            assert!(font.embedded && font.has_unicode, "{}", font.name);
        }
        for tag in self.tags().iter().filter(|tag| tag.kind == "Figure" || tag.kind == "Formula") {
            assert!(tag.alt.as_deref().is_some_and(|alt| !alt.is_empty()), "a {} without words", tag.kind);
        }
    }

    /// What a reader of the pages would mind: text over the edge or too small, a heading alone at a foot, a page less
    /// than a third full in the middle of a part. `first` is the first page (from 1) of the flowing text.
    pub fn assert_layout(&self, first: u32) {
        let pages = self.pages_of_runs();
        self.assert_within_pages();
        // A part opens with a headline in large type on a band.
        let opens = |page: u32| pages.get(page as usize - 1).is_none_or(|runs| runs.iter().any(|run| run.size > 28.0));
        for (page, runs) in (1..).zip(&pages).filter(|(page, _)| *page >= first) {
            // The foot of the page stands below 70 pt, notes and tables are set smaller than the text.
            let Some(last) =
                runs.iter().filter(|run| run.baseline > 70.0).min_by(|a, b| a.baseline.total_cmp(&b.baseline))
            else {
                continue;
            };
            assert!(last.size < 11.4, "page {page} ends in a heading: {}", last.text);
            assert!(opens(page + 1) || last.baseline < 842.0 * 2.0 / 3.0, "page {page} ends at {}", last.baseline);
        }
    }

    fn pages_of_runs(&self) -> Vec<Vec<Run>> {
        (1..=self.pages() as u32)
            .map(|page| self.runs(page).into_iter().filter(|run| !run.text.trim().is_empty()).collect())
            .collect()
    }

    /// Text over the edge of a page, or too small.
    pub fn assert_within_pages(&self) {
        for (page, runs) in (1..).zip(&self.pages_of_runs()) {
            for run in runs {
                assert!(run.left > 30.0 && run.right < 595.3 - 30.0, "page {page}: {run:?}");
                assert!(run.baseline > 20.0 && run.baseline < 842.0 - 20.0, "page {page}: {run:?}");
                // Indices of formulas and the numbers of footnotes are smaller than a text may be.
                let index = run.text.chars().count() <= 5;
                assert!(run.size > 7.4 || (index && run.size > 3.5), "page {page}: {run:?}");
            }
        }
    }

    /// Titles of the bookmarks, depth first.
    pub fn outline(&self) -> Vec<String> {
        let mut titles = Vec::new();
        if let Some(root) = self.inner(self.catalog(), b"Outlines") {
            self.bookmarks(root, &mut titles);
        }
        titles
    }

    fn bookmarks(&self, parent: &Dictionary, titles: &mut Vec<String>) {
        let mut next = self.inner(parent, b"First");
        while let Some(item) = next {
            titles.push(self.entry(item, b"Title").map(text_string).unwrap_or_default());
            self.bookmarks(item, titles);
            next = self.inner(item, b"Next");
        }
    }

    /// Name and contents of each attached file.
    pub fn attachments(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.entry(self.catalog(), b"AF").and_then(|f| f.as_array().ok()).cloned().unwrap_or_default();
        let mut found = Vec::new();
        for file in &files {
            let spec = self.follow(file).as_dict().expect("a file specification");
            let name = self.entry(spec, b"UF").or(self.entry(spec, b"F")).map(text_string).unwrap_or_default();
            let streams = self.inner(spec, b"EF").expect("an embedded file");
            let stream = self.entry(streams, b"F").and_then(|s| s.as_stream().ok()).expect("its stream");
            found.push((name, stream.get_plain_content().unwrap_or_else(|_| stream.content.clone())));
        }
        found
    }

    /// Every element of the structure tree in reading order.
    pub fn tags(&self) -> Vec<Tag> {
        let mut tags = Vec::new();
        if let Some(root) = self.inner(self.catalog(), b"StructTreeRoot") {
            self.elements(root, &mut tags);
        }
        tags
    }

    fn elements(&self, parent: &Dictionary, tags: &mut Vec<Tag>) {
        let Some(kids) = self.entry(parent, b"K") else { return };
        let kids = kids.as_array().cloned().unwrap_or_else(|_| vec![kids.clone()]);
        for kid in &kids {
            let Ok(element) = self.follow(kid).as_dict() else { continue };
            if let Some(kind) = self.entry(element, b"S").and_then(|s| s.as_name().ok()) {
                let kind = String::from_utf8_lossy(kind).into_owned();
                tags.push(Tag { kind, alt: self.entry(element, b"Alt").map(text_string) });
                self.elements(element, tags);
            }
        }
    }

    /// Every composite font of the file.
    pub fn fonts(&self) -> Vec<Font> {
        let mut fonts = Vec::new();
        for object in self.0.objects.values() {
            let Ok(font) = object.as_dict() else { continue };
            let is = |key: &[u8], name: &[u8]| font.get(key).and_then(Object::as_name).is_ok_and(|n| n == name);
            if !is(b"Type", b"Font") || is(b"Subtype", b"CIDFontType0") || is(b"Subtype", b"CIDFontType2") {
                continue;
            }
            let descriptor = self.descendant(font).and_then(|d| self.inner(d, b"FontDescriptor"));
            let embedded = descriptor
                .is_some_and(|d| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key)));
            let name = font.get(b"BaseFont").and_then(Object::as_name).unwrap_or(b"?");
            let name = String::from_utf8_lossy(name).into_owned();
            fonts.push(Font { name, embedded, has_unicode: font.has(b"ToUnicode") });
        }
        fonts
    }

    fn descendant<'a>(&'a self, font: &'a Dictionary) -> Option<&'a Dictionary> {
        let kids = self.entry(font, b"DescendantFonts")?.as_array().ok()?;
        self.follow(kids.first()?).as_dict().ok()
    }

    fn face(&self, font: &Dictionary) -> Face {
        let map = self.entry(font, b"ToUnicode").and_then(|s| s.as_stream().ok());
        let map = map.map(|s| s.get_plain_content().unwrap_or_else(|_| s.content.clone())).unwrap_or_default();
        let descendant = self.descendant(font);
        let mut widths = BTreeMap::new();
        let list = descendant.and_then(|d| self.entry(d, b"W")).and_then(|w| w.as_array().ok());
        let mut entries = list.into_iter().flatten().map(|o| self.follow(o));
        while let (Some(first), Some(second)) = (entries.next(), entries.next()) {
            let first = number(first) as u16;
            match second.as_array() {
                Ok(each) => widths.extend(each.iter().enumerate().map(|(i, w)| (first + i as u16, number(w)))),
                Err(_) => {
                    let width = entries.next().map(number).unwrap_or(0.0);
                    widths.extend((first..=number(second) as u16).map(|cid| (cid, width)));
                }
            }
        }
        let default_width = descendant.and_then(|d| self.entry(d, b"DW")).map(number).unwrap_or(1000.0);
        Face { unicode: unicode_map(&String::from_utf8_lossy(&map)), widths, default_width }
    }

    /// Everything shown on a page (from 1), in the order of its content stream.
    pub fn runs(&self, page: u32) -> Vec<Run> {
        let id = self.0.get_pages()[&page];
        let fonts: BTreeMap<Vec<u8>, Face> = (self.0.get_page_fonts(id).expect("fonts").into_iter())
            .map(|(name, font)| (name, self.face(font)))
            .collect();
        let content = Content::decode(&self.0.get_page_content(id)).expect("a content stream");
        let mut runs = Vec::new();
        let (mut ctm, mut stack): (Matrix, Vec<Matrix>) = ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], Vec::new());
        let (mut pen, mut face, mut size): (Matrix, Option<&Face>, f64) = (ctm, None, 0.0);
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "q" => stack.push(ctm),
                "Q" => ctm = stack.pop().expect("balanced q and Q"),
                "cm" => ctm = times(matrix(operands), ctm),
                "BT" => pen = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
                "Tm" => pen = matrix(operands),
                "Tf" => {
                    face = operands[0].as_name().ok().and_then(|name| fonts.get(name));
                    size = number(&operands[1]);
                }
                "Tj" | "TJ" => {
                    let pieces = match &operands[0] {
                        Object::Array(pieces) => pieces.clone(),
                        single => vec![single.clone()],
                    };
                    let Some(face) = face else { continue };
                    show(&pieces, face, size, &mut pen, ctm, &mut runs);
                }
                _ => {}
            }
        }
        runs
    }

    /// The text of a page: pieces on one line joined, with a space where there is a gap; lines as lines.
    pub fn text(&self, page: u32) -> String {
        let mut text = String::new();
        let mut last: Option<Run> = None;
        for run in self.runs(page) {
            if let Some(last) = &last {
                let same_line = (run.baseline - last.baseline).abs() < 0.3 * run.size;
                let gap = run.left - last.right;
                if !same_line {
                    text.push('\n');
                } else if !(-0.3 * run.size..0.15 * run.size).contains(&gap) && !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            text.push_str(&run.text);
            last = Some(run);
        }
        text
    }

    /// The text of all pages.
    pub fn whole_text(&self) -> String {
        (1..=self.pages() as u32).map(|page| self.text(page)).collect::<Vec<_>>().join("\n")
    }
}

fn show(pieces: &[Object], face: &Face, size: f64, pen: &mut Matrix, ctm: Matrix, runs: &mut Vec<Run>) {
    let mut text = String::new();
    let start = times(*pen, ctm);
    let mut advance = 0.0;
    for piece in pieces {
        match piece.as_str() {
            Ok(codes) => {
                for code in codes.chunks(2) {
                    let cid = u16::from_be_bytes([code[0], *code.get(1).unwrap_or(&0)]);
                    text.push_str(face.unicode.get(&cid).map_or("\u{fffd}", String::as_str));
                    advance += face.widths.get(&cid).copied().unwrap_or(face.default_width) / 1000.0 * size;
                }
            }
            Err(_) => advance -= number(piece) / 1000.0 * size,
        }
    }
    *pen = times([1.0, 0.0, 0.0, 1.0, advance, 0.0], *pen);
    let end = times(*pen, ctm);
    let scale = (start[2] * start[2] + start[3] * start[3]).sqrt();
    runs.push(Run { left: start[4], right: end[4], baseline: start[5], size: size * scale, text });
}

/// `beginbfchar` and `beginbfrange` of a ToUnicode map.
fn unicode_map(text: &str) -> BTreeMap<u16, String> {
    let hex = |word: &str| -> Vec<u8> {
        let digits: Vec<char> = word.chars().filter(char::is_ascii_hexdigit).collect();
        digits.chunks(2).filter_map(|p| u8::from_str_radix(&p.iter().collect::<String>(), 16).ok()).collect()
    };
    let code = |word: &str| hex(word).iter().fold(0_u16, |sum, &byte| (sum << 8) | u16::from(byte));
    let mut map = BTreeMap::new();
    for (kind, section) in ["char", "range"].iter().flat_map(|kind| {
        let begin = format!("beginbf{kind}");
        text.split(&begin).skip(1).map(|s| (*kind, s.to_string())).collect::<Vec<_>>()
    }) {
        let end = section.find("endbf").unwrap_or(section.len());
        let words: Vec<&str> = section[..end].split(['<', '>']).filter(|w| !w.trim().is_empty()).collect();
        if kind == "char" {
            map.extend(words.chunks_exact(2).map(|pair| (code(pair[0]), utf16(&hex(pair[1])))));
        } else {
            for triple in words.chunks_exact(3) {
                for (step, cid) in (code(triple[0])..=code(triple[1])).enumerate() {
                    let first = code(triple[2]);
                    map.insert(cid, utf16(&(first + step as u16).to_be_bytes()));
                }
            }
        }
    }
    map
}

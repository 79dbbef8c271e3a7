//! The paper of one figure: a plotters drawing area with the report's type and line weights.
//!
//! Owns the caption of a figure that stands alone, and the stamp. Knows no chart.

use super::backend::{Backend, Drawing, UNITS, opening, points};
use super::geometry::{Extent, ShapeBox, TextBox};
use super::label::{Type, wrapped};
use super::{Figure, FigureError, Sheet};
use crate::theme::{Colour, Face, Palette, SANS};
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor, Rectangle, ShapeStyle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform, TextStyle};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A length in points as drawing units of 1/20 pt.
pub(super) fn pt(length: f64) -> i32 {
    libm::round(length * f64::from(UNITS)) as i32
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// One figure in the making. The chart draws in its own coordinates, below the caption if there is one.
pub(super) struct Canvas {
    area: DrawingArea<Backend, Shift>,
    /// Where the chart's own coordinates begin.
    origin: Cell<(i32, i32)>,
    drawing: Rc<RefCell<Drawing>>,
    opening: String,
    size: (i32, i32),
    failed: Cell<bool>,
    cut: Cell<bool>,
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

/// The lines above and below a figure that stands alone, and what they take.
struct Surround {
    above: Vec<(String, Type, i32)>,
    below: Vec<(String, Type, i32)>,
    head: i32,
    foot: i32,
}

impl Surround {
    fn new(sheet: &Sheet, width: i32) -> Self {
        let mut surround = Surround { above: Vec::new(), below: Vec::new(), head: 0, foot: 0 };
        if let Some(caption) = sheet.words() {
            surround.head = lines(&mut surround.above, &caption.title, Type::title(), width, 0);
            surround.head =
                lines(&mut surround.above, &caption.subtitle, Type::subtitle(), width, surround.head) + pt(8.0);
            surround.foot = lines(&mut surround.below, &caption.note, Type::note(), width, pt(8.0));
            surround.foot = lines(&mut surround.below, &caption.source, Type::note(), width, surround.foot);
        }
        if let Some(stamp) = &sheet.stamp {
            let stamp_type = Type::note().semibold();
            surround.foot = lines(&mut surround.below, stamp, stamp_type, width, surround.foot + pt(2.0));
        }
        surround
    }
}

/// Adds a paragraph below `y`; returns where it ends.
fn lines(to: &mut Vec<(String, Type, i32)>, text: &str, style: Type, width: i32, mut y: i32) -> i32 {
    let lines = wrapped(text, style, width, 8);
    let pitch = style.pitch(&lines);
    for line in lines {
        to.push((line, style, y));
        y += pitch;
    }
    y
}

impl Canvas {
    /// Paper for a chart of `height` units, as wide as the sheet.
    pub(super) fn new(sheet: &Sheet, height: i32) -> Self {
        let width = sheet.width();
        let surround = Surround::new(sheet, width);
        let margin = if sheet.words().is_some() { pt(12.0) } else { 0 };
        let (paper, total) = (width + 2 * margin, surround.head + height + surround.foot + 2 * margin);
        let canvas = Canvas::paper(sheet, (paper, total), sheet.caption.is_some());
        canvas.origin.set((margin, surround.head + margin));
        if sheet.caption.is_some() {
            let corner = (-margin, -margin - surround.head);
            canvas.rect(corner, (corner.0 + paper, corner.1 + total), Palette::PAPER, 1.0);
        }
        for (line, style, y) in surround.above {
            canvas.text(&line, (0, y - surround.head), style.top(), Align::Left);
        }
        for (line, style, y) in surround.below {
            canvas.text(&line, (0, height + y), style.top(), Align::Left);
        }
        canvas
    }

    /// White paper for a picture that leaves the report, `height` units high and with no margin of its own.
    pub(super) fn alone(sheet: &Sheet, height: i32) -> Self {
        let canvas = Canvas::paper(sheet, (sheet.width(), height), true);
        canvas.rect((0, 0), canvas.size, Palette::PAPER, 1.0);
        canvas
    }

    /// Bare paper; `alone` where readers may lack the fonts.
    fn paper(sheet: &Sheet, size: (i32, i32), alone: bool) -> Self {
        let drawing = Rc::new(RefCell::new(Drawing::default()));
        let area = Backend::new(drawing.clone(), size.0, size.1, alone).into_drawing_area();
        let opening = opening(size.0, size.1, sheet.language.tag(), &sheet.title, &sheet.description);
        Canvas {
            area,
            origin: Cell::new((0, 0)),
            drawing,
            opening,
            size,
            failed: Cell::new(false),
            cut: Cell::new(false),
        }
    }

    /// Notes that the chart leaves rows out for want of room.
    pub(super) fn mark_cut(&self) {
        self.cut.set(true);
    }

    fn draw<E>(&self, element: &E)
    where
        for<'a> &'a E: PointCollection<'a, (i32, i32)>,
        E: Drawable<Backend>,
    {
        if self.area.draw(element).is_err() {
            self.failed.set(true);
        }
    }

    /// A point of the chart on the paper.
    ///
    /// Plotters pulls what lies outside back to the edge; the record keeps it, so that it is found.
    fn place(&self, (x, y): (i32, i32)) -> (i32, i32) {
        let origin = self.origin.get();
        let (x, y) = (x + origin.0, y + origin.1);
        if x < 0 || y < 0 || x > self.size.0 || y > self.size.1 {
            let extent = Extent { left: x, top: y, right: x, bottom: y };
            let outside = ShapeBox { extent, area: None, stroke: None, ground: None };
            self.drawing.borrow_mut().geometry.shapes.push(outside);
        }
        (x, y)
    }

    fn placed(&self, path: impl IntoIterator<Item = (i32, i32)>) -> Vec<(i32, i32)> {
        path.into_iter().map(|p| self.place(p)).collect()
    }

    /// Draws what belongs within `area`; a shape that leaves it is a fault of the figure.
    pub(super) fn inside(&self, area: Extent, draw: impl FnOnce()) {
        let within = area.moved(self.origin.get());
        let before = self.drawing.borrow_mut().area.replace(within);
        draw();
        self.drawing.borrow_mut().area = before;
    }

    /// Draws a part of the chart in coordinates of its own, which begin at `at`.
    pub(super) fn shifted(&self, at: (i32, i32), draw: impl FnOnce()) {
        let before = self.origin.get();
        self.origin.set((before.0 + at.0, before.1 + at.1));
        draw();
        self.origin.set(before);
    }

    /// One line of text at a point.
    pub(super) fn text(&self, text: &str, at: (i32, i32), style: Type, align: Align) {
        let weight = match style.face {
            Face::SansSemibold => FontStyle::Bold,
            Face::SansItalic => FontStyle::Italic,
            _ => FontStyle::Normal,
        };
        let h = match align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let v = if style.hangs { VPos::Top } else { VPos::Center };
        let turn = if style.turned { FontTransform::Rotate270 } else { FontTransform::None };
        let font = (SANS, f64::from(style.size), weight).into_font().transform(turn);
        let colour = rgb(style.colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(h, v));
        self.draw(&Text::new(text.to_string(), self.place(at), style));
    }

    /// Lines of text, centred on a point's height.
    pub(super) fn block(&self, text: &[String], at: (i32, i32), style: Type, align: Align) {
        let pitch = style.pitch(text);
        let first = at.1 - pitch * (text.len() as i32 - 1) / 2;
        for (place, line) in text.iter().enumerate() {
            self.text(line, (at.0, first + pitch * place as i32), style, align);
        }
    }

    /// An open line; `width` in points.
    pub(super) fn line(&self, path: impl IntoIterator<Item = (i32, i32)>, colour: Colour, width: f64) {
        let style = rgb(colour).stroke_width(pt(width).max(1) as u32);
        self.draw(&PathElement::new(self.placed(path), style));
    }

    /// A dashed line along any path.
    pub(super) fn dashed_path(&self, path: &[(i32, i32)], colour: Colour, width: f64) {
        let (dash, gap) = (f64::from(pt(4.0)), f64::from(pt(2.0)));
        let mut piece: Vec<(i32, i32)> = path.first().copied().into_iter().collect();
        let (mut left, mut inked) = (dash, true);
        for pair in path.windows(2) {
            let (a, b) = ((f64::from(pair[0].0), f64::from(pair[0].1)), (f64::from(pair[1].0), f64::from(pair[1].1)));
            let length = ((b.0 - a.0) * (b.0 - a.0) + (b.1 - a.1) * (b.1 - a.1)).sqrt();
            let mut done = 0.0;
            while length - done > left {
                done += left;
                let part = done / length;
                let at = (libm::round(a.0 + (b.0 - a.0) * part) as i32, libm::round(a.1 + (b.1 - a.1) * part) as i32);
                piece.push(at);
                if inked {
                    self.line(std::mem::take(&mut piece), colour, width);
                }
                piece = vec![at];
                inked = !inked;
                left = if inked { dash } else { gap };
            }
            left -= length - done;
            piece.push(pair[1]);
        }
        if inked {
            self.line(piece, colour, width);
        }
    }

    /// A filled box between two corners.
    pub(super) fn rect(&self, a: (i32, i32), b: (i32, i32), colour: Colour, opacity: f64) {
        let style: ShapeStyle = rgb(colour).mix(opacity).filled();
        self.draw(&Rectangle::new([self.place(a), self.place(b)], style));
    }

    /// The outline of a box; `width` in points.
    pub(super) fn outline(&self, a: (i32, i32), b: (i32, i32), colour: Colour, width: f64) {
        let style = rgb(colour).stroke_width(pt(width).max(1) as u32);
        self.draw(&Rectangle::new([self.place(a), self.place(b)], style));
    }

    /// A filled shape.
    pub(super) fn polygon(&self, path: Vec<(i32, i32)>, colour: Colour, opacity: f64) {
        self.draw(&Polygon::new(self.placed(path), rgb(colour).mix(opacity).filled()));
    }

    /// A filled dot.
    pub(super) fn dot(&self, centre: (i32, i32), radius: i32, colour: Colour) {
        self.draw(&Circle::new(self.place(centre), radius, rgb(colour).filled()));
    }

    /// A filled diamond: the mark of what a dot is compared with.
    pub(super) fn diamond(&self, (x, y): (i32, i32), radius: i32, colour: Colour) {
        self.polygon(vec![(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], colour, 1.0);
    }

    /// A filled square.
    pub(super) fn square(&self, (x, y): (i32, i32), radius: i32, colour: Colour) {
        self.rect((x - radius, y - radius), (x + radius, y + radius), colour, 1.0);
    }

    /// A picture drawn on paper of its own, set with its upper left corner at a point and `times` as large.
    pub(super) fn picture(&self, figure: &Figure, at: (i32, i32), times: f64) {
        let at = self.place(at);
        let mut drawing = self.drawing.borrow_mut();
        let over = drawing.geometry.shapes.len();
        let moved = |extent: Extent| extent.scaled(times).moved(at);
        let size = |length: i32| libm::round(f64::from(length) * times) as i32;
        let texts = figure.geometry.texts.iter().map(|text| TextBox {
            extent: moved(text.extent),
            size: size(text.size),
            over: text.over + over,
            ..text.clone()
        });
        let shapes = figure.geometry.shapes.iter().map(|shape| ShapeBox {
            extent: moved(shape.extent),
            area: shape.area.map(moved),
            // A picture is enlarged as a whole: its lines keep their weight beside its letters.
            ..*shape
        });
        drawing.geometry.texts.extend(texts);
        drawing.geometry.shapes.extend(shapes);
        let place = format!("translate({} {}) scale({times:.4})", points(at.0), points(at.1));
        drawing.svg.push_str(&format!("<g transform=\"{place}\">\n{}</g>\n", figure.body));
    }

    /// Closes the figure.
    ///
    /// # Errors
    /// When plotters refused to draw something.
    pub(super) fn finish(self) -> Result<Figure, FigureError> {
        if self.failed.get() || self.area.present().is_err() {
            return Err(FigureError::Draw);
        }
        let (width, height) = self.size;
        let drawing = self.drawing.take();
        let svg = format!("{}{}</svg>\n", self.opening, drawing.svg);
        let frame = Extent { left: 0, top: 0, right: width, bottom: height };
        Ok(Figure { svg, body: drawing.svg, is_cut: self.cut.get(), frame, geometry: drawing.geometry })
    }
}

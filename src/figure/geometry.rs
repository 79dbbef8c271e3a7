//! What was drawn and where: the record by which a figure is checked.
//!
//! All coordinates are in twentieths of a point from the figure's upper left corner. Knows no chart.

use crate::theme::{Colour, Palette};

/// An upright box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Right edge.
    pub right: i32,
    /// Lower edge.
    pub bottom: i32,
}

impl Extent {
    /// The smallest box around points; `None` around none.
    pub fn around(points: impl IntoIterator<Item = (i32, i32)>) -> Option<Self> {
        points.into_iter().fold(None, |extent: Option<Extent>, (x, y)| {
            let e = extent.unwrap_or(Extent { left: x, top: y, right: x, bottom: y });
            Some(Extent { left: e.left.min(x), top: e.top.min(y), right: e.right.max(x), bottom: e.bottom.max(y) })
        })
    }

    /// Whether two boxes share an area.
    pub fn meets(&self, other: &Extent) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// Whether this box lies within another.
    pub fn within(&self, other: &Extent) -> bool {
        self.left >= other.left && self.top >= other.top && self.right <= other.right && self.bottom <= other.bottom
    }

    /// The same box, larger by `by` on every side.
    pub fn grown(self, by: i32) -> Self {
        Extent { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The same box elsewhere.
    pub fn moved(self, (x, y): (i32, i32)) -> Self {
        Extent { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y }
    }

    /// The same box on paper that is `times` as large.
    pub fn scaled(self, times: f64) -> Self {
        let at = |x: i32| libm::round(f64::from(x) * times) as i32;
        Extent { left: at(self.left), top: at(self.top), right: at(self.right), bottom: at(self.bottom) }
    }
}

/// One line of text as drawn: from its highest to its lowest ink, and at least from cap height to descender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBox {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub extent: Extent,
    /// Font size in twentieths of a point.
    pub size: i32,
    /// Its colour.
    pub colour: Colour,
    /// How many shapes were there before it: what it can stand on.
    pub over: usize,
}

/// One shape as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeBox {
    /// The box around it.
    pub extent: Extent,
    /// The part of the figure that it belongs in, where the chart said so.
    pub area: Option<Extent>,
    /// Width of its line in twentieths of a point; `None` for a filled shape.
    pub stroke: Option<i32>,
    /// The colour that a filled box has on white paper; `None` for lines and for shapes that do not fill their box.
    pub ground: Option<Colour>,
}

/// Everything drawn, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// The texts.
    pub texts: Vec<TextBox>,
    /// Bars, lines, bands and dots.
    pub shapes: Vec<ShapeBox>,
}

/// Least size of a text: 7.5 pt.
const LEAST_TEXT: i32 = 150;

/// Least and greatest weight of a line: 0.5 and 1.5 pt.
const STROKES: std::ops::RangeInclusive<i32> = 10..=30;

/// Least contrast of a text with what it stands on (WCAG 2.2, level AA).
const CONTRAST: f64 = 4.5;

/// How far a shape may leave its area: a twentieth of a point, by rounding.
const SLACK: i32 = 1;

impl Geometry {
    /// What is wrong with the figure, in words: texts that overlap, are too small or cannot be told from their ground,
    /// anything outside the frame or outside its area, lines too thin or too thick.
    pub fn faults(&self, width: i32, height: i32) -> Vec<String> {
        let frame = Extent { left: 0, top: 0, right: width, bottom: height };
        let mut faults = Vec::new();
        for (place, text) in self.texts.iter().enumerate() {
            self.text_faults(text, &frame, &mut faults);
            for other in self.texts[place + 1..].iter().filter(|o| o.extent.meets(&text.extent)) {
                faults.push(format!("`{}` {:?} meets `{}` {:?}", text.text, text.extent, other.text, other.extent));
            }
        }
        for shape in &self.shapes {
            shape.faults(&frame, &mut faults);
        }
        faults
    }

    fn text_faults(&self, text: &TextBox, frame: &Extent, faults: &mut Vec<String>) {
        if !text.extent.within(frame) {
            faults.push(format!("`{}` leaves the frame: {:?}", text.text, text.extent));
        }
        if text.size < LEAST_TEXT {
            faults.push(format!("`{}` is smaller than 7.5 pt", text.text));
        }
        let ratio = self.ground(text).contrast(text.colour);
        if ratio < CONTRAST {
            faults.push(format!("`{}` stands on its ground with a contrast of {ratio:.2}", text.text));
        }
    }

    /// What a text stands on: the last filled box under its middle, else the paper.
    fn ground(&self, text: &TextBox) -> Colour {
        let e = text.extent;
        let (x, y) = ((e.left + e.right) / 2, (e.top + e.bottom) / 2);
        let middle = Extent { left: x, top: y, right: x, bottom: y };
        let under = self.shapes.iter().take(text.over).rev().filter(|s| middle.within(&s.extent));
        under.filter_map(|s| s.ground).next().unwrap_or(Palette::PAPER)
    }
}

impl ShapeBox {
    fn faults(&self, frame: &Extent, faults: &mut Vec<String>) {
        if !self.extent.within(frame) {
            faults.push(format!("a shape leaves the frame: {:?}", self.extent));
        }
        if let Some(area) = self.area.filter(|a| !self.extent.within(&a.grown(SLACK))) {
            faults.push(format!("a shape leaves its area: {:?} is not in {area:?}", self.extent));
        }
        if let Some(stroke) = self.stroke.filter(|s| !STROKES.contains(s)) {
            faults.push(format!("a line is {:.2} pt thick: {:?}", f64::from(stroke) / 20.0, self.extent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, left: i32, top: i32, size: i32) -> TextBox {
        let extent = Extent { left, top, right: left + 100, bottom: top + 100 };
        TextBox { text: text.into(), extent, size, colour: Palette::INK, over: 1 }
    }

    fn shape(points: [(i32, i32); 2]) -> ShapeBox {
        let extent = Extent::around(points).expect("points");
        ShapeBox { extent, area: None, stroke: None, ground: None }
    }

    #[test]
    fn finds_what_is_wrong() {
        let good = Geometry { texts: vec![text("a", 0, 0, 160), text("b", 100, 0, 160)], shapes: vec![] };
        assert_eq!(good.faults(200, 100), Vec::<String>::new());
        assert_eq!(good.faults(199, 100).len(), 1);
        let bad = Geometry {
            texts: vec![text("a", 0, 0, 140), text("b", 99, 0, 160)],
            shapes: vec![shape([(5, 5), (0, -1)])],
        };
        assert_eq!(bad.faults(200, 100).len(), 3);
    }

    #[test]
    fn a_shape_belongs_in_its_area() {
        let area = Extent::around([(10, 10), (50, 50)]);
        let bar = |right| ShapeBox { area, ..shape([(10, 20), (right, 30)]) };
        let faults = |right| Geometry { texts: vec![], shapes: vec![bar(right)] }.faults(200, 100);
        assert_eq!(faults(51), Vec::<String>::new());
        assert!(faults(52)[0].contains("leaves its area"), "{:?}", faults(52));
    }

    #[test]
    fn lines_have_the_weights_of_the_house() {
        let line = |stroke| ShapeBox { stroke: Some(stroke), ..shape([(0, 0), (9, 9)]) };
        let faults = |stroke| Geometry { texts: vec![], shapes: vec![line(stroke)] }.faults(200, 100).len();
        assert_eq!([9, 10, 30, 31].map(faults), [1, 0, 0, 1]);
    }

    #[test]
    fn a_text_can_be_read_on_its_ground() {
        let ground = |colour| ShapeBox { ground: Some(colour), ..shape([(0, 0), (100, 100)]) };
        let on = |colour| Geometry { texts: vec![text("a", 0, 0, 160)], shapes: vec![ground(colour)] }.faults(100, 100);
        assert_eq!(on(Palette::STANDARD.ramp[0]), Vec::<String>::new());
        assert_eq!(on(Palette::STANDARD.ramp[5]).len(), 1);
        let later = Geometry {
            texts: vec![TextBox { over: 0, ..text("a", 0, 0, 160) }],
            shapes: vec![ground(Palette::STANDARD.ramp[5])],
        };
        assert_eq!(later.faults(100, 100).len(), 0, "what is drawn later does not lie under it");
    }
}

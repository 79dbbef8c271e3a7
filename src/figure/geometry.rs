//! What was drawn and where: the record by which a figure is checked.
//!
//! All coordinates are in twentieths of a point from the figure's upper left corner. Knows no chart.

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
}

/// One line of text as drawn: from cap height to descender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBox {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub extent: Extent,
    /// Font size in twentieths of a point.
    pub size: i32,
}

/// Everything drawn, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// The texts.
    pub texts: Vec<TextBox>,
    /// The boxes around bars, lines, bands and dots.
    pub shapes: Vec<Extent>,
}

impl Geometry {
    /// What is wrong with the figure, in words: texts that overlap, anything outside the frame, text under 7.5 pt.
    pub fn faults(&self, width: i32, height: i32) -> Vec<String> {
        let frame = Extent { left: 0, top: 0, right: width, bottom: height };
        let mut faults = Vec::new();
        for (place, text) in self.texts.iter().enumerate() {
            if !text.extent.within(&frame) {
                faults.push(format!("`{}` leaves the frame: {:?}", text.text, text.extent));
            }
            if text.size < 150 {
                faults.push(format!("`{}` is smaller than 7.5 pt", text.text));
            }
            for other in self.texts[place + 1..].iter().filter(|o| o.extent.meets(&text.extent)) {
                faults.push(format!("`{}` {:?} meets `{}` {:?}", text.text, text.extent, other.text, other.extent));
            }
        }
        for shape in self.shapes.iter().filter(|s| !s.within(&frame)) {
            faults.push(format!("a shape leaves the frame: {shape:?}"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, left: i32, top: i32, size: i32) -> TextBox {
        let extent = Extent { left, top, right: left + 100, bottom: top + 100 };
        TextBox { text: text.into(), extent, size }
    }

    #[test]
    fn finds_what_is_wrong() {
        let good = Geometry { texts: vec![text("a", 0, 0, 160), text("b", 100, 0, 160)], shapes: vec![] };
        assert_eq!(good.faults(200, 100), Vec::<String>::new());
        assert_eq!(good.faults(199, 100).len(), 1);
        let bad = Geometry {
            texts: vec![text("a", 0, 0, 140), text("b", 99, 0, 160)],
            shapes: Extent::around([(5, 5), (0, -1)]).into_iter().collect(),
        };
        assert_eq!(bad.faults(200, 100).len(), 3);
    }
}

//! Type sizes, and labels cut to the room they have.
//!
//! Widths come from the fonts themselves; a label is wrapped at spaces and ends in `…` where it still does not fit.

use super::canvas::pt;
use crate::theme::{Colour, Face, Palette, advance, ink};

/// How a text is set: face, size in 1/20 pt, colour, and what of it the point given for it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub face: Face,
    pub size: i32,
    pub colour: Colour,
    /// Hangs from its point by the cap height; otherwise it is centred on it.
    pub hangs: bool,
    /// Reads upwards.
    pub turned: bool,
}

impl Type {
    const fn new(size: i32, colour: Colour) -> Self {
        Type { face: Face::Sans, size, colour, hangs: false, turned: false }
    }

    /// Names of categories: 8.5 pt.
    pub(super) const fn label() -> Self {
        Type::new(170, Palette::INK)
    }

    /// Numbers beside shapes and in tables: 8 pt.
    pub(super) const fn number() -> Self {
        Type::new(160, Palette::INK)
    }

    /// Ticks and axis titles: 8 pt, muted.
    pub(super) const fn axis() -> Self {
        Type::new(160, Palette::MUTED)
    }

    /// The title of a figure that stands alone: 11 pt.
    pub(super) const fn title() -> Self {
        Type { face: Face::SansSemibold, ..Type::new(220, Palette::INK) }
    }

    /// Its subtitle: 9 pt.
    pub(super) const fn subtitle() -> Self {
        Type::new(180, Palette::MUTED)
    }

    /// Notes and sources: 7.5 pt.
    pub(super) const fn note() -> Self {
        Type::new(150, Palette::MUTED)
    }

    pub(super) const fn semibold(self) -> Self {
        Type { face: Face::SansSemibold, ..self }
    }

    pub(super) const fn italic(self) -> Self {
        Type { face: Face::SansItalic, ..self }
    }

    pub(super) const fn colour(self, colour: Colour) -> Self {
        Type { colour, ..self }
    }

    /// The same in another size, in 1/20 pt.
    pub(super) const fn sized(self, size: i32) -> Self {
        Type { size, ..self }
    }

    pub(super) const fn top(self) -> Self {
        Type { hangs: true, ..self }
    }

    pub(super) const fn turned(self) -> Self {
        Type { turned: true, ..self }
    }

    /// Distance between baselines.
    pub(super) const fn leading(self) -> i32 {
        self.size * 6 / 5
    }

    /// Distance between the baselines of these lines: more where letters reach far above and below.
    pub(super) fn pitch<T: AsRef<str>>(self, lines: &[T]) -> i32 {
        let ends = lines.iter().map(|line| ink(self.face, line.as_ref()));
        let (above, below) = ends.fold((0.0, 0.0), |most: (f64, f64), end| (most.0.max(end.0), most.1.max(end.1)));
        let reach = above + below;
        self.leading().max(libm::ceil(f64::from(self.size) * (reach + 0.04)) as i32)
    }

    /// Width of `text` in units, rounded up.
    pub(super) fn width(self, text: &str) -> i32 {
        libm::ceil(advance(self.face, text) * f64::from(self.size)) as i32
    }
}

/// `text` on one line of at most `width` units, cut with `…` where it is longer.
pub(super) fn cut(text: &str, style: Type, width: i32) -> String {
    // White space is folded; a no-break space stays what it is.
    let text = text.split([' ', '\n', '\t', '\r']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    if style.width(&text) <= width {
        return text;
    }
    let size = f64::from(style.size);
    let mut sum = advance(style.face, "…");
    let mut kept = None;
    for (place, c) in text.char_indices() {
        if libm::ceil(sum * size) as i32 <= width {
            kept = Some(place);
        }
        sum += advance(style.face, c.encode_utf8(&mut [0; 4]));
    }
    kept.map_or_else(String::new, |place| format!("{}…", text[..place].trim_end()))
}

/// `text` on at most `most` lines of `width` units; the last one is cut.
pub(super) fn wrapped(text: &str, style: Type, width: i32, most: usize) -> Vec<String> {
    // Only spaces that may break: a no-break space belongs to its word.
    let words: Vec<&str> = text.split([' ', '\n', '\t']).filter(|w| !w.is_empty()).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut start = 0;
    while start < words.len() && lines.len() < most {
        let mut end = start + 1;
        if lines.len() + 1 == most {
            end = words.len();
        } else {
            while end < words.len() && style.width(&words[start..=end].join(" ")) <= width {
                end += 1;
            }
        }
        lines.push(cut_words(&words[start..end], style, width));
        start = end;
    }
    lines
}

/// As [`cut`], keeping no-break spaces.
fn cut_words(words: &[&str], style: Type, width: i32) -> String {
    let line = words.join(" ");
    if style.width(&line) <= width { line } else { cut(&line, style, width) }
}

/// The widest of some lines.
pub(super) fn widest<T: AsRef<str>>(lines: impl IntoIterator<Item = T>, style: Type) -> i32 {
    lines.into_iter().map(|l| style.width(l.as_ref())).max().unwrap_or(0)
}

/// Labels of a column: each wrapped to at most two lines, in a column no wider than `most` and no wider than needed.
pub(super) struct LabelColumn {
    pub lines: Vec<Vec<String>>,
    pub width: i32,
}

impl LabelColumn {
    pub(super) fn new<T: AsRef<str>>(labels: &[T], style: Type, most: i32) -> Self {
        LabelColumn::of_lines(labels, style, most, 2)
    }

    /// The same with each label on at most so many lines.
    pub(super) fn of_lines<T: AsRef<str>>(labels: &[T], style: Type, most: i32, lines: usize) -> Self {
        let lines: Vec<_> = labels.iter().map(|l| wrapped(l.as_ref(), style, most, lines)).collect();
        let width = widest(lines.iter().flatten(), style);
        LabelColumn { lines, width }
    }

    /// Height that the `place`-th label takes, beyond a single line.
    pub(super) fn extra(&self, place: usize, style: Type) -> i32 {
        let lines = self.lines.get(place).map_or(&[][..], Vec::as_slice);
        (lines.len().max(1) as i32 - 1) * style.pitch(lines)
    }
}

/// Moves labels apart, each as little as it can: `places` are the wanted heights, in any order; the result keeps order
/// and stands at least `apart` from its neighbours, within `from..=to` as far as there is room.
pub(super) fn spread(places: &[i32], apart: i32, from: i32, to: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&i| (places[i], i));
    let mut set: Vec<i32> = Vec::with_capacity(places.len());
    for &i in &order {
        let least = set.last().map_or(from, |last| last + apart);
        set.push(places[i].max(least));
    }
    let mut most = to.max(from + apart * (places.len() as i32 - 1));
    for y in set.iter_mut().rev() {
        *y = (*y).min(most);
        most = *y - apart;
    }
    let mut result = vec![0; places.len()];
    for (slot, &i) in order.iter().enumerate() {
        result[i] = set[slot];
    }
    result
}

/// Room for text beside an axis: 3 pt.
pub(super) fn gap() -> i32 {
    pt(4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_their_room() {
        let style = Type::label();
        let long = "Assisted voluntary return with referral to a partner organisation in the country of origin";
        for width in [60, 400, 1000, 2000, 9000] {
            for most in 1..4 {
                let lines = wrapped(long, style, width, most);
                assert!(lines.len() <= most && !lines.is_empty());
                assert!(lines.iter().all(|l| style.width(l) <= width), "{lines:?}");
            }
        }
        assert_eq!(wrapped(long, style, 90000, 2), [long]);
        assert_eq!(wrapped("", style, 100, 2), Vec::<String>::new());
        assert!(cut(long, style, 1000).ends_with('…'));
        assert_eq!(cut("a b", style, 1000), "a b");
    }

    #[test]
    fn labels_keep_apart_and_in_order() {
        assert_eq!(spread(&[100, 0, 101], 20, 0, 200), [100, 0, 120]);
        assert_eq!(spread(&[200, 199], 20, 0, 200), [200, 180]);
        assert_eq!(spread(&[], 20, 0, 200), Vec::<i32>::new());
        let tight = spread(&[5, 5, 5, 5], 20, 0, 30);
        assert_eq!(tight, [0, 20, 40, 60]);
    }
}

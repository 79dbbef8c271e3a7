//! A chart on a slide of 16 to 9, for presentations.

use super::canvas::{Align, Canvas, pt};
use super::label::{Type, cut, wrapped};
use super::{Caption, Chart, Figure, FigureError, Role, Sheet};
use crate::language::Language;
use crate::theme::Theme;

/// The slide, in points: 16 to 9.
const WIDE: f64 = 960.0;
const HIGH: f64 = 540.0;
const EDGE: f64 = 44.0;
const TOP: f64 = 28.0;
/// Where the chart ends and the foot begins.
const FOOT: f64 = 34.0;
const GAP: f64 = 13.0;

/// How much larger than on paper a chart is drawn: from what is read best in a hall to what is still read.
const TIMES: [f64; 8] = [2.1, 1.95, 1.8, 1.65, 1.5, 1.35, 1.2, 1.1];

/// Letters on a slide are at least so large, in 1/20 pt: 7.5 pt, as on paper, where all else fails.
const LEAST: i32 = 150;

const TITLE: Type = Type::title().sized(500);
const SUBTITLE: Type = Type::subtitle().sized(290);
const SMALL: Type = Type::note().sized(240);

impl Chart {
    /// The chart alone on a slide, 960 by 540 points: title and subtitle above, source and stamp below. The note is left
    /// to the report. Rows that a slide cannot hold at a legible size are counted, not drawn; `None` where the chart has
    /// too much for any slide.
    ///
    /// `description` is the alternative text.
    ///
    /// # Errors
    /// When the drawing library refuses.
    pub fn slide(
        &self,
        words: &Caption,
        description: &str,
        stamp: Option<&str>,
        (language, theme): (Language, &Theme),
    ) -> Result<Option<Figure>, FigureError> {
        theme.during(|| self.slide_of(words, description, stamp, language, theme))
    }

    fn slide_of(
        &self,
        words: &Caption,
        description: &str,
        stamp: Option<&str>,
        language: Language,
        theme: &Theme,
    ) -> Result<Option<Figure>, FigureError> {
        let sheet = Sheet {
            width_pt: WIDE,
            language,
            title: words.title.clone(),
            description: description.into(),
            caption: None,
            stamp: None,
            theme: theme.clone(),
        };
        let canvas = Canvas::alone(&sheet, pt(HIGH));
        let room = pt(WIDE - 2.0 * EDGE);
        let top = heads(&canvas, words, room);
        let bottom = pt(HIGH - EDGE / 2.0 - FOOT);
        let (picture, times) = self.fitted(&sheet, room, bottom - top)?;
        let least = picture.geometry.texts.iter().map(|t| t.size).min().unwrap_or(LEAST);
        if f64::from(least) * times < f64::from(LEAST) {
            return Ok(None);
        }
        let taken = f64::from(picture.frame.right) * times;
        let left = pt(EDGE) + (room - libm::round(taken) as i32).max(0) / 2;
        canvas.picture(&picture, (left, top), times);
        foot(&canvas, words, stamp, room);
        canvas.finish().map(Some)
    }

    /// The chart at the largest scale at which it is whole and fits; else the one of the least scale, made smaller still.
    fn fitted(&self, sheet: &Sheet, width: i32, height: i32) -> Result<(Figure, f64), FigureError> {
        let mut last = None;
        for times in TIMES {
            let part = |length: i32| libm::floor(f64::from(length) / times) as i32;
            let inner =
                Sheet { width_pt: f64::from(part(width)) / 20.0, caption: Some(Caption::default()), ..sheet.clone() };
            let picture = self.draw_within(&inner, part(height))?;
            let fits = picture.frame.bottom <= part(height);
            if fits && !picture.is_cut {
                return Ok((picture, times));
            }
            let shrunk = f64::from(height) / f64::from(picture.frame.bottom.max(1));
            last = Some((picture, times.min(shrunk)));
        }
        last.ok_or(FigureError::Draw)
    }
}

/// Title and subtitle under a band of the report's colour; returns where the chart begins.
fn heads(canvas: &Canvas, words: &Caption, room: i32) -> i32 {
    canvas.rect((0, 0), (pt(WIDE), pt(8.0)), Role::Subject.hue().fill, 1.0);
    let mut y = pt(TOP);
    for (text, style, most) in [(&words.title, TITLE, 2), (&words.subtitle, SUBTITLE, 2)] {
        let lines = wrapped(text, style, room, most);
        let pitch = style.pitch(&lines);
        for line in lines {
            canvas.text(&line, (pt(EDGE), y), style.top(), Align::Left);
            y += pitch;
        }
        y += pt(3.0);
    }
    y + pt(GAP)
}

/// Source to the left, stamp to the right, over the lower edge.
fn foot(canvas: &Canvas, words: &Caption, stamp: Option<&str>, room: i32) {
    let y = pt(HIGH - EDGE / 2.0 - FOOT / 4.0);
    let bold = SMALL.semibold();
    let stamp = cut(stamp.unwrap_or_default(), bold, room / 2);
    let left = room - bold.width(&stamp) - pt(GAP);
    canvas.text(&cut(&words.source, SMALL, left), (pt(EDGE), y), SMALL, Align::Left);
    canvas.text(&stamp, (pt(EDGE) + room, y), bold, Align::Right);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::battery::{Labels, Values, charts};
    use crate::figure::png;
    use crate::theme::Fonts;

    fn words(title: &str) -> Caption {
        Caption {
            title: title.into(),
            subtitle: "Share of persons with a known answer, in per cent; 14,000 assisted persons".into(),
            note: "Several answers are possible.".into(),
            source: "Simulated case file".into(),
        }
    }

    fn slide(chart: &Chart, title: &str, stamp: Option<&str>) -> Option<Figure> {
        chart.slide(&words(title), "What it shows", stamp, (Language::French, &Theme::default())).expect("draws")
    }

    #[test]
    fn a_slide_is_sixteen_to_nine_and_sound() {
        for rows in [0, 1, 2, 12, 40] {
            for (kind, chart) in charts(rows, Labels::French, Values::Mixed) {
                let Some(slide) = slide(&chart, &"Moyens de contrôle ".repeat(9), Some("INTERNAL")) else {
                    assert_eq!(rows, 40, "{kind} of {rows} has no slide");
                    continue;
                };
                assert_eq!((slide.width_pt(), slide.height_pt()), (960.0, 540.0));
                assert_eq!(slide.faults(), Vec::<String>::new(), "{kind} of {rows}");
                assert!(slide.svg.contains(">INTERNAL</text>") && slide.svg.contains("Simulated case file"));
                assert!(!slide.svg.contains("Several answers"), "the note stays in the report");
            }
        }
    }

    #[test]
    fn letters_on_a_slide_are_larger_than_on_paper() {
        for (kind, chart) in charts(5, Labels::French, Values::Mixed) {
            let slide = slide(&chart, "A finding", None).expect("a slide");
            let least = slide.geometry().texts.iter().map(|t| t.size).min().unwrap_or(0);
            assert!(least >= 170, "{kind}: {} pt", f64::from(least) / 20.0);
        }
    }

    #[test]
    fn a_slide_becomes_a_picture_and_the_same_bytes_again() {
        let (_, chart) = charts(5, Labels::French, Values::Mixed).remove(0);
        let draw = || slide(&chart, "A finding", None).expect("a slide").svg;
        assert_eq!(draw(), draw());
        let picture = png(&draw(), 1.0, &Fonts::default()).expect("renders");
        assert_ne!(
            picture,
            png(&draw().replace("<g ", "<defs ").replace("</g>", "</defs>"), 1.0, &Fonts::default()).expect("renders")
        );
    }
}

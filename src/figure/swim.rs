//! One line a person: trafficking, assistance, and the time between. For internal reports alone.

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut, widest};
use super::legend::{self, Entry};
use super::scale::{Scale, Ticks};
use super::{Figure, FigureError, Role, Sheet, note};
use crate::disclosure::{InternalOnly, Life, Lives};
use crate::language::{Language, number};
use crate::theme::Palette;

/// Lives over the months since the first exit. What it draws cannot be had under a public policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Swim {
    /// The persons, the soonest re-trafficked first.
    pub lives: InternalOnly<Lives>,
    /// Names of what is drawn: trafficking, assistance.
    pub names: [String; 2],
    /// Name of the axis.
    pub x_label: String,
}

/// Lines that one page holds.
const MOST: usize = 80;
/// Height of a line at least, and at most.
const LINE: (f64, f64) = (4.8, 11.0);
const AXIS: f64 = 30.0;
const WORDS: f64 = 14.0;
/// Days of an average month.
const MONTH: f64 = 30.4375;
/// Months before the first exit that are shown.
const BEFORE: f64 = 12.0;
/// Width of a bar at least: a day is a stroke.
const STROKE: f64 = 0.8;

impl Swim {
    /// Draws the chart.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`; lines that find no room are counted.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let lives = &self.lives.get().dated;
        if lives.is_empty() {
            return note::nothing(sheet);
        }
        let roles = [Role::Subject, Role::Comparison];
        let entries: Vec<Entry> = self.names.iter().zip(roles).map(|(name, role)| Entry::of(name, role)).collect();
        let head = legend::height(&entries, sheet.width());
        let free = (room - head - pt(AXIS + WORDS)).max(pt(LINE.0));
        let shown = lives.len().min(MOST).min((free / pt(LINE.0)).max(1) as usize);
        let line = (free / shown as i32).clamp(pt(LINE.0), pt(LINE.1));
        let (bottom, left_out) = (head + line * shown as i32, lives.len() - shown);
        let words = if left_out > 0 { pt(WORDS) } else { 0 };
        let canvas = Canvas::new(sheet, bottom + pt(AXIS) + words);
        legend::draw(&canvas, &entries, sheet.width());
        let last = lives[..shown].iter().map(end).max().unwrap_or(0);
        let ticks = months(f64::from(last) / MONTH);
        let most = ticks.last().copied().unwrap_or(0.0);
        let margin = Type::axis().width(&number(most, 0, sheet.language)) / 2 + pt(2.0);
        let scale = Scale::linear(-BEFORE, most, margin, sheet.width() - margin);
        let area = Extent { left: margin, top: head, right: sheet.width() - margin, bottom };
        axis(&canvas, &scale, &ticks, area, sheet);
        let label = cut(&self.x_label, Type::axis(), sheet.width());
        canvas.text(&label, (sheet.width() / 2, bottom + pt(22.0)), Type::axis(), Align::Centre);
        canvas.inside(area.grown(pt(0.5)), || {
            for (place, life) in lives[..shown].iter().enumerate() {
                person(&canvas, life, &scale, area, (head + line * place as i32 + line / 2, line));
            }
        });
        if left_out > 0 {
            canvas.mark_cut();
            let style = Type::axis().italic();
            let text = cut(&more(left_out, sheet.language), style, sheet.width());
            canvas.text(&text, (0, bottom + pt(AXIS + WORDS / 2.0)), style, Align::Left);
        }
        canvas.finish()
    }
}

/// Marks of the axis: whole years, few enough to be told apart, from a year before the first exit to the end.
fn months(last: f64) -> Vec<f64> {
    let years = Ticks::up_to(last / 12.0, 8, true);
    let step = years.values.get(1).copied().unwrap_or(1.0);
    let count = libm::ceil(last / 12.0 / step).max(1.0) as usize;
    std::iter::once(-BEFORE).chain((0..=count).map(|place| 12.0 * step * place as f64)).collect()
}

/// The last day of anything recorded.
fn end(life: &Life) -> i32 {
    life.trafficked.iter().chain(&life.assisted).map(|stay| stay.1).fold(life.gap, i32::max)
}

fn axis(canvas: &Canvas, scale: &Scale, ticks: &[f64], area: Extent, sheet: &Sheet) {
    let texts: Vec<String> = ticks.iter().map(|tick| number(*tick, 0, sheet.language)).collect();
    let step = ticks.get(2).map_or(1, |tick| (scale.at(*tick) - scale.at(0.0)).max(1));
    let every = ((widest(&texts, Type::axis()) + pt(4.0)) / step + 1) as usize;
    let style = Type::axis();
    let zero = scale.at(0.0) - style.width("0") / 2 - pt(4.0);
    for (place, (tick, text)) in ticks.iter().zip(&texts).enumerate() {
        let x = scale.at(*tick);
        let (colour, width) = if *tick == 0.0 { (Palette::INK, 0.75) } else { (Palette::GRID, 0.5) };
        canvas.line([(x, area.top), (x, area.bottom)], colour, width);
        // The first mark stands closer to its neighbour than the others do to theirs.
        let fits = if place == 0 { x + style.width(text) / 2 < zero } else { (place - 1) % every == 0 };
        if fits {
            canvas.text(text, (x, area.bottom + pt(5.0)), style.top(), Align::Centre);
        }
    }
}

/// A thin line for the time since the first exit, a bar on it for trafficking, one under it for assistance.
fn person(canvas: &Canvas, life: &Life, scale: &Scale, area: Extent, (y, line): (i32, i32)) {
    let at = |day: i32| scale.at(f64::from(day) / MONTH);
    let bar = |(from, to): (i32, i32), up: i32, down: i32, role: Role| {
        let from = at(from).min(area.right - pt(STROKE));
        canvas.rect((from, y - up), (at(to).max(from + pt(STROKE)), y + down), role.hue().fill, 1.0);
    };
    canvas.line([(at(0), y), (at(end(life)), y)], Palette::NEUTRAL.fill, 0.5);
    let half = line * 2 / 5;
    let shown = |stay: &&(i32, i32)| f64::from(stay.1) >= -BEFORE * MONTH;
    for stay in life.assisted.iter().filter(shown) {
        bar(*stay, -pt(0.4), half, Role::Comparison);
    }
    for stay in life.trafficked.iter().filter(shown) {
        bar(*stay, half, pt(0.4), Role::Subject);
    }
}

/// Lines that found no room; there is no table of them.
fn more(left_out: usize, language: Language) -> String {
    match (language, left_out) {
        (Language::English, n) => format!("and {n} more, re-trafficked later"),
        (Language::French, 1) => "et 1 autre, dont la nouvelle traite est plus tardive".into(),
        (Language::French, n) => format!("et {n} autres, dont la nouvelle traite est plus tardive"),
        (Language::Spanish, n) => format!("y {n} más, con trata reiterada más tardía"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{full_sheet, lives, sheet};
    use super::*;

    fn swim(n: usize) -> Swim {
        Swim { lives: lives(n), names: ["a".into(), "b".into()], x_label: "months".into() }
    }

    #[test]
    fn few_and_many_are_sound() {
        for n in [0, 1, 2, 40, 80, 81, 200] {
            for width in [200.0, 323.0, 465.0] {
                for sheet in Language::ALL.map(|language| full_sheet(width, language)).into_iter().chain([sheet(width)])
                {
                    let figure = swim(n).draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{n} at {width}");
                    assert_eq!(figure.is_cut, n > MOST, "{n} at {width}");
                }
                assert!(swim(n).draw(&sheet(width)).expect("draws").height_pt() <= PAGE, "{n}");
            }
        }
    }

    #[test]
    fn who_finds_no_room_is_counted() {
        let svg = |n, language| swim(n).draw(&full_sheet(465.0, language)).expect("draws").svg;
        assert!(svg(200, Language::English).contains("and 120 more, re-trafficked later"));
        assert!(svg(81, Language::French).contains("et 1 autre, dont"));
        assert!(!svg(80, Language::English).contains("more, re-trafficked later"));
    }

    #[test]
    fn everybody_has_a_line_and_every_stay_in_sight_a_bar() {
        let lives = Lives {
            dated: vec![
                Life { gap: 100, trafficked: vec![(-5_000, 0), (100, 100)], assisted: vec![(10, 50), (-900, -800)] },
                Life { gap: 200, trafficked: vec![(-30, 0), (200, 300)], assisted: vec![] },
            ],
            undated: 0,
        };
        let figure = Swim { lives: InternalOnly::for_test(lives), ..swim(0) }.draw(&sheet(465.0)).expect("draws");
        let within: Vec<_> = figure.geometry().shapes.iter().filter(|s| s.area.is_some()).collect();
        let bars: Vec<_> = within.iter().filter(|s| s.stroke.is_none()).collect();
        // Assistance that ended more than a year before the first exit is not in the picture.
        assert_eq!((within.len() - bars.len(), bars.len()), (2, 5));
        assert!(bars.iter().all(|bar| bar.extent.right - bar.extent.left >= pt(STROKE)), "a day is seen");
    }

    #[test]
    fn years_are_marked_from_one_before_the_first_exit() {
        assert_eq!(months(0.0), [-12.0, 0.0, 12.0]);
        assert_eq!(months(13.0), [-12.0, 0.0, 12.0, 24.0]);
        let long = months(300.0);
        assert!(long.len() < 12 && long.last().is_some_and(|end| *end >= 300.0), "{long:?}");
    }
}

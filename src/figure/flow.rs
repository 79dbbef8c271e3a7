//! Flows between two columns: ribbons from where to where.

mod ends;

use super::canvas::{Align, Canvas, pt};
use super::fold::PAGE;
use super::geometry::Extent;
use super::label::{Type, cut};
use super::legend::{self, Entry};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;
use ends::Ends;

/// Ribbons as thick as their counts between ends as high as theirs. A withheld flow is a dashed line, whatever it
/// counts: there may be one, and no more is told. Its part of an end stays blank.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// What the left column is.
    pub left_title: String,
    /// What the right column is.
    pub right_title: String,
    /// From where, from the top.
    pub left: Vec<FlowNode>,
    /// To where, from the top.
    pub right: Vec<FlowNode>,
    /// The ribbons.
    pub links: Vec<FlowLink>,
    /// What the colours of the ribbons mean.
    pub key: Vec<(String, Role)>,
}

/// One end of ribbons.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowNode {
    /// Its name.
    pub label: String,
    /// Its printed total.
    pub total: Value,
}

/// One ribbon.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowLink {
    /// Place of its left end in `left`.
    pub from: usize,
    /// Place of its right end in `right`.
    pub to: usize,
    /// Its count.
    pub value: Value,
    /// Its colour.
    pub role: Role,
}

/// The least and the most height of few ends; many take what their labels need.
const BODY: (f64, f64) = (110.0, 230.0);
const HEAD: f64 = 18.0;
const BETWEEN: f64 = 9.0;
/// What a withheld flow takes of its ends; less where there are many.
const HAIR: f64 = 2.4;
const NODE: f64 = 5.0;
/// The line below that explains the mark.
const FOOT: f64 = 16.0;
/// Ribbons let each other shine through.
const OPACITY: f64 = 0.45;

/// A column of ends laid out: upper and lower edge of each.
struct Column {
    spans: Vec<(i32, i32)>,
}

/// How thick ribbons are: drawing units per person, and for each that is withheld.
#[derive(Clone, Copy)]
struct Measure {
    unit: f64,
    hair: i32,
}

/// Where everything stands.
struct Layout {
    measure: Measure,
    left: Column,
    right: Column,
    /// Where ribbons begin and end.
    reach: (i32, i32),
    body: i32,
}

impl Flow {
    /// Draws the chart. Links whose ends do not exist are left out.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        self.draw_within(sheet, pt(PAGE))
    }

    /// The same no higher than `room`, as far as its letters allow.
    pub(super) fn draw_within(&self, sheet: &Sheet, room: i32) -> Result<Figure, FigureError> {
        let links: Vec<&FlowLink> =
            self.links.iter().filter(|l| l.from < self.left.len() && l.to < self.right.len()).collect();
        if links.is_empty() {
            return note::nothing(sheet);
        }
        let entries: Vec<Entry<'_>> = self.key.iter().map(|(name, role)| Entry::of(name, *role)).collect();
        let key = legend::height(&entries, sheet.width());
        let names = sheet.width() * 27 / 100;
        let ends = [Ends::new(&self.left, names, sheet), Ends::new(&self.right, names, sheet)];
        let layout = self.layout(&links, &ends, room - key - pt(HEAD + FOOT), sheet);
        let mark = links.iter().find(|l| axis_value(&l.value).is_none()).map(|l| number_text(&l.value, sheet.language));
        let foot = if mark.is_some() { pt(FOOT) } else { pt(4.0) };
        let canvas = Canvas::new(sheet, key + pt(HEAD) + layout.body + foot);
        legend::draw(&canvas, &entries, sheet.width());
        canvas.shifted((0, key), || {
            heads(&canvas, &self.left_title, &self.right_title, &layout, sheet);
            let (left, right) = layout.reach;
            let area = Extent { left, top: pt(HEAD), right, bottom: pt(HEAD) + layout.body };
            canvas.inside(area, || ribbons(&canvas, &links, &layout));
            numbers(&canvas, &links, &layout, sheet);
            layout.nodes(&canvas);
            ends[0].draw(&canvas, &layout.left, (left - pt(NODE + 5.0), Align::Right), layout.body);
            ends[1].draw(&canvas, &layout.right, (right + pt(NODE + 5.0), Align::Left), layout.body);
            if let Some(mark) = &mark {
                explain(&canvas, mark, pt(HEAD) + layout.body + pt(FOOT - 5.0), sheet);
            }
        });
        canvas.finish()
    }

    fn layout(&self, links: &[&FlowLink], ends: &[Ends; 2], room: i32, sheet: &Sheet) -> Layout {
        let count = self.left.len().max(self.right.len()) as i32;
        let wanted = pt((50.0 + 32.0 * f64::from(count)).clamp(BODY.0, BODY.1))
            .min(room)
            .max(count * ends[0].apart().max(ends[1].apart()));
        let measure = self.measure(links, wanted);
        let heights = |nodes: &[FlowNode], of: &dyn Fn(&FlowLink) -> usize| -> Vec<i32> {
            let taken =
                |i: usize| links.iter().filter(|l| of(l) == i).map(|l| measure.thickness(&l.value)).sum::<i32>();
            let whole = |node: &FlowNode| axis_value(&node.total).map_or(0, |v| libm::round(v * measure.unit) as i32);
            nodes.iter().enumerate().map(|(i, node)| taken(i).max(whole(node)).max(measure.hair)).collect()
        };
        let heights = [heights(&self.left, &|l| l.from), heights(&self.right, &|l| l.to)];
        let tallest = heights.iter().map(|h| h.iter().sum::<i32>()).max().unwrap_or(0);
        let body = wanted.max(tallest + pt(3.0) * (count - 1));
        let [left, right] = heights.map(|h| Column::new(h, body));
        let reach = (ends[0].width() + pt(6.0 + NODE), sheet.width() - ends[1].width() - pt(6.0 + NODE));
        Layout { measure, left, right, reach, body }
    }

    /// Such that the taller column fills the body.
    fn measure(&self, links: &[&FlowLink], body: i32) -> Measure {
        let withheld = links.iter().filter(|l| axis_value(&l.value).is_none()).count() as i32;
        let hair = pt(HAIR).min(body / 3 / withheld.max(1)).max(2);
        let total = |nodes: &[FlowNode]| nodes.iter().filter_map(|n| axis_value(&n.total)).sum::<f64>();
        let drawn: f64 = links.iter().filter_map(|l| axis_value(&l.value)).filter(|v| *v > 0.0).sum();
        let sum = drawn.max(total(&self.left)).max(total(&self.right));
        let gaps = pt(BETWEEN) * (self.left.len().max(self.right.len()) as i32 - 1) + pt(2.0) * links.len() as i32;
        let rest = (body - gaps - withheld * hair / 2).max(pt(20.0)).min(body / 2 + body / 3);
        Measure { unit: if sum > 0.0 { f64::from(rest) / sum } else { 0.0 }, hair }
    }
}

impl Measure {
    /// Thickness of a ribbon: in proportion, but never invisible; the same for all that are withheld.
    fn thickness(self, value: &Value) -> i32 {
        match axis_value(value) {
            Some(v) if v > 0.0 => (libm::round(v * self.unit) as i32).max(8),
            Some(_) => 0,
            None => self.hair,
        }
    }
}

impl Column {
    fn new(heights: Vec<i32>, body: i32) -> Self {
        let sum: i32 = heights.iter().sum();
        let gaps = heights.len() as i32 - 1;
        let between = if gaps > 0 { ((body - sum) / gaps).clamp(0, pt(24.0)) } else { 0 };
        let mut top = pt(HEAD) + ((body - sum - between * gaps) / 2).max(0);
        let spans = heights.into_iter().map(|h| {
            let span = (top, top + h);
            top += h + between;
            span
        });
        Column { spans: spans.collect() }
    }
}

impl Layout {
    fn nodes(&self, canvas: &Canvas) {
        for (column, x) in [(&self.left, self.reach.0 - pt(NODE)), (&self.right, self.reach.1)] {
            for (top, bottom) in &column.spans {
                canvas.rect((x, *top), (x + pt(NODE), *bottom), Palette::INK, 1.0);
            }
        }
    }

    /// Every ribbon's link with the heights of its two ends and its thickness, in the order of drawing.
    fn placed<'a>(&self, links: &[&'a FlowLink]) -> Vec<(&'a FlowLink, i32, i32, i32)> {
        let mut order: Vec<&FlowLink> = links.to_vec();
        order.sort_by_key(|l| (l.from, l.to));
        let mut out: Vec<i32> = self.left.spans.iter().map(|s| s.0).collect();
        let mut into: Vec<i32> = self.right.spans.iter().map(|s| s.0).collect();
        let place = |link: &'a FlowLink| {
            let thick = self.measure.thickness(&link.value);
            let (a, b) = (out[link.from], into[link.to]);
            (out[link.from], into[link.to]) = (a + thick, b + thick);
            (link, a, b, thick)
        };
        order.into_iter().map(place).collect()
    }
}

fn ribbons(canvas: &Canvas, links: &[&FlowLink], layout: &Layout) {
    let (x0, x1) = layout.reach;
    for (link, a, b, thick) in layout.placed(links) {
        if axis_value(&link.value).is_none() {
            let middle = edge((x0, a + thick / 2), (x1, b + thick / 2));
            canvas.dashed_path(&middle, Palette::NEUTRAL.fill, 0.75);
        } else if thick > 0 {
            let mut path = edge((x0, a), (x1, b));
            path.extend(edge((x0, a + thick), (x1, b + thick)).into_iter().rev());
            canvas.polygon(path, link.role.hue().fill, OPACITY);
        }
    }
}

/// The count of each ribbon that is thick enough for it, at its right end.
fn numbers(canvas: &Canvas, links: &[&FlowLink], layout: &Layout, sheet: &Sheet) {
    for (link, _, b, thick) in layout.placed(links) {
        if axis_value(&link.value).is_some() && thick >= pt(10.0) {
            let text = number_text(&link.value, sheet.language);
            canvas.text(&text, (layout.reach.1 - pt(5.0), b + thick / 2), Type::number(), Align::Right);
        }
    }
}

/// One edge of a ribbon: level at both ends.
fn edge(from: (i32, i32), to: (i32, i32)) -> Vec<(i32, i32)> {
    let at = |i: i32| {
        let u = f64::from(i) / 24.0;
        let s = u * u * (3.0 - 2.0 * u);
        let part = |a: i32, b: i32, u: f64| a + libm::round(f64::from(b - a) * u) as i32;
        (part(from.0, to.0, u), part(from.1, to.1, s))
    };
    (0..=24).map(at).collect()
}

/// The titles, over their columns as far as the sheet and each other allow.
fn heads(canvas: &Canvas, left: &str, right: &str, layout: &Layout, sheet: &Sheet) {
    let style = Type::number().semibold();
    let room = sheet.width() / 2 - pt(6.0);
    let (left, right) = (cut(left, style, room), cut(right, style, room));
    canvas.text(&left, ((layout.reach.0 - style.width(&left)).max(0), pt(6.0)), style, Align::Left);
    canvas.text(&right, ((layout.reach.1 + style.width(&right)).min(sheet.width()), pt(6.0)), style, Align::Right);
}

/// What a dashed line stands for: its mark.
fn explain(canvas: &Canvas, mark: &str, y: i32, sheet: &Sheet) {
    let style = Type::axis();
    let (mark, line) = (cut(mark, style, sheet.width() / 2), pt(22.0));
    let from = (sheet.width() - line - pt(5.0) - style.width(&mark)) / 2;
    canvas.dashed_path(&[(from, y), (from + line, y)], Palette::NEUTRAL.fill, 0.75);
    canvas.text(&mark, (from + line + pt(5.0), y), style, Align::Left);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::sample::{LONG, count, full_sheet, hidden, sheet};
    use crate::language::Language;

    fn flow(nodes: usize, value: impl Fn(usize, usize) -> Value) -> Flow {
        let node = |i: usize| FlowNode {
            label: if i == 1 { LONG.into() } else { format!("Another country {i}") },
            total: count(100.0 * i as f64),
        };
        let role = |i: usize, j: usize| if i == j { Role::Rest } else { Role::Subject };
        let link = |i: usize, j: usize| FlowLink { from: i, to: j, value: value(i, j), role: role(i, j) };
        Flow {
            left_title: "First destination".into(),
            right_title: LONG.into(),
            left: (0..nodes).map(node).collect(),
            right: (0..nodes).map(node).collect(),
            links: (0..nodes).flat_map(|i| (0..=nodes).map(move |j| link(i, j))).collect(),
            key: vec![("Elsewhere".into(), Role::Subject), (LONG.into(), Role::Rest)],
        }
    }

    #[test]
    fn sound_for_any_number_of_nodes() {
        for nodes in [0, 1, 2, 6, 20] {
            for chart in [
                flow(nodes, |i, j| count(10.0 * (i * j) as f64)),
                flow(nodes, |_, _| hidden()),
                flow(nodes, |_, _| count(0.0)),
                flow(nodes, |i, j| if i == j { count(1e9) } else { hidden() }),
                flow(nodes, |i, _| count(if i == 0 { 1e9 } else { 1.0 })),
            ] {
                for sheet in [sheet(220.0), sheet(330.0), full_sheet(470.0, Language::French)] {
                    let figure = chart.draw(&sheet).expect("draws");
                    assert_eq!(figure.faults(), Vec::<String>::new(), "{nodes} nodes");
                }
            }
        }
    }

    #[test]
    fn a_withheld_flow_is_its_mark_and_no_length() {
        let svg = |withheld: bool| {
            let value = |i, j| if withheld && i != j { hidden() } else { count(50.0) };
            flow(2, value).draw(&sheet(330.0)).expect("draws").svg
        };
        let ribbons = |svg: &str| svg.matches("<polygon").count();
        assert_eq!((ribbons(&svg(false)), ribbons(&svg(true))), (4, 2));
        assert!(svg(true).contains(">&lt;8</text>") && !svg(false).contains(">&lt;8</text>"));
    }

    #[test]
    fn withheld_flows_look_alike() {
        let svg = |mark: fn() -> Value| {
            flow(2, |i, j| if i == j { count(50.0) } else { mark() }).draw(&sheet(330.0)).expect("draws").svg
        };
        let other = || crate::disclosure::Number::withheld_for_test("<9", crate::disclosure::Unit::Count);
        assert_eq!(svg(hidden), svg(other).replace("&lt;9", "&lt;8"), "but for the mark itself");
    }
}

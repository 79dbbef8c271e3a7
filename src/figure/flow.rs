//! Flows between two columns: ribbons from where to where.

use super::canvas::{Align, Canvas, pt};
use super::label::{Type, cut, spread, wrapped};
use super::number::{axis_value, number_text};
use super::{Figure, FigureError, Role, Sheet, Value, note};
use crate::theme::Palette;

/// Ribbons as thick as their counts. A withheld flow is a hairline: there may be one, and no more is told.
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
}

/// One end of ribbons.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowNode {
    /// Its name.
    pub label: String,
    /// Its printed total.
    pub total: Value,
    /// Colour of the ribbons that begin in it.
    pub role: Role,
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
}

/// The least and the most height of few ends; many take what their labels need.
const BODY: (f64, f64) = (110.0, 190.0);
const HEAD: f64 = 18.0;
const BETWEEN: f64 = 9.0;
const HAIR: f64 = 1.2;
const NODE: f64 = 5.0;

/// A column of nodes laid out: upper and lower edge of each.
struct Column {
    spans: Vec<(i32, i32)>,
}

impl Flow {
    /// Draws the chart. Links whose ends do not exist are left out.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, sheet: &Sheet) -> Result<Figure, FigureError> {
        let links: Vec<&FlowLink> =
            self.links.iter().filter(|l| l.from < self.left.len() && l.to < self.right.len()).collect();
        if links.is_empty() {
            return note::nothing(sheet);
        }
        let room = sheet.width() * 27 / 100;
        let labels = [&self.left, &self.right].map(|nodes| Labels::new(nodes, room, sheet));
        let nodes = self.left.len().max(self.right.len()) as i32;
        let wanted = pt((50.0 + 32.0 * f64::from(nodes)).clamp(BODY.0, BODY.1))
            .max(nodes * labels[0].apart().max(labels[1].apart()));
        let unit = self.unit(&links, wanted);
        let thick = |of: &dyn Fn(&FlowLink) -> bool| -> i32 {
            links.iter().filter(|l| of(l)).map(|l| thickness(&l.value, unit)).sum()
        };
        let heights = [
            (0..self.left.len()).map(|i| thick(&|l| l.from == i).max(pt(HAIR))).collect::<Vec<i32>>(),
            (0..self.right.len()).map(|i| thick(&|l| l.to == i).max(pt(HAIR))).collect(),
        ];
        let tallest = heights.iter().map(|h| h.iter().sum::<i32>()).max().unwrap_or(0);
        let body = wanted.max(tallest + pt(3.0) * (nodes - 1));
        let [left, right] = heights.map(|h| Column::new(h, body));
        let canvas = Canvas::new(sheet, pt(HEAD) + body + pt(4.0));
        let (x0, x1) = (room + pt(6.0), sheet.width() - room - pt(6.0));
        heads(&canvas, &self.left_title, &self.right_title, sheet);
        self.ribbons(&canvas, &links, unit, (x0 + pt(NODE), x1 - pt(NODE)), (&left, &right), sheet);
        for (column, x) in [(&left, x0), (&right, x1 - pt(NODE))] {
            for (top, bottom) in &column.spans {
                canvas.rect((x, *top), (x + pt(NODE), *bottom), Palette::INK, 1.0);
            }
        }
        labels[0].draw(&canvas, &left, (x0 - pt(5.0), Align::Right), body);
        labels[1].draw(&canvas, &right, (x1 + pt(5.0), Align::Left), body);
        canvas.finish()
    }

    /// Drawing units per person, such that the taller column fills the body.
    fn unit(&self, links: &[&FlowLink], body: i32) -> f64 {
        let sum: f64 = links.iter().filter_map(|l| axis_value(&l.value)).filter(|v| *v > 0.0).sum();
        let hairs = links.iter().filter(|l| axis_value(&l.value).is_none()).count() as i32 * pt(HAIR);
        let gaps = pt(BETWEEN) * (self.left.len().max(self.right.len()) as i32 - 1) + pt(2.0) * links.len() as i32;
        if sum > 0.0 { f64::from((body - gaps - hairs).max(pt(20.0)).min(body / 2 + body / 3)) / sum } else { 0.0 }
    }

    fn ribbons(
        &self,
        canvas: &Canvas,
        links: &[&FlowLink],
        unit: f64,
        (x0, x1): (i32, i32),
        (left, right): (&Column, &Column),
        sheet: &Sheet,
    ) {
        let mut order: Vec<&&FlowLink> = links.iter().collect();
        order.sort_by_key(|l| (l.from, l.to));
        let mut out: Vec<i32> = left.spans.iter().map(|s| s.0).collect();
        let mut into: Vec<i32> = right.spans.iter().map(|s| s.0).collect();
        for link in order {
            let thick = thickness(&link.value, unit);
            let (a, b) = (out[link.from], into[link.to]);
            (out[link.from], into[link.to]) = (a + thick, b + thick);
            let hue = self.left[link.from].role.hue();
            if axis_value(&link.value).is_none() {
                let middle = edge((x0, a + thick / 2), (x1, b + thick / 2));
                canvas.dashed_path(&middle, Palette::GREY, 0.75);
            } else if thick > 0 {
                let mut path = edge((x0, a), (x1, b));
                path.extend(edge((x0, a + thick), (x1, b + thick)).into_iter().rev());
                canvas.polygon(path, hue.fill, 0.42);
                if thick >= pt(10.0) {
                    let text = number_text(&link.value, sheet.language);
                    canvas.text(&text, (x1 - pt(5.0), b + thick / 2), Type::number(), Align::Right);
                }
            }
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

/// Thickness of a ribbon: in proportion, but never invisible; a hairline where withheld.
fn thickness(value: &Value, unit: f64) -> i32 {
    match axis_value(value) {
        Some(v) if v > 0.0 => (libm::round(v * unit) as i32).max(8),
        Some(_) => 0,
        None => pt(HAIR),
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

fn heads(canvas: &Canvas, left: &str, right: &str, sheet: &Sheet) {
    let style = Type::number().semibold();
    let room = sheet.width() / 2 - pt(6.0);
    canvas.text(&cut(left, style, room), (0, pt(5.0)), style, Align::Left);
    canvas.text(&cut(right, style, room), (sheet.width(), pt(5.0)), style, Align::Right);
}

/// The labels of one column, measured.
struct Labels {
    lines: Vec<Vec<String>>,
    totals: Vec<String>,
}

impl Labels {
    fn new(nodes: &[FlowNode], room: i32, sheet: &Sheet) -> Self {
        Labels {
            lines: nodes.iter().map(|n| wrapped(&n.label, Type::number(), room, 2)).collect(),
            totals: nodes.iter().map(|n| number_text(&n.total, sheet.language)).collect(),
        }
    }

    /// Height that each label is given.
    fn apart(&self) -> i32 {
        let most = self.lines.iter().map(Vec::len).max().unwrap_or(0) as i32 + 1;
        most * Type::number().leading() + pt(2.0)
    }

    fn draw(&self, canvas: &Canvas, column: &Column, (x, align): (i32, Align), body: i32) {
        let wanted: Vec<i32> = column.spans.iter().map(|(a, b)| (a + b) / 2).collect();
        let half = self.apart() / 2;
        let set = spread(&wanted, self.apart(), pt(HEAD) + half, pt(HEAD) + body - half);
        for ((lines, total), y) in self.lines.iter().zip(&self.totals).zip(set) {
            let leading = Type::number().leading();
            let mut at = y - leading * lines.len() as i32 / 2;
            for line in lines {
                canvas.text(line, (x, at), Type::number(), align);
                at += leading;
            }
            canvas.text(total, (x, at), Type::axis(), align);
        }
    }
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
            role: Role::Subject,
        };
        let link = |i: usize, j: usize| FlowLink { from: i, to: j, value: value(i, j) };
        Flow {
            left_title: "First destination".into(),
            right_title: LONG.into(),
            left: (0..nodes).map(node).collect(),
            right: (0..nodes).map(node).collect(),
            links: (0..nodes).flat_map(|i| (0..=nodes).map(move |j| link(i, j))).collect(),
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
    fn withheld_flows_look_alike() {
        let svg = |mark: fn() -> Value| {
            flow(2, |i, j| if i == j { count(50.0) } else { mark() }).draw(&sheet(330.0)).expect("draws").svg
        };
        let other = || crate::disclosure::Number::withheld_for_test("<15", crate::disclosure::Unit::Count);
        assert_eq!(svg(hidden), svg(other));
    }
}

//! Every kind of chart with nothing in it, with little and with far too much, read back from what was drawn.

use super::sample::{full_sheet, lives, sheet};
use super::*;
use crate::disclosure::{Number, Unit};
use crate::language::Language;

/// How categories are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Three hundred characters.
    Long,
    French,
    Spanish,
    Arabic,
}

impl Labels {
    const ALL: [Labels; 4] = [Labels::Long, Labels::French, Labels::Spanish, Labels::Arabic];

    pub(crate) fn of(self, i: usize) -> String {
        let words: [&str; 4] = match self {
            Labels::Long => {
                return format!("{i} Assisted voluntary return with referral, ").repeat(9).chars().take(300).collect();
            }
            Labels::French => [
                "Éloignement forcé sans orientation vers une structure d’aide",
                "Âge à l’entrée",
                "Exploitation sexuelle",
                "Confiscation de la pièce d’identité ou du passeport",
            ],
            Labels::Spanish => [
                "Ñángara, índice y según la edad en el momento de la captación",
                "Índice",
                "Explotación laboral en el servicio doméstico",
                "Retorno voluntario asistido con derivación",
            ],
            Labels::Arabic => [
                "العودة الطوعية بمساعدة مع الإحالة إلى منظمة شريكة في بلد المنشأ",
                "نساء وفتيات",
                "الاستغلال الجنسي",
                "أقل من ثمانية عشر عاما",
            ],
        };
        format!("{} {i}", words[i % 4])
    }
}

/// What the numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    Zero,
    Withheld,
    Tiny,
    Huge,
    Whole,
    Mixed,
}

impl Values {
    const ALL: [Values; 6] = [Values::Zero, Values::Withheld, Values::Tiny, Values::Huge, Values::Whole, Values::Mixed];

    /// As a share, or as another measure where a share could not be so large.
    fn of(self, i: usize) -> Value {
        match self {
            Values::Zero => Number::for_test(0.0, 1, Unit::Share),
            Values::Withheld => Number::withheld_for_test("<8", Unit::Share),
            Values::Tiny => Number::for_test(1e-6 * (i % 3 + 1) as f64, 5, Unit::Share),
            Values::Huge => Number::for_test(1e9 + i as f64, 0, Unit::Count),
            Values::Whole => Number::for_test(1.0, 1, Unit::Share),
            Values::Mixed if i % 5 == 3 => Values::Withheld.of(i),
            Values::Mixed => Number::for_test(0.021 * (i * 7 % 40) as f64, 1, Unit::Share),
        }
    }

    fn estimate(self, i: usize) -> Estimate {
        let end = |times: f64| match self.of(i).value() {
            Some(v) => {
                let most = if self.of(i).unit() == Unit::Share { 1.0 } else { f64::MAX };
                Number::for_test((v * times).min(most), self.of(i).decimals(), self.of(i).unit())
            }
            None => self.of(i),
        };
        Estimate { value: self.of(i), interval: Some((end(0.6), end(1.7))) }
    }

    fn stratum(self, i: usize, labels: Labels, role: Role) -> Stratum {
        let point = |k: usize| {
            let estimate = self.estimate(i + k);
            CurvePoint { month: 6.0 * k as f64, estimate: estimate.value, band: estimate.interval }
        };
        let column = |k: usize| RiskColumn {
            month: 6.0 * k as f64,
            at_risk: Some(Number::for_test(14_000.0, 0, Unit::Count)),
            events: (k > 0).then(|| Number::withheld_for_test("<8", Unit::Count)),
            censored: (k > 0).then(|| Number::for_test(9_995.0, 0, Unit::Count)),
        };
        Stratum {
            name: labels.of(i),
            role,
            zero: Some(0.0),
            points: (1..=10).map(point).collect(),
            risk: (0..=10).map(column).collect(),
        }
    }
}

/// One of each kind with `n` categories.
pub(crate) fn charts(n: usize, labels: Labels, values: Values) -> Vec<(&'static str, Chart)> {
    let text = |i: usize| labels.of(i);
    let series = |count: usize| {
        let roles = [Role::Subject, Role::Comparison];
        (0..count).map(|g| (text(g + 1), roles[g])).collect::<Vec<_>>()
    };
    let dots = |groups: usize| {
        let row =
            |i: usize| DotRow { label: text(i), estimates: (0..groups).map(|g| values.estimate(i + g)).collect() };
        Chart::Dots(Dots { series: series(groups), rows: (0..n).map(row).collect(), x_label: text(0) })
    };
    let bar =
        |i: usize| BarRow { label: text(i), value: values.of(i), beside: Some(values.of(i + 1)), role: Role::Rest };
    let panel = |mark: Mark| Panel {
        label: text(2),
        role: Role::Rest,
        mark,
        values: (0..n).map(|i| values.of(i)).collect(),
        intervals: (mark == Mark::Line).then(|| (0..n).filter_map(|i| values.estimate(i).interval).collect()),
    };
    let names = RiskNames { at_risk: text(1), events: text(2), censored: text(3) };
    let curve = Curve {
        strata: (0..n).map(|i| values.stratum(i, labels, [Role::Subject, Role::Comparison][i % 2])).collect(),
        shape: Shape::Linear,
        start: 0.0,
        end: 60.0,
        x_label: text(2),
        y_label: text(1),
        risk: Some(names.clone()),
        inset: Some(text(1)),
        end_values: true,
    };
    let multiple = |i: usize| MultiplePanel {
        title: text(i),
        last: if i == 1 { text(0) } else { String::new() },
        stratum: values.stratum(i, labels, Role::Subject),
    };
    let multiples = Multiples {
        panels: (0..n).map(multiple).collect(),
        overall: Some(values.stratum(3, labels, Role::Rest)),
        shape: Shape::Linear,
        end: 60.0,
        x_label: text(0),
        y_label: text(1),
        risk: Some(names),
    };
    let band = |i: usize| Band { label: text(i), left: values.of(i), right: values.of(i + 1) };
    let slope = |i: usize| SlopeRow { label: text(i), left: values.of(i), right: values.of(i + 2) };
    let slopes = |panels: usize, rows: usize| {
        let panel = |p: usize| SlopePanel { title: text(p), rows: (0..rows).map(slope).collect() };
        let panels = (0..panels).map(panel).collect();
        Chart::Slopes(Slopes { left_title: text(1), right_title: text(2), panels })
    };
    let stacked = |answers: usize| {
        let row = |i: usize| StackedRow { label: text(i), shares: (0..answers).map(|j| values.of(i + j)).collect() };
        let rows = (0..n).map(row).collect();
        Chart::Stacked(Stacked { categories: (0..answers).map(text).collect(), roles: None, rows })
    };
    vec![
        ("bars", Chart::Bars(Bars { rows: (0..n).map(bar).collect(), ordered: false })),
        ("dots", dots(1)),
        ("two groups", dots(2)),
        (
            "columns",
            Chart::Columns(Columns {
                periods: (0..n).map(|i| (1970 + i).to_string()).collect(),
                panels: vec![panel(Mark::Column), panel(Mark::Line)],
            }),
        ),
        ("curve", Chart::Curve(curve)),
        ("multiples", Chart::Multiples(multiples)),
        ("forest", Chart::Forest(forest(n, labels, values))),
        ("cohort", Chart::Cohort(cohort(n, labels, values))),
        (
            "pyramid",
            Chart::Pyramid(Pyramid {
                left: (text(1), Role::Rest),
                right: (text(2), Role::Rest),
                bands: (0..n).map(band).collect(),
            }),
        ),
        ("matrix", Chart::Heat(heat(n, n, labels, values, true))),
        ("table of two", Chart::Heat(heat(n, 2, labels, values, false))),
        ("flow", Chart::Flow(flow(n, labels, values))),
        ("slopes", slopes(1, n)),
        ("slopes side by side", slopes(2, n.min(12))),
        ("stacked", stacked(4)),
        ("stacked by many", stacked(n)),
        ("swim", Chart::Swim(Swim { lives: lives(n), names: [text(1), text(2)], x_label: text(0) })),
    ]
}

fn forest(n: usize, labels: Labels, values: Values) -> Forest {
    let ratio = |i: usize| {
        let number = |v: f64| Number::for_test(v, 2, Unit::Ratio);
        let value = match values {
            Values::Zero => 0.0,
            Values::Tiny => 0.01,
            Values::Huge => 1e9,
            Values::Withheld => return Estimate { value: values.of(i), interval: None },
            Values::Whole | Values::Mixed => 0.3 * (i % 9 + 1) as f64,
        };
        Estimate { value: number(value), interval: Some((number(value / 3.0), number(value * 30.0))) }
    };
    let level = |i: usize| match i % 5 {
        0 => ForestRow::Head(labels.of(i)),
        1 => {
            ForestRow::Reference { label: labels.of(i), persons: Some(values.of(i)), events: None, words: labels.of(1) }
        }
        _ => ForestRow::Level {
            label: labels.of(i),
            persons: Some(Number::for_test(14_000.0, 0, Unit::Count)),
            events: Some(values.of(i)),
            ratio: ratio(i),
        },
    };
    Forest {
        heads: [labels.of(1), labels.of(2), labels.of(3), labels.of(0)],
        rows: (0..n).map(level).collect(),
        x_label: labels.of(0),
        sides: (n != 2).then(|| (labels.of(2), labels.of(3))),
    }
}

/// Not a chart of categories: a few boxes and what leaves between them.
fn cohort(n: usize, labels: Labels, values: Values) -> CohortFlow {
    let group = |i: usize| CohortGroup { label: labels.of(i), count: values.of(i) };
    let step = |i: usize| CohortStep {
        label: labels.of(i),
        count: values.of(i),
        excluded: (0..(i % 2) * 3).map(group).collect(),
    };
    CohortFlow { steps: (0..n.min(5)).map(step).collect(), groups: (0..n.min(4)).map(group).collect() }
}

fn heat(rows: usize, columns: usize, labels: Labels, values: Values, square: bool) -> Heat {
    let name = |i: usize| labels.of(i);
    Heat {
        row_title: if square { labels.of(1) } else { String::new() },
        column_title: if square { labels.of(0) } else { String::new() },
        rows: (0..rows).map(name).collect(),
        columns: (0..columns).map(|j| if square { name(j) } else { labels.of(j + 1) }).collect(),
        cells: (0..rows).map(|i| (0..columns).map(|j| values.of(i + j)).collect()).collect(),
        diagonal: square,
    }
}

fn flow(n: usize, labels: Labels, values: Values) -> Flow {
    let node = |i: usize| FlowNode { label: labels.of(i), total: values.of(i) };
    let role = |i: usize, j: usize| if i == j { Role::Rest } else { Role::Subject };
    // Many ends have few ribbons each, as a table of countries has.
    let meet = |i: usize, j: usize| n < 9 || (i + 3 * j).is_multiple_of(7) || i == j;
    let links = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| meet(*i, *j));
    Flow {
        left_title: labels.of(1),
        right_title: labels.of(2),
        left: (0..n).map(node).collect(),
        right: (0..n).map(node).collect(),
        links: links
            .map(|(from, to)| FlowLink { from, to, value: values.of(from + to), role: role(from, to) })
            .collect(),
        key: vec![(labels.of(1), Role::Subject), (labels.of(2), Role::Rest)],
    }
}

fn sheets(width: f64) -> [Sheet; 2] {
    [sheet(width), full_sheet(width, Language::French)]
}

/// All faults of one kind at one number of categories; the drawing itself must hold no number that is none.
fn faults(n: usize) -> Vec<String> {
    let mut found = Vec::new();
    for (labels, values) in Labels::ALL.into_iter().flat_map(|l| Values::ALL.map(|v| (l, v))) {
        for (kind, chart) in charts(n, labels, values) {
            for sheet in [323.0, 465.0].into_iter().flat_map(sheets) {
                let figure = chart.draw(&sheet).expect("draws");
                let about = format!("{kind} of {n}, {labels:?}, {values:?}, {} pt", sheet.width_pt);
                found.extend(figure.faults().into_iter().map(|fault| format!("{about}: {fault}")));
                if figure.svg.contains("NaN") || figure.svg.contains("inf") {
                    found.push(format!("{about}: not a number"));
                }
                let alone = if sheet.caption.is_some() { 130.0 } else { 0.0 };
                if figure.height_pt() > fold::PAGE + alone + 40.0 {
                    found.push(format!("{about}: {} pt high", figure.height_pt()));
                }
            }
        }
    }
    found
}

/// One fault of each kind of chart, for a message that can be read.
fn assert_sound(found: &[String]) {
    let mut first: Vec<&String> = Vec::new();
    let kind = |fault: &String| fault.split(" of ").next().unwrap_or_default().to_string();
    for fault in found {
        if !first.iter().any(|f| kind(f) == kind(fault)) {
            first.push(fault);
        }
    }
    assert!(found.is_empty(), "{} faults, such as {first:#?}", found.len());
}

#[test]
fn charts_of_nothing_are_sound() {
    assert_sound(&faults(0));
}

#[test]
fn charts_of_one_category_are_sound() {
    assert_sound(&faults(1));
}

#[test]
fn charts_of_two_categories_are_sound() {
    assert_sound(&faults(2));
}

#[test]
fn charts_of_seventeen_categories_are_sound() {
    assert_sound(&faults(17));
}

#[test]
fn charts_of_forty_categories_are_sound() {
    assert_sound(&faults(40));
}

#[test]
fn shapes_stand_in_a_plot_area() {
    for (kind, chart) in charts(8, Labels::French, Values::Mixed) {
        let figure = chart.draw(&sheet(465.0)).expect("draws");
        let bound = figure.geometry().shapes.iter().filter(|s| s.area.is_some()).count();
        assert!(bound > 0 || kind == "cohort", "{kind} has no area");
    }
}

/// A bar drawn on a scale that ends too early, a name set without being cut, a tick over another: each is found.
#[test]
fn a_broken_chart_is_found() {
    let draw = |broken: &dyn Fn(&canvas::Canvas)| {
        let canvas = canvas::Canvas::new(&sheet(323.0), canvas::pt(60.0));
        broken(&canvas);
        canvas.finish().expect("draws").faults().join("\n")
    };
    let area = Extent { left: 0, top: 0, right: canvas::pt(100.0), bottom: canvas::pt(60.0) };
    let bar =
        draw(&|c| c.inside(area, || c.rect((0, 0), (canvas::pt(140.0), canvas::pt(9.0)), Role::Rest.hue().fill, 1.0)));
    assert!(bar.contains("leaves its area"), "{bar}");
    let style = label::Type::label();
    let name = draw(&|c| c.text(&Labels::Long.of(1), (0, canvas::pt(30.0)), style, canvas::Align::Left));
    assert!(name.contains("leaves the frame"), "{name}");
    let ticks = draw(&|c| {
        c.text("100%", (canvas::pt(50.0), canvas::pt(30.0)), style, canvas::Align::Centre);
        c.text("120%", (canvas::pt(60.0), canvas::pt(30.0)), style, canvas::Align::Centre);
    });
    assert!(ticks.contains("meets"), "{ticks}");
    let accent = draw(&|c| c.text("État", (0, canvas::pt(3.5)), style, canvas::Align::Left));
    assert!(accent.contains("leaves the frame"), "{accent}");
    assert_eq!(draw(&|c| c.text("Etat", (0, canvas::pt(3.5)), style, canvas::Align::Left)), "");
}

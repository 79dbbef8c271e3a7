use super::*;
use crate::disclosure::Number;
use crate::figure::sample::{LONG, count, full_sheet, hidden, sheet};
use crate::language::Language;

fn value(share: f64) -> Value {
    Number::for_test(share, 2, Unit::Share)
}

fn withheld() -> Value {
    Number::withheld_for_test("<8", Unit::Share)
}

fn names() -> RiskNames {
    RiskNames { at_risk: "Number at risk".into(), events: "Events".into(), censored: "Censored".into() }
}

fn stratum(name: &str, role: Role, last: f64, points: usize) -> Stratum {
    let point = |i: usize| {
        let share = last * i as f64 / points.max(2) as f64;
        let band = Some((value(share * 0.7), value((share * 1.4).min(1.0))));
        CurvePoint { month: i as f64 * 60.0 / points.max(2) as f64, estimate: value(share), band }
    };
    let column = |i: usize| RiskColumn {
        month: i as f64 * 3.0,
        at_risk: (i < 20).then(|| count(14000.0 - 500.0 * i as f64)),
        events: Some(if i == 1 { hidden() } else { count(5.0 * i as f64) }),
        censored: (i > 0).then(|| count(495.0 * i as f64)),
    };
    Stratum {
        name: name.into(),
        role,
        zero: Some(-0.5),
        points: (0..points).map(point).collect(),
        risk: (0..=20).map(column).collect(),
    }
}

fn curve(strata: Vec<Stratum>) -> Curve {
    Curve {
        strata,
        shape: Shape::Step,
        start: 0.0,
        end: 60.0,
        x_label: "Months since exit".into(),
        y_label: "Cumulative incidence of known re-trafficking".into(),
        risk: Some(names()),
        inset: Some("On the full scale".into()),
        end_values: true,
    }
}

fn sound(chart: &Curve, what: &str) {
    for width in [200.0, 330.0, 470.0] {
        for sheet in [sheet(width), full_sheet(width, Language::French)] {
            let figure = chart.draw(&sheet).expect("draws");
            assert_eq!(figure.faults(), Vec::<String>::new(), "{what} at {width}");
        }
    }
}

#[test]
fn sound_for_any_number_of_strata() {
    let roles = [Role::Subject, Role::Comparison, Role::Rest, Role::Third];
    for strata in 0..5 {
        for last in [0.0, 1e-4, 0.011, 0.5, 1.0] {
            for points in [0, 1, 2, 40] {
                let name = |i: usize| if i == 1 { LONG.to_string() } else { format!("Group {i}") };
                let strata = (0..strata).map(|i| stratum(&name(i), roles[i], last, points)).collect();
                sound(&curve(strata), &format!("{last} {points}"));
            }
        }
    }
}

#[test]
fn a_withheld_point_is_a_gap() {
    let mut one = stratum("", Role::Subject, 0.01, 10);
    let whole = curve(vec![one.clone()]).draw(&sheet(330.0)).expect("draws");
    one.points[5].estimate = withheld();
    let cut = curve(vec![one.clone()]).draw(&sheet(330.0)).expect("draws");
    let bands = |f: &Figure| f.svg.matches("<polygon").count();
    assert_eq!((bands(&whole), bands(&cut)), (1, 2));
    one.points.iter_mut().for_each(|p| p.estimate = withheld());
    let none = curve(vec![one]).draw(&sheet(330.0)).expect("draws");
    assert_eq!(none.svg.matches("<polyline").count(), 0);
}

#[test]
fn the_axis_is_of_the_curves_own_size() {
    let figure = curve(vec![stratum("", Role::Subject, 0.008, 12)]).draw(&sheet(330.0)).expect("draws");
    let marks = figure.geometry().texts.iter().filter_map(|t| t.text.strip_suffix('%')?.parse::<f64>().ok());
    let marks: Vec<f64> = marks.collect();
    assert_eq!(marks.iter().filter(|m| **m == 100.0).count(), 1, "the inset alone shows the full scale");
    assert!(marks.iter().all(|m| *m == 100.0 || *m <= 2.0), "{marks:?}");
    let common = curve(vec![stratum("", Role::Subject, 0.7, 12)]).draw(&sheet(330.0)).expect("draws");
    assert!(!common.svg.contains("On the full scale"));
}

#[test]
fn a_late_start_is_sound() {
    for start in [3.0, 12.0, 30.0, 59.0] {
        let mut late = curve(vec![stratum("", Role::Subject, 0.01, 30)]);
        late.start = start;
        late.end_values = start > 12.0;
        late.strata[0].zero = Some(start - 0.5);
        late.strata[0].points.retain(|p| p.month >= start);
        late.strata[0].risk.retain(|c| c.month >= start);
        sound(&late, "late");
    }
}

#[test]
fn months_are_marked_in_round_steps() {
    assert_eq!(month_ticks(0.0, 60.0, 8), [0.0, 12.0, 24.0, 36.0, 48.0, 60.0]);
    assert_eq!(month_ticks(5.0, 12.0, 8), [5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
    assert_eq!(month_ticks(0.0, 0.0, 8), [0.0]);
    assert!(month_ticks(0.0, f64::MAX, 8).len() <= 101);
}

#[test]
fn a_cumulative_curve_begins_at_nought() {
    let mut one = stratum("", Role::Subject, 0.01, 10);
    one.points.remove(0);
    let first = |s: &Stratum| {
        let svg = curve(vec![s.clone()]).draw(&sheet(330.0)).expect("draws").svg;
        let line = svg.lines().find(|l| l.contains("stroke-width=\"1.4\"")).expect("a line").to_string();
        line.split("points=\"").nth(1).and_then(|p| p.split(' ').next()).expect("points").to_string()
    };
    one.zero = None;
    let without = first(&one);
    one.zero = Some(0.0);
    let with = first(&one);
    assert_ne!(with, without);
    assert!(with.ends_with(",181"), "{with} is on the axis");
}

#[test]
fn the_inset_stands_clear_of_what_lies_between_points() {
    let mut steep = stratum("", Role::Subject, 0.01, 2);
    steep.zero = Some(0.0);
    steep.points.remove(0);
    steep.points[0].month = 12.0;
    assert!((steep.top_until(6.0) - steep.points[0].top() / 2.0).abs() < 1e-12);
    assert_eq!(steep.top_until(12.0), steep.points[0].top());
    assert_eq!(steep.top_until(-1.0), 0.0);
}

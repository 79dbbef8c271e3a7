//! The analyst's own curves: the chart of the report, with the stamp that cannot be left out.

use super::{Caption, Curve, CurvePoint, Figure, FigureError, RiskColumn, RiskNames, Role, Shape, Sheet, Stratum};
use crate::disclosure::{CLASSIFICATION, InternalCurves};
use crate::language::Language;
use crate::theme::Theme;

/// Curves that one plot can hold; more are drawn side by side.
const MOST: usize = 4;
const WIDTH: f64 = 480.0;
const ROLES: [Role; MOST] = [Role::Subject, Role::Comparison, Role::Third, Role::Rest];

/// Draws curves with bands over their numbers at risk, stamped INTERNAL.
///
/// # Errors
/// When the drawing library refuses.
pub fn internal_curve(curves: &InternalCurves) -> Result<Figure, FigureError> {
    let alone = curves.strata.len() == 1;
    let strata: Vec<Stratum> = curves
        .strata
        .iter()
        .enumerate()
        .map(|(place, of)| Stratum {
            name: if alone { String::new() } else { of.name.clone() },
            role: ROLES[place.min(MOST - 1)],
            zero: Some(0.0),
            points: of
                .points
                .iter()
                .map(|point| CurvePoint {
                    month: point.time,
                    estimate: point.estimate.clone(),
                    band: point.band.clone(),
                })
                .collect(),
            risk: of
                .risk
                .iter()
                .map(|(time, [at_risk, events, censored])| RiskColumn {
                    month: *time,
                    at_risk: Some(at_risk.clone()),
                    events: Some(events.clone()),
                    censored: Some(censored.clone()),
                })
                .collect(),
        })
        .collect();
    let sheet = sheet(curves);
    let (x_label, y_label) = (format!("Time ({})", curves.time), "Cumulative incidence".to_owned());
    let names = |name: &str| name.to_owned();
    let risk = RiskNames { at_risk: names("At risk"), events: names("Events"), censored: names("Censored") };
    // Side by side, curves go without their tables.
    let risk = (strata.len() <= MOST).then_some(risk);
    Curve {
        strata,
        shape: Shape::Step,
        start: 0.0,
        end: curves.end,
        x_label,
        y_label,
        risk,
        inset: None,
        end_values: true,
    }
    .draw(&sheet)
}

fn sheet(curves: &InternalCurves) -> Sheet {
    let names: Vec<&str> = curves.strata.iter().map(|s| s.name.as_str()).filter(|name| !name.is_empty()).collect();
    let of = if names.is_empty() { String::new() } else { format!(" of {}", names.join(", ")) };
    let subtitle = match curves.strata.len() {
        0..=MOST => "With 95 % intervals; the table: at risk just before the time, events and censored up to it",
        _ => "With 95 % intervals",
    };
    Sheet {
        width_pt: WIDTH,
        language: Language::English,
        title: format!("INTERNAL: {}", curves.title),
        description: format!("INTERNAL. Step curves{of} with 95 % bands over numbers at risk: {}.", curves.title),
        caption: Some(Caption {
            title: curves.title.clone(),
            subtitle: subtitle.into(),
            note: String::new(),
            source: String::new(),
        }),
        stamp: Some(CLASSIFICATION.into()),
        theme: Theme::default(),
    }
}

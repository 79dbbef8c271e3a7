//! Charts over months: cumulative incidence and the times of known cases.

use super::{Chart, Made, Plate};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, CurveSet};
use crate::figure::{Curve, CurvePoint, MultiplePanel, Multiples, RiskColumn, RiskNames, Role, Shape, Stratum};
use crate::study::Answer;

/// Days in a month on axes.
const MONTH: f64 = 30.4375;

/// Curves end here: later steps are few people over long times.
const CURVE_MONTHS: f64 = 60.0;

/// Curves that one plot can hold.
const MOST: usize = 4;

impl Plate<'_> {
    /// Cumulative incidence of a set of curves, with numbers at risk.
    pub(super) fn curve(&self, set: &CurveSet) -> Made {
        let roles = [Role::Subject, Role::Comparison, Role::Third, Role::Rest];
        let mut strata = Vec::new();
        for curve in set.curves.iter().filter(|c| !c.steps.is_empty()) {
            let name = match curve.given {
                Some((variable, category)) => self.release.label(variable, Some(Answer::Is(category)), self.strings)?,
                None => String::new(),
            };
            let role = roles[strata.len().min(roles.len() - 1)];
            strata.push(stratum(curve, name, role));
        }
        if strata.is_empty() || (set.by.is_some() && strata.len() < 2) {
            return Ok(None);
        }
        if strata.len() > MOST {
            return self.multiples(set, strata).map(Some);
        }
        let end = last_month(&strata);
        let start = set.curves.iter().filter(|c| !c.steps.is_empty()).map(|c| c.start).min().unwrap_or(0);
        Ok(Some(Chart::Curve(Curve {
            strata,
            shape: Shape::Linear,
            start: f64::from(start) / MONTH,
            end,
            x_label: self.text("axis.months_since_exit")?,
            y_label: self.text("axis.incidence")?,
            risk: Some(RiskNames {
                at_risk: self.text("life.at_risk")?,
                events: self.text("life.events")?,
                censored: self.text("life.censored")?,
            }),
            inset: Some(self.text("axis.full_scale")?),
            end_values: true,
        })))
    }

    /// A small plot for each of many curves, everyone's behind it.
    fn multiples(&self, set: &CurveSet, strata: Vec<Stratum>) -> Result<Chart, Diagnostic> {
        let everyone = self.release.curves.iter().find(|s| s.by.is_none() && s.id != set.id);
        let overall = everyone.and_then(|s| s.curves.first()).filter(|c| !c.steps.is_empty());
        let panel = |stratum: Stratum| MultiplePanel {
            title: stratum.name.clone(),
            stratum: Stratum { role: Role::Subject, ..stratum },
        };
        let end = last_month(&strata);
        Ok(Chart::Multiples(Multiples {
            panels: strata.into_iter().map(panel).collect(),
            overall: overall.map(|curve| stratum(curve, String::new(), Role::Rest)),
            shape: Shape::Linear,
            end,
            x_label: self.text("axis.months_since_exit")?,
            y_label: self.text("axis.incidence")?,
        }))
    }

    /// The times of known cases, as observed and corrected for right truncation.
    pub(super) fn case_only(&self) -> Made {
        let Some(pooled) = self.release.case_curves.iter().find(|c| c.name == "pooled") else { return Ok(None) };
        let point = |day: i32, estimate: &disclosure::Protected<disclosure::Number>, band| CurvePoint {
            month: f64::from(day) / MONTH,
            estimate: estimate.clone(),
            band,
        };
        let corrected = pooled
            .points
            .iter()
            .map(|p| point(p.day, &p.corrected.value, Some((p.corrected.lower.clone(), p.corrected.upper.clone()))));
        let naive = pooled.points.iter().map(|p| point(p.day, &p.naive, None));
        let stratum = |name, role, points| Stratum { name, role, zero: Some(0.0), points, risk: Vec::new() };
        Ok(Some(Chart::Curve(Curve {
            strata: vec![
                stratum(self.text("case.corrected")?, Role::Subject, corrected.collect()),
                stratum(self.text("case.naive")?, Role::Rest, naive.collect()),
            ],
            shape: Shape::Linear,
            start: 0.0,
            end: f64::from(pooled.horizon) / MONTH,
            x_label: self.text("axis.months_since_exit")?,
            y_label: self.text("axis.share_of_cases")?,
            risk: None,
            inset: None,
            // Both end in all cases, by construction.
            end_values: false,
        })))
    }
}

/// Where the axis ends: with the last point, within bounds.
fn last_month(strata: &[Stratum]) -> f64 {
    let last = strata.iter().flat_map(|s| &s.points).map(|p| p.month).fold(0.0, f64::max);
    last.clamp(12.0, CURVE_MONTHS)
}

/// A released curve as it is drawn.
fn stratum(curve: &disclosure::Curve, name: String, role: Role) -> Stratum {
    let points = curve.steps.iter().map(|step| CurvePoint {
        month: f64::from(step.to) / MONTH,
        estimate: step.incidence.value.clone(),
        band: Some((step.incidence.lower.clone(), step.incidence.upper.clone())),
    });
    let zero = Some(f64::from(curve.start) / MONTH);
    Stratum { name, role, zero, points: points.collect(), risk: risk_columns(curve) }
}

/// The table's columns: at the start who is at risk, at each later grid day who has left as well, at the end no more
/// who is at risk.
fn risk_columns(curve: &disclosure::Curve) -> Vec<RiskColumn> {
    let month = |day: i32| f64::from(day) / MONTH;
    let first = curve.steps.first().map(|step| RiskColumn {
        month: month(step.from),
        at_risk: Some(step.at_risk.clone()),
        events: None,
        censored: None,
    });
    let later = curve.steps.iter().enumerate().map(|(place, step)| RiskColumn {
        month: month(step.to),
        at_risk: curve.steps.get(place + 1).map(|next| next.at_risk.clone()),
        events: Some(step.events_so_far.clone()),
        censored: Some(step.withdrawals_so_far.clone()),
    });
    first.into_iter().chain(later).collect()
}

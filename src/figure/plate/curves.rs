//! Charts over months: cumulative incidence and the times of known cases.

use super::{Chart, Made, Plate};
use crate::disclosure::{self, CurveSet};
use crate::figure::{Curve, CurvePoint, RiskColumn, RiskNames, Role, Shape, Stratum};
use crate::study::Answer;

/// Days in a month on axes.
const MONTH: f64 = 30.4375;

/// Curves end here: later steps are few people over long times.
const CURVE_MONTHS: f64 = 60.0;

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
            let points = curve.steps.iter().map(|step| CurvePoint {
                month: f64::from(step.to) / MONTH,
                estimate: step.incidence.value.clone(),
                band: Some((step.incidence.lower.clone(), step.incidence.upper.clone())),
            });
            strata.push(Stratum {
                name,
                role,
                zero: Some(f64::from(curve.start) / MONTH),
                points: points.collect(),
                risk: risk_columns(curve),
            });
        }
        if strata.is_empty() || (set.by.is_some() && strata.len() < 2) {
            return Ok(None);
        }
        let last = strata.iter().flat_map(|s| &s.points).map(|p| p.month).fold(0.0, f64::max);
        let start = set.curves.iter().filter(|c| !c.steps.is_empty()).map(|c| c.start).min().unwrap_or(0);
        Ok(Some(Chart::Curve(Curve {
            strata,
            shape: Shape::Linear,
            start: f64::from(start) / MONTH,
            end: last.clamp(12.0, CURVE_MONTHS),
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

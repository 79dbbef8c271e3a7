//! Charts over months: cumulative incidence and the times of known cases.

use super::{Chart, Made, Plate};
use crate::diagnostic::Diagnostic;
use crate::disclosure::{self, CurveSet};
use crate::figure::{
    Curve, CurvePoint, Estimate, MultiplePanel, Multiples, RiskColumn, RiskNames, Role, Shape, Stratum,
};
use crate::study::Answer;

/// Days in a month on axes.
const MONTH: f64 = 30.4375;

/// Curves end here: later steps are few people over long times.
const CURVE_MONTHS: f64 = 60.0;

/// How far the days of a grid may lie from whole months.
const DRIFT: f64 = 0.15;

impl Plate<'_> {
    /// Cumulative incidence with numbers at risk: of everyone in one plot, of groups side by side.
    pub(super) fn curve(&self, set: &CurveSet) -> Made {
        let mut strata = Vec::new();
        for curve in set.curves.iter().filter(|c| !c.steps.is_empty()) {
            let name = match curve.given {
                Some((variable, category)) => self.release.label(variable, Some(Answer::Is(category)), self.strings)?,
                None => String::new(),
            };
            strata.push(stratum(curve, name, Role::Subject));
        }
        if set.by.is_some() {
            return if strata.len() < 2 { Ok(None) } else { self.multiples(set, strata).map(Some) };
        }
        let Some(start) = set.curves.iter().filter(|c| !c.steps.is_empty()).map(|c| c.start).min() else {
            return Ok(None);
        };
        let end = last_month(&strata);
        Ok(Some(Chart::Curve(Curve {
            strata,
            shape: Shape::Linear,
            start: f64::from(start) / MONTH,
            end,
            x_label: self.text("axis.months_since_exit")?,
            y_label: self.text("axis.incidence")?,
            risk: Some(self.risk_names()?),
            inset: Some(self.text("axis.full_scale")?),
            end_values: true,
        })))
    }

    fn risk_names(&self) -> Result<RiskNames, Diagnostic> {
        Ok(RiskNames {
            at_risk: self.text("life.at_risk")?,
            events: self.text("life.events")?,
            censored: self.text("life.censored")?,
        })
    }

    /// A small plot for each group on one scale, everyone's curve behind it in grey.
    fn multiples(&self, set: &CurveSet, strata: Vec<Stratum>) -> Result<Chart, Diagnostic> {
        let everyone = self.release.curves.iter().find(|s| s.by.is_none() && s.id != set.id);
        let overall = everyone.and_then(|s| s.curves.first()).filter(|c| !c.steps.is_empty());
        let name = self.text("axis.everyone")?;
        let end = last_month(&strata);
        let mut panels = Vec::new();
        for mut stratum in strata {
            stratum.cut_at(end);
            let last = self.last(&stratum)?;
            panels.push(MultiplePanel { title: stratum.name.clone(), last, stratum });
        }
        Ok(Chart::Multiples(Multiples {
            panels,
            overall: overall.map(|curve| stratum(curve, name, Role::Rest)),
            shape: Shape::Linear,
            end,
            x_label: self.text("axis.months_since_exit")?,
            y_label: self.text("axis.incidence")?,
            risk: Some(self.risk_names()?),
        }))
    }

    /// The last value of a curve and its month: `12.0 (6.1–21.9) by month 24`.
    fn last(&self, stratum: &Stratum) -> Result<String, Diagnostic> {
        let Some(point) = stratum.last() else { return Ok(String::new()) };
        let language = self.strings.language();
        let value = Estimate { value: point.estimate.clone(), interval: point.band.clone() }.text(language);
        let month = crate::language::number(libm::round(point.month), 0, language);
        self.strings.fill("axis.by_month", &[("value", &value), ("month", &month)])
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

/// Where the axis ends: with the last point that is printed, within bounds.
fn last_month(strata: &[Stratum]) -> f64 {
    let printed = strata.iter().flat_map(|s| &s.points).filter(|p| p.estimate.value().is_some());
    let last = printed.map(|p| p.month).filter(|month| *month <= CURVE_MONTHS + DRIFT).fold(0.0, f64::max);
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

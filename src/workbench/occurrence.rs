//! `person_time_rate`, `mean_cumulative_function`, `right_truncation`: rates, recurrence, and cases seen because they
//! happened.

use serde_json::{Value, json};

use super::follow_up::{Causes, FollowUp, LabelColumn, column_of};
use super::real::{Real, real};
use super::refusal::Refusal;
use super::rows::Choice;
use super::source::Source;
use super::spec::{GroupedSpec, TruncationSpec};
use crate::estimate::rate::{person_time, poisson_rate, rate_ratio};
use crate::estimate::{EstimateError, Event, Level, RiskSet, mean_cumulative, reverse_time};

/// Runs `person_time_rate`: events over the sum of time - entry.
///
/// # Errors
/// What the columns or the estimators refuse; weights; no time at all.
pub fn rates(source: &Source, spec: &GroupedSpec) -> Result<Value, Refusal> {
    if spec.follow_up.weights.is_some() {
        return Err(Refusal::unsupported("`weights`"));
    }
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &Causes::events(&spec.follow_up), |choice| {
        spec.group.iter().try_for_each(|name| choice.label(name))
    })?;
    let group = spec.group.as_ref().map(|name| follow_up.labels(name)).transpose()?;
    let totals = |of: &dyn Fn(usize) -> bool| -> (u64, f64) {
        let rows = || (0..follow_up.exit.len()).filter(|&row| of(row));
        let entry = |row: usize| follow_up.entry.as_ref().map_or(0.0, |entry| entry[row]);
        let time = person_time(rows().map(|row| follow_up.exit[row] - entry(row)));
        (rows().filter(|&row| follow_up.cause[row] > 0).count() as u64, time)
    };
    let (labels, totals): (Vec<Option<&String>>, Vec<(u64, f64)>) = match &group {
        None => (vec![None], vec![totals(&|_| true)]),
        Some(group) => {
            let of = |code: usize| totals(&|row| group.codes[row] as usize == code);
            (group.labels.iter().map(Some).collect(), (0..group.labels.len()).map(of).collect())
        }
    };
    let mut groups = Vec::new();
    for (label, &(events, time)) in labels.iter().zip(&totals) {
        let rate = poisson_rate(events, time, Level::P95)?;
        groups.push(json!({
            "group": label, "events": events, "person_time": time, "rate": rate.rate,
            "lower_exact": rate.exact.lower, "upper_exact": rate.exact.upper,
        }));
    }
    let mut result = json!({ "groups": groups });
    if let [first, second] = totals[..] {
        let ratio = rate_ratio(first, second, Level::P95)?;
        result["rate_ratio_2_vs_1"] = json!({
            "ratio": real(ratio.ratio),
            "lower_exact": Real(ratio.exact.lower),
            "upper_exact": Real(ratio.exact.upper),
            "p_exact": ratio.p,
        });
    }
    Ok(result)
}

/// Runs `mean_cumulative_function`.
///
/// # Errors
/// What the columns or the estimators refuse.
pub fn recurrence(source: &Source, spec: &GroupedSpec) -> Result<Value, Refusal> {
    let Some(id) = &spec.id else { return Err(Refusal::spec("`id` is missing")) };
    let follow_up = FollowUp::new(source, (&spec.follow_up).into(), &Causes::events(&spec.follow_up), |choice| {
        choice.label(id)?;
        spec.group.iter().try_for_each(|name| choice.label(name))
    })?;
    let set = follow_up.risk_set()?;
    let persons = follow_up.labels(id)?;
    let persons = persons.of()?;
    let one = |label: Option<&String>, set: &RiskSet| -> Result<Value, Refusal> {
        let found = mean_cumulative(set, Event::Any, &persons)?;
        Ok(json!({
            "group": label,
            "time": found.time,
            "n_risk": found.at_risk,
            "n_event": found.events,
            "mcf": found.mean,
            "robust_se": found.std_err,
        }))
    };
    let groups = match &spec.group {
        None => vec![one(None, &set)?],
        Some(name) => {
            let groups = follow_up.labels(name)?;
            let parts = set.split(&groups.of()?)?;
            groups.labels.iter().zip(&parts).map(|(label, part)| one(Some(label), part)).collect::<Result<_, _>>()?
        }
    };
    Ok(json!({ "groups": groups }))
}

/// Runs `right_truncation`: the distribution of lags up to the longest one seen.
///
/// # Errors
/// What the columns or the estimators refuse; a case that could not have been seen.
pub fn truncation(source: &Source, spec: &TruncationSpec) -> Result<Value, Refusal> {
    let mut choice = Choice::new(source, spec.subset.as_ref())?;
    choice.number(&spec.x)?;
    choice.number(&spec.r)?;
    spec.group.iter().try_for_each(|name| choice.label(name))?;
    let (rows, _, _) = choice.finish();
    if rows.len() == 0 {
        return Err(EstimateError::NoRows.into());
    }
    let (x, r) = (column_of(source, &rows, &spec.x)?, column_of(source, &rows, &spec.r)?);
    let group = spec.group.as_ref().map(|name| LabelColumn::new(source, &rows, name)).transpose()?;
    let one = |label: Option<&String>, used: Vec<usize>| -> Result<Value, Refusal> {
        let of = |values: &[f64]| used.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let line = |row: usize| used.get(row).and_then(|&row| source.line(rows.row(row)));
        let found = reverse_time(&of(&x), &of(&r), None).map_err(|error| Refusal::of(error, line))?;
        Ok(json!({
            "group": label,
            "n": found.rows,
            "time": found.time,
            "n_risk_reverse": found.at_risk,
            "n_event": found.events,
            "cdf_conditional": found.distribution,
            "std_err": found.std_err,
        }))
    };
    let groups = match &group {
        None => vec![one(None, (0..x.len()).collect())?],
        Some(group) => {
            let of = |code: u32| (0..x.len()).filter(|&row| group.codes[row] == code).collect();
            group.labels.iter().zip(0..).map(|(label, code)| one(Some(label), of(code))).collect::<Result<_, _>>()?
        }
    };
    Ok(json!({ "groups": groups }))
}

//! Regressions: covariates that meet the thresholds, fitted to what is printed of them.
//!
//! A public fit reads of the events nothing but printed counts: those of each level and of each step of the grid. By these
//! alone the likelihood of proportional hazards with a hazard of its own in each step depends on the events. Person-time
//! enters as the make-up of those at risk, brought to printed person-years. Under `internal` the rows are fitted.

mod fit;
mod margin;
mod printed;
mod sample;
#[cfg(test)]
mod tests;

pub use printed::{Drift, Model, ModelGap, ModelLevel, ModelTerm};

use super::curve::lifetimes;
use super::grid::{LEAST_AT_RISK, merge};
use super::number::{Number, Protected, Unit};
use super::policy::Policy;
use super::rate::rounded_years;
use super::release::Estimate;
use crate::analysis::{LANDMARK, ModelData, Stratum, base_grid};
use crate::estimate::{EstimateError, GroupedLaw, GroupedLifetimeFit, Lifetime, grouped_lifetime};
use crate::numeric::parallel::in_order;
use crate::study::{ModelKind, Source};
use fit::{Fitted, LogRatio, Rows, from_margins, from_rows};
use margin::Margins;
use sample::{NOT_RECORDED, Sample};

/// Fewest events to a parameter for a fit without a penalty.
const PLAIN: usize = 10;

/// Every model, in order.
pub fn models(data: &[ModelData], overall: Option<&Stratum>, policy: Policy) -> Vec<Model> {
    let whole = overall.map(|s| merge(&s.table, &[], policy, LEAST_AT_RISK)).unwrap_or_default();
    let counts = overall.and_then(|s| lifetimes(s, &whole, policy));
    let shape = counts.and_then(|c| grouped_lifetime(GroupedLaw::Plain(Lifetime::Weibull), &c).ok());
    in_order(data.iter().collect(), |data| one(data, &whole, shape.as_ref(), policy))
}

fn one(data: &ModelData, whole: &[usize], shape: Option<&GroupedLifetimeFit>, policy: Policy) -> Model {
    let base = base_grid();
    // A landmark is a start of its own; it must be a limit of the grid.
    let from = if data.spec.kind == ModelKind::Landmark { LANDMARK } else { 0 };
    let whole: Vec<usize> = whole.iter().copied().filter(|&i| base[i] >= from).collect();
    let start = whole.first().map_or(from, |&i| base[i]);
    let data = after(data, start);
    let sample = Sample::choose(&data, policy);
    let mut model = described(&data, &sample, start, policy);
    let usable = whole.len() > 1 && (from == 0 || start == from);
    // A model of assistance without assistance answers nothing.
    let asked = |c: &sample::Chosen| {
        data.spec.kind == ModelKind::Origin || matches!(data.spec.terms[c.term].source, Source::Course(_))
    };
    if !usable || !sample.chosen.iter().any(asked) {
        model.gap = Some(ModelGap::TooFew);
        return model;
    }
    let events = policy.protect(sample.whole(&data).events).printed.unwrap_or(0) as usize;
    let plain_too = events >= PLAIN * sample.parameters();
    match fitted(&data, &sample, &whole, shape, plain_too, policy) {
        Ok(fit) => fill(&mut model, &data, &sample, &fit, policy),
        Err(EstimateError::NoEvents) => model.gap = Some(ModelGap::TooFew),
        Err(_) => model.gap = Some(ModelGap::NotFitted),
    }
    model
}

fn fitted(
    data: &ModelData,
    sample: &Sample,
    whole: &[usize],
    shape: Option<&GroupedLifetimeFit>,
    plain_too: bool,
    policy: Policy,
) -> Result<Fitted, EstimateError> {
    if policy == Policy::Internal {
        return from_rows(data, sample, plain_too);
    }
    let margins = Margins::new(data, sample, whole, shape, policy).ok_or(EstimateError::NoEvents)?;
    from_margins(&margins, plain_too)
}

/// The rows after a day.
fn after(data: &ModelData, day: i32) -> ModelData {
    let keep: Vec<usize> = (0..data.subject.len()).filter(|&row| data.exit[row] > day).collect();
    ModelData {
        spec: data.spec.clone(),
        subject: keep.iter().map(|&row| data.subject[row]).collect(),
        entry: keep.iter().map(|&row| data.entry[row].max(day)).collect(),
        exit: keep.iter().map(|&row| data.exit[row]).collect(),
        event: keep.iter().map(|&row| data.event[row]).collect(),
        levels: data.levels.iter().map(|column| keep.iter().map(|&row| column[row]).collect()).collect(),
    }
}

/// The model without its ratios.
fn described(data: &ModelData, sample: &Sample, start: i32, policy: Policy) -> Model {
    let whole = sample.whole(data);
    let mut people = data.subject.clone();
    people.dedup();
    let all = people.len() as u64;
    let count = |n| policy.number(policy.protect(n));
    let term = |at: usize| &data.spec.terms[at];
    let parameters = sample.parameters();
    let each = policy.protect(whole.events).printed.filter(|_| parameters > 0).map(|n| n as f64 / parameters as f64);
    let missing = data.spec.missing.iter().map(|labels| (labels.clone(), ModelGap::NotRecorded));
    let few = |c: &sample::Chosen| {
        let labels = &term(c.term).labels;
        c.dropped.iter().map(|&l| (labels.clone(), term(c.term).levels[usize::from(l)].labels.clone())).collect()
    };
    Model {
        id: data.spec.id.clone(),
        title: data.spec.title.clone(),
        kind: data.spec.kind,
        gap: None,
        start,
        persons: count(whole.persons),
        events: count(whole.events),
        left_out: count(all - whole.persons),
        parameters: Number::printed(parameters as f64, 0, Unit::Plain),
        events_per_parameter: each
            .map_or_else(|| policy.withheld(Unit::Plain), |n| Number::printed(libm::floor(n), 0, Unit::Plain)),
        terms: Vec::new(),
        omitted: sample.omitted.iter().map(|&(at, gap)| (term(at).labels.clone(), gap)).chain(missing).collect(),
        dropped: sample.chosen.iter().flat_map(|c| -> Vec<_> { few(c) }).collect(),
        drift: None,
        concordance: None,
    }
}

/// Puts counts, ratios and diagnostics in.
fn fill(model: &mut Model, data: &ModelData, sample: &Sample, fit: &Fitted, policy: Policy) {
    let diagnosis = Rows::new(data, sample).ok().and_then(|rows| rows.diagnosed());
    let mut coefficient = 0;
    for chosen in &sample.chosen {
        let spec = &data.spec.terms[chosen.term];
        let mut levels = Vec::new();
        for (at, &code) in chosen.levels.iter().enumerate() {
            let tally = sample.tally(data, chosen.term, code);
            let spec = (code != NOT_RECORDED).then(|| &spec.levels[usize::from(code)]);
            let a = coefficient;
            let of = |ratios: &[LogRatio]| ratios.get(a).filter(|_| at > 0).map(|r| ratio(*r, policy));
            levels.push(ModelLevel {
                name: spec.map_or_else(|| "not_recorded".into(), |l| l.name.clone()),
                labels: spec.map(|l| l.labels.clone()),
                reference: at == 0,
                persons: policy.number(policy.protect(tally.persons)),
                events: policy.number(policy.protect(tally.events)),
                person_years: Number::printed(rounded_years(tally.days, policy), 0, Unit::PersonYears),
                ratio: of(&fit.firth),
                plain: of(&fit.plain),
                drift: diagnosis.as_ref().filter(|_| at > 0).and_then(|d| d.each.get(a).copied().flatten()),
            });
            coefficient += usize::from(at > 0);
        }
        model.terms.push(ModelTerm { name: spec.name.clone(), labels: spec.labels.clone(), levels });
    }
    model.drift = diagnosis.as_ref().and_then(|d| d.together);
    model.concordance = fit.concordance.map(|c| Number::printed(coarse(c, policy), 2, Unit::Plain));
}

/// In steps of 0.05 for the public.
fn coarse(concordance: f64, policy: Policy) -> f64 {
    if policy == Policy::Internal { concordance } else { libm::round(concordance * 20.0) / 20.0 }
}

/// A ratio of two digits; the ends of its interval are rounded outwards.
fn ratio((b, lower, upper): LogRatio, policy: Policy) -> Estimate {
    let number = |x: Option<f64>, round: fn(f64) -> f64| match x {
        Some(x) => two_digits(libm::exp(x), round),
        None => policy.withheld(Unit::Ratio),
    };
    Estimate {
        value: number(Some(b), libm::round),
        lower: number(lower, libm::floor),
        upper: number(upper, libm::ceil),
    }
}

/// Two significant digits: 0.052, 0.52, 5.2, 52, 520.
pub(super) fn two_digits(x: f64, round: fn(f64) -> f64) -> Protected<Number> {
    if !(x > 0.0 && x.is_finite()) {
        return Number::printed(x, 1, Unit::Ratio);
    }
    let place = |x: f64| (1.0 - libm::floor(libm::log10(x))).clamp(-9.0, 9.0);
    let scale = libm::pow(10.0, place(x));
    // What is a hair from a printed value is that value: rounding outwards is not to move 0.52 to 0.53.
    let near = libm::round(x * scale);
    let value = if (x * scale - near).abs() < 1e-9 { near } else { round(x * scale) } / scale;
    // Rounding up may have brought another digit: 0.996 is 1.0.
    Number::printed(value, place(value).max(0.0) as u8, Unit::Ratio)
}

//! Study c: Firth's log hazard ratio with 79 expected events among 14,000, beside Cox.

use retraffic::estimate::cox::{CoxModel, Ties, firth};
use retraffic::estimate::{Event, Interval, Level, RiskSet};
use retraffic::numeric::root::find_root;
use retraffic::simulate::Stream;

use super::law::{Law, SEED, whole};
use super::tally::{Label, Replicate, Shot, Target};

const PERSONS: usize = 14_000;
const EVENTS: f64 = 79.0;

/// Name, prevalence and hazard ratio.
const COVARIATES: [(&str, f64, f64); 3] =
    [("minor, 20 %", 0.2, 2.0), ("female, 60 %", 0.6, 1.9), ("rare, 5 %", 0.05, 1.5)];

/// Follow-up in days, uniform.
const FOLLOWED: (i32, i32) = (366, 3653);

/// The covariates of pattern 0 to 7.
fn has(pattern: usize, covariate: usize) -> bool {
    pattern >> covariate & 1 == 1
}

fn ratio(pattern: usize) -> f64 {
    (0..3).filter(|&a| has(pattern, a)).map(|a| COVARIATES[a].2).product()
}

/// The factor of the falling hazard at which 79 events are expected.
pub fn factor() -> f64 {
    let prevalence = |pattern: usize| -> f64 {
        (0..3).map(|a| if has(pattern, a) { COVARIATES[a].1 } else { 1.0 - COVARIATES[a].1 }).product()
    };
    let days: Vec<i32> = (FOLLOWED.0..=FOLLOWED.1).collect();
    let expected = |factor: f64| {
        let pattern = |p: usize| {
            let law = Law::Falling(factor * ratio(p));
            prevalence(p) * days.iter().map(|&day| law.distribution(f64::from(day))).sum::<f64>()
        };
        PERSONS as f64 * (0..8).map(pattern).sum::<f64>() / days.len() as f64
    };
    find_root(0.01, 10.0, |factor| expected(factor) - EVENTS).unwrap_or(1.0)
}

/// Rows of one replicate: pattern, exit, event.
pub fn draw(factor: f64, replicate: u32) -> Vec<(usize, i32, bool)> {
    let mut stream = Stream::of_study(SEED, 20, replicate);
    let mut person = || {
        let pattern = (0..3).filter(|&a| stream.chance(COVARIATES[a].1)).map(|a| 1 << a).sum();
        let event = whole(Law::Falling(factor * ratio(pattern)).draw(&mut stream));
        let end = stream.between(FOLLOWED.0, FOLLOWED.1);
        (pattern, event.min(end), event <= end)
    };
    (0..PERSONS).map(|_| person()).collect()
}

/// The model of these rows. Censored rows of one pattern that are at risk at the same events count as one with weight:
/// the likelihood, penalty included, is the same, and a twentieth of the work.
pub fn model(rows: &[(usize, i32, bool)], together: bool) -> Option<CoxModel> {
    let mut times: Vec<i32> = rows.iter().filter(|row| row.2).map(|row| row.1).collect();
    times.sort_unstable();
    times.dedup();
    let mut counted = vec![0.0; (times.len() + 1) * 8];
    let (mut pattern, mut exit, mut cause, mut weight) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut push = |p: usize, day: i32, event: bool, w: f64| {
        pattern.push(p);
        exit.push(day);
        cause.push(u16::from(event));
        weight.push(w);
    };
    for &(p, day, event) in rows {
        if event || !together {
            push(p, day, event, 1.0);
        } else {
            counted[times.partition_point(|&time| time <= day) * 8 + p] += 1.0;
        }
    }
    for reached in 1..=times.len() {
        for p in (0..8).filter(|p| counted[reached * 8 + p] > 0.0) {
            push(p, times[reached - 1], false, counted[reached * 8 + p]);
        }
    }
    let columns: Vec<Vec<f64>> =
        (0..3).map(|a| pattern.iter().map(|&p| f64::from(u8::from(has(p, a)))).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let set = RiskSet::from_days(None, &exit, &cause, Some(&weight)).ok()?;
    CoxModel::new(&set, Event::Any, &columns, None).ok()
}

/// The shots of one replicate: Firth's three, then Cox's three.
pub fn shoot(factor: f64, replicate: u32) -> Replicate {
    let model = model(&draw(factor, replicate), true);
    let penalised = model.as_ref().and_then(|model| firth(model, Level::P95).ok());
    let plain = model.as_ref().and_then(|model| model.fit(Ties::Efron, None).ok());
    let plain = plain.filter(|fit| fit.infinite.is_empty());
    let truth = |a: usize| libm::log(COVARIATES[a].2);
    let firth = (0..3).map(|a| {
        let fit = penalised.as_ref();
        let limit = |side: Option<f64>, open: f64| side.unwrap_or(open);
        Some(Shot {
            truth: truth(a),
            estimate: fit.map(|fit| fit.coefficients[a]),
            interval: fit.map(|fit| Interval {
                lower: limit(fit.profile[a].0, f64::NEG_INFINITY),
                upper: limit(fit.profile[a].1, f64::INFINITY),
            }),
        })
    });
    let cox = (0..3).map(|a| {
        let fit = plain.as_ref();
        let reach = |fit: &retraffic::estimate::cox::CoxFit| Level::P95.z() * fit.variance[(a, a)].sqrt();
        Some(Shot {
            truth: truth(a),
            estimate: fit.map(|fit| fit.coefficients[a]),
            interval: fit.map(|fit| Interval {
                lower: fit.coefficients[a] - reach(fit),
                upper: fit.coefficients[a] + reach(fit),
            }),
        })
    });
    firth.chain(cox).collect()
}

/// What the shots are of.
pub fn labels() -> Vec<Label> {
    let row = |what: &'static str, target| COVARIATES.map(move |(name, ..)| Label::new(what, name, target));
    let mut labels = row("Firth, profile", Target::Asymptotic).to_vec();
    labels.extend(row("Cox (Efron), Wald", Target::None));
    labels
}

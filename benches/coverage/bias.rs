//! Biases iii, v, vi and vii: what the usual shortcuts do.

use retraffic::estimate::cox::{CoxModel, Ties};
use retraffic::estimate::{EstimateError, Event, Level, RiskSet, Transform, kaplan_meier, mixture_cure};
use retraffic::simulate::Stream;

use super::law::{Law, SEED, whole};
use super::tally::{Label, Replicate, Shot, Target};

const FOLLOWED: (i32, i32) = (366, 3653);

/// Bias iii: of pairs of days of one year, uniform in order, the share more than two weeks apart, and the mean gap.
pub fn one_year(pairs: u32) -> (f64, f64) {
    let mut stream = Stream::of_study(SEED, 40, 0);
    let (mut beyond, mut total) = (0_u32, 0.0);
    for _ in 0..pairs {
        let gap = (stream.between(1, 365) - stream.between(1, 365)).abs();
        beyond += u32::from(gap > 14);
        total += f64::from(gap);
    }
    (f64::from(beyond) / f64::from(pairs), total / f64::from(pairs))
}

/// Bias v: ratios of hazards for half a year of assistance or more, which has no effect.
pub fn assistance(replicate: u32) -> Replicate {
    const HALF_YEAR: i32 = 184;
    let mut stream = Stream::of_study(SEED, 41, replicate);
    let mut rows = [Rows::default(), Rows::default(), Rows::default()];
    for _ in 0..14_000 {
        let event = whole(Law::Falling(8.0).draw(&mut stream));
        let end = stream.between(FOLLOWED.0, FOLLOWED.1);
        let planned = whole(stream.log_normal(130.0, 1.0));
        let (exit, happened) = (event.min(end), event <= end);
        let long = planned.min(exit) >= HALF_YEAR;
        let [baseline, moving, landmark] = &mut rows;
        baseline.push(0, exit, happened, long);
        if long && exit > HALF_YEAR {
            moving.push(0, HALF_YEAR, false, false);
            moving.push(HALF_YEAR, exit, happened, true);
        } else {
            moving.push(0, exit, happened, false);
        }
        if exit > HALF_YEAR {
            landmark.push(HALF_YEAR, exit, happened, long);
        }
    }
    rows.iter().map(|rows| Some(rows.shot())).collect()
}

/// Rows of a Cox model with one covariate.
#[derive(Default)]
struct Rows {
    entry: Vec<i32>,
    exit: Vec<i32>,
    cause: Vec<u16>,
    long: Vec<f64>,
}

impl Rows {
    fn push(&mut self, entry: i32, exit: i32, event: bool, long: bool) {
        self.entry.push(entry);
        self.exit.push(exit);
        self.cause.push(u16::from(event));
        self.long.push(f64::from(u8::from(long)));
    }

    fn shot(&self) -> Shot {
        let set = RiskSet::from_days(Some(&self.entry), &self.exit, &self.cause, None);
        let fit = set.and_then(|set| CoxModel::new(&set, Event::Any, &[&self.long], None)?.fit(Ties::Efron, None)).ok();
        let interval = fit.as_ref().map(|fit| {
            let reach = Level::P95.z() * fit.variance[(0, 0)].sqrt();
            let b = fit.coefficients[0];
            retraffic::estimate::Interval { lower: b - reach, upper: b + reach }
        });
        Shot { truth: 0.0, estimate: fit.map(|fit| fit.coefficients[0]), interval }
    }
}

/// What the shots of [`assistance`] are of: log hazard ratios.
pub fn assistance_labels() -> Vec<Label> {
    let label = |at| Label::new("long assistance, Cox", at, Target::None);
    vec![label("as a baseline covariate"), label("time-dependent"), label("landmark at 184 days")]
}

/// Bias vi: the susceptible share of a Weibull mixture cure fit where everybody is susceptible; `None` where the fit has no
/// inner maximum.
pub fn cure(replicate: u32) -> Result<f64, EstimateError> {
    let shape = 0.8;
    let scale = 3652.5 / libm::pow(-libm::log(0.99), 1.0 / shape);
    let law = Law::Weibull { shape, scale };
    let mut stream = Stream::of_study(SEED, 42, replicate);
    let mut row = |_| {
        let event = law.draw(&mut stream);
        let end = f64::from(stream.between(FOLLOWED.0, FOLLOWED.1));
        (event.min(end), event <= end)
    };
    let (time, event): (Vec<f64>, Vec<bool>) = (0..14_000).map(&mut row).unzip();
    Ok(1.0 - mixture_cure(&time, &event)?.cured())
}

/// Daily rate given a frailty of 1, standard deviation of its logarithm, and days of follow-up.
const RATE: f64 = 0.25 / 365.25;
const SIGMA: f64 = 0.8;
const END: i32 = 1826;

/// Survival of the first gap: the mean over the log-normal frailty, by the trapezoid rule.
pub fn first_gap(t: f64) -> f64 {
    let steps = 4000;
    let at = |i: i32| {
        let z = -10.0 + 20.0 * f64::from(i) / f64::from(steps);
        let frailty = libm::exp(SIGMA * z - 0.5 * SIGMA * SIGMA);
        libm::exp(-0.5 * z * z - frailty * RATE * t)
    };
    (0..=steps).map(at).sum::<f64>() * 20.0 / f64::from(steps) / libm::sqrt(2.0 * std::f64::consts::PI)
}

/// Bias vii: the first gap by 24 months, from first gaps and from all gaps pooled.
pub fn gaps(truth: f64, replicate: u32) -> Replicate {
    let mut stream = Stream::of_study(SEED, 43, replicate);
    let (mut all, mut first) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for _ in 0..2_000 {
        let frailty = stream.log_normal(libm::exp(-0.5 * SIGMA * SIGMA), SIGMA);
        let mut left = END;
        let mut number = 0;
        while left > 0 {
            let gap = whole(stream.exponential() / (frailty * RATE));
            let row = (gap.min(left), u16::from(gap <= left));
            let push = |to: &mut (Vec<i32>, Vec<u16>)| {
                to.0.push(row.0);
                to.1.push(row.1);
            };
            push(&mut all);
            if number == 0 {
                push(&mut first);
            }
            number += 1;
            left -= row.0;
        }
    }
    let shot = |(exit, cause): &(Vec<i32>, Vec<u16>)| {
        let curve = RiskSet::from_days(None, exit, cause, None).and_then(|set| kaplan_meier(&set.table(), Event::Any));
        let point = curve.ok().map(|curve| curve.at(731.0));
        Some(Shot {
            truth,
            estimate: point.map(|point| point.value),
            interval: point.and_then(|point| point.interval(Transform::LogLog, Level::P95)),
        })
    };
    vec![shot(&first), shot(&all)]
}

/// What the shots of [`gaps`] are of.
pub fn gap_labels() -> Vec<Label> {
    let label = |what| Label::new(what, "S, 731", Target::None);
    vec![label("first gaps"), label("all gaps pooled")]
}

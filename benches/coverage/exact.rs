//! Study e: the coverage of exact intervals, by adding up probabilities.

use retraffic::estimate::proportion::clopper_pearson;
use retraffic::estimate::rate::{poisson_interval, rate_ratio};
use retraffic::estimate::{Interval, Level};
use retraffic::numeric::special::{binomial_density, poisson_density};

/// What was tried, and the least coverage with where it was found.
pub struct Worst {
    /// The interval.
    pub what: String,
    /// Truths tried.
    pub tried: usize,
    /// Least coverage.
    pub coverage: f64,
    /// The truth at which it was found.
    pub at: String,
}

/// The edges of limits, a little inside and outside.
fn edges(intervals: &[Interval]) -> impl Iterator<Item = f64> + '_ {
    let near = |edge: f64| [edge * (1.0 - 1e-9), edge * (1.0 + 1e-9)];
    intervals.iter().flat_map(|interval| [interval.lower, interval.upper]).filter(|edge| *edge > 0.0).flat_map(near)
}

fn worst(what: String, truths: Vec<f64>, coverage: impl Fn(f64) -> f64) -> Worst {
    let tried = truths.len();
    let found = truths.into_iter().map(|truth| (coverage(truth), truth)).min_by(|a, b| a.0.total_cmp(&b.0));
    let (coverage, truth) = found.unwrap_or((f64::NAN, f64::NAN));
    Worst { what, tried, coverage, at: format!("{truth:.6}") }
}

/// Clopper-Pearson for `n` rows, shares up to the limits of `most` events.
pub fn binomial(n: u64, most: u64) -> Worst {
    let upto = most.min(n);
    let limits: Vec<Interval> =
        (0..=n).take_while(|&x| x <= upto + 200).filter_map(|x| clopper_pearson(x, n, Level::P95).ok()).collect();
    let highest = limits[upto as usize].upper;
    let truths = edges(&limits).filter(|&p| p < 1.0 && p <= highest).collect();
    worst(format!("Clopper-Pearson, n = {n}"), truths, |p| {
        let covered = limits.iter().enumerate().filter(|(_, interval)| interval.contains(p));
        covered.map(|(x, _)| binomial_density(x as f64, n as f64, p, 1.0 - p)).sum()
    })
}

/// Garwood for means up to the limits of `most` events.
pub fn poisson(most: u64) -> Worst {
    let limits: Vec<Interval> = (0..=most * 2).map(|d| poisson_interval(d, Level::P95)).collect();
    let truths = edges(&limits).filter(|&mean| mean <= most as f64).collect();
    worst(format!("Garwood, means up to {most}"), truths, |mean| {
        let covered = limits.iter().enumerate().filter(|(_, interval)| interval.contains(mean));
        covered.map(|(d, _)| poisson_density(d as f64, mean)).sum()
    })
}

/// The exact rate ratio, person-times 1 and `time`, so many events expected in all; ratios 0.1 to 10.
pub fn ratio(expected: f64, time: f64) -> Worst {
    let most = (expected + 10.0 * expected.sqrt() + 10.0) as u64;
    let limits: Vec<Vec<Interval>> = (0..=most)
        .map(|n| (0..=n).filter_map(|d| Some(rate_ratio((n - d, 1.0), (d, time), Level::P95).ok()?.exact)).collect())
        .collect();
    let truths = (0..400).map(|i| libm::exp(libm::log(10.0) * (f64::from(i) / 199.5 - 1.0))).collect();
    worst(format!("exact rate ratio, person-times 1 : {time}, {expected} events"), truths, |ratio| {
        let (p, q) = (ratio * time / (1.0 + ratio * time), 1.0 / (1.0 + ratio * time));
        let given = |n: usize| -> f64 {
            let covered = limits[n].iter().enumerate().filter(|(_, interval)| interval.contains(ratio));
            covered.map(|(d, _)| if n == 0 { 1.0 } else { binomial_density(d as f64, n as f64, p, q) }).sum()
        };
        (0..limits.len()).map(|n| poisson_density(n as f64, expected) * given(n)).sum()
    })
}

/// All of them.
pub fn all() -> Vec<Worst> {
    let mut found: Vec<Worst> =
        [(10, 10), (79, 79), (500, 500), (14_000, 200)].map(|(n, most)| binomial(n, most)).into_iter().collect();
    found.push(poisson(150));
    for time in [1.0, 3.0] {
        found.extend([3.0, 10.0, 20.0, 60.0].map(|expected| ratio(expected, time)));
    }
    found
}

//! Answers worked by hand: the small data sets of Therneau and Grambsch (2000), "Modeling Survival Data", appendix E, in closed form,
//! and worked examples of Klein and Moeschberger (2003), "Survival Analysis", 2nd ed.
//!
//! With one covariate and r = e^b, each risk set is a polynomial in r. Everything a fit says follows from the list of its
//! (parts of) event times, which is written down below as read off the data by hand.

use super::fixture::directory;
use retraffic::estimate::cox::{CoxFit, CoxModel, Ties};
use retraffic::estimate::*;
use std::collections::BTreeMap;

fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{got} is not {want}");
}

/// One part of an event time: at risk there, by value of x, the weight of each e^(x b); and the weight of the events.
struct Part {
    time: f64,
    /// Weight at risk at x = 0, 1, 2.
    at_risk: [f64; 3],
    events: f64,
    /// The share of the tied rows that has left: 0 but for later parts of a tie.
    gone: f64,
}

/// A data set with its parts, and the sum of weight times x over events.
struct Example {
    entry: Option<Vec<i32>>,
    time: Vec<i32>,
    event: Vec<u16>,
    x: Vec<f64>,
    weight: Option<Vec<f64>>,
    sum_x: f64,
}

impl Part {
    fn total(&self, r: f64) -> f64 {
        self.at_risk[0] + self.at_risk[1] * r + self.at_risk[2] * r * r
    }

    fn mean(&self, r: f64) -> f64 {
        (self.at_risk[1] * r + 2.0 * self.at_risk[2] * r * r) / self.total(r)
    }

    fn variance(&self, r: f64) -> f64 {
        (self.at_risk[1] * r + 4.0 * self.at_risk[2] * r * r) / self.total(r) - self.mean(r) * self.mean(r)
    }

    fn hazard(&self, r: f64) -> f64 {
        self.events / self.total(r)
    }
}

impl Example {
    fn fit(&self, ties: Ties) -> (CoxModel, CoxFit) {
        let set = RiskSet::from_days(self.entry.as_deref(), &self.time, &self.event, self.weight.as_deref()).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&self.x], None).unwrap();
        let each: Vec<u32> = (0..self.time.len() as u32).collect();
        let fit = model.fit(ties, Some(&Labels::new(&each, each.len()).unwrap())).unwrap();
        (model, fit)
    }

    fn log_likelihood(&self, parts: &[Part], b: f64) -> f64 {
        self.sum_x * b - parts.iter().map(|part| part.events * libm::log(part.total(libm::exp(b)))).sum::<f64>()
    }

    fn score(&self, parts: &[Part], b: f64) -> f64 {
        self.sum_x - parts.iter().map(|part| part.events * part.mean(libm::exp(b))).sum::<f64>()
    }

    fn weight(&self, row: usize) -> f64 {
        self.weight.as_ref().map_or(1.0, |weight| weight[row])
    }

    /// The parts that a row is under: those after its entry and up to its exit, each with the share it still bears.
    fn under<'a>(&'a self, parts: &'a [Part], row: usize) -> impl Iterator<Item = (&'a Part, f64)> {
        let (entry, time) =
            (self.entry.as_ref().map_or(f64::MIN, |entry| entry[row].into()), f64::from(self.time[row]));
        parts.iter().filter(move |part| entry < part.time && part.time <= time).map(move |part| {
            let tied = self.event[row] > 0 && part.time == time;
            (part, if tied { 1.0 - part.gone } else { 1.0 })
        })
    }

    /// The mean of x at the event of a row, over the parts of its time.
    fn own_mean(&self, parts: &[Part], row: usize, r: f64) -> f64 {
        let own: Vec<f64> =
            parts.iter().filter(|part| part.time == f64::from(self.time[row])).map(|part| part.mean(r)).collect();
        own.iter().sum::<f64>() / own.len() as f64
    }

    /// The root of the score, which falls as b grows.
    fn root(&self, parts: &[Part]) -> f64 {
        let (mut low, mut high) = (-5.0, 5.0);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if self.score(parts, middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Everything that the fit says, against the parts; `published` is the coefficient.
    fn check(&self, ties: Ties, parts: &[Part], published: f64) {
        assert!((self.root(parts) - published).abs() < 1e-6);
        let (model, fit) = self.fit(ties);
        let (b, r) = (fit.coefficients[0], libm::exp(fit.coefficients[0]));
        close(b, self.root(parts), 1e-9);
        close(self.score(parts, b), 0.0, 1e-9);
        close(fit.log_likelihood, self.log_likelihood(parts, b), 1e-13);
        close(fit.log_likelihood_null, self.log_likelihood(parts, 0.0), 1e-13);
        let information = |r: f64| parts.iter().map(|part| part.events * part.variance(r)).sum::<f64>();
        close(fit.variance[(0, 0)], 1.0 / information(r), 1e-9);
        let score = self.score(parts, 0.0);
        close(fit.score_test.statistic, score * score / information(1.0), 1e-12);
        let (martingale, scores) = (model.martingale_residuals(&fit).unwrap(), model.score_residuals(&fit).unwrap());
        let mut middle = 0.0;
        for row in 0..self.time.len() {
            let risk = libm::pow(r, self.x[row]);
            let seen = f64::from(self.event[row]);
            let hazard: f64 = self.under(parts, row).map(|(part, share)| share * part.hazard(r)).sum();
            close(martingale[row], seen - risk * hazard, 1e-9);
            let pull: f64 =
                self.under(parts, row).map(|(part, share)| share * part.hazard(r) * (self.x[row] - part.mean(r))).sum();
            let own = if seen > 0.0 { self.x[row] - self.own_mean(parts, row, r) } else { 0.0 };
            close(scores[0][row], own - risk * pull, 1e-9);
            middle += (self.weight(row) * scores[0][row]) * (self.weight(row) * scores[0][row]);
        }
        let robust = fit.robust_variance.as_ref().unwrap()[(0, 0)];
        close(robust, middle * fit.variance[(0, 0)] * fit.variance[(0, 0)], 1e-9);
        for residual in model.schoenfeld_residuals(&fit).unwrap() {
            let row = residual.row as usize;
            close(residual.gap[0], self.x[row] - self.own_mean(parts, row, r), 1e-9);
        }
        self.check_prediction(&model, &fit, parts, r, information(r));
    }

    /// Survival predicted at x = 0 and 1, with the variance of the hazard and of the coefficient (here the robust one).
    fn check_prediction(&self, model: &CoxModel, fit: &CoxFit, parts: &[Part], r: f64, information: f64) {
        let spread = fit.robust_variance.as_ref().unwrap()[(0, 0)];
        assert!(spread > 0.0 && information > 0.0);
        for x in [0.0, 1.0] {
            for time in parts.iter().map(|part| part.time) {
                let upto = || parts.iter().filter(|part| part.time <= time);
                let hazard: f64 = upto().map(|part| part.hazard(r)).sum();
                let own: f64 = upto().map(|part| part.hazard(r) / part.total(r)).sum();
                let pull: f64 = upto().map(|part| part.hazard(r) * (x - part.mean(r))).sum();
                let risk = libm::pow(r, x);
                let point = model.predict(fit, 0, &[x], &[time], Transform::Log, Level::P95).unwrap()[0];
                close(point.survival, libm::exp(-risk * hazard), 1e-9);
                let want = point.survival * risk * (own + pull * pull * spread).sqrt();
                close(point.std_err, want, 1e-9);
            }
        }
    }
}

fn part(time: i32, at_risk: [f64; 3], events: f64, gone: f64) -> Part {
    Part { time: time.into(), at_risk, events, gone }
}

/// E.1: six rows with tied events at 6, and a censoring tied with an event at 1.
#[test]
fn test_data_1() {
    let example = Example {
        entry: None,
        time: vec![1, 1, 6, 6, 8, 9],
        event: vec![1, 0, 1, 1, 0, 1],
        x: vec![1.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        weight: None,
        sum_x: 2.0,
    };
    let first = || part(1, [3.0, 3.0, 0.0], 1.0, 0.0);
    let last = || part(9, [1.0, 0.0, 0.0], 1.0, 0.0);
    // r^2 - 3r - 6 = 0
    let breslow = [first(), part(6, [3.0, 1.0, 0.0], 2.0, 0.0), last()];
    example.check(Ties::Breslow, &breslow, libm::log(0.5 * (3.0 + 33.0_f64.sqrt())));
    // The second of the tied events sees (r + 5)/2: r^3 - 23r - 30 = 0, by Viete's cosine.
    let efron = [first(), part(6, [3.0, 1.0, 0.0], 1.0, 0.0), part(6, [2.5, 0.5, 0.0], 1.0, 0.5), last()];
    let third = libm::acos(15.0 * (3.0_f64 / 23.0).sqrt() * 3.0 / 23.0) / 3.0;
    example.check(Ties::Efron, &efron, libm::log(2.0 * (23.0_f64 / 3.0).sqrt() * libm::cos(third)));
}

/// E.2: ten rows with delayed entry, tied events at 9.
#[test]
fn test_data_2() {
    let example = Example {
        entry: Some(vec![1, 2, 5, 2, 1, 7, 3, 4, 8, 8]),
        time: vec![2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
        event: vec![1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
        x: vec![1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0],
        weight: None,
        sum_x: 4.0,
    };
    let before = || {
        vec![
            part(2, [1.0, 1.0, 0.0], 1.0, 0.0),
            part(3, [2.0, 1.0, 0.0], 1.0, 0.0),
            part(6, [2.0, 3.0, 0.0], 1.0, 0.0),
            part(7, [1.0, 3.0, 0.0], 1.0, 0.0),
            part(8, [1.0, 3.0, 0.0], 1.0, 0.0),
        ]
    };
    let mut breslow = before();
    breslow.push(part(9, [2.0, 3.0, 0.0], 2.0, 0.0));
    example.check(Ties::Breslow, &breslow, -0.0845261);
    let mut efron = before();
    efron.push(part(9, [2.0, 3.0, 0.0], 1.0, 0.0));
    efron.push(part(9, [2.0, 2.0, 0.0], 1.0, 0.5));
    example.check(Ties::Efron, &efron, -0.0211052);
}

/// E.3: nine weighted rows, three tied events of weights 3, 4 and 3 at 2.
#[test]
fn test_data_3() {
    let example = Example {
        entry: None,
        time: vec![1, 1, 2, 2, 2, 2, 3, 4, 5],
        event: vec![1, 0, 1, 1, 1, 0, 0, 1, 0],
        x: vec![2.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        weight: Some(vec![1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0, 2.0, 1.0]),
        sum_x: 11.0,
    };
    let first = || part(1, [7.0, 11.0, 1.0], 1.0, 0.0);
    let last = || part(4, [1.0, 2.0, 0.0], 2.0, 0.0);
    let breslow = [first(), part(2, [5.0, 11.0, 0.0], 10.0, 0.0), last()];
    example.check(Ties::Breslow, &breslow, 0.8595574);
    let third = 10.0 / 3.0;
    let efron = [
        first(),
        part(2, [5.0, 11.0, 0.0], third, 0.0),
        part(2, [4.0, 26.0 / 3.0, 0.0], third, 1.0 / 3.0),
        part(2, [3.0, 19.0 / 3.0, 0.0], third, 2.0 / 3.0),
        last(),
    ];
    example.check(Ties::Efron, &efron, 0.8726042);
}

fn rows(file: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(directory().join(file)).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

fn numbers(rows: &[BTreeMap<String, String>], column: &str) -> Vec<f64> {
    rows.iter().map(|row| row[column].parse().unwrap()).collect()
}

fn events(rows: &[BTreeMap<String, String>], column: &str) -> Vec<u16> {
    rows.iter().map(|row| row[column].parse().unwrap()).collect()
}

fn groups(rows: &[BTreeMap<String, String>], column: &str) -> Vec<u32> {
    rows.iter().map(|row| row[column].parse::<u32>().unwrap() - 1).collect()
}

/// Example 4.1: the mean time to relapse within 35 weeks on 6-MP is 23.29 weeks, standard error 2.83.
#[test]
fn restricted_mean_of_six_mp() {
    let time = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
    let event = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    let curve = kaplan_meier(&RiskSet::from_days(None, &time, &event, None).unwrap().table(), Event::Any).unwrap();
    let mean = curve.restricted_mean(35.0);
    assert!((mean.mean - 23.29).abs() < 0.005 && (mean.std_err - 2.83).abs() < 0.005, "{mean:?}");
    assert_eq!(curve.quantile(0.5, Transform::LogLog, Level::P95).value, Some(23.0));
}

/// Sections 4.5 and 7.3, bone marrow transplants: median disease-free survival of 418, 2,204 and 183 days; log-rank chi-square 13.80 on
/// two degrees of freedom.
#[test]
fn bone_marrow_transplants() {
    let rows = rows("bmt.csv");
    let set = RiskSet::from_times(None, &numbers(&rows, "t2"), &events(&rows, "d3"), None).unwrap();
    let codes = groups(&rows, "group");
    let group = Labels::new(&codes, 3).unwrap();
    let median = |part: &RiskSet| {
        kaplan_meier(&part.table(), Event::Any).unwrap().quantile(0.5, Transform::LogLog, Level::P95).value
    };
    let medians: Vec<Option<f64>> = set.split(&group).unwrap().iter().map(median).collect();
    assert_eq!(medians, [Some(418.0), Some(2204.0), Some(183.0)]);
    let test = log_rank(&set, Event::Any, &group, None, Weighting::LogRank).unwrap().test;
    assert!((test.statistic - 13.80).abs() < 0.005 && test.df == 2, "{test:?}");
}

/// Example 7.6, cancer of the larynx: trend over four stages, z = 3.72. Example 8.3, Breslow ties: 0.066 (0.458), 0.612 (0.355) and 1.723
/// (0.420), ln L = -189.08; Wald, likelihood-ratio and score tests 18.95, 16.26 and 22.46. With age: 0.139, 0.638, 1.693 and 0.019 (0.014).
#[test]
fn cancer_of_the_larynx() {
    let rows = rows("larynx.csv");
    let set = RiskSet::from_times(None, &numbers(&rows, "time"), &events(&rows, "delta"), None).unwrap();
    let codes = groups(&rows, "stage");
    let stage = Labels::new(&codes, 4).unwrap();
    let test = log_rank(&set, Event::Any, &stage, None, Weighting::LogRank).unwrap();
    assert!((test.trend(&[1.0, 2.0, 3.0, 4.0]).unwrap().z - 3.72).abs() < 0.005);
    let columns: Vec<Vec<f64>> =
        (1..4).map(|level| codes.iter().map(|&code| f64::from(code == level)).collect()).collect();
    let mut slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let fit =
        |slices: &[&[f64]]| CoxModel::new(&set, Event::Any, slices, None).unwrap().fit(Ties::Breslow, None).unwrap();
    let near = |got: f64, want: f64, half: f64| assert!((got - want).abs() <= half, "{got} is not {want}");
    let one = fit(&slices);
    for (a, (b, se)) in [(0.0658, 0.4584), (0.6121, 0.3552), (1.7228, 0.4197)].into_iter().enumerate() {
        near(one.coefficients[a], b, 6e-5);
        near(one.variance[(a, a)].sqrt(), se, 6e-5);
    }
    near(one.log_likelihood, -189.081, 6e-4);
    near(one.wald_test().statistic, 18.95, 0.006);
    near(one.likelihood_ratio_test().statistic, 16.26, 0.006);
    near(one.score_test.statistic, 22.46, 0.006);
    let age = numbers(&rows, "age");
    slices.push(&age);
    let two = fit(&slices);
    for (a, b) in [0.1386, 0.6383, 1.6931, 0.0189].into_iter().enumerate() {
        near(two.coefficients[a], b, 6e-5);
    }
    near(two.variance[(3, 3)].sqrt(), 0.0143, 6e-5);
}

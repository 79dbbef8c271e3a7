//! The models themselves: laws in closed form are the laws that are drawn, and shortcuts of the bench change nothing.

use retraffic::estimate::cox::{Ties, firth};
use retraffic::estimate::{CurvePoint, Level};
use retraffic::simulate::Stream;

use super::curve::{self, Start};
use super::law::{Law, whole};
use super::pool::pooled;
use super::tally::{Replicate, Tally};
use super::{bias, exact, rare};

#[test]
fn draws_follow_their_laws() {
    let mut stream = Stream::of_study(1, 0, 0);
    for law in [Law::Falling(200.0), Law::Weibull { shape: 0.7, scale: 2400.0 }] {
        let days: Vec<i32> = (0..20_000).map(|_| whole(law.draw(&mut stream))).collect();
        for day in [20, 184, 731, 2000] {
            let share = days.iter().filter(|&&t| t <= day).count() as f64 / 20_000.0;
            let truth = law.distribution(f64::from(day));
            assert!((share - truth).abs() < 0.015, "{law:?} {day}: {share} {truth}");
        }
    }
}

#[test]
fn the_incidence_of_what_is_found_is_its_integral() {
    let (law, chance, death) = (Law::Falling(30.0), 0.5, 0.0004);
    let step = 0.01;
    let sum: f64 = (0..73_100)
        .map(|i| {
            let (from, to) = (f64::from(i) * step, f64::from(i + 1) * step);
            let alive = libm::exp(-death * 0.5 * (from + to));
            chance * alive * (law.distribution(to) - law.distribution(from))
        })
        .sum();
    assert!((law.found(731.0, chance, death) / sum - 1.0).abs() < 1e-8);
}

#[test]
fn rows_counted_together_are_the_same_model() {
    let rows = rare::draw(rare::factor(), 7);
    let (few, all) = (rare::model(&rows, true).unwrap(), rare::model(&rows, false).unwrap());
    let (a, b) = (firth(&few, Level::P95).unwrap(), firth(&all, Level::P95).unwrap());
    let (c, d) = (few.fit(Ties::Efron, None).unwrap(), all.fit(Ties::Efron, None).unwrap());
    for i in 0..3 {
        assert!((a.coefficients[i] - b.coefficients[i]).abs() < 1e-8);
        assert!((a.profile[i].0.unwrap() - b.profile[i].0.unwrap()).abs() < 1e-7);
        assert!((c.coefficients[i] - d.coefficients[i]).abs() < 1e-8);
        assert!((c.variance[(i, i)] - d.variance[(i, i)]).abs() < 1e-8);
    }
}

#[test]
fn rubins_rules_by_hand() {
    let point = |value: f64| CurvePoint { value, std_err: Some(0.002) };
    let same = pooled(&[point(0.02), point(0.02)]).unwrap();
    assert!((same.0 - 0.02).abs() < 1e-15);
    let apart = pooled(&[point(0.02), point(0.025)]).unwrap();
    assert!(apart.1.lower < same.1.lower && apart.1.upper > same.1.upper);
    assert_eq!(pooled(&[point(0.02), point(0.0)]), None);
}

/// Exit from the thin part as a start makes the curve too high, and the firm start does not.
#[test]
fn a_curve_starts_where_enough_stay_at_risk() {
    let off = |start: Start| {
        let shots: Vec<Replicate> = (0..400).map(|i| curve::THIN.shoot(i, start)).collect();
        let tally = Tally::of(&curve::labels(start)[0], 0, &shots);
        (tally.mean - tally.truth) / tally.spread * f64::from(tally.shots).sqrt()
    };
    assert!(off(Start::LastThin) > 5.0, "{}", off(Start::LastThin));
    assert!(off(Start::Firm).abs() < 4.0, "{}", off(Start::Firm));
}

#[test]
fn exact_intervals_never_cover_less_than_they_say() {
    for worst in [exact::binomial(79, 79), exact::poisson(40), exact::ratio(10.0, 3.0)] {
        assert!(worst.coverage >= 0.95 - 1e-9, "{}: {} at {}", worst.what, worst.coverage, worst.at);
    }
}

/// 14,000 rows, time-dependent: every fit ends, the effect is none, and time-fixed it would seem large.
#[test]
fn assistance_without_effect_has_none_once_it_moves_with_time() {
    let shots: Vec<Replicate> = (0..25).map(bias::assistance).collect();
    let labels = bias::assistance_labels();
    let [baseline, moving, landmark] = [0, 1, 2].map(|place| Tally::of(&labels[place], place, &shots));
    for tally in [&baseline, &moving, &landmark] {
        assert_eq!(tally.covered + tally.below + tally.above, 25, "{tally:?}");
    }
    assert!(baseline.mean < -0.4, "{baseline:?}");
    assert!(moving.mean.abs() < 0.11 && landmark.mean.abs() < 0.11, "{moving:?} {landmark:?}");
}

#[test]
fn gaps_are_never_pooled() {
    let truth = bias::first_gap(731.0);
    let shots: Vec<Replicate> = (0..40).map(|i| bias::gaps(truth, i)).collect();
    let labels = bias::gap_labels();
    let [first, all] = [0, 1].map(|place| Tally::of(&labels[place], place, &shots));
    assert!((first.mean - truth).abs() < 0.006, "{first:?}");
    assert!(all.mean < truth - 0.05, "{all:?}");
}

//! The four headline intervals cover, and their estimates stand where the truth is. The seed is fixed. A standard error too
//! small by a quarter would cover 0.86, one too large by a half 0.997.

use super::cases::{self, Cases};
use super::cohort::{self, Almanac, Design};
use super::curve::{self, Start};
use super::rare;
use super::tally::{Label, Replicate, Shot, Tally, Target};
use retraffic::estimate::Interval;

/// Shots with a target cover within two and a half of the Monte-Carlo error, and their mean error is within four of its
/// standard errors.
fn hold(labels: &[Label], replicates: &[Replicate], biased: &[&str]) {
    let reach = 2.5 * (0.95 * 0.05 / replicates.len() as f64).sqrt();
    for (place, label) in labels.iter().enumerate().filter(|(_, label)| label.target == Target::Asymptotic) {
        let tally = Tally::of(label, place, replicates);
        assert_eq!(tally.shots as usize, replicates.len(), "{label:?}");
        let error = tally.spread / f64::from(tally.shots).sqrt();
        let bias = (tally.mean - tally.truth).abs();
        if !biased.contains(&label.at.as_str()) {
            assert!((tally.coverage() - 0.95).abs() < reach, "{label:?} covers {}", tally.coverage());
            assert!(bias < 4.0 * error, "{label:?} {tally:?}");
        }
    }
}

/// The same shots with every interval drawn together by a quarter, about its estimate.
fn narrowed(replicates: &[Replicate]) -> Vec<Replicate> {
    let narrow = |shot: Shot| {
        let interval = shot.interval.zip(shot.estimate).map(|(interval, middle)| Interval {
            lower: middle + 0.75 * (interval.lower - middle),
            upper: middle + 0.75 * (interval.upper - middle),
        });
        Shot { interval, ..shot }
    };
    replicates.iter().map(|shots| shots.iter().map(|shot| shot.map(narrow)).collect()).collect()
}

#[test]
fn curves_with_delayed_entry() {
    let shots: Vec<Replicate> = (0..600).map(|i| curve::MODERATE.shoot(i, Start::Firm)).collect();
    hold(&curve::labels(Start::Firm), &shots, &[]);
}

#[test]
#[should_panic(expected = "covers")]
fn errors_too_small_by_a_quarter_are_found() {
    let shots: Vec<Replicate> = (0..600).map(|i| curve::MODERATE.shoot(i, Start::Firm)).collect();
    hold(&curve::labels(Start::Firm), &narrowed(&shots), &[]);
}

#[test]
fn known_cases_truncated_on_the_right() {
    for cases in [79, 300] {
        let shots: Vec<Replicate> = (0..600).map(|i| Cases::draw(cases, i).shoot()).collect();
        hold(&cases::labels(), &shots, &[]);
    }
}

#[test]
fn rare_events_by_firth() {
    let factor = rare::factor();
    let shots: Vec<Replicate> = (0..150).map(|i| rare::shoot(factor, i)).collect();
    hold(&rare::labels(), &shots, &[]);
}

#[test]
fn incidence_under_both_schemes() {
    let almanac = Almanac::new();
    let design = Design { persons: 14_000, coarse: false, loss: 0.5 };
    let shots: Vec<Replicate> = (0..120).map(|i| cohort::shoot(design, &almanac, i, false)).collect();
    hold(&cohort::labels(false), &shots, &[]);
    let [registry, contact] = [0, 2].map(|place| Tally::of(&cohort::labels(false)[place], place, &shots));
    assert!((0.95..1.03).contains(&(contact.mean / registry.mean)), "{registry:?} {contact:?}");
}

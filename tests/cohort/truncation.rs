//! Known cases with known truth: what the truncation time has to hold for the corrected distribution to be right.

use super::history::{day, rules, set};
use super::immortal::Dice;
use retraffic::calendar::Day;
use retraffic::cohort::CaseSample;
use retraffic::study::Observation;

const YEAR: i32 = 366;
const FIVE_YEARS: i32 = 1827;

/// Share within `x` among those within `horizon`, by the reverse-time product-limit estimator.
fn share(gaps: &[i32], truncation: &[i32], x: i32, horizon: i32) -> f64 {
    let mut times: Vec<i32> = gaps.iter().copied().filter(|g| x < *g && *g <= horizon).collect();
    times.sort_unstable();
    times.dedup();
    let at = |t: i32| {
        let cases = gaps.iter().filter(|g| **g == t).count() as f64;
        let at_risk = gaps.iter().zip(truncation).filter(|(g, r)| **g <= t && t <= **r).count() as f64;
        1.0 - cases / at_risk
    };
    times.into_iter().map(at).product()
}

/// Cases whose later episode was identified between `opened` and the cut-off; the later identification is all that
/// brings them to the file.
fn file(n: usize, first_exit: &str, opened: &str, mean_gap: f64, mean_delay: f64, dice: &mut Dice) -> String {
    let (first, opened, cutoff) = (day(first_exit), day(opened), rules().cutoff);
    let mut text = String::new();
    for i in 0..n {
        let exit = Day(first.0 + (dice.uniform() * f64::from(cutoff.0 - first.0)) as i32);
        let entry = Day(exit.0 + dice.exponential(mean_gap));
        let known = Day(entry.0 + dice.exponential(mean_delay));
        if opened <= known && known <= cutoff {
            text += &format!("p{i} 1 1990-01-01 {exit}\np{i} 2 {entry} - id={known}\n");
        }
    }
    text
}

fn cases(text: &str, opened: Option<&str>) -> CaseSample {
    set(text, &Observation { opened: opened.map(day), ..rules() }).cases
}

fn truth(mean_gap: f64) -> f64 {
    let within = |t: i32| 1.0 - libm::exp(-f64::from(t) / mean_gap);
    within(YEAR) / within(FIVE_YEARS)
}

#[test]
fn the_delay_of_identification_belongs_in_the_truncation_time() {
    let (mean, delay) = (1_000.0, 900.0);
    let text = file(16_000, "1999-01-01", "1999-01-01", mean, delay, &mut Dice(4));
    let sample = cases(&text, Some("1999-01-01"));
    let corrected = share(&sample.gap, &sample.truncation, YEAR, FIVE_YEARS);
    assert!((corrected - truth(mean)).abs() < 0.02, "{corrected} against {}", truth(mean));

    let spells = set(&text, &rules()).spells;
    let to_cutoff: Vec<i32> =
        sample.spell.iter().map(|&s| rules().cutoff.since(spells.exit_point[s].unwrap()).0).collect();
    let without_delay = share(&sample.gap, &to_cutoff, YEAR, FIVE_YEARS);
    assert!(without_delay > truth(mean) + 0.03, "{without_delay} against {}", truth(mean));

    let within = |t: i32| sample.gap.iter().filter(|g| **g <= t).count() as f64;
    let naive = within(YEAR) / within(FIVE_YEARS);
    assert!(naive > truth(mean) + 0.05, "{naive} against {}", truth(mean));
}

#[test]
fn exits_before_the_opening_would_truncate_on_both_sides() {
    let mean = 1_000.0;
    let text = file(16_000, "1991-01-01", "1999-01-01", mean, 60.0, &mut Dice(5));
    let (kept, all) = (cases(&text, Some("1999-01-01")), cases(&text, None));
    assert_eq!(kept.len() + kept.left_out.before_opening, all.len());
    let of = |sample: &CaseSample| share(&sample.gap, &sample.truncation, YEAR, FIVE_YEARS);
    assert!((of(&kept) - truth(mean)).abs() < 0.02, "{} against {}", of(&kept), truth(mean));
    assert!(of(&all) < truth(mean) - 0.04, "{} against {}", of(&all), truth(mean));
}

//! A person's schooling, family and means when an episode begins.

use super::episode::Episode;
use super::person::{Gender, Person};
use super::stream::Stream;

/// Education completed; what was completed before stays.
pub(super) fn education(stream: &mut Stream, person: &Person, age: i32, last: Option<&Episode>) -> &'static str {
    const LEVELS: [&str; 5] = ["none", "primary", "secondary", "vocational", "higher"];
    let top = match age {
        ..=7 => 0,
        8..=13 => 1,
        14..=17 => 2,
        18..=20 => 3,
        _ => 4,
    };
    let poor = f64::from(3 - person.means.min(3));
    let weights = [6.0 + 5.0 * poor, 16.0 + 5.0 * poor, 44.0, 20.0, 14.0 - 4.0 * poor];
    let table: Vec<(usize, f64)> = weights.into_iter().enumerate().filter(|w| w.0 <= top).collect();
    let drawn = stream.pick(&table, 0);
    let reached = last.and_then(|e| LEVELS.iter().position(|l| *l == e.education));
    // Education already completed stays; few complete more between two episodes.
    let level = match reached {
        Some(level) if level >= drawn || !stream.chance(0.25) => level,
        _ => drawn,
    };
    LEVELS[level.min(4)]
}

/// Living children.
pub(super) fn children(stream: &mut Stream, person: &Person, age: i32, last: Option<&Episode>) -> u8 {
    if let Some(last) = last {
        let more = age >= 18 && stream.chance(0.22);
        return last.children.saturating_add(u8::from(more));
    }
    let mean = match age {
        ..=15 => 0.0,
        16..=17 => 0.06,
        18..=20 => 0.22,
        21..=24 => 0.55,
        25..=29 => 0.95,
        30..=39 => 1.5,
        _ => 1.9,
    };
    let mean = if person.gender == Gender::Male { mean * 0.75 } else { mean };
    // Poisson by its waiting times.
    let mut passed = stream.exponential();
    let mut children = 0;
    while passed < mean && children < 9 {
        children += 1;
        passed += stream.exponential();
    }
    children
}

/// Marital status.
pub(super) fn marital(stream: &mut Stream, age: i32, children: u8, last: Option<&Episode>) -> &'static str {
    if let Some(last) = last
        && stream.chance(0.8)
    {
        return last.marital;
    }
    let table: &[(&'static str, f64)] = match (age, children) {
        (..=15, _) => &[("single", 1.0)],
        (16..=17, 0) => &[("single", 95.0), ("cohabiting", 3.0), ("married", 2.0)],
        (..=24, 0) => &[("single", 83.0), ("married", 6.0), ("cohabiting", 5.0), ("separated", 6.0)],
        (..=24, _) => {
            &[("single", 38.0), ("married", 20.0), ("cohabiting", 12.0), ("separated", 28.0), ("widowed", 2.0)]
        }
        (_, 0) => &[("single", 58.0), ("married", 16.0), ("cohabiting", 7.0), ("separated", 17.0), ("widowed", 2.0)],
        (..=39, _) => {
            &[("single", 14.0), ("married", 36.0), ("cohabiting", 9.0), ("separated", 37.0), ("widowed", 4.0)]
        }
        _ => &[("single", 6.0), ("married", 48.0), ("cohabiting", 6.0), ("separated", 30.0), ("widowed", 10.0)],
    };
    stream.pick(table, "single")
}

/// Means of the household, 0 very poor to 3 well off; a later episode often finds it poorer.
pub(super) fn means(stream: &mut Stream, person: &Person, last: Option<&Episode>) -> u8 {
    match last {
        None => person.means,
        Some(e) if stream.chance(0.35) => e.means.saturating_sub(1),
        Some(e) => e.means,
    }
}

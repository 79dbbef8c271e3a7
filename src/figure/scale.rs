//! From values to places on the paper, and the round numbers an axis is marked with.

use crate::language::{Language, number};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{IntoLogRange, LogCoord};

/// An axis: values mapped to drawing units by plotters' coordinates.
pub(super) struct Scale {
    coord: Coord,
    values: (f64, f64),
    places: (i32, i32),
}

enum Coord {
    Linear(RangedCoordf64),
    Log(LogCoord<f64>),
}

impl Scale {
    /// Equal steps from `low` to `high`; where they are equal the range is widened by one.
    pub(super) fn linear(low: f64, high: f64, from: i32, to: i32) -> Self {
        let high = if high > low { high } else { low + 1.0 };
        Scale { coord: Coord::Linear((low..high).into()), values: (low, high), places: (from, to) }
    }

    /// Equal ratios from `low` to `high`, both positive.
    pub(super) fn log(low: f64, high: f64, from: i32, to: i32) -> Self {
        let low = if low > 0.0 { low } else { f64::MIN_POSITIVE };
        let high = if high > low { high } else { low * 2.0 };
        Scale { coord: Coord::Log((low..high).log_scale().into()), values: (low, high), places: (from, to) }
    }

    /// Where a value lies; a value beyond an end lies on it.
    pub(super) fn at(&self, value: f64) -> i32 {
        let value = if value.is_nan() { self.values.0 } else { value.clamp(self.values.0, self.values.1) };
        match &self.coord {
            Coord::Linear(coord) => coord.map(&value, self.places),
            Coord::Log(coord) => coord.map(&value, self.places),
        }
    }
}

/// Round marks from zero to about `most`: steps of 1, 2, 2.5 or 5 times a power of ten, about `wanted` of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    pub values: Vec<f64>,
    /// Digits after the point that tell them apart.
    pub decimals: u8,
    /// Where the axis ends: on the last tick, or a little beyond it where one more would waste the paper.
    pub end: f64,
}

impl Ticks {
    /// Ticks for values up to `most`; `whole` where the axis counts and has no halves.
    pub(super) fn up_to(most: f64, wanted: usize, whole: bool) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let rough = most / wanted.max(1) as f64;
        let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
        let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|s| s * power);
        let fits = |step: &&f64| **step >= rough * 0.999 && (!whole || (step.fract() == 0.0 && **step >= 1.0));
        let step = steps.iter().find(fits).copied().unwrap_or_else(|| steps[4].max(1.0));
        let count = libm::floor(most / step + 0.3).max(1.0) as usize;
        let decimals = (0..12u8).find(|d| is_whole(step * libm::pow(10.0, f64::from(*d)))).unwrap_or(12);
        // Dividing by a whole number, where the step has one, keeps 0.3 from becoming 0.30000000000000004.
        let inverse = 1.0 / step;
        let place = |i: usize| {
            if inverse >= 1.0 && is_whole(inverse) { i as f64 / libm::round(inverse) } else { i as f64 * step }
        };
        Ticks { values: (0..=count).map(place).collect(), decimals, end: most.max(place(count)) }
    }

    /// A tick as text.
    pub(super) fn text(&self, value: f64, language: Language) -> String {
        number(value, if value == 0.0 { 0 } else { self.decimals }, language)
    }
}

fn is_whole(value: f64) -> bool {
    (value - libm::round(value)).abs() < 1e-9 * value.abs().max(1.0)
}

/// Round marks between two positive ends on a log axis, from close to sparse: 1-2-5, 1-3 and 1 in each decade.
pub(super) fn log_ticks(low: f64, high: f64) -> [Vec<f64>; 3] {
    if !(low > 0.0 && high > low && high.is_finite()) {
        return [vec![1.0], vec![1.0], vec![1.0]];
    }
    let (first, last) = (libm::floor(libm::log10(low)) as i32, libm::ceil(libm::log10(high)) as i32);
    let times = |p: f64, e: i32| {
        let power = libm::pow(10.0, f64::from(e.abs()));
        if e < 0 { p / power } else { p * power }
    };
    let within = |parts: &[f64]| {
        let all = (first..=last).flat_map(|e| parts.iter().map(move |p| times(*p, e)));
        all.filter(|t| *t >= low * 0.999 && *t <= high * 1.001).collect()
    };
    [within(&[1.0, 2.0, 5.0]), within(&[1.0, 3.0]), within(&[1.0])]
}

/// A log tick with the digits it needs.
pub(super) fn log_tick_text(value: f64, language: Language) -> String {
    let decimals = (0..9u8).find(|d| is_whole(value * libm::pow(10.0, f64::from(*d)))).unwrap_or(9);
    number(value, decimals, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover() {
        let ticks = |most, whole| {
            let t = Ticks::up_to(most, 4, whole);
            (t.values, t.decimals)
        };
        assert_eq!(ticks(0.57, false), (vec![0.0, 0.2, 0.4, 0.6], 1));
        assert_eq!(ticks(1.9, false), (vec![0.0, 0.5, 1.0, 1.5, 2.0], 1));
        assert_eq!(ticks(100.0, false), (vec![0.0, 25.0, 50.0, 75.0, 100.0], 0));
        assert_eq!(ticks(3.0, true), (vec![0.0, 1.0, 2.0, 3.0], 0));
        assert_eq!(ticks(0.4, true), (vec![0.0, 1.0], 0));
        assert_eq!(ticks(f64::NAN, false).0.len(), 5);
        let beyond = Ticks::up_to(3.1, 4, false);
        assert_eq!((beyond.values, beyond.end), (vec![0.0, 1.0, 2.0, 3.0], 3.1));
        for most in [1e-7, 0.013, 7.3, 99.0, 1234.0, 8.8e9] {
            let t = Ticks::up_to(most, 4, false);
            assert!(t.end >= most && (2..=7).contains(&t.values.len()), "{most} {t:?}");
        }
    }

    #[test]
    fn log_ticks_stay_between() {
        assert_eq!(log_ticks(0.25, 4.0)[0], [0.5, 1.0, 2.0]);
        assert_eq!(log_ticks(0.09, 11.0)[0], [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]);
        assert_eq!(log_ticks(0.09, 11.0)[1..], [vec![0.1, 0.3, 1.0, 3.0, 10.0], vec![0.1, 1.0, 10.0]]);
        assert_eq!(log_ticks(0.0, 4.0)[2], [1.0]);
        assert_eq!(log_tick_text(0.05, Language::French), "0,05");
    }

    #[test]
    fn values_beyond_the_end_lie_on_it() {
        let scale = Scale::linear(0.0, 10.0, 100, 300);
        assert_eq!([-1.0, 0.0, 5.0, 10.0, 1e300].map(|v| scale.at(v)), [100, 100, 200, 300, 300]);
        let scale = Scale::log(0.1, 10.0, 0, 200);
        assert_eq!([0.0, 0.1, 1.0, 10.0, f64::INFINITY].map(|v| scale.at(v)), [0, 0, 100, 200, 200]);
        assert_eq!(Scale::linear(3.0, 3.0, 0, 10).at(3.0), 0);
    }
}

//! Closed intervals of days: what a coarse date leaves open, and what the order of two dates closes again.

use crate::calendar::{Date, Day, Days};

/// The days, both ends included, on one of which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// First possible day.
    pub first: Day,
    /// Last possible day, never before `first`.
    pub last: Day,
}

impl From<Date> for Interval {
    fn from(date: Date) -> Self {
        Interval { first: date.first(), last: date.last() }
    }
}

impl Interval {
    /// The interval from `first` to `last`, or `None` where it would hold no day.
    pub fn new(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Interval { first, last })
    }

    /// A single day.
    pub fn exact(day: Day) -> Self {
        Interval { first: day, last: day }
    }

    /// True when it is a single day.
    pub fn is_exact(self) -> bool {
        self.first == self.last
    }

    /// The part not after `day`.
    pub fn until(self, day: Day) -> Option<Self> {
        Self::new(self.first, self.last.min(day))
    }

    /// The part not before `day`.
    pub fn since(self, day: Day) -> Option<Self> {
        Self::new(self.first.max(day), self.last)
    }

    /// Where the earlier of two events lies.
    pub fn earlier(self, other: Self) -> Self {
        Interval { first: self.first.min(other.first), last: self.last.min(other.last) }
    }

    /// Where the later of two events lies.
    pub fn later(self, other: Self) -> Self {
        Interval { first: self.first.max(other.first), last: self.last.max(other.last) }
    }

    /// True when every day of `self` is after every day of `other`.
    pub fn is_after(self, other: Self) -> bool {
        self.first > other.last
    }

    /// The middle day, the earlier of two.
    pub fn midpoint(self) -> Day {
        Day(self.first.0 + (self.last.0 - self.first.0) / 2)
    }
}

/// Two dates of a known order: `from` is not after `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ordered {
    pub from: Interval,
    pub to: Interval,
}

impl Ordered {
    /// Intersects two dates with their order and the cut-off; `None` where no pair of days satisfies both.
    pub fn new(from: Interval, to: Interval, cutoff: Day) -> Option<Self> {
        let to = to.until(cutoff)?.since(from.first)?;
        let from = from.until(to.last)?;
        Some(Ordered { from, to })
    }

    /// Shortest and longest time between the two.
    pub fn gap(self) -> (Days, Days) {
        (Days(self.to.first.since(self.from.last).0.max(0)), self.to.last.since(self.from.first))
    }

    /// The centre of all pairs of days in order, each as likely as the other: exact dates stay, a coarse date beside
    /// an exact one becomes its midpoint, and two dates of one year stand a third and two thirds into it (a gap of
    /// four months, where two midpoints would give none).
    pub fn centre(self) -> (Day, Day) {
        let (mut pairs, mut from_sum, mut to_twice) = (0, 0, 0);
        for (x, low, high) in self.lines() {
            let n = high - low + 1;
            pairs += n;
            from_sum += n * x;
            to_twice += n * (low + high);
        }
        (self.day(from_sum.div_euclid(pairs.max(1))), self.day(to_twice.div_euclid(2 * pairs.max(1))))
    }

    /// One of all pairs of days in order, each as likely as the other, for `uniform` in [0, 1).
    pub fn draw(self, uniform: f64) -> (Day, Day) {
        let pairs: i64 = self.lines().map(|(_, low, high)| high - low + 1).sum();
        let mut left = ((uniform * pairs as f64) as i64).clamp(0, pairs - 1);
        for (x, low, high) in self.lines() {
            if left <= high - low {
                return (self.day(x), self.day(low + left));
            }
            left -= high - low + 1;
        }
        self.centre()
    }

    /// Each day of `from` with the first and last day of `to` that may follow it, counted from the first day.
    fn lines(self) -> impl Iterator<Item = (i64, i64, i64)> {
        let count = |day: Day| i64::from(day.since(self.from.first).0);
        let (low, high) = (count(self.to.first), count(self.to.last));
        (0..=count(self.from.last)).map(move |x| (x, low.max(x), high))
    }

    fn day(self, count: i64) -> Day {
        Day(self.from.first.0 + count as i32)
    }
}

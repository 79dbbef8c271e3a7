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

    /// The nearest day to `day` that the interval holds.
    pub fn nearest(self, day: Day) -> Day {
        day.max(self.first).min(self.last)
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
        let (Interval { first: f0, last: f1 }, Interval { first: t0, last: t1 }) = (self.from, self.to);
        let (mut pairs, mut from_sum, mut to_twice) = (0_i64, 0_i64, 0_i64);
        for x in 0..=i64::from(f1.0 - f0.0) {
            let low = i64::from(t0.0 - f0.0).max(x);
            let high = i64::from(t1.0 - f0.0);
            let n = high - low + 1;
            pairs += n;
            from_sum += n * x;
            to_twice += n * (low + high);
        }
        let day = |sum: i64, n: i64| Day(f0.0 + sum.div_euclid(n.max(1)) as i32);
        (day(from_sum, pairs), day(to_twice, 2 * pairs))
    }
}

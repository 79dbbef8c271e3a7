//! Streams of pseudo-random numbers: one for each seed, person, attempt and topic.
//!
//! Owns the generator and the distributions drawn from it. Knows nothing of people.
//!
//! SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA) turns the key into
//! a state; xoshiro256++ 1.0 (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators", ACM TOMS 47)
//! draws from it. A topic draws only from its own stream, so that a change in one part of the model leaves the others
//! as they were.

use crate::calendar::{Day, Days};
use crate::numeric::split_mix::split_mix;

/// What a stream is drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Who the person is.
    Person,
    /// What happens in an episode, by its number.
    Episode(u16),
    /// What follows an episode: identification, return, assistance, contact.
    Aftermath(u16),
    /// When the next episode begins.
    Hazard(u16),
    /// When the person dies or emigrates.
    Life,
    /// What of an episode comes to be told.
    Telling(u16),
    /// What is written down of the person.
    PersonRecord,
    /// What is written down of an episode.
    Record(u16),
    /// Which pseudonym the person gets.
    Pseudonym,
    /// Faults of data entry.
    Fault,
    /// A replicate of a simulation study, by the number of the study.
    Study(u16),
}

/// A stream of random draws: the same key gives the same draws on every machine.
#[derive(Clone, Debug)]
pub struct Stream {
    state: [u64; 4],
}

impl Topic {
    fn key(self) -> u64 {
        let (kind, number) = match self {
            Topic::Person => (1, 0),
            Topic::Episode(n) => (2, n),
            Topic::Aftermath(n) => (3, n),
            Topic::Hazard(n) => (4, n),
            Topic::Life => (5, 0),
            Topic::Telling(n) => (6, n),
            Topic::PersonRecord => (7, 0),
            Topic::Record(n) => (8, n),
            Topic::Pseudonym => (9, 0),
            Topic::Fault => (10, 0),
            Topic::Study(n) => (11, n),
        };
        kind << 32 | u64::from(number)
    }
}

impl Stream {
    /// The stream of a person's attempt at a topic, under a seed.
    pub(super) fn new(seed: u64, person: u32, attempt: u32, topic: Topic) -> Self {
        let mut state = seed;
        for word in [u64::from(person) << 32 | u64::from(attempt), topic.key()] {
            state = split_mix(&mut state) ^ word;
        }
        Stream { state: std::array::from_fn(|_| split_mix(&mut state)) }
    }

    /// The stream of one replicate of a simulation study, under a seed; replicates can be drawn in any order.
    pub fn of_study(seed: u64, study: u16, replicate: u32) -> Self {
        Self::new(seed, replicate, 0, Topic::Study(study))
    }

    /// The next 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform on (0, 1): the middles of 2^53 equal parts, so never 0 and never 1.
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// True with this probability; below 0 never, above 1 always.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform on the whole numbers from `low` to `high`, both included; `low` where they are out of order.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = f64::from(high.max(low)) - f64::from(low) + 1.0;
        low + (self.unit() * width) as i32
    }

    /// One of a table's entries, with chances in proportion to the weights; `otherwise` where there is none.
    pub(super) fn pick<T: Copy>(&mut self, table: &[(T, f64)], otherwise: T) -> T {
        let mut left = self.unit() * table.iter().map(|entry| entry.1).sum::<f64>();
        for &(item, weight) in table {
            left -= weight;
            if left < 0.0 {
                return item;
            }
        }
        otherwise
    }

    /// Exponential with mean 1.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.unit())
    }

    /// Standard normal (Box and Muller 1958, the first of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Log-normal with this median and this standard deviation of the logarithm.
    pub fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * libm::exp(sigma * self.normal())
    }

    /// A log-normal length in whole days, from `least` to thirty years.
    pub(super) fn days(&mut self, median: f64, sigma: f64, least: i32) -> Days {
        Days((self.log_normal(median, sigma).min(10_957.0) as i32).max(least))
    }

    /// An exponential time after `from` at a yearly rate; `None` beyond a hundred years.
    pub(super) fn time(&mut self, from: Day, rate_per_year: f64) -> Option<Day> {
        let days = self.exponential() / rate_per_year * 365.25;
        (days < 36_525.0).then(|| from.plus(Days(days as i32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xoshiro_gives_the_published_sequence() {
        let mut stream = Stream { state: [1, 2, 3, 4] };
        let drawn: Vec<u64> = (0..4).map(|_| stream.bits()).collect();
        assert_eq!(drawn, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn streams_of_neighbours_differ() {
        let first = |seed, person, attempt, topic| Stream::new(seed, person, attempt, topic).bits();
        let base = first(1, 1, 0, Topic::Person);
        assert_eq!(base, first(1, 1, 0, Topic::Person));
        for other in [
            first(2, 1, 0, Topic::Person),
            first(1, 2, 0, Topic::Person),
            first(1, 1, 1, Topic::Person),
            first(1, 1, 0, Topic::Episode(0)),
            first(1, 1, 0, Topic::Episode(1)),
            Stream::of_study(1, 0, 1).bits(),
            Stream::of_study(1, 1, 1).bits(),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn draws_have_their_moments() {
        let mut stream = Stream::new(7, 0, 0, Topic::Life);
        let n = 200_000;
        let mean = |mut draw: Box<dyn FnMut() -> f64>| (0..n).map(|_| draw()).sum::<f64>() / f64::from(n);
        let (mut a, mut b, mut c) = (stream.clone(), stream.clone(), stream.clone());
        assert!((mean(Box::new(move || a.unit())) - 0.5).abs() < 0.005);
        assert!((mean(Box::new(move || b.exponential())) - 1.0).abs() < 0.01);
        assert!(mean(Box::new(move || c.normal())).abs() < 0.01);
        let table = [("a", 1.0), ("b", 3.0)];
        let hits = (0..n).filter(|_| stream.pick(&table, "a") == "b").count();
        assert!((hits as f64 / f64::from(n) - 0.75).abs() < 0.005);
    }
}

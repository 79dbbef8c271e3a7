//! The laws of times: what is drawn, and the truth in closed form. Times in days.

use retraffic::simulate::Stream;

/// Seed of every study.
pub const SEED: u64 = 2010;

/// Days since exit from which a rate holds, and the rate per 1,000 person-years: the baseline of the simulated sample.
const FALLING: [(f64, f64); 7] =
    [(0.0, 3.2), (30.0, 2.8), (91.0, 2.3), (183.0, 1.6), (365.0, 0.85), (731.0, 0.35), (1461.0, 0.1)];

/// The law of a time to an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Survival exp(-(t/scale)^shape).
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale in days.
        scale: f64,
    },
    /// The falling hazard times a factor.
    Falling(f64),
}

impl Law {
    /// The cumulative hazard at `t`.
    pub fn cumulative(self, t: f64) -> f64 {
        match self {
            Law::Weibull { shape, scale } => libm::pow(t / scale, shape),
            Law::Falling(factor) => pieces(factor, t).map(|(from, to, rate)| rate * (to - from)).sum(),
        }
    }

    /// P(T > t).
    pub fn survival(self, t: f64) -> f64 {
        libm::exp(-self.cumulative(t))
    }

    /// P(T <= t).
    pub fn distribution(self, t: f64) -> f64 {
        -libm::expm1(-self.cumulative(t))
    }

    /// A draw, by inversion of the cumulative hazard.
    pub fn draw(self, stream: &mut Stream) -> f64 {
        let target = stream.exponential();
        match self {
            Law::Weibull { shape, scale } => scale * libm::pow(target, 1.0 / shape),
            Law::Falling(factor) => {
                let mut left = target;
                for (from, to, rate) in pieces(factor, f64::INFINITY) {
                    if left <= rate * (to - from) {
                        return from + left / rate;
                    }
                    left -= rate * (to - from);
                }
                f64::INFINITY
            }
        }
    }

    /// The incidence at `t` of what is found with a chance, under a constant rate of death a day:
    /// the integral of chance x h(u) exp(-H(u) - death u), piece by piece. For [`Law::Falling`] only.
    pub fn found(self, t: f64, chance: f64, death: f64) -> f64 {
        let Law::Falling(factor) = self else { return f64::NAN };
        let part = |(from, to, rate): (f64, f64, f64)| {
            let both = rate + death;
            let alive = libm::exp(-self.cumulative(from) - death * from);
            chance * rate / both * alive * -libm::expm1(-both * (to - from))
        };
        pieces(factor, t).map(part).sum()
    }
}

/// From, to and daily rate of the pieces of the falling hazard up to `t`.
fn pieces(factor: f64, t: f64) -> impl Iterator<Item = (f64, f64, f64)> {
    (0..FALLING.len()).map_while(move |i| {
        let (from, rate) = FALLING[i];
        let to = FALLING.get(i + 1).map_or(f64::INFINITY, |next| next.0).min(t);
        (from < t).then_some((from, to, factor * rate / 365_250.0))
    })
}

/// A time as whole days: the next whole day, so that P(T <= t) is that of the law for whole t.
pub fn whole(time: f64) -> i32 {
    (time.min(1e6).ceil() as i32).max(1)
}

/// The delay of a first identification: none with a chance, else log-normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// Chance to be identified on the day of exit.
    pub at_once: f64,
    /// Median of the others in days.
    pub median: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Delay {
    /// A draw in whole days.
    pub fn draw(self, stream: &mut Stream) -> i32 {
        if stream.chance(self.at_once) { 0 } else { whole(stream.log_normal(self.median, self.sigma)) }
    }
}

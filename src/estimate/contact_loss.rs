//! What loss of contact can do to an incidence: in contact, lost from sight, and what would follow if losing contact
//! meant a higher hazard.

use super::EstimateError;
use crate::numeric::sum::Sum;

/// Counts per interval of people who are followed while in contact. All columns have one cell per interval.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactCounts {
    /// In contact at the start of the interval.
    pub at_risk: Vec<f64>,
    /// Come under observation within it.
    pub entries: Vec<f64>,
    /// Events within it, in contact.
    pub events: Vec<f64>,
    /// Deaths within it, in contact.
    pub deaths: Vec<f64>,
    /// Contact lost within it: a change of state.
    pub lost: Vec<f64>,
    /// Observation closed within it for a reason that has nothing to do with the person, as the cut-off.
    pub closed: Vec<f64>,
}

/// An incidence at the end of the last interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContactIncidence {
    /// F.
    pub incidence: f64,
    /// Its standard error by the delta method, from multinomial errors of event, death and loss.
    pub std_err: f64,
}

/// Probabilities of one interval, for someone who enters it in contact, and the numbers they rest on.
struct Interval {
    event: f64,
    death: f64,
    loss: f64,
    exposed: f64,
    exposed_to_loss: f64,
}

/// Where a group stands: parts in contact, lost, and with an event.
#[derive(Clone, Copy)]
struct State {
    contact: f64,
    lost: f64,
    event: Sum,
}

/// The incidence at the end of the last interval if the hazard of the event were `multiplier` times as high once
/// contact is lost. With h = d/(n + (e - l - a)/2), b likewise from deaths, c = l/(n + (e - a)/2), and x in contact and y
/// lost at the start of an interval,
///
/// ```text
/// F += x (1 - c) h + x c (1 + k) h/2 + y k h
/// x' = x (1 - c) (1 - h - b)
/// y' = y (1 - k h - b) + x c (1 - (1 + k) h/2 - b)
/// ```
///
/// Whoever loses contact within an interval is lost for half of it on average. People die at the same rate in both states.
/// k h is cut at 1 - b. k = 1 is the life table in which loss tells nothing (same value, same Greenwood-type error); k = 0
/// says that nobody who was lost has the event.
///
/// Source: the two-state form of the sensitivity analysis of D. O. Scharfstein and J. M. Robins (2002), Biometrika 89,
/// 617-634, with a fixed ratio of hazards. Errors: no interval, unequal columns, a count or multiplier that is negative or
/// not finite.
pub fn incidence_after_loss(counts: &ContactCounts, multiplier: f64) -> Result<ContactIncidence, EstimateError> {
    if !(0.0..=1e6).contains(&multiplier) {
        return Err(EstimateError::Domain("a multiplier of the hazard"));
    }
    let intervals = counts.intervals()?;
    let end = |step: &dyn Fn(usize, State) -> State| {
        let start = State { contact: 1.0, lost: 0.0, event: Sum::ZERO };
        (0..intervals.len()).fold(start, |state, j| step(j, state)).event.value()
    };
    let incidence = end(&|j, state| intervals[j].step(state, multiplier));
    let mut variance = Sum::ZERO;
    for (place, interval) in intervals.iter().enumerate() {
        // The recursion is linear in each probability: its slope is the difference over a whole unit of it.
        let slope = |change: fn(&Interval, f64) -> Interval| {
            let (low, high) = (change(interval, 0.0), change(interval, SLOPE));
            let at = |own: &Interval| {
                end(&|j, state| {
                    if j == place { own.step(state, multiplier) } else { intervals[j].step(state, multiplier) }
                })
            };
            (at(&high) - at(&low)) / SLOPE
        };
        let by_event = slope(|i, x| Interval { event: i.event + x, ..*i });
        let by_death = slope(|i, x| Interval { death: i.death + x, ..*i });
        let by_loss = slope(|i, x| Interval { loss: i.loss + x, ..*i });
        let (h, b, c) = (interval.event, interval.death, interval.loss);
        if interval.exposed > 0.0 {
            let mean = by_event * h + by_death * b;
            variance.add((by_event * by_event * h + by_death * by_death * b - mean * mean) / interval.exposed);
        }
        if interval.exposed_to_loss > 0.0 {
            variance.add(by_loss * by_loss * c * (1.0 - c) / interval.exposed_to_loss);
        }
    }
    Ok(ContactIncidence { incidence, std_err: variance.value().max(0.0).sqrt() })
}

/// The incidence at the end of the last interval if everybody who lost contact had the event by then.
///
/// Errors: as [`incidence_after_loss`].
pub fn incidence_if_all_lost(counts: &ContactCounts) -> Result<f64, EstimateError> {
    let (mut contact, mut event) = (1.0, Sum::ZERO);
    for i in counts.intervals()? {
        event.add(contact * (i.loss + (1.0 - i.loss) * i.event));
        contact *= (1.0 - i.loss) * (1.0 - i.event - i.death).max(0.0);
    }
    Ok(event.value().min(1.0))
}

/// Step of the numerical slopes; the recursion is linear in each probability, so its size only has to be harmless.
const SLOPE: f64 = 1e-6;

impl ContactCounts {
    fn intervals(&self) -> Result<Vec<Interval>, EstimateError> {
        let n = self.at_risk.len();
        if n == 0 {
            return Err(EstimateError::NoRows);
        }
        let columns = [&self.at_risk, &self.entries, &self.events, &self.deaths, &self.lost, &self.closed];
        if columns.iter().any(|c| c.len() != n) {
            return Err(EstimateError::UnequalLengths);
        }
        if let Some(cell) = columns.iter().flat_map(|c| c.iter()).position(|x| !(0.0..=1e75).contains(x)) {
            return Err(EstimateError::InvalidWeight { row: cell % n });
        }
        Ok((0..n).map(|j| self.interval(j)).collect())
    }

    fn interval(&self, j: usize) -> Interval {
        let to_loss = (self.at_risk[j] + 0.5 * (self.entries[j] - self.closed[j])).max(0.0);
        let exposed = (to_loss - 0.5 * self.lost[j]).max(0.0);
        let leaving = self.events[j] + self.deaths[j];
        // Rounded counts may ask for more than there are: then the parts keep their proportions.
        let exposed = exposed.max(leaving);
        let part = |x: f64, of: f64| if of > 0.0 { (x / of).min(1.0) } else { 0.0 };
        Interval {
            event: part(self.events[j], exposed),
            death: part(self.deaths[j], exposed),
            loss: part(self.lost[j], to_loss),
            exposed,
            exposed_to_loss: to_loss,
        }
    }
}

impl Interval {
    fn step(&self, from: State, multiplier: f64) -> State {
        let (h, b, c) = (self.event, self.death, self.loss);
        let when_lost = (multiplier * h).min((1.0 - b).max(0.0));
        let when_losing = 0.5 * (h + when_lost);
        let mut event = from.event;
        event.add(from.contact * ((1.0 - c) * h + c * when_losing) + from.lost * when_lost);
        State {
            contact: from.contact * (1.0 - c) * (1.0 - h - b).max(0.0),
            lost: from.lost * (1.0 - when_lost - b).max(0.0) + from.contact * c * (1.0 - when_losing - b).max(0.0),
            event,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LifeTableCounts, life_table};
    use super::*;

    fn counts() -> ContactCounts {
        ContactCounts {
            at_risk: vec![100.0, 60.0],
            entries: vec![0.0, 10.0],
            events: vec![8.0, 6.0],
            deaths: vec![2.0, 0.0],
            lost: vec![30.0, 20.0],
            closed: vec![10.0, 0.0],
        }
    }

    #[test]
    fn two_steps_by_hand() {
        // n' = 100 - 20 = 80: h = 0.1, b = 0.025; c = 30/95. Then n' = 60 + 5 - 10 = 55: h = 6/55; c = 20/65.
        let (h1, b1, c1) = (0.1, 0.025, 30.0 / 95.0);
        let (h2, c2) = (6.0 / 55.0, 20.0 / 65.0);
        for k in [0.0, 1.0, 2.0, 5.0] {
            let first = (1.0 - c1) * h1 + c1 * (1.0 + k) * h1 / 2.0;
            let x = (1.0 - c1) * (1.0 - h1 - b1);
            let y = c1 * (1.0 - (1.0 + k) * h1 / 2.0 - b1);
            let second = x * (1.0 - c2) * h2 + x * c2 * (1.0 + k) * h2 / 2.0 + y * k * h2;
            let got = incidence_after_loss(&counts(), k).unwrap();
            assert!((got.incidence - first - second).abs() < 1e-15, "{k}");
        }
        let (c, all) = (1.0 - c1, c1 + (1.0 - c1) * h1);
        let all = all + c * (1.0 - h1 - b1) * (c2 + (1.0 - c2) * h2);
        assert!((incidence_if_all_lost(&counts()).unwrap() - all).abs() < 1e-15);
    }

    #[test]
    fn loss_that_tells_nothing_is_the_life_table() {
        let own = counts();
        let table = life_table(&LifeTableCounts {
            bounds: vec![0.0, 1.0, 2.0],
            at_risk: own.at_risk.clone(),
            entries: own.entries.clone(),
            events: vec![own.events.clone(), own.deaths.clone()],
            withdrawals: own.lost.iter().zip(&own.closed).map(|(l, a)| l + a).collect(),
        })
        .unwrap();
        let got = incidence_after_loss(&own, 1.0).unwrap();
        assert!((got.incidence - table.causes[0].incidence[1]).abs() < 1e-15);
        assert!(
            (got.std_err - table.causes[0].std_err[1]).abs() < 1e-8,
            "{} {}",
            got.std_err,
            table.causes[0].std_err[1]
        );
    }

    #[test]
    fn the_incidence_rises_with_the_multiplier_between_its_bounds() {
        let all = incidence_if_all_lost(&counts()).unwrap();
        let mut last = 0.0;
        for k in [0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 1e6] {
            let got = incidence_after_loss(&counts(), k).unwrap().incidence;
            assert!(got >= last && got <= all, "{k}: {got}");
            last = got;
        }
    }

    /// Exponential times in both states, followed day by day: what the formula says the truth is.
    #[test]
    fn the_truth_of_a_simulation_is_found() {
        let mut state = 20_260_101_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        let (hazard, loss, k, months, people) = (0.004, 0.06, 5.0, 24_usize, 200_000_usize);
        let (mut own, mut truth) = (ContactCounts { at_risk: vec![0.0; months], ..counts() }, 0.0);
        let zero = vec![0.0; months];
        (own.entries, own.events, own.deaths) = (zero.clone(), zero.clone(), zero.clone());
        (own.lost, own.closed) = (zero.clone(), zero);
        for _ in 0..people {
            let (first, lost) = (-libm::log(uniform()) / hazard, -libm::log(uniform()) / loss);
            let event = if first <= lost { first } else { lost - libm::log(uniform()) / (k * hazard) };
            truth += f64::from(event <= months as f64);
            let seen = first.min(lost);
            for j in (0..months).take_while(|&j| (j as f64) < seen) {
                own.at_risk[j] += 1.0;
            }
            if seen <= months as f64 {
                let j = (libm::ceil(seen) as usize).saturating_sub(1);
                let column = if first <= lost { &mut own.events } else { &mut own.lost };
                column[j] += 1.0;
            }
        }
        truth /= people as f64;
        let got = incidence_after_loss(&own, k).unwrap();
        let error = (truth * (1.0 - truth) / people as f64).sqrt();
        assert!((got.incidence - truth).abs() < 4.0 * (error + got.std_err), "{} {truth}", got.incidence);
        assert!(incidence_after_loss(&own, 1.0).unwrap().incidence < 0.75 * truth);
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        let none = ContactCounts {
            at_risk: vec![],
            entries: vec![],
            events: vec![],
            deaths: vec![],
            lost: vec![],
            closed: vec![],
        };
        assert_eq!(incidence_after_loss(&none, 1.0), Err(EstimateError::NoRows));
        assert!(incidence_after_loss(&counts(), -1.0).is_err() && incidence_after_loss(&counts(), f64::NAN).is_err());
        let empty = ContactCounts { at_risk: vec![0.0, 0.0], entries: vec![5.0, 0.0], ..counts() };
        let got = incidence_after_loss(&empty, 10.0).unwrap();
        assert!((0.0..=1.0).contains(&got.incidence) && got.std_err.is_finite());
    }
}

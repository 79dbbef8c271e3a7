//! Concordance: how often the row with the higher score has the event first.

use crate::estimate::{EstimateError, Event, Labels, RiskSet};
use crate::numeric::parallel::in_order;
use crate::numeric::sum::Sum;
use std::borrow::Cow;

/// Harrell's C with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// (concordant + tied/2)/(all comparable pairs).
    pub c: f64,
    /// The infinitesimal-jackknife standard error.
    pub std_err: f64,
}

/// What a sorted row of a stratum adds to a sum, given its pairs.
type Term<'a> = &'a dyn Fn(&RiskSet, usize, (f64, f64)) -> f64;

/// Concordance of `score` (by the caller's rows; high means early) with follow-up. A pair is comparable where one row has the
/// event while the other is at risk and goes on beyond it; at one time events come before censorings, and two
/// events at one time are not compared. Pairs tied in score count half. Pairs are compared within strata.
///
/// Source: F. E. Harrell and others (1982), JAMA 247, 2543-2546; T. M. Therneau and E. Atkinson (2020), R's survival, vignette
/// "concordance", for the error: the sum over rows, or clusters, of squared influence. Cost: n log n.
/// Errors: columns of another length, a score that is not finite, no comparable pair.
pub fn concordance(
    set: &RiskSet,
    event: Event,
    score: &[f64],
    strata: Option<&Labels>,
    cluster: Option<&Labels>,
) -> Result<Concordance, EstimateError> {
    let highest = set.rows().iter().copied().max().ok_or(EstimateError::NoRows)? as usize;
    if score.len() <= highest || cluster.is_some_and(|cluster| cluster.rows() <= highest) {
        return Err(EstimateError::UnequalLengths);
    }
    if let Some(row) = score.iter().position(|score| !crate::numeric::is_tractable(*score)) {
        return Err(EstimateError::NotFinite { row });
    }
    let parts = match strata {
        None => vec![Cow::Borrowed(set)],
        Some(strata) => set.split(strata)?.into_iter().map(Cow::Owned).collect(),
    };
    // Told by counts, since sums of weights leave a rounding where there is nothing.
    let comparable = |part: &RiskSet| {
        let table = part.table();
        (0..table.times().len()).any(|j| {
            let events = table.events(j, 0, event);
            events > 0.0 && table.at_risk(j, 0) > events
        })
    };
    if !parts.iter().any(|part| comparable(part)) {
        return Err(EstimateError::NoEvents);
    }
    // By stratum and sorted row: the weight of comparable pairs it is part of, and of those it agrees with.
    let pairs: Vec<Vec<(f64, f64)>> = parts.iter().map(|part| Pairing::new(part, event, score).pairs()).collect();
    let over = |of: Term| {
        let mut sum = Sum::ZERO;
        for (part, pairs) in parts.iter().zip(&pairs) {
            pairs.iter().enumerate().for_each(|(k, &pair)| sum.add(of(part, k, pair)));
        }
        sum.value()
    };
    // Every pair was counted from both ends.
    let all = 0.5 * over(&|part, k, pair| part.weight(k) * pair.0);
    let agreeing = 0.5 * over(&|part, k, pair| part.weight(k) * pair.1);
    if all <= 0.0 {
        return Err(EstimateError::NoEvents);
    }
    let c = agreeing / all;
    let influence = |part: &RiskSet, k: usize, pair: (f64, f64)| part.weight(k) * (pair.1 - c * pair.0) / all;
    let variance = match cluster {
        None => over(&|part, k, pair| influence(part, k, pair) * influence(part, k, pair)),
        Some(cluster) => {
            let mut sums = vec![Sum::ZERO; cluster.levels()];
            for (part, pairs) in parts.iter().zip(&pairs) {
                let of = |k: usize| cluster.of(part.rows()[k]);
                pairs.iter().enumerate().for_each(|(k, &pair)| sums[of(k)].add(influence(part, k, pair)));
            }
            sums.iter().map(|sum| sum.value() * sum.value()).collect::<Sum>().value()
        }
    };
    Ok(Concordance { c, std_err: variance.sqrt() })
}

/// The pairs of one stratum, counted in one pass over its times.
struct Pairing<'a> {
    set: &'a RiskSet,
    event: Event,
    /// The rank of each sorted row's score.
    rank: Vec<u32>,
    ranks: usize,
}

impl<'a> Pairing<'a> {
    fn new(set: &'a RiskSet, event: Event, score: &[f64]) -> Pairing<'a> {
        // Adding 0 makes one of the two zeros.
        let scored = |k: u32| (score[set.rows()[k as usize] as usize] + 0.0, k);
        let rows: Vec<(f64, u32)> = (0..set.len() as u32).map(scored).collect();
        let middle = rows.len() / 2;
        let halves = in_order(vec![rows[..middle].to_vec(), rows[middle..].to_vec()], |mut half| {
            half.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            half
        });
        drop(rows);
        let (mut left, mut right) = (halves[0].iter().peekable(), halves[1].iter().peekable());
        let mut rank = vec![0; set.len()];
        let (mut ranks, mut before) = (0, None);
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a.0.total_cmp(&b.0).is_gt() => right.next(),
                (None, _) => right.next(),
                _ => left.next(),
            };
            let Some(&(score, k)) = next else { break };
            if before != Some(score) {
                ranks += 1;
                before = Some(score);
            }
            rank[k as usize] = ranks as u32 - 1;
        }
        Pairing { set, event, rank, ranks }
    }

    fn is_event(&self, k: usize) -> bool {
        match self.event {
            Event::Any => self.set.cause(k) > 0,
            Event::Cause(cause) => cause > 0 && self.set.cause(k) == usize::from(cause),
        }
    }

    /// For each sorted row the weight of comparable pairs, and of those that agree.
    fn pairs(&self) -> Vec<(f64, f64)> {
        // A pair is seen from the row with the event, and from the row that outlasts it: each by a thread of its own.
        let mut sides = in_order(vec![true, false], |of_events| {
            if of_events { (self.seen_from_events(), Vec::new()) } else { (Vec::new(), self.seen_from_others()) }
        });
        let mut pairs = sides.pop().map(|(_, others)| others).unwrap_or_default();
        for (k, (all, agreeing)) in sides.pop().map(|(events, _)| events).unwrap_or_default() {
            pairs[k].0 += all;
            pairs[k].1 += agreeing;
        }
        pairs
    }

    /// Sorted rows that come under risk later than the first time, in order.
    fn late(&self) -> Vec<u32> {
        let mut late: Vec<u32> = (0..self.set.len() as u32).filter(|&k| self.set.entry(k as usize) > 0).collect();
        late.sort_by_key(|&k| self.set.entry(k as usize));
        late
    }

    /// For each row with the event: the rows at risk that go on beyond it, and those of a lower score.
    fn seen_from_events(&self) -> Vec<(usize, (f64, f64))> {
        let set = self.set;
        let at_first = (0..set.len()).filter(|&k| set.entry(k) == 0).map(|k| (self.rank[k], set.weight(k)));
        let mut at_risk = Weights::of(self.ranks, at_first);
        let mut late = self.late().into_iter().map(|k| k as usize).peekable();
        let mut seen = Vec::new();
        let mut first = 0;
        for j in 0..set.times().len() {
            while let Some(k) = late.next_if(|&k| set.entry(k) <= j) {
                at_risk.add(self.rank[k], set.weight(k));
            }
            let last = self.end_of(first, j);
            // Events at one time do not outlast each other; censorings come after them.
            (first..last).filter(|&k| self.is_event(k)).for_each(|k| at_risk.add(self.rank[k], -set.weight(k)));
            for k in (first..last).filter(|&k| self.is_event(k)) {
                let (below, equal, above) = at_risk.around(self.rank[k]);
                seen.push((k, (below + equal + above, below + 0.5 * equal)));
            }
            (first..last).filter(|&k| !self.is_event(k)).for_each(|k| at_risk.add(self.rank[k], -set.weight(k)));
            first = last;
        }
        seen
    }

    /// For each row: the events that it outlasts while at risk, and those of a higher score.
    fn seen_from_others(&self) -> Vec<(f64, f64)> {
        let set = self.set;
        let mut events = Weights::of(self.ranks, [].into_iter());
        let outlasted = |events: &Weights, k: usize| {
            let (below, equal, above) = events.around(self.rank[k]);
            (below + equal + above, above + 0.5 * equal)
        };
        let mut late = self.late().into_iter().map(|k| k as usize).peekable();
        let mut seen = vec![(0.0, 0.0); set.len()];
        let mut first = 0;
        for j in 0..set.times().len() {
            while let Some(k) = late.next_if(|&k| set.entry(k) <= j) {
                let (all, agreeing) = outlasted(&events, k);
                seen[k] = (-all, -agreeing);
            }
            let last = self.end_of(first, j);
            let mut leave = |events: &Weights, k: usize| {
                let (all, agreeing) = outlasted(events, k);
                seen[k].0 += all;
                seen[k].1 += agreeing;
            };
            (first..last).filter(|&k| self.is_event(k)).for_each(|k| leave(&events, k));
            (first..last).filter(|&k| self.is_event(k)).for_each(|k| events.add(self.rank[k], set.weight(k)));
            (first..last).filter(|&k| !self.is_event(k)).for_each(|k| leave(&events, k));
            first = last;
        }
        seen
    }

    /// The end of the sorted rows from `first` on that leave at time `j`.
    fn end_of(&self, first: usize, j: usize) -> usize {
        (first..self.set.len()).find(|&k| self.set.exit(k) != j).unwrap_or(self.set.len())
    }
}

/// A Fenwick tree of weights by rank.
struct Weights {
    tree: Vec<f64>,
    own: Vec<f64>,
    total: f64,
}

impl Weights {
    /// Of the given ranks and weights, in one pass over the tree.
    fn of(ranks: usize, given: impl Iterator<Item = (u32, f64)>) -> Weights {
        let mut weights = Weights { tree: vec![0.0; ranks + 1], own: vec![0.0; ranks], total: 0.0 };
        for (rank, weight) in given {
            weights.own[rank as usize] += weight;
            weights.total += weight;
        }
        for k in 1..=ranks {
            weights.tree[k] += weights.own[k - 1];
            let above = k + (k & k.wrapping_neg());
            if above <= ranks {
                weights.tree[above] += weights.tree[k];
            }
        }
        weights
    }

    fn add(&mut self, rank: u32, weight: f64) {
        let rank = rank as usize;
        self.own[rank] += weight;
        self.total += weight;
        let mut k = rank + 1;
        while k < self.tree.len() {
            self.tree[k] += weight;
            k += k & k.wrapping_neg();
        }
    }

    /// The weight below, at and above a rank.
    fn around(&self, rank: u32) -> (f64, f64, f64) {
        let rank = rank as usize;
        let mut below = 0.0;
        let mut k = rank;
        while k > 0 {
            below += self.tree[k];
            k -= k & k.wrapping_neg();
        }
        (below, self.own[rank], self.total - below - self.own[rank])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let set = RiskSet::from_days(None, &[1, 2, 2, 3], &[1, 1, 0, 1], None).unwrap();
        // Pairs: 1 with 2, 3, 4; 2 with 3 (censored at 2 goes on) and 4.
        let c = concordance(&set, Event::Any, &[4.0, 2.0, 3.0, 2.0], None, None).unwrap();
        assert!((c.c - (3.0 + 0.0 + 0.5) / 5.0).abs() < 1e-15);
        let perfect = concordance(&set, Event::Any, &[4.0, 3.0, 2.0, 1.0], None, None).unwrap();
        assert_eq!((perfect.c, perfect.std_err), (1.0, 0.0));
    }
}

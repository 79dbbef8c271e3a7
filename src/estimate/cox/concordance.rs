//! Concordance: how often the row with the higher score has the event first.

use crate::estimate::{EstimateError, Event, Labels, RiskSet};
use crate::numeric::sum::Sum;

/// Harrell's C with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// (concordant + tied/2)/(all comparable pairs).
    pub c: f64,
    /// The infinitesimal-jackknife standard error.
    pub std_err: f64,
}

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
        None => vec![set.clone()],
        Some(strata) => set.split(strata)?,
    };
    // Told by counts, since sums of weights leave a rounding where there is nothing.
    let comparable = |part: &RiskSet| {
        let table = part.table();
        (0..table.times().len()).any(|j| {
            let events = table.events(j, 0, event);
            events > 0.0 && table.at_risk(j, 0) > events
        })
    };
    if !parts.iter().any(comparable) {
        return Err(EstimateError::NoEvents);
    }
    // By caller's row: the weight of comparable pairs it is part of, and of those it agrees with.
    let mut pairs = vec![(0.0, 0.0); highest + 1];
    for part in &parts {
        Pairing::new(part, event, score).run(&mut pairs);
    }
    let mut weight = vec![0.0; highest + 1];
    for k in 0..set.len() {
        weight[set.rows()[k] as usize] = set.weight(k);
    }
    let over = |of: &dyn Fn(usize) -> f64| (0..=highest).map(of).collect::<Sum>().value();
    // Every pair was counted from both ends.
    let all = 0.5 * over(&|row| weight[row] * pairs[row].0);
    let agreeing = 0.5 * over(&|row| weight[row] * pairs[row].1);
    if all <= 0.0 {
        return Err(EstimateError::NoEvents);
    }
    let c = agreeing / all;
    let influence = |row: usize| weight[row] * (pairs[row].1 - c * pairs[row].0) / all;
    let variance = match cluster {
        None => over(&|row| influence(row) * influence(row)),
        Some(cluster) => {
            let mut sums = vec![Sum::ZERO; cluster.levels()];
            (0..=highest).for_each(|row| sums[cluster.of(row as u32)].add(influence(row)));
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
    rank: Vec<usize>,
    ranks: usize,
}

impl<'a> Pairing<'a> {
    fn new(set: &'a RiskSet, event: Event, score: &[f64]) -> Pairing<'a> {
        let of = |k: usize| score[set.rows()[k] as usize];
        let mut distinct: Vec<f64> = (0..set.len()).map(of).collect();
        distinct.sort_unstable_by(f64::total_cmp);
        distinct.dedup();
        let rank = (0..set.len()).map(|k| distinct.partition_point(|&s| s < of(k))).collect();
        Pairing { set, event, rank, ranks: distinct.len() }
    }

    fn is_event(&self, k: usize) -> bool {
        match self.event {
            Event::Any => self.set.cause(k) > 0,
            Event::Cause(cause) => cause > 0 && self.set.cause(k) == usize::from(cause),
        }
    }

    fn run(&self, pairs: &mut [(f64, f64)]) {
        let set = self.set;
        let mut entering: Vec<u32> = (0..set.len() as u32).collect();
        entering.sort_by_key(|&k| set.entry(k as usize));
        let (mut at_risk, mut events) = (Weights::new(self.ranks), Weights::new(self.ranks));
        let mut first = 0;
        let mut entered = 0;
        let row = |k: usize| set.rows()[k] as usize;
        // A row that outlasts an event agrees when its score is lower.
        let outlast = |events: &Weights, k: usize| {
            let (below, equal, above) = events.around(self.rank[k]);
            (below + equal + above, above + 0.5 * equal)
        };
        for j in 0..set.times().len() {
            while entered < entering.len() && set.entry(entering[entered] as usize) <= j {
                let k = entering[entered] as usize;
                entered += 1;
                at_risk.add(self.rank[k], set.weight(k));
                let (all, agreeing) = outlast(&events, k);
                pairs[row(k)].0 -= all;
                pairs[row(k)].1 -= agreeing;
            }
            let mut last = first;
            while last < set.len() && set.exit(last) == j {
                last += 1;
            }
            let leaving = || (first..last).filter(|&k| self.is_event(k));
            for k in leaving() {
                at_risk.add(self.rank[k], -set.weight(k));
                // Events at this time do not outlast each other.
                let (all, agreeing) = outlast(&events, k);
                pairs[row(k)].0 += all;
                pairs[row(k)].1 += agreeing;
            }
            for k in leaving() {
                let (below, equal, above) = at_risk.around(self.rank[k]);
                pairs[row(k)].0 += below + equal + above;
                pairs[row(k)].1 += below + 0.5 * equal;
            }
            leaving().for_each(|k| events.add(self.rank[k], set.weight(k)));
            for k in (first..last).filter(|&k| !self.is_event(k)) {
                at_risk.add(self.rank[k], -set.weight(k));
                let (all, agreeing) = outlast(&events, k);
                pairs[row(k)].0 += all;
                pairs[row(k)].1 += agreeing;
            }
            first = last;
        }
    }
}

/// A Fenwick tree of weights by rank.
struct Weights {
    tree: Vec<f64>,
    own: Vec<f64>,
    total: f64,
}

impl Weights {
    fn new(ranks: usize) -> Weights {
        Weights { tree: vec![0.0; ranks + 1], own: vec![0.0; ranks], total: 0.0 }
    }

    fn add(&mut self, rank: usize, weight: f64) {
        self.own[rank] += weight;
        self.total += weight;
        let mut k = rank + 1;
        while k < self.tree.len() {
            self.tree[k] += weight;
            k += k & k.wrapping_neg();
        }
    }

    /// The weight below, at and above a rank.
    fn around(&self, rank: usize) -> (f64, f64, f64) {
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

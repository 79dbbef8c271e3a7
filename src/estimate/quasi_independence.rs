//! Are lag and truncation time independent where both could be seen? What the reverse-time estimator assumes.

use super::EstimateError;
use super::log_rank::TrendTest;
use crate::numeric::sum::Sum;

/// Conditional Kendall's tau and its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuasiIndependence {
    /// (concordant - discordant) / comparable pairs, in [-1, 1].
    pub tau: f64,
    /// Comparable pairs: max(x_i, x_j) <= min(r_i, r_j), not tied in x or in r.
    pub pairs: u64,
    /// The test of tau = 0; positive when long lags go with late truncation.
    pub test: TrendTest,
}

/// Tsai's test. At each lag x_i the cases at risk are R_i = {j: x_j <= x_i <= r_j}; under quasi-independence
/// r_i is a random draw from theirs, so that S_i = sum over R_i of sign(r_i - r_j) has mean 0 and variance
/// (n_i^3 - n_i - sum (c^3 - c))/(3 n_i), c running over groups tied in r; d tied lags are drawn without
/// replacement, d (n - d)/(n - 1) times that. z = sum S_i / sqrt(sum Var).
///
/// Source: W.-Y. Tsai (1990), Biometrika 77, 169-177, section 2, mirrored for right truncation; E. C. Martin and R.
/// A. Betensky (2005), JASA 100, 484-492, for ties. Cost: n log n.
///
/// Errors: fewer than two rows, unequal columns, a row with x > r, no comparable pair.
pub fn quasi_independence(x: &[i32], r: &[i32]) -> Result<QuasiIndependence, EstimateError> {
    if x.len() != r.len() {
        return Err(EstimateError::UnequalLengths);
    }
    if x.len() < 2 {
        return Err(EstimateError::TooFewRows { needed: 2 });
    }
    if let Some(row) = x.iter().zip(r).position(|(x, r)| x > r) {
        return Err(EstimateError::EmptyInterval { row });
    }
    let mut ranks = r.to_vec();
    ranks.sort_unstable();
    ranks.dedup();
    let rank = |row: usize| ranks.partition_point(|&value| value < r[row]);
    let mut by_lag: Vec<usize> = (0..x.len()).collect();
    by_lag.sort_by_key(|&row| x[row]);
    let mut by_end: Vec<usize> = (0..x.len()).collect();
    by_end.sort_by_key(|&row| r[row]);

    let mut present = Present::new(ranks.len());
    let (mut score, mut pairs) = (0_i64, 0_u64);
    let mut variance = Sum::ZERO;
    let (mut next, mut gone) = (0, 0);
    while next < by_lag.len() {
        let lag = x[by_lag[next]];
        let first = next;
        while next < by_lag.len() && x[by_lag[next]] == lag {
            present.add(rank(by_lag[next]));
            next += 1;
        }
        while gone < by_end.len() && r[by_end[gone]] < lag {
            present.remove(rank(by_end[gone]));
            gone += 1;
        }
        let tied = &by_lag[first..next];
        for &row in tied {
            let (below, above) = present.around(rank(row));
            score += below as i64 - above as i64;
            pairs += below + above;
        }
        pairs -= untied_pairs(tied.iter().map(|&row| r[row]).collect());
        let (n, d) = (present.total as f64, tied.len() as f64);
        if n > 1.0 {
            let one = (n * n * n - n - present.tied_cubes as f64) / (3.0 * n);
            variance.add(one * d * (n - d) / (n - 1.0));
        }
    }
    if pairs == 0 || variance.value() <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let test = TrendTest::new(score as f64 / variance.value().sqrt());
    Ok(QuasiIndependence { tau: score as f64 / pairs as f64, pairs, test })
}

/// Ordered pairs within rows tied in x that differ in r: each was counted, though not comparable.
fn untied_pairs(mut r: Vec<i32>) -> u64 {
    r.sort_unstable();
    let n = r.len() as u64;
    let same: u64 = r.chunk_by(|a, b| a == b).map(|run| (run.len() * run.len()) as u64).sum();
    n * n - same
}

/// A Fenwick tree of how many cases at risk have each rank of r.
struct Present {
    tree: Vec<u64>,
    counts: Vec<u64>,
    total: u64,
    /// The sum of c^3 - c over ranks.
    tied_cubes: u64,
}

impl Present {
    fn new(ranks: usize) -> Present {
        Present { tree: vec![0; ranks + 1], counts: vec![0; ranks], total: 0, tied_cubes: 0 }
    }

    fn add(&mut self, rank: usize) {
        let c = self.counts[rank];
        self.tied_cubes += 3 * c * (c + 1);
        self.counts[rank] += 1;
        self.total += 1;
        let mut k = rank + 1;
        while k < self.tree.len() {
            self.tree[k] += 1;
            k += k & k.wrapping_neg();
        }
    }

    fn remove(&mut self, rank: usize) {
        self.counts[rank] -= 1;
        let c = self.counts[rank];
        self.tied_cubes -= 3 * c * (c + 1);
        self.total -= 1;
        let mut k = rank + 1;
        while k < self.tree.len() {
            self.tree[k] -= 1;
            k += k & k.wrapping_neg();
        }
    }

    /// How many present have a lower, and a higher, rank.
    fn around(&self, rank: usize) -> (u64, u64) {
        let mut below = 0;
        let mut k = rank;
        while k > 0 {
            below += self.tree[k];
            k -= k & k.wrapping_neg();
        }
        (below, self.total - below - self.counts[rank])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, pair by pair.
    fn slow(x: &[i32], r: &[i32]) -> (i64, u64) {
        let (mut score, mut pairs) = (0, 0);
        for i in 0..x.len() {
            for j in 0..i {
                let comparable = x[i].max(x[j]) <= r[i].min(r[j]);
                let sign = (x[i] - x[j]).signum() * (r[i] - r[j]).signum();
                if comparable && sign != 0 {
                    score += i64::from(sign);
                    pairs += 1;
                }
            }
        }
        (score, pairs)
    }

    #[test]
    fn agrees_with_the_definition() {
        let mut state = 7_u32;
        let mut draw = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) % below) as i32
        };
        for _ in 0..50 {
            let x: Vec<i32> = (0..30).map(|_| draw(12)).collect();
            let r: Vec<i32> = x.iter().map(|x| x + draw(15)).collect();
            let got = quasi_independence(&x, &r).unwrap();
            let (score, pairs) = slow(&x, &r);
            assert_eq!(got.pairs, pairs);
            assert!((got.tau - score as f64 / pairs as f64).abs() < 1e-15);
        }
    }

    #[test]
    fn without_truncation_it_is_kendalls_test() {
        // All x below all r: every pair is comparable. Var(K) = n(n-1)(2n+5)/18 = 125/3 for n = 10.
        let x: Vec<i32> = (0..10).collect();
        let r = [103, 101, 100, 105, 102, 104, 107, 109, 106, 108];
        let got = quasi_independence(&x, &r).unwrap();
        let (score, _) = slow(&x, &r);
        assert_eq!(got.pairs, 45);
        assert!((got.test.z - score as f64 / (10.0 * 9.0 * 25.0 / 18.0_f64).sqrt()).abs() < 1e-13);
    }

    #[test]
    fn strong_dependence_is_found() {
        let x: Vec<i32> = (0..60).collect();
        let r: Vec<i32> = x.iter().map(|x| 60 + x).collect();
        let got = quasi_independence(&x, &r).unwrap();
        assert_eq!(got.tau, 1.0);
        assert!(got.test.z > 5.0);
        assert_eq!(quasi_independence(&[1], &[2]), Err(EstimateError::TooFewRows { needed: 2 }));
        assert_eq!(quasi_independence(&[1, 1], &[2, 2]), Err(EstimateError::NoVariation));
    }
}

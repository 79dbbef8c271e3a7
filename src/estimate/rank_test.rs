//! Rank tests: Mann-Whitney, Kruskal-Wallis, Fligner-Killeen, Kolmogorov-Smirnov.

use super::log_rank::ChiSquareTest;
use super::{EstimateError, Interval, Level, Summary};
use crate::numeric::distribution::{normal_quantile, normal_two_sided};
use crate::numeric::sum::sum;
use std::f64::consts::PI;

/// Ranks from 1, the mean rank for ties, and the sum of t^3 - t over ties.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// The rank of each value, in the order given.
    pub ranks: Vec<f64>,
    /// The sum of t^3 - t over groups of t tied values.
    pub ties: f64,
}

/// Ranks `values`. Errors: no rows, a value that is not finite.
pub fn rank(values: &[f64]) -> Result<Ranks, EstimateError> {
    if values.is_empty() {
        return Err(EstimateError::NoRows);
    }
    if let Some(row) = values.iter().position(|value| !crate::numeric::is_tractable(*value)) {
        return Err(EstimateError::NotFinite { row });
    }
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut result = Ranks { ranks: vec![0.0; values.len()], ties: 0.0 };
    let mut first = 0;
    // `==` and not `total_cmp`: 0 and -0 are tied.
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let t = run.len() as f64;
        for &at in run {
            result.ranks[at] = first as f64 + 0.5 * (t + 1.0);
        }
        result.ties += t * t * t - t;
        first += run.len();
    }
    Ok(result)
}

/// The Mann-Whitney (Wilcoxon rank sum) test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannWhitney {
    /// W: how many pairs have x above y, ties counting one half.
    pub w: f64,
    /// Whether any values are tied.
    pub ties: bool,
    /// Two-sided, normal with correction for ties; `None` where all values are tied.
    pub p_normal: Option<f64>,
    /// The same with correction for continuity.
    pub p_continuity: Option<f64>,
    /// Two-sided exact, conditional on the ties; `None` for more than [`EXACT_ROWS`] values.
    pub p_exact: Option<f64>,
    /// W/(m n): the chance that x is above y.
    pub effect: f64,
    /// The median of all differences x - y; `None` for more than [`SHIFT_PAIRS`] pairs.
    pub shift: Option<f64>,
    /// Its exact interval; only without ties, and where `p_exact` is given.
    pub shift_interval: Option<Interval>,
}

/// The most values for which the exact law of the rank sum is worked out.
pub const EXACT_ROWS: usize = 100;
/// The most pairs whose differences are listed.
pub const SHIFT_PAIRS: usize = 4_000_000;

/// The Mann-Whitney test of x against y. The exact p-value is P(|W - mn/2| >= |w - mn/2|) over all
/// choices of m among the m + n mean ranks.
///
/// Source: H. B. Mann and D. R. Whitney (1947), Annals of Mathematical Statistics 18, 50-60; E. L. Lehmann (1975),
/// "Nonparametrics", sections 1.4 and 2.5; B. Streitberg and J. Roehmel (1986) for the exact law with ties; J. L. Hodges and E. L.
/// Lehmann (1963), Annals of Mathematical Statistics 34, 598-611, for the shift.
/// Errors: an empty sample, a value that is not finite.
pub fn mann_whitney(x: &[f64], y: &[f64], level: Level) -> Result<MannWhitney, EstimateError> {
    if x.is_empty() || y.is_empty() {
        return Err(EstimateError::NoRows);
    }
    let all: Vec<f64> = x.iter().chain(y).copied().collect();
    let ranked = rank(&all)?;
    let (m, n) = (x.len() as f64, y.len() as f64);
    let w = sum(ranked.ranks[..x.len()].iter().copied()) - 0.5 * m * (m + 1.0);
    let gap = w - 0.5 * m * n;
    let total = m + n;
    let variance = m * n / 12.0 * (total + 1.0 - ranked.ties / (total * (total - 1.0)));
    let normal = |gap: f64| (variance > 0.0).then(|| normal_two_sided(gap / variance.sqrt()));
    let law = (all.len() <= EXACT_ROWS).then(|| RankSumLaw::new(&ranked.ranks, x.len()));
    let ties = ranked.ties > 0.0;
    let differences = (x.len() * y.len() <= SHIFT_PAIRS).then(|| sorted_differences(x, y));
    let interval = |differences: &[f64]| {
        let below = law.as_ref().filter(|_| !ties)?.tail_rank(level.tail());
        Some(Interval { lower: differences[below - 1], upper: differences[differences.len() - below] })
    };
    Ok(MannWhitney {
        w,
        ties,
        p_normal: normal(gap),
        p_continuity: normal(if gap == 0.0 { 0.0 } else { gap - 0.5_f64.copysign(gap) }),
        p_exact: law.as_ref().map(|law| law.two_sided(gap)),
        effect: w / (m * n),
        shift_interval: differences.as_deref().and_then(interval),
        shift: differences.map(|sorted| 0.5 * (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2])),
    })
}

fn sorted_differences(x: &[f64], y: &[f64]) -> Vec<f64> {
    let mut differences: Vec<f64> = x.iter().flat_map(|x| y.iter().map(move |y| x - y)).collect();
    differences.sort_unstable_by(f64::total_cmp);
    differences
}

/// The exact law of the rank sum of m values drawn from given (mean) ranks.
struct RankSumLaw {
    /// P(2 x rank sum = k).
    probability: Vec<f64>,
    /// Twice the mean of the rank sum, and twice the least it can be without ties.
    centre: f64,
    least: usize,
}

impl RankSumLaw {
    fn new(ranks: &[f64], m: usize) -> RankSumLaw {
        let scores: Vec<usize> = ranks.iter().map(|rank| (2.0 * rank) as usize).collect();
        let most: usize = scores.iter().sum();
        // P(k drawn so far with sum s), one score at a time: drawn with chance (m - k)/(those left).
        let mut law = vec![vec![0.0; most + 1]; m + 1];
        law[0][0] = 1.0;
        let mut reach = 0;
        for (seen, &score) in scores.iter().enumerate() {
            let left = (scores.len() - seen) as f64;
            reach += score;
            for k in (0..=m.min(seen)).rev() {
                let drawn = (m - k) as f64 / left;
                for s in (0..=reach - score).rev() {
                    let mass = law[k][s];
                    if mass > 0.0 {
                        if k < m {
                            law[k + 1][s + score] += mass * drawn;
                        }
                        law[k][s] = mass * (1.0 - drawn);
                    }
                }
            }
        }
        let probability = law.swap_remove(m);
        let centre = m as f64 * most as f64 / scores.len() as f64;
        RankSumLaw { probability, centre, least: m * (m + 1) }
    }

    fn two_sided(&self, gap: f64) -> f64 {
        let far = 2.0 * gap.abs() - 1e-9;
        let keep = |&(k, _): &(usize, &f64)| (k as f64 - self.centre).abs() >= far;
        sum(self.probability.iter().enumerate().filter(keep).map(|(_, p)| *p)).min(1.0)
    }

    /// The `tail` quantile of W, at least 1, as `qwilcox`: without ties only.
    fn tail_rank(&self, tail: f64) -> usize {
        let mut below = 0.0;
        for w in 0.. {
            match self.probability.get(self.least + 2 * w) {
                Some(p) => below += p,
                None => return w.max(1),
            }
            // R's allowance for rounding.
            if below >= tail * (1.0 - 64.0 * f64::EPSILON) {
                return w.max(1);
            }
        }
        1
    }
}

/// The Kruskal-Wallis test with correction for ties.
///
/// Source: W. H. Kruskal and W. A. Wallis (1952), JASA 47, 583-621. Errors: fewer than two groups, an empty group, all
/// values tied.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Result<ChiSquareTest, EstimateError> {
    let (ranked, sizes) = rank_groups(groups)?;
    let n = ranked.ranks.len() as f64;
    let correction = 1.0 - ranked.ties / (n * n * n - n);
    if correction.is_nan() || correction <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let mut first = 0;
    let squares = sum(sizes.iter().map(|&size| {
        let part = sum(ranked.ranks[first..first + size].iter().copied());
        first += size;
        let gap = part - size as f64 * 0.5 * (n + 1.0);
        gap * gap / size as f64
    }));
    Ok(ChiSquareTest::new(12.0 / (n * (n + 1.0)) * squares / correction, sizes.len() - 1))
}

fn rank_groups(groups: &[&[f64]]) -> Result<(Ranks, Vec<usize>), EstimateError> {
    if groups.len() < 2 {
        return Err(EstimateError::OneGroup);
    }
    if groups.iter().any(|group| group.is_empty()) {
        return Err(EstimateError::NoRows);
    }
    Ok((rank(&groups.concat())?, groups.iter().map(|group| group.len()).collect()))
}

/// The Fligner-Killeen test that spreads are equal, on distances from group medians.
///
/// Source: M. A. Fligner and T. J. Killeen (1976), JASA 71, 210-213; W. J. Conover and others (1981), Technometrics 23,
/// 351-361. Errors: as [`kruskal_wallis`].
pub fn fligner_killeen(groups: &[&[f64]]) -> Result<ChiSquareTest, EstimateError> {
    let mut gaps = Vec::with_capacity(groups.len());
    for group in groups {
        let median = Summary::new(group)?.median();
        gaps.push(group.iter().map(|value| (value - median).abs()).collect::<Vec<f64>>());
    }
    let gaps: Vec<&[f64]> = gaps.iter().map(Vec::as_slice).collect();
    let (ranked, sizes) = rank_groups(&gaps)?;
    let n = ranked.ranks.len() as f64;
    let scores: Vec<f64> = ranked.ranks.iter().map(|rank| normal_quantile(0.5 * (1.0 + rank / (n + 1.0)))).collect();
    let centre = super::summary::mean(&scores);
    let variance = super::summary::squares(&scores, centre) / (n - 1.0);
    if variance.is_nan() || variance <= 0.0 {
        return Err(EstimateError::NoVariation);
    }
    let mut first = 0;
    let between = sum(sizes.iter().map(|&size| {
        let gap = super::summary::mean(&scores[first..first + size]) - centre;
        first += size;
        size as f64 * gap * gap
    }));
    Ok(ChiSquareTest::new(between / variance, sizes.len() - 1))
}

/// The two-sample Kolmogorov-Smirnov test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KolmogorovSmirnov {
    /// The greatest distance between the empirical distributions.
    pub d: f64,
    /// The asymptotic p-value; conservative with ties.
    pub p: f64,
}

/// The two-sample Kolmogorov-Smirnov test with the asymptotic law of D sqrt(mn/(m + n)).
///
/// Source: N. Smirnov (1939); W. Feller (1948), Annals of Mathematical Statistics 19, 177-189. Errors: an empty sample, a value
/// that is not finite.
pub fn kolmogorov_smirnov(x: &[f64], y: &[f64]) -> Result<KolmogorovSmirnov, EstimateError> {
    let (x, y) = (Summary::new(x)?, Summary::new(y)?);
    let share = |sample: &Summary, at: f64| sample.sorted().partition_point(|&v| v <= at) as f64 / sample.n() as f64;
    let distance = |&at: &f64| (share(&x, at) - share(&y, at)).abs();
    let d = x.sorted().iter().chain(y.sorted()).map(distance).fold(0.0, f64::max);
    let (m, n) = (x.n() as f64, y.n() as f64);
    Ok(KolmogorovSmirnov { d, p: kolmogorov_upper(d * (m * n / (m + n)).sqrt()) })
}

/// 1 - the limiting law of the scaled distance: one of two series, each where it is quick.
fn kolmogorov_upper(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let upper = if x < 1.0 {
        let theta = |k: f64| libm::exp(-k * k * PI * PI / (8.0 * x * x));
        1.0 - (2.0 * PI).sqrt() / x * sum((0..12).map(|k| theta(f64::from(2 * k + 1))))
    } else {
        let term = |k: f64| libm::exp(-2.0 * k * k * x * x);
        2.0 * sum((1..12).map(|k| if k % 2 == 1 { term(f64::from(k)) } else { -term(f64::from(k)) }))
    };
    upper.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_ranks() {
        let ranked = rank(&[3.0, 1.0, 3.0, 0.0]).unwrap();
        assert_eq!(ranked.ranks, [3.5, 2.0, 3.5, 1.0]);
        assert_eq!(ranked.ties, 6.0);
    }

    #[test]
    fn exact_law_by_hand() {
        // 2 of 4 ranks: sums 3, 4, 5, 5, 6, 7.
        let test = mann_whitney(&[1.0, 2.0], &[3.0, 4.0], Level::P95).unwrap();
        assert_eq!(test.w, 0.0);
        assert!((test.p_exact.unwrap() - 2.0 / 6.0).abs() < 1e-15);
        assert_eq!(test.shift, Some(-2.0));
        let tied = mann_whitney(&[1.0], &[1.0], Level::P95).unwrap();
        assert_eq!((tied.p_normal, tied.p_exact), (None, Some(1.0)));
    }

    #[test]
    fn two_groups_of_kruskal_wallis_are_mann_whitney() {
        let (x, y) = ([1.0, 4.0, 4.0, 7.0], [2.0, 4.0, 9.0, 8.0, 11.0]);
        let h = kruskal_wallis(&[&x, &y]).unwrap();
        let p = mann_whitney(&x, &y, Level::P95).unwrap().p_normal.unwrap();
        assert!((h.p.unwrap() - p).abs() < 1e-14);
        assert_eq!(kruskal_wallis(&[&[1.0], &[1.0]]), Err(EstimateError::NoVariation));
    }

    #[test]
    fn the_two_series_meet() {
        assert!((kolmogorov_upper(1.0 - 1e-12) - kolmogorov_upper(1.0)).abs() < 1e-11);
    }
}

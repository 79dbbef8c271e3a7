//! Fisher's exact test, for 2x2 and for larger tables.

use super::{Crosstab, EstimateError, Interval, Level};
use crate::numeric::root::find_root;
use crate::numeric::special::{binomial_density, ln_gamma};
use crate::numeric::sum::Sum;
use std::collections::BTreeMap;

/// Probabilities are taken for equal within this share, as in R.
const TIE: f64 = 1e-7;
/// A term this small beside the sum so far ends a tail.
const NEGLIGIBLE: f64 = 1e-20;

/// Fisher's exact test of a 2x2 table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FisherExact {
    /// Two-sided: the sum over tables with these margins not more probable than that seen.
    pub p: f64,
    /// One-sided, for an odds ratio below 1.
    pub p_less: f64,
    /// One-sided, for an odds ratio above 1.
    pub p_greater: f64,
    /// The conditional maximum likelihood estimate of the odds ratio: 0 or infinite at the ends.
    pub odds_ratio: f64,
    /// Its exact interval; the upper limit may be infinite.
    pub interval: Interval,
}

/// The hypergeometric law of the upper left cell of a 2x2 table, given its margins.
pub(crate) struct Hypergeometric {
    /// First row, second row, first column.
    m: u64,
    n: u64,
    k: u64,
    /// The least and the greatest value.
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Hypergeometric {
    pub(crate) fn new(table: [[u64; 2]; 2]) -> Hypergeometric {
        let [[a, b], [c, d]] = table;
        let (m, n, k) = (a + b, c + d, a + c);
        Hypergeometric { m, n, k, low: k.saturating_sub(n), high: k.min(m) }
    }

    /// P(x) at odds ratio 1, by Loader's saddle point.
    pub(crate) fn density(&self, x: u64) -> f64 {
        let (m, n, k, x) = (self.m as f64, self.n as f64, self.k as f64, x as f64);
        let (p, q) = (k / (m + n), (m + n - k) / (m + n));
        binomial_density(x, m, p, q) * binomial_density(k - x, n, p, q) / binomial_density(k, m + n, p, q)
    }

    /// P(x + 1)/P(x) at odds ratio 1.
    fn ratio(&self, x: u64) -> f64 {
        let down = (x + 1) as f64 * (self.n + x + 1 - self.k) as f64;
        (self.m - x) as f64 * (self.k - x) as f64 / down
    }

    /// The sum of P at odds ratio 1 from `x` down to the lowest value.
    fn lower_tail(&self, x: u64) -> f64 {
        let mut term = self.density(x);
        let mut total = Sum::ZERO;
        let mut at = x;
        loop {
            total.add(term);
            if at == self.low || term < NEGLIGIBLE * total.value() {
                return total.value();
            }
            at -= 1;
            term /= self.ratio(at);
        }
    }

    /// The sum of P at odds ratio 1 from `x` up to the highest value.
    fn upper_tail(&self, x: u64) -> f64 {
        let mut term = self.density(x);
        let mut total = Sum::ZERO;
        let mut at = x;
        loop {
            total.add(term);
            if at == self.high || term < NEGLIGIBLE * total.value() {
                return total.value();
            }
            term *= self.ratio(at);
            at += 1;
        }
    }

    /// The first x in the support with P(x + 1) <= P(x) at odds ratio `psi`: the mode.
    fn mode(&self, psi: f64) -> u64 {
        let (mut low, mut high) = (self.low, self.high);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.ratio(middle) * psi <= 1.0 {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// The mean, and P(X <= x) and P(X >= x), at odds ratio `psi`.
    fn moments(&self, psi: f64, x: u64) -> (f64, f64, f64) {
        let mode = self.mode(psi);
        let (mut total, mut mean, mut lower, mut upper) = (Sum::ZERO, Sum::ZERO, Sum::ZERO, Sum::ZERO);
        let mut take = |at: u64, weight: f64| {
            total.add(weight);
            // About the mode, so that a large x does not drown the differences.
            mean.add(weight * (at as f64 - mode as f64));
            if at <= x {
                lower.add(weight);
            }
            if at >= x {
                upper.add(weight);
            }
        };
        take(mode, 1.0);
        let mut weight = 1.0;
        let mut at = mode;
        while at < self.high && weight > NEGLIGIBLE {
            weight *= self.ratio(at) * psi;
            at += 1;
            take(at, weight);
        }
        (weight, at) = (1.0, mode);
        while at > self.low && weight > NEGLIGIBLE {
            at -= 1;
            weight /= self.ratio(at) * psi;
            take(at, weight);
        }
        let total = total.value();
        (mode as f64 + mean.value() / total, lower.value() / total, upper.value() / total)
    }

    /// Two-sided p-value: both tails of values not more probable than `x`.
    fn two_sided(&self, x: u64) -> f64 {
        let limit = self.density(x) * (1.0 + TIE);
        let mode = self.mode(1.0);
        if self.density(mode) <= limit {
            return 1.0;
        }
        let last = |mut inside: u64, mut outside: u64| {
            // The density is monotone between `outside` (at most `limit`) and `inside` (above it).
            while inside.abs_diff(outside) > 1 {
                let middle = inside.min(outside) + inside.abs_diff(outside) / 2;
                if self.density(middle) <= limit {
                    outside = middle;
                } else {
                    inside = middle;
                }
            }
            outside
        };
        let lower = if self.density(self.low) <= limit { self.lower_tail(last(mode, self.low)) } else { 0.0 };
        let upper = if self.density(self.high) <= limit { self.upper_tail(last(mode, self.high)) } else { 0.0 };
        (lower + upper).min(1.0)
    }

    /// The odds ratio at which `gap`, increasing in it, is 0; searched on the log scale.
    fn solve(&self, gap: impl Fn(f64) -> f64) -> Result<f64, EstimateError> {
        find_root(-300.0, 300.0, |log| gap(libm::exp(log))).map(libm::exp).ok_or(EstimateError::NotConverged)
    }
}

/// Fisher's exact test of a 2x2 table [[a, b], [c, d]], with the conditional odds ratio and its exact interval.
///
/// Given the margins a is hypergeometric, weighted by psi^a. The estimate solves E(a; psi) = a; the limits
/// solve P(A >= a; psi) = (1 - level)/2 and P(A <= a; psi) = (1 - level)/2.
///
/// Source: R. A. Fisher (1935), JRSS 98, 39-54; J. Cornfield (1956), Proc. 3rd Berkeley Symposium 4, 135-148; as R's
/// `fisher.test`, but that roots are found to full precision (R stops at 1e-4). A zero margin leaves one table:
/// p = 1, and [`EstimateError::EmptyMargin`] is returned, as nothing is estimable. More than 10^10 rows: an error.
pub fn fisher_two_by_two(table: [[u64; 2]; 2], level: Level) -> Result<FisherExact, EstimateError> {
    if super::contingency::whole(table.as_flattened())? > MOST {
        return Err(EstimateError::TooLarge);
    }
    let law = Hypergeometric::new(table);
    if law.m + law.n == 0 {
        return Err(EstimateError::NoRows);
    }
    if law.low == law.high {
        return Err(EstimateError::EmptyMargin);
    }
    let (x, tail) = (table[0][0], level.tail());
    let (at_low, at_high) = (x == law.low, x == law.high);
    let odds_ratio = if at_low {
        0.0
    } else if at_high {
        f64::INFINITY
    } else {
        law.solve(|psi| law.moments(psi, x).0 - x as f64)?
    };
    let lower = if at_low { 0.0 } else { law.solve(|psi| law.moments(psi, x).2 - tail)? };
    let upper = if at_high { f64::INFINITY } else { law.solve(|psi| tail - law.moments(psi, x).1)? };
    Ok(FisherExact {
        p: law.two_sided(x),
        p_less: law.lower_tail(x).min(1.0),
        p_greater: law.upper_tail(x).min(1.0),
        odds_ratio,
        interval: Interval { lower, upper },
    })
}

/// The most rows of a 2x2 table: the cost is the square root of their number.
const MOST: u64 = 10_000_000_000;

/// How many placements of a column the r x c test may look at.
const BUDGET: u64 = 1_000_000;

/// Fisher's exact test of an r x c table (Freeman and Halton): the sum of the probabilities of all tables with
/// these margins that are not more probable than that seen.
///
/// The network algorithm: tables are built column by column; tables that have the same row totals left share
/// one node, and a node whose every completion is known to count, or not to, is not opened.
///
/// Source: G. H. Freeman and J. H. Halton (1951), Biometrika 38, 141-149; C. R. Mehta and N. R. Patel (1983), JASA 78,
/// 427-434. Errors: as [`super::contingency::association`] for margins, and [`EstimateError::TooLarge`] where
/// the network is too wide; the approximation is then good, but for very uneven tables.
pub fn fisher_exact(table: &Crosstab) -> Result<f64, EstimateError> {
    let table = table.without_empty()?;
    // Fewer, longer columns make a narrower network.
    let (mut nodes, mut columns) = (table.row_totals(), table.column_totals());
    if nodes.len() > columns.len() {
        std::mem::swap(&mut nodes, &mut columns);
    }
    columns.sort_unstable();
    nodes.sort_unstable();
    if table.total() > 50_000_000 {
        return Err(EstimateError::TooLarge);
    }
    let mut ln_factorials = vec![0.0; table.total() as usize + 1];
    for (k, cell) in ln_factorials.iter_mut().enumerate() {
        *cell = ln_gamma(k as f64 + 1.0);
    }
    let seen: Sum = (0..table.rows())
        .flat_map(|i| (0..table.columns()).map(move |j| (i, j)))
        .map(|(i, j)| -ln_factorials[table.at(i, j) as usize])
        .collect();
    let mut network = Network { columns, ln_factorials, nodes: BTreeMap::new(), budget: BUDGET };
    let whole = network.node(&nodes, 0)?;
    let limit = seen.value() + TIE;
    let mut stage: BTreeMap<(Vec<u64>, i64), (f64, f64)> = BTreeMap::new();
    stage.insert((nodes, 0), (0.0, 1.0));
    let mut total = Sum::ZERO;
    for depth in 0..network.columns.len() {
        let mut next: BTreeMap<(Vec<u64>, i64), (f64, f64)> = BTreeMap::new();
        for ((left, _), (path, times)) in stage {
            let node = network.node(&left, depth)?;
            if path + node.longest <= limit {
                // Every completion counts.
                total.add(times * libm::exp(path + node.total - whole.total));
            } else if path + node.shortest <= limit {
                for (rest, step) in network.placements(&left, depth)? {
                    let path = path + step;
                    // Paths of one length through one node are one.
                    let key = (rest, (path * 1e9).round() as i64);
                    next.entry(key).or_insert((path, 0.0)).1 += times;
                }
            }
        }
        stage = next;
    }
    for (path, times) in stage.into_values() {
        if path <= limit {
            total.add(times * libm::exp(path - whole.total));
        }
    }
    Ok(total.value().min(1.0))
}

/// What is known of all ways to complete a table: logs of the most and least probable, and of their sum.
#[derive(Clone, Copy)]
struct Node {
    longest: f64,
    shortest: f64,
    total: f64,
}

struct Network {
    columns: Vec<u64>,
    ln_factorials: Vec<f64>,
    nodes: BTreeMap<(usize, Vec<u64>), Node>,
    budget: u64,
}

impl Network {
    /// The node with row totals `left` before column `depth`.
    fn node(&mut self, left: &[u64], depth: usize) -> Result<Node, EstimateError> {
        if depth == self.columns.len() {
            return Ok(Node { longest: 0.0, shortest: 0.0, total: 0.0 });
        }
        let key = (depth, left.to_vec());
        if let Some(node) = self.nodes.get(&key) {
            return Ok(*node);
        }
        let mut node = Node { longest: f64::NEG_INFINITY, shortest: f64::INFINITY, total: f64::NEG_INFINITY };
        let mut parts = Vec::new();
        for (rest, step) in self.placements(left, depth)? {
            let below = self.node(&rest, depth + 1)?;
            node.longest = node.longest.max(step + below.longest);
            node.shortest = node.shortest.min(step + below.shortest);
            parts.push(step + below.total);
        }
        let largest = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let scaled: Sum = parts.iter().map(|part| libm::exp(part - largest)).collect();
        node.total = largest + libm::log(scaled.value());
        self.nodes.insert(key, node);
        Ok(node)
    }

    /// All ways to fill column `depth`: what is left of the rows, sorted, and the log of the factor.
    fn placements(&mut self, left: &[u64], depth: usize) -> Result<Vec<(Vec<u64>, f64)>, EstimateError> {
        let mut found = Vec::new();
        let mut cells = vec![0; left.len()];
        self.place(left, &mut cells, 0, self.columns[depth], left.iter().sum(), &mut found)?;
        Ok(found)
    }

    fn place(
        &mut self,
        left: &[u64],
        cells: &mut Vec<u64>,
        row: usize,
        open: u64,
        room: u64,
        found: &mut Vec<(Vec<u64>, f64)>,
    ) -> Result<(), EstimateError> {
        if row == left.len() {
            self.budget = self.budget.checked_sub(1).ok_or(EstimateError::TooLarge)?;
            let mut rest: Vec<u64> = left.iter().zip(cells.iter()).map(|(l, c)| l - c).collect();
            rest.sort_unstable();
            let step: Sum = cells.iter().map(|&c| -self.ln_factorials[c as usize]).collect();
            found.push((rest, step.value()));
            return Ok(());
        }
        let room = room - left[row];
        for cell in open.saturating_sub(room)..=open.min(left[row]) {
            cells[row] = cell;
            self.place(left, cells, row + 1, open - cell, room, found)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lady_tasting_tea() {
        let test = fisher_two_by_two([[3, 1], [1, 3]], Level::P95).unwrap();
        assert!((test.p - 34.0 / 70.0).abs() < 1e-14);
        assert!((test.p_greater - 17.0 / 70.0).abs() < 1e-14);
        // psi^4 - 36 psi^2 - 32 psi - 3 = 0
        let psi = test.odds_ratio;
        assert!((psi * psi * psi * psi - 36.0 * psi * psi - 32.0 * psi - 3.0).abs() < 1e-10);
    }

    #[test]
    fn the_odds_ratio_and_its_limits_solve_their_equations() {
        for table in [[[10, 20], [30, 5]], [[45, 13_875], [34, 46]], [[3, 1], [1, 3]]] {
            let (test, law) = (fisher_two_by_two(table, Level::P95).unwrap(), Hypergeometric::new(table));
            let a = table[0][0];
            // The same sums from the densities, without recurrence or cut-off.
            let weigh = |psi: f64, keep: &dyn Fn(u64) -> f64| {
                let weight = |x: u64| law.density(x) * libm::pow(psi, x as f64 - a as f64);
                let total: f64 = (law.low..=law.high).map(weight).sum();
                (law.low..=law.high).map(|x| weight(x) * keep(x)).sum::<f64>() / total
            };
            assert!((weigh(test.odds_ratio, &|x| x as f64) / a as f64 - 1.0).abs() < 1e-11);
            assert!((weigh(test.interval.lower, &|x| f64::from(x >= a)) - 0.025).abs() < 1e-12);
            assert!((weigh(test.interval.upper, &|x| f64::from(x <= a)) - 0.025).abs() < 1e-12);
        }
    }

    #[test]
    fn large_tables_keep_their_digits() {
        // A library gives 0.4965 for this table; the truth is about 0.
        let test = fisher_two_by_two([[1668, 28], [596, 1005]], Level::P95).unwrap();
        assert!(test.p < 1e-200);
        let even = fisher_two_by_two([[250_000, 250_000], [250_000, 250_000]], Level::P95).unwrap();
        assert!((even.p - 1.0).abs() < 1e-12 && (even.odds_ratio - 1.0).abs() < 1e-9);
        assert_eq!(fisher_two_by_two([[0, 0], [3, 4]], Level::P95), Err(EstimateError::EmptyMargin));
    }

    #[test]
    fn the_network_agrees_with_the_two_by_two_test() {
        for table in [[[3, 1], [1, 3]], [[10, 20], [30, 5]], [[0, 12], [5, 9]], [[7, 8], [9, 6]]] {
            let cells: Vec<&[u64]> = table.iter().map(|row: &[u64; 2]| row.as_slice()).collect();
            let network = fisher_exact(&Crosstab::new(&cells).unwrap()).unwrap();
            let direct = fisher_two_by_two(table, Level::P95).unwrap().p;
            assert!((network - direct).abs() <= 1e-11 * direct, "{network} {direct}");
        }
    }
}

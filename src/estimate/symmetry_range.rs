//! The smallest and the largest p-value of a test of symmetry over all square tables whose cells lie in given ranges.
//!
//! For tables that are published rounded: a conclusion may be printed where both ends agree on it.

use super::EstimateError;
use super::log_rank::ChiSquareTest;
use super::rate::binomial_two_sided;

/// The counts that a cell can have, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellRange {
    /// Smallest.
    pub least: u64,
    /// Largest.
    pub most: u64,
}

/// The p-values that the tables in reach can have. A table in which nobody changed has p = 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SymmetryRange {
    /// Smallest p-value.
    pub least: f64,
    /// Largest p-value.
    pub most: f64,
}

/// Widest range of a cell that is searched one by one in a 2x2 table.
const SEARCHED: u64 = 1000;

/// Bounds of the p-value of symmetry over all tables with `cells[i][j]` in their ranges: of McNemar's exact test for two
/// categories, of Bowker's (degrees of freedom from the pairs that are not both 0) for more. Bounds are attained, since
/// Bowker's statistic is a sum over pairs of cells, each free of the others; totals that are printed beside the table
/// may rule some of its tables out, so that the true bounds are never wider.
///
/// Source: A. H. Bowker (1948), JASA 43, 572-574; Q. McNemar (1947), Psychometrika 12, 153-157; the bounds are ours.
/// Errors: fewer than two categories, not square, a range that is empty or too wide to search.
pub fn symmetry_range(cells: &[Vec<CellRange>]) -> Result<SymmetryRange, EstimateError> {
    let k = cells.len();
    if k < 2 {
        return Err(EstimateError::OneGroup);
    }
    if cells.iter().any(|row| row.len() != k) {
        return Err(EstimateError::Domain("a paired table that is not square"));
    }
    if cells.iter().flatten().any(|c| c.least > c.most || c.most - c.least > SEARCHED || c.most > 1 << 50) {
        return Err(EstimateError::Domain("a range of counts"));
    }
    if k == 2 {
        return Ok(exact(cells[0][1], cells[1][0]));
    }
    let pairs: Vec<Pair> =
        (0..k).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| Pair::of(cells[i][j], cells[j][i])).collect();
    Ok(SymmetryRange { least: bound(&pairs, |p| p.largest, false), most: bound(&pairs, |p| p.smallest, true) })
}

fn exact(b: CellRange, c: CellRange) -> SymmetryRange {
    let mut range = SymmetryRange { least: 1.0, most: 0.0 };
    for b in b.least..=b.most {
        for c in c.least..=c.most {
            let p = if b + c == 0 { 1.0 } else { binomial_two_sided(b, b + c, 0.5, 0.5) };
            range = SymmetryRange { least: range.least.min(p), most: range.most.max(p) };
        }
    }
    range
}

/// What a pair of opposite cells can add to the statistic.
#[derive(Clone, Copy)]
struct Pair {
    /// Smallest (a - b)^2/(a + b) with a + b > 0; `None` where the pair can only be empty.
    smallest: Option<f64>,
    /// Largest.
    largest: Option<f64>,
    /// Both cells may be 0: then the pair takes no degree of freedom.
    may_be_empty: bool,
}

impl Pair {
    fn of(a: CellRange, b: CellRange) -> Pair {
        let part = |a: u64, b: u64| {
            let (a, b) = (a as f64, b as f64);
            (a + b > 0.0).then(|| (a - b) * (a - b) / (a + b))
        };
        // The part falls while the smaller cell grows towards the larger one, and rises with the larger one.
        let largest = [part(a.most, b.least), part(a.least, b.most)].into_iter().flatten().reduce(f64::max);
        let (low, high) = (a.least.max(b.least), a.most.min(b.most));
        let smallest = match low <= high {
            true if high > 0 => Some(0.0),
            true => [part(a.least.max(1).min(a.most), b.least), part(a.least, b.least.max(1).min(b.most))]
                .into_iter()
                .flatten()
                .reduce(f64::min),
            false if a.least > b.most => part(a.least, b.most),
            false => part(a.most, b.least),
        };
        Pair { smallest, largest, may_be_empty: a.least == 0 && b.least == 0 }
    }
}

/// The largest (or smallest) p-value: pairs that may be empty join or stay away, the best first.
fn bound(pairs: &[Pair], part: impl Fn(&Pair) -> Option<f64>, largest_p: bool) -> f64 {
    let fixed: Vec<f64> = pairs.iter().filter(|p| !p.may_be_empty).filter_map(&part).collect();
    let mut free: Vec<f64> = pairs.iter().filter(|p| p.may_be_empty).filter_map(&part).collect();
    free.sort_by(f64::total_cmp);
    if !largest_p {
        free.reverse();
    }
    let p = |statistic: f64, df: usize| ChiSquareTest::new(statistic, df).p.unwrap_or(1.0);
    let (mut statistic, mut df) = (fixed.iter().sum::<f64>(), fixed.len());
    let mut best = p(statistic, df);
    for part in free {
        (statistic, df) = (statistic + part, df + 1);
        let next = p(statistic, df);
        best = if largest_p { best.max(next) } else { best.min(next) };
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::Crosstab;
    use super::super::paired::{bowker, mcnemar};
    use super::*;

    fn p_of(table: &[Vec<u64>]) -> f64 {
        let rows: Vec<&[u64]> = table.iter().map(Vec::as_slice).collect();
        let Ok(table) = Crosstab::new(&rows) else { return 1.0 };
        if table.rows() == 2 {
            return mcnemar(&table).map_or(1.0, |m| m.p_exact);
        }
        bowker(&table).ok().and_then(|b| b.used.p).unwrap_or(1.0)
    }

    /// Every table within the ranges.
    fn brute(cells: &[Vec<CellRange>]) -> SymmetryRange {
        let k = cells.len();
        let places: Vec<(usize, usize)> =
            (0..k).flat_map(|i| (0..k).map(move |j| (i, j))).filter(|(i, j)| i != j).collect();
        let mut table = vec![vec![1_u64; k]; k];
        places.iter().for_each(|&(i, j)| table[i][j] = cells[i][j].least);
        let mut range = SymmetryRange { least: 1.0, most: 0.0 };
        loop {
            let p = p_of(&table);
            range = SymmetryRange { least: range.least.min(p), most: range.most.max(p) };
            let next = places.iter().position(|&(i, j)| table[i][j] < cells[i][j].most);
            let Some(next) = next else { return range };
            let (i, j) = places[next];
            table[i][j] += 1;
            places[..next].iter().for_each(|&(i, j)| table[i][j] = cells[i][j].least);
        }
    }

    #[test]
    fn the_bounds_are_those_of_all_tables() {
        let mut state = 5_u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for round in 0..400 {
            let k = if round % 4 == 0 { 2 } else { 3 };
            let cells: Vec<Vec<CellRange>> = (0..k)
                .map(|_| {
                    (0..k)
                        .map(|_| {
                            let least = draw(4) * draw(3);
                            CellRange { least, most: least + draw(if k == 2 { 9 } else { 4 }) }
                        })
                        .collect()
                })
                .collect();
            let (got, all) = (symmetry_range(&cells).unwrap(), brute(&cells));
            assert!(
                (got.least - all.least).abs() < 1e-12 && (got.most - all.most).abs() < 1e-12,
                "{cells:?} {got:?} {all:?}"
            );
        }
    }

    #[test]
    fn exact_counts_have_one_p() {
        let of = |n| CellRange { least: n, most: n };
        let got = symmetry_range(&[vec![of(3), of(12), of(0)], vec![of(5), of(8), of(7)], vec![of(2), of(1), of(9)]])
            .unwrap();
        assert_eq!(got.least, got.most);
        assert!(symmetry_range(&[vec![of(3)]]).is_err());
        let still = symmetry_range(&[vec![of(3), of(0)], vec![of(0), of(4)]]).unwrap();
        assert_eq!((still.least, still.most), (1.0, 1.0));
    }
}

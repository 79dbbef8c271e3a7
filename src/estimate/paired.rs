//! Square tables of paired categories: what one row was at one episode, and at the next.

use super::log_rank::ChiSquareTest;
use super::rate::binomial_two_sided;
use super::{Crosstab, EstimateError};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::special::binomial_density;
use crate::numeric::sum::sum;

fn square(table: &Crosstab) -> Result<usize, EstimateError> {
    if table.rows() != table.columns() {
        return Err(EstimateError::Domain("a paired table that is not square"));
    }
    if table.total() == 0 { Err(EstimateError::NoRows) } else { Ok(table.rows()) }
}

/// McNemar's test of a 2x2 table of pairs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// (b - c)^2/(b + c).
    pub test: ChiSquareTest,
    /// With continuity correction, (|b - c| - 1)^2/(b + c).
    pub continuity: ChiSquareTest,
    /// Exact two-sided binomial p-value.
    pub p_exact: f64,
    /// The exact p-value less half the probability of what was seen, on both sides.
    pub p_mid: f64,
    /// b/c: infinite at c = 0.
    pub odds_ratio: f64,
}

/// McNemar's test that the two margins agree.
///
/// Source: Q. McNemar (1947), Psychometrika 12, 153-157; M. W. Fagerland, S. Lydersen and P. Laake (2013), BMC Medical Research
/// Methodology 13, 91, for mid-p. Errors: not 2x2, no pair that changed ([`EstimateError::NoEvents`]).
pub fn mcnemar(table: &Crosstab) -> Result<McNemar, EstimateError> {
    square(table)?;
    let [[_, b], [c, _]] = table.two_by_two().ok_or(EstimateError::Domain("a paired table that is not 2x2"))?;
    if b + c == 0 {
        return Err(EstimateError::NoEvents);
    }
    let (bf, cf, n) = (b as f64, c as f64, (b + c) as f64);
    let gap = (bf - cf).abs();
    let short = (gap - 1.0).max(0.0);
    let p_exact = binomial_two_sided(b, b + c, 0.5, 0.5);
    let own = binomial_density(bf, n, 0.5, 0.5);
    Ok(McNemar {
        test: ChiSquareTest::new(gap * gap / n, 1),
        continuity: ChiSquareTest::new(short * short / n, 1),
        p_exact,
        p_mid: if b == c { 1.0 - 0.5 * own } else { p_exact - own },
        odds_ratio: if c == 0 { f64::INFINITY } else { bf / cf },
    })
}

/// Bowker's test, counted in two ways.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bowker {
    /// On as many degrees of freedom as pairs of cells that are not both 0.
    pub used: ChiSquareTest,
    /// On k (k - 1)/2 degrees of freedom.
    pub full: ChiSquareTest,
}

/// Bowker's test of symmetry: sum over i < j of (n_ij - n_ji)^2/(n_ij + n_ji).
///
/// Source: A. H. Bowker (1948), JASA 43, 572-574. Errors: not square, no rows.
pub fn bowker(table: &Crosstab) -> Result<Bowker, EstimateError> {
    let k = square(table)?;
    let pairs = || (0..k).flat_map(|i| (0..i).map(move |j| (table.at(i, j) as f64, table.at(j, i) as f64)));
    let used = || pairs().filter(|(a, b)| a + b > 0.0);
    let statistic = sum(used().map(|(a, b)| (a - b) * (a - b) / (a + b)));
    Ok(Bowker {
        used: ChiSquareTest::new(statistic, used().count()),
        full: ChiSquareTest::new(statistic, k * (k - 1) / 2),
    })
}

/// Tests that the two margins agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarginalHomogeneity {
    /// Stuart and Maxwell's, with the variance under the hypothesis.
    pub stuart_maxwell: ChiSquareTest,
    /// Bhapkar's, with the variance without it; `None` where it is not finite.
    pub bhapkar: Option<ChiSquareTest>,
}

/// The Stuart-Maxwell test d' V^- d with d_i = n_i. - n_.i, V_ii = n_i. + n_.i - 2 n_ii, V_ij = - n_ij - n_ji,
/// and Bhapkar's Q/(1 - Q/n). Categories in which nobody changed take no degree of freedom.
///
/// Source: A. Stuart (1955), Biometrika 42, 412-416; A. E. Maxwell (1970), British Journal of Psychiatry 116, 651-655; V. P.
/// Bhapkar (1966), JASA 61, 228-235. Errors: not square, no rows, nobody changed ([`EstimateError::NoEvents`]).
pub fn marginal_homogeneity(table: &Crosstab) -> Result<MarginalHomogeneity, EstimateError> {
    let k = square(table)?;
    let (rows, columns) = (table.row_totals(), table.column_totals());
    let changed = |i: usize| rows[i] + columns[i] - 2 * table.at(i, i);
    let live: Vec<usize> = (0..k).filter(|&i| changed(i) > 0).collect();
    let (_, kept) = live.split_last().ok_or(EstimateError::NoEvents)?;
    let d: Vec<f64> = kept.iter().map(|&i| rows[i] as f64 - columns[i] as f64).collect();
    let v = Matrix::from_fn(kept.len(), kept.len(), |a, b| {
        let (i, j) = (kept[a], kept[b]);
        if i == j { changed(i) as f64 } else { -((table.at(i, j) + table.at(j, i)) as f64) }
    });
    let cholesky = Cholesky::new(&v, 1e-10);
    let statistic = cholesky.quadratic_form(&d);
    let n = table.total() as f64;
    let bhapkar = (statistic < n).then(|| ChiSquareTest::new(statistic / (1.0 - statistic / n), cholesky.rank()));
    Ok(MarginalHomogeneity { stuart_maxwell: ChiSquareTest::new(statistic, cholesky.rank()), bhapkar })
}

/// Cohen's kappa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// (observed - expected)/(1 - expected).
    pub kappa: f64,
    /// Its asymptotic standard error.
    pub std_err: f64,
    /// The share on the diagonal.
    pub observed: f64,
    /// The share expected there by chance.
    pub expected: f64,
    /// With weights 1 - |i - j|/(k - 1).
    pub linear: f64,
    /// With weights 1 - ((i - j)/(k - 1))^2.
    pub quadratic: f64,
}

/// Cohen's kappa, and weighted kappas for ordered categories.
///
/// Source: J. Cohen (1960), Educational and Psychological Measurement 20, 37-46; J. L. Fleiss, J. Cohen and B. S. Everitt
/// (1969), Psychological Bulletin 72, 323-327, for the error. Errors: not square, fewer than two categories, no rows, all rows in one
/// cell of the diagonal.
pub fn kappa(table: &Crosstab) -> Result<Kappa, EstimateError> {
    let k = square(table)?;
    if k < 2 {
        return Err(EstimateError::OneGroup);
    }
    let n = table.total() as f64;
    let share = |i: usize, j: usize| table.at(i, j) as f64 / n;
    let rows: Vec<f64> = table.row_totals().iter().map(|&t| t as f64 / n).collect();
    let columns: Vec<f64> = table.column_totals().iter().map(|&t| t as f64 / n).collect();
    let cells = || (0..k).flat_map(|i| (0..k).map(move |j| (i, j)));
    let agreement = |weight: &dyn Fn(usize, usize) -> f64| {
        let observed = sum(cells().map(|(i, j)| weight(i, j) * share(i, j)));
        let expected = sum(cells().map(|(i, j)| weight(i, j) * rows[i] * columns[j]));
        (observed, expected)
    };
    let distance = |i: usize, j: usize| i.abs_diff(j) as f64 / (k - 1) as f64;
    let ratio = |(observed, expected): (f64, f64)| (observed - expected) / (1.0 - expected);
    let (observed, expected) = agreement(&|i, j| f64::from(i == j));
    if expected >= 1.0 {
        return Err(EstimateError::NoVariation);
    }
    let value = ratio((observed, expected));
    let a = sum((0..k).map(|i| {
        let pull = 1.0 - (rows[i] + columns[i]) * (1.0 - value);
        share(i, i) * pull * pull
    }));
    let b = sum(cells()
        .filter(|(i, j)| i != j)
        .map(|(i, j)| share(i, j) * (columns[i] + rows[j]) * (columns[i] + rows[j])));
    let c = value - expected * (1.0 - value);
    let variance = (a + (1.0 - value) * (1.0 - value) * b - c * c).max(0.0) / n;
    Ok(Kappa {
        kappa: value,
        std_err: variance.sqrt() / (1.0 - expected),
        observed,
        expected,
        linear: ratio(agreement(&|i, j| 1.0 - distance(i, j))),
        quadratic: ratio(agreement(&|i, j| 1.0 - distance(i, j) * distance(i, j))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_tests_are_mcnemar() {
        let table = Crosstab::new(&[&[30, 12], &[5, 40]]).unwrap();
        let chi = mcnemar(&table).unwrap().test.statistic;
        assert!((bowker(&table).unwrap().full.statistic - chi).abs() < 1e-14);
        assert!((marginal_homogeneity(&table).unwrap().stuart_maxwell.statistic - chi).abs() < 1e-14);
    }

    #[test]
    fn agreement_at_the_ends() {
        let all = kappa(&Crosstab::new(&[&[5, 0], &[0, 7]]).unwrap()).unwrap();
        assert_eq!((all.kappa, all.std_err), (1.0, 0.0));
        assert_eq!(kappa(&Crosstab::new(&[&[5, 0], &[0, 0]]).unwrap()), Err(EstimateError::NoVariation));
        let still = Crosstab::new(&[&[5, 0], &[0, 7]]).unwrap();
        assert_eq!(marginal_homogeneity(&still), Err(EstimateError::NoEvents));
        assert_eq!(mcnemar(&still), Err(EstimateError::NoEvents));
    }
}
